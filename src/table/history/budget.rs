//! The budget of what is kept for points in time: the oldest segments of all tables go when it is exceeded.

use super::plan::DAY;
use super::reader::RECOVERY;
use super::segment::{History, Segment};
use super::shelf::{of_all, put};
use crate::table::context::{Context, Stop};

impl History {
    /// Whether nobody but point-in-time recovery needs a segment.
    fn can_spare(&self, segment: &Segment, now_ms: u64) -> bool {
        let Some((end_ms, _)) = segment.end else { return false };
        let others = segment.stream_ms.is_some() || self.reading().any(|reader| reader.kind != RECOVERY);
        !self.is_held(segment) && (!others || end_ms + DAY <= now_ms)
    }

    /// Drops what only point-in-time recovery has kept, which is off.
    pub(super) fn drop_unread(&mut self, cx: &mut Context<'_>) {
        if self.readers.iter().any(|reader| reader.reads() || reader.kind != RECOVERY) {
            return;
        }
        let segments = core::mem::take(&mut self.segments);
        let stays = |segment: &Segment| segment.stream_ms.is_some() || self.is_held(segment);
        let (kept, unread): (Vec<_>, Vec<_>) = segments.into_iter().partition(stays);
        unread.iter().for_each(|segment| cx.drop_tree(segment.tree));
        self.segments = kept;
        self.readers.clear();
    }

    /// Drops a segment before its time.
    fn spare(&mut self, cx: &mut Context<'_>, at: usize) -> Result<(), Stop> {
        let segment = self.segments.remove(at);
        self.lose(cx, &segment)?;
        cx.drop_tree(segment.tree);
        self.forgot(&segment);
        Ok(())
    }

    /// A segment is gone: there is no way back behind its end.
    pub(super) fn forgot(&mut self, segment: &Segment) {
        let Some((_, end)) = segment.end else { return };
        for reader in self.readers.iter_mut().filter(|reader| reader.kind == RECOVERY) {
            reader.spans.retain(|span| span.end.is_none_or(|other| other > end));
            reader.spans.iter_mut().for_each(|span| span.start = span.start.max(end));
        }
    }
}

/// Drops segments until all histories together are within the budget, `mine` among them as it is now. The others are written.
///
/// # Errors
/// [`Stop::Fault`].
pub(super) fn shrink(cx: &mut Context<'_>, mine: &mut History) -> Result<(), Stop> {
    if !mine.readers.iter().any(|reader| reader.kind == RECOVERY) {
        return Ok(());
    }
    let mut all = of_all(cx)?;
    all.retain(|history| history.record_key() != mine.record_key());
    all.push(mine.clone());
    let mut sizes = Vec::new();
    for (at, history) in all.iter().enumerate() {
        for segment in &history.segments {
            sizes.push((segment.start, segment.tree, at, cx.stats(segment.tree)?.1));
        }
    }
    let mut total: u64 = sizes.iter().map(|(.., bytes)| bytes).sum();
    sizes.sort_unstable();
    let mut changed = vec![false; all.len()];
    for (_, tree, at, bytes) in sizes {
        if total <= cx.settings.history_bytes {
            break;
        }
        let Some(history) = all.get_mut(at) else { continue };
        let place = history.segments.iter().position(|segment| segment.tree == tree);
        let spared = place.and_then(|place| Some((place, history.segments.get(place)?)));
        if let Some((place, segment)) = spared
            && history.can_spare(segment, cx.now_ms)
        {
            history.spare(cx, place)?;
            changed.get_mut(at).into_iter().for_each(|changed| *changed = true);
            total = total.saturating_sub(bytes);
        }
    }
    if let Some(own) = all.pop() {
        *mine = own;
    }
    for (history, changed) in all.iter().zip(changed) {
        if changed {
            put(cx, history)?;
        }
    }
    Ok(())
}
