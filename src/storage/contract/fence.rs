//! Two handles on one database: the later one has it.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use super::{
    Bench, Case, Check, Durability, LogPosition, Opened, PageId, Store, StoreErrorKind, fails, good, outline,
    reopen, same,
};
use crate::storage::join::join_all;

pub(super) const CASES: &[Case] = &[
    ("a second handle fences the first, or is refused", |bench| Box::pin(second_handle(bench))),
    ("a fence outlives truncation and further openings", |bench| Box::pin(lasting(bench))),
    ("a refused opening fences nobody", |bench| Box::pin(refused(bench))),
    ("a switch of the root is one step", |bench| Box::pin(one_step(bench))),
];

const FROM_START: LogPosition = LogPosition { epoch: 0, sequence: 0 };

/// Every way of writing through a handle that was replaced.
async fn all_fenced(store: &Rc<dyn Store>, epoch: u64, next: u64) -> Check {
    let kind = StoreErrorKind::Fenced;
    let id = PageId::new(epoch, 77);
    for durability in [Durability::Strict, Durability::Relaxed] {
        fails("append", store.append_log(next, vec![vec![66], vec![67]], durability).await, kind)?;
    }
    fails("write", store.write_pages(vec![(id, vec![1])]).await, kind)?;
    fails("switch", store.switch_root(vec![66], LogPosition { epoch, sequence: next }).await, kind)?;
    fails("delete", store.delete_pages(vec![PageId::new(epoch, 1)]).await, kind)?;
    fails("range", store.delete_page_range(PageId::new(0, 0), id).await, kind)
}

async fn second_handle(bench: Bench) -> Check {
    let (first, opened) = bench.open().await?;
    let id = PageId::new(opened.epoch, 1);
    good("append", first.append_log(0, vec![vec![1]], Durability::Strict).await)?;
    good("write", first.write_pages(vec![(id, vec![5])]).await)?;
    good("switch", first.switch_root(vec![1], FROM_START).await)?;
    let second = bench.handle();
    if bench.subject.exclusive() {
        fails("open", second.open(&|_| Ok(())).await, StoreErrorKind::InUse)?;
        good("append", first.append_log(1, vec![vec![2]], Durability::Strict).await)?;
        good("close", first.close().await)?;
        let found = reopen(&second).await?;
        same("chunks", &found.log.len(), &2)?;
        return good("close", second.close().await);
    }
    let found = reopen(&second).await?;
    same("the epoch grows", &(found.epoch > opened.epoch), &true)?;
    all_fenced(&first, opened.epoch, 1).await?;
    // The successor is not harmed.
    good("append", second.append_log(0, vec![vec![2]], Durability::Strict).await)?;
    same("page", &good("read", second.read_pages(&[id]).await)?, &vec![Some(vec![5])])?;
    let after = reopen(&second).await?;
    same("log", &outline(&after.log), &vec![(opened.epoch, 0, 1, 1), (found.epoch, 0, 1, 2)])?;
    same("superblock", &after.superblock, &Some(vec![1]))?;
    good("close", second.close().await)?;
    good("close", first.close().await)
}

async fn lasting(bench: Bench) -> Check {
    if bench.subject.exclusive() {
        return Ok(());
    }
    let (first, opened) = bench.open().await?;
    good("append", first.append_log(0, vec![vec![1], vec![2]], Durability::Strict).await)?;
    // A handle that has written nothing since the log was cut to its end is fenced at the cut.
    good("switch", first.switch_root(vec![1], LogPosition { epoch: opened.epoch, sequence: 2 }).await)?;
    for _ in 0..3 {
        let (next, found) = bench.open().await?;
        good("append", next.append_log(0, vec![vec![3]], Durability::Strict).await)?;
        let cut = LogPosition { epoch: found.epoch, sequence: 1 };
        good("switch", next.switch_root(vec![2], cut).await)?;
        good("close", next.close().await)?;
        all_fenced(&first, opened.epoch, 2).await?;
    }
    let (last, found) = bench.open().await?;
    same("log", &found.log, &Vec::new())?;
    same("superblock", &found.superblock, &Some(vec![2]))?;
    good("close", last.close().await)?;
    good("close", first.close().await)
}

async fn refused(bench: Bench) -> Check {
    let (first, opened) = bench.open().await?;
    let second = bench.handle();
    let refuse = |_: Option<&[u8]>| Err(super::StoreError::new(StoreErrorKind::TooNew, "not today"));
    let expected = if bench.subject.exclusive() { StoreErrorKind::InUse } else { StoreErrorKind::TooNew };
    fails("open", second.open(&refuse).await, expected)?;
    good("append", first.append_log(0, vec![vec![1]], Durability::Strict).await)?;
    good("switch", first.switch_root(vec![9], FROM_START).await)?;
    good("close", first.close().await)?;
    let found = reopen(&second).await?;
    same("log", &outline(&found.log), &vec![(opened.epoch, 0, 1, 1)])?;
    good("close", second.close().await)
}

/// Lets whatever else is under way go on, that many times if any.
async fn turns(count: i32) {
    let mut left = count;
    poll_fn(|context| {
        if left <= 0 {
            return Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

async fn one_step(bench: Bench) -> Check {
    if bench.subject.exclusive() {
        return Ok(());
    }
    // Whichever comes later finds the other further on.
    for delay in -24_i32..24 {
        let (first, Opened { epoch, .. }) = bench.open().await?;
        good("append", first.append_log(0, vec![vec![1], vec![2]], Durability::Strict).await)?;
        good("switch", first.switch_root(vec![1], LogPosition { epoch, sequence: 0 }).await)?;
        let second = bench.handle();
        let (switched, met) = (RefCell::new(None), RefCell::new(None));
        let switch = Box::pin(async {
            let end = LogPosition { epoch, sequence: 2 };
            turns(-delay).await;
            switched.replace(Some(first.switch_root(vec![2], end).await));
        });
        let open = Box::pin(async {
            turns(delay).await;
            met.replace(Some(reopen(&second).await));
        });
        join_all::<()>(vec![switch, open]).await;
        let found = met.take().unwrap_or_else(|| Err("nothing was opened".to_owned()))?;
        let found = (found.superblock, outline(&found.log));
        match switched.take() {
            Some(Ok(())) => {
                same("opened during a switch that came through", &found, &(Some(vec![2]), vec![]))?
            }
            Some(Err(error)) if error.kind == StoreErrorKind::Fenced => {
                let expected = (Some(vec![1]), vec![(epoch, 0, 1, 1), (epoch, 1, 1, 2)]);
                same("opened before a switch that was fenced", &found, &expected)?;
            }
            Some(Err(error)) => return Err(format!("switch failed with {error} instead of Fenced")),
            None => return Err("the switch did not end".to_owned()),
        }
        let after = reopen(&second).await?;
        same("opened again", &(after.superblock, outline(&after.log)), &found)?;
        good("close", second.close().await)?;
        good("close", first.close().await)?;
    }
    Ok(())
}
