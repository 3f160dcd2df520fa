//! What the write path has to know of the global table that a table is a replica of. The rest is read where it is needed
//! ([`super::replica::Global`]).

use crate::model::MapRef;
use crate::tree::TreeId;

/// A global table, as the definition of one of its replicas has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// The tree of the keys of deleted items, with the writes that deleted them.
    pub tombstones: TreeId,
    /// The tree of the conflicts; where it is strong, of the registers of items.
    pub conflicts: TreeId,
    /// A write is one of a majority, and not of this replica alone.
    pub strong: bool,
    /// The replica here is a witness.
    pub witness: bool,
    /// All that is stored of it, as a map body.
    pub body: Vec<u8>,
}

impl Group {
    /// Reads what is stored; `None` when it is not that of a group.
    #[must_use]
    pub fn of(map: MapRef<'_>) -> Option<Self> {
        let tree = |name| TreeId::try_from(map.get_int(name)?).ok();
        Some(Self {
            tombstones: tree("tombstones")?,
            conflicts: tree("conflicts")?,
            strong: map.get_bool("strong")?,
            witness: map.get_bool("witness") == Some(true),
            body: map.body().to_vec(),
        })
    }
}
