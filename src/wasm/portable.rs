//! Export and restore, as JavaScript holds them.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;

use super::core::Core;
use super::host::promise;
use crate::engine::{Export, Restore};
use crate::model::{Failure, Kind};

/// An export under way; freeing it lets go of the pages kept for it.
#[wasm_bindgen]
pub struct Exporting(Rc<RefCell<Option<Export>>>);

/// A restore under way; freed before its end, it is undone.
#[wasm_bindgen]
pub struct Restoring(Rc<RefCell<Option<Restore>>>);

/// A step is under way, or there is none left.
fn busy() -> Failure {
    Failure::new(Kind::DatabaseClosed, "this export or restore is over")
}

#[wasm_bindgen]
impl Core {
    /// Begins to export the database as it is now: resolves to an [`Exporting`].
    #[wasm_bindgen(js_name = beginExport)]
    pub fn begin_export(&self) -> Promise {
        let engine = self.engine.clone();
        promise(Box::pin(async move {
            let export = engine.export().await?;
            Ok(Exporting(Rc::new(RefCell::new(Some(export)))).into())
        }))
    }

    /// Begins to take an exported database in: resolves to a [`Restoring`].
    #[wasm_bindgen(js_name = beginRestore)]
    pub fn begin_restore(&self) -> Promise {
        let engine = self.engine.clone();
        promise(Box::pin(async move {
            let restore = engine.restore().await?;
            Ok(Restoring(Rc::new(RefCell::new(Some(restore)))).into())
        }))
    }
}

#[wasm_bindgen]
impl Exporting {
    /// Resolves to the next block, `undefined` behind the last.
    pub fn next(&self) -> Promise {
        let cell = Rc::clone(&self.0);
        promise(Box::pin(async move {
            let mut export = cell.take().ok_or_else(busy)?;
            let block = export.next().await?;
            cell.replace(Some(export));
            Ok(block.map_or(JsValue::UNDEFINED, |block| Uint8Array::from(&block[..]).into()))
        }))
    }
}

#[wasm_bindgen]
impl Restoring {
    /// Takes the next bytes.
    pub fn write(&self, bytes: Vec<u8>) -> Promise {
        let cell = Rc::clone(&self.0);
        promise(Box::pin(async move {
            let mut restore = cell.take().ok_or_else(busy)?;
            restore.write(&bytes).await?;
            cell.replace(Some(restore));
            Ok(JsValue::UNDEFINED)
        }))
    }

    /// Resolves when all tables are there and durable.
    pub fn finish(&self) -> Promise {
        let cell = Rc::clone(&self.0);
        promise(Box::pin(
            async move { cell.take().ok_or_else(busy)?.finish().await.map(|()| JsValue::UNDEFINED) },
        ))
    }
}
