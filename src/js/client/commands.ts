/** Command classes of `@aws-sdk/lib-dynamodb`, for `send`. */

import type { NativeItem } from "../types/form.js";
import type { DocumentInput, DocumentMethod, DocumentOutput } from "./document_operations.js";
import type { Output } from "./habits.js";

/** A request of the document client: which method, and its input. */
export abstract class DocumentCommand<Method extends DocumentMethod = DocumentMethod> {
  abstract readonly method: Method;
  readonly input: DocumentInput<Method>;

  constructor(input: DocumentInput<Method>) {
    this.input = input;
  }
}

export class GetCommand extends DocumentCommand<"get"> {
  readonly method = "get";
}

export class PutCommand extends DocumentCommand<"put"> {
  readonly method = "put";
}

export class UpdateCommand extends DocumentCommand<"update"> {
  readonly method = "update";
}

export class DeleteCommand extends DocumentCommand<"delete"> {
  readonly method = "delete";
}

export class QueryCommand extends DocumentCommand<"query"> {
  readonly method = "query";
}

export class ScanCommand extends DocumentCommand<"scan"> {
  readonly method = "scan";
}

export class BatchGetCommand extends DocumentCommand<"batchGet"> {
  readonly method = "batchGet";
}

export class BatchWriteCommand extends DocumentCommand<"batchWrite"> {
  readonly method = "batchWrite";
}

export class TransactGetCommand extends DocumentCommand<"transactGet"> {
  readonly method = "transactGet";
}

export class TransactWriteCommand extends DocumentCommand<"transactWrite"> {
  readonly method = "transactWrite";
}

export class ExecuteStatementCommand extends DocumentCommand<"executeStatement"> {
  readonly method = "executeStatement";
}

export class BatchExecuteStatementCommand extends DocumentCommand<"batchExecuteStatement"> {
  readonly method = "batchExecuteStatement";
}

export class ExecuteTransactionCommand extends DocumentCommand<"executeTransaction"> {
  readonly method = "executeTransaction";
}

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
