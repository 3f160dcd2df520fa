//! Capacity units, counted in halves so that eventually consistent reads stay whole.

/// How fresh a read is, which is what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consistency {
    /// Half a unit per 4 KB.
    Eventual,
    /// One unit per 4 KB.
    Strong,
    /// Two units per 4 KB.
    Transactional,
}

impl Consistency {
    /// Halves of a unit per 4 KB.
    const fn halves(self) -> u64 {
        match self {
            Self::Eventual => 1,
            Self::Strong => 2,
            Self::Transactional => 4,
        }
    }

    /// What `ConsistentRead` asks for.
    #[must_use]
    pub const fn of(strong: bool) -> Self {
        if strong { Self::Strong } else { Self::Eventual }
    }
}

/// Halves of a read unit that reading `bytes` costs; nothing read costs the minimum.
#[must_use]
pub fn read_halves(bytes: u64, consistency: Consistency) -> u64 {
    bytes.div_ceil(4096).max(1) * consistency.halves()
}

/// Write units of `bytes`, without the minimum.
#[must_use]
pub fn write_units(bytes: u32) -> u64 {
    u64::from(bytes.div_ceil(1024))
}

/// What a request consumed on one table, in halves of a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The table's own arm.
    pub table: u64,
    /// Arms of indexes by their position in the table's definition.
    pub indexes: Vec<(usize, u64)>,
}

impl Tally {
    /// Adds to an index's arm.
    pub fn index(&mut self, position: usize, halves: u64) {
        match self.indexes.iter_mut().find(|(at, _)| *at == position) {
            Some((_, sum)) => *sum += halves,
            None => self.indexes.push((position, halves)),
        }
    }

    /// Adds another tally of the same table.
    pub fn add(&mut self, other: &Tally) {
        self.table += other.table;
        for &(position, halves) in &other.indexes {
            self.index(position, halves);
        }
    }

    /// All arms together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.table + self.indexes.iter().map(|(_, halves)| halves).sum::<u64>()
    }
}
