//! What requests on many items share: how many entries a batch serves, and that no item is named twice.

use crate::model::{Failure, order};
use crate::table::Context;

/// How many of a batch's entries are served: all, unless the settings ask for unprocessed ones.
#[must_use]
pub fn served(cx: &Context<'_>, entries: usize) -> usize {
    entries.saturating_sub(cx.settings.unprocessed).max(1)
}

/// Refuses a batch that names one item twice.
///
/// # Errors
/// A validation failure.
pub fn refuse_duplicates(keys: Vec<(u32, &[u8])>) -> Result<(), Failure> {
    if has_duplicates(keys) {
        return Err(Failure::validation("Provided list of item keys contains duplicates"));
    }
    Ok(())
}

/// Whether a key stands twice among the keys of items, each with its table's tree.
#[must_use]
pub fn has_duplicates(mut keys: Vec<(u32, &[u8])>) -> bool {
    order::sort(&mut keys, &|one, two| one < two);
    keys.windows(2).any(|pair| pair.first() == pair.last())
}
