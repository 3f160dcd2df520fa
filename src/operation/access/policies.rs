//! Resource policies as far as it matters who puts them.

use std::rc::Rc;

use crate::model::{Failure, Kind};
use crate::policy::resource::Checked;
use crate::policy::{Caller, Context as How, Request, decide};
use crate::table::Context;

/// Who puts a policy.
pub(super) struct Author(pub Rc<Caller>, pub How);

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
