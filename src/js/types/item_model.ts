/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

import type { Form, Typed } from "./form.js";

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

export interface DeleteRequest<F extends Form = Typed> {
  /** The whole key of one item: the partition key, and the sort key if the table has one. */
  Key: F["map"] | undefined;
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

export interface ItemCollectionMetrics<F extends Form = Typed> {
  ItemCollectionKey?: F["map"] | undefined;
  SizeEstimateRangeGB?: number[] | undefined;
}

export interface ItemResponse<F extends Form = Typed> {
  Item?: F["map"] | undefined;
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

export interface ParameterizedStatement<F extends Form = Typed> {
  /** The statement of PartiQL: `SELECT * FROM "Users" WHERE id = ?`. */
  Statement: string | undefined;
  /** The values for the statement's question marks, in order. */
  Parameters?: F["value"][] | undefined;
  /** `ALL_OLD` puts the item that failed the condition into the error. */
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
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

export interface VectorCapacity {
  VectorSearchRequestBytes?: number | undefined;
  VectorWriteRequestBytes?: number | undefined;
}

export interface WriteRequest<F extends Form = Typed> {
  /** Stores an item. */
  PutRequest?: PutRequest<F> | undefined;
  /** Removes an item by its key. */
  DeleteRequest?: DeleteRequest<F> | undefined;
}

/** Input and output of each operation on items, in one form of attribute values. */
export interface ItemOperations<F extends Form = Typed> {
  BatchExecuteStatement: { input: BatchExecuteStatementInput<F>; output: BatchExecuteStatementOutput<F> };
  BatchGetItem: { input: BatchGetItemInput<F>; output: BatchGetItemOutput<F> };
  BatchWriteItem: { input: BatchWriteItemInput<F>; output: BatchWriteItemOutput<F> };
  DeleteItem: { input: DeleteItemInput<F>; output: DeleteItemOutput<F> };
  ExecuteStatement: { input: ExecuteStatementInput<F>; output: ExecuteStatementOutput<F> };
  ExecuteTransaction: { input: ExecuteTransactionInput<F>; output: ExecuteTransactionOutput<F> };
  GetItem: { input: GetItemInput<F>; output: GetItemOutput<F> };
  PutItem: { input: PutItemInput<F>; output: PutItemOutput<F> };
  Query: { input: QueryInput<F>; output: QueryOutput<F> };
  Scan: { input: ScanInput<F>; output: ScanOutput<F> };
  TransactGetItems: { input: TransactGetItemsInput<F>; output: TransactGetItemsOutput<F> };
  TransactWriteItems: { input: TransactWriteItemsInput<F>; output: TransactWriteItemsOutput<F> };
  UpdateItem: { input: UpdateItemInput<F>; output: UpdateItemOutput<F> };
}
