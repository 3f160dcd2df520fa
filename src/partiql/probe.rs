//! What a condition demands of single attributes whatever else it says: what keys are found by.

use super::statement::Statement;
use crate::expression::ast::{Ast, Comparator, Function, Node, NodeId};
use crate::expression::key_condition::Test;
use crate::model::Raw;

/// A demand on one top-level attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Probe<'a> {
    /// A test that a key condition knows.
    Test(Test<'a>),
    /// `IN`, with its values.
    In(Vec<Raw<'a>>),
}

/// The conditions that AND joins at the top of `WHERE`, in text order.
#[must_use]
pub fn conjuncts(statement: &Statement<'_>) -> Vec<NodeId> {
    let mut found = Vec::new();
    let Some((ast, root)) = &statement.condition else { return found };
    let mut open = vec![*root];
    while let Some(id) = open.pop() {
        if let Node::And(left, right) = ast.node(id) {
            open.push(right);
            open.push(left);
        } else {
            found.push(id);
        }
    }
    found
}

/// The demands that they make.
#[must_use]
pub fn probes<'a>(statement: &Statement<'a>) -> Vec<(&'a [u8], Probe<'a>)> {
    let mut found = Vec::new();
    let Some((ast, _)) = &statement.condition else { return found };
    for id in conjuncts(statement) {
        if let Some(probe) = probe(ast, ast.node(id)) {
            found.push(probe);
        }
    }
    found
}

/// The demand that one condition makes.
pub(super) fn probe<'a>(ast: &Ast<'a>, node: Node<'a>) -> Option<(&'a [u8], Probe<'a>)> {
    let name = |id: NodeId| match ast.node(id) {
        Node::Path(path) => ast.attribute(path).filter(|(_, below)| !below).map(|(name, _)| name),
        _ => None,
    };
    let value = |id: &NodeId| match ast.node(*id) {
        Node::Value(value) => Some(value),
        _ => None,
    };
    match node {
        Node::Compare(comparator, left, right) => {
            let (name, comparator, value) = match (name(left), name(right)) {
                (Some(name), None) => (name, comparator, value(&right)?),
                (None, Some(name)) => (name, comparator.reversed(), value(&left)?),
                _ => return None,
            };
            let test = match comparator {
                Comparator::Equal => Test::Equal(value),
                Comparator::Less => Test::Less(value),
                Comparator::LessEqual => Test::LessEqual(value),
                Comparator::Greater => Test::Greater(value),
                Comparator::GreaterEqual => Test::GreaterEqual(value),
                Comparator::NotEqual => return None,
            };
            Some((name, Probe::Test(test)))
        }
        Node::Between(operands) => match ast.list(operands) {
            [tested, low, high] => {
                Some((name(*tested)?, Probe::Test(Test::Between(value(low)?, value(high)?))))
            }
            _ => None,
        },
        Node::Call { function: Function::BeginsWith, operands, .. } => match ast.list(operands) {
            [tested, prefix] => Some((name(*tested)?, Probe::Test(Test::BeginsWith(value(prefix)?)))),
            _ => None,
        },
        Node::In(operands) => {
            let (tested, candidates) = ast.list(operands).split_first()?;
            let values: Option<Vec<_>> = candidates.iter().map(value).collect();
            Some((name(*tested)?, Probe::In(values?)))
        }
        _ => None,
    }
}
