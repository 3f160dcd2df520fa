//! What a table is: keys, indexes, projections, billing and the trees that hold its data.
//!
//! A [`Table`] is immutable once decoded and shared by reference count; changing one means writing a new record
//! to the catalog ([`super::catalog`]). [`super::schema_codec`] gives it its bytes.

use super::group::Group;
use crate::model::{MapRef, Raw, Type, order};
use crate::tree::TreeId;

/// Most secondary indexes of the local kind.
pub const LOCAL_INDEXES: usize = 5;
/// Most secondary indexes of the global kind.
pub const GLOBAL_INDEXES: usize = 20;

/// The scalar types a key attribute can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// String.
    S,
    /// Number.
    N,
    /// Binary.
    B,
}

impl KeyType {
    /// The service's descriptor.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.ty().name()
    }

    /// The attribute type.
    #[must_use]
    pub const fn ty(self) -> Type {
        match self {
            Self::S => Type::S,
            Self::N => Type::N,
            Self::B => Type::B,
        }
    }

    /// The key type a descriptor names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "S" => Self::S,
            "N" => Self::N,
            "B" => Self::B,
            _ => return None,
        })
    }

    /// The key payload of `value`, when it has this type.
    #[must_use]
    pub fn payload(self, value: Raw<'_>) -> Option<&[u8]> {
        if value.ty() == self.ty() { value.scalar_bytes() } else { None }
    }
}

/// A named, typed attribute of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyAttribute {
    /// Attribute name.
    pub name: String,
    /// Its declared type.
    pub ty: KeyType,
}

/// Partition and sort attributes in schema order: one and at most one on tables, up to four each on global indexes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeySchema {
    /// `HASH` elements.
    pub partition: Vec<KeyAttribute>,
    /// `RANGE` elements.
    pub sort: Vec<KeyAttribute>,
}

impl KeySchema {
    /// All attributes, partition ones first.
    pub fn attributes(&self) -> impl Iterator<Item = &KeyAttribute> + Clone {
        self.partition.iter().chain(&self.sort)
    }

    /// The attribute with this name.
    #[must_use]
    pub fn find(&self, name: &[u8]) -> Option<&KeyAttribute> {
        self.attributes().find(|attribute| attribute.name.as_bytes() == name)
    }

    /// How many attributes the key has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.partition.len() + self.sort.len()
    }

    /// Whether the schema names no attribute, which only an unfinished one does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.partition.is_empty()
    }
}

/// Which attributes an index entry carries besides the keys of index and table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Projection {
    /// Every attribute.
    All,
    /// The keys alone.
    KeysOnly,
    /// These too, in the order they were given.
    Include(Vec<String>),
}

impl Projection {
    /// The service's name of the projection type.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::KeysOnly => "KEYS_ONLY",
            Self::Include(_) => "INCLUDE",
        }
    }
}

/// Where an index lives and what it promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// Shares the table's partition key; consistent reads; made with the table only.
    Local,
    /// Own keys and throughput; comes and goes.
    Global,
}

/// Provisioned throughput and when it was last changed. Zeros on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Throughput {
    /// Read capacity units.
    pub read: i64,
    /// Write capacity units.
    pub write: i64,
    /// Last increase, in epoch milliseconds; 0 for never.
    pub increased_ms: u64,
    /// Last decrease, in epoch milliseconds; 0 for never.
    pub decreased_ms: u64,
    /// Decreases on the UTC day of the last decrease.
    pub decreases: i64,
}

/// The sum of read and write units, as far as it can be told.
#[must_use]
pub const fn plus(one: [i64; 2], other: [i64; 2]) -> [i64; 2] {
    [one[0].saturating_add(other[0]), one[1].saturating_add(other[1])]
}

/// A resource policy with the revision that it has since it was put, in epoch milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its canonical text.
    pub text: String,
    /// Its revision.
    pub revision: u64,
}

/// On-demand ceilings; `None` is no ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ceiling {
    /// `MaxReadRequestUnits`.
    pub read: Option<i64>,
    /// `MaxWriteRequestUnits`.
    pub write: Option<i64>,
}

/// Warm throughput asked for; `None` is the service's default.
pub type Warm = Ceiling;

/// A secondary index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Name, unique in the table over both kinds.
    pub name: String,
    /// Local or global.
    pub kind: IndexKind,
    /// The tree of its entries.
    pub tree: TreeId,
    /// Its own key.
    pub key: KeySchema,
    /// What entries carry.
    pub projection: Projection,
    /// Own throughput of a global index.
    pub throughput: Throughput,
    /// Own ceilings of a global index.
    pub ceiling: Ceiling,
    /// Own warm throughput of a global index.
    pub warm: Warm,
    /// Still being filled from the items that were there before it.
    pub backfilling: bool,
    /// Derived: the table's key attributes that are not index key attributes.
    pub(super) suffix: Vec<KeyAttribute>,
    /// Derived: the projected names in byte order; `None` for all.
    pub(super) projected: Option<Vec<String>>,
}

impl Index {
    /// A new index without throughput; [`Table::prepare`] completes it.
    #[must_use]
    pub fn new(name: String, kind: IndexKind, tree: TreeId, key: KeySchema, projection: Projection) -> Self {
        Self {
            name,
            kind,
            tree,
            key,
            projection,
            throughput: Throughput::default(),
            ceiling: Ceiling::default(),
            warm: Warm::default(),
            backfilling: false,
            suffix: Vec::new(),
            projected: None,
        }
    }

    /// Whether entries carry the attribute.
    #[must_use]
    pub fn projects(&self, name: &[u8]) -> bool {
        self.projected.as_ref().is_none_or(|names| names.iter().any(|projected| projected.as_bytes() == name))
    }

    /// How many components an entry's key has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.key.len() + self.suffix.len()
    }
}

/// How a table is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Billing {
    /// `PROVISIONED`.
    #[default]
    Provisioned,
    /// `PAY_PER_REQUEST`.
    OnDemand,
}

impl Billing {
    /// The service's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provisioned => "PROVISIONED",
            Self::OnDemand => "PAY_PER_REQUEST",
        }
    }
}

/// Which images of an item change records hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Images {
    /// The item before the write.
    pub old: bool,
    /// The item after it.
    pub new: bool,
}

/// What the records of a stream show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// `KEYS_ONLY`.
    KeysOnly,
    /// `NEW_IMAGE`.
    NewImage,
    /// `OLD_IMAGE`.
    OldImage,
    /// `NEW_AND_OLD_IMAGES`.
    NewAndOldImages,
}

impl View {
    /// The service's name of the view type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::KeysOnly => "KEYS_ONLY",
            Self::NewImage => "NEW_IMAGE",
            Self::OldImage => "OLD_IMAGE",
            Self::NewAndOldImages => "NEW_AND_OLD_IMAGES",
        }
    }

    /// The view type of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::KeysOnly, Self::NewImage, Self::OldImage, Self::NewAndOldImages]
            .into_iter()
            .find(|view| view.name() == name)
    }

    /// The images that it shows.
    #[must_use]
    pub const fn images(self) -> Images {
        Images {
            old: matches!(self, Self::OldImage | Self::NewAndOldImages),
            new: matches!(self, Self::NewImage | Self::NewAndOldImages),
        }
    }
}

/// Where the changes of a table's items are recorded, and how much of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The open segments of its history, each for an equal range of partitions' hashes.
    pub trees: Vec<TreeId>,
    /// The images that somebody reads.
    pub images: Images,
    /// Whether records say which write they replace, for replicas.
    pub stamps: bool,
}

/// The hidden index of items by the second at which they expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// The tree of its entries.
    pub tree: TreeId,
    /// Still being filled from the items that were there before it.
    pub backfilling: bool,
}

/// What a table was restored from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The ARN of the backup, if it was one.
    pub backup: Option<String>,
    /// The ARN of the table.
    pub table: String,
    /// The point in time, or when the restore began, in epoch milliseconds.
    pub ms: u64,
    /// Items are still being copied: the table is `CREATING`.
    pub in_progress: bool,
}
/// When a table becomes active that is still being imported.
pub const IMPORTING: u64 = i64::MAX as u64;

/// A table's definition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Name, unique in the database.
    pub name: String,
    /// UUID, by which a table is told from a later one of the same name.
    pub id: [u8; 16],
    /// Creation time in epoch milliseconds.
    pub created_ms: u64,
    /// Until then the table is `CREATING`.
    pub active_ms: u64,
    /// Until then it is `UPDATING`.
    pub updated_ms: u64,
    /// The tree of its items.
    pub tree: TreeId,
    /// Where its changes are recorded, while something reads them.
    pub changes: Option<Changes>,
    /// Primary key.
    pub key: KeySchema,
    /// `AttributeDefinitions` in the order given.
    pub attributes: Vec<KeyAttribute>,
    /// Local, then global indexes, each in creation order.
    pub indexes: Vec<Index>,
    /// Billing mode.
    pub billing: Billing,
    /// Last switch to on-demand billing in epoch milliseconds; 0 when it was chosen at creation or never.
    pub on_demand_ms: u64,
    /// Whether it was ever on demand: the description then has a summary of its billing mode.
    pub was_on_demand: bool,
    /// Provisioned throughput.
    pub throughput: Throughput,
    /// On-demand ceilings.
    pub ceiling: Ceiling,
    /// Warm throughput asked for.
    pub warm: Warm,
    /// `STANDARD_INFREQUENT_ACCESS` instead of `STANDARD`; `None` when never given.
    pub class: Option<String>,
    /// When the class was last changed.
    pub class_ms: u64,
    /// Deletion protection.
    pub protected: bool,
    /// The view type of the stream that is enabled.
    pub stream: Option<View>,
    /// When the newest stream was enabled, which names it; 0 for never.
    pub stream_ms: u64,
    /// The ARN of the key that the owner chose for encryption at rest.
    pub encryption_key: Option<String>,
    /// The resource policy.
    pub policy: Option<Kept>,
    /// The attribute that holds the time items expire at.
    pub time_to_live: Option<String>,
    /// Where items are found by that time.
    pub expiry: Option<Expiry>,
    /// Tags in the order given.
    pub tags: Vec<(String, String)>,
    /// What it was restored from, if it was.
    pub restored: Option<Restored>,
    /// Where items are locked that a transaction over several databases has prepared, since the first one did.
    pub locks: Option<TreeId>,
    /// The global table that it is a replica of.
    pub group: Option<Box<Group>>,
    /// Derived: positions of the indexes in the order of their names.
    pub(super) by_name: Vec<usize>,
    /// Derived: whether replicas follow its writes.
    pub(super) stamped: bool,
}

impl Table {
    /// Read and write units that are provisioned for the table and its indexes.
    #[must_use]
    pub fn units(&self) -> [i64; 2] {
        let indexes = self.indexes.iter().map(|index| index.throughput);
        let all = core::iter::once(self.throughput).chain(indexes);
        all.fold([0, 0], |sum, units| plus(sum, [units.read, units.write]))
    }

    /// Whether the table is still being imported.
    #[must_use]
    pub const fn is_importing(&self) -> bool {
        self.active_ms == IMPORTING
    }

    /// Computes what is derived from the definition; to be called on every new or decoded table.
    #[must_use]
    pub fn prepare(mut self) -> Self {
        for index in &mut self.indexes {
            index.suffix = self
                .key
                .attributes()
                .filter(|key| index.key.find(key.name.as_bytes()).is_none())
                .cloned()
                .collect();
            let given: &[String] = match &index.projection {
                Projection::All => {
                    index.projected = None;
                    continue;
                }
                Projection::KeysOnly => &[],
                Projection::Include(names) => names,
            };
            let keys = self.key.attributes().chain(index.key.attributes()).map(|key| &key.name);
            let mut names: Vec<String> = keys.chain(given).cloned().collect();
            order::sort(&mut names, &|one, two| one < two);
            names.dedup();
            index.projected = Some(names);
        }
        let name = |at: u32| self.indexes.get(at as usize).map(|index| &index.name);
        let by_name = order::ascending(self.indexes.len(), &|one, two| name(one) < name(two));
        self.by_name = by_name.into_iter().map(|at| at as usize).collect();
        self.stamped = self.group.is_some() || self.changes.as_ref().is_some_and(|changes| changes.stamps);
        self
    }

    /// Whether its items are still being restored.
    #[must_use]
    pub fn is_restoring(&self) -> bool {
        self.restored.as_ref().is_some_and(|restored| restored.in_progress)
    }

    /// The index of this name, with its position.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<(usize, &Index)> {
        self.indexes.iter().enumerate().find(|(_, index)| index.name == name)
    }

    /// Indexes of one kind.
    pub fn indexes_of(&self, kind: IndexKind) -> impl Iterator<Item = &Index> {
        self.indexes.iter().filter(move |index| index.kind == kind)
    }

    /// Indexes in the order of their names, in which writes are checked against them.
    pub fn indexes_by_name(&self) -> impl Iterator<Item = &Index> {
        self.by_name.iter().filter_map(|&at| self.indexes.get(at))
    }

    /// Whether item collections are measured: there is a local index.
    #[must_use]
    pub fn has_collections(&self) -> bool {
        self.indexes.iter().any(|index| index.kind == IndexKind::Local)
    }

    /// The trees of its items and indexes. Those of its history can outlive it.
    pub fn trees(&self) -> impl Iterator<Item = TreeId> {
        let indexes = self.indexes.iter().map(|index| index.tree);
        let of_group = self.group.iter().flat_map(|group| [group.tombstones, group.conflicts]);
        core::iter::once(self.tree)
            .chain(indexes)
            .chain(self.expiry.map(|expiry| expiry.tree))
            .chain(of_group)
            .chain(self.locks)
    }

    /// Appends the encoded primary key of an item; `None` when a key attribute is absent or has another type.
    #[must_use]
    pub fn encode_key(&self, item: MapRef<'_>, out: &mut Vec<u8>) -> Option<()> {
        let payload = |attribute: &KeyAttribute| attribute.ty.payload(item.get(attribute.name.as_bytes())?);
        let partition = payload(self.key.partition.first()?)?;
        let sort = match self.key.sort.first() {
            Some(attribute) => Some(payload(attribute)?),
            None => None,
        };
        super::key::encode(out, core::iter::once(partition), sort.into_iter());
        Some(())
    }
}
