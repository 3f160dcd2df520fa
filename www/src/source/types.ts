/**
 * The part of DynamoDB's low-level interface that the console uses, on attribute values.
 * Both sources speak it, so everything above this folder is written once.
 */
import type { Item } from "../values/attribute";

export type KeyType = "HASH" | "RANGE";
export type ScalarType = "S" | "N" | "B";
export type ProjectionType = "ALL" | "KEYS_ONLY" | "INCLUDE";
export type BillingMode = "PAY_PER_REQUEST" | "PROVISIONED";

export interface KeyElement {
  AttributeName: string;
  KeyType: KeyType;
}

export interface AttributeDefinition {
  AttributeName: string;
  AttributeType: ScalarType;
}

export interface Projection {
  ProjectionType?: ProjectionType;
  NonKeyAttributes?: string[];
}

export interface Throughput {
  ReadCapacityUnits: number;
  WriteCapacityUnits: number;
}

export interface IndexDescription {
  IndexName: string;
  KeySchema: KeyElement[];
  Projection?: Projection;
  IndexStatus?: string;
  ItemCount?: number;
  IndexSizeBytes?: number;
  IndexArn?: string;
  ProvisionedThroughput?: Partial<Throughput>;
}

export interface TableDescription {
  TableName: string;
  TableStatus?: string;
  TableArn?: string;
  TableId?: string;
  CreationDateTime?: Date | number;
  KeySchema: KeyElement[];
  AttributeDefinitions: AttributeDefinition[];
  ItemCount?: number;
  TableSizeBytes?: number;
  BillingModeSummary?: { BillingMode?: BillingMode };
  ProvisionedThroughput?: Partial<Throughput>;
  LocalSecondaryIndexes?: IndexDescription[];
  GlobalSecondaryIndexes?: IndexDescription[];
}

export interface IndexInput {
  IndexName: string;
  KeySchema: KeyElement[];
  Projection: Projection;
  ProvisionedThroughput?: Throughput;
}

export interface CreateTableInput {
  TableName: string;
  AttributeDefinitions: AttributeDefinition[];
  KeySchema: KeyElement[];
  BillingMode: BillingMode;
  ProvisionedThroughput?: Throughput;
  LocalSecondaryIndexes?: IndexInput[];
  GlobalSecondaryIndexes?: IndexInput[];
}

/** Capacity as `ReturnConsumedCapacity: "TOTAL"` reports it. */
export interface ConsumedCapacity {
  CapacityUnits?: number;
}

export interface ScanInput {
  TableName: string;
  IndexName?: string;
  FilterExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
  ConsistentRead?: boolean;
  Limit?: number;
  ExclusiveStartKey?: Item;
  ReturnConsumedCapacity?: "TOTAL";
}

export interface QueryInput extends ScanInput {
  KeyConditionExpression: string;
  ScanIndexForward?: boolean;
}

export interface PageOutput {
  Items?: Item[];
  Count?: number;
  ScannedCount?: number;
  LastEvaluatedKey?: Item;
  ConsumedCapacity?: ConsumedCapacity;
}

export interface PutItemInput {
  TableName: string;
  Item: Item;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
}

export interface KeyInput {
  TableName: string;
  Key: Item;
  ConsistentRead?: boolean;
}

export interface WriteRequest {
  PutRequest?: { Item: Item };
}

export interface BatchWriteOutput {
  UnprocessedItems?: Record<string, WriteRequest[]>;
}

export interface Operations {
  listTables(input: {
    Limit?: number;
    ExclusiveStartTableName?: string;
  }): Promise<{ TableNames?: string[]; LastEvaluatedTableName?: string }>;
  createTable(input: CreateTableInput): Promise<{ TableDescription?: TableDescription }>;
  describeTable(input: { TableName: string }): Promise<{ Table?: TableDescription }>;
  deleteTable(input: { TableName: string }): Promise<{ TableDescription?: TableDescription }>;
  putItem(input: PutItemInput): Promise<unknown>;
  getItem(input: KeyInput): Promise<{ Item?: Item }>;
  deleteItem(input: KeyInput): Promise<unknown>;
  query(input: QueryInput): Promise<PageOutput>;
  scan(input: ScanInput): Promise<PageOutput>;
  batchWriteItem(input: { RequestItems: Record<string, WriteRequest[]> }): Promise<BatchWriteOutput>;
}

export type SourceKind = "browser" | "server";

/** What the browser keeps for this origin, in bytes. */
export interface StorageUse {
  usage: number;
  quota: number;
  persisted: boolean;
}

/** One database the console can show. */
export interface Source {
  readonly kind: SourceKind;
  /** The database's name or the endpoint's address, for people. */
  readonly place: string;
  readonly operations: Operations;
  /** Storage in use, where the source can know it. */
  storage(): Promise<StorageUse | null>;
}
