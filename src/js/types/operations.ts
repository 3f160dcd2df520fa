/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

/** The operations of the clients, by their names on the wire. */
export const OPERATIONS = [
  "BatchExecuteStatement",
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeContinuousBackups",
  "DescribeEndpoints",
  "DescribeLimits",
  "DescribeTable",
  "DescribeTimeToLive",
  "ExecuteStatement",
  "ExecuteTransaction",
  "GetItem",
  "ListTables",
  "ListTagsOfResource",
  "PutItem",
  "Query",
  "Scan",
  "TagResource",
  "TransactGetItems",
  "TransactWriteItems",
  "UntagResource",
  "UpdateItem",
  "UpdateTable",
  "UpdateTimeToLive",
] as const;

/** Those of streams, which the SDK has a client of its own for. */
export const STREAM_OPERATIONS = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"] as const;

/** Members of answers that are times, in seconds since 1970. */
export const TIMES: ReadonlySet<string> = new Set([
  "ApproximateCreationDateTime",
  "ArchivalDateTime",
  "BackupCreationDateTime",
  "BackupExpiryDateTime",
  "CreationDateTime",
  "CreationRequestDateTime",
  "EarliestRestorableDateTime",
  "EndTime",
  "ExportFromTime",
  "ExportTime",
  "ExportToTime",
  "InaccessibleEncryptionDateTime",
  "LastDecreaseDateTime",
  "LastIncreaseDateTime",
  "LastUpdateDateTime",
  "LastUpdateToPayPerRequestDateTime",
  "LatestRestorableDateTime",
  "ReplicaInaccessibleDateTime",
  "RestoreDateTime",
  "StartTime",
  "TableCreationDateTime",
]);
