//! Requests: the first run, and parking.

use super::recovery;
use super::shared::{Engine, Inner, Phase};
use super::state::{Arrival, Attempt, Parked, State, Ticket};
use super::turn::Submitted;
use crate::operation::Operation;
use crate::table::ledger::Client;

impl Engine {
    /// Runs a lowered request (see [`crate::operation::shape`]).
    ///
    /// The answer comes at once if it needs no page and, for the durability asked, no commit; else through the
    /// engine's `deliver` function, under `ticket`, which must not be in use.
    pub fn submit(&self, operation: &'static Operation, input: &[u8], ticket: Ticket) -> Submitted {
        self.arrive(operation, input, ticket, None, None)
    }

    /// [`Self::submit`] for a client that numbers its requests: a write that is repeated under its number is not done
    /// again, and answered as it was.
    pub fn submit_for(
        &self,
        client: Option<Client>,
        operation: &'static Operation,
        input: &[u8],
        ticket: Ticket,
    ) -> Submitted {
        self.arrive(operation, input, ticket, client, None)
    }

    /// As [`Engine::submit`], for a request that reads; if it succeeds, the next change of what it read is delivered
    /// once under the ticket with the bit [`super::CHANGED`].
    pub fn watch(&self, operation: &'static Operation, input: &[u8], ticket: Ticket) -> Submitted {
        self.arrive(operation, input, ticket, None, Some(ticket))
    }

    /// Nobody wants to hear of changes under a ticket any more.
    pub fn unwatch(&self, ticket: Ticket) {
        let state = &mut *self.inner.state.borrow_mut();
        state.armed.forget(ticket);
        for request in state.parked.iter_mut().filter(|request| request.ticket == ticket) {
            request.arrival.watch = None;
        }
    }

    /// Runs a request, which is watched if there is a ticket for its changes.
    fn arrive(
        &self,
        operation: &'static Operation,
        input: &[u8],
        ticket: Ticket,
        client: Option<Client>,
        watch: Option<Ticket>,
    ) -> Submitted {
        let inner = &self.inner;
        let now_micros = inner.host.now_micros();
        let usable = match &*inner.phase.borrow() {
            Phase::Closed(failure) => return Submitted::Done(Err(failure.clone())),
            Phase::Open => !inner.restoring.get(),
            Phase::Recovering | Phase::Down => false,
        };
        let submitted = {
            let state = &mut *inner.state.borrow_mut();
            let now_micros = state.clock.not_before(now_micros);
            let arrival = Arrival { now_micros, entropy: state.entropy(), client, watch };
            if usable {
                inner.first_run(state, operation, input, ticket, arrival)
            } else {
                park(state, operation, input, ticket, arrival);
                Submitted::Pending
            }
        };
        if usable || inner.restoring.get() {
            inner.kick_and_tell();
        } else {
            recovery::retry(inner);
        }
        submitted
    }
}

/// Puts a request at the end of the queue.
fn park(state: &mut State, operation: &'static Operation, input: &[u8], ticket: Ticket, arrival: Arrival) {
    state.parked.push_back(Parked {
        ticket,
        operation,
        input: input.to_vec(),
        arrival,
        pinned: Vec::new(),
        touched: Vec::new(),
    });
}

impl Inner {
    fn first_run(
        &self,
        state: &mut State,
        operation: &'static Operation,
        input: &[u8],
        ticket: Ticket,
        arrival: Arrival,
    ) -> Submitted {
        let parked = std::mem::take(&mut state.parked);
        let room = self.room_for_request(state);
        let attempt = state.attempt(operation, input, &arrival, &self.config.settings, &room, &parked);
        state.parked = parked;
        let (faults, touched) = match attempt {
            Attempt::Done(answer, lsn) => return self.settle(state, ticket, answer, lsn),
            Attempt::Fault(faults, touched) => (faults, touched),
            Attempt::Wait(touched) => (Vec::new(), touched),
        };
        park(state, operation, input, ticket, arrival);
        state.await_pages(&faults);
        state.forest.pin(&faults);
        if let Some(last) = state.parked.back_mut() {
            last.pinned = faults;
            last.touched = touched;
        }
        Submitted::Pending
    }
}
