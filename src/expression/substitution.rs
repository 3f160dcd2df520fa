//! `ExpressionAttributeNames` and `ExpressionAttributeValues` of one request.

use crate::model::{Failure, MapRef, Raw, order};

/// Longest `#name` or `:value` token in bytes.
const LONGEST_TOKEN: usize = 255;
/// Names and values together, in bytes.
const LARGEST: usize = 2 << 20;
const NAMES: &str = "ExpressionAttributeNames";
const VALUES: &str = "ExpressionAttributeValues";

/// The substitutions of a request, and which of them its expressions have used.
#[derive(Debug, Default)]
pub struct Substitutions<'a> {
    names: Table<'a>,
    values: Table<'a>,
}

/// Entries in ascending order of their tokens.
#[derive(Debug, Default)]
struct Table<'a>(Vec<Entry<'a>>);

#[derive(Clone, Copy, Debug)]
struct Entry<'a> {
    token: &'a [u8],
    value: Raw<'a>,
    used: bool,
}

impl<'a> Substitutions<'a> {
    /// Takes the two maps of a request. Names have to be strings, which the request's shape sees to.
    ///
    /// # Errors
    /// Empty maps, tokens that are no tokens or too long, empty names, more than 2 MB.
    pub fn new(names: Option<MapRef<'a>>, values: Option<MapRef<'a>>) -> Result<Self, Failure> {
        let table = |map: Option<MapRef<'a>>, parameter, sigil| match map {
            Some(map) => Table::new(map, parameter, sigil),
            None => Ok(Table::default()),
        };
        let subs = Self { names: table(names, NAMES, b'#')?, values: table(values, VALUES, b':')? };
        if let Some(entry) =
            subs.names.0.iter().find(|entry| entry.value.scalar_bytes().is_none_or(<[u8]>::is_empty))
        {
            let token = String::from_utf8_lossy(entry.token);
            return Err(contains_invalid(NAMES, "value: Empty attribute name for key ", &token));
        }
        let size = |map: Option<MapRef<'a>>| map.map_or(0, |map| map.body().len());
        for (parameter, size) in [(NAMES, size(names)), (VALUES, size(names) + size(values))] {
            if size > LARGEST {
                return Err(Failure::validation(parameter.to_owned() + " exceeds max size"));
            }
        }
        Ok(subs)
    }

    /// Refuses substitutions in a request that has no expression to use them.
    ///
    /// `expressions` lists the operation's expression parameters with whether each is present; a projection can use
    /// names, but no values.
    ///
    /// # Errors
    /// Names without any expression; values without an expression that takes values.
    pub fn require_expressions(
        names: Option<MapRef<'_>>,
        values: Option<MapRef<'_>>,
        expressions: &[(super::Kind, bool)],
    ) -> Result<(), Failure> {
        if names.is_some() && !expressions.iter().any(|(_, present)| *present) {
            return Err(Failure::validation(
                NAMES.to_owned() + " can only be specified when using expressions",
            ));
        }
        let mut takers = expressions.iter().filter(|(kind, _)| *kind != super::Kind::Projection);
        if values.is_none() || takers.clone().any(|(_, present)| *present) {
            return Ok(());
        }
        let mut message = VALUES.to_owned() + " can only be specified when using expressions";
        if let Some((first, _)) = takers.next() {
            message.push_str(": ");
            message.push_str(first.parameter());
            let mut verb = " is null";
            for (kind, _) in takers {
                message.push_str(" and ");
                message.push_str(kind.parameter());
                verb = " are null";
            }
            message.push_str(verb);
        }
        Err(Failure::validation(message))
    }

    /// The attribute name behind a `#name`, which counts as used from now on.
    pub(super) fn name(&mut self, token: &[u8]) -> Option<&'a [u8]> {
        self.names.find(token).and_then(Raw::scalar_bytes)
    }

    /// The value behind a `:value`, which counts as used from now on.
    pub(super) fn value(&mut self, token: &[u8]) -> Option<Raw<'a>> {
        self.values.find(token)
    }

    /// To be called once all expressions of the request are parsed.
    ///
    /// # Errors
    /// Names, then values, that no expression used.
    pub fn finish(&self) -> Result<(), Failure> {
        self.names.all_used(NAMES)?;
        self.values.all_used(VALUES)
    }
}

impl<'a> Table<'a> {
    fn new(map: MapRef<'a>, parameter: &str, sigil: u8) -> Result<Self, Failure> {
        if map.is_empty() {
            return Err(Failure::validation(parameter.to_owned() + " must not be empty"));
        }
        let mut entries = Vec::new();
        for (token, value) in map.iter() {
            if !is_token(token, sigil) {
                let text = String::from_utf8_lossy(token);
                return Err(contains_invalid(parameter, "key: Syntax error; key: \"", &(text + "\"")));
            }
            if token.len() > LONGEST_TOKEN {
                const TOO_LONG: &str =
                    "key: The expression attribute map contains a key that is too long; size of key: ";
                return Err(contains_invalid(parameter, TOO_LONG, &token.len().to_string()));
            }
            entries.push(Entry { token, value, used: false });
        }
        let before = |one: u32, two: u32| {
            let token = |at: u32| entries.get(at as usize).map(|entry| entry.token);
            token(one) < token(two)
        };
        let order = order::ascending(entries.len(), &before);
        let entries = order.iter().filter_map(|at| entries.get(*at as usize).copied()).collect();
        Ok(Self(entries))
    }

    fn find(&mut self, token: &[u8]) -> Option<Raw<'a>> {
        let at = self.0.binary_search_by(|entry| entry.token.cmp(token)).ok()?;
        let entry = self.0.get_mut(at)?;
        entry.used = true;
        Some(entry.value)
    }

    fn all_used(&self, parameter: &str) -> Result<(), Failure> {
        let mut unused = self.0.iter().filter(|entry| !entry.used);
        let Some(first) = unused.next() else { return Ok(()) };
        let mut message = String::from("Value provided in ");
        message.push_str(parameter);
        message.push_str(" unused in expressions: keys: {");
        message.push_str(&String::from_utf8_lossy(first.token));
        for entry in unused {
            message.push_str(", ");
            message.push_str(&String::from_utf8_lossy(entry.token));
        }
        message.push('}');
        Err(Failure::validation(message))
    }
}

fn is_token(token: &[u8], sigil: u8) -> bool {
    match token.split_first() {
        Some((first, rest)) => {
            *first == sigil
                && !rest.is_empty()
                && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        }
        None => false,
    }
}

#[cold]
fn contains_invalid(parameter: &str, what: &str, detail: &str) -> Failure {
    let mut message = parameter.to_owned();
    message.push_str(" contains invalid ");
    message.push_str(what);
    message.push_str(detail);
    Failure::validation(message)
}
