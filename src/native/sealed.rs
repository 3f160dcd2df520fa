//! Encryption at rest for programs in Rust.

use std::path::Path;
use std::rc::Rc;

use super::database::Database;
use crate::engine::Engine;
use crate::model::{Failure, Kind};
use crate::storage::native_file::NativeFile;
use crate::storage::sealed::Sealed;
use crate::storage::sealed::vault::{KeyProvider, Vault};
use crate::storage::{FileStore, StoreError};

/// What an encrypted database has besides.
pub(super) struct Keys {
    pub vault: Rc<Vault>,
    pub store: Rc<Sealed>,
}

impl Database {
    /// The encrypted database in a file, which is made if it is not there. Node writes the same format.
    ///
    /// # Errors
    /// `EncryptionKeyError` if this is not its key, or it is not encrypted; else those of [`Database::open`].
    pub fn open_encrypted(file: &Path, provider: KeyProvider) -> Result<Self, Failure> {
        let vault = Rc::new(Vault::new(provider));
        let inner = Rc::new(FileStore::new(Rc::new(NativeFile::new(file))));
        let store = Rc::new(Sealed::new(inner, vault.clone()));
        let mut database = Self::over(store.clone(), false)?;
        database.sealed = Some(Keys { vault, store });
        Ok(database)
    }

    /// Gives the database a new key and seals all that is stored with it. One that was begun by an earlier opening goes on.
    ///
    /// # Errors
    /// `EncryptionKeyError` if it is not encrypted; failures of the storage, after which it can be called again.
    pub fn rotate_key(&self) -> Result<(), Failure> {
        self.wait(rotate(&self.engine, self.keys()?))
    }

    /// Has another provider wrap the database's key, as after a change of the passphrase. No data is written again.
    ///
    /// # Errors
    /// As [`Database::rotate_key`].
    pub fn rewrap_key(&self, provider: KeyProvider) -> Result<(), Failure> {
        let Keys { vault, .. } = self.keys()?;
        vault.rewrap(provider).map_err(refused)?;
        self.wait(stored(&self.engine, vault))
    }

    fn keys(&self) -> Result<&Keys, Failure> {
        let message = "this database is not encrypted, so it has no key to rotate";
        self.sealed.as_ref().ok_or_else(|| Failure::new(Kind::EncryptionKey, message))
    }
}

fn refused(error: StoreError) -> Failure {
    Failure::new(Kind::EncryptionKey, error.message)
}

/// Until the ring that the vault has ready is stored.
async fn stored(engine: &Engine, vault: &Vault) -> Result<(), Failure> {
    while vault.is_ready() {
        engine.store_keys().await?;
    }
    Ok(())
}

/// A whole rotation, or the rest of one.
pub(super) async fn rotate(engine: &Engine, Keys { vault, store }: &Keys) -> Result<(), Failure> {
    if !vault.is_rotating() && !vault.is_ready() {
        vault.rotate().map_err(refused)?;
    }
    stored(engine, vault).await?;
    engine.reseal(Rc::clone(store), Box::new(|_, _| ())).await?;
    vault.forget();
    stored(engine, vault).await
}
