//! What a request changes: the only input of the write side, and what the log carries.

/// Names a tree. 0 is the forest's own; a dropped tree's id may be written again, but layers above never do.
pub type TreeId = u32;

/// One change. Applying it cannot fail and needs no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Sets or deletes one key; a tree begins to exist with its first key.
    Write {
        /// The tree.
        tree: TreeId,
        /// The key, at most 64 KiB.
        key: Vec<u8>,
        /// The new value; `None` deletes.
        value: Option<Vec<u8>>,
        /// Weight of the value that was there, `None` if the key was absent: keeps the live sums exact.
        old_weight: Option<u32>,
    },
    /// Gives a tree that has nothing what the buffer that takes writes holds of another one, without a copy of the items.
    CopyTree {
        /// The tree that has the items.
        from: TreeId,
        /// The tree that gets them.
        to: TreeId,
    },
    /// Removes a tree with all its items; its pages are reclaimed after the next checkpoint.
    DropTree {
        /// The tree; tree 0 stays whatever is asked.
        tree: TreeId,
    },
}
