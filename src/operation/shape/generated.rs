//! The shapes of requests and responses, made by scripts/shapes.py from the service model. Not edited by hand.

use super::row::{Operation, ShapeId};

/// Shapes of `PutItem`.
pub const PUT_ITEM: Operation = Operation { input: ShapeId(18), output: ShapeId(20) };
/// Shapes of `GetItem`.
pub const GET_ITEM: Operation = Operation { input: ShapeId(23), output: ShapeId(24) };
/// Shapes of `UpdateItem`.
pub const UPDATE_ITEM: Operation = Operation { input: ShapeId(28), output: ShapeId(20) };
/// Shapes of `DeleteItem`.
pub const DELETE_ITEM: Operation = Operation { input: ShapeId(29), output: ShapeId(20) };
/// Shapes of `Query`.
pub const QUERY: Operation = Operation { input: ShapeId(35), output: ShapeId(37) };
/// Shapes of `Scan`.
pub const SCAN: Operation = Operation { input: ShapeId(40), output: ShapeId(37) };
/// Shapes of `BatchGetItem`.
pub const BATCH_GET_ITEM: Operation = Operation { input: ShapeId(44), output: ShapeId(48) };
/// Shapes of `BatchWriteItem`.
pub const BATCH_WRITE_ITEM: Operation = Operation { input: ShapeId(54), output: ShapeId(61) };
/// Shapes of `TransactWriteItems`.
pub const TRANSACT_WRITE_ITEMS: Operation = Operation { input: ShapeId(69), output: ShapeId(70) };
/// Shapes of `TransactGetItems`.
pub const TRANSACT_GET_ITEMS: Operation = Operation { input: ShapeId(74), output: ShapeId(76) };
/// Shapes of `CreateTable`.
pub const CREATE_TABLE: Operation = Operation { input: ShapeId(116), output: ShapeId(0) };
/// Shapes of `DescribeTable`.
pub const DESCRIBE_TABLE: Operation = Operation { input: ShapeId(117), output: ShapeId(0) };
/// Shapes of `ListTables`.
pub const LIST_TABLES: Operation = Operation { input: ShapeId(119), output: ShapeId(0) };
/// Shapes of `UpdateTable`.
pub const UPDATE_TABLE: Operation = Operation { input: ShapeId(145), output: ShapeId(0) };
/// Shapes of `DeleteTable`.
pub const DELETE_TABLE: Operation = Operation { input: ShapeId(146), output: ShapeId(0) };
/// Shapes of `PutResourcePolicy`.
pub const PUT_RESOURCE_POLICY: Operation = Operation { input: ShapeId(148), output: ShapeId(0) };
/// Shapes of `GetResourcePolicy`.
pub const GET_RESOURCE_POLICY: Operation = Operation { input: ShapeId(149), output: ShapeId(0) };
/// Shapes of `DeleteResourcePolicy`.
pub const DELETE_RESOURCE_POLICY: Operation = Operation { input: ShapeId(150), output: ShapeId(0) };
/// Shapes of `TagResource`.
pub const TAG_RESOURCE: Operation = Operation { input: ShapeId(151), output: ShapeId(0) };
/// Shapes of `UntagResource`.
pub const UNTAG_RESOURCE: Operation = Operation { input: ShapeId(153), output: ShapeId(0) };
/// Shapes of `ListTagsOfResource`.
pub const LIST_TAGS_OF_RESOURCE: Operation = Operation { input: ShapeId(154), output: ShapeId(0) };
/// Shapes of `UpdateTimeToLive`.
pub const UPDATE_TIME_TO_LIVE: Operation = Operation { input: ShapeId(156), output: ShapeId(0) };
/// Shapes of `DescribeTimeToLive`.
pub const DESCRIBE_TIME_TO_LIVE: Operation = Operation { input: ShapeId(157), output: ShapeId(0) };
/// Shapes of `DescribeLimits`.
pub const DESCRIBE_LIMITS: Operation = Operation { input: ShapeId(158), output: ShapeId(0) };
/// Shapes of `DescribeEndpoints`.
pub const DESCRIBE_ENDPOINTS: Operation = Operation { input: ShapeId(159), output: ShapeId(0) };
/// Shapes of `ExecuteStatement`.
pub const EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(163), output: ShapeId(37) };
/// Shapes of `BatchExecuteStatement`.
pub const BATCH_EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(166), output: ShapeId(169) };
/// Shapes of `ExecuteTransaction`.
pub const EXECUTE_TRANSACTION: Operation = Operation { input: ShapeId(172), output: ShapeId(76) };
/// Shapes of `DescribeContinuousBackups`.
pub const DESCRIBE_CONTINUOUS_BACKUPS: Operation = Operation { input: ShapeId(173), output: ShapeId(0) };
/// Shapes of `UpdateContinuousBackups`.
pub const UPDATE_CONTINUOUS_BACKUPS: Operation = Operation { input: ShapeId(176), output: ShapeId(0) };
/// Shapes of `CreateBackup`.
pub const CREATE_BACKUP: Operation = Operation { input: ShapeId(177), output: ShapeId(0) };
/// Shapes of `DescribeBackup`.
pub const DESCRIBE_BACKUP: Operation = Operation { input: ShapeId(179), output: ShapeId(0) };
/// Shapes of `ListBackups`.
pub const LIST_BACKUPS: Operation = Operation { input: ShapeId(182), output: ShapeId(0) };
/// Shapes of `DeleteBackup`.
pub const DELETE_BACKUP: Operation = Operation { input: ShapeId(183), output: ShapeId(0) };
/// Shapes of `RestoreTableFromBackup`.
pub const RESTORE_TABLE_FROM_BACKUP: Operation = Operation { input: ShapeId(184), output: ShapeId(0) };
/// Shapes of `RestoreTableToPointInTime`.
pub const RESTORE_TABLE_TO_POINT_IN_TIME: Operation = Operation { input: ShapeId(185), output: ShapeId(0) };
/// Shapes of `ListStreams`.
pub const LIST_STREAMS: Operation = Operation { input: ShapeId(186), output: ShapeId(0) };
/// Shapes of `DescribeStream`.
pub const DESCRIBE_STREAM: Operation = Operation { input: ShapeId(190), output: ShapeId(0) };
/// Shapes of `GetShardIterator`.
pub const GET_SHARD_ITERATOR: Operation = Operation { input: ShapeId(193), output: ShapeId(0) };
/// Shapes of `GetRecords`.
pub const GET_RECORDS: Operation = Operation { input: ShapeId(196), output: ShapeId(200) };
/// Shapes of `ExportTableToPointInTime`.
pub const EXPORT_TABLE_TO_POINT_IN_TIME: Operation = Operation { input: ShapeId(208), output: ShapeId(211) };
/// Shapes of `DescribeExport`.
pub const DESCRIBE_EXPORT: Operation = Operation { input: ShapeId(212), output: ShapeId(211) };
/// Shapes of `ListExports`.
pub const LIST_EXPORTS: Operation = Operation { input: ShapeId(214), output: ShapeId(0) };
/// Shapes of `ImportTable`.
pub const IMPORT_TABLE: Operation = Operation { input: ShapeId(224), output: ShapeId(0) };
/// Shapes of `DescribeImport`.
pub const DESCRIBE_IMPORT: Operation = Operation { input: ShapeId(225), output: ShapeId(0) };
/// Shapes of `ListImports`.
pub const LIST_IMPORTS: Operation = Operation { input: ShapeId(227), output: ShapeId(0) };
/// Shapes of `StartBulkPutItems`.
pub const START_BULK_PUT_ITEMS: Operation = Operation { input: ShapeId(234), output: ShapeId(0) };
/// Shapes of `DescribeBulkOperation`.
pub const DESCRIBE_BULK_OPERATION: Operation = Operation { input: ShapeId(235), output: ShapeId(0) };
/// Shapes of `ListBulkOperations`.
pub const LIST_BULK_OPERATIONS: Operation = Operation { input: ShapeId(237), output: ShapeId(0) };
/// Shapes of `CancelBulkOperation`.
pub const CANCEL_BULK_OPERATION: Operation = Operation { input: ShapeId(238), output: ShapeId(0) };
/// Shapes of `EnableKinesisStreamingDestination`.
pub const ENABLE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(241), output: ShapeId(0) };
/// Shapes of `DisableKinesisStreamingDestination`.
pub const DISABLE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(241), output: ShapeId(0) };
/// Shapes of `UpdateKinesisStreamingDestination`.
pub const UPDATE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(243), output: ShapeId(0) };
/// Shapes of `DescribeKinesisStreamingDestination`.
pub const DESCRIBE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(244), output: ShapeId(0) };
/// Shapes of `CreateGlobalTable`.
pub const CREATE_GLOBAL_TABLE: Operation = Operation { input: ShapeId(247), output: ShapeId(0) };
/// Shapes of `UpdateGlobalTable`.
pub const UPDATE_GLOBAL_TABLE: Operation = Operation { input: ShapeId(252), output: ShapeId(0) };
/// Shapes of `DescribeGlobalTable`.
pub const DESCRIBE_GLOBAL_TABLE: Operation = Operation { input: ShapeId(253), output: ShapeId(0) };
/// Shapes of `ListGlobalTables`.
pub const LIST_GLOBAL_TABLES: Operation = Operation { input: ShapeId(254), output: ShapeId(0) };
/// Shapes of `DescribeGlobalTableSettings`.
pub const DESCRIBE_GLOBAL_TABLE_SETTINGS: Operation = Operation { input: ShapeId(255), output: ShapeId(0) };
/// Shapes of `UpdateGlobalTableSettings`.
pub const UPDATE_GLOBAL_TABLE_SETTINGS: Operation = Operation { input: ShapeId(268), output: ShapeId(0) };
/// Shapes of `PrepareItem`.
pub const PREPARE_ITEM: Operation = Operation { input: ShapeId(270), output: ShapeId(271) };
/// Shapes of `AcceptItem`.
pub const ACCEPT_ITEM: Operation = Operation { input: ShapeId(272), output: ShapeId(0) };
/// Shapes of `ListOpen`.
pub const LIST_OPEN: Operation = Operation { input: ShapeId(273), output: ShapeId(0) };
/// Shapes of `EvaluateItem`.
pub const EVALUATE_ITEM: Operation = Operation { input: ShapeId(274), output: ShapeId(276) };
/// Shapes of `DescribeReplica`.
pub const DESCRIBE_REPLICA: Operation = Operation { input: ShapeId(277), output: ShapeId(0) };
/// Shapes of `JoinReplica`.
pub const JOIN_REPLICA: Operation = Operation { input: ShapeId(282), output: ShapeId(0) };
/// Shapes of `SetReplicaStatus`.
pub const SET_REPLICA_STATUS: Operation = Operation { input: ShapeId(283), output: ShapeId(0) };
/// Shapes of `ListConflicts`.
pub const LIST_CONFLICTS: Operation = Operation { input: ShapeId(284), output: ShapeId(287) };
/// Shapes of `ReadReplica`.
pub const READ_REPLICA: Operation = Operation { input: ShapeId(289), output: ShapeId(292) };
/// Shapes of `ReadChanges`.
pub const READ_CHANGES: Operation = Operation { input: ShapeId(293), output: ShapeId(292) };
/// Shapes of `FollowReplica`.
pub const FOLLOW_REPLICA: Operation = Operation { input: ShapeId(294), output: ShapeId(0) };
/// Shapes of `ApplyReplicated`.
pub const APPLY_REPLICATED: Operation = Operation { input: ShapeId(297), output: ShapeId(0) };
/// Shapes of `GetReplicaPosition`.
pub const GET_REPLICA_POSITION: Operation = Operation { input: ShapeId(298), output: ShapeId(0) };
/// Shapes of `PutState`.
pub const PUT_STATE: Operation = Operation { input: ShapeId(300), output: ShapeId(0) };
/// Shapes of `GetState`.
pub const GET_STATE: Operation = Operation { input: ShapeId(301), output: ShapeId(0) };
/// Shapes of `ListStates`.
pub const LIST_STATES: Operation = Operation { input: ShapeId(302), output: ShapeId(0) };
/// Shapes of `DeleteState`.
pub const DELETE_STATE: Operation = Operation { input: ShapeId(301), output: ShapeId(0) };
/// Shapes of `ListTransfers`.
pub const LIST_TRANSFERS: Operation = Operation { input: ShapeId(303), output: ShapeId(306) };
/// Shapes of `AdvanceTransfer`.
pub const ADVANCE_TRANSFER: Operation = Operation { input: ShapeId(309), output: ShapeId(0) };
/// Shapes of `ReadHistory`.
pub const READ_HISTORY: Operation = Operation { input: ShapeId(310), output: ShapeId(313) };
/// Shapes of `OpenMoment`.
pub const OPEN_MOMENT: Operation = Operation { input: ShapeId(314), output: ShapeId(0) };
/// Shapes of `ListDestinations`.
pub const LIST_DESTINATIONS: Operation = Operation { input: ShapeId(315), output: ShapeId(0) };
/// Shapes of `GetChanges`.
pub const GET_CHANGES: Operation = Operation { input: ShapeId(316), output: ShapeId(200) };
/// Shapes of `UpdateContributorInsights`.
pub const UPDATE_CONTRIBUTOR_INSIGHTS: Operation = Operation { input: ShapeId(319), output: ShapeId(0) };
/// Shapes of `DescribeContributorInsights`.
pub const DESCRIBE_CONTRIBUTOR_INSIGHTS: Operation = Operation { input: ShapeId(320), output: ShapeId(0) };
/// Shapes of `ListContributorInsights`.
pub const LIST_CONTRIBUTOR_INSIGHTS: Operation = Operation { input: ShapeId(322), output: ShapeId(0) };
/// Shapes of `ReadMetrics`.
pub const READ_METRICS: Operation = Operation { input: ShapeId(323), output: ShapeId(0) };
/// Shapes of `ReadContributors`.
pub const READ_CONTRIBUTORS: Operation = Operation { input: ShapeId(324), output: ShapeId(0) };
/// Shapes of `ReadTable`.
pub const READ_TABLE: Operation = Operation { input: ShapeId(325), output: ShapeId(0) };
/// Shapes of `PrepareWrites`.
pub const PREPARE_WRITES: Operation = Operation { input: ShapeId(326), output: ShapeId(70) };
/// Shapes of `DecideWrites`.
pub const DECIDE_WRITES: Operation = Operation { input: ShapeId(327), output: ShapeId(0) };
/// Shapes of `ListPrepared`.
pub const LIST_PREPARED: Operation = Operation { input: ShapeId(328), output: ShapeId(0) };
/// Shapes of `ReadPart`.
pub const READ_PART: Operation = Operation { input: ShapeId(330), output: ShapeId(37) };
/// Shapes of `DropPart`.
pub const DROP_PART: Operation = Operation { input: ShapeId(331), output: ShapeId(0) };
/// Shapes of `Authorize`.
pub const AUTHORIZE: Operation = Operation { input: ShapeId(337), output: ShapeId(0) };
/// Shapes of `CountDelivery`.
pub const COUNT_DELIVERY: Operation = Operation { input: ShapeId(338), output: ShapeId(0) };
/// Shapes of `CountReplication`.
pub const COUNT_REPLICATION: Operation = Operation { input: ShapeId(339), output: ShapeId(0) };
/// Shapes of `ReadBackup`.
pub const READ_BACKUP: Operation = Operation { input: ShapeId(340), output: ShapeId(341) };
/// Shapes of `KeepBackup`.
pub const KEEP_BACKUP: Operation = Operation { input: ShapeId(342), output: ShapeId(0) };

/// Members of exceptions beside their message.
pub const FAILURE: ShapeId = ShapeId(77);
