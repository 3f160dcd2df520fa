//! What an open database holds in memory, and the attempt to run one request on it.

use super::armed::{Armed, CHANGED};
use super::clock::HybridClock;
use super::log::{Origin, RecordHead, put_record};
pub use super::parked::{Arrival, Ticket};
use super::parked::{Lines, Parked, Waits};
use super::room::{Room, frees, grows};
use super::superblock::Superblock;
use crate::model::{Failure, Kind, MapRef, order};
use crate::operation::{self, Class, Context, Operation, Settings, Stop, Target};
use crate::storage::{LogPosition, PageId};
use crate::table::ledger;
use crate::table::{CATALOG_TREE, Catalog, LEDGER_TREE, earlier, jobs};
use crate::tree::{Effect, Forest, Trace};

/// A finished request: the response as a map body, or why it failed.
pub type Answer = Result<Vec<u8>, Failure>;

/// An answer that waits for a commit.
pub struct Ack {
    /// The log sequence number that has to be durable first.
    pub lsn: u64,
    /// Who asked.
    pub ticket: Ticket,
    /// The answer.
    pub answer: Answer,
}

/// How a run ended.
pub enum Attempt {
    /// With an answer that may be given once the log is durable up to a sequence number.
    Done(Answer, u64),
    /// Without effect: these pages are needed first.
    Fault(Vec<PageId>, Vec<u64>),
    /// Without effect: an earlier parked request has to run first, or the write buffer is full.
    Wait(Vec<u64>, Waits),
}

/// The resident state of an open database.
pub struct State {
    pub forest: Forest,
    pub catalog: Catalog,
    pub clock: HybridClock,
    /// Last sequence number given out.
    pub lsn: u64,
    /// Last sequence number known to be durable.
    pub durable_lsn: u64,
    pub superblock: Superblock,
    /// Pages of a checkpoint that an earlier holder did not finish: the first and the one after the last.
    pub garbage: Option<(PageId, PageId)>,
    /// This holder's epoch and its next free log place.
    pub tail: LogPosition,
    /// The disk was too full for an epoch of its own: no pages can be written or deleted before the next opening.
    pub resumed: bool,
    /// Nothing is logged: what is applied counts as durable.
    volatile: bool,
    /// Records applied and not yet handed to a commit.
    pub run: Vec<u8>,
    pub acks: Vec<Ack>,
    pub parked: Parked,
    /// Watched requests.
    pub armed: Armed,
    /// Pages to load, and the numbers of the parked requests that lack them.
    pub missing: Lines,
    /// Whether parked requests are being run, a slice at a time.
    pub turning: bool,
    /// How often a request was run since the state was built.
    pub runs: u64,
    /// What was durable when answers were last taken.
    pub ripened: u64,
    /// Counts up whenever the state was rebuilt: tasks of an older generation stop.
    pub generation: u64,
    /// The generation since which nobody else has had the store open.
    pub unbroken_since: u64,
    /// The newest sequence number that the store had when the state was built.
    pub found_lsn: u64,
    /// The store has no room, and its reserve is given up or missing: only deletions are taken, and become free space soon.
    pub full: bool,
    /// The store has had no room before: what is deleted is to become free space soon.
    pub was_full: bool,
    /// The store has had no room, and no write has come through since: counters are not worth another refusal.
    pub wary: bool,
    /// The whole buffer does not fit into pages: it goes there piece by piece.
    pub piecemeal: bool,
    /// The buffer does not fit into pages, but the reserve is there all the same: writes are taken as long as the buffer holds them.
    pub lent: bool,
    /// Something was deleted of which that holds.
    pub freed: bool,
    /// A deletion has found no room because the checkpoint under way has it: that is to give its pages up.
    pub gives_way: bool,
    /// It is not known whether the reserve is there, nor is the database new.
    pub unguarded: bool,
    /// Not even a deletion has found room since the last rest.
    pub exhausted: bool,
    /// Bytes of the log that went into the reserve since all that was in the log came into pages.
    pub spent: usize,
    pub committing: bool,
    pub loading: bool,
    pub checkpointing: bool,
    /// Sequence number and log place at which the sealed buffer ends.
    pub sealed_at: Option<(u64, LogPosition)>,
    /// Bytes of the log that a checkpoint of the active buffer would make superfluous.
    pub logged: usize,
    /// Why no checkpoint can be made any more.
    pub stuck: Option<Failure>,
    /// Whether the reserve may have to be written.
    pub reserve_due: bool,
    /// Whether pages may be waiting to be deleted.
    pub reclaim_due: bool,
    /// Whether effects that jobs care about were applied since jobs last ran dry.
    pub jobs_due: bool,
    pub jobs_running: bool,
    pub job_turn: jobs::Turn,
    /// When jobs are to be looked at because of what was written since the timer was set, in epoch milliseconds.
    pub due_ms: Option<u64>,
    /// When the timer wakes the jobs, in epoch milliseconds, if there is one.
    pub wakes_ms: Option<u64>,
    /// The wall clock at the last write, in milliseconds.
    wall_ms: u64,
    /// Nothing is left in the ledger that had expired by then, in milliseconds.
    pub swept_ms: u64,
    random: u64,
    /// Pages that a later version wrote.
    pub later_pages: Vec<PageId>,
}

/// Answers to give once no borrow of the state is held.
pub type Deliveries = Vec<(Ticket, Answer)>;

impl State {
    /// A state over a forest; replay comes after.
    pub fn new(
        forest: Forest,
        superblock: Superblock,
        tail: LogPosition,
        generation: u64,
        seed: [u8; 16],
        volatile: bool,
    ) -> Self {
        let (low, high) = (u128::from_le_bytes(seed) as u64, (u128::from_le_bytes(seed) >> 64) as u64);
        let superblock_lsn = superblock.lsn;
        Self {
            forest,
            catalog: Catalog::default(),
            clock: HybridClock::after(superblock.clock),
            lsn: superblock.lsn,
            durable_lsn: superblock.lsn,
            garbage: Some((superblock.next_page, PageId::new(tail.epoch, 0))).filter(|(from, to)| from < to),
            superblock,
            tail,
            resumed: false,
            volatile,
            run: Vec::new(),
            acks: Vec::new(),
            parked: Parked::default(),
            armed: Armed::default(),
            missing: Lines::default(),
            turning: false,
            runs: 0,
            ripened: 0,
            generation,
            unbroken_since: generation,
            found_lsn: superblock_lsn,
            full: false,
            was_full: false,
            wary: false,
            piecemeal: false,
            lent: false,
            freed: false,
            gives_way: false,
            unguarded: tail.epoch > 1,
            exhausted: false,
            spent: 0,
            committing: false,
            loading: false,
            checkpointing: false,
            sealed_at: None,
            logged: 0,
            stuck: None,
            reserve_due: true,
            reclaim_due: true,
            jobs_due: true,
            jobs_running: false,
            job_turn: jobs::Turn::default(),
            due_ms: None,
            wakes_ms: None,
            wall_ms: 0,
            swept_ms: 0,
            random: low ^ high.rotate_left(32),
            later_pages: Vec::new(),
        }
    }

    /// The store has no room: only deletions are taken from now on. Says whether that was so already.
    pub fn met_limit(&mut self) -> bool {
        (self.was_full, self.wary) = (true, true);
        std::mem::replace(&mut self.full, true)
    }

    /// The reserve is there: all writes are taken.
    pub fn has_room(&mut self) {
        if std::mem::take(&mut self.full) {
            (self.exhausted, self.lent, self.jobs_due) = (false, false, true);
            self.spent = 0;
        }
    }

    /// Bytes for identifiers: a SplitMix64 sequence from the seed taken at opening. Not for secrets.
    pub fn entropy(&mut self) -> [u8; 16] {
        let mut next = || {
            self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut word = self.random;
            word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            word ^ (word >> 31)
        };
        (u128::from(next()) << 64 | u128::from(next())).to_le_bytes()
    }

    /// Runs a request once, the parked one of this number or the next. Applies its effects if it comes through.
    pub fn attempt(
        &mut self,
        operation: &'static Operation,
        input: &[u8],
        arrival: &Arrival,
        settings: &Settings,
        room: &Room,
        number: u64,
    ) -> Attempt {
        self.runs += 1;
        if let Some(gauge) = &settings.gauge {
            let is_internal = operation.target == Target::Internal;
            gauge.begin(arrival.now_micros / 1000, operation.name, is_internal);
        }
        let clock = self.clock.peek(arrival.now_micros);
        let mut cx = Context::new(&self.forest, &self.catalog, settings, arrival.now_micros / 1000, clock);
        cx.entropy = arrival.entropy;
        cx.reads = arrival.watch.map(|_| Vec::new());
        let mut run = |cx: &mut Context<'_>| {
            if let Some(guard) = &arrival.guard {
                guard.ask(cx, operation, MapRef::new(input))?;
            }
            operation::run(operation, cx, MapRef::new(input))
        };
        let (origin, result) = match &arrival.client {
            Some(client) if operation.class == Class::Write => {
                let origin = Origin::Client { id: client.id, sequence: client.sequence };
                (origin, ledger::once(&mut cx, client, &mut run))
            }
            _ => (Origin::Local, run(&mut cx)),
        };
        // A run that was given clocks of others is later than those.
        let Context { trace, effects, touched, reads, due_ms, busy, clock, .. } = cx;
        if self.parked.is_behind(number, &touched) {
            return Attempt::Wait(touched, Waits::Line);
        }
        match result {
            // There are no more checkpoints.
            Err(Stop::Fault) if busy && self.stuck.is_some() => {
                Attempt::Done(self.stuck.clone().map_or_else(|| Ok(Vec::new()), Err), trace.lsn)
            }
            Err(Stop::Fault) if busy => match room {
                Room::Free | Room::Full => Attempt::Wait(touched, Waits::Checkpoint),
                Room::Tight(failure)
                | Room::Later(failure)
                | Room::Deletions(failure)
                | Room::Never(failure) => Attempt::Done(Err(failure.clone()), trace.lsn),
            },
            Err(Stop::Fault) => self.faulted(trace, touched),
            Err(Stop::Failure(failure)) => Attempt::Done(Err(failure), trace.lsn),
            Ok(body) if effects.is_empty() => {
                if let (Some(ticket), Some(reads)) = (arrival.watch, reads) {
                    self.armed.arm(ticket, reads);
                }
                Attempt::Done(Ok(body), trace.lsn)
            }
            Ok(body) => match room {
                Room::Tight(failure) | Room::Later(failure) if !frees(&effects) => {
                    Attempt::Done(Err(failure.clone()), trace.lsn)
                }
                Room::Deletions(failure) if grows(&effects) => Attempt::Done(Err(failure.clone()), trace.lsn),
                Room::Free | Room::Tight(_) | Room::Deletions(_) => {
                    self.clock.advance(clock);
                    self.freed |= self.was_full && frees(&effects);
                    self.wall_ms = arrival.now_micros / 1000;
                    if let Some(due) = due_ms {
                        self.due_ms = earlier(self.due_ms, due);
                    }
                    Attempt::Done(Ok(body), self.commit(clock, origin, effects))
                }
                Room::Full | Room::Later(_) => Attempt::Wait(touched, Waits::Room),
                Room::Never(failure) => Attempt::Done(Err(failure.clone()), trace.lsn),
            },
        }
    }

    /// Pages that the loader is to fetch, for a parked request or for nobody in particular.
    pub fn await_pages(&mut self, pages: &[PageId], number: Option<u64>) {
        for page in pages {
            let line = self.missing.entry(page.0).or_default();
            number.into_iter().for_each(|number| line.join(number));
        }
    }

    /// What to say of a page that is not what its parent refers to.
    pub fn damaged(&self, page: PageId) -> Failure {
        let (kind, what) = if self.later_pages.contains(&page) {
            (Kind::FormatTooNew, " of this database was written by a newer version of Hashrange")
        } else {
            (Kind::Corruption, " of this database is damaged or missing")
        };
        Failure::new(kind, ["page ", &page.0.to_string(), what, "; nothing was changed"].concat())
    }

    /// A page is here, or is known never to be.
    pub fn page_came(&mut self, page: PageId) {
        if let Some(line) = self.missing.remove(&page.0) {
            self.parked.page_came(&line);
        }
    }

    fn faulted(&mut self, mut trace: Trace, touched: Vec<u64>) -> Attempt {
        if let Some(page) = trace.corrupt {
            return Attempt::Done(Err(self.damaged(page)), 0);
        }
        order::sort(&mut trace.faults, &|one, two| one < two);
        trace.faults.dedup();
        Attempt::Fault(trace.faults, touched)
    }

    /// Applies effects and puts their record into the run; gives the record's sequence number.
    pub fn commit(&mut self, clock: u64, origin: Origin, effects: Vec<Effect>) -> u64 {
        self.lsn += 1;
        if self.volatile {
            self.durable_lsn = self.lsn;
        } else {
            put_record(&mut self.run, &RecordHead { lsn: self.lsn, clock, origin, transaction: 0 }, &effects);
        }
        self.disarm(Some(&effects));
        self.catalog.applied(&effects);
        self.jobs_due |= effects.iter().any(|effect| match effect {
            Effect::Write { tree: CATALOG_TREE, .. } => true,
            Effect::Write { tree: LEDGER_TREE, .. } => ledger::is_due(self.wall_ms, self.swept_ms),
            _ => false,
        });
        self.forest.apply_owned(self.lsn, effects);
        self.lsn
    }

    /// Disarms the watched requests that effects concern, or all when the memory that they read is given up; they are
    /// told when what has been applied so far is durable.
    pub fn disarm(&mut self, effects: Option<&[Effect]>) {
        let (lsn, acks) = (self.lsn, &mut self.acks);
        self.armed.disarm(effects, &mut |ticket| {
            acks.push(Ack { lsn, ticket: ticket | CHANGED, answer: Ok(Vec::new()) });
        });
    }

    /// Takes the answers whose sequence number is durable by now.
    pub fn ripe(&mut self) -> Deliveries {
        let (mut out, mut rest) = (Vec::new(), Vec::new());
        let durable = self.durable_lsn;
        self.ripened = durable;
        for ack in self.acks.drain(..) {
            if ack.lsn <= durable { out.push((ack.ticket, ack.answer)) } else { rest.push(ack) }
        }
        self.acks = rest;
        out
    }
}
