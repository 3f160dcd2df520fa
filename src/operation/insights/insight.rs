//! The setting of contributor insights, kept as a state under `TABLE` or `TABLE/INDEX`.

use crate::model::{Failure, Kind, MapRef, Writer};
use crate::operation::notation::uuid;
use crate::operation::target;
use crate::table::points::{self, INSIGHTS};
use crate::table::schema::{IndexKind, Table};
use crate::table::{Context, Stop, state};
use crate::tree::TreeId;
use std::rc::Rc;

/// What a mode follows when none is asked for.
pub const DEFAULT_MODE: &str = "ACCESSED_AND_THROTTLED_KEYS";

/// A table or index, and its setting.
pub struct Insight<'a> {
    /// The table.
    pub table: Rc<Table>,
    /// Its global index.
    pub index: Option<&'a str>,
    /// Mode, and when it was set in epoch milliseconds; `None` while it is disabled.
    pub enabled: Option<(String, u64)>,
    /// When it was disabled.
    pub disabled_ms: Option<u64>,
}

impl<'a> Insight<'a> {
    /// The setting of what a request names.
    ///
    /// # Errors
    /// `ResourceNotFoundException` for an unknown table or index.
    pub fn find(cx: &mut Context<'_>, input: MapRef<'a>) -> Result<Self, Stop> {
        let table = target::control(cx, target::given(input))?;
        let index = input.get_str("IndexName");
        if let Some(name) = index
            && !table.indexes.iter().any(|index| index.kind == IndexKind::Global && index.name == name)
        {
            let message = ["Requested resource not found: Index: ", name, " not found"].concat();
            return Err(Failure::new(Kind::ResourceNotFound, message).into());
        }
        let (mut enabled, mut disabled_ms) = (None, None);
        if let Some(state) = state::get(cx, INSIGHTS, &name_of(&table.name, index))?
            && let Some((mode, ms)) = read(&table, state.value)
        {
            if mode == "DISABLED" {
                disabled_ms = Some(ms);
            } else {
                enabled = Some((mode.to_owned(), ms));
            }
        }
        Ok(Self { table, index, enabled, disabled_ms })
    }

    /// The tree by which counters know it.
    pub fn tree(&self) -> TreeId {
        points::followed_tree(&self.table, self.index.unwrap_or_default()).unwrap_or(self.table.tree)
    }

    /// Writes names, status and mode.
    pub fn write(&self, w: &mut Writer) {
        w.entry_str("TableName", &self.table.name);
        if let Some(index) = self.index {
            w.entry_str("IndexName", index);
        }
        let status = if self.enabled.is_some() { "ENABLED" } else { "DISABLED" };
        w.entry_str("ContributorInsightsStatus", status);
        if let Some((mode, _)) = &self.enabled {
            w.entry_str("ContributorInsightsMode", mode);
        }
    }

    /// The names of the rules that count.
    pub fn rules(&self) -> Vec<String> {
        let Some((mode, _)) = &self.enabled else { return Vec::new() };
        let accessed = mode == DEFAULT_MODE;
        let sorted = match self.index {
            Some(name) => {
                self.table.indexes.iter().any(|index| index.name == name && !index.key.sort.is_empty())
            }
            None => !self.table.key.sort.is_empty(),
        };
        let kinds =
            [("PKC", accessed, true), ("PKT", true, true), ("SKC", accessed, sorted), ("SKT", true, sorted)];
        let kinds = kinds.into_iter().filter(|(_, counts, applies)| *counts && *applies);
        kinds
            .map(|(kind, ..)| {
                let mut name = ["DynamoDBContributorInsights-", kind, "-", &self.table.name].concat();
                if let Some(index) = self.index {
                    name.push('-');
                    name.push_str(index);
                }
                // As many of the service's names end in milliseconds of the time at which they were made.
                name.push('-');
                name.push_str(&self.table.created_ms.to_string());
                name
            })
            .collect()
    }
}

/// The name of the state of a table or index.
pub fn name_of(table: &str, index: Option<&str>) -> String {
    index.map_or_else(|| table.to_owned(), |index| [table, "/", index].concat())
}

/// A state's text.
pub fn text(table: &Table, mode: &str, now_ms: u64) -> String {
    [mode, " ", &uuid(table.id), " ", &now_ms.to_string()].concat()
}

/// Mode and time of a state's text, if it is this table's and not that of an earlier one of its name.
pub fn read<'v>(table: &Table, text: &'v str) -> Option<(&'v str, u64)> {
    let mut parts = text.split(' ');
    let mode = parts.next()?;
    (parts.next()? == uuid(table.id)).then_some((mode, parts.next()?.parse().ok()?))
}
