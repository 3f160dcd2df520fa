//! Names of dimensions as numbers, so that series are compared without texts.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The number of a name; 0 is none.
pub type NameId = u32;

/// Names by their numbers, and back. Those that nothing has any more give their numbers to new ones.
#[derive(Debug, Default)]
pub struct Names {
    texts: Vec<Option<Rc<str>>>,
    numbers: BTreeMap<Rc<str>, NameId>,
    free: Vec<NameId>,
    /// The one that was asked for last, and is most likely to be the next one again.
    last: NameId,
}

impl Names {
    /// The number of a name.
    pub fn number(&mut self, name: &str) -> NameId {
        if name.is_empty() {
            return 0;
        }
        if self.text(self.last) == name {
            return self.last;
        }
        self.last = match self.numbers.get(name) {
            Some(known) => *known,
            None => self.add(name),
        };
        self.last
    }

    fn add(&mut self, name: &str) -> NameId {
        let text: Rc<str> = name.into();
        let number = match self.free.pop() {
            Some(number) => number,
            None => {
                self.texts.push(None);
                NameId::try_from(self.texts.len()).unwrap_or(0)
            }
        };
        if let Some(place) = place_of(number).and_then(|place| self.texts.get_mut(place)) {
            *place = Some(text.clone());
            self.numbers.insert(text, number);
        }
        number
    }

    /// The name of a number; empty for none.
    #[must_use]
    pub fn text(&self, number: NameId) -> &str {
        let place = place_of(number).and_then(|place| self.texts.get(place)?.as_deref());
        place.unwrap_or_default()
    }

    /// Forgets all names but those of these numbers.
    pub fn keep(&mut self, used: &BTreeSet<NameId>) {
        self.numbers.retain(|_, number| used.contains(number));
        let last = used.last().copied().unwrap_or(0) as usize;
        self.texts.truncate(last);
        self.free.clear();
        for (number, text) in (1..).zip(&mut self.texts) {
            if !used.contains(&number) {
                *text = None;
                self.free.push(number);
            }
        }
        self.texts.shrink_to(2 * last + 16);
        self.free.shrink_to(2 * last + 16);
    }

    /// How many names are known.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }
}

fn place_of(number: NameId) -> Option<usize> {
    (number as usize).checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_forgotten_names_are_given_out_again_and_the_others_stay() {
        let mut names = Names::default();
        let numbers: Vec<_> = ["a", "b", "c"].map(|name| names.number(name)).into();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!((names.number("b"), names.number("")), (2, 0));
        names.keep(&BTreeSet::from([2]));
        assert_eq!(["", "b", ""], [1, 2, 3].map(|number| names.text(number)));
        assert_eq!(names.number("d"), 1);
        assert_eq!(names.number("e"), 3);
        assert_eq!((names.number("b"), names.text(1), names.len()), (2, "d", 3));
        names.keep(&BTreeSet::new());
        assert_eq!((names.len(), names.texts.len(), names.number("f")), (0, 0, 1));
    }
}
