/** Generated from the service's public model by scripts/generate-aws.mjs; do not edit. */

import { Command, type CommandInput, type CommandOutput } from "./command.js";

export class BatchExecuteStatementCommand extends Command<"BatchExecuteStatement"> {
  static override readonly name: string = "BatchExecuteStatementCommand";
  readonly operation = "BatchExecuteStatement";
}
export type BatchExecuteStatementCommandInput = CommandInput<"BatchExecuteStatement">;
export type BatchExecuteStatementCommandOutput = CommandOutput<"BatchExecuteStatement">;

export class BatchGetItemCommand extends Command<"BatchGetItem"> {
  static override readonly name: string = "BatchGetItemCommand";
  readonly operation = "BatchGetItem";
}
export type BatchGetItemCommandInput = CommandInput<"BatchGetItem">;
export type BatchGetItemCommandOutput = CommandOutput<"BatchGetItem">;

export class BatchWriteItemCommand extends Command<"BatchWriteItem"> {
  static override readonly name: string = "BatchWriteItemCommand";
  readonly operation = "BatchWriteItem";
}
export type BatchWriteItemCommandInput = CommandInput<"BatchWriteItem">;
export type BatchWriteItemCommandOutput = CommandOutput<"BatchWriteItem">;

export class CancelBulkOperationCommand extends Command<"CancelBulkOperation"> {
  static override readonly name: string = "CancelBulkOperationCommand";
  readonly operation = "CancelBulkOperation";
}
export type CancelBulkOperationCommandInput = CommandInput<"CancelBulkOperation">;
export type CancelBulkOperationCommandOutput = CommandOutput<"CancelBulkOperation">;

export class CreateBackupCommand extends Command<"CreateBackup"> {
  static override readonly name: string = "CreateBackupCommand";
  readonly operation = "CreateBackup";
}
export type CreateBackupCommandInput = CommandInput<"CreateBackup">;
export type CreateBackupCommandOutput = CommandOutput<"CreateBackup">;

export class CreateGlobalTableCommand extends Command<"CreateGlobalTable"> {
  static override readonly name: string = "CreateGlobalTableCommand";
  readonly operation = "CreateGlobalTable";
}
export type CreateGlobalTableCommandInput = CommandInput<"CreateGlobalTable">;
export type CreateGlobalTableCommandOutput = CommandOutput<"CreateGlobalTable">;

export class CreateTableCommand extends Command<"CreateTable"> {
  static override readonly name: string = "CreateTableCommand";
  readonly operation = "CreateTable";
}
export type CreateTableCommandInput = CommandInput<"CreateTable">;
export type CreateTableCommandOutput = CommandOutput<"CreateTable">;

export class DeleteBackupCommand extends Command<"DeleteBackup"> {
  static override readonly name: string = "DeleteBackupCommand";
  readonly operation = "DeleteBackup";
}
export type DeleteBackupCommandInput = CommandInput<"DeleteBackup">;
export type DeleteBackupCommandOutput = CommandOutput<"DeleteBackup">;

export class DeleteItemCommand extends Command<"DeleteItem"> {
  static override readonly name: string = "DeleteItemCommand";
  readonly operation = "DeleteItem";
}
export type DeleteItemCommandInput = CommandInput<"DeleteItem">;
export type DeleteItemCommandOutput = CommandOutput<"DeleteItem">;

export class DeleteResourcePolicyCommand extends Command<"DeleteResourcePolicy"> {
  static override readonly name: string = "DeleteResourcePolicyCommand";
  readonly operation = "DeleteResourcePolicy";
}
export type DeleteResourcePolicyCommandInput = CommandInput<"DeleteResourcePolicy">;
export type DeleteResourcePolicyCommandOutput = CommandOutput<"DeleteResourcePolicy">;

export class DeleteTableCommand extends Command<"DeleteTable"> {
  static override readonly name: string = "DeleteTableCommand";
  readonly operation = "DeleteTable";
}
export type DeleteTableCommandInput = CommandInput<"DeleteTable">;
export type DeleteTableCommandOutput = CommandOutput<"DeleteTable">;

export class DescribeBackupCommand extends Command<"DescribeBackup"> {
  static override readonly name: string = "DescribeBackupCommand";
  readonly operation = "DescribeBackup";
}
export type DescribeBackupCommandInput = CommandInput<"DescribeBackup">;
export type DescribeBackupCommandOutput = CommandOutput<"DescribeBackup">;

export class DescribeBulkOperationCommand extends Command<"DescribeBulkOperation"> {
  static override readonly name: string = "DescribeBulkOperationCommand";
  readonly operation = "DescribeBulkOperation";
}
export type DescribeBulkOperationCommandInput = CommandInput<"DescribeBulkOperation">;
export type DescribeBulkOperationCommandOutput = CommandOutput<"DescribeBulkOperation">;

export class DescribeContinuousBackupsCommand extends Command<"DescribeContinuousBackups"> {
  static override readonly name: string = "DescribeContinuousBackupsCommand";
  readonly operation = "DescribeContinuousBackups";
}
export type DescribeContinuousBackupsCommandInput = CommandInput<"DescribeContinuousBackups">;
export type DescribeContinuousBackupsCommandOutput = CommandOutput<"DescribeContinuousBackups">;

export class DescribeContributorInsightsCommand extends Command<"DescribeContributorInsights"> {
  static override readonly name: string = "DescribeContributorInsightsCommand";
  readonly operation = "DescribeContributorInsights";
}
export type DescribeContributorInsightsCommandInput = CommandInput<"DescribeContributorInsights">;
export type DescribeContributorInsightsCommandOutput = CommandOutput<"DescribeContributorInsights">;

export class DescribeEndpointsCommand extends Command<"DescribeEndpoints"> {
  static override readonly name: string = "DescribeEndpointsCommand";
  readonly operation = "DescribeEndpoints";
}
export type DescribeEndpointsCommandInput = CommandInput<"DescribeEndpoints">;
export type DescribeEndpointsCommandOutput = CommandOutput<"DescribeEndpoints">;

export class DescribeExportCommand extends Command<"DescribeExport"> {
  static override readonly name: string = "DescribeExportCommand";
  readonly operation = "DescribeExport";
}
export type DescribeExportCommandInput = CommandInput<"DescribeExport">;
export type DescribeExportCommandOutput = CommandOutput<"DescribeExport">;

export class DescribeGlobalTableCommand extends Command<"DescribeGlobalTable"> {
  static override readonly name: string = "DescribeGlobalTableCommand";
  readonly operation = "DescribeGlobalTable";
}
export type DescribeGlobalTableCommandInput = CommandInput<"DescribeGlobalTable">;
export type DescribeGlobalTableCommandOutput = CommandOutput<"DescribeGlobalTable">;

export class DescribeGlobalTableSettingsCommand extends Command<"DescribeGlobalTableSettings"> {
  static override readonly name: string = "DescribeGlobalTableSettingsCommand";
  readonly operation = "DescribeGlobalTableSettings";
}
export type DescribeGlobalTableSettingsCommandInput = CommandInput<"DescribeGlobalTableSettings">;
export type DescribeGlobalTableSettingsCommandOutput = CommandOutput<"DescribeGlobalTableSettings">;

export class DescribeImportCommand extends Command<"DescribeImport"> {
  static override readonly name: string = "DescribeImportCommand";
  readonly operation = "DescribeImport";
}
export type DescribeImportCommandInput = CommandInput<"DescribeImport">;
export type DescribeImportCommandOutput = CommandOutput<"DescribeImport">;

export class DescribeKinesisStreamingDestinationCommand extends Command<"DescribeKinesisStreamingDestination"> {
  static override readonly name: string = "DescribeKinesisStreamingDestinationCommand";
  readonly operation = "DescribeKinesisStreamingDestination";
}
export type DescribeKinesisStreamingDestinationCommandInput =
  CommandInput<"DescribeKinesisStreamingDestination">;
export type DescribeKinesisStreamingDestinationCommandOutput =
  CommandOutput<"DescribeKinesisStreamingDestination">;

export class DescribeLimitsCommand extends Command<"DescribeLimits"> {
  static override readonly name: string = "DescribeLimitsCommand";
  readonly operation = "DescribeLimits";
}
export type DescribeLimitsCommandInput = CommandInput<"DescribeLimits">;
export type DescribeLimitsCommandOutput = CommandOutput<"DescribeLimits">;

export class DescribeTableCommand extends Command<"DescribeTable"> {
  static override readonly name: string = "DescribeTableCommand";
  readonly operation = "DescribeTable";
}
export type DescribeTableCommandInput = CommandInput<"DescribeTable">;
export type DescribeTableCommandOutput = CommandOutput<"DescribeTable">;

export class DescribeTimeToLiveCommand extends Command<"DescribeTimeToLive"> {
  static override readonly name: string = "DescribeTimeToLiveCommand";
  readonly operation = "DescribeTimeToLive";
}
export type DescribeTimeToLiveCommandInput = CommandInput<"DescribeTimeToLive">;
export type DescribeTimeToLiveCommandOutput = CommandOutput<"DescribeTimeToLive">;

export class DisableKinesisStreamingDestinationCommand extends Command<"DisableKinesisStreamingDestination"> {
  static override readonly name: string = "DisableKinesisStreamingDestinationCommand";
  readonly operation = "DisableKinesisStreamingDestination";
}
export type DisableKinesisStreamingDestinationCommandInput =
  CommandInput<"DisableKinesisStreamingDestination">;
export type DisableKinesisStreamingDestinationCommandOutput =
  CommandOutput<"DisableKinesisStreamingDestination">;

export class EnableKinesisStreamingDestinationCommand extends Command<"EnableKinesisStreamingDestination"> {
  static override readonly name: string = "EnableKinesisStreamingDestinationCommand";
  readonly operation = "EnableKinesisStreamingDestination";
}
export type EnableKinesisStreamingDestinationCommandInput = CommandInput<"EnableKinesisStreamingDestination">;
export type EnableKinesisStreamingDestinationCommandOutput =
  CommandOutput<"EnableKinesisStreamingDestination">;

export class ExecuteStatementCommand extends Command<"ExecuteStatement"> {
  static override readonly name: string = "ExecuteStatementCommand";
  readonly operation = "ExecuteStatement";
}
export type ExecuteStatementCommandInput = CommandInput<"ExecuteStatement">;
export type ExecuteStatementCommandOutput = CommandOutput<"ExecuteStatement">;

export class ExecuteTransactionCommand extends Command<"ExecuteTransaction"> {
  static override readonly name: string = "ExecuteTransactionCommand";
  readonly operation = "ExecuteTransaction";
}
export type ExecuteTransactionCommandInput = CommandInput<"ExecuteTransaction">;
export type ExecuteTransactionCommandOutput = CommandOutput<"ExecuteTransaction">;

export class ExportTableToPointInTimeCommand extends Command<"ExportTableToPointInTime"> {
  static override readonly name: string = "ExportTableToPointInTimeCommand";
  readonly operation = "ExportTableToPointInTime";
}
export type ExportTableToPointInTimeCommandInput = CommandInput<"ExportTableToPointInTime">;
export type ExportTableToPointInTimeCommandOutput = CommandOutput<"ExportTableToPointInTime">;

export class GetItemCommand extends Command<"GetItem"> {
  static override readonly name: string = "GetItemCommand";
  readonly operation = "GetItem";
}
export type GetItemCommandInput = CommandInput<"GetItem">;
export type GetItemCommandOutput = CommandOutput<"GetItem">;

export class GetResourcePolicyCommand extends Command<"GetResourcePolicy"> {
  static override readonly name: string = "GetResourcePolicyCommand";
  readonly operation = "GetResourcePolicy";
}
export type GetResourcePolicyCommandInput = CommandInput<"GetResourcePolicy">;
export type GetResourcePolicyCommandOutput = CommandOutput<"GetResourcePolicy">;

export class ImportTableCommand extends Command<"ImportTable"> {
  static override readonly name: string = "ImportTableCommand";
  readonly operation = "ImportTable";
}
export type ImportTableCommandInput = CommandInput<"ImportTable">;
export type ImportTableCommandOutput = CommandOutput<"ImportTable">;

export class ListBackupsCommand extends Command<"ListBackups"> {
  static override readonly name: string = "ListBackupsCommand";
  readonly operation = "ListBackups";
}
export type ListBackupsCommandInput = CommandInput<"ListBackups">;
export type ListBackupsCommandOutput = CommandOutput<"ListBackups">;

export class ListBulkOperationsCommand extends Command<"ListBulkOperations"> {
  static override readonly name: string = "ListBulkOperationsCommand";
  readonly operation = "ListBulkOperations";
}
export type ListBulkOperationsCommandInput = CommandInput<"ListBulkOperations">;
export type ListBulkOperationsCommandOutput = CommandOutput<"ListBulkOperations">;

export class ListContributorInsightsCommand extends Command<"ListContributorInsights"> {
  static override readonly name: string = "ListContributorInsightsCommand";
  readonly operation = "ListContributorInsights";
}
export type ListContributorInsightsCommandInput = CommandInput<"ListContributorInsights">;
export type ListContributorInsightsCommandOutput = CommandOutput<"ListContributorInsights">;

export class ListExportsCommand extends Command<"ListExports"> {
  static override readonly name: string = "ListExportsCommand";
  readonly operation = "ListExports";
}
export type ListExportsCommandInput = CommandInput<"ListExports">;
export type ListExportsCommandOutput = CommandOutput<"ListExports">;

export class ListGlobalTablesCommand extends Command<"ListGlobalTables"> {
  static override readonly name: string = "ListGlobalTablesCommand";
  readonly operation = "ListGlobalTables";
}
export type ListGlobalTablesCommandInput = CommandInput<"ListGlobalTables">;
export type ListGlobalTablesCommandOutput = CommandOutput<"ListGlobalTables">;

export class ListImportsCommand extends Command<"ListImports"> {
  static override readonly name: string = "ListImportsCommand";
  readonly operation = "ListImports";
}
export type ListImportsCommandInput = CommandInput<"ListImports">;
export type ListImportsCommandOutput = CommandOutput<"ListImports">;

export class ListTablesCommand extends Command<"ListTables"> {
  static override readonly name: string = "ListTablesCommand";
  readonly operation = "ListTables";
}
export type ListTablesCommandInput = CommandInput<"ListTables">;
export type ListTablesCommandOutput = CommandOutput<"ListTables">;

export class ListTagsOfResourceCommand extends Command<"ListTagsOfResource"> {
  static override readonly name: string = "ListTagsOfResourceCommand";
  readonly operation = "ListTagsOfResource";
}
export type ListTagsOfResourceCommandInput = CommandInput<"ListTagsOfResource">;
export type ListTagsOfResourceCommandOutput = CommandOutput<"ListTagsOfResource">;

export class PutItemCommand extends Command<"PutItem"> {
  static override readonly name: string = "PutItemCommand";
  readonly operation = "PutItem";
}
export type PutItemCommandInput = CommandInput<"PutItem">;
export type PutItemCommandOutput = CommandOutput<"PutItem">;

export class PutResourcePolicyCommand extends Command<"PutResourcePolicy"> {
  static override readonly name: string = "PutResourcePolicyCommand";
  readonly operation = "PutResourcePolicy";
}
export type PutResourcePolicyCommandInput = CommandInput<"PutResourcePolicy">;
export type PutResourcePolicyCommandOutput = CommandOutput<"PutResourcePolicy">;

export class QueryCommand extends Command<"Query"> {
  static override readonly name: string = "QueryCommand";
  readonly operation = "Query";
}
export type QueryCommandInput = CommandInput<"Query">;
export type QueryCommandOutput = CommandOutput<"Query">;

export class RestoreTableFromBackupCommand extends Command<"RestoreTableFromBackup"> {
  static override readonly name: string = "RestoreTableFromBackupCommand";
  readonly operation = "RestoreTableFromBackup";
}
export type RestoreTableFromBackupCommandInput = CommandInput<"RestoreTableFromBackup">;
export type RestoreTableFromBackupCommandOutput = CommandOutput<"RestoreTableFromBackup">;

export class RestoreTableToPointInTimeCommand extends Command<"RestoreTableToPointInTime"> {
  static override readonly name: string = "RestoreTableToPointInTimeCommand";
  readonly operation = "RestoreTableToPointInTime";
}
export type RestoreTableToPointInTimeCommandInput = CommandInput<"RestoreTableToPointInTime">;
export type RestoreTableToPointInTimeCommandOutput = CommandOutput<"RestoreTableToPointInTime">;

export class ScanCommand extends Command<"Scan"> {
  static override readonly name: string = "ScanCommand";
  readonly operation = "Scan";
}
export type ScanCommandInput = CommandInput<"Scan">;
export type ScanCommandOutput = CommandOutput<"Scan">;

export class StartBulkPutItemsCommand extends Command<"StartBulkPutItems"> {
  static override readonly name: string = "StartBulkPutItemsCommand";
  readonly operation = "StartBulkPutItems";
}
export type StartBulkPutItemsCommandInput = CommandInput<"StartBulkPutItems">;
export type StartBulkPutItemsCommandOutput = CommandOutput<"StartBulkPutItems">;

export class TagResourceCommand extends Command<"TagResource"> {
  static override readonly name: string = "TagResourceCommand";
  readonly operation = "TagResource";
}
export type TagResourceCommandInput = CommandInput<"TagResource">;
export type TagResourceCommandOutput = CommandOutput<"TagResource">;

export class TransactGetItemsCommand extends Command<"TransactGetItems"> {
  static override readonly name: string = "TransactGetItemsCommand";
  readonly operation = "TransactGetItems";
}
export type TransactGetItemsCommandInput = CommandInput<"TransactGetItems">;
export type TransactGetItemsCommandOutput = CommandOutput<"TransactGetItems">;

export class TransactWriteItemsCommand extends Command<"TransactWriteItems"> {
  static override readonly name: string = "TransactWriteItemsCommand";
  readonly operation = "TransactWriteItems";
}
export type TransactWriteItemsCommandInput = CommandInput<"TransactWriteItems">;
export type TransactWriteItemsCommandOutput = CommandOutput<"TransactWriteItems">;

export class UntagResourceCommand extends Command<"UntagResource"> {
  static override readonly name: string = "UntagResourceCommand";
  readonly operation = "UntagResource";
}
export type UntagResourceCommandInput = CommandInput<"UntagResource">;
export type UntagResourceCommandOutput = CommandOutput<"UntagResource">;

export class UpdateContinuousBackupsCommand extends Command<"UpdateContinuousBackups"> {
  static override readonly name: string = "UpdateContinuousBackupsCommand";
  readonly operation = "UpdateContinuousBackups";
}
export type UpdateContinuousBackupsCommandInput = CommandInput<"UpdateContinuousBackups">;
export type UpdateContinuousBackupsCommandOutput = CommandOutput<"UpdateContinuousBackups">;

export class UpdateContributorInsightsCommand extends Command<"UpdateContributorInsights"> {
  static override readonly name: string = "UpdateContributorInsightsCommand";
  readonly operation = "UpdateContributorInsights";
}
export type UpdateContributorInsightsCommandInput = CommandInput<"UpdateContributorInsights">;
export type UpdateContributorInsightsCommandOutput = CommandOutput<"UpdateContributorInsights">;

export class UpdateGlobalTableCommand extends Command<"UpdateGlobalTable"> {
  static override readonly name: string = "UpdateGlobalTableCommand";
  readonly operation = "UpdateGlobalTable";
}
export type UpdateGlobalTableCommandInput = CommandInput<"UpdateGlobalTable">;
export type UpdateGlobalTableCommandOutput = CommandOutput<"UpdateGlobalTable">;

export class UpdateGlobalTableSettingsCommand extends Command<"UpdateGlobalTableSettings"> {
  static override readonly name: string = "UpdateGlobalTableSettingsCommand";
  readonly operation = "UpdateGlobalTableSettings";
}
export type UpdateGlobalTableSettingsCommandInput = CommandInput<"UpdateGlobalTableSettings">;
export type UpdateGlobalTableSettingsCommandOutput = CommandOutput<"UpdateGlobalTableSettings">;

export class UpdateItemCommand extends Command<"UpdateItem"> {
  static override readonly name: string = "UpdateItemCommand";
  readonly operation = "UpdateItem";
}
export type UpdateItemCommandInput = CommandInput<"UpdateItem">;
export type UpdateItemCommandOutput = CommandOutput<"UpdateItem">;

export class UpdateKinesisStreamingDestinationCommand extends Command<"UpdateKinesisStreamingDestination"> {
  static override readonly name: string = "UpdateKinesisStreamingDestinationCommand";
  readonly operation = "UpdateKinesisStreamingDestination";
}
export type UpdateKinesisStreamingDestinationCommandInput = CommandInput<"UpdateKinesisStreamingDestination">;
export type UpdateKinesisStreamingDestinationCommandOutput =
  CommandOutput<"UpdateKinesisStreamingDestination">;

export class UpdateTableCommand extends Command<"UpdateTable"> {
  static override readonly name: string = "UpdateTableCommand";
  readonly operation = "UpdateTable";
}
export type UpdateTableCommandInput = CommandInput<"UpdateTable">;
export type UpdateTableCommandOutput = CommandOutput<"UpdateTable">;

export class UpdateTimeToLiveCommand extends Command<"UpdateTimeToLive"> {
  static override readonly name: string = "UpdateTimeToLiveCommand";
  readonly operation = "UpdateTimeToLive";
}
export type UpdateTimeToLiveCommandInput = CommandInput<"UpdateTimeToLive">;
export type UpdateTimeToLiveCommandOutput = CommandOutput<"UpdateTimeToLive">;
