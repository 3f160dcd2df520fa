//! The one error of expression, table, operation and protocol: an exception of the service, or a storage failure.

use core::fmt;

/// Every exception by its name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the service's own and listed in its API reference")]
pub enum Kind {
    Validation,
    Serialization,
    UnknownOperation,
    AccessDenied,
    PolicyNotFound,
    MissingAuthenticationToken,
    IncompleteSignature,
    InvalidSignature,
    UnrecognizedClient,
    ExpiredToken,
    ResourceNotFound,
    TableNotFound,
    GlobalTableNotFound,
    GlobalTableAlreadyExists,
    ReplicaNotFound,
    ReplicaAlreadyExists,
    ReplicatedWriteConflict,
    IndexNotFound,
    TableAlreadyExists,
    TableInUse,
    BackupNotFound,
    BackupInUse,
    InvalidRestoreTime,
    PointInTimeRecoveryUnavailable,
    MomentNotOpen,
    ContinuousBackupsUnavailable,
    TrimmedDataAccess,
    ExpiredIterator,
    ExportNotFound,
    ExportConflict,
    InvalidExportTime,
    ImportNotFound,
    ImportConflict,
    ResourceInUse,
    LimitExceeded,
    ConditionalCheckFailed,
    TransactionCanceled,
    TransactionConflict,
    TransactionInProgress,
    IdempotentParameterMismatch,
    ItemCollectionSizeLimitExceeded,
    ProvisionedThroughputExceeded,
    RequestLimitExceeded,
    Throttling,
    DuplicateItem,
    InternalServer,
    StorageQuotaExceeded,
    StorageEvicted,
    StorageUnavailable,
    Corruption,
    DatabaseInUse,
    DatabaseNotEmpty,
    DatabaseClosed,
    FormatTooNew,
    EncryptionKey,
}

/// Name on the wire, and which namespace and status go with it.
struct Facts(&'static str, Space, u16);

#[derive(Clone, Copy)]
enum Space {
    Service,
    Validate,
    Coral,
    Availability,
    Storage,
}

impl Kind {
    const fn facts(self) -> Facts {
        use Space::{Availability, Coral, Service, Storage, Validate};
        match self {
            Self::Validation => Facts("ValidationException", Validate, 400),
            Self::Serialization => Facts("SerializationException", Coral, 400),
            Self::UnknownOperation => Facts("UnknownOperationException", Coral, 400),
            Self::AccessDenied => Facts("AccessDeniedException", Coral, 400),
            Self::PolicyNotFound => Facts("PolicyNotFoundException", Service, 400),
            Self::MissingAuthenticationToken => Facts("MissingAuthenticationTokenException", Coral, 400),
            Self::IncompleteSignature => Facts("IncompleteSignatureException", Coral, 400),
            Self::InvalidSignature => Facts("InvalidSignatureException", Coral, 400),
            Self::UnrecognizedClient => Facts("UnrecognizedClientException", Coral, 400),
            Self::ExpiredToken => Facts("ExpiredTokenException", Coral, 400),
            Self::ResourceNotFound => Facts("ResourceNotFoundException", Service, 400),
            Self::TableNotFound => Facts("TableNotFoundException", Service, 400),
            Self::GlobalTableNotFound => Facts("GlobalTableNotFoundException", Service, 400),
            Self::GlobalTableAlreadyExists => Facts("GlobalTableAlreadyExistsException", Service, 400),
            Self::ReplicaNotFound => Facts("ReplicaNotFoundException", Service, 400),
            Self::ReplicaAlreadyExists => Facts("ReplicaAlreadyExistsException", Service, 400),
            Self::ReplicatedWriteConflict => Facts("ReplicatedWriteConflictException", Service, 400),
            Self::IndexNotFound => Facts("IndexNotFoundException", Service, 400),
            Self::TableAlreadyExists => Facts("TableAlreadyExistsException", Service, 400),
            Self::TableInUse => Facts("TableInUseException", Service, 400),
            Self::BackupNotFound => Facts("BackupNotFoundException", Service, 400),
            Self::BackupInUse => Facts("BackupInUseException", Service, 400),
            Self::InvalidRestoreTime => Facts("InvalidRestoreTimeException", Service, 400),
            Self::PointInTimeRecoveryUnavailable => {
                Facts("PointInTimeRecoveryUnavailableException", Service, 400)
            }
            Self::ContinuousBackupsUnavailable => {
                Facts("ContinuousBackupsUnavailableException", Service, 400)
            }
            Self::MomentNotOpen => Facts("MomentNotOpenError", Storage, 409),
            Self::TrimmedDataAccess => Facts("TrimmedDataAccessException", Service, 400),
            Self::ExpiredIterator => Facts("ExpiredIteratorException", Service, 400),
            Self::ExportNotFound => Facts("ExportNotFoundException", Service, 400),
            Self::ExportConflict => Facts("ExportConflictException", Service, 400),
            Self::InvalidExportTime => Facts("InvalidExportTimeException", Service, 400),
            Self::ImportNotFound => Facts("ImportNotFoundException", Service, 400),
            Self::ImportConflict => Facts("ImportConflictException", Service, 400),
            Self::ResourceInUse => Facts("ResourceInUseException", Service, 400),
            Self::LimitExceeded => Facts("LimitExceededException", Service, 400),
            Self::ConditionalCheckFailed => Facts("ConditionalCheckFailedException", Service, 400),
            Self::TransactionCanceled => Facts("TransactionCanceledException", Service, 400),
            Self::TransactionConflict => Facts("TransactionConflictException", Service, 400),
            Self::TransactionInProgress => Facts("TransactionInProgressException", Service, 400),
            Self::IdempotentParameterMismatch => Facts("IdempotentParameterMismatchException", Service, 400),
            Self::ItemCollectionSizeLimitExceeded => {
                Facts("ItemCollectionSizeLimitExceededException", Service, 400)
            }
            Self::ProvisionedThroughputExceeded => {
                Facts("ProvisionedThroughputExceededException", Service, 400)
            }
            Self::RequestLimitExceeded => Facts("RequestLimitExceeded", Service, 400),
            Self::Throttling => Facts("ThrottlingException", Availability, 400),
            Self::DuplicateItem => Facts("DuplicateItemException", Service, 400),
            Self::InternalServer => Facts("InternalServerError", Service, 500),
            Self::StorageQuotaExceeded => Facts("StorageQuotaExceededError", Storage, 500),
            Self::StorageEvicted => Facts("StorageEvictedError", Storage, 500),
            Self::StorageUnavailable => Facts("StorageUnavailableError", Storage, 500),
            Self::Corruption => Facts("CorruptionError", Storage, 500),
            Self::DatabaseInUse => Facts("DatabaseInUseError", Storage, 500),
            Self::DatabaseNotEmpty => Facts("DatabaseNotEmptyError", Storage, 500),
            Self::DatabaseClosed => Facts("DatabaseClosedError", Storage, 500),
            Self::FormatTooNew => Facts("FormatTooNewError", Storage, 500),
            Self::EncryptionKey => Facts("EncryptionKeyError", Storage, 500),
        }
    }

    /// The exception's name, as clients match on it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.facts().0
    }

    /// What stands before the name in `__type`, with the `#`.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self.facts().1 {
            Space::Service => "com.amazonaws.dynamodb.v20120810#",
            Space::Validate => "com.amazon.coral.validate#",
            Space::Coral => "com.amazon.coral.service#",
            Space::Availability => "com.amazon.coral.availability#",
            Space::Storage => "dev.hashrange#",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.facts().2
    }
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which exception.
    pub kind: Kind,
    /// Its message; may be empty.
    pub message: String,
    /// Further members of the exception as a map body: `Item`, `CancellationReasons`, `ThrottlingReasons`.
    pub detail: Option<Box<Vec<u8>>>,
}

impl Failure {
    /// A failure without further members.
    #[must_use]
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), detail: None }
    }

    /// A `ValidationException`.
    #[must_use]
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(Kind::Validation, message)
    }

    /// The same failure with further members.
    #[must_use]
    pub fn with_detail(mut self, body: Vec<u8>) -> Self {
        self.detail = Some(Box::new(body));
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        f.write_str(": ")?;
        f.write_str(&self.message)
    }
}

impl core::error::Error for Failure {}
