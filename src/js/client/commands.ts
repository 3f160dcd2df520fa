/** Command classes of `@aws-sdk/lib-dynamodb`, for `send`. */

import type { Written } from "../codec/storable.js";
import { named } from "../errors/service.js";
import type { NativeItem } from "../types/form.js";
import type { DocumentInput, DocumentMethod, DocumentOutput } from "./document_operations.js";
import type { Output } from "./habits.js";

/** A request of the document client: which method, and its input. */
export abstract class DocumentCommand<Method extends DocumentMethod = DocumentMethod> {
  static readonly name: string = "DocumentCommand";

  abstract readonly method: Method;
  readonly input: DocumentInput<Method>;

  constructor(input: DocumentInput<Method>) {
    this.input = input;
  }
}

/** A class of commands; programs know them by the names of their classes, which the build would shorten. */
function commandClass<Method extends DocumentMethod>(
  method: Method,
): new <Input extends DocumentInput<Method>>(
  input: Written<Input, DocumentInput<Method>>,
) => DocumentCommand<Method> {
  const made = class extends DocumentCommand<Method> {
    readonly method = method;
  };
  return named(`${method.charAt(0).toUpperCase()}${method.slice(1)}Command`, made);
}

export const GetCommand = /* @__PURE__ */ commandClass("get");
export type GetCommand = InstanceType<typeof GetCommand>;

export const PutCommand = /* @__PURE__ */ commandClass("put");
export type PutCommand = InstanceType<typeof PutCommand>;

export const UpdateCommand = /* @__PURE__ */ commandClass("update");
export type UpdateCommand = InstanceType<typeof UpdateCommand>;

export const DeleteCommand = /* @__PURE__ */ commandClass("delete");
export type DeleteCommand = InstanceType<typeof DeleteCommand>;

export const QueryCommand = /* @__PURE__ */ commandClass("query");
export type QueryCommand = InstanceType<typeof QueryCommand>;

export const ScanCommand = /* @__PURE__ */ commandClass("scan");
export type ScanCommand = InstanceType<typeof ScanCommand>;

export const BatchGetCommand = /* @__PURE__ */ commandClass("batchGet");
export type BatchGetCommand = InstanceType<typeof BatchGetCommand>;

export const BatchWriteCommand = /* @__PURE__ */ commandClass("batchWrite");
export type BatchWriteCommand = InstanceType<typeof BatchWriteCommand>;

export const TransactGetCommand = /* @__PURE__ */ commandClass("transactGet");
export type TransactGetCommand = InstanceType<typeof TransactGetCommand>;

export const TransactWriteCommand = /* @__PURE__ */ commandClass("transactWrite");
export type TransactWriteCommand = InstanceType<typeof TransactWriteCommand>;

export const ExecuteStatementCommand = /* @__PURE__ */ commandClass("executeStatement");
export type ExecuteStatementCommand = InstanceType<typeof ExecuteStatementCommand>;

export const BatchExecuteStatementCommand = /* @__PURE__ */ commandClass("batchExecuteStatement");
export type BatchExecuteStatementCommand = InstanceType<typeof BatchExecuteStatementCommand>;

export const ExecuteTransactionCommand = /* @__PURE__ */ commandClass("executeTransaction");
export type ExecuteTransactionCommand = InstanceType<typeof ExecuteTransactionCommand>;

export type GetCommandInput = DocumentInput<"get">;
export type PutCommandInput = DocumentInput<"put">;
export type UpdateCommandInput = DocumentInput<"update">;
export type DeleteCommandInput = DocumentInput<"delete">;
export type QueryCommandInput = DocumentInput<"query">;
export type ScanCommandInput = DocumentInput<"scan">;
export type BatchGetCommandInput = DocumentInput<"batchGet">;
export type BatchWriteCommandInput = DocumentInput<"batchWrite">;
export type TransactGetCommandInput = DocumentInput<"transactGet">;
export type TransactWriteCommandInput = DocumentInput<"transactWrite">;
export type ExecuteStatementCommandInput = DocumentInput<"executeStatement">;
export type BatchExecuteStatementCommandInput = DocumentInput<"batchExecuteStatement">;
export type ExecuteTransactionCommandInput = DocumentInput<"executeTransaction">;

export type GetCommandOutput<Item extends object = NativeItem> = Output<DocumentOutput<"get", Item>>;
export type PutCommandOutput<Item extends object = NativeItem> = Output<DocumentOutput<"put", Item>>;
export type UpdateCommandOutput<Item extends object = NativeItem> = Output<DocumentOutput<"update", Item>>;
export type DeleteCommandOutput<Item extends object = NativeItem> = Output<DocumentOutput<"delete", Item>>;
export type QueryCommandOutput<Item extends object = NativeItem> = Output<DocumentOutput<"query", Item>>;
export type ScanCommandOutput<Item extends object = NativeItem> = Output<DocumentOutput<"scan", Item>>;
export type BatchGetCommandOutput<Item extends object = NativeItem> = Output<
  DocumentOutput<"batchGet", Item>
>;
export type BatchWriteCommandOutput<Item extends object = NativeItem> = Output<
  DocumentOutput<"batchWrite", Item>
>;
export type TransactGetCommandOutput<Item extends object = NativeItem> = Output<
  DocumentOutput<"transactGet", Item>
>;
export type TransactWriteCommandOutput<Item extends object = NativeItem> = Output<
  DocumentOutput<"transactWrite", Item>
>;
export type ExecuteStatementCommandOutput<Item extends object = NativeItem> = Output<
  DocumentOutput<"executeStatement", Item>
>;
export type BatchExecuteStatementCommandOutput<Item extends object = NativeItem> = Output<
  DocumentOutput<"batchExecuteStatement", Item>
>;
export type ExecuteTransactionCommandOutput<Item extends object = NativeItem> = Output<
  DocumentOutput<"executeTransaction", Item>
>;
