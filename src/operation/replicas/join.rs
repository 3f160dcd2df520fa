//! A table becomes, or changes as, a replica of a global table that another replica knows of.

use super::members::{self, Scene};
use super::overrides;
use crate::model::{Failure, Kind, MapRef};
use crate::operation::definition;
use crate::operation::tables::create_table::place;
use crate::operation::target;
use crate::table::replica::{Global, Mode};
use crate::table::schema::{IndexKind, Table, View};
use crate::table::{Context, Stop, catalog, expiry, job_record};

/// A global table as another replica describes it.
pub struct Described<'a> {
    /// The `CreateTable` request that makes the same table.
    pub definition: MapRef<'a>,
    /// The attribute by which items expire.
    pub time_to_live: Option<&'a str>,
    /// Its id, mode, members, clock and version; its trees are to be chosen.
    pub global: Global,
}

/// Makes or changes the table. Says which; nothing is done when what is described is not newer than what is here.
///
/// # Errors
/// [`Stop::Fault`]; a definition that no table can have; a table that is another one.
pub fn join(cx: &mut Context<'_>, described: &Described<'_>) -> Result<&'static str, Stop> {
    let name = target::name(cx, described.definition.get_str("TableName").unwrap_or_default())?;
    let wanted = definition::table(described.definition, cx.settings)?;
    let Some(current) = catalog::table(cx, name)? else {
        let mut table = wanted;
        name.clone_into(&mut table.name);
        place(cx, &mut table)?;
        enter(cx, table, described, Scene::Nothing)?;
        return Ok("CREATED");
    };
    let mut table = (*current).clone();
    match members::global(&current)? {
        Some(known) if known.id != described.global.id => Err(exists(name).into()),
        // What the keys of items are never changes.
        Some(_) if current.key != wanted.key => Err(exists(name).into()),
        Some(known) if known.clock >= described.global.clock => Ok("UNCHANGED"),
        Some(known) => {
            redefine(cx, &mut table, wanted, described)?;
            let trees = (known.tombstones, known.conflicts, known.protected);
            let mut global = described.global.clone();
            (global.tombstones, global.conflicts, global.protected) = trees;
            finish(cx, table, &global)?;
            Ok("UPDATED")
        }
        // A table is there that the older version takes: whoever made it gave it such a stream.
        None if described.global.legacy
            && table.key == wanted.key
            && table.stream == Some(View::NewAndOldImages)
            && cx.stats(table.tree)?.0 == 0 =>
        {
            enter(cx, table, described, Scene::Table)?;
            Ok("UPDATED")
        }
        None => Err(exists(name).into()),
    }
}

fn exists(name: &str) -> Failure {
    Failure::new(Kind::ResourceInUse, "Table already exists: ".to_owned() + name)
}

/// Makes a table a replica.
fn enter(
    cx: &mut Context<'_>,
    mut table: Table,
    described: &Described<'_>,
    scene: Scene,
) -> Result<(), Stop> {
    let given = &described.global;
    let mut global = members::begin(cx, &table, given.id, given.mode)?;
    global.members.clone_from(&given.members);
    (global.clock, global.legacy) = (given.clock, given.legacy);
    members::put(cx, &mut table, &global, scene)?;
    expire(cx, &mut table, described)?;
    finish(cx, table, &global)
}

fn finish(cx: &mut Context<'_>, mut table: Table, global: &Global) -> Result<(), Stop> {
    let mut global = global.clone();
    global.is_witness = global.member(&cx.settings.region).is_some_and(|own| own.witness);
    if let Some(own) = global.member(&cx.settings.region) {
        overrides::apply(cx, &mut table, MapRef::new(&own.overrides));
    }
    members::put(cx, &mut table, &global, Scene::Member)?;
    let table = table.prepare();
    catalog::put(cx, &table)?;
    members::summon(cx, &table)
}

fn expire(cx: &mut Context<'_>, table: &mut Table, described: &Described<'_>) -> Result<(), Stop> {
    if described.global.mode == Mode::Strong || table.time_to_live.as_deref() == described.time_to_live {
        return Ok(());
    }
    expiry::end(cx, table)?;
    table.time_to_live = described.time_to_live.map(str::to_owned);
    if table.time_to_live.is_some() {
        expiry::begin(cx, table)?;
    }
    Ok(())
}

/// Gives a table the definition that all replicas have in common.
fn redefine(
    cx: &mut Context<'_>,
    table: &mut Table,
    wanted: Table,
    described: &Described<'_>,
) -> Result<(), Stop> {
    for index in core::mem::take(&mut table.indexes) {
        let stays = index.kind == IndexKind::Local
            || wanted
                .index(&index.name)
                .is_some_and(|(_, other)| other.key == index.key && other.projection == index.projection);
        if stays {
            table.indexes.push(index);
        } else {
            cx.drop_tree(index.tree);
            job_record::stop_backfill(cx, index.tree)?;
        }
    }
    for mut index in wanted.indexes {
        if let Some(known) = table.indexes.iter_mut().find(|known| known.name == index.name) {
            known.throughput = definition::changed(known.throughput, index.throughput, cx.now_ms);
            known.ceiling = index.ceiling;
        } else if index.kind == IndexKind::Global {
            index.tree = catalog::allocate_trees(cx, 1)?;
            index.backfilling = true;
            job_record::start_backfill(cx, &table.name, index.tree)?;
            table.indexes.push(index);
        }
    }
    table.attributes = wanted.attributes;
    if table.billing != wanted.billing {
        table.billing = wanted.billing;
        table.on_demand_ms = cx.now_ms;
    }
    table.was_on_demand |= wanted.was_on_demand;
    table.throughput = definition::changed(table.throughput, wanted.throughput, cx.now_ms);
    table.ceiling = wanted.ceiling;
    expire(cx, table, described)
}
