//! Internal work in slices, with durable cursors: filling new indexes, removing what has expired,
//! forgetting old records and idempotency tokens.
//!
//! A job is a record of the catalog under `job/`. One [`step`] evaluates a slice: it reads, produces effects (the
//! work and the advanced cursor in one commit) and is then applied like a request. Everything a job does is
//! idempotent and derived from the present state, so a slice that was lost is simply done again. A job with a due time
//! sleeps until then. Dropping a table needs no job of its own: its trees are dropped by effect, and the forest reclaims
//! their pages.

use core::ops::Bound;

use super::catalog::{self, CATALOG_TREE};
use super::context::{Context, Progress, Stop, earlier};
use super::job_record::{self, JOB_PREFIX, body};
use super::moment::{backup, opened, restore};
use super::schema::{Expiry, Table};
use super::{envelope, expiry, history, key, ledger, replica, state, store, sweep};
use crate::model::{MapRef, Writer};
use crate::tree::{Cursor, Direction, KeyRange, TreeId};

/// How far ahead a backfill's reads may name pages.
const AHEAD: u64 = 256 << 10;

/// The name of a job and its record.
type Job<'f> = (Vec<u8>, &'f [u8]);

/// Whose turn it is: each job has a slice after the other, and then the ledger.
#[derive(Debug, Clone, Default)]
pub struct Turn {
    /// The job that had the last one; empty at the beginning of a round.
    after: Vec<u8>,
    /// Whether anything was done in this round.
    worked: bool,
    /// When the first of the jobs that sleep is due, of those that this round has met.
    due_ms: Option<u64>,
    /// Kinds of work that the host is to be called for.
    summons: Vec<String>,
    /// The newest record that it was called for before this round, and in it.
    called: (u64, u64),
}

impl Turn {
    /// The kinds of work that the host is to be called for now.
    pub fn summons(&mut self) -> Vec<String> {
        core::mem::take(&mut self.summons)
    }

    /// Notes what a record calls the host for, once for each time that it is written.
    fn summon(&mut self, kind: &str, value: &[u8]) {
        let clock = envelope::open(value).map_or(0, |envelope| envelope.stamp.clock);
        if clock > self.called.0 {
            self.called.1 = self.called.1.max(clock);
            if !self.summons.iter().any(|known| known == kind) {
                self.summons.push(kind.to_owned());
            }
        }
    }

    /// The turn of the job whose slice failed is over: it is tried again in the next round. False if there is nobody else.
    pub fn pass(&mut self, cx: &mut Context<'_>) -> bool {
        match self.next(cx) {
            Ok(Some((key, _))) => {
                self.after = key;
                true
            }
            Ok(None) => {
                let worked = self.worked;
                self.begin_again();
                worked
            }
            Err(_) => false,
        }
    }

    /// Whether anything was done in this round.
    pub const fn worked(&self) -> bool {
        self.worked
    }

    /// What the last slice did was not taken, so it is no reason for another round.
    pub const fn refuse(&mut self, worked_before: bool) {
        self.worked = worked_before;
    }

    /// A round is over. When the first job is due is known until the next one begins.
    fn begin_again(&mut self) {
        self.after.clear();
        self.worked = false;
        self.called.0 = self.called.1;
    }

    /// When the first of the jobs that sleep is due, after a round.
    pub const fn due_ms(&self) -> Option<u64> {
        self.due_ms
    }

    /// The next job of this round and its record.
    fn next<'f>(&mut self, cx: &mut Context<'f>) -> Result<Option<Job<'f>>, Stop> {
        let mut range = KeyRange::prefix(JOB_PREFIX);
        if self.after.is_empty() {
            self.due_ms = None;
        } else {
            range.lower = Bound::Excluded(self.after.clone());
        }
        let mut cursor = cx.cursor(CATALOG_TREE, range, Direction::Forward, 0);
        while let Some((key, value)) = cx.next(&mut cursor)? {
            let job = body(value);
            if let Some(kind) = state::summoned(job) {
                self.summon(kind, value);
                continue;
            }
            let due = match sweep::next_due(cx, job) {
                Ok(Some(None)) => continue,
                Ok(Some(due)) => due,
                // A time that was noted further off than any is from a clock that was ahead.
                Ok(None) => noted(job).filter(|due| *due <= cx.now_ms + history::DAY),
                // A damaged index says nothing, and keeps nobody else waiting.
                Err(Stop::Fault) if cx.trace.corrupt.take().is_some() => continue,
                Err(stop) => return Err(stop),
            };
            match due.filter(|due| *due > cx.now_ms) {
                Some(due) => self.due_ms = earlier(self.due_ms, due),
                None => return Ok(Some((key.to_vec(), value))),
            }
        }
        Ok(None)
    }
}

/// The due time in a job's record.
fn noted(job: MapRef<'_>) -> Option<u64> {
    u64::try_from(job.get_int("due")?).ok()
}

/// Evaluates a slice of the job whose turn it is. `budget` is asked before every item and ends the slice by answering
/// false; at least one item is done in any case. Idle after a round in which nothing could be done. The ledger, whose turn is
/// the last, was swept at `swept_ms`. `whole` says whether all of the engine is there: what works on jobs is in the part that
/// a browser loads later.
///
/// # Errors
/// [`Stop::Fault`] when the first item's pages are missing; a slice that has got further commits what it has.
pub fn step(
    cx: &mut Context<'_>,
    turn: &mut Turn,
    swept_ms: u64,
    whole: bool,
    budget: &mut dyn FnMut() -> bool,
) -> Result<Progress, Stop> {
    let Some((key, value)) = turn.next(cx)? else {
        let forgot = ledger::forget_expired(cx, swept_ms, budget)? == Progress::Worked;
        let worked = forgot || turn.worked;
        turn.begin_again();
        return Ok(if worked { Progress::Worked } else { Progress::Idle });
    };
    if !whole {
        return Ok(Progress::Lacking);
    }
    let worked = work(cx, key.clone(), value, budget)? || turn.worked;
    (turn.after, turn.worked) = (key, worked);
    Ok(Progress::Worked)
}

/// Evaluates a slice of a job. False if a later version wrote it: it is left to that.
#[inline(never)]
fn work(
    cx: &mut Context<'_>,
    key: Vec<u8>,
    value: &[u8],
    budget: &mut dyn FnMut() -> bool,
) -> Result<bool, Stop> {
    let job = body(value);
    if sweep::sweep(cx, job, budget)?
        || history::keep_up(cx, job)?
        || restore::work(cx, job, budget)?
        || opened::work(cx, &key, job)?
        || backup::work(cx, &key, job)?
        || replica::work(cx, &key, job, budget)?
    {
        return Ok(true);
    }
    if let Some(last) = job.get_int("restored") {
        drop_trees(cx, |tree| i64::from(tree) <= last)?;
        catalog::remove_record(cx, key)?;
        return Ok(true);
    }
    let index = job.get_int("index").and_then(|tree| TreeId::try_from(tree).ok());
    let Some(index) = index else { return Ok(false) };
    let table = job.get_str("table").unwrap_or_default();
    let since = job.get_int("since").unwrap_or(0);
    let done = job.get(b"cursor").and_then(|cursor| cursor.scalar_bytes()).unwrap_or_default();
    let table = catalog::table(cx, table)?;
    let filled = table.and_then(|table| Some((filled(&table, index)?, table)));
    match filled {
        Some((filled, table)) => {
            let slice = backfill(cx, &table, filled, since, done, budget)?;
            if let (Some(gauge), Filled::Index(place)) = (&cx.settings.gauge, filled)
                && let Some(index) = table.indexes.get(place)
            {
                gauge.fills((&table.name, &index.name), slice);
            }
        }
        // The table or the index is gone: so is the job.
        None => catalog::remove_record(cx, key)?,
    }
    Ok(true)
}

/// What a backfill fills.
#[derive(Clone, Copy)]
enum Filled {
    /// The index at this place.
    Index(usize),
    /// The index of expiries.
    Expiry(Expiry),
}

/// What is being filled in this tree of the table.
fn filled(table: &Table, tree: TreeId) -> Option<Filled> {
    if let Some(expiry) = table.expiry.filter(|expiry| expiry.tree == tree && expiry.backfilling) {
        return Some(Filled::Expiry(expiry));
    }
    table.indexes.iter().position(|index| index.tree == tree && index.backfilling).map(Filled::Index)
}

/// Prepares a database without tables for the trees of another one, of which `last` is the highest. Until the restored
/// catalog takes the place of this one, it holds a job that removes what was restored so far: whoever opens the database
/// after a restore that was cut off finds it empty.
///
/// # Errors
/// [`Stop::Fault`].
pub fn start_restore(cx: &mut Context<'_>, last: TreeId) -> Result<(), Stop> {
    drop_trees(cx, |_| true)?;
    catalog::reserve_trees(cx, last)?;
    let mut w = Writer::new();
    w.entry_int("restored", i64::from(last));
    catalog::put_record(cx, [JOB_PREFIX, b"restore"].concat(), w.as_bytes())
}

/// Drops the trees of tables, as far as they are wanted.
fn drop_trees(cx: &mut Context<'_>, wanted: impl Fn(TreeId) -> bool) -> Result<(), Stop> {
    let forest = cx.forest;
    let trees = forest.trees_of(&forest.freeze(), &mut cx.trace).map_err(|_| Stop::Fault)?;
    for (tree, _) in trees {
        if tree >= catalog::FIRST_TREE && wanted(tree) {
            cx.drop_tree(tree);
        }
    }
    Ok(())
}

/// Fills a part; gives how much there is then, in percent, and the write units that the part took.
fn backfill(
    cx: &mut Context<'_>,
    table: &Table,
    filled: Filled,
    since: i64,
    done: &[u8],
    budget: &mut dyn FnMut() -> bool,
) -> Result<(u64, u64), Stop> {
    let lower = if done.is_empty() { Bound::Unbounded } else { Bound::Excluded(done.to_vec()) };
    let range = KeyRange { lower, upper: Bound::Unbounded };
    let mut items = cx.cursor(table.tree, range, Direction::Forward, AHEAD);
    let (mut last, mut units) = (None, 0);
    loop {
        if last.is_some() && !budget() {
            break;
        }
        match fill_next(cx, table, filled, since as u64, &mut items) {
            Ok(Some((key, more))) => (last, units) = (Some(key), units + more),
            Ok(None) => {
                finish(cx, table, filled)?;
                return Ok((100, units));
            }
            // What was done so far is worth a commit; the next slice begins with the missing page.
            Err(Stop::Fault) if last.is_some() => break,
            Err(stop) => return Err(stop),
        }
    }
    let last = last.unwrap_or_default();
    job_record::put_backfill(cx, &table.name, tree_of(table, filled), since, &last)?;
    // Keys begin with a hash: they are spread evenly.
    let percent = (u64::from(key::hash_prefix(&last)) * 100) >> 32;
    Ok((percent, units))
}

fn tree_of(table: &Table, filled: Filled) -> TreeId {
    match filled {
        Filled::Index(place) => table.indexes.get(place).map_or(0, |index| index.tree),
        Filled::Expiry(expiry) => expiry.tree,
    }
}

/// Fills in the next item; gives its key and the write units that this took, `None` behind the last one.
fn fill_next<'f>(
    cx: &mut Context<'f>,
    table: &Table,
    filled: Filled,
    since: u64,
    items: &mut Cursor<'f>,
) -> Result<Option<(Vec<u8>, u64)>, Stop> {
    let Some((key, value)) = cx.next(items)? else { return Ok(None) };
    let (key, stored) = (key.to_vec(), store::open(value)?);
    let units = match filled {
        Filled::Index(place) => match table.indexes.get(place) {
            Some(index) => store::backfill(cx, index, since, &stored)?,
            None => 0,
        },
        Filled::Expiry(expiry) => {
            expiry::backfill(cx, table, expiry, since, &key, &stored)?;
            0
        }
    };
    Ok(Some((key, units)))
}

/// The index holds everything: it becomes active.
fn finish(cx: &mut Context<'_>, table: &Table, filled: Filled) -> Result<(), Stop> {
    let mut table = table.clone();
    let tree = tree_of(&table, filled);
    for index in &mut table.indexes {
        if index.tree == tree {
            index.backfilling = false;
        }
    }
    if let Some(expiry) = table.expiry.as_mut().filter(|expiry| expiry.tree == tree) {
        expiry.backfilling = false;
    }
    catalog::put(cx, &table)?;
    job_record::stop_backfill(cx, tree)
}
