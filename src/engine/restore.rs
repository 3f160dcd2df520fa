//! Restore: an exported database is taken into an empty one, block by block, through the log like any write.
//!
//! The restored catalog takes the place of the empty one in the last commit of all, so that a database has all of its
//! tables or none. Until then its own catalog holds a job that removes what came so far, for whoever opens it next.

use std::rc::Rc;

use super::export::{END, ENTRIES, FORMAT, HEAD, ended};
use super::load;
use super::log::Origin;
use super::recovery;
use super::shared::{Engine, Inner, Phase};
use super::state::{Room, damaged};
use crate::model::split::{blob, varint};
use crate::model::{Failure, Kind, MapRef};
use crate::operation::{Context, Stop};
use crate::storage::array::{self, Kind as ArrayKind};
use crate::storage::{PageId, StoreErrorKind};
use crate::table::{CATALOG_TREE, catalog, jobs};
use crate::tree::{Effect, TreeId};

/// No block is longer: a block holds at most one entry more than it should, and those are small.
const LONGEST: usize = 16 << 20;

/// A restore under way. Requests wait as long as it lives; dropped before its end, it is undone.
pub struct Restore {
    inner: Rc<Inner>,
    generation: u64,
    /// Bytes of a block that is not whole yet.
    rest: Vec<u8>,
    /// Where `rest` begins in the file.
    offset: u64,
    previous: [u8; 4],
    begun: bool,
    whole: bool,
    count: u64,
    /// The catalog, for the last commit.
    catalog: Vec<Effect>,
}

impl Engine {
    /// Begins to take a file in.
    ///
    /// # Errors
    /// `DatabaseNotEmptyError` if there are tables, `DatabaseInUseError` if a restore is under way; failures of the
    /// storage.
    pub async fn restore(&self) -> Result<Restore, Failure> {
        let inner = Rc::clone(&self.inner);
        self.flush().await?;
        if inner.restoring.replace(true) {
            return Err(Failure::new(Kind::DatabaseInUse, "this database is being restored already"));
        }
        let generation = inner.state.borrow().generation;
        let restore = Restore {
            inner,
            generation,
            rest: Vec::new(),
            offset: 0,
            previous: [0; 4],
            begun: false,
            whole: false,
            count: 0,
            catalog: vec![Effect::DropTree { tree: CATALOG_TREE }],
        };
        restore.evaluate(&|cx| {
            if catalog::names(cx, None, 1)?.is_empty() {
                return Ok(());
            }
            let message = "this database has tables, and a restore overwrites nothing; restore under another name, or destroy it first";
            Err(Stop::Failure(Failure::new(Kind::DatabaseNotEmpty, message)))
        }).await?;
        Ok(restore)
    }
}

impl Restore {
    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// `CorruptionError` if the file is damaged, `FormatTooNewError`; failures of the storage.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.rest.extend_from_slice(bytes);
        loop {
            let length = match self.rest.first_chunk::<{ array::HEADER }>() {
                Some(header) => array::HEADER + array::payload_length(header),
                None => return Ok(()),
            };
            if self.whole || length > LONGEST {
                return Err(self.corrupt());
            }
            if self.rest.len() < length {
                return Ok(());
            }
            let rest = self.rest.split_off(length);
            let block = std::mem::replace(&mut self.rest, rest);
            self.take(&block).await?;
            self.offset += length as u64;
        }
    }

    /// The file is at its end: its tables appear.
    ///
    /// # Errors
    /// `CorruptionError` if the end is missing; failures of the storage.
    pub async fn finish(mut self) -> Result<(), Failure> {
        if !self.whole || !self.rest.is_empty() {
            let message =
                if self.begun { "this exported database was cut off before its end" } else { STRANGE };
            return Err(Failure::new(Kind::Corruption, message));
        }
        let catalog = std::mem::take(&mut self.catalog);
        self.apply(catalog).await?;
        Engine { inner: Rc::clone(&self.inner) }.flush().await?;
        self.check()
    }

    async fn take(&mut self, block: &[u8]) -> Result<(), Failure> {
        let payload = array::open(ArrayKind::Export, block).map_err(|error| match error.kind {
            StoreErrorKind::TooNew => too_new(),
            _ => self.corrupt(),
        })?;
        let previous = std::mem::replace(&mut self.previous, array::checksum(block));
        let (tag, count, body) = parts(payload, previous).ok_or_else(|| self.corrupt())?;
        match tag {
            HEAD if !self.begun => {
                let map = MapRef::new(body);
                if map.get_int("reader").is_none_or(|reader| reader > FORMAT) {
                    return Err(too_new());
                }
                let number = |name| map.get_int(name).and_then(|number| u64::try_from(number).ok());
                let last = number("last").and_then(|last| TreeId::try_from(last).ok());
                let (Some(clock), Some(last)) = (number("clock"), last) else { return Err(self.corrupt()) };
                self.inner.state.borrow_mut().clock.advance(clock);
                self.begun = true;
                self.evaluate(&|cx| jobs::start_restore(cx, last)).await
            }
            ENTRIES if self.begun => {
                let effects = entries(body).filter(|effects| effects.len() as u64 == count);
                let mut effects = effects.ok_or_else(|| self.corrupt())?;
                self.count += count;
                if matches!(effects.first(), Some(Effect::Write { tree: CATALOG_TREE, .. })) {
                    self.catalog.append(&mut effects);
                    return Ok(());
                }
                self.apply(effects).await
            }
            END if self.begun && count == self.count => {
                self.whole = true;
                Ok(())
            }
            _ => Err(self.corrupt()),
        }
    }

    fn corrupt(&self) -> Failure {
        if !self.begun {
            return Failure::new(Kind::Corruption, STRANGE);
        }
        let mut message = String::from("this exported database is damaged at byte ");
        message.push_str(&self.offset.to_string());
        Failure::new(Kind::Corruption, message)
    }

    fn check(&self) -> Result<(), Failure> {
        if self.inner.current(self.generation) { Ok(()) } else { Err(ended(&self.inner, "restore")) }
    }

    /// Waits for room, then applies effects as one record.
    async fn apply(&self, effects: Vec<Effect>) -> Result<(), Failure> {
        loop {
            self.check()?;
            {
                let state = &mut *self.inner.state.borrow_mut();
                match self.inner.room(state) {
                    Room::Free => {
                        let clock = state.clock.peek(self.inner.host.now_micros());
                        state.clock.advance(clock);
                        state.commit(clock, Origin::Import, effects);
                        break;
                    }
                    Room::Full => {}
                    Room::Never(failure) => return Err(failure),
                }
            }
            self.inner.host.pause().await;
        }
        self.inner.kick();
        Ok(())
    }

    /// Evaluates a step like a request, and applies its effects.
    async fn evaluate(&self, run: &dyn Fn(&mut Context<'_>) -> Result<(), Stop>) -> Result<(), Failure> {
        loop {
            self.check()?;
            let faults = match self.attempt(run)? {
                Ok(effects) if effects.is_empty() => return Ok(()),
                Ok(effects) => return self.apply(effects).await,
                Err(faults) => faults,
            };
            self.inner.state.borrow_mut().forest.pin(&faults);
            if load::fetch(&self.inner, self.generation, &faults).await {
                self.inner.state.borrow_mut().forest.unpin(&faults);
            }
        }
    }

    /// Its effects, or the pages that are needed first.
    fn attempt(
        &self,
        run: &dyn Fn(&mut Context<'_>) -> Result<(), Stop>,
    ) -> Result<Result<Vec<Effect>, Vec<PageId>>, Failure> {
        let state = &mut *self.inner.state.borrow_mut();
        let now = state.clock.not_before(self.inner.host.now_micros());
        let settings = &self.inner.config.settings;
        let clock = state.clock.peek(now);
        let mut cx = Context::new(&state.forest, &state.catalog, settings, now / 1000, clock);
        match (run(&mut cx), cx.trace.corrupt) {
            (Ok(()), _) => Ok(Ok(cx.effects)),
            (Err(Stop::Failure(failure)), _) => Err(failure),
            (Err(Stop::Fault), Some(page)) => Err(Failure::new(Kind::Corruption, damaged(page))),
            (Err(Stop::Fault), None) => Ok(Err(cx.trace.faults)),
        }
    }
}

impl Drop for Restore {
    fn drop(&mut self) {
        self.inner.restoring.set(false);
        if matches!(*self.inner.phase.borrow(), Phase::Down) {
            recovery::retry(&self.inner);
        }
        self.inner.turn();
    }
}

/// What is not an export, or is damaged at its very begin.
const STRANGE: &str = "this is not an exported database, or its begin is damaged";

fn too_new() -> Failure {
    Failure::new(
        Kind::FormatTooNew,
        "this database was exported by a newer version of Hashrange; restore it with that version",
    )
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
