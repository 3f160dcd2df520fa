//! What stands between a caller and the operations. The owner has none.

use super::registry::Operation;
use crate::model::MapRef;
use crate::table::{Context, Stop};

/// Decides whether a request may run. What it is made of is no affair of those that carry it along.
pub trait Guard {
    /// Asks for all that the operation will do. Gives the answer where the operation is not to be run.
    ///
    /// # Errors
    /// `AccessDeniedException` and what is wrong with the request; [`Stop::Fault`].
    fn ask(
        &self,
        cx: &mut Context<'_>,
        operation: &'static Operation,
        input: MapRef<'_>,
    ) -> Result<Option<Vec<u8>>, Stop>;
}
