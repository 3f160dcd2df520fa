//! The engine under a simulated host: every interleaving of its tasks is drawn from a seed, storage takes its time,
//! stalls, fails, gets full and is cut off at any step, and clocks jump. Whatever was acknowledged has to be there
//! afterwards, every answer has to be one that some order of the requests explains, and nothing waits for ever.
//!
//! `npm run simulate -- COUNT [FIRST SEED]` runs any number of seeds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test may panic"
)]

mod disk;
mod expiring;
mod file;
mod history;
mod host;
mod oracle;
mod past;
mod random;
mod requests;
mod turns;
mod verify;
mod world;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use hashrange::model::Kind;

use oracle::{Oracle, Sent};
use past::Past;
use verify::{Exporting, copy, verify};
use world::{Life, Place, World};

/// Tables; the first is there all the time.
const TABLES: u64 = 4;

fn run(seed: u64) {
    let mut world = World::new(seed);
    let mut oracle = Oracle::default();
    let mut life = world.open();
    let ticket = world.submit(&life, "CreateTable", &requests::create(0));
    oracle.send(ticket, Sent::Create(0));
    let answer = world.wait(&life, ticket);
    oracle.answered(ticket, &answer);
    expiring::create(&mut world, &life);
    past::create(&mut world, &life);
    let mut past = Past::default();
    for _ in 0..4 {
        begin_trouble(&world);
        work(&mut world, &life, &mut oracle, &mut past);
        end_trouble(&world);
        if world.random.one_in(2) {
            settle(&world, &life, &mut oracle);
        }
        if !matches!(world.place, Place::Memory) {
            if world.random.one_in(4) {
                settle(&world, &life, &mut oracle);
                close(&world, &life, true);
            }
            oracle.crash();
            world.crash(life);
            life = world.open();
        }
        settle(&world, &life, &mut oracle);
        verify(&mut world, &life, &mut oracle);
        past.verify(&mut world, &life);
    }
    if world.random.one_in(4) {
        fills_and_empties(&mut world, &life, &mut oracle);
    }
    world.limit(None);
    recovers(&mut world, &life, &mut oracle);
    verify(&mut world, &life, &mut oracle);
    past.verify(&mut world, &life);
    expiring::sweeps(&mut world, &life);
    if world.random.one_in(3) {
        copy(&mut world, &life, &mut oracle);
    }
    close(&world, &life, false);
}

fn begin_trouble(world: &World) {
    if world.random.one_in(2) {
        world.trouble.fails.set(world.random.choose(&[20, 60, 200]));
    }
    if world.random.one_in(3) {
        world.trouble.stalls.set(100);
    }
}

/// Faults end; a limit of the disk may stay.
fn end_trouble(world: &World) {
    world.trouble.fails.set(0);
    world.trouble.stalls.set(0);
    if world.random.one_in(2) {
        world.limit(None);
    }
}

/// Sends requests, and lets tasks run in between.
fn work(world: &mut World, life: &Life, oracle: &mut Oracle, past: &mut Past) {
    let mut export: Option<Exporting> = None;
    for _ in 0..world.random.below(300) {
        send(world, life, oracle, past);
        for _ in 0..world.random.below(8) {
            world.step(life);
        }
        take_answers(life, oracle);
        if world.random.one_in(40) {
            let room = world.random.choose(&[0, 500, 5_000, 30_000, 100_000]);
            world.limit((!world.random.one_in(4)).then_some(room));
        }
        match export.as_mut().map(Exporting::step) {
            Some(Ok(true)) => export.take().into_iter().for_each(|whole| whole.verify(world, TABLES)),
            Some(Err(failure)) => {
                assert_ne!(failure.kind, Kind::Corruption, "{failure}");
                export = None;
            }
            Some(Ok(false)) | None => {}
        }
        if world.random.one_in(100) {
            export = if export.is_none() { Some(Exporting::begin(life)) } else { None };
        }
    }
}

fn send(world: &mut World, life: &Life, oracle: &mut Oracle, past: &mut Past) {
    let table = world.random.below(TABLES);
    if oracle.changing.contains(&table) {
        return;
    }
    if table > 0 && oracle.tables.get(&table) != Some(&true) {
        if !oracle.tables.contains_key(&table) && !oracle.is_busy(table) {
            let ticket = world.submit(life, "CreateTable", &requests::create(table));
            oracle.send(ticket, Sent::Create(table));
        }
        return;
    }
    if world.random.one_in(12) {
        let ticket = expiring::send(world, life);
        return oracle.send(ticket, Sent::Other);
    }
    if world.random.one_in(12) {
        let ticket = past.send(world, life);
        return oracle.send(ticket, Sent::Other);
    }
    let place = (table, world.random.below(6), world.random.below(10) as i64);
    match world.random.below(40) {
        0 if table > 0 => {
            let ticket = world.submit(life, "DeleteTable", &requests::of_table(table));
            oracle.send(ticket, Sent::Drop(table));
        }
        1 if table > 0 => {
            let request =
                if world.random.one_in(2) { requests::index(table) } else { requests::no_index(table) };
            let ticket = world.submit(life, "UpdateTable", &request);
            oracle.send(ticket, Sent::Other);
        }
        2..10 => {
            let possible = oracle.possible(&place);
            let ticket = world.submit(life, "GetItem", &requests::keyed(place));
            oracle.send(ticket, Sent::Read(place, possible));
        }
        10..18 => {
            let ticket = world.submit(life, "DeleteItem", &requests::keyed(place));
            oracle.send(ticket, Sent::Write(place, None));
        }
        what => {
            let version = oracle.next_version();
            let filler = if what == 39 { 20_000 } else { world.random.below(400) as usize };
            let ticket = world.submit(life, "PutItem", &requests::put(place, version, filler));
            oracle.send(ticket, Sent::Write(place, Some(version)));
        }
    }
}

fn take_answers(life: &Life, oracle: &mut Oracle) {
    let answered = std::mem::take(&mut *life.answers.borrow_mut());
    for (ticket, answer) in answered {
        oracle.answered(ticket, &answer);
    }
}

/// Waits for all answers.
fn settle(world: &World, life: &Life, oracle: &mut Oracle) {
    take_answers(life, oracle);
    while let Some(ticket) = oracle.sent.keys().next().copied() {
        let answer = world.wait(life, ticket);
        oracle.answered(ticket, &answer);
        take_answers(life, oracle);
    }
}

/// On a disk that stays full deletions are taken until nothing is left, and then writes are.
fn fills_and_empties(world: &mut World, life: &Life, oracle: &mut Oracle) {
    if !matches!(world.place, Place::File(..)) {
        return;
    }
    world.limit(None);
    recovers(world, life, oracle);
    let room = world.random.choose(&[200_000, 2_000_000, 3_000_000]);
    world.limit(Some(room));
    let put = |world: &mut World, oracle: &mut Oracle, place, filler| {
        let version = oracle.next_version();
        let ticket = world.submit(life, "PutItem", &requests::put(place, version, filler));
        oracle.send(ticket, Sent::Write(place, Some(version)));
        let answer = world.wait(life, ticket);
        oracle.answered(ticket, &answer);
        answer
    };
    for _ in 0..400 {
        let place = (0, world.random.below(6), world.random.below(10) as i64);
        if put(world, oracle, place, 20_000).is_err() {
            break;
        }
    }
    for round in 0..8 {
        for place in (0..60).map(|n| (0, n / 10, (n % 10) as i64)) {
            let ticket = world.submit(life, "DeleteItem", &requests::keyed(place));
            oracle.send(ticket, Sent::Write(place, None));
            let answer = world.wait(life, ticket);
            oracle.answered(ticket, &answer);
            assert!(answer.is_ok(), "round {round}: {answer:?}; {:?}", life.engine.status());
        }
    }
    // Less than the reserve and the log need is a disk too small to write to.
    if room < 2_000_000 {
        return;
    }
    for _ in 0..2_000 {
        if put(world, oracle, (0, 1, 1), 10).is_ok() {
            return;
        }
        (0..100).for_each(|_| world.step(life));
    }
    panic!("a disk that was emptied takes no writes; {:?}", life.engine.status());
}

/// Where there is room again, writes are taken again.
fn recovers(world: &mut World, life: &Life, oracle: &mut Oracle) {
    for _ in 0..2_000 {
        let version = oracle.next_version();
        let place = (0, 1, 1);
        let ticket = world.submit(life, "PutItem", &requests::put(place, version, 10));
        oracle.send(ticket, Sent::Write(place, Some(version)));
        let answer = world.wait(life, ticket);
        oracle.answered(ticket, &answer);
        match answer {
            Ok(_) => return,
            Err(failure) => assert_eq!(failure.kind, Kind::StorageQuotaExceeded, "{failure}"),
        }
        (0..100).for_each(|_| world.step(life));
    }
    panic!("no write is taken any more; {:?}", life.engine.status());
}

/// It ends; after trouble it may say what was the matter with the storage.
fn close(world: &World, life: &Life, troubled: bool) {
    let engine = life.engine.clone();
    let closed = std::rc::Rc::new(std::cell::Cell::new(false));
    let flag = std::rc::Rc::clone(&closed);
    life.executor.spawn(Box::pin(async move {
        if let Err(failure) = engine.close().await {
            assert!(troubled, "closes: {failure}");
            assert!(
                [Kind::StorageQuotaExceeded, Kind::StorageUnavailable].contains(&failure.kind),
                "{failure}"
            );
        }
        flag.set(true);
    }));
    for _ in 0..2_000_000 {
        if closed.get() {
            return;
        }
        world.step(life);
    }
    panic!("it never closes; {:?}", life.engine.status());
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

#[test]
fn acknowledged_writes_survive_every_interleaving_fault_and_crash() {
    let (first, runs) = (setting("SIMULATION_SEED", 1), setting("SIMULATION_RUNS", 1000));
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64).min(runs);
    let (next, failed) = (AtomicU64::new(first), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + runs {
                        return;
                    }
                    if std::panic::catch_unwind(|| run(seed)).is_err() {
                        failed.store(true, Ordering::Relaxed);
                        eprintln!("seed {seed} fails; run it alone: npm run simulate -- 1 {seed}");
                    }
                }
            });
        }
    });
    assert!(!failed.load(Ordering::Relaxed), "seeds failed, see above");
}
