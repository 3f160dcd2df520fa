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
pub const GET_ITEM: Operation = Operation { input: ShapeId(103), output: ShapeId(104) };
/// Shapes of `UpdateItem`.
pub const UPDATE_ITEM: Operation = Operation { input: ShapeId(108), output: ShapeId(100) };
/// Shapes of `DeleteItem`.
pub const DELETE_ITEM: Operation = Operation { input: ShapeId(109), output: ShapeId(100) };
/// Shapes of `Query`.
pub const QUERY: Operation = Operation { input: ShapeId(114), output: ShapeId(116) };
/// Shapes of `Scan`.
pub const SCAN: Operation = Operation { input: ShapeId(119), output: ShapeId(116) };
/// Shapes of `BatchGetItem`.
pub const BATCH_GET_ITEM: Operation = Operation { input: ShapeId(123), output: ShapeId(127) };
/// Shapes of `BatchWriteItem`.
pub const BATCH_WRITE_ITEM: Operation = Operation { input: ShapeId(133), output: ShapeId(140) };
/// Shapes of `TransactWriteItems`.
pub const TRANSACT_WRITE_ITEMS: Operation = Operation { input: ShapeId(148), output: ShapeId(149) };
/// Shapes of `TransactGetItems`.
pub const TRANSACT_GET_ITEMS: Operation = Operation { input: ShapeId(153), output: ShapeId(155) };
/// Shapes of `ExecuteStatement`.
pub const EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(159), output: ShapeId(116) };
/// Shapes of `BatchExecuteStatement`.
pub const BATCH_EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(162), output: ShapeId(165) };
/// Shapes of `ExecuteTransaction`.
pub const EXECUTE_TRANSACTION: Operation = Operation { input: ShapeId(168), output: ShapeId(155) };
/// Shapes of `DescribeContinuousBackups`.
pub const DESCRIBE_CONTINUOUS_BACKUPS: Operation = Operation { input: ShapeId(169), output: ShapeId(0) };
/// Shapes of `UpdateContinuousBackups`.
pub const UPDATE_CONTINUOUS_BACKUPS: Operation = Operation { input: ShapeId(172), output: ShapeId(0) };
/// Shapes of `CreateBackup`.
pub const CREATE_BACKUP: Operation = Operation { input: ShapeId(173), output: ShapeId(0) };
/// Shapes of `DescribeBackup`.
pub const DESCRIBE_BACKUP: Operation = Operation { input: ShapeId(175), output: ShapeId(0) };
/// Shapes of `ListBackups`.
pub const LIST_BACKUPS: Operation = Operation { input: ShapeId(178), output: ShapeId(0) };
/// Shapes of `DeleteBackup`.
pub const DELETE_BACKUP: Operation = Operation { input: ShapeId(179), output: ShapeId(0) };
/// Shapes of `RestoreTableFromBackup`.
pub const RESTORE_TABLE_FROM_BACKUP: Operation = Operation { input: ShapeId(180), output: ShapeId(0) };
/// Shapes of `RestoreTableToPointInTime`.
pub const RESTORE_TABLE_TO_POINT_IN_TIME: Operation = Operation { input: ShapeId(181), output: ShapeId(0) };
/// Shapes of `ListStreams`.
pub const LIST_STREAMS: Operation = Operation { input: ShapeId(182), output: ShapeId(0) };
/// Shapes of `DescribeStream`.
pub const DESCRIBE_STREAM: Operation = Operation { input: ShapeId(186), output: ShapeId(0) };
/// Shapes of `GetShardIterator`.
pub const GET_SHARD_ITERATOR: Operation = Operation { input: ShapeId(189), output: ShapeId(0) };
/// Shapes of `GetRecords`.
pub const GET_RECORDS: Operation = Operation { input: ShapeId(192), output: ShapeId(196) };
/// Shapes of `ExportTableToPointInTime`.
pub const EXPORT_TABLE_TO_POINT_IN_TIME: Operation = Operation { input: ShapeId(204), output: ShapeId(207) };
/// Shapes of `DescribeExport`.
pub const DESCRIBE_EXPORT: Operation = Operation { input: ShapeId(208), output: ShapeId(207) };
/// Shapes of `ListExports`.
pub const LIST_EXPORTS: Operation = Operation { input: ShapeId(210), output: ShapeId(0) };
/// Shapes of `ImportTable`.
pub const IMPORT_TABLE: Operation = Operation { input: ShapeId(220), output: ShapeId(0) };
/// Shapes of `DescribeImport`.
pub const DESCRIBE_IMPORT: Operation = Operation { input: ShapeId(221), output: ShapeId(0) };
/// Shapes of `ListImports`.
pub const LIST_IMPORTS: Operation = Operation { input: ShapeId(223), output: ShapeId(0) };
/// Shapes of `StartBulkPutItems`.
pub const START_BULK_PUT_ITEMS: Operation = Operation { input: ShapeId(230), output: ShapeId(0) };
/// Shapes of `DescribeBulkOperation`.
pub const DESCRIBE_BULK_OPERATION: Operation = Operation { input: ShapeId(231), output: ShapeId(0) };
/// Shapes of `ListBulkOperations`.
pub const LIST_BULK_OPERATIONS: Operation = Operation { input: ShapeId(233), output: ShapeId(0) };
/// Shapes of `CancelBulkOperation`.
pub const CANCEL_BULK_OPERATION: Operation = Operation { input: ShapeId(234), output: ShapeId(0) };
/// Shapes of `PutState`.
pub const PUT_STATE: Operation = Operation { input: ShapeId(236), output: ShapeId(0) };
/// Shapes of `GetState`.
pub const GET_STATE: Operation = Operation { input: ShapeId(237), output: ShapeId(0) };
/// Shapes of `ListStates`.
pub const LIST_STATES: Operation = Operation { input: ShapeId(238), output: ShapeId(0) };
/// Shapes of `DeleteState`.
pub const DELETE_STATE: Operation = Operation { input: ShapeId(237), output: ShapeId(0) };
/// Shapes of `ListTransfers`.
pub const LIST_TRANSFERS: Operation = Operation { input: ShapeId(239), output: ShapeId(242) };
/// Shapes of `AdvanceTransfer`.
pub const ADVANCE_TRANSFER: Operation = Operation { input: ShapeId(245), output: ShapeId(0) };
/// Shapes of `ReadHistory`.
pub const READ_HISTORY: Operation = Operation { input: ShapeId(246), output: ShapeId(249) };
/// Shapes of `OpenMoment`.
pub const OPEN_MOMENT: Operation = Operation { input: ShapeId(250), output: ShapeId(0) };

/// Members of exceptions beside their message.
pub const FAILURE: ShapeId = ShapeId(251);

pub(super) static SHAPES: [Shape; 252] = [
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
    Shape::new(Kind::Long, 12, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 128, 8, 2814),
    Shape::new(Kind::Structure, 0, 136, 1, 0),
    Shape::new(Kind::Enum, 0, 2827, 0, 0),
    Shape::new(Kind::Structure, 0, 137, 2, 2851),
    Shape::new(Kind::Map, 0, 38, 106, 0),
    Shape::new(Kind::Structure, 1, 139, 13, 2906),
    Shape::new(Kind::Structure, 1, 152, 11, 2922),
    Shape::new(Kind::Enum, 0, 2938, 0, 0),
    Shape::new(Kind::Integer, 5, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 163, 2, 3007),
    Shape::new(Kind::Map, 0, 38, 112, 0),
    Shape::new(Kind::Structure, 0, 165, 18, 3125),
    Shape::new(Kind::List, 0, 86, 0, 0),
    Shape::new(Kind::Structure, 0, 183, 2, 0),
    Shape::new(Kind::Integer, 13, 0, 0, 0),
    Shape::new(Kind::Integer, 14, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 185, 17, 3192),
    Shape::new(Kind::List, 9, 86, 0, 0),
    Shape::new(Kind::Structure, 0, 202, 5, 3207),
    Shape::new(Kind::Map, 9, 6, 121, 0),
    Shape::new(Kind::Structure, 4, 207, 3, 3238),
    Shape::new(Kind::Map, 0, 0, 115, 0),
    Shape::new(Kind::Structure, 0, 210, 1, 0),
    Shape::new(Kind::Map, 0, 0, 125, 0),
    Shape::new(Kind::Structure, 0, 211, 2, 0),
    Shape::new(Kind::Structure, 0, 115, 1, 3340),
    Shape::new(Kind::Structure, 0, 129, 1, 3351),
    Shape::new(Kind::Structure, 0, 213, 2, 3365),
    Shape::new(Kind::List, 15, 130, 0, 0),
    Shape::new(Kind::Map, 15, 6, 131, 3282),
    Shape::new(Kind::Structure, 0, 215, 3, 3378),
    Shape::new(Kind::Structure, 0, 218, 1, 0),
    Shape::new(Kind::Structure, 0, 219, 2, 0),
    Shape::new(Kind::List, 0, 135, 0, 0),
    Shape::new(Kind::Map, 0, 0, 136, 0),
    Shape::new(Kind::List, 0, 99, 0, 0),
    Shape::new(Kind::Map, 0, 0, 138, 0),
    Shape::new(Kind::Structure, 0, 221, 2, 0),
    Shape::new(Kind::Structure, 0, 223, 6, 3415),
    Shape::new(Kind::Structure, 0, 229, 6, 3430),
    Shape::new(Kind::Structure, 0, 235, 6, 1278),
    Shape::new(Kind::Structure, 0, 241, 7, 1264),
    Shape::new(Kind::Structure, 0, 248, 4, 3434),
    Shape::new(Kind::List, 9, 145, 0, 0),
    Shape::new(Kind::String, 16, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 252, 4, 3485),
    Shape::new(Kind::Structure, 0, 222, 1, 0),
    Shape::new(Kind::Structure, 0, 256, 4, 3509),
    Shape::new(Kind::Structure, 0, 260, 1, 3513),
    Shape::new(Kind::List, 9, 151, 0, 0),
    Shape::new(Kind::Structure, 2, 261, 3, 3529),
    Shape::new(Kind::List, 0, 104, 0, 0),
    Shape::new(Kind::Structure, 0, 264, 1, 0),
    Shape::new(Kind::String, 17, 0, 0, 0),
    Shape::new(Kind::List, 5, 1, 0, 0),
    Shape::new(Kind::String, 18, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 265, 8, 3572),
    Shape::new(Kind::Structure, 0, 273, 4, 3594),
    Shape::new(Kind::List, 15, 160, 0, 0),
    Shape::new(Kind::Structure, 0, 277, 3, 3627),
    Shape::new(Kind::Structure, 0, 280, 2, 0),
    Shape::new(Kind::List, 0, 163, 0, 0),
    Shape::new(Kind::Structure, 0, 282, 1, 0),
    Shape::new(Kind::Structure, 0, 283, 3, 3660),
    Shape::new(Kind::List, 9, 166, 0, 0),
    Shape::new(Kind::Structure, 0, 286, 4, 3702),
    Shape::new(Kind::Structure, 0, 37, 1, 3726),
    Shape::new(Kind::Integer, 19, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 290, 2, 3805),
    Shape::new(Kind::Structure, 0, 292, 2, 3838),
    Shape::new(Kind::Structure, 0, 294, 2, 3878),
    Shape::new(Kind::String, 20, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 296, 1, 3906),
    Shape::new(Kind::Double, 0, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 3926, 0, 0),
    Shape::new(Kind::Structure, 0, 297, 6, 4031),
    Shape::new(Kind::Structure, 0, 296, 1, 4048),
    Shape::new(Kind::Structure, 0, 303, 9, 4204),
    Shape::new(Kind::Structure, 0, 312, 12, 4303),
    Shape::new(Kind::Structure, 0, 324, 3, 4358),
    Shape::new(Kind::String, 21, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 4375, 0, 0),
    Shape::new(Kind::Structure, 0, 327, 2, 4401),
    Shape::new(Kind::Structure, 0, 329, 4, 4445),
    Shape::new(Kind::Enum, 0, 4465, 0, 0),
    Shape::new(Kind::String, 22, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 333, 5, 4586),
    Shape::new(Kind::String, 23, 0, 0, 0),
    Shape::new(Kind::Integer, 24, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 338, 2, 4622),
    Shape::new(Kind::Structure, 0, 340, 3, 0),
    Shape::new(Kind::Structure, 0, 343, 1, 0),
    Shape::new(Kind::List, 0, 194, 0, 0),
    Shape::new(Kind::Structure, 0, 344, 1, 0),
    Shape::new(Kind::String, 25, 0, 0, 0),
    Shape::new(Kind::String, 26, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 4673, 0, 0),
    Shape::new(Kind::Enum, 0, 4692, 0, 0),
    Shape::new(Kind::Enum, 0, 4724, 0, 0),
    Shape::new(Kind::Structure, 0, 345, 3, 4797),
    Shape::new(Kind::Structure, 0, 348, 5, 4828),
    Shape::new(Kind::Structure, 0, 353, 12, 4965),
    Shape::new(Kind::Structure, 0, 365, 1, 0),
    Shape::new(Kind::Structure, 0, 366, 1, 0),
    Shape::new(Kind::Structure, 0, 367, 1, 0),
    Shape::new(Kind::Structure, 0, 368, 1, 5023),
    Shape::new(Kind::Integer, 15, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 369, 3, 5054),
    Shape::new(Kind::Structure, 0, 372, 3, 5083),
    Shape::new(Kind::Enum, 0, 5098, 0, 0),
    Shape::new(Kind::String, 10, 0, 0, 0),
    Shape::new(Kind::String, 27, 0, 0, 0),
    Shape::new(Kind::List, 1, 214, 0, 0),
    Shape::new(Kind::Structure, 0, 375, 2, 5143),
    Shape::new(Kind::Structure, 0, 377, 1, 5158),
    Shape::new(Kind::Enum, 0, 5177, 0, 0),
    Shape::new(Kind::Structure, 0, 378, 9, 5194),
    Shape::new(Kind::Structure, 0, 387, 6, 5251),
    Shape::new(Kind::Structure, 0, 393, 1, 5278),
    Shape::new(Kind::String, 28, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 394, 3, 5307),
    Shape::new(Kind::Structure, 0, 397, 5, 5324),
    Shape::new(Kind::Enum, 0, 5345, 0, 0),
    Shape::new(Kind::List, 0, 225, 0, 0),
    Shape::new(Kind::Structure, 0, 402, 6, 5387),
    Shape::new(Kind::Long, 29, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 5409, 0, 0),
    Shape::new(Kind::Structure, 0, 408, 6, 5447),
    Shape::new(Kind::Structure, 0, 414, 1, 5487),
    Shape::new(Kind::String, 30, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 415, 2, 5514),
    Shape::new(Kind::Structure, 0, 414, 1, 5538),
    Shape::new(Kind::String, 31, 1, 0, 0),
    Shape::new(Kind::Structure, 0, 417, 5, 5590),
    Shape::new(Kind::Structure, 0, 417, 2, 5604),
    Shape::new(Kind::Structure, 0, 422, 3, 5624),
    Shape::new(Kind::Structure, 0, 0, 0, 5640),
    Shape::new(Kind::Structure, 0, 425, 1, 0),
    Shape::new(Kind::List, 0, 240, 0, 0),
    Shape::new(Kind::Structure, 0, 426, 1, 0),
    Shape::new(Kind::Structure, 0, 427, 4, 5681),
    Shape::new(Kind::List, 0, 243, 0, 0),
    Shape::new(Kind::Structure, 0, 431, 6, 5720),
    Shape::new(Kind::Structure, 0, 437, 4, 5749),
    Shape::new(Kind::Structure, 0, 441, 3, 0),
    Shape::new(Kind::List, 0, 247, 0, 0),
    Shape::new(Kind::Structure, 0, 444, 1, 0),
    Shape::new(Kind::Structure, 0, 445, 2, 5782),
    Shape::new(Kind::Structure, 0, 447, 2, 0),
];

pub(super) static MEMBERS: [Member; 449] = [
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
    Member(2788, 29), Member(2606, 95), Member(2809, 102), Member(2488, 86), Member(589, 1),
    Member(2844, 105), Member(889, 32774), Member(585, 32854), Member(2872, 107), Member(2493, 90),
    Member(2566, 94), Member(2502, 91), Member(2515, 92), Member(2538, 93), Member(2889, 29),
    Member(2586, 29), Member(2606, 95), Member(2631, 96), Member(2657, 97), Member(889, 32774),
    Member(585, 32854), Member(2493, 90), Member(2566, 94), Member(2502, 91), Member(2515, 92),
    Member(2538, 93), Member(2586, 29), Member(2606, 95), Member(2631, 96), Member(2657, 97),
    Member(2343, 88), Member(2324, 32855), Member(889, 32774), Member(161, 10), Member(3017, 110),
    Member(2757, 101), Member(1143, 111), Member(2773, 25), Member(3024, 113), Member(3038, 113),
    Member(2566, 94), Member(3050, 25), Member(3067, 86), Member(2515, 92), Member(2788, 29),
    Member(3085, 29), Member(3102, 29), Member(2606, 95), Member(2631, 96), Member(2809, 102),
    Member(3136, 115), Member(3142, 86), Member(889, 32774), Member(161, 10), Member(2757, 101),
    Member(1143, 111), Member(3017, 110), Member(3159, 113), Member(2566, 94), Member(3067, 86),
    Member(2515, 92), Member(3170, 117), Member(3184, 118), Member(2788, 29), Member(3085, 29),
    Member(2606, 95), Member(2631, 96), Member(2773, 25), Member(2809, 102), Member(3202, 32888),
    Member(2757, 101), Member(2773, 25), Member(2788, 29), Member(2606, 95), Member(3225, 32890),
    Member(2515, 92), Member(2809, 102), Member(3202, 115), Member(3256, 124), Member(3266, 126),
    Member(3340, 128), Member(3351, 129), Member(3225, 32900), Member(2515, 92), Member(2538, 93),
    Member(585, 86), Member(3340, 104), Member(3351, 134), Member(3398, 137), Member(2735, 139),
    Member(585, 32854), Member(889, 32774), Member(2586, 32797), Member(2606, 95), Member(2631, 96),
    Member(2657, 97), Member(2488, 32854), Member(889, 32774), Member(2586, 29), Member(2606, 95),
    Member(2631, 96), Member(2657, 97), Member(585, 32854), Member(889, 32774), Member(2586, 29),
    Member(2606, 95), Member(2631, 96), Member(2657, 97), Member(585, 32854), Member(2889, 32797),
    Member(889, 32774), Member(2586, 29), Member(2606, 95), Member(2631, 96), Member(2657, 97),
    Member(3415, 141), Member(3430, 142), Member(1278, 143), Member(1264, 144), Member(3452, 32914),
    Member(2515, 92), Member(2538, 93), Member(3466, 147), Member(585, 32854), Member(889, 32774),
    Member(2788, 29), Member(2606, 95), Member(3509, 32918), Member(3452, 32920), Member(2515, 92),
    Member(2809, 102), Member(3256, 154), Member(3551, 32924), Member(3561, 157), Member(2773, 25),
    Member(2079, 158), Member(2515, 92), Member(1143, 111), Member(2657, 97), Member(2809, 102),
    Member(3551, 32924), Member(3561, 157), Member(2773, 25), Member(2657, 97), Member(3616, 32929),
    Member(2515, 92), Member(2809, 102), Member(3654, 104), Member(2488, 86), Member(3256, 164),
    Member(3551, 32924), Member(3561, 157), Member(2657, 97), Member(3683, 32935), Member(3466, 147),
    Member(2515, 92), Member(2809, 102), Member(3757, 32793), Member(3784, 170), Member(889, 32774),
    Member(3805, 32939), Member(889, 32774), Member(3867, 32778), Member(3896, 32942), Member(889, 6),
    Member(1143, 47), Member(3956, 176), Member(3976, 176), Member(3996, 174), Member(4020, 177),
    Member(4066, 32778), Member(3896, 32942), Member(4082, 24), Member(4102, 23), Member(4131, 15),
    Member(1312, 18), Member(1342, 20), Member(4159, 30), Member(4184, 44), Member(4232, 6), Member(4247, 10),
    Member(4066, 32778), Member(4263, 25), Member(4287, 176), Member(4082, 24), Member(4102, 23),
    Member(4131, 15), Member(1312, 18), Member(1342, 20), Member(4159, 30), Member(4184, 44), Member(889, 10),
    Member(1143, 47), Member(4334, 174), Member(4388, 184), Member(4393, 183), Member(4413, 32942),
    Member(1143, 47), Member(4423, 183), Member(4401, 185), Member(4413, 32942), Member(4393, 32951),
    Member(4543, 32955), Member(4561, 188), Member(4576, 176), Member(4608, 32958), Member(1143, 191),
    Member(3202, 86), Member(4638, 86), Member(4647, 86), Member(4656, 193), Member(4665, 195),
    Member(4754, 176), Member(4769, 176), Member(4782, 201), Member(3085, 29), Member(2788, 29),
    Member(3102, 29), Member(2606, 95), Member(2631, 96), Member(4848, 32774), Member(4857, 176),
    Member(4868, 29), Member(4880, 32965), Member(4889, 29), Member(4903, 198), Member(4912, 28),
    Member(4927, 190), Member(4941, 199), Member(4954, 200), Member(4797, 202), Member(4828, 203),
    Member(2631, 86), Member(4828, 205), Member(4995, 206), Member(5013, 32942), Member(4848, 6),
    Member(5043, 209), Member(2079, 29), Member(4889, 29), Member(4880, 32965), Member(5071, 198),
    Member(5122, 213), Member(5132, 215), Member(5154, 216), Member(889, 32778), Member(868, 32773),
    Member(171, 32784), Member(944, 24), Member(238, 18), Member(301, 20), Member(568, 30), Member(921, 23),
    Member(1069, 44), Member(4868, 29), Member(5083, 32979), Member(5218, 32980), Member(5158, 217),
    Member(5230, 218), Member(5194, 32987), Member(5268, 32942), Member(4848, 6), Member(5298, 209),
    Member(2079, 222), Member(4889, 29), Member(4880, 32965), Member(5071, 198), Member(5218, 32967),
    Member(5230, 218), Member(4889, 29), Member(4880, 197), Member(5071, 198), Member(4912, 28),
    Member(4927, 190), Member(5376, 32994), Member(4868, 29), Member(5324, 32992), Member(5387, 32995),
    Member(889, 32774), Member(280, 228), Member(5431, 229), Member(5470, 32942), Member(5043, 209),
    Member(2079, 232), Member(5563, 33003), Member(5568, 33000), Member(589, 32797), Member(5573, 102),
    Member(5583, 25), Member(5563, 33003), Member(5618, 232), Member(1143, 111), Member(5659, 206),
    Member(5671, 241), Member(2488, 32854), Member(2586, 29), Member(2606, 95), Member(2631, 96),
    Member(5693, 32797), Member(5697, 86), Member(5705, 29), Member(889, 6), Member(3136, 244),
    Member(5714, 25), Member(889, 32774), Member(5741, 32870), Member(5746, 32870), Member(5618, 29),
    Member(3202, 86), Member(5766, 86), Member(5770, 86), Member(5774, 248), Member(889, 33000),
    Member(2809, 32870), Member(5798, 154), Member(2488, 86),
];

pub(super) static BOUNDS: [(i64, i64); 32] = [
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
    (0, i64::MAX),
    (1, 1000000),
    (0, 999999),
    (1, 25),
    (1, 36),
    (1, 8192),
    (1, 32768),
    (1, 35),
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
\x15ItemCollectionMetrics\x0fAttributesToGet\x0eConsistentRead\x14ProjectionExpression\x04AsOf\x0cGetItemInput\
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
\x12TransactStatements\x17ExecuteTransactionInput\x1eDescribeContinuousBackupsInput\
\x1aPointInTimeRecoveryEnabled\x14RecoveryPeriodInDays\x20PointInTimeRecoverySpecification\
\x1cUpdateContinuousBackupsInput\x0aBackupName\x11CreateBackupInput\x09BackupArn\x13DescribeBackupInput\
\x1dUSER, SYSTEM, AWS_BACKUP, ALL\x13TimeRangeLowerBound\x13TimeRangeUpperBound\x17ExclusiveStartBackupArn\
\x0aBackupType\x10ListBackupsInput\x11DeleteBackupInput\x0fTargetTableName\x13BillingModeOverride\
\x1cGlobalSecondaryIndexOverride\x1bLocalSecondaryIndexOverride\x18SSESpecificationOverride\
\x13VectorIndexOverride\x1bRestoreTableFromBackupInput\x0eSourceTableArn\x0fSourceTableName\
\x17UseLatestRestorableTime\x0fRestoreDateTime\x1eRestoreTableToPointInTimeInput\x17ExclusiveStartStreamArn\
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
\x04Kind\x04Name\x09IfVersion\x06Summon\x0dPutStateInput\x0dGetStateInput\x05After\x0fListStatesInput\
\x12ListTransfersInput\x0bDescription\x09Transfers\x0bTransferPut\x03Arn\x07Members\x08Progress\x05Ended\
\x14AdvanceTransferInput\x04From\x02To\x10ReadHistoryInput\x03Old\x03New\x07Changes\x0fOpenMomentInput\
\x13CancellationReasons";
