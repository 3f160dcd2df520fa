//! A table that is backed up, and taken back to what it was: every state that is remembered comes back, whatever has happened
//! since.

use std::collections::BTreeMap;

use hashrange::model::{Kind, MapRef};

use crate::requests;
use crate::verify::{Items, scan};
use crate::world::{Life, World};
use crate::{history, oracle::Place};

/// No table of the oracle's.
const TABLE: u64 = 8;

/// States of the table that can be had again.
#[derive(Default)]
pub struct Past {
    /// What backups hold, by their ARNs.
    backups: BTreeMap<String, Items>,
    /// What was there when the change of a number was the last one.
    states: Vec<(u128, Items)>,
    /// Tables that are being restored, and what they will hold.
    restoring: BTreeMap<String, Items>,
    names: u64,
}

/// Makes the table; nothing goes wrong yet.
pub fn create(world: &mut World, life: &Life) {
    world.call(life, "CreateTable", &requests::create(TABLE)).expect("a table");
    world.call(life, "UpdateTable", &requests::index(TABLE)).expect("an index");
    world.call(life, "UpdateContinuousBackups", &requests::recovery(TABLE)).expect("recovery");
}

impl Past {
    /// A write, or a backup of which nobody knows.
    pub fn send(&mut self, world: &mut World, life: &Life) -> u64 {
        let place: Place = (TABLE, world.random.below(4), world.random.below(10) as i64);
        match world.random.below(16) {
            0 => world.submit(life, "CreateBackup", &requests::backup(TABLE)),
            1..5 => world.submit(life, "DeleteItem", &requests::keyed(place)),
            _ => {
                let (version, filler) = (world.random.below(1_000) as i64, world.random.below(300) as usize);
                world.submit(life, "PutItem", &requests::put(place, version, filler))
            }
        }
    }

    /// Looks whether the past is still there, and remembers the present, of a database at rest.
    pub fn verify(&mut self, world: &mut World, life: &Life) {
        self.finish(world, life);
        if !world.is_calm() {
            return;
        }
        self.remember(world, life);
        if let Some((arn, items)) = pick(world, &self.backups) {
            match world.random.below(3) {
                0 => {
                    if world.call(life, "DeleteBackup", &requests::of_backup(&arn)).is_ok() {
                        self.backups.remove(&arn);
                    }
                }
                _ => self.restore(world, life, "RestoreTableFromBackup", items, |target| {
                    requests::from_backup(&arn, target)
                }),
            }
        }
        self.go_back(world, life);
        if world.random.one_in(2) {
            self.finish(world, life);
        }
    }

    /// What there is now, in a backup and by the number of the last change.
    fn remember(&mut self, world: &mut World, life: &Life) {
        let items = scan(world, life, &requests::of_table(TABLE));
        if let Some(number) = numbers(world, life).last() {
            self.states.push((*number, items.clone()));
        }
        if world.random.one_in(2) {
            return;
        }
        match world.call(life, "CreateBackup", &requests::backup(TABLE)) {
            Ok(body) => {
                let details = MapRef::new(&body).get_map("BackupDetails").expect("details");
                let arn = details.get_str("BackupArn").expect("an ARN");
                self.backups.insert(arn.to_owned(), items);
            }
            Err(failure) => check(failure.kind),
        }
    }

    /// Goes back to a remembered state, if a time tells it from the next one.
    fn go_back(&mut self, world: &mut World, life: &Life) {
        if self.states.is_empty() {
            return;
        }
        let at = world.random.below(self.states.len() as u64) as usize;
        let (last, items) = self.states[at].clone();
        let Some(next) = numbers(world, life).into_iter().find(|number| *number > last) else { return };
        let ms = |number: u128| ((number >> 44) / 1000) as u64;
        let time = ms(next) - 1;
        if time < ms(last) || time % 1000 == 0 {
            return;
        }
        if world.random.one_in(2) {
            let request = |target: &str| requests::to_time(TABLE, target, time);
            return self.restore(world, life, "RestoreTableToPointInTime", items, request);
        }
        for _ in 0..2_000 {
            let body = match world.call(life, "OpenMoment", &requests::as_of(TABLE, time, false)) {
                Ok(body) => body,
                Err(failure) => return check(failure.kind),
            };
            if MapRef::new(&body).get_str("Status") == Some("READY") {
                let found = scan(world, life, &requests::as_of(TABLE, time, false));
                assert_eq!(found, items, "the table as it was");
                let found = scan(world, life, &requests::as_of(TABLE, time, true));
                assert_eq!(found, items, "the index as it was");
                return;
            }
            (0..100).for_each(|_| world.step(life));
        }
        panic!("a moment is never ready; {:?}", life.engine.status());
    }

    fn restore(
        &mut self,
        world: &mut World,
        life: &Life,
        operation: &str,
        items: Items,
        request: impl Fn(&str) -> String,
    ) {
        self.names += 1;
        let target = format!("Restored{}", self.names);
        match world.call(life, operation, &request(&target)) {
            Ok(_) => drop(self.restoring.insert(target, items)),
            Err(failure) => check(failure.kind),
        }
    }

    /// Waits for what is being restored, also in an earlier life.
    fn finish(&mut self, world: &mut World, life: &Life) {
        for (target, items) in std::mem::take(&mut self.restoring) {
            let request = requests::of_name(&target);
            let mut rounds = 0;
            loop {
                match world.call(life, "DescribeTable", &request) {
                    Ok(body) => {
                        let table = MapRef::new(&body).get_map("Table").expect("a table");
                        if table.get_str("TableStatus") == Some("ACTIVE") {
                            break;
                        }
                    }
                    Err(failure) => check(failure.kind),
                }
                rounds += 1;
                if !world.is_calm() && rounds > 50 {
                    // A disk that is full lets it wait.
                    self.restoring.insert(target.clone(), items.clone());
                    break;
                }
                assert!(rounds < 5_000, "a restore never ends; {:?}", life.engine.status());
                (0..200).for_each(|_| world.step(life));
            }
            if self.restoring.contains_key(&target) {
                continue;
            }
            assert_eq!(scan(world, life, &request), items, "{target}");
            assert_eq!(scan(world, life, &requests::index_of(&target)), items, "the index of {target}");
            match world.call(life, "DeleteTable", &request) {
                Ok(_) => {}
                Err(failure) => check(failure.kind),
            }
        }
    }
}

/// Failures that are no mistake.
fn check(kind: Kind) {
    let kinds = [
        Kind::StorageQuotaExceeded,
        Kind::StorageUnavailable,
        Kind::InvalidRestoreTime,
        Kind::BackupInUse,
        Kind::BackupNotFound,
    ];
    assert!(kinds.contains(&kind), "unexpected {kind:?}");
}

fn pick(world: &World, backups: &BTreeMap<String, Items>) -> Option<(String, Items)> {
    let at = world.random.below(1 + backups.len() as u64) as usize;
    backups.iter().nth(at).map(|(arn, items)| (arn.clone(), items.clone()))
}

/// The numbers of all changes.
fn numbers(world: &mut World, life: &Life) -> Vec<u128> {
    let body = world.call(life, "DescribeTable", &requests::of_table(TABLE)).expect("a table");
    let description = MapRef::new(&body).get_map("Table").expect("a table");
    let arn = description.get_str("LatestStreamArn").expect("a stream").to_owned();
    history::numbers(world, life, &arn)
}
