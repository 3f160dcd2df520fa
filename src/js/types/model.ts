/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

import type { Form, Typed } from "./form.js";

export interface ArchivalSummary {
  ArchivalDateTime?: Date | undefined;
  ArchivalReason?: string | undefined;
  ArchivalBackupArn?: string | undefined;
}

export interface AttributeDefinition {
  AttributeName: string | undefined;
  AttributeType: "S" | "N" | "B" | undefined;
}

export interface AttributeValueUpdate<F extends Form = Typed> {
  Value?: F["value"] | undefined;
  Action?: "ADD" | "PUT" | "DELETE" | undefined;
}

export interface BatchExecuteStatementInput<F extends Form = Typed> {
  Statements: BatchStatementRequest<F>[] | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface BatchExecuteStatementOutput<F extends Form = Typed> {
  Responses?: BatchStatementResponse<F>[] | undefined;
  ConsumedCapacity?: ConsumedCapacity[] | undefined;
}

export interface BatchGetItemInput<F extends Form = Typed> {
  RequestItems: Record<string, KeysAndAttributes<F>> | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface BatchGetItemOutput<F extends Form = Typed> {
  Responses?: Record<string, F["map"][]> | undefined;
  UnprocessedKeys?: Record<string, KeysAndAttributes<F>> | undefined;
  ConsumedCapacity?: ConsumedCapacity[] | undefined;
}

export interface BatchStatementError<F extends Form = Typed> {
  Code?:
    | "ConditionalCheckFailed"
    | "ItemCollectionSizeLimitExceeded"
    | "RequestLimitExceeded"
    | "ValidationError"
    | "ProvisionedThroughputExceeded"
    | "TransactionConflict"
    | "ThrottlingError"
    | "InternalServerError"
    | "ResourceNotFound"
    | "AccessDenied"
    | "DuplicateItem"
    | undefined;
  Message?: string | undefined;
  Item?: F["map"] | undefined;
}

export interface BatchStatementRequest<F extends Form = Typed> {
  Statement: string | undefined;
  Parameters?: F["value"][] | undefined;
  ConsistentRead?: boolean | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface BatchStatementResponse<F extends Form = Typed> {
  Error?: BatchStatementError<F> | undefined;
  TableName?: string | undefined;
  Item?: F["map"] | undefined;
}

export interface BatchWriteItemInput<F extends Form = Typed> {
  RequestItems: Record<string, WriteRequest<F>[]> | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
}

export interface BatchWriteItemOutput<F extends Form = Typed> {
  UnprocessedItems?: Record<string, WriteRequest<F>[]> | undefined;
  ItemCollectionMetrics?: Record<string, ItemCollectionMetrics<F>[]> | undefined;
  ConsumedCapacity?: ConsumedCapacity[] | undefined;
}

export interface BillingModeSummary {
  BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
  LastUpdateToPayPerRequestDateTime?: Date | undefined;
}

export interface Capacity {
  ReadCapacityUnits?: number | undefined;
  WriteCapacityUnits?: number | undefined;
  CapacityUnits?: number | undefined;
}

export interface Condition<F extends Form = Typed> {
  AttributeValueList?: F["value"][] | undefined;
  ComparisonOperator:
    | "EQ"
    | "NE"
    | "IN"
    | "LE"
    | "LT"
    | "GE"
    | "GT"
    | "BETWEEN"
    | "NOT_NULL"
    | "NULL"
    | "CONTAINS"
    | "NOT_CONTAINS"
    | "BEGINS_WITH"
    | undefined;
}

export interface ConditionCheck<F extends Form = Typed> {
  Key: F["map"] | undefined;
  TableName: string | undefined;
  ConditionExpression: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface ConsumedCapacity {
  TableName?: string | undefined;
  CapacityUnits?: number | undefined;
  ReadCapacityUnits?: number | undefined;
  WriteCapacityUnits?: number | undefined;
  Table?: Capacity | undefined;
  LocalSecondaryIndexes?: Record<string, Capacity> | undefined;
  GlobalSecondaryIndexes?: Record<string, Capacity> | undefined;
  VectorIndexes?: Record<string, VectorCapacity> | undefined;
}

export interface ContinuousBackupsDescription {
  ContinuousBackupsStatus: "ENABLED" | "DISABLED" | undefined;
  PointInTimeRecoveryDescription?: PointInTimeRecoveryDescription | undefined;
}

export interface CreateGlobalSecondaryIndexAction {
  IndexName: string | undefined;
  KeySchema: KeySchemaElement[] | undefined;
  Projection: Projection | undefined;
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
  WarmThroughput?: WarmThroughput | undefined;
}

export interface CreateGlobalTableWitnessGroupMemberAction {
  RegionName: string | undefined;
}

export interface CreateReplicationGroupMemberAction {
  RegionName: string | undefined;
  KMSMasterKeyId?: string | undefined;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  GlobalSecondaryIndexes?: ReplicaGlobalSecondaryIndex[] | undefined;
  TableClassOverride?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
}

export interface CreateTableInput {
  AttributeDefinitions?: AttributeDefinition[] | undefined;
  TableName: string | undefined;
  KeySchema?: KeySchemaElement[] | undefined;
  LocalSecondaryIndexes?: LocalSecondaryIndex[] | undefined;
  GlobalSecondaryIndexes?: GlobalSecondaryIndex[] | undefined;
  BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  StreamSpecification?: StreamSpecification | undefined;
  SSESpecification?: SSESpecification | undefined;
  Tags?: Tag[] | undefined;
  TableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
  DeletionProtectionEnabled?: boolean | undefined;
  WarmThroughput?: WarmThroughput | undefined;
  ResourcePolicy?: string | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
  GlobalTableSourceArn?: string | undefined;
  GlobalTableSettingsReplicationMode?: "ENABLED" | "DISABLED" | "ENABLED_WITH_OVERRIDES" | undefined;
  VectorIndexes?: VectorIndex[] | undefined;
}

export interface CreateTableOutput {
  TableDescription?: TableDescription | undefined;
}

export interface CreateVectorIndexAction {
  IndexName: string | undefined;
  VectorAttribute: VectorAttributeDefinition | undefined;
  SearchSchema?: SearchSchemaElement[] | undefined;
  Projection: Projection | undefined;
  Dimensions: number | undefined;
  DistanceFunction: "COSINE" | "DOT_PRODUCT" | "EUCLIDEAN" | undefined;
}

export interface Delete<F extends Form = Typed> {
  Key: F["map"] | undefined;
  TableName: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface DeleteGlobalSecondaryIndexAction {
  IndexName: string | undefined;
}

export interface DeleteGlobalTableWitnessGroupMemberAction {
  RegionName: string | undefined;
}

export interface DeleteItemInput<F extends Form = Typed> {
  TableName: string | undefined;
  Key: F["map"] | undefined;
  Expected?: Record<string, ExpectedAttributeValue<F>> | undefined;
  ConditionalOperator?: "AND" | "OR" | undefined;
  ReturnValues?: "NONE" | "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW" | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface DeleteItemOutput<F extends Form = Typed> {
  Attributes?: F["map"] | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
  ItemCollectionMetrics?: ItemCollectionMetrics<F> | undefined;
}

export interface DeleteReplicationGroupMemberAction {
  RegionName: string | undefined;
}

export interface DeleteRequest<F extends Form = Typed> {
  Key: F["map"] | undefined;
}

export interface DeleteTableInput {
  TableName: string | undefined;
}

export interface DeleteTableOutput {
  TableDescription?: TableDescription | undefined;
}

export interface DeleteVectorIndexAction {
  IndexName: string | undefined;
}

export interface DescribeContinuousBackupsInput {
  TableName: string | undefined;
}

export interface DescribeContinuousBackupsOutput {
  ContinuousBackupsDescription?: ContinuousBackupsDescription | undefined;
}

export type DescribeEndpointsRequest = object;

export interface DescribeEndpointsResponse {
  Endpoints: Endpoint[] | undefined;
}

export type DescribeLimitsInput = object;

export interface DescribeLimitsOutput {
  AccountMaxReadCapacityUnits?: number | undefined;
  AccountMaxWriteCapacityUnits?: number | undefined;
  TableMaxReadCapacityUnits?: number | undefined;
  TableMaxWriteCapacityUnits?: number | undefined;
}

export interface DescribeTableInput {
  TableName: string | undefined;
}

export interface DescribeTableOutput {
  Table?: TableDescription | undefined;
}

export interface DescribeTimeToLiveInput {
  TableName: string | undefined;
}

export interface DescribeTimeToLiveOutput {
  TimeToLiveDescription?: TimeToLiveDescription | undefined;
}

export interface DisassociateReplicationGroupMemberAction {
  RegionName: string | undefined;
  DisassociationMode: "WAIT_FOR_REPLICATION" | undefined;
}

export interface Endpoint {
  Address: string | undefined;
  CachePeriodInMinutes: number | undefined;
}

export interface ExecuteStatementInput<F extends Form = Typed> {
  Statement: string | undefined;
  Parameters?: F["value"][] | undefined;
  ConsistentRead?: boolean | undefined;
  NextToken?: string | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  Limit?: number | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface ExecuteStatementOutput<F extends Form = Typed> {
  Items?: F["map"][] | undefined;
  NextToken?: string | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
  LastEvaluatedKey?: F["map"] | undefined;
}

export interface ExecuteTransactionInput<F extends Form = Typed> {
  TransactStatements: ParameterizedStatement<F>[] | undefined;
  ClientRequestToken?: string | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface ExecuteTransactionOutput<F extends Form = Typed> {
  Responses?: ItemResponse<F>[] | undefined;
  ConsumedCapacity?: ConsumedCapacity[] | undefined;
}

export interface ExpectedAttributeValue<F extends Form = Typed> {
  Value?: F["value"] | undefined;
  Exists?: boolean | undefined;
  ComparisonOperator?:
    | "EQ"
    | "NE"
    | "IN"
    | "LE"
    | "LT"
    | "GE"
    | "GT"
    | "BETWEEN"
    | "NOT_NULL"
    | "NULL"
    | "CONTAINS"
    | "NOT_CONTAINS"
    | "BEGINS_WITH"
    | undefined;
  AttributeValueList?: F["value"][] | undefined;
}

export interface Get<F extends Form = Typed> {
  Key: F["map"] | undefined;
  TableName: string | undefined;
  ProjectionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
}

export interface GetItemInput<F extends Form = Typed> {
  TableName: string | undefined;
  Key: F["map"] | undefined;
  AttributesToGet?: string[] | undefined;
  ConsistentRead?: boolean | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  ProjectionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
}

export interface GetItemOutput<F extends Form = Typed> {
  Item?: F["map"] | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
}

export interface GlobalSecondaryIndex {
  IndexName: string | undefined;
  KeySchema: KeySchemaElement[] | undefined;
  Projection: Projection | undefined;
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
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
  Update?: UpdateGlobalSecondaryIndexAction | undefined;
  Create?: CreateGlobalSecondaryIndexAction | undefined;
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
  Create?: CreateGlobalTableWitnessGroupMemberAction | undefined;
  Delete?: DeleteGlobalTableWitnessGroupMemberAction | undefined;
}

export interface ItemCollectionMetrics<F extends Form = Typed> {
  ItemCollectionKey?: F["map"] | undefined;
  SizeEstimateRangeGB?: number[] | undefined;
}

export interface ItemResponse<F extends Form = Typed> {
  Item?: F["map"] | undefined;
}

export interface KeySchemaElement {
  AttributeName: string | undefined;
  KeyType: "HASH" | "RANGE" | undefined;
}

export interface KeysAndAttributes<F extends Form = Typed> {
  Keys: F["map"][] | undefined;
  AttributesToGet?: string[] | undefined;
  ConsistentRead?: boolean | undefined;
  ProjectionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
}

export interface ListTablesInput {
  ExclusiveStartTableName?: string | undefined;
  Limit?: number | undefined;
}

export interface ListTablesOutput {
  TableNames?: string[] | undefined;
  LastEvaluatedTableName?: string | undefined;
}

export interface ListTagsOfResourceInput {
  ResourceArn: string | undefined;
  NextToken?: string | undefined;
}

export interface ListTagsOfResourceOutput {
  Tags?: Tag[] | undefined;
  NextToken?: string | undefined;
}

export interface LocalSecondaryIndex {
  IndexName: string | undefined;
  KeySchema: KeySchemaElement[] | undefined;
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
  MaxReadRequestUnits?: number | undefined;
  MaxWriteRequestUnits?: number | undefined;
}

export interface OnDemandThroughputOverride {
  MaxReadRequestUnits?: number | undefined;
}

export interface ParameterizedStatement<F extends Form = Typed> {
  Statement: string | undefined;
  Parameters?: F["value"][] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface PointInTimeRecoveryDescription {
  PointInTimeRecoveryStatus?: "ENABLED" | "DISABLED" | undefined;
  RecoveryPeriodInDays?: number | undefined;
  EarliestRestorableDateTime?: Date | undefined;
  LatestRestorableDateTime?: Date | undefined;
}

export interface Projection {
  ProjectionType?: "ALL" | "KEYS_ONLY" | "INCLUDE" | undefined;
  NonKeyAttributes?: string[] | undefined;
}

export interface ProvisionedThroughput {
  ReadCapacityUnits: number | undefined;
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
  ReadCapacityUnits?: number | undefined;
}

export interface Put<F extends Form = Typed> {
  Item: F["map"] | undefined;
  TableName: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface PutItemInput<F extends Form = Typed> {
  TableName: string | undefined;
  Item: F["map"] | undefined;
  Expected?: Record<string, ExpectedAttributeValue<F>> | undefined;
  ReturnValues?: "NONE" | "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW" | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
  ConditionalOperator?: "AND" | "OR" | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface PutItemOutput<F extends Form = Typed> {
  Attributes?: F["map"] | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
  ItemCollectionMetrics?: ItemCollectionMetrics<F> | undefined;
}

export interface PutRequest<F extends Form = Typed> {
  Item: F["map"] | undefined;
}

export interface QueryInput<F extends Form = Typed> {
  TableName: string | undefined;
  IndexName?: string | undefined;
  Select?: "ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES" | "SPECIFIC_ATTRIBUTES" | "COUNT" | undefined;
  AttributesToGet?: string[] | undefined;
  Limit?: number | undefined;
  ConsistentRead?: boolean | undefined;
  KeyConditions?: Record<string, Condition<F>> | undefined;
  QueryFilter?: Record<string, Condition<F>> | undefined;
  ConditionalOperator?: "AND" | "OR" | undefined;
  ScanIndexForward?: boolean | undefined;
  ExclusiveStartKey?: F["map"] | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  ProjectionExpression?: string | undefined;
  FilterExpression?: string | undefined;
  KeyConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
}

export interface QueryOutput<F extends Form = Typed> {
  Items?: F["map"][] | undefined;
  Count?: number | undefined;
  ScannedCount?: number | undefined;
  LastEvaluatedKey?: F["map"] | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
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
  IndexName: string | undefined;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
}

export interface ReplicaGlobalSecondaryIndexDescription {
  IndexName?: string | undefined;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  WarmThroughput?: GlobalSecondaryIndexWarmThroughputDescription | undefined;
}

export interface ReplicationGroupUpdate {
  Create?: CreateReplicationGroupMemberAction | undefined;
  Update?: UpdateReplicationGroupMemberAction | undefined;
  Delete?: DeleteReplicationGroupMemberAction | undefined;
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
  Enabled?: boolean | undefined;
  SSEType?: "AES256" | "KMS" | undefined;
  KMSMasterKeyId?: string | undefined;
}

export interface ScanInput<F extends Form = Typed> {
  TableName: string | undefined;
  IndexName?: string | undefined;
  AttributesToGet?: string[] | undefined;
  Limit?: number | undefined;
  Select?: "ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES" | "SPECIFIC_ATTRIBUTES" | "COUNT" | undefined;
  ScanFilter?: Record<string, Condition<F>> | undefined;
  ConditionalOperator?: "AND" | "OR" | undefined;
  ExclusiveStartKey?: F["map"] | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  TotalSegments?: number | undefined;
  Segment?: number | undefined;
  ProjectionExpression?: string | undefined;
  FilterExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ConsistentRead?: boolean | undefined;
}

export interface ScanOutput<F extends Form = Typed> {
  Items?: F["map"][] | undefined;
  Count?: number | undefined;
  ScannedCount?: number | undefined;
  LastEvaluatedKey?: F["map"] | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
}

export interface SearchSchemaElement {
  AttributeName: string | undefined;
  SearchSchemaElementType: "HASH" | "INLINE_FILTER" | undefined;
}

export interface StreamSpecification {
  StreamEnabled: boolean | undefined;
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
  Key: string | undefined;
  Value: string | undefined;
}

export interface TagResourceInput {
  ResourceArn: string | undefined;
  Tags: Tag[] | undefined;
}

export type TagResourceOutput = object;

export interface TimeToLiveDescription {
  TimeToLiveStatus?: "ENABLING" | "DISABLING" | "ENABLED" | "DISABLED" | undefined;
  AttributeName?: string | undefined;
}

export interface TimeToLiveSpecification {
  Enabled: boolean | undefined;
  AttributeName: string | undefined;
}

export interface TransactGetItem<F extends Form = Typed> {
  Get: Get<F> | undefined;
}

export interface TransactGetItemsInput<F extends Form = Typed> {
  TransactItems: TransactGetItem<F>[] | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface TransactGetItemsOutput<F extends Form = Typed> {
  ConsumedCapacity?: ConsumedCapacity[] | undefined;
  Responses?: ItemResponse<F>[] | undefined;
}

export interface TransactWriteItem<F extends Form = Typed> {
  ConditionCheck?: ConditionCheck<F> | undefined;
  Put?: Put<F> | undefined;
  Delete?: Delete<F> | undefined;
  Update?: Update<F> | undefined;
}

export interface TransactWriteItemsInput<F extends Form = Typed> {
  TransactItems: TransactWriteItem<F>[] | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
  ClientRequestToken?: string | undefined;
}

export interface TransactWriteItemsOutput<F extends Form = Typed> {
  ConsumedCapacity?: ConsumedCapacity[] | undefined;
  ItemCollectionMetrics?: Record<string, ItemCollectionMetrics<F>[]> | undefined;
}

export interface UntagResourceInput {
  ResourceArn: string | undefined;
  TagKeys: string[] | undefined;
}

export type UntagResourceOutput = object;

export interface Update<F extends Form = Typed> {
  Key: F["map"] | undefined;
  UpdateExpression: string | undefined;
  TableName: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface UpdateGlobalSecondaryIndexAction {
  IndexName: string | undefined;
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
  WarmThroughput?: WarmThroughput | undefined;
}

export interface UpdateItemInput<F extends Form = Typed> {
  TableName: string | undefined;
  Key: F["map"] | undefined;
  AttributeUpdates?: Record<string, AttributeValueUpdate<F>> | undefined;
  Expected?: Record<string, ExpectedAttributeValue<F>> | undefined;
  ConditionalOperator?: "AND" | "OR" | undefined;
  ReturnValues?: "NONE" | "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW" | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface UpdateItemOutput<F extends Form = Typed> {
  Attributes?: F["map"] | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
  ItemCollectionMetrics?: ItemCollectionMetrics<F> | undefined;
}

export interface UpdateReplicationGroupMemberAction {
  RegionName: string | undefined;
  KMSMasterKeyId?: string | undefined;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  GlobalSecondaryIndexes?: ReplicaGlobalSecondaryIndex[] | undefined;
  TableClassOverride?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
}

export interface UpdateTableInput {
  AttributeDefinitions?: AttributeDefinition[] | undefined;
  TableName: string | undefined;
  BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  GlobalSecondaryIndexUpdates?: GlobalSecondaryIndexUpdate[] | undefined;
  StreamSpecification?: StreamSpecification | undefined;
  SSESpecification?: SSESpecification | undefined;
  ReplicaUpdates?: ReplicationGroupUpdate[] | undefined;
  TableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
  DeletionProtectionEnabled?: boolean | undefined;
  MultiRegionConsistency?: "EVENTUAL" | "STRONG" | undefined;
  GlobalTableWitnessUpdates?: GlobalTableWitnessGroupUpdate[] | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
  WarmThroughput?: WarmThroughput | undefined;
  GlobalTableSettingsReplicationMode?: "ENABLED" | "DISABLED" | "ENABLED_WITH_OVERRIDES" | undefined;
  DisassociationProtectionEnabled?: boolean | undefined;
  VectorIndexUpdates?: VectorIndexUpdate[] | undefined;
}

export interface UpdateTableOutput {
  TableDescription?: TableDescription | undefined;
}

export interface UpdateTimeToLiveInput {
  TableName: string | undefined;
  TimeToLiveSpecification: TimeToLiveSpecification | undefined;
}

export interface UpdateTimeToLiveOutput {
  TimeToLiveSpecification?: TimeToLiveSpecification | undefined;
}

export interface VectorAttributeDefinition {
  AttributeName: string | undefined;
}

export interface VectorCapacity {
  VectorSearchRequestBytes?: number | undefined;
  VectorWriteRequestBytes?: number | undefined;
}

export interface VectorIndex {
  IndexName: string | undefined;
  VectorAttribute: VectorAttributeDefinition | undefined;
  SearchSchema?: SearchSchemaElement[] | undefined;
  Projection: Projection | undefined;
  Dimensions: number | undefined;
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
  Create?: CreateVectorIndexAction | undefined;
  Delete?: DeleteVectorIndexAction | undefined;
}

export interface WarmThroughput {
  ReadUnitsPerSecond?: number | undefined;
  WriteUnitsPerSecond?: number | undefined;
}

export interface WriteRequest<F extends Form = Typed> {
  PutRequest?: PutRequest<F> | undefined;
  DeleteRequest?: DeleteRequest<F> | undefined;
}

/** Input and output of each operation, in one form of attribute values. */
export interface Operations<F extends Form = Typed> {
  BatchExecuteStatement: { input: BatchExecuteStatementInput<F>; output: BatchExecuteStatementOutput<F> };
  BatchGetItem: { input: BatchGetItemInput<F>; output: BatchGetItemOutput<F> };
  BatchWriteItem: { input: BatchWriteItemInput<F>; output: BatchWriteItemOutput<F> };
  CreateTable: { input: CreateTableInput; output: CreateTableOutput };
  DeleteItem: { input: DeleteItemInput<F>; output: DeleteItemOutput<F> };
  DeleteTable: { input: DeleteTableInput; output: DeleteTableOutput };
  DescribeContinuousBackups: {
    input: DescribeContinuousBackupsInput;
    output: DescribeContinuousBackupsOutput;
  };
  DescribeEndpoints: { input: DescribeEndpointsRequest; output: DescribeEndpointsResponse };
  DescribeLimits: { input: DescribeLimitsInput; output: DescribeLimitsOutput };
  DescribeTable: { input: DescribeTableInput; output: DescribeTableOutput };
  DescribeTimeToLive: { input: DescribeTimeToLiveInput; output: DescribeTimeToLiveOutput };
  ExecuteStatement: { input: ExecuteStatementInput<F>; output: ExecuteStatementOutput<F> };
  ExecuteTransaction: { input: ExecuteTransactionInput<F>; output: ExecuteTransactionOutput<F> };
  GetItem: { input: GetItemInput<F>; output: GetItemOutput<F> };
  ListTables: { input: ListTablesInput; output: ListTablesOutput };
  ListTagsOfResource: { input: ListTagsOfResourceInput; output: ListTagsOfResourceOutput };
  PutItem: { input: PutItemInput<F>; output: PutItemOutput<F> };
  Query: { input: QueryInput<F>; output: QueryOutput<F> };
  Scan: { input: ScanInput<F>; output: ScanOutput<F> };
  TagResource: { input: TagResourceInput; output: TagResourceOutput };
  TransactGetItems: { input: TransactGetItemsInput<F>; output: TransactGetItemsOutput<F> };
  TransactWriteItems: { input: TransactWriteItemsInput<F>; output: TransactWriteItemsOutput<F> };
  UntagResource: { input: UntagResourceInput; output: UntagResourceOutput };
  UpdateItem: { input: UpdateItemInput<F>; output: UpdateItemOutput<F> };
  UpdateTable: { input: UpdateTableInput; output: UpdateTableOutput };
  UpdateTimeToLive: { input: UpdateTimeToLiveInput; output: UpdateTimeToLiveOutput };
}
