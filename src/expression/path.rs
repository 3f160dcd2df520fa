//! Document paths over encoded values: look-up, collisions, and the projection of many paths in one walk.

use super::ast::{Ast, Path, Step};
use crate::model::{Failure, MapRef, Raw, Type, ValueRef, Writer, order, split};

/// The value at a path. Paths that lead nowhere find nothing, whatever the reason.
pub(super) fn lookup<'v>(item: MapRef<'v>, steps: &[Step<'_>]) -> Option<Raw<'v>> {
    let (Step::Name(first), rest) = steps.split_first()? else { return None };
    let mut value = item.get(first)?;
    for step in rest {
        value = match (step, value.view()) {
            (Step::Name(name), ValueRef::M(map)) => map.get(name)?,
            (Step::Index(index), ValueRef::L(list)) => list.get(*index as usize)?,
            _ => return None,
        };
    }
    Some(value)
}

/// `[a, [1], b]`: how the service shows paths.
#[cold]
pub(super) fn text(steps: &[Step<'_>]) -> String {
    let mut text = String::from("[");
    for (at, step) in steps.iter().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        match step {
            Step::Name(name) => text.push_str(&String::from_utf8_lossy(name)),
            Step::Index(index) => {
                text.push('[');
                text.push_str(&index.to_string());
                text.push(']');
            }
        }
    }
    text.push(']');
    text
}

enum Collision {
    Overlap,
    Conflict,
}

fn collision(one: &[Step<'_>], two: &[Step<'_>]) -> Option<Collision> {
    for pair in one.iter().zip(two) {
        match pair {
            (Step::Name(_), Step::Index(_)) | (Step::Index(_), Step::Name(_)) => {
                return Some(Collision::Conflict);
            }
            (one, two) if one != two => return None,
            _ => {}
        }
    }
    Some(Collision::Overlap)
}

/// The order of paths for [`project`], once none reaches into another and none reads as a list what another reads as a
/// map.
///
/// # Errors
/// The first overlap, else the first conflict, in text order.
pub(super) fn order_of(kind: super::Kind, ast: &Ast<'_>, paths: &[Path]) -> Result<Vec<u32>, Failure> {
    let refuse = |what: &str, one: &[Step<'_>], two: &[Step<'_>]| {
        kind.refuse(&[
            "Two document paths ",
            what,
            " with each other; must remove or rewrite one of these paths; path one: ",
            &text(one),
            ", path two: ",
            &text(two),
        ])
    };
    let steps = |at: u32| paths.get(at as usize).map(|path| ast.steps(*path));
    let order = order::ascending(paths.len(), &|one, two| steps(one) < steps(two));
    // Different names cannot get in each other's way; there may be many of them.
    let plain = |at: &u32| matches!(steps(*at), Some([Step::Name(_)]));
    let differ = |pair: &[u32]| matches!(pair, [one, two] if steps(*one) != steps(*two));
    if order.iter().all(plain) && order.windows(2).all(differ) {
        return Ok(order);
    }
    let mut conflict = None;
    for (at, path) in paths.iter().enumerate() {
        let two = ast.steps(*path);
        for one in paths.iter().take(at).map(|path| ast.steps(*path)) {
            match collision(one, two) {
                Some(Collision::Overlap) => return Err(refuse("overlap", one, two)),
                Some(Collision::Conflict) => {
                    conflict.get_or_insert_with(|| refuse("conflict", one, two));
                }
                None => {}
            }
        }
    }
    if let Some(conflict) = conflict {
        return Err(conflict);
    }
    Ok(order)
}

/// Writes what sorted paths find in an item: entries of a map body. Lists are compacted, empty parents left out.
pub(super) fn project(ast: &Ast<'_>, paths: &[Path], item: MapRef<'_>, out: &mut Writer) {
    Projector { ast, out }.map(item.body(), paths, 0);
}

struct Projector<'p, 'a> {
    ast: &'p Ast<'a>,
    out: &'p mut Writer,
}

impl<'a> Projector<'_, 'a> {
    fn step(&self, path: &Path, depth: usize) -> Option<Step<'a>> {
        self.ast.steps(*path).get(depth).copied()
    }

    /// Merges a map's entries with the paths, both ascending by name.
    fn map(&mut self, mut body: &[u8], mut paths: &[Path], depth: usize) {
        while let Some(step) = paths.first().and_then(|path| self.step(path, depth)) {
            let Some((name, rest)) = split::text(body) else { return };
            let Some((value, rest)) = split::value(rest) else { return };
            if step < Step::Name(name) {
                paths = paths.get(1..).unwrap_or_default();
                continue;
            }
            body = rest;
            if step == Step::Name(name) {
                let (group, others) = self.group(paths, step, depth);
                let start = self.out.len();
                self.out.name(name);
                if !self.value(Raw::new(value), group, depth + 1) {
                    self.out.truncate(start);
                }
                paths = others;
            }
        }
    }

    fn list(&mut self, mut body: &[u8], mut paths: &[Path], depth: usize) {
        let mut index = 0;
        while let Some(step) = paths.first().and_then(|path| self.step(path, depth)) {
            let Some((value, rest)) = split::value(body) else { return };
            if step == Step::Index(index) {
                let (group, others) = self.group(paths, step, depth);
                let start = self.out.len();
                if !self.value(Raw::new(value), group, depth + 1) {
                    self.out.truncate(start);
                }
                paths = others;
            }
            body = rest;
            index += 1;
        }
    }

    /// The paths at the front that take the same step.
    fn group<'p>(&self, paths: &'p [Path], step: Step<'_>, depth: usize) -> (&'p [Path], &'p [Path]) {
        let count = paths.iter().take_while(|path| self.step(path, depth) == Some(step)).count();
        paths.split_at_checked(count).unwrap_or((paths, &[]))
    }

    /// Writes a value, or the parts of it that paths reach; whether anything was found.
    fn value(&mut self, value: Raw<'_>, paths: &[Path], depth: usize) -> bool {
        match (paths.first().and_then(|path| self.step(path, depth)), value.view()) {
            (None, _) => self.out.raw(value),
            (Some(Step::Name(_)), ValueRef::M(map)) => {
                let mark = self.out.begin(Type::M);
                let empty = self.out.len();
                self.map(map.body(), paths, depth);
                if self.out.len() == empty {
                    return false;
                }
                self.out.end(mark);
            }
            (Some(Step::Index(_)), ValueRef::L(list)) => {
                let mark = self.out.begin(Type::L);
                let empty = self.out.len();
                self.list(list.body(), paths, depth);
                if self.out.len() == empty {
                    return false;
                }
                self.out.end(mark);
            }
            _ => return false,
        }
        true
    }
}
