//! The engine: runs requests on the resident state, and keeps that state durable.
//!
//! [`Engine::submit`] runs a request from start to end in one go, so every operation and transaction is serializable
//! without locks. What it needs from storage happens around it, as tasks of the host's event loop:
//!
//! - `load` fetches the pages that parked requests faulted on, all in one read, and runs those requests again;
//! - `commit` appends what was applied meanwhile to the log, one group at a time, and gives the answers;
//! - `checkpoint` moves a sealed write buffer into new pages in slices, switches the root, deletes what was replaced;
//! - `jobs` runs backfills and table drops in slices behind the requests;
//! - `armed` knows what live queries have read, and tells of writes into it;
//! - `export` hands all trees of one moment out in blocks, `restore` takes them in;
//! - `room` says which writes are taken, on a full disk above all;
//! - `recovery` drops the memory after a failed or uncertain commit, reopens, and looks what is there.
//!
//! No borrow of the state is held across an await or while an answer is delivered.

mod armed;
mod checkpoint;
mod clock;
mod commit;
mod export;
mod host;
mod jobs;
mod lifecycle;
mod load;
pub mod log;
mod measure;
mod parked;
mod quiet;
mod recovery;
mod restore;
mod room;
mod shared;
mod state;
mod status;
mod submit;
mod superblock;
mod turn;
mod wake;

pub use armed::CHANGED;
pub use clock::HybridClock;
pub use export::Export;
pub use host::Host;
pub use restore::Restore;
pub use shared::{Config, Durability, Engine};
pub use state::{Answer, Ticket};
pub use status::Status;
pub use submit::Asked;
pub use superblock::{FORMAT, Superblock, must};
pub use turn::Submitted;
