//! A turn of the engine: parked requests run again, and answers that are ready are given.

use std::collections::VecDeque;
use std::rc::Rc;

use super::shared::{Durability, Inner};
use super::state::{Ack, Answer, Attempt, Deliveries, Parked, State, Ticket};

/// What became of a request when it was submitted.
#[derive(Debug)]
pub enum Submitted {
    /// It is answered; nothing will be delivered.
    Done(Answer),
    /// The answer will be delivered under the ticket.
    Pending,
}

impl Inner {
    /// Answers now, or when the log is durable up to `lsn`.
    pub(super) fn settle(&self, state: &mut State, ticket: Ticket, answer: Answer, lsn: u64) -> Submitted {
        if self.answers_early() || lsn <= state.durable_lsn {
            return Submitted::Done(answer);
        }
        state.acks.push_back(Ack { lsn, ticket, answer });
        Submitted::Pending
    }

    fn answers_early(&self) -> bool {
        self.config.durability == Durability::None
    }
    /// Runs every parked request whose pages are here, in order of arrival; gives what can be answered now.
    pub(super) fn run_parked(&self, state: &mut State) -> Deliveries {
        let mut out = Vec::new();
        if self.restoring.get() {
            return out;
        }
        let mut waiting = std::mem::take(&mut state.parked);
        let mut still: VecDeque<Parked> = VecDeque::with_capacity(waiting.len());
        while let Some(mut request) = waiting.pop_front() {
            if request.pinned.iter().any(|page| state.missing.contains_key(page)) {
                still.push_back(request);
                continue;
            }
            let room = self.room_for_request(state);
            let attempt = state.attempt(
                request.operation,
                &request.input,
                &request.arrival,
                &self.config.settings,
                &room,
                &still,
            );
            match attempt {
                Attempt::Done(answer, lsn) => {
                    state.forest.unpin(&request.pinned);
                    if let Submitted::Done(answer) = self.settle(state, request.ticket, answer, lsn) {
                        out.push((request.ticket, answer));
                    }
                }
                Attempt::Fault(faults, touched) => {
                    state.await_pages(&faults);
                    state.forest.pin(&faults);
                    request.pinned.extend(faults);
                    request.touched = touched;
                    still.push_back(request);
                }
                Attempt::Wait(touched) => {
                    request.touched = touched;
                    still.push_back(request);
                }
            }
        }
        state.parked = still;
        out
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
            deliveries.extend(state.ripe());
            deliveries
        };
        self.kick();
        self.deliver_all(deliveries);
    }
}
