//! Callers: who asks, with the policies that say what they may.

use super::document::{Policy, Use};
use super::members::scalars;
use super::principal::is_account;
use super::spelling::nearest;
use crate::model::{Failure, MapRef, Raw, json_reader};

/// Most bytes of a caller's document.
const LARGEST: usize = 1 << 20;
/// Most policies of a kind.
const POLICIES: usize = 100;

/// Members of a caller that stand for condition keys.
const SHORT: [(&str, &str); 5] = [
    ("sourceIp", "aws:sourceip"),
    ("sourceVpc", "aws:sourcevpc"),
    ("sourceVpce", "aws:sourcevpce"),
    ("secureTransport", "aws:securetransport"),
    ("userAgent", "aws:useragent"),
];

/// The members of a caller; the boundary has two names, of which AWS has the first.
const MEMBERS: [&str; 17] = [
    "arn",
    "account",
    "userId",
    "username",
    "role",
    "provider",
    "tags",
    "context",
    "policies",
    "sessionPolicies",
    BOUNDARY,
    "permissionBoundary",
    "sourceIp",
    "sourceVpc",
    "sourceVpce",
    "secureTransport",
    "userAgent",
];
const BOUNDARY: &str = "permissionsBoundary";

/// What is told of a caller or of how a request came: condition keys in lower case, with their values.
#[derive(Clone, Debug, Default)]
pub struct Context(Vec<(String, Vec<String>)>);

/// Somebody who asks.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The ARN; empty for somebody unknown.
    pub arn: String,
    /// The account in it.
    pub account: String,
    /// `aws:userid`
    user_id: Option<String>,
    /// `aws:username`
    username: Option<String>,
    /// The ARN of the role whose session it is.
    pub role: Option<String>,
    /// Where a web identity comes from.
    pub provider: Option<String>,
    /// Tags of the user, and of the session.
    pub tags: Vec<(String, String)>,
    /// Condition keys that are told of it.
    pub context: Context,
    /// What it may.
    pub policies: Vec<Policy>,
    /// What it may in this session at most, if that is said.
    pub session: Option<Vec<Policy>>,
    /// What it may at most, if that is said.
    pub boundary: Option<Policy>,
}

impl Context {
    /// Reads an object of condition keys.
    ///
    /// # Errors
    /// Values that are no texts, numbers, booleans or lists of those.
    pub fn of(given: MapRef<'_>) -> Result<Self, Failure> {
        let mut keys = Vec::new();
        for (key, values) in given.iter() {
            let key = String::from_utf8_lossy(key).to_ascii_lowercase();
            let values = scalars(values).ok_or_else(|| {
                wrong(&["the condition key ", &key, " has to be a text, a number, a boolean or a list"])
            })?;
            keys.push((key, values));
        }
        Ok(Self(keys))
    }

    /// Reads the JSON of an object of condition keys.
    ///
    /// # Errors
    /// As [`Context::of`]; a text that is no object.
    pub fn read(json: &[u8]) -> Result<Self, Failure> {
        let document = json_reader::read(json).map_err(|_| wrong(&["its context is no object in JSON"]))?;
        Self::of(MapRef::new(&document))
    }

    /// The values of a key, by its name in lower case.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&[String]> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, values)| &**values)
    }
}

/// A caller that cannot be read.
#[cold]
fn wrong(what: &[&str]) -> Failure {
    Failure::validation(["Invalid caller: ", &what.concat()].concat())
}

impl Caller {
    /// Reads a caller: `{ arn, account?, userId?, username?, role?, provider?, tags?, context?, sourceIp?, sourceVpc?,
    /// sourceVpce?, secureTransport?, userAgent?, policies?, sessionPolicies?, permissionsBoundary? }`, policies as objects or as
    /// their text. One without `arn` is unknown: only resource policies allow it anything.
    ///
    /// # Errors
    /// Members that callers do not have, or have twice; members of wrong types, and what is wrong with a policy.
    pub fn read(json: &[u8]) -> Result<Self, Failure> {
        if json.len() > LARGEST {
            return Err(wrong(&["it has more than 1 MB"]));
        }
        let (document, repeats) =
            json_reader::read_noting(json).map_err(|_| wrong(&["it is no object in JSON"]))?;
        if repeats {
            return Err(wrong(&["an object in it has a member twice"]));
        }
        let given = MapRef::new(&document);
        check_members(given)?;
        let text = |name: &str| match given.get(name.as_bytes()) {
            None => Ok(None),
            Some(value) => match value.as_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(wrong(&[name, " has to be a text"])),
            },
        };
        let arn = text("arn")?.unwrap_or_default();
        let mut parts = arn.splitn(6, ':').skip(2);
        let [service, _, in_arn, resource] = core::array::from_fn(|_| parts.next().unwrap_or_default());
        let is_arn = arn.starts_with("arn:") && matches!(service, "iam" | "sts") && is_account(in_arn);
        if !arn.is_empty() && !is_arn {
            return Err(wrong(&[&arn, " is no ARN of a user, role or session"]));
        }
        let role = match (
            text("role")?,
            resource.strip_prefix("assumed-role/").and_then(|rest| rest.split_once('/')),
        ) {
            (None, Some((role, _))) => Some(["arn:aws:iam::", in_arn, ":role/", role].concat()),
            (role, _) => role,
        };
        let username = match resource.strip_prefix("user/") {
            Some(path) => text("username")?.or_else(|| path.rsplit('/').next().map(str::to_owned)),
            None => text("username")?,
        };
        let tags = match given.get(b"tags") {
            None => Vec::new(),
            Some(tags) => tags_of(tags)?,
        };
        let mut context = match given.get(b"context") {
            None => Context::default(),
            Some(context) => {
                Context::of(context.as_map().ok_or_else(|| wrong(&["context has to be an object"]))?)?
            }
        };
        for (name, key) in SHORT {
            if let Some(value) = given.get(name.as_bytes()) {
                let values =
                    scalars(value).ok_or_else(|| wrong(&[name, " has to be a text or a boolean"]))?;
                context.0.insert(0, (key.to_owned(), values));
            }
        }
        let boundary = match (given.get(BOUNDARY.as_bytes()), given.get(b"permissionBoundary")) {
            (Some(_), Some(_)) => return Err(wrong(&["it has two boundaries, of which it can have one"])),
            (one, other) => one.or(other).map(|given| policy(given, BOUNDARY)),
        };
        let account = text("account")?.unwrap_or_else(|| in_arn.to_owned());
        Ok(Self {
            user_id: text("userId")?,
            provider: text("provider")?,
            policies: policies(given, "policies")?.unwrap_or_default(),
            session: policies(given, "sessionPolicies")?,
            boundary: boundary.transpose()?,
            account,
            username,
            role,
            tags,
            context,
            arn,
        })
    }

    /// Whether nobody knows who it is.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        self.arn.is_empty()
    }

    /// Whether it is the account itself.
    #[must_use]
    pub fn is_root(&self) -> bool {
        let mut parts = self.arn.splitn(6, ':');
        parts.nth(2) == Some("iam") && parts.nth(2) == Some("root")
    }

    /// The account itself, which may all that no resource policy denies it.
    #[must_use]
    pub fn root(account: &str) -> Self {
        Self {
            arn: ["arn:aws:iam::", account, ":root"].concat(),
            account: account.to_owned(),
            ..Self::default()
        }
    }

    /// What the caller is known to be under a condition key: none of it for a key that is another one, nothing for one that it
    /// does not have.
    pub(super) fn fact(&self, key: &str) -> Option<Option<&str>> {
        let given = |text: &'_ String| !text.is_empty();
        Some(match key {
            "aws:principalarn" => {
                Some(self.role.as_deref().unwrap_or(&self.arn)).filter(|arn| !arn.is_empty())
            }
            "aws:principalaccount" => Some(&self.account).filter(|text| given(text)).map(|text| &**text),
            "aws:userid" => self.user_id.as_deref(),
            "aws:username" => self.username.as_deref(),
            "aws:principaltype" => match () {
                () if self.is_unknown() => Some("Anonymous"),
                () if self.is_root() => Some("Account"),
                () if self.role.is_some() => Some("AssumedRole"),
                () => Some("User"),
            },
            "aws:federatedprovider" => self.provider.as_deref(),
            _ => return None,
        })
    }
}

/// A member that nobody reads may be a limit that does not hold.
fn check_members(given: MapRef<'_>) -> Result<(), Failure> {
    let mut names = given.iter().map(|(name, _)| String::from_utf8_lossy(name));
    let Some(unknown) = names.find(|name| !MEMBERS.contains(&&**name)) else { return Ok(()) };
    let advice = match nearest(&unknown, &MEMBERS) {
        Some(meant) => ["Did you mean \"", meant, "\"?"].concat(),
        None => ["It has ", &MEMBERS.join(", "), "."].concat(),
    };
    Err(wrong(&["it has no member \"", &unknown, "\". ", &advice]))
}

fn tags_of(given: Raw<'_>) -> Result<Vec<(String, String)>, Failure> {
    let map = given.as_map().ok_or_else(|| wrong(&["tags has to be an object"]))?;
    map.iter()
        .map(|(name, value)| {
            let name = String::from_utf8_lossy(name).into_owned();
            let value = value.as_str().ok_or_else(|| wrong(&["the tag ", &name, " has to be a text"]))?;
            Ok((name, value.to_owned()))
        })
        .collect()
}

fn policies(given: MapRef<'_>, name: &str) -> Result<Option<Vec<Policy>>, Failure> {
    let Some(given) = given.get(name.as_bytes()) else { return Ok(None) };
    let list = given.as_list().ok_or_else(|| wrong(&[name, " has to be a list"]))?;
    // It may be meant as no limit, or as one that lets nothing through.
    if list.is_empty() {
        return Err(wrong(&[name, " is empty; leave it out, or give a policy"]));
    }
    if list.len() > POLICIES {
        return Err(wrong(&[name, " has more than 100 policies"]));
    }
    list.iter().map(|given| policy(given, name)).collect::<Result<_, _>>().map(Some)
}

fn policy(given: Raw<'_>, name: &str) -> Result<Policy, Failure> {
    let read = match (given.as_map(), given.as_str()) {
        (Some(document), _) => Policy::of(document, Use::Identity),
        (None, Some(text)) => Policy::read(text, Use::Identity),
        (None, None) => Err("it has to be an object or its text".to_owned()),
    };
    read.map_err(|flaw| wrong(&["a policy of ", name, ": ", &flaw]))
}
