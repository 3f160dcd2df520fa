//! What beginnings share: ids and ARNs, tokens, how many there can be, and what is forgotten.

use crate::model::{Failure, MapRef, Writer};
use crate::operation::notation::{digits, hex, uuid};
use crate::operation::tables::describe;
use crate::table::transfer::{self, KEPT_MS, Kind};
use crate::table::{Context, Stop};

/// How long a token stands for its request.
const TOKEN_MS: u64 = 8 * 3_600_000;
/// How many old records a new one removes.
const FORGOTTEN: usize = 4;

/// A new export, import or bulk put.
pub struct New {
    kind: Kind,
    /// Its id, in the order of time.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// The client's token, or one that is made for it.
    pub token: String,
}

/// The id and ARN of something on a table.
fn name(cx: &Context<'_>, kind: Kind, table: &str) -> (String, String) {
    let (random, _) =
        cx.entropy.split_first_chunk::<4>().map_or(([0; 4], &[][..]), |(four, rest)| (*four, rest));
    let id = [&*digits(cx.now_ms, 14), "-", &hex(u64::from(u32::from_be_bytes(random)), 8)].concat();
    let arn = [&*describe::arn(cx.settings, table), "/", kind.name(), "/", &id].concat();
    (id, arn)
}

/// What stands of a request besides its token.
fn without_token(request: MapRef<'_>) -> Vec<u8> {
    let mut w = Writer::new();
    for (name, value) in request.iter().filter(|(name, _)| *name != b"ClientToken") {
        w.name(name);
        w.raw(value);
    }
    w.into_inner()
}

/// Looks for what was begun with the same token, before anything else is looked at.
///
/// # Errors
/// `conflict`, if the token came with another request.
pub fn known(
    cx: &mut Context<'_>,
    kind: Kind,
    input: MapRef<'_>,
    conflict: &Failure,
) -> Result<Option<Vec<u8>>, Stop> {
    let Some(token) = input.get_str("ClientToken") else { return Ok(None) };
    let (now, mut found) = (cx.now_ms, None);
    transfer::each(cx, kind, None, |_, record| {
        let same = record.description().get_str("ClientToken") == Some(token);
        let young = record.started_ms() + TOKEN_MS > now;
        if same && young {
            found = Some(record);
        }
        young && !same
    })?;
    let Some(record) = found else { return Ok(None) };
    if without_token(record.request()) != without_token(input) {
        return Err(conflict.clone().into());
    }
    Ok(Some(record.description().body().to_vec()))
}

/// A name for something new; at most `most` may be under way.
///
/// # Errors
/// `LimitExceededException`.
pub fn new(
    cx: &mut Context<'_>,
    kind: Kind,
    table: &str,
    input: MapRef<'_>,
    most: usize,
) -> Result<New, Stop> {
    if transfer::running(cx, kind)?.len() >= most {
        let message = ["There is a limit of ", &most.to_string(), " concurrent ", kind.name(), " operations"];
        return Err(Failure::new(crate::model::Kind::LimitExceeded, message.concat()).into());
    }
    let mut old = Vec::new();
    let end = digits(cx.now_ms.saturating_sub(KEPT_MS), 14);
    transfer::each(cx, kind, Some(&end), |id, _| {
        old.push(id.to_owned());
        old.len() < FORGOTTEN
    })?;
    for id in old {
        transfer::remove(cx, kind, &id)?;
    }
    let (id, arn) = name(cx, kind, table);
    let token = input.get_str("ClientToken").map_or_else(|| uuid(cx.entropy), str::to_owned);
    Ok(New { kind, id, arn, token })
}

/// Writes what is new, calls for its work, and answers with its description under `name`.
///
/// # Errors
/// [`Stop::Fault`].
pub fn begin(
    cx: &mut Context<'_>,
    new: &New,
    description: &Writer,
    input: MapRef<'_>,
    name: &str,
) -> Result<Vec<u8>, Stop> {
    let description = MapRef::new(description.as_bytes());
    let now = cx.now_ms;
    transfer::put(cx, (new.kind, &new.id), description, input, "", now)?;
    transfer::summon(cx, new.kind, &new.id, true)?;
    Ok(answer(name, description))
}

/// `{ name: description }`.
#[must_use]
pub fn answer(name: &str, description: MapRef<'_>) -> Vec<u8> {
    let mut w = Writer::new();
    w.entry_map(name, description);
    w.into_inner()
}

/// Refuses what cannot be the name of a bucket; `place` is the member that has it.
///
/// # Errors
/// A validation failure.
pub fn check_bucket(map: MapRef<'_>, place: &str) -> Result<(), Failure> {
    let Some(name) = map.get_str("S3Bucket") else { return Ok(()) };
    let edge = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let inside = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let fits = name.len() > 1 && name.chars().all(inside);
    if fits && edge(name.chars().next()) && edge(name.chars().next_back()) {
        return Ok(());
    }
    let message = [
        "1 validation error detected: Value '",
        name,
        "' at '",
        place,
        "' failed to satisfy constraint: Member must satisfy regular expression pattern: \
         ^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$",
    ];
    Err(Failure::validation(message.concat()))
}

/// Copies members as they were given.
pub fn copy(w: &mut Writer, from: MapRef<'_>, names: &[&str]) {
    for name in names {
        if let Some(value) = from.get(name.as_bytes()) {
            w.name(name.as_bytes());
            w.raw(value);
        }
    }
}
