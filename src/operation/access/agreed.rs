//! Requests that a majority of replicas has to agree on. Whoever sees to it asks what a request is, in whatever form it came, and
//! then has the answer given to it in that form.

use crate::model::{Failure, Kind, MapRef, Raw, Writer};
use crate::operation::guard::Guard;
use crate::operation::notation::hex_bytes;
use crate::operation::registry::Operation;
use crate::table::{Context, Stop};

/// What is to be done with a request.
pub enum Agreed {
    /// It is told, in a failure: the operation, and the request as the engine has it.
    Told,
    /// It is answered.
    Answer(Vec<u8>),
    /// It fails.
    Failure(Failure),
}

/// Failures that requests on items have.
const KINDS: [Kind; 14] = [
    Kind::Validation,
    Kind::ConditionalCheckFailed,
    Kind::ReplicatedWriteConflict,
    Kind::ResourceNotFound,
    Kind::DuplicateItem,
    Kind::ItemCollectionSizeLimitExceeded,
    Kind::TransactionConflict,
    Kind::ProvisionedThroughputExceeded,
    Kind::RequestLimitExceeded,
    Kind::Throttling,
    Kind::AccessDenied,
    Kind::StorageQuotaExceeded,
    Kind::StorageUnavailable,
    Kind::MomentNotOpen,
];

impl Agreed {
    /// Reads `{}`, `{ Answer: B }` or `{ Name: S, Message: S, Detail?: B }`.
    #[must_use]
    pub fn of(given: MapRef<'_>) -> Self {
        let bytes = |name: &[u8]| given.get(name).and_then(Raw::scalar_bytes).map(<[u8]>::to_vec);
        if let Some(answer) = bytes(b"Answer") {
            return Self::Answer(answer);
        }
        let Some(name) = given.get_str("Name") else { return Self::Told };
        let kind = KINDS.into_iter().find(|kind| kind.name() == name).unwrap_or(Kind::InternalServer);
        let failure = Failure::new(kind, given.get_str("Message").unwrap_or_default());
        Self::Failure(match bytes(b"Detail") {
            Some(detail) => failure.with_detail(detail),
            None => failure,
        })
    }
}

impl Guard for Agreed {
    fn ask(
        &self,
        _cx: &mut Context<'_>,
        operation: &'static Operation,
        input: MapRef<'_>,
    ) -> Result<Option<Vec<u8>>, Stop> {
        match self {
            Self::Told => {
                let mut w = Writer::new();
                w.entry_str("Operation", operation.name);
                w.entry_str("Request", &hex_bytes(input.body()));
                Err(Failure::new(Kind::InternalServer, "").with_detail(w.into_inner()).into())
            }
            Self::Answer(answer) => Ok(Some(answer.clone())),
            Self::Failure(failure) => Err(failure.clone().into()),
        }
    }
}
