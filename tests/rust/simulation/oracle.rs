//! What may be stored: for every place the last value that is known, and the writes since then, in the order in which
//! they were sent, that are under way or of unknown fate.

use std::collections::{BTreeMap, BTreeSet};

use hashrange::engine::Answer;
use hashrange::model::{Failure, Kind, MapRef};

/// A table, by its number, and a key in it.
pub type Place = (u64, u64, i64);
/// The version of an item; `None` without one.
pub type Held = Option<i64>;

pub enum Sent {
    Write(Place, Held),
    Read(Place, Vec<Held>),
    Create(u64),
    Drop(u64),
    /// What has no bearing on items: an index that is made or removed.
    Other,
}

#[derive(Default)]
pub struct Oracle {
    places: BTreeMap<Place, Vec<(u64, Held)>>,
    /// Tables that may exist, and whether they are known to.
    pub tables: BTreeMap<u64, bool>,
    /// Tables that are being made or dropped.
    pub changing: BTreeSet<u64>,
    pub sent: BTreeMap<u64, Sent>,
    next: i64,
}

pub fn version(answer: &[u8]) -> Held {
    MapRef::new(answer).get_map("Item").and_then(|item| item.get_int("v"))
}

/// Whether it says that nobody knows.
fn unknown(failure: &Failure) -> bool {
    failure.message.contains("not known")
}

impl Oracle {
    pub fn next_version(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    pub fn possible(&self, place: &Place) -> Vec<Held> {
        let writes = self.places.get(place);
        writes.map_or_else(|| vec![None], |writes| writes.iter().map(|(_, held)| *held).collect())
    }

    pub fn places(&self) -> Vec<Place> {
        self.places.keys().copied().collect()
    }

    pub fn send(&mut self, ticket: u64, sent: Sent) {
        match &sent {
            Sent::Write(place, held) => self.write(ticket, *place, *held),
            Sent::Create(table) => {
                self.changing.insert(*table);
                self.tables.entry(*table).or_insert(false);
            }
            Sent::Drop(table) => {
                self.changing.insert(*table);
                self.tables.insert(*table, false);
                for place in self.places().into_iter().filter(|place| place.0 == *table) {
                    self.write(ticket, place, None);
                }
            }
            Sent::Read(..) | Sent::Other => {}
        }
        self.sent.insert(ticket, sent);
    }

    fn write(&mut self, ticket: u64, place: Place, held: Held) {
        self.places.entry(place).or_insert_with(|| vec![(0, None)]).push((ticket, held));
    }

    /// Whether requests on items of a table wait for answers: they may still run in the table that comes next under its name.
    pub fn is_busy(&self, table: u64) -> bool {
        self.sent.values().any(|sent| match sent {
            Sent::Write(place, _) | Sent::Read(place, _) => place.0 == table,
            _ => false,
        })
    }

    /// The answer to what was sent as `ticket`.
    pub fn answered(&mut self, ticket: u64, answer: &Answer) {
        let sent = self.sent.remove(&ticket).expect("an answer nobody asked for");
        match (sent, answer) {
            (Sent::Read(place, before), Ok(body)) => {
                let found = version(body);
                let now = self.possible(&place);
                assert!(
                    before.contains(&found) || now.contains(&found),
                    "{place:?}: read {found:?} of {now:?}"
                );
            }
            (Sent::Write(place, _), answer) => self.fate(place, ticket, answer),
            (Sent::Create(table), answer) => {
                self.changing.remove(&table);
                match answer {
                    Ok(_) => drop(self.tables.insert(table, true)),
                    Err(failure) if !unknown(failure) => drop(self.tables.remove(&table)),
                    Err(_) => {}
                }
            }
            (Sent::Drop(table), answer) => {
                self.changing.remove(&table);
                for place in self.places().into_iter().filter(|place| place.0 == table) {
                    self.fate(place, ticket, answer);
                }
                match answer {
                    Ok(_) => drop(self.tables.remove(&table)),
                    Err(failure) if !unknown(failure) => drop(self.tables.insert(table, true)),
                    Err(_) => {}
                }
            }
            _ => {}
        }
        if let Err(failure) = answer {
            let kinds = [
                Kind::StorageQuotaExceeded,
                Kind::StorageUnavailable,
                Kind::ResourceNotFound,
                Kind::ResourceInUse,
                Kind::Validation,
                Kind::LimitExceeded,
            ];
            assert!(kinds.contains(&failure.kind), "unexpected {failure}");
        }
    }

    fn fate(&mut self, place: Place, ticket: u64, answer: &Answer) {
        let Some(writes) = self.places.get_mut(&place) else { return };
        let at = writes.iter().position(|(writer, _)| *writer == ticket);
        match (at, answer) {
            // What was there before is gone, what was sent after it may come.
            (Some(at), Ok(_)) => drop(writes.drain(..at)),
            (Some(at), Err(failure)) if !unknown(failure) => drop(writes.remove(at)),
            _ => {}
        }
    }

    /// A settled database has `found` there.
    pub fn settle(&mut self, place: Place, found: Held) {
        let possible = self.possible(&place);
        assert!(possible.contains(&found), "{place:?} holds {found:?}, possible are {possible:?}");
        self.places.insert(place, vec![(0, found)]);
    }

    /// The process has died: answers that were not given never are.
    pub fn crash(&mut self) {
        self.sent.clear();
        self.changing.clear();
    }

    pub fn settle_table(&mut self, table: u64, exists: bool) {
        let known = self.tables.get(&table).copied();
        assert!(exists || known != Some(true), "table {table} is gone");
        if exists {
            self.tables.insert(table, true)
        } else {
            self.tables.remove(&table)
        };
    }
}
