//! Updates and their application to items.

use super::action::{Action, Change};
use super::{rewrite, value};
use crate::expression::Kind;
use crate::expression::ast::{Ast, Node, Path};
use crate::expression::path;
use crate::model::{Failure, MapRef, Writer, size};

/// An update that has passed every check that needs no item.
#[derive(Clone, Debug)]
pub struct Update<'a> {
    ast: Ast<'a>,
    /// Ascending by path, none inside another.
    actions: Vec<Action<'a>>,
    /// The actions' paths in the same order.
    paths: Vec<Path>,
}

impl<'a> Update<'a> {
    /// An update of actions on resolved paths.
    ///
    /// # Errors
    /// Paths that overlap or conflict.
    pub fn new(ast: Ast<'a>, actions: &[Action<'a>]) -> Result<Self, Failure> {
        let paths: Vec<Path> = actions.iter().map(|action| action.path).collect();
        let order = path::order_of(Kind::Update, &ast, &paths)?;
        let actions: Vec<Action<'a>> =
            order.iter().filter_map(|at| actions.get(*at as usize).copied()).collect();
        let paths = actions.iter().map(|action| action.path).collect();
        Ok(Self { ast, actions, paths })
    }

    /// The tree the actions' operands hang in.
    pub(super) const fn ast(&self) -> &Ast<'a> {
        &self.ast
    }

    /// Refuses actions on key attributes.
    ///
    /// # Errors
    /// When an action's path begins with one of the names.
    pub fn check_keys(&self, keys: &[&[u8]]) -> Result<(), Failure> {
        for (name, _) in self.targets() {
            if keys.contains(&name) {
                let name = String::from_utf8_lossy(name);
                let parts = [
                    "One or more parameter values were invalid: Cannot update attribute ",
                    &name,
                    ". This attribute is part of the key",
                ];
                return Err(Failure::validation(parts.concat()));
            }
        }
        Ok(())
    }

    /// The top-level attributes that actions touch, ascending and possibly repeated, each with whether the path goes
    /// on below it.
    pub fn targets(&self) -> impl Iterator<Item = (&'a [u8], bool)> {
        self.paths.iter().filter_map(|path| self.ast.attribute(*path))
    }

    /// The top-level attributes that operands read, each with whether the path goes on below it.
    pub fn operands(&self) -> impl Iterator<Item = (&'a [u8], bool)> {
        self.ast.attributes()
    }

    /// Whether it makes an item where there is none: what only takes away leaves nothing behind.
    #[must_use]
    pub fn creates(&self) -> bool {
        self.actions.iter().any(|action| matches!(action.change, Change::Set(_) | Change::Add(_)))
    }

    /// What the service charges for the update itself, in bytes: like the finished item, it has to stay within the item
    /// limit, and that is checked before the condition. As captured: 3, 19 for each action that writes, 2 for each
    /// REMOVE, and the literal operands.
    #[must_use]
    pub fn charge(&self) -> u32 {
        let actions = self.actions.iter().map(|action| match action.change {
            Change::Remove => 2,
            Change::Set(_) | Change::Add(_) | Change::Delete(_) => 19,
        });
        let literals = self.ast.nodes().iter().map(|node| match node {
            Node::Value(value) => size::value(*value),
            _ => 0,
        });
        3 + actions.chain(literals).sum::<u32>()
    }

    /// Applies the update to an item, or to the bare key where there is no item yet. Gives the new item, canonical; its
    /// size, its nesting and its index keys are for the caller to check.
    ///
    /// # Errors
    /// Operands that are missing or of the wrong type, numbers out of range, paths whose parents are missing or of
    /// the wrong type.
    pub fn apply(&self, item: Option<MapRef<'_>>, key: MapRef<'_>) -> Result<Vec<u8>, Failure> {
        let before = item.unwrap_or_default();
        let mut targets = Vec::with_capacity(self.actions.len());
        for action in &self.actions {
            // Where no item is, the service takes any REMOVE as done.
            if item.is_some() || !matches!(action.change, Change::Remove) {
                let steps = self.ast.steps(action.path);
                targets.push(rewrite::Target { steps, outcome: value::outcome(&self.ast, *action, before)? });
            }
        }
        rewrite::all(item.unwrap_or(key), &targets)
    }

    /// Writes what stands at the paths of the update, each inside its parents: `UPDATED_OLD` of the item before, and
    /// `UPDATED_NEW` of the item after, where an element may have come to stand under another index.
    pub fn touched(&self, item: MapRef<'_>, out: &mut Writer) {
        path::project(&self.ast, &self.paths, item, out);
    }
}
