/**
 * The document client's operations as data: their names on the wire, and where attribute values stand in their
 * requests and answers. One function walks it for all of them.
 */

import { each, members, type Node, VALUE, values } from "../codec/nodes.js";
import type { Form, Given, NativeItem, Returned } from "../types/form.js";
import type { Operations } from "../types/model.js";

/** Methods of the document client and the operations behind them. */
export const DOCUMENT_OPERATIONS = {
  get: "GetItem",
  put: "PutItem",
  update: "UpdateItem",
  delete: "DeleteItem",
  query: "Query",
  scan: "Scan",
  batchGet: "BatchGetItem",
  batchWrite: "BatchWriteItem",
  transactGet: "TransactGetItems",
  transactWrite: "TransactWriteItems",
  executeStatement: "ExecuteStatement",
  batchExecuteStatement: "BatchExecuteStatement",
  executeTransaction: "ExecuteTransaction",
} as const;

export type DocumentMethod = keyof typeof DOCUMENT_OPERATIONS;

type Described<F extends Form> = {
  [Method in DocumentMethod]: Operations<F>[(typeof DOCUMENT_OPERATIONS)[Method]];
};

/** Input of a method, in plain JavaScript values. */
export type DocumentInput<Method extends DocumentMethod> = Described<Given>[Method]["input"];

/** Output of a method, in plain JavaScript values; `Item` is the type of the items in it. */
export type DocumentOutput<Method extends DocumentMethod, Item extends object = NativeItem> = Described<
  Returned<Item>
>[Method]["output"];

/** Positions of attribute values. */
export interface Positions {
  readonly input: Node;
  readonly output: Node;
}

const metrics = () => members({ ItemCollectionKey: values() });
const comparisons = () => each(members({ Value: VALUE, AttributeValueList: values() }));
const keysByTable = () => each(members({ Keys: each(values()) }));
const writesByTable = () =>
  each(each(members({ PutRequest: members({ Item: values() }), DeleteRequest: members({ Key: values() }) })));

const written = () => members({ Attributes: values(), ItemCollectionMetrics: metrics() });
const read = () => members({ Items: each(values()), LastEvaluatedKey: values() });
const action = () => members({ Key: values(), Item: values(), ExpressionAttributeValues: values() });

const POSITIONS: Readonly<Record<DocumentMethod, () => Positions>> = {
  get: () => ({ input: members({ Key: values() }), output: members({ Item: values() }) }),
  put: () => ({
    input: members({ Item: values(), Expected: comparisons(), ExpressionAttributeValues: values() }),
    output: written(),
  }),
  update: () => ({
    input: members({
      Key: values(),
      AttributeUpdates: comparisons(),
      Expected: comparisons(),
      ExpressionAttributeValues: values(),
    }),
    output: written(),
  }),
  delete: () => ({
    input: members({ Key: values(), Expected: comparisons(), ExpressionAttributeValues: values() }),
    output: written(),
  }),
  query: () => ({
    input: members({
      KeyConditions: comparisons(),
      QueryFilter: comparisons(),
      ExclusiveStartKey: values(),
      ExpressionAttributeValues: values(),
    }),
    output: read(),
  }),
  scan: () => ({
    input: members({
      ScanFilter: comparisons(),
      ExclusiveStartKey: values(),
      ExpressionAttributeValues: values(),
    }),
    output: read(),
  }),
  batchGet: () => ({
    input: members({ RequestItems: keysByTable() }),
    output: members({ Responses: each(each(values())), UnprocessedKeys: keysByTable() }),
  }),
  batchWrite: () => ({
    input: members({ RequestItems: writesByTable() }),
    output: members({ UnprocessedItems: writesByTable(), ItemCollectionMetrics: each(each(metrics())) }),
  }),
  transactGet: () => ({
    input: members({ TransactItems: each(members({ Get: members({ Key: values() }) })) }),
    output: members({ Responses: each(members({ Item: values() })) }),
  }),
  transactWrite: () => ({
    input: members({
      TransactItems: each(
        members({ ConditionCheck: action(), Put: action(), Delete: action(), Update: action() }),
      ),
    }),
    output: members({ ItemCollectionMetrics: each(each(metrics())) }),
  }),
  executeStatement: () => ({ input: members({ Parameters: each(VALUE) }), output: read() }),
  batchExecuteStatement: () => ({
    input: members({ Statements: each(members({ Parameters: each(VALUE) })) }),
    output: members({ Responses: each(members({ Item: values(), Error: members({ Item: values() }) })) }),
  }),
  executeTransaction: () => ({
    input: members({ TransactStatements: each(members({ Parameters: each(VALUE) })) }),
    output: members({ Responses: each(members({ Item: values() })) }),
  }),
};

/** A command object of the SDK, as far as its types say what it is answered with. */
export interface SdkCommand<Answered> {
  readonly input: object;
  resolveMiddleware(...given: never): (...given: never) => Promise<{ readonly output: Answered }>;
}

/** What command objects have that tells what to do. */
interface AnyCommand {
  readonly method?: DocumentMethod;
  readonly operation?: string;
  readonly clientCommand?: AnyCommand;
  readonly schema?: readonly string[];
}

/**
 * The method that a command object stands for, or else the operation of the low-level client. One of the SDK for
 * documents wraps one of the low-level client, whose schema, or in older versions the name of whose class, says the
 * operation.
 */
export function methodOf(command: object): [DocumentMethod | undefined, string] {
  const { method, clientCommand } = (command ?? {}) as AnyCommand;
  const low = (clientCommand ?? command ?? {}) as AnyCommand;
  const name =
    low.operation ?? low.schema?.[2] ?? /(.+)Command$/.exec(low?.constructor?.name ?? "")?.[1] ?? method;
  if (!name) throw new TypeError("send() takes a command, such as new PutCommand({ TableName, Item }).");
  const found = clientCommand && Object.entries(DOCUMENT_OPERATIONS).find(([, one]) => one === name)?.[0];
  return [method ?? (found as DocumentMethod | undefined), name];
}

/** Positions of a method's attribute values, with fresh memories of shapes. */
export function positionsOf(method: DocumentMethod): Positions {
  return POSITIONS[method]();
}
