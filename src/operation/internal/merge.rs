//! The rule of replicas: of an item the write with the greater clock stays, and of equal clocks that of the greater replica.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::replicated::{self, Given};
use crate::model::MapRef;
use crate::table::envelope::{Envelope, Stamp};
use crate::table::group::Group;
use crate::table::replica::{self, Side};
use crate::table::schema::Table;
use crate::table::store::{self, Image};
use crate::table::{Context, Origin, Stop, history};

/// What is stored of an item, after what the run has done to it so far.
#[derive(Debug, Clone)]
pub struct Stored<'f> {
    /// The write that it is from, or that deleted it.
    stamp: Option<Stamp>,
    /// Size and body, if it is there.
    item: Option<(u32, Cow<'f, [u8]>)>,
    /// The size of the tombstone that is stored.
    tombstone: Option<u32>,
    /// The tombstone that the run leaves: the write, and the key's attributes.
    buried: Option<(Stamp, Vec<u8>)>,
}

/// What is known of the items that a run has met, by their keys.
pub type Met<'f> = BTreeMap<Vec<u8>, Stored<'f>>;

/// What became of a change.
pub struct Outcome {
    pub applied: bool,
    /// The record of the conflict that it was in.
    pub conflict: Option<Vec<u8>>,
}

impl<'f> Stored<'f> {
    fn load(cx: &mut Context<'f>, table: &Table, key: &[u8]) -> Result<Self, Stop> {
        let item = store::load(cx, table, key)?;
        let tombstone = match &table.group {
            Some(group) => replica::tombstone(cx, group, key)?,
            None => None,
        };
        Ok(Self {
            stamp: item.or(tombstone).map(|stored| stored.stamp),
            item: item.map(|item| (item.size, Cow::Borrowed(item.body))),
            tombstone: tombstone.map(|tombstone| tombstone.size),
            buried: None,
        })
    }

    /// Writes the tombstone that the run leaves.
    pub fn bury(&self, cx: &mut Context<'_>, group: &Group, key: &[u8]) {
        if let Some((stamp, keys)) = self.buried.as_ref().filter(|_| self.item.is_none()) {
            cx.origin = origin(*stamp);
            replica::keep_tombstone(cx, group, key, keys, self.tombstone);
        }
    }
}

const fn origin(stamp: Stamp) -> Origin {
    match stamp.replica {
        Some(replica) => Origin::Replica(replica, stamp.clock),
        None => Origin::Local,
    }
}

/// Brings a change to the item under a key, unless what is there is later. `seen` is the latest clock of its replica that was
/// here before.
pub fn merge<'f>(
    cx: &mut Context<'f>,
    table: &Table,
    (key, given, image): (&[u8], &Given<'_>, Option<Image<'_>>),
    met: &mut Met<'f>,
    seen: u64,
) -> Result<Outcome, Stop> {
    let mut stored = match met.get(key) {
        Some(stored) => stored.clone(),
        None => Stored::load(cx, table, key)?,
    };
    let own = replicated::own(cx);
    let there = stored.stamp.map(|stamp| replica::order(stamp, own));
    let wins = there.is_none_or(|there| there < given.order());
    let conflict = conflict(cx, given, &stored, wins, seen);
    if wins {
        let stamp = Stamp { clock: given.clock, replica: Some(given.replica) };
        cx.origin = origin(stamp);
        cx.base = given.base;
        if stored.item.is_none() && image.is_none() && table.group.is_some() {
            history::record_absent(cx, table, given.keys, given.base);
        }
        let old = stored.stamp.zip(stored.item.as_ref());
        let old = old.map(|(stamp, (size, body))| Envelope::plain(stamp, *size, body));
        store::write(cx, table, key.to_vec(), old.as_ref(), image)?;
        stored.stamp = Some(stamp);
        stored.item = image.map(|image| (image.size, Cow::Owned(image.item.body().to_vec())));
        if image.is_none() {
            stored.buried = Some((stamp, given.keys.body().to_vec()));
        }
    }
    met.insert(key.to_vec(), stored);
    Ok(Outcome { applied: wins, conflict })
}

/// The record of a conflict, if the change and a write of this replica did not know of each other.
fn conflict(
    cx: &Context<'_>,
    given: &Given<'_>,
    stored: &Stored<'_>,
    wins: bool,
    seen: u64,
) -> Option<Vec<u8>> {
    let own = replicated::own(cx);
    let stamp = stored.stamp?;
    let there = replica::order(stamp, own);
    if there.1 != own || given.replica == own {
        return None;
    }
    let knew = if wins {
        given.base.is_some_and(|base| replica::order(base, own) >= there)
    } else {
        // It has come before, and again.
        given.clock <= seen
    };
    let here = stored.item.as_ref().map(|(_, body)| MapRef::new(body));
    if knew || here == given.new {
        return None;
    }
    let theirs = Side { item: given.new, clock: given.clock, replica: given.replica };
    let ours = Side::new(here, stamp, own);
    let (won, lost) = if wins { (theirs, ours) } else { (ours, theirs) };
    Some(replica::record(cx, given.keys, won, lost))
}
