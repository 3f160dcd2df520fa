//! The slots of one minute, found fast where requests of a kind follow each other.

use std::collections::BTreeMap;

use super::series::{Series, Slot};

#[derive(Debug)]
struct Entry {
    series: Series,
    slot: Slot,
    /// Where the slot is that was asked for after this one the last time: most likely it is the next one again.
    next: usize,
}

/// The slots of one minute.
#[derive(Debug, Default)]
pub struct Slots {
    entries: Vec<Entry>,
    places: BTreeMap<Series, usize>,
    last: usize,
    /// Never used: it stands for a place that is always there.
    spare: Slot,
}

impl Slots {
    /// The slot of a series, which is empty if it is new.
    pub fn of(&mut self, series: Series) -> &mut Slot {
        let guess = self.entries.get(self.last).map_or(0, |entry| entry.next);
        let place = match self.entries.get(guess) {
            Some(entry) if entry.series == series => guess,
            _ => self.find(series),
        };
        self.last = place;
        self.entries.get_mut(place).map_or(&mut self.spare, |entry| &mut entry.slot)
    }

    /// The place of a series that does not follow the last one as it did before.
    fn find(&mut self, series: Series) -> usize {
        let end = self.entries.len();
        let place = *self.places.entry(series).or_insert(end);
        if place == end {
            self.entries.push(Entry { series, slot: Slot::default(), next: end });
        }
        if let Some(last) = self.entries.get_mut(self.last) {
            last.next = place;
        }
        place
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// All of them, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&Series, &Slot)> {
        self.entries.iter().map(|entry| (&entry.series, &entry.slot))
    }
}
