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
