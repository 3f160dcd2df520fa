//! Policies of tables and streams as a table's definition keeps them, and as far as it matters who puts them.

use std::rc::Rc;

use crate::model::{Failure, Kind};
use crate::policy::resource::Checked;
use crate::policy::{Caller, Context as How, Request, decide};
use crate::table::Context;
use crate::table::schema::Table;

/// Who puts a policy.
pub(super) struct Author(pub Rc<Caller>, pub How);

/// A policy with the revision that it has since it was put, in epoch milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its canonical text.
    pub text: String,
    /// Its revision.
    pub revision: u64,
}

/// The policies of a table: its own, and those of its streams by the times that name them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    /// Of the table and its indexes.
    pub table: Option<Kept>,
    /// Of the streams.
    pub streams: Vec<(u64, Kept)>,
}

impl Policies {
    /// Reads those of a definition.
    #[must_use]
    pub fn of(table: &Table) -> Self {
        let mut lines = table.policies.as_deref().unwrap_or_default().lines();
        let revision = lines.next().and_then(|line| line.parse().ok()).unwrap_or(0);
        let stream = |line: &str| {
            let (ms, rest) = line.split_once(' ')?;
            let (revision, text) = rest.split_once(' ')?;
            Some((ms.parse().ok()?, Kept { text: text.to_owned(), revision: revision.parse().ok()? }))
        };
        let own = table.policy.clone().map(|text| Kept { text, revision });
        Self { table: own, streams: lines.filter_map(stream).collect() }
    }

    /// Writes them into a definition. Canonical texts have no line breaks.
    pub fn put(self, table: &mut Table) {
        let revision = self.table.as_ref().map_or(0, |own| own.revision);
        let mut lines = vec![revision.to_string()];
        for (ms, kept) in &self.streams {
            lines.push([&*ms.to_string(), " ", &*kept.revision.to_string(), " ", &kept.text].concat());
        }
        table.policies = (revision > 0 || !self.streams.is_empty()).then(|| lines.join("\n"));
        table.policy = self.table.map(|own| own.text);
    }
}

/// The policy of a table's stream, by the stream's label.
#[must_use]
pub fn of_stream(table: &Table, wanted: &str) -> Option<Kept> {
    let streams = Policies::of(table).streams.into_iter();
    let mut found = streams.filter(|(ms, _)| crate::operation::notation::label(*ms) == wanted);
    found.next().map(|(_, kept)| kept)
}

/// A policy that its author could not change any more needs a word more. The owner counts as the account's root.
///
/// # Errors
/// `AccessDeniedException`.
pub fn would_lock_out(
    cx: &Context<'_>,
    checked: &Checked,
    arn: &str,
    tags: &[(String, String)],
) -> Result<(), Failure> {
    let root = Caller::root(&cx.settings.account);
    let author = cx.asked.as_ref().and_then(|asked| asked.downcast_ref::<Author>());
    let (caller, how) = author.map_or((&root, None), |Author(caller, how)| (&**caller, Some(how)));
    let request = Request { tags, now_ms: cx.now_ms, ..Request::new("PutResourcePolicy", arn) };
    decide(caller, &[&checked.policy], &request, &cx.settings.account, how).map_err(|_| {
        let message =
            "The new resource policy will not allow you to update the resource policy in the future.";
        Failure::new(Kind::AccessDenied, message)
    })
}
