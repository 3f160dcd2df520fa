//! Tables as they were: backups, points in time, and what is restored from them.
//!
//! All of it rests on [`copy`]: the trees of a table branch off at once, however large they are. [`undo`] takes such a copy back
//! to an earlier time by the table's history. A backup ([`backup`]) is a copy that is kept, a moment ([`opened`]) one that is
//! read for a while, and a restore ([`restore`]) makes a table of one.

pub mod backup;
pub mod copy;
pub mod opened;
pub mod restore;
pub mod undo;
