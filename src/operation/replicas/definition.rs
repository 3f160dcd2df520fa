//! The `CreateTable` request that makes the same table elsewhere. Tags, policies, and what a replica has of its own are not in it.

use crate::model::{Type, Writer};
use crate::operation::indexes::describe_index::{key_schema, projection};
use crate::table::schema::{Billing, Ceiling, Index, IndexKind, Table, Throughput};

/// Writes the entry of the request.
pub fn put(w: &mut Writer, name: &str, table: &Table) {
    let request = w.begin_entry(name, Type::M);
    w.entry_str("TableName", &table.name);
    let list = w.begin_entry("AttributeDefinitions", Type::L);
    for attribute in &table.attributes {
        let entry = w.begin(Type::M);
        w.entry_str("AttributeName", &attribute.name);
        w.entry_str("AttributeType", attribute.ty.name());
        w.end(entry);
    }
    w.end(list);
    key_schema(w, &table.key);
    w.entry_str("BillingMode", table.billing.name());
    units(w, table.billing, table.throughput, table.ceiling);
    for (name, kind) in
        [("LocalSecondaryIndexes", IndexKind::Local), ("GlobalSecondaryIndexes", IndexKind::Global)]
    {
        if table.indexes_of(kind).next().is_none() {
            continue;
        }
        let list = w.begin_entry(name, Type::L);
        table.indexes_of(kind).for_each(|one| index(w, table, one));
        w.end(list);
    }
    if let Some(class) = &table.class {
        w.entry_str("TableClass", class);
    }
    if let Some(view) = table.stream {
        let stream = w.begin_entry("StreamSpecification", Type::M);
        w.entry_bool("StreamEnabled", true);
        w.entry_str("StreamViewType", view.name());
        w.end(stream);
    }
    w.end(request);
}

fn index(w: &mut Writer, table: &Table, index: &Index) {
    let entry = w.begin(Type::M);
    w.entry_str("IndexName", &index.name);
    key_schema(w, &index.key);
    projection(w, &index.projection);
    if index.kind == IndexKind::Global {
        units(w, table.billing, index.throughput, index.ceiling);
    }
    w.end(entry);
}

fn units(w: &mut Writer, billing: Billing, throughput: Throughput, ceiling: Ceiling) {
    if billing == Billing::Provisioned {
        let units = w.begin_entry("ProvisionedThroughput", Type::M);
        w.entry_int("ReadCapacityUnits", throughput.read);
        w.entry_int("WriteCapacityUnits", throughput.write);
        w.end(units);
    } else if ceiling != Ceiling::default() {
        let most = w.begin_entry("OnDemandThroughput", Type::M);
        for (name, units) in [("MaxReadRequestUnits", ceiling.read), ("MaxWriteRequestUnits", ceiling.write)]
        {
            if let Some(units) = units {
                w.entry_int(name, units);
            }
        }
        w.end(most);
    }
}
