//! Which table a request means: a name or a full ARN.

use std::rc::Rc;

use super::flaw;
use crate::model::{Failure, Kind, MapRef, Writer};
use crate::table::moment::opened;
use crate::table::schema::Table;
use crate::table::{Context, Stop, catalog, replica};

/// A table as a request names it, and as it is.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// The name or ARN as given; consumed capacity echoes it.
    pub given: &'a str,
    /// The definition.
    pub table: Rc<Table>,
}

/// The parts of an ARN that are checked.
struct Arn<'a> {
    service: &'a str,
    region: &'a str,
    account: &'a str,
    /// All behind the account.
    resource: &'a str,
    /// The name of a table; `None` for any other resource.
    table: Option<&'a str>,
}

impl<'a> Arn<'a> {
    /// Takes an ARN apart; `None` when it does not have all parts.
    fn parse(given: &'a str) -> Option<Self> {
        let mut parts = given.strip_prefix("arn:aws:")?.splitn(4, ':');
        let (service, region, account) = (parts.next()?, parts.next()?, parts.next()?);
        let resource = parts.next()?;
        let table = resource.strip_prefix("table/");
        let table = table.filter(|name| !name.is_empty() && !name.contains(['/', ':']));
        Some(Self { service, region, account, resource, table })
    }
}

/// The table name in a name or ARN.
///
/// # Errors
/// A validation failure for an ARN of something else or of another region, a denial for one of another account.
pub fn name<'a>(cx: &Context<'_>, given: &'a str) -> Result<&'a str, Failure> {
    if !given.starts_with("arn:") {
        return Ok(given);
    }
    let arn = Arn::parse(given).filter(|arn| arn.service == "dynamodb");
    let Some((arn, name)) = arn.and_then(|arn| arn.table.map(|name| (arn, name))) else {
        return Err(misfit("Invalid TableArn '", given));
    };
    if arn.account != cx.settings.account {
        return Err(denied(cx, given));
    }
    if arn.region != cx.settings.region {
        return Err(misfit("Invalid AWS region in '", given));
    }
    Ok(name)
}

#[cold]
fn misfit(what: &str, given: &str) -> Failure {
    Failure::validation(["1 validation error detected: ", what, given, "'"].concat())
}

/// The running operation is not allowed on a resource, which is all that strangers are told of it.
#[cold]
#[must_use]
pub fn denied(cx: &Context<'_>, arn: &str) -> Failure {
    let message = [
        "User: arn:aws:iam::",
        &cx.settings.account,
        ":root is not authorized to perform: dynamodb:",
        cx.action,
        " on resource: ",
        arn,
        " because no resource-based policy allows the dynamodb:",
        cx.action,
        " action",
    ];
    Failure::new(Kind::AccessDenied, message.concat())
}

/// The table that a data operation names.
///
/// # Errors
/// `ResourceNotFoundException` when there is none, or when it is still being created; what is wrong with an ARN.
pub fn data<'a>(cx: &mut Context<'_>, given: &'a str) -> Result<Target<'a>, Stop> {
    match find(cx, given)? {
        Some(table) if cx.as_of_ms.is_some() => Ok(Target { given, table: past(cx, table)? }),
        Some(table) if !cx.is_ahead(table.active_ms) && !table.is_restoring() && !table.is_witness() => {
            Ok(Target { given, table })
        }
        _ => Err(Failure::new(Kind::ResourceNotFound, "Requested resource not found").into()),
    }
}

/// What a data operation does with its table.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// It writes.
    Write,
    /// It reads, as fresh as `ConsistentRead` among its options says.
    Read(MapRef<'a>),
    /// It is a transaction.
    Transaction,
}

/// [`data`], for what a table of strong consistency does only where somebody sees to it that a majority agrees.
///
/// # Errors
/// As [`data`]; nobody does.
#[inline(never)]
pub fn held<'a>(cx: &mut Context<'_>, given: &'a str, purpose: Purpose<'_>) -> Result<Target<'a>, Stop> {
    let target = data(cx, given)?;
    if target.table.is_strong() && cx.as_of_ms.is_none() && cx.asked.is_none() {
        let kind = match purpose {
            Purpose::Read(options) if options.get_bool("ConsistentRead") != Some(true) => return Ok(target),
            Purpose::Read(_) => Kind::InternalServer,
            Purpose::Write => Kind::ReplicatedWriteConflict,
            Purpose::Transaction => Kind::Validation,
        };
        return Err(replica::alone(kind).into());
    }
    Ok(target)
}

/// A table as it was at the time that the request asks for.
#[inline(never)]
fn past(cx: &mut Context<'_>, table: Rc<Table>) -> Result<Rc<Table>, Stop> {
    let ms = cx.as_of_ms.unwrap_or(0);
    if let Some(table) = opened::table(cx, &table, ms)? {
        return Ok(Rc::new(table));
    }
    let message = ["The state of table ", &table.name, " at this time is not open"].concat();
    let mut detail = Writer::new();
    detail.entry_str("TableName", &table.name);
    Err(Failure::new(Kind::MomentNotOpen, message).with_detail(detail.into_inner()).into())
}

/// The table that a control operation names.
///
/// # Errors
/// `ResourceNotFoundException` that names the table; what is wrong with an ARN.
pub fn control(cx: &mut Context<'_>, given: &str) -> Result<Rc<Table>, Stop> {
    if let Some(table) = find(cx, given)? {
        return Ok(table);
    }
    let message = ["Requested resource not found: Table: ", name(cx, given)?, " not found"].concat();
    Err(Failure::new(Kind::ResourceNotFound, message).into())
}

/// The table that a control operation names and changes.
///
/// # Errors
/// As [`control`]; `ResourceInUseException` while it is being created or changed.
pub fn settled(cx: &mut Context<'_>, given: &str) -> Result<Rc<Table>, Stop> {
    let table = control(cx, given)?;
    let state = if cx.is_ahead(table.active_ms) || table.is_restoring() {
        "created: "
    } else if cx.is_ahead(table.updated_ms) {
        "updated: "
    } else {
        return Ok(table);
    };
    let message =
        ["Attempt to change a resource which is still in use: Table is being ", state, &table.name].concat();
    Err(Failure::new(Kind::ResourceInUse, message).into())
}

/// The table of a `ResourceArn`, which tags are kept at.
///
/// # Errors
/// What is wrong with the ARN; `ResourceNotFoundException` that names it.
pub fn resource(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Rc<Table>, Stop> {
    let given = input.get_str("ResourceArn").unwrap_or_default();
    if !given.starts_with("arn:") {
        return Err(flaw::invalid(&["ARNs must start with 'arn:': ", given]).into());
    }
    let foreign = || flaw::invalid(&["Provided Arn is not a DynamoDB resource arn: ", given]);
    let arn = Arn::parse(given).ok_or_else(foreign)?;
    if arn.service != "dynamodb" {
        return Err(denied(cx, given).into());
    }
    let Some(name) = arn.table else {
        return Err(match arn.resource.split_once('/') {
            Some(("table" | "global-table", _)) => flaw::invalid(&[
                "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ",
                given,
            ]),
            _ => foreign(),
        }
        .into());
    };
    if arn.account != cx.settings.account {
        return Err(denied(cx, given).into());
    }
    if arn.region != cx.settings.region {
        let message = "Invalid TableArn: Invalid ResourceArn provided as input ".to_owned() + given;
        return Err(Failure::validation(message).into());
    }
    if let Some(table) = catalog::table(cx, name)? {
        return Ok(table);
    }
    let message = ["Requested resource not found: ResourceArn: ", given, " not found"].concat();
    Err(Failure::new(Kind::ResourceNotFound, message).into())
}

/// The table of a name or ARN, whatever its state.
///
/// # Errors
/// [`Stop::Fault`]; what is wrong with an ARN.
pub fn find(cx: &mut Context<'_>, given: &str) -> Result<Option<Rc<Table>>, Stop> {
    let name = name(cx, given)?;
    catalog::table(cx, name)
}

/// The `TableName` of a request; its presence is a constraint of every shape that has it.
#[must_use]
pub fn given(input: MapRef<'_>) -> &str {
    input.get_str("TableName").unwrap_or_default()
}
