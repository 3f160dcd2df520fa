/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

import type { Form, Typed } from "./form.js";

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

export interface AttributeValueUpdate<F extends Form = Typed> {
  /** The value. */
  Value?: F["value"] | undefined;
  /** What to do with the attribute; `PUT` by default. Legacy: use `UpdateExpression`. */
  Action?: "ADD" | "PUT" | "DELETE" | undefined;
}

export interface BatchExecuteStatementInput<F extends Form = Typed> {
  /** The statements, up to 25. */
  Statements: BatchStatementRequest<F>[] | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface BatchExecuteStatementOutput<F extends Form = Typed> {
  Responses?: BatchStatementResponse<F>[] | undefined;
  ConsumedCapacity?: ConsumedCapacity[] | undefined;
}

export interface BatchGetItemInput<F extends Form = Typed> {
  /** What to do in each table, by the table's name. */
  RequestItems: Record<string, KeysAndAttributes<F>> | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
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
  /** The statement of PartiQL: `SELECT * FROM "Users" WHERE id = ?`. */
  Statement: string | undefined;
  /** The values for the statement's question marks, in order. */
  Parameters?: F["value"][] | undefined;
  /** Accepted; reads here always see every write before them. Refused on global indexes. */
  ConsistentRead?: boolean | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface BatchStatementResponse<F extends Form = Typed> {
  Error?: BatchStatementError<F> | undefined;
  TableName?: string | undefined;
  Item?: F["map"] | undefined;
}

export interface BatchWriteItemInput<F extends Form = Typed> {
  /** What to do in each table, by the table's name. */
  RequestItems: Record<string, WriteRequest<F>[]> | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  /** `SIZE` asks for the size of the item's collection, in tables with local indexes. */
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
  /** The values to compare with. Legacy: use expressions. */
  AttributeValueList?: F["value"][] | undefined;
  /** How to compare. Legacy: use expressions. */
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
  /** The whole key of one item: the partition key, and the sort key if the table has one. */
  Key: F["map"] | undefined;
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** Must be true of the item as it is, or nothing is written: `attribute_not_exists(id)`, `version = :v`. */
  ConditionExpression: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
  /** The values that expressions name: `{ ":n": 1 }`. */
  ExpressionAttributeValues?: F["map"] | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
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
  /** Not there yet. */
  RegionName: string | undefined;
}

export interface CreateReplicationGroupMemberAction {
  /** Not there yet. */
  RegionName: string | undefined;
  /** Accepted and shown; nothing is encrypted with it. */
  KMSMasterKeyId?: string | undefined;
  /** Not there yet. */
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  /** Not there yet. */
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  /** Indexes with keys of their own, over the whole table. */
  GlobalSecondaryIndexes?: ReplicaGlobalSecondaryIndex[] | undefined;
  /** Not there yet. */
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
  /** Not there yet. */
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

export interface Delete<F extends Form = Typed> {
  /** The whole key of one item: the partition key, and the sort key if the table has one. */
  Key: F["map"] | undefined;
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** Must be true of the item as it is, or nothing is written: `attribute_not_exists(id)`, `version = :v`. */
  ConditionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
  /** The values that expressions name: `{ ":n": 1 }`. */
  ExpressionAttributeValues?: F["map"] | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface DeleteGlobalSecondaryIndexAction {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
}

export interface DeleteGlobalTableWitnessGroupMemberAction {
  /** Not there yet. */
  RegionName: string | undefined;
}

export interface DeleteItemInput<F extends Form = Typed> {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The whole key of one item: the partition key, and the sort key if the table has one. */
  Key: F["map"] | undefined;
  /** Legacy: use `ConditionExpression`. */
  Expected?: Record<string, ExpectedAttributeValue<F>> | undefined;
  /** Legacy: use `AND` and `OR` in expressions. */
  ConditionalOperator?: "AND" | "OR" | undefined;
  /** Asks for the item as it was or as it is: `ALL_OLD`, `ALL_NEW`, `UPDATED_OLD`, `UPDATED_NEW`. */
  ReturnValues?: "NONE" | "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW" | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  /** `SIZE` asks for the size of the item's collection, in tables with local indexes. */
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
  /** Must be true of the item as it is, or nothing is written: `attribute_not_exists(id)`, `version = :v`. */
  ConditionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
  /** The values that expressions name: `{ ":n": 1 }`. */
  ExpressionAttributeValues?: F["map"] | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface DeleteItemOutput<F extends Form = Typed> {
  Attributes?: F["map"] | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
  ItemCollectionMetrics?: ItemCollectionMetrics<F> | undefined;
}

export interface DeleteReplicationGroupMemberAction {
  /** Not there yet. */
  RegionName: string | undefined;
}

export interface DeleteRequest<F extends Form = Typed> {
  /** The whole key of one item: the partition key, and the sort key if the table has one. */
  Key: F["map"] | undefined;
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

export interface DescribeContinuousBackupsInput {
  /** The table's name, or its ARN. */
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
  /** The table's name, or its ARN. */
  TableName: string | undefined;
}

export interface DescribeTableOutput {
  Table?: TableDescription | undefined;
}

export interface DescribeTimeToLiveInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
}

export interface DescribeTimeToLiveOutput {
  TimeToLiveDescription?: TimeToLiveDescription | undefined;
}

export interface DisassociateReplicationGroupMemberAction {
  /** Not there yet. */
  RegionName: string | undefined;
  /** Not there yet. */
  DisassociationMode: "WAIT_FOR_REPLICATION" | undefined;
}

export interface Endpoint {
  Address: string | undefined;
  CachePeriodInMinutes: number | undefined;
}

export interface ExecuteStatementInput<F extends Form = Typed> {
  /** The statement of PartiQL: `SELECT * FROM "Users" WHERE id = ?`. */
  Statement: string | undefined;
  /** The values for the statement's question marks, in order. */
  Parameters?: F["value"][] | undefined;
  /** Accepted; reads here always see every write before them. Refused on global indexes. */
  ConsistentRead?: boolean | undefined;
  /** Goes on where the page before has ended. */
  NextToken?: string | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  /** How many items, or names, are looked at before the page ends. */
  Limit?: number | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface ExecuteStatementOutput<F extends Form = Typed> {
  Items?: F["map"][] | undefined;
  NextToken?: string | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
  LastEvaluatedKey?: F["map"] | undefined;
}

export interface ExecuteTransactionInput<F extends Form = Typed> {
  /** The statements, up to 100, all or none of which are done. */
  TransactStatements: ParameterizedStatement<F>[] | undefined;
  /** A request that comes again with the same token within ten minutes is not done twice. */
  ClientRequestToken?: string | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface ExecuteTransactionOutput<F extends Form = Typed> {
  Responses?: ItemResponse<F>[] | undefined;
  ConsumedCapacity?: ConsumedCapacity[] | undefined;
}

export interface ExpectedAttributeValue<F extends Form = Typed> {
  /** The value. */
  Value?: F["value"] | undefined;
  /** Whether the attribute has to be there. Legacy: use `ConditionExpression`. */
  Exists?: boolean | undefined;
  /** How to compare. Legacy: use expressions. */
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
  /** The values to compare with. Legacy: use expressions. */
  AttributeValueList?: F["value"][] | undefined;
}

export interface Get<F extends Form = Typed> {
  /** The whole key of one item: the partition key, and the sort key if the table has one. */
  Key: F["map"] | undefined;
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The attributes that are wanted, separated by commas; all without it. */
  ProjectionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
}

export interface GetItemInput<F extends Form = Typed> {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The whole key of one item: the partition key, and the sort key if the table has one. */
  Key: F["map"] | undefined;
  /** Legacy: use `ProjectionExpression`. */
  AttributesToGet?: string[] | undefined;
  /** Accepted; reads here always see every write before them. Refused on global indexes. */
  ConsistentRead?: boolean | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  /** The attributes that are wanted, separated by commas; all without it. */
  ProjectionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
}

export interface GetItemOutput<F extends Form = Typed> {
  Item?: F["map"] | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
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

export interface ItemCollectionMetrics<F extends Form = Typed> {
  ItemCollectionKey?: F["map"] | undefined;
  SizeEstimateRangeGB?: number[] | undefined;
}

export interface ItemResponse<F extends Form = Typed> {
  Item?: F["map"] | undefined;
}

export interface KeySchemaElement {
  /** The attribute's name. */
  AttributeName: string | undefined;
  /** `HASH` for the partition key, `RANGE` for the sort key. */
  KeyType: "HASH" | "RANGE" | undefined;
}

export interface KeysAndAttributes<F extends Form = Typed> {
  /** The keys of the items to read. */
  Keys: F["map"][] | undefined;
  /** Legacy: use `ProjectionExpression`. */
  AttributesToGet?: string[] | undefined;
  /** Accepted; reads here always see every write before them. Refused on global indexes. */
  ConsistentRead?: boolean | undefined;
  /** The attributes that are wanted, separated by commas; all without it. */
  ProjectionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
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

export interface ListTagsOfResourceInput {
  /** The table's ARN, as `describeTable` shows it. */
  ResourceArn: string | undefined;
  /** Goes on where the page before has ended. */
  NextToken?: string | undefined;
}

export interface ListTagsOfResourceOutput {
  Tags?: Tag[] | undefined;
  NextToken?: string | undefined;
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

export interface ParameterizedStatement<F extends Form = Typed> {
  /** The statement of PartiQL: `SELECT * FROM "Users" WHERE id = ?`. */
  Statement: string | undefined;
  /** The values for the statement's question marks, in order. */
  Parameters?: F["value"][] | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface PointInTimeRecoveryDescription {
  PointInTimeRecoveryStatus?: "ENABLED" | "DISABLED" | undefined;
  RecoveryPeriodInDays?: number | undefined;
  EarliestRestorableDateTime?: Date | undefined;
  LatestRestorableDateTime?: Date | undefined;
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

export interface Put<F extends Form = Typed> {
  /** The attributes of the item, with all of its key. */
  Item: F["map"] | undefined;
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** Must be true of the item as it is, or nothing is written: `attribute_not_exists(id)`, `version = :v`. */
  ConditionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
  /** The values that expressions name: `{ ":n": 1 }`. */
  ExpressionAttributeValues?: F["map"] | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface PutItemInput<F extends Form = Typed> {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The attributes of the item, with all of its key. */
  Item: F["map"] | undefined;
  /** Legacy: use `ConditionExpression`. */
  Expected?: Record<string, ExpectedAttributeValue<F>> | undefined;
  /** Asks for the item as it was or as it is: `ALL_OLD`, `ALL_NEW`, `UPDATED_OLD`, `UPDATED_NEW`. */
  ReturnValues?: "NONE" | "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW" | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  /** `SIZE` asks for the size of the item's collection, in tables with local indexes. */
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
  /** Legacy: use `AND` and `OR` in expressions. */
  ConditionalOperator?: "AND" | "OR" | undefined;
  /** Must be true of the item as it is, or nothing is written: `attribute_not_exists(id)`, `version = :v`. */
  ConditionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
  /** The values that expressions name: `{ ":n": 1 }`. */
  ExpressionAttributeValues?: F["map"] | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface PutItemOutput<F extends Form = Typed> {
  Attributes?: F["map"] | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
  ItemCollectionMetrics?: ItemCollectionMetrics<F> | undefined;
}

export interface PutRequest<F extends Form = Typed> {
  /** The attributes of the item, with all of its key. */
  Item: F["map"] | undefined;
}

export interface QueryInput<F extends Form = Typed> {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The index to read in place of the table, or the index that is defined. */
  IndexName?: string | undefined;
  /** Which attributes are wanted; `COUNT` asks for the number of items alone. */
  Select?: "ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES" | "SPECIFIC_ATTRIBUTES" | "COUNT" | undefined;
  /** Legacy: use `ProjectionExpression`. */
  AttributesToGet?: string[] | undefined;
  /** How many items, or names, are looked at before the page ends. */
  Limit?: number | undefined;
  /** Accepted; reads here always see every write before them. Refused on global indexes. */
  ConsistentRead?: boolean | undefined;
  /** Legacy: use `KeyConditionExpression`. */
  KeyConditions?: Record<string, Condition<F>> | undefined;
  /** Legacy: use `FilterExpression`. */
  QueryFilter?: Record<string, Condition<F>> | undefined;
  /** Legacy: use `AND` and `OR` in expressions. */
  ConditionalOperator?: "AND" | "OR" | undefined;
  /** `false` begins at the highest sort key. */
  ScanIndexForward?: boolean | undefined;
  /** Goes on after this key: the `LastEvaluatedKey` of the page before. */
  ExclusiveStartKey?: F["map"] | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  /** The attributes that are wanted, separated by commas; all without it. */
  ProjectionExpression?: string | undefined;
  /** Leaves out items for which this is false, after they were read and counted towards `Limit`. */
  FilterExpression?: string | undefined;
  /** The partition key that is wanted and, if you like, a range of the sort key: `id = :id AND at > :t`. */
  KeyConditionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
  /** The values that expressions name: `{ ":n": 1 }`. */
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
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
  /** Not there yet. */
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  /** Not there yet. */
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
  /** Not there yet. */
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

export interface ScanInput<F extends Form = Typed> {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The index to read in place of the table, or the index that is defined. */
  IndexName?: string | undefined;
  /** Legacy: use `ProjectionExpression`. */
  AttributesToGet?: string[] | undefined;
  /** How many items, or names, are looked at before the page ends. */
  Limit?: number | undefined;
  /** Which attributes are wanted; `COUNT` asks for the number of items alone. */
  Select?: "ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES" | "SPECIFIC_ATTRIBUTES" | "COUNT" | undefined;
  /** Legacy: use `FilterExpression`. */
  ScanFilter?: Record<string, Condition<F>> | undefined;
  /** Legacy: use `AND` and `OR` in expressions. */
  ConditionalOperator?: "AND" | "OR" | undefined;
  /** Goes on after this key: the `LastEvaluatedKey` of the page before. */
  ExclusiveStartKey?: F["map"] | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  /** How many parts a scan has that run side by side. */
  TotalSegments?: number | undefined;
  /** Which part of a scan in `TotalSegments` parts this is, from 0. */
  Segment?: number | undefined;
  /** The attributes that are wanted, separated by commas; all without it. */
  ProjectionExpression?: string | undefined;
  /** Leaves out items for which this is false, after they were read and counted towards `Limit`. */
  FilterExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
  /** The values that expressions name: `{ ":n": 1 }`. */
  ExpressionAttributeValues?: F["map"] | undefined;
  /** Accepted; reads here always see every write before them. Refused on global indexes. */
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

export interface TagResourceInput {
  /** The table's ARN, as `describeTable` shows it. */
  ResourceArn: string | undefined;
  /** Names and values of your own. */
  Tags: Tag[] | undefined;
}

export type TagResourceOutput = object;

export interface TimeToLiveDescription {
  TimeToLiveStatus?: "ENABLING" | "DISABLING" | "ENABLED" | "DISABLED" | undefined;
  AttributeName?: string | undefined;
}

export interface TimeToLiveSpecification {
  /** Whether it is on. */
  Enabled: boolean | undefined;
  /** The attribute's name. */
  AttributeName: string | undefined;
}

export interface TransactGetItem<F extends Form = Typed> {
  /** An item to read. */
  Get: Get<F> | undefined;
}

export interface TransactGetItemsInput<F extends Form = Typed> {
  /** The actions, up to 100, all or none of which are done. */
  TransactItems: TransactGetItem<F>[] | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
}

export interface TransactGetItemsOutput<F extends Form = Typed> {
  ConsumedCapacity?: ConsumedCapacity[] | undefined;
  Responses?: ItemResponse<F>[] | undefined;
}

export interface TransactWriteItem<F extends Form = Typed> {
  /** A condition on an item that the transaction does not change. */
  ConditionCheck?: ConditionCheck<F> | undefined;
  /** An item to store. */
  Put?: Put<F> | undefined;
  /** What to remove. */
  Delete?: Delete<F> | undefined;
  /** What to change. */
  Update?: Update<F> | undefined;
}

export interface TransactWriteItemsInput<F extends Form = Typed> {
  /** The actions, up to 100, all or none of which are done. */
  TransactItems: TransactWriteItem<F>[] | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  /** `SIZE` asks for the size of the item's collection, in tables with local indexes. */
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
  /** A request that comes again with the same token within ten minutes is not done twice. */
  ClientRequestToken?: string | undefined;
}

export interface TransactWriteItemsOutput<F extends Form = Typed> {
  ConsumedCapacity?: ConsumedCapacity[] | undefined;
  ItemCollectionMetrics?: Record<string, ItemCollectionMetrics<F>[]> | undefined;
}

export interface UntagResourceInput {
  /** The table's ARN, as `describeTable` shows it. */
  ResourceArn: string | undefined;
  /** The names of the tags to take away. */
  TagKeys: string[] | undefined;
}

export type UntagResourceOutput = object;

export interface Update<F extends Form = Typed> {
  /** The whole key of one item: the partition key, and the sort key if the table has one. */
  Key: F["map"] | undefined;
  /** What to change: `SET a = :a REMOVE b ADD n :one DELETE tags :t`. */
  UpdateExpression: string | undefined;
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** Must be true of the item as it is, or nothing is written: `attribute_not_exists(id)`, `version = :v`. */
  ConditionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
  /** The values that expressions name: `{ ":n": 1 }`. */
  ExpressionAttributeValues?: F["map"] | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
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

export interface UpdateItemInput<F extends Form = Typed> {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The whole key of one item: the partition key, and the sort key if the table has one. */
  Key: F["map"] | undefined;
  /** Legacy: use `UpdateExpression`. */
  AttributeUpdates?: Record<string, AttributeValueUpdate<F>> | undefined;
  /** Legacy: use `ConditionExpression`. */
  Expected?: Record<string, ExpectedAttributeValue<F>> | undefined;
  /** Legacy: use `AND` and `OR` in expressions. */
  ConditionalOperator?: "AND" | "OR" | undefined;
  /** Asks for the item as it was or as it is: `ALL_OLD`, `ALL_NEW`, `UPDATED_OLD`, `UPDATED_NEW`. */
  ReturnValues?: "NONE" | "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW" | undefined;
  /** Asks for the units that the request took: `TOTAL`, or `INDEXES` for each index by itself. */
  ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  /** `SIZE` asks for the size of the item's collection, in tables with local indexes. */
  ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
  /** What to change: `SET a = :a REMOVE b ADD n :one DELETE tags :t`. */
  UpdateExpression?: string | undefined;
  /** Must be true of the item as it is, or nothing is written: `attribute_not_exists(id)`, `version = :v`. */
  ConditionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
  /** The values that expressions name: `{ ":n": 1 }`. */
  ExpressionAttributeValues?: F["map"] | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

export interface UpdateItemOutput<F extends Form = Typed> {
  Attributes?: F["map"] | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
  ItemCollectionMetrics?: ItemCollectionMetrics<F> | undefined;
}

export interface UpdateReplicationGroupMemberAction {
  /** Not there yet. */
  RegionName: string | undefined;
  /** Accepted and shown; nothing is encrypted with it. */
  KMSMasterKeyId?: string | undefined;
  /** Not there yet. */
  ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
  /** Not there yet. */
  OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  /** Indexes with keys of their own, over the whole table. */
  GlobalSecondaryIndexes?: ReplicaGlobalSecondaryIndex[] | undefined;
  /** Not there yet. */
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
  /** Not there yet. */
  ReplicaUpdates?: ReplicationGroupUpdate[] | undefined;
  /** Accepted and shown. */
  TableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
  /** While true, `deleteTable` is refused. */
  DeletionProtectionEnabled?: boolean | undefined;
  /** Not there yet. */
  MultiRegionConsistency?: "EVENTUAL" | "STRONG" | undefined;
  /** Not there yet. */
  GlobalTableWitnessUpdates?: GlobalTableWitnessGroupUpdate[] | undefined;
  /** Ceilings of a table that is billed by request; accepted and shown. */
  OnDemandThroughput?: OnDemandThroughput | undefined;
  /** Units that are ready at once; accepted and shown. */
  WarmThroughput?: WarmThroughput | undefined;
  /** Not there yet. */
  GlobalTableSettingsReplicationMode?: "ENABLED" | "DISABLED" | "ENABLED_WITH_OVERRIDES" | undefined;
  /** Not there yet. */
  DisassociationProtectionEnabled?: boolean | undefined;
  /** Not there yet. */
  VectorIndexUpdates?: VectorIndexUpdate[] | undefined;
}

export interface UpdateTableOutput {
  TableDescription?: TableDescription | undefined;
}

export interface UpdateTimeToLiveInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** By which attribute items expire. */
  TimeToLiveSpecification: TimeToLiveSpecification | undefined;
}

export interface UpdateTimeToLiveOutput {
  TimeToLiveSpecification?: TimeToLiveSpecification | undefined;
}

export interface VectorAttributeDefinition {
  /** The attribute's name. */
  AttributeName: string | undefined;
}

export interface VectorCapacity {
  VectorSearchRequestBytes?: number | undefined;
  VectorWriteRequestBytes?: number | undefined;
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

export interface WriteRequest<F extends Form = Typed> {
  /** Stores an item. */
  PutRequest?: PutRequest<F> | undefined;
  /** Removes an item by its key. */
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
