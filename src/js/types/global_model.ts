/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

import type {
  BillingModeSummary,
  GlobalSecondaryIndexWarmThroughputDescription,
  OnDemandThroughputOverride,
  ProvisionedThroughputOverride,
  ReplicaDescription,
  ReplicaGlobalSecondaryIndexDescription,
  TableClassSummary,
  TableWarmThroughputDescription,
} from "./table_model.js";

export type {
  BillingModeSummary,
  GlobalSecondaryIndexWarmThroughputDescription,
  OnDemandThroughputOverride,
  ProvisionedThroughputOverride,
  ReplicaDescription,
  ReplicaGlobalSecondaryIndexDescription,
  TableClassSummary,
  TableWarmThroughputDescription,
};

export interface AutoScalingPolicyDescription {
  PolicyName?: string | undefined;
  TargetTrackingScalingPolicyConfiguration?:
    | AutoScalingTargetTrackingScalingPolicyConfigurationDescription
    | undefined;
}

export interface AutoScalingPolicyUpdate {
  /** Refused: use Application Auto Scaling. */
  PolicyName?: string | undefined;
  /** Refused: use Application Auto Scaling. */
  TargetTrackingScalingPolicyConfiguration:
    | AutoScalingTargetTrackingScalingPolicyConfigurationUpdate
    | undefined;
}

export interface AutoScalingSettingsDescription {
  MinimumUnits?: number | undefined;
  MaximumUnits?: number | undefined;
  AutoScalingDisabled?: boolean | undefined;
  AutoScalingRoleArn?: string | undefined;
  ScalingPolicies?: AutoScalingPolicyDescription[] | undefined;
}

export interface AutoScalingSettingsUpdate {
  /** Refused: use Application Auto Scaling. */
  MinimumUnits?: number | undefined;
  /** Refused: use Application Auto Scaling. */
  MaximumUnits?: number | undefined;
  /** Refused: use Application Auto Scaling. */
  AutoScalingDisabled?: boolean | undefined;
  /** Refused: use Application Auto Scaling. */
  AutoScalingRoleArn?: string | undefined;
  /** Refused: use Application Auto Scaling. */
  ScalingPolicyUpdate?: AutoScalingPolicyUpdate | undefined;
}

export interface AutoScalingTargetTrackingScalingPolicyConfigurationDescription {
  DisableScaleIn?: boolean | undefined;
  ScaleInCooldown?: number | undefined;
  ScaleOutCooldown?: number | undefined;
  TargetValue: number | undefined;
}

export interface AutoScalingTargetTrackingScalingPolicyConfigurationUpdate {
  /** Refused: use Application Auto Scaling. */
  DisableScaleIn?: boolean | undefined;
  /** Refused: use Application Auto Scaling. */
  ScaleInCooldown?: number | undefined;
  /** Refused: use Application Auto Scaling. */
  ScaleOutCooldown?: number | undefined;
  /** Refused: use Application Auto Scaling. */
  TargetValue: number | undefined;
}

export interface CreateGlobalTableInput {
  /** The name of the global table, which is that of its tables. */
  GlobalTableName: string | undefined;
  /** The Regions of the replicas. */
  ReplicationGroup: Replica[] | undefined;
}

export interface CreateGlobalTableOutput {
  GlobalTableDescription?: GlobalTableDescription | undefined;
}

export interface CreateReplicaAction {
  /** The Region: a name that a connection was given. */
  RegionName: string | undefined;
}

export interface DeleteReplicaAction {
  /** The Region: a name that a connection was given. */
  RegionName: string | undefined;
}

export interface DescribeGlobalTableInput {
  /** The name of the global table, which is that of its tables. */
  GlobalTableName: string | undefined;
}

export interface DescribeGlobalTableOutput {
  GlobalTableDescription?: GlobalTableDescription | undefined;
}

export interface DescribeGlobalTableSettingsInput {
  /** The name of the global table, which is that of its tables. */
  GlobalTableName: string | undefined;
}

export interface DescribeGlobalTableSettingsOutput {
  GlobalTableName?: string | undefined;
  ReplicaSettings?: ReplicaSettingsDescription[] | undefined;
}

export interface GlobalTable {
  GlobalTableName?: string | undefined;
  ReplicationGroup?: Replica[] | undefined;
}

export interface GlobalTableDescription {
  ReplicationGroup?: ReplicaDescription[] | undefined;
  GlobalTableArn?: string | undefined;
  CreationDateTime?: Date | undefined;
  GlobalTableStatus?: "CREATING" | "ACTIVE" | "DELETING" | "UPDATING" | undefined;
  GlobalTableName?: string | undefined;
}

export interface GlobalTableGlobalSecondaryIndexSettingsUpdate {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
  /** Write units a second. */
  ProvisionedWriteCapacityUnits?: number | undefined;
  /** Refused: use Application Auto Scaling. */
  ProvisionedWriteCapacityAutoScalingSettingsUpdate?: AutoScalingSettingsUpdate | undefined;
}

export interface ListGlobalTablesInput {
  /** Goes on behind this name. */
  ExclusiveStartGlobalTableName?: string | undefined;
  /** How many items, or names, are looked at before the page ends. */
  Limit?: number | undefined;
  /** The Region: a name that a connection was given. */
  RegionName?: string | undefined;
}

export interface ListGlobalTablesOutput {
  GlobalTables?: GlobalTable[] | undefined;
  LastEvaluatedGlobalTableName?: string | undefined;
}

export interface Replica {
  /** The Region: a name that a connection was given. */
  RegionName?: string | undefined;
}

export interface ReplicaGlobalSecondaryIndexSettingsDescription {
  IndexName: string | undefined;
  IndexStatus?: "CREATING" | "UPDATING" | "DELETING" | "ACTIVE" | undefined;
  ProvisionedReadCapacityUnits?: number | undefined;
  ProvisionedReadCapacityAutoScalingSettings?: AutoScalingSettingsDescription | undefined;
  ProvisionedWriteCapacityUnits?: number | undefined;
  ProvisionedWriteCapacityAutoScalingSettings?: AutoScalingSettingsDescription | undefined;
}

export interface ReplicaGlobalSecondaryIndexSettingsUpdate {
  /** The index to read in place of the table, or the index that is defined. */
  IndexName: string | undefined;
  /** Read units a second. */
  ProvisionedReadCapacityUnits?: number | undefined;
  /** Refused: use Application Auto Scaling. */
  ProvisionedReadCapacityAutoScalingSettingsUpdate?: AutoScalingSettingsUpdate | undefined;
}

export interface ReplicaSettingsDescription {
  RegionName: string | undefined;
  ReplicaStatus?:
    | "CREATING"
    | "CREATION_FAILED"
    | "UPDATING"
    | "DELETING"
    | "ACTIVE"
    | "REGION_DISABLED"
    | "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
    | "ARCHIVING"
    | "ARCHIVED"
    | "REPLICATION_NOT_AUTHORIZED"
    | undefined;
  ReplicaBillingModeSummary?: BillingModeSummary | undefined;
  ReplicaProvisionedReadCapacityUnits?: number | undefined;
  ReplicaProvisionedReadCapacityAutoScalingSettings?: AutoScalingSettingsDescription | undefined;
  ReplicaProvisionedWriteCapacityUnits?: number | undefined;
  ReplicaProvisionedWriteCapacityAutoScalingSettings?: AutoScalingSettingsDescription | undefined;
  ReplicaGlobalSecondaryIndexSettings?: ReplicaGlobalSecondaryIndexSettingsDescription[] | undefined;
  ReplicaTableClassSummary?: TableClassSummary | undefined;
}

export interface ReplicaSettingsUpdate {
  /** The Region: a name that a connection was given. */
  RegionName: string | undefined;
  /** Read units a second of the replica. */
  ReplicaProvisionedReadCapacityUnits?: number | undefined;
  /** Refused: use Application Auto Scaling. */
  ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate?: AutoScalingSettingsUpdate | undefined;
  /** Read units of global indexes of the replica. */
  ReplicaGlobalSecondaryIndexSettingsUpdate?: ReplicaGlobalSecondaryIndexSettingsUpdate[] | undefined;
  /** The replica's table class. */
  ReplicaTableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
}

export interface ReplicaUpdate {
  /** An index to make. Items that are there already are brought into it. */
  Create?: CreateReplicaAction | undefined;
  /** What to remove. */
  Delete?: DeleteReplicaAction | undefined;
}

export interface UpdateGlobalTableInput {
  /** The name of the global table, which is that of its tables. */
  GlobalTableName: string | undefined;
  /** Replicas to make, change, remove, or disassociate. */
  ReplicaUpdates: ReplicaUpdate[] | undefined;
}

export interface UpdateGlobalTableOutput {
  GlobalTableDescription?: GlobalTableDescription | undefined;
}

export interface UpdateGlobalTableSettingsInput {
  /** The name of the global table, which is that of its tables. */
  GlobalTableName: string | undefined;
  /** How all replicas are billed. */
  GlobalTableBillingMode?: "PROVISIONED" | "PAY_PER_REQUEST" | undefined;
  /** Write units a second of all replicas. */
  GlobalTableProvisionedWriteCapacityUnits?: number | undefined;
  /** Refused: use Application Auto Scaling. */
  GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate?: AutoScalingSettingsUpdate | undefined;
  /** Write units of the global indexes of all replicas. */
  GlobalTableGlobalSecondaryIndexSettingsUpdate?: GlobalTableGlobalSecondaryIndexSettingsUpdate[] | undefined;
  /** What single replicas are provided with. */
  ReplicaSettingsUpdate?: ReplicaSettingsUpdate[] | undefined;
}

export interface UpdateGlobalTableSettingsOutput {
  GlobalTableName?: string | undefined;
  ReplicaSettings?: ReplicaSettingsDescription[] | undefined;
}

/** Input and output of each operation on global tables, in one form of attribute values. */
export interface GlobalOperations {
  CreateGlobalTable: { input: CreateGlobalTableInput; output: CreateGlobalTableOutput };
  DescribeGlobalTable: { input: DescribeGlobalTableInput; output: DescribeGlobalTableOutput };
  DescribeGlobalTableSettings: {
    input: DescribeGlobalTableSettingsInput;
    output: DescribeGlobalTableSettingsOutput;
  };
  ListGlobalTables: { input: ListGlobalTablesInput; output: ListGlobalTablesOutput };
  UpdateGlobalTable: { input: UpdateGlobalTableInput; output: UpdateGlobalTableOutput };
  UpdateGlobalTableSettings: {
    input: UpdateGlobalTableSettingsInput;
    output: UpdateGlobalTableSettingsOutput;
  };
}
