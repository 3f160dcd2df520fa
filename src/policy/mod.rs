//! Access policies: documents in IAM's language, the callers that they are about, and the decision.
//!
//! Pure like [`crate::expression`]: text becomes checked statements, and statements are asked about a request. One idea a file:
//! [`document`] (statements and what is wrong with a text), [`pattern`] (wildcards and policy variables), [`principal`] and
//! [`reach`] (whom they mean), [`condition`] with [`moment`] and [`address`], [`request`] and [`keys`] (what is asked, with its condition keys), [`caller`] (who asks),
//! [`decision`] (how policies of all kinds come together), [`plan`] (what is left of them for a caller who does the same again), and [`canonical`] (the form in which a resource policy is kept).
//!
//! ```
//! use hashrange::policy::{Caller, Request, decide};
//!
//! let caller = Caller::read(
//!     br#"{ "arn": "arn:aws:iam::000000000000:user/ada", "policies": [{
//!         "Version": "2012-10-17",
//!         "Statement": { "Effect": "Allow", "Action": "dynamodb:Get*", "Resource": "*" }
//!     }] }"#,
//! ).unwrap();
//! let arn = "arn:aws:dynamodb:local:000000000000:table/Notes";
//! assert!(decide(&caller, &[], &Request::new("GetItem", arn), "000000000000", None).is_ok());
//! assert!(decide(&caller, &[], &Request::new("PutItem", arn), "000000000000", None).is_err());
//! ```

pub mod address;
pub mod caller;
pub mod canonical;
pub mod condition;
pub mod decision;
pub mod document;
pub mod keys;
mod members;
pub mod moment;
pub mod pattern;
pub mod plan;
pub mod principal;
pub mod reach;
pub mod request;
pub mod resource;
mod spelling;

pub use caller::{Caller, Context};
pub use decision::{Denial, Reason, decide, decide_again};
pub use document::{Policy, Use};
pub use plan::Plans;
pub use request::Request;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
