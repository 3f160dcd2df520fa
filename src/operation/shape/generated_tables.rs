//! The tables of the shapes, made by scripts/shapes.py from the service model. Not edited by hand.

use super::row::{Kind, Member, Shape};

pub(super) static SHAPES: [Shape; 78] = [
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
    Shape::new(Kind::Long, 3, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 18, 8, 607),
    Shape::new(Kind::Structure, 0, 26, 1, 0),
    Shape::new(Kind::Enum, 0, 620, 0, 0),
    Shape::new(Kind::Structure, 0, 27, 2, 644),
    Shape::new(Kind::Map, 0, 4, 26, 0),
    Shape::new(Kind::Structure, 1, 29, 13, 699),
    Shape::new(Kind::Structure, 1, 42, 11, 715),
    Shape::new(Kind::String, 4, 1, 0, 0),
    Shape::new(Kind::Enum, 0, 731, 0, 0),
    Shape::new(Kind::Integer, 2, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 53, 2, 800),
    Shape::new(Kind::Map, 0, 4, 33, 0),
    Shape::new(Kind::Structure, 0, 55, 18, 934),
    Shape::new(Kind::List, 0, 3, 0, 0),
    Shape::new(Kind::Structure, 0, 73, 2, 0),
    Shape::new(Kind::Integer, 5, 0, 0, 0),
    Shape::new(Kind::Integer, 6, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 75, 17, 1001),
    Shape::new(Kind::List, 7, 3, 0, 0),
    Shape::new(Kind::Structure, 0, 92, 5, 1016),
    Shape::new(Kind::Map, 7, 2, 42, 0),
    Shape::new(Kind::Structure, 4, 97, 3, 1047),
    Shape::new(Kind::Map, 0, 0, 36, 0),
    Shape::new(Kind::Structure, 0, 100, 1, 0),
    Shape::new(Kind::Map, 0, 0, 46, 0),
    Shape::new(Kind::Structure, 0, 101, 2, 0),
    Shape::new(Kind::Structure, 0, 5, 1, 1149),
    Shape::new(Kind::Structure, 0, 19, 1, 1160),
    Shape::new(Kind::Structure, 0, 103, 2, 1174),
    Shape::new(Kind::List, 8, 51, 0, 0),
    Shape::new(Kind::Map, 8, 2, 52, 1091),
    Shape::new(Kind::Structure, 0, 105, 3, 1187),
    Shape::new(Kind::Structure, 0, 108, 1, 0),
    Shape::new(Kind::Structure, 0, 109, 2, 0),
    Shape::new(Kind::List, 0, 56, 0, 0),
    Shape::new(Kind::Map, 0, 0, 57, 0),
    Shape::new(Kind::List, 0, 19, 0, 0),
    Shape::new(Kind::Map, 0, 0, 59, 0),
    Shape::new(Kind::Structure, 0, 111, 2, 0),
    Shape::new(Kind::Structure, 0, 113, 6, 1224),
    Shape::new(Kind::Structure, 0, 119, 6, 1239),
    Shape::new(Kind::Structure, 0, 125, 6, 1243),
    Shape::new(Kind::Structure, 0, 131, 7, 1250),
    Shape::new(Kind::Structure, 0, 138, 4, 1257),
    Shape::new(Kind::List, 7, 66, 0, 0),
    Shape::new(Kind::String, 9, 0, 0, 0),
    Shape::new(Kind::Structure, 2, 142, 4, 1308),
    Shape::new(Kind::Structure, 0, 112, 1, 0),
    Shape::new(Kind::Structure, 0, 146, 4, 1332),
    Shape::new(Kind::Structure, 0, 150, 1, 1336),
    Shape::new(Kind::List, 7, 72, 0, 0),
    Shape::new(Kind::Structure, 2, 151, 3, 1352),
    Shape::new(Kind::List, 0, 24, 0, 0),
    Shape::new(Kind::Structure, 0, 154, 1, 0),
    Shape::new(Kind::Structure, 0, 155, 2, 0),
];

#[rustfmt::skip]
pub(super) static MEMBERS: [Member; 157] = [
    Member(90, 1), Member(96, 5), Member(103, 6), Member(122, 7), Member(267, 32770), Member(277, 32771),
    Member(282, 9), Member(291, 10), Member(304, 11), Member(327, 12), Member(355, 13), Member(375, 14),
    Member(395, 15), Member(420, 16), Member(446, 17), Member(495, 3), Member(513, 3), Member(524, 19),
    Member(267, 32770), Member(546, 32771), Member(550, 21), Member(566, 5), Member(304, 11), Member(581, 14),
    Member(395, 15), Member(602, 22), Member(277, 3), Member(90, 1), Member(637, 25), Member(267, 32770),
    Member(546, 32771), Member(665, 27), Member(282, 9), Member(355, 13), Member(291, 10), Member(304, 11),
    Member(327, 12), Member(682, 14), Member(375, 14), Member(395, 15), Member(420, 16), Member(446, 17),
    Member(267, 32770), Member(546, 32771), Member(282, 9), Member(355, 13), Member(291, 10), Member(304, 11),
    Member(327, 12), Member(375, 14), Member(395, 15), Member(420, 16), Member(446, 17), Member(122, 7),
    Member(103, 32774), Member(267, 32770), Member(810, 30), Member(820, 31), Member(550, 21),
    Member(827, 32), Member(566, 5), Member(833, 34), Member(847, 34), Member(355, 13), Member(859, 5),
    Member(876, 3), Member(304, 11), Member(581, 14), Member(894, 14), Member(911, 14), Member(395, 15),
    Member(420, 16), Member(602, 22), Member(945, 36), Member(951, 3), Member(267, 32770), Member(810, 30),
    Member(550, 21), Member(827, 32), Member(820, 31), Member(968, 34), Member(355, 13), Member(876, 3),
    Member(304, 11), Member(979, 38), Member(993, 39), Member(581, 14), Member(894, 14), Member(395, 15),
    Member(420, 16), Member(566, 5), Member(602, 22), Member(1011, 32809), Member(550, 21), Member(566, 5),
    Member(581, 14), Member(395, 15), Member(1034, 32811), Member(304, 11), Member(602, 22), Member(1011, 36),
    Member(1065, 45), Member(1075, 47), Member(1149, 49), Member(1160, 50), Member(1034, 32821),
    Member(304, 11), Member(327, 12), Member(546, 3), Member(1149, 24), Member(1160, 55), Member(1207, 58),
    Member(524, 60), Member(546, 32771), Member(267, 32770), Member(375, 32782), Member(395, 15),
    Member(420, 16), Member(446, 17), Member(277, 32771), Member(267, 32770), Member(375, 14),
    Member(395, 15), Member(420, 16), Member(446, 17), Member(546, 32771), Member(267, 32770),
    Member(375, 14), Member(395, 15), Member(420, 16), Member(446, 17), Member(546, 32771),
    Member(682, 32782), Member(267, 32770), Member(375, 14), Member(395, 15), Member(420, 16),
    Member(446, 17), Member(1224, 62), Member(1239, 63), Member(1243, 64), Member(1250, 65),
    Member(1275, 32835), Member(304, 11), Member(327, 12), Member(1289, 68), Member(546, 32771),
    Member(267, 32770), Member(581, 14), Member(395, 15), Member(1332, 32839), Member(1275, 32841),
    Member(304, 11), Member(602, 22), Member(1065, 75), Member(1374, 75), Member(277, 3),
];

pub(super) static TEXT: &[u8] = b"\
\x00\x58IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS\x05Value\
\x06Exists\x12ComparisonOperator\x12AttributeValueList\x16ExpectedAttributeValue\
\x30ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW\x14INDEXES, TOTAL, NONE\x0aSIZE, NONE\x07OR, AND\
\x0dALL_OLD, NONE\x09TableName\x04Item\x08Expected\x0cReturnValues\x16ReturnConsumedCapacity\
\x1bReturnItemCollectionMetrics\x13ConditionalOperator\x13ConditionExpression\x18ExpressionAttributeNames\
\x19ExpressionAttributeValues\x23ReturnValuesOnConditionCheckFailure\x0cPutItemInput\x11ItemCollectionKey\
\x0aAttributes\x15ItemCollectionMetrics\x03Key\x0fAttributesToGet\x0eConsistentRead\x14ProjectionExpression\
\x04AsOf\x0cGetItemInput\x10ADD, DELETE, PUT\x06Action\x14AttributeValueUpdate\x10AttributeUpdates\
\x10UpdateExpression\x0fUpdateItemInput\x0fDeleteItemInput\
\x44SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES\x09Condition\x09IndexName\x06Select\
\x05Limit\x0dKeyConditions\x0bQueryFilter\x10ScanIndexForward\x11ExclusiveStartKey\x10FilterExpression\
\x16KeyConditionExpression\x0aQueryInput\x05Items\x10LastEvaluatedKey\x0aScanFilter\x0dTotalSegments\
\x07Segment\x09ScanInput\x04Keys\x11KeysAndAttributes\x0cRequestItems\x11BatchGetItemInput\x09Responses\
\x0fUnprocessedKeys\x39The requestItems parameter is required for BatchWriteItem\x0aPutRequest\
\x0dDeleteRequest\x0cWriteRequest\x13BatchWriteItemInput\x10UnprocessedItems\x0eConditionCheck\x03Put\
\x06Delete\x06Update\x11TransactWriteItem\x0dTransactItems\x12ClientRequestToken\x17TransactWriteItemsInput\
\x03Get\x0fTransactGetItem\x15TransactGetItemsInput\x13CancellationReasons";

#[rustfmt::skip]
pub(super) static BOUNDS: [(i64, i64); 38] = [
    (i64::MIN, i64::MAX), (i64::MIN, 65535), (1, i64::MAX), (0, i64::MAX),
    (3, 255), (1, 1000000), (0, 999999), (1, 100),
    (1, 25), (1, 36), (1, 255), (1, 2),
    (1, 20), (1, 128), (0, 256), (1, 1),
    (1, 1283), (1, 8192), (1, 32768), (1, 35),
    (37, 1024), (28, 65), (21, 40), (1, 2048),
    (1, 1000), (i64::MIN, 255), (i64::MIN, 1024), (1, 65536),
    (112, 1024), (1024, i64::MAX), (1, 1024), (1, 1600),
    (1, 256), (1, 50), (0, 4294967295), (i64::MIN, 100),
    (0, 4294967296), (1, 64),
];
