//! Requests that wait, each for one thing at a time: for pages, for an earlier request on the same item, or for room in
//! the write buffer. It runs again when that has come, not before, so that a long queue costs no more than a short one.
//!
//! Requests that touch the same item stand in that item's line, in order of arrival, and only the first of a line may
//! run. Which items those are is known when it has run with its pages: as long as some have not, because the database
//! could not be used when they came or because their pages have only just come, newer ones wait behind them.

use std::rc::Rc;

use crate::model::{SmallMap, order};
use crate::operation::{Guard, Operation};
use crate::storage::PageId;
use crate::table::ledger::Client;

/// Names a request to whoever submitted it.
pub type Ticket = u64;

/// What is fixed when a request first arrives and stays over every run of it.
#[derive(Clone)]
pub struct Arrival {
    /// Wall clock, microseconds since 1970.
    pub now_micros: u64,
    /// Random bytes for identifiers.
    pub entropy: [u8; 16],
    /// Who numbered it; such a write is done once, however often it is asked for.
    pub client: Option<Client>,
    /// The ticket under which changes of what it reads are to be told.
    pub watch: Option<Ticket>,
    /// Who says whether it may run; nobody for the owner's.
    pub guard: Option<Rc<dyn Guard>>,
}

/// A request that waits.
pub struct Request {
    /// Who asked.
    pub ticket: Ticket,
    /// What to run.
    pub operation: &'static Operation,
    /// The lowered request.
    pub input: Box<[u8]>,
    /// Fixed at arrival.
    pub arrival: Arrival,
    /// Pages pinned for it.
    pub pinned: Vec<PageId>,
    /// Hashes of the items it looked at, each once: the lines it stands in.
    touched: Vec<u64>,
    /// How many of its pages are missing.
    lacks: usize,
    waits: Waits,
}

/// What a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// Its first run, or the first with the pages that it lacked.
    Fresh,
    /// Its next run: nothing is in its way.
    Turn,
    /// As many pages as it lacks.
    Pages,
    /// An earlier request on one of its items.
    Line,
    /// Room in the write buffer.
    Room,
    /// The end of the checkpoint that is being made.
    Checkpoint,
}

impl Request {
    /// A request that has not run yet.
    pub fn new(operation: &'static Operation, input: &[u8], ticket: Ticket, arrival: Arrival) -> Box<Self> {
        Box::new(Self {
            ticket,
            operation,
            input: input.into(),
            arrival,
            pinned: Vec::new(),
            touched: Vec::new(),
            lacks: 0,
            waits: Waits::Fresh,
        })
    }
}

/// Numbers of requests, ascending: a queue that most join at its end and leave at its head.
#[derive(Clone, Debug, Default)]
pub struct Line {
    numbers: Vec<u64>,
    /// How many have left at the head.
    gone: usize,
}

impl Line {
    fn first(&self) -> Option<u64> {
        self.numbers.get(self.gone).copied()
    }

    /// Takes a number in that is not there.
    pub fn join(&mut self, number: u64) {
        let behind = self.numbers.iter().rev().take_while(|&&other| other > number).count();
        let place = (self.numbers.len() - behind).max(self.gone);
        self.numbers.insert(place, number);
    }

    fn leave(&mut self, number: u64) {
        if self.first() == Some(number) {
            self.gone += 1;
            if self.gone * 2 > self.numbers.len() {
                self.numbers.drain(..std::mem::take(&mut self.gone));
            }
        } else if let Some(place) = self.numbers.iter().position(|&other| other == number) {
            self.numbers.remove(place);
        }
    }

    fn next(&mut self) -> Option<u64> {
        let first = self.first()?;
        self.leave(first);
        Some(first)
    }
}

/// Lines by what they are for: the hash of an item, or the id of a page.
pub type Lines = SmallMap<u64, Line>;

/// All that wait, by number in order of arrival.
#[derive(Default)]
pub struct Parked {
    /// The number of the first slot.
    first: u64,
    /// Empty where a request was answered before an older one.
    slots: Vec<Option<Box<Request>>>,
    /// How many slots at the head are empty for good.
    gone: usize,
    count: usize,
    bytes: usize,
    /// Who touches an item.
    lines: Lines,
    /// Who may run.
    ready: Line,
    /// Who waits for room.
    room: Line,
    /// Who waits for the end of a checkpoint.
    checkpoint: Line,
    /// How many may run and have not done so with the pages that are here.
    fresh: usize,
}

impl Parked {
    /// How many wait.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether none waits.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Bytes of memory, about.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether some may run whose items are not known, which newer ones may not overtake.
    pub const fn has_fresh(&self) -> bool {
        self.fresh > 0
    }

    /// Whether some wait for room, which newer ones may not take.
    pub fn waits_for_room(&self) -> bool {
        self.room.first().is_some()
    }

    /// Whether any may run, given whether there is room.
    pub fn is_due(&self, room: bool) -> bool {
        self.ready.first().is_some() || (room && self.waits_for_room())
    }

    /// The number of the next request that comes.
    pub fn next_number(&self) -> u64 {
        self.first + self.slots.len() as u64
    }

    /// Whether an earlier request than `number` touches one of these items.
    pub fn is_behind(&self, number: u64, touched: &[u64]) -> bool {
        let earlier = |item| self.lines.get(item).and_then(Line::first).is_some_and(|first| first < number);
        !self.lines.is_empty() && touched.iter().any(earlier)
    }

    fn slot(&mut self, number: u64) -> Option<&mut Option<Box<Request>>> {
        self.slots.get_mut(number.checked_sub(self.first)? as usize)
    }

    /// Takes a new request in, with what it waits for.
    pub fn add(&mut self, request: Box<Request>, touched: Vec<u64>, waits: Waits, lacks: usize) {
        let number = self.next_number();
        self.slots.push(None);
        self.count += 1;
        self.bytes += request.input.len() + size_of::<Request>();
        self.put_back(number, request, touched, waits, lacks);
    }

    /// The next request that may run, taken out: it is to be put back, or to leave.
    pub fn next(&mut self, room: bool) -> Option<(u64, Box<Request>)> {
        let number = self.ready.next().or_else(|| if room { self.room.next() } else { None })?;
        let request = self.slot(number)?.take()?;
        self.fresh -= usize::from(request.waits == Waits::Fresh);
        Some((number, request))
    }

    /// A request has to wait: for as many pages as it lacks, if it is for pages.
    pub fn put_back(
        &mut self,
        number: u64,
        mut request: Box<Request>,
        mut touched: Vec<u64>,
        waits: Waits,
        lacks: usize,
    ) {
        if touched != request.touched {
            order::sort(&mut touched, &|one, two| one < two);
            touched.dedup();
            if touched != request.touched {
                let before = std::mem::replace(&mut request.touched, touched);
                for item in request.touched.iter().filter(|item| !before.contains(item)) {
                    self.lines.entry(*item).or_default().join(number);
                }
                let left = before.into_iter().filter(|item| !request.touched.contains(item));
                self.step_out(number, &left.collect::<Vec<_>>());
            }
        }
        match waits {
            Waits::Fresh => {
                self.fresh += 1;
                self.ready.join(number);
            }
            Waits::Room => self.room.join(number),
            Waits::Checkpoint => self.checkpoint.join(number),
            Waits::Turn | Waits::Pages | Waits::Line => {}
        }
        (request.waits, request.lacks) = (waits, lacks);
        if let Some(slot) = self.slot(number) {
            *slot = Some(request);
        }
    }

    /// A request that was taken out is through.
    pub fn leave(&mut self, number: u64, request: &Request) {
        self.count -= 1;
        self.bytes -= request.input.len() + size_of::<Request>();
        self.step_out(number, &request.touched);
        if self.is_empty() {
            *self = Self { first: self.next_number(), ..Self::default() };
        }
        while let Some(None) = self.slots.get(self.gone) {
            self.gone += 1;
        }
        if self.gone * 2 > self.slots.len() {
            self.first += self.gone as u64;
            self.slots.drain(..std::mem::take(&mut self.gone));
        }
    }

    /// Takes a request out of lines; who comes first there may be able to run.
    fn step_out(&mut self, number: u64, items: &[u64]) {
        for item in items {
            let Some(line) = self.lines.get_mut(item) else { continue };
            line.leave(number);
            match line.first() {
                Some(first) => self.rouse(first, Waits::Line),
                None => drop(self.lines.remove(item)),
            }
        }
    }

    /// One of the pages that these lack is here.
    pub fn page_came(&mut self, line: &Line) {
        for &number in &line.numbers {
            let Some(request) = self.slot(number).and_then(Option::as_mut) else { continue };
            request.lacks = request.lacks.saturating_sub(1);
            if request.lacks == 0 {
                self.rouse(number, Waits::Pages);
            }
        }
    }

    /// A checkpoint has come to its end, or to nothing.
    pub fn checkpoint_is_over(&mut self) {
        while let Some(number) = self.checkpoint.next() {
            self.rouse(number, Waits::Checkpoint);
        }
    }

    /// A request no longer has to wait for this. It may run, unless an earlier one is in its way.
    fn rouse(&mut self, number: u64, from: Waits) {
        let Some(Some(mut request)) = self.slot(number).map(Option::take) else { return };
        if request.waits == from {
            request.waits = match from {
                _ if self.is_behind(number, &request.touched) => Waits::Line,
                // It may not have got as far as to know its items, so no newer one may overtake it.
                Waits::Pages => Waits::Fresh,
                _ => Waits::Turn,
            };
            if request.waits != Waits::Line {
                self.fresh += usize::from(request.waits == Waits::Fresh);
                self.ready.join(number);
            }
        }
        if let Some(slot) = self.slot(number) {
            *slot = Some(request);
        }
    }

    /// All that wait, in order of arrival.
    pub fn requests(&mut self) -> impl Iterator<Item = &mut Request> {
        self.slots.iter_mut().flatten().map(|request| &mut **request)
    }

    /// Puts all requests back to before their first run.
    pub fn start_again(&mut self) {
        (self.lines, self.ready, self.room, self.checkpoint, self.fresh) = Default::default();
        for number in self.first..self.next_number() {
            let Some(mut request) = self.slot(number).and_then(Option::take) else { continue };
            request.pinned.clear();
            request.touched.clear();
            self.put_back(number, request, Vec::new(), Waits::Fresh, 0);
        }
    }
}

#[cfg(test)]
mod tests;
