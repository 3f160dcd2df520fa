//! The register of an item of a table with strong consistency: what this member of the majority has promised and accepted, as in
//! CASPaxos. A ballot is a clock and the replica that proposes; it becomes the stamp of the item that is chosen with it.
//!
//! Beside registers lie marks of those that are open: what was accepted there is not learnt, that is, not in the table. What is
//! learnt was chosen, and counts as accepted with the ballot that is its stamp.

use super::replicated::{self, own, put_stamp};
use crate::model::{Failure, MapRef, Raw, Writer};
use crate::operation::notation::of_hex_bytes;
use crate::operation::{flaw, target};
use crate::table::envelope::{self, Envelope, Stamp};
use crate::table::group::Group;
use crate::table::replica::{order, tombstone};
use crate::table::schema::Table;
use crate::table::{Context, Stop, store, unreadable};
use crate::tree::TreeId;
use std::rc::Rc;

/// What the keys of registers and of marks begin with.
const REGISTER: u8 = 0;
/// Bytes of the longest encoded key: hash, partition key and sort key, whose bytes may take two.
const LONGEST: usize = 8192;
pub const OPEN: u8 = 1;

/// A register, read.
pub struct Register<'f> {
    pub table: Rc<Table>,
    /// The tree of the registers.
    pub tree: TreeId,
    /// The encoded key of its item.
    pub key: Vec<u8>,
    /// The size of what is stored.
    pub weight: Option<u32>,
    /// The size of the mark, if it is open.
    pub mark: Option<u32>,
    /// Nothing of a smaller ballot is accepted.
    pub promised: Option<Stamp>,
    /// What was accepted last.
    pub accepted: Option<Accepted<'f>>,
    /// The stamp of what is in the table.
    pub learnt: Option<Stamp>,
}

/// What was accepted.
#[derive(Clone, Copy)]
pub struct Accepted<'f> {
    pub ballot: Stamp,
    /// The ballot that it was proposed with first.
    pub made: Option<Stamp>,
    /// The ballot of what it was made of, proposed first.
    pub on: Option<Stamp>,
    /// The item; nothing if it is deleted.
    pub item: Option<MapRef<'f>>,
    /// The attributes of its key.
    pub keys: MapRef<'f>,
}

/// The global table of a table that has registers.
///
/// # Errors
/// It has none.
pub fn group(table: &Table) -> Result<&Group, Failure> {
    table.group.as_deref().filter(|group| group.strong).ok_or_else(|| {
        let message = ["Table ", &table.name, " is no replica of a global table with strong consistency"];
        Failure::validation(message.concat())
    })
}

fn stamp_of(bytes: &[u8]) -> Option<Stamp> {
    let (clock, rest) = bytes.split_first_chunk::<8>()?;
    let replica = u32::from_be_bytes(*rest.first_chunk::<4>()?);
    Some(Stamp { clock: u64::from_be_bytes(*clock), replica: Some(replica) })
}

fn key_with(head: u8, key: &[u8]) -> Vec<u8> {
    [&[head], key].concat()
}

/// The encoded key that a request names: by `Key`, or by `Place` as another replica has encoded it.
fn key_of(table: &Table, input: MapRef<'_>) -> Result<Vec<u8>, Failure> {
    match input.get_str("Place") {
        Some(place) => of_hex_bytes(place)
            .filter(|key| (5..=LONGEST).contains(&key.len()))
            .ok_or_else(|| Failure::validation(["There is no place ", place].concat())),
        None => flaw::key_of(table, input.get_map("Key").unwrap_or_default()),
    }
}

fn stored<'f>(cx: &mut Context<'f>, tree: TreeId, key: &[u8]) -> Result<Option<Envelope<'f>>, Stop> {
    let Some(value) = cx.get(tree, key)? else { return Ok(None) };
    envelope::read(value).map(Some).map_err(|why| unreadable("register of an item", why))
}

impl<'f> Register<'f> {
    /// Reads the register that a request names.
    ///
    /// # Errors
    /// A table without registers, or no key of it; [`Stop::Fault`].
    pub fn of(cx: &mut Context<'f>, input: MapRef<'_>) -> Result<Self, Stop> {
        let table = target::control(cx, target::given(input))?;
        let key = key_of(&table, input)?;
        Self::load(cx, table, key)
    }

    /// Reads the register of an item.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn load(cx: &mut Context<'f>, table: Rc<Table>, key: Vec<u8>) -> Result<Self, Stop> {
        let (tree, tombstones) = (group(&table)?.conflicts, group(&table)?.tombstones);
        let kept = stored(cx, tree, &key_with(REGISTER, &key))?;
        let mark = stored(cx, tree, &key_with(OPEN, &key))?.map(|mark| mark.size);
        let item = store::load(cx, &table, &key)?;
        let buried = match (&item, &table.group) {
            (None, Some(group)) if group.tombstones == tombstones => tombstone(cx, group, &key)?,
            _ => None,
        };
        let body = kept.map_or_else(MapRef::default, |kept| MapRef::new(kept.body));
        let stamp = |name: &[u8]| body.get(name).and_then(|bytes| stamp_of(bytes.scalar_bytes()?));
        let own = own(cx);
        let there = item.or(buried);
        let learnt = there.map(|there| there.stamp);
        let (made, on) = (stamp(b"made"), stamp(b"on"));
        let given = stamp(b"accepted");
        let accepted = match (given, there) {
            (Some(ballot), there)
                if mark.is_some()
                    && there.is_none_or(|there| order(there.stamp, own) < order(ballot, own)) =>
            {
                let (item, keys) = (body.get_map("item"), body.get_map("keys"));
                Some(Accepted { ballot, made, on, item, keys: keys.or(item).unwrap_or_default() })
            }
            (_, Some(there)) => {
                let (ballot, keys) = (there.stamp, MapRef::new(there.body));
                let is_known = given.is_some_and(|given| order(given, own) == order(ballot, own));
                let (made, on) = if is_known { (made, on) } else { (None, None) };
                Some(Accepted { ballot, made, on, item: item.map(|item| MapRef::new(item.body)), keys })
            }
            _ => None,
        };
        let promised = stamp(b"promised");
        let promised = match learnt {
            Some(learnt) if promised.is_none_or(|promised| order(promised, own) < order(learnt, own)) => {
                Some(learnt)
            }
            _ => promised,
        };
        let weight = kept.map(|kept| kept.size);
        Ok(Self { table, tree, key, weight, mark, promised, accepted, learnt })
    }

    /// Whether a ballot is behind what was promised.
    pub fn is_behind(&self, cx: &Context<'_>, ballot: Stamp) -> bool {
        let own = own(cx);
        self.promised.is_some_and(|promised| order(promised, own) > order(ballot, own))
    }

    /// Whether what was accepted is not in the table.
    fn is_open(&self, own: u32) -> bool {
        let accepted = self.accepted.map(|accepted| order(accepted.ballot, own));
        accepted > self.learnt.map(|learnt| order(learnt, own))
    }

    /// Writes it. An item that is in the table is not kept twice.
    pub fn put(self, cx: &mut Context<'_>) {
        let own = own(cx);
        let is_open = self.is_open(own);
        let mut w = Writer::new();
        let of = |stamp: fn(&Accepted<'_>) -> Option<Stamp>| self.accepted.as_ref().and_then(stamp);
        let stamps = [
            ("accepted", of(|accepted| Some(accepted.ballot))),
            ("promised", self.promised),
            ("made", of(|accepted| accepted.made)),
            ("on", of(|accepted| accepted.on)),
        ];
        for (name, stamp) in stamps {
            if let Some(stamp) = stamp {
                let (clock, replica) = order(stamp, own);
                w.name(name.as_bytes());
                w.binary(&[&clock.to_be_bytes()[..], &replica.to_be_bytes()].concat());
            }
        }
        if let Some(accepted) = self.accepted.filter(|_| is_open) {
            match accepted.item {
                Some(item) => w.entry_map("item", item),
                None => w.entry_map("keys", accepted.keys),
            }
        }
        let body = w.as_bytes();
        let value = envelope::seal(Stamp::local(cx.clock), body.len() as u32, body);
        cx.set(self.tree, key_with(REGISTER, &self.key), Some(value), self.weight);
        if is_open != self.mark.is_some() {
            let mark = is_open.then(|| envelope::seal(Stamp::local(cx.clock), 0, &[]));
            cx.set(self.tree, key_with(OPEN, &self.key), mark, self.mark);
        }
    }

    /// Writes what was promised, for whoever has to propose more.
    pub fn put_promised(&self, w: &mut Writer, own: u32) {
        if let Some(promised) = self.promised {
            put_stamp(w, own, promised, ["Ballot", "Replica"]);
        }
    }

    /// Writes what was accepted; the item only if it is later than what is `known`.
    pub fn put_accepted(&self, w: &mut Writer, own: u32, known: Option<Stamp>) {
        if let Some(learnt) = self.learnt {
            put_stamp(w, own, learnt, ["LearntBallot", "LearntReplica"]);
        }
        let Some(accepted) = self.accepted else { return };
        put_stamp(w, own, accepted.ballot, ["AcceptedBallot", "AcceptedReplica"]);
        if let Some(made) = accepted.made {
            put_stamp(w, own, made, ["MadeBallot", "MadeReplica"]);
        }
        if let Some(on) = accepted.on {
            put_stamp(w, own, on, ["OnBallot", "OnReplica"]);
        }
        if known.is_some_and(|known| order(known, own) >= order(accepted.ballot, own)) {
            return;
        }
        let keys = w.begin_entry("Keys", crate::model::Type::M);
        for attribute in self.table.key.attributes() {
            if let Some(value) = accepted.keys.get(attribute.name.as_bytes()) {
                w.name(attribute.name.as_bytes());
                w.raw(value);
            }
        }
        w.end(keys);
        if let Some(item) = accepted.item {
            w.entry_map("Item", item);
        }
    }
}

/// The items that were applied are learnt: their registers need not have them any more.
///
/// # Errors
/// [`Stop::Fault`].
pub fn learn(cx: &mut Context<'_>, table: &Table, key: &[u8], given: (u64, u32)) -> Result<(), Stop> {
    let tree = group(table)?.conflicts;
    let own = own(cx);
    let Some(mark) = stored(cx, tree, &key_with(OPEN, key))? else { return Ok(()) };
    let place = key_with(REGISTER, key);
    let Some(kept) = stored(cx, tree, &place)? else { return Ok(()) };
    let body = MapRef::new(kept.body);
    let accepted = body.get(b"accepted").and_then(Raw::scalar_bytes).and_then(stamp_of);
    if accepted.is_some_and(|accepted| order(accepted, own) > given) {
        return Ok(());
    }
    let mut w = Writer::new();
    for (name, value) in body.iter() {
        if name != b"item" && name != b"keys" {
            w.name(name);
            w.raw(value);
        }
    }
    let rest = w.as_bytes();
    let value = envelope::seal(Stamp::local(cx.clock), rest.len() as u32, rest);
    cx.set(tree, place, Some(value), Some(kept.size));
    cx.set(tree, key_with(OPEN, key), None, Some(mark.size));
    Ok(())
}

/// Reads a stamp of a request: a clock and a replica by their names.
///
/// # Errors
/// A clock that is none.
pub fn given(input: MapRef<'_>, [clock, replica]: [&str; 2]) -> Result<Option<Stamp>, Failure> {
    let Some(clock) = input.get_str(clock) else { return Ok(None) };
    let replica = input.get_int(replica).and_then(|id| u32::try_from(id).ok());
    Ok(Some(Stamp { clock: replicated::of_clock(clock)?, replica: Some(replica.unwrap_or_default()) }))
}
