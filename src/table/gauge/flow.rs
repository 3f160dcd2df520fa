//! The two directions of capacity.

/// Whether capacity is read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// Read units.
    Read,
    /// Write units.
    Write,
}

/// Units of both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Units {
    /// Read units.
    pub read: u32,
    /// Write units.
    pub write: u32,
}

impl Units {
    /// Those of a direction.
    #[must_use]
    pub const fn of(self, flow: Flow) -> u32 {
        match flow {
            Flow::Read => self.read,
            Flow::Write => self.write,
        }
    }
}
