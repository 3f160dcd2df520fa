//! What becomes of the reserve ([`super::reserve`]): it is filled, lent, moved and given back.

use super::FileStore;
use super::layout::{Extent, SEGMENT};
use super::reserve::{LEAST, RESERVE, Reserve, SPARE, span};
use super::state::State;
use crate::model::order;
use crate::storage::ports::{StoreError, StoreErrorKind};

impl State {
    /// Bytes that the reserve lacks.
    pub fn lacks(&self) -> u64 {
        let log: u64 = self.log.segments().map(Extent::span).sum();
        (RESERVE + log).saturating_sub(span(&self.reserve.held) + span(&self.reserve.spare))
    }

    /// The appends that have to wait for the reserve: the first one after an opening, and each that takes a segment.
    pub fn reserve_is_due(&self, chunks: &[Vec<u8>]) -> (bool, bool) {
        (self.reserve.extents().next().is_none(), self.log.leaves_segment(chunks).is_some())
    }

    /// Room for pages: on a full disk with that of the reserve.
    pub fn borrow_reserve(&mut self) {
        if self.reserve.lent {
            self.reserve.held.drain(..).for_each(|extent| self.space.give(extent));
        }
    }

    /// A segment for the log of at least so many bytes. On a full disk it is taken from what is spared for it, or else
    /// from what is free, however small.
    pub fn segment(&mut self, least: u64) -> Extent {
        let length = least.max(SEGMENT);
        if !self.reserve.lent {
            return self.space.take(length);
        }
        let Some(at) = self.reserve.spare.iter().position(|extent| extent.span() >= length) else {
            return self.space.take_part(length, least);
        };
        let whole = self.reserve.spare.swap_remove(at);
        let taken = Extent { length, ..whole };
        let rest = Extent { offset: taken.end(), length: whole.end() - taken.end() };
        self.reserve.spare.extend(Some(rest).filter(|rest| rest.length > 0));
        taken
    }

    /// Gives back a segment that could not be written.
    pub fn return_segment(&mut self, segment: Extent, error: &StoreError) {
        if self.reserve.lent && error.kind != StoreErrorKind::Quota {
            self.reserve.spare.push(segment);
        } else {
            self.give_up(segment, error);
        }
    }

    /// Gives back what could not be written; not yet, if the disk does not back it.
    pub fn give_up(&mut self, extent: Extent, error: &StoreError) {
        let refused = error.kind == StoreErrorKind::Quota && extent.offset < self.backed;
        if refused { self.reserve.refused.push(extent) } else { self.space.give(extent) }
    }

    /// So far the file has bytes.
    pub fn reached(&mut self, extent: Extent) {
        self.backed = self.backed.max(extent.end());
    }

    /// Room for a part of what the reserve lacks, and so far the file has bytes.
    pub fn part_of_reserve(&mut self) -> Option<(Extent, u64)> {
        let missing = Some(self.lacks().min(RESERVE)).filter(|bytes| *bytes > 0)?;
        let parts = self.reserve.held.iter().chain(&self.reserve.spare);
        let segments: u64 = parts.map(|extent| extent.span() / SEGMENT).sum();
        let least = if segments * SEGMENT < SPARE { SEGMENT } else { LEAST };
        Some((self.space.take_part(missing, least), self.backed))
    }

    /// An extent of the reserve that has a place further down, and that place. What is no longer needed is given back.
    pub fn sinking(&mut self) -> Option<(Extent, Extent)> {
        if self.reserve.lent {
            return None;
        }
        order::sort(&mut self.reserve.held, &|one, two| one < two);
        let mut from = self.reserve.held.pop()?;
        while self.lacks() == 0 {
            self.space.give(from);
            from = self.reserve.held.pop()?;
        }
        let to = self.space.take(from.length);
        if to.offset < from.offset {
            return Some((from, to));
        }
        self.space.give(to);
        self.reserve.held.push(from);
        None
    }

    /// The log has left segments, which the disk backs.
    pub fn free_segments(&mut self, segments: Vec<Extent>) {
        for extent in segments {
            if self.reserve.lent && span(&self.reserve.spare) < SPARE {
                self.reserve.spare.push(extent);
            } else {
                self.space.give(extent);
            }
        }
    }
}

impl FileStore {
    /// Writes what is missing of the reserve.
    pub(super) async fn fill_reserve(&self) -> Result<(), StoreError> {
        loop {
            self.gate.pass().await;
            let Some((extent, backed)) = self.begin(State::part_of_reserve)? else {
                return Ok(());
            };
            match self.fill(extent, None).await {
                // A hole that the disk does not have; there may be others.
                Err(error) if error.kind == StoreErrorKind::Quota && extent.offset < backed => {}
                written => written?,
            }
        }
    }

    /// Writes zeros, for a hole would reserve nothing; `instead` of another extent of the reserve.
    async fn fill(&self, extent: Extent, instead: Option<Extent>) -> Result<(), StoreError> {
        let written = self.disk.write((extent.offset, vec![0; extent.length as usize])).await;
        self.with(|state| match &written {
            Ok(()) => {
                state.reached(extent);
                state.reserve.held.push(extent);
                instead.into_iter().for_each(|extent| state.space.give(extent));
            }
            Err(error) => {
                state.give_up(extent, error);
                state.reserve.held.extend(instead);
            }
        })?;
        written
    }

    /// All of it is there: it is no longer lent.
    pub(super) async fn restore(&self) -> Result<(), StoreError> {
        self.fill_reserve().await?;
        self.with(|state| {
            let Reserve { held, spare, refused, lent, .. } = &mut state.reserve;
            held.append(spare);
            refused.drain(..).for_each(|extent| state.space.give(extent));
            *lent = false;
        })
    }

    /// Moves the reserve down while the file gets smaller.
    pub(super) async fn move_reserve(&self) -> Result<(), StoreError> {
        while let Some((from, to)) = self.begin(State::sinking)? {
            self.fill(to, Some(from)).await?;
        }
        Ok(())
    }
}
