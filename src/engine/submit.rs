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

/// How a request is asked for.
#[derive(Clone, Default)]
pub struct Asked {
    /// The client, if it numbers its requests.
    pub client: Option<Client>,
    /// If the request reads and succeeds, the next change of what it read is delivered once under the ticket with the bit
    /// [`super::CHANGED`].
    pub watched: bool,
    /// Who says whether it may run; nobody for the owner's.
    pub guard: Option<Rc<dyn Guard>>,
}

impl Engine {
    /// Runs a lowered request (see [`crate::operation::shape`]).
    ///
    /// The answer comes at once if it needs no page and, for the durability asked, no commit; else through the
    /// engine's `deliver` function, under `ticket`, which must not be in use.
    pub fn submit(&self, operation: &'static Operation, input: &[u8], ticket: Ticket) -> Submitted {
        self.ask(operation, input, ticket, Asked::default())
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
        self.ask(operation, input, ticket, Asked { client, ..Asked::default() })
    }

    /// Nobody wants to hear of changes under a ticket any more.
    pub fn unwatch(&self, ticket: Ticket) {
        let state = &mut *self.inner.state.borrow_mut();
        state.armed.forget(ticket);
        for request in state.parked.requests().filter(|request| request.ticket == ticket) {
            request.arrival.watch = None;
        }
    }

    /// [`Self::submit`], as it is asked for.
    pub fn ask(
        &self,
        operation: &'static Operation,
        input: &[u8],
        ticket: Ticket,
        Asked { client, watched, guard }: Asked,
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
            let watch = watched.then_some(ticket);
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
            Attempt::Done(answer, lsn) => {
                return self.settle(state, (operation, input, &arrival), ticket, (answer, lsn, false));
            }
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
