//! Tags in requests.

use std::borrow::Cow;

use crate::model::{ListRef, MapRef};

/// Keys and values of a list of tags.
pub(super) fn listed(given: ListRef<'_>) -> impl Iterator<Item = (&str, &str)> {
    given.iter().filter_map(|tag| {
        let tag = tag.as_map()?;
        Some((tag.get_str("Key").unwrap_or_default(), tag.get_str("Value").unwrap_or_default()))
    })
}

/// The tags that a request puts or removes, for conditions on them.
pub(super) fn given(input: MapRef<'_>) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let put = listed(input.get_list("Tags").unwrap_or_default());
    let removed = input.get_list("TagKeys").unwrap_or_default();
    let removed = removed.iter().filter_map(|key| key.as_str());
    let all = put.chain(removed.map(|key| (key, "")));
    all.map(|(key, value)| (Cow::Borrowed(key), Cow::Borrowed(value))).collect()
}
