//! The syntax of document paths.

use super::Kind;
use super::ast::{Ast, Path, Step};
use super::cursor::Cursor;
use super::findings::Findings;
use super::lexer::TokenKind as T;
use super::reserved;
use crate::model::Failure;

/// Largest list index that updates take; other expressions take half of it.
const LARGEST_INDEX: u32 = u32::MAX - 1;

/// Parses one document path; the cursor stands on its first name.
///
/// # Errors
/// Syntax errors.
pub(super) fn path<'a>(
    cursor: &mut Cursor<'a>,
    ast: &mut Ast<'a>,
    findings: &mut Findings<'a>,
) -> Result<Path, Failure> {
    let first = ast.steps_so_far();
    name(cursor, ast, findings)?;
    rest_of_path(cursor, ast, findings, first)
}

fn name<'a>(cursor: &mut Cursor<'a>, ast: &mut Ast<'a>, findings: &mut Findings<'a>) -> Result<(), Failure> {
    let text = match cursor.at() {
        T::Identifier => {
            let text = cursor.text();
            note_reserved(findings, text);
            text
        }
        T::Name => cursor.text(),
        _ => return Err(cursor.syntax_error()),
    };
    cursor.advance();
    ast.step(Step::Name(text.as_bytes()));
    Ok(())
}

/// Notes a bare name that is a reserved word.
pub(super) fn note_reserved<'a>(findings: &mut Findings<'a>, text: &'a str) {
    if findings.reserved.is_none() && reserved::contains(text) {
        findings.reserved = Some(text);
    }
}

/// Parses what may follow the path's first name, whose step is `first`.
///
/// # Errors
/// Syntax errors.
pub(super) fn rest_of_path<'a>(
    cursor: &mut Cursor<'a>,
    ast: &mut Ast<'a>,
    findings: &mut Findings<'a>,
    first: u32,
) -> Result<Path, Failure> {
    loop {
        if cursor.accept(T::Dot) {
            name(cursor, ast, findings)?;
        } else if cursor.accept(T::OpenBracket) {
            let digits = cursor.expect(T::Index)?;
            cursor.expect(T::CloseBracket)?;
            let largest = if cursor.kind == Kind::Update { LARGEST_INDEX } else { LARGEST_INDEX / 2 };
            let index = digits.parse().ok().filter(|index| *index <= largest);
            if index.is_none() {
                findings.index.get_or_insert(digits);
            }
            ast.step(Step::Index(index.unwrap_or(LARGEST_INDEX)));
        } else {
            return Ok(ast.path_since(first));
        }
    }
}
