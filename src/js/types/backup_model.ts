/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

import type {
  ArchivalSummary,
  AttributeDefinition,
  BillingModeSummary,
  GlobalSecondaryIndex,
  GlobalSecondaryIndexDescription,
  GlobalSecondaryIndexWarmThroughputDescription,
  GlobalTableWitnessDescription,
  KeySchemaElement,
  LocalSecondaryIndex,
  LocalSecondaryIndexDescription,
  OnDemandThroughput,
  OnDemandThroughputOverride,
  Projection,
  ProvisionedThroughput,
  ProvisionedThroughputDescription,
  ProvisionedThroughputOverride,
  ReplicaDescription,
  ReplicaGlobalSecondaryIndexDescription,
  RestoreSummary,
  SearchSchemaElement,
  SSEDescription,
  SSESpecification,
  StreamSpecification,
  TableClassSummary,
  TableDescription,
  TableWarmThroughputDescription,
  VectorAttributeDefinition,
  VectorIndex,
  VectorIndexDescription,
  WarmThroughput,
} from "./table_model.js";

export type {
  ArchivalSummary,
  AttributeDefinition,
  BillingModeSummary,
  GlobalSecondaryIndex,
  GlobalSecondaryIndexDescription,
  GlobalSecondaryIndexWarmThroughputDescription,
  GlobalTableWitnessDescription,
  KeySchemaElement,
  LocalSecondaryIndex,
  LocalSecondaryIndexDescription,
  OnDemandThroughput,
  OnDemandThroughputOverride,
  Projection,
  ProvisionedThroughput,
  ProvisionedThroughputDescription,
  ProvisionedThroughputOverride,
  ReplicaDescription,
  ReplicaGlobalSecondaryIndexDescription,
  RestoreSummary,
  SearchSchemaElement,
  SSEDescription,
  SSESpecification,
  StreamSpecification,
  TableClassSummary,
  TableDescription,
  TableWarmThroughputDescription,
  VectorAttributeDefinition,
  VectorIndex,
  VectorIndexDescription,
  WarmThroughput,
};

import type { TimeToLiveDescription } from "./setting_model.js";

export type { TimeToLiveDescription };

export interface BackupDescription {
  BackupDetails?: BackupDetails | undefined;
  SourceTableDetails?: SourceTableDetails | undefined;
  SourceTableFeatureDetails?: SourceTableFeatureDetails | undefined;
}

export interface BackupDetails {
  BackupArn: string | undefined;
  BackupName: string | undefined;
  BackupSizeBytes?: number | undefined;
  BackupStatus: "CREATING" | "DELETED" | "AVAILABLE" | undefined;
  BackupType: "USER" | "SYSTEM" | "AWS_BACKUP" | undefined;
  BackupCreationDateTime: Date | undefined;
  BackupExpiryDateTime?: Date | undefined;
}

export interface BackupSummary {
  TableName?: string | undefined;
  TableId?: string | undefined;
  TableArn?: string | undefined;
  BackupArn?: string | undefined;
  BackupName?: string | undefined;
  BackupCreationDateTime?: Date | undefined;
  BackupExpiryDateTime?: Date | undefined;
  BackupStatus?: "CREATING" | "DELETED" | "AVAILABLE" | undefined;
  BackupType?: "USER" | "SYSTEM" | "AWS_BACKUP" | undefined;
  BackupSizeBytes?: number | undefined;
}

export interface ContinuousBackupsDescription {
  ContinuousBackupsStatus: "ENABLED" | "DISABLED" | undefined;
  PointInTimeRecoveryDescription?: PointInTimeRecoveryDescription | undefined;
}

export interface CreateBackupInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** A name for the backup; several may have one. */
  BackupName: string | undefined;
}

export interface CreateBackupOutput {
  BackupDetails?: BackupDetails | undefined;
}

export interface DeleteBackupInput {
  /** The backup's ARN. */
  BackupArn: string | undefined;
}

export interface DeleteBackupOutput {
  BackupDescription?: BackupDescription | undefined;
}

export interface DescribeBackupInput {
  /** The backup's ARN. */
  BackupArn: string | undefined;
}

export interface DescribeBackupOutput {
  BackupDescription?: BackupDescription | undefined;
}

export interface DescribeContinuousBackupsInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
}

export interface DescribeContinuousBackupsOutput {
  ContinuousBackupsDescription?: ContinuousBackupsDescription | undefined;
}

export interface GlobalSecondaryIndexInfo {
  IndexName?: string | undefined;
  KeySchema?: KeySchemaElement[] | undefined;
  Projection?: Projection | undefined;
  ProvisionedThroughput?: ProvisionedThroughput | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
}

export interface ListBackupsInput {
  /** The table's name, or its ARN. */
  TableName?: string | undefined;
  /** How many items, or names, are looked at before the page ends. */
  Limit?: number | undefined;
  /** Only backups made then or later. */
  TimeRangeLowerBound?: Date | undefined;
  /** Only backups made before then. */
  TimeRangeUpperBound?: Date | undefined;
  /** Goes on after this backup: the `LastEvaluatedBackupArn` of the page before. */
  ExclusiveStartBackupArn?: string | undefined;
  /** `USER` by default, `SYSTEM` for those that deleted tables leave, or `ALL`. */
  BackupType?: "USER" | "SYSTEM" | "AWS_BACKUP" | "ALL" | undefined;
}

export interface ListBackupsOutput {
  BackupSummaries?: BackupSummary[] | undefined;
  LastEvaluatedBackupArn?: string | undefined;
}

export interface LocalSecondaryIndexInfo {
  IndexName?: string | undefined;
  KeySchema?: KeySchemaElement[] | undefined;
  Projection?: Projection | undefined;
}

export interface PointInTimeRecoveryDescription {
  PointInTimeRecoveryStatus?: "ENABLED" | "DISABLED" | undefined;
  RecoveryPeriodInDays?: number | undefined;
  EarliestRestorableDateTime?: Date | undefined;
  LatestRestorableDateTime?: Date | undefined;
}

export interface PointInTimeRecoverySpecification {
  /** Whether it is on. */
  PointInTimeRecoveryEnabled: boolean | undefined;
  /** For how far back, from 1 to 35 days; 35 by default. */
  RecoveryPeriodInDays?: number | undefined;
}

export interface RestoreTableFromBackupInput {
  /** The name of the table that is made. */
  TargetTableName: string | undefined;
  /** The backup's ARN. */
  BackupArn: string | undefined;
  /** Another billing mode than the source's. */
  BillingModeOverride?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
  /** The global indexes to restore; all by default. */
  GlobalSecondaryIndexOverride?: GlobalSecondaryIndex[] | undefined;
  /** The local indexes to restore; all by default. */
  LocalSecondaryIndexOverride?: LocalSecondaryIndex[] | undefined;
  /** Read units that the replica has of its own. */
  ProvisionedThroughputOverride?: ProvisionedThroughput | undefined;
  /** A ceiling for reads that the replica has of its own. */
  OnDemandThroughputOverride?: OnDemandThroughput | undefined;
  /** Another key of encryption at rest than the source's. */
  SSESpecificationOverride?: SSESpecification | undefined;
  /** Vector indexes are not there yet. */
  VectorIndexOverride?: VectorIndex[] | undefined;
}

export interface RestoreTableFromBackupOutput {
  TableDescription?: TableDescription | undefined;
}

export interface RestoreTableToPointInTimeInput {
  /** The table to restore, by its ARN. */
  SourceTableArn?: string | undefined;
  /** The table to restore. */
  SourceTableName?: string | undefined;
  /** The name of the table that is made. */
  TargetTableName: string | undefined;
  /** Restores the table as it is now. */
  UseLatestRestorableTime?: boolean | undefined;
  /** The time to go back to. A whole second is restored with all that was written in it. */
  RestoreDateTime?: Date | undefined;
  /** Another billing mode than the source's. */
  BillingModeOverride?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
  /** The global indexes to restore; all by default. */
  GlobalSecondaryIndexOverride?: GlobalSecondaryIndex[] | undefined;
  /** The local indexes to restore; all by default. */
  LocalSecondaryIndexOverride?: LocalSecondaryIndex[] | undefined;
  /** Read units that the replica has of its own. */
  ProvisionedThroughputOverride?: ProvisionedThroughput | undefined;
  /** A ceiling for reads that the replica has of its own. */
  OnDemandThroughputOverride?: OnDemandThroughput | undefined;
  /** Another key of encryption at rest than the source's. */
  SSESpecificationOverride?: SSESpecification | undefined;
  /** Vector indexes are not there yet. */
  VectorIndexOverride?: VectorIndex[] | undefined;
}

export interface RestoreTableToPointInTimeOutput {
  TableDescription?: TableDescription | undefined;
}

export interface SourceTableDetails {
  TableName: string | undefined;
  TableId: string | undefined;
  TableArn?: string | undefined;
  TableSizeBytes?: number | undefined;
  KeySchema: KeySchemaElement[] | undefined;
  TableCreationDateTime: Date | undefined;
  ProvisionedThroughput: ProvisionedThroughput | undefined;
  OnDemandThroughput?: OnDemandThroughput | undefined;
  ItemCount?: number | undefined;
  BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
}

export interface SourceTableFeatureDetails {
  LocalSecondaryIndexes?: LocalSecondaryIndexInfo[] | undefined;
  GlobalSecondaryIndexes?: GlobalSecondaryIndexInfo[] | undefined;
  StreamDescription?: StreamSpecification | undefined;
  TimeToLiveDescription?: TimeToLiveDescription | undefined;
  SSEDescription?: SSEDescription | undefined;
  VectorIndexes?: VectorIndexInfo[] | undefined;
}

export interface UpdateContinuousBackupsInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** Whether the table can be taken back to earlier times. */
  PointInTimeRecoverySpecification: PointInTimeRecoverySpecification | undefined;
}

export interface UpdateContinuousBackupsOutput {
  ContinuousBackupsDescription?: ContinuousBackupsDescription | undefined;
}

export interface VectorIndexInfo {
  IndexName?: string | undefined;
  VectorAttribute?: VectorAttributeDefinition | undefined;
  SearchSchema?: SearchSchemaElement[] | undefined;
  Projection?: Projection | undefined;
  Dimensions?: number | undefined;
  DistanceFunction?: "COSINE" | "DOT_PRODUCT" | "EUCLIDEAN" | undefined;
}

/** Input and output of each operation on backups, in one form of attribute values. */
export interface BackupOperations {
  CreateBackup: { input: CreateBackupInput; output: CreateBackupOutput };
  DeleteBackup: { input: DeleteBackupInput; output: DeleteBackupOutput };
  DescribeBackup: { input: DescribeBackupInput; output: DescribeBackupOutput };
  DescribeContinuousBackups: {
    input: DescribeContinuousBackupsInput;
    output: DescribeContinuousBackupsOutput;
  };
  ListBackups: { input: ListBackupsInput; output: ListBackupsOutput };
  RestoreTableFromBackup: { input: RestoreTableFromBackupInput; output: RestoreTableFromBackupOutput };
  RestoreTableToPointInTime: {
    input: RestoreTableToPointInTimeInput;
    output: RestoreTableToPointInTimeOutput;
  };
  UpdateContinuousBackups: { input: UpdateContinuousBackupsInput; output: UpdateContinuousBackupsOutput };
}
