//! The shapes of requests and responses, made by scripts/shapes.py from the service model. Not edited by hand.

use super::row::{Kind, Member, Operation, Shape, ShapeId};

/// Shapes of `CreateTable`.
pub const CREATE_TABLE: Operation = Operation { input: ShapeId(45), output: ShapeId(0) };
/// Shapes of `DescribeTable`.
pub const DESCRIBE_TABLE: Operation = Operation { input: ShapeId(46), output: ShapeId(0) };
/// Shapes of `ListTables`.
pub const LIST_TABLES: Operation = Operation { input: ShapeId(48), output: ShapeId(0) };
/// Shapes of `UpdateTable`.
pub const UPDATE_TABLE: Operation = Operation { input: ShapeId(74), output: ShapeId(0) };
/// Shapes of `DeleteTable`.
pub const DELETE_TABLE: Operation = Operation { input: ShapeId(75), output: ShapeId(0) };
/// Shapes of `TagResource`.
pub const TAG_RESOURCE: Operation = Operation { input: ShapeId(77), output: ShapeId(0) };
/// Shapes of `UntagResource`.
pub const UNTAG_RESOURCE: Operation = Operation { input: ShapeId(79), output: ShapeId(0) };
/// Shapes of `ListTagsOfResource`.
pub const LIST_TAGS_OF_RESOURCE: Operation = Operation { input: ShapeId(80), output: ShapeId(0) };
/// Shapes of `UpdateTimeToLive`.
pub const UPDATE_TIME_TO_LIVE: Operation = Operation { input: ShapeId(82), output: ShapeId(0) };
/// Shapes of `DescribeTimeToLive`.
pub const DESCRIBE_TIME_TO_LIVE: Operation = Operation { input: ShapeId(83), output: ShapeId(0) };
/// Shapes of `DescribeLimits`.
pub const DESCRIBE_LIMITS: Operation = Operation { input: ShapeId(84), output: ShapeId(0) };
/// Shapes of `DescribeEndpoints`.
pub const DESCRIBE_ENDPOINTS: Operation = Operation { input: ShapeId(85), output: ShapeId(0) };
/// Shapes of `PutItem`.
pub const PUT_ITEM: Operation = Operation { input: ShapeId(98), output: ShapeId(100) };
/// Shapes of `GetItem`.
pub const GET_ITEM: Operation = Operation { input: ShapeId(102), output: ShapeId(103) };
/// Shapes of `UpdateItem`.
pub const UPDATE_ITEM: Operation = Operation { input: ShapeId(107), output: ShapeId(100) };
/// Shapes of `DeleteItem`.
pub const DELETE_ITEM: Operation = Operation { input: ShapeId(108), output: ShapeId(100) };
/// Shapes of `Query`.
pub const QUERY: Operation = Operation { input: ShapeId(113), output: ShapeId(115) };
/// Shapes of `Scan`.
pub const SCAN: Operation = Operation { input: ShapeId(118), output: ShapeId(115) };
/// Shapes of `BatchGetItem`.
pub const BATCH_GET_ITEM: Operation = Operation { input: ShapeId(122), output: ShapeId(126) };
/// Shapes of `BatchWriteItem`.
pub const BATCH_WRITE_ITEM: Operation = Operation { input: ShapeId(132), output: ShapeId(139) };
/// Shapes of `TransactWriteItems`.
pub const TRANSACT_WRITE_ITEMS: Operation = Operation { input: ShapeId(147), output: ShapeId(148) };
/// Shapes of `TransactGetItems`.
pub const TRANSACT_GET_ITEMS: Operation = Operation { input: ShapeId(152), output: ShapeId(154) };
/// Shapes of `ExecuteStatement`.
pub const EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(158), output: ShapeId(115) };
/// Shapes of `BatchExecuteStatement`.
pub const BATCH_EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(161), output: ShapeId(164) };
/// Shapes of `ExecuteTransaction`.
pub const EXECUTE_TRANSACTION: Operation = Operation { input: ShapeId(167), output: ShapeId(154) };
/// Shapes of `DescribeContinuousBackups`.
pub const DESCRIBE_CONTINUOUS_BACKUPS: Operation = Operation { input: ShapeId(168), output: ShapeId(0) };
/// Shapes of `ListStreams`.
pub const LIST_STREAMS: Operation = Operation { input: ShapeId(170), output: ShapeId(0) };
/// Shapes of `DescribeStream`.
pub const DESCRIBE_STREAM: Operation = Operation { input: ShapeId(174), output: ShapeId(0) };
/// Shapes of `GetShardIterator`.
pub const GET_SHARD_ITERATOR: Operation = Operation { input: ShapeId(178), output: ShapeId(0) };
/// Shapes of `GetRecords`.
pub const GET_RECORDS: Operation = Operation { input: ShapeId(181), output: ShapeId(185) };
/// Shapes of `ExportTableToPointInTime`.
pub const EXPORT_TABLE_TO_POINT_IN_TIME: Operation = Operation { input: ShapeId(193), output: ShapeId(196) };
/// Shapes of `DescribeExport`.
pub const DESCRIBE_EXPORT: Operation = Operation { input: ShapeId(197), output: ShapeId(196) };
/// Shapes of `ListExports`.
pub const LIST_EXPORTS: Operation = Operation { input: ShapeId(199), output: ShapeId(0) };
/// Shapes of `ImportTable`.
pub const IMPORT_TABLE: Operation = Operation { input: ShapeId(209), output: ShapeId(0) };
/// Shapes of `DescribeImport`.
pub const DESCRIBE_IMPORT: Operation = Operation { input: ShapeId(210), output: ShapeId(0) };
/// Shapes of `ListImports`.
pub const LIST_IMPORTS: Operation = Operation { input: ShapeId(212), output: ShapeId(0) };
/// Shapes of `StartBulkPutItems`.
pub const START_BULK_PUT_ITEMS: Operation = Operation { input: ShapeId(219), output: ShapeId(0) };
/// Shapes of `DescribeBulkOperation`.
pub const DESCRIBE_BULK_OPERATION: Operation = Operation { input: ShapeId(220), output: ShapeId(0) };
/// Shapes of `ListBulkOperations`.
pub const LIST_BULK_OPERATIONS: Operation = Operation { input: ShapeId(222), output: ShapeId(0) };
/// Shapes of `CancelBulkOperation`.
pub const CANCEL_BULK_OPERATION: Operation = Operation { input: ShapeId(223), output: ShapeId(0) };
/// Shapes of `EnableKinesisStreamingDestination`.
pub const ENABLE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(226), output: ShapeId(0) };
/// Shapes of `DisableKinesisStreamingDestination`.
pub const DISABLE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(226), output: ShapeId(0) };
/// Shapes of `UpdateKinesisStreamingDestination`.
pub const UPDATE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(228), output: ShapeId(0) };
/// Shapes of `DescribeKinesisStreamingDestination`.
pub const DESCRIBE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(229), output: ShapeId(0) };
/// Shapes of `PutState`.
pub const PUT_STATE: Operation = Operation { input: ShapeId(232), output: ShapeId(0) };
/// Shapes of `GetState`.
pub const GET_STATE: Operation = Operation { input: ShapeId(233), output: ShapeId(0) };
/// Shapes of `ListStates`.
pub const LIST_STATES: Operation = Operation { input: ShapeId(234), output: ShapeId(0) };
/// Shapes of `DeleteState`.
pub const DELETE_STATE: Operation = Operation { input: ShapeId(233), output: ShapeId(0) };
/// Shapes of `ListTransfers`.
pub const LIST_TRANSFERS: Operation = Operation { input: ShapeId(235), output: ShapeId(238) };
/// Shapes of `AdvanceTransfer`.
pub const ADVANCE_TRANSFER: Operation = Operation { input: ShapeId(241), output: ShapeId(0) };
/// Shapes of `ListDestinations`.
pub const LIST_DESTINATIONS: Operation = Operation { input: ShapeId(242), output: ShapeId(0) };
/// Shapes of `GetChanges`.
pub const GET_CHANGES: Operation = Operation { input: ShapeId(243), output: ShapeId(185) };

/// Members of exceptions beside their message.
pub const FAILURE: ShapeId = ShapeId(244);

pub(super) static SHAPES: [Shape; 245] = [
    Shape::new(Kind::Plain, 0, 0, 0, 0),
    Shape::new(Kind::Value, 0, 0, 0, 0),
    Shape::new(Kind::String, 1, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 1, 0, 0),
    Shape::new(Kind::Structure, 0, 0, 2, 37),
    Shape::new(Kind::List, 0, 4, 0, 0),
    Shape::new(Kind::TableName, 0, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 57, 0, 0),
    Shape::new(Kind::Structure, 0, 2, 2, 77),
    Shape::new(Kind::List, 2, 8, 0, 0),
    Shape::new(Kind::String, 3, 1, 0, 0),
    Shape::new(Kind::Enum, 0, 94, 0, 0),
    Shape::new(Kind::List, 4, 2, 0, 0),
    Shape::new(Kind::Structure, 0, 4, 2, 150),
    Shape::new(Kind::Structure, 0, 6, 3, 181),
    Shape::new(Kind::List, 0, 14, 0, 0),
    Shape::new(Kind::List, 5, 8, 0, 0),
    Shape::new(Kind::Long, 5, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 9, 2, 238),
    Shape::new(Kind::Long, 0, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 11, 2, 301),
    Shape::new(Kind::Structure, 0, 13, 2, 359),
    Shape::new(Kind::Structure, 0, 15, 6, 374),
    Shape::new(Kind::List, 0, 22, 0, 0),
    Shape::new(Kind::Enum, 0, 395, 0, 0),
    Shape::new(Kind::Boolean, 0, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 424, 0, 0),
    Shape::new(Kind::Structure, 0, 21, 2, 505),
    Shape::new(Kind::Enum, 0, 525, 0, 0),
    Shape::new(Kind::String, 0, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 23, 3, 568),
    Shape::new(Kind::String, 6, 0, 0, 0),
    Shape::new(Kind::String, 7, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 26, 2, 595),
    Shape::new(Kind::List, 0, 33, 0, 0),
    Shape::new(Kind::Enum, 0, 599, 0, 0),
    Shape::new(Kind::Enum, 0, 636, 0, 0),
    Shape::new(Kind::Structure, 0, 0, 1, 678),
    Shape::new(Kind::String, 8, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 704, 0, 0),
    Shape::new(Kind::Structure, 0, 28, 2, 748),
    Shape::new(Kind::List, 5, 40, 0, 0),
    Shape::new(Kind::Enum, 0, 768, 0, 0),
    Shape::new(Kind::Structure, 0, 30, 6, 856),
    Shape::new(Kind::List, 0, 43, 0, 0),
    Shape::new(Kind::Structure, 8, 36, 18, 1083),
    Shape::new(Kind::Structure, 8, 37, 1, 1100),
    Shape::new(Kind::Integer, 9, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 54, 2, 1149),
    Shape::new(Kind::Structure, 0, 56, 4, 1165),
    Shape::new(Kind::Structure, 0, 15, 6, 1198),
    Shape::new(Kind::Structure, 0, 6, 1, 1231),
    Shape::new(Kind::Structure, 0, 60, 3, 1285),
    Shape::new(Kind::List, 0, 52, 0, 0),
    Shape::new(Kind::Structure, 0, 63, 1, 1312),
    Shape::new(Kind::Structure, 0, 11, 1, 1342),
    Shape::new(Kind::Structure, 0, 64, 3, 1369),
    Shape::new(Kind::List, 5, 56, 0, 0),
    Shape::new(Kind::Structure, 0, 67, 6, 1427),
    Shape::new(Kind::Structure, 0, 67, 6, 1462),
    Shape::new(Kind::Structure, 0, 67, 1, 1497),
    Shape::new(Kind::Enum, 0, 1532, 0, 0),
    Shape::new(Kind::Structure, 0, 73, 2, 1572),
    Shape::new(Kind::Structure, 0, 75, 4, 1626),
    Shape::new(Kind::List, 5, 63, 0, 0),
    Shape::new(Kind::Enum, 0, 1649, 0, 0),
    Shape::new(Kind::Structure, 0, 67, 1, 1666),
    Shape::new(Kind::Structure, 0, 67, 1, 1708),
    Shape::new(Kind::Structure, 0, 79, 2, 1750),
    Shape::new(Kind::List, 10, 68, 0, 0),
    Shape::new(Kind::Structure, 0, 30, 6, 1780),
    Shape::new(Kind::Structure, 0, 6, 1, 1804),
    Shape::new(Kind::Structure, 0, 81, 2, 1828),
    Shape::new(Kind::List, 0, 72, 0, 0),
    Shape::new(Kind::Structure, 8, 83, 17, 1989),
    Shape::new(Kind::Structure, 8, 37, 1, 2006),
    Shape::new(Kind::String, 11, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 100, 2, 2035),
    Shape::new(Kind::List, 0, 31, 0, 0),
    Shape::new(Kind::Structure, 0, 102, 2, 2060),
    Shape::new(Kind::Structure, 0, 104, 2, 2089),
    Shape::new(Kind::Structure, 0, 106, 2, 2113),
    Shape::new(Kind::Structure, 8, 108, 2, 2137),
    Shape::new(Kind::Structure, 8, 37, 1, 2159),
    Shape::new(Kind::Structure, 0, 0, 0, 2183),
    Shape::new(Kind::Structure, 0, 0, 0, 2203),
    Shape::new(Kind::Item, 0, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 2228, 0, 0),
    Shape::new(Kind::List, 0, 1, 0, 0),
    Shape::new(Kind::Structure, 0, 110, 4, 2362),
    Shape::new(Kind::Map, 0, 38, 89, 0),
    Shape::new(Kind::Enum, 0, 2385, 0, 0),
    Shape::new(Kind::Enum, 0, 2434, 0, 0),
    Shape::new(Kind::Enum, 0, 2455, 0, 0),
    Shape::new(Kind::Enum, 0, 2466, 0, 0),
    Shape::new(Kind::Map, 0, 29, 38, 0),
    Shape::new(Kind::Item, 0, 1, 0, 0),
    Shape::new(Kind::Enum, 0, 2474, 0, 0),
    Shape::new(Kind::Structure, 1, 114, 11, 2693),
    Shape::new(Kind::Structure, 0, 125, 1, 0),
    Shape::new(Kind::Structure, 0, 126, 2, 0),
    Shape::new(Kind::List, 5, 38, 0, 0),
    Shape::new(Kind::Structure, 0, 128, 7, 2809),
    Shape::new(Kind::Structure, 0, 135, 1, 0),
    Shape::new(Kind::Enum, 0, 2822, 0, 0),
    Shape::new(Kind::Structure, 0, 136, 2, 2846),
    Shape::new(Kind::Map, 0, 38, 105, 0),
    Shape::new(Kind::Structure, 1, 138, 13, 2901),
    Shape::new(Kind::Structure, 1, 151, 11, 2917),
    Shape::new(Kind::Enum, 0, 2933, 0, 0),
    Shape::new(Kind::Integer, 5, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 162, 2, 3002),
    Shape::new(Kind::Map, 0, 38, 111, 0),
    Shape::new(Kind::Structure, 0, 164, 17, 3120),
    Shape::new(Kind::List, 0, 86, 0, 0),
    Shape::new(Kind::Structure, 0, 181, 2, 0),
    Shape::new(Kind::Integer, 12, 0, 0, 0),
    Shape::new(Kind::Integer, 13, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 183, 16, 3187),
    Shape::new(Kind::List, 9, 86, 0, 0),
    Shape::new(Kind::Structure, 0, 199, 5, 3202),
    Shape::new(Kind::Map, 9, 6, 120, 0),
    Shape::new(Kind::Structure, 4, 204, 2, 3233),
    Shape::new(Kind::Map, 0, 0, 114, 0),
    Shape::new(Kind::Structure, 0, 206, 1, 0),
    Shape::new(Kind::Map, 0, 0, 124, 0),
    Shape::new(Kind::Structure, 0, 207, 2, 0),
    Shape::new(Kind::Structure, 0, 115, 1, 3335),
    Shape::new(Kind::Structure, 0, 129, 1, 3346),
    Shape::new(Kind::Structure, 0, 209, 2, 3360),
    Shape::new(Kind::List, 14, 129, 0, 0),
    Shape::new(Kind::Map, 14, 6, 130, 3277),
    Shape::new(Kind::Structure, 0, 211, 3, 3373),
    Shape::new(Kind::Structure, 0, 214, 1, 0),
    Shape::new(Kind::Structure, 0, 215, 2, 0),
    Shape::new(Kind::List, 0, 134, 0, 0),
    Shape::new(Kind::Map, 0, 0, 135, 0),
    Shape::new(Kind::List, 0, 99, 0, 0),
    Shape::new(Kind::Map, 0, 0, 137, 0),
    Shape::new(Kind::Structure, 0, 217, 2, 0),
    Shape::new(Kind::Structure, 0, 219, 6, 3410),
    Shape::new(Kind::Structure, 0, 225, 6, 3425),
    Shape::new(Kind::Structure, 0, 231, 6, 1278),
    Shape::new(Kind::Structure, 0, 237, 7, 1264),
    Shape::new(Kind::Structure, 0, 244, 4, 3429),
    Shape::new(Kind::List, 9, 144, 0, 0),
    Shape::new(Kind::String, 15, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 248, 4, 3480),
    Shape::new(Kind::Structure, 0, 218, 1, 0),
    Shape::new(Kind::Structure, 0, 252, 4, 3504),
    Shape::new(Kind::Structure, 0, 256, 1, 3508),
    Shape::new(Kind::List, 9, 150, 0, 0),
    Shape::new(Kind::Structure, 2, 257, 2, 3524),
    Shape::new(Kind::List, 0, 103, 0, 0),
    Shape::new(Kind::Structure, 0, 259, 1, 0),
    Shape::new(Kind::String, 16, 0, 0, 0),
    Shape::new(Kind::List, 5, 1, 0, 0),
    Shape::new(Kind::String, 17, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 260, 7, 3567),
    Shape::new(Kind::Structure, 0, 267, 4, 3589),
    Shape::new(Kind::List, 14, 159, 0, 0),
    Shape::new(Kind::Structure, 0, 271, 2, 3622),
    Shape::new(Kind::Structure, 0, 273, 2, 0),
    Shape::new(Kind::List, 0, 162, 0, 0),
    Shape::new(Kind::Structure, 0, 275, 1, 0),
    Shape::new(Kind::Structure, 0, 276, 3, 3655),
    Shape::new(Kind::List, 9, 165, 0, 0),
    Shape::new(Kind::Structure, 0, 279, 3, 3697),
    Shape::new(Kind::Structure, 0, 37, 1, 3721),
    Shape::new(Kind::String, 18, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 282, 3, 3776),
    Shape::new(Kind::String, 19, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 3793, 0, 0),
    Shape::new(Kind::Structure, 0, 285, 2, 3819),
    Shape::new(Kind::Structure, 0, 287, 4, 3863),
    Shape::new(Kind::Enum, 0, 3883, 0, 0),
    Shape::new(Kind::String, 20, 0, 0, 0),
    Shape::new(Kind::Double, 0, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 291, 5, 4004),
    Shape::new(Kind::String, 21, 0, 0, 0),
    Shape::new(Kind::Integer, 22, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 296, 2, 4040),
    Shape::new(Kind::Structure, 0, 298, 3, 0),
    Shape::new(Kind::Structure, 0, 301, 1, 0),
    Shape::new(Kind::List, 0, 183, 0, 0),
    Shape::new(Kind::Structure, 0, 302, 1, 0),
    Shape::new(Kind::String, 23, 0, 0, 0),
    Shape::new(Kind::String, 24, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 4091, 0, 0),
    Shape::new(Kind::Enum, 0, 4110, 0, 0),
    Shape::new(Kind::Enum, 0, 4142, 0, 0),
    Shape::new(Kind::Structure, 0, 303, 3, 4215),
    Shape::new(Kind::Structure, 0, 306, 5, 4246),
    Shape::new(Kind::Structure, 0, 311, 12, 4383),
    Shape::new(Kind::Structure, 0, 323, 1, 0),
    Shape::new(Kind::Structure, 0, 324, 1, 0),
    Shape::new(Kind::Structure, 0, 325, 1, 0),
    Shape::new(Kind::Structure, 0, 326, 1, 4441),
    Shape::new(Kind::Integer, 14, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 327, 3, 4472),
    Shape::new(Kind::Structure, 0, 330, 3, 4501),
    Shape::new(Kind::Enum, 0, 4516, 0, 0),
    Shape::new(Kind::String, 10, 0, 0, 0),
    Shape::new(Kind::String, 25, 0, 0, 0),
    Shape::new(Kind::List, 1, 203, 0, 0),
    Shape::new(Kind::Structure, 0, 333, 2, 4561),
    Shape::new(Kind::Structure, 0, 335, 1, 4576),
    Shape::new(Kind::Enum, 0, 4595, 0, 0),
    Shape::new(Kind::Structure, 0, 336, 9, 4612),
    Shape::new(Kind::Structure, 0, 345, 6, 4669),
    Shape::new(Kind::Structure, 0, 351, 1, 4696),
    Shape::new(Kind::String, 26, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 352, 3, 4725),
    Shape::new(Kind::Structure, 0, 355, 5, 4742),
    Shape::new(Kind::Enum, 0, 4763, 0, 0),
    Shape::new(Kind::List, 0, 214, 0, 0),
    Shape::new(Kind::Structure, 0, 360, 6, 4805),
    Shape::new(Kind::Long, 27, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 4827, 0, 0),
    Shape::new(Kind::Structure, 0, 366, 6, 4865),
    Shape::new(Kind::Structure, 0, 372, 1, 4905),
    Shape::new(Kind::String, 28, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 373, 2, 4932),
    Shape::new(Kind::Structure, 0, 372, 1, 4956),
    Shape::new(Kind::Enum, 0, 4981, 0, 0),
    Shape::new(Kind::Structure, 0, 375, 1, 5043),
    Shape::new(Kind::Structure, 0, 376, 3, 5079),
    Shape::new(Kind::Structure, 0, 375, 1, 5112),
    Shape::new(Kind::Structure, 0, 379, 3, 5148),
    Shape::new(Kind::Structure, 0, 37, 1, 5187),
    Shape::new(Kind::String, 29, 1, 0, 0),
    Shape::new(Kind::Long, 30, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 382, 5, 5255),
    Shape::new(Kind::Structure, 0, 382, 2, 5269),
    Shape::new(Kind::Structure, 0, 387, 3, 5289),
    Shape::new(Kind::Structure, 0, 0, 0, 5305),
    Shape::new(Kind::Structure, 0, 390, 1, 0),
    Shape::new(Kind::List, 0, 236, 0, 0),
    Shape::new(Kind::Structure, 0, 391, 1, 0),
    Shape::new(Kind::Structure, 0, 392, 4, 5346),
    Shape::new(Kind::List, 0, 239, 0, 0),
    Shape::new(Kind::Structure, 0, 396, 6, 5385),
    Shape::new(Kind::Structure, 0, 0, 0, 5406),
    Shape::new(Kind::Structure, 0, 402, 4, 5441),
    Shape::new(Kind::Structure, 0, 406, 2, 0),
];

pub(super) static MEMBERS: [Member; 408] = [
    Member(9, 32770), Member(23, 32771), Member(9, 32770), Member(69, 32775), Member(118, 11),
    Member(133, 12), Member(161, 32778), Member(171, 32777), Member(150, 32781), Member(201, 32785),
    Member(219, 32785), Member(260, 19), Member(280, 19), Member(320, 19), Member(339, 19),
    Member(161, 32778), Member(171, 32784), Member(150, 32781), Member(238, 18), Member(301, 20),
    Member(359, 21), Member(476, 32793), Member(490, 26), Member(537, 25), Member(545, 28), Member(553, 29),
    Member(585, 32799), Member(589, 32), Member(9, 32806), Member(724, 32807), Member(161, 32778),
    Member(799, 32805), Member(815, 41), Member(150, 32781), Member(828, 32785), Member(839, 32810),
    Member(868, 5), Member(889, 32774), Member(171, 9), Member(899, 15), Member(921, 23), Member(944, 24),
    Member(238, 18), Member(505, 27), Member(568, 30), Member(956, 34), Member(961, 35), Member(972, 25),
    Member(359, 21), Member(998, 29), Member(301, 20), Member(1013, 6), Member(1034, 36), Member(1069, 44),
    Member(1119, 10), Member(1143, 47), Member(161, 32778), Member(238, 18), Member(301, 20), Member(359, 21),
    Member(1264, 49), Member(1271, 50), Member(1278, 51), Member(201, 17), Member(161, 32778),
    Member(1312, 54), Member(1342, 55), Member(1397, 32797), Member(553, 29), Member(1312, 54),
    Member(1342, 55), Member(921, 57), Member(1408, 35), Member(1397, 32797), Member(1553, 32829),
    Member(1271, 58), Member(1264, 59), Member(1278, 60), Member(1613, 62), Member(1271, 66),
    Member(1278, 67), Member(1271, 70), Member(1278, 71), Member(868, 5), Member(889, 32774), Member(944, 24),
    Member(238, 18), Member(1846, 53), Member(505, 27), Member(568, 30), Member(1874, 64), Member(961, 35),
    Member(972, 25), Member(1889, 65), Member(1912, 69), Member(301, 20), Member(359, 21), Member(1034, 36),
    Member(1938, 25), Member(1970, 73), Member(2023, 32844), Member(956, 32802), Member(2023, 32844),
    Member(2052, 32846), Member(2023, 32844), Member(2079, 29), Member(537, 32793), Member(9, 32770),
    Member(889, 32774), Member(2113, 32849), Member(589, 1), Member(2317, 25), Member(2324, 87),
    Member(2343, 88), Member(889, 32774), Member(2488, 32854), Member(2493, 90), Member(2502, 91),
    Member(2515, 92), Member(2538, 93), Member(2566, 94), Member(2586, 29), Member(2606, 95),
    Member(2631, 96), Member(2657, 97), Member(2706, 86), Member(2724, 86), Member(2735, 99),
    Member(889, 32774), Member(585, 32854), Member(2757, 101), Member(2773, 25), Member(2515, 92),
    Member(2788, 29), Member(2606, 95), Member(2488, 86), Member(589, 1), Member(2839, 104),
    Member(889, 32774), Member(585, 32854), Member(2867, 106), Member(2493, 90), Member(2566, 94),
    Member(2502, 91), Member(2515, 92), Member(2538, 93), Member(2884, 29), Member(2586, 29),
    Member(2606, 95), Member(2631, 96), Member(2657, 97), Member(889, 32774), Member(585, 32854),
    Member(2493, 90), Member(2566, 94), Member(2502, 91), Member(2515, 92), Member(2538, 93),
    Member(2586, 29), Member(2606, 95), Member(2631, 96), Member(2657, 97), Member(2343, 88),
    Member(2324, 32855), Member(889, 32774), Member(161, 10), Member(3012, 109), Member(2757, 101),
    Member(1143, 110), Member(2773, 25), Member(3019, 112), Member(3033, 112), Member(2566, 94),
    Member(3045, 25), Member(3062, 86), Member(2515, 92), Member(2788, 29), Member(3080, 29),
    Member(3097, 29), Member(2606, 95), Member(2631, 96), Member(3131, 114), Member(3137, 86),
    Member(889, 32774), Member(161, 10), Member(2757, 101), Member(1143, 110), Member(3012, 109),
    Member(3154, 112), Member(2566, 94), Member(3062, 86), Member(2515, 92), Member(3165, 116),
    Member(3179, 117), Member(2788, 29), Member(3080, 29), Member(2606, 95), Member(2631, 96),
    Member(2773, 25), Member(3197, 32887), Member(2757, 101), Member(2773, 25), Member(2788, 29),
    Member(2606, 95), Member(3220, 32889), Member(2515, 92), Member(3197, 114), Member(3251, 123),
    Member(3261, 125), Member(3335, 127), Member(3346, 128), Member(3220, 32899), Member(2515, 92),
    Member(2538, 93), Member(585, 86), Member(3335, 103), Member(3346, 133), Member(3393, 136),
    Member(2735, 138), Member(585, 32854), Member(889, 32774), Member(2586, 32797), Member(2606, 95),
    Member(2631, 96), Member(2657, 97), Member(2488, 32854), Member(889, 32774), Member(2586, 29),
    Member(2606, 95), Member(2631, 96), Member(2657, 97), Member(585, 32854), Member(889, 32774),
    Member(2586, 29), Member(2606, 95), Member(2631, 96), Member(2657, 97), Member(585, 32854),
    Member(2884, 32797), Member(889, 32774), Member(2586, 29), Member(2606, 95), Member(2631, 96),
    Member(2657, 97), Member(3410, 140), Member(3425, 141), Member(1278, 142), Member(1264, 143),
    Member(3447, 32913), Member(2515, 92), Member(2538, 93), Member(3461, 146), Member(585, 32854),
    Member(889, 32774), Member(2788, 29), Member(2606, 95), Member(3504, 32917), Member(3447, 32919),
    Member(2515, 92), Member(3251, 153), Member(3546, 32923), Member(3556, 156), Member(2773, 25),
    Member(2079, 157), Member(2515, 92), Member(1143, 110), Member(2657, 97), Member(3546, 32923),
    Member(3556, 156), Member(2773, 25), Member(2657, 97), Member(3611, 32928), Member(2515, 92),
    Member(3649, 103), Member(2488, 86), Member(3251, 163), Member(3546, 32923), Member(3556, 156),
    Member(2657, 97), Member(3678, 32934), Member(3461, 146), Member(2515, 92), Member(889, 10),
    Member(1143, 47), Member(3752, 169), Member(3806, 172), Member(3811, 171), Member(3831, 32937),
    Member(1143, 47), Member(3841, 171), Member(3819, 173), Member(3831, 32937), Member(3811, 32939),
    Member(3961, 32943), Member(3979, 176), Member(3994, 177), Member(4026, 32947), Member(1143, 180),
    Member(3197, 86), Member(4056, 86), Member(4065, 86), Member(4074, 182), Member(4083, 184),
    Member(4172, 177), Member(4187, 177), Member(4200, 190), Member(3080, 29), Member(2788, 29),
    Member(3097, 29), Member(2606, 95), Member(2631, 96), Member(4266, 32774), Member(4275, 177),
    Member(4286, 29), Member(4298, 32954), Member(4307, 29), Member(4321, 187), Member(4330, 28),
    Member(4345, 179), Member(4359, 188), Member(4372, 189), Member(4215, 191), Member(4246, 192),
    Member(2631, 86), Member(4246, 194), Member(4413, 195), Member(4431, 32937), Member(4266, 6),
    Member(4461, 198), Member(2079, 29), Member(4307, 29), Member(4298, 32954), Member(4489, 187),
    Member(4540, 202), Member(4550, 204), Member(4572, 205), Member(889, 32778), Member(868, 32773),
    Member(171, 32784), Member(944, 24), Member(238, 18), Member(301, 20), Member(568, 30), Member(921, 23),
    Member(1069, 44), Member(4286, 29), Member(4501, 32968), Member(4636, 32969), Member(4576, 206),
    Member(4648, 207), Member(4612, 32976), Member(4686, 32937), Member(4266, 6), Member(4716, 198),
    Member(2079, 211), Member(4307, 29), Member(4298, 32954), Member(4489, 187), Member(4636, 32956),
    Member(4648, 207), Member(4307, 29), Member(4298, 186), Member(4489, 187), Member(4330, 28),
    Member(4345, 179), Member(4794, 32983), Member(4286, 29), Member(4742, 32981), Member(4805, 32984),
    Member(889, 32774), Member(280, 217), Member(4849, 218), Member(4888, 32937), Member(4461, 198),
    Member(2079, 221), Member(5006, 224), Member(889, 32774), Member(3831, 32937), Member(5043, 225),
    Member(889, 32774), Member(3831, 32937), Member(5112, 227), Member(5228, 32998), Member(5233, 32989),
    Member(589, 32797), Member(5238, 231), Member(5248, 25), Member(5228, 32998), Member(5283, 221),
    Member(1143, 110), Member(5324, 195), Member(5336, 237), Member(2488, 32854), Member(2586, 29),
    Member(2606, 95), Member(2631, 96), Member(5358, 32797), Member(5362, 86), Member(5370, 29),
    Member(889, 6), Member(3131, 240), Member(5379, 25), Member(889, 32797), Member(5428, 32797),
    Member(3831, 32797), Member(5436, 29), Member(5457, 153), Member(2488, 86),
];

pub(super) static BOUNDS: [(i64, i64); 31] = [
    (i64::MIN, i64::MAX),
    (1, 255),
    (1, 2),
    (3, 255),
    (1, 20),
    (1, i64::MAX),
    (1, 128),
    (0, 256),
    (i64::MIN, 65535),
    (1, 100),
    (1, 1),
    (1, 1283),
    (1, 1000000),
    (0, 999999),
    (1, 25),
    (1, 36),
    (1, 8192),
    (1, 32768),
    (37, 1024),
    (28, 65),
    (21, 40),
    (1, 2048),
    (1, 1000),
    (i64::MIN, 255),
    (i64::MIN, 1024),
    (1, 65536),
    (112, 1024),
    (1024, i64::MAX),
    (1, 1024),
    (1, 64),
    (0, i64::MAX),
];

pub(super) static TEXT: &[u8] = b"\
\x00\x07B, N, S\x0dAttributeName\x0dAttributeType\x13AttributeDefinition\x0bHASH, RANGE\x07KeyType\
\x10KeySchemaElement\x17ALL, INCLUDE, KEYS_ONLY\x0eProjectionType\x10NonKeyAttributes\x0aProjection\
\x09IndexName\x09KeySchema\x13LocalSecondaryIndex\x11ReadCapacityUnits\x12WriteCapacityUnits\
\x15ProvisionedThroughput\x13MaxReadRequestUnits\x14MaxWriteRequestUnits\x12OnDemandThroughput\
\x12ReadUnitsPerSecond\x13WriteUnitsPerSecond\x0eWarmThroughput\x14GlobalSecondaryIndex\
\x1cPROVISIONED, PAY_PER_REQUEST\x33NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY\x0dStreamEnabled\
\x0eStreamViewType\x13StreamSpecification\x0bAES256, KMS\x07Enabled\x07SSEType\x0eKMSMasterKeyId\
\x10SSESpecification\x03Key\x05Value\x03Tag\x24STANDARD, STANDARD_INFREQUENT_ACCESS\
\x29ENABLED, DISABLED, ENABLED_WITH_OVERRIDES\x19VectorAttributeDefinition\x13HASH, INLINE_FILTER\
\x17SearchSchemaElementType\x13SearchSchemaElement\x1eCOSINE, DOT_PRODUCT, EUCLIDEAN\x0fVectorAttribute\
\x0cSearchSchema\x0aDimensions\x10DistanceFunction\x0bVectorIndex\x14AttributeDefinitions\x09TableName\
\x15LocalSecondaryIndexes\x16GlobalSecondaryIndexes\x0bBillingMode\x04Tags\x0aTableClass\
\x19DeletionProtectionEnabled\x0eResourcePolicy\x14GlobalTableSourceArn\x22GlobalTableSettingsReplicationMode\
\x0dVectorIndexes\x10CreateTableInput\x12DescribeTableInput\x17ExclusiveStartTableName\x05Limit\
\x0fListTablesInput\x20UpdateGlobalSecondaryIndexAction\x20CreateGlobalSecondaryIndexAction\
\x20DeleteGlobalSecondaryIndexAction\x06Update\x06Create\x06Delete\x1aGlobalSecondaryIndexUpdate\
\x1dProvisionedThroughputOverride\x1aOnDemandThroughputOverride\x1bReplicaGlobalSecondaryIndex\x0aRegionName\
\x12TableClassOverride\x22CreateReplicationGroupMemberAction\x22UpdateReplicationGroupMemberAction\
\x22DeleteReplicationGroupMemberAction\x14WAIT_FOR_REPLICATION\x12DisassociationMode\
\x28DisassociateReplicationGroupMemberAction\x0cDisassociate\x16ReplicationGroupUpdate\x10EVENTUAL, STRONG\
\x29CreateGlobalTableWitnessGroupMemberAction\x29DeleteGlobalTableWitnessGroupMemberAction\
\x1dGlobalTableWitnessGroupUpdate\x17CreateVectorIndexAction\x17DeleteVectorIndexAction\x11VectorIndexUpdate\
\x1bGlobalSecondaryIndexUpdates\x0eReplicaUpdates\x16MultiRegionConsistency\x19GlobalTableWitnessUpdates\
\x1fDisassociationProtectionEnabled\x12VectorIndexUpdates\x10UpdateTableInput\x10DeleteTableInput\
\x0bResourceArn\x10TagResourceInput\x07TagKeys\x12UntagResourceInput\x09NextToken\x17ListTagsOfResourceInput\
\x17TimeToLiveSpecification\x15UpdateTimeToLiveInput\x17DescribeTimeToLiveInput\x13DescribeLimitsInput\
\x18DescribeEndpointsRequest\
\x58IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS\x06Exists\
\x12ComparisonOperator\x12AttributeValueList\x16ExpectedAttributeValue\
\x30ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW\x14INDEXES, TOTAL, NONE\x0aSIZE, NONE\x07OR, AND\
\x0dALL_OLD, NONE\x04Item\x08Expected\x0cReturnValues\x16ReturnConsumedCapacity\x1bReturnItemCollectionMetrics\
\x13ConditionalOperator\x13ConditionExpression\x18ExpressionAttributeNames\x19ExpressionAttributeValues\
\x23ReturnValuesOnConditionCheckFailure\x0cPutItemInput\x11ItemCollectionKey\x0aAttributes\
\x15ItemCollectionMetrics\x0fAttributesToGet\x0eConsistentRead\x14ProjectionExpression\x0cGetItemInput\
\x10ADD, DELETE, PUT\x06Action\x14AttributeValueUpdate\x10AttributeUpdates\x10UpdateExpression\
\x0fUpdateItemInput\x0fDeleteItemInput\x44SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES\
\x09Condition\x06Select\x0dKeyConditions\x0bQueryFilter\x10ScanIndexForward\x11ExclusiveStartKey\
\x10FilterExpression\x16KeyConditionExpression\x0aQueryInput\x05Items\x10LastEvaluatedKey\x0aScanFilter\
\x0dTotalSegments\x07Segment\x09ScanInput\x04Keys\x11KeysAndAttributes\x0cRequestItems\x11BatchGetItemInput\
\x09Responses\x0fUnprocessedKeys\x39The requestItems parameter is required for BatchWriteItem\x0aPutRequest\
\x0dDeleteRequest\x0cWriteRequest\x13BatchWriteItemInput\x10UnprocessedItems\x0eConditionCheck\x03Put\
\x11TransactWriteItem\x0dTransactItems\x12ClientRequestToken\x17TransactWriteItemsInput\x03Get\
\x0fTransactGetItem\x15TransactGetItemsInput\x09Statement\x0aParameters\x15ExecuteStatementInput\
\x15BatchStatementRequest\x0aStatements\x1aBatchExecuteStatementInput\x05Error\x16ParameterizedStatement\
\x12TransactStatements\x17ExecuteTransactionInput\x1eDescribeContinuousBackupsInput\x17ExclusiveStartStreamArn\
\x10ListStreamsInput\x0cCHILD_SHARDS\x04Type\x07ShardId\x0bShardFilter\x09StreamArn\x15ExclusiveStartShardId\
\x13DescribeStreamInput\x4dTRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER, AT_TIMESTAMP\
\x11ShardIteratorType\x0eSequenceNumber\x09Timestamp\x15GetShardIteratorInput\x0dShardIterator\
\x0fGetRecordsInput\x08NewImage\x08OldImage\x08dynamodb\x07Records\x12DYNAMODB_JSON, ION\
\x1fFULL_EXPORT, INCREMENTAL_EXPORT\x1dNEW_IMAGE, NEW_AND_OLD_IMAGES\x0eExportFromTime\x0cExportToTime\
\x0eExportViewType\x1eIncrementalExportSpecification\x13FilterSpecification\x08TableArn\x0aExportTime\
\x0bClientToken\x08S3Bucket\x0dS3BucketOwner\x08S3Prefix\x0eS3SseAlgorithm\x0dS3SseKmsKeyId\x0cExportFormat\
\x0aExportType\x1dExportTableToPointInTimeInput\x11ExportDescription\x09ExportArn\x13DescribeExportInput\
\x0aMaxResults\x10ListExportsInput\x0bS3KeyPrefix\x0eS3BucketSource\x17DYNAMODB_JSON, ION, CSV\x09Delimiter\
\x0aHeaderList\x0aCsvOptions\x03Csv\x12InputFormatOptions\x10GZIP, ZSTD, NONE\x17TableCreationParameters\
\x0bInputFormat\x14InputCompressionType\x10ImportTableInput\x09ImportArn\x13DescribeImportInput\x08PageSize\
\x10ListImportsInput\x14InputS3Configuration\x1eERROR, CONDITION_CHECK_FAILURE\x0aOutputType\
\x15OutputS3Configuration\x15STANDARD, ACCELERATED\x0fPerformanceTier\x16StartBulkPutItemsInput\
\x10BulkOperationArn\x1aDescribeBulkOperationInput\x17ListBulkOperationsInput\x18CancelBulkOperationInput\
\x18MILLISECOND, MICROSECOND\x24ApproximateCreationDateTimePrecision\x23EnableKinesisStreamingConfiguration\
\x20KinesisStreamingDestinationInput\x23UpdateKinesisStreamingConfiguration\
\x26UpdateKinesisStreamingDestinationInput\x28DescribeKinesisStreamingDestinationInput\x04Kind\x04Name\
\x09IfVersion\x06Summon\x0dPutStateInput\x0dGetStateInput\x05After\x0fListStatesInput\x12ListTransfersInput\
\x0bDescription\x09Transfers\x0bTransferPut\x03Arn\x07Members\x08Progress\x05Ended\x14AdvanceTransferInput\
\x15ListDestinationsInput\x07TableId\x04From\x0fGetChangesInput\x13CancellationReasons";
