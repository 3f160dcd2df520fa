//! One walk over an item that writes it anew with the outcomes of an update in their places.

use super::value::Outcome;
use crate::expression::ast::Step;
use crate::model::{Failure, MapRef, Raw, Type, ValueRef, Writer, split};

/// What belongs at a path.
pub(super) struct Target<'v> {
    pub steps: &'v [Step<'v>],
    pub outcome: Outcome<'v>,
}

/// The whole item.
///
/// # Errors
/// Paths whose parents are missing or of the wrong type.
pub(super) fn all(item: MapRef<'_>, targets: &[Target<'_>]) -> Result<Vec<u8>, Failure> {
    let added: usize =
        targets.iter().map(|target| target.outcome.as_deref().map_or(0, <[u8]>::len) + 16).sum();
    let mut rewriter = Rewriter { out: Writer::over(Vec::with_capacity(item.body().len() + added)) };
    rewriter.map(item.body(), targets, 0)?;
    Ok(rewriter.out.into_inner())
}

struct Rewriter {
    out: Writer,
}

impl Rewriter {
    /// Merges a map's entries with targets, both ascending by name.
    fn map(&mut self, body: &[u8], mut targets: &[Target<'_>], depth: usize) -> Result<(), Failure> {
        let mut rest = body;
        // Bytes of `body` from here on are not written yet.
        let mut pending = body;
        while let Some(step) = targets.first().and_then(|target| step_at(target.steps, depth)) {
            let entry = split::text(rest).and_then(|(name, after)| Some((name, split::value(after)?)));
            let Some((name, (value, after))) = entry else { break };
            if step <= Step::Name(name) {
                self.keep(pending, rest);
                pending = rest;
                let (group, others) = group(targets, step, depth);
                targets = others;
                if step < Step::Name(name) {
                    self.insert(step, group, depth + 1)?;
                    continue;
                }
                let start = self.out.len();
                self.out.name(name);
                if !self.replace(Raw::new(value), group, depth + 1)? {
                    self.out.truncate(start);
                }
                pending = after;
            }
            rest = after;
        }
        self.keep(pending, &[]);
        while let Some(step) = targets.first().and_then(|target| step_at(target.steps, depth)) {
            let (group, others) = group(targets, step, depth);
            self.insert(step, group, depth + 1)?;
            targets = others;
        }
        Ok(())
    }

    /// Merges a list's elements with targets, both ascending by index. Targets beyond the end are appended.
    fn list(&mut self, body: &[u8], mut targets: &[Target<'_>], depth: usize) -> Result<(), Failure> {
        let mut rest = body;
        let mut pending = body;
        let mut index = 0;
        while let Some(step) = targets.first().and_then(|target| step_at(target.steps, depth)) {
            let Some((value, after)) = split::value(rest) else { break };
            if step == Step::Index(index) {
                self.keep(pending, rest);
                pending = after;
                let (group, others) = group(targets, step, depth);
                targets = others;
                let start = self.out.len();
                if !self.replace(Raw::new(value), group, depth + 1)? {
                    self.out.truncate(start);
                }
            }
            rest = after;
            index += 1;
        }
        self.keep(pending, &[]);
        for target in targets {
            if target.steps.len() > depth + 1 {
                return Err(invalid_path());
            }
            if let Some(bytes) = &target.outcome {
                self.out.encoded(bytes);
            }
        }
        Ok(())
    }

    /// Copies the untouched bytes of `pending` up to where `rest`, a tail of it, begins.
    fn keep(&mut self, pending: &[u8], rest: &[u8]) {
        self.out.encoded(pending.get(..pending.len() - rest.len()).unwrap_or_default());
    }

    /// A map entry that is not there yet. Only a path that ends here can make it.
    fn insert(&mut self, step: Step<'_>, group: &[Target<'_>], depth: usize) -> Result<(), Failure> {
        let (Step::Name(name), [target]) = (step, group) else { return Err(invalid_path()) };
        if target.steps.len() > depth {
            return Err(invalid_path());
        }
        if let Some(bytes) = &target.outcome {
            self.out.name(name);
            self.out.encoded(bytes);
        }
        Ok(())
    }

    /// Writes what becomes of a value; whether anything does.
    fn replace(&mut self, value: Raw<'_>, group: &[Target<'_>], depth: usize) -> Result<bool, Failure> {
        let Some(first) = group.first() else { return Ok(false) };
        let Some(next) = step_at(first.steps, depth) else {
            if let Some(bytes) = &first.outcome {
                self.out.encoded(bytes);
            }
            return Ok(first.outcome.is_some());
        };
        let mark = match (next, value.view()) {
            (Step::Name(_), ValueRef::M(map)) => {
                let mark = self.out.begin(Type::M);
                self.map(map.body(), group, depth)?;
                mark
            }
            (Step::Index(_), ValueRef::L(list)) => {
                let mark = self.out.begin(Type::L);
                self.list(list.body(), group, depth)?;
                mark
            }
            _ => return Err(invalid_path()),
        };
        self.out.end(mark);
        Ok(true)
    }
}

/// The targets at the front that take the same step.
fn group<'t, 'v>(
    targets: &'t [Target<'v>],
    step: Step<'_>,
    depth: usize,
) -> (&'t [Target<'v>], &'t [Target<'v>]) {
    let count = targets.iter().take_while(|target| step_at(target.steps, depth) == Some(step)).count();
    targets.split_at_checked(count).unwrap_or((targets, &[]))
}

#[cold]
fn invalid_path() -> Failure {
    Failure::validation("The document path provided in the update expression is invalid for update")
}

/// A step at a depth of a path.
fn step_at<'a>(steps: &[Step<'a>], depth: usize) -> Option<Step<'a>> {
    steps.get(depth).copied()
}
