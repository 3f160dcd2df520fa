//! Live queries: what watched requests have read, and which of them a write concerns.
//!
//! A watched request is armed with the ranges it read, and the first write into one of them disarms it and is delivered
//! under its ticket with the bit [`CHANGED`]. Whoever asked runs the request again, which arms it anew: however many
//! changes come before that, they are told once.

use super::shared::Engine;
use super::state::{Ack, State, Ticket};
use super::turn::Submitted;
use crate::operation::Operation;
use crate::table::Read;
use crate::tree::Effect;

/// In a ticket: what the watched request under it has read is no longer so. The answer beside it means nothing.
pub const CHANGED: Ticket = 1 << 63;

/// A watched request that no write has concerned so far.
pub struct Armed {
    pub ticket: Ticket,
    pub reads: Vec<Read>,
}

fn concerns(read: &Read, effect: &Effect) -> bool {
    match effect {
        Effect::Write { tree, key, .. } => *tree == read.tree && read.range.contains(key),
        Effect::DropTree { tree } => *tree == read.tree,
    }
}

impl State {
    /// Disarms what the effects concern; it is told when they are durable.
    pub fn disarm(&mut self, effects: &[Effect]) {
        if self.armed.is_empty() {
            return;
        }
        let (lsn, acks) = (self.lsn, &mut self.acks);
        self.armed.retain(|armed| {
            let hit = armed.reads.iter().any(|read| effects.iter().any(|effect| concerns(read, effect)));
            if hit {
                acks.push_back(Ack { lsn, ticket: armed.ticket | CHANGED, answer: Ok(Vec::new()) });
            }
            !hit
        });
    }

    /// Disarms everything: the memory that was read is given up.
    pub fn disarm_all(&mut self) {
        let lsn = self.lsn;
        let all = self.armed.drain(..);
        self.acks.extend(all.map(|armed| Ack {
            lsn,
            ticket: armed.ticket | CHANGED,
            answer: Ok(Vec::new()),
        }));
    }
}

impl Engine {
    /// As [`Engine::submit`], for a request that reads; if it succeeds, the next change of what it read is delivered
    /// once under `ticket | CHANGED`.
    pub fn watch(&self, operation: &'static Operation, input: &[u8], ticket: Ticket) -> Submitted {
        self.arrive(operation, input, ticket, Some(ticket))
    }

    /// Nobody is interested in changes any more.
    pub fn unwatch(&self, ticket: Ticket) {
        let state = &mut *self.inner.state.borrow_mut();
        state.armed.retain(|armed| armed.ticket != ticket);
        for request in state.parked.iter_mut().filter(|request| request.ticket == ticket) {
            request.arrival.watch = None;
        }
    }
}
