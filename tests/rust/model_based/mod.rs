//! Random operations against the real database and against a naive one that keeps everything in a sorted map and
//! answers every question by looking at every item. Checkpoints, faults and index backfills come in between.

mod oracle;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::database::Database;
use hashrange::table::{catalog, envelope, jobs};
use hashrange::tree::{Direction, KeyRange};
use oracle::{Item, Oracle, Read};

/// The name of the index that comes and goes.
const LATE: &str = "byTag";

#[derive(Debug, Clone)]
enum Write {
    Put(Item),
    Update(Key, Edit),
    Delete(Key),
}

type Key = (u8, u8);

#[derive(Debug, Clone)]
enum Edit {
    SetKind(u8),
    RemoveDate,
    Count(u8),
    Tag(u8),
    Nothing,
}

#[derive(Debug, Clone, Copy)]
enum Condition {
    None,
    Exists,
    Missing,
    CountAbove(u8),
}

#[derive(Debug, Clone)]
enum Step {
    Write(Write, Condition),
    Get(Key),
    Read(Read),
    BatchWrite(Vec<Write>),
    BatchGet(Vec<Key>),
    Transact(Vec<(Write, Condition)>),
    TransactGet(Vec<Key>),
    Checkpoint,
    CreateIndex,
    DeleteIndex,
    Work(u8),
}

fn key() -> impl Strategy<Value = Key> {
    (0..6_u8, 0..8_u8)
}

fn item() -> impl Strategy<Value = Item> {
    let attribute = |most: u8| proptest::option::weighted(0.6, 0..most);
    (key(), attribute(4), attribute(3), attribute(3), attribute(9), 0..2_usize).prop_map(
        |((pk, sk), date, kind, tag, n, padding)| {
            let mut item = Item::new();
            item.insert("pk".into(), json!({"S": format!("p{pk}")}));
            item.insert("sk".into(), json!({"N": sk.to_string()}));
            if let Some(date) = date {
                item.insert("date".into(), json!({"S": format!("d{date}\u{0}")}));
            }
            if let Some(kind) = kind {
                item.insert("kind".into(), json!({"S": format!("k{kind}")}));
            }
            if let Some(tag) = tag {
                item.insert("tag".into(), json!({"S": format!("t{tag}")}));
            }
            if let Some(n) = n {
                item.insert("n".into(), json!({"N": n.to_string()}));
            }
            if padding > 0 {
                item.insert("padding".into(), json!({"S": "x".repeat(3000)}));
            }
            item
        },
    )
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (0..3_u8).prop_map(Edit::SetKind),
        Just(Edit::RemoveDate),
        (1..5_u8).prop_map(Edit::Count),
        (0..3_u8).prop_map(Edit::Tag),
        Just(Edit::Nothing),
    ]
}

fn write() -> impl Strategy<Value = Write> {
    prop_oneof![
        4 => item().prop_map(Write::Put),
        3 => (key(), edit()).prop_map(|(key, edit)| Write::Update(key, edit)),
        2 => key().prop_map(Write::Delete),
    ]
}

fn plain_write() -> impl Strategy<Value = Write> {
    prop_oneof![item().prop_map(Write::Put), key().prop_map(Write::Delete)]
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        4 => Just(Condition::None),
        1 => Just(Condition::Exists),
        1 => Just(Condition::Missing),
        1 => (0..9_u8).prop_map(Condition::CountAbove),
    ]
}

fn read() -> impl Strategy<Value = Read> {
    let index = prop_oneof![Just(None), Just(Some("byDate")), Just(Some("byKind")), Just(Some(LATE))];
    let bound = proptest::option::of((0..6_u8, 0..9_u8, 0..9_u8));
    (index, any::<bool>(), 0..6_u8, bound, any::<bool>(), 1..5_u8, proptest::option::of(0..9_u8), 0..4_u8)
        .prop_map(|(index, scan, partition, bound, forward, limit, filter, segments)| Read {
            index,
            scan,
            partition,
            bound,
            forward,
            limit,
            // A query of an index without `n` refuses to filter by it; a scan finds nothing.
            filter: filter.filter(|_| scan || index != Some("byDate")),
            segments,
        })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (write(), condition()).prop_map(|(write, condition)| Step::Write(write, condition)),
        2 => key().prop_map(Step::Get),
        5 => read().prop_map(Step::Read),
        3 => vec(plain_write(), 1..8).prop_map(Step::BatchWrite),
        1 => vec(key(), 1..10).prop_map(Step::BatchGet),
        3 => vec((write(), condition()), 1..6).prop_map(Step::Transact),
        1 => vec(key(), 1..6).prop_map(Step::TransactGet),
        2 => Just(Step::Checkpoint),
        1 => Just(Step::CreateIndex),
        1 => Just(Step::DeleteIndex),
        2 => (0..6_u8).prop_map(Step::Work),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_database_answers_as_the_naive_one(steps in vec(step(), 1..80)) {
        let mut pair = Pair::new();
        for step in &steps {
            pair.run(step);
        }
        pair.work(u8::MAX);
        pair.check_everything();
    }
}

struct Pair {
    db: Database,
    oracle: Oracle,
}

impl Pair {
    fn new() -> Self {
        let mut db = Database::new();
        let mut request = crate::operations::wide();
        request["GlobalSecondaryIndexes"].as_array_mut().unwrap().pop();
        request["AttributeDefinitions"].as_array_mut().unwrap().pop();
        db.call("CreateTable", request);
        Self { db, oracle: Oracle::default() }
    }

    fn run(&mut self, step: &Step) {
        match step {
            Step::Write(write, condition) => self.single(write, *condition),
            Step::Get(key) => {
                let found = self.db.call("GetItem", json!({"TableName": "Wide", "Key": key_of(*key)}));
                assert_eq!(found.get("Item"), self.oracle.get(*key).map(|item| json!(item)).as_ref());
            }
            Step::Read(read) => self.read(read),
            Step::BatchWrite(writes) => self.batch_write(writes),
            Step::BatchGet(keys) => self.batch_get(keys),
            Step::Transact(actions) => self.transact(actions),
            Step::TransactGet(keys) => self.transact_get(keys),
            Step::Checkpoint => self.db.checkpoint(),
            Step::CreateIndex => self.create_index(),
            Step::DeleteIndex => self.delete_index(),
            Step::Work(items) => self.work(*items),
        }
    }

    fn single(&mut self, write: &Write, condition: Condition) {
        let (operation, mut request) = request_of(write);
        add_condition(&mut request, condition);
        request["ReturnValues"] = json!("ALL_OLD");
        let expected = self.oracle.holds(key_in(write), condition).then(|| self.oracle.apply(write));
        match (self.db.try_call(operation, &request), expected) {
            (Ok(response), Some(old)) => {
                assert_eq!(response.get("Attributes"), old.map(|item| json!(item)).as_ref())
            }
            (Err(failure), None) => assert_eq!(failure.kind, hashrange::model::Kind::ConditionalCheckFailed),
            (answer, expected) => panic!("{request}: {answer:?} instead of {expected:?}"),
        }
    }

    fn batch_write(&mut self, writes: &[Write]) {
        let writes = distinct(writes, key_in);
        let requests: Vec<Value> = writes
            .iter()
            .map(|write| match write {
                Write::Put(item) => json!({"PutRequest": {"Item": item}}),
                _ => json!({"DeleteRequest": {"Key": key_of(key_in(write))}}),
            })
            .collect();
        self.db.call("BatchWriteItem", json!({"RequestItems": {"Wide": requests}}));
        for write in writes {
            self.oracle.apply(write);
        }
    }

    fn batch_get(&mut self, keys: &[Key]) {
        let keys = distinct(keys, |key| *key);
        let request: Vec<Value> = keys.iter().map(|key| key_of(**key)).collect();
        let read = self.db.call("BatchGetItem", json!({"RequestItems": {"Wide": {"Keys": request}}}));
        let expected: Vec<Value> =
            keys.iter().filter_map(|key| self.oracle.get(**key)).map(|item| json!(item)).collect();
        assert_eq!(read["Responses"]["Wide"], json!(expected));
    }

    fn transact(&mut self, actions: &[(Write, Condition)]) {
        let mut actions = distinct(actions, |(write, _)| key_in(write));
        // An update in a transaction needs an expression.
        actions.retain(|(write, _)| !matches!(write, Write::Update(_, Edit::Nothing)));
        if actions.is_empty() {
            return;
        }
        let requests: Vec<Value> = actions
            .iter()
            .map(|(write, condition)| {
                let (operation, mut request) = request_of(write);
                add_condition(&mut request, *condition);
                json!({operation.strip_suffix("Item").unwrap(): request})
            })
            .collect();
        let reasons: Vec<&str> = actions
            .iter()
            .map(|(write, condition)| self.oracle.holds(key_in(write), *condition))
            .map(|holds| if holds { "None" } else { "ConditionalCheckFailed" })
            .collect();
        let result = self.db.try_call("TransactWriteItems", &json!({"TransactItems": requests}));
        if reasons.iter().all(|reason| *reason == "None") {
            result.unwrap();
            for (write, _) in actions {
                self.oracle.apply(write);
            }
        } else {
            let message = result.unwrap_err().message;
            assert!(message.ends_with(&format!("[{}]", reasons.join(", "))), "{message} {reasons:?}");
        }
    }

    fn transact_get(&mut self, keys: &[Key]) {
        let keys = distinct(keys, |key| *key);
        let gets: Vec<Value> =
            keys.iter().map(|key| json!({"Get": {"TableName": "Wide", "Key": key_of(**key)}})).collect();
        let read = self.db.call("TransactGetItems", json!({"TransactItems": gets}));
        let expected: Vec<Value> = keys
            .iter()
            .map(|key| self.oracle.get(**key).map_or(json!({}), |item| json!({"Item": item})))
            .collect();
        assert_eq!(read["Responses"], json!(expected));
    }

    /// Reads all pages of a query or scan, and compares them with what the naive database finds.
    fn read(&mut self, read: &Read) {
        if read.index == Some(LATE) && !self.oracle.late {
            return;
        }
        let mut whole = Vec::new();
        let segments = if read.scan && read.segments > 0 { u32::from(read.segments) } else { 1 };
        for segment in 0..segments {
            let mut request = read.request();
            if read.scan && read.segments > 0 {
                request["Segment"] = json!(segment);
                request["TotalSegments"] = json!(segments);
            }
            loop {
                let page = self.db.call(if read.scan { "Scan" } else { "Query" }, request.clone());
                let items = page["Items"].as_array().unwrap();
                assert_eq!(page["Count"], items.len());
                assert!(page["ScannedCount"].as_u64().unwrap() <= u64::from(read.limit));
                whole.extend(items.iter().cloned());
                let Some(last) = page.get("LastEvaluatedKey") else { break };
                request["ExclusiveStartKey"] = last.clone();
            }
        }
        let mut expected = self.oracle.read(read);
        if read.scan {
            let text = |item: &Value| item.to_string();
            whole.sort_by_key(text);
            expected.sort_by_key(text);
        }
        assert_eq!(whole, expected, "{read:?}");
    }

    fn create_index(&mut self) {
        let request = json!({
            "TableName": "Wide",
            "AttributeDefinitions": [{"AttributeName": "tag", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
            "GlobalSecondaryIndexUpdates": [{"Create": {
                "IndexName": LATE,
                "KeySchema": [{"AttributeName": "tag", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["n"]},
            }}],
        });
        if !self.has_late() {
            self.db.call("UpdateTable", request);
        }
    }

    fn delete_index(&mut self) {
        if self.has_late() {
            let updates = json!([{"Delete": {"IndexName": LATE}}]);
            self.db.call("UpdateTable", json!({"TableName": "Wide", "GlobalSecondaryIndexUpdates": updates}));
            self.oracle.late = false;
        }
    }

    fn late(&mut self) -> Option<Value> {
        let table = self.db.call("DescribeTable", json!({"TableName": "Wide"}))["Table"].clone();
        let indexes = table["GlobalSecondaryIndexes"].as_array().unwrap();
        indexes.iter().find(|index| index["IndexName"] == LATE).cloned()
    }

    fn has_late(&mut self) -> bool {
        self.late().is_some()
    }

    /// A slice of the jobs of `items` items, or all of them.
    fn work(&mut self, items: u8) {
        if items == u8::MAX {
            self.db.work();
        } else {
            let left = std::cell::Cell::new(items);
            let budget = || left.replace(left.get().saturating_sub(1)) > 0;
            self.db
                .evaluate(|cx| jobs::step(cx, &mut jobs::Turn::default(), 0, true, &mut || budget()))
                .unwrap();
        }
        self.oracle.late = self.late().is_some_and(|index| index["IndexStatus"] == "ACTIVE");
    }

    fn check_everything(&mut self) {
        for index in [None, Some("byDate"), Some("byKind"), Some(LATE)] {
            for scan in [false, true] {
                for partition in 0..6 {
                    let read = Read {
                        index,
                        scan,
                        partition,
                        bound: None,
                        forward: true,
                        limit: 7,
                        filter: None,
                        segments: 0,
                    };
                    self.read(&read);
                }
            }
        }
        self.check_sums();
        self.db.checkpoint();
        self.check_sums();
    }

    /// The live sums of every tree are those of what it holds.
    fn check_sums(&mut self) {
        let table = self.db.evaluate(|cx| catalog::table(cx, "Wide")).unwrap().unwrap();
        let trees: Vec<u32> = table.trees().chain([catalog::CATALOG_TREE]).collect();
        for tree in trees {
            let sums = self.db.evaluate(|cx| cx.stats(tree)).unwrap();
            let counted = self
                .db
                .evaluate(|cx| {
                    let mut cursor = cx.cursor(tree, KeyRange::all(), Direction::Forward, u64::MAX);
                    let (mut count, mut bytes) = (0, 0);
                    while let Some((_, value)) = cx.next(&mut cursor)? {
                        count += 1;
                        bytes += envelope::weight(value);
                    }
                    Ok((count, bytes))
                })
                .unwrap();
            assert_eq!(sums, counted, "tree {tree}");
        }
    }
}

fn distinct<T>(all: &[T], key: impl Fn(&T) -> Key) -> Vec<&T> {
    let mut seen = Vec::new();
    all.iter()
        .filter(|one| {
            !seen.contains(&key(one)) && {
                seen.push(key(one));
                true
            }
        })
        .collect()
}

fn key_of((pk, sk): Key) -> Value {
    json!({"pk": {"S": format!("p{pk}")}, "sk": {"N": sk.to_string()}})
}

fn key_in(write: &Write) -> Key {
    match write {
        Write::Put(item) => oracle::key_of(item),
        Write::Update(key, _) | Write::Delete(key) => *key,
    }
}

fn request_of(write: &Write) -> (&'static str, Value) {
    match write {
        Write::Put(item) => ("PutItem", json!({"TableName": "Wide", "Item": item})),
        Write::Delete(key) => ("DeleteItem", json!({"TableName": "Wide", "Key": key_of(*key)})),
        Write::Update(key, edit) => {
            let mut request = json!({"TableName": "Wide", "Key": key_of(*key)});
            let (expression, value) = match edit {
                Edit::SetKind(kind) => ("SET kind = :v", Some(json!({"S": format!("k{kind}")}))),
                Edit::RemoveDate => ("REMOVE #d", None),
                Edit::Count(by) => ("ADD n :v", Some(json!({"N": by.to_string()}))),
                Edit::Tag(tag) => ("SET tag = if_not_exists(tag, :v)", Some(json!({"S": format!("t{tag}")}))),
                Edit::Nothing => return ("UpdateItem", request),
            };
            request["UpdateExpression"] = json!(expression);
            if let Some(value) = value {
                request["ExpressionAttributeValues"] = json!({":v": value});
            } else {
                request["ExpressionAttributeNames"] = json!({"#d": "date"});
            }
            ("UpdateItem", request)
        }
    }
}

fn add_condition(request: &mut Value, condition: Condition) {
    let expression = match condition {
        Condition::None => return,
        Condition::Exists => "attribute_exists(pk)",
        Condition::Missing => "attribute_not_exists(pk)",
        Condition::CountAbove(n) => {
            request["ExpressionAttributeValues"][":c"] = json!({"N": n.to_string()});
            "n > :c"
        }
    };
    request["ConditionExpression"] = json!(expression);
}
