//! The parts of descriptions that say which keys and indexes a table has.

use crate::model::{Type, Writer};
use crate::operation::tables::describe_billing as billing;
use crate::table::schema::{Billing, Index, IndexKind, KeySchema, Projection, Table};
use crate::table::{Context, Stop};

/// What the indexes of a table are described with.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The table as it is now.
    pub table: &'a Table,
    /// The table before the request that is answered changed it.
    pub before: Option<&'a Table>,
    /// The table's ARN.
    pub arn: &'a str,
    /// The table is being created: it has no items, and its indexes are being created with it.
    pub creating: bool,
    /// The answer to a request that began to fill an index: nothing is filled in yet.
    pub begun: bool,
}

/// Writes the indexes of one kind, if there are any: those that the answered request removes too.
///
/// # Errors
/// [`Stop::Fault`], when counts need a page.
pub fn indexes(w: &mut Writer, cx: &mut Context<'_>, scene: Scene<'_>, kind: IndexKind) -> Result<(), Stop> {
    let before = scene.before.into_iter().flat_map(|before| before.indexes_of(kind));
    let removed = before.filter(|index| position(scene.table, index).is_none());
    let mut shown = removed.chain(scene.table.indexes_of(kind)).peekable();
    if shown.peek().is_none() {
        return Ok(());
    }
    let list = w.begin_entry(
        match kind {
            IndexKind::Local => "LocalSecondaryIndexes",
            IndexKind::Global => "GlobalSecondaryIndexes",
        },
        Type::L,
    );
    for index in shown {
        let map = w.begin(Type::M);
        w.entry_str("IndexName", &index.name);
        w.entry_str("IndexArn", &[scene.arn, "/index/", &index.name].concat());
        key_schema(w, &index.key);
        projection(w, &index.projection);
        let (count, bytes) = if scene.creating { (0, 0) } else { cx.stats(index.tree)? };
        w.entry_int("ItemCount", count as i64);
        w.entry_int("IndexSizeBytes", bytes as i64);
        if kind == IndexKind::Global {
            global(w, index, scene, cx.now_ms);
        }
        w.end(map);
    }
    w.end(list);
    Ok(())
}

/// The place of the same index in a table; a later index of the same name has another tree.
fn position(table: &Table, index: &Index) -> Option<usize> {
    table.indexes.iter().position(|other| other.tree == index.tree)
}

/// Whether the answered request removes an index of the table.
#[must_use]
pub fn removes(table: &Table, before: &Table) -> bool {
    before.indexes.iter().any(|index| position(table, index).is_none())
}

fn global(w: &mut Writer, index: &Index, scene: Scene<'_>, now_ms: u64) {
    let earlier = scene.before.and_then(|before| before.indexes.get(position(before, index)?));
    let warmed = earlier.is_some_and(|earlier| earlier.warm != index.warm);
    let changed = warmed
        || earlier.is_some_and(|earlier| {
            earlier.throughput != index.throughput || earlier.ceiling != index.ceiling
        });
    let status = if position(scene.table, index).is_none() {
        "DELETING"
    } else if index.backfilling || scene.creating {
        "CREATING"
    } else if changed {
        "UPDATING"
    } else {
        "ACTIVE"
    };
    w.entry_str("IndexStatus", status);
    if index.backfilling {
        w.entry_bool("Backfilling", !scene.begun);
    }
    // Units change when the update is through: its answer has those from before.
    let stays = scene.table.billing == Billing::Provisioned
        && scene.before.is_some_and(|before| before.billing == Billing::Provisioned);
    let answered = |earlier: &Index| billing::answered(earlier.throughput, index.throughput);
    let units = earlier.filter(|_| stays).map_or(index.throughput, answered);
    billing::throughput(w, &units, now_ms);
    billing::ceiling(w, index.ceiling);
    let status = match scene.creating {
        true => billing::born_warm(index.warm),
        false => Some(if warmed { "UPDATING" } else { "ACTIVE" }),
    };
    if let Some(status) = status {
        billing::warm(w, index.warm, scene.table.billing, &index.throughput, status);
    }
}

/// Writes `KeySchema`.
pub fn key_schema(w: &mut Writer, key: &KeySchema) {
    let list = w.begin_entry("KeySchema", Type::L);
    for (attributes, role) in [(&key.partition, "HASH"), (&key.sort, "RANGE")] {
        for attribute in attributes {
            let element = w.begin(Type::M);
            w.entry_str("AttributeName", &attribute.name);
            w.entry_str("KeyType", role);
            w.end(element);
        }
    }
    w.end(list);
}

/// Writes `Projection`.
pub fn projection(w: &mut Writer, projection: &Projection) {
    let map = w.begin_entry("Projection", Type::M);
    w.entry_str("ProjectionType", projection.name());
    if let Projection::Include(names) = projection {
        let list = w.begin_entry("NonKeyAttributes", Type::L);
        for name in names {
            w.str(name);
        }
        w.end(list);
    }
    w.end(map);
}
