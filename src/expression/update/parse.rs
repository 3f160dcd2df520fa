//! The text of updates.

use super::action::{Action, Change};
use super::apply::Update;
use crate::expression::ast::{Ast, Function, Node, NodeId, Path};
use crate::expression::cursor::Cursor;
use crate::expression::findings::Findings;
use crate::expression::lexer::TokenKind;
use crate::expression::{Kind, Substitutions, check, machine, steps};
use crate::model::{Failure, Type};

const KIND: Kind = Kind::Update;

/// An action whose literal is not looked up yet.
struct Draft {
    section: TokenKind,
    path: Path,
    value: NodeId,
}

/// Parses and checks an update.
///
/// # Errors
/// Size and syntax; then reserved words, unknown and misused functions, sections used twice, undefined names, undefined
/// values, paths that overlap or conflict, operand types of ADD and DELETE, operands of functions and operators.
pub fn parse<'a>(text: &'a str, subs: &mut Substitutions<'a>) -> Result<Update<'a>, Failure> {
    let mut cursor = Cursor::new(KIND, text)?;
    let mut ast = Ast::new();
    let mut findings = Findings::default();
    let mut drafts = Vec::new();
    let repeated = sections(&mut cursor, &mut ast, &mut findings, &mut drafts)?;
    findings.report(KIND)?;
    if let Some(section) = repeated {
        let name = section_name(section);
        return Err(KIND.refuse(&[
            "The \"",
            name,
            "\" section can only be used once in an update expression;",
        ]));
    }
    resolve(&mut ast, &drafts, subs)?;
    let actions: Vec<Action<'a>> =
        drafts.iter().map(|draft| Action { path: draft.path, change: draft.change(&ast) }).collect();
    let update = Update::new(ast, &actions)?;
    for draft in &drafts {
        check_literal(update.ast(), draft)?;
    }
    for node in update.ast().nodes() {
        check_node(update.ast(), *node)?;
    }
    Ok(update)
}

impl Draft {
    fn change<'a>(&self, ast: &Ast<'a>) -> Change<'a> {
        match (self.section, ast.node(self.value)) {
            (TokenKind::Remove, _) => Change::Remove,
            (TokenKind::Add, Node::Value(value)) => Change::Add(value),
            (TokenKind::Delete, Node::Value(value)) => Change::Delete(value),
            _ => Change::Set(self.value),
        }
    }
}

const fn section_name(section: TokenKind) -> &'static str {
    match section {
        TokenKind::Set => "SET",
        TokenKind::Remove => "REMOVE",
        TokenKind::Add => "ADD",
        _ => "DELETE",
    }
}

/// Reads all sections; gives the first one that stands twice.
fn sections<'a>(
    cursor: &mut Cursor<'a>,
    ast: &mut Ast<'a>,
    findings: &mut Findings<'a>,
    drafts: &mut Vec<Draft>,
) -> Result<Option<TokenKind>, Failure> {
    let mut repeated = None;
    loop {
        let section = cursor.at();
        if !matches!(section, TokenKind::Set | TokenKind::Remove | TokenKind::Add | TokenKind::Delete) {
            return Err(cursor.syntax_error());
        }
        if drafts.iter().any(|draft| draft.section == section) {
            repeated.get_or_insert(section);
        }
        cursor.advance();
        loop {
            drafts.push(action(cursor, ast, findings, section)?);
            if !cursor.accept(TokenKind::Comma) {
                break;
            }
        }
        if cursor.at() == TokenKind::End {
            return Ok(repeated);
        }
    }
}

fn action<'a>(
    cursor: &mut Cursor<'a>,
    ast: &mut Ast<'a>,
    findings: &mut Findings<'a>,
    section: TokenKind,
) -> Result<Draft, Failure> {
    let path = steps::path(cursor, ast, findings)?;
    let value = match section {
        TokenKind::Set => {
            cursor.expect(TokenKind::Equal)?;
            machine::set_value(cursor, ast, findings)?
        }
        TokenKind::Remove => NodeId::MAX,
        _ => ast.push(Node::Token(cursor.expect(TokenKind::Value)?)),
    };
    Ok(Draft { section, path, value })
}

/// All names, then all values.
fn resolve<'a>(ast: &mut Ast<'a>, drafts: &[Draft], subs: &mut Substitutions<'a>) -> Result<(), Failure> {
    // Operand nodes stand between those of the draft before and the draft's own value.
    let mut next: NodeId = 0;
    for draft in drafts {
        check::resolve_path(KIND, ast, draft.path, subs)?;
        while draft.value != NodeId::MAX && next <= draft.value {
            if let Node::Path(path) = ast.node(next) {
                check::resolve_path(KIND, ast, path, subs)?;
            }
            next += 1;
        }
    }
    for id in 0..ast.nodes().len() as NodeId {
        check::resolve_value(KIND, ast, id, subs)?;
    }
    Ok(())
}

/// The literal of ADD has to be a number or a set, that of DELETE a set.
fn check_literal(ast: &Ast<'_>, draft: &Draft) -> Result<(), Failure> {
    let section = section_name(draft.section);
    let suffix = match draft.section {
        TokenKind::Add => ", typeSet: ALLOWED_FOR_ADD_OPERAND",
        TokenKind::Delete => ", typeSet: ALLOWED_FOR_DELETE_OPERAND",
        _ => return Ok(()),
    };
    let name = match check::known_type(ast, draft.value) {
        Some(Type::N) if draft.section == TokenKind::Add => return Ok(()),
        Some(Type::S) => "STRING",
        Some(Type::N) => "NUMBER",
        Some(Type::B) => "BINARY",
        Some(Type::Bool) => "BOOLEAN",
        Some(Type::Null) => "NULL",
        Some(Type::L) => "LIST",
        Some(Type::M) => "MAP",
        _ => return Ok(()),
    };
    Err(KIND.refuse(&[
        "Incorrect operand type for operator or function; operator: ",
        section,
        ", operand type: ",
        name,
        suffix,
    ]))
}

fn check_node(ast: &Ast<'_>, node: Node<'_>) -> Result<(), Failure> {
    check::count(KIND, ast, node)?;
    match node {
        Node::Call { function: function @ Function::IfNotExists, operands, .. } => {
            let first = ast.list(operands).first().map(|id| ast.node(*id));
            if !matches!(first, Some(Node::Path(_))) {
                return Err(KIND.path_required(function.text()));
            }
            check::distinct(KIND, ast, node)
        }
        Node::Call { function, operands, .. } => {
            check::allow(KIND, ast, function.text(), ast.list(operands), |ty| ty == Type::L)
        }
        Node::Arithmetic(operator, left, right) => {
            check::allow(KIND, ast, operator.text(), &[left, right], |ty| ty == Type::N)
        }
        _ => Ok(()),
    }
}
