//! `AdvanceTransfer`, an internal operation.

use crate::model::{Failure, Kind as Problem, MapRef, Writer};
use crate::operation::notation::uuid;
use crate::operation::target;
use crate::operation::transfer::{describe, puts};
use crate::table::transfer::{self, Kind};
use crate::table::{Context, Origin, Stop, catalog};

/// Says how far an export, import or bulk put is, in the commit that puts its items: members of its description, and the
/// progress in words of whoever does the work. If an item is refused nothing is done, and the answer says why. `Ended` calls
/// for no more work, and makes an imported table active.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let arn = input.get_str("Arn").unwrap_or_default();
    let kind = Kind::ALL.into_iter().find(|kind| arn.contains(&*["/", kind.name(), "/"].concat()));
    let missing = |arn: &str| Failure::validation("There is no such transfer: ".to_owned() + arn);
    let kind = kind.ok_or_else(|| missing(arn))?;
    let (id, record) = describe::find(cx, kind, arn, &missing)?;
    if let Some(name) = input.get_str("TableName") {
        // A table that is being imported is there for nobody else.
        let table = target::control(cx, name)?;
        // It may have been deleted, and another one made of its name.
        let described = record.description();
        let details = described.get_list("TableDetails").and_then(|list| list.iter().next()?.as_map());
        let id = details.unwrap_or(described).get_str("TableId");
        if id.is_some_and(|id| id != uuid(table.id)) {
            let message = ["Requested resource not found: Table: ", name, " not found"].concat();
            return Err(Failure::new(Problem::ResourceNotFound, message).into());
        }
        cx.origin = if kind == Kind::Import { Origin::Import } else { Origin::Local };
        if let Some(refused) = puts::put(cx, &table, input)? {
            return Ok(refused);
        }
    }
    let description = describe::merged(record.description(), input.get_map("Members").unwrap_or_default());
    let description = MapRef::new(&description);
    let progress = input.get_str("Progress").unwrap_or_else(|| record.progress());
    transfer::put(cx, (kind, id), description, record.request(), progress, record.started_ms())?;
    if input.get_bool("Ended") == Some(true) {
        transfer::summon(cx, kind, id, false)?;
        if kind == Kind::Import {
            activate(cx, description)?;
        }
    }
    let mut w = Writer::new();
    w.entry_str("Status", record.status(kind));
    Ok(w.into_inner())
}

/// An imported table can be used.
fn activate(cx: &mut Context<'_>, description: MapRef<'_>) -> Result<(), Stop> {
    let arn = description.get_str("TableArn").unwrap_or_default();
    if let Some(table) = target::find(cx, arn)?.filter(|table| table.is_importing()) {
        let mut table = (*table).clone();
        table.active_ms = cx.now_ms;
        catalog::put(cx, &table)?;
    }
    Ok(())
}
