//! Columns: document paths shown side by side under names of their own, as PartiQL selects them.
//!
//! Other than a [`super::projection`], which keeps what stands around a path, a column stands at the top of the item
//! under the last name of its path and the indexes behind it: `a.b[0]` is shown as `b[0]`.

use super::ast::{Ast, Path, Step};
use super::path;
use crate::model::{Failure, MapRef, Writer, order};

/// The columns of a statement.
#[derive(Clone, Debug)]
pub struct Columns<'a> {
    ast: Ast<'a>,
    /// Ascending by name, each name once.
    columns: Vec<(Vec<u8>, Path)>,
}

impl<'a> Columns<'a> {
    /// Columns of resolved paths.
    ///
    /// # Errors
    /// Two with one name.
    pub fn new(ast: Ast<'a>, paths: &[Path]) -> Result<Self, Failure> {
        let mut columns: Vec<_> = paths.iter().map(|path| (name(ast.steps(*path)), *path)).collect();
        order::sort(&mut columns, &|one, two| one.0 < two.0);
        if let Some([(name, _), _]) =
            columns.windows(2).find(|pair| matches!(pair, [one, two] if one.0 == two.0))
        {
            let parts = ["Duplicate identifiers in select clause: ", &String::from_utf8_lossy(name)];
            return Err(Failure::validation(parts.concat()));
        }
        Ok(Self { ast, columns })
    }

    /// Writes the columns that an item has: entries of a map body.
    pub fn project(&self, item: MapRef<'_>, out: &mut Writer) {
        for (name, path) in &self.columns {
            if let Some(value) = path::lookup(item, self.ast.steps(*path)) {
                out.name(name);
                out.raw(value);
            }
        }
    }

    /// The top-level attributes that columns come from, each with whether the path goes on below it.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a [u8], bool)> {
        self.columns.iter().filter_map(|(_, path)| self.ast.attribute(*path))
    }
}

fn name(steps: &[Step<'_>]) -> Vec<u8> {
    let mut name = Vec::new();
    for step in steps {
        match step {
            Step::Name(last) => name = last.to_vec(),
            Step::Index(index) => {
                name.push(b'[');
                name.extend_from_slice(index.to_string().as_bytes());
                name.push(b']');
            }
        }
    }
    name
}
