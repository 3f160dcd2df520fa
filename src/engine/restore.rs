//! Restore: an exported database is taken into an empty one, block by block, through the log like any write.
//!
//! The restored catalog takes the place of the empty one in the last commit of all, so that a database has all of its
//! tables or none. Until then its own catalog holds a job that removes what came so far, for whoever opens it next.

use std::rc::Rc;

use super::export::{END, ENTRIES, FORMAT, HEAD, ended, need};
use super::log::Origin;
use super::recovery;
use super::room::Room;
use super::shared::{Engine, Inner, Phase};
use crate::model::split::{blob, varint};
use crate::model::{Failure, Kind, MapRef};
use crate::operation::{Context, Stop};
use crate::storage::array::{self, Kind as ArrayKind};
use crate::storage::{PageId, StoreErrorKind};
use crate::table::{CATALOG_TREE, catalog, jobs};
use crate::tree::{Effect, TreeId};

/// A restore under way. Requests wait as long as it lives; dropped before its end, it is undone.
pub struct Restore {
    inner: Rc<Inner>,
    generation: u64,
    previous: [u8; 4],
    begun: bool,
    count: u64,
    /// The catalog, for the last commit.
    catalog: Vec<Effect>,
    /// Pages that stay in memory until the beginning is through.
    held: Vec<PageId>,
}

impl Engine {
    /// Begins to take a file in.
    ///
    /// # Errors
    /// `DatabaseInUseError` if a restore is under way.
    pub fn restore(&self) -> Result<Restore, Failure> {
        let inner = Rc::clone(&self.inner);
        if inner.restoring.replace(true) {
            return Err(Failure::new(Kind::DatabaseInUse, "this database is being restored already"));
        }
        let generation = inner.state.borrow().generation;
        let catalog = vec![Effect::DropTree { tree: CATALOG_TREE }];
        Ok(Restore { inner, generation, previous: [0; 4], begun: false, count: 0, catalog, held: Vec::new() })
    }
}

impl Restore {
    /// Takes the next block; with the last, the end, all tables appear. Without bytes, says whether all is durable. False if there is no room
    /// yet, or pages have to be loaded first: try again.
    ///
    /// # Errors
    /// `CorruptionError` if it is damaged or not the next one, `FormatTooNewError`, `DatabaseNotEmptyError` if there are
    /// tables; failures of the storage.
    pub fn take(&mut self, block: &[u8]) -> Result<bool, Failure> {
        let inner = Rc::clone(&self.inner);
        if !inner.current(self.generation) {
            return Err(ended(&inner));
        }
        if inner.closing.get() {
            return Err(Failure::new(
                Kind::DatabaseClosed,
                "this database was closed before the restore was complete",
            ));
        }
        if block.is_empty() {
            let state = inner.state.borrow();
            return Ok(state.durable_lsn >= state.lsn);
        }
        match inner.room_for_request(&inner.state.borrow()) {
            Room::Free => {}
            Room::Full => return Ok(false),
            Room::Tight(failure) | Room::Later(failure) | Room::Deletions(failure) | Room::Never(failure) => {
                return Err(failure);
            }
        }
        let payload = array::open(ArrayKind::Export, block)
            .map_err(|error| if error.kind == StoreErrorKind::TooNew { too_new() } else { corrupt() })?;
        let (tag, count, body) = parts(payload, self.previous).ok_or_else(corrupt)?;
        let effects = match tag {
            HEAD if !self.begun => match self.begin(MapRef::new(body))? {
                Some(effects) => effects,
                None => return Ok(false),
            },
            ENTRIES if self.begun => {
                let effects = entries(body).filter(|effects| effects.len() as u64 == count);
                let mut effects = effects.ok_or_else(corrupt)?;
                self.count += count;
                if matches!(effects.first(), Some(Effect::Write { tree: CATALOG_TREE, .. })) {
                    self.catalog.append(&mut effects);
                }
                effects
            }
            END if self.begun && count == self.count => std::mem::take(&mut self.catalog),
            _ => return Err(corrupt()),
        };
        self.begun = true;
        self.previous = array::checksum(block);
        if !effects.is_empty() {
            let state = &mut *inner.state.borrow_mut();
            let clock = state.clock.peek(inner.host.now_micros());
            state.clock.advance(clock);
            state.commit(clock, Origin::Import, effects);
        }
        inner.kick();
        Ok(true)
    }

    /// What prepares the database; `None` if pages are missing.
    fn begin(&mut self, head: MapRef<'_>) -> Result<Option<Vec<Effect>>, Failure> {
        if head.get_int("reader").is_none_or(|reader| reader > FORMAT) {
            return Err(too_new());
        }
        let last = head.get_int("last").and_then(|last| TreeId::try_from(last).ok());
        let (Some(reading), Some(last)) = (head.get_int("clock"), last) else { return Err(corrupt()) };
        let trace = {
            let state = &mut *self.inner.state.borrow_mut();
            let settings = &self.inner.config.settings;
            let mut clock = state.clock;
            clock.meet(reading as u64);
            let reading = clock.peek(self.inner.host.now_micros());
            let mut cx = Context::new(&state.forest, &state.catalog, settings, 0, reading);
            match prepare(&mut cx, last) {
                Ok(()) => {
                    let effects = cx.effects;
                    // What is refused moves nothing.
                    state.clock = clock;
                    state.forest.unpin(&std::mem::take(&mut self.held));
                    return Ok(Some(effects));
                }
                Err(Stop::Failure(failure)) => return Err(failure),
                Err(Stop::Fault) => cx.trace,
            }
        };
        need(&self.inner, trace, &mut self.held).map(|()| None)
    }
}

impl Drop for Restore {
    fn drop(&mut self) {
        if self.inner.current(self.generation) {
            self.inner.state.borrow_mut().forest.unpin(&self.held);
        }
        self.inner.restoring.set(false);
        if matches!(*self.inner.phase.borrow(), Phase::Down) {
            recovery::retry(&self.inner);
        }
        self.inner.turn();
    }
}

fn prepare(cx: &mut Context<'_>, last: TreeId) -> Result<(), Stop> {
    if catalog::names(cx, None, 1)?.is_empty() {
        return jobs::start_restore(cx, last);
    }
    let message = "this database has tables, and a restore overwrites nothing; restore under another name, or destroy it first";
    Err(Stop::Failure(Failure::new(Kind::DatabaseNotEmpty, message)))
}

fn corrupt() -> Failure {
    Failure::new(Kind::Corruption, "this is not an exported database, or it is damaged")
}

fn too_new() -> Failure {
    let message = "this database was exported by a newer version of Hashrange; restore it with that version";
    Failure::new(Kind::FormatTooNew, message)
}

/// Tag, count and body of a block that follows the one with the checksum `previous`.
fn parts(payload: &[u8], previous: [u8; 4]) -> Option<(u8, u64, &[u8])> {
    let (&tag, rest) = payload.split_first()?;
    let (found, rest) = rest.split_first_chunk::<4>()?;
    let (count, body) = rest.split_first_chunk::<8>()?;
    (*found == previous).then_some((tag, u64::from_le_bytes(*count), body))
}

fn entries(body: &[u8]) -> Option<Vec<Effect>> {
    let (tree, mut rest) = varint(body)?;
    let mut effects = Vec::new();
    while !rest.is_empty() {
        let (key, after) = blob(rest)?;
        let (value, after) = blob(after)?;
        rest = after;
        effects.push(Effect::Write {
            tree,
            key: key.to_vec(),
            value: Some(value.to_vec()),
            old_weight: None,
        });
    }
    Some(effects)
}
