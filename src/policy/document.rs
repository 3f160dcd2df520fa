//! Policy documents: JSON text to checked statements.

use super::condition::{self, Condition};
use super::members::{SYNTAX, texts};
use super::pattern::{Pattern, Resolve};
use super::principal::Principals;
use crate::model::{MapRef, Raw, json_reader};

/// Most bytes of a document, white space included.
pub const LARGEST: usize = 64 << 10;
/// Most statements of a document.
const STATEMENTS: usize = 1000;

/// What a document is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A caller: its permissions, its boundary or its session.
    Identity,
    /// A table or a stream: statements name principals.
    Resource,
}

/// A policy.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Its statements.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Whether it allows; else it denies.
    pub allows: bool,
    /// Whom a resource policy's statement is about.
    pub principals: Option<Principals>,
    /// Actions, in any case.
    pub actions: Names,
    /// Resources.
    pub resources: Names,
    /// What has to hold besides, all of it.
    pub conditions: Vec<Condition>,
}

/// Actions or resources that are named, or all others.
#[derive(Clone, Debug)]
pub struct Names {
    /// All but those.
    pub negated: bool,
    /// Those.
    pub patterns: Vec<Pattern>,
}

impl Names {
    /// Whether it goes by more than the name: some have variables.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.patterns.iter().any(Pattern::is_open)
    }

    /// Whether it names one.
    #[must_use]
    pub fn matches(&self, name: &str, fold: bool, resolve: Resolve<'_>) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(name, fold, resolve)) != self.negated
    }
}

impl Policy {
    /// Reads a document.
    ///
    /// # Errors
    /// What is wrong with it, in the service's words where they are known.
    pub fn read(text: &str, usage: Use) -> Result<Self, String> {
        Self::of(MapRef::new(&document(text)?), usage)
    }

    /// Checks a document that was read before.
    ///
    /// # Errors
    /// As [`Policy::read`].
    pub fn of(document: MapRef<'_>, usage: Use) -> Result<Self, String> {
        let known = |name: &[u8]| matches!(name, b"Version" | b"Id" | b"Statement");
        if document.iter().any(|(name, _)| !known(name)) {
            return Err(SYNTAX.to_owned());
        }
        let variables = match document.get(b"Version").map(Raw::as_str) {
            None | Some(Some("2008-10-17")) => false,
            Some(Some("2012-10-17")) => true,
            Some(_) => return Err(SYNTAX.to_owned()),
        };
        let statements = statements(document)?;
        if statements.is_empty() {
            return Err("Could not parse the policy: Statement is empty!".to_owned());
        }
        if statements.len() > STATEMENTS {
            return Err("The policy has too many statements".to_owned());
        }
        let mut sids: Vec<&str> =
            statements.iter().filter_map(|statement| statement.get_str("Sid")).collect();
        sids.sort_unstable();
        if sids.windows(2).any(|pair| matches!(pair, [one, two] if one == two)) {
            return Err("The Statement Ids in the policy are not unique".to_owned());
        }
        let statements = statements.into_iter().map(|statement| Statement::of(statement, usage, variables));
        Ok(Self { statements: statements.collect::<Result<_, _>>()? })
    }
}

/// A text as a document of JSON, whatever it says.
///
/// # Errors
/// It is too large, no JSON, or has a member twice.
pub fn document(text: &str) -> Result<Vec<u8>, String> {
    if text.len() > LARGEST {
        return Err("The policy is too large".to_owned());
    }
    let (read, repeats) = json_reader::read_noting(text.as_bytes())
        .map_err(|_| "This policy contains invalid Json".to_owned())?;
    // Readers do not agree on which of two counts.
    if repeats {
        return Err("This policy contains invalid Json: an object has a member twice".to_owned());
    }
    Ok(read)
}

/// The statements of a document, of which one may stand alone.
///
/// # Errors
/// There are none, or something else is in their place.
pub fn statements(document: MapRef<'_>) -> Result<Vec<MapRef<'_>>, String> {
    let Some(given) = document.get(b"Statement") else {
        return Err("Missing required field Statement".to_owned());
    };
    if let Some(only) = given.as_map() {
        return Ok(vec![only]);
    }
    let Some(list) = given.as_list() else { return Err(SYNTAX.to_owned()) };
    list.iter().map(|statement| statement.as_map().ok_or_else(|| SYNTAX.to_owned())).collect()
}

/// The members that statements have.
const MEMBERS: [&[u8]; 9] = [
    b"Sid",
    b"Effect",
    b"Principal",
    b"NotPrincipal",
    b"Action",
    b"NotAction",
    b"Resource",
    b"NotResource",
    b"Condition",
];

impl Statement {
    fn of(given: MapRef<'_>, usage: Use, variables: bool) -> Result<Self, String> {
        let has_sid = given.get(b"Sid").is_none_or(|sid| sid.as_str().is_some());
        if given.iter().any(|(name, _)| !MEMBERS.contains(&name)) || !has_sid {
            return Err(SYNTAX.to_owned());
        }
        let allows = match given.get(b"Effect").map(Raw::as_str) {
            None => return Err(missing("Effect")),
            Some(Some(effect)) if effect.eq_ignore_ascii_case("Allow") => true,
            Some(Some(effect)) if effect.eq_ignore_ascii_case("Deny") => false,
            Some(_) => return Err(SYNTAX.to_owned()),
        };
        let principals = match (usage, given.get(b"Principal"), given.get(b"NotPrincipal")) {
            (Use::Identity, None, None) => None,
            (Use::Resource, Some(given), None) => Some(Principals::of(given, false)?),
            (Use::Resource, None, Some(given)) if !allows => Some(Principals::of(given, true)?),
            (Use::Resource, None, None) => return Err(missing("Principal")),
            (Use::Identity, ..) => return Err("Policy document should not specify a principal.".to_owned()),
            (Use::Resource, ..) => return Err(SYNTAX.to_owned()),
        };
        let actions = names(given, ["Action", "NotAction"], false)?;
        let resources = names(given, ["Resource", "NotResource"], variables)?;
        let conditions = match given.get(b"Condition") {
            None => Vec::new(),
            Some(given) => condition::read(given.as_map().ok_or(SYNTAX)?, variables)?,
        };
        Ok(Self { allows, principals, actions, resources, conditions })
    }
}

fn missing(field: &str) -> String {
    ["Missing required field ", field].concat()
}

fn names(given: MapRef<'_>, [plain, negated]: [&str; 2], variables: bool) -> Result<Names, String> {
    let (values, negated) = match (given.get(plain.as_bytes()), given.get(negated.as_bytes())) {
        (Some(values), None) => (values, false),
        (None, Some(values)) => (values, true),
        (None, None) => return Err(missing(plain)),
        (Some(_), Some(_)) => return Err(SYNTAX.to_owned()),
    };
    let texts = texts(values).filter(|texts| !texts.is_empty()).ok_or(SYNTAX)?;
    for text in &texts {
        // An action names its service, a resource is an ARN, or either is all there are.
        let fits = *text == "*" || if plain == "Action" { is_action(text) } else { is_resource(text) };
        if !fits {
            return Err(match plain {
                "Action" => {
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.".to_owned()
                }
                _ => ["Resource ", text, " must be in ARN format or \"*\"."].concat(),
            });
        }
    }
    Ok(Names { negated, patterns: texts.iter().map(|text| Pattern::new(text, true, variables)).collect() })
}

fn is_action(text: &str) -> bool {
    text.split_once(':').is_some_and(|(vendor, name)| !vendor.is_empty() && !name.is_empty())
}

fn is_resource(text: &str) -> bool {
    text.starts_with("arn:") && text.splitn(6, ':').count() == 6
}
