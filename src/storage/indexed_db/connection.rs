//! One open connection: transactions, and the two ways in which the browser takes it away.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::bindings::{Database, Event, Factory, ObjectStore, Request, Target, Transaction};
use super::signal::Write;
use super::{failure, signal};
use crate::storage::ports::{Durability, StoreError, StoreErrorKind};

/// Pages under their ids.
pub const PAGES: &str = "pages";
/// Chunks under `[epoch, sequence]`; a tombstone is the number 0.
pub const LOG: &str = "log";
/// The epoch, the superblock, the truncation and the reserve under their names.
pub const META: &str = "meta";

/// IndexedDB's own version, for ever: the format evolves in the superblock.
const VERSION: u32 = 1;

type Listener = Closure<dyn FnMut(Event)>;

/// An open connection. Dropping it closes it.
pub struct Connection {
    database: Database,
    /// Set when the browser or another page took the database away.
    lost: Rc<Cell<bool>>,
    _listeners: [Listener; 2],
}

impl Drop for Connection {
    fn drop(&mut self) {
        let target: &Target = &self.database;
        target.set_onversionchange(&JsValue::NULL);
        target.set_onclose(&JsValue::NULL);
        self.database.close();
    }
}

/// A request to connect. Dropped before it is answered, it closes what comes of it, so that nobody else is kept waiting.
struct Opening {
    request: Request,
    answered: bool,
    data_lost: Rc<Cell<bool>>,
    create: Option<Closure<dyn FnMut(Event)>>,
}

impl Opening {
    fn new(request: Request) -> Self {
        let data_lost = Rc::new(Cell::new(false));
        let (creating, lost) = (request.clone(), Rc::clone(&data_lost));
        let create: signal::Hear = Box::new(move |event| {
            lost.set(event.data_loss() == "total");
            // A store that cannot be created fails the request: its transaction is aborted.
            let created = creating.result().and_then(|database| {
                let database: Database = database.unchecked_into();
                [PAGES, LOG, META].iter().try_for_each(|store| database.create_object_store(store).map(drop))
            });
            if (lost.get() || created.is_err())
                && let Some(transaction) = creating.transaction()
            {
                let _ = transaction.abort();
            }
        });
        let create = Closure::once(create);
        request.set_onupgradeneeded(create.as_ref());
        Opening { request, answered: false, data_lost, create: Some(create) }
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        if self.answered {
            self.request.set_onupgradeneeded(&JsValue::NULL);
            return;
        }
        let late = self.request.clone();
        let close: signal::Hear = Box::new(move |_| {
            if let Ok(database) = late.result() {
                database.unchecked_ref::<Database>().close();
            }
        });
        self.request.set_onsuccess(&Closure::once_into_js(close));
        if let Some(create) = self.create.take() {
            create.forget();
        }
    }
}

/// The browser's IndexedDB.
///
/// # Errors
/// `Unsupported` if there is none, or none for this page.
pub fn factory() -> Result<Factory, StoreError> {
    match Reflect::get(&js_sys::global(), &JsValue::from_str("indexedDB")) {
        Ok(factory) if factory.is_object() => Ok(factory.unchecked_into()),
        _ => Err(StoreError::new(StoreErrorKind::Unsupported, "this host has no IndexedDB")),
    }
}

impl Connection {
    /// Connects, creating the stores of a new database. `on_lost` is called when the connection is taken away.
    ///
    /// # Errors
    /// `Evicted` if the browser says that it lost the data, once; `Unsupported`, `TooNew`, `Quota`, `Io`.
    pub async fn open(name: &str, on_lost: Rc<dyn Fn(StoreError)>) -> Result<Self, StoreError> {
        let request = factory()?.open(name, VERSION).map_err(|e| failure::from_js(&e))?;
        let mut opening = Opening::new(request);
        let opened = signal::result(&opening.request).await;
        opening.answered = true;
        if opening.data_lost.get() {
            let message = "the browser has lost this site's data, and this database with it";
            return Err(StoreError::new(StoreErrorKind::Evicted, message));
        }
        Ok(Self::listen(opened?.unchecked_into(), on_lost))
    }

    fn listen(database: Database, on_lost: Rc<dyn Fn(StoreError)>) -> Self {
        let lost = Rc::new(Cell::new(false));
        let (flag, tell, closing) = (Rc::clone(&lost), Rc::clone(&on_lost), database.clone());
        let on_version_change = Listener::new(move |event: Event| {
            closing.close();
            if !flag.replace(true) {
                tell(if event.new_version().is_null() {
                    StoreError::new(StoreErrorKind::Evicted, "the database is being deleted by another page")
                } else {
                    StoreError::new(StoreErrorKind::Unavailable, "another page wants to upgrade the database")
                });
            }
        });
        let flag = Rc::clone(&lost);
        let on_close = Listener::new(move |_: Event| {
            if !flag.replace(true) {
                on_lost(StoreError::new(
                    StoreErrorKind::Evicted,
                    "the browser closed or cleared the database",
                ));
            }
        });
        let target: &Target = &database;
        target.set_onversionchange(on_version_change.as_ref());
        target.set_onclose(on_close.as_ref());
        Connection { database, lost, _listeners: [on_version_change, on_close] }
    }

    /// The object store of that name in a read-only transaction.
    ///
    /// # Errors
    /// `Unavailable`, `Corrupt`.
    pub fn read(&self, store: &str) -> Result<ObjectStore, StoreError> {
        let transaction = self.begin(&[store], "readonly", &JsValue::UNDEFINED)?;
        transaction.object_store(store).map_err(|e| failure::from_js(&e))
    }

    /// Begins a read-write transaction over `stores`, and over `meta`, which makes browsers run such transactions one
    /// after the other. When Chromium is killed while two are under way that have no store in common, its next start
    /// takes the locks that it finds on the disk for damage, and throws away all databases of the site.
    ///
    /// # Errors
    /// `Unavailable`, `Corrupt`.
    pub fn write(&self, stores: &[&str], durability: Durability) -> Result<Write, StoreError> {
        let options = Object::new();
        let value = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        let _ = Reflect::set(&options, &JsValue::from_str("durability"), &JsValue::from_str(value));
        self.begin(&[stores, &[META]].concat(), "readwrite", &options).map(Write::new)
    }

    fn begin(&self, stores: &[&str], mode: &str, options: &JsValue) -> Result<Transaction, StoreError> {
        if self.lost.get() {
            return Err(StoreError::new(StoreErrorKind::Unavailable, "the connection was taken away"));
        }
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        self.database.begin(&names, mode, options).map_err(|e| failure::from_js(&e))
    }
}
