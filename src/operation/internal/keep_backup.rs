//! `KeepBackup`.

use crate::model::{Failure, Kind, MapRef, Writer, limits};
use crate::operation::backups::shown;
use crate::operation::definition;
use crate::operation::flaw::{self, Precision};
use crate::operation::items::write_path;
use crate::operation::notation::{hex_bytes, of_uuid};
use crate::operation::tables::create_table;
use crate::operation::target;
use crate::table::history::DAY;
use crate::table::moment::backup::{self, Backup, Copied};
use crate::table::store::{self, Image};
use crate::table::{Context, Origin, Stop};

/// A copy that nobody goes on with is given up after so long.
const PATIENCE: u64 = 7 * DAY;
/// Most backups of one region.
const MOST: usize = 1000;

/// Takes a backup of another region, `Peer`, in, by what that calls the copy, its `Job`. With `Definition` it begins, or says how
/// far it is: `After` is the key of the last item that is here, and absent when all are. `Items` go on from there, in the order
/// of their keys; with `Last` they are the last ones, and all must be here. The backups of a region have `MostBytes` in all.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let peer = input.get_str("Peer").unwrap_or_default();
    let job = input.get_str("Job").unwrap_or_default();
    let all = backup::all(cx)?;
    let of_peer = |backup: &&Backup| backup.copied.as_ref().is_some_and(|copied| copied.region == peer);
    // What is to come is counted as if it were here.
    let held: u64 = all.iter().filter(of_peer).map(|backup| backup.bytes.max(whole(backup))).sum();
    let most = input.get_int("MostBytes").map_or(u64::MAX, i64::unsigned_abs);
    let found = all.iter().filter(of_peer).find(|backup| job_of(backup) == job);
    let kept = match (found, input.get_map("Definition")) {
        (Some(backup), Some(_)) => backup.clone(),
        (None, Some(definition)) => {
            let backup = begun(cx, input, definition)?;
            if all.iter().filter(of_peer).count() >= MOST || held.saturating_add(whole(&backup)) > most {
                return Err(too_much(peer, most).into());
            }
            backup::keep(cx, &backup)?;
            backup
        }
        (Some(backup), None) => {
            let backup = filled(cx, input, backup.clone())?;
            if held.max(backup.bytes) > most {
                return Err(too_much(peer, most).into());
            }
            backup::keep(cx, &backup)?;
            backup
        }
        (None, None) => {
            return Err(Failure::new(Kind::BackupNotFound, "Backup not found: the copy was deleted").into());
        }
    };
    let mut w = Writer::new();
    w.entry_str("BackupArn", &shown::arn(cx.settings, &kept));
    if let Some(done) = kept.copied.as_ref().and_then(|copied| copied.done.as_ref()) {
        w.entry_str("After", &hex_bytes(done));
    }
    w.entry_int("Count", kept.count as i64);
    w.entry_int("Bytes", kept.bytes as i64);
    Ok(w.into_inner())
}

fn job_of(backup: &Backup) -> &str {
    backup.copied.as_ref().map_or("", |copied| &copied.job)
}

fn whole(backup: &Backup) -> u64 {
    backup.copied.as_ref().map_or(0, |copied| copied.bytes)
}

fn too_much(peer: &str, most: u64) -> Failure {
    let parts = [
        "At most ",
        &most.to_string(),
        " bytes of backups of Region ",
        peer,
        " are kept here, in 1000 backups",
    ];
    Failure::new(Kind::LimitExceeded, parts.concat())
}

/// A copy that has no items yet.
fn begun(cx: &mut Context<'_>, input: MapRef<'_>, definition: MapRef<'_>) -> Result<Backup, Stop> {
    let number = |name: &str| input.get_int(name).unwrap_or(0).unsigned_abs();
    let mut table = definition::table(definition, cx.settings)?;
    target::name(cx, definition.get_str("TableName").unwrap_or_default())?.clone_into(&mut table.name);
    table.time_to_live = input.get_str("TimeToLiveAttribute").map(str::to_owned);
    // These are of what is here now.
    (table.tags, table.encryption_key) = Default::default();
    create_table::place(cx, &mut table)?;
    if let Some(id) = input.get_str("TableId").and_then(of_uuid) {
        table.id = id;
    }
    table.created_ms = number("TableCreatedMs").min(cx.now_ms);
    let copied = Copied {
        region: input.get_str("Peer").unwrap_or_default().to_owned(),
        job: input.get_str("Job").unwrap_or_default().to_owned(),
        done: Some(Vec::new()),
        count: number("Count"),
        bytes: number("Bytes"),
    };
    Ok(Backup {
        id: shown::new_id(cx),
        name: input.get_str("Name").unwrap_or_default().to_owned(),
        created_ms: number("CreatedMs").min(cx.now_ms),
        expires_ms: Some(cx.now_ms + PATIENCE),
        count: 0,
        bytes: 0,
        copy: table,
        copied: Some(copied),
    })
}

/// A copy with the next items.
fn filled(cx: &mut Context<'_>, input: MapRef<'_>, mut backup: Backup) -> Result<Backup, Stop> {
    let Some(mut copied) = backup.copied.take() else { return Ok(backup) };
    let Some(mut last) = copied.done.take() else {
        return Err(Failure::validation("This backup is here already").into());
    };
    // Nothing reads the indexes of a backup: who restores it makes them.
    let mut table = backup.copy.clone();
    table.indexes.clear();
    let table = table.prepare();
    cx.origin = Origin::Import;
    for item in input.get_list("Items").unwrap_or_default().iter() {
        let item = item.as_map().unwrap_or_default();
        let size = write_path::put_size(item)?;
        let image = Image { item, size };
        if write_path::collection_share(&backup.copy, image) > limits::ITEM_SIZE {
            return Err(flaw::put_too_large().into());
        }
        let key = flaw::key_in_item(&backup.copy, item, Precision::Attribute)?;
        if key <= last {
            return Err(Failure::validation("The items of a backup come in the order of their keys").into());
        }
        store::write(cx, &table, key.clone(), None, Some(image))?;
        (backup.count, backup.bytes, last) = (backup.count + 1, backup.bytes + u64::from(size), key);
    }
    let is_ended = input.get_bool("Last") == Some(true);
    let is_whole = (backup.count, backup.bytes) == (copied.count, copied.bytes);
    if backup.count > copied.count || backup.bytes > copied.bytes || (is_ended && !is_whole) {
        return Err(Failure::validation("The copy of the backup has other items than were announced").into());
    }
    copied.done = Some(last).filter(|_| !is_ended);
    backup.expires_ms = Some(cx.now_ms + PATIENCE).filter(|_| !is_ended);
    backup.copied = Some(copied);
    Ok(backup)
}
