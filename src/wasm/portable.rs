//! Export and restore, as JavaScript holds them. It asks again for what is not there yet.

use wasm_bindgen::prelude::*;

use super::core::Core;
use super::host::error;
use crate::engine::{Export, Restore};

/// An export under way; freeing it lets go of the pages kept for it.
#[wasm_bindgen]
pub struct Exporting(Export);

/// A restore under way; freed before its end, it is undone.
#[wasm_bindgen]
pub struct Restoring(Restore);

#[wasm_bindgen]
impl Core {
    /// Begins to export the database as it is now.
    #[wasm_bindgen(js_name = beginExport)]
    pub fn begin_export(&self) -> Exporting {
        Exporting(self.engine.export())
    }

    /// Begins to take an exported database in.
    #[wasm_bindgen(js_name = beginRestore)]
    pub fn begin_restore(&self) -> Result<Restoring, JsValue> {
        self.engine.restore().map(Restoring).map_err(|failure| error(&failure))
    }
}

#[wasm_bindgen]
impl Exporting {
    /// The next block, `undefined` if it is to be asked for again.
    pub fn step(&mut self) -> Result<Option<js_sys::Uint8Array>, JsValue> {
        let block = self.0.step().map_err(|failure| error(&failure))?;
        Ok(block.map(|block| js_sys::Uint8Array::from(&block[..])))
    }
}

#[wasm_bindgen]
impl Restoring {
    /// Takes a block; false if it is to be tried again. Without bytes, says whether all is durable.
    pub fn take(&mut self, block: js_sys::Uint8Array) -> Result<bool, JsValue> {
        self.0.take(&block.to_vec()).map_err(|failure| error(&failure))
    }
}
