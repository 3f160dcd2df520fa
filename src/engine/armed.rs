//! Live queries: what watched requests have read, and which of them a write concerns.
//!
//! A watched request is armed with the ranges it read, and the first write into one of them disarms it and is delivered
//! under its ticket with the bit [`CHANGED`]. Whoever asked runs the request again, which arms it anew: however many
//! changes come before that, they are told once.
//!
//! The ranges stand in a treap by their lower ends, and every node knows which range below it reaches furthest: a write
//! looks only at those it concerns and at the way to them, however many are armed.

use std::cmp::Ordering;
use std::ops::Bound;
use std::rc::Rc;

use crate::table::Read;
use crate::tree::{Effect, KeyRange, TreeId};

/// In a ticket: what the watched request under it has read is no longer so. The answer beside it means nothing.
pub const CHANGED: u64 = 1 << 63;

type Link = Option<Box<Node>>;

/// A lower end, and the ticket it is of: what nodes are ordered by.
type Place<'a> = ((TreeId, &'a [u8], bool), u64);

/// No table has this tree: it holds each ticket as a key, under which all ranges of the ticket are found.
const TICKETS: TreeId = TreeId::MAX;

/// A range that a ticket is armed with. Those in `left` stand before it, those in `right` behind it, none of them has a
/// higher weight.
struct Node {
    read: Rc<Read>,
    ticket: u64,
    weight: u64,
    /// All ranges of the ticket.
    reads: Rc<[Rc<Read>]>,
    /// The range of this node and those below that reaches furthest.
    reach: Rc<Read>,
    left: Link,
    right: Link,
}

/// Watched requests that no write has concerned so far.
#[derive(Default)]
pub struct Armed {
    root: Link,
    weight: u64,
    /// Ranges looked at for writes, since the database was opened.
    pub looked: u64,
}

/// A lower end as a key, and whether that key is outside.
const fn lower(read: &Read) -> (TreeId, &[u8], bool) {
    match &read.range.lower {
        Bound::Included(key) => (read.tree, key.as_slice(), false),
        Bound::Excluded(key) => (read.tree, key.as_slice(), true),
        Bound::Unbounded => (read.tree, &[], false),
    }
}

/// Whether a range ends before a key of a tree, or before that tree.
fn ends_before(read: &Read, tree: TreeId, key: &[u8]) -> bool {
    read.tree < tree
        || read.tree == tree
            && match &read.range.upper {
                Bound::Included(end) => end.as_slice() < key,
                Bound::Excluded(end) => end.as_slice() <= key,
                Bound::Unbounded => false,
            }
}

/// Whether `one` reaches further than `two`.
fn further(one: &Read, two: &Read) -> bool {
    match &one.range.upper {
        _ if one.tree != two.tree => one.tree > two.tree,
        Bound::Included(end) => ends_before(two, two.tree, end),
        Bound::Excluded(end) => match &two.range.upper {
            Bound::Excluded(other) | Bound::Included(other) => other < end,
            Bound::Unbounded => false,
        },
        Bound::Unbounded => true,
    }
}

impl Node {
    fn place(&self) -> Place<'_> {
        (lower(&self.read), self.ticket)
    }

    /// To be called when a link of the node has changed.
    fn measure(&mut self) {
        self.reach = Rc::clone(&self.read);
        for below in [&self.left, &self.right].into_iter().flatten() {
            if further(&below.reach, &self.reach) {
                self.reach = Rc::clone(&below.reach);
            }
        }
    }
}

/// Joins two treaps, of which one stands before the other.
fn join(before: Link, behind: Link) -> Link {
    match (before, behind) {
        (None, link) | (link, None) => link,
        (Some(mut before), Some(mut behind)) => Some(if before.weight > behind.weight {
            before.right = join(before.right.take(), Some(behind));
            before.measure();
            before
        } else {
            behind.left = join(Some(before), behind.left.take());
            behind.measure();
            behind
        }),
    }
}

/// Parts a treap before a place, or behind it.
fn part(link: Link, place: Place<'_>, behind_it: bool) -> (Link, Link) {
    let Some(mut node) = link else { return (None, None) };
    if node.place() < place || (behind_it && node.place() == place) {
        let (before, behind) = part(node.right.take(), place, behind_it);
        node.right = before;
        node.measure();
        (Some(node), behind)
    } else {
        let (before, behind) = part(node.left.take(), place, behind_it);
        node.left = behind;
        node.measure();
        (before, Some(node))
    }
}

/// Collects the tickets whose ranges hold a key of a tree, or are in the tree at all.
fn find(link: &Link, tree: TreeId, key: Option<&[u8]>, looked: &mut u64, found: &mut Vec<u64>) {
    let Some(node) = link else { return };
    *looked += 1;
    if ends_before(&node.reach, tree, key.unwrap_or_default()) {
        return;
    }
    find(&node.left, tree, key, looked, found);
    let begins = match key {
        Some(key) => lower(&node.read).cmp(&(tree, key, false)),
        None => node.read.tree.cmp(&tree),
    };
    if begins == Ordering::Greater {
        return;
    }
    if node.read.tree == tree && key.is_none_or(|key| node.read.range.contains(key)) {
        found.push(node.ticket);
    }
    find(&node.right, tree, key, looked, found);
}

impl Armed {
    /// Arms a request with what it read.
    pub fn arm(&mut self, ticket: u64, mut reads: Vec<Read>) {
        self.forget(ticket);
        reads.push(mark(ticket));
        let reads: Rc<[_]> = reads.into_iter().map(Rc::new).collect();
        for read in &*reads {
            self.weight = self.weight.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let weight = (self.weight ^ (self.weight >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let (read, reach, reads) = (Rc::clone(read), Rc::clone(read), Rc::clone(&reads));
            let node = Box::new(Node { read, ticket, weight, reads, reach, left: None, right: None });
            let (before, behind) = part(self.root.take(), node.place(), false);
            self.root = join(join(before, Some(node)), behind);
        }
    }

    /// Disarms what the effects concern, or everything without effects, and gives the tickets to `tell`.
    pub fn disarm(&mut self, effects: Option<&[Effect]>, tell: &mut dyn FnMut(u64)) {
        if self.root.is_none() {
            return;
        }
        let all = [Effect::DropTree { tree: TICKETS }];
        let mut found = Vec::new();
        for effect in effects.unwrap_or(&all) {
            let (tree, key) = match effect {
                Effect::Write { tree, key, .. } => (*tree, Some(key.as_slice())),
                Effect::CopyTree { to: tree, .. } | Effect::DropTree { tree } => (*tree, None),
            };
            find(&self.root, tree, key, &mut self.looked, &mut found);
            for ticket in found.drain(..) {
                if self.forget(ticket) {
                    tell(ticket);
                }
            }
        }
    }

    /// Nobody wants to hear of changes under a ticket any more. False if it was not armed.
    pub fn forget(&mut self, ticket: u64) -> bool {
        let Some(node) = self.take(&mark(ticket), ticket) else { return false };
        for read in &*node.reads {
            self.take(read, ticket);
        }
        true
    }

    /// Takes the nodes of a ticket that begin where a range does.
    fn take(&mut self, read: &Read, ticket: u64) -> Link {
        let place = (lower(read), ticket);
        let (before, rest) = part(self.root.take(), place, false);
        let (taken, behind) = part(rest, place, true);
        self.root = join(before, behind);
        taken
    }
}

/// The entry under which a ticket is found.
fn mark(ticket: u64) -> Read {
    Read { tree: TICKETS, range: KeyRange::only(&ticket.to_be_bytes()) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::tree::KeyRange;

    fn told(armed: &mut Armed, effects: Option<&[Effect]>) -> Vec<u64> {
        let mut told = Vec::new();
        armed.disarm(effects, &mut |ticket| told.push(ticket));
        told.sort_unstable();
        told
    }

    fn write(tree: u32, key: &[u8]) -> Effect {
        Effect::Write { tree, key: key.to_vec(), value: None, old_weight: None }
    }

    #[test]
    fn a_write_concerns_the_ranges_that_hold_its_key_and_each_is_told_once() {
        let range = KeyRange { lower: Bound::Excluded(b"b".to_vec()), upper: Bound::Included(b"d".to_vec()) };
        let mut armed = Armed::default();
        armed.arm(1, vec![Read { tree: 16, range }]);
        armed.arm(
            2,
            vec![Read { tree: 17, range: KeyRange::all() }, Read { tree: 16, range: KeyRange::only(b"x") }],
        );
        armed.arm(3, vec![Read { tree: 18, range: KeyRange::all() }]);
        assert_eq!(told(&mut armed, Some(&[write(16, b"b"), write(16, b"da"), write(19, b"c")])), []);
        assert_eq!(told(&mut armed, Some(&[write(16, b"x"), write(16, b"d"), write(16, b"c")])), [1, 2]);
        assert_eq!(told(&mut armed, Some(&[write(16, b"c")])), []);
        assert_eq!(told(&mut armed, Some(&[Effect::DropTree { tree: 18 }])), [3]);
    }

    proptest! {
        #[test]
        fn finds_what_a_look_at_every_range_finds(
            reads in prop::collection::vec((0_u64..30, 0_u32..3, 0_u8..12, 0_u8..12, 0_u8..9), 0..80),
            forgotten in prop::collection::vec(0_u64..30, 0..10),
            writes in prop::collection::vec((0_u32..3, 0_u8..13), 1..20),
        ) {
            let (mut armed, mut plain) = (Armed::default(), BTreeMap::<u64, Vec<Read>>::new());
            for (ticket, tree, from, to, kind) in reads {
                let bound = |kind, key: u8| match kind {
                    0 => Bound::Unbounded,
                    1 => Bound::Excluded(vec![key]),
                    _ => Bound::Included(vec![key]),
                };
                let range = KeyRange { lower: bound(kind % 3, from), upper: bound(kind / 3, to) };
                let reads = vec![Read { tree, range }, Read { tree: 2, range: KeyRange::only(&[to]) }];
                armed.arm(ticket, reads.clone());
                plain.insert(ticket, reads);
            }
            for ticket in forgotten {
                prop_assert_eq!(armed.forget(ticket), plain.remove(&ticket).is_some());
            }
            for (tree, key) in writes {
                let effect = if key == 12 { Effect::DropTree { tree } } else { write(tree, &[key]) };
                let hit = |read: &Read| read.tree == tree && (key == 12 || read.range.contains(&[key]));
                let hits: Vec<u64> =
                    plain.iter().filter(|(_, reads)| reads.iter().any(hit)).map(|(ticket, _)| *ticket).collect();
                plain.retain(|ticket, _| !hits.contains(ticket));
                prop_assert_eq!(told(&mut armed, Some(&[effect])), hits);
            }
            prop_assert_eq!(told(&mut armed, None), plain.into_keys().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_write_looks_at_few_of_the_ranges_that_it_does_not_concern() {
        let mut armed = Armed::default();
        for number in 0..10_000_u64 {
            let key = |number: u64| number.to_be_bytes().to_vec();
            let range = match number % 2 {
                0 => KeyRange::only(&key(number * 10)),
                _ => KeyRange {
                    lower: Bound::Included(key(number * 10)),
                    upper: Bound::Excluded(key(number * 10 + 5)),
                },
            };
            armed.arm(number, vec![Read { tree: 16, range }]);
        }
        for number in 0..1_000_u64 {
            assert_eq!(told(&mut armed, Some(&[write(16, &(number * 100 + 7).to_be_bytes())])), []);
        }
        assert!(armed.looked < 100 * 1_000, "{} ranges were looked at", armed.looked);
    }

    #[test]
    fn what_is_forgotten_is_not_told_and_a_lost_memory_concerns_all() {
        let mut armed = Armed::default();
        for ticket in 1..=3 {
            armed.arm(ticket, vec![Read { tree: 16, range: KeyRange::only(b"k") }]);
        }
        armed.forget(2);
        assert_eq!(told(&mut armed, None), [1, 3]);
        assert_eq!(told(&mut armed, None), []);
    }
}
