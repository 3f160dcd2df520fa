//! The JavaScript host as the engine sees it.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::engine::Host;
use crate::model::Failure;
use crate::storage::LocalFuture;

#[wasm_bindgen]
extern "C" {
    /// The object that `open` was given.
    #[derive(Clone)]
    pub type JsHost;

    /// Answers a pending call; the bytes are valid during the call only.
    #[wasm_bindgen(method)]
    pub fn complete(this: &JsHost, ticket: u32, status: u8, pointer: usize, length: usize);

    /// The engine cannot go on; `kind` is `Trap` when its instance is broken.
    #[wasm_bindgen(method)]
    fn lost(this: &JsHost, kind: &str, message: &str);

    /// Resolves after a turn of the event loop.
    #[wasm_bindgen(method)]
    fn pause(this: &JsHost) -> Promise;

    /// Resolves after a time.
    #[wasm_bindgen(method)]
    fn rest(this: &JsHost, millis: u32) -> Promise;

    /// Resolves after a long time; nothing where there are no such timers.
    #[wasm_bindgen(method)]
    fn sleep(this: &JsHost, millis: u32, due_ms: f64) -> Option<Promise>;

    /// Resolves when the whole module is there.
    #[wasm_bindgen(method)]
    fn whole(this: &JsHost) -> Promise;

    /// Calls for what does work of a kind; it does not call back at once.
    #[wasm_bindgen(method)]
    fn summon(this: &JsHost, kind: &str);

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    /// A clock in place of the host's.
    pub type Clock;

    /// Epoch milliseconds.
    #[wasm_bindgen(method)]
    fn now(this: &Clock) -> f64;
}

/// Clocks, entropy and tasks of a JavaScript runtime.
pub struct WasmHost {
    host: JsHost,
    /// What to add to the steady clock to get wall time, in milliseconds: one call less on the hot path than asking
    /// for both, renewed when it drifts (a laptop that slept).
    offset: std::cell::Cell<f64>,
    checked: std::cell::Cell<f64>,
    /// Bytes of memory that must be there in one piece besides the data.
    spare: std::cell::Cell<usize>,
    clock: Option<Clock>,
}

impl WasmHost {
    pub fn new(host: JsHost, clock: Option<Clock>) -> Self {
        let steady = performance_now();
        Self {
            host,
            offset: (js_sys::Date::now() - steady).into(),
            checked: steady.into(),
            spare: SPARE.into(),
            clock,
        }
    }
}

thread_local! {
    /// The hosts of all open databases of this instance.
    static HOSTS: std::cell::RefCell<Vec<JsHost>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Tells every host when a panic ends the instance: calls that wait in a task of it would never be answered.
pub fn watch_panics(host: &JsHost) {
    HOSTS.with_borrow_mut(|hosts| hosts.push(host.clone()));
    std::panic::set_hook(Box::new(|_| panicked()));
}

/// The build makes the standard library's panics calls of this function (`scripts/split.mjs`).
#[inline(never)]
fn panicked() {
    // Empty if the hosts themselves are what breaks.
    let hosts = HOSTS.with(|hosts| hosts.try_borrow_mut().map(|mut hosts| std::mem::take(&mut *hosts)));
    for host in hosts.unwrap_or_default() {
        host.lost("Trap", "a panic");
    }
}

/// Memory of which a request that adds no data, or is refused, never needs more: one of 32 MB, and an answer of 16.
const SPARE: usize = 128 << 20;
/// Memory far enough from its end, in pages of 64 KB.
const UNCHECKED_PAGES: usize = 512 << 4;

/// Whether the allocator has so much in one piece. To ask for it is the only way to know.
fn available(bytes: usize) -> bool {
    let mut piece = Vec::<u8>::new();
    let there = piece.try_reserve_exact(bytes).is_ok();
    // An allocation that nobody looks at might be left out.
    std::hint::black_box(piece.as_ptr());
    there
}

#[cfg(target_arch = "wasm32")]
fn memory_pages() -> usize {
    core::arch::wasm32::memory_size(0)
}

#[cfg(not(target_arch = "wasm32"))]
fn memory_pages() -> usize {
    0
}

/// Milliseconds after which the offset between the clocks is measured again.
const RECHECK: f64 = 1000.0;

fn resolved(promise: Promise) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        // The host's waits never reject; if one did, going on is right all the same.
        let _ = JsFuture::from(promise).await;
    })
}

impl Host for WasmHost {
    fn now_micros(&self) -> u64 {
        if let Some(clock) = &self.clock {
            return (clock.now() * 1000.0) as u64;
        }
        let steady = performance_now();
        if steady - self.checked.get() > RECHECK || steady == self.checked.get() {
            self.offset.set(js_sys::Date::now() - steady);
            self.checked.set(steady);
        }
        ((self.offset.get() + steady) * 1000.0) as u64
    }

    fn monotonic_micros(&self) -> u64 {
        (performance_now() * 1000.0) as u64
    }

    fn entropy(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // Without a source of randomness identifiers repeat after a restart; nothing secret is made from them.
        let _ = getrandom::fill(&mut bytes);
        bytes
    }

    fn spawn(&self, task: LocalFuture<'static, ()>) {
        wasm_bindgen_futures::spawn_local(task);
    }

    fn pause(&self) -> LocalFuture<'static, ()> {
        resolved(self.host.pause())
    }

    fn rest(&self, millis: u32) -> LocalFuture<'static, ()> {
        resolved(self.host.rest(millis))
    }

    fn sleep(&self, millis: u32, due_ms: u64) -> Option<LocalFuture<'static, ()>> {
        self.host.sleep(millis, due_ms as f64).map(resolved)
    }

    fn complete(&self) -> LocalFuture<'static, bool> {
        let whole = self.host.whole();
        Box::pin(async move { JsFuture::from(whole).await.is_ok() })
    }

    fn summon(&self, kind: &str) {
        self.host.summon(kind);
    }

    fn has_memory(&self) -> bool {
        if memory_pages() < UNCHECKED_PAGES || available(self.spare.get()) {
            return true;
        }
        if self.spare.get() == SPARE {
            // Memory has stopped growing. What is left is kept: from now on data has to fit into what data leaves.
            let left = (1..8).rev().map(|sixteenth| sixteenth * (SPARE >> 3)).find(|bytes| available(*bytes));
            self.spare.set(left.unwrap_or(0));
        }
        false
    }
}

/// A member of the object that `open` was given as configuration.
pub fn member(config: &JsValue, name: &str) -> JsValue {
    Reflect::get(config, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A promise of what exports answer later. One kind of future, for each kind brings its own machinery.
pub fn promise(work: LocalFuture<'static, Result<JsValue, Failure>>) -> Promise {
    future_to_promise(async move { work.await.map_err(|failure| error(&failure)) })
}

/// An `Error` with the failure's name.
pub fn error(failure: &Failure) -> JsValue {
    let error = js_sys::Error::new(&failure.message);
    error.set_name(failure.kind.name());
    error.into()
}
