//! `AttributeUpdates`.

use crate::expression::ast::{Ast, Function, Node, NodeId, Step};
use crate::expression::update::{Action, Change, Update};
use crate::model::{Failure, MapRef, Raw, Type, tag};
use crate::operation::flaw::invalid;

static EMPTY_LIST: [u8; 5] = [tag::LIST, 0, 0, 0, 0];

/// The update; none when there are no actions.
pub(super) fn update(given: MapRef<'_>) -> Result<Option<Update<'_>>, Failure> {
    let mut ast = Ast::new();
    let mut actions = Vec::new();
    for (name, update) in given.iter() {
        super::check_name(name)?;
        let update = update.as_map().unwrap_or_default();
        let action = update.get_str("Action").unwrap_or("PUT");
        let change = change(&mut ast, name, action, update.get(b"Value"))?;
        actions.push(Action { path: ast.path(&[Step::Name(name)]), change });
    }
    if actions.is_empty() { Ok(None) } else { Update::new(ast, &actions).map(Some) }
}

fn change<'a>(
    ast: &mut Ast<'a>,
    name: &'a [u8],
    action: &str,
    value: Option<Raw<'a>>,
) -> Result<Change<'a>, Failure> {
    let Some(value) = value else {
        return match action {
            "DELETE" => Ok(Change::Remove),
            _ => Err(invalid(&["Only DELETE action is allowed when no attribute value is specified"])),
        };
    };
    let is_set = matches!(value.ty(), Type::SS | Type::NS | Type::BS);
    match (action, value.ty()) {
        ("ADD", Type::L) => Ok(Change::Set(appended(ast, name, value))),
        ("ADD", Type::N) => Ok(Change::Add(value)),
        ("ADD", _) if is_set => Ok(Change::Add(value)),
        ("ADD", ty) => Err(invalid(&["ADD action is not supported for the type ", ty.name()])),
        ("DELETE", _) if is_set => Ok(Change::Delete(value)),
        ("DELETE", ty) => {
            Err(invalid(&["DELETE action with value is not supported for the type ", ty.name()]))
        }
        _ => Ok(Change::Set(ast.push(Node::Value(value)))),
    }
}

/// Other than the ADD of expressions, this one appends to lists.
fn appended<'a>(ast: &mut Ast<'a>, name: &'a [u8], tail: Raw<'a>) -> NodeId {
    let path = ast.path(&[Step::Name(name)]);
    let path = ast.push(Node::Path(path));
    let empty = ast.push(Node::Value(Raw::new(&EMPTY_LIST)));
    let head = ast.call(Function::IfNotExists, &[path, empty]);
    let tail = ast.push(Node::Value(tail));
    ast.call(Function::ListAppend, &[head, tail])
}

/// Legacy updates have a text of their own for values that do not fit what is there.
#[must_use]
pub fn renamed(failure: Failure) -> Failure {
    if failure.message == "An operand in the update expression has an incorrect data type" {
        return Failure { message: "Type mismatch for attribute to update".to_owned(), ..failure };
    }
    failure
}
