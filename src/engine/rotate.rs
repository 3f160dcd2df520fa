//! Rotation: every stored page is sealed again with the newest key, behind the requests.
//!
//! The keys are the store's (see [`crate::storage::sealed`]). Its key ring is stored with the superblock, so a rotation is
//! steps that whoever holds the keys puts in order: a new key is made ready; [`Engine::store_keys`] has it stored; all pages
//! are sealed with it by [`Engine::reseal`]; the old one is left out of the ring; `store_keys` again. Cut at any point, the
//! next opening finds a ring with all keys that are needed, and the rotation begins again.

use std::rc::Rc;

use super::export::ended;
use super::log::Origin;
use super::shared::{Engine, Inner, Phase};
use super::{load, recovery};
use crate::model::{Failure, Kind};
use crate::storage::sealed::Sealed;
use crate::storage::{LocalFuture, PageId};
use crate::table::LEDGER_TREE;
use crate::tree::{Effect, Reach, Trace};

/// Pages looked at in one step.
const PAGES: usize = 64;

/// Hears of pages looked at, and of those sealed again.
pub type Tell = Box<dyn Fn(usize, usize)>;

impl Engine {
    /// Resolves when a superblock was stored that was written after the call, and with it the key ring.
    ///
    /// # Errors
    /// The failure that ended the database's life, or keeps it from making checkpoints.
    pub fn store_keys(&self) -> LocalFuture<'static, Result<(), Failure>> {
        let inner = Rc::clone(&self.inner);
        Box::pin(async move {
            let mut waits = None;
            while !store(&inner, &mut waits)? {
                inner.kick();
                inner.host.pause().await;
            }
            Ok(())
        })
    }

    /// Seals all pages again that an older key has sealed. The store is the one that this engine has.
    ///
    /// # Errors
    /// `CorruptionError` if a page is damaged that leads to others; the failure that ended the database's life.
    pub fn reseal(&self, store: Rc<Sealed>, tell: Tell) -> LocalFuture<'static, Result<(), Failure>> {
        let inner = Rc::clone(&self.inner);
        Box::pin(async move {
            let (mut seen, mut resealed) = (0, 0);
            loop {
                if !is_ready(&inner)? {
                    inner.host.pause().await;
                    continue;
                }
                let generation = inner.state.borrow().generation;
                let mut walk = inner.state.borrow().forest.reach();
                let before = seen;
                while let Some(step) = step(&inner, &store, generation, &mut walk).await? {
                    seen = before + walk.count();
                    resealed += step.resealed;
                    tell(seen, resealed);
                    if step.over {
                        break;
                    }
                }
                if !inner.current(generation) {
                    continue;
                }
                match walk.missed() {
                    None => return Ok(()),
                    Some(page) => {
                        // It went while the walk was under way, or it is damaged.
                        let state = inner.state.borrow();
                        if state.forest.is_root_of(&walk) {
                            return Err(state.damaged(page));
                        }
                    }
                }
            }
        })
    }
}

/// Whether the database can be worked on; not as long as it is opened again, or restored.
fn is_ready(inner: &Inner) -> Result<bool, Failure> {
    match *inner.phase.borrow() {
        Phase::Open => {}
        Phase::Recovering => return Ok(false),
        Phase::Down | Phase::Closed(_) => return Err(ended(inner)),
    }
    if inner.closing.get() {
        let message = "this database was closed; the rotation of its key goes on when it is opened again";
        return Err(Failure::new(Kind::DatabaseClosed, message));
    }
    if let Some(halted) = &*inner.halted.borrow() {
        return Err(halted.clone());
    }
    Ok(!inner.restoring.get())
}

/// Where a wait for a checkpoint began.
struct Wait {
    generation: u64,
    checkpoint: u64,
}

/// Sees to it that a checkpoint is made; whether it is.
fn store(inner: &Inner, waits: &mut Option<Wait>) -> Result<bool, Failure> {
    if !is_ready(inner)? {
        return Ok(false);
    }
    let state = &mut *inner.state.borrow_mut();
    let now = state.superblock.checkpoint;
    let Some(wait) = waits.as_ref().filter(|wait| wait.generation == state.generation) else {
        // Deletes what is not there, for a checkpoint is made of something.
        let nudge = Effect::Write { tree: LEDGER_TREE, key: Vec::new(), value: None, old_weight: None };
        let clock = state.clock.peek(inner.host.now_micros());
        state.clock.advance(clock);
        state.commit(clock, Origin::Local, vec![nudge]);
        // One that is under way may have written its superblock.
        let checkpoint = now + u64::from(state.checkpointing);
        *waits = Some(Wait { generation: state.generation, checkpoint });
        return Ok(false);
    };
    if now > wait.checkpoint {
        return Ok(true);
    }
    if state.sealed_at.is_none() && state.run.is_empty() && !state.committing && state.forest.seal() {
        state.logged = 0;
        state.sealed_at = Some((state.lsn, state.tail));
    }
    Ok(false)
}

struct Step {
    resealed: usize,
    over: bool,
}

/// Looks at some more pages; `None` if the state has gone meanwhile.
async fn step(
    inner: &Rc<Inner>,
    store: &Sealed,
    generation: u64,
    walk: &mut Reach,
) -> Result<Option<Step>, Failure> {
    let mut held = Vec::new();
    let mut ids = Vec::new();
    let over = loop {
        is_ready(inner)?;
        if !inner.current(generation) {
            return Ok(None);
        }
        let mut trace = Trace::default();
        let found = inner.state.borrow().forest.step_reach(walk, &mut trace);
        match found {
            Ok(Some(page)) => ids.push(page),
            Ok(None) => break true,
            Err(_) => {
                inner.state.borrow_mut().forest.pin(&trace.faults);
                held.extend_from_slice(&trace.faults);
                if !load::fetch(inner, generation, &trace.faults).await {
                    return Ok(None);
                }
            }
        }
        if ids.len() == PAGES {
            break false;
        }
    };
    inner.state.borrow_mut().forest.unpin(&held);
    let resealed = reseal(inner, store, generation, ids).await?;
    Ok(resealed.map(|resealed| Step { resealed, over }))
}

/// Has the store seal pages again, when no checkpoint writes or deletes any. `None` if the state has gone meanwhile.
async fn reseal(
    inner: &Rc<Inner>,
    store: &Sealed,
    generation: u64,
    ids: Vec<PageId>,
) -> Result<Option<usize>, Failure> {
    while inner.current(generation) {
        let free = {
            let mut state = inner.state.borrow_mut();
            !std::mem::replace(&mut state.checkpointing, true)
        };
        if !free {
            is_ready(inner)?;
            inner.host.pause().await;
            continue;
        }
        inner.running.set(inner.running.get() + 1);
        let result = store.reseal(ids).await;
        inner.running.set(inner.running.get().saturating_sub(1));
        if !inner.current(generation) {
            return Ok(None);
        }
        inner.state.borrow_mut().checkpointing = false;
        return match result {
            Ok(count) => {
                inner.kick();
                inner.host.pause().await;
                Ok(Some(count))
            }
            Err(error) => {
                recovery::begin(inner, error);
                Ok(None)
            }
        };
    }
    Ok(None)
}
