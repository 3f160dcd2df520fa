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
/// Shapes of `PutItem`.
pub const PUT_ITEM: Operation = Operation { input: ShapeId(75), output: ShapeId(77) };
/// Shapes of `GetItem`.
pub const GET_ITEM: Operation = Operation { input: ShapeId(79), output: ShapeId(80) };
/// Shapes of `UpdateItem`.
pub const UPDATE_ITEM: Operation = Operation { input: ShapeId(84), output: ShapeId(77) };
/// Shapes of `DeleteItem`.
pub const DELETE_ITEM: Operation = Operation { input: ShapeId(85), output: ShapeId(77) };
/// Shapes of `Query`.
pub const QUERY: Operation = Operation { input: ShapeId(90), output: ShapeId(92) };
/// Shapes of `Scan`.
pub const SCAN: Operation = Operation { input: ShapeId(95), output: ShapeId(92) };
/// Shapes of `BatchGetItem`.
pub const BATCH_GET_ITEM: Operation = Operation { input: ShapeId(99), output: ShapeId(103) };
/// Shapes of `BatchWriteItem`.
pub const BATCH_WRITE_ITEM: Operation = Operation { input: ShapeId(109), output: ShapeId(116) };
/// Shapes of `TransactWriteItems`.
pub const TRANSACT_WRITE_ITEMS: Operation = Operation { input: ShapeId(124), output: ShapeId(125) };
/// Shapes of `TransactGetItems`.
pub const TRANSACT_GET_ITEMS: Operation = Operation { input: ShapeId(129), output: ShapeId(131) };
/// Shapes of `ExecuteStatement`.
pub const EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(135), output: ShapeId(92) };
/// Shapes of `BatchExecuteStatement`.
pub const BATCH_EXECUTE_STATEMENT: Operation = Operation { input: ShapeId(138), output: ShapeId(141) };
/// Shapes of `ExecuteTransaction`.
pub const EXECUTE_TRANSACTION: Operation = Operation { input: ShapeId(144), output: ShapeId(131) };

/// Members of exceptions beside their message.
pub const FAILURE: ShapeId = ShapeId(145);

pub(super) static SHAPES: [Shape; 146] = [
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
    Shape::new(Kind::Item, 0, 0, 0, 0),
    Shape::new(Kind::String, 10, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 1608, 0, 0),
    Shape::new(Kind::List, 0, 1, 0, 0),
    Shape::new(Kind::Structure, 0, 84, 4, 1742),
    Shape::new(Kind::Map, 0, 63, 66, 0),
    Shape::new(Kind::Enum, 0, 1765, 0, 0),
    Shape::new(Kind::Enum, 0, 1814, 0, 0),
    Shape::new(Kind::Enum, 0, 1835, 0, 0),
    Shape::new(Kind::Enum, 0, 1846, 0, 0),
    Shape::new(Kind::Map, 0, 29, 63, 0),
    Shape::new(Kind::Item, 0, 1, 0, 0),
    Shape::new(Kind::Enum, 0, 1854, 0, 0),
    Shape::new(Kind::Structure, 1, 88, 11, 2073),
    Shape::new(Kind::Structure, 0, 99, 1, 0),
    Shape::new(Kind::Structure, 0, 100, 2, 0),
    Shape::new(Kind::List, 5, 63, 0, 0),
    Shape::new(Kind::Structure, 0, 102, 7, 2189),
    Shape::new(Kind::Structure, 0, 109, 1, 0),
    Shape::new(Kind::Enum, 0, 2202, 0, 0),
    Shape::new(Kind::Structure, 0, 110, 2, 2226),
    Shape::new(Kind::Map, 0, 63, 82, 0),
    Shape::new(Kind::Structure, 1, 112, 13, 2281),
    Shape::new(Kind::Structure, 1, 125, 11, 2297),
    Shape::new(Kind::Enum, 0, 2313, 0, 0),
    Shape::new(Kind::Integer, 5, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 136, 2, 2382),
    Shape::new(Kind::Map, 0, 63, 88, 0),
    Shape::new(Kind::Structure, 0, 138, 17, 2500),
    Shape::new(Kind::List, 0, 62, 0, 0),
    Shape::new(Kind::Structure, 0, 155, 2, 0),
    Shape::new(Kind::Integer, 11, 0, 0, 0),
    Shape::new(Kind::Integer, 12, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 157, 16, 2567),
    Shape::new(Kind::List, 8, 62, 0, 0),
    Shape::new(Kind::Structure, 0, 173, 5, 2582),
    Shape::new(Kind::Map, 8, 6, 97, 0),
    Shape::new(Kind::Structure, 4, 178, 2, 2613),
    Shape::new(Kind::Map, 0, 0, 91, 0),
    Shape::new(Kind::Structure, 0, 180, 1, 0),
    Shape::new(Kind::Map, 0, 0, 101, 0),
    Shape::new(Kind::Structure, 0, 181, 2, 0),
    Shape::new(Kind::Structure, 0, 89, 1, 2715),
    Shape::new(Kind::Structure, 0, 103, 1, 2726),
    Shape::new(Kind::Structure, 0, 183, 2, 2740),
    Shape::new(Kind::List, 13, 106, 0, 0),
    Shape::new(Kind::Map, 13, 6, 107, 2657),
    Shape::new(Kind::Structure, 0, 185, 3, 2753),
    Shape::new(Kind::Structure, 0, 188, 1, 0),
    Shape::new(Kind::Structure, 0, 189, 2, 0),
    Shape::new(Kind::List, 0, 111, 0, 0),
    Shape::new(Kind::Map, 0, 0, 112, 0),
    Shape::new(Kind::List, 0, 76, 0, 0),
    Shape::new(Kind::Map, 0, 0, 114, 0),
    Shape::new(Kind::Structure, 0, 191, 2, 0),
    Shape::new(Kind::Structure, 0, 193, 6, 2790),
    Shape::new(Kind::Structure, 0, 199, 6, 2805),
    Shape::new(Kind::Structure, 0, 205, 6, 1074),
    Shape::new(Kind::Structure, 0, 211, 7, 1060),
    Shape::new(Kind::Structure, 0, 218, 4, 2809),
    Shape::new(Kind::List, 8, 121, 0, 0),
    Shape::new(Kind::String, 14, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 222, 4, 2860),
    Shape::new(Kind::Structure, 0, 192, 1, 0),
    Shape::new(Kind::Structure, 0, 226, 4, 2884),
    Shape::new(Kind::Structure, 0, 230, 1, 2888),
    Shape::new(Kind::List, 8, 127, 0, 0),
    Shape::new(Kind::Structure, 2, 231, 2, 2904),
    Shape::new(Kind::List, 0, 80, 0, 0),
    Shape::new(Kind::Structure, 0, 233, 1, 0),
    Shape::new(Kind::String, 15, 0, 0, 0),
    Shape::new(Kind::List, 5, 1, 0, 0),
    Shape::new(Kind::String, 16, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 234, 7, 2957),
    Shape::new(Kind::Structure, 0, 241, 4, 2979),
    Shape::new(Kind::List, 13, 136, 0, 0),
    Shape::new(Kind::Structure, 0, 245, 2, 3012),
    Shape::new(Kind::Structure, 0, 247, 2, 0),
    Shape::new(Kind::List, 0, 139, 0, 0),
    Shape::new(Kind::Structure, 0, 249, 1, 0),
    Shape::new(Kind::Structure, 0, 250, 3, 3045),
    Shape::new(Kind::List, 8, 142, 0, 0),
    Shape::new(Kind::Structure, 0, 253, 3, 3087),
    Shape::new(Kind::Structure, 0, 256, 2, 0),
];

pub(super) static MEMBERS: [Member; 258] = [
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
    Member(589, 1), Member(1697, 25), Member(1704, 64), Member(1723, 65), Member(699, 32774),
    Member(1868, 32830), Member(1873, 67), Member(1882, 68), Member(1895, 69), Member(1918, 70),
    Member(1946, 71), Member(1966, 29), Member(1986, 72), Member(2011, 73), Member(2037, 74),
    Member(2086, 62), Member(2104, 62), Member(2115, 76), Member(699, 32774), Member(585, 32830),
    Member(2137, 78), Member(2153, 25), Member(1895, 69), Member(2168, 29), Member(1986, 72),
    Member(1868, 62), Member(589, 1), Member(2219, 81), Member(699, 32774), Member(585, 32830),
    Member(2247, 83), Member(1873, 67), Member(1946, 71), Member(1882, 68), Member(1895, 69),
    Member(1918, 70), Member(2264, 29), Member(1966, 29), Member(1986, 72), Member(2011, 73),
    Member(2037, 74), Member(699, 32774), Member(585, 32830), Member(1873, 67), Member(1946, 71),
    Member(1882, 68), Member(1895, 69), Member(1918, 70), Member(1966, 29), Member(1986, 72),
    Member(2011, 73), Member(2037, 74), Member(1723, 65), Member(1704, 32832), Member(699, 32774),
    Member(161, 10), Member(2392, 86), Member(2137, 78), Member(939, 87), Member(2153, 25), Member(2399, 89),
    Member(2413, 89), Member(1946, 71), Member(2425, 25), Member(2442, 62), Member(1895, 69),
    Member(2168, 29), Member(2460, 29), Member(2477, 29), Member(1986, 72), Member(2011, 73),
    Member(2511, 91), Member(2517, 62), Member(699, 32774), Member(161, 10), Member(2137, 78),
    Member(939, 87), Member(2392, 86), Member(2534, 89), Member(1946, 71), Member(2442, 62), Member(1895, 69),
    Member(2545, 93), Member(2559, 94), Member(2168, 29), Member(2460, 29), Member(1986, 72),
    Member(2011, 73), Member(2153, 25), Member(2577, 32864), Member(2137, 78), Member(2153, 25),
    Member(2168, 29), Member(1986, 72), Member(2600, 32866), Member(1895, 69), Member(2577, 91),
    Member(2631, 100), Member(2641, 102), Member(2715, 104), Member(2726, 105), Member(2600, 32876),
    Member(1895, 69), Member(1918, 70), Member(585, 62), Member(2715, 80), Member(2726, 110),
    Member(2773, 113), Member(2115, 115), Member(585, 32830), Member(699, 32774), Member(1966, 32797),
    Member(1986, 72), Member(2011, 73), Member(2037, 74), Member(1868, 32830), Member(699, 32774),
    Member(1966, 29), Member(1986, 72), Member(2011, 73), Member(2037, 74), Member(585, 32830),
    Member(699, 32774), Member(1966, 29), Member(1986, 72), Member(2011, 73), Member(2037, 74),
    Member(585, 32830), Member(2264, 32797), Member(699, 32774), Member(1966, 29), Member(1986, 72),
    Member(2011, 73), Member(2037, 74), Member(2790, 117), Member(2805, 118), Member(1074, 119),
    Member(1060, 120), Member(2827, 32890), Member(1895, 69), Member(1918, 70), Member(2841, 123),
    Member(585, 32830), Member(699, 32774), Member(2168, 29), Member(1986, 72), Member(2884, 32894),
    Member(2827, 32896), Member(1895, 69), Member(2631, 130), Member(2926, 32900), Member(2936, 133),
    Member(2153, 25), Member(2947, 134), Member(1895, 69), Member(939, 87), Member(2037, 74),
    Member(2926, 32900), Member(2936, 133), Member(2153, 25), Member(2037, 74), Member(3001, 32905),
    Member(1895, 69), Member(3039, 80), Member(1868, 62), Member(2631, 140), Member(2926, 32900),
    Member(2936, 133), Member(2037, 74), Member(3068, 32911), Member(2841, 123), Member(1895, 69),
    Member(3111, 130), Member(1868, 62),
];

pub(super) static BOUNDS: [(i64, i64); 17] = [
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
\x19GlobalTableWitnessUpdates\x10UpdateTableInput\x10DeleteTableInput\
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
\x0fTransactGetItem\x15TransactGetItemsInput\x09Statement\x0aParameters\x09NextToken\x15ExecuteStatementInput\
\x15BatchStatementRequest\x0aStatements\x1aBatchExecuteStatementInput\x05Error\x16ParameterizedStatement\
\x12TransactStatements\x17ExecuteTransactionInput\x13CancellationReasons";
