//! Live queries: what watched requests have read, and which of them a write concerns.
//!
//! A watched request is armed with the ranges it read, and the first write into one of them disarms it and is delivered
//! under its ticket with the bit [`CHANGED`]. Whoever asked runs the request again, which arms it anew: however many
//! changes come before that, they are told once.

use crate::table::Read;
use crate::tree::Effect;

/// In a ticket: what the watched request under it has read is no longer so. The answer beside it means nothing.
pub const CHANGED: u64 = 1 << 63;

/// Watched requests that no write has concerned so far, by ticket.
#[derive(Default)]
pub struct Armed(Vec<(u64, Vec<Read>)>);

fn concerns(read: &Read, effect: &Effect) -> bool {
    match effect {
        Effect::Write { tree, key, .. } => *tree == read.tree && read.range.contains(key),
        Effect::DropTree { tree } => *tree == read.tree,
    }
}

impl Armed {
    /// Arms a request with what it read.
    pub fn arm(&mut self, ticket: u64, reads: Vec<Read>) {
        self.0.push((ticket, reads));
    }

    /// Disarms what the effects concern, or everything without effects, and gives the tickets to `tell`.
    pub fn disarm(&mut self, effects: Option<&[Effect]>, tell: &mut dyn FnMut(u64)) {
        let mut kept = 0;
        while let Some((ticket, reads)) = self.0.get(kept) {
            let hit = effects.is_none_or(|effects| {
                reads.iter().any(|read| effects.iter().any(|effect| concerns(read, effect)))
            });
            if hit {
                tell(*ticket);
                self.0.swap_remove(kept);
            } else {
                kept += 1;
            }
        }
    }

    /// Nobody wants to hear of changes under a ticket any more.
    pub fn forget(&mut self, ticket: u64) {
        if let Some(position) = self.0.iter().position(|armed| armed.0 == ticket) {
            self.0.swap_remove(position);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Bound;

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
