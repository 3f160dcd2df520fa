//! A record as streams give it.

use crate::model::{MapRef, Type, Writer, size};
use crate::operation::Origin;
use crate::operation::notation::hex;
use crate::table::history::{Change, Position};
use crate::table::schema::View;
use crate::table::{Context, hash};

/// What a stream shows of a change.
pub struct Shown<'a> {
    view: View,
    key: MapRef<'a>,
    old: Option<MapRef<'a>>,
    new: Option<MapRef<'a>>,
}

impl<'a> Shown<'a> {
    /// What a view shows of it.
    pub fn of(change: &Change<'a>, view: View) -> Self {
        let images = view.images();
        Self {
            view,
            key: change.key,
            old: change.old.filter(|_| images.old),
            new: change.new.filter(|_| images.new),
        }
    }

    /// Sizes of the key and of the images.
    pub fn size(&self) -> u32 {
        let images = [Some(self.key), self.old, self.new];
        images.into_iter().flatten().map(size::item).sum()
    }
}

/// Writes the members of a record.
pub fn fields(
    w: &mut Writer,
    cx: &Context<'_>,
    table: &[u8; 16],
    position: Position,
    change: &Change<'_>,
    shown: &Shown<'_>,
) {
    w.entry_str("awsRegion", &cx.settings.region);
    let details = w.begin_entry("dynamodb", Type::M);
    w.entry_int("ApproximateCreationDateTime", (change.ms / 1000) as i64);
    w.entry_map("Keys", shown.key);
    for (name, image) in [("NewImage", shown.new), ("OldImage", shown.old)] {
        if let Some(image) = image {
            w.entry_map(name, image);
        }
    }
    w.entry_str("SequenceNumber", &position.number());
    w.entry_int("SizeBytes", i64::from(shown.size()));
    w.entry_str("StreamViewType", shown.view.name());
    w.end(details);
    w.entry_str("eventID", &event_id(table, position));
    w.entry_str("eventName", change.event);
    w.entry_str("eventSource", "aws:dynamodb");
    w.entry_str("eventVersion", "1.1");
    if change.origin == Origin::TimeToLive {
        let identity = w.begin_entry("userIdentity", Type::M);
        w.entry_str("PrincipalId", "dynamodb.amazonaws.com");
        w.entry_str("Type", "Service");
        w.end(identity);
    }
}

/// 32 hexadecimal digits that tell a change from any other, and are the same whenever it is read.
fn event_id(table: &[u8; 16], position: Position) -> String {
    let bytes = hash::fingerprint(&[table, &*position.key()].concat());
    bytes.iter().map(|byte| hex(u64::from(*byte), 2)).collect()
}
