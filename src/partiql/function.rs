//! What can be said about operators and functions without an item: how many operands they take, and of which types.

use crate::expression::ast::{Ast, Function, Node, NodeId};
use crate::expression::check::bounds_flaw;
use crate::model::{Failure, Type, ValueRef};

/// A function takes as many operands as it takes.
///
/// # Errors
/// There are more or fewer.
pub(super) fn check_count(function: Function, count: usize) -> Result<(), Failure> {
    if count == function.operands() {
        return Ok(());
    }
    let parts = [
        "Incorrect number of operands for operator or function; operator or function: ",
        function.text(),
        ", number of operands: ",
        &count.to_string(),
    ];
    Err(Failure::validation(parts.concat()))
}

/// The operands of a function that expressions would refuse without looking at an item.
///
/// # Errors
/// Anything but a path where one has to stand, literals of the wrong type, names that are no type.
pub(super) fn check_operands(function: Function, ast: &Ast<'_>, operands: &[NodeId]) -> Result<(), Failure> {
    let last = operands.last().map_or(Node::Constant(false), |id| ast.node(*id));
    match (function, last) {
        (Function::AttributeExists | Function::AttributeNotExists, Node::Path(_)) => Ok(()),
        (Function::AttributeExists | Function::AttributeNotExists, _) => {
            let text = "Operator or function requires a document path; operator or function: ";
            Err(Failure::validation(text.to_owned() + function.text()))
        }
        (Function::AttributeType, Node::Value(value)) => match value.view() {
            ValueRef::S(name) if Type::from_name(name).is_some() => Ok(()),
            ValueRef::S(name) => Err(Failure::validation(
                [
                    "Invalid attribute type name found; type: ",
                    &String::from_utf8_lossy(name),
                    ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
                ]
                .concat(),
            )),
            _ => Err(wrong_type(function.text(), value.ty())),
        },
        (Function::BeginsWith, Node::Value(value)) if !matches!(value.ty(), Type::S | Type::B) => {
            Err(wrong_type(function.text(), value.ty()))
        }
        (Function::Size, Node::Value(value)) if matches!(value.ty(), Type::N | Type::Bool | Type::Null) => {
            Err(wrong_type(function.text(), value.ty()))
        }
        _ => Ok(()),
    }
}

/// Refuses operands of an order that have none: literals of other types, and conditions.
///
/// # Errors
/// The first such operand.
pub(super) fn check_ordered(operator: &str, ast: &Ast<'_>, operands: &[NodeId]) -> Result<(), Failure> {
    for operand in operands {
        let ty = match ast.node(*operand) {
            Node::Value(value) => value.ty(),
            Node::Path(_) | Node::Call { function: Function::Size, .. } => continue,
            _ => Type::Bool,
        };
        if !matches!(ty, Type::S | Type::N | Type::B) {
            return Err(wrong_type(operator, ty));
        }
    }
    Ok(())
}

/// Refuses literal bounds of different types or in the wrong order.
///
/// # Errors
/// They are.
pub(super) fn check_bounds(ast: &Ast<'_>, lower: NodeId, upper: NodeId) -> Result<(), Failure> {
    bounds_flaw(ast.node(lower), ast.node(upper)).map_or(Ok(()), |text| Err(Failure::validation(text)))
}

/// A literal has a type that the operator or function does not take.
#[cold]
pub(super) fn wrong_type(operator: &str, ty: Type) -> Failure {
    let parts = [
        "Incorrect operand type for operator or function; operator or function: ",
        operator,
        ", operand type: ",
        ty.name(),
    ];
    Failure::validation(parts.concat())
}
