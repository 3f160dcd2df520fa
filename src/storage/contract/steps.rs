//! Each method by itself: what it leaves behind for the next opening.

use std::cell::Cell;

use super::{
    Bench, Case, Check, Durability, LogPosition, PageId, StoreError, StoreErrorKind, fails, good, noise,
    outline, reopen, same,
};
use crate::storage::join::join_all;

pub(super) const CASES: &[Case] = &[
    ("a new database is empty", |bench| Box::pin(new_database(bench))),
    ("the log comes back in order over epochs", |bench| Box::pin(log_over_epochs(bench))),
    ("every byte and every length comes back", |bench| Box::pin(fidelity(bench))),
    ("a relaxed append survives a close", |bench| Box::pin(relaxed(bench))),
    ("pages come back in the order asked for", |bench| Box::pin(pages(bench))),
    ("a page that is written again is replaced", |bench| Box::pin(replaced(bench))),
    ("a switch of the root keeps the log from its position on", |bench| Box::pin(truncation(bench))),
    ("a log cut to its end goes on", |bench| Box::pin(truncation_to_the_end(bench))),
    ("truncation reaches over epochs", |bench| Box::pin(truncation_over_epochs(bench))),
    ("pages are deleted by id and by range", |bench| Box::pin(deletion(bench))),
    ("admit sees the superblock and may refuse", |bench| Box::pin(refusal(bench))),
    ("a closed store refuses and can be opened again", |bench| Box::pin(closed(bench))),
    ("a handle is opened again without a close", |bench| Box::pin(reopened(bench))),
    ("the reserve comes and goes", |bench| Box::pin(reserve(bench))),
    ("a destroyed database is new", |bench| Box::pin(destroyed(bench))),
    ("reads, appends and page writes overlap", |bench| Box::pin(overlap(bench))),
];

const FROM_START: LogPosition = LogPosition { epoch: 0, sequence: 0 };

async fn new_database(bench: Bench) -> Check {
    let store = bench.handle();
    let asked = Cell::new(0);
    let admit = |superblock: Option<&[u8]>| {
        asked.set(asked.get() + 1);
        match superblock {
            None => Ok(()),
            Some(_) => Err(StoreError::new(StoreErrorKind::Corrupt, "a superblock out of nothing")),
        }
    };
    let opened = good("open", store.open(&admit).await)?;
    same("times asked", &asked.get(), &1)?;
    same("superblock", &opened.superblock, &None)?;
    same("log", &opened.log, &Vec::new())?;
    same("a first epoch", &(opened.epoch >= 1), &true)?;
    let limits = store.limits();
    same("limits", &(0 < limits.preferred_array && limits.preferred_array <= limits.maximum_array), &true)?;
    let none = good("read", store.read_pages(&[PageId::new(opened.epoch, 0)]).await)?;
    same("pages", &none, &vec![None])?;
    good("close", store.close().await)
}

async fn log_over_epochs(bench: Bench) -> Check {
    let mut expected = Vec::new();
    let mut last = 0;
    for round in 0..4u8 {
        let (store, opened) = bench.open().await?;
        same("the epoch grows", &(opened.epoch > last), &true)?;
        last = opened.epoch;
        same("log", &outline(&opened.log), &expected)?;
        // No appends in one of the epochs.
        let groups = if round == 1 { 0 } else { 3 };
        for group in 0..groups {
            let chunks = vec![vec![round; 10], vec![round + 10; 20]];
            good("append", store.append_log(group * 2, chunks, Durability::Strict).await)?;
            expected.push((opened.epoch, group * 2, 10, round));
            expected.push((opened.epoch, group * 2 + 1, 20, round + 10));
        }
        good("close", store.close().await)?;
    }
    let (store, opened) = bench.open().await?;
    same("log", &outline(&opened.log), &expected)?;
    good("close", store.close().await)
}

async fn fidelity(bench: Bench) -> Check {
    let lengths = [1, 2, 3, 255, 4095, 4096, 4097, 59_999, 60_001, 300_000, 1_500_000];
    let (store, opened) = bench.open().await?;
    let mut sequence = 0;
    for length in lengths {
        let chunk = noise(length as u64, length);
        good("append", store.append_log(sequence, vec![chunk], Durability::Strict).await)?;
        sequence += 1;
    }
    let group = lengths.iter().map(|length| noise(*length as u64 + 1, *length)).collect();
    good("append", store.append_log(sequence, group, Durability::Strict).await)?;
    let id = |n: usize| PageId::new(opened.epoch, PageId::MAX_NUMBER - n as u64);
    let pages = lengths.iter().map(|length| (id(*length), noise(*length as u64 + 2, *length))).collect();
    good("write_pages", store.write_pages(pages).await)?;
    let superblock = noise(7, 3000);
    good("switch_root", store.switch_root(superblock.clone(), FROM_START).await)?;
    good("close", store.close().await)?;

    let (store, opened) = bench.open().await?;
    same("superblock", &(opened.superblock == Some(superblock)), &true)?;
    let mut log = opened.log.into_iter();
    for seed in 0..2 {
        for length in lengths {
            let chunk = log.next().map(|chunk| chunk.bytes);
            same("chunk", &(chunk == Some(noise(length as u64 + seed, length))), &true)?;
        }
    }
    same("chunks left over", &log.count(), &0)?;
    let ids: Vec<PageId> = lengths.iter().map(|length| id(*length)).collect();
    let found = good("read", store.read_pages(&ids).await)?;
    for (page, length) in found.into_iter().zip(lengths) {
        same("page", &(page == Some(noise(length as u64 + 2, length))), &true)?;
    }
    good("close", store.close().await)
}

async fn relaxed(bench: Bench) -> Check {
    let (store, opened) = bench.open().await?;
    good("append", store.append_log(0, vec![vec![1; 5]], Durability::Relaxed).await)?;
    good("append", store.append_log(1, vec![vec![2; 5], vec![3; 5]], Durability::Relaxed).await)?;
    good("close", store.close().await)?;
    let epoch = opened.epoch;
    let (store, opened) = bench.open().await?;
    same("log", &outline(&opened.log), &vec![(epoch, 0, 5, 1), (epoch, 1, 5, 2), (epoch, 2, 5, 3)])?;
    good("close", store.close().await)
}

async fn pages(bench: Bench) -> Check {
    let (store, opened) = bench.open().await?;
    let id = |n| PageId::new(opened.epoch, n);
    good("write", store.write_pages((0..50).map(|n| (id(n), vec![n as u8; 100])).collect()).await)?;
    good("write", store.write_pages(Vec::new()).await)?;
    let asked = [id(7), id(60), id(3), id(49), id(3)];
    let expected =
        vec![Some(vec![7; 100]), None, Some(vec![3; 100]), Some(vec![49; 100]), Some(vec![3; 100])];
    same("pages", &good("read", store.read_pages(&asked).await)?, &expected)?;
    same("no pages", &good("read", store.read_pages(&[]).await)?, &Vec::new())?;
    good("switch", store.switch_root(vec![1], FROM_START).await)?;
    good("close", store.close().await)?;
    let (store, _) = bench.open().await?;
    same("pages", &good("read", store.read_pages(&asked).await)?, &expected)?;
    good("close", store.close().await)
}

async fn replaced(bench: Bench) -> Check {
    let (store, opened) = bench.open().await?;
    let id = |n| PageId::new(opened.epoch, n);
    let write = |byte: u8, length: usize| (0..30).map(|n| (id(n), vec![byte; length])).collect();
    good("write", store.write_pages(write(1, 900)).await)?;
    good("switch", store.switch_root(vec![1], FROM_START).await)?;
    good("close", store.close().await)?;
    let (store, _) = bench.open().await?;
    // As long, longer, and shorter; by an epoch that did not make them.
    for (byte, length) in [(2, 900), (3, 5000), (4, 7)] {
        good("write", store.write_pages(write(byte, length)).await)?;
        let found = good("read", store.read_pages(&[id(0), id(29)]).await)?;
        same("pages", &found, &vec![Some(vec![byte; length]); 2])?;
    }
    good("switch", store.switch_root(vec![2], FROM_START).await)?;
    good("close", store.close().await)?;
    let (store, _) = bench.open().await?;
    let found = good("read", store.read_pages(&[id(0), id(29)]).await)?;
    same("pages", &found, &vec![Some(vec![4; 7]); 2])?;
    good("close", store.close().await)
}

async fn truncation(bench: Bench) -> Check {
    let (store, opened) = bench.open().await?;
    let epoch = opened.epoch;
    for sequence in 0..6 {
        let chunk = vec![sequence as u8; 10];
        good("append", store.append_log(sequence, vec![chunk], Durability::Strict).await)?;
    }
    good("switch", store.switch_root(vec![1; 9], LogPosition { epoch, sequence: 2 }).await)?;
    good("switch", store.switch_root(vec![2; 9], LogPosition { epoch, sequence: 4 }).await)?;
    good("append", store.append_log(6, vec![vec![6; 10]], Durability::Strict).await)?;
    good("close", store.close().await)?;
    let (store, opened) = bench.open().await?;
    same("superblock", &opened.superblock, &Some(vec![2; 9]))?;
    same("log", &outline(&opened.log), &vec![(epoch, 4, 10, 4), (epoch, 5, 10, 5), (epoch, 6, 10, 6)])?;
    good("close", store.close().await)
}

async fn truncation_to_the_end(bench: Bench) -> Check {
    let (store, opened) = bench.open().await?;
    let epoch = opened.epoch;
    good("append", store.append_log(0, vec![vec![1], vec![2]], Durability::Strict).await)?;
    good("switch", store.switch_root(vec![1], LogPosition { epoch, sequence: 2 }).await)?;
    good("append", store.append_log(2, vec![vec![3]], Durability::Strict).await)?;
    good("switch", store.switch_root(vec![2], LogPosition { epoch, sequence: 3 }).await)?;
    good("close", store.close().await)?;
    let (store, opened) = bench.open().await?;
    same("log", &opened.log, &Vec::new())?;
    good("append", store.append_log(0, vec![vec![4]], Durability::Strict).await)?;
    good("close", store.close().await)?;
    let before = opened.epoch;
    let (store, opened) = bench.open().await?;
    same("superblock", &opened.superblock, &Some(vec![2]))?;
    same("log", &outline(&opened.log), &vec![(before, 0, 1, 4)])?;
    good("close", store.close().await)
}

async fn truncation_over_epochs(bench: Bench) -> Check {
    for _ in 0..3 {
        let (store, _) = bench.open().await?;
        good("append", store.append_log(0, vec![vec![1; 4], vec![2; 4]], Durability::Strict).await)?;
        good("close", store.close().await)?;
    }
    let (store, opened) = bench.open().await?;
    same("chunks", &opened.log.len(), &6)?;
    let middle = opened.log.get(3).map(|chunk| (chunk.epoch, chunk.sequence)).unwrap_or_default();
    let position = LogPosition { epoch: middle.0, sequence: middle.1 };
    good("switch", store.switch_root(vec![1], position).await)?;
    good("close", store.close().await)?;
    let expected = outline(opened.log.get(3..).unwrap_or_default());
    let (store, opened) = bench.open().await?;
    same("log", &outline(&opened.log), &expected)?;
    let now = LogPosition { epoch: opened.epoch, sequence: 0 };
    good("switch", store.switch_root(vec![2], now).await)?;
    good("append", store.append_log(0, vec![vec![9]], Durability::Strict).await)?;
    let opened_again = reopen(&store).await?;
    same("log", &outline(&opened_again.log), &vec![(opened.epoch, 0, 1, 9)])?;
    good("close", store.close().await)
}

async fn deletion(bench: Bench) -> Check {
    let (store, opened) = bench.open().await?;
    let id = |n| PageId::new(opened.epoch, n);
    good("write", store.write_pages((0..20).map(|n| (id(n), vec![n as u8; 50])).collect()).await)?;
    good("switch", store.switch_root(vec![1], FROM_START).await)?;
    // What an adapter remembers of reads must go with the pages.
    let all: Vec<PageId> = (0..20).map(id).collect();
    let there = good("read", store.read_pages(&all).await)?.into_iter().flatten().count();
    same("pages there", &there, &20)?;
    good("delete", store.delete_pages(vec![id(9), id(1), id(2), id(3), id(500), id(9)]).await)?;
    good("delete", store.delete_pages(Vec::new()).await)?;
    good("range", store.delete_page_range(id(15), id(18)).await)?;
    good("range", store.delete_page_range(id(5), id(5)).await)?;
    let gone = [1, 2, 3, 9, 15, 16, 17];
    let check = |what: &str, found: Vec<Option<Vec<u8>>>| {
        for (n, page) in (0u8..).zip(found) {
            let expected = (!gone.contains(&n)).then(|| vec![n; 50]);
            same(what, &page, &expected)?;
        }
        Ok::<(), String>(())
    };
    check("page after a deletion", good("read", store.read_pages(&all).await)?)?;
    good("switch", store.switch_root(vec![2], FROM_START).await)?;
    good("close", store.close().await)?;
    let (store, _) = bench.open().await?;
    check("page after a deletion and a close", good("read", store.read_pages(&all).await)?)?;
    good("close", store.close().await)
}

async fn refusal(bench: Bench) -> Check {
    let (store, opened) = bench.open().await?;
    good("append", store.append_log(0, vec![vec![1]], Durability::Strict).await)?;
    good("switch", store.switch_root(vec![42], FROM_START).await)?;
    good("close", store.close().await)?;
    let seen = Cell::new(0);
    let admit = |superblock: Option<&[u8]>| {
        seen.set(superblock.and_then(|bytes| bytes.first().copied()).unwrap_or(0));
        Err(StoreError::new(StoreErrorKind::TooNew, "not today"))
    };
    let store = bench.handle();
    fails("open", store.open(&admit).await, StoreErrorKind::TooNew)?;
    same("seen", &seen.get(), &42)?;
    fails("read", store.read_pages(&[PageId::new(1, 1)]).await, StoreErrorKind::Unavailable)?;
    let (store, again) = bench.open().await?;
    same("log", &outline(&again.log), &vec![(opened.epoch, 0, 1, 1)])?;
    same("superblock", &again.superblock, &Some(vec![42]))?;
    good("close", store.close().await)
}

async fn closed(bench: Bench) -> Check {
    let store = bench.handle();
    let refused = StoreErrorKind::Unavailable;
    for round in 0..2 {
        fails("append", store.append_log(0, vec![vec![1]], Durability::Strict).await, refused)?;
        fails("read", store.read_pages(&[PageId::new(1, 1)]).await, refused)?;
        fails("write", store.write_pages(vec![(PageId::new(1, 1), vec![1])]).await, refused)?;
        fails("switch", store.switch_root(vec![1], FROM_START).await, refused)?;
        fails("delete", store.delete_pages(vec![PageId::new(1, 1)]).await, refused)?;
        good("close", store.close().await)?;
        let opened = reopen(&store).await?;
        same("log", &opened.log.len(), &round)?;
        good("append", store.append_log(0, vec![vec![1]], Durability::Strict).await)?;
        good("close", store.close().await)?;
        good("close", store.close().await)?;
    }
    Ok(())
}

async fn reopened(bench: Bench) -> Check {
    let (store, first) = bench.open().await?;
    good("append", store.append_log(0, vec![vec![1]], Durability::Strict).await)?;
    let second = reopen(&store).await?;
    same("the epoch grows", &(second.epoch > first.epoch), &true)?;
    same("log", &outline(&second.log), &vec![(first.epoch, 0, 1, 1)])?;
    good("append", store.append_log(0, vec![vec![2]], Durability::Strict).await)?;
    let third = reopen(&store).await?;
    same("log", &outline(&third.log), &vec![(first.epoch, 0, 1, 1), (second.epoch, 0, 1, 2)])?;
    good("close", store.close().await)
}

async fn reserve(bench: Bench) -> Check {
    let (store, opened) = bench.open().await?;
    good("release", store.release_reserve().await)?;
    good("restore", store.restore_reserve().await)?;
    good("restore", store.restore_reserve().await)?;
    good("append", store.append_log(0, vec![vec![1; 100]], Durability::Strict).await)?;
    good("release", store.release_reserve().await)?;
    good("append", store.append_log(1, vec![vec![2; 100]], Durability::Strict).await)?;
    good("restore", store.restore_reserve().await)?;
    good("switch", store.switch_root(vec![1], FROM_START).await)?;
    good("close", store.close().await)?;
    let epoch = opened.epoch;
    let (store, opened) = bench.open().await?;
    same("log", &outline(&opened.log), &vec![(epoch, 0, 100, 1), (epoch, 1, 100, 2)])?;
    good("restore", store.restore_reserve().await)?;
    good("close", store.close().await)
}

async fn destroyed(bench: Bench) -> Check {
    for _ in 0..2 {
        let (store, opened) = bench.open().await?;
        same("superblock", &opened.superblock, &None)?;
        same("log", &opened.log, &Vec::new())?;
        let id = PageId::new(opened.epoch, 1);
        same("page", &good("read", store.read_pages(&[id]).await)?, &vec![None])?;
        good("append", store.append_log(0, vec![vec![1]], Durability::Strict).await)?;
        good("write", store.write_pages(vec![(id, vec![1])]).await)?;
        good("switch", store.switch_root(vec![1], FROM_START).await)?;
        good("destroy", store.destroy().await)?;
        fails("read", store.read_pages(&[id]).await, StoreErrorKind::Unavailable)?;
    }
    // A closed store can be destroyed as well.
    let (store, _) = bench.open().await?;
    good("switch", store.switch_root(vec![1], FROM_START).await)?;
    good("close", store.close().await)?;
    good("destroy", store.destroy().await)?;
    let (store, opened) = bench.open().await?;
    same("superblock", &opened.superblock, &None)?;
    good("close", store.close().await)
}

async fn overlap(bench: Bench) -> Check {
    let (store, opened) = bench.open().await?;
    let id = |n| PageId::new(opened.epoch, n);
    good("write", store.write_pages((0..10).map(|n| (id(n), vec![n as u8; 9000])).collect()).await)?;
    let first = [id(1), id(2)];
    for round in 1..6u64 {
        let read = || {
            Box::pin(async {
                let found = good("read", store.read_pages(&first).await)?;
                same("pages", &found, &vec![Some(vec![1; 9000]), Some(vec![2; 9000])])
            })
        };
        let pages = (0..10).map(|n| (id(round * 10 + n), vec![n as u8; 9000])).collect();
        let write = Box::pin(async { good("write", store.write_pages(pages).await) });
        let chunk = vec![round as u8; 5000];
        let append = Box::pin(async {
            good("append", store.append_log(round - 1, vec![chunk], Durability::Strict).await)
        });
        for result in join_all::<Check>(vec![read(), write, append, read()]).await {
            result?;
        }
        let switch =
            Box::pin(async { good("switch", store.switch_root(vec![round as u8], FROM_START).await) });
        for result in join_all::<Check>(vec![switch, read()]).await {
            result?;
        }
    }
    let epoch = opened.epoch;
    let opened = reopen(&store).await?;
    same("log", &outline(&opened.log), &(1..6).map(|n| (epoch, n - 1, 5000, n as u8)).collect())?;
    let found = good("read", store.read_pages(&[id(59)]).await)?;
    same("pages", &found, &vec![Some(vec![9; 9000])])?;
    good("close", store.close().await)
}
