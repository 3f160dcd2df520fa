//! The shapes of requests and responses, made by scripts/shapes.py from the service model. Not edited by hand.

use super::row::{Kind, Member, Operation, Shape, ShapeId};

/// Shapes of `PutItem`.
pub const PUT_ITEM: Operation = Operation { input: ShapeId(18), output: ShapeId(20) };
/// Shapes of `GetItem`.
pub const GET_ITEM: Operation = Operation { input: ShapeId(22), output: ShapeId(23) };
/// Shapes of `UpdateItem`.
pub const UPDATE_ITEM: Operation = Operation { input: ShapeId(27), output: ShapeId(20) };
/// Shapes of `DeleteItem`.
pub const DELETE_ITEM: Operation = Operation { input: ShapeId(28), output: ShapeId(20) };
/// Shapes of `Query`.
pub const QUERY: Operation = Operation { input: ShapeId(34), output: ShapeId(36) };
/// Shapes of `Scan`.
pub const SCAN: Operation = Operation { input: ShapeId(39), output: ShapeId(36) };
/// Shapes of `BatchGetItem`.
pub const BATCH_GET_ITEM: Operation = Operation { input: ShapeId(43), output: ShapeId(47) };
/// Shapes of `BatchWriteItem`.
pub const BATCH_WRITE_ITEM: Operation = Operation { input: ShapeId(53), output: ShapeId(60) };
/// Shapes of `TransactWriteItems`.
pub const TRANSACT_WRITE_ITEMS: Operation = Operation { input: ShapeId(68), output: ShapeId(69) };
/// Shapes of `TransactGetItems`.
pub const TRANSACT_GET_ITEMS: Operation = Operation { input: ShapeId(73), output: ShapeId(75) };
/// Shapes of `CreateTable`.
pub const CREATE_TABLE: Operation = Operation { input: ShapeId(115), output: ShapeId(0) };
/// Shapes of `DescribeTable`.
pub const DESCRIBE_TABLE: Operation = Operation { input: ShapeId(116), output: ShapeId(0) };
/// Shapes of `ListTables`.
pub const LIST_TABLES: Operation = Operation { input: ShapeId(118), output: ShapeId(0) };
/// Shapes of `UpdateTable`.
pub const UPDATE_TABLE: Operation = Operation { input: ShapeId(144), output: ShapeId(0) };
/// Shapes of `DeleteTable`.
pub const DELETE_TABLE: Operation = Operation { input: ShapeId(145), output: ShapeId(0) };
/// Shapes of `TagResource`.
pub const TAG_RESOURCE: Operation = Operation { input: ShapeId(147), output: ShapeId(0) };
/// Shapes of `UntagResource`.
pub const UNTAG_RESOURCE: Operation = Operation { input: ShapeId(149), output: ShapeId(0) };
/// Shapes of `ListTagsOfResource`.
pub const LIST_TAGS_OF_RESOURCE: Operation = Operation { input: ShapeId(150), output: ShapeId(0) };
/// Shapes of `UpdateTimeToLive`.
pub const UPDATE_TIME_TO_LIVE: Operation = Operation { input: ShapeId(152), output: ShapeId(0) };
/// Shapes of `DescribeTimeToLive`.
pub const DESCRIBE_TIME_TO_LIVE: Operation = Operation { input: ShapeId(153), output: ShapeId(0) };
/// Shapes of `DescribeLimits`.
pub const DESCRIBE_LIMITS: Operation = Operation { input: ShapeId(154), output: ShapeId(0) };
/// Shapes of `DescribeEndpoints`.
pub const DESCRIBE_ENDPOINTS: Operation = Operation { input: ShapeId(155), output: ShapeId(0) };
/// Shapes of `ExecuteStatement`.
pub const EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(159), output: ShapeId(36) };
/// Shapes of `BatchExecuteStatement`.
pub const BATCH_EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(162), output: ShapeId(165) };
/// Shapes of `ExecuteTransaction`.
pub const EXECUTE_TRANSACTION: Operation = Operation { input: ShapeId(168), output: ShapeId(75) };
/// Shapes of `DescribeContinuousBackups`.
pub const DESCRIBE_CONTINUOUS_BACKUPS: Operation = Operation { input: ShapeId(169), output: ShapeId(0) };
/// Shapes of `ListStreams`.
pub const LIST_STREAMS: Operation = Operation { input: ShapeId(171), output: ShapeId(0) };
/// Shapes of `DescribeStream`.
pub const DESCRIBE_STREAM: Operation = Operation { input: ShapeId(175), output: ShapeId(0) };
/// Shapes of `GetShardIterator`.
pub const GET_SHARD_ITERATOR: Operation = Operation { input: ShapeId(179), output: ShapeId(0) };
/// Shapes of `GetRecords`.
pub const GET_RECORDS: Operation = Operation { input: ShapeId(182), output: ShapeId(186) };
/// Shapes of `ExportTableToPointInTime`.
pub const EXPORT_TABLE_TO_POINT_IN_TIME: Operation = Operation { input: ShapeId(194), output: ShapeId(197) };
/// Shapes of `DescribeExport`.
pub const DESCRIBE_EXPORT: Operation = Operation { input: ShapeId(198), output: ShapeId(197) };
/// Shapes of `ListExports`.
pub const LIST_EXPORTS: Operation = Operation { input: ShapeId(200), output: ShapeId(0) };
/// Shapes of `ImportTable`.
pub const IMPORT_TABLE: Operation = Operation { input: ShapeId(210), output: ShapeId(0) };
/// Shapes of `DescribeImport`.
pub const DESCRIBE_IMPORT: Operation = Operation { input: ShapeId(211), output: ShapeId(0) };
/// Shapes of `ListImports`.
pub const LIST_IMPORTS: Operation = Operation { input: ShapeId(213), output: ShapeId(0) };
/// Shapes of `StartBulkPutItems`.
pub const START_BULK_PUT_ITEMS: Operation = Operation { input: ShapeId(220), output: ShapeId(0) };
/// Shapes of `DescribeBulkOperation`.
pub const DESCRIBE_BULK_OPERATION: Operation = Operation { input: ShapeId(221), output: ShapeId(0) };
/// Shapes of `ListBulkOperations`.
pub const LIST_BULK_OPERATIONS: Operation = Operation { input: ShapeId(223), output: ShapeId(0) };
/// Shapes of `CancelBulkOperation`.
pub const CANCEL_BULK_OPERATION: Operation = Operation { input: ShapeId(224), output: ShapeId(0) };
/// Shapes of `EnableKinesisStreamingDestination`.
pub const ENABLE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(227), output: ShapeId(0) };
/// Shapes of `DisableKinesisStreamingDestination`.
pub const DISABLE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(227), output: ShapeId(0) };
/// Shapes of `UpdateKinesisStreamingDestination`.
pub const UPDATE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(229), output: ShapeId(0) };
/// Shapes of `DescribeKinesisStreamingDestination`.
pub const DESCRIBE_KINESIS_STREAMING_DESTINATION: Operation = Operation { input: ShapeId(230), output: ShapeId(0) };
/// Shapes of `PutState`.
pub const PUT_STATE: Operation = Operation { input: ShapeId(233), output: ShapeId(0) };
/// Shapes of `GetState`.
pub const GET_STATE: Operation = Operation { input: ShapeId(234), output: ShapeId(0) };
/// Shapes of `ListStates`.
pub const LIST_STATES: Operation = Operation { input: ShapeId(235), output: ShapeId(0) };
/// Shapes of `DeleteState`.
pub const DELETE_STATE: Operation = Operation { input: ShapeId(234), output: ShapeId(0) };
/// Shapes of `ListTransfers`.
pub const LIST_TRANSFERS: Operation = Operation { input: ShapeId(236), output: ShapeId(239) };
/// Shapes of `AdvanceTransfer`.
pub const ADVANCE_TRANSFER: Operation = Operation { input: ShapeId(242), output: ShapeId(0) };
/// Shapes of `ReadHistory`.
pub const READ_HISTORY: Operation = Operation { input: ShapeId(243), output: ShapeId(246) };
/// Shapes of `ListDestinations`.
pub const LIST_DESTINATIONS: Operation = Operation { input: ShapeId(247), output: ShapeId(0) };
/// Shapes of `GetChanges`.
pub const GET_CHANGES: Operation = Operation { input: ShapeId(248), output: ShapeId(186) };

/// Members of exceptions beside their message.
pub const FAILURE: ShapeId = ShapeId(76);

pub(super) static SHAPES: [Shape; 77] = [
    Shape::new(Kind::Plain, 0, 0, 0, 0),
    Shape::new(Kind::Value, 0, 0, 0, 0),
    Shape::new(Kind::TableName, 0, 0, 0, 0),
    Shape::new(Kind::Item, 0, 0, 0, 0),
    Shape::new(Kind::String, 1, 0, 0, 0),
    Shape::new(Kind::Boolean, 0, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 1, 0, 0),
    Shape::new(Kind::List, 0, 1, 0, 0),
    Shape::new(Kind::Structure, 0, 0, 4, 141),
    Shape::new(Kind::Map, 0, 4, 8, 0),
    Shape::new(Kind::Enum, 0, 164, 0, 0),
    Shape::new(Kind::Enum, 0, 213, 0, 0),
    Shape::new(Kind::Enum, 0, 234, 0, 0),
    Shape::new(Kind::Enum, 0, 245, 0, 0),
    Shape::new(Kind::String, 0, 0, 0, 0),
    Shape::new(Kind::Map, 0, 14, 4, 0),
    Shape::new(Kind::Item, 0, 1, 0, 0),
    Shape::new(Kind::Enum, 0, 253, 0, 0),
    Shape::new(Kind::Structure, 1, 4, 11, 482),
    Shape::new(Kind::Structure, 0, 15, 1, 0),
    Shape::new(Kind::Structure, 0, 16, 2, 0),
    Shape::new(Kind::List, 2, 4, 0, 0),
    Shape::new(Kind::Structure, 0, 18, 7, 602),
    Shape::new(Kind::Structure, 0, 25, 1, 0),
    Shape::new(Kind::Enum, 0, 615, 0, 0),
    Shape::new(Kind::Structure, 0, 26, 2, 639),
    Shape::new(Kind::Map, 0, 4, 25, 0),
    Shape::new(Kind::Structure, 1, 28, 13, 694),
    Shape::new(Kind::Structure, 1, 41, 11, 710),
    Shape::new(Kind::String, 3, 1, 0, 0),
    Shape::new(Kind::Enum, 0, 726, 0, 0),
    Shape::new(Kind::Integer, 2, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 52, 2, 795),
    Shape::new(Kind::Map, 0, 4, 32, 0),
    Shape::new(Kind::Structure, 0, 54, 17, 929),
    Shape::new(Kind::List, 0, 3, 0, 0),
    Shape::new(Kind::Structure, 0, 71, 2, 0),
    Shape::new(Kind::Integer, 4, 0, 0, 0),
    Shape::new(Kind::Integer, 5, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 73, 16, 996),
    Shape::new(Kind::List, 6, 3, 0, 0),
    Shape::new(Kind::Structure, 0, 89, 5, 1011),
    Shape::new(Kind::Map, 6, 2, 41, 0),
    Shape::new(Kind::Structure, 4, 94, 2, 1042),
    Shape::new(Kind::Map, 0, 0, 35, 0),
    Shape::new(Kind::Structure, 0, 96, 1, 0),
    Shape::new(Kind::Map, 0, 0, 45, 0),
    Shape::new(Kind::Structure, 0, 97, 2, 0),
    Shape::new(Kind::Structure, 0, 5, 1, 1144),
    Shape::new(Kind::Structure, 0, 19, 1, 1155),
    Shape::new(Kind::Structure, 0, 99, 2, 1169),
    Shape::new(Kind::List, 7, 50, 0, 0),
    Shape::new(Kind::Map, 7, 2, 51, 1086),
    Shape::new(Kind::Structure, 0, 101, 3, 1182),
    Shape::new(Kind::Structure, 0, 104, 1, 0),
    Shape::new(Kind::Structure, 0, 105, 2, 0),
    Shape::new(Kind::List, 0, 55, 0, 0),
    Shape::new(Kind::Map, 0, 0, 56, 0),
    Shape::new(Kind::List, 0, 19, 0, 0),
    Shape::new(Kind::Map, 0, 0, 58, 0),
    Shape::new(Kind::Structure, 0, 107, 2, 0),
    Shape::new(Kind::Structure, 0, 109, 6, 1219),
    Shape::new(Kind::Structure, 0, 115, 6, 1234),
    Shape::new(Kind::Structure, 0, 121, 6, 1238),
    Shape::new(Kind::Structure, 0, 127, 7, 1245),
    Shape::new(Kind::Structure, 0, 134, 4, 1252),
    Shape::new(Kind::List, 6, 65, 0, 0),
    Shape::new(Kind::String, 8, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 138, 4, 1303),
    Shape::new(Kind::Structure, 0, 108, 1, 0),
    Shape::new(Kind::Structure, 0, 142, 4, 1327),
    Shape::new(Kind::Structure, 0, 146, 1, 1331),
    Shape::new(Kind::List, 6, 71, 0, 0),
    Shape::new(Kind::Structure, 2, 147, 2, 1347),
    Shape::new(Kind::List, 0, 23, 0, 0),
    Shape::new(Kind::Structure, 0, 149, 1, 0),
    Shape::new(Kind::Structure, 0, 150, 2, 0),
];

pub(super) static MEMBERS: [Member; 152] = [
    Member(90, 1), Member(96, 5), Member(103, 6), Member(122, 7), Member(267, 32770), Member(277, 32771),
    Member(282, 9), Member(291, 10), Member(304, 11), Member(327, 12), Member(355, 13), Member(375, 14),
    Member(395, 15), Member(420, 16), Member(446, 17), Member(495, 3), Member(513, 3), Member(524, 19),
    Member(267, 32770), Member(546, 32771), Member(550, 21), Member(566, 5), Member(304, 11), Member(581, 14),
    Member(395, 15), Member(277, 3), Member(90, 1), Member(632, 24), Member(267, 32770), Member(546, 32771),
    Member(660, 26), Member(282, 9), Member(355, 13), Member(291, 10), Member(304, 11), Member(327, 12),
    Member(677, 14), Member(375, 14), Member(395, 15), Member(420, 16), Member(446, 17), Member(267, 32770),
    Member(546, 32771), Member(282, 9), Member(355, 13), Member(291, 10), Member(304, 11), Member(327, 12),
    Member(375, 14), Member(395, 15), Member(420, 16), Member(446, 17), Member(122, 7), Member(103, 32774),
    Member(267, 32770), Member(805, 29), Member(815, 30), Member(550, 21), Member(822, 31), Member(566, 5),
    Member(828, 33), Member(842, 33), Member(355, 13), Member(854, 5), Member(871, 3), Member(304, 11),
    Member(581, 14), Member(889, 14), Member(906, 14), Member(395, 15), Member(420, 16), Member(940, 35),
    Member(946, 3), Member(267, 32770), Member(805, 29), Member(550, 21), Member(822, 31), Member(815, 30),
    Member(963, 33), Member(355, 13), Member(871, 3), Member(304, 11), Member(974, 37), Member(988, 38),
    Member(581, 14), Member(889, 14), Member(395, 15), Member(420, 16), Member(566, 5), Member(1006, 32808),
    Member(550, 21), Member(566, 5), Member(581, 14), Member(395, 15), Member(1029, 32810), Member(304, 11),
    Member(1006, 35), Member(1060, 44), Member(1070, 46), Member(1144, 48), Member(1155, 49),
    Member(1029, 32820), Member(304, 11), Member(327, 12), Member(546, 3), Member(1144, 23), Member(1155, 54),
    Member(1202, 57), Member(524, 59), Member(546, 32771), Member(267, 32770), Member(375, 32782),
    Member(395, 15), Member(420, 16), Member(446, 17), Member(277, 32771), Member(267, 32770),
    Member(375, 14), Member(395, 15), Member(420, 16), Member(446, 17), Member(546, 32771),
    Member(267, 32770), Member(375, 14), Member(395, 15), Member(420, 16), Member(446, 17),
    Member(546, 32771), Member(677, 32782), Member(267, 32770), Member(375, 14), Member(395, 15),
    Member(420, 16), Member(446, 17), Member(1219, 61), Member(1234, 62), Member(1238, 63), Member(1245, 64),
    Member(1270, 32834), Member(304, 11), Member(327, 12), Member(1284, 67), Member(546, 32771),
    Member(267, 32770), Member(581, 14), Member(395, 15), Member(1327, 32838), Member(1270, 32840),
    Member(304, 11), Member(1060, 74), Member(1369, 74), Member(277, 3),
];

pub(super) static TEXT: &[u8] = b"\
\x00\x58IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS\x05Value\
\x06Exists\x12ComparisonOperator\x12AttributeValueList\x16ExpectedAttributeValue\
\x30ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW\x14INDEXES, TOTAL, NONE\x0aSIZE, NONE\x07OR, AND\
\x0dALL_OLD, NONE\x09TableName\x04Item\x08Expected\x0cReturnValues\x16ReturnConsumedCapacity\
\x1bReturnItemCollectionMetrics\x13ConditionalOperator\x13ConditionExpression\x18ExpressionAttributeNames\
\x19ExpressionAttributeValues\x23ReturnValuesOnConditionCheckFailure\x0cPutItemInput\x11ItemCollectionKey\
\x0aAttributes\x15ItemCollectionMetrics\x03Key\x0fAttributesToGet\x0eConsistentRead\x14ProjectionExpression\
\x0cGetItemInput\x10ADD, DELETE, PUT\x06Action\x14AttributeValueUpdate\x10AttributeUpdates\x10UpdateExpression\
\x0fUpdateItemInput\x0fDeleteItemInput\x44SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES\
\x09Condition\x09IndexName\x06Select\x05Limit\x0dKeyConditions\x0bQueryFilter\x10ScanIndexForward\
\x11ExclusiveStartKey\x10FilterExpression\x16KeyConditionExpression\x0aQueryInput\x05Items\x10LastEvaluatedKey\
\x0aScanFilter\x0dTotalSegments\x07Segment\x09ScanInput\x04Keys\x11KeysAndAttributes\x0cRequestItems\
\x11BatchGetItemInput\x09Responses\x0fUnprocessedKeys\
\x39The requestItems parameter is required for BatchWriteItem\x0aPutRequest\x0dDeleteRequest\x0cWriteRequest\
\x13BatchWriteItemInput\x10UnprocessedItems\x0eConditionCheck\x03Put\x06Delete\x06Update\x11TransactWriteItem\
\x0dTransactItems\x12ClientRequestToken\x17TransactWriteItemsInput\x03Get\x0fTransactGetItem\
\x15TransactGetItemsInput\x13CancellationReasons";

pub(super) static LATER_SHAPES: [Shape; 172] = [
    Shape::new(Kind::String, 9, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 1389, 0, 0),
    Shape::new(Kind::Structure, 0, 152, 2, 1425),
    Shape::new(Kind::List, 0, 79, 0, 0),
    Shape::new(Kind::Enum, 0, 1445, 0, 0),
    Shape::new(Kind::Structure, 0, 154, 2, 1465),
    Shape::new(Kind::List, 10, 82, 0, 0),
    Shape::new(Kind::Enum, 0, 1482, 0, 0),
    Shape::new(Kind::List, 11, 77, 0, 0),
    Shape::new(Kind::Structure, 0, 156, 2, 1538),
    Shape::new(Kind::Structure, 0, 158, 3, 1559),
    Shape::new(Kind::List, 0, 87, 0, 0),
    Shape::new(Kind::List, 2, 82, 0, 0),
    Shape::new(Kind::Long, 2, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 161, 2, 1616),
    Shape::new(Kind::Long, 0, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 163, 2, 1679),
    Shape::new(Kind::Structure, 0, 165, 2, 1737),
    Shape::new(Kind::Structure, 0, 167, 6, 1752),
    Shape::new(Kind::List, 0, 95, 0, 0),
    Shape::new(Kind::Enum, 0, 1773, 0, 0),
    Shape::new(Kind::Enum, 0, 1802, 0, 0),
    Shape::new(Kind::Structure, 0, 173, 2, 1883),
    Shape::new(Kind::Enum, 0, 1903, 0, 0),
    Shape::new(Kind::Structure, 0, 175, 3, 1946),
    Shape::new(Kind::String, 12, 0, 0, 0),
    Shape::new(Kind::String, 13, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 178, 2, 1963),
    Shape::new(Kind::List, 0, 104, 0, 0),
    Shape::new(Kind::Enum, 0, 1967, 0, 0),
    Shape::new(Kind::Enum, 0, 2004, 0, 0),
    Shape::new(Kind::Structure, 0, 152, 1, 2046),
    Shape::new(Kind::Enum, 0, 2072, 0, 0),
    Shape::new(Kind::Structure, 0, 180, 2, 2116),
    Shape::new(Kind::List, 2, 110, 0, 0),
    Shape::new(Kind::Enum, 0, 2136, 0, 0),
    Shape::new(Kind::Structure, 0, 182, 6, 2224),
    Shape::new(Kind::List, 0, 113, 0, 0),
    Shape::new(Kind::Structure, 8, 188, 18, 2441),
    Shape::new(Kind::Structure, 8, 4, 1, 2458),
    Shape::new(Kind::Integer, 6, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 206, 2, 2501),
    Shape::new(Kind::Structure, 0, 208, 4, 2517),
    Shape::new(Kind::Structure, 0, 167, 6, 2550),
    Shape::new(Kind::Structure, 0, 158, 1, 2583),
    Shape::new(Kind::Structure, 0, 212, 3, 2623),
    Shape::new(Kind::List, 0, 122, 0, 0),
    Shape::new(Kind::Structure, 0, 215, 1, 2650),
    Shape::new(Kind::Structure, 0, 163, 1, 2680),
    Shape::new(Kind::Structure, 0, 216, 3, 2707),
    Shape::new(Kind::List, 2, 126, 0, 0),
    Shape::new(Kind::Structure, 0, 219, 6, 2765),
    Shape::new(Kind::Structure, 0, 219, 6, 2800),
    Shape::new(Kind::Structure, 0, 219, 1, 2835),
    Shape::new(Kind::Enum, 0, 2870, 0, 0),
    Shape::new(Kind::Structure, 0, 225, 2, 2910),
    Shape::new(Kind::Structure, 0, 227, 4, 2964),
    Shape::new(Kind::List, 2, 133, 0, 0),
    Shape::new(Kind::Enum, 0, 2987, 0, 0),
    Shape::new(Kind::Structure, 0, 219, 1, 3004),
    Shape::new(Kind::Structure, 0, 219, 1, 3046),
    Shape::new(Kind::Structure, 0, 231, 2, 3088),
    Shape::new(Kind::List, 14, 138, 0, 0),
    Shape::new(Kind::Structure, 0, 182, 6, 3118),
    Shape::new(Kind::Structure, 0, 158, 1, 3142),
    Shape::new(Kind::Structure, 0, 233, 2, 3166),
    Shape::new(Kind::List, 0, 142, 0, 0),
    Shape::new(Kind::Structure, 8, 235, 17, 3327),
    Shape::new(Kind::Structure, 8, 4, 1, 3344),
    Shape::new(Kind::String, 15, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 252, 2, 3373),
    Shape::new(Kind::List, 0, 102, 0, 0),
    Shape::new(Kind::Structure, 0, 254, 2, 3398),
    Shape::new(Kind::Structure, 0, 256, 2, 3427),
    Shape::new(Kind::Structure, 0, 258, 2, 3451),
    Shape::new(Kind::Structure, 8, 260, 2, 3475),
    Shape::new(Kind::Structure, 8, 4, 1, 3497),
    Shape::new(Kind::Structure, 0, 0, 0, 3521),
    Shape::new(Kind::Structure, 0, 0, 0, 3541),
    Shape::new(Kind::String, 16, 0, 0, 0),
    Shape::new(Kind::List, 2, 1, 0, 0),
    Shape::new(Kind::String, 17, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 262, 7, 3587),
    Shape::new(Kind::Structure, 0, 269, 4, 3609),
    Shape::new(Kind::List, 7, 160, 0, 0),
    Shape::new(Kind::Structure, 0, 273, 2, 3642),
    Shape::new(Kind::Structure, 0, 275, 2, 0),
    Shape::new(Kind::List, 0, 163, 0, 0),
    Shape::new(Kind::Structure, 0, 277, 1, 0),
    Shape::new(Kind::Structure, 0, 278, 3, 3675),
    Shape::new(Kind::List, 6, 166, 0, 0),
    Shape::new(Kind::Structure, 0, 281, 3, 3717),
    Shape::new(Kind::Structure, 0, 4, 1, 3741),
    Shape::new(Kind::String, 18, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 284, 3, 3796),
    Shape::new(Kind::String, 19, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 3813, 0, 0),
    Shape::new(Kind::Structure, 0, 287, 2, 3839),
    Shape::new(Kind::Structure, 0, 289, 4, 3883),
    Shape::new(Kind::Enum, 0, 3903, 0, 0),
    Shape::new(Kind::String, 20, 0, 0, 0),
    Shape::new(Kind::Double, 0, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 293, 5, 4024),
    Shape::new(Kind::String, 21, 0, 0, 0),
    Shape::new(Kind::Integer, 22, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 298, 2, 4060),
    Shape::new(Kind::Structure, 0, 300, 3, 0),
    Shape::new(Kind::Structure, 0, 303, 1, 0),
    Shape::new(Kind::List, 0, 184, 0, 0),
    Shape::new(Kind::Structure, 0, 304, 1, 0),
    Shape::new(Kind::String, 23, 0, 0, 0),
    Shape::new(Kind::String, 24, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 4111, 0, 0),
    Shape::new(Kind::Enum, 0, 4130, 0, 0),
    Shape::new(Kind::Enum, 0, 4162, 0, 0),
    Shape::new(Kind::Structure, 0, 305, 3, 4235),
    Shape::new(Kind::Structure, 0, 308, 5, 4266),
    Shape::new(Kind::Structure, 0, 313, 12, 4403),
    Shape::new(Kind::Structure, 0, 325, 1, 0),
    Shape::new(Kind::Structure, 0, 326, 1, 0),
    Shape::new(Kind::Structure, 0, 327, 1, 0),
    Shape::new(Kind::Structure, 0, 328, 1, 4461),
    Shape::new(Kind::Integer, 7, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 329, 3, 4492),
    Shape::new(Kind::Structure, 0, 332, 3, 4521),
    Shape::new(Kind::Enum, 0, 4536, 0, 0),
    Shape::new(Kind::String, 14, 0, 0, 0),
    Shape::new(Kind::String, 25, 0, 0, 0),
    Shape::new(Kind::List, 9, 204, 0, 0),
    Shape::new(Kind::Structure, 0, 335, 2, 4581),
    Shape::new(Kind::Structure, 0, 337, 1, 4596),
    Shape::new(Kind::Enum, 0, 4615, 0, 0),
    Shape::new(Kind::Structure, 0, 338, 9, 4632),
    Shape::new(Kind::Structure, 0, 347, 6, 4689),
    Shape::new(Kind::Structure, 0, 353, 1, 4716),
    Shape::new(Kind::String, 26, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 354, 3, 4745),
    Shape::new(Kind::Structure, 0, 357, 5, 4762),
    Shape::new(Kind::Enum, 0, 4783, 0, 0),
    Shape::new(Kind::List, 0, 215, 0, 0),
    Shape::new(Kind::Structure, 0, 362, 6, 4825),
    Shape::new(Kind::Long, 27, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 4847, 0, 0),
    Shape::new(Kind::Structure, 0, 368, 6, 4885),
    Shape::new(Kind::Structure, 0, 374, 1, 4925),
    Shape::new(Kind::String, 28, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 375, 2, 4952),
    Shape::new(Kind::Structure, 0, 374, 1, 4976),
    Shape::new(Kind::Enum, 0, 5001, 0, 0),
    Shape::new(Kind::Structure, 0, 377, 1, 5063),
    Shape::new(Kind::Structure, 0, 378, 3, 5099),
    Shape::new(Kind::Structure, 0, 377, 1, 5132),
    Shape::new(Kind::Structure, 0, 381, 3, 5168),
    Shape::new(Kind::Structure, 0, 4, 1, 5207),
    Shape::new(Kind::String, 29, 1, 0, 0),
    Shape::new(Kind::Long, 30, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 384, 5, 5275),
    Shape::new(Kind::Structure, 0, 384, 2, 5289),
    Shape::new(Kind::Structure, 0, 389, 3, 5309),
    Shape::new(Kind::Structure, 0, 0, 0, 5325),
    Shape::new(Kind::Structure, 0, 392, 1, 0),
    Shape::new(Kind::List, 0, 237, 0, 0),
    Shape::new(Kind::Structure, 0, 393, 1, 0),
    Shape::new(Kind::Structure, 0, 394, 4, 5366),
    Shape::new(Kind::List, 0, 240, 0, 0),
    Shape::new(Kind::Structure, 0, 398, 6, 5405),
    Shape::new(Kind::Structure, 0, 404, 4, 5434),
    Shape::new(Kind::Structure, 0, 408, 3, 0),
    Shape::new(Kind::List, 0, 244, 0, 0),
    Shape::new(Kind::Structure, 0, 411, 1, 0),
    Shape::new(Kind::Structure, 0, 0, 0, 5467),
    Shape::new(Kind::Structure, 0, 412, 4, 5497),
];

pub(super) static LATER_MEMBERS: [Member; 264] = [
    Member(1397, 32845), Member(1411, 32846), Member(1397, 32845), Member(1457, 32849), Member(1506, 84),
    Member(1521, 85), Member(805, 32797), Member(1549, 32851), Member(1538, 32854), Member(1579, 32858),
    Member(1597, 32858), Member(1638, 92), Member(1658, 92), Member(1698, 92), Member(1717, 92),
    Member(805, 32797), Member(1549, 32857), Member(1538, 32854), Member(1616, 91), Member(1679, 93),
    Member(1737, 94), Member(1854, 32773), Member(1868, 98), Member(1915, 5), Member(1923, 100),
    Member(1931, 14), Member(546, 32870), Member(90, 103), Member(1397, 32772), Member(2092, 32877),
    Member(805, 32797), Member(2167, 32876), Member(2183, 111), Member(1538, 32854), Member(2196, 32858),
    Member(2207, 32880), Member(2236, 80), Member(267, 32770), Member(1549, 83), Member(2257, 88),
    Member(2279, 96), Member(2302, 97), Member(1616, 91), Member(1883, 99), Member(1946, 101),
    Member(2314, 105), Member(2319, 106), Member(2330, 5), Member(1737, 94), Member(2356, 14),
    Member(1679, 93), Member(2371, 2), Member(2392, 107), Member(2427, 114), Member(2477, 29),
    Member(822, 117), Member(805, 32797), Member(1616, 91), Member(1679, 93), Member(1737, 94),
    Member(1245, 119), Member(2616, 120), Member(1238, 121), Member(1579, 90), Member(805, 32797),
    Member(2650, 124), Member(2680, 125), Member(2735, 32782), Member(1931, 14), Member(2650, 124),
    Member(2680, 125), Member(2279, 127), Member(2746, 106), Member(2735, 32782), Member(2891, 32899),
    Member(2616, 128), Member(1245, 129), Member(1238, 130), Member(2951, 132), Member(2616, 136),
    Member(1238, 137), Member(2616, 140), Member(1238, 141), Member(2236, 80), Member(267, 32770),
    Member(2302, 97), Member(1616, 91), Member(3184, 123), Member(1883, 99), Member(1946, 101),
    Member(3212, 134), Member(2319, 106), Member(2330, 5), Member(3227, 135), Member(3250, 139),
    Member(1679, 93), Member(1737, 94), Member(2392, 107), Member(3276, 5), Member(3308, 143),
    Member(3361, 32914), Member(2314, 32873), Member(3361, 32914), Member(3390, 32916), Member(3361, 32914),
    Member(3417, 14), Member(1915, 32773), Member(1397, 32845), Member(267, 32770), Member(3451, 32919),
    Member(3566, 32924), Member(3576, 157), Member(566, 5), Member(3417, 158), Member(304, 11),
    Member(822, 31), Member(446, 17), Member(3566, 32924), Member(3576, 157), Member(566, 5), Member(446, 17),
    Member(3631, 32929), Member(304, 11), Member(3669, 23), Member(277, 3), Member(1060, 164),
    Member(3566, 32924), Member(3576, 157), Member(446, 17), Member(3698, 32935), Member(1284, 67),
    Member(304, 11), Member(267, 29), Member(822, 117), Member(3772, 170), Member(3826, 173),
    Member(3831, 172), Member(3851, 32938), Member(822, 117), Member(3861, 172), Member(3839, 174),
    Member(3851, 32938), Member(3831, 32940), Member(3981, 32944), Member(3999, 177), Member(4014, 178),
    Member(4046, 32948), Member(822, 181), Member(1006, 3), Member(4076, 3), Member(4085, 3),
    Member(4094, 183), Member(4103, 185), Member(4192, 178), Member(4207, 178), Member(4220, 191),
    Member(889, 14), Member(581, 14), Member(906, 14), Member(395, 15), Member(420, 16), Member(4286, 32770),
    Member(4295, 178), Member(4306, 14), Member(4318, 32955), Member(4327, 14), Member(4341, 188),
    Member(4350, 100), Member(4365, 180), Member(4379, 189), Member(4392, 190), Member(4235, 192),
    Member(4266, 193), Member(420, 3), Member(4266, 195), Member(4433, 196), Member(4451, 32938),
    Member(4286, 2), Member(4481, 199), Member(3417, 14), Member(4327, 14), Member(4318, 32955),
    Member(4509, 188), Member(4560, 203), Member(4570, 205), Member(4592, 206), Member(267, 32797),
    Member(2236, 32848), Member(1549, 32857), Member(2302, 97), Member(1616, 91), Member(1679, 93),
    Member(1946, 101), Member(2279, 96), Member(2427, 114), Member(4306, 14), Member(4521, 32969),
    Member(4656, 32970), Member(4596, 207), Member(4668, 208), Member(4632, 32977), Member(4706, 32938),
    Member(4286, 2), Member(4736, 199), Member(3417, 212), Member(4327, 14), Member(4318, 32955),
    Member(4509, 188), Member(4656, 32957), Member(4668, 208), Member(4327, 14), Member(4318, 187),
    Member(4509, 188), Member(4350, 100), Member(4365, 180), Member(4814, 32984), Member(4306, 14),
    Member(4762, 32982), Member(4825, 32985), Member(267, 32770), Member(1658, 218), Member(4869, 219),
    Member(4908, 32938), Member(4481, 199), Member(3417, 222), Member(5026, 225), Member(267, 32770),
    Member(3851, 32938), Member(5063, 226), Member(267, 32770), Member(3851, 32938), Member(5132, 228),
    Member(5248, 32999), Member(5253, 32990), Member(90, 32782), Member(5258, 232), Member(5268, 5),
    Member(5248, 32999), Member(5303, 222), Member(822, 31), Member(5344, 196), Member(5356, 238),
    Member(277, 32771), Member(375, 14), Member(395, 15), Member(420, 16), Member(5378, 32782),
    Member(5382, 3), Member(5390, 14), Member(267, 2), Member(940, 241), Member(5399, 5), Member(267, 32770),
    Member(5426, 33000), Member(5431, 33000), Member(5303, 14), Member(1006, 3), Member(5451, 3),
    Member(5455, 3), Member(5459, 245), Member(267, 32782), Member(5489, 32782), Member(3851, 32782),
    Member(5426, 14),
];

pub(super) static LATER_TEXT: &[u8] = b"\
\x07B, N, S\x0dAttributeName\x0dAttributeType\x13AttributeDefinition\x0bHASH, RANGE\x07KeyType\
\x10KeySchemaElement\x17ALL, INCLUDE, KEYS_ONLY\x0eProjectionType\x10NonKeyAttributes\x0aProjection\
\x09KeySchema\x13LocalSecondaryIndex\x11ReadCapacityUnits\x12WriteCapacityUnits\x15ProvisionedThroughput\
\x13MaxReadRequestUnits\x14MaxWriteRequestUnits\x12OnDemandThroughput\x12ReadUnitsPerSecond\
\x13WriteUnitsPerSecond\x0eWarmThroughput\x14GlobalSecondaryIndex\x1cPROVISIONED, PAY_PER_REQUEST\
\x33NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY\x0dStreamEnabled\x0eStreamViewType\
\x13StreamSpecification\x0bAES256, KMS\x07Enabled\x07SSEType\x0eKMSMasterKeyId\x10SSESpecification\x03Tag\
\x24STANDARD, STANDARD_INFREQUENT_ACCESS\x29ENABLED, DISABLED, ENABLED_WITH_OVERRIDES\
\x19VectorAttributeDefinition\x13HASH, INLINE_FILTER\x17SearchSchemaElementType\x13SearchSchemaElement\
\x1eCOSINE, DOT_PRODUCT, EUCLIDEAN\x0fVectorAttribute\x0cSearchSchema\x0aDimensions\x10DistanceFunction\
\x0bVectorIndex\x14AttributeDefinitions\x15LocalSecondaryIndexes\x16GlobalSecondaryIndexes\x0bBillingMode\
\x04Tags\x0aTableClass\x19DeletionProtectionEnabled\x0eResourcePolicy\x14GlobalTableSourceArn\
\x22GlobalTableSettingsReplicationMode\x0dVectorIndexes\x10CreateTableInput\x12DescribeTableInput\
\x17ExclusiveStartTableName\x0fListTablesInput\x20UpdateGlobalSecondaryIndexAction\
\x20CreateGlobalSecondaryIndexAction\x20DeleteGlobalSecondaryIndexAction\x06Create\
\x1aGlobalSecondaryIndexUpdate\x1dProvisionedThroughputOverride\x1aOnDemandThroughputOverride\
\x1bReplicaGlobalSecondaryIndex\x0aRegionName\x12TableClassOverride\x22CreateReplicationGroupMemberAction\
\x22UpdateReplicationGroupMemberAction\x22DeleteReplicationGroupMemberAction\x14WAIT_FOR_REPLICATION\
\x12DisassociationMode\x28DisassociateReplicationGroupMemberAction\x0cDisassociate\x16ReplicationGroupUpdate\
\x10EVENTUAL, STRONG\x29CreateGlobalTableWitnessGroupMemberAction\x29DeleteGlobalTableWitnessGroupMemberAction\
\x1dGlobalTableWitnessGroupUpdate\x17CreateVectorIndexAction\x17DeleteVectorIndexAction\x11VectorIndexUpdate\
\x1bGlobalSecondaryIndexUpdates\x0eReplicaUpdates\x16MultiRegionConsistency\x19GlobalTableWitnessUpdates\
\x1fDisassociationProtectionEnabled\x12VectorIndexUpdates\x10UpdateTableInput\x10DeleteTableInput\
\x0bResourceArn\x10TagResourceInput\x07TagKeys\x12UntagResourceInput\x09NextToken\x17ListTagsOfResourceInput\
\x17TimeToLiveSpecification\x15UpdateTimeToLiveInput\x17DescribeTimeToLiveInput\x13DescribeLimitsInput\
\x18DescribeEndpointsRequest\x09Statement\x0aParameters\x15ExecuteStatementInput\x15BatchStatementRequest\
\x0aStatements\x1aBatchExecuteStatementInput\x05Error\x16ParameterizedStatement\x12TransactStatements\
\x17ExecuteTransactionInput\x1eDescribeContinuousBackupsInput\x17ExclusiveStartStreamArn\x10ListStreamsInput\
\x0cCHILD_SHARDS\x04Type\x07ShardId\x0bShardFilter\x09StreamArn\x15ExclusiveStartShardId\
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
\x04From\x02To\x10ReadHistoryInput\x03Old\x03New\x07Changes\x15ListDestinationsInput\x07TableId\
\x0fGetChangesInput";

pub(super) static BOUNDS: [(i64, i64); 31] = [
    (i64::MIN, i64::MAX),
    (i64::MIN, 65535),
    (1, i64::MAX),
    (3, 255),
    (1, 1000000),
    (0, 999999),
    (1, 100),
    (1, 25),
    (1, 36),
    (1, 255),
    (1, 2),
    (1, 20),
    (1, 128),
    (0, 256),
    (1, 1),
    (1, 1283),
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
