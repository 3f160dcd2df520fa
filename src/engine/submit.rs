//! Requests: the first run, and parking.

use std::rc::Rc;

use super::jobs;
use super::parked::{Request, Waits};
use super::recovery;
use super::room::Room;
use super::shared::{Engine, Inner, Phase};
use super::state::{Arrival, Attempt, State, Ticket};
use super::turn::Submitted;
use super::wake;
use crate::operation::{Guard, Operation};
use crate::table::ledger::Client;

impl Engine {
    /// Runs a lowered request (see [`crate::operation::shape`]).
    ///
    /// The answer comes at once if it needs no page and, for the durability asked, no commit; else through the
    /// engine's `deliver` function, under `ticket`, which must not be in use.
    pub fn submit(&self, operation: &'static Operation, input: &[u8], ticket: Ticket) -> Submitted {
        self.arrive(operation, input, ticket, None, None, None)
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
        self.arrive(operation, input, ticket, client, None, None)
    }

    /// As [`Engine::submit`], for a request that reads; if it succeeds, the next change of what it read is delivered
    /// once under the ticket with the bit [`super::CHANGED`].
    pub fn watch(&self, operation: &'static Operation, input: &[u8], ticket: Ticket) -> Submitted {
        self.arrive(operation, input, ticket, None, Some(ticket), None)
    }

    /// As [`Engine::submit_for`] or, if it is `watched`, as [`Engine::watch`], for a caller that is not the owner: the request
    /// runs if `guard` lets it.
    pub fn submit_as(
        &self,
        guard: Rc<dyn Guard>,
        client: Option<Client>,
        operation: &'static Operation,
        input: &[u8],
        ticket: Ticket,
        watched: bool,
    ) -> Submitted {
        self.arrive(operation, input, ticket, client, watched.then_some(ticket), Some(guard))
    }

    /// Nobody wants to hear of changes under a ticket any more.
    pub fn unwatch(&self, ticket: Ticket) {
        let state = &mut *self.inner.state.borrow_mut();
        state.armed.forget(ticket);
        for request in state.parked.requests().filter(|request| request.ticket == ticket) {
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
        guard: Option<Rc<dyn Guard>>,
    ) -> Submitted {
        let inner = &self.inner;
        let now_micros = inner.host.now_micros();
        let usable = match &*inner.phase.borrow() {
            Phase::Closed(failure) => return Submitted::Done(Err(failure.clone())),
            Phase::Open => !inner.restoring.get(),
            Phase::Recovering | Phase::Down => false,
        };
        if usable && inner.config.settings.expires_at_once {
            jobs::expire(inner);
        }
        let submitted = {
            let state = &mut *inner.state.borrow_mut();
            wake::look(state, now_micros / 1000);
            let arrival = Arrival { now_micros, entropy: state.entropy(), client, watch, guard };
            if usable && !state.parked.has_fresh() {
                inner.first_run(state, operation, input, ticket, arrival)
            } else {
                let request = Request::new(operation, input, ticket, arrival);
                state.parked.add(request, Vec::new(), Waits::Fresh, 0);
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

impl Inner {
    fn first_run(
        &self,
        state: &mut State,
        operation: &'static Operation,
        input: &[u8],
        ticket: Ticket,
        arrival: Arrival,
    ) -> Submitted {
        let room = match self.room_for_request(state) {
            Room::Free if state.parked.waits_for_room() => Room::Full,
            room => room,
        };
        let number = state.parked.next_number();
        let attempt = state.attempt(operation, input, &arrival, &self.config.settings, &room, number);
        let (faults, touched, waits) = match attempt {
            Attempt::Done(answer, lsn) => return self.settle(state, ticket, answer, lsn),
            Attempt::Fault(faults, touched) => (faults, touched, Waits::Pages),
            Attempt::Wait(touched, waits) => (Vec::new(), touched, waits),
        };
        state.await_pages(&faults, Some(number));
        state.forest.pin(&faults);
        let lacks = faults.len();
        let mut request = Request::new(operation, input, ticket, arrival);
        request.pinned = faults;
        state.parked.add(request, touched, waits, lacks);
        Submitted::Pending
    }
}
