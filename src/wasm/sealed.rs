//! Encryption at rest, as JavaScript asks for it: all of it in the part of the module that is loaded when it is needed.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::core::Core;
use super::host::{member, promise};
use crate::engine::Engine;
use crate::model::{Failure, Kind};
use crate::operation::Settings;
use crate::storage::Store;
use crate::storage::sealed::Sealed;
use crate::storage::sealed::js_cipher::{JsCipher, JsVault};

thread_local! {
    /// The sealed stores that are open, by their vaults.
    static SEALED: RefCell<Vec<(JsVault, Weak<Sealed>)>> = const { RefCell::new(Vec::new()) };
}

/// A store whose arrays the vault seals.
#[inline(never)]
pub fn sealed(store: Rc<dyn Store>, vault: JsValue, settings: &mut Settings) -> Rc<dyn Store> {
    if let Some(arn) = member(&vault, "kmsKeyArn").as_string() {
        settings.kms_key = arn;
    }
    let vault: JsVault = vault.unchecked_into();
    let sealed = Rc::new(Sealed::new(store, Rc::new(JsCipher::new(vault.clone()))));
    SEALED.with_borrow_mut(|open| {
        open.retain(|(_, store)| store.strong_count() > 0);
        open.push((vault, Rc::downgrade(&sealed)));
    });
    let sealed: Rc<dyn Store> = sealed;
    // Where the compiler knows which methods that has, it has the caller refer to them.
    std::hint::black_box(sealed)
}

/// Has the key ring stored; or with the vault, which hears of pages looked at and sealed again, seals all pages again.
#[inline(never)]
fn rotate(engine: &Engine, vault: JsValue) -> Promise {
    let found = SEALED.with_borrow(|open| {
        let own = open.iter().rev().find(|(known, _)| AsRef::<JsValue>::as_ref(known) == &vault);
        own.and_then(|(vault, store)| Some((vault.clone(), store.upgrade()?)))
    });
    let work = match found {
        Some((vault, store)) => {
            engine.reseal(store, Box::new(move |seen, resealed| vault.tell(seen, resealed)))
        }
        None if vault.is_undefined() => engine.store_keys(),
        None => {
            let failure = Failure::new(Kind::EncryptionKey, "this is not the vault of the database");
            Box::pin(std::future::ready(Err(failure)))
        }
    };
    promise(Box::pin(async move { work.await.map(|()| JsValue::UNDEFINED) }))
}

#[wasm_bindgen]
impl Core {
    /// A step of a rotation of keys.
    pub fn rotate(&self, vault: JsValue) -> Promise {
        rotate(&self.engine, vault)
    }
}
