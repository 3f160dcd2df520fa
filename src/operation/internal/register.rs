//! The register of an item of a table with strong consistency: what this member of the majority has promised and accepted, as in
//! CASPaxos. A ballot is a clock and the replica that proposes; it becomes the stamp of the item that is chosen with it.

use super::replicated::{own, put_stamp};
use crate::model::{Failure, MapRef, Writer};
use crate::operation::{flaw, target};
use crate::table::envelope::{self, Stamp};
use crate::table::group::Group;
use crate::table::replica::order;
use crate::table::schema::Table;
use crate::table::{Context, Stop, unreadable};
use crate::tree::TreeId;

/// A register, read.
pub struct Register<'f> {
    tree: TreeId,
    key: Vec<u8>,
    /// The size of what is stored.
    weight: Option<u32>,
    /// Nothing of a smaller ballot is accepted.
    pub promised: Option<Stamp>,
    /// The ballot that was accepted last.
    pub accepted: Option<Stamp>,
    /// What was accepted with it; nothing if the item is deleted.
    pub item: Option<MapRef<'f>>,
}

fn group(table: &Table) -> Result<&Group, Failure> {
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

impl<'f> Register<'f> {
    /// Reads the register that a request names by `TableName` and `Key`.
    ///
    /// # Errors
    /// A table without registers, or no key of it; [`Stop::Fault`].
    pub fn load(cx: &mut Context<'f>, input: MapRef<'_>) -> Result<Self, Stop> {
        let table = target::control(cx, target::given(input))?;
        let tree = group(&table)?.conflicts;
        let key = flaw::key_of(&table, input.get_map("Key").unwrap_or_default())?;
        let stored = match cx.get(tree, &key)? {
            Some(value) => Some(envelope::read(value).map_err(|why| unreadable("register of an item", why))?),
            None => None,
        };
        let body = stored.map_or_else(MapRef::default, |stored| MapRef::new(stored.body));
        let stamp = |name: &[u8]| body.get(name).and_then(|bytes| stamp_of(bytes.scalar_bytes()?));
        Ok(Self {
            tree,
            key,
            weight: stored.map(|stored| stored.size),
            promised: stamp(b"promised"),
            accepted: stamp(b"accepted"),
            item: body.get_map("item"),
        })
    }

    /// Whether a ballot is behind what was promised.
    pub fn is_behind(&self, cx: &Context<'_>, ballot: Stamp) -> bool {
        let own = own(cx);
        self.promised.is_some_and(|promised| order(promised, own) > order(ballot, own))
    }

    /// The same with another item.
    pub fn replaced<'i>(self, item: Option<MapRef<'i>>) -> Register<'i> {
        let Self { tree, key, weight, promised, accepted, .. } = self;
        Register { tree, key, weight, promised, accepted, item }
    }

    /// Writes it.
    pub fn put(self, cx: &mut Context<'_>) {
        let own = own(cx);
        let mut w = Writer::new();
        for (name, stamp) in [("accepted", self.accepted), ("promised", self.promised)] {
            if let Some(stamp) = stamp {
                let (clock, replica) = order(stamp, own);
                w.name(name.as_bytes());
                w.binary(&[&clock.to_be_bytes()[..], &replica.to_be_bytes()].concat());
            }
        }
        if let Some(item) = self.item {
            w.entry_map("item", item);
        }
        let body = w.as_bytes();
        let value = envelope::seal(Stamp::local(cx.clock), body.len() as u32, body);
        cx.set(self.tree, self.key, Some(value), self.weight);
    }

    /// Writes what was promised, for whoever has to propose more.
    pub fn put_promised(&self, w: &mut Writer, own: u32) {
        if let Some(promised) = self.promised {
            put_stamp(w, own, promised, ["Ballot", "Replica"]);
        }
    }
}
