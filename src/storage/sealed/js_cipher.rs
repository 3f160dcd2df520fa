//! A [`Cipher`] over a JavaScript object: the `Vault` of `src/js/encryption/vault.ts`, which has WebCrypto.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::cipher::{Cipher, Ring, Sealing};
use crate::storage::js_bridge::{bytes, settled, wrong};
use crate::storage::ports::{LocalFuture, StoreError};

#[wasm_bindgen]
extern "C" {
    /// The object.
    pub type JsVault;
    #[wasm_bindgen(method, structural, catch)]
    fn unlock(this: &JsVault, ring: Option<Uint8Array>) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural)]
    fn ring(this: &JsVault, older: bool) -> Uint8Array;
    #[wasm_bindgen(method, structural, js_name = keyOf)]
    fn key_of(this: &JsVault, older: bool) -> u16;
    #[wasm_bindgen(method, structural)]
    fn stored(this: &JsVault, ring: Uint8Array);
    #[wasm_bindgen(method, structural)]
    fn key(this: &JsVault) -> u16;
    #[wasm_bindgen(method, structural, catch)]
    fn seal(this: &JsVault, keys: Vec<u16>, addresses: Array, arrays: Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn open(this: &JsVault, keys: Vec<u16>, addresses: Array, arrays: Array) -> Result<JsValue, JsValue>;
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

fn parts(arrays: &[Sealing]) -> (Vec<u16>, Array, Array) {
    let keys = arrays.iter().map(|array| array.key).collect();
    let addresses = arrays.iter().map(|array| Uint8Array::from(&array.address[..])).collect();
    let bytes = arrays.iter().map(|array| Uint8Array::from(&array.bytes[..])).collect();
    (keys, addresses, bytes)
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
        let returned = self.0.unlock(ring.map(Uint8Array::from));
        Box::pin(async move { settled(returned).await.map(drop) })
    }

    fn ring(&self, older: bool) -> Ring {
        Ring { bytes: self.0.ring(older).to_vec(), key: self.0.key_of(older) }
    }

    fn stored(&self, ring: &[u8]) {
        self.0.stored(Uint8Array::from(ring));
    }

    fn key(&self) -> u16 {
        self.0.key()
    }

    fn seal(&self, arrays: Vec<Sealing>) -> LocalFuture<'_, Result<Vec<Vec<u8>>, StoreError>> {
        let (keys, addresses, bytes_in) = parts(&arrays);
        let returned = self.0.seal(keys, addresses, bytes_in);
        Box::pin(async move {
            let sealed = all(returned, arrays.len()).await?;
            sealed.iter().map(|sealed| bytes(&sealed)).collect()
        })
    }

    fn open(&self, arrays: Vec<Sealing>) -> LocalFuture<'_, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        let (keys, addresses, bytes_in) = parts(&arrays);
        let returned = self.0.open(keys, addresses, bytes_in);
        Box::pin(async move {
            let opened = all(returned, arrays.len()).await?;
            let array = |opened: JsValue| {
                if opened.is_undefined() { Ok(None) } else { bytes(&opened).map(Some) }
            };
            opened.iter().map(array).collect()
        })
    }
}
