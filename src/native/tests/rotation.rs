//! Crash tests of encrypted databases, and of the rotation of their keys.

use std::rc::Rc;

use super::{LOSSES, Life, Machine, run, verify};
use crate::model::Kind;
use crate::native::sealed::{Keys, rotate};
use crate::storage::PageId;
use crate::storage::Store;
use crate::storage::fault::FaultDisk;
use crate::storage::fault_store::{FaultStore, StoreFault};
use crate::storage::sealed::Sealed;
use crate::storage::sealed::vault::{KeyProvider, Vault};
use crate::storage::tests::block_on;

const OWN: KeyProvider = KeyProvider::Key([3; 32]);

/// A machine whose stores are sealed.
struct Encrypted<'a>(&'a dyn Machine);

impl Encrypted<'_> {
    fn keys(&self) -> Keys {
        let vault = Rc::new(Vault::new(OWN));
        Keys { store: Rc::new(Sealed::new(self.0.store(), vault.clone())), vault }
    }
}

impl Machine for Encrypted<'_> {
    fn store(&self) -> Rc<dyn Store> {
        self.keys().store
    }

    fn is_dead(&self) -> bool {
        self.0.is_dead()
    }
}

#[test]
fn an_encrypted_run_succeeds_without_faults() {
    for machine in [&FaultStore::new() as &dyn Machine, &FaultDisk::new()] {
        let machine = Encrypted(machine);
        let (created, possible, pair) = run(&machine, false);
        assert!(created, "the table is made");
        verify(&machine, created, &possible, &pair, "no fault");
    }
}

#[test]
fn an_encrypted_store_cut_at_every_step_keeps_what_was_acknowledged() {
    for fault in [StoreFault::PowerBefore, StoreFault::PowerAfter] {
        for after in 1.. {
            let store = FaultStore::new();
            store.fail(after, fault);
            let (created, possible, pair) = run(&Encrypted(&store), true);
            let loss = LOSSES[after as usize % LOSSES.len()];
            store.heal();
            let happened = store.steps() >= after;
            store.restart(loss);
            let what = format!("{fault:?} at step {after}, lost {loss:?}");
            verify(&Encrypted(&store), created, &possible, &pair, &what);
            if !happened {
                break;
            }
        }
    }
}

const BACKUP: &str = r#"{"TableName":"Things","BackupName":"before"}"#;

/// Rotates in a life of its own; whether that succeeded.
fn rotated(machine: &Encrypted<'_>) -> bool {
    let keys = machine.keys();
    let Ok(life) = Life::open(keys.store.clone()) else { return false };
    let done = life.executor.block_on(rotate(&life.engine, &keys)).is_ok();
    if done {
        assert!(!keys.vault.is_rotating() && !keys.vault.is_ready());
        // The power may go then.
        let closed = life.executor.block_on(life.engine.close());
        assert!(closed.is_ok() || machine.is_dead(), "{closed:?}");
    }
    done
}

/// A backup shares pages with the table as it was.
fn backed_up(machine: &Encrypted<'_>) {
    let life = Life::open(machine.store()).unwrap();
    life.call("CreateBackup", BACKUP).unwrap();
    life.executor.block_on(life.engine.close()).unwrap();
}

#[test]
fn a_rotation_cut_at_every_step_is_finished_by_the_next() {
    for fault in [StoreFault::PowerBefore, StoreFault::PowerAfter] {
        let mut cuts = 0;
        for after in 1.. {
            let store = FaultStore::new();
            let machine = Encrypted(&store);
            let (created, possible, pair) = run(&machine, false);
            backed_up(&machine);
            store.fail(after, fault);
            rotated(&machine);
            store.heal();
            let happened = store.is_dead();
            store.restart(LOSSES[after as usize % LOSSES.len()]);
            let what = format!("a rotation with {fault:?} at step {after}");
            verify(&machine, created, &possible, &pair, &what);
            assert!(rotated(&machine), "{what}: the next one fails");
            // What comes next knows the new key only, and reads all there is, the backup's pages included.
            let mut written = possible.clone();
            written.insert(0, vec![1]);
            verify(&machine, created, &written, &[], &what);
            removed(&machine);
            verify(&machine, created, &written, &[], &what);
            if !happened {
                break;
            }
            cuts += 1;
        }
        assert!(cuts > 5, "a rotation takes {cuts} steps only");
    }
}

/// Restores the backup and deletes it, so that all its pages are read, and reclaimed.
fn removed(machine: &Encrypted<'_>) {
    let life = Life::open(machine.store()).unwrap();
    let list = life.call("ListBackups", "{}").unwrap();
    let list = crate::model::MapRef::new(&list);
    let summary = list.get_list("BackupSummaries").unwrap().iter().next().unwrap();
    let arn = summary.as_map().unwrap().get_str("BackupArn").unwrap().to_owned();
    let restore = format!(r#"{{"TargetTableName":"Restored","BackupArn":"{arn}"}}"#);
    life.call("RestoreTableFromBackup", &restore).unwrap();
    for _ in 0..20_000 {
        life.executor.turn();
    }
    let count = |table| {
        let scan = life.call("Scan", &format!(r#"{{"TableName":"{table}","Select":"COUNT"}}"#)).unwrap();
        crate::model::MapRef::new(&scan).get_int("Count").unwrap()
    };
    assert!(count("Restored") > 0 && count("Things") > 0);
    life.call("DeleteTable", r#"{"TableName":"Restored"}"#).unwrap();
    life.call("DeleteBackup", &format!(r#"{{"BackupArn":"{arn}"}}"#)).unwrap();
    for _ in 0..20_000 {
        life.executor.turn();
    }
    life.executor.block_on(life.engine.close()).unwrap();
}

#[test]
fn a_rotation_in_a_file_goes_on_beside_writes() {
    let disk = FaultDisk::new();
    let machine = Encrypted(&disk);
    let (created, possible, pair) = run(&machine, false);
    for _ in 0..3 {
        assert!(rotated(&machine));
    }
    verify(&machine, created, &possible, &pair, "rotated three times");
}

/// One who has the key can put a page in another's place. Its parent does not take it.
#[test]
fn a_page_that_its_parent_does_not_mean_is_refused_however_well_it_is_sealed() {
    let store = FaultStore::new();
    let machine = Encrypted(&store);
    run(&machine, false);
    let names = || (1..=4).flat_map(|epoch| (0..120).map(move |n| PageId::new(epoch, n)));
    let ids: Vec<PageId> = names().collect();
    let keys = machine.keys();
    let mut pages = Vec::new();
    block_on(async {
        keys.store.open(&|_| Ok(())).await.unwrap();
        let found = keys.store.read_pages(&ids).await.unwrap();
        pages.extend(ids.into_iter().zip(found).filter_map(|(id, page)| Some((id, page?))));
    });
    assert!(pages.len() > 3);
    let (mut refused, count) = (0, pages.len());
    for n in 0..count {
        let ((id, own), (_, other)) = (&pages[n], &pages[(n + 1) % count]);
        let write = |page: &Vec<u8>| {
            block_on(async {
                let store = machine.keys().store;
                store.open(&|_| Ok(())).await.unwrap();
                store.write_pages(vec![(*id, page.clone())]).await.unwrap();
                store.close().await.unwrap();
            });
        };
        write(other);
        let life = Life::open(machine.store());
        let scanned = life.and_then(|life| life.call("Scan", r#"{"TableName":"Things"}"#));
        // A page of the index, or one to be deleted, is not met.
        if let Err(failure) = scanned {
            assert_eq!(failure.kind, Kind::Corruption);
            refused += 1;
        }
        write(own);
    }
    assert!(refused > 0);
}
