/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

import type { Form, Typed } from "./form.js";
import type { KeySchemaElement } from "./table_model.js";

export type { KeySchemaElement };

export interface DescribeStreamInput {
  /** The stream's ARN, as `listStreams` and the table's `LatestStreamArn` give it. */
  StreamArn: string | undefined;
  /** Most shards of a page, up to 100. */
  Limit?: number | undefined;
  /** Goes on after this shard: the `LastEvaluatedShardId` of the page before. */
  ExclusiveStartShardId?: string | undefined;
  /** Asks for some of the shards only. */
  ShardFilter?: ShardFilter | undefined;
}

export interface DescribeStreamOutput {
  StreamDescription?: StreamDescription | undefined;
}

export interface GetRecordsInput {
  /** Where to read on: from `getShardIterator`, or the `NextShardIterator` of the page before. */
  ShardIterator: string | undefined;
  /** Most records of a page, up to 1,000. */
  Limit?: number | undefined;
}

export interface GetRecordsOutput<F extends Form = Typed> {
  Records?: _Record<F>[] | undefined;
  NextShardIterator?: string | undefined;
}

export interface GetShardIteratorInput {
  /** The stream's ARN, as `listStreams` and the table's `LatestStreamArn` give it. */
  StreamArn: string | undefined;
  /** The shard's name, as `describeStream` gives it. */
  ShardId: string | undefined;
  /** Where to begin: `TRIM_HORIZON` (the oldest record), `LATEST` (behind the newest), `AT_SEQUENCE_NUMBER`, `AFTER_SEQUENCE_NUMBER` or `AT_TIMESTAMP`. */
  ShardIteratorType:
    | "TRIM_HORIZON"
    | "LATEST"
    | "AT_SEQUENCE_NUMBER"
    | "AFTER_SEQUENCE_NUMBER"
    | "AT_TIMESTAMP"
    | undefined;
  /** The number of a record of the shard, for the types of iterators that begin at one. */
  SequenceNumber?: string | undefined;
  /** The time from which records are wanted, for `AT_TIMESTAMP`. */
  Timestamp?: Date | undefined;
}

export interface GetShardIteratorOutput {
  ShardIterator?: string | undefined;
}

export interface Identity {
  PrincipalId?: string | undefined;
  Type?: string | undefined;
}

export interface ListStreamsInput {
  /** The table's name, or its ARN. */
  TableName?: string | undefined;
  /** Most streams of a page, up to 100. */
  Limit?: number | undefined;
  /** Goes on after this stream: the `LastEvaluatedStreamArn` of the page before. */
  ExclusiveStartStreamArn?: string | undefined;
}

export interface ListStreamsOutput {
  Streams?: _Stream[] | undefined;
  LastEvaluatedStreamArn?: string | undefined;
}

export interface SequenceNumberRange {
  StartingSequenceNumber?: string | undefined;
  EndingSequenceNumber?: string | undefined;
}

export interface Shard {
  ShardId?: string | undefined;
  SequenceNumberRange?: SequenceNumberRange | undefined;
  ParentShardId?: string | undefined;
}

export interface ShardFilter {
  /** `CHILD_SHARDS`: those that follow the shard. */
  Type?: "CHILD_SHARDS" | undefined;
  /** The shard's name, as `describeStream` gives it. */
  ShardId?: string | undefined;
}

export interface StreamDescription {
  StreamArn?: string | undefined;
  StreamLabel?: string | undefined;
  StreamStatus?: "ENABLING" | "ENABLED" | "DISABLING" | "DISABLED" | undefined;
  StreamViewType?: "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | "KEYS_ONLY" | undefined;
  CreationRequestDateTime?: Date | undefined;
  TableName?: string | undefined;
  KeySchema?: KeySchemaElement[] | undefined;
  Shards?: Shard[] | undefined;
  LastEvaluatedShardId?: string | undefined;
}

export interface StreamRecord<F extends Form = Typed> {
  ApproximateCreationDateTime?: Date | undefined;
  Keys?: F["map"] | undefined;
  NewImage?: F["map"] | undefined;
  OldImage?: F["map"] | undefined;
  SequenceNumber?: string | undefined;
  SizeBytes?: number | undefined;
  StreamViewType?: "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | "KEYS_ONLY" | undefined;
}

export interface _Record<F extends Form = Typed> {
  eventID?: string | undefined;
  eventName?: "INSERT" | "MODIFY" | "REMOVE" | undefined;
  eventVersion?: string | undefined;
  eventSource?: string | undefined;
  awsRegion?: string | undefined;
  dynamodb?: StreamRecord<F> | undefined;
  userIdentity?: Identity | undefined;
}

export interface _Stream {
  StreamArn?: string | undefined;
  TableName?: string | undefined;
  StreamLabel?: string | undefined;
}

/** Input and output of each operation of streams, in one form of attribute values. */
export interface StreamOperations<F extends Form = Typed> {
  DescribeStream: { input: DescribeStreamInput; output: DescribeStreamOutput };
  GetRecords: { input: GetRecordsInput; output: GetRecordsOutput<F> };
  GetShardIterator: { input: GetShardIteratorInput; output: GetShardIteratorOutput };
  ListStreams: { input: ListStreamsInput; output: ListStreamsOutput };
}
