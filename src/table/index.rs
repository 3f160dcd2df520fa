//! Entries of secondary indexes: which items have one, under which key, with which attributes.
//!
//! An index is sparse: an item has an entry only when it holds every key attribute of the index with the declared
//! type and an indexable value. The entry's value is the projected item itself, so that a query of the index needs
//! nothing else.

use super::context::{Context, Stop};
use super::envelope::{self, Envelope, Stamp};
use super::key;
use super::schema::{Index, KeyAttribute, Table};
use crate::model::{MapRef, Raw, Writer, limits, size};
use crate::tree::TreeId;

/// An item's entry in an index, computed but not stored.
#[derive(Debug)]
pub struct Entry {
    /// Key in the index's tree.
    pub key: Vec<u8>,
    /// DynamoDB size of the projected item.
    pub size: u32,
}

/// The entry of `item`; `None` when the index does not contain it.
#[must_use]
pub fn entry(index: &Index, item: &Envelope<'_>) -> Option<Entry> {
    let map = MapRef::new(item.body);
    let key = entry_key(index, map)?;
    let size = match &index.projected {
        None => item.size,
        Some(_) => projected(index, map).map(|(name, value)| name.len() as u32 + size::value(value)).sum(),
    };
    Some(Entry { key, size })
}

/// The key of the entry of an item, of which the key attributes of index and table are enough.
///
/// `None` when one is absent, has another type, or cannot be indexed.
#[must_use]
pub fn entry_key(index: &Index, item: MapRef<'_>) -> Option<Vec<u8>> {
    let mut components: [&[u8]; MAX_WIDTH] = [&[]; MAX_WIDTH];
    let attributes = index.key.attributes().chain(&index.suffix);
    let mut length = key::HASH_LEN;
    for (place, attribute) in components.iter_mut().zip(attributes) {
        *place = attribute.ty.payload(item.get(attribute.name.as_bytes())?)?;
        length += place.len() + 2;
    }
    let components = components.get(..index.width())?;
    let (partition, rest) = components.split_at_checked(index.key.partition.len())?;
    let (sort, _) = rest.split_at_checked(index.key.sort.len())?;
    let fits = |payload: &&[u8], most: usize| !payload.is_empty() && payload.len() <= most;
    let indexable = partition.iter().all(|payload| fits(payload, limits::PARTITION_KEY))
        && sort.iter().all(|payload| fits(payload, limits::SORT_KEY));
    if !indexable {
        return None;
    }
    let mut key = Vec::with_capacity(length);
    key::encode(&mut key, partition.iter().copied(), rest.iter().copied());
    Some(key)
}

/// Four partition and four sort attributes, and the two of the table's own key.
const MAX_WIDTH: usize = 10;

/// The projected attributes of an item in order: a merge of two ascending sequences of names.
fn projected<'a>(index: &'a Index, item: MapRef<'a>) -> impl Iterator<Item = (&'a [u8], Raw<'a>)> {
    let mut names =
        index.projected.as_deref().unwrap_or_default().iter().map(|name| name.as_bytes()).peekable();
    item.iter().filter(move |(name, _)| {
        while names.next_if(|projected| projected < name).is_some() {}
        index.projected.is_none() || names.next_if(|projected| projected == name).is_some()
    })
}

/// Whether two items have the same projected attributes.
#[must_use]
pub fn same_projection(index: &Index, old: MapRef<'_>, new: MapRef<'_>) -> bool {
    match index.projected {
        None => old == new,
        Some(_) => projected(index, old).eq(projected(index, new)),
    }
}

/// The stored value of an item's entry.
#[must_use]
pub fn entry_value(index: &Index, clock: u64, entry_size: u32, item: MapRef<'_>) -> Vec<u8> {
    let stamp = Stamp::local(clock);
    if index.projected.is_none() {
        return envelope::seal(stamp, entry_size, item.body());
    }
    let mut w = Writer::over(envelope::begin(stamp, entry_size, entry_size as usize));
    for (name, value) in projected(index, item) {
        w.name(name);
        w.raw(value);
    }
    w.into_inner()
}

/// Whether a stored item has no entry in an index that was made at the clock `since` and is being filled. Whoever wrote
/// the item since has made its entry, too. An item that is older has none, so the index, whose entries are in another
/// order, need not be read for it. The clock of another replica says nothing about that.
///
/// # Errors
/// [`Stop::Fault`].
pub fn lacks_entry(
    cx: &mut Context<'_>,
    tree: TreeId,
    key: &[u8],
    since: u64,
    stored: &Envelope<'_>,
) -> Result<bool, Stop> {
    let is_older = stored.stamp.replica.is_none() && stored.stamp.clock < since;
    Ok(is_older || cx.get(tree, key)?.is_none())
}

/// Names of the attributes of a key read from the index: the table's key and the index's own, each once.
pub fn key_attributes<'a>(
    table: &'a Table,
    index: Option<&'a Index>,
) -> impl Iterator<Item = &'a KeyAttribute> + Clone {
    let own = index.into_iter().flat_map(|index| index.key.attributes());
    table.key.attributes().chain(own.filter(|attribute| table.key.find(attribute.name.as_bytes()).is_none()))
}
