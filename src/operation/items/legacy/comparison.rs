//! The comparison operators: how many arguments of which types they take, and what they are as expressions.

use crate::expression::ast::{Ast, Comparator, Function, Node, NodeId, Step};
use crate::expression::key_condition::Test;
use crate::model::{Failure, MapRef, Raw, Type};
use crate::operation::flaw::invalid;

/// A comparison whose arguments fit its operator.
pub(super) struct Comparison<'a> {
    rule: &'static Rule,
    values: Vec<Raw<'a>>,
}

struct Rule {
    name: &'static str,
    least: usize,
    most: usize,
    takes: fn(Type) -> bool,
    meaning: Meaning,
}

#[derive(Clone, Copy)]
enum Meaning {
    Compare(Comparator),
    Call(Function),
    NotContains,
    In,
    Between,
}

const fn rule(name: &'static str, count: [usize; 2], takes: fn(Type) -> bool, meaning: Meaning) -> Rule {
    let [least, most] = count;
    Rule { name, least, most, takes, meaning }
}

const fn anything(_: Type) -> bool {
    true
}

const fn scalar(ty: Type) -> bool {
    matches!(ty, Type::S | Type::N | Type::B)
}

const fn prefix(ty: Type) -> bool {
    matches!(ty, Type::S | Type::B)
}

static RULES: [Rule; 13] = [
    rule("EQ", [1, 1], anything, Meaning::Compare(Comparator::Equal)),
    rule("NE", [1, 1], anything, Meaning::Compare(Comparator::NotEqual)),
    rule("LE", [1, 1], scalar, Meaning::Compare(Comparator::LessEqual)),
    rule("LT", [1, 1], scalar, Meaning::Compare(Comparator::Less)),
    rule("GE", [1, 1], scalar, Meaning::Compare(Comparator::GreaterEqual)),
    rule("GT", [1, 1], scalar, Meaning::Compare(Comparator::Greater)),
    rule("NOT_NULL", [0, 0], anything, Meaning::Call(Function::AttributeExists)),
    rule("NULL", [0, 0], anything, Meaning::Call(Function::AttributeNotExists)),
    rule("CONTAINS", [1, 1], scalar, Meaning::Call(Function::Contains)),
    rule("NOT_CONTAINS", [1, 1], scalar, Meaning::NotContains),
    rule("BEGINS_WITH", [1, 1], prefix, Meaning::Call(Function::BeginsWith)),
    rule("IN", [1, usize::MAX], scalar, Meaning::In),
    rule("BETWEEN", [2, 2], scalar, Meaning::Between),
];

impl<'a> Comparison<'a> {
    /// Reads `ComparisonOperator` with `AttributeValueList` or `Value`.
    pub(super) fn of(given: MapRef<'a>) -> Result<Self, Failure> {
        let values = match given.get_list("AttributeValueList") {
            Some(list) => list.iter().collect(),
            None => given.get(b"Value").into_iter().collect(),
        };
        Self::new(given.get_str("ComparisonOperator").unwrap_or_default(), values)
    }

    /// Checks the arguments; the names of operators are a constraint of the shape.
    pub(super) fn new(operator: &str, values: Vec<Raw<'a>>) -> Result<Self, Failure> {
        let rule = RULES.iter().find(|rule| rule.name == operator);
        let rule = rule.ok_or_else(|| invalid(&["Unknown ComparisonOperator: ", operator]))?;
        if values.len() < rule.least || values.len() > rule.most {
            return Err(invalid(&[
                "Invalid number of argument(s) for the ",
                rule.name,
                " ComparisonOperator",
            ]));
        }
        for value in &values {
            if !(rule.takes)(value.ty()) {
                return Err(invalid(&[
                    "ComparisonOperator ",
                    rule.name,
                    " is not valid for ",
                    value.ty().name(),
                    " AttributeValue type",
                ]));
            }
        }
        if values.iter().any(|value| values.first().is_some_and(|first| first.ty() != value.ty())) {
            return Err(invalid(&["AttributeValues inside AttributeValueList must be of same type"]));
        }
        if let (Meaning::Between, [low, high]) = (rule.meaning, values.as_slice())
            && low.scalar_bytes() > high.scalar_bytes()
        {
            return Err(invalid(&[
                "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
            ]));
        }
        Ok(Self { rule, values })
    }

    /// Adds the test of an attribute to a tree.
    pub(super) fn push(&self, ast: &mut Ast<'a>, name: &'a [u8]) -> NodeId {
        let path = ast.path(&[Step::Name(name)]);
        let path = ast.push(Node::Path(path));
        let mut nodes = vec![path];
        for value in &self.values {
            nodes.push(ast.push(Node::Value(*value)));
        }
        match self.rule.meaning {
            Meaning::Compare(comparator) => {
                ast.push(Node::Compare(comparator, path, nodes.last().copied().unwrap_or(path)))
            }
            Meaning::Call(function) => ast.call(function, &nodes),
            Meaning::NotContains => {
                // Other than `NOT contains(a, v)`, this does not hold of an item without the attribute.
                let there = ast.call(Function::AttributeExists, &[path]);
                let contains = ast.call(Function::Contains, &nodes);
                let without = ast.push(Node::Not(contains));
                ast.push(Node::And(there, without))
            }
            Meaning::In => {
                let operands = ast.operands(nodes);
                ast.push(Node::In(operands))
            }
            Meaning::Between => {
                let operands = ast.operands(nodes);
                ast.push(Node::Between(operands))
            }
        }
    }

    /// The test of a key attribute.
    pub(super) fn key_test(&self) -> Result<Test<'a>, Failure> {
        Ok(match (self.rule.meaning, self.values.as_slice()) {
            (Meaning::Compare(Comparator::Equal), [value]) => Test::Equal(*value),
            (Meaning::Compare(Comparator::Less), [value]) => Test::Less(*value),
            (Meaning::Compare(Comparator::LessEqual), [value]) => Test::LessEqual(*value),
            (Meaning::Compare(Comparator::Greater), [value]) => Test::Greater(*value),
            (Meaning::Compare(Comparator::GreaterEqual), [value]) => Test::GreaterEqual(*value),
            (Meaning::Call(Function::BeginsWith), [value]) => Test::BeginsWith(*value),
            (Meaning::Between, [low, high]) => Test::Between(*low, *high),
            _ => {
                return Err(Failure::validation(
                    "Attempted conditional constraint is not an indexable operation",
                ));
            }
        })
    }
}
