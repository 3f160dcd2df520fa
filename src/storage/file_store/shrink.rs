//! Giving space back while the database runs.
//!
//! When much of the file is free, new extents go to the lowest holes that fit, and after a switch of the root the pages
//! at the file's end are written into holes as well, a bounded amount at a time. It is copy-on-write like all else: a
//! page keeps its place until a root that names the new one holds. Then the end is free, and cut off.
//!
//! Who reads a page meanwhile looks afterwards whether pages have moved, and reads again.

use super::layout::{Extent, corrupt};
use super::state::State;
use super::{FileStore, RESERVE};
use crate::model::order;
use crate::storage::join::join_all;
use crate::storage::page_id::PageId;
use crate::storage::ports::{LogPosition, Outcome, StoreError, StoreErrorKind};

/// Bytes moved for one root, and roots in a row.
const MOVED: u64 = if cfg!(test) { 64 << 10 } else { 2 << 20 };
const ROOTS: u32 = 4;
/// A shorter end is kept: the file is about to grow again.
const SLACK: u64 = if cfg!(test) { 32 << 10 } else { 1 << 20 };

/// A page on its way.
struct Move {
    id: PageId,
    from: Extent,
    to: Extent,
}

/// The pages at the end that fit into holes further down.
fn plan(state: &mut State) -> Vec<Move> {
    let used = state.space.used();
    // Further down is where all that is used would have room.
    let mut high: Vec<(PageId, Extent)> =
        state.table.pages().filter(|(_, extent)| extent.offset > used).collect();
    order::sort(&mut high, &|(_, one), (_, two)| one > two);
    let mut moves = Vec::new();
    let mut moved = 0;
    for (id, from) in high {
        moved += from.span();
        if moved > MOVED {
            break;
        }
        let to = state.space.take(from.length);
        if to.offset > from.offset {
            state.space.give(to);
            break;
        }
        moves.push(Move { id, from, to });
    }
    moves
}

impl FileStore {
    /// After a switch of the root: moves what lies at the end, and cuts the end off.
    pub(super) async fn shrink(&self, superblock: &[u8], before: LogPosition) -> Result<(), StoreError> {
        for _ in 0..ROOTS {
            if !self.with(|state| state.space.is_sparse())? {
                break;
            }
            match self.compact(superblock, before).await {
                Ok(true) => {}
                Ok(false) => break,
                // The root holds all the same.
                Err(error) if error.kind.outcome() == Outcome::NotApplied => break,
                Err(error) => return Err(error),
            }
        }
        self.cut().await
    }

    /// One more root with pages moved down; whether there was anything to move.
    async fn compact(&self, superblock: &[u8], before: LogPosition) -> Result<bool, StoreError> {
        self.move_reserve().await?;
        let moves = self.begin(plan)?;
        let reads = moves.iter().map(|Move { from, .. }| {
            let file = self.disk.file();
            file.read_at(from.offset, from.length as usize)
        });
        let pages: Result<Vec<Vec<u8>>, StoreError> = join_all(reads.collect()).await.into_iter().collect();
        let written = match pages {
            Ok(pages)
                if moves.iter().zip(&pages).any(|(moved, page)| moved.from.length != page.len() as u64) =>
            {
                Err(corrupt("the file was cut short"))
            }
            Ok(pages) => {
                let writes = moves.iter().zip(pages).map(|(moved, page)| (moved.to.offset, page));
                self.disk.write_all(writes.collect()).await
            }
            Err(error) => Err(error),
        };
        let switch = self.with(|state| {
            state.moved += 1;
            for Move { id, from, to } in &moves {
                // Removed meanwhile, perhaps.
                if written.is_ok() && state.table.get(*id) == Some(*from) {
                    let freed = state.table.insert(*id, *to);
                    state.free(freed);
                } else {
                    state.space.give(*to);
                }
            }
            let high = state.high();
            let due = written.is_ok() && (high.is_some() || !moves.is_empty());
            due.then(|| state.plan_switch(superblock.to_vec(), before, high))
        })?;
        written?;
        if let Some(switch) = switch {
            self.put_root(switch).await?;
        }
        Ok(!moves.is_empty())
    }

    async fn move_reserve(&self) -> Result<(), StoreError> {
        let moved = self.begin(|state| {
            let from = state.reserve?;
            let to = state.space.take(RESERVE);
            if to.offset > from.offset {
                state.space.give(to);
                return None;
            }
            state.reserve = None;
            Some((from, to))
        })?;
        let Some((from, to)) = moved else { return Ok(()) };
        let written = self.disk.write((to.offset, vec![0; RESERVE as usize])).await;
        self.with(|state| {
            let (kept, given) = if written.is_ok() { (to, from) } else { (from, to) };
            state.reserve = Some(kept);
            state.space.give(given);
        })?;
        written
    }

    /// Cuts off a free end, unless it is short. Whoever takes room meanwhile waits.
    async fn cut(&self) -> Result<(), StoreError> {
        let Some(end) = self.with(|state| state.space.cut(SLACK))? else { return Ok(()) };
        self.gate.close();
        let cut = self.disk.truncate(end).await;
        self.gate.open();
        cut.map_err(|error| StoreError { kind: StoreErrorKind::Io, ..error })
    }
}
