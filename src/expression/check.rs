//! What can be said about an expression without an item: substitutions, operand counts, distinct operands, operand
//! types. Nodes are visited in their stored order, which is text order with operands first; nothing recurses.

use super::Kind;
use super::ast::{Ast, Comparator, Function, Node, NodeId, Path, Step};
use super::path;
use super::substitution::Substitutions;
use crate::model::{Failure, Number, Raw, Type, ValueRef};

/// Elements a document path may have.
const DEEPEST_PATH: usize = 32;
/// Values an IN may list.
const MOST_IN_OPERANDS: usize = 100;

/// Replaces the `#names` of a path.
///
/// # Errors
/// Undefined names, paths that are too deep.
pub(super) fn resolve_path<'a>(
    kind: Kind,
    ast: &mut Ast<'a>,
    path: Path,
    subs: &mut Substitutions<'a>,
) -> Result<(), Failure> {
    let steps = ast.steps_mut(path);
    if steps.len() > DEEPEST_PATH {
        return Err(kind.refuse(&[
            "The document path has too many nesting levels; nesting levels: ",
            &steps.len().to_string(),
        ]));
    }
    for step in steps {
        let Step::Name(name) = step else { continue };
        if name.first() == Some(&b'#') {
            let token: &'a [u8] = name;
            let Some(found) = subs.name(token) else {
                let token = String::from_utf8_lossy(token);
                return Err(kind.refuse(&[
                    "An expression attribute name used in the document path is not defined; attribute name: ",
                    &token,
                ]));
            };
            *name = found;
        }
    }
    Ok(())
}

/// Replaces a `:value` by what it stands for; other nodes are left alone.
///
/// # Errors
/// Undefined values.
pub(super) fn resolve_value<'a>(
    kind: Kind,
    ast: &mut Ast<'a>,
    id: NodeId,
    subs: &mut Substitutions<'a>,
) -> Result<(), Failure> {
    let Node::Token(token) = ast.node(id) else { return Ok(()) };
    let Some(value) = subs.value(token.as_bytes()) else {
        return Err(kind.refuse(&[
            "An expression attribute value used in expression is not defined; attribute value: ",
            token,
        ]));
    };
    ast.replace(id, Node::Value(value));
    Ok(())
}

/// Checks a condition test by test, each as a whole, as the service does.
///
/// # Errors
/// The first test's first fault: undefined names and values, then operand counts, then distinct operands, then types.
pub(super) fn condition<'a>(
    kind: Kind,
    ast: &mut Ast<'a>,
    subs: &mut Substitutions<'a>,
) -> Result<(), Failure> {
    let mut first: NodeId = 0;
    for id in 0..ast.nodes().len() as NodeId {
        let ends_test = matches!(
            ast.node(id),
            Node::Compare(..) | Node::Between(_) | Node::In(_) | Node::Call { condition: true, .. }
        );
        if ends_test {
            for node in first..=id {
                if let Node::Path(path) = ast.node(node) {
                    resolve_path(kind, ast, path, subs)?;
                }
                resolve_value(kind, ast, node, subs)?;
            }
            for check in [count, distinct, types] {
                for node in first..=id {
                    check(kind, ast, ast.node(node))?;
                }
            }
            first = id + 1;
        }
    }
    Ok(())
}

/// The type an operand has whatever the item is.
pub(super) fn known_type(ast: &Ast<'_>, id: NodeId) -> Option<Type> {
    match ast.node(id) {
        Node::Value(value) => Some(value.ty()),
        Node::Call { function: Function::Size, .. } => Some(Type::N),
        _ => None,
    }
}

pub(super) fn count(kind: Kind, ast: &Ast<'_>, node: Node<'_>) -> Result<(), Failure> {
    match node {
        Node::Call { function, operands, .. } => {
            let count = ast.list(operands).len();
            if count == function.operands() {
                return Ok(());
            }
            Err(kind.wrong_operand_count(function.text(), count))
        }
        Node::In(operands) => {
            let count = ast.list(operands).len() - 1;
            if count <= MOST_IN_OPERANDS {
                return Ok(());
            }
            let count = count.to_string();
            Err(kind.refuse(&[
                "The IN operator is provided with too many operands; number of operands: ",
                &count,
            ]))
        }
        _ => Ok(()),
    }
}

pub(super) fn distinct(kind: Kind, ast: &Ast<'_>, node: Node<'_>) -> Result<(), Failure> {
    let pair;
    let (operator, operands) = match node {
        Node::Compare(comparator, left, right) => {
            pair = [left, right];
            (comparator.text(), pair.as_slice())
        }
        Node::Call { function, operands, .. } => (function.text(), ast.list(operands)),
        Node::Between(operands) => ("BETWEEN", ast.list(operands)),
        Node::In(operands) => ("IN", ast.list(operands)),
        _ => return Ok(()),
    };
    let Some((first, rest)) = operands.split_first() else { return Ok(()) };
    let Node::Path(first) = ast.node(*first) else { return Ok(()) };
    let same = rest.iter().any(|id| match ast.node(*id) {
        Node::Path(other) => ast.steps(other) == ast.steps(first),
        _ => false,
    });
    if same { Err(kind.not_distinct(operator, &path::text(ast.steps(first)))) } else { Ok(()) }
}

fn types(kind: Kind, ast: &Ast<'_>, node: Node<'_>) -> Result<(), Failure> {
    match node {
        Node::Compare(Comparator::Equal | Comparator::NotEqual, ..) => Ok(()),
        Node::Compare(comparator, left, right) => orderable(kind, ast, comparator.text(), &[left, right]),
        Node::Between(operands) => {
            let operands = ast.list(operands);
            orderable(kind, ast, "BETWEEN", operands)?;
            match operands {
                [_, lower, upper] => match bounds_flaw(ast.node(*lower), ast.node(*upper)) {
                    Some(flaw) => Err(kind.refuse(&[&flaw])),
                    None => Ok(()),
                },
                _ => Ok(()),
            }
        }
        Node::Call { function, operands, .. } => call_types(kind, ast, function, ast.list(operands)),
        _ => Ok(()),
    }
}

/// Refuses operands whose known type is not among those allowed.
pub(super) fn allow(
    kind: Kind,
    ast: &Ast<'_>,
    operator: &str,
    operands: &[NodeId],
    allowed: fn(Type) -> bool,
) -> Result<(), Failure> {
    for operand in operands {
        if let Some(ty) = known_type(ast, *operand)
            && !allowed(ty)
        {
            return Err(kind.wrong_operand_type(operator, ty.name()));
        }
    }
    Ok(())
}

fn orderable(kind: Kind, ast: &Ast<'_>, operator: &str, operands: &[NodeId]) -> Result<(), Failure> {
    allow(kind, ast, operator, operands, |ty| matches!(ty, Type::S | Type::N | Type::B))
}

fn call_types(kind: Kind, ast: &Ast<'_>, function: Function, operands: &[NodeId]) -> Result<(), Failure> {
    match function {
        Function::AttributeExists | Function::AttributeNotExists => {
            let is_path = matches!(operands, [id] if matches!(ast.node(*id), Node::Path(_)));
            if is_path { Ok(()) } else { Err(kind.path_required(function.text())) }
        }
        Function::BeginsWith => {
            allow(kind, ast, function.text(), operands, |ty| matches!(ty, Type::S | Type::B))
        }
        Function::Size => {
            allow(kind, ast, function.text(), operands, |ty| !matches!(ty, Type::N | Type::Bool | Type::Null))
        }
        Function::AttributeType => match operands {
            [_, id] => type_name(kind, ast, *id),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// The second operand of `attribute_type`: a literal string that names a type.
fn type_name(kind: Kind, ast: &Ast<'_>, id: NodeId) -> Result<(), Failure> {
    let operator = Function::AttributeType.text();
    let Node::Value(value) = ast.node(id) else {
        let operand = known_type(ast, id).map_or("{NS,SS,L,BS,N,M,B,BOOL,NULL,S}", Type::name);
        return Err(kind.wrong_operand_type(operator, operand));
    };
    let ValueRef::S(name) = value.view() else {
        return Err(kind.wrong_operand_type(operator, value.ty().name()));
    };
    if Type::from_name(name).is_some() {
        return Ok(());
    }
    Err(kind.refuse(&[
        "Invalid attribute type name found; type: ",
        &String::from_utf8_lossy(name),
        ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
    ]))
}

/// Literal bounds have one type and the right order; otherwise the text that says so.
pub(crate) fn bounds_flaw(lower: Node<'_>, upper: Node<'_>) -> Option<String> {
    let (Node::Value(lower), Node::Value(upper)) = (lower, upper) else { return None };
    let rule = if lower.ty() != upper.ty() {
        "The BETWEEN operator requires same data type for lower and upper bounds; "
    } else if lower.scalar_bytes() > upper.scalar_bytes() {
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
    } else {
        return None;
    };
    let parts = [
        rule,
        "lower bound operand: AttributeValue: ",
        &scalar_text(lower),
        ", upper bound operand: AttributeValue: ",
        &scalar_text(upper),
    ];
    Some(parts.concat())
}

/// `{N:5}`, `{S:abc}`; binaries as base64.
fn scalar_text(value: Raw<'_>) -> String {
    let mut text = String::from("{");
    text.push_str(value.ty().name());
    text.push(':');
    match value.view() {
        ValueRef::N(ordered) => {
            if let Some(number) = Number::from_bytes(ordered) {
                number.to_text(&mut text);
            }
        }
        ValueRef::S(utf8) => text.push_str(&String::from_utf8_lossy(utf8)),
        ValueRef::B(bytes) => base64(bytes, &mut text),
        _ => {}
    }
    text.push('}');
    text
}

fn base64(bytes: &[u8], out: &mut String) {
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().chain([&0, &0]).take(3).fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        for place in 0..4_u32 {
            let six = (word >> (18 - 6 * place) & 63) as u8;
            out.push(match six {
                _ if place as usize > chunk.len() => '=',
                0..=25 => (b'A' + six) as char,
                26..=51 => (b'a' + six - 26) as char,
                52..=61 => (b'0' + six - 52) as char,
                62 => '+',
                _ => '/',
            });
        }
    }
}
