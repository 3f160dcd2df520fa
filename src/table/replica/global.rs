//! What a replica knows of its global table.

use crate::model::{MapRef, Type, Writer};
use crate::table::group::Group;
use crate::tree::TreeId;

/// How the replicas of a global table agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Each takes writes of its own; the last one of an item wins.
    #[default]
    Eventual,
    /// A write is one of a majority.
    Strong,
}

impl Mode {
    /// The service's name of the consistency.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eventual => "EVENTUAL",
            Self::Strong => "STRONG",
        }
    }

    /// The mode of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Eventual, Self::Strong].into_iter().find(|mode| mode.name() == name)
    }
}

/// A replica or a witness of a global table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its region.
    pub region: String,
    /// The service's word for how far it is.
    pub status: String,
    /// What is to be said of its status; empty for nothing.
    pub note: String,
    /// Since when it has this status, in epoch milliseconds.
    pub ms: u64,
    /// It keeps what a majority needs, and answers no reads.
    pub witness: bool,
    /// What it has of its own: members of the service's description of a replica.
    pub overrides: Vec<u8>,
}

/// A global table, as one of its replicas knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Global {
    /// Tells the global tables of a name apart.
    pub id: [u8; 16],
    /// The tree of the keys of deleted items, with the writes that deleted them.
    pub tombstones: TreeId,
    /// The tree of the conflicts.
    pub conflicts: TreeId,
    /// How its replicas agree.
    pub mode: Mode,
    /// All of its replicas, this one too.
    pub members: Vec<Member>,
    /// The write that made the definition that all have in common what it is.
    pub clock: u64,
    /// No replica can be made a table of its own.
    pub protected: bool,
    /// It was made by the operations of version 2017.11.29.
    pub legacy: bool,
    /// The member here is a witness.
    pub is_witness: bool,
}

impl Global {
    /// What a table's definition says of its global table; `None` when it cannot be read.
    #[must_use]
    pub fn of(group: &Group) -> Option<Self> {
        read(MapRef::new(&group.body))
    }

    /// What a table's definition is to say of it.
    #[must_use]
    pub fn group(&self) -> Group {
        Group {
            tombstones: self.tombstones,
            conflicts: self.conflicts,
            strong: self.mode == Mode::Strong,
            witness: self.is_witness,
            body: body(self),
        }
    }

    /// The member of a region.
    #[must_use]
    pub fn member(&self, region: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.region == region)
    }
}

fn body(group: &Global) -> Vec<u8> {
    let mut w = Writer::new();
    w.name(b"id");
    w.binary(&group.id);
    w.entry_int("tombstones", i64::from(group.tombstones));
    w.entry_int("conflicts", i64::from(group.conflicts));
    w.entry_bool("strong", group.mode == Mode::Strong);
    let list = w.begin_entry("members", Type::L);
    for member in &group.members {
        let entry = w.begin(Type::M);
        w.entry_str("region", &member.region);
        w.entry_str("status", &member.status);
        w.entry_str("note", &member.note);
        w.entry_int("ms", member.ms as i64);
        w.entry_bool("witness", member.witness);
        w.entry_map("overrides", MapRef::new(&member.overrides));
        w.end(entry);
    }
    w.end(list);
    w.name(b"clock");
    w.binary(&group.clock.to_be_bytes());
    w.entry_bool("protected", group.protected);
    w.entry_bool("legacy", group.legacy);
    if group.is_witness {
        w.entry_bool("witness", true);
    }
    w.into_inner()
}

fn read(map: MapRef<'_>) -> Option<Global> {
    let tree = |name| TreeId::try_from(map.get_int(name)?).ok();
    let bytes = |name: &[u8]| map.get(name)?.scalar_bytes();
    let member = |entry: MapRef<'_>| {
        Some(Member {
            region: entry.get_str("region")?.to_owned(),
            status: entry.get_str("status")?.to_owned(),
            note: entry.get_str("note")?.to_owned(),
            ms: entry.get_int("ms")?.unsigned_abs(),
            witness: entry.get_bool("witness")?,
            overrides: entry.get_map("overrides")?.body().to_vec(),
        })
    };
    Some(Global {
        id: bytes(b"id")?.try_into().ok()?,
        tombstones: tree("tombstones")?,
        conflicts: tree("conflicts")?,
        mode: if map.get_bool("strong")? { Mode::Strong } else { Mode::Eventual },
        members: map
            .get_list("members")?
            .iter()
            .map(|entry| member(entry.as_map()?))
            .collect::<Option<_>>()?,
        clock: u64::from_be_bytes(bytes(b"clock")?.try_into().ok()?),
        protected: map.get_bool("protected")?,
        legacy: map.get_bool("legacy")?,
        is_witness: map.get_bool("witness") == Some(true),
    })
}
