//! The log: frames in segments, chained by checksum.
//!
//! ```text
//! frame = crc u32 | length u32 | epoch u32 | flags u32 | sequence u64 | generation u64 | payload
//! ```
//!
//! A frame's checksum continues that of the frame before it. So what an older log, a page or an item left in reused
//! space is never taken for a frame, and the log ends at the first place where the chain breaks. The last frame of a
//! group is marked; frames without it behind them do not count. A segment that has no room ends with a jump to the
//! next. The generation is that of the root at the time: a frame newer than the slot proves the slot lost.

use std::collections::VecDeque;

use super::layout::{Extent, LogCursor, Reader, SEGMENT, corrupt, put_u32, put_u64};
use super::space::Space;
use crate::storage::checksum::Crc32;
use crate::storage::ports::{File, LogChunk, LogPosition, StoreError};

const HEADER: usize = 32;
/// Room that a segment keeps for its jump.
const JUMP: u64 = HEADER as u64 + 16;
const LAST: u32 = 1;
const JUMPS: u32 = 2;

/// Whose frames they are.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// Epoch of the holder.
    pub epoch: u64,
    /// Generation of the slot that holds.
    pub generation: u64,
}

/// A chunk's place in the file.
#[derive(Clone, Copy, Debug)]
struct Mark {
    position: LogPosition,
    offset: u64,
    /// Checksum of the frame before.
    crc: u32,
}

/// The log as far as it is needed to append and to truncate.
#[derive(Debug)]
pub struct Log {
    segments: VecDeque<Extent>,
    marks: VecDeque<Mark>,
    cursor: LogCursor,
    /// Sequence of the next chunk.
    pub next: u64,
}

/// A group on its way into the file.
#[derive(Debug)]
pub struct Append {
    /// Writes, to be made one after the other: a jump comes after what it leads to.
    pub writes: Vec<(u64, Vec<u8>)>,
    /// The segment that was taken for it.
    pub segment: Option<Extent>,
    marks: Vec<Mark>,
    cursor: LogCursor,
    count: u64,
}

/// A log read from the file.
#[derive(Debug)]
pub struct Scan {
    /// To go on with.
    pub log: Log,
    /// What is in it.
    pub chunks: Vec<LogChunk>,
    /// The bytes of its frames, by place.
    pub raw: Vec<(u64, Vec<u8>)>,
}

struct Frame<'a> {
    flags: u32,
    position: LogPosition,
    generation: u64,
    payload: &'a [u8],
    crc: u32,
}

fn write_frame(
    out: &mut Vec<u8>,
    before: u32,
    flags: u32,
    stamp: Stamp,
    sequence: u64,
    payload: &[u8],
) -> u32 {
    let mut header = Vec::with_capacity(HEADER);
    put_u32(&mut header, payload.len() as u32);
    put_u32(&mut header, stamp.epoch as u32);
    put_u32(&mut header, flags);
    put_u64(&mut header, sequence);
    put_u64(&mut header, stamp.generation);
    let crc = chained(before, &header, payload);
    put_u32(out, crc);
    out.extend_from_slice(&header);
    out.extend_from_slice(payload);
    crc
}

fn chained(before: u32, header: &[u8], payload: &[u8]) -> u32 {
    let mut crc = Crc32::new();
    crc.update(&before.to_le_bytes());
    crc.update(header);
    crc.update(payload);
    crc.finish()
}

fn read_frame(bytes: &[u8], before: u32) -> Option<Frame<'_>> {
    let mut reader = Reader(bytes);
    let crc = reader.u32()?;
    let header = reader.0.get(..HEADER - 4)?;
    let (length, epoch, flags) = (reader.u32()?, reader.u32()?, reader.u32()?);
    let position = LogPosition { epoch: epoch.into(), sequence: reader.u64()? };
    let generation = reader.u64()?;
    let payload = reader.take(length as usize)?;
    (crc == chained(before, header, payload)).then_some(Frame { flags, position, generation, payload, crc })
}

fn jump_target(payload: &[u8]) -> Option<Extent> {
    let mut reader = Reader(payload);
    Some(Extent { offset: reader.u64()?, length: reader.u64()? })
}

impl Log {
    /// Extents that hold the log.
    pub fn segments(&self) -> impl Iterator<Item = Extent> + '_ {
        self.segments.iter().copied()
    }

    /// Lays out a group at the end of the log.
    pub fn plan(&self, stamp: Stamp, chunks: &[Vec<u8>], space: &mut Space) -> Append {
        let size: u64 = chunks.iter().map(|chunk| (HEADER + chunk.len()) as u64).sum();
        let mut append =
            Append { writes: Vec::new(), segment: None, marks: Vec::new(), cursor: self.cursor, count: 0 };
        let mut jump = None;
        let end = self.cursor.segment.offset + self.cursor.segment.length;
        if self.cursor.offset + size + JUMP > end {
            let segment = space.take((size + JUMP).max(SEGMENT));
            let mut payload = Vec::new();
            put_u64(&mut payload, segment.offset);
            put_u64(&mut payload, segment.length);
            let mut bytes = Vec::new();
            let crc = write_frame(&mut bytes, self.cursor.crc, JUMPS, stamp, self.next, &payload);
            append.cursor = LogCursor { segment, offset: segment.offset, crc };
            append.segment = Some(segment);
            jump = Some((self.cursor.offset, bytes));
        }
        let start = append.cursor.offset;
        let mut bytes = Vec::with_capacity(size as usize);
        for (n, chunk) in chunks.iter().enumerate() {
            let sequence = self.next + n as u64;
            let position = LogPosition { epoch: stamp.epoch, sequence };
            append.marks.push(Mark { position, offset: start + bytes.len() as u64, crc: append.cursor.crc });
            let flags = if n + 1 == chunks.len() { LAST } else { 0 };
            append.cursor.crc = write_frame(&mut bytes, append.cursor.crc, flags, stamp, sequence, chunk);
        }
        append.cursor.offset += bytes.len() as u64;
        append.count = chunks.len() as u64;
        append.writes.push((start, bytes));
        append.writes.extend(jump);
        append
    }

    /// The group is in the file.
    pub fn extend(&mut self, append: Append) {
        self.segments.extend(append.segment);
        self.marks.extend(append.marks);
        self.cursor = append.cursor;
        self.next += append.count;
    }

    /// Where the log would start without the chunks before `position`.
    pub fn start(&self, position: LogPosition) -> LogCursor {
        let at = self.marks.partition_point(|mark| mark.position < position);
        let Some(mark) = self.marks.get(at) else { return self.cursor };
        let segment =
            self.segments.iter().copied().find(|segment| {
                segment.offset <= mark.offset && mark.offset < segment.offset + segment.length
            });
        LogCursor { segment: segment.unwrap_or(self.cursor.segment), offset: mark.offset, crc: mark.crc }
    }

    /// Forgets what is before `start`; returns the segments that became free.
    pub fn truncate(&mut self, position: LogPosition, start: LogCursor) -> Vec<Extent> {
        while self.marks.front().is_some_and(|mark| mark.position < position) {
            self.marks.pop_front();
        }
        let mut free = Vec::new();
        while let Some(first) = self.segments.front().copied()
            && first != start.segment
        {
            self.segments.pop_front();
            free.push(first);
        }
        free
    }
}

/// Reads the log from `start` to where the chain breaks.
///
/// # Errors
/// `Corrupt` if a frame is newer than `newest`, the slot; those of the file.
pub async fn scan(file: &dyn File, start: LogCursor, newest: Stamp) -> Result<Scan, StoreError> {
    let log =
        Log { segments: VecDeque::from([start.segment]), marks: VecDeque::new(), cursor: start, next: 0 };
    let mut scan = Scan { log, chunks: Vec::new(), raw: Vec::new() };
    loop {
        let cursor = scan.log.cursor;
        let end = cursor.segment.offset.saturating_add(cursor.segment.length);
        let length = end.checked_sub(cursor.offset).filter(|length| *length <= u64::from(u32::MAX));
        let length = length.ok_or_else(|| corrupt("a log segment of impossible length"))?;
        let mut bytes = file.read_at(cursor.offset, length as usize).await?;
        let jumped = scan.segment(&bytes, newest)?;
        let used = if jumped { bytes.len() as u64 } else { scan.log.cursor.offset - cursor.offset };
        bytes.truncate(used as usize);
        scan.raw.push((cursor.offset, bytes));
        if !jumped {
            return Ok(scan);
        }
    }
}

impl Scan {
    /// Takes in the frames of one segment; whether it ends with a jump.
    fn segment(&mut self, bytes: &[u8], newest: Stamp) -> Result<bool, StoreError> {
        let base = self.log.cursor.offset;
        let (mut at, mut crc) = (0, self.log.cursor.crc);
        let mut group: Vec<(Mark, LogChunk)> = Vec::new();
        while let Some(frame) = bytes.get(at..).and_then(|rest| read_frame(rest, crc)) {
            if frame.position.epoch > newest.epoch || frame.generation > newest.generation {
                return Err(corrupt("the log is newer than the file's head"));
            }
            if frame.flags & JUMPS != 0 {
                let Some(segment) = jump_target(frame.payload).filter(|_| group.is_empty()) else { break };
                self.log.cursor = LogCursor { segment, offset: segment.offset, crc: frame.crc };
                self.log.segments.push_back(segment);
                return Ok(true);
            }
            let LogPosition { epoch, sequence } = frame.position;
            let mark = Mark { position: frame.position, offset: base + at as u64, crc };
            group.push((mark, LogChunk { epoch, sequence, bytes: frame.payload.to_vec() }));
            (at, crc) = (at + HEADER + frame.payload.len(), frame.crc);
            if frame.flags & LAST != 0 {
                for (mark, chunk) in group.drain(..) {
                    self.log.marks.push_back(mark);
                    self.chunks.push(chunk);
                }
                (self.log.cursor.offset, self.log.cursor.crc) = (base + at as u64, crc);
            }
        }
        Ok(false)
    }
}
