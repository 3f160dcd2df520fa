//! Conditions over encoded items. Nothing is decoded or allocated per attribute: paths are walked in place, numbers
//! compare by their ordered bytes, and canonical values are equal when their bytes are.

use super::ast::{Ast, Comparator, Function, Node, NodeId};
use super::{path, search};
use crate::model::{MapRef, Number, Raw, Type, ValueRef, tag};

/// What an operand came to. A path that leads nowhere and the size of something without one come to nothing.
enum Operand<'v> {
    Value(Raw<'v>),
    Size(Number),
}

impl Operand<'_> {
    /// Type and payload, if operands of the type have an order.
    fn ordered(&self) -> Option<(Type, &[u8])> {
        match self {
            Self::Size(number) => Some((Type::N, number.as_bytes())),
            Self::Value(value) => match value.view() {
                ValueRef::S(bytes) => Some((Type::S, bytes)),
                ValueRef::N(bytes) => Some((Type::N, bytes)),
                ValueRef::B(bytes) => Some((Type::B, bytes)),
                _ => None,
            },
        }
    }

    fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(left), Self::Value(right)) => left.bytes() == right.bytes(),
            _ => matches!((self.ordered(), other.ordered()), (Some(left), Some(right)) if left == right),
        }
    }

    fn compare(&self, comparator: Comparator, other: &Self) -> bool {
        match (self.ordered(), other.ordered()) {
            (Some((left_type, left)), Some((right_type, right))) => {
                left_type == right_type && comparator.accepts(left.cmp(right))
            }
            _ => false,
        }
    }
}

/// Whether an item satisfies the condition at a node. Recursion is bounded by the limit on operators.
pub(super) fn matches(ast: &Ast<'_>, id: NodeId, item: MapRef<'_>) -> bool {
    match ast.node(id) {
        Node::And(left, right) => matches(ast, left, item) && matches(ast, right, item),
        Node::Or(left, right) => matches(ast, left, item) || matches(ast, right, item),
        Node::Not(inner) => !matches(ast, inner, item),
        Node::Constant(value) => value,
        Node::Compare(comparator, left, right) => compare(ast, comparator, left, right, item),
        Node::Between(operands) => match ast.list(operands) {
            [tested, lower, upper] => {
                compare(ast, Comparator::GreaterEqual, *tested, *lower, item)
                    && compare(ast, Comparator::LessEqual, *tested, *upper, item)
            }
            _ => false,
        },
        Node::In(operands) => is_in(ast, ast.list(operands), item),
        Node::Call { function, operands, .. } => call(ast, function, ast.list(operands), item),
        Node::Path(_) | Node::Value(_) | Node::Token(_) | Node::Arithmetic(..) => false,
    }
}

fn operand<'v>(ast: &'v Ast<'_>, id: NodeId, item: MapRef<'v>) -> Option<Operand<'v>> {
    match ast.node(id) {
        Node::Path(path) => path::lookup(item, ast.steps(path)).map(Operand::Value),
        Node::Value(value) => Some(Operand::Value(value)),
        Node::Call { function: Function::Size, operands, .. } => {
            let [of] = ast.list(operands) else { return None };
            match operand(ast, *of, item)? {
                Operand::Value(value) => size(value).map(|size| Operand::Size(Number::from_i64(size as i64))),
                Operand::Size(_) => None,
            }
        }
        Node::Token(_) | Node::Arithmetic(..) => None,
        _ => {
            Some(Operand::Value(Raw::new(if matches(ast, id, item) { &[tag::TRUE] } else { &[tag::FALSE] })))
        }
    }
}

/// Strings count UTF-16 units, binaries bytes, sets, lists and maps their members; other types have no size.
fn size(value: Raw<'_>) -> Option<usize> {
    Some(match value.view() {
        // A character takes one unit for its first byte, and a second one when it has four bytes.
        ValueRef::S(utf8) => {
            utf8.iter().map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(*byte >= 0xF0)).sum()
        }
        ValueRef::B(bytes) => bytes.len(),
        ValueRef::SS(set) | ValueRef::NS(set) | ValueRef::BS(set) => set.len(),
        ValueRef::L(list) => list.len(),
        ValueRef::M(map) => map.len(),
        ValueRef::N(_) | ValueRef::Bool(_) | ValueRef::Null => return None,
    })
}

fn compare(ast: &Ast<'_>, comparator: Comparator, left: NodeId, right: NodeId, item: MapRef<'_>) -> bool {
    let (Some(left), Some(right)) = (operand(ast, left, item), operand(ast, right, item)) else {
        return comparator == Comparator::NotEqual;
    };
    match comparator {
        Comparator::Equal => left.equals(&right),
        Comparator::NotEqual => !left.equals(&right),
        _ => left.compare(comparator, &right),
    }
}

fn is_in(ast: &Ast<'_>, operands: &[NodeId], item: MapRef<'_>) -> bool {
    let Some((tested, candidates)) = operands.split_first() else { return false };
    let Some(tested) = operand(ast, *tested, item) else { return false };
    candidates.iter().any(|id| operand(ast, *id, item).is_some_and(|candidate| tested.equals(&candidate)))
}

fn call(ast: &Ast<'_>, function: Function, operands: &[NodeId], item: MapRef<'_>) -> bool {
    let Some(first) = operands.first() else { return false };
    let first = operand(ast, *first, item);
    match function {
        Function::AttributeExists => return first.is_some(),
        Function::AttributeNotExists => return first.is_none(),
        _ => {}
    }
    let Some(first) = first else { return false };
    let Some(second) = operands.get(1).and_then(|id| operand(ast, *id, item)) else { return false };
    match function {
        Function::AttributeType => {
            let ty = match &first {
                Operand::Value(value) => value.ty(),
                Operand::Size(_) => Type::N,
            };
            second.ordered() == Some((Type::S, ty.name().as_bytes()))
        }
        Function::BeginsWith => match (first.ordered(), second.ordered()) {
            (Some((Type::S, whole)), Some((Type::S, prefix)))
            | (Some((Type::B, whole)), Some((Type::B, prefix))) => whole.starts_with(prefix),
            _ => false,
        },
        Function::Contains => match first {
            Operand::Value(whole) => contains(whole, &second),
            Operand::Size(_) => false,
        },
        _ => false,
    }
}

fn contains(whole: Raw<'_>, part: &Operand<'_>) -> bool {
    match (whole.view(), part.ordered()) {
        (ValueRef::S(whole), Some((Type::S, part))) | (ValueRef::B(whole), Some((Type::B, part))) => {
            search::contains(whole, part)
        }
        (ValueRef::SS(set), Some((Type::S, part)))
        | (ValueRef::NS(set), Some((Type::N, part)))
        | (ValueRef::BS(set), Some((Type::B, part))) => set.contains(part),
        (ValueRef::L(list), _) => list.iter().any(|element| part.equals(&Operand::Value(element))),
        _ => false,
    }
}
