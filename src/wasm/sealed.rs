//! Encryption at rest, as JavaScript asks for it: all of it in the part of the module that is loaded when it is needed.

use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use super::core::Core;
use super::host::promise;
use crate::engine::{Engine, Tell};
use crate::storage::Store;
use crate::storage::sealed::Sealed;
use crate::storage::sealed::js_cipher::JsCipher;

/// A store whose arrays the vault seals.
#[inline(never)]
pub fn sealed(store: Rc<dyn Store>, vault: JsValue) -> Rc<dyn Store> {
    let sealed: Rc<dyn Store> = Rc::new(Sealed::new(store, Rc::new(JsCipher::new(vault.unchecked_into()))));
    // Where the compiler knows which methods that has, it has the caller refer to them.
    std::hint::black_box(sealed)
}

/// Has the key ring stored; or with a function, which hears of pages looked at and sealed again, seals all pages again.
#[inline(never)]
fn rotate(engine: &Engine, tell: JsValue) -> Promise {
    let work = match tell.dyn_into::<Function>() {
        Err(_) => engine.store_keys(),
        Ok(tell) => {
            let tell: Tell = Box::new(move |seen, resealed| {
                // Nobody is stopped by whoever listens.
                let _ = tell.call2(&JsValue::NULL, &(seen as f64).into(), &(resealed as f64).into());
            });
            engine.reseal(tell)
        }
    };
    promise(Box::pin(async move { work.await.map(|()| JsValue::UNDEFINED) }))
}

#[wasm_bindgen]
impl Core {
    /// A step of a rotation of keys.
    pub fn rotate(&self, tell: JsValue) -> Promise {
        rotate(&self.engine, tell)
    }
}
