//! A [`Cipher`] over a JavaScript object: the `Vault` of `src/js/encryption/vault.ts`, which has WebCrypto.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::cipher::{Cipher, Ring, Sealing};
use crate::storage::js_bridge::{bytes, integer, settled, wrong};
use crate::storage::ports::{LocalFuture, StoreError};

#[wasm_bindgen]
extern "C" {
    /// The object.
    #[derive(Clone)]
    pub type JsVault;
    /// One method for all, for each import is bytes that every page loads.
    #[wasm_bindgen(method, structural, catch)]
    fn ask(
        this: &JsVault,
        what: u8,
        one: &JsValue,
        two: &JsValue,
        three: &JsValue,
    ) -> Result<JsValue, JsValue>;
}

const UNLOCK: u8 = 0;
const RING: u8 = 1;
const KEY_OF_RING: u8 = 2;
const STORED: u8 = 3;
const KEY: u8 = 4;
const SEAL: u8 = 5;
const OPEN: u8 = 6;
const PROGRESS: u8 = 7;

const NOTHING: JsValue = JsValue::UNDEFINED;

impl JsVault {
    /// Tells of pages looked at, and of those sealed again.
    pub fn tell(&self, seen: usize, resealed: usize) {
        // Nobody is stopped by whoever listens.
        let _ = self.ask(PROGRESS, &(seen as f64).into(), &(resealed as f64).into(), &NOTHING);
    }

    fn number(&self, what: u8, one: bool) -> u16 {
        let found = self.ask(what, &one.into(), &NOTHING, &NOTHING);
        found.ok().and_then(|found| integer(&found).ok()).unwrap_or(0) as u16
    }

    fn batch(&self, what: u8, arrays: &[Sealing]) -> Result<JsValue, JsValue> {
        let keys: Array = arrays.iter().map(|array| JsValue::from_f64(array.key.into())).collect();
        let addresses: Array = arrays.iter().map(|array| Uint8Array::from(&array.address[..])).collect();
        let all: Array = arrays.iter().map(|array| Uint8Array::from(&array.bytes[..])).collect();
        self.ask(what, &keys, &addresses, &all)
    }
}

/// The keys as JavaScript holds them.
pub struct JsCipher(JsVault);

impl JsCipher {
    /// A cipher over that object.
    #[must_use]
    pub const fn new(vault: JsVault) -> Self {
        Self(vault)
    }
}

async fn all(returned: Result<JsValue, JsValue>, count: usize) -> Result<Array, StoreError> {
    let found = settled(returned).await?;
    if !Array::is_array(&found) {
        return Err(wrong("arrays"));
    }
    let found = Array::from(&found);
    if found.length() as usize == count { Ok(found) } else { Err(wrong("arrays")) }
}

impl Cipher for JsCipher {
    fn unlock<'a>(&'a self, ring: Option<&'a [u8]>) -> LocalFuture<'a, Result<(), StoreError>> {
        let ring = ring.map_or(NOTHING, |ring| Uint8Array::from(ring).into());
        let returned = self.0.ask(UNLOCK, &ring, &NOTHING, &NOTHING);
        Box::pin(async move { settled(returned).await.map(drop) })
    }

    fn ring(&self, older: bool) -> Ring {
        let found = self.0.ask(RING, &older.into(), &NOTHING, &NOTHING);
        let bytes = found.ok().and_then(|found| bytes(&found).ok()).unwrap_or_default();
        Ring { bytes, key: self.0.number(KEY_OF_RING, older) }
    }

    fn stored(&self, ring: &[u8]) {
        let _ = self.0.ask(STORED, &Uint8Array::from(ring), &NOTHING, &NOTHING);
    }

    fn key(&self) -> u16 {
        self.0.number(KEY, false)
    }

    fn seal(&self, arrays: Vec<Sealing>) -> LocalFuture<'_, Result<Vec<Vec<u8>>, StoreError>> {
        let returned = self.0.batch(SEAL, &arrays);
        Box::pin(async move {
            let sealed = all(returned, arrays.len()).await?;
            sealed.iter().map(|sealed| bytes(&sealed)).collect()
        })
    }

    fn open(&self, arrays: Vec<Sealing>) -> LocalFuture<'_, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        let returned = self.0.batch(OPEN, &arrays);
        Box::pin(async move {
            let opened = all(returned, arrays.len()).await?;
            let array = |opened: JsValue| {
                if opened.is_undefined() { Ok(None) } else { bytes(&opened).map(Some) }
            };
            opened.iter().map(array).collect()
        })
    }
}
