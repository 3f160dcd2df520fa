//! Questions of the services that are answered outside of the engine: `Authorize` brings them.

use std::borrow::Cow;

use super::asking::{Asking, Question};
use super::facts::Facts;
use super::items::named;
use super::tags;
use crate::model::MapRef;
use crate::policy::Request;
use crate::table::{Context, Stop};

/// An action on a resource that is no table's, or one of DynamoDB's on a table. What names neither is refused.
pub(super) fn ask(asking: &Asking, cx: &mut Context<'_>, input: MapRef<'_>) -> Result<(), Stop> {
    let action = input.get_str("Action").unwrap_or_default();
    if let Some(name) = input.get_str("TableName") {
        return Ok(named(cx, name)?.ask(asking, cx, action, Facts::default())?);
    }
    let Some(resource) = input.get_str("Resource") else {
        return Err(asking.refuse(action, "*").into());
    };
    let list = |name| input.get_list(name).unwrap_or_default();
    let tags: Vec<_> =
        tags::listed(list("ResourceTags")).map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let mut request = Request { tags: &tags, ..Request::new(action, resource) };
    request.given_tags = tags::given(input);
    for key in list("Keys").iter().filter_map(|key| key.as_map()) {
        let values = key.get_list("Values").unwrap_or_default();
        let values = values.iter().filter_map(|value| value.as_str()).map(Cow::Borrowed).collect();
        request.keys.push((key.get_str("Name").unwrap_or_default(), values));
    }
    Ok(asking.decide(cx, Question { request, policy: None })?)
}
