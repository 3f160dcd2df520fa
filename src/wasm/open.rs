//! Opening a database from JavaScript.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::core::{Core, Shared};
use super::host::{JsHost, WasmHost, member, promise, watch_panics};

use crate::engine::{Config, Durability, Engine, Host};
use crate::model::{Failure, Kind};
use crate::operation::Settings;
use crate::storage::indexed_db::IndexedDbStore;
use crate::storage::js_store::JsStore;
#[cfg(feature = "files")]
use crate::storage::{FileStore, js_file::JsFile};
use crate::storage::{MemoryStore, Store};
use crate::table::gauge::{Enforced, Gauge};

/// Pages kept in memory when the host asks for nothing else.
const CACHE_BYTES: f64 = (64 << 20) as f64;
/// Changes after which a checkpoint is made: what a reopening has to replay at most, twice.
const CHECKPOINT_BYTES: f64 = (3 << 20) as f64;

/// Opens a database. `config`: `{ storage, name, durability, cacheBytes, checkpointBytes, region, account, adapter,
/// faults: { unprocessed }, ttl: { eager }, streams: { shards }, capacity, metrics, measured, clock }`.
#[wasm_bindgen]
pub fn open(config: JsValue, host: JsHost) -> Promise {
    promise(Box::pin(async move { connect(&config, host).await.map(JsValue::from) }))
}

async fn connect(config: &JsValue, host: JsHost) -> Result<Core, Failure> {
    let shared =
        Rc::new(Shared { host: host.clone(), pending: RefCell::default(), output: RefCell::default() });
    watch_panics(&host);
    let store = store(config, &host)?;
    let receiver = Rc::clone(&shared);
    let clock = member(config, "clock");
    let wasm_host = Rc::new(WasmHost::new(host, clock.is_object().then(|| clock.unchecked_into())));
    let entropy = u64::from_le_bytes(*wasm_host.entropy().first_chunk().unwrap_or(&[0; 8]));
    let region = text(config, "region").unwrap_or_else(|| String::from("local"));
    let setup = Config {
        durability: match text(config, "durability").as_deref() {
            Some("relaxed") => Durability::Relaxed,
            Some("none") => Durability::None,
            _ => Durability::Strict,
        },
        cache_bytes: number(config, "cacheBytes").unwrap_or(CACHE_BYTES) as usize,
        checkpoint_bytes: number(config, "checkpointBytes").unwrap_or(CHECKPOINT_BYTES) as usize,
        volatile: text(config, "storage").as_deref() == Some("memory"),
        settings: settings(region.clone(), config),
    };
    let engine = Engine::open(store, wasm_host, setup, move |ticket, answer| {
        receiver.deliver(ticket, answer);
    })
    .await?;
    Ok(Core {
        engine,
        shared,
        region,
        scratch: RefCell::default(),
        lowered: RefCell::default(),
        entropy: Cell::new(entropy),
        client: Cell::new(None),
        guards: RefCell::default(),
    })
}

fn settings(region: String, config: &JsValue) -> Settings {
    let mut settings = Settings { region, ..Settings::default() };
    if let Some(account) = text(config, "account") {
        settings.account = account;
    }
    if let Some(unprocessed) = number(&member(config, "faults"), "unprocessed") {
        settings.unprocessed = unprocessed as usize;
    }
    settings.expires_at_once = member(&member(config, "ttl"), "eager").is_truthy();
    if let Some(shards) = number(&member(config, "streams"), "shards") {
        settings.stream_shards = shards as u32;
    }
    if let Some(bytes) = number(&member(config, "recovery"), "bytes") {
        settings.history_bytes = bytes as u64;
    }
    if member(config, "measured").is_truthy() {
        settings.gauge = gauge(&settings, config);
    }
    settings
}

/// What enforces capacity and counts, of a configuration that asks for it. `capacity`: `"enforce"`, or a list of tables; `metrics`: whether to count.
#[inline(never)]
fn gauge(settings: &Settings, config: &JsValue) -> Option<Rc<Gauge>> {
    let capacity = member(config, "capacity");
    let enforced = if js_sys::Array::is_array(&capacity) {
        Enforced::At(js_sys::Array::from(&capacity).iter().filter_map(|name| name.as_string()).collect())
    } else if capacity.is_truthy() {
        Enforced::Everywhere
    } else {
        Enforced::Nowhere
    };
    let counts = member(config, "metrics").is_truthy();
    let place = (settings.region.as_str(), settings.account.as_str());
    (counts || enforced != Enforced::Nowhere).then(|| Rc::new(Gauge::new(place, enforced, counts)))
}

fn text(config: &JsValue, name: &str) -> Option<String> {
    member(config, name).as_string()
}

fn number(config: &JsValue, name: &str) -> Option<f64> {
    member(config, name).as_f64().filter(|value| *value >= 0.0)
}

#[cfg_attr(not(feature = "files"), allow(unused_variables))]
fn store(config: &JsValue, host: &JsHost) -> Result<Rc<dyn Store>, Failure> {
    let adapter = member(config, "adapter");
    let name = text(config, "name").unwrap_or_else(|| String::from("hashrange"));
    Ok(match text(config, "storage").as_deref() {
        Some("store") => Rc::new(JsStore::new(adapter.unchecked_into())),
        #[cfg(feature = "files")]
        Some("file") => {
            let turns = host.clone().unchecked_into();
            Rc::new(FileStore::new(Rc::new(JsFile::new(adapter.unchecked_into(), turns))))
        }
        Some("memory") => Rc::new(MemoryStore::new()),
        Some("indexeddb") | None => Rc::new(IndexedDbStore::new(&name)),
        Some(other) => {
            let mut message = String::from("unknown storage: ");
            message.push_str(other);
            return Err(Failure::new(Kind::StorageUnavailable, message));
        }
    })
}
