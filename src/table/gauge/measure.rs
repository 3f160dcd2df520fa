//! What the run under way tells, and what of it is allowed.

use core::cell::{RefCell, RefMut};

use super::contributors::{self, Contributors};
use super::counters::{self, Counters, Waiting};
use super::flow::{Flow, Units};
use super::meter::{self, Meter};
use super::pace::Pace;
use super::throttle::{self, Limit};
use crate::model::{Failure, MapRef};
use crate::table::capacity::Tally;
use crate::table::key::{self, Span};
use crate::table::schema::Table;
use crate::tree::TreeId;

/// Units a second that an account may provision in all.
pub const ACCOUNT_QUOTA: Units = Units { read: 80_000, write: 80_000 };

/// By so much a request may be late; else the clock was set back.
const LATEST_MS: u64 = 60_000;

/// Whose run it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum RunKind {
    /// That of a request.
    #[default]
    Plain,
    /// That of a transaction, whose writes count twice.
    Transaction,
    /// That of the package's own work, such as an import, which consumes nothing.
    Internal,
}

/// Which tables have their capacity enforced.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Enforced {
    /// None.
    #[default]
    Nowhere,
    /// All.
    Everywhere,
    /// Those of these names.
    At(Vec<String>),
}

/// What a request consumed of a table or global index.
#[derive(Debug, Clone)]
pub(super) struct Charge {
    pub lane: TreeId,
    pub table: counters::NameId,
    pub index_name: counters::NameId,
    pub flow: Flow,
    pub halves: u64,
    pub hash: Option<u32>,
}

/// A refusal.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub table: counters::NameId,
    pub index_name: counters::NameId,
    pub flow: Flow,
    pub limit: Limit,
    /// What the request would have consumed there, in halves of a unit.
    pub halves: u64,
}

/// What the run under way has told.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub now_ms: u64,
    pub kind: RunKind,
    pub charges: Vec<Charge>,
    pub events: Vec<Event>,
    /// Keys used and whether they were refused, for the tables with insights.
    pub keys: Vec<(TreeId, bool, [String; 2], i64)>,
}

/// A part of a new index.
#[derive(Debug)]
pub(super) struct Part {
    pub table: String,
    pub index: String,
    /// How much of the index is there with it, in percent.
    pub percent: u64,
    /// The write units of its entries.
    pub units: u64,
}

/// What a gauge knows.
#[derive(Debug, Default)]
pub(in crate::table) struct Inner {
    pub(super) run: Run,
    pub(super) meter: Meter,
    /// Counters of metrics.
    pub counters: Counters,
    /// Sketches of keys.
    pub contributors: Contributors,
    pub(super) waiting: Vec<Waiting>,
    /// What the slice of a job that is not committed yet is to fill.
    pub(super) part: Option<Part>,
    pub(super) pace: Pace,
    /// Whether it is known which tables have insights.
    pub loaded: bool,
    /// The minute for whose end a time to store it was set.
    pub(super) due_ms: u64,
}

impl Inner {
    /// What is over is stored, and forgotten; so are names that nothing has any more.
    pub fn stored(&mut self) {
        self.contributors.stored();
        let charges = self.run.charges.iter().flat_map(|charge| [charge.table, charge.index_name]);
        let events = self.run.events.iter().flat_map(|event| [event.table, event.index_name]);
        let waiting = self.waiting.iter().flat_map(|waiting| waiting.series.names());
        self.counters.stored(charges.chain(events).chain(waiting));
    }
}

/// Capacity and counters of one database.
pub struct Gauge {
    region: String,
    account: String,
    enforced: Enforced,
    pub(super) counts: bool,
    /// Behind a pointer, so that whoever lets go of a gauge needs none of its code: most databases have none.
    pub(super) inner: Box<dyn Whole>,
}

impl core::fmt::Debug for Gauge {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Gauge")
    }
}

pub(super) trait Whole {
    fn borrow_mut(&self) -> RefMut<'_, Inner>;
}

impl Whole for RefCell<Inner> {
    fn borrow_mut(&self) -> RefMut<'_, Inner> {
        RefCell::borrow_mut(self)
    }
}

impl Gauge {
    /// A gauge of a region and account that enforces the capacity of tables, counts, or both.
    #[must_use]
    #[inline(never)]
    pub fn new(place: (&str, &str), enforced: Enforced, counts: bool) -> Self {
        let (region, account) = (place.0.to_owned(), place.1.to_owned());
        Self { region, account, enforced, counts, inner: Box::new(RefCell::<Inner>::default()) }
    }

    /// Whether it counts.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.counts
    }

    pub(in crate::table) fn inner(&self) -> RefMut<'_, Inner> {
        self.inner.borrow_mut()
    }

    /// Whether the capacity of a table is enforced.
    #[must_use]
    pub fn enforces(&self, table: &str) -> bool {
        match &self.enforced {
            Enforced::Nowhere => false,
            Enforced::Everywhere => true,
            Enforced::At(names) => names.iter().any(|name| name == table),
        }
    }

    /// A run of an operation begins. What an earlier one took that led to no answer is given back.
    #[inline(never)]
    pub fn begin(&self, now_ms: u64, operation: &str, is_internal: bool) {
        let inner = &mut *self.inner.borrow_mut();
        give_back(inner);
        // A request that had to wait runs at the time when it came. That turns no time back, for seconds would count twice.
        let is_late = now_ms < inner.run.now_ms && inner.run.now_ms - now_ms < LATEST_MS;
        inner.run.now_ms = if is_late { inner.run.now_ms } else { now_ms };
        inner.run.kind = match operation {
            "TransactWriteItems" | "ExecuteTransaction" => RunKind::Transaction,
            _ if is_internal => RunKind::Internal,
            _ => RunKind::Plain,
        };
    }

    /// The run reads an item under a key, or nothing under it.
    ///
    /// # Errors
    /// The service's failure if the table has no capacity left.
    #[inline(never)]
    pub fn reads(&self, table: &Table, key: &[u8], halves: u64) -> Result<(), Failure> {
        let tally = Tally { table: halves, indexes: Vec::new() };
        self.charge(table, &tally, (Flow::Read, Some(key::hash_prefix(key))), || {
            contributors::names_in_key(&table.key, key)
        })
    }

    /// The run reads a page of a table or index.
    ///
    /// # Errors
    /// As [`Gauge::reads`].
    #[inline(never)]
    pub fn reads_page(
        &self,
        table: &Table,
        index: Option<usize>,
        span: &Span,
        tally: &Tally,
    ) -> Result<(), Failure> {
        // A query stays within one partition, a scan does not.
        let hash = key::hash_prefix(&span.lower);
        let upper = span.upper.as_deref().map(key::hash_prefix);
        let single = span.lower.len() > key::HASH_LEN && upper == Some(hash);
        let schema =
            index.and_then(|position| table.indexes.get(position)).map_or(&table.key, |index| &index.key);
        self.charge(table, tally, (Flow::Read, single.then_some(hash)), || {
            if single { contributors::names_in_key(schema, &span.lower) } else { Default::default() }
        })
    }

    /// The run writes an item, or fails to because of its condition: the partition hash of its key, and an image with the key.
    ///
    /// # Errors
    /// As [`Gauge::reads`].
    #[inline(never)]
    pub fn writes(&self, table: &Table, item: (u32, MapRef<'_>), tally: &Tally) -> Result<(), Failure> {
        self.charge(table, tally, (Flow::Write, Some(item.0)), || {
            contributors::names_in_item(&table.key, item.1)
        })
    }

    fn charge(
        &self,
        table: &Table,
        tally: &Tally,
        (flow, hash): (Flow, Option<u32>),
        names: impl Fn() -> [String; 2],
    ) -> Result<(), Failure> {
        let inner = &mut *self.inner.borrow_mut();
        if inner.run.kind == RunKind::Internal {
            return Ok(());
        }
        let now_ms = inner.run.now_ms;
        let mut own =
            tally.table * if inner.run.kind == RunKind::Transaction && flow == Flow::Write { 2 } else { 1 };
        let global = |position| meter::payer(table, Some(position)).is_some();
        own += tally.indexes.iter().filter(|(at, _)| !global(*at)).map(|(_, halves)| halves).sum::<u64>();
        let others =
            tally.indexes.iter().filter(|(at, _)| global(*at)).map(|&(at, halves)| (Some(at), halves));
        let arms = core::iter::once((None, own)).chain(others).filter(|(_, halves)| *halves > 0);
        let insights = inner.contributors.follows(table.tree);
        let enforced = self.enforces(&table.name);
        let name = inner.counters.name(&table.name);
        // Most requests count for the table alone, whose lane is then looked up once.
        let single = tally.indexes.is_empty();
        let refused = if !enforced || own == 0 && single {
            None
        } else if single {
            let limit = inner.meter.admit(table, None, (flow, hash, own), now_ms);
            limit.map(|limit| (None, own, limit))
        } else {
            arms.clone().find_map(|(index, halves)| {
                let limit = inner.meter.refuses(table, index, (flow, of_table(index, hash)), now_ms)?;
                Some((index, halves, limit))
            })
        };
        if let Some((index, halves, limit)) = refused {
            let index_name = index_name(inner, table, index);
            inner.run.events.push(Event { table: name, index_name, flow, limit, halves });
            if insights {
                inner.run.keys.push((table.tree, true, names(), counters::ONE));
            }
            let index = index.and_then(|position| table.indexes.get(position));
            let index = index.map(|index| index.name.as_str());
            let place = (self.region.as_str(), self.account.as_str());
            return Err(throttle::refusal(place, table, index, flow, limit));
        }
        if single {
            if own > 0 {
                let (lane, halves) = (table.tree, own);
                inner.run.charges.push(Charge { lane, table: name, index_name: 0, flow, halves, hash });
            }
        } else {
            for (index, halves) in arms {
                let (lane, hash) = (meter::lane_of(table, index), of_table(index, hash));
                if enforced {
                    inner.meter.take((lane, flow), hash, halves as f64, now_ms);
                }
                let index_name = index_name(inner, table, index);
                inner.run.charges.push(Charge { lane, table: name, index_name, flow, halves, hash });
            }
        }
        if insights {
            inner.run.keys.push((
                table.tree,
                false,
                names(),
                (own as i64 * counters::ONE / 2).max(counters::ONE / 2),
            ));
        }
        Ok(())
    }
}

/// The partition that is charged. Keys of an index lie elsewhere than the table's, so only its throughput is looked at.
const fn of_table(index: Option<usize>, hash: Option<u32>) -> Option<u32> {
    if index.is_none() { hash } else { None }
}

/// The name of a table's index, as it is counted.
fn index_name(inner: &mut Inner, table: &Table, index: Option<usize>) -> counters::NameId {
    let index = index.and_then(|position| table.indexes.get(position)).map(|index| &*index.name);
    inner.counters.name(index.unwrap_or_default())
}

/// Undoes what a run took.
pub(super) fn give_back(inner: &mut Inner) {
    let now_ms = inner.run.now_ms;
    for charge in inner.run.charges.drain(..) {
        inner.meter.take((charge.lane, charge.flow), charge.hash, -(charge.halves as f64), now_ms);
    }
    inner.run.events.clear();
    inner.run.keys.clear();
}

impl Gauge {
    /// A table is deleted: nothing is kept of it, but for what is counted.
    #[inline(never)]
    pub fn dropped(&self, table: &Table) {
        let inner = &mut *self.inner.borrow_mut();
        for tree in core::iter::once(table.tree).chain(table.indexes.iter().map(|index| index.tree)) {
            inner.meter.forget(tree);
            inner.contributors.follow(tree, None);
        }
    }

    /// A table has insights of accessed keys (true) or of throttled ones alone (false), or none.
    #[inline(never)]
    pub fn follow(&self, tree: TreeId, mode: Option<bool>) {
        self.inner.borrow_mut().contributors.follow(tree, mode);
    }
}
