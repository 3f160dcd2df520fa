/** Generated from the service's public model by scripts/generate-aws.mjs; do not edit. */

export const ApproximateCreationDateTimePrecision = {
  MILLISECOND: "MILLISECOND",
  MICROSECOND: "MICROSECOND",
} as const;
export type ApproximateCreationDateTimePrecision =
  (typeof ApproximateCreationDateTimePrecision)[keyof typeof ApproximateCreationDateTimePrecision];

export const AttributeAction = { ADD: "ADD", PUT: "PUT", DELETE: "DELETE" } as const;
export type AttributeAction = (typeof AttributeAction)[keyof typeof AttributeAction];

export const BackupStatus = { CREATING: "CREATING", DELETED: "DELETED", AVAILABLE: "AVAILABLE" } as const;
export type BackupStatus = (typeof BackupStatus)[keyof typeof BackupStatus];

export const BackupType = { USER: "USER", SYSTEM: "SYSTEM", AWS_BACKUP: "AWS_BACKUP" } as const;
export type BackupType = (typeof BackupType)[keyof typeof BackupType];

export const BackupTypeFilter = {
  USER: "USER",
  SYSTEM: "SYSTEM",
  AWS_BACKUP: "AWS_BACKUP",
  ALL: "ALL",
} as const;
export type BackupTypeFilter = (typeof BackupTypeFilter)[keyof typeof BackupTypeFilter];

export const BatchStatementErrorCodeEnum = {
  ConditionalCheckFailed: "ConditionalCheckFailed",
  ItemCollectionSizeLimitExceeded: "ItemCollectionSizeLimitExceeded",
  RequestLimitExceeded: "RequestLimitExceeded",
  ValidationError: "ValidationError",
  ProvisionedThroughputExceeded: "ProvisionedThroughputExceeded",
  TransactionConflict: "TransactionConflict",
  ThrottlingError: "ThrottlingError",
  InternalServerError: "InternalServerError",
  ResourceNotFound: "ResourceNotFound",
  AccessDenied: "AccessDenied",
  DuplicateItem: "DuplicateItem",
} as const;
export type BatchStatementErrorCodeEnum =
  (typeof BatchStatementErrorCodeEnum)[keyof typeof BatchStatementErrorCodeEnum];

export const BillingMode = { PROVISIONED: "PROVISIONED", PAY_PER_REQUEST: "PAY_PER_REQUEST" } as const;
export type BillingMode = (typeof BillingMode)[keyof typeof BillingMode];

export const BulkOperationInputFormat = { DYNAMODB_JSON: "DYNAMODB_JSON", ION: "ION" } as const;
export type BulkOperationInputFormat =
  (typeof BulkOperationInputFormat)[keyof typeof BulkOperationInputFormat];

export const BulkOperationPerformanceTier = { STANDARD: "STANDARD", ACCELERATED: "ACCELERATED" } as const;
export type BulkOperationPerformanceTier =
  (typeof BulkOperationPerformanceTier)[keyof typeof BulkOperationPerformanceTier];

export const BulkOperationStatus = {
  IN_PROGRESS: "IN_PROGRESS",
  COMPLETED: "COMPLETED",
  COMPLETED_WITH_ERRORS: "COMPLETED_WITH_ERRORS",
  CANCELLING: "CANCELLING",
  CANCELLED: "CANCELLED",
  FAILED: "FAILED",
} as const;
export type BulkOperationStatus = (typeof BulkOperationStatus)[keyof typeof BulkOperationStatus];

export const ComparisonOperator = {
  EQ: "EQ",
  NE: "NE",
  IN: "IN",
  LE: "LE",
  LT: "LT",
  GE: "GE",
  GT: "GT",
  BETWEEN: "BETWEEN",
  NOT_NULL: "NOT_NULL",
  NULL: "NULL",
  CONTAINS: "CONTAINS",
  NOT_CONTAINS: "NOT_CONTAINS",
  BEGINS_WITH: "BEGINS_WITH",
} as const;
export type ComparisonOperator = (typeof ComparisonOperator)[keyof typeof ComparisonOperator];

export const ConditionalOperator = { AND: "AND", OR: "OR" } as const;
export type ConditionalOperator = (typeof ConditionalOperator)[keyof typeof ConditionalOperator];

export const ContinuousBackupsStatus = { ENABLED: "ENABLED", DISABLED: "DISABLED" } as const;
export type ContinuousBackupsStatus = (typeof ContinuousBackupsStatus)[keyof typeof ContinuousBackupsStatus];

export const ContributorInsightsAction = { ENABLE: "ENABLE", DISABLE: "DISABLE" } as const;
export type ContributorInsightsAction =
  (typeof ContributorInsightsAction)[keyof typeof ContributorInsightsAction];

export const ContributorInsightsMode = {
  ACCESSED_AND_THROTTLED_KEYS: "ACCESSED_AND_THROTTLED_KEYS",
  THROTTLED_KEYS: "THROTTLED_KEYS",
} as const;
export type ContributorInsightsMode = (typeof ContributorInsightsMode)[keyof typeof ContributorInsightsMode];

export const ContributorInsightsStatus = {
  ENABLING: "ENABLING",
  ENABLED: "ENABLED",
  DISABLING: "DISABLING",
  DISABLED: "DISABLED",
  FAILED: "FAILED",
} as const;
export type ContributorInsightsStatus =
  (typeof ContributorInsightsStatus)[keyof typeof ContributorInsightsStatus];

export const DestinationStatus = {
  ENABLING: "ENABLING",
  ACTIVE: "ACTIVE",
  DISABLING: "DISABLING",
  DISABLED: "DISABLED",
  ENABLE_FAILED: "ENABLE_FAILED",
  UPDATING: "UPDATING",
} as const;
export type DestinationStatus = (typeof DestinationStatus)[keyof typeof DestinationStatus];

export const DisassociationMode = { WAIT_FOR_REPLICATION: "WAIT_FOR_REPLICATION" } as const;
export type DisassociationMode = (typeof DisassociationMode)[keyof typeof DisassociationMode];

export const ExportFormat = { DYNAMODB_JSON: "DYNAMODB_JSON", ION: "ION" } as const;
export type ExportFormat = (typeof ExportFormat)[keyof typeof ExportFormat];

export const ExportStatus = { IN_PROGRESS: "IN_PROGRESS", COMPLETED: "COMPLETED", FAILED: "FAILED" } as const;
export type ExportStatus = (typeof ExportStatus)[keyof typeof ExportStatus];

export const ExportType = { FULL_EXPORT: "FULL_EXPORT", INCREMENTAL_EXPORT: "INCREMENTAL_EXPORT" } as const;
export type ExportType = (typeof ExportType)[keyof typeof ExportType];

export const ExportViewType = { NEW_IMAGE: "NEW_IMAGE", NEW_AND_OLD_IMAGES: "NEW_AND_OLD_IMAGES" } as const;
export type ExportViewType = (typeof ExportViewType)[keyof typeof ExportViewType];

export const GlobalTableSettingsReplicationMode = {
  ENABLED: "ENABLED",
  DISABLED: "DISABLED",
  ENABLED_WITH_OVERRIDES: "ENABLED_WITH_OVERRIDES",
} as const;
export type GlobalTableSettingsReplicationMode =
  (typeof GlobalTableSettingsReplicationMode)[keyof typeof GlobalTableSettingsReplicationMode];

export const GlobalTableStatus = {
  CREATING: "CREATING",
  ACTIVE: "ACTIVE",
  DELETING: "DELETING",
  UPDATING: "UPDATING",
} as const;
export type GlobalTableStatus = (typeof GlobalTableStatus)[keyof typeof GlobalTableStatus];

export const ImportStatus = {
  IN_PROGRESS: "IN_PROGRESS",
  COMPLETED: "COMPLETED",
  CANCELLING: "CANCELLING",
  CANCELLED: "CANCELLED",
  FAILED: "FAILED",
} as const;
export type ImportStatus = (typeof ImportStatus)[keyof typeof ImportStatus];

export const IndexStatus = {
  CREATING: "CREATING",
  UPDATING: "UPDATING",
  DELETING: "DELETING",
  ACTIVE: "ACTIVE",
} as const;
export type IndexStatus = (typeof IndexStatus)[keyof typeof IndexStatus];

export const InputCompressionType = { GZIP: "GZIP", ZSTD: "ZSTD", NONE: "NONE" } as const;
export type InputCompressionType = (typeof InputCompressionType)[keyof typeof InputCompressionType];

export const InputFormat = { DYNAMODB_JSON: "DYNAMODB_JSON", ION: "ION", CSV: "CSV" } as const;
export type InputFormat = (typeof InputFormat)[keyof typeof InputFormat];

export const KeyType = { HASH: "HASH", RANGE: "RANGE" } as const;
export type KeyType = (typeof KeyType)[keyof typeof KeyType];

export const MultiRegionConsistency = { EVENTUAL: "EVENTUAL", STRONG: "STRONG" } as const;
export type MultiRegionConsistency = (typeof MultiRegionConsistency)[keyof typeof MultiRegionConsistency];

export const OutputTypeEnum = { ERROR: "ERROR", CONDITION_CHECK_FAILURE: "CONDITION_CHECK_FAILURE" } as const;
export type OutputTypeEnum = (typeof OutputTypeEnum)[keyof typeof OutputTypeEnum];

export const PointInTimeRecoveryStatus = { ENABLED: "ENABLED", DISABLED: "DISABLED" } as const;
export type PointInTimeRecoveryStatus =
  (typeof PointInTimeRecoveryStatus)[keyof typeof PointInTimeRecoveryStatus];

export const ProjectionType = { ALL: "ALL", KEYS_ONLY: "KEYS_ONLY", INCLUDE: "INCLUDE" } as const;
export type ProjectionType = (typeof ProjectionType)[keyof typeof ProjectionType];

export const ReplicaStatus = {
  CREATING: "CREATING",
  CREATION_FAILED: "CREATION_FAILED",
  UPDATING: "UPDATING",
  DELETING: "DELETING",
  ACTIVE: "ACTIVE",
  REGION_DISABLED: "REGION_DISABLED",
  INACCESSIBLE_ENCRYPTION_CREDENTIALS: "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
  ARCHIVING: "ARCHIVING",
  ARCHIVED: "ARCHIVED",
  REPLICATION_NOT_AUTHORIZED: "REPLICATION_NOT_AUTHORIZED",
} as const;
export type ReplicaStatus = (typeof ReplicaStatus)[keyof typeof ReplicaStatus];

export const ReturnConsumedCapacity = { INDEXES: "INDEXES", TOTAL: "TOTAL", NONE: "NONE" } as const;
export type ReturnConsumedCapacity = (typeof ReturnConsumedCapacity)[keyof typeof ReturnConsumedCapacity];

export const ReturnItemCollectionMetrics = { SIZE: "SIZE", NONE: "NONE" } as const;
export type ReturnItemCollectionMetrics =
  (typeof ReturnItemCollectionMetrics)[keyof typeof ReturnItemCollectionMetrics];

export const ReturnValue = {
  NONE: "NONE",
  ALL_OLD: "ALL_OLD",
  UPDATED_OLD: "UPDATED_OLD",
  ALL_NEW: "ALL_NEW",
  UPDATED_NEW: "UPDATED_NEW",
} as const;
export type ReturnValue = (typeof ReturnValue)[keyof typeof ReturnValue];

export const ReturnValuesOnConditionCheckFailure = { ALL_OLD: "ALL_OLD", NONE: "NONE" } as const;
export type ReturnValuesOnConditionCheckFailure =
  (typeof ReturnValuesOnConditionCheckFailure)[keyof typeof ReturnValuesOnConditionCheckFailure];

export const S3SseAlgorithm = { AES256: "AES256", KMS: "KMS" } as const;
export type S3SseAlgorithm = (typeof S3SseAlgorithm)[keyof typeof S3SseAlgorithm];

export const SSEStatus = {
  ENABLING: "ENABLING",
  ENABLED: "ENABLED",
  DISABLING: "DISABLING",
  DISABLED: "DISABLED",
  UPDATING: "UPDATING",
} as const;
export type SSEStatus = (typeof SSEStatus)[keyof typeof SSEStatus];

export const SSEType = { AES256: "AES256", KMS: "KMS" } as const;
export type SSEType = (typeof SSEType)[keyof typeof SSEType];

export const ScalarAttributeType = { S: "S", N: "N", B: "B" } as const;
export type ScalarAttributeType = (typeof ScalarAttributeType)[keyof typeof ScalarAttributeType];

export const SearchSchemaElementType = { HASH: "HASH", INLINE_FILTER: "INLINE_FILTER" } as const;
export type SearchSchemaElementType = (typeof SearchSchemaElementType)[keyof typeof SearchSchemaElementType];

export const Select = {
  ALL_ATTRIBUTES: "ALL_ATTRIBUTES",
  ALL_PROJECTED_ATTRIBUTES: "ALL_PROJECTED_ATTRIBUTES",
  SPECIFIC_ATTRIBUTES: "SPECIFIC_ATTRIBUTES",
  COUNT: "COUNT",
} as const;
export type Select = (typeof Select)[keyof typeof Select];

export const StreamViewType = {
  NEW_IMAGE: "NEW_IMAGE",
  OLD_IMAGE: "OLD_IMAGE",
  NEW_AND_OLD_IMAGES: "NEW_AND_OLD_IMAGES",
  KEYS_ONLY: "KEYS_ONLY",
} as const;
export type StreamViewType = (typeof StreamViewType)[keyof typeof StreamViewType];

export const TableClass = {
  STANDARD: "STANDARD",
  STANDARD_INFREQUENT_ACCESS: "STANDARD_INFREQUENT_ACCESS",
} as const;
export type TableClass = (typeof TableClass)[keyof typeof TableClass];

export const TableStatus = {
  CREATING: "CREATING",
  UPDATING: "UPDATING",
  DELETING: "DELETING",
  ACTIVE: "ACTIVE",
  INACCESSIBLE_ENCRYPTION_CREDENTIALS: "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
  ARCHIVING: "ARCHIVING",
  ARCHIVED: "ARCHIVED",
  REPLICATION_NOT_AUTHORIZED: "REPLICATION_NOT_AUTHORIZED",
} as const;
export type TableStatus = (typeof TableStatus)[keyof typeof TableStatus];

export const TimeToLiveStatus = {
  ENABLING: "ENABLING",
  DISABLING: "DISABLING",
  ENABLED: "ENABLED",
  DISABLED: "DISABLED",
} as const;
export type TimeToLiveStatus = (typeof TimeToLiveStatus)[keyof typeof TimeToLiveStatus];

export const VectorDistanceFunction = {
  COSINE: "COSINE",
  DOT_PRODUCT: "DOT_PRODUCT",
  EUCLIDEAN: "EUCLIDEAN",
} as const;
export type VectorDistanceFunction = (typeof VectorDistanceFunction)[keyof typeof VectorDistanceFunction];

export const WitnessStatus = { CREATING: "CREATING", DELETING: "DELETING", ACTIVE: "ACTIVE" } as const;
export type WitnessStatus = (typeof WitnessStatus)[keyof typeof WitnessStatus];
