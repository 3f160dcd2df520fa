//! The bytes of a history: a map body with a version, inside the common envelope.

use super::position::Position;
use super::reader::{Reader, Span};
use super::segment::{History, Segment, Stream};
use crate::model::{ListRef, MapRef, Type, Writer};
use crate::table::schema::{Images, Kept, View};
use crate::table::schema_codec::{key, pairs, put_key, put_pairs};
use crate::tree::TreeId;

/// The version this build writes and the newest one it reads.
pub(super) const VERSION: i64 = 1;

/// The history's map body.
pub fn encode(history: &History) -> Vec<u8> {
    let mut w = Writer::new();
    w.entry_int("version", VERSION);
    w.entry_str("name", &history.name);
    w.name(b"id");
    w.binary(&history.id);
    put_key(&mut w, &history.key);
    let list = w.begin_entry("streams", Type::L);
    for stream in &history.streams {
        let entry = w.begin(Type::M);
        w.entry_int("ms", stream.ms as i64);
        w.entry_str("view", stream.view.name());
        put_time(&mut w, "end", stream.end_ms);
        if let Some(policy) = &stream.policy {
            w.entry_str("policy", &policy.text);
            w.entry_int("revision", policy.revision as i64);
        }
        w.end(entry);
    }
    w.end(list);
    let list = w.begin_entry("segments", Type::L);
    for segment in &history.segments {
        put_segment(&mut w, segment);
    }
    w.end(list);
    if !history.readers.is_empty() {
        let list = w.begin_entry("readers", Type::L);
        for reader in &history.readers {
            put_reader(&mut w, reader);
        }
        w.end(list);
    }
    if !history.tags.is_empty() {
        put_pairs(&mut w, "tags", &history.tags);
    }
    w.into_inner()
}

fn put_segment(w: &mut Writer, segment: &Segment) {
    let entry = w.begin(Type::M);
    w.entry_int("tree", i64::from(segment.tree));
    if let Some(parent) = segment.parent {
        w.entry_int("parent", i64::from(parent));
    }
    put_time(w, "stream", segment.stream_ms);
    w.entry_int("begun", segment.start_ms as i64);
    put_position(w, "start", segment.start);
    if let Some((ms, position)) = segment.end {
        put_time(w, "ended", Some(ms));
        put_position(w, "end", position);
    }
    w.end(entry);
}

fn put_reader(w: &mut Writer, reader: &Reader) {
    let entry = w.begin(Type::M);
    w.entry_str("kind", &reader.kind);
    w.entry_str("name", &reader.name);
    w.entry_bool("oldImages", reader.images.old);
    w.entry_bool("newImages", reader.images.new);
    w.entry_int("keep", reader.keep_ms as i64);
    w.entry_str("note", &reader.note);
    let list = w.begin_entry("spans", Type::L);
    for span in &reader.spans {
        let entry = w.begin(Type::M);
        put_position(w, "start", span.start);
        if let Some(end) = span.end {
            put_position(w, "end", end);
        }
        w.end(entry);
    }
    w.end(list);
    w.end(entry);
}

fn put_time(w: &mut Writer, name: &str, ms: Option<u64>) {
    if let Some(ms) = ms {
        w.entry_int(name, ms as i64);
    }
}

fn put_position(w: &mut Writer, name: &str, position: Position) {
    w.name(name.as_bytes());
    w.binary(&position.key());
}

/// Reads a history back; `None` when the bytes are not one, or of a later version.
pub fn decode(body: &[u8]) -> Option<History> {
    let map = MapRef::new(body);
    if map.get_int("version")? > VERSION {
        return None;
    }
    Some(History {
        name: map.get_str("name")?.to_owned(),
        id: map.get(b"id")?.scalar_bytes()?.try_into().ok()?,
        key: key(map)?,
        streams: all(map.get_list("streams")?, |entry| {
            Some(Stream {
                ms: time(entry, "ms")?,
                view: View::from_name(entry.get_str("view")?)?,
                end_ms: time(entry, "end"),
                policy: entry.get_str("policy").map(|text| Kept {
                    text: text.to_owned(),
                    revision: time(entry, "revision").unwrap_or(0),
                }),
            })
        })?,
        segments: all(map.get_list("segments")?, segment)?,
        readers: map.get_list("readers").map_or_else(|| Some(Vec::new()), |list| all(list, reader))?,
        tags: pairs(map.get_list("tags").unwrap_or_default()).collect::<Option<_>>()?,
    })
}

fn reader(entry: MapRef<'_>) -> Option<Reader> {
    Some(Reader {
        kind: entry.get_str("kind")?.to_owned(),
        name: entry.get_str("name")?.to_owned(),
        images: Images { old: entry.get_bool("oldImages")?, new: entry.get_bool("newImages")? },
        keep_ms: time(entry, "keep")?,
        note: entry.get_str("note")?.to_owned(),
        spans: all(entry.get_list("spans")?, |span| {
            Some(Span { start: position(span, "start")?, end: position(span, "end") })
        })?,
    })
}

fn position(entry: MapRef<'_>, name: &str) -> Option<Position> {
    Position::of_key(entry.get(name.as_bytes())?.scalar_bytes()?)
}

fn segment(entry: MapRef<'_>) -> Option<Segment> {
    let tree = |name| TreeId::try_from(entry.get_int(name)?).ok();
    Some(Segment {
        tree: tree("tree")?,
        parent: tree("parent"),
        stream_ms: time(entry, "stream"),
        start_ms: time(entry, "begun")?,
        start: position(entry, "start")?,
        end: time(entry, "ended").zip(position(entry, "end")),
    })
}

fn all<T>(list: ListRef<'_>, read: impl Fn(MapRef<'_>) -> Option<T>) -> Option<Vec<T>> {
    list.iter().map(|entry| read(entry.as_map()?)).collect()
}

fn time(map: MapRef<'_>, name: &str) -> Option<u64> {
    u64::try_from(map.get_int(name)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::schema::{KeyAttribute, KeySchema, KeyType};

    #[test]
    fn a_history_comes_back() {
        let attribute = |name: &str, ty| KeyAttribute { name: name.to_owned(), ty };
        let segment = |tree, parent, end| Segment {
            tree,
            parent,
            stream_ms: Some(5).filter(|_| parent.is_none()),
            start_ms: 6,
            start: Position { clock: 7, count: 0 },
            end,
        };
        let history = History {
            name: "Things".to_owned(),
            id: [3; 16],
            key: KeySchema {
                partition: vec![attribute("p", KeyType::S)],
                sort: vec![attribute("s", KeyType::N)],
            },
            streams: vec![
                Stream {
                    ms: 5,
                    view: View::from_name("KEYS_ONLY").unwrap(),
                    end_ms: Some(8),
                    policy: Some(Kept { text: "{}".to_owned(), revision: 7 }),
                },
                Stream {
                    ms: 9,
                    view: View::from_name("NEW_AND_OLD_IMAGES").unwrap(),
                    end_ms: None,
                    policy: None,
                },
            ],
            segments: vec![
                segment(20, None, Some((8, Position { clock: 9, count: 4 }))),
                segment(21, Some(20), None),
            ],
            readers: vec![Reader {
                kind: "kinesis".to_owned(),
                name: "arn".to_owned(),
                images: Images { old: true, new: false },
                keep_ms: 11,
                spans: vec![
                    Span { start: Position::default(), end: Some(Position { clock: 1, count: 2 }) },
                    Span { start: Position { clock: 3, count: 4 }, end: None },
                ],
                note: "MICROSECOND".to_owned(),
            }],
            tags: vec![("team".to_owned(), "red".to_owned())],
        };
        assert_eq!(decode(&encode(&history)), Some(history));
        assert_eq!(decode(b""), None);
    }
}
