//! `DescribeReplica`.

use crate::model::{Failure, Kind, MapRef, Type, Writer};
use crate::operation::notation::uuid;
use crate::operation::replicas::{definition, members};
use crate::operation::target;
use crate::table::{Context, Stop};

/// What a replica knows of its global table, and the definition that makes the same table elsewhere.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let missing = || {
        let message = ["Table ", &table.name, " is no replica of a global table"].concat();
        Failure::new(Kind::ResourceNotFound, message)
    };
    let global = members::global(&table)?.ok_or_else(missing)?;
    let mut w = Writer::new();
    w.entry_str("GroupId", &uuid(global.id));
    w.entry_str("Mode", global.mode.name());
    let list = w.begin_entry("Members", Type::L);
    for member in &global.members {
        let entry = w.begin(Type::M);
        w.entry_str("RegionName", &member.region);
        w.entry_str("Status", &member.status);
        w.entry_str("Note", &member.note);
        w.entry_int("Ms", member.ms as i64);
        w.entry_bool("Witness", member.witness);
        w.entry_map("Overrides", MapRef::new(&member.overrides));
        w.end(entry);
    }
    w.end(list);
    definition::put(&mut w, "Definition", &table);
    if let Some(attribute) = &table.time_to_live {
        w.entry_str("TimeToLiveAttribute", attribute);
    }
    w.entry_str("DefinitionClock", &global.clock.to_string());
    w.entry_bool("Protected", global.protected);
    w.entry_bool("Legacy", global.legacy);
    Ok(w.into_inner())
}
