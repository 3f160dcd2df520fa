//! What opening a file costs: the same, however many pages are in it.

use std::cell::{Cell, RefCell};
use std::future::ready;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use hashrange::storage::{File, FileStore, LocalFuture, LogPosition, PageId, Store, StoreError};

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// A file in memory that counts what is read.
#[derive(Default)]
struct Counted {
    bytes: RefCell<Vec<u8>>,
    reads: Cell<u64>,
    read: Cell<u64>,
}

type Answer<'a, T> = LocalFuture<'a, Result<T, StoreError>>;

impl File for Counted {
    fn open(&self) -> Answer<'_, ()> {
        Box::pin(ready(Ok(())))
    }

    fn read_at(&self, offset: u64, length: usize) -> Answer<'_, Vec<u8>> {
        let bytes = self.bytes.borrow();
        let start = (offset as usize).min(bytes.len());
        let found = bytes[start..(start + length).min(bytes.len())].to_vec();
        self.reads.set(self.reads.get() + 1);
        self.read.set(self.read.get() + found.len() as u64);
        Box::pin(ready(Ok(found)))
    }

    fn write_at(&self, offset: u64, new: Vec<u8>) -> Answer<'_, ()> {
        let mut bytes = self.bytes.borrow_mut();
        let (start, end) = (offset as usize, offset as usize + new.len());
        if bytes.len() < end {
            bytes.resize(end, 0);
        }
        bytes[start..end].copy_from_slice(&new);
        Box::pin(ready(Ok(())))
    }

    fn flush(&self) -> Answer<'_, ()> {
        Box::pin(ready(Ok(())))
    }

    fn truncate(&self, size: u64) -> Answer<'_, ()> {
        self.bytes.borrow_mut().resize(size as usize, 0);
        Box::pin(ready(Ok(())))
    }

    fn size(&self) -> Answer<'_, u64> {
        Box::pin(ready(Ok(self.bytes.borrow().len() as u64)))
    }

    fn close(&self) -> Answer<'_, ()> {
        Box::pin(ready(Ok(())))
    }

    fn remove(&self) -> Answer<'_, ()> {
        self.truncate(0)
    }
}

impl Counted {
    /// Reads and bytes since the last call.
    fn count(&self) -> (u64, u64) {
        (self.reads.take(), self.read.take())
    }
}

fn page(number: u64) -> Vec<u8> {
    number.to_le_bytes().repeat(3)
}

/// A file with so many pages, closed.
fn filled(pages: u64) -> Rc<Counted> {
    let file = Rc::new(Counted::default());
    let store = FileStore::new(Rc::clone(&file) as Rc<dyn File>);
    let epoch = block_on(store.open(&|_| Ok(()))).unwrap().epoch;
    let root = LogPosition { epoch, sequence: 0 };
    let numbers: Vec<u64> = (0..pages).collect();
    for (round, slice) in numbers.chunks(2500).enumerate() {
        let slice = slice.iter().map(|number| (PageId::new(epoch, *number), page(*number)));
        block_on(store.write_pages(slice.collect())).unwrap();
        block_on(store.switch_root(vec![round as u8], root)).unwrap();
    }
    block_on(store.close()).unwrap();
    file.count();
    file
}

#[test]
fn opening_costs_the_same_at_any_number_of_pages() {
    let small = filled(5_000);
    for (file, pages) in [(filled(20_000), 20_000), (filled(200_000), 200_000)] {
        let cost = |file: &Rc<Counted>| {
            let store = FileStore::new(Rc::clone(file) as Rc<dyn File>);
            let opened = block_on(store.open(&|_| Ok(()))).unwrap();
            // The garbage of a checkpoint that was cut, behind the last page: as a rule there is none.
            let garbage = (PageId::new(1, pages), PageId::new(opened.epoch, 0));
            block_on(store.delete_page_range(garbage.0, garbage.1)).unwrap();
            let first = block_on(store.read_pages(&[PageId::new(1, 1234)])).unwrap();
            assert_eq!(first, [Some(page(1234))]);
            let _ = block_on(store.close());
            file.count()
        };
        let ((reads, bytes), (least, few)) = (cost(&file), cost(&small));
        // One leaf, of 20 KB at most, changes of 80 KB at most, and 36 bytes in the root for a thousand pages.
        assert!(reads <= least + 8, "{pages}: {reads} reads after {least}");
        assert!(bytes <= few + 120_000 + pages / 500 * 36, "{pages}: {bytes} bytes after {few}");
    }
}

/// Pages are found before and after all leaves are read, and what a session removes stays removed in the next.
#[test]
fn pages_come_and_go_over_many_sessions() {
    let file = filled(30_000);
    let mut ids: Vec<(u64, PageId)> = (0..30_000).map(|number| (number, PageId::new(1, number))).collect();
    let mut next = 30_000;
    for session in 0..12u64 {
        let store = FileStore::new(Rc::clone(&file) as Rc<dyn File>);
        let opened = block_on(store.open(&|_| Ok(()))).unwrap();
        let root = LogPosition { epoch: opened.epoch, sequence: 0 };
        let asked: Vec<PageId> = ids.iter().skip(session as usize).step_by(1999).map(|(_, id)| *id).collect();
        let found = block_on(store.read_pages(&asked)).unwrap();
        let expected = ids.iter().skip(session as usize).step_by(1999).map(|(number, _)| Some(page(*number)));
        assert!(found.into_iter().eq(expected), "session {session}");
        let (gone, left): (Vec<_>, Vec<_>) =
            ids.into_iter().partition(|(number, _)| number % 37 == session % 37 || number / 700 == session);
        ids = left;
        block_on(store.delete_pages(gone.iter().map(|(_, id)| *id).collect())).unwrap();
        let fresh: Vec<(u64, PageId)> = (0..900).map(|n| (next + n, PageId::new(opened.epoch, n))).collect();
        next += 900;
        let slice = fresh.iter().map(|(number, id)| (*id, page(*number)));
        block_on(store.write_pages(slice.collect())).unwrap();
        ids.extend(fresh);
        block_on(store.switch_root(vec![session as u8], root)).unwrap();
        let doomed: Vec<PageId> = gone.iter().map(|(_, id)| *id).collect();
        assert!(block_on(store.read_pages(&doomed)).unwrap().iter().all(Option::is_none));
        // Every other session ends without a word.
        if session % 2 == 0 {
            block_on(store.close()).unwrap();
        }
    }
    let store = FileStore::new(Rc::clone(&file) as Rc<dyn File>);
    block_on(store.open(&|_| Ok(()))).unwrap();
    let all: Vec<PageId> = ids.iter().map(|(_, id)| *id).collect();
    let found = block_on(store.read_pages(&all)).unwrap();
    assert!(found.into_iter().eq(ids.iter().map(|(number, _)| Some(page(*number)))));
}

/// Polls a step to its end; the most reads in a turn.
fn most_in_a_turn<T>(file: &Counted, step: impl Future<Output = Result<T, StoreError>>) -> u64 {
    let (mut step, mut most) = (pin!(step), 0);
    loop {
        let ended = step.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        most = most.max(file.count().0);
        if let Poll::Ready(result) = ended {
            assert!(result.is_ok());
            return most;
        }
    }
}

/// The first write of a session reads all leaves, and others have their turns meanwhile.
#[test]
fn no_turn_reads_more_of_a_larger_file() {
    for pages in [20_000, 200_000] {
        let file = filled(pages);
        let store = FileStore::new(Rc::clone(&file) as Rc<dyn File>);
        let epoch = block_on(store.open(&|_| Ok(()))).unwrap().epoch;
        let write = store.write_pages(vec![(PageId::new(epoch, 0), page(0))]);
        file.count();
        let most = most_in_a_turn(&file, write);
        assert!((1..=8).contains(&most), "{pages} pages: {most} reads in a turn");
        let root = LogPosition { epoch, sequence: 0 };
        assert_eq!(most_in_a_turn(&file, store.switch_root(vec![1], root)), 0, "{pages}");
        assert_eq!(most_in_a_turn(&file, store.delete_pages(vec![PageId::new(1, 7)])), 0, "{pages}");
    }
}

/// `cargo test --release --test rust figures -- --ignored --nocapture`
#[test]
#[ignore = "prints figures"]
fn figures_of_opening() {
    for pages in [10, 1_000, 10_000, 100_000, 1_000_000] {
        let file = filled(pages);
        let store = FileStore::new(Rc::clone(&file) as Rc<dyn File>);
        let start = std::time::Instant::now();
        let epoch = block_on(store.open(&|_| Ok(()))).unwrap().epoch;
        let (opening, (reads, bytes)) = (start.elapsed(), file.count());
        let start = std::time::Instant::now();
        let mut write = store.write_pages(vec![(PageId::new(epoch, 0), page(0))]);
        let (mut turns, mut longest) = (0, std::time::Duration::ZERO);
        loop {
            let turn = std::time::Instant::now();
            let ended = write.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            (turns, longest) = (turns + 1, longest.max(turn.elapsed()));
            if ended.is_ready() {
                break;
            }
        }
        drop(write);
        let (writing, (more, rest)) = (start.elapsed(), file.count());
        let start = std::time::Instant::now();
        block_on(store.switch_root(vec![1], LogPosition { epoch, sequence: 0 })).unwrap();
        println!(
            "{pages} pages: opened in {opening:?} with {reads} reads of {bytes} bytes; first write {writing:?} in \
             {turns} turns of {longest:?} at most, with {more} reads of {rest} bytes; switch {:?}",
            start.elapsed()
        );
    }
}
