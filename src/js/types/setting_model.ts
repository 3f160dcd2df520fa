/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

import type { Tag } from "./table_model.js";

export type { Tag };

export interface ContributorInsightsSummary {
  TableName?: string | undefined;
  IndexName?: string | undefined;
  ContributorInsightsStatus?: "ENABLING" | "ENABLED" | "DISABLING" | "DISABLED" | "FAILED" | undefined;
  ContributorInsightsMode?: "ACCESSED_AND_THROTTLED_KEYS" | "THROTTLED_KEYS" | undefined;
}

export interface DeleteResourcePolicyInput {
  /** The table's ARN, as `describeTable` shows it. */
  ResourceArn: string | undefined;
  /** The revision that has to be there, or the request is refused; `NO_POLICY` for none. */
  ExpectedRevisionId?: string | undefined;
}

export interface DeleteResourcePolicyOutput {
  RevisionId?: string | undefined;
}

export interface DescribeContributorInsightsInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The index to read in place of the table, or the index that is defined. */
  IndexName?: string | undefined;
}

export interface DescribeContributorInsightsOutput {
  TableName?: string | undefined;
  IndexName?: string | undefined;
  ContributorInsightsRuleList?: string[] | undefined;
  ContributorInsightsStatus?: "ENABLING" | "ENABLED" | "DISABLING" | "DISABLED" | "FAILED" | undefined;
  LastUpdateDateTime?: Date | undefined;
  FailureException?: FailureException | undefined;
  ContributorInsightsMode?: "ACCESSED_AND_THROTTLED_KEYS" | "THROTTLED_KEYS" | undefined;
}

export type DescribeEndpointsRequest = object;

export interface DescribeEndpointsResponse {
  Endpoints: Endpoint[] | undefined;
}

export interface DescribeKinesisStreamingDestinationInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
}

export interface DescribeKinesisStreamingDestinationOutput {
  TableName?: string | undefined;
  KinesisDataStreamDestinations?: KinesisDataStreamDestination[] | undefined;
}

export type DescribeLimitsInput = object;

export interface DescribeLimitsOutput {
  AccountMaxReadCapacityUnits?: number | undefined;
  AccountMaxWriteCapacityUnits?: number | undefined;
  TableMaxReadCapacityUnits?: number | undefined;
  TableMaxWriteCapacityUnits?: number | undefined;
}

export interface DescribeTimeToLiveInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
}

export interface DescribeTimeToLiveOutput {
  TimeToLiveDescription?: TimeToLiveDescription | undefined;
}

export interface EnableKinesisStreamingConfiguration {
  /** `MILLISECOND`, as without it, or `MICROSECOND`. */
  ApproximateCreationDateTimePrecision?: "MILLISECOND" | "MICROSECOND" | undefined;
}

export interface Endpoint {
  Address: string | undefined;
  CachePeriodInMinutes: number | undefined;
}

export interface FailureException {
  ExceptionName?: string | undefined;
  ExceptionDescription?: string | undefined;
}

export interface GetResourcePolicyInput {
  /** The table's ARN, as `describeTable` shows it. */
  ResourceArn: string | undefined;
}

export interface GetResourcePolicyOutput {
  Policy?: string | undefined;
  RevisionId?: string | undefined;
}

export interface KinesisDataStreamDestination {
  StreamArn?: string | undefined;
  DestinationStatus?:
    | "ENABLING"
    | "ACTIVE"
    | "DISABLING"
    | "DISABLED"
    | "ENABLE_FAILED"
    | "UPDATING"
    | undefined;
  DestinationStatusDescription?: string | undefined;
  ApproximateCreationDateTimePrecision?: "MILLISECOND" | "MICROSECOND" | undefined;
}

export interface KinesisStreamingDestinationInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The ARN of the Kinesis data stream. */
  StreamArn: string | undefined;
  /** How precise times in records are. */
  EnableKinesisStreamingConfiguration?: EnableKinesisStreamingConfiguration | undefined;
}

export interface KinesisStreamingDestinationOutput {
  TableName?: string | undefined;
  StreamArn?: string | undefined;
  DestinationStatus?:
    | "ENABLING"
    | "ACTIVE"
    | "DISABLING"
    | "DISABLED"
    | "ENABLE_FAILED"
    | "UPDATING"
    | undefined;
  EnableKinesisStreamingConfiguration?: EnableKinesisStreamingConfiguration | undefined;
}

export interface ListContributorInsightsInput {
  /** The table's name, or its ARN. */
  TableName?: string | undefined;
  /** Goes on where the page before has ended. */
  NextToken?: string | undefined;
  /** Most entries of a page: 1 to 25. */
  MaxResults?: number | undefined;
}

export interface ListContributorInsightsOutput {
  ContributorInsightsSummaries?: ContributorInsightsSummary[] | undefined;
  NextToken?: string | undefined;
}

export interface ListTagsOfResourceInput {
  /** The table's ARN, as `describeTable` shows it. */
  ResourceArn: string | undefined;
  /** Goes on where the page before has ended. */
  NextToken?: string | undefined;
}

export interface ListTagsOfResourceOutput {
  Tags?: Tag[] | undefined;
  NextToken?: string | undefined;
}

export interface PutResourcePolicyInput {
  /** The table's ARN, as `describeTable` shows it. */
  ResourceArn: string | undefined;
  /** A policy in JSON, of at most 20 KB. Who may do what with the table or stream. */
  Policy: string | undefined;
  /** The revision that has to be there, or the request is refused; `NO_POLICY` for none. */
  ExpectedRevisionId?: string | undefined;
  /** Set to true for a policy that keeps you from changing it later. */
  ConfirmRemoveSelfResourceAccess?: boolean | undefined;
}

export interface PutResourcePolicyOutput {
  RevisionId?: string | undefined;
}

export interface TagResourceInput {
  /** The table's ARN, as `describeTable` shows it. */
  ResourceArn: string | undefined;
  /** Names and values of your own. */
  Tags: Tag[] | undefined;
}

export type TagResourceOutput = object;

export interface TimeToLiveDescription {
  TimeToLiveStatus?: "ENABLING" | "DISABLING" | "ENABLED" | "DISABLED" | undefined;
  AttributeName?: string | undefined;
}

export interface TimeToLiveSpecification {
  /** Whether it is on. */
  Enabled: boolean | undefined;
  /** The attribute's name. */
  AttributeName: string | undefined;
}

export interface UntagResourceInput {
  /** The table's ARN, as `describeTable` shows it. */
  ResourceArn: string | undefined;
  /** The names of the tags to take away. */
  TagKeys: string[] | undefined;
}

export type UntagResourceOutput = object;

export interface UpdateContributorInsightsInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The index to read in place of the table, or the index that is defined. */
  IndexName?: string | undefined;
  /** `ENABLE` or `DISABLE`. */
  ContributorInsightsAction: "ENABLE" | "DISABLE" | undefined;
  /** `ACCESSED_AND_THROTTLED_KEYS` by default, or `THROTTLED_KEYS`. */
  ContributorInsightsMode?: "ACCESSED_AND_THROTTLED_KEYS" | "THROTTLED_KEYS" | undefined;
}

export interface UpdateContributorInsightsOutput {
  TableName?: string | undefined;
  IndexName?: string | undefined;
  ContributorInsightsStatus?: "ENABLING" | "ENABLED" | "DISABLING" | "DISABLED" | "FAILED" | undefined;
  ContributorInsightsMode?: "ACCESSED_AND_THROTTLED_KEYS" | "THROTTLED_KEYS" | undefined;
}

export interface UpdateKinesisStreamingConfiguration {
  /** `MILLISECOND`, as without it, or `MICROSECOND`. */
  ApproximateCreationDateTimePrecision?: "MILLISECOND" | "MICROSECOND" | undefined;
}

export interface UpdateKinesisStreamingDestinationInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** The ARN of the Kinesis data stream. */
  StreamArn: string | undefined;
  /** How precise times in records are to be. */
  UpdateKinesisStreamingConfiguration?: UpdateKinesisStreamingConfiguration | undefined;
}

export interface UpdateKinesisStreamingDestinationOutput {
  TableName?: string | undefined;
  StreamArn?: string | undefined;
  DestinationStatus?:
    | "ENABLING"
    | "ACTIVE"
    | "DISABLING"
    | "DISABLED"
    | "ENABLE_FAILED"
    | "UPDATING"
    | undefined;
  UpdateKinesisStreamingConfiguration?: UpdateKinesisStreamingConfiguration | undefined;
}

export interface UpdateTimeToLiveInput {
  /** The table's name, or its ARN. */
  TableName: string | undefined;
  /** By which attribute items expire. */
  TimeToLiveSpecification: TimeToLiveSpecification | undefined;
}

export interface UpdateTimeToLiveOutput {
  TimeToLiveSpecification?: TimeToLiveSpecification | undefined;
}

/** Input and output of each operation on settings, in one form of attribute values. */
export interface SettingOperations {
  DeleteResourcePolicy: { input: DeleteResourcePolicyInput; output: DeleteResourcePolicyOutput };
  DescribeContributorInsights: {
    input: DescribeContributorInsightsInput;
    output: DescribeContributorInsightsOutput;
  };
  DescribeEndpoints: { input: DescribeEndpointsRequest; output: DescribeEndpointsResponse };
  DescribeKinesisStreamingDestination: {
    input: DescribeKinesisStreamingDestinationInput;
    output: DescribeKinesisStreamingDestinationOutput;
  };
  DescribeLimits: { input: DescribeLimitsInput; output: DescribeLimitsOutput };
  DescribeTimeToLive: { input: DescribeTimeToLiveInput; output: DescribeTimeToLiveOutput };
  DisableKinesisStreamingDestination: {
    input: KinesisStreamingDestinationInput;
    output: KinesisStreamingDestinationOutput;
  };
  EnableKinesisStreamingDestination: {
    input: KinesisStreamingDestinationInput;
    output: KinesisStreamingDestinationOutput;
  };
  GetResourcePolicy: { input: GetResourcePolicyInput; output: GetResourcePolicyOutput };
  ListContributorInsights: { input: ListContributorInsightsInput; output: ListContributorInsightsOutput };
  ListTagsOfResource: { input: ListTagsOfResourceInput; output: ListTagsOfResourceOutput };
  PutResourcePolicy: { input: PutResourcePolicyInput; output: PutResourcePolicyOutput };
  TagResource: { input: TagResourceInput; output: TagResourceOutput };
  UntagResource: { input: UntagResourceInput; output: UntagResourceOutput };
  UpdateContributorInsights: {
    input: UpdateContributorInsightsInput;
    output: UpdateContributorInsightsOutput;
  };
  UpdateKinesisStreamingDestination: {
    input: UpdateKinesisStreamingDestinationInput;
    output: UpdateKinesisStreamingDestinationOutput;
  };
  UpdateTimeToLive: { input: UpdateTimeToLiveInput; output: UpdateTimeToLiveOutput };
}
