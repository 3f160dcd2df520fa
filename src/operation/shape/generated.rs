//! The shapes of requests and responses, made by scripts/shapes.py from the service model. Not edited by hand.

use super::row::{Kind, Member, Operation, Shape, ShapeId};

/// Shapes of `CreateTable`.
pub const CREATE_TABLE: Operation = Operation { input: ShapeId(37), output: ShapeId(0) };
/// Shapes of `DescribeTable`.
pub const DESCRIBE_TABLE: Operation = Operation { input: ShapeId(38), output: ShapeId(0) };
/// Shapes of `ListTables`.
pub const LIST_TABLES: Operation = Operation { input: ShapeId(40), output: ShapeId(0) };
/// Shapes of `UpdateTable`.
pub const UPDATE_TABLE: Operation = Operation { input: ShapeId(60), output: ShapeId(0) };
/// Shapes of `DeleteTable`.
pub const DELETE_TABLE: Operation = Operation { input: ShapeId(61), output: ShapeId(0) };
/// Shapes of `TagResource`.
pub const TAG_RESOURCE: Operation = Operation { input: ShapeId(63), output: ShapeId(0) };
/// Shapes of `UntagResource`.
pub const UNTAG_RESOURCE: Operation = Operation { input: ShapeId(65), output: ShapeId(0) };
/// Shapes of `ListTagsOfResource`.
pub const LIST_TAGS_OF_RESOURCE: Operation = Operation { input: ShapeId(66), output: ShapeId(0) };
/// Shapes of `UpdateTimeToLive`.
pub const UPDATE_TIME_TO_LIVE: Operation = Operation { input: ShapeId(68), output: ShapeId(0) };
/// Shapes of `DescribeTimeToLive`.
pub const DESCRIBE_TIME_TO_LIVE: Operation = Operation { input: ShapeId(69), output: ShapeId(0) };
/// Shapes of `DescribeLimits`.
pub const DESCRIBE_LIMITS: Operation = Operation { input: ShapeId(70), output: ShapeId(0) };
/// Shapes of `DescribeEndpoints`.
pub const DESCRIBE_ENDPOINTS: Operation = Operation { input: ShapeId(71), output: ShapeId(0) };
/// Shapes of `PutItem`.
pub const PUT_ITEM: Operation = Operation { input: ShapeId(85), output: ShapeId(87) };
/// Shapes of `GetItem`.
pub const GET_ITEM: Operation = Operation { input: ShapeId(89), output: ShapeId(90) };
/// Shapes of `UpdateItem`.
pub const UPDATE_ITEM: Operation = Operation { input: ShapeId(94), output: ShapeId(87) };
/// Shapes of `DeleteItem`.
pub const DELETE_ITEM: Operation = Operation { input: ShapeId(95), output: ShapeId(87) };
/// Shapes of `Query`.
pub const QUERY: Operation = Operation { input: ShapeId(100), output: ShapeId(102) };
/// Shapes of `Scan`.
pub const SCAN: Operation = Operation { input: ShapeId(105), output: ShapeId(102) };
/// Shapes of `BatchGetItem`.
pub const BATCH_GET_ITEM: Operation = Operation { input: ShapeId(109), output: ShapeId(113) };
/// Shapes of `BatchWriteItem`.
pub const BATCH_WRITE_ITEM: Operation = Operation { input: ShapeId(119), output: ShapeId(126) };
/// Shapes of `TransactWriteItems`.
pub const TRANSACT_WRITE_ITEMS: Operation = Operation { input: ShapeId(134), output: ShapeId(135) };
/// Shapes of `TransactGetItems`.
pub const TRANSACT_GET_ITEMS: Operation = Operation { input: ShapeId(139), output: ShapeId(141) };
/// Shapes of `ExecuteStatement`.
pub const EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(145), output: ShapeId(102) };
/// Shapes of `BatchExecuteStatement`.
pub const BATCH_EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(148), output: ShapeId(151) };
/// Shapes of `ExecuteTransaction`.
pub const EXECUTE_TRANSACTION: Operation = Operation { input: ShapeId(154), output: ShapeId(141) };

/// Members of exceptions beside their message.
pub const FAILURE: ShapeId = ShapeId(155);

pub(super) static SHAPES: [Shape; 156] = [
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
    Shape::new(Kind::Structure, 8, 28, 17, 879),
    Shape::new(Kind::Structure, 8, 29, 1, 896),
    Shape::new(Kind::Integer, 8, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 45, 2, 945),
    Shape::new(Kind::Structure, 0, 47, 4, 961),
    Shape::new(Kind::Structure, 0, 15, 6, 994),
    Shape::new(Kind::Structure, 0, 6, 1, 1027),
    Shape::new(Kind::Structure, 0, 51, 3, 1081),
    Shape::new(Kind::List, 0, 44, 0, 0),
    Shape::new(Kind::Structure, 0, 54, 1, 1108),
    Shape::new(Kind::Structure, 0, 11, 1, 1138),
    Shape::new(Kind::Structure, 0, 55, 3, 1165),
    Shape::new(Kind::List, 5, 48, 0, 0),
    Shape::new(Kind::Structure, 0, 58, 6, 1223),
    Shape::new(Kind::Structure, 0, 58, 6, 1258),
    Shape::new(Kind::Structure, 0, 58, 1, 1293),
    Shape::new(Kind::Structure, 0, 64, 3, 1328),
    Shape::new(Kind::List, 5, 53, 0, 0),
    Shape::new(Kind::Enum, 0, 1351, 0, 0),
    Shape::new(Kind::Structure, 0, 58, 1, 1368),
    Shape::new(Kind::Structure, 0, 58, 1, 1410),
    Shape::new(Kind::Structure, 0, 67, 2, 1452),
    Shape::new(Kind::List, 9, 58, 0, 0),
    Shape::new(Kind::Structure, 8, 69, 15, 1574),
    Shape::new(Kind::Structure, 8, 29, 1, 1591),
    Shape::new(Kind::String, 10, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 84, 2, 1620),
    Shape::new(Kind::List, 0, 31, 0, 0),
    Shape::new(Kind::Structure, 0, 86, 2, 1645),
    Shape::new(Kind::Structure, 0, 88, 2, 1674),
    Shape::new(Kind::Structure, 0, 90, 2, 1698),
    Shape::new(Kind::Structure, 8, 92, 2, 1722),
    Shape::new(Kind::Structure, 8, 29, 1, 1744),
    Shape::new(Kind::Structure, 0, 0, 0, 1768),
    Shape::new(Kind::Structure, 0, 0, 0, 1788),
    Shape::new(Kind::Item, 0, 0, 0, 0),
    Shape::new(Kind::String, 11, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 1813, 0, 0),
    Shape::new(Kind::List, 0, 1, 0, 0),
    Shape::new(Kind::Structure, 0, 94, 4, 1947),
    Shape::new(Kind::Map, 0, 73, 76, 0),
    Shape::new(Kind::Enum, 0, 1970, 0, 0),
    Shape::new(Kind::Enum, 0, 2019, 0, 0),
    Shape::new(Kind::Enum, 0, 2040, 0, 0),
    Shape::new(Kind::Enum, 0, 2051, 0, 0),
    Shape::new(Kind::Map, 0, 29, 73, 0),
    Shape::new(Kind::Item, 0, 1, 0, 0),
    Shape::new(Kind::Enum, 0, 2059, 0, 0),
    Shape::new(Kind::Structure, 1, 98, 11, 2278),
    Shape::new(Kind::Structure, 0, 109, 1, 0),
    Shape::new(Kind::Structure, 0, 110, 2, 0),
    Shape::new(Kind::List, 5, 73, 0, 0),
    Shape::new(Kind::Structure, 0, 112, 7, 2394),
    Shape::new(Kind::Structure, 0, 119, 1, 0),
    Shape::new(Kind::Enum, 0, 2407, 0, 0),
    Shape::new(Kind::Structure, 0, 120, 2, 2431),
    Shape::new(Kind::Map, 0, 73, 92, 0),
    Shape::new(Kind::Structure, 1, 122, 13, 2486),
    Shape::new(Kind::Structure, 1, 135, 11, 2502),
    Shape::new(Kind::Enum, 0, 2518, 0, 0),
    Shape::new(Kind::Integer, 5, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 146, 2, 2587),
    Shape::new(Kind::Map, 0, 73, 98, 0),
    Shape::new(Kind::Structure, 0, 148, 17, 2705),
    Shape::new(Kind::List, 0, 72, 0, 0),
    Shape::new(Kind::Structure, 0, 165, 2, 0),
    Shape::new(Kind::Integer, 12, 0, 0, 0),
    Shape::new(Kind::Integer, 13, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 167, 16, 2772),
    Shape::new(Kind::List, 8, 72, 0, 0),
    Shape::new(Kind::Structure, 0, 183, 5, 2787),
    Shape::new(Kind::Map, 8, 6, 107, 0),
    Shape::new(Kind::Structure, 4, 188, 2, 2818),
    Shape::new(Kind::Map, 0, 0, 101, 0),
    Shape::new(Kind::Structure, 0, 190, 1, 0),
    Shape::new(Kind::Map, 0, 0, 111, 0),
    Shape::new(Kind::Structure, 0, 191, 2, 0),
    Shape::new(Kind::Structure, 0, 99, 1, 2920),
    Shape::new(Kind::Structure, 0, 113, 1, 2931),
    Shape::new(Kind::Structure, 0, 193, 2, 2945),
    Shape::new(Kind::List, 14, 116, 0, 0),
    Shape::new(Kind::Map, 14, 6, 117, 2862),
    Shape::new(Kind::Structure, 0, 195, 3, 2958),
    Shape::new(Kind::Structure, 0, 198, 1, 0),
    Shape::new(Kind::Structure, 0, 199, 2, 0),
    Shape::new(Kind::List, 0, 121, 0, 0),
    Shape::new(Kind::Map, 0, 0, 122, 0),
    Shape::new(Kind::List, 0, 86, 0, 0),
    Shape::new(Kind::Map, 0, 0, 124, 0),
    Shape::new(Kind::Structure, 0, 201, 2, 0),
    Shape::new(Kind::Structure, 0, 203, 6, 2995),
    Shape::new(Kind::Structure, 0, 209, 6, 3010),
    Shape::new(Kind::Structure, 0, 215, 6, 1074),
    Shape::new(Kind::Structure, 0, 221, 7, 1060),
    Shape::new(Kind::Structure, 0, 228, 4, 3014),
    Shape::new(Kind::List, 8, 131, 0, 0),
    Shape::new(Kind::String, 15, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 232, 4, 3065),
    Shape::new(Kind::Structure, 0, 202, 1, 0),
    Shape::new(Kind::Structure, 0, 236, 4, 3089),
    Shape::new(Kind::Structure, 0, 240, 1, 3093),
    Shape::new(Kind::List, 8, 137, 0, 0),
    Shape::new(Kind::Structure, 2, 241, 2, 3109),
    Shape::new(Kind::List, 0, 90, 0, 0),
    Shape::new(Kind::Structure, 0, 243, 1, 0),
    Shape::new(Kind::String, 16, 0, 0, 0),
    Shape::new(Kind::List, 5, 1, 0, 0),
    Shape::new(Kind::String, 17, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 244, 7, 3152),
    Shape::new(Kind::Structure, 0, 251, 4, 3174),
    Shape::new(Kind::List, 14, 146, 0, 0),
    Shape::new(Kind::Structure, 0, 255, 2, 3207),
    Shape::new(Kind::Structure, 0, 257, 2, 0),
    Shape::new(Kind::List, 0, 149, 0, 0),
    Shape::new(Kind::Structure, 0, 259, 1, 0),
    Shape::new(Kind::Structure, 0, 260, 3, 3240),
    Shape::new(Kind::List, 8, 152, 0, 0),
    Shape::new(Kind::Structure, 0, 263, 3, 3282),
    Shape::new(Kind::Structure, 0, 266, 2, 0),
];

pub(super) static MEMBERS: [Member; 268] = [
    Member(9, 32770), Member(23, 32771), Member(9, 32770), Member(69, 32775), Member(118, 11),
    Member(133, 12), Member(161, 32778), Member(171, 32777), Member(150, 32781), Member(201, 32785),
    Member(219, 32785), Member(260, 19), Member(280, 19), Member(320, 19), Member(339, 19),
    Member(161, 32778), Member(171, 32784), Member(150, 32781), Member(238, 18), Member(301, 20),
    Member(359, 21), Member(476, 32793), Member(490, 26), Member(537, 25), Member(545, 28), Member(553, 29),
    Member(585, 32799), Member(589, 32800), Member(678, 5), Member(699, 32774), Member(171, 9),
    Member(709, 15), Member(731, 23), Member(754, 24), Member(238, 18), Member(505, 27), Member(568, 30),
    Member(766, 34), Member(771, 35), Member(782, 25), Member(359, 21), Member(808, 29), Member(301, 20),
    Member(823, 6), Member(844, 36), Member(915, 10), Member(939, 39), Member(161, 32778), Member(238, 18),
    Member(301, 20), Member(359, 21), Member(1060, 41), Member(1067, 42), Member(1074, 43), Member(201, 17),
    Member(161, 32778), Member(1108, 46), Member(1138, 47), Member(1193, 32797), Member(553, 29),
    Member(1108, 46), Member(1138, 47), Member(731, 49), Member(1204, 35), Member(1067, 50), Member(1060, 51),
    Member(1074, 52), Member(1067, 56), Member(1074, 57), Member(678, 5), Member(699, 32774), Member(754, 24),
    Member(238, 18), Member(1482, 45), Member(505, 27), Member(568, 30), Member(1510, 54), Member(771, 35),
    Member(782, 25), Member(1525, 55), Member(1548, 59), Member(301, 20), Member(359, 21), Member(844, 36),
    Member(1608, 32830), Member(766, 32802), Member(1608, 32830), Member(1637, 32832), Member(1608, 32830),
    Member(1664, 29), Member(537, 32793), Member(9, 32770), Member(699, 32774), Member(1698, 32835),
    Member(589, 1), Member(1902, 25), Member(1909, 74), Member(1928, 75), Member(699, 32774),
    Member(2073, 32840), Member(2078, 77), Member(2087, 78), Member(2100, 79), Member(2123, 80),
    Member(2151, 81), Member(2171, 29), Member(2191, 82), Member(2216, 83), Member(2242, 84),
    Member(2291, 72), Member(2309, 72), Member(2320, 86), Member(699, 32774), Member(585, 32840),
    Member(2342, 88), Member(2358, 25), Member(2100, 79), Member(2373, 29), Member(2191, 82),
    Member(2073, 72), Member(589, 1), Member(2424, 91), Member(699, 32774), Member(585, 32840),
    Member(2452, 93), Member(2078, 77), Member(2151, 81), Member(2087, 78), Member(2100, 79),
    Member(2123, 80), Member(2469, 29), Member(2171, 29), Member(2191, 82), Member(2216, 83),
    Member(2242, 84), Member(699, 32774), Member(585, 32840), Member(2078, 77), Member(2151, 81),
    Member(2087, 78), Member(2100, 79), Member(2123, 80), Member(2171, 29), Member(2191, 82),
    Member(2216, 83), Member(2242, 84), Member(1928, 75), Member(1909, 32842), Member(699, 32774),
    Member(161, 10), Member(2597, 96), Member(2342, 88), Member(939, 97), Member(2358, 25), Member(2604, 99),
    Member(2618, 99), Member(2151, 81), Member(2630, 25), Member(2647, 72), Member(2100, 79),
    Member(2373, 29), Member(2665, 29), Member(2682, 29), Member(2191, 82), Member(2216, 83),
    Member(2716, 101), Member(2722, 72), Member(699, 32774), Member(161, 10), Member(2342, 88),
    Member(939, 97), Member(2597, 96), Member(2739, 99), Member(2151, 81), Member(2647, 72), Member(2100, 79),
    Member(2750, 103), Member(2764, 104), Member(2373, 29), Member(2665, 29), Member(2191, 82),
    Member(2216, 83), Member(2358, 25), Member(2782, 32874), Member(2342, 88), Member(2358, 25),
    Member(2373, 29), Member(2191, 82), Member(2805, 32876), Member(2100, 79), Member(2782, 101),
    Member(2836, 110), Member(2846, 112), Member(2920, 114), Member(2931, 115), Member(2805, 32886),
    Member(2100, 79), Member(2123, 80), Member(585, 72), Member(2920, 90), Member(2931, 120),
    Member(2978, 123), Member(2320, 125), Member(585, 32840), Member(699, 32774), Member(2171, 32797),
    Member(2191, 82), Member(2216, 83), Member(2242, 84), Member(2073, 32840), Member(699, 32774),
    Member(2171, 29), Member(2191, 82), Member(2216, 83), Member(2242, 84), Member(585, 32840),
    Member(699, 32774), Member(2171, 29), Member(2191, 82), Member(2216, 83), Member(2242, 84),
    Member(585, 32840), Member(2469, 32797), Member(699, 32774), Member(2171, 29), Member(2191, 82),
    Member(2216, 83), Member(2242, 84), Member(2995, 127), Member(3010, 128), Member(1074, 129),
    Member(1060, 130), Member(3032, 32900), Member(2100, 79), Member(2123, 80), Member(3046, 133),
    Member(585, 32840), Member(699, 32774), Member(2373, 29), Member(2191, 82), Member(3089, 32904),
    Member(3032, 32906), Member(2100, 79), Member(2836, 140), Member(3131, 32910), Member(3141, 143),
    Member(2358, 25), Member(1664, 144), Member(2100, 79), Member(939, 97), Member(2242, 84),
    Member(3131, 32910), Member(3141, 143), Member(2358, 25), Member(2242, 84), Member(3196, 32915),
    Member(2100, 79), Member(3234, 90), Member(2073, 72), Member(2836, 150), Member(3131, 32910),
    Member(3141, 143), Member(2242, 84), Member(3263, 32921), Member(3046, 133), Member(2100, 79),
    Member(3306, 140), Member(2073, 72),
];

pub(super) static BOUNDS: [(i64, i64); 18] = [
    (i64::MIN, i64::MAX),
    (1, 255),
    (1, 2),
    (3, 255),
    (1, 20),
    (1, i64::MAX),
    (1, 128),
    (0, 256),
    (1, 100),
    (1, 1),
    (1, 1283),
    (i64::MIN, 65535),
    (1, 1000000),
    (0, 999999),
    (1, 25),
    (1, 36),
    (1, 8192),
    (1, 32768),
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
\x29ENABLED, DISABLED, ENABLED_WITH_OVERRIDES\x14AttributeDefinitions\x09TableName\x15LocalSecondaryIndexes\
\x16GlobalSecondaryIndexes\x0bBillingMode\x04Tags\x0aTableClass\x19DeletionProtectionEnabled\x0eResourcePolicy\
\x14GlobalTableSourceArn\x22GlobalTableSettingsReplicationMode\x10CreateTableInput\x12DescribeTableInput\
\x17ExclusiveStartTableName\x05Limit\x0fListTablesInput\x20UpdateGlobalSecondaryIndexAction\
\x20CreateGlobalSecondaryIndexAction\x20DeleteGlobalSecondaryIndexAction\x06Update\x06Create\x06Delete\
\x1aGlobalSecondaryIndexUpdate\x1dProvisionedThroughputOverride\x1aOnDemandThroughputOverride\
\x1bReplicaGlobalSecondaryIndex\x0aRegionName\x12TableClassOverride\x22CreateReplicationGroupMemberAction\
\x22UpdateReplicationGroupMemberAction\x22DeleteReplicationGroupMemberAction\x16ReplicationGroupUpdate\
\x10EVENTUAL, STRONG\x29CreateGlobalTableWitnessGroupMemberAction\x29DeleteGlobalTableWitnessGroupMemberAction\
\x1dGlobalTableWitnessGroupUpdate\x1bGlobalSecondaryIndexUpdates\x0eReplicaUpdates\x16MultiRegionConsistency\
\x19GlobalTableWitnessUpdates\x10UpdateTableInput\x10DeleteTableInput\x0bResourceArn\x10TagResourceInput\
\x07TagKeys\x12UntagResourceInput\x09NextToken\x17ListTagsOfResourceInput\x17TimeToLiveSpecification\
\x15UpdateTimeToLiveInput\x17DescribeTimeToLiveInput\x13DescribeLimitsInput\x18DescribeEndpointsRequest\
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
\x12TransactStatements\x17ExecuteTransactionInput\x13CancellationReasons";
