//! The one write path: put, update, delete and condition check, alone, in batches and in transactions.
//!
//! Loads the stored item, evaluates the condition, makes the new item, checks it and hands both images to the item
//! store, which produces the effects.

use std::borrow::Cow;

use crate::expression::condition::Condition;
use crate::expression::update::Update;
use crate::model::{Failure, Kind, MapRef, Type, Writer, check, limits, size};
use crate::operation::charge;
use crate::operation::flaw::{self, Via};
use crate::table::capacity::{Tally, write_units};
use crate::table::envelope::{Envelope, Stamp};
use crate::table::key::hash_prefix;
use crate::table::schema::{IndexKind, Table};
use crate::table::store::{self, Image};
use crate::table::{Context, Stop, index, lock};

/// What a write does to its item.
#[derive(Debug, Clone, Copy)]
pub enum Action<'a> {
    /// Replaces it.
    Put {
        /// The new item.
        item: MapRef<'a>,
        /// Its DynamoDB size.
        size: u32,
    },
    /// Edits it, or makes it from its key.
    Update {
        /// The key.
        key: MapRef<'a>,
        /// The edits; none makes an item of the key alone, or leaves the item as it is. Edits that only take away
        /// make no item.
        update: Option<&'a Update<'a>>,
        /// Whether the actions themselves count towards the size limit, as they do outside of transactions.
        charged: bool,
    },
    /// Removes it.
    Delete,
    /// Leaves it alone; only the condition counts.
    Check,
}

/// One write.
#[derive(Debug)]
pub struct Write<'a> {
    /// The table.
    pub table: &'a Table,
    /// The encoded key.
    pub key: Vec<u8>,
    /// What to do.
    pub action: Action<'a>,
    /// What has to hold of the stored item.
    pub condition: Option<&'a Condition<'a>>,
    /// Whether a failed condition shows the stored item.
    pub show_item: bool,
}

/// What a write did.
#[derive(Debug)]
pub struct Written<'f, 'a> {
    /// The item as it was.
    pub old: Option<MapRef<'f>>,
    /// The item as it is; `None` after a delete.
    pub new: Option<Cow<'a, [u8]>>,
    /// What it cost.
    pub tally: Tally,
}

/// Performs one write: its effects are added to the context.
///
/// # Errors
/// [`Stop::Fault`]; a failed condition; a new item that the table cannot hold.
pub fn write<'f, 'a>(cx: &mut Context<'f>, write: Write<'a>) -> Result<Written<'f, 'a>, Stop> {
    let table = write.table;
    if let Action::Update { update: Some(update), charged: true, .. } = write.action {
        check_charge(update)?;
    }
    if let Some(locks) = table.locks {
        lock::refuse(cx, locks, &write.key)?;
    }
    let stored = store::load(cx, table, &write.key)?;
    let old = stored.map(|stored| MapRef::new(stored.body));
    if let Some(condition) = write.condition
        && !condition.matches(old.unwrap_or_default())
    {
        if let Some(gauge) = &cx.settings.gauge {
            charge::checked(
                gauge,
                table,
                hash_prefix(&write.key),
                old,
                stored.map_or(0, |stored| stored.size),
            )?;
        }
        return Err(condition_failed(old.filter(|_| write.show_item)).into());
    }
    let new = match write.action {
        Action::Put { item, size } => Some((Cow::Borrowed(item.body()), size)),
        Action::Update { update: Some(update), .. } if old.is_none() && !update.creates() => None,
        Action::Update { key, update, .. } => {
            let (body, size) = updated(table, old, key, update)?;
            Some((Cow::Owned(body), size))
        }
        Action::Delete => None,
        Action::Check => {
            let read = stored.map_or(0, |stored| stored.size);
            let tally = Tally { table: 2 * write_units(read).max(1), indexes: Vec::new() };
            if let Some(gauge) = &cx.settings.gauge {
                charge::checked(gauge, table, hash_prefix(&write.key), old, read)?;
            }
            return Ok(Written { old, new: None, tally });
        }
    };
    let image = new.as_ref().map(|(body, size)| Image { item: MapRef::new(body), size: *size });
    if let Some(image) = image {
        let size = collection_share(table, image);
        match write.action {
            Action::Update { .. } => flaw::check_update_size(size)?,
            _ if size > limits::ITEM_SIZE => return Err(flaw::put_too_large().into()),
            _ => {}
        }
    }
    let (hash, before) = (hash_prefix(&write.key), cx.effects.len());
    let tally = store::write(cx, table, write.key, stored.as_ref(), image)?;
    if cx.settings.gauge.is_some() {
        charge::written(cx, table, (hash, image.map(|image| image.item).or(old)), &tally, before)?;
    }
    Ok(Written { old, new: new.map(|(body, _)| body), tally })
}

fn condition_failed(item: Option<MapRef<'_>>) -> Failure {
    let failure = Failure::new(Kind::ConditionalCheckFailed, "The conditional request failed");
    let Some(item) = item else { return failure };
    let mut w = Writer::new();
    w.entry_map("Item", item);
    failure.with_detail(w.into_inner())
}

/// The updated item and its size.
fn updated(
    table: &Table,
    old: Option<MapRef<'_>>,
    key: MapRef<'_>,
    update: Option<&Update<'_>>,
) -> Result<(Vec<u8>, u32), Failure> {
    let Some(update) = update else {
        let body = old.unwrap_or(key).body().to_vec();
        let size = size::item(MapRef::new(&body));
        return Ok((body, size));
    };
    let body = update.apply(old, key)?;
    let item = MapRef::new(&body);
    let checked = check::item(item.body()).map_err(flaw::updated)?;
    flaw::check_update_size(checked.size)?;
    let changed = |name: &str| update.targets().any(|(target, _)| target == name.as_bytes());
    let via = if update.operands().next().is_some() { Via::Path } else { Via::Value };
    flaw::check_index_keys(table, item, via, changed)?;
    Ok((body, checked.size))
}

/// What the request of a single update adds up to has to stay within the limit of an item too: its literals, the
/// names it writes to, and a charge for each action.
fn check_charge(update: &Update<'_>) -> Result<(), Failure> {
    let names: usize = update.targets().map(|(name, _)| name.len()).sum();
    flaw::check_update_size(update.charge().saturating_add(names as u32))
}

/// What counts for the limit of one item: its size, and with local indexes that of its entries in them, unless all
/// of it is within the limit anyway.
#[must_use]
pub fn collection_share(table: &Table, image: Image<'_>) -> u32 {
    let locals = table.indexes_of(IndexKind::Local).count() as u32;
    if image.size.saturating_mul(locals + 1) <= limits::ITEM_SIZE {
        return image.size;
    }
    let item = Envelope::plain(Stamp::local(0), image.size, image.item.body());
    let entries = table.indexes_of(IndexKind::Local).filter_map(|local| index::entry(local, &item));
    entries.map(|entry| entry.size).sum::<u32>() + image.size
}

/// The DynamoDB size of an item to be put.
///
/// # Errors
/// An item that is too large.
pub fn put_size(item: MapRef<'_>) -> Result<u32, Failure> {
    let size = size::item(item);
    if size > limits::ITEM_SIZE { Err(flaw::put_too_large()) } else { Ok(size) }
}

/// Checks the index keys that an item to be put holds.
///
/// # Errors
/// Index keys of wrong types, empty or too long.
pub fn check_put(table: &Table, item: MapRef<'_>) -> Result<(), Failure> {
    flaw::check_index_keys(table, item, Via::Put, |_| true)
}

/// Whether `ReturnValuesOnConditionCheckFailure` asks for the stored item.
#[must_use]
pub fn shows_item(input: MapRef<'_>) -> bool {
    input.get_str("ReturnValuesOnConditionCheckFailure") == Some("ALL_OLD")
}

/// What `ReturnValues` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// `NONE`.
    Nothing,
    /// `ALL_OLD`.
    AllOld,
    /// `ALL_NEW`.
    AllNew,
    /// `UPDATED_OLD`.
    UpdatedOld,
    /// `UPDATED_NEW`.
    UpdatedNew,
}

impl Returned {
    /// Reads the parameter of an update; its values are a constraint of the shape.
    #[must_use]
    pub fn of(input: MapRef<'_>) -> Self {
        match input.get_str("ReturnValues") {
            Some("ALL_OLD") => Self::AllOld,
            Some("ALL_NEW") => Self::AllNew,
            Some("UPDATED_OLD") => Self::UpdatedOld,
            Some("UPDATED_NEW") => Self::UpdatedNew,
            _ => Self::Nothing,
        }
    }

    /// Reads the parameter of a put or delete, which have only the old item to show.
    ///
    /// # Errors
    /// Values that only updates take.
    pub fn of_whole(input: MapRef<'_>) -> Result<Self, Failure> {
        match Self::of(input) {
            returned @ (Self::Nothing | Self::AllOld) => Ok(returned),
            _ => Err(Failure::validation("ReturnValues can only be ALL_OLD or NONE")),
        }
    }

    /// Writes `Attributes`, unless there is nothing to show.
    pub fn write(self, w: &mut Writer, written: &Written<'_, '_>, update: Option<&Update<'_>>) {
        let shown = match self {
            Self::Nothing => return,
            Self::AllOld => written.old,
            Self::AllNew => written.new.as_deref().map(MapRef::new),
            Self::UpdatedOld | Self::UpdatedNew => {
                let new = written.new.as_deref().map(MapRef::new);
                let image = if self == Self::UpdatedNew { new } else { written.old };
                let (Some(image), Some(update)) = (image, update) else { return };
                let start = w.len();
                let map = w.begin_entry("Attributes", Type::M);
                let inside = w.len();
                update.touched(image, w);
                let nothing = w.len() == inside;
                w.end(map);
                if nothing {
                    w.truncate(start);
                }
                return;
            }
        };
        if let Some(item) = shown.filter(|item| !item.is_empty()) {
            w.entry_map("Attributes", item);
        }
    }
}
