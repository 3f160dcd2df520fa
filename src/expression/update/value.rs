//! What an action puts at its path, computed from the item as it was.

use super::action::{Action, Change};
use crate::expression::ast::{Arithmetic, Ast, Function, Node, NodeId};
use crate::expression::path;
use crate::model::{Failure, MapRef, Number, Raw, SetRef, Type, ValueRef, Writer};
use core::cmp::Ordering;
use std::borrow::Cow;

/// The bytes to put, or `None` to leave nothing at the path.
pub(super) type Outcome<'v> = Option<Cow<'v, [u8]>>;

/// # Errors
/// Operands that are missing or of the wrong type, numbers out of range.
pub(super) fn outcome<'v>(
    ast: &Ast<'v>,
    action: Action<'v>,
    before: MapRef<'v>,
) -> Result<Outcome<'v>, Failure> {
    let old = || path::lookup(before, ast.steps(action.path));
    match action.change {
        Change::Remove => Ok(None),
        Change::Set(id) => operand(ast, id, before).map(Some),
        Change::Add(value) => match old() {
            Some(old) => add(old, value).map(Some),
            None => Ok(Some(Cow::Borrowed(value.bytes()))),
        },
        Change::Delete(value) => match old() {
            Some(old) => delete(old, value),
            None => Ok(None),
        },
    }
}

fn operand<'v>(ast: &Ast<'v>, id: NodeId, before: MapRef<'v>) -> Result<Cow<'v, [u8]>, Failure> {
    match ast.node(id) {
        Node::Value(value) => Ok(Cow::Borrowed(value.bytes())),
        Node::Path(path) => match path::lookup(before, ast.steps(path)) {
            Some(value) => Ok(Cow::Borrowed(value.bytes())),
            None => Err(Failure::validation(
                "The provided expression refers to an attribute that does not exist in the item",
            )),
        },
        Node::Call { function, operands, .. } => match (function, ast.list(operands)) {
            (Function::IfNotExists, [tested, otherwise]) => match ast.node(*tested) {
                Node::Path(path) => match path::lookup(before, ast.steps(path)) {
                    Some(value) => Ok(Cow::Borrowed(value.bytes())),
                    None => operand(ast, *otherwise, before),
                },
                _ => Err(incorrect_type()),
            },
            (Function::ListAppend, [head, tail]) => {
                let (head, tail) = (operand(ast, *head, before)?, operand(ast, *tail, before)?);
                append(Raw::new(&head), Raw::new(&tail))
            }
            _ => Err(incorrect_type()),
        },
        Node::Arithmetic(operator, left, right) => {
            let (left, right) = (operand(ast, left, before)?, operand(ast, right, before)?);
            calculate(operator, Raw::new(&left), Raw::new(&right))
        }
        _ => Err(incorrect_type()),
    }
}

fn append<'v>(head: Raw<'_>, tail: Raw<'_>) -> Result<Cow<'v, [u8]>, Failure> {
    let (Some(head), Some(tail)) = (head.as_list(), tail.as_list()) else { return Err(incorrect_type()) };
    let mut out = Writer::new();
    let mark = out.begin(Type::L);
    out.encoded(head.body());
    out.encoded(tail.body());
    out.end(mark);
    Ok(Cow::Owned(out.into_inner()))
}

fn calculate<'v>(operator: Arithmetic, left: Raw<'_>, right: Raw<'_>) -> Result<Cow<'v, [u8]>, Failure> {
    let (Some(left), Some(right)) = (number(left), number(right)) else { return Err(incorrect_type()) };
    let result = match operator {
        Arithmetic::Plus => left.add(&right),
        Arithmetic::Minus => left.sub(&right),
    };
    let result = result.map_err(|error| Failure::validation(error.message()))?;
    let mut out = Writer::new();
    out.number(result.as_bytes());
    Ok(Cow::Owned(out.into_inner()))
}

fn number(value: Raw<'_>) -> Option<Number> {
    match value.view() {
        ValueRef::N(ordered) => Number::from_bytes(ordered),
        _ => None,
    }
}

/// ADD to what is there: a sum, or the union of two sets of one type.
fn add<'v>(old: Raw<'v>, value: Raw<'v>) -> Result<Cow<'v, [u8]>, Failure> {
    if old.ty() == Type::N {
        return calculate(Arithmetic::Plus, old, value);
    }
    let (old, value, ty) = sets(old, value)?;
    let mut out = Writer::new();
    let mark = out.begin(ty);
    merge(old, value, |member, in_old, in_value| {
        if in_old || in_value {
            put_member(&mut out, ty, member);
        }
    });
    out.end(mark);
    Ok(Cow::Owned(out.into_inner()))
}

/// DELETE from what is there: the difference of two sets of one type, or nothing when no member is left.
fn delete<'v>(old: Raw<'v>, value: Raw<'v>) -> Result<Outcome<'v>, Failure> {
    let (old, value, ty) = sets(old, value)?;
    let mut out = Writer::new();
    let mark = out.begin(ty);
    let empty = out.len();
    merge(old, value, |member, in_old, in_value| {
        if in_old && !in_value {
            put_member(&mut out, ty, member);
        }
    });
    if out.len() == empty {
        return Ok(None);
    }
    out.end(mark);
    Ok(Some(Cow::Owned(out.into_inner())))
}

fn sets<'v>(old: Raw<'v>, value: Raw<'v>) -> Result<(SetRef<'v>, SetRef<'v>, Type), Failure> {
    match (old.view(), value.view()) {
        (ValueRef::SS(old), ValueRef::SS(value)) => Ok((old, value, Type::SS)),
        (ValueRef::NS(old), ValueRef::NS(value)) => Ok((old, value, Type::NS)),
        (ValueRef::BS(old), ValueRef::BS(value)) => Ok((old, value, Type::BS)),
        _ => Err(incorrect_type()),
    }
}

/// Visits the members of two ascending sets in order, with which of them have each.
fn merge<'v>(old: SetRef<'v>, value: SetRef<'v>, mut visit: impl FnMut(&'v [u8], bool, bool)) {
    let (mut left, mut right) = (old.iter().peekable(), value.iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some(left), Some(right)) => left.cmp(right),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return,
        };
        let in_left = if order.is_le() { left.next() } else { None };
        let in_right = if order.is_ge() { right.next() } else { None };
        if let Some(member) = in_left.or(in_right) {
            visit(member, in_left.is_some(), in_right.is_some());
        }
    }
}

fn put_member(out: &mut Writer, ty: Type, member: &[u8]) {
    match ty {
        Type::SS => out.member_text(member),
        Type::NS => out.member_number(member),
        _ => out.member_binary(member),
    }
}

#[cold]
fn incorrect_type() -> Failure {
    Failure::validation("An operand in the update expression has an incorrect data type")
}
