/** Generated from the service's public model by scripts/generate-aws.mjs; do not edit. */

import { Command, type CommandInput, type CommandOutput } from "./command.js";

export class BatchGetItemCommand extends Command<"BatchGetItem"> {
  readonly operation = "BatchGetItem";
}
export type BatchGetItemCommandInput = CommandInput<"BatchGetItem">;
export type BatchGetItemCommandOutput = CommandOutput<"BatchGetItem">;

export class BatchWriteItemCommand extends Command<"BatchWriteItem"> {
  readonly operation = "BatchWriteItem";
}
export type BatchWriteItemCommandInput = CommandInput<"BatchWriteItem">;
export type BatchWriteItemCommandOutput = CommandOutput<"BatchWriteItem">;

export class CreateTableCommand extends Command<"CreateTable"> {
  readonly operation = "CreateTable";
}
export type CreateTableCommandInput = CommandInput<"CreateTable">;
export type CreateTableCommandOutput = CommandOutput<"CreateTable">;

export class DeleteItemCommand extends Command<"DeleteItem"> {
  readonly operation = "DeleteItem";
}
export type DeleteItemCommandInput = CommandInput<"DeleteItem">;
export type DeleteItemCommandOutput = CommandOutput<"DeleteItem">;

export class DeleteTableCommand extends Command<"DeleteTable"> {
  readonly operation = "DeleteTable";
}
export type DeleteTableCommandInput = CommandInput<"DeleteTable">;
export type DeleteTableCommandOutput = CommandOutput<"DeleteTable">;

export class DescribeTableCommand extends Command<"DescribeTable"> {
  readonly operation = "DescribeTable";
}
export type DescribeTableCommandInput = CommandInput<"DescribeTable">;
export type DescribeTableCommandOutput = CommandOutput<"DescribeTable">;

export class GetItemCommand extends Command<"GetItem"> {
  readonly operation = "GetItem";
}
export type GetItemCommandInput = CommandInput<"GetItem">;
export type GetItemCommandOutput = CommandOutput<"GetItem">;

export class ListTablesCommand extends Command<"ListTables"> {
  readonly operation = "ListTables";
}
export type ListTablesCommandInput = CommandInput<"ListTables">;
export type ListTablesCommandOutput = CommandOutput<"ListTables">;

export class PutItemCommand extends Command<"PutItem"> {
  readonly operation = "PutItem";
}
export type PutItemCommandInput = CommandInput<"PutItem">;
export type PutItemCommandOutput = CommandOutput<"PutItem">;

export class QueryCommand extends Command<"Query"> {
  readonly operation = "Query";
}
export type QueryCommandInput = CommandInput<"Query">;
export type QueryCommandOutput = CommandOutput<"Query">;

export class ScanCommand extends Command<"Scan"> {
  readonly operation = "Scan";
}
export type ScanCommandInput = CommandInput<"Scan">;
export type ScanCommandOutput = CommandOutput<"Scan">;

export class TransactGetItemsCommand extends Command<"TransactGetItems"> {
  readonly operation = "TransactGetItems";
}
export type TransactGetItemsCommandInput = CommandInput<"TransactGetItems">;
export type TransactGetItemsCommandOutput = CommandOutput<"TransactGetItems">;

export class TransactWriteItemsCommand extends Command<"TransactWriteItems"> {
  readonly operation = "TransactWriteItems";
}
export type TransactWriteItemsCommandInput = CommandInput<"TransactWriteItems">;
export type TransactWriteItemsCommandOutput = CommandOutput<"TransactWriteItems">;

export class UpdateItemCommand extends Command<"UpdateItem"> {
  readonly operation = "UpdateItem";
}
export type UpdateItemCommandInput = CommandInput<"UpdateItem">;
export type UpdateItemCommandOutput = CommandOutput<"UpdateItem">;

export class UpdateTableCommand extends Command<"UpdateTable"> {
  readonly operation = "UpdateTable";
}
export type UpdateTableCommandInput = CommandInput<"UpdateTable">;
export type UpdateTableCommandOutput = CommandOutput<"UpdateTable">;
