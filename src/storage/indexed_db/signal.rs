//! Waiting for one of an event target's final events.
//!
//! The listener runs once and frees itself, so a future that is dropped early leaves nothing dangling. Continuing
//! from a request's event happens in the microtask right after it, while its transaction is still active.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

use super::bindings::{Event, ObjectStore, Request, Target, Transaction, clear_timeout, set_timeout};
use super::failure;
use crate::storage::ports::{LocalFuture, StoreError};

/// What hears of one event: boxed, so that all of them share the code that calls them.
pub type Hear = Box<dyn FnOnce(Event)>;

#[derive(Default)]
struct State {
    /// Whether the good event came.
    ended: Option<bool>,
    waker: Option<Waker>,
}

/// Resolves to whether the event was the good one.
struct Signal {
    state: Rc<RefCell<State>>,
}

impl Signal {
    /// A signal, and the listener to set for its events. `good` is the type of the good one.
    fn new(good: &'static str) -> (Self, JsValue) {
        let state = Rc::new(RefCell::new(State::default()));
        let shared = Rc::clone(&state);
        let hear: Hear = Box::new(move |event| {
            let waker = {
                let mut state = shared.borrow_mut();
                state.ended = Some(event.kind() == good);
                state.waker.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        (Signal { state }, Closure::once_into_js(hear))
    }
}

impl Future for Signal {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<bool> {
        let mut state = self.state.borrow_mut();
        if let Some(good) = state.ended {
            return Poll::Ready(good);
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

/// The request's result. Those of all requests made before it in its transaction are there by then, too.
///
/// # Errors
/// Why the request failed.
pub async fn result(request: &Request) -> Result<JsValue, StoreError> {
    let (signal, listener) = Signal::new("success");
    let target: &Target = request;
    target.set_onsuccess(&listener);
    target.set_onerror(&listener);
    if signal.await {
        request.result().map_err(|e| failure::from_js(&e))
    } else {
        Err(failure::of_target(target))
    }
}

/// The outcome of `work`, or nothing if it takes longer: the work is dropped then. Time is counted in seconds that pass
/// in this page, for one that was frozen has given nobody a chance to answer.
pub async fn within<T>(mut work: LocalFuture<'_, T>, seconds: u32) -> Option<T> {
    for _ in 0..seconds {
        let (mut signal, listener) = Signal::new("");
        let timer = set_timeout(&listener, 1_000, &JsValue::from_str(""));
        let outcome = poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
            Poll::Pending => Pin::new(&mut signal).poll(context).map(|_| None),
        })
        .await;
        clear_timeout(&timer);
        if outcome.is_some() {
            return outcome;
        }
    }
    None
}

/// Whether the request succeeded in this time.
///
/// # Errors
/// Why it failed, if it did.
pub async fn done_within(request: &Request, milliseconds: u32) -> Result<bool, StoreError> {
    let (signal, listener) = Signal::new("success");
    let target: &Target = request;
    target.set_onsuccess(&listener);
    target.set_onerror(&listener);
    // To the listener, the time that has passed is one more event, and not the good one.
    let timer = set_timeout(&listener, milliseconds, &JsValue::from_str(""));
    let done = signal.await;
    clear_timeout(&timer);
    target.set_onsuccess(&JsValue::NULL);
    target.set_onerror(&JsValue::NULL);
    match target.error() {
        Ok(error) if error.is_object() => Err(failure::from_js(&error)),
        _ => Ok(done),
    }
}

/// A read-write transaction under way. Dropped before [`Write::commit`], it is aborted: an error between two requests
/// must not leave the first of them to commit by itself.
pub struct Write {
    transaction: Transaction,
    committed: bool,
}

impl Drop for Write {
    fn drop(&mut self) {
        if !self.committed {
            let _ = self.transaction.abort();
        }
    }
}

impl Write {
    /// Takes charge of a transaction that has just begun.
    pub fn new(transaction: Transaction) -> Self {
        Write { transaction, committed: false }
    }

    /// The object store of that name.
    ///
    /// # Errors
    /// `Corrupt` if it is not there.
    pub fn store(&self, name: &str) -> Result<ObjectStore, StoreError> {
        self.transaction.object_store(name).map_err(|e| failure::from_js(&e))
    }

    /// Commits, and resolves when the transaction is complete. `requests` are those not yet waited for, in order.
    ///
    /// One request is committed at once, which saves a turn. Several are waited for first: after an early `commit()`
    /// Firefox commits what is left of them when one fails.
    ///
    /// # Errors
    /// Why the transaction was aborted, or its request failed.
    pub async fn commit(mut self, requests: &[Request]) -> Result<(), StoreError> {
        if let [_, .., last] = requests
            && let Err(error) = result(last).await
        {
            // An earlier request's failure has aborted the others: the transaction knows it.
            let reason = self.transaction.error().unwrap_or(JsValue::NULL);
            return Err(if reason.is_object() { failure::from_js(&reason) } else { error });
        }
        let (signal, listener) = Signal::new("complete");
        let target: &Target = &self.transaction;
        target.set_oncomplete(&listener);
        target.set_onabort(&listener);
        self.transaction.commit().map_err(|e| failure::from_js(&e))?;
        self.committed = true;
        if !signal.await {
            return Err(failure::of_target(&self.transaction));
        }
        match requests {
            [only] => only.result().map(drop).map_err(|_| failure::of_target(only)),
            _ => Ok(()),
        }
    }
}
