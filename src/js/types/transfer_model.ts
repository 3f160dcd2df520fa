/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

import type { Form, Typed } from "./form.js";
import type {
  AttributeDefinition,
  GlobalSecondaryIndex,
  KeySchemaElement,
  OnDemandThroughput,
  Projection,
  ProvisionedThroughput,
  SearchSchemaElement,
  SSESpecification,
  VectorAttributeDefinition,
  VectorIndex,
  WarmThroughput,
} from "./table_model.js";

export type {
  AttributeDefinition,
  GlobalSecondaryIndex,
  KeySchemaElement,
  OnDemandThroughput,
  Projection,
  ProvisionedThroughput,
  SearchSchemaElement,
  SSESpecification,
  VectorAttributeDefinition,
  VectorIndex,
  WarmThroughput,
};

export interface BulkOperationBytes {
  BulkPutBytes?: number | undefined;
}

export interface BulkOperationDescription {
  BulkOperationArn?: string | undefined;
  BulkOperationStatus?:
    | "IN_PROGRESS"
    | "COMPLETED"
    | "COMPLETED_WITH_ERRORS"
    | "CANCELLING"
    | "CANCELLED"
    | "FAILED"
    | undefined;
  TableDetails?: BulkOperationTableDetail[] | undefined;
  ClientToken?: string | undefined;
  InputS3Configuration?: InputS3Configuration | undefined;
  OutputS3Configuration?: OutputS3Configuration | undefined;
  StartTime?: Date | undefined;
  EndTime?: Date | undefined;
  ProcessedItemCount?: number | undefined;
  ProcessedInputBytes?: number | undefined;
  TotalInputBytes?: number | undefined;
  BulkOperationUsage?: BulkOperationUsage[] | undefined;
  FailedItemCount?: number | undefined;
  FailureCode?: string | undefined;
  FailureMessage?: string | undefined;
  MaxWriteRequestUnits?: number | undefined;
  PerformanceTier?: "STANDARD" | "ACCELERATED" | undefined;
}

export interface BulkOperationSummary {
  BulkOperationArn: string | undefined;
  BulkOperationStatus:
    | "IN_PROGRESS"
    | "COMPLETED"
    | "COMPLETED_WITH_ERRORS"
    | "CANCELLING"
    | "CANCELLED"
    | "FAILED"
    | undefined;
  StartTime: Date | undefined;
  EndTime?: Date | undefined;
}

export interface BulkOperationTableDetail {
  TableName?: string | undefined;
  TableId?: string | undefined;
}

export interface BulkOperationUsage {
  TableName?: string | undefined;
  BulkPutBytes?: number | undefined;
  Table?: BulkOperationBytes | undefined;
  LocalSecondaryIndexes?: Record<string, BulkOperationBytes> | undefined;
  GlobalSecondaryIndexes?: Record<string, BulkOperationBytes> | undefined;
  VectorIndexes?: Record<string, BulkOperationVectorBytes> | undefined;
}

export interface BulkOperationVectorBytes {
  BulkPutVectorBytes?: number | undefined;
}

export interface CancelBulkOperationInput {
  /** The ARN that `startBulkPutItems` gave. */
  BulkOperationArn: string | undefined;
}

export interface CancelBulkOperationOutput {
  BulkOperationArn: string | undefined;
  BulkOperationStatus:
    | "IN_PROGRESS"
    | "COMPLETED"
    | "COMPLETED_WITH_ERRORS"
    | "CANCELLING"
    | "CANCELLED"
    | "FAILED"
    | undefined;
}

export interface CsvOptions {
  /** What stands between columns: `,` `;` `:` `|`, a tab or a blank; a comma by default. */
  Delimiter?: string | undefined;
  /** The columns' names; by default the first line of each object has them. */
  HeaderList?: string[] | undefined;
}

export interface DescribeBulkOperationInput {
  /** The ARN that `startBulkPutItems` gave. */
  BulkOperationArn: string | undefined;
}

export interface DescribeBulkOperationOutput {
  BulkOperationDescription: BulkOperationDescription | undefined;
}

export interface DescribeExportInput {
  /** The ARN that `exportTableToPointInTime` gave. */
  ExportArn: string | undefined;
}

export interface DescribeExportOutput<F extends Form = Typed> {
  ExportDescription?: ExportDescription<F> | undefined;
}

export interface DescribeImportInput {
  /** The ARN that `importTable` gave. */
  ImportArn: string | undefined;
}

export interface DescribeImportOutput {
  ImportTableDescription: ImportTableDescription | undefined;
}

export interface ExportDescription<F extends Form = Typed> {
  ExportArn?: string | undefined;
  ExportStatus?: "IN_PROGRESS" | "COMPLETED" | "FAILED" | undefined;
  StartTime?: Date | undefined;
  EndTime?: Date | undefined;
  ExportManifest?: string | undefined;
  TableArn?: string | undefined;
  TableId?: string | undefined;
  ExportTime?: Date | undefined;
  ClientToken?: string | undefined;
  S3Bucket?: string | undefined;
  S3BucketOwner?: string | undefined;
  S3Prefix?: string | undefined;
  S3SseAlgorithm?: "AES256" | "KMS" | undefined;
  S3SseKmsKeyId?: string | undefined;
  FailureCode?: string | undefined;
  FailureMessage?: string | undefined;
  ExportFormat?: "DYNAMODB_JSON" | "ION" | undefined;
  BilledSizeBytes?: number | undefined;
  ItemCount?: number | undefined;
  ExportType?: "FULL_EXPORT" | "INCREMENTAL_EXPORT" | undefined;
  IncrementalExportSpecification?: IncrementalExportSpecification | undefined;
  FilterSpecification?: FilterSpecification<F> | undefined;
}

export interface ExportSummary {
  ExportArn?: string | undefined;
  ExportStatus?: "IN_PROGRESS" | "COMPLETED" | "FAILED" | undefined;
  ExportType?: "FULL_EXPORT" | "INCREMENTAL_EXPORT" | undefined;
}

export interface ExportTableToPointInTimeInput<F extends Form = Typed> {
  /** The table's ARN. */
  TableArn: string | undefined;
  /** The time as of which the table is exported; now by default. */
  ExportTime?: Date | undefined;
  /** A request that comes again with the same token within eight hours begins nothing new. */
  ClientToken?: string | undefined;
  /** The bucket's name: any will do, see `open({ buckets })`. */
  S3Bucket: string | undefined;
  /** Accepted and shown. */
  S3BucketOwner?: string | undefined;
  /** What the names of the objects begin with that are written. */
  S3Prefix?: string | undefined;
  /** Accepted and shown. */
  S3SseAlgorithm?: "AES256" | "KMS" | undefined;
  /** Accepted and shown. */
  S3SseKmsKeyId?: string | undefined;
  /** `DYNAMODB_JSON` (the default) or `ION`. */
  ExportFormat?: "DYNAMODB_JSON" | "ION" | undefined;
  /** `FULL_EXPORT` (the default), or `INCREMENTAL_EXPORT` for what has changed. */
  ExportType?: "FULL_EXPORT" | "INCREMENTAL_EXPORT" | undefined;
  /** From when to when changes are exported. */
  IncrementalExportSpecification?: IncrementalExportSpecification | undefined;
  /** Which items are exported, and which of their attributes. */
  FilterSpecification?: FilterSpecification<F> | undefined;
}

export interface ExportTableToPointInTimeOutput<F extends Form = Typed> {
  ExportDescription?: ExportDescription<F> | undefined;
}

export interface FilterSpecification<F extends Form = Typed> {
  /** Leaves out items for which this is false, after they were read and counted towards `Limit`. */
  FilterExpression?: string | undefined;
  /** The attributes that are wanted, separated by commas; all without it. */
  ProjectionExpression?: string | undefined;
  /** The partition key that is wanted and, if you like, a range of the sort key: `id = :id AND at > :t`. */
  KeyConditionExpression?: string | undefined;
  /** Stand-ins for names in expressions, for reserved words and unusual letters: `{ "#name": "name" }`. */
  ExpressionAttributeNames?: Record<string, string> | undefined;
  /** The values that expressions name: `{ ":n": 1 }`. */
  ExpressionAttributeValues?: F["map"] | undefined;
}

export interface ImportSummary {
  ImportArn?: string | undefined;
  ImportStatus?: "IN_PROGRESS" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED" | undefined;
  TableArn?: string | undefined;
  S3BucketSource?: S3BucketSource | undefined;
  CloudWatchLogGroupArn?: string | undefined;
  InputFormat?: "DYNAMODB_JSON" | "ION" | "CSV" | undefined;
  StartTime?: Date | undefined;
  EndTime?: Date | undefined;
}

export interface ImportTableDescription {
  ImportArn?: string | undefined;
  ImportStatus?: "IN_PROGRESS" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED" | undefined;
  TableArn?: string | undefined;
  TableId?: string | undefined;
  ClientToken?: string | undefined;
  S3BucketSource?: S3BucketSource | undefined;
  ErrorCount?: number | undefined;
  CloudWatchLogGroupArn?: string | undefined;
  InputFormat?: "DYNAMODB_JSON" | "ION" | "CSV" | undefined;
  InputFormatOptions?: InputFormatOptions | undefined;
  InputCompressionType?: "GZIP" | "ZSTD" | "NONE" | undefined;
  TableCreationParameters?: TableCreationParameters | undefined;
  StartTime?: Date | undefined;
  EndTime?: Date | undefined;
  ProcessedSizeBytes?: number | undefined;
  ProcessedItemCount?: number | undefined;
  ImportedItemCount?: number | undefined;
  FailureCode?: string | undefined;
  FailureMessage?: string | undefined;
}

export interface ImportTableInput {
  /** A request that comes again with the same token within eight hours begins nothing new. */
  ClientToken?: string | undefined;
  /** The bucket, and what the names of the objects in it begin with. */
  S3BucketSource: S3BucketSource | undefined;
  /** `DYNAMODB_JSON`, `ION` or `CSV`. */
  InputFormat: "DYNAMODB_JSON" | "ION" | "CSV" | undefined;
  /** How CSV is to be read. */
  InputFormatOptions?: InputFormatOptions | undefined;
  /** `GZIP`, `ZSTD` or `NONE` (the default). */
  InputCompressionType?: "GZIP" | "ZSTD" | "NONE" | undefined;
  /** The table to make, as for `createTable`. */
  TableCreationParameters: TableCreationParameters | undefined;
}

export interface ImportTableOutput {
  ImportTableDescription: ImportTableDescription | undefined;
}

export interface IncrementalExportSpecification {
  /** From when on changes are exported. */
  ExportFromTime?: Date | undefined;
  /** Up to when changes are exported; up to now by default. */
  ExportToTime?: Date | undefined;
  /** `NEW_AND_OLD_IMAGES` (the default) or `NEW_IMAGE`. */
  ExportViewType?: "NEW_IMAGE" | "NEW_AND_OLD_IMAGES" | undefined;
}

export interface InputFormatOptions {
  /** What the columns of CSV are. */
  Csv?: CsvOptions | undefined;
}

export interface InputS3Configuration {
  /** Accepted and shown. */
  S3BucketOwner?: string | undefined;
  /** The bucket's name: any will do, see `open({ buckets })`. */
  S3Bucket: string | undefined;
  /** What the names of the objects begin with. */
  S3KeyPrefix?: string | undefined;
  /** `DYNAMODB_JSON`, `ION` or `CSV`. */
  InputFormat: "DYNAMODB_JSON" | "ION" | undefined;
  /** `GZIP`, `ZSTD` or `NONE` (the default). */
  InputCompressionType?: "GZIP" | "ZSTD" | "NONE" | undefined;
}

export interface ListBulkOperationsInput {
  /** Most entries of a page: 1 to 25, 10 by default. */
  MaxResults?: number | undefined;
  /** Goes on where the page before has ended. */
  NextToken?: string | undefined;
}

export interface ListBulkOperationsOutput {
  BulkOperationsSummaryList?: BulkOperationSummary[] | undefined;
  NextToken?: string | undefined;
}

export interface ListExportsInput {
  /** The table's ARN. */
  TableArn?: string | undefined;
  /** Most entries of a page: 1 to 25. */
  MaxResults?: number | undefined;
  /** Goes on where the page before has ended. */
  NextToken?: string | undefined;
}

export interface ListExportsOutput {
  ExportSummaries?: ExportSummary[] | undefined;
  NextToken?: string | undefined;
}

export interface ListImportsInput {
  /** The table's ARN. */
  TableArn?: string | undefined;
  /** Most entries of a page: 1 to 25. */
  PageSize?: number | undefined;
  /** Goes on where the page before has ended. */
  NextToken?: string | undefined;
}

export interface ListImportsOutput {
  ImportSummaryList?: ImportSummary[] | undefined;
  NextToken?: string | undefined;
}

export interface OutputS3Configuration {
  /** Accepted and shown. */
  S3BucketOwner?: string | undefined;
  /** The bucket's name: any will do, see `open({ buckets })`. */
  S3Bucket?: string | undefined;
  /** What the names of the objects begin with. */
  S3KeyPrefix?: string | undefined;
  /** Accepted and shown. */
  S3SseAlgorithm?: "AES256" | "KMS" | undefined;
  /** Accepted and shown. */
  S3SseKmsKeyId?: string | undefined;
  /** What is reported: `ERROR`, `CONDITION_CHECK_FAILURE` or both. */
  OutputType: ("ERROR" | "CONDITION_CHECK_FAILURE")[] | undefined;
}

export interface S3BucketSource {
  /** Accepted and shown. */
  S3BucketOwner?: string | undefined;
  /** The bucket's name: any will do, see `open({ buckets })`. */
  S3Bucket: string | undefined;
  /** What the names of the objects begin with. */
  S3KeyPrefix?: string | undefined;
}

export interface StartBulkPutItemsInput {
  /** A request that comes again with the same token within eight hours begins nothing new. */
  ClientToken?: string | undefined;
  /** Where the items come from, and how they are written. */
  InputS3Configuration: InputS3Configuration | undefined;
  /** Where items are reported that were not put. */
  OutputS3Configuration: OutputS3Configuration | undefined;
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The most write units a second; accepted and shown. */
  MaxWriteRequestUnits?: number | undefined;
  /** Accepted and shown. */
  PerformanceTier?: "STANDARD" | "ACCELERATED" | undefined;
}

export interface StartBulkPutItemsOutput {
  BulkOperationDescription: BulkOperationDescription | undefined;
}

export interface TableCreationParameters {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The types of all attributes that are keys of the table or of an index, and of no others. */
  AttributeDefinitions: AttributeDefinition[] | undefined;
  /** The partition key (`HASH`), then the sort key (`RANGE`) if there is one. */
  KeySchema: KeySchemaElement[] | undefined;
  /** `PAY_PER_REQUEST`, or `PROVISIONED` with `ProvisionedThroughput`. */
  BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
  /** Units a second of a `PROVISIONED` table or index. */
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  /** Ceilings of a table that is billed by request; accepted and shown. */
  OnDemandThroughput?: OnDemandThroughput | undefined;
  /** Accepted and shown; nothing is encrypted with it. */
  SSESpecification?: SSESpecification | undefined;
  /** Indexes with keys of their own, over the whole table. */
  GlobalSecondaryIndexes?: GlobalSecondaryIndex[] | undefined;
  /** Not there yet. */
  VectorIndexes?: VectorIndex[] | undefined;
}

/** Input and output of each operation on exports and imports, in one form of attribute values. */
export interface TransferOperations<F extends Form = Typed> {
  CancelBulkOperation: { input: CancelBulkOperationInput; output: CancelBulkOperationOutput };
  DescribeBulkOperation: { input: DescribeBulkOperationInput; output: DescribeBulkOperationOutput };
  DescribeExport: { input: DescribeExportInput; output: DescribeExportOutput<F> };
  DescribeImport: { input: DescribeImportInput; output: DescribeImportOutput };
  ExportTableToPointInTime: {
    input: ExportTableToPointInTimeInput<F>;
    output: ExportTableToPointInTimeOutput<F>;
  };
  ImportTable: { input: ImportTableInput; output: ImportTableOutput };
  ListBulkOperations: { input: ListBulkOperationsInput; output: ListBulkOperationsOutput };
  ListExports: { input: ListExportsInput; output: ListExportsOutput };
  ListImports: { input: ListImportsInput; output: ListImportsOutput };
  StartBulkPutItems: { input: StartBulkPutItemsInput; output: StartBulkPutItemsOutput };
}
