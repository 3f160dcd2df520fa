/** Everything the package exports besides `open`. */

export type {
  AccessLogBlobs,
  AccessLogCallback,
  AccessLogOptions,
  AccessLogSink,
} from "../access_log/log.js";
export type { AccessRecord } from "../access_log/record.js";
export type { AlarmActions } from "../alarms/actions.js";
export type { AlarmEvent } from "../alarms/alarm.js";
export type { AwsConfig } from "../client/aws_config.js";
export type { Durability, EngineStatus } from "../client/boundary.js";
export type { Change, Changes, ChangesOptions } from "../client/changes.js";
export * from "../client/commands.js";
export type { Past } from "../client/database.js";
export { Database } from "../client/database.js";
export type { EnsureTableInput } from "../client/define.js";
export { type ItemIn, type TableDefinition, table } from "../client/define.js";
export { DocumentClient, type DocumentClientOptions } from "../client/document_client.js";
export type { Answer, Callback, CallOptions, Output } from "../client/habits.js";
export type { KnownTables } from "../client/known_tables.js";
export type { LowLevelClient } from "../client/low_level_client.js";
export type { Alarms, EngineWorker, Faults, Open, OpenOptions, Storage } from "../client/open.js";
export type { Pages, PaginatorConfig } from "../client/paginate.js";
export { paginateQuery, paginateScan } from "../client/paginators.js";
export type { ExportedBytes, ExportedDatabase, ExportOptions, ExportProgress } from "../client/portable.js";
export type { StorageKind, StorageState } from "../client/storage_state.js";
export type { Syncs } from "../client/sync.js";
export type { Table } from "../client/table.js";
export type { WaiterConfig, WaiterResult } from "../client/waiters.js";
export type { LiveQuery, WatchOptions } from "../client/watch.js";
export { NumberValue } from "../codec/number_value.js";
export type {
  MarshallOptions,
  NativeAttributeBinary,
  NativeAttributeValue,
  NativeScalarAttributeValue,
  UnmarshallOptions,
} from "../codec/options.js";
export type { CompressOptions } from "../compression/options.js";
export type { Compressible } from "../cost/compressible.js";
export type { ClassPrices, OwnPrices, Prices } from "../cost/prices.js";
export type { Cost, CostQuery, IndexCost, TableCost } from "../cost/report.js";
export type { Refused, Throttled } from "../cost/throttled.js";
export type { Throughput } from "../cost/throughput.js";
export type { RotateOptions, RotationProgress } from "../encryption/rotation.js";
export {
  CorruptionError,
  DatabaseClosedError,
  DatabaseError,
  DatabaseInUseError,
  DatabaseNotEmptyError,
  EncryptionKeyError,
  FormatTooNewError,
  StorageEvictedError,
  StorageQuotaExceededError,
  StorageUnavailableError,
} from "../errors/database.js";
export * from "../errors/service.js";
export type { HttpRequest, HttpResponse, Refusal } from "../http/message.js";
export type { KinesisEndpoint } from "../kinesis/put_records.js";
export type { KinesisRecord } from "../kinesis/record.js";
export type {
  KinesisBatch,
  KinesisBlobs,
  KinesisCallback,
  KinesisSink,
  KinesisSinks,
} from "../kinesis/sinks.js";
export type { MetricDatapoint, MetricsQuery } from "../metrics/query.js";
export type {
  SyncConflict,
  SyncCredentials,
  SyncExport,
  SyncItem,
  SyncOptions,
  SyncPull,
  SyncQuery,
} from "../sync/options.js";
export type { SyncState, SyncStatus } from "../sync/status.js";
export type { Sync, SyncEvents } from "../sync/sync.js";
export type {
  EventAttributeValue,
  TriggerEvent,
  TriggerRecord,
} from "../triggers/event.js";
export type {
  BatchResponse,
  FailedBatch,
  FilterCriteria,
  TriggerContext,
  TriggerHandler,
  TriggerOptions,
} from "../triggers/options.js";
export type { Trigger, TriggerErrorEvent, TriggerState } from "../triggers/trigger.js";
export type { Clock } from "../types/clock.js";
export type { AttributeValue, NativeItem } from "../types/form.js";
export type * from "../types/model.js";
export type * from "../types/stream_model.js";
