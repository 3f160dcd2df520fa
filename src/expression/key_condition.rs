//! Key condition expressions: a conjunction of tests of key attributes, resolved against a key schema.

use super::ast::{Ast, Comparator, Function, Node, NodeId, Path};
use super::condition::Condition;
use crate::model::{Failure, Raw, Type};

/// A test of one key attribute. `<>` and everything else the service refuses has no place here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test<'a> {
    /// `= v`
    Equal(Raw<'a>),
    /// `< v`
    Less(Raw<'a>),
    /// `<= v`
    LessEqual(Raw<'a>),
    /// `> v`
    Greater(Raw<'a>),
    /// `>= v`
    GreaterEqual(Raw<'a>),
    /// `BETWEEN low AND high`, both included.
    Between(Raw<'a>, Raw<'a>),
    /// `begins_with(key, prefix)`
    BeginsWith(Raw<'a>),
}

impl<'a> Test<'a> {
    /// The literals of the test.
    pub fn values(self) -> impl Iterator<Item = Raw<'a>> {
        let (first, second) = match self {
            Self::Between(low, high) => (low, Some(high)),
            Self::Equal(value)
            | Self::Less(value)
            | Self::LessEqual(value)
            | Self::Greater(value)
            | Self::GreaterEqual(value)
            | Self::BeginsWith(value) => (value, None),
        };
        core::iter::once(first).chain(second)
    }
}

/// Tests by attribute name, in text order, each attribute once. Not yet compared with any schema.
#[derive(Clone, Debug, Default)]
pub struct KeyConditions<'a>(Vec<(&'a [u8], Test<'a>)>);

/// The part of a table or index that a query reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCondition<'a> {
    /// Values of all HASH attributes, in schema order.
    pub hash: Vec<Raw<'a>>,
    /// Values of the leading RANGE attributes that are tested for equality, in schema order.
    pub equal: Vec<Raw<'a>>,
    /// The test of the RANGE attribute behind those, never [`Test::Equal`]; `None` reads them all.
    pub range: Option<Test<'a>>,
}

impl<'a> KeyConditions<'a> {
    /// The tests that a parsed `KeyConditionExpression` consists of.
    ///
    /// # Errors
    /// What no key schema could accept.
    pub fn of(condition: &Condition<'a>) -> Result<Self, Failure> {
        let (ast, root) = condition.tree();
        let mut conditions = Self::default();
        conditions.collect(ast, root)?;
        Ok(conditions)
    }

    /// Adds a test of one attribute.
    ///
    /// # Errors
    /// When the attribute has a test already.
    pub fn add(&mut self, name: &'a [u8], test: Test<'a>) -> Result<(), Failure> {
        if self.0.iter().any(|(before, _)| *before == name) {
            return Err(Failure::validation(
                "KeyConditionExpressions must only contain one condition per key",
            ));
        }
        self.0.push((name, test));
        Ok(())
    }

    /// Follows the conjunction in text order. Recursion is bounded by the limit on operators.
    fn collect(&mut self, ast: &Ast<'a>, id: NodeId) -> Result<(), Failure> {
        let operator = match ast.node(id) {
            Node::And(left, right) => {
                self.collect(ast, left)?;
                return self.collect(ast, right);
            }
            Node::Compare(Comparator::NotEqual, ..) => "<>",
            Node::Compare(comparator, left, right) => return self.compare(ast, comparator, [left, right]),
            Node::Between(operands) => return self.function(ast, "BETWEEN", ast.list(operands)),
            Node::Call { function: Function::BeginsWith, operands, .. } => {
                return self.function(ast, Function::BeginsWith.text(), ast.list(operands));
            }
            Node::Call { function, .. } => function.text(),
            Node::Or(..) => "OR",
            Node::In(_) => "IN",
            _ => "NOT",
        };
        Err(Failure::validation("Invalid operator used in KeyConditionExpression: ".to_owned() + operator))
    }

    fn compare(
        &mut self,
        ast: &Ast<'a>,
        comparator: Comparator,
        operands: [NodeId; 2],
    ) -> Result<(), Failure> {
        let name = key_name(ast, &operands)?;
        let [left, right] = operands.map(|id| ast.node(id));
        let (comparator, value) = match (left, right) {
            (_, Node::Value(value)) => (comparator, value),
            (Node::Value(value), _) => (comparator.reversed(), value),
            _ => return Err(nested()),
        };
        self.add(
            name,
            match comparator {
                Comparator::Less => Test::Less(value),
                Comparator::LessEqual => Test::LessEqual(value),
                Comparator::Greater => Test::Greater(value),
                Comparator::GreaterEqual => Test::GreaterEqual(value),
                Comparator::Equal | Comparator::NotEqual => Test::Equal(value),
            },
        )
    }

    /// BETWEEN and `begins_with`: the attribute stands first.
    fn function(&mut self, ast: &Ast<'a>, operator: &str, operands: &[NodeId]) -> Result<(), Failure> {
        let is_path = |id: &NodeId| matches!(ast.node(*id), Node::Path(_));
        if !operands.first().is_some_and(is_path) {
            return Err(invalid(&[operator, " operator must have the key attribute as its first operand"]));
        }
        let name = key_name(ast, operands)?;
        let literal = |id: &NodeId| match ast.node(*id) {
            Node::Value(value) => Ok(value),
            _ => Err(nested()),
        };
        match operands {
            [_, low, high] => self.add(name, Test::Between(literal(low)?, literal(high)?)),
            [_, prefix] => self.add(name, Test::BeginsWith(literal(prefix)?)),
            _ => Err(nested()),
        }
    }

    /// Fits the tests to a key schema of (attribute name, type), HASH and RANGE attributes in schema order.
    ///
    /// # Errors
    /// A HASH attribute without an equality, tests of attributes that are no key or that leave a gap in the RANGE
    /// attributes, tests behind an inequality, values of another type than the attribute, empty values.
    pub fn resolve(
        &self,
        hash: &[(&[u8], Type)],
        range: &[(&[u8], Type)],
    ) -> Result<KeyCondition<'a>, Failure> {
        let several = hash.len() > 1 || range.len() > 1;
        let most = (hash.len() + range.len()).max(2);
        if self.0.is_empty() || self.0.len() > most {
            return Err(if several { too_many(self.0.len(), most) } else { wrong_length() });
        }
        let mut found = KeyCondition { hash: Vec::new(), equal: Vec::new(), range: None };
        for (name, ty) in hash {
            match self.find(name) {
                Some(Test::Equal(value)) => found.hash.push(checked(name, *ty, value)?),
                _ if several => {
                    let names: Vec<_> = hash.iter().map(|(name, _)| text(name)).collect();
                    return Err(unequal("HASH", &names, &[]));
                }
                Some(_) => return Err(Failure::validation(UNSUPPORTED)),
                None => return Err(missed(name)),
            }
        }
        let mut left = self.0.len() - found.hash.len();
        // Whether all RANGE attributes so far have equalities, which a test of another one needs.
        let mut pinned = true;
        for (at, (name, ty)) in range.iter().enumerate() {
            if left == 0 {
                break;
            }
            let Some(test) = self.find(name) else {
                pinned = false;
                continue;
            };
            if !pinned {
                return Err(self.unpinned(range.get(..at).unwrap_or_default(), name));
            }
            for value in test.values() {
                checked(name, *ty, value)?;
            }
            match test {
                Test::Equal(value) => found.equal.push(value),
                _ => {
                    found.range = Some(test);
                    pinned = false;
                }
            }
            left -= 1;
        }
        if left == 0 {
            return Ok(found);
        }
        let untested = range.iter().find(|(name, _)| self.find(name).is_none());
        Err(untested.map_or_else(|| Failure::validation(UNSUPPORTED), |(name, _)| missed(name)))
    }

    /// A test of a RANGE attribute behind others that have no equality.
    #[cold]
    fn unpinned(&self, before: &[(&[u8], Type)], tested: &[u8]) -> Failure {
        let lacking = before.iter().filter(|(name, _)| !matches!(self.find(name), Some(Test::Equal(_))));
        let lacking: Vec<_> = lacking.map(|(name, _)| text(name)).collect();
        unequal("RANGE", &lacking, &[" because a condition is present on key attribute ", text(tested)])
    }

    /// The tests by attribute name, in text order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a [u8], Test<'a>)> {
        self.0.iter().copied()
    }

    fn find(&self, name: &[u8]) -> Option<Test<'a>> {
        self.0.iter().find(|(tested, _)| *tested == name).map(|(_, test)| *test)
    }
}

const SEVERAL: &str = "Invalid KeyConditionExpression: Invalid condition in KeyConditionExpression: Multiple attribute \
    names used in one condition";
const UNSUPPORTED: &str = "Query key condition not supported";

/// The one attribute that a test names, which has to be a top-level one.
fn key_name<'a>(ast: &Ast<'a>, operands: &[NodeId]) -> Result<&'a [u8], Failure> {
    let mut name = None;
    for id in operands {
        match ast.node(*id) {
            Node::Path(path) => {
                if name.is_some() {
                    return Err(Failure::validation(SEVERAL));
                }
                name = Some(top_level(ast, path)?);
            }
            Node::Call { .. } => return Err(nested()),
            _ => {}
        }
    }
    name.ok_or_else(|| invalid(&["No key attribute specified"]))
}

fn top_level<'a>(ast: &Ast<'a>, path: Path) -> Result<&'a [u8], Failure> {
    match ast.attribute(path) {
        Some((name, false)) => Ok(name),
        _ => Err(Failure::validation("KeyConditionExpressions cannot have conditions on nested attributes")),
    }
}

#[cold]
fn nested() -> Failure {
    Failure::validation("KeyConditionExpressions cannot contain nested operations")
}

#[cold]
fn invalid(parts: &[&str]) -> Failure {
    Failure::validation("Invalid condition in KeyConditionExpression: ".to_owned() + &parts.concat())
}

#[cold]
fn wrong_length() -> Failure {
    Failure::validation("Conditions can be of length 1 or 2 only")
}

/// More conditions than a key of several attributes has attributes.
#[cold]
fn too_many(conditions: usize, attributes: usize) -> Failure {
    let (conditions, attributes) = (conditions.to_string(), attributes.to_string());
    let parts = [
        "The number of query conditions (",
        &conditions,
        ") exceeds the number of key attributes defined in the schema (",
        &attributes,
        ")",
    ];
    Failure::validation(parts.concat())
}

/// A key of several attributes, some of which have no equality and need one.
#[cold]
fn unequal(role: &str, names: &[&str], why: &[&str]) -> Failure {
    let names = names.join(", ");
    let what = [role, " key attributes ", &names, " must have equality conditions specified in the query"];
    Failure::validation(what.concat() + &why.concat())
}

fn text(name: &[u8]) -> &str {
    str::from_utf8(name).unwrap_or_default()
}

#[cold]
fn missed(name: &[u8]) -> Failure {
    Failure::validation(
        "Query condition missed key schema element: ".to_owned() + &String::from_utf8_lossy(name),
    )
}

fn checked<'a>(name: &[u8], ty: Type, value: Raw<'a>) -> Result<Raw<'a>, Failure> {
    if value.ty() != ty {
        return Err(Failure::validation(
            "One or more parameter values were invalid: Condition parameter type does not match schema type",
        ));
    }
    if value.scalar_bytes().is_some_and(<[u8]>::is_empty) {
        let what = if ty == Type::B { "binary" } else { "string" };
        let parts = [
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ",
            what,
            " value. Key: ",
            &String::from_utf8_lossy(name),
        ];
        return Err(Failure::validation(parts.concat()));
    }
    Ok(value)
}

#[cfg(test)]
mod tests;
