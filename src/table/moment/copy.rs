//! Copies of tables, made at once.

use crate::table::catalog;
use crate::table::context::{Context, Stop};
use crate::table::schema::Table;
use crate::table::schema_codec;
use crate::tree::{Branching, TreeId};

/// A table as it is now: its definition with trees of its own, which begin as branches of the table's. Nobody follows its
/// changes, and its items do not expire.
///
/// # Errors
/// [`Stop::Fault`], also while a checkpoint is being made.
pub fn copy(cx: &mut Context<'_>, table: &Table) -> Result<Table, Stop> {
    let first = catalog::allocate_trees(cx, 1 + table.indexes.len() as u32)?;
    let mut copy = table.clone();
    copy.changes = None;
    copy.expiry = None;
    copy.locks = None;
    copy.group = None;
    branch(cx, &mut copy.tree, first)?;
    for (index, to) in copy.indexes.iter_mut().zip(first + 1..) {
        branch(cx, &mut index.tree, to)?;
    }
    Ok(copy)
}

fn branch(cx: &mut Context<'_>, tree: &mut TreeId, to: TreeId) -> Result<(), Stop> {
    match cx.forest.branch(&mut cx.trace, *tree, to) {
        Ok(Branching::Made(effects)) => cx.effects.extend(effects),
        Ok(Branching::Busy) => {
            cx.busy = true;
            return Err(Stop::Fault);
        }
        Err(_) => return Err(Stop::Fault),
    }
    *tree = to;
    Ok(())
}

/// Removes a copy.
///
/// # Errors
/// [`Stop::Fault`].
pub fn remove(cx: &mut Context<'_>, copy: &Table) -> Result<(), Stop> {
    for tree in copy.trees() {
        let effects = cx.forest.unbranch(&mut cx.trace, tree).map_err(|_| Stop::Fault)?;
        cx.effects.extend(effects);
    }
    Ok(())
}

/// A copy's bytes inside a record.
#[must_use]
pub fn encode(copy: &Table) -> Vec<u8> {
    schema_codec::encode(copy)
}

/// The copy in a record.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Table> {
    schema_codec::decode(bytes)
}
