//! Replicas that write at once and tell each other with delay, loss, repetition and in any order end with the same items, and the
//! stream of each leads to them. A seed that fails is run again with `REPLICA_SEED`.

use std::collections::BTreeMap;

use super::{group, items};
use crate::database::Database;
use serde_json::{Value, json};

const REGIONS: [&str; 7] =
    ["eu-west-1", "us-east-1", "us-west-2", "ap-south-1", "sa-east-1", "eu-north-1", "ca-west-1"];
const STEPS: u64 = 400;
const SEEDS: u64 = 24;

struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % below
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.next(count) == 0
    }
}

/// A batch on its way, which may come at any time and more than once.
struct Batch {
    to: usize,
    changes: Value,
}

struct World {
    all: Vec<Database>,
    random: Random,
    /// Who tells whom.
    links: Vec<(usize, usize)>,
    /// Relays tell what they were told.
    relays: bool,
    late: Vec<Batch>,
    /// Engines that nobody reaches for a while.
    offline: Option<usize>,
    counter: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let count = 2 + random.next(6) as usize;
        let mut all = group(&REGIONS[..count]);
        for db in &mut all {
            // Clocks of the regions are up to some minutes apart.
            db.now_ms += random.next(300_000);
        }
        let relays = random.one_in(2);
        let mut links = Vec::new();
        for from in 0..count {
            for to in 0..count {
                // With relays all goes through the first one, but for some shortcuts.
                let direct = !relays || from == 0 || to == 0 || random.one_in(4);
                if from != to && direct {
                    links.push((from, to));
                }
            }
        }
        for &(from, to) in &links {
            follow(&mut all[from], REGIONS[to]);
        }
        Self { all, random, links, relays, late: Vec::new(), offline: None, counter: 0 }
    }

    fn id(&mut self) -> String {
        self.random.next(12).to_string()
    }

    fn item(&mut self, now_ms: u64) -> Value {
        self.counter += 1;
        let mut item = json!({
            "id": {"S": self.id()},
            "kind": {"S": format!("kind {}", self.random.next(4))},
            "count": {"N": self.counter.to_string()},
        });
        if self.random.one_in(5) {
            item["until"] = json!({"N": (now_ms / 1000 + self.random.next(600)).to_string()});
        }
        if self.random.one_in(6) {
            item.as_object_mut().unwrap().remove("kind");
        }
        item
    }

    fn write(&mut self, at: usize) {
        let now_ms = self.all[at].now_ms;
        let (what, item, id) = (self.random.next(10), self.item(now_ms), self.id());
        let db = &mut self.all[at];
        match what {
            0..=3 => {
                db.call("PutItem", json!({"TableName": "Things", "Item": item}));
            }
            4..=5 => {
                db.call(
                    "UpdateItem",
                    json!({
                        "TableName": "Things",
                        "Key": {"id": {"S": id}},
                        "UpdateExpression": "SET kind = :kind ADD times :one REMOVE #until",
                        "ExpressionAttributeNames": {"#until": "until"},
                        "ExpressionAttributeValues": {":kind": {"S": "updated"}, ":one": {"N": "1"}},
                    }),
                );
            }
            6..=7 => {
                db.call("DeleteItem", json!({"TableName": "Things", "Key": {"id": {"S": id}}}));
            }
            8 => {
                let other = json!({"id": item["id"]});
                let key = json!({"id": {"S": format!("{id} of two")}});
                let puts = json!([
                    {"Put": {"TableName": "Things", "Item": key}},
                    {"Delete": {"TableName": "Things", "Key": other}},
                ]);
                db.call("TransactWriteItems", json!({"TransactItems": puts}));
            }
            _ => db.work(),
        }
    }

    /// Tells one engine what is new in another, or loses it on the way.
    fn tell(&mut self, from: usize, to: usize) -> usize {
        let mut request = json!({
            "TableName": "Things",
            "Reader": REGIONS[to],
            "Limit": 1 + self.random.next(9),
            "Foreign": self.relays,
        });
        let known = json!({"TableName": "Things", "Peer": REGIONS[from]});
        if let Some(position) = self.all[to].call("GetReplicaPosition", known).get("Position") {
            request["From"] = position.clone();
        }
        let page = self.all[from].call("ReadChanges", request);
        assert_eq!(page.get("Trimmed"), None);
        let count = page["Changes"].as_array().unwrap().len();
        match self.random.next(8) {
            0 => self.late.push(Batch { to, changes: page["Changes"].clone() }),
            1 => {}
            _ => {
                let request = json!({
                    "TableName": "Things",
                    "Changes": page["Changes"],
                    "Peer": REGIONS[from],
                    "Position": page["Next"],
                });
                self.all[to].call("ApplyReplicated", request.clone());
                if self.random.one_in(4) {
                    // The answer got lost.
                    let again = self.all[to].call("ApplyReplicated", request);
                    assert_eq!(again["Applied"], 0);
                }
                if self.random.one_in(3) {
                    let read = json!({"TableName": "Things", "Reader": REGIONS[to], "From": page["Next"]});
                    self.all[from].call("FollowReplica", read);
                }
            }
        }
        count + usize::from(page["More"] == true)
    }

    fn step(&mut self) {
        let at = self.random.next(self.all.len() as u64) as usize;
        match self.random.next(12) {
            0..=5 => self.write(at),
            6..=8 => {
                let link = self.random.next(self.links.len() as u64) as usize;
                let (from, to) = self.links[link];
                if self.offline.is_none_or(|away| away != from && away != to) {
                    self.tell(from, to);
                }
            }
            9 if !self.late.is_empty() => {
                let which = self.random.next(self.late.len() as u64) as usize;
                let batch = if self.random.one_in(2) {
                    self.late.swap_remove(which)
                } else {
                    let Batch { to, changes } = &self.late[which];
                    Batch { to: *to, changes: changes.clone() }
                };
                let request = json!({"TableName": "Things", "Changes": batch.changes});
                self.all[batch.to].call("ApplyReplicated", request);
            }
            10 => {
                // Wall clocks run, and jump.
                let jump = self.random.next(60_000);
                let db = &mut self.all[at];
                db.now_ms = if self.random.one_in(4) { db.now_ms - jump } else { db.now_ms + jump };
            }
            _ => match self.random.next(3) {
                // What is in memory only is gone: pages, and batches on their way.
                0 => {
                    self.all[at].checkpoint();
                    self.late.clear();
                }
                1 => self.offline = Some(at),
                _ => self.offline = None,
            },
        }
    }

    /// All tell each other everything.
    fn settle(&mut self) {
        self.offline = None;
        let mut quiet = 0;
        while quiet < 40 * self.links.len() {
            for (from, to) in self.links.clone() {
                quiet = if self.tell(from, to) == 0 { quiet + 1 } else { 0 };
            }
        }
        for batch in core::mem::take(&mut self.late) {
            let request = json!({"TableName": "Things", "Changes": batch.changes});
            assert_eq!(self.all[batch.to].call("ApplyReplicated", request)["Applied"], 0);
        }
    }
}

fn follow(db: &mut Database, reader: &str) {
    db.call("FollowReplica", json!({"TableName": "Things", "Reader": reader}));
}

/// Items and tombstones with the writes that they are from.
fn stored(db: &mut Database) -> Vec<Value> {
    let mut request = json!({"TableName": "Things"});
    let mut found = Vec::new();
    loop {
        let page = db.call("ReadReplica", request.clone());
        found.extend(page["Changes"].as_array().unwrap().iter().cloned());
        let Some(next) = page.get("Next") else { break };
        request["After"] = next.clone();
    }
    // A tombstone beside an item is an older one, and nothing to anybody.
    let there: Vec<Value> =
        found.iter().filter(|entry| entry.get("New").is_some()).map(|entry| entry["Keys"].clone()).collect();
    found.retain(|entry| entry.get("New").is_some() || !there.contains(&entry["Keys"]));
    found
}

/// The items that the stream leads to; each record begins with what the one before left.
fn replayed(db: &mut Database) -> BTreeMap<String, Value> {
    let streams = db.call("ListStreams", json!({"TableName": "Things"}));
    let arn = &streams["Streams"][0]["StreamArn"];
    let shards = db.call("DescribeStream", json!({"StreamArn": arn}));
    let mut state = BTreeMap::new();
    for shard in shards["StreamDescription"]["Shards"].as_array().unwrap() {
        let mut iterator = db.call(
            "GetShardIterator",
            json!({"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}),
        )["ShardIterator"]
            .take();
        loop {
            let page = db.call("GetRecords", json!({"ShardIterator": iterator}));
            let records = page["Records"].as_array().unwrap();
            for record in records {
                let change = &record["dynamodb"];
                let id = change["Keys"]["id"]["S"].as_str().unwrap().to_owned();
                assert_eq!(state.get(&id), change.get("OldImage"), "{record}");
                match change.get("NewImage") {
                    Some(new) => state.insert(id, new.clone()),
                    None => state.remove(&id),
                };
            }
            match page.get("NextShardIterator") {
                Some(next) if !records.is_empty() => iterator = next.clone(),
                _ => break,
            }
        }
    }
    state
}

fn run(seed: u64) {
    let mut world = World::new(seed);
    for _ in 0..STEPS {
        world.step();
    }
    world.settle();
    let mut first = None;
    for db in &mut world.all {
        let entries = stored(db);
        let [table, index] = items(db);
        let table = table.as_array().unwrap().clone();
        let mut indexed = index.as_array().unwrap().clone();
        let with_kind = table.iter().filter(|item| item.get("kind").is_some()).count();
        assert_eq!(indexed.len(), with_kind, "seed {seed}");
        assert!(indexed.iter().all(|item| table.contains(item)), "seed {seed}");
        indexed.sort_by_key(Value::to_string);
        let described = db.call("DescribeTable", json!({"TableName": "Things"}));
        assert_eq!(described["Table"]["ItemCount"], table.len(), "seed {seed}");
        assert_eq!(described["Table"]["GlobalSecondaryIndexes"][0]["ItemCount"], with_kind, "seed {seed}");
        let state = replayed(db);
        assert_eq!(state.len(), table.len(), "seed {seed}");
        assert!(
            table.iter().all(|item| state.get(item["id"]["S"].as_str().unwrap()) == Some(item)),
            "seed {seed}"
        );
        let all = (entries, indexed);
        let same = first.get_or_insert_with(|| all.clone());
        let differs = |one: &[Value], other: &[Value]| -> Vec<Value> {
            one.iter().filter(|entry| !other.contains(entry)).cloned().collect()
        };
        assert_eq!(differs(&same.0, &all.0), differs(&all.0, &same.0), "seed {seed}");
        assert_eq!(*same, all, "seed {seed}");
    }
}

#[test]
fn all_replicas_end_equal() {
    if let Some(seed) = std::env::var("REPLICA_SEED").ok().and_then(|seed| seed.parse().ok()) {
        return run(seed);
    }
    for seed in 0..SEEDS {
        if let Err(failure) = std::panic::catch_unwind(|| run(seed)) {
            eprintln!("REPLICA_SEED={seed}");
            std::panic::resume_unwind(failure);
        }
    }
}
