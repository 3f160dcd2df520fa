/** Generated from the service's public model by scripts/generate-aws.mjs; do not edit. */

import { Command, type CommandInput, type CommandOutput } from "./command.js";

export class BatchExecuteStatementCommand extends Command<"BatchExecuteStatement"> {
  readonly operation = "BatchExecuteStatement";
}
export type BatchExecuteStatementCommandInput = CommandInput<"BatchExecuteStatement">;
export type BatchExecuteStatementCommandOutput = CommandOutput<"BatchExecuteStatement">;

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

export class DescribeEndpointsCommand extends Command<"DescribeEndpoints"> {
  readonly operation = "DescribeEndpoints";
}
export type DescribeEndpointsCommandInput = CommandInput<"DescribeEndpoints">;
export type DescribeEndpointsCommandOutput = CommandOutput<"DescribeEndpoints">;

export class DescribeLimitsCommand extends Command<"DescribeLimits"> {
  readonly operation = "DescribeLimits";
}
export type DescribeLimitsCommandInput = CommandInput<"DescribeLimits">;
export type DescribeLimitsCommandOutput = CommandOutput<"DescribeLimits">;

export class DescribeTableCommand extends Command<"DescribeTable"> {
  readonly operation = "DescribeTable";
}
export type DescribeTableCommandInput = CommandInput<"DescribeTable">;
export type DescribeTableCommandOutput = CommandOutput<"DescribeTable">;

export class DescribeTimeToLiveCommand extends Command<"DescribeTimeToLive"> {
  readonly operation = "DescribeTimeToLive";
}
export type DescribeTimeToLiveCommandInput = CommandInput<"DescribeTimeToLive">;
export type DescribeTimeToLiveCommandOutput = CommandOutput<"DescribeTimeToLive">;

export class ExecuteStatementCommand extends Command<"ExecuteStatement"> {
  readonly operation = "ExecuteStatement";
}
export type ExecuteStatementCommandInput = CommandInput<"ExecuteStatement">;
export type ExecuteStatementCommandOutput = CommandOutput<"ExecuteStatement">;

export class ExecuteTransactionCommand extends Command<"ExecuteTransaction"> {
  readonly operation = "ExecuteTransaction";
}
export type ExecuteTransactionCommandInput = CommandInput<"ExecuteTransaction">;
export type ExecuteTransactionCommandOutput = CommandOutput<"ExecuteTransaction">;

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

export class ListTagsOfResourceCommand extends Command<"ListTagsOfResource"> {
  readonly operation = "ListTagsOfResource";
}
export type ListTagsOfResourceCommandInput = CommandInput<"ListTagsOfResource">;
export type ListTagsOfResourceCommandOutput = CommandOutput<"ListTagsOfResource">;

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

export class TagResourceCommand extends Command<"TagResource"> {
  readonly operation = "TagResource";
}
export type TagResourceCommandInput = CommandInput<"TagResource">;
export type TagResourceCommandOutput = CommandOutput<"TagResource">;

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

export class UntagResourceCommand extends Command<"UntagResource"> {
  readonly operation = "UntagResource";
}
export type UntagResourceCommandInput = CommandInput<"UntagResource">;
export type UntagResourceCommandOutput = CommandOutput<"UntagResource">;

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

export class UpdateTimeToLiveCommand extends Command<"UpdateTimeToLive"> {
  readonly operation = "UpdateTimeToLive";
}
export type UpdateTimeToLiveCommandInput = CommandInput<"UpdateTimeToLive">;
export type UpdateTimeToLiveCommandOutput = CommandOutput<"UpdateTimeToLive">;
