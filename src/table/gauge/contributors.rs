//! Contributor insights: the keys that are used and refused most, by a space-saving sketch.

use std::collections::BTreeMap;

use super::counters::MINUTE;
use crate::model::{MapRef, Number};
use crate::table::key::HASH_LEN;
use crate::table::schema::{KeyAttribute, KeySchema, KeyType};
use crate::tree::TreeId;

/// Keys that one sketch tells apart.
const COUNTERS: usize = 500;

/// What a rule ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// Sort keys too.
    pub sorted: bool,
    /// Refused requests instead of consumed units.
    pub throttled: bool,
}

impl Rule {
    /// The rule of a service's abbreviation: `PKC`, `PKT`, `SKC`, `SKT`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let (sorted, throttled) = match name {
            "PKC" => (false, false),
            "PKT" => (false, true),
            "SKC" => (true, false),
            "SKT" => (true, true),
            _ => return None,
        };
        Some(Self { sorted, throttled })
    }

    /// The service's abbreviation.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match (self.sorted, self.throttled) {
            (false, false) => "PKC",
            (false, true) => "PKT",
            (true, false) => "SKC",
            (true, true) => "SKT",
        }
    }
}

/// The most frequent keys of a stream, within bounded memory (Metwally, Agrawal, El Abbadi: space-saving).
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    sums: BTreeMap<Vec<String>, i64>,
    /// Whether a key had to make room for another: sums are upper bounds then.
    pub approximate: bool,
}

impl Sketch {
    /// Adds thousandths to a key. A key that is new takes the place, and the sum, of the least one when there is no room.
    pub fn add(&mut self, key: Vec<String>, amount: i64) {
        if let Some(sum) = self.sums.get_mut(&key) {
            *sum += amount;
            return;
        }
        let mut start = 0;
        if self.sums.len() >= COUNTERS
            && let Some((least, sum)) =
                self.sums.iter().min_by(|one, two| one.1.cmp(two.1)).map(|(key, sum)| (key.clone(), *sum))
        {
            self.sums.remove(&least);
            self.approximate = true;
            start = sum;
        }
        self.sums.insert(key, start + amount);
    }

    /// Adds all that another sketch knows.
    fn merge(&mut self, other: Self) {
        self.approximate |= other.approximate;
        other.sums.into_iter().for_each(|(key, sum)| self.add(key, sum));
    }

    /// The keys and their sums, the largest first.
    #[must_use]
    pub fn most(&self, count: usize) -> Vec<(&Vec<String>, i64)> {
        let mut all: Vec<_> = self.sums.iter().map(|(key, sum)| (key, *sum)).collect();
        all.sort_by_key(|(_, sum)| core::cmp::Reverse(*sum));
        all.truncate(count);
        all
    }
}

/// The sketches of one minute by table and rule.
pub type Minute = BTreeMap<(TreeId, Rule), Sketch>;

/// The tables with insights, and what was seen of their keys.
#[derive(Debug, Default)]
pub struct Contributors {
    /// The trees of tables with insights; whether accessed keys count, or throttled ones alone.
    followed: BTreeMap<TreeId, bool>,
    minute: u64,
    present: Minute,
    past: Vec<(u64, Minute)>,
}

impl Contributors {
    /// Whether a table has insights.
    #[must_use]
    pub fn follows(&self, tree: TreeId) -> bool {
        self.followed.contains_key(&tree)
    }

    /// A table has insights of accessed keys (true) or of throttled ones alone (false), or none.
    pub fn follow(&mut self, tree: TreeId, mode: Option<bool>) {
        match mode {
            Some(accessed) => self.followed.insert(tree, accessed),
            None => self.followed.remove(&tree),
        };
    }

    /// The present minute becomes a past one if its time is over.
    pub fn look(&mut self, now_ms: u64) {
        if now_ms.wrapping_sub(self.minute) >= MINUTE {
            self.finish();
            self.minute = now_ms - now_ms % MINUTE;
        }
    }

    /// What there is of the present minute is to be stored. Where an earlier part of it still waits, the two become one.
    pub fn finish(&mut self) {
        let present = core::mem::take(&mut self.present);
        if present.is_empty() {
            return;
        }
        match self.past.iter_mut().find(|(minute, _)| *minute == self.minute) {
            Some((_, earlier)) => {
                present.into_iter().for_each(|(of, sketch)| earlier.entry(of).or_default().merge(sketch));
            }
            None => self.past.push((self.minute, present)),
        }
    }

    /// Counts a use of a key, or a refusal.
    pub fn note(&mut self, tree: TreeId, throttled: bool, names: &[String; 2], amount: i64) {
        let accessed = self.followed.get(&tree).copied().unwrap_or(false);
        let [partition, sort] = names;
        if partition.is_empty() || !throttled && !accessed {
            return;
        }
        let mut add = |sorted: bool, key: Vec<String>| {
            let rule = Rule { sorted, throttled };
            self.present.entry((tree, rule)).or_default().add(key, amount);
        };
        add(false, vec![partition.clone()]);
        if !sort.is_empty() {
            add(true, vec![partition.clone(), sort.clone()]);
        }
    }

    /// All minutes in memory.
    pub fn all(&self) -> impl Iterator<Item = (u64, &Minute)> {
        let past = self.past.iter().map(|(minute, sketches)| (*minute, sketches));
        past.chain(core::iter::once((self.minute, &self.present)))
    }

    /// The minutes that are over and not stored, each once.
    #[must_use]
    pub fn past(&self) -> &[(u64, Minute)] {
        &self.past
    }

    /// Forgets the past minutes, which are stored.
    pub fn stored(&mut self) {
        self.past.clear();
    }
}

/// A key's payload as people read it: binary in hexadecimal digits.
fn text(ty: KeyType, payload: &[u8]) -> String {
    match ty {
        KeyType::S => String::from_utf8_lossy(payload).into_owned(),
        KeyType::N => {
            let mut out = String::new();
            if let Some(number) = Number::from_bytes(payload) {
                number.to_text(&mut out);
            }
            out
        }
        KeyType::B => {
            let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
            payload.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
        }
    }
}

fn joined<'a>(parts: impl Iterator<Item = (&'a KeyAttribute, Vec<u8>)>) -> String {
    let parts: Vec<_> = parts.map(|(attribute, payload)| text(attribute.ty, &payload)).collect();
    parts.join(",")
}

/// Partition and sort key of an item.
#[must_use]
pub fn names_in_item(schema: &KeySchema, item: MapRef<'_>) -> [String; 2] {
    [&schema.partition, &schema.sort].map(|attributes| {
        joined(attributes.iter().filter_map(|attribute| {
            let payload = attribute.ty.payload(item.get(attribute.name.as_bytes())?)?;
            Some((attribute, payload.to_vec()))
        }))
    })
}

/// Partition and sort key of an encoded key, or of the beginning of one.
#[must_use]
pub fn names_in_key(schema: &KeySchema, key: &[u8]) -> [String; 2] {
    let mut parts = split(key.get(HASH_LEN..).unwrap_or_default()).into_iter();
    [&schema.partition, &schema.sort].map(|attributes| {
        let found: Vec<_> =
            attributes.iter().map_while(|attribute| Some((attribute, parts.next()?))).collect();
        joined(found.into_iter())
    })
}

/// The components of an encoded key, see [`crate::table::key`].
fn split(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut out, mut part) = (Vec::new(), Vec::new());
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match (byte, rest.peek()) {
            (0, Some(0xFF)) => {
                rest.next();
                part.push(0);
            }
            (0, Some(1)) => {
                rest.next();
                out.push(core::mem::take(&mut part));
            }
            _ => part.push(byte),
        }
    }
    if !part.is_empty() || out.is_empty() {
        out.push(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_keys_are_found_within_bounded_memory() {
        let mut sketch = Sketch::default();
        for round in 0..20_000_u32 {
            sketch.add(vec![format!("rare {round}")], 1);
            if round % 10 == 0 {
                sketch.add(vec!["hot".to_owned()], 5);
            }
        }
        assert!(sketch.approximate);
        assert_eq!(sketch.sums.len(), COUNTERS);
        let most = sketch.most(1);
        assert_eq!(most[0].0, &["hot".to_owned()]);
        assert!(most[0].1 >= 10_000);
    }

    #[test]
    fn two_parts_of_a_minute_that_wait_are_one() {
        let mut contributors = Contributors::default();
        contributors.follow(16, Some(true));
        contributors.look(MINUTE);
        for amount in [1, 2, 4] {
            contributors.note(16, false, &["a".to_owned(), "b".to_owned()], amount);
            contributors.finish();
        }
        let [(MINUTE, sketches)] = contributors.past() else { panic!("one minute") };
        assert_eq!(sketches.len(), 2);
        for sketch in sketches.values() {
            assert_eq!(sketch.most(9).iter().map(|(_, sum)| *sum).collect::<Vec<_>>(), [7]);
        }
    }

    #[test]
    fn names_are_read_from_encoded_keys() {
        let attribute = |name: &str, ty| KeyAttribute { name: name.to_owned(), ty };
        let schema =
            KeySchema { partition: vec![attribute("p", KeyType::S)], sort: vec![attribute("s", KeyType::N)] };
        let number = Number::parse(b"42.5").unwrap();
        let mut key = Vec::new();
        crate::table::key::encode(&mut key, [&b"a\0b"[..]].into_iter(), [number.as_bytes()].into_iter());
        assert_eq!(names_in_key(&schema, &key), ["a\0b".to_owned(), "42.5".to_owned()]);
    }
}
