//! `GetItem`.

use super::{expressions, legacy};
use crate::expression::Kind;
use crate::model::{MapRef, Type, Writer};
use crate::operation::target::Purpose;
use crate::operation::{charge, consumed, flaw, target};
use crate::table::capacity::{Consistency, Tally, read_halves};
use crate::table::{Context, Stop, store};

/// Reads one item. A missing item leaves `Item` out.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    legacy::refuse_mixture(input)?;
    let mut parsed = expressions::parse(input, &[Kind::Projection])?;
    legacy::lower(input, &mut parsed)?;
    let target = target::held(cx, target::given(input), Purpose::Read(input))?;
    let table = &*target.table;
    let key = flaw::key_of(table, input.get_map("Key").unwrap_or_default())?;
    if let Some(projection) = &parsed.projection {
        expressions::check_scalars(table, projection.attributes())?;
    }
    let stored = store::load(cx, table, &key)?;
    let wanted = consumed::Wanted::of(input);
    let is_asked = wanted != consumed::Wanted::Nothing || cx.settings.gauge.is_some();
    let halves = if is_asked {
        let consistency = Consistency::of(input.get_bool("ConsistentRead") == Some(true));
        read_halves(stored.map_or(0, |stored| u64::from(stored.size)), consistency)
    } else {
        0
    };
    if let Some(gauge) = &cx.settings.gauge {
        charge::read(gauge, table, &key, halves)?;
    }
    let mut w = match (&stored, &parsed.projection) {
        (Some(stored), None) => Writer::over(Vec::with_capacity(stored.body.len() + ROOM)),
        _ => Writer::new(),
    };
    if let Some(stored) = stored {
        let item = MapRef::new(stored.body);
        match &parsed.projection {
            None => w.entry_map("Item", item),
            Some(projection) => {
                let map = w.begin_entry("Item", Type::M);
                projection.project(item, &mut w);
                w.end(map);
            }
        }
    }
    consumed::entry(&mut w, wanted, target.given, table, &Tally { table: halves, indexes: Vec::new() });
    Ok(w.into_inner())
}

/// Bytes of a response around its item.
const ROOM: usize = 16;
