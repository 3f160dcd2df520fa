//! Decoded table definitions, kept by name, and the trees that are the database's own.

use core::cell::RefCell;
use std::rc::Rc;

use super::schema::Table;
use crate::model::SmallMap;
use crate::tree::{Effect, TreeId};

/// The tree of the catalog itself.
pub const CATALOG_TREE: TreeId = 1;
/// The tree of idempotency tokens and forwarded writes.
pub const LEDGER_TREE: TreeId = 2;

/// Catalog keys of table definitions begin with this.
pub(super) const TABLE_PREFIX: &[u8] = b"table/";

/// A definition, and the newest write that reading it depended on.
#[derive(Debug, Clone)]
struct Cached {
    table: Rc<Table>,
    lsn: u64,
}

/// Decoded table definitions by name. The engine calls [`Catalog::applied`] after it applied effects.
#[derive(Debug, Default)]
pub struct Catalog {
    cache: RefCell<SmallMap<String, Cached>>,
}

impl Catalog {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the definitions that applied effects changed.
    pub fn applied(&self, effects: &[Effect]) {
        for effect in effects {
            let Effect::Write { tree: CATALOG_TREE, key, .. } = effect else { continue };
            let name = key.strip_prefix(TABLE_PREFIX).and_then(|name| core::str::from_utf8(name).ok());
            if let Some(name) = name {
                self.cache.borrow_mut().remove(name);
            }
        }
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.cache.borrow_mut().clear();
    }

    /// A definition that was decoded before, and the newest write it depends on.
    pub(super) fn get(&self, name: &str) -> Option<(Rc<Table>, u64)> {
        self.cache.borrow().get(name).map(|cached| (Rc::clone(&cached.table), cached.lsn))
    }

    /// Keeps a definition.
    pub(super) fn keep(&self, name: &str, table: &Rc<Table>, lsn: u64) {
        self.cache.borrow_mut().insert(name.to_owned(), Cached { table: Rc::clone(table), lsn });
    }
}
