//! A history as a whole: the records of all its segments.

use core::ops::Bound;

use super::position::Position;
use super::segment::History;
use crate::table::context::{Context, Stop};
use crate::tree::{Cursor, Direction, KeyRange};

/// How far ahead the pages of a read are named.
const AHEAD: u64 = 1 << 20;

/// A record that is not taken yet, with its place.
type Head<'f> = Option<(Position, &'f [u8])>;

/// The records of all segments in the order of their places, which is that of the writes.
#[derive(Debug)]
pub struct Merged<'f> {
    heads: Vec<(Cursor<'f>, Head<'f>)>,
}

impl<'f> Merged<'f> {
    /// The records from a place on, all of which the run's answer depends on.
    ///
    /// # Errors
    /// [`Stop::Fault`].
    pub fn new(cx: &mut Context<'f>, history: &History, from: Position) -> Result<Self, Stop> {
        let mut heads = Vec::new();
        let range = KeyRange { lower: Bound::Included(from.key()), upper: Bound::Unbounded };
        for segment in history.segments.iter().filter(|one| one.end.is_none_or(|(_, end)| from < end)) {
            cx.note(segment.tree, || range.clone());
            let mut cursor = cx.cursor(segment.tree, range.clone(), Direction::Forward, AHEAD);
            let head = step(cx, &mut cursor)?;
            heads.push((cursor, head));
        }
        Ok(Self { heads })
    }

    /// The next record; `None` behind the last one.
    ///
    /// # Errors
    /// [`Stop::Fault`].
    pub fn next(&mut self, cx: &mut Context<'f>) -> Result<Head<'f>, Stop> {
        let first = self.heads.iter_mut().filter(|(_, head)| head.is_some());
        let Some((cursor, head)) = first.min_by_key(|(_, head)| head.map(|(position, _)| position)) else {
            return Ok(None);
        };
        let taken = *head;
        *head = step(cx, cursor)?;
        Ok(taken)
    }
}

fn step<'f>(cx: &mut Context<'f>, cursor: &mut Cursor<'f>) -> Result<Head<'f>, Stop> {
    let entry = cx.next(cursor)?;
    Ok(entry.and_then(|(key, value)| Some((Position::of_key(&key.to_vec())?, value))))
}
