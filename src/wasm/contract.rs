//! The storage contract suite: a module of its own, for tests of storage adapters.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::storage::contract::{Subject, names, run, run_case};
use crate::storage::indexed_db::IndexedDbStore;
use crate::storage::js_file::JsFile;
use crate::storage::js_store::JsStore;
use crate::storage::{Durability, FileStore, LogPosition, PageId, Store, StoreError};

struct InIndexedDb {
    prefix: String,
}

impl Subject for InIndexedDb {
    fn handle(&self, database: u32) -> Rc<dyn Store> {
        let mut name = self.prefix.clone();
        name.push_str(&database.to_string());
        Rc::new(IndexedDbStore::new(&name))
    }

    fn exclusive(&self) -> bool {
        false
    }
}

/// Handles that JavaScript makes: `make(database)` returns a new adapter object.
struct InJavaScript {
    kind: String,
    make: Function,
}

impl Subject for InJavaScript {
    fn handle(&self, database: u32) -> Rc<dyn Store> {
        let made = self.make.call1(&JsValue::NULL, &database.into());
        let adapter = made.unwrap_or(JsValue::UNDEFINED);
        if self.kind == "file" {
            Rc::new(FileStore::new(Rc::new(JsFile::new(
                adapter.unchecked_into(),
                JsValue::UNDEFINED.unchecked_into(),
            ))))
        } else {
            Rc::new(JsStore::new(adapter.unchecked_into()))
        }
    }

    fn exclusive(&self) -> bool {
        self.kind == "file"
    }
}

/// The names of the cases, in order.
#[wasm_bindgen(js_name = contractCases)]
#[must_use]
pub fn contract_cases() -> Array {
    names().map(JsValue::from_str).collect()
}

/// Runs one case over adapter objects: "file" or "store". Resolves to what is wrong, or to undefined.
#[wasm_bindgen(js_name = runContractCase)]
pub async fn run_contract_case(kind: String, name: String, make: Function) -> Option<String> {
    run_case(Rc::new(InJavaScript { kind, make }), &name).await.err()
}

/// Runs the suite over IndexedDB; resolves to a list of what failed.
///
/// Databases are made under `name`, which is new for each run. `progress` hears the name of each case.
#[wasm_bindgen(js_name = runStorageContract)]
pub async fn run_storage_contract(name: String, progress: Function) -> Array {
    let tell = |text: &str| drop(progress.call1(&JsValue::NULL, &JsValue::from_str(text)));
    let subject = Rc::new(InIndexedDb { prefix: name });
    run(subject, &tell).await.iter().map(|text| JsValue::from_str(text)).collect()
}

/// One handle, for tests from JavaScript that go step by step. Each method resolves to a text: `ok ...` or the
/// error's kind.
#[wasm_bindgen]
pub struct StoreProbe {
    store: Rc<dyn Store>,
    lost: Rc<RefCell<Vec<StoreError>>>,
    epoch: Cell<u64>,
}

fn text<T>(result: Result<T, StoreError>, show: impl FnOnce(T) -> String) -> String {
    match result {
        Ok(value) => format!("ok {}", show(value)).trim_end().to_owned(),
        Err(error) => error.kind.name().to_owned(),
    }
}

#[wasm_bindgen]
impl StoreProbe {
    /// A closed handle on the IndexedDB database of that name.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str) -> StoreProbe {
        let store: Rc<dyn Store> = Rc::new(IndexedDbStore::new(name));
        let lost = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&lost);
        store.on_lost(Rc::new(move |error| heard.borrow_mut().push(error)));
        StoreProbe { store, lost, epoch: Cell::new(0) }
    }

    /// `ok EPOCH CHUNKS SUPERBLOCK-LENGTH`.
    pub async fn open(&self) -> String {
        let opened = self.store.open(&|_| Ok(())).await;
        if let Ok(opened) = &opened {
            self.epoch.set(opened.epoch);
        }
        text(opened, |found| {
            format!("{} {} {}", found.epoch, found.log.len(), found.superblock.map_or(0, |bytes| bytes.len()))
        })
    }

    /// Appends one chunk of `length` bytes.
    pub async fn append(&self, sequence: u32, length: usize, strict: bool) -> String {
        let durability = if strict { Durability::Strict } else { Durability::Relaxed };
        let chunk = vec![sequence as u8; length];
        text(self.store.append_log(u64::from(sequence), vec![chunk], durability).await, |()| String::new())
    }

    /// Writes `count` pages of `length` bytes, from number `first` on.
    #[wasm_bindgen(js_name = writePages)]
    pub async fn write_pages(&self, first: u32, count: u32, length: usize) -> String {
        let mut noise = u32::MAX - first;
        let mut page = || {
            let next = |_| {
                noise ^= noise << 13;
                noise ^= noise >> 17;
                noise ^= noise << 5;
                noise as u8
            };
            (0..length).map(next).collect::<Vec<u8>>()
        };
        let pages = (first..first + count).map(|n| (PageId::new(self.epoch.get(), n.into()), page()));
        text(self.store.write_pages(pages.collect()).await, |()| String::new())
    }

    /// `ok FOUND BYTES` of `count` pages from number `first` of this epoch on.
    #[wasm_bindgen(js_name = readPages)]
    pub async fn read_pages(&self, first: u32, count: u32) -> String {
        let ids = (first..first + count).map(|n| PageId::new(self.epoch.get(), n.into()));
        let ids: Vec<PageId> = ids.collect();
        text(self.store.read_pages(&ids).await, |pages| {
            let found: Vec<usize> = pages.into_iter().flatten().map(|page| page.len()).collect();
            format!("{} {}", found.len(), found.iter().sum::<usize>())
        })
    }

    /// Deletes pages `from..to` of this epoch.
    #[wasm_bindgen(js_name = deletePages)]
    pub async fn delete_pages(&self, from: u32, to: u32) -> String {
        let id = |n: u32| PageId::new(self.epoch.get(), n.into());
        text(self.store.delete_page_range(id(from), id(to)).await, |()| String::new())
    }

    /// Switches to a superblock of `length` bytes and cuts this epoch's log before `sequence`.
    #[wasm_bindgen(js_name = switchRoot)]
    pub async fn switch_root(&self, length: usize, sequence: u32) -> String {
        let before = LogPosition { epoch: self.epoch.get(), sequence: sequence.into() };
        text(self.store.switch_root(vec![1; length], before).await, |()| String::new())
    }

    /// Releases (`false`) or restores (`true`) the reserve.
    pub async fn reserve(&self, wanted: bool) -> String {
        let done =
            if wanted { self.store.restore_reserve().await } else { self.store.release_reserve().await };
        text(done, |()| String::new())
    }

    /// The kinds of the losses told so far, with commas.
    pub fn lost(&self) -> String {
        self.lost.borrow().iter().map(|error| error.kind.name()).collect::<Vec<_>>().join(",")
    }

    /// Closes.
    pub async fn close(&self) -> String {
        text(self.store.close().await, |()| String::new())
    }

    /// Destroys.
    pub async fn destroy(&self) -> String {
        text(self.store.destroy().await, |()| String::new())
    }
}
