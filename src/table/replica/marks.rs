//! How far the changes of others are here: the record `replica/NAME/ID` of the catalog.

use crate::model::{MapRef, Type, Writer};
use crate::table::catalog::{self, CATALOG_TREE};
use crate::table::context::{Context, Stop, decoded};
use crate::table::schema::Table;

const VERSION: i64 = 1;

/// How far the changes of others are in a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// The place in each peer's history up to which they were taken, by the peer's name, as the peer writes it.
    pub positions: Vec<(String, String)>,
    /// The latest clock of each replica, by its id.
    pub clocks: Vec<(u32, u64)>,
}

impl Marks {
    /// The place in a peer's history.
    #[must_use]
    pub fn position(&self, peer: &str) -> Option<&str> {
        self.positions.iter().find(|(name, _)| name == peer).map(|(_, position)| position.as_str())
    }

    /// Notes the place in a peer's history.
    pub fn put_position(&mut self, peer: &str, position: &str) {
        self.positions.retain(|(name, _)| name != peer);
        self.positions.push((peer.to_owned(), position.to_owned()));
    }

    /// The latest clock of a replica.
    #[must_use]
    pub fn clock(&self, replica: u32) -> u64 {
        self.clocks.iter().find(|(id, _)| *id == replica).map_or(0, |(_, clock)| *clock)
    }

    /// Notes a clock of a replica.
    pub fn saw(&mut self, replica: u32, clock: u64) {
        match self.clocks.iter_mut().find(|(id, _)| *id == replica) {
            Some((_, latest)) => *latest = clock.max(*latest),
            None => self.clocks.push((replica, clock)),
        }
    }
}

fn record_key(table: &Table) -> Vec<u8> {
    [b"replica/", table.name.as_bytes(), b"/", &table.id].concat()
}

/// How far the changes of others are in a table.
///
/// # Errors
/// [`Stop::Fault`], or a failure when the record is of a later version.
pub fn marks(cx: &mut Context<'_>, table: &Table) -> Result<Marks, Stop> {
    match cx.get(CATALOG_TREE, &record_key(table))? {
        Some(value) => decoded(value, "record of replicas", VERSION, decode),
        None => Ok(Marks::default()),
    }
}

/// Writes how far they are.
///
/// # Errors
/// [`Stop::Fault`].
pub fn put_marks(cx: &mut Context<'_>, table: &Table, marks: &Marks) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.entry_int("version", VERSION);
    let list = w.begin_entry("positions", Type::L);
    for (name, position) in &marks.positions {
        w.str(name);
        w.str(position);
    }
    w.end(list);
    let list = w.begin_entry("clocks", Type::L);
    for (replica, clock) in &marks.clocks {
        w.int(i64::from(*replica));
        w.binary(&clock.to_be_bytes());
    }
    w.end(list);
    catalog::put_record(cx, record_key(table), w.as_bytes())
}

/// Forgets how far they are.
///
/// # Errors
/// [`Stop::Fault`].
pub fn remove_marks(cx: &mut Context<'_>, table: &Table) -> Result<(), Stop> {
    catalog::remove_record(cx, record_key(table))
}

fn decode(body: &[u8]) -> Option<Marks> {
    let map = MapRef::new(body);
    let mut marks = Marks::default();
    let mut texts = map.get_list("positions")?.iter();
    while let Some(name) = texts.next() {
        marks.positions.push((name.as_str()?.to_owned(), texts.next()?.as_str()?.to_owned()));
    }
    let mut clocks = map.get_list("clocks")?.iter();
    while let Some(replica) = clocks.next() {
        let clock = clocks.next()?.scalar_bytes()?.try_into().ok()?;
        marks.clocks.push((u32::try_from(replica.as_int()?).ok()?, u64::from_be_bytes(clock)));
    }
    Some(marks)
}
