//! How refusals of statements begin.

use crate::model::Failure;

/// The statement is not PartiQL, or none that is served.
#[cold]
pub(super) fn malformed(parts: &[&str]) -> Failure {
    Failure::validation("Statement wasn't well formed, can't be processed: ".to_owned() + &parts.concat())
}
