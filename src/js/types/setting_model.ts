/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

import type { Tag } from "./table_model.js";

export type { Tag };

export type DescribeEndpointsRequest = object;

export interface DescribeEndpointsResponse {
  Endpoints: Endpoint[] | undefined;
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

export interface Endpoint {
  Address: string | undefined;
  CachePeriodInMinutes: number | undefined;
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
  DescribeEndpoints: { input: DescribeEndpointsRequest; output: DescribeEndpointsResponse };
  DescribeLimits: { input: DescribeLimitsInput; output: DescribeLimitsOutput };
  DescribeTimeToLive: { input: DescribeTimeToLiveInput; output: DescribeTimeToLiveOutput };
  ListTagsOfResource: { input: ListTagsOfResourceInput; output: ListTagsOfResourceOutput };
  TagResource: { input: TagResourceInput; output: TagResourceOutput };
  UntagResource: { input: UntagResourceInput; output: UntagResourceOutput };
  UpdateTimeToLive: { input: UpdateTimeToLiveInput; output: UpdateTimeToLiveOutput };
}
