/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

/** The operations of the clients, by their names on the wire. */
export const OPERATIONS = [
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeTable",
  "GetItem",
  "ListTables",
  "PutItem",
  "Query",
  "Scan",
  "TransactGetItems",
  "TransactWriteItems",
  "UpdateItem",
  "UpdateTable",
] as const;

/** Members of answers that are times, in seconds since 1970. */
export const TIMES: ReadonlySet<string> = new Set([
  "ArchivalDateTime",
  "BackupCreationDateTime",
  "BackupExpiryDateTime",
  "CreationDateTime",
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
  "TimeRangeLowerBound",
  "TimeRangeUpperBound",
]);
