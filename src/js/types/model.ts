/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

import type { Form, Typed } from "./form.js";

export interface ArchivalSummary {
  ArchivalDateTime?: Date;
  ArchivalReason?: string;
  ArchivalBackupArn?: string;
}

export interface AttributeDefinition {
  AttributeName: string;
  AttributeType: "S" | "N" | "B";
}

export interface AttributeValueUpdate<F extends Form = Typed> {
  Value?: F["value"] | undefined;
  Action?: "ADD" | "PUT" | "DELETE" | undefined;
}

export interface BatchExecuteStatementInput<F extends Form = Typed> {
  Statements: BatchStatementRequest<F>[];
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface BatchExecuteStatementOutput<F extends Form = Typed> {
  Responses?: BatchStatementResponse<F>[];
  ConsumedCapacity?: ConsumedCapacity[];
}

export interface BatchGetItemInput<F extends Form = Typed> {
  RequestItems: Record<string, KeysAndAttributes<F>>;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface BatchGetItemOutput<F extends Form = Typed> {
  Responses?: Record<string, F["map"][]>;
  UnprocessedKeys?: Record<string, KeysAndAttributes<F>>;
  ConsumedCapacity?: ConsumedCapacity[];
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
    | "DuplicateItem";
  Message?: string;
  Item?: F["map"];
}

export interface BatchStatementRequest<F extends Form = Typed> {
  Statement: string;
  Parameters?: F["value"][] | undefined;
  ConsistentRead?: boolean | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface BatchStatementResponse<F extends Form = Typed> {
  Error?: BatchStatementError<F>;
  TableName?: string;
  Item?: F["map"];
}

export interface BatchWriteItemInput<F extends Form = Typed> {
  RequestItems: Record<string, WriteRequest<F>[]>;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
}

export interface BatchWriteItemOutput<F extends Form = Typed> {
  UnprocessedItems?: Record<string, WriteRequest<F>[]>;
  ItemCollectionMetrics?: Record<string, ItemCollectionMetrics<F>[]>;
  ConsumedCapacity?: ConsumedCapacity[];
}

export interface BillingModeSummary {
  BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST";
  LastUpdateToPayPerRequestDateTime?: Date;
}

export interface Capacity {
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
  CapacityUnits?: number;
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
    | "BEGINS_WITH";
}

export interface ConditionCheck<F extends Form = Typed> {
  Key: F["map"];
  TableName: string;
  ConditionExpression: string;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface ConsumedCapacity {
  TableName?: string;
  CapacityUnits?: number;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
  Table?: Capacity;
  LocalSecondaryIndexes?: Record<string, Capacity>;
  GlobalSecondaryIndexes?: Record<string, Capacity>;
  VectorIndexes?: Record<string, VectorCapacity>;
}

export interface CreateGlobalSecondaryIndexAction {
  IndexName: string;
  KeySchema: KeySchemaElement[];
  Projection: Projection;
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
  WarmThroughput?: WarmThroughput | undefined;
}

export interface CreateGlobalTableWitnessGroupMemberAction {
  RegionName: string;
}

export interface CreateReplicationGroupMemberAction {
  RegionName: string;
  KMSMasterKeyId?: string | undefined;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  GlobalSecondaryIndexes?: ReplicaGlobalSecondaryIndex[] | undefined;
  TableClassOverride?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
}

export interface CreateTableInput {
  AttributeDefinitions?: AttributeDefinition[] | undefined;
  TableName: string;
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
  TableDescription?: TableDescription;
}

export interface CreateVectorIndexAction {
  IndexName: string;
  VectorAttribute: VectorAttributeDefinition;
  SearchSchema?: SearchSchemaElement[] | undefined;
  Projection: Projection;
  Dimensions: number;
  DistanceFunction: "COSINE" | "DOT_PRODUCT" | "EUCLIDEAN";
}

export interface Delete<F extends Form = Typed> {
  Key: F["map"];
  TableName: string;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface DeleteGlobalSecondaryIndexAction {
  IndexName: string;
}

export interface DeleteGlobalTableWitnessGroupMemberAction {
  RegionName: string;
}

export interface DeleteItemInput<F extends Form = Typed> {
  TableName: string;
  Key: F["map"];
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
  Attributes?: F["map"];
  ConsumedCapacity?: ConsumedCapacity;
  ItemCollectionMetrics?: ItemCollectionMetrics<F>;
}

export interface DeleteReplicationGroupMemberAction {
  RegionName: string;
}

export interface DeleteRequest<F extends Form = Typed> {
  Key: F["map"];
}

export interface DeleteTableInput {
  TableName: string;
}

export interface DeleteTableOutput {
  TableDescription?: TableDescription;
}

export interface DeleteVectorIndexAction {
  IndexName: string;
}

export type DescribeEndpointsRequest = Record<string, never>;

export interface DescribeEndpointsResponse {
  Endpoints?: Endpoint[];
}

export type DescribeLimitsInput = Record<string, never>;

export interface DescribeLimitsOutput {
  AccountMaxReadCapacityUnits?: number;
  AccountMaxWriteCapacityUnits?: number;
  TableMaxReadCapacityUnits?: number;
  TableMaxWriteCapacityUnits?: number;
}

export interface DescribeTableInput {
  TableName: string;
}

export interface DescribeTableOutput {
  Table?: TableDescription;
}

export interface DescribeTimeToLiveInput {
  TableName: string;
}

export interface DescribeTimeToLiveOutput {
  TimeToLiveDescription?: TimeToLiveDescription;
}

export interface DisassociateReplicationGroupMemberAction {
  RegionName: string;
  DisassociationMode: "WAIT_FOR_REPLICATION";
}

export interface Endpoint {
  Address?: string;
  CachePeriodInMinutes?: number;
}

export interface ExecuteStatementInput<F extends Form = Typed> {
  Statement: string;
  Parameters?: F["value"][] | undefined;
  ConsistentRead?: boolean | undefined;
  NextToken?: string | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  Limit?: number | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface ExecuteStatementOutput<F extends Form = Typed> {
  Items?: F["map"][];
  NextToken?: string;
  ConsumedCapacity?: ConsumedCapacity;
  LastEvaluatedKey?: F["map"];
}

export interface ExecuteTransactionInput<F extends Form = Typed> {
  TransactStatements: ParameterizedStatement<F>[];
  ClientRequestToken?: string | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface ExecuteTransactionOutput<F extends Form = Typed> {
  Responses?: ItemResponse<F>[];
  ConsumedCapacity?: ConsumedCapacity[];
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
  Key: F["map"];
  TableName: string;
  ProjectionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
}

export interface GetItemInput<F extends Form = Typed> {
  TableName: string;
  Key: F["map"];
  AttributesToGet?: string[] | undefined;
  ConsistentRead?: boolean | undefined;
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  ProjectionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
}

export interface GetItemOutput<F extends Form = Typed> {
  Item?: F["map"];
  ConsumedCapacity?: ConsumedCapacity;
}

export interface GlobalSecondaryIndex {
  IndexName: string;
  KeySchema: KeySchemaElement[];
  Projection: Projection;
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
  WarmThroughput?: WarmThroughput | undefined;
}

export interface GlobalSecondaryIndexDescription {
  IndexName?: string;
  KeySchema?: KeySchemaElement[];
  Projection?: Projection;
  IndexStatus?: "CREATING" | "UPDATING" | "DELETING" | "ACTIVE";
  Backfilling?: boolean;
  ProvisionedThroughput?: ProvisionedThroughputDescription;
  IndexSizeBytes?: number;
  ItemCount?: number;
  IndexArn?: string;
  OnDemandThroughput?: OnDemandThroughput;
  WarmThroughput?: GlobalSecondaryIndexWarmThroughputDescription;
}

export interface GlobalSecondaryIndexUpdate {
  Update?: UpdateGlobalSecondaryIndexAction | undefined;
  Create?: CreateGlobalSecondaryIndexAction | undefined;
  Delete?: DeleteGlobalSecondaryIndexAction | undefined;
}

export interface GlobalSecondaryIndexWarmThroughputDescription {
  ReadUnitsPerSecond?: number;
  WriteUnitsPerSecond?: number;
  Status?: "CREATING" | "UPDATING" | "DELETING" | "ACTIVE";
}

export interface GlobalTableWitnessDescription {
  RegionName?: string;
  WitnessStatus?: "CREATING" | "DELETING" | "ACTIVE";
}

export interface GlobalTableWitnessGroupUpdate {
  Create?: CreateGlobalTableWitnessGroupMemberAction | undefined;
  Delete?: DeleteGlobalTableWitnessGroupMemberAction | undefined;
}

export interface ItemCollectionMetrics<F extends Form = Typed> {
  ItemCollectionKey?: F["map"];
  SizeEstimateRangeGB?: number[];
}

export interface ItemResponse<F extends Form = Typed> {
  Item?: F["map"];
}

export interface KeySchemaElement {
  AttributeName: string;
  KeyType: "HASH" | "RANGE";
}

export interface KeysAndAttributes<F extends Form = Typed> {
  Keys: F["map"][];
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
  TableNames?: string[];
  LastEvaluatedTableName?: string;
}

export interface ListTagsOfResourceInput {
  ResourceArn: string;
  NextToken?: string | undefined;
}

export interface ListTagsOfResourceOutput {
  Tags?: Tag[];
  NextToken?: string;
}

export interface LocalSecondaryIndex {
  IndexName: string;
  KeySchema: KeySchemaElement[];
  Projection: Projection;
}

export interface LocalSecondaryIndexDescription {
  IndexName?: string;
  KeySchema?: KeySchemaElement[];
  Projection?: Projection;
  IndexSizeBytes?: number;
  ItemCount?: number;
  IndexArn?: string;
}

export interface OnDemandThroughput {
  MaxReadRequestUnits?: number | undefined;
  MaxWriteRequestUnits?: number | undefined;
}

export interface OnDemandThroughputOverride {
  MaxReadRequestUnits?: number | undefined;
}

export interface ParameterizedStatement<F extends Form = Typed> {
  Statement: string;
  Parameters?: F["value"][] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface Projection {
  ProjectionType?: "ALL" | "KEYS_ONLY" | "INCLUDE" | undefined;
  NonKeyAttributes?: string[] | undefined;
}

export interface ProvisionedThroughput {
  ReadCapacityUnits: number;
  WriteCapacityUnits: number;
}

export interface ProvisionedThroughputDescription {
  LastIncreaseDateTime?: Date;
  LastDecreaseDateTime?: Date;
  NumberOfDecreasesToday?: number;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
}

export interface ProvisionedThroughputOverride {
  ReadCapacityUnits?: number | undefined;
}

export interface Put<F extends Form = Typed> {
  Item: F["map"];
  TableName: string;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface PutItemInput<F extends Form = Typed> {
  TableName: string;
  Item: F["map"];
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
  Attributes?: F["map"];
  ConsumedCapacity?: ConsumedCapacity;
  ItemCollectionMetrics?: ItemCollectionMetrics<F>;
}

export interface PutRequest<F extends Form = Typed> {
  Item: F["map"];
}

export interface QueryInput<F extends Form = Typed> {
  TableName: string;
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
  Items?: F["map"][];
  Count?: number;
  ScannedCount?: number;
  LastEvaluatedKey?: F["map"];
  ConsumedCapacity?: ConsumedCapacity;
}

export interface ReplicaDescription {
  RegionName?: string;
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
    | "REPLICATION_NOT_AUTHORIZED";
  ReplicaArn?: string;
  ReplicaStatusDescription?: string;
  ReplicaStatusPercentProgress?: string;
  KMSMasterKeyId?: string;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride;
  OnDemandThroughputOverride?: OnDemandThroughputOverride;
  WarmThroughput?: TableWarmThroughputDescription;
  GlobalSecondaryIndexes?: ReplicaGlobalSecondaryIndexDescription[];
  ReplicaInaccessibleDateTime?: Date;
  ReplicaTableClassSummary?: TableClassSummary;
  GlobalTableSettingsReplicationMode?: "ENABLED" | "DISABLED" | "ENABLED_WITH_OVERRIDES";
}

export interface ReplicaGlobalSecondaryIndex {
  IndexName: string;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
}

export interface ReplicaGlobalSecondaryIndexDescription {
  IndexName?: string;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride;
  OnDemandThroughputOverride?: OnDemandThroughputOverride;
  WarmThroughput?: GlobalSecondaryIndexWarmThroughputDescription;
}

export interface ReplicationGroupUpdate {
  Create?: CreateReplicationGroupMemberAction | undefined;
  Update?: UpdateReplicationGroupMemberAction | undefined;
  Delete?: DeleteReplicationGroupMemberAction | undefined;
  Disassociate?: DisassociateReplicationGroupMemberAction | undefined;
}

export interface RestoreSummary {
  SourceBackupArn?: string;
  SourceTableArn?: string;
  RestoreDateTime?: Date;
  RestoreInProgress?: boolean;
}

export interface SSEDescription {
  Status?: "ENABLING" | "ENABLED" | "DISABLING" | "DISABLED" | "UPDATING";
  SSEType?: "AES256" | "KMS";
  KMSMasterKeyArn?: string;
  InaccessibleEncryptionDateTime?: Date;
}

export interface SSESpecification {
  Enabled?: boolean | undefined;
  SSEType?: "AES256" | "KMS" | undefined;
  KMSMasterKeyId?: string | undefined;
}

export interface ScanInput<F extends Form = Typed> {
  TableName: string;
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
  Items?: F["map"][];
  Count?: number;
  ScannedCount?: number;
  LastEvaluatedKey?: F["map"];
  ConsumedCapacity?: ConsumedCapacity;
}

export interface SearchSchemaElement {
  AttributeName: string;
  SearchSchemaElementType: "HASH" | "INLINE_FILTER";
}

export interface StreamSpecification {
  StreamEnabled: boolean;
  StreamViewType?: "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | "KEYS_ONLY" | undefined;
}

export interface TableClassSummary {
  TableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS";
  LastUpdateDateTime?: Date;
}

export interface TableDescription {
  AttributeDefinitions?: AttributeDefinition[];
  TableName?: string;
  KeySchema?: KeySchemaElement[];
  TableStatus?:
    | "CREATING"
    | "UPDATING"
    | "DELETING"
    | "ACTIVE"
    | "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
    | "ARCHIVING"
    | "ARCHIVED"
    | "REPLICATION_NOT_AUTHORIZED";
  CreationDateTime?: Date;
  ProvisionedThroughput?: ProvisionedThroughputDescription;
  TableSizeBytes?: number;
  ItemCount?: number;
  TableArn?: string;
  TableId?: string;
  BillingModeSummary?: BillingModeSummary;
  LocalSecondaryIndexes?: LocalSecondaryIndexDescription[];
  GlobalSecondaryIndexes?: GlobalSecondaryIndexDescription[];
  StreamSpecification?: StreamSpecification;
  LatestStreamLabel?: string;
  LatestStreamArn?: string;
  GlobalTableVersion?: string;
  Replicas?: ReplicaDescription[];
  GlobalTableWitnesses?: GlobalTableWitnessDescription[];
  GlobalTableSettingsReplicationMode?: "ENABLED" | "DISABLED" | "ENABLED_WITH_OVERRIDES";
  RestoreSummary?: RestoreSummary;
  SSEDescription?: SSEDescription;
  ArchivalSummary?: ArchivalSummary;
  TableClassSummary?: TableClassSummary;
  DeletionProtectionEnabled?: boolean;
  DisassociationProtectionEnabled?: boolean;
  OnDemandThroughput?: OnDemandThroughput;
  WarmThroughput?: TableWarmThroughputDescription;
  MultiRegionConsistency?: "EVENTUAL" | "STRONG";
  VectorIndexes?: VectorIndexDescription[];
}

export interface TableWarmThroughputDescription {
  ReadUnitsPerSecond?: number;
  WriteUnitsPerSecond?: number;
  Status?:
    | "CREATING"
    | "UPDATING"
    | "DELETING"
    | "ACTIVE"
    | "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
    | "ARCHIVING"
    | "ARCHIVED"
    | "REPLICATION_NOT_AUTHORIZED";
}

export interface Tag {
  Key: string;
  Value: string;
}

export interface TagResourceInput {
  ResourceArn: string;
  Tags: Tag[];
}

export type TagResourceOutput = Record<string, never>;

export interface TimeToLiveDescription {
  TimeToLiveStatus?: "ENABLING" | "DISABLING" | "ENABLED" | "DISABLED";
  AttributeName?: string;
}

export interface TimeToLiveSpecification {
  Enabled: boolean;
  AttributeName: string;
}

export interface TransactGetItem<F extends Form = Typed> {
  Get: Get<F>;
}

export interface TransactGetItemsInput<F extends Form = Typed> {
  TransactItems: TransactGetItem<F>[];
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface TransactGetItemsOutput<F extends Form = Typed> {
  ConsumedCapacity?: ConsumedCapacity[];
  Responses?: ItemResponse<F>[];
}

export interface TransactWriteItem<F extends Form = Typed> {
  ConditionCheck?: ConditionCheck<F> | undefined;
  Put?: Put<F> | undefined;
  Delete?: Delete<F> | undefined;
  Update?: Update<F> | undefined;
}

export interface TransactWriteItemsInput<F extends Form = Typed> {
  TransactItems: TransactWriteItem<F>[];
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
  ClientRequestToken?: string | undefined;
}

export interface TransactWriteItemsOutput<F extends Form = Typed> {
  ConsumedCapacity?: ConsumedCapacity[];
  ItemCollectionMetrics?: Record<string, ItemCollectionMetrics<F>[]>;
}

export interface UntagResourceInput {
  ResourceArn: string;
  TagKeys: string[];
}

export type UntagResourceOutput = Record<string, never>;

export interface Update<F extends Form = Typed> {
  Key: F["map"];
  UpdateExpression: string;
  TableName: string;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: F["map"] | undefined;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface UpdateGlobalSecondaryIndexAction {
  IndexName: string;
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
  WarmThroughput?: WarmThroughput | undefined;
}

export interface UpdateItemInput<F extends Form = Typed> {
  TableName: string;
  Key: F["map"];
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
  Attributes?: F["map"];
  ConsumedCapacity?: ConsumedCapacity;
  ItemCollectionMetrics?: ItemCollectionMetrics<F>;
}

export interface UpdateReplicationGroupMemberAction {
  RegionName: string;
  KMSMasterKeyId?: string | undefined;
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  GlobalSecondaryIndexes?: ReplicaGlobalSecondaryIndex[] | undefined;
  TableClassOverride?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
}

export interface UpdateTableInput {
  AttributeDefinitions?: AttributeDefinition[] | undefined;
  TableName: string;
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
  TableDescription?: TableDescription;
}

export interface UpdateTimeToLiveInput {
  TableName: string;
  TimeToLiveSpecification: TimeToLiveSpecification;
}

export interface UpdateTimeToLiveOutput {
  TimeToLiveSpecification?: TimeToLiveSpecification;
}

export interface VectorAttributeDefinition {
  AttributeName: string;
}

export interface VectorCapacity {
  VectorSearchRequestBytes?: number;
  VectorWriteRequestBytes?: number;
}

export interface VectorIndex {
  IndexName: string;
  VectorAttribute: VectorAttributeDefinition;
  SearchSchema?: SearchSchemaElement[] | undefined;
  Projection: Projection;
  Dimensions: number;
  DistanceFunction: "COSINE" | "DOT_PRODUCT" | "EUCLIDEAN";
}

export interface VectorIndexDescription {
  IndexName?: string;
  SearchSchema?: SearchSchemaElement[];
  Projection?: Projection;
  VectorAttribute?: VectorAttributeDefinition;
  Dimensions?: number;
  DistanceFunction?: "COSINE" | "DOT_PRODUCT" | "EUCLIDEAN";
  IndexStatus?: "CREATING" | "UPDATING" | "DELETING" | "ACTIVE";
  Backfilling?: boolean;
  IndexSizeBytes?: number;
  ItemCount?: number;
  IndexArn?: string;
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
