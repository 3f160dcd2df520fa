//! `ReadContributors`, an internal operation.

use crate::model::{Failure, MapRef, Type, Writer};
use crate::operation::target;
use crate::table::points;
use crate::table::{Context, Stop};

/// Contributors that are listed when no number is asked for.
const MOST: i64 = 10;

/// The keys of a table or index that contributed most to a rule in a range of time.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let index = input.get_str("IndexName").unwrap_or_default();
    let tree = points::followed_tree(&table, index)
        .ok_or_else(|| Failure::validation(["There is no index ", index].concat()))?;
    let time = |name: &str| input.get_int(name).unwrap_or(0).unsigned_abs();
    let rule = input.get_str("Rule").unwrap_or_default();
    let (sums, approximate) = points::contributions(cx, tree, rule, (time("From"), time("To")))?;
    let mut ranked: Vec<_> =
        sums.iter().map(|(keys, points)| (keys, points, points.values().sum::<i64>())).collect();
    ranked.sort_by_key(|(.., sum)| core::cmp::Reverse(*sum));
    let total: i64 = ranked.iter().map(|(.., sum)| sum).sum();
    let most = input.get_int("Most").unwrap_or(MOST).max(0) as usize;
    let mut w = Writer::new();
    let list = w.begin_entry("Contributors", Type::L);
    for (keys, moments, sum) in ranked.iter().take(most) {
        let entry = w.begin(Type::M);
        let texts = w.begin_entry("Keys", Type::L);
        keys.iter().for_each(|key| w.str(key));
        w.end(texts);
        points::number(&mut w, "Sum", *sum);
        let of_time = w.begin_entry("Points", Type::L);
        for (&time, &sum) in *moments {
            let point = w.begin(Type::M);
            w.entry_int("Time", time as i64);
            points::number(&mut w, "Sum", sum);
            w.end(point);
        }
        w.end(of_time);
        w.end(entry);
    }
    w.end(list);
    points::number(&mut w, "Sum", total);
    w.entry_bool("Approximate", approximate);
    Ok(w.into_inner())
}
