/** The metrics that there are: CloudWatch's names, units and dimensions of the namespace `AWS/DynamoDB`. */

import type { Point } from "./points.js";

/** What distinguishes the series of a metric, by CloudWatch's names. */
export type Dimension =
  | "TableName"
  | "GlobalSecondaryIndexName"
  | "Operation"
  | "StreamLabel"
  | "DelegatedOperation"
  | "ReceivingRegion";

export interface Metric {
  readonly unit: "Count" | "Milliseconds" | "Bytes" | "Percent";
  /** The sets of dimensions that it has series for. */
  readonly dimensions: readonly (readonly Dimension[])[];
  /** One sentence, for OpenMetrics. */
  readonly help: string;
  /** Whether its values are of one moment, so that sums say nothing. */
  readonly gauge?: true;
}

export const NAMESPACE = "AWS/DynamoDB";

/** The member of a point that has a dimension. */
export const MEMBERS = {
  TableName: "TableName",
  GlobalSecondaryIndexName: "IndexName",
  Operation: "Operation",
  StreamLabel: "StreamLabel",
  // What is done for a table by itself.
  DelegatedOperation: "Operation",
  // What goes to another region is no stream.
  ReceivingRegion: "StreamLabel",
} as const satisfies Record<Dimension, keyof Point>;

const ACCOUNT = [[]] as const;
const TABLE = [["TableName"]] as const;
const INDEXED = [["TableName"], ["TableName", "GlobalSecondaryIndexName"]] as const;
const OPERATION = [["TableName", "Operation"]] as const;
const STREAMED = [
  ["TableName", "Operation"],
  ["TableName", "Operation", "StreamLabel"],
] as const;
const STREAM = [["TableName", "Operation", "StreamLabel"]] as const;

const INDEX = [["TableName", "GlobalSecondaryIndexName"]] as const;
const RECEIVING = [["TableName", "ReceivingRegion"]] as const;
const DELEGATED = [["TableName", "DelegatedOperation"]] as const;

const gauge = (unit: Metric["unit"], dimensions: Metric["dimensions"], help: string): Metric => ({
  unit,
  dimensions,
  gauge: true,
  help,
});

const throttles = (what: string, why: string) => ({
  unit: "Count" as const,
  dimensions: INDEXED,
  help: `${what} that were throttled${why}.`,
});

export const METRICS: Readonly<Record<string, Metric>> = {
  ConsumedReadCapacityUnits: { unit: "Count", dimensions: INDEXED, help: "Read capacity units consumed." },
  ConsumedWriteCapacityUnits: { unit: "Count", dimensions: INDEXED, help: "Write capacity units consumed." },
  ProvisionedReadCapacityUnits: {
    unit: "Count",
    dimensions: INDEXED,
    gauge: true,
    help: "Read capacity units provisioned.",
  },
  ProvisionedWriteCapacityUnits: {
    unit: "Count",
    dimensions: INDEXED,
    gauge: true,
    help: "Write capacity units provisioned.",
  },
  ReadThrottleEvents: throttles("Reads", ""),
  WriteThrottleEvents: throttles("Writes", ""),
  ReadProvisionedThroughputThrottleEvents: throttles("Reads", " by the provisioned throughput"),
  WriteProvisionedThroughputThrottleEvents: throttles("Writes", " by the provisioned throughput"),
  ReadMaxOnDemandThroughputThrottleEvents: throttles("Reads", " by the maximum on-demand throughput"),
  WriteMaxOnDemandThroughputThrottleEvents: throttles("Writes", " by the maximum on-demand throughput"),
  ReadKeyRangeThroughputThrottleEvents: throttles("Reads", " by the limit of a partition"),
  WriteKeyRangeThroughputThrottleEvents: throttles("Writes", " by the limit of a partition"),
  ReadAccountLimitThrottleEvents: throttles("Reads", " by the limit of the account"),
  WriteAccountLimitThrottleEvents: throttles("Writes", " by the limit of the account"),
  ThrottledRequests: { unit: "Count", dimensions: OPERATION, help: "Requests that were throttled." },
  SuccessfulRequestLatency: {
    unit: "Milliseconds",
    dimensions: STREAMED,
    help: "Time that requests took which succeeded.",
  },
  SystemErrors: { unit: "Count", dimensions: OPERATION, help: "Requests that failed with status 500." },
  UserErrors: { unit: "Count", dimensions: ACCOUNT, help: "Requests that failed with status 400." },
  ReturnedItemCount: { unit: "Count", dimensions: OPERATION, help: "Items that queries and scans returned." },
  ReturnedBytes: { unit: "Bytes", dimensions: STREAM, help: "Bytes that reads of streams returned." },
  ReturnedRecordsCount: {
    unit: "Count",
    dimensions: STREAM,
    help: "Records that reads of streams returned.",
  },
  ConditionalCheckFailedRequests: {
    unit: "Count",
    dimensions: TABLE,
    help: "Writes whose condition did not hold.",
  },
  TransactionConflict: { unit: "Count", dimensions: TABLE, help: "Requests refused for a transaction." },
  TimeToLiveDeletedItemCount: {
    unit: "Count",
    dimensions: TABLE,
    help: "Items removed as they had expired.",
  },
  OnDemandMaxReadRequestUnits: gauge("Count", INDEXED, "Read request units allowed on demand."),
  OnDemandMaxWriteRequestUnits: gauge("Count", INDEXED, "Write request units allowed on demand."),
  OnlineIndexPercentageProgress: gauge("Percent", INDEX, "How far the building of an index is."),
  OnlineIndexConsumedWriteCapacity: {
    unit: "Count",
    dimensions: INDEX,
    help: "Write capacity units that the building of an index took.",
  },
  AgeOfOldestUnreplicatedRecord: gauge(
    "Milliseconds",
    DELEGATED,
    "Time since the oldest change happened that is not in its Kinesis data stream.",
  ),
  ReplicationLatency: gauge(
    "Milliseconds",
    RECEIVING,
    "Time between a change and the confirmation of the region that receives it.",
  ),
  PendingReplicationCount: gauge("Count", RECEIVING, "Changes on their way to a region."),
  FailedToReplicateRecordCount: {
    unit: "Count",
    dimensions: DELEGATED,
    help: "Changes that a Kinesis data stream did not take.",
  },
  ThrottledPutRecordCount: {
    unit: "Count",
    dimensions: DELEGATED,
    help: "Changes that a Kinesis data stream throttled.",
  },
  AccountProvisionedReadCapacityUtilization: gauge(
    "Percent",
    ACCOUNT,
    "Read capacity units provisioned, of those that the account may provision.",
  ),
  AccountProvisionedWriteCapacityUtilization: gauge(
    "Percent",
    ACCOUNT,
    "Write capacity units provisioned, of those that the account may provision.",
  ),
  MaxProvisionedTableReadCapacityUtilization: gauge(
    "Percent",
    ACCOUNT,
    "Read capacity units of the table or index that has most, of those that one may have.",
  ),
  MaxProvisionedTableWriteCapacityUtilization: gauge(
    "Percent",
    ACCOUNT,
    "Write capacity units of the table or index that has most, of those that one may have.",
  ),
  AccountMaxReads: { unit: "Count", dimensions: ACCOUNT, gauge: true, help: "Read capacity units allowed." },
  AccountMaxWrites: {
    unit: "Count",
    dimensions: ACCOUNT,
    gauge: true,
    help: "Write capacity units allowed.",
  },
  AccountMaxTableLevelReads: {
    unit: "Count",
    dimensions: ACCOUNT,
    gauge: true,
    help: "Read capacity units allowed to one table.",
  },
  AccountMaxTableLevelWrites: {
    unit: "Count",
    dimensions: ACCOUNT,
    gauge: true,
    help: "Write capacity units allowed to one table.",
  },
};

/** What is said of metrics that are not listed. */
const OTHER: Metric = { unit: "Count", dimensions: [], help: "A counter." };

export function metricOf(name: string): Metric {
  return Object.hasOwn(METRICS, name) ? (METRICS[name] as Metric) : OTHER;
}

/** Dimensions of certain metrics, in members that others use otherwise. */
const SHARED: readonly Dimension[] = ["DelegatedOperation", "ReceivingRegion"];

/** The dimensions of the series that a point belongs to: the largest set of its metric that it has values for. */
export function dimensionsOf(point: Point): readonly Dimension[] {
  const sets = metricOf(point.Metric).dimensions;
  const has = (name: Dimension) => point[MEMBERS[name]] !== undefined;
  const fitting = sets.filter((set) => set.every(has));
  const most = Math.max(...fitting.map(({ length }) => length));
  const all = (Object.keys(MEMBERS) as Dimension[]).filter((name) => !SHARED.includes(name));
  return fitting.find(({ length }) => length === most) ?? all.filter(has);
}
