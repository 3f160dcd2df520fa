/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

export interface ArchivalSummary {
  ArchivalDateTime?: Date | undefined;
  ArchivalReason?: string | undefined;
  ArchivalBackupArn?: string | undefined;
}

export interface AttributeDefinition {
  /** The attribute's name. */
  AttributeName: string | undefined;
  /** `S` for text, `N` for a number, `B` for bytes. */
  AttributeType: "S" | "N" | "B" | undefined;
}

export interface BillingModeSummary {
  BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
  LastUpdateToPayPerRequestDateTime?: Date | undefined;
}

export interface CreateGlobalSecondaryIndexAction {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
  /** The partition key (`HASH`), then the sort key (`RANGE`) if there is one. */
  KeySchema: KeySchemaElement[] | undefined;
  /** Which attributes the index has. */
  Projection: Projection | undefined;
  /** Units a second of a `PROVISIONED` table or index. */
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  /** Ceilings of a table that is billed by request; accepted and shown. */
  OnDemandThroughput?: OnDemandThroughput | undefined;
  /** Units that are ready at once; accepted and shown. */
  WarmThroughput?: WarmThroughput | undefined;
}

export interface CreateGlobalTableWitnessGroupMemberAction {
  /** The Region: a name that a connection was given. */
  RegionName: string | undefined;
}

export interface CreateReplicationGroupMemberAction {
  /** The Region: a name that a connection was given. */
  RegionName: string | undefined;
  /** Accepted and shown; nothing is encrypted with it. */
  KMSMasterKeyId?: string | undefined;
  /** Read units that the replica has of its own. */
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  /** A ceiling for reads that the replica has of its own. */
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  /** Indexes with keys of their own, over the whole table. */
  GlobalSecondaryIndexes?: ReplicaGlobalSecondaryIndex[] | undefined;
  /** A table class that the replica has of its own. */
  TableClassOverride?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
}

export interface CreateTableInput {
  /** The types of all attributes that are keys of the table or of an index, and of no others. */
  AttributeDefinitions?: AttributeDefinition[] | undefined;
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The partition key (`HASH`), then the sort key (`RANGE`) if there is one. */
  KeySchema?: KeySchemaElement[] | undefined;
  /** Indexes with the table's partition key and another sort key; only a new table can get them. */
  LocalSecondaryIndexes?: LocalSecondaryIndex[] | undefined;
  /** Indexes with keys of their own, over the whole table. */
  GlobalSecondaryIndexes?: GlobalSecondaryIndex[] | undefined;
  /** `PAY_PER_REQUEST`, or `PROVISIONED` with `ProvisionedThroughput`. */
  BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
  /** Units a second of a `PROVISIONED` table or index. */
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  /** The stream of the table's changes, which `db.changes()` and the streams client read. */
  StreamSpecification?: StreamSpecification | undefined;
  /** Accepted and shown; nothing is encrypted with it. */
  SSESpecification?: SSESpecification | undefined;
  /** Names and values of your own. */
  Tags?: Tag[] | undefined;
  /** Accepted and shown. */
  TableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
  /** While true, `deleteTable` is refused. */
  DeletionProtectionEnabled?: boolean | undefined;
  /** Units that are ready at once; accepted and shown. */
  WarmThroughput?: WarmThroughput | undefined;
  /** The table's policy in JSON, of at most 20 KB. Who may do what with it. */
  ResourcePolicy?: string | undefined;
  /** Ceilings of a table that is billed by request; accepted and shown. */
  OnDemandThroughput?: OnDemandThroughput | undefined;
  /** Not there yet. */
  GlobalTableSourceArn?: string | undefined;
  /** Not there yet. */
  GlobalTableSettingsReplicationMode?: "ENABLED" | "DISABLED" | "ENABLED_WITH_OVERRIDES" | undefined;
  /** Not there yet. */
  VectorIndexes?: VectorIndex[] | undefined;
}

export interface CreateTableOutput {
  TableDescription?: TableDescription | undefined;
}

export interface CreateVectorIndexAction {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
  /** Not there yet. */
  VectorAttribute: VectorAttributeDefinition | undefined;
  /** Not there yet. */
  SearchSchema?: SearchSchemaElement[] | undefined;
  /** Which attributes the index has. */
  Projection: Projection | undefined;
  /** How many numbers a vector has. Vector indexes are not there yet. */
  Dimensions: number | undefined;
  /** Not there yet. */
  DistanceFunction: "COSINE" | "DOT_PRODUCT" | "EUCLIDEAN" | undefined;
}

export interface DeleteGlobalSecondaryIndexAction {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
}

export interface DeleteGlobalTableWitnessGroupMemberAction {
  /** The Region: a name that a connection was given. */
  RegionName: string | undefined;
}

export interface DeleteReplicationGroupMemberAction {
  /** The Region: a name that a connection was given. */
  RegionName: string | undefined;
}

export interface DeleteTableInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
}

export interface DeleteTableOutput {
  TableDescription?: TableDescription | undefined;
}

export interface DeleteVectorIndexAction {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
}

export interface DescribeTableInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
}

export interface DescribeTableOutput {
  Table?: TableDescription | undefined;
}

export interface DisassociateReplicationGroupMemberAction {
  /** The Region: a name that a connection was given. */
  RegionName: string | undefined;
  /** `WAIT_FOR_REPLICATION`. */
  DisassociationMode: "WAIT_FOR_REPLICATION" | undefined;
}

export interface GlobalSecondaryIndex {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
  /** The partition key (`HASH`), then the sort key (`RANGE`) if there is one. */
  KeySchema: KeySchemaElement[] | undefined;
  /** Which attributes the index has. */
  Projection: Projection | undefined;
  /** Units a second of a `PROVISIONED` table or index. */
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  /** Ceilings of a table that is billed by request; accepted and shown. */
  OnDemandThroughput?: OnDemandThroughput | undefined;
  /** Units that are ready at once; accepted and shown. */
  WarmThroughput?: WarmThroughput | undefined;
}

export interface GlobalSecondaryIndexDescription {
  IndexName?: string | undefined;
  KeySchema?: KeySchemaElement[] | undefined;
  Projection?: Projection | undefined;
  IndexStatus?: "CREATING" | "UPDATING" | "DELETING" | "ACTIVE" | undefined;
  Backfilling?: boolean | undefined;
  ProvisionedThroughput?: ProvisionedThroughputDescription | undefined;
  IndexSizeBytes?: number | undefined;
  ItemCount?: number | undefined;
  IndexArn?: string | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
  WarmThroughput?: GlobalSecondaryIndexWarmThroughputDescription | undefined;
}

export interface GlobalSecondaryIndexUpdate {
  /** What to change. */
  Update?: UpdateGlobalSecondaryIndexAction | undefined;
  /** An index to make. Items that are there already are brought into it. */
  Create?: CreateGlobalSecondaryIndexAction | undefined;
  /** What to remove. */
  Delete?: DeleteGlobalSecondaryIndexAction | undefined;
}

export interface GlobalSecondaryIndexWarmThroughputDescription {
  ReadUnitsPerSecond?: number | undefined;
  WriteUnitsPerSecond?: number | undefined;
  Status?: "CREATING" | "UPDATING" | "DELETING" | "ACTIVE" | undefined;
}

export interface GlobalTableWitnessDescription {
  RegionName?: string | undefined;
  WitnessStatus?: "CREATING" | "DELETING" | "ACTIVE" | undefined;
}

export interface GlobalTableWitnessGroupUpdate {
  /** An index to make. Items that are there already are brought into it. */
  Create?: CreateGlobalTableWitnessGroupMemberAction | undefined;
  /** What to remove. */
  Delete?: DeleteGlobalTableWitnessGroupMemberAction | undefined;
}

export interface KeySchemaElement {
  /** The attribute's name. */
  AttributeName: string | undefined;
  /** `HASH` for the partition key, `RANGE` for the sort key. */
  KeyType: "HASH" | "RANGE" | undefined;
}

export interface ListTablesInput {
  /** Goes on after this name: the `LastEvaluatedTableName` of the page before. */
  ExclusiveStartTableName?: string | undefined;
  /** How many items, or names, are looked at before the page ends. */
  Limit?: number | undefined;
}

export interface ListTablesOutput {
  TableNames?: string[] | undefined;
  LastEvaluatedTableName?: string | undefined;
}

export interface LocalSecondaryIndex {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
  /** The partition key (`HASH`), then the sort key (`RANGE`) if there is one. */
  KeySchema: KeySchemaElement[] | undefined;
  /** Which attributes the index has. */
  Projection: Projection | undefined;
}

export interface LocalSecondaryIndexDescription {
  IndexName?: string | undefined;
  KeySchema?: KeySchemaElement[] | undefined;
  Projection?: Projection | undefined;
  IndexSizeBytes?: number | undefined;
  ItemCount?: number | undefined;
  IndexArn?: string | undefined;
}

export interface OnDemandThroughput {
  /** The most read units a second; accepted and shown. */
  MaxReadRequestUnits?: number | undefined;
  /** The most write units a second; accepted and shown. */
  MaxWriteRequestUnits?: number | undefined;
}

export interface OnDemandThroughputOverride {
  /** The most read units a second; accepted and shown. */
  MaxReadRequestUnits?: number | undefined;
}

export interface Projection {
  /** `ALL`, `KEYS_ONLY`, or `INCLUDE` with `NonKeyAttributes`. */
  ProjectionType?: "ALL" | "KEYS_ONLY" | "INCLUDE" | undefined;
  /** The attributes that an index with `INCLUDE` has besides keys. */
  NonKeyAttributes?: string[] | undefined;
}

export interface ProvisionedThroughput {
  /** Read units a second. */
  ReadCapacityUnits: number | undefined;
  /** Write units a second. */
  WriteCapacityUnits: number | undefined;
}

export interface ProvisionedThroughputDescription {
  LastIncreaseDateTime?: Date | undefined;
  LastDecreaseDateTime?: Date | undefined;
  NumberOfDecreasesToday?: number | undefined;
  ReadCapacityUnits?: number | undefined;
  WriteCapacityUnits?: number | undefined;
}

export interface ProvisionedThroughputOverride {
  /** Read units a second. */
  ReadCapacityUnits?: number | undefined;
}

export interface ReplicaDescription {
  RegionName?: string | undefined;
  ReplicaStatus?:
    | "CREATING"
    | "CREATION_FAILED"
    | "UPDATING"
    | "DELETING"
    | "ACTIVE"
    | "REGION_DISABLED"
    | "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
    | "ARCHIVING"
    | "ARCHIVED"
    | "REPLICATION_NOT_AUTHORIZED"
    | undefined;
  ReplicaArn?: string | undefined;
  ReplicaStatusDescription?: string | undefined;
  ReplicaStatusPercentProgress?: string | undefined;
  KMSMasterKeyId?: string | undefined;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  WarmThroughput?: TableWarmThroughputDescription | undefined;
  GlobalSecondaryIndexes?: ReplicaGlobalSecondaryIndexDescription[] | undefined;
  ReplicaInaccessibleDateTime?: Date | undefined;
  ReplicaTableClassSummary?: TableClassSummary | undefined;
  GlobalTableSettingsReplicationMode?: "ENABLED" | "DISABLED" | "ENABLED_WITH_OVERRIDES" | undefined;
}

export interface ReplicaGlobalSecondaryIndex {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
  /** Read units that the replica has of its own. */
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  /** A ceiling for reads that the replica has of its own. */
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
}

export interface ReplicaGlobalSecondaryIndexDescription {
  IndexName?: string | undefined;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  WarmThroughput?: GlobalSecondaryIndexWarmThroughputDescription | undefined;
}

export interface ReplicationGroupUpdate {
  /** An index to make. Items that are there already are brought into it. */
  Create?: CreateReplicationGroupMemberAction | undefined;
  /** What to change. */
  Update?: UpdateReplicationGroupMemberAction | undefined;
  /** What to remove. */
  Delete?: DeleteReplicationGroupMemberAction | undefined;
  /** Makes the replica here a table of its own. */
  Disassociate?: DisassociateReplicationGroupMemberAction | undefined;
}

export interface RestoreSummary {
  SourceBackupArn?: string | undefined;
  SourceTableArn?: string | undefined;
  RestoreDateTime: Date | undefined;
  RestoreInProgress: boolean | undefined;
}

export interface SSEDescription {
  Status?: "ENABLING" | "ENABLED" | "DISABLING" | "DISABLED" | "UPDATING" | undefined;
  SSEType?: "AES256" | "KMS" | undefined;
  KMSMasterKeyArn?: string | undefined;
  InaccessibleEncryptionDateTime?: Date | undefined;
}

export interface SSESpecification {
  /** Whether it is on. */
  Enabled?: boolean | undefined;
  /** Accepted and shown. */
  SSEType?: "AES256" | "KMS" | undefined;
  /** Accepted and shown; nothing is encrypted with it. */
  KMSMasterKeyId?: string | undefined;
}

export interface SearchSchemaElement {
  /** The attribute's name. */
  AttributeName: string | undefined;
  /** Not there yet. */
  SearchSchemaElementType: "HASH" | "INLINE_FILTER" | undefined;
}

export interface StreamSpecification {
  /** Whether the table has a stream. */
  StreamEnabled: boolean | undefined;
  /** What a record of the stream shows: keys, the old item, the new one, or both. */
  StreamViewType?: "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | "KEYS_ONLY" | undefined;
}

export interface TableClassSummary {
  TableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
  LastUpdateDateTime?: Date | undefined;
}

export interface TableDescription {
  AttributeDefinitions?: AttributeDefinition[] | undefined;
  TableName?: string | undefined;
  KeySchema?: KeySchemaElement[] | undefined;
  TableStatus?:
    | "CREATING"
    | "UPDATING"
    | "DELETING"
    | "ACTIVE"
    | "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
    | "ARCHIVING"
    | "ARCHIVED"
    | "REPLICATION_NOT_AUTHORIZED"
    | undefined;
  CreationDateTime?: Date | undefined;
  ProvisionedThroughput?: ProvisionedThroughputDescription | undefined;
  TableSizeBytes?: number | undefined;
  ItemCount?: number | undefined;
  TableArn?: string | undefined;
  TableId?: string | undefined;
  BillingModeSummary?: BillingModeSummary | undefined;
  LocalSecondaryIndexes?: LocalSecondaryIndexDescription[] | undefined;
  GlobalSecondaryIndexes?: GlobalSecondaryIndexDescription[] | undefined;
  StreamSpecification?: StreamSpecification | undefined;
  LatestStreamLabel?: string | undefined;
  LatestStreamArn?: string | undefined;
  GlobalTableVersion?: string | undefined;
  Replicas?: ReplicaDescription[] | undefined;
  GlobalTableWitnesses?: GlobalTableWitnessDescription[] | undefined;
  GlobalTableSettingsReplicationMode?: "ENABLED" | "DISABLED" | "ENABLED_WITH_OVERRIDES" | undefined;
  RestoreSummary?: RestoreSummary | undefined;
  SSEDescription?: SSEDescription | undefined;
  ArchivalSummary?: ArchivalSummary | undefined;
  TableClassSummary?: TableClassSummary | undefined;
  DeletionProtectionEnabled?: boolean | undefined;
  DisassociationProtectionEnabled?: boolean | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
  WarmThroughput?: TableWarmThroughputDescription | undefined;
  MultiRegionConsistency?: "EVENTUAL" | "STRONG" | undefined;
  VectorIndexes?: VectorIndexDescription[] | undefined;
}

export interface TableWarmThroughputDescription {
  ReadUnitsPerSecond?: number | undefined;
  WriteUnitsPerSecond?: number | undefined;
  Status?:
    | "CREATING"
    | "UPDATING"
    | "DELETING"
    | "ACTIVE"
    | "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
    | "ARCHIVING"
    | "ARCHIVED"
    | "REPLICATION_NOT_AUTHORIZED"
    | undefined;
}

export interface Tag {
  /** The tag's name. */
  Key: string | undefined;
  /** The value. */
  Value: string | undefined;
}

export interface UpdateGlobalSecondaryIndexAction {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
  /** Units a second of a `PROVISIONED` table or index. */
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  /** Ceilings of a table that is billed by request; accepted and shown. */
  OnDemandThroughput?: OnDemandThroughput | undefined;
  /** Units that are ready at once; accepted and shown. */
  WarmThroughput?: WarmThroughput | undefined;
}

export interface UpdateReplicationGroupMemberAction {
  /** The Region: a name that a connection was given. */
  RegionName: string | undefined;
  /** Accepted and shown; nothing is encrypted with it. */
  KMSMasterKeyId?: string | undefined;
  /** Read units that the replica has of its own. */
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  /** A ceiling for reads that the replica has of its own. */
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  /** Indexes with keys of their own, over the whole table. */
  GlobalSecondaryIndexes?: ReplicaGlobalSecondaryIndex[] | undefined;
  /** A table class that the replica has of its own. */
  TableClassOverride?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
}

export interface UpdateTableInput {
  /** The types of all attributes that are keys of the table or of an index, and of no others. */
  AttributeDefinitions?: AttributeDefinition[] | undefined;
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** `PAY_PER_REQUEST`, or `PROVISIONED` with `ProvisionedThroughput`. */
  BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
  /** Units a second of a `PROVISIONED` table or index. */
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  /** Indexes to make, change or remove, one of them a request. */
  GlobalSecondaryIndexUpdates?: GlobalSecondaryIndexUpdate[] | undefined;
  /** The stream of the table's changes, which `db.changes()` and the streams client read. */
  StreamSpecification?: StreamSpecification | undefined;
  /** Accepted and shown; nothing is encrypted with it. */
  SSESpecification?: SSESpecification | undefined;
  /** Replicas to make, change, remove, or disassociate. */
  ReplicaUpdates?: ReplicationGroupUpdate[] | undefined;
  /** Accepted and shown. */
  TableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
  /** While true, `deleteTable` is refused. */
  DeletionProtectionEnabled?: boolean | undefined;
  /** `EVENTUAL` by default, or `STRONG` between three Regions; chosen with the first replicas. */
  MultiRegionConsistency?: "EVENTUAL" | "STRONG" | undefined;
  /** A witness to make or remove, of a table with strong consistency. */
  GlobalTableWitnessUpdates?: GlobalTableWitnessGroupUpdate[] | undefined;
  /** Ceilings of a table that is billed by request; accepted and shown. */
  OnDemandThroughput?: OnDemandThroughput | undefined;
  /** Units that are ready at once; accepted and shown. */
  WarmThroughput?: WarmThroughput | undefined;
  /** Not there yet. */
  GlobalTableSettingsReplicationMode?: "ENABLED" | "DISABLED" | "ENABLED_WITH_OVERRIDES" | undefined;
  /** Whether the replica cannot be disassociated. */
  DisassociationProtectionEnabled?: boolean | undefined;
  /** Not there yet. */
  VectorIndexUpdates?: VectorIndexUpdate[] | undefined;
}

export interface UpdateTableOutput {
  TableDescription?: TableDescription | undefined;
}

export interface VectorAttributeDefinition {
  /** The attribute's name. */
  AttributeName: string | undefined;
}

export interface VectorIndex {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
  /** Not there yet. */
  VectorAttribute: VectorAttributeDefinition | undefined;
  /** Not there yet. */
  SearchSchema?: SearchSchemaElement[] | undefined;
  /** Which attributes the index has. */
  Projection: Projection | undefined;
  /** How many numbers a vector has. Vector indexes are not there yet. */
  Dimensions: number | undefined;
  /** Not there yet. */
  DistanceFunction: "COSINE" | "DOT_PRODUCT" | "EUCLIDEAN" | undefined;
}

export interface VectorIndexDescription {
  IndexName?: string | undefined;
  SearchSchema?: SearchSchemaElement[] | undefined;
  Projection?: Projection | undefined;
  VectorAttribute?: VectorAttributeDefinition | undefined;
  Dimensions?: number | undefined;
  DistanceFunction?: "COSINE" | "DOT_PRODUCT" | "EUCLIDEAN" | undefined;
  IndexStatus?: "CREATING" | "UPDATING" | "DELETING" | "ACTIVE" | undefined;
  Backfilling?: boolean | undefined;
  IndexSizeBytes?: number | undefined;
  ItemCount?: number | undefined;
  IndexArn?: string | undefined;
}

export interface VectorIndexUpdate {
  /** An index to make. Items that are there already are brought into it. */
  Create?: CreateVectorIndexAction | undefined;
  /** What to remove. */
  Delete?: DeleteVectorIndexAction | undefined;
}

export interface WarmThroughput {
  /** Read units a second that are ready at once; accepted and shown. */
  ReadUnitsPerSecond?: number | undefined;
  /** Write units a second that are ready at once; accepted and shown. */
  WriteUnitsPerSecond?: number | undefined;
}

/** Input and output of each operation on tables, in one form of attribute values. */
export interface TableOperations {
  CreateTable: { input: CreateTableInput; output: CreateTableOutput };
  DeleteTable: { input: DeleteTableInput; output: DeleteTableOutput };
  DescribeTable: { input: DescribeTableInput; output: DescribeTableOutput };
  ListTables: { input: ListTablesInput; output: ListTablesOutput };
  UpdateTable: { input: UpdateTableInput; output: UpdateTableOutput };
}
