//! The one class that JavaScript holds: an open database.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::answer::{DONE, FAILED, Form, failure_document};
use super::host::{JsHost, promise};
use crate::engine::{Answer, Asked, CHANGED, Engine, Submitted};
use crate::model::{Failure, Kind, MapRef, Raw, SmallMap};
use crate::operation::access::{Guards, admit};
use crate::operation::{Guard, OPERATIONS, Operation, shape};
use crate::protocol::{self, HttpRequest};
use crate::table::ledger::Client;

/// The answer comes through `complete`.
const PENDING: u8 = 1;
/// What a watched call has read is no longer so.
const CHANGED_STATUS: u8 = 3;
/// In the mode of a call: tell of the next change of what it reads.
const WATCHED: u8 = 4;
/// In the number of an operation: it is asked for by somebody else than the owner, whom the request names.
const AS: u16 = 0x8000;
/// Buffers for requests are kept up to this size.
const KEPT: usize = 1 << 20;
/// What `operation_id` says of a name that is not served.
const UNKNOWN: u16 = 0xFFFF;

/// Calls whose answer is not there yet, and where answers are built.
pub(super) struct Shared {
    pub host: JsHost,
    pub pending: RefCell<SmallMap<u32, Form>>,
    pub output: RefCell<Vec<u8>>,
}

/// One open database.
#[wasm_bindgen]
pub struct Core {
    pub(super) engine: Engine,
    pub(super) region: String,
    pub(super) shared: Rc<Shared>,
    pub(super) scratch: RefCell<Vec<u8>>,
    pub(super) lowered: RefCell<Vec<u8>>,
    pub(super) entropy: Cell<u64>,
    pub(super) client: Cell<Option<Client>>,
    pub(super) guards: RefCell<Guards>,
}

/// The number of an operation, 0xFFFF if it is not served. `GetItem/as` is `GetItem` for a caller, whom the member `Caller` of
/// the request names.
#[wasm_bindgen(js_name = operationId)]
pub fn operation_id(name: &str) -> u16 {
    let (name, bit) = name.strip_suffix("/as").map_or((name, 0), |name| (name, AS));
    let position = OPERATIONS.iter().position(|operation| operation.name == name);
    position.and_then(|id| u16::try_from(id).ok()).map_or(UNKNOWN, |id| id | bit)
}

#[wasm_bindgen]
impl Core {
    /// Where to write a request of `length` bytes; memory may grow, so views on it have to be made anew.
    pub fn reserve(&self, length: usize) -> *const u8 {
        let mut scratch = self.scratch.borrow_mut();
        if scratch.len() < length {
            scratch.resize(length.next_power_of_two(), 0);
        }
        scratch.as_ptr()
    }

    /// Says whose request the next call runs: a client's number, its number for the request, and the lowest that it has
    /// no answer to. A write asked for twice under one number is done once.
    pub fn identify(&self, id: f64, sequence: f64, floor: f64) {
        // Whole numbers below 2^53, which JavaScript counts with.
        self.client.set(Some(Client { id: id as u64, sequence: sequence as u64, floor: floor as u64 }));
    }

    /// Runs the request in the scratch memory. Modes: 0 plain values, 1 typed values, 2 HTTP; 4 more: watched.
    pub fn call(&self, operation: u16, mode: u8, length: usize, ticket: u32) -> u8 {
        // The request is taken out of its cell: what runs here may call JavaScript, which may come back.
        let request = std::mem::take(&mut *self.scratch.borrow_mut());
        let document = MapRef::new(request.get(..length).unwrap_or(&[]));
        let watched = mode & WATCHED != 0;
        let status = match mode & !WATCHED {
            2 => self.call_http(document, ticket),
            _ => match OPERATIONS.get(usize::from(operation & !AS)) {
                Some(found) => {
                    let mode = if mode & !WATCHED == 0 { shape::Mode::Plain } else { shape::Mode::Typed };
                    let form = Form::Document { operation: found, mode };
                    if operation & AS == 0 {
                        self.run(found, mode, document, form, (ticket, watched), None)
                    } else {
                        let caller = document.get(b"Caller");
                        self.run_as(found, mode, document, form, (ticket, watched), caller)
                    }
                }
                None => {
                    let failure = Failure::new(Kind::UnknownOperation, "this operation is not supported");
                    *self.shared.output.borrow_mut() = failure_document(&failure, shape::Mode::Plain);
                    FAILED
                }
            },
        };
        self.client.set(None);
        let mut scratch = self.scratch.borrow_mut();
        if scratch.is_empty() && request.len() <= KEPT {
            *scratch = request;
        }
        status
    }

    /// The build puts it, and what only it reaches, where HTTP is (`scripts/split.mjs`).
    #[inline(never)]
    fn call_http(&self, document: MapRef<'_>, ticket: u32) -> u8 {
        let request = HttpRequest::from_document(document);
        let refusal = HttpRequest::refusal(document);
        match protocol::begin(&request, refusal.as_ref(), &self.region, &self.request_entropy()) {
            Ok(call) => {
                let form = Form::Http { operation: call.operation, exchange: call.exchange };
                let (operation, mode, how) = (call.operation, shape::Mode::Json, (ticket, false));
                let body = MapRef::new(&call.document);
                match document.get(b"caller") {
                    None => self.run(operation, mode, body, form, how, None),
                    caller => self.run_as(operation, mode, body, form, how, caller),
                }
            }
            Err(response) => {
                *self.shared.output.borrow_mut() = response.to_document();
                DONE
            }
        }
    }

    /// [`Self::run`] for a caller. The build puts it where callers are read (`scripts/split.mjs`).
    #[inline(never)]
    fn run_as(
        &self,
        operation: &'static Operation,
        mode: shape::Mode,
        document: MapRef<'_>,
        form: Form,
        how: (u32, bool),
        caller: Option<Raw<'_>>,
    ) -> u8 {
        let admitted = admit(&mut self.guards.borrow_mut(), caller);
        match admitted {
            Ok(guard) => self.run(operation, mode, document, form, how, Some(guard)),
            Err(failure) => self.shared.put(&form, Err(failure)),
        }
    }

    fn run(
        &self,
        operation: &'static Operation,
        mode: shape::Mode,
        document: MapRef<'_>,
        form: Form,
        (ticket, watched): (u32, bool),
        guard: Option<Rc<dyn Guard>>,
    ) -> u8 {
        let mut lowered = std::mem::take(&mut *self.lowered.borrow_mut());
        lowered.clear();
        let client = self.client.take();
        let how = Asked { client, guard, watched };
        let status = match shape::lower(operation.shapes.input, mode, document, &mut lowered) {
            Err(failure) => {
                self.engine.refused(&failure);
                self.shared.put(&form, Err(failure))
            }
            Ok(()) => match self.engine.ask(operation, &lowered, u64::from(ticket), how) {
                Submitted::Done(answer) => self.shared.put(&form, answer),
                Submitted::Pending => {
                    self.shared.pending.borrow_mut().insert(ticket, form);
                    PENDING
                }
            },
        };
        if lowered.capacity() <= KEPT {
            *self.lowered.borrow_mut() = lowered;
        }
        status
    }

    /// Changes of what the watched call under a ticket has read are not to be told any more.
    pub fn unwatch(&self, ticket: u32) {
        self.engine.unwatch(u64::from(ticket));
    }

    /// Bytes for a request id: a generator seeded at opening, its words mixed. Ids are for logs, not for secrets.
    fn request_entropy(&self) -> [u8; 32] {
        let mut out = [0; 32];
        for word in out.chunks_exact_mut(8) {
            let next =
                self.entropy.get().wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
            self.entropy.set(next);
            word.copy_from_slice(&(next ^ next >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9).to_le_bytes());
        }
        out
    }

    /// Where the last answer starts; valid until the next call.
    #[wasm_bindgen(js_name = outputPointer)]
    pub fn output_pointer(&self) -> *const u8 {
        self.shared.output.borrow().as_ptr()
    }

    /// How many bytes the last answer has.
    #[wasm_bindgen(js_name = outputLength)]
    pub fn output_length(&self) -> usize {
        self.shared.output.borrow().len()
    }

    /// Resolves when everything applied so far is durable.
    pub fn flush(&self) -> Promise {
        let engine = self.engine.clone();
        promise(Box::pin(async move { engine.flush().await.map(|()| JsValue::UNDEFINED) }))
    }

    /// Waits for commits and lets go of the storage.
    pub fn close(&self) -> Promise {
        let engine = self.engine.clone();
        promise(Box::pin(async move { engine.close().await.map(|()| JsValue::UNDEFINED) }))
    }

    /// Closes and removes all data.
    pub fn destroy(&self) -> Promise {
        let engine = self.engine.clone();
        promise(Box::pin(async move { engine.destroy().await.map(|()| JsValue::UNDEFINED) }))
    }

    /// Counters for tools, as an object.
    pub fn status(&self) -> JsValue {
        let status = self.engine.status();
        let object = js_sys::Object::new();
        for (name, value) in [
            ("epoch", status.epoch),
            ("lsn", status.lsn),
            ("durableLsn", status.durable_lsn),
            ("checkpoint", status.checkpoint),
            ("bufferedBytes", status.buffered_bytes),
            ("memoryBytes", status.memory_bytes),
            ("parked", status.parked),
            ("checkpointing", u64::from(status.checkpointing)),
            ("working", u64::from(status.working)),
            ("restoring", u64::from(status.restoring)),
            ("unreachable", u64::from(status.unreachable)),
            ("clockAheadMs", status.clock_ahead_ms),
        ] {
            // Setting a member of a fresh object cannot fail.
            let _ = js_sys::Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_f64(value as f64));
        }
        object.into()
    }
}

impl Shared {
    /// Builds an answer in the output buffer.
    fn put(&self, form: &Form, answer: Answer) -> u8 {
        let mut output = self.output.borrow_mut();
        form.write(answer, &mut output)
    }

    /// Gives a pending call its answer, or tells of the change that a watched one waits for.
    pub(super) fn deliver(&self, ticket: u64, answer: Answer) {
        // Tickets are given out as u32 by `call`.
        let (changed, ticket) = (ticket & CHANGED != 0, ticket as u32);
        if changed {
            return self.host.complete(ticket, CHANGED_STATUS, 0, 0);
        }
        let Some(form) = self.pending.borrow_mut().remove(&ticket) else { return };
        let mut bytes = Vec::new();
        let status = form.write(answer, &mut bytes);
        self.host.complete(ticket, status, bytes.as_ptr() as usize, bytes.len());
    }
}
