//! The naive database: one sorted map, every question answered by looking at every item.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Condition, Edit, Key, Write};

pub type Item = BTreeMap<String, Value>;

/// A query or scan.
#[derive(Debug, Clone)]
pub struct Read {
    pub index: Option<&'static str>,
    pub scan: bool,
    pub partition: u8,
    /// An operator and its operands, on the sort key.
    pub bound: Option<(u8, u8, u8)>,
    pub forward: bool,
    pub limit: u8,
    /// Shows only items whose `padding` is absent, or whose `n` is at least this.
    pub filter: Option<u8>,
    pub segments: u8,
}

impl Read {
    fn attributes(&self) -> (&'static str, &'static str) {
        match self.index {
            None => ("pk", "sk"),
            Some("byDate") => ("pk", "date"),
            Some("byKind") => ("kind", "date"),
            _ => ("tag", "sk"),
        }
    }

    fn partition_value(&self) -> String {
        let prefix = match self.attributes().0 {
            "pk" => 'p',
            "kind" => 'k',
            _ => 't',
        };
        format!("{prefix}{}", self.partition)
    }

    fn operand(&self, number: u8) -> Value {
        match self.attributes().1 {
            "sk" => json!({"N": number.to_string()}),
            _ => json!({"S": format!("d{number}")}),
        }
    }

    fn operands(&self) -> Option<(u8, Value, Value)> {
        let (operator, a, b) = self.bound?;
        let (low, high) = if operator == 4 { (a.min(b), a.max(b)) } else { (a, b) };
        Some((operator, self.operand(low), self.operand(high)))
    }

    pub fn request(&self) -> Value {
        let (partition, sort) = self.attributes();
        let mut request = json!({"TableName": "Wide", "Limit": self.limit});
        if let Some(index) = self.index {
            request["IndexName"] = json!(index);
        }
        if !self.scan {
            let mut condition = String::from("#p = :p");
            request["ExpressionAttributeNames"] = json!({"#p": partition});
            request["ExpressionAttributeValues"] = json!({":p": {"S": self.partition_value()}});
            request["ScanIndexForward"] = json!(self.forward);
            if let Some((operator, low, high)) = self.operands() {
                condition.push_str(match operator {
                    0 => " AND #s = :a",
                    1 => " AND #s < :a",
                    2 => " AND #s <= :a",
                    3 => " AND #s > :a",
                    4 => " AND #s BETWEEN :a AND :b",
                    _ => " AND #s >= :a",
                });
                request["ExpressionAttributeNames"]["#s"] = json!(sort);
                request["ExpressionAttributeValues"][":a"] = low;
                if operator == 4 {
                    request["ExpressionAttributeValues"][":b"] = high;
                }
            }
            request["KeyConditionExpression"] = json!(condition);
        }
        if let Some(least) = self.filter {
            request["FilterExpression"] = json!("n >= :f");
            request["ExpressionAttributeValues"][":f"] = json!({"N": least.to_string()});
        }
        request
    }
}

#[derive(Debug, Default)]
pub struct Oracle {
    items: BTreeMap<Key, Item>,
    /// Whether the late index can be read.
    pub late: bool,
}

pub fn key_of(item: &Item) -> Key {
    let pk = item["pk"]["S"].as_str().unwrap();
    (pk[1..].parse().unwrap(), number(&item["sk"]).unwrap() as u8)
}

fn number(value: &Value) -> Option<i64> {
    value["N"].as_str()?.parse().ok()
}

/// A scalar's place in the order of its type.
fn rank(value: &Value) -> (i64, String) {
    match number(value) {
        Some(number) => (number, String::new()),
        None => (0, value["S"].as_str().unwrap().to_owned()),
    }
}

impl Oracle {
    pub fn get(&self, key: Key) -> Option<&Item> {
        self.items.get(&key)
    }

    pub fn holds(&self, key: Key, condition: Condition) -> bool {
        let item = self.items.get(&key);
        match condition {
            Condition::None => true,
            Condition::Exists => item.is_some(),
            Condition::Missing => item.is_none(),
            Condition::CountAbove(least) => {
                item.and_then(|item| number(item.get("n")?)).is_some_and(|n| n > i64::from(least))
            }
        }
    }

    /// Performs a write; gives the item that was there.
    pub fn apply(&mut self, write: &Write) -> Option<Item> {
        match write {
            Write::Put(item) => self.items.insert(key_of(item), item.clone()),
            Write::Delete(key) => self.items.remove(key),
            // What only takes away makes no item.
            Write::Update(key, Edit::RemoveDate) if !self.items.contains_key(key) => None,
            Write::Update(key, edit) => {
                let old = self.items.get(key).cloned();
                let item = self.items.entry(*key).or_insert_with(|| {
                    let key = super::key_of(*key);
                    key.as_object()
                        .unwrap()
                        .iter()
                        .map(|(name, value)| (name.clone(), value.clone()))
                        .collect()
                });
                match edit {
                    Edit::SetKind(kind) => {
                        item.insert("kind".into(), json!({"S": format!("k{kind}")}));
                    }
                    Edit::RemoveDate => {
                        item.remove("date");
                    }
                    Edit::Count(by) => {
                        let n = item.get("n").and_then(number).unwrap_or(0) + i64::from(*by);
                        item.insert("n".into(), json!({"N": n.to_string()}));
                    }
                    Edit::Tag(tag) => {
                        item.entry("tag".into()).or_insert_with(|| json!({"S": format!("t{tag}")}));
                    }
                    Edit::Nothing => {}
                }
                old
            }
        }
    }

    pub fn read(&self, read: &Read) -> Vec<Value> {
        let (partition, sort) = read.attributes();
        let mut found: Vec<&Item> = self
            .items
            .values()
            .filter(|item| item.contains_key(partition) && item.contains_key(sort))
            .filter(|item| read.scan || item[partition]["S"] == read.partition_value())
            .filter(|item| read.scan || within(read, &item[sort]))
            .collect();
        found.sort_by_key(|item| (rank(&item[sort]), key_of(item)));
        if !read.forward {
            found.reverse();
        }
        let projected = found.into_iter().map(|item| project(read.index, item));
        let shown = projected.filter(|item| match read.filter {
            Some(least) => item.get("n").and_then(number).is_some_and(|n| n >= i64::from(least)),
            None => true,
        });
        shown.map(|item| json!(item)).collect()
    }
}

fn within(read: &Read, value: &Value) -> bool {
    let Some((operator, low, high)) = read.operands() else { return true };
    let (value, low, high) = (rank(value), rank(&low), rank(&high));
    match operator {
        0 => value == low,
        1 => value < low,
        2 => value <= low,
        3 => value > low,
        4 => value >= low && value <= high,
        _ => value >= low,
    }
}

fn project(index: Option<&str>, item: &Item) -> Item {
    let names: &[&str] = match index {
        None | Some("byKind") => return item.clone(),
        Some("byDate") => &["pk", "sk", "date"],
        _ => &["pk", "sk", "tag", "n"],
    };
    item.iter()
        .filter(|(name, _)| names.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
