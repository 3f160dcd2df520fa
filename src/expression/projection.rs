//! Projection expressions.

use super::ast::{Ast, Path};
use super::cursor::Cursor;
use super::findings::Findings;
use super::lexer::TokenKind;
use super::{Kind, Substitutions, check, path, steps};
use crate::model::{Failure, MapRef, Writer};

/// Document paths to keep of an item.
#[derive(Clone, Debug)]
pub struct Projection<'a> {
    ast: Ast<'a>,
    /// Ascending, none inside another.
    paths: Vec<Path>,
}

/// Parses and checks a projection.
///
/// # Errors
/// Size, syntax, reserved words, undefined names, paths too deep, paths that overlap or conflict.
pub fn parse<'a>(text: &'a str, subs: &mut Substitutions<'a>) -> Result<Projection<'a>, Failure> {
    const KIND: Kind = Kind::Projection;
    let mut cursor = Cursor::new(KIND, text)?;
    let mut ast = Ast::new();
    let mut findings = Findings::default();
    let mut paths = Vec::new();
    loop {
        paths.push(steps::path(&mut cursor, &mut ast, &mut findings)?);
        if !cursor.accept(TokenKind::Comma) {
            break;
        }
    }
    cursor.expect(TokenKind::End)?;
    findings.report(KIND)?;
    for path in &paths {
        check::resolve_path(KIND, &mut ast, *path, subs)?;
    }
    Projection::new(ast, &paths)
}

impl<'a> Projection<'a> {
    /// A projection of resolved paths.
    ///
    /// # Errors
    /// Paths that overlap or conflict.
    pub fn new(ast: Ast<'a>, paths: &[Path]) -> Result<Self, Failure> {
        let order = path::order_of(Kind::Projection, &ast, paths)?;
        let paths = order.iter().filter_map(|at| paths.get(*at as usize).copied()).collect();
        Ok(Self { ast, paths })
    }

    /// Writes the projected entries of an item: a map body, canonical like the item. Missing paths are skipped,
    /// elements of one list move together.
    pub fn project(&self, item: MapRef<'_>, out: &mut Writer) {
        path::project(&self.ast, &self.paths, item, out);
    }

    /// The top-level attributes the projection names, ascending and possibly repeated, each with whether the path goes
    /// on below it.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a [u8], bool)> {
        self.paths.iter().filter_map(|path| self.ast.attribute(*path))
    }
}

#[cfg(test)]
mod tests;
