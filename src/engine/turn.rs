//! A turn of the engine: parked requests run again, and answers that are ready are given.

use std::rc::Rc;

use super::measure;
use super::parked::Waits;
use super::shared::{Durability, Inner, Phase, SLICE_MICROS};
use super::state::{Ack, Answer, Arrival, Attempt, Deliveries, State, Ticket};
use crate::operation::Operation;
use crate::storage::LocalFuture;

/// What became of a request when it was submitted.
#[derive(Debug)]
pub enum Submitted {
    /// It is answered; nothing will be delivered.
    Done(Answer),
    /// The answer will be delivered under the ticket.
    Pending,
}

/// Takes turns until no parked request can be run.
pub(super) fn task(inner: Rc<Inner>, generation: u64) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        loop {
            inner.host.pause().await;
            if !inner.current(generation) {
                return;
            }
            let again = {
                let state = &mut *inner.state.borrow_mut();
                state.turning = inner.can_run(state);
                state.turning
            };
            if !again {
                return;
            }
            inner.turn();
        }
    })
}

impl Inner {
    /// Answers now, or when the log is durable up to `lsn`.
    pub(super) fn settle(
        &self,
        state: &mut State,
        (operation, input, arrival): (&'static Operation, &[u8], &Arrival),
        ticket: Ticket,
        (answer, lsn, waited): (Answer, u64, bool),
    ) -> Submitted {
        let at_once = self.answers_early() || lsn <= state.durable_lsn;
        if let Some(gauge) = &self.config.settings.gauge {
            let of = (gauge.as_ref(), operation);
            measure::answered(self, state, of, (input, arrival), (&answer, lsn, at_once, waited));
        }
        if at_once {
            return Submitted::Done(answer);
        }
        state.acks.push(Ack { lsn, ticket, answer });
        Submitted::Pending
    }

    fn answers_early(&self) -> bool {
        self.config.durability == Durability::None
    }
    /// Runs parked requests that have what they waited for, as far as a slice goes; gives what can be answered now.
    fn run_parked(&self, state: &mut State) -> Deliveries {
        let mut out = Vec::new();
        let start = self.host.monotonic_micros();
        while self.can_run(state) {
            let room = self.room_for_request(state);
            let Some((number, mut request)) = state.parked.next(!room.waits()) else { break };
            let (operation, settings) = (request.operation, &self.config.settings);
            match state.attempt(operation, &request.input, &request.arrival, settings, &room, number) {
                Attempt::Done(answer, lsn) => {
                    state.forest.unpin(&request.pinned);
                    state.parked.leave(number, &request);
                    let of = (operation, &*request.input, &request.arrival);
                    if let Submitted::Done(answer) =
                        self.settle(state, of, request.ticket, (answer, lsn, true))
                    {
                        out.push((request.ticket, answer));
                    }
                }
                Attempt::Fault(faults, touched) => {
                    state.await_pages(&faults, Some(number));
                    state.forest.pin(&faults);
                    request.pinned.extend(&faults);
                    state.parked.put_back(number, request, touched, Waits::Pages, faults.len());
                }
                Attempt::Wait(touched, waits) => state.parked.put_back(number, request, touched, waits, 0),
            }
            if self.host.monotonic_micros() - start >= SLICE_MICROS {
                break;
            }
        }
        out
    }

    /// Whether a parked request can be run now.
    pub(super) fn can_run(&self, state: &State) -> bool {
        !state.parked.is_empty()
            && !self.restoring.get()
            && matches!(*self.phase.borrow(), Phase::Open)
            && state.parked.is_due(!self.room(state).waits())
    }

    /// Starts what is due; in memory nothing else comes after a write that could tell watchers of it.
    pub(super) fn kick_and_tell(self: &Rc<Self>) {
        if self.config.volatile && !self.state.borrow().acks.is_empty() {
            self.turn();
        } else {
            self.kick();
        }
    }

    /// Runs parked requests and gives all answers that are ready.
    pub(super) fn turn(self: &Rc<Self>) {
        let deliveries = {
            let state = &mut *self.state.borrow_mut();
            let mut deliveries = self.run_parked(state);
            // What waits for a later commit is not looked at before that.
            if state.ripened != state.durable_lsn {
                deliveries.extend(state.ripe());
            }
            deliveries
        };
        self.kick();
        self.deliver_all(deliveries);
    }
}
