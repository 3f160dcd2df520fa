//! The log: frames in segments, chained by checksum.
//!
//! ```text
//! frame = header crc u32 | length u32 | payload crc u32 | epoch u32 | flags u32 | sequence u64 | generation u64 | payload
//! ```
//!
//! A header's checksum continues that of the header before it. So what an older log, a page or an item left in
//! reused space is never taken for a frame, and the log ends where the chain breaks. The last frame of a group is
//! marked; frames without it behind them do not count. A segment that has no room ends with a jump to the next.
//!
//! A cut may leave a header without its payload: the log ends there. But a frame says whether all before it was
//! flushed when it was written: with such a frame behind it, a broken payload is damage, not a cut. In the same
//! way the generation, which is that of the root at the time, proves a lost slot.

use std::collections::VecDeque;

use super::layout::{Extent, LogCursor, Reader, corrupt, put_u32, put_u64};
use crate::storage::checksum::{Crc32, crc32};
use crate::storage::ports::{File, LogChunk, LogPosition, StoreError};

const HEADER: usize = 36;
/// Room that a segment keeps for its jump.
const JUMP: u64 = HEADER as u64 + 16;
const LAST: u32 = 1;
const JUMPS: u32 = 2;
const FLUSHED: u32 = 4;

/// Whose frames they are.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// Epoch of the holder.
    pub epoch: u64,
    /// Generation of the slot that holds.
    pub generation: u64,
    /// Whether everything written to the log so far is flushed.
    pub flushed: bool,
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
    /// The bytes of the frames, by place, that no later frame proves flushed: a host may show them and not have them.
    pub raw: Vec<(u64, Vec<u8>)>,
}

struct Frame<'a> {
    flags: u32,
    position: LogPosition,
    generation: u64,
    length: usize,
    /// `None` if it is not what was written.
    payload: Option<&'a [u8]>,
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
    put_u32(&mut header, crc32(payload));
    put_u32(&mut header, stamp.epoch as u32);
    put_u32(&mut header, if stamp.flushed { flags | FLUSHED } else { flags });
    put_u64(&mut header, sequence);
    put_u64(&mut header, stamp.generation);
    let crc = chained(before, &header);
    put_u32(out, crc);
    out.extend_from_slice(&header);
    out.extend_from_slice(payload);
    crc
}

fn chained(before: u32, header: &[u8]) -> u32 {
    let mut crc = Crc32::new();
    crc.update(&before.to_le_bytes());
    crc.update(header);
    crc.finish()
}

fn read_frame(bytes: &[u8], before: u32) -> Option<Frame<'_>> {
    let mut reader = Reader(bytes);
    let crc = reader.u32()?;
    let header = reader.0.get(..HEADER - 4)?;
    if crc != chained(before, header) {
        return None;
    }
    let (length, payload_crc) = (reader.u32()? as usize, reader.u32()?);
    let (epoch, flags) = (u64::from(reader.u32()?), reader.u32()?);
    let position = LogPosition { epoch, sequence: reader.u64()? };
    let generation = reader.u64()?;
    let payload = reader.take(length).filter(|payload| crc32(payload) == payload_crc);
    Some(Frame { flags, position, generation, length, payload, crc })
}

fn jump_target(payload: &[u8]) -> Option<Extent> {
    let mut reader = Reader(payload);
    Some(Extent { offset: reader.u64()?, length: reader.u64()? })
}

fn size(chunks: &[Vec<u8>]) -> u64 {
    chunks.iter().map(|chunk| (HEADER + chunk.len()) as u64).sum()
}

impl Append {
    /// What the disk backs once it is written.
    pub fn backs(&self) -> Extent {
        self.cursor.segment
    }
}

impl Log {
    /// Extents that hold the log.
    pub fn segments(&self) -> impl Iterator<Item = Extent> + '_ {
        self.segments.iter().copied()
    }

    /// The least length of the new segment that a group needs, if it does.
    pub fn leaves_segment(&self, chunks: &[Vec<u8>]) -> Option<u64> {
        let size = size(chunks);
        let LogCursor { segment, offset, .. } = self.cursor;
        (offset + size + JUMP > segment.offset + segment.length).then_some(size + JUMP)
    }

    /// Lays out a group at the end of the log, in a new segment if there is one. If the disk may not back its segment,
    /// that is written to its end, so that no later group finds no room in it.
    pub fn plan(&self, stamp: Stamp, chunks: &[Vec<u8>], segment: Option<Extent>, backed: u64) -> Append {
        let mut append =
            Append { writes: Vec::new(), segment: None, marks: Vec::new(), cursor: self.cursor, count: 0 };
        let mut jump = None;
        if let Some(segment) = segment {
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
        let mut bytes = Vec::with_capacity(size(chunks) as usize);
        let mut stamp = stamp;
        for (n, chunk) in chunks.iter().enumerate() {
            let sequence = self.next + n as u64;
            let position = LogPosition { epoch: stamp.epoch, sequence };
            append.marks.push(Mark { position, offset: start + bytes.len() as u64, crc: append.cursor.crc });
            let flags = if n + 1 == chunks.len() { LAST } else { 0 };
            append.cursor.crc = write_frame(&mut bytes, append.cursor.crc, flags, stamp, sequence, chunk);
            stamp.flushed = false;
        }
        append.cursor.offset += bytes.len() as u64;
        append.count = chunks.len() as u64;
        let segment = append.cursor.segment;
        if segment.end() > backed || start == LogCursor::FIRST.offset && self.cursor.crc == 0 {
            bytes.resize((segment.offset + segment.length - start) as usize, 0);
        }
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

    /// The segments before `start`.
    pub fn before(&self, start: LogCursor) -> impl Iterator<Item = Extent> + '_ {
        self.segments().take_while(move |segment| *segment != start.segment)
    }

    /// Forgets what is before `start`; returns the segments that became free.
    pub fn truncate(&mut self, position: LogPosition, start: LogCursor) -> Vec<Extent> {
        while self.marks.front().is_some_and(|mark| mark.position < position) {
            self.marks.pop_front();
        }
        let free: Vec<Extent> = self.before(start).collect();
        self.segments.drain(..free.len());
        free
    }
}

/// Reads the log from `start` to where the chain breaks.
///
/// # Errors
/// `Corrupt` if a flushed chunk is damaged or a frame is newer than `newest`, the slot; those of the file.
pub async fn scan(file: &dyn File, start: LogCursor, newest: Stamp) -> Result<Scan, StoreError> {
    let log =
        Log { segments: VecDeque::from([start.segment]), marks: VecDeque::new(), cursor: start, next: 0 };
    let mut scan = Scan { log, chunks: Vec::new(), raw: Vec::new() };
    let mut walk = Walk { cursor: start, newest, broken: None, unproved: start.offset };
    loop {
        let LogCursor { segment, offset, .. } = walk.cursor;
        let end = segment.offset.saturating_add(segment.length);
        let length = end.checked_sub(offset).filter(|length| *length <= u64::from(u32::MAX));
        let length = length.ok_or_else(|| corrupt("a log segment of impossible length"))?;
        let bytes = file.read_at(offset, length as usize).await?;
        walk.unproved = offset;
        let jumped = walk.segment(&bytes, &mut scan)?;
        let reached = match jumped {
            Some(end) if walk.broken.is_none() => end,
            _ if scan.log.cursor.segment == segment => scan.log.cursor.offset,
            _ => offset,
        };
        let from = walk.unproved - offset;
        let tail = bytes.get(from as usize..reached.saturating_sub(offset) as usize).unwrap_or_default();
        if !tail.is_empty() {
            scan.raw.push((walk.unproved, tail.to_vec()));
        }
        if jumped.is_none() {
            return Ok(scan);
        }
    }
}

/// The way along the chain. Once `broken`, nothing more is taken in, but what follows may tell damage from a cut.
struct Walk {
    cursor: LogCursor,
    newest: Stamp,
    broken: Option<LogPosition>,
    /// From here on no frame of the segment is known to be flushed.
    unproved: u64,
}

impl Walk {
    /// Takes in the frames of one segment; where they end, if they end with a jump.
    fn segment(&mut self, bytes: &[u8], scan: &mut Scan) -> Result<Option<u64>, StoreError> {
        let base = self.cursor.offset;
        let (mut at, mut crc) = (0, self.cursor.crc);
        let mut group: Vec<(Mark, LogChunk)> = Vec::new();
        while let Some(frame) = bytes.get(at..).and_then(|rest| read_frame(rest, crc)) {
            if frame.position.epoch > self.newest.epoch || frame.generation > self.newest.generation {
                return Err(corrupt("the log is newer than the file's head"));
            }
            if frame.flags & FLUSHED != 0 {
                if let Some(position) = self.broken {
                    return Err(damaged(position));
                }
                // The first frame of a segment is written together with the jump that leads to it.
                if at > 0 {
                    scan.raw.clear();
                    self.unproved = base + at as u64;
                }
            }
            if frame.flags & JUMPS != 0 {
                let target = frame.payload.and_then(jump_target).filter(|_| group.is_empty());
                let Some(segment) = target else { return Ok(None) };
                self.cursor = LogCursor { segment, offset: segment.offset, crc: frame.crc };
                if self.broken.is_none() {
                    scan.log.cursor = self.cursor;
                    scan.log.segments.push_back(segment);
                }
                return Ok(Some(base + (at + HEADER + frame.length) as u64));
            }
            let LogPosition { epoch, sequence } = frame.position;
            match frame.payload {
                Some(payload) if self.broken.is_none() => {
                    let mark = Mark { position: frame.position, offset: base + at as u64, crc };
                    group.push((mark, LogChunk { epoch, sequence, bytes: payload.to_vec() }));
                }
                _ => {
                    self.broken.get_or_insert(frame.position);
                    group.clear();
                }
            }
            (at, crc) = (at + HEADER + frame.length, frame.crc);
            if frame.flags & LAST != 0 && self.broken.is_none() {
                for (mark, chunk) in group.drain(..) {
                    scan.log.marks.push_back(mark);
                    scan.chunks.push(chunk);
                }
                (scan.log.cursor.offset, scan.log.cursor.crc) = (base + at as u64, crc);
            }
        }
        Ok(None)
    }
}

fn damaged(position: LogPosition) -> StoreError {
    let mut message = String::from("log chunk ");
    message.push_str(&position.epoch.to_string());
    message.push('/');
    message.push_str(&position.sequence.to_string());
    message.push_str(" does not match its checksum");
    corrupt(&message)
}
