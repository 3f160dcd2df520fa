//! The bytes of a table's definition: a map body with a version, inside the common envelope.
//!
//! Members that are absent read as their defaults, and unknown members are skipped, so later versions can add
//! members that earlier ones may ignore; a change that must be understood raises [`VERSION`].

use super::group::Group;
use super::schema::{
    Billing, Ceiling, Changes, Expiry, Images, Index, IndexKind, Kept, KeyAttribute, KeySchema, KeyType,
    Projection, Restored, Table, Throughput, View,
};
use crate::model::{ListRef, MapRef, Type, Writer};
use crate::tree::TreeId;

/// The newest version this build reads. It writes the lowest that says everything.
pub(super) const VERSION: i64 = 3;
/// From this version on changes are recorded, items expire and tables are restored, which whoever writes items has to know of.
const WITH_FOLLOWERS: i64 = 2;
/// From this version on replicas follow writes, and items can be locked.
const WITH_REPLICAS: i64 = 3;

/// The definition's map body.
#[must_use]
pub fn encode(table: &Table) -> Vec<u8> {
    let mut w = Writer::new();
    let followed = table.changes.is_some() || table.expiry.is_some() || table.is_restoring();
    let replicated = table.group.is_some()
        || table.locks.is_some()
        || table.changes.as_ref().is_some_and(|changes| changes.stamps);
    let version = match (replicated, followed) {
        (true, _) => WITH_REPLICAS,
        (_, true) => WITH_FOLLOWERS,
        _ => 1,
    };
    w.entry_int("version", version);
    w.entry_str("name", &table.name);
    w.name(b"id");
    w.binary(&table.id);
    w.entry_int("created", table.created_ms as i64);
    w.entry_int("active", table.active_ms as i64);
    put_time(&mut w, "updated", table.updated_ms);
    w.entry_int("tree", i64::from(table.tree));
    if let Some(changes) = &table.changes {
        put_changes(&mut w, changes);
    }
    let list = w.begin_entry("attributes", Type::L);
    for attribute in &table.attributes {
        put_attribute(&mut w, attribute);
    }
    w.end(list);
    put_key(&mut w, &table.key);
    let list = w.begin_entry("indexes", Type::L);
    for index in &table.indexes {
        put_index(&mut w, index);
    }
    w.end(list);
    w.entry_bool("onDemand", table.billing == Billing::OnDemand);
    w.entry_int("onDemandSince", table.on_demand_ms as i64);
    w.entry_bool("billingGiven", table.was_on_demand);
    put_throughput(&mut w, &table.throughput);
    put_ceiling(&mut w, "ceiling", table.ceiling);
    put_ceiling(&mut w, "warm", table.warm);
    if let Some(class) = &table.class {
        w.entry_str("class", class);
        w.entry_int("classSince", table.class_ms as i64);
    }
    w.entry_bool("protected", table.protected);
    put_time(&mut w, "streamSince", table.stream_ms);
    if let Some(expiry) = table.expiry {
        w.entry_int("expiry", i64::from(expiry.tree));
        w.entry_bool("expiryFilling", expiry.backfilling);
    }
    if let Some(locks) = table.locks {
        w.entry_int("locks", i64::from(locks));
    }
    if let Some(view) = table.stream {
        w.entry_str("stream", view.name());
    }
    if let Some(key) = &table.encryption_key {
        w.entry_str("encryptionKey", key);
    }
    if let Some(policy) = &table.policy {
        w.entry_str("policy", &policy.text);
        w.entry_int("policyRevision", policy.revision as i64);
    }
    if let Some(attribute) = &table.time_to_live {
        w.entry_str("timeToLive", attribute);
    }
    if let Some(restored) = &table.restored {
        if let Some(backup) = &restored.backup {
            w.entry_str("restoredBackup", backup);
        }
        w.entry_str("restoredFrom", &restored.table);
        w.entry_int("restoredTo", restored.ms as i64);
        w.entry_bool("restoring", restored.in_progress);
    }
    if let Some(group) = &table.group {
        w.entry_map("group", MapRef::new(&group.body));
    }
    put_pairs(&mut w, "tags", &table.tags);
    w.into_inner()
}

/// Texts two by two.
pub(super) fn put_pairs(w: &mut Writer, name: &str, pairs: &[(String, String)]) {
    let list = w.begin_entry(name, Type::L);
    for (key, value) in pairs {
        w.str(key);
        w.str(value);
    }
    w.end(list);
}

fn put_changes(w: &mut Writer, changes: &Changes) {
    let list = w.begin_entry("changes", Type::L);
    for tree in &changes.trees {
        w.int(i64::from(*tree));
    }
    w.end(list);
    w.entry_bool("oldImages", changes.images.old);
    w.entry_bool("newImages", changes.images.new);
    if changes.stamps {
        w.entry_bool("stamps", true);
    }
}

fn put_time(w: &mut Writer, name: &str, ms: u64) {
    if ms > 0 {
        w.entry_int(name, ms as i64);
    }
}

fn put_attribute(w: &mut Writer, attribute: &KeyAttribute) {
    w.str(&attribute.name);
    w.str(attribute.ty.name());
}

/// The members of a key.
pub(super) fn put_key(w: &mut Writer, key: &KeySchema) {
    for (name, attributes) in [("partition", &key.partition), ("sort", &key.sort)] {
        let list = w.begin_entry(name, Type::L);
        for attribute in attributes {
            put_attribute(w, attribute);
        }
        w.end(list);
    }
}

fn put_index(w: &mut Writer, index: &Index) {
    let entry = w.begin(Type::M);
    w.entry_str("name", &index.name);
    w.entry_bool("local", index.kind == IndexKind::Local);
    w.entry_int("tree", i64::from(index.tree));
    put_key(w, &index.key);
    w.entry_str("projection", index.projection.name());
    if let Projection::Include(names) = &index.projection {
        let list = w.begin_entry("include", Type::L);
        for name in names {
            w.str(name);
        }
        w.end(list);
    }
    put_throughput(w, &index.throughput);
    put_ceiling(w, "ceiling", index.ceiling);
    put_ceiling(w, "warm", index.warm);
    w.entry_bool("backfilling", index.backfilling);
    w.end(entry);
}

fn put_throughput(w: &mut Writer, throughput: &Throughput) {
    let list = w.begin_entry("throughput", Type::L);
    w.int(throughput.read);
    w.int(throughput.write);
    w.int(throughput.increased_ms as i64);
    w.int(throughput.decreased_ms as i64);
    w.int(throughput.decreases);
    w.end(list);
}

fn put_ceiling(w: &mut Writer, name: &str, ceiling: Ceiling) {
    if ceiling != Ceiling::default() {
        let list = w.begin_entry(name, Type::L);
        w.int(ceiling.read.unwrap_or(-1));
        w.int(ceiling.write.unwrap_or(-1));
        w.end(list);
    }
}

/// Reads a definition back; `None` when the bytes are not one, or of a later version.
#[must_use]
pub fn decode(body: &[u8]) -> Option<Table> {
    let map = MapRef::new(body);
    if map.get_int("version")? > VERSION {
        return None;
    }
    let id = map.get(b"id")?.scalar_bytes()?;
    let table = Table {
        name: map.get_str("name")?.to_owned(),
        id: id.try_into().ok()?,
        created_ms: time(map, "created"),
        active_ms: time(map, "active"),
        updated_ms: time(map, "updated"),
        tree: tree(map, "tree")?,
        changes: changes(map)?,
        key: key(map)?,
        attributes: attributes(map.get_list("attributes")?)?,
        indexes: map
            .get_list("indexes")?
            .iter()
            .map(|entry| index(entry.as_map()?))
            .collect::<Option<_>>()?,
        billing: if map.get_bool("onDemand")? { Billing::OnDemand } else { Billing::Provisioned },
        on_demand_ms: time(map, "onDemandSince"),
        was_on_demand: map.get_bool("billingGiven").unwrap_or(false),
        throughput: throughput(map),
        ceiling: ceiling(map, "ceiling"),
        warm: ceiling(map, "warm"),
        class: text(map, "class"),
        class_ms: time(map, "classSince"),
        protected: map.get_bool("protected").unwrap_or(false),
        stream: map.get_str("stream").and_then(View::from_name),
        stream_ms: time(map, "streamSince"),
        encryption_key: text(map, "encryptionKey"),
        policy: text(map, "policy").map(|text| Kept { text, revision: time(map, "policyRevision") }),
        time_to_live: text(map, "timeToLive"),
        expiry: tree(map, "expiry")
            .map(|tree| Expiry { tree, backfilling: map.get_bool("expiryFilling").unwrap_or(false) }),
        restored: text(map, "restoredFrom").map(|table| Restored {
            backup: text(map, "restoredBackup"),
            table,
            ms: time(map, "restoredTo"),
            in_progress: map.get_bool("restoring").unwrap_or(false),
        }),
        locks: tree(map, "locks"),
        group: match map.get_map("group") {
            Some(given) => Some(Box::new(Group::of(given)?)),
            None => None,
        },
        tags: pairs(map.get_list("tags").unwrap_or_default()).collect::<Option<_>>()?,
        ..Table::default()
    };
    Some(table.prepare())
}

/// The outer one is empty if it cannot be read, the inner one if there is none.
fn changes(map: MapRef<'_>) -> Option<Option<Changes>> {
    let Some(list) = map.get_list("changes") else { return Some(None) };
    let trees = list.iter().map(|tree| TreeId::try_from(tree.as_int()?).ok()).collect::<Option<_>>()?;
    let images = Images { old: map.get_bool("oldImages")?, new: map.get_bool("newImages")? };
    Some(Some(Changes { trees, images, stamps: map.get_bool("stamps").unwrap_or(false) }))
}

/// Reads what [`put_pairs`] wrote.
pub(super) fn pairs(list: ListRef<'_>) -> impl Iterator<Item = Option<(String, String)>> {
    let mut texts = list.iter().map(|text| text.as_str());
    core::iter::from_fn(move || {
        let first = texts.next()?;
        let second = texts.next().flatten();
        Some(first.zip(second).map(|(first, second)| (first.to_owned(), second.to_owned())))
    })
}

fn attributes(list: ListRef<'_>) -> Option<Vec<KeyAttribute>> {
    pairs(list)
        .map(|pair| {
            let (name, ty) = pair?;
            Some(KeyAttribute { name, ty: KeyType::from_name(&ty)? })
        })
        .collect()
}

/// A key, read from its members.
pub(super) fn key(map: MapRef<'_>) -> Option<KeySchema> {
    Some(KeySchema {
        partition: attributes(map.get_list("partition")?)?,
        sort: attributes(map.get_list("sort")?)?,
    })
}

fn index(map: MapRef<'_>) -> Option<Index> {
    let kind = if map.get_bool("local")? { IndexKind::Local } else { IndexKind::Global };
    let projection = match map.get_str("projection")? {
        "ALL" => Projection::All,
        "KEYS_ONLY" => Projection::KeysOnly,
        _ => {
            let names = map.get_list("include")?.iter();
            Projection::Include(names.map(|name| name.as_str().map(str::to_owned)).collect::<Option<_>>()?)
        }
    };
    let name = map.get_str("name")?.to_owned();
    let mut index = Index::new(name, kind, tree(map, "tree")?, key(map)?, projection);
    index.throughput = throughput(map);
    index.ceiling = ceiling(map, "ceiling");
    index.warm = ceiling(map, "warm");
    index.backfilling = map.get_bool("backfilling").unwrap_or(false);
    Some(index)
}

fn throughput(map: MapRef<'_>) -> Throughput {
    let mut numbers = map.get_list("throughput").unwrap_or_default().iter().map(|number| number.as_int());
    let mut next = || numbers.next().flatten().unwrap_or(0);
    Throughput {
        read: next(),
        write: next(),
        increased_ms: next().unsigned_abs(),
        decreased_ms: next().unsigned_abs(),
        decreases: next(),
    }
}

fn ceiling(map: MapRef<'_>, name: &str) -> Ceiling {
    let list = map.get_list(name).unwrap_or_default();
    let at = |position| list.get(position).and_then(|number| number.as_int()).filter(|&units| units >= 0);
    Ceiling { read: at(0), write: at(1) }
}

fn text(map: MapRef<'_>, name: &str) -> Option<String> {
    map.get_str(name).map(str::to_owned)
}

fn time(map: MapRef<'_>, name: &str) -> u64 {
    map.get_int(name).unwrap_or(0).unsigned_abs()
}

fn tree(map: MapRef<'_>, name: &str) -> Option<TreeId> {
    TreeId::try_from(map.get_int(name)?).ok()
}

#[cfg(test)]
mod tests;
