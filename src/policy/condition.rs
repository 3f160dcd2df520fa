//! Conditions: an operator, a condition key and the values that it is compared with.

use core::cmp::Ordering;

use super::address::Network;
use super::keys::Keys;
use super::members::{SYNTAX, scalars};
use super::moment;
use super::pattern::{Pattern, Resolve, same};
use crate::model::{MapRef, Number};

/// Most conditions of a statement.
const MOST: usize = 200;

/// One condition.
#[derive(Clone, Debug)]
pub struct Condition {
    /// In lower case.
    key: String,
    operator: Operator,
    /// It is fulfilled when one of the values does not fit.
    negated: bool,
    quantifier: Quantifier,
    if_exists: bool,
    values: Vec<Value>,
    /// Whether it holds of a caller whatever is asked, or of none.
    settled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantifier {
    Neither,
    All,
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Text { fold: bool, wild: bool },
    Number(Range),
    Time(Range),
    Truth,
    Address,
    Arn,
    Null,
}

/// Which orders of a request's value and a policy's fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Range {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Range {
    const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// A value that a request's values are compared with.
#[derive(Clone, Debug)]
enum Value {
    Pattern(Pattern),
    /// The parts of an ARN, which are compared one by one.
    Arn(Vec<Pattern>),
}

/// Reads the conditions of a statement: operators with keys with values.
///
/// # Errors
/// Unknown operators, values that an operator cannot compare.
pub fn read(given: MapRef<'_>, variables: bool) -> Result<Vec<Condition>, String> {
    let mut conditions = Vec::new();
    for (operator, keys) in given.iter() {
        let operator = core::str::from_utf8(operator).unwrap_or_default();
        for (key, values) in keys.as_map().ok_or(SYNTAX)?.iter() {
            let key = core::str::from_utf8(key).unwrap_or_default();
            let values = scalars(values).ok_or(SYNTAX)?;
            conditions.push(condition(operator, key, &values, variables)?);
        }
    }
    if conditions.len() > MOST { Err(SYNTAX.to_owned()) } else { Ok(conditions) }
}

fn condition(given: &str, key: &str, values: &[String], variables: bool) -> Result<Condition, String> {
    let (quantifier, name) = match given.split_once(':') {
        Some(("ForAllValues", name)) => (Quantifier::All, name),
        Some(("ForAnyValue", name)) => (Quantifier::Any, name),
        _ => (Quantifier::Neither, given),
    };
    let (name, if_exists) = name.strip_suffix("IfExists").map_or((name, false), |name| (name, true));
    let Some((operator, negated)) =
        operator(name).filter(|(operator, _)| !(if_exists && *operator == Operator::Null))
    else {
        return Err(["Invalid Condition type : ", given, "."].concat());
    };
    if key.is_empty() {
        return Err(SYNTAX.to_owned());
    }
    let values: Vec<_> =
        values.iter().map(|text| operator.value(text, variables)).collect::<Option<_>>().ok_or(SYNTAX)?;
    let key = key.to_ascii_lowercase();
    let settled = is_of_caller(&key) && !values.iter().any(Value::is_open);
    Ok(Condition { key, operator, negated, quantifier, if_exists, values, settled })
}

/// Condition keys, or beginnings of them, that go by the request in spite of their prefix.
const OF_REQUEST: [&str; 5] =
    ["aws:resourcetag/", "aws:requesttag/", "aws:tagkeys", "aws:currenttime", "aws:epochtime"];

/// Whether a key says the same of a caller, and of how it came, whatever is asked.
fn is_of_caller(key: &str) -> bool {
    key.starts_with("aws:") && !OF_REQUEST.iter().any(|other| key.starts_with(other))
}

impl Value {
    fn is_open(&self) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.is_open(),
            Self::Arn(parts) => parts.iter().any(Pattern::is_open),
        }
    }
}

fn operator(name: &str) -> Option<(Operator, bool)> {
    let text = |fold, wild| Operator::Text { fold, wild };
    Some(match name {
        "StringEquals" | "BinaryEquals" => (text(false, false), false),
        "StringNotEquals" => (text(false, false), true),
        "StringEqualsIgnoreCase" => (text(true, false), false),
        "StringNotEqualsIgnoreCase" => (text(true, false), true),
        "StringLike" => (text(false, true), false),
        "StringNotLike" => (text(false, true), true),
        "Bool" => (Operator::Truth, false),
        "IpAddress" => (Operator::Address, false),
        "NotIpAddress" => (Operator::Address, true),
        "ArnEquals" | "ArnLike" => (Operator::Arn, false),
        "ArnNotEquals" | "ArnNotLike" => (Operator::Arn, true),
        "Null" => (Operator::Null, false),
        _ => {
            let (make, rest): (fn(Range) -> Operator, &str) = match name.strip_prefix("Numeric") {
                Some(rest) => (Operator::Number, rest),
                None => (Operator::Time, name.strip_prefix("Date")?),
            };
            let range = match rest {
                "Equals" | "NotEquals" => Range::Equal,
                "LessThan" => Range::Less,
                "LessThanEquals" => Range::LessOrEqual,
                "GreaterThan" => Range::Greater,
                "GreaterThanEquals" => Range::GreaterOrEqual,
                _ => return None,
            };
            (make(range), rest == "NotEquals")
        }
    })
}

impl Operator {
    /// Reads a value, and refuses one that could never be compared. Those with variables are looked at with the request.
    fn value(self, text: &str, variables: bool) -> Option<Value> {
        let open = variables && text.contains("${");
        let wild = matches!(self, Self::Text { wild: true, .. });
        let is_good = open
            || match self {
                Self::Number(_) => Number::parse(text.as_bytes()).is_ok(),
                Self::Time(_) => moment::parse(text).is_some(),
                Self::Truth | Self::Null => {
                    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
                }
                Self::Address => Network::parse(text).is_some(),
                Self::Text { .. } | Self::Arn => true,
            };
        is_good.then(|| match self {
            Self::Arn => Value::Arn(arn_parts(text, variables)),
            _ => Value::Pattern(Pattern::new(text, wild, variables)),
        })
    }

    /// Whether a request's value fits one of the policy.
    fn fits(self, own: &str, value: &Value, resolve: Resolve<'_>) -> bool {
        let pattern = match value {
            Value::Arn(parts) => {
                let mut given = own.splitn(6, ':');
                let all = parts
                    .iter()
                    .all(|part| given.next().is_some_and(|own| part.matches(own, false, resolve)));
                return all && given.next().is_none();
            }
            Value::Pattern(pattern) => pattern,
        };
        if let Self::Text { fold, .. } = self {
            return pattern.matches(own, fold, resolve);
        }
        let Some(text) = pattern.text(resolve) else { return false };
        match self {
            Self::Number(range) => {
                let [own, other] = [own, &text].map(|text| Number::parse(text.as_bytes()));
                matches!((own, other), (Ok(own), Ok(other)) if range.holds(own.as_bytes().cmp(other.as_bytes())))
            }
            Self::Time(range) => {
                let [own, other] = [own, &text].map(moment::parse);
                matches!((own, other), (Some(own), Some(other)) if range.holds(own.cmp(&other)))
            }
            Self::Truth => same(own, &text, true),
            Self::Address => Network::parse(&text).is_some_and(|network| network.contains(own)),
            Self::Text { .. } | Self::Arn | Self::Null => false,
        }
    }
}

/// The six parts of an ARN; colons in variables do not count.
fn arn_parts(text: &str, variables: bool) -> Vec<Pattern> {
    let (mut parts, mut start, mut inside) = (Vec::new(), 0, false);
    for (place, letter) in text.char_indices() {
        inside = variables && (inside || text.get(place..).is_some_and(|rest| rest.starts_with("${")));
        inside &= letter != '}';
        if letter == ':' && !inside && parts.len() < 5 {
            parts.push(text.get(start..place).unwrap_or(""));
            start = place + 1;
        }
    }
    parts.push(text.get(start..).unwrap_or(""));
    parts.into_iter().map(|part| Pattern::new(part, true, variables)).collect()
}

impl Condition {
    /// Whether it holds of a caller whatever is asked, or of none: its key is one of callers, and its values have no variables.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.settled
    }

    /// Whether it holds of a request, for a statement that allows or denies. Where a key has several values and nothing says
    /// how many of them count, all do for what is allowed, and any for what is denied.
    #[must_use]
    pub fn holds(&self, scope: &dyn Keys, allows: bool) -> bool {
        let found = scope.values(&self.key).filter(|values| !values.is_empty());
        let resolve = |name: &str| scope.single(name);
        if self.operator == Operator::Null {
            let wanted = if found.is_none() { "true" } else { "false" };
            let text = |value: &Value| match value {
                Value::Pattern(pattern) => pattern.matches(wanted, true, &resolve),
                Value::Arn(_) => false,
            };
            return self.values.iter().any(text);
        }
        let Some(found) = found else {
            return match self.quantifier {
                Quantifier::All => true,
                Quantifier::Any => self.if_exists,
                Quantifier::Neither => self.if_exists || self.negated,
            };
        };
        let mut fits = found.iter().map(|own| {
            self.values.iter().any(|value| self.operator.fits(own, value, &resolve)) != self.negated
        });
        match self.quantifier {
            Quantifier::All => fits.all(|fits| fits),
            Quantifier::Any => fits.any(|fits| fits),
            Quantifier::Neither if allows => fits.all(|fits| fits),
            Quantifier::Neither => fits.any(|fits| fits),
        }
    }

    /// Whether it leaves only some of those that anybody may be: it demands a value of a key that says who or where
    /// somebody is.
    #[must_use]
    pub fn narrows(&self) -> bool {
        let keyed = NARROW.contains(&&*self.key) || self.key.starts_with("aws:principaltag/");
        let wide = |value: &Value| match value {
            Value::Pattern(pattern) => {
                pattern.is_all()
                    || self.operator == Operator::Address
                        && pattern
                            .text(&|_| None)
                            .is_some_and(|text| Network::parse(&text).is_none_or(Network::is_everywhere))
            }
            Value::Arn(parts) => parts.iter().all(Pattern::is_all),
        };
        let demands = !self.negated && !self.if_exists && self.quantifier != Quantifier::All;
        keyed && demands && self.operator != Operator::Null && !self.values.iter().any(wide)
    }
}

/// Keys that say who or where a caller is.
const NARROW: [&str; 11] = [
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:userid",
    "aws:username",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceaccount",
    "aws:sourcearn",
];
