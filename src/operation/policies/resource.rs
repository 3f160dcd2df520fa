//! The table or stream whose policy a request means.

use std::rc::Rc;

use crate::model::{Failure, Kind, MapRef};
use crate::operation::flaw::invalid;
use crate::operation::notation::label;
use crate::policy::resource::Of;
use crate::table::history::{self, History};
use crate::table::schema::{Kept, Table};
use crate::table::{Context, Stop, catalog};

/// A table or one of its streams.
pub struct Resource<'a> {
    /// The ARN as given.
    pub arn: &'a str,
    /// The table.
    pub table: Rc<Table>,
    /// The stream's place in the history that it is of, if it is one.
    stream: Option<(History, usize)>,
}

/// The resource of `ResourceArn`.
///
/// # Errors
/// What is wrong with the ARN; `ResourceNotFoundException`.
pub fn find<'a>(cx: &mut Context<'_>, input: MapRef<'a>) -> Result<Resource<'a>, Stop> {
    let arn = input.get_str("ResourceArn").unwrap_or_default();
    let Some(rest) = arn.strip_prefix("arn:") else {
        return Err(invalid(&["ARNs must start with 'arn:': ", arn]).into());
    };
    let mut parts = rest.splitn(5, ':');
    let [partition, service, region, account, relative] =
        core::array::from_fn(|_| parts.next().unwrap_or_default());
    let path = relative.strip_prefix("table/").filter(|_| service == "dynamodb");
    let (name, below) = match path.map(|path| path.split_once('/').unwrap_or((path, ""))) {
        Some((name, below)) if below.starts_with("index/") && !name.is_empty() => {
            return Err(invalid(&[
                "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ",
                arn,
            ])
            .into());
        }
        Some((name, below)) if !name.is_empty() && (below.is_empty() || below.starts_with("stream/")) => {
            (name, below)
        }
        _ => return Err(invalid(&["Provided Arn is not a DynamoDB resource arn: ", arn]).into()),
    };
    if account != cx.settings.account {
        let message =
            "This action is only supported by accounts that match the resource owner\u{2019}s account.";
        return Err(Failure::validation(message).into());
    }
    if region != cx.settings.region || partition != "aws" {
        return Err(invalid(&["Invalid resource Arn: ", arn]).into());
    }
    let table = catalog::table(cx, name)?;
    let there = |table: &Rc<Table>| !cx.is_ahead(table.active_ms) && !table.is_restoring();
    let Some(table) = table.filter(there) else {
        return Err(missing(&["Table: ", name, " not found"]));
    };
    let Some(wanted) = below.strip_prefix("stream/") else {
        return Ok(Resource { arn, table, stream: None });
    };
    let histories = history::of_table(cx, name)?;
    let history = histories.into_iter().find(|history| history.id == table.id);
    let found = history.and_then(|history| {
        let place = history.streams.iter().position(|stream| label(stream.ms) == wanted)?;
        Some((history, place))
    });
    match found {
        Some(stream) => Ok(Resource { arn, table, stream: Some(stream) }),
        None => Err(missing(&["Stream: ", wanted, " not found for Table: ", name])),
    }
}

fn missing(what: &[&str]) -> Stop {
    let message = ["Requested resource not found: ", &what.concat()].concat();
    Failure::new(Kind::ResourceNotFound, message).into()
}

impl Resource<'_> {
    /// Which actions its policy can be about.
    pub const fn of(&self) -> Of {
        match self.stream {
            None => Of::Table,
            Some(_) => Of::Stream,
        }
    }

    /// Its policy.
    pub fn policy(&self) -> Option<Kept> {
        match &self.stream {
            None => self.table.policy.clone(),
            Some((history, place)) => history.streams.get(*place)?.policy.clone(),
        }
    }

    /// Writes another one in its place.
    ///
    /// # Errors
    /// [`Stop::Fault`].
    pub fn put(&self, cx: &mut Context<'_>, policy: Option<Kept>) -> Result<(), Stop> {
        if let Some((history, place)) = &self.stream {
            let mut history = history.clone();
            if let Some(stream) = history.streams.get_mut(*place) {
                stream.policy = policy;
            }
            return history::put(cx, &history);
        }
        let mut table = (*self.table).clone();
        table.policy = policy;
        catalog::put(cx, &table)
    }

    /// There is no policy.
    pub fn none(&self) -> Failure {
        let message = "Resource-based policy not found for the provided ResourceArn: ";
        Failure::new(Kind::PolicyNotFound, [message, self.arn].concat())
    }

    /// Compares the revision with the one that the request expects.
    ///
    /// # Errors
    /// `PolicyNotFoundException`.
    pub fn expect(&self, input: MapRef<'_>) -> Result<(), Failure> {
        let Some(expected) = input.get_str("ExpectedRevisionId") else { return Ok(()) };
        let revision = self.policy().map(|policy| policy.revision.to_string());
        match revision {
            None if expected == "NO_POLICY" => Ok(()),
            Some(revision) if revision == expected => Ok(()),
            _ => Err(self.none()),
        }
    }
}
