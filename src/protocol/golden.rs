//! Requests in JSON through the shapes of their operations, and every message of a refused one.

use super::json_reader::read;
use crate::model::{Failure, MapRef};
use crate::operation::shape::{self, Mode, Operation, ShapeId, generated as g};

fn lower(operation: Operation, request: &str) -> Result<Vec<u8>, Failure> {
    let document = read(request.as_bytes()).expect(request);
    let mut out = vec![0xEE];
    let result = shape::lower(operation.input, Mode::Json, MapRef::new(&document), &mut out);
    assert_eq!(out.remove(0), 0xEE, "what was written before stays");
    assert!(result.is_ok() || out.is_empty(), "a refused request leaves nothing");
    result.map(|()| out)
}

/// The lowered request as JSON without a shape: plain values.
fn plain(operation: Operation, request: &str) -> String {
    let mut text = String::new();
    let body = lower(operation, request).expect(request);
    shape::raise_json(ShapeId::default(), MapRef::new(&body), &mut text);
    text
}

#[track_caller]
fn refuses(operation: Operation, request: &str, kind: &str, message: &str) {
    let failure = lower(operation, request).expect_err(request);
    assert_eq!((failure.kind.name(), failure.message.as_str()), (kind, message), "{request}");
}

#[track_caller]
fn mistyped(operation: Operation, request: &str, message: &str) {
    refuses(operation, request, "SerializationException", message);
}

#[track_caller]
fn invalid(operation: Operation, request: &str, message: &str) {
    refuses(operation, request, "ValidationException", message);
}

#[test]
fn lowers_a_put() {
    assert_eq!(
        plain(
            g::PUT_ITEM,
            r#"{"Item":{"z":{"M":{"b":{"L":[{"N":"01.50"},{"S":"x"},{"BOOL":true},{"NULL":true}]}}},"a":{"B":"AAH/"},
                "ns":{"NS":["3","-1","2"]},"ss":{"SS":["b","a"]},"bs":{"BS":["/w==","AA=="]}},
                "TableName":"Movies","Unknown":[1],"ReturnValues":null}"#
        ),
        r#"{"TableName":"Movies","Item":{"a":"AAH/","bs":null,"ns":null,"ss":null,"z":{"b":[1.5,"x",true,null]}}}"#
    );
}

#[test]
fn raises_what_it_lowered() {
    let item = r#"{"b":{"B":"AAH/"},"bs":{"BS":["AA==","/w=="]},"l":{"L":[{"N":"1.5"},{"S":"é\n"},{"BOOL":false},{"NULL":true}]},"m":{"M":{}},"ns":{"NS":["-1","2","3"]},"ss":{"SS":["a","b"]}}"#;
    let body = lower(g::PUT_ITEM, &format!("{{\"TableName\":\"abc\",\"Item\":{item}}}")).unwrap();
    let mut text = String::new();
    shape::raise_json(g::GET_ITEM.output, MapRef::new(&body), &mut text);
    assert_eq!(text, format!("{{\"TableName\":\"abc\",\"Item\":{item}}}"));

    let typed = shape::raise_typed(g::GET_ITEM.output, MapRef::new(&body));
    let mut again = Vec::new();
    shape::lower(g::PUT_ITEM.input, Mode::Typed, MapRef::new(&typed), &mut again).unwrap();
    assert_eq!(again, body);
    let mut once_more = Vec::new();
    shape::lower(g::PUT_ITEM.input, Mode::Plain, MapRef::new(&body), &mut once_more).unwrap();
    assert_eq!(once_more, body);
}

#[test]
fn raises_numbers_of_structure_as_numbers() {
    let mut body = crate::model::Writer::new();
    body.entry_int("Count", 3);
    body.name(b"CreationDateTime");
    body.number(crate::model::Number::parse(b"1700000000.123").unwrap().as_bytes());
    let mut text = String::new();
    shape::raise_json(g::QUERY.output, MapRef::new(body.as_bytes()), &mut text);
    assert_eq!(text, r#"{"Count":3,"CreationDateTime":1700000000.123}"#);
}

#[test]
fn lowers_nested_requests() {
    assert_eq!(
        plain(
            g::QUERY,
            r##"{"TableName":"abc","Limit":2.9,"ScanIndexForward":"No","ConsistentRead":true,
            "KeyConditions":{"k":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"1"}]}},
            "ExpressionAttributeNames":{"#a":"b"},"ExpressionAttributeValues":{":a":{"S":"b"}}}"##
        ),
        r##"{"TableName":"abc","Limit":2,"ConsistentRead":true,"KeyConditions":{"k":{"AttributeValueList":[1],"ComparisonOperator":"EQ"}},"ScanIndexForward":false,"ExpressionAttributeNames":{"#a":"b"},"ExpressionAttributeValues":{":a":"b"}}"##
    );
    assert_eq!(
        plain(
            g::BATCH_WRITE_ITEM,
            r#"{"RequestItems":{"abc":[{"PutRequest":{"Item":{"k":{"S":"1"}}}},{"DeleteRequest":{"Key":{"k":{"S":"2"}}}}]}}"#
        ),
        r#"{"RequestItems":{"abc":[{"PutRequest":{"Item":{"k":"1"}}},{"DeleteRequest":{"Key":{"k":"2"}}}]}}"#
    );
    assert_eq!(
        plain(
            g::TRANSACT_WRITE_ITEMS,
            r#"{"TransactItems":[{"Put":{"TableName":"abc","Item":{"k":{"N":"1"}}}},{"ConditionCheck":{"TableName":"abc","Key":{"k":{"N":"2"}},"ConditionExpression":"x"}}],"ClientRequestToken":"t"}"#
        ),
        r#"{"TransactItems":[{"Put":{"Item":{"k":1},"TableName":"abc"}},{"ConditionCheck":{"Key":{"k":2},"TableName":"abc","ConditionExpression":"x"}}],"ClientRequestToken":"t"}"#
    );
}

#[test]
fn reads_words_as_booleans() {
    for (word, value) in [
        ("TRUE", true),
        ("t", true),
        ("yes", true),
        ("Y", true),
        ("1", true),
        ("false", false),
        ("F", false),
        ("no", false),
        ("n", false),
        ("0", false),
    ] {
        let request =
            format!(r#"{{"TableName":"abc","Key":{{"k":{{"BOOL":"{word}"}}}},"ConsistentRead":"{word}"}}"#);
        assert_eq!(
            plain(g::GET_ITEM, &request),
            format!(r#"{{"TableName":"abc","Key":{{"k":{value}}},"ConsistentRead":{value}}}"#)
        );
    }
}

const CAST: &str = "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader 'bootstrap')";
const MAP_START: &str = "Start of structure or map found where not expected";

#[test]
fn refuses_scalars_of_the_wrong_type() {
    for (value, message) in [
        ("true", "TRUE_VALUE cannot be converted to String"),
        ("false", "FALSE_VALUE cannot be converted to String"),
        ("23", "NUMBER_VALUE cannot be converted to String"),
        ("34.56", "DECIMAL_VALUE cannot be converted to String"),
        ("[]", "Unrecognized collection type class java.lang.String"),
        ("{}", MAP_START),
    ] {
        mistyped(g::PUT_ITEM, &format!(r#"{{"TableName":{value}}}"#), message);
        mistyped(g::PUT_ITEM, &format!(r#"{{"Item":{{"a":{{"S":{value}}}}}}}"#), message);
        mistyped(g::PUT_ITEM, &format!(r#"{{"Item":{{"a":{{"NS":["1",{value}]}}}}}}"#), message);
    }
    for (value, message) in [
        ("\"23\"", "STRING_VALUE cannot be converted to Integer"),
        ("true", "TRUE_VALUE cannot be converted to Integer"),
        ("[]", "Unrecognized collection type class java.lang.Integer"),
        ("{}", MAP_START),
    ] {
        mistyped(g::QUERY, &format!(r#"{{"Limit":{value}}}"#), message);
    }
    mistyped(
        g::CREATE_TABLE,
        r#"{"ProvisionedThroughput":{"ReadCapacityUnits":"1"}}"#,
        "STRING_VALUE cannot be converted to Long",
    );
    for (value, message) in [
        ("\"23\"", "Unexpected token received from parser"),
        ("23", "NUMBER_VALUE cannot be converted to Boolean"),
        ("34.56", "DECIMAL_VALUE cannot be converted to Boolean"),
        ("[]", "Unrecognized collection type class java.lang.Boolean"),
        ("{}", MAP_START),
    ] {
        mistyped(g::GET_ITEM, &format!(r#"{{"ConsistentRead":{value}}}"#), message);
        mistyped(g::GET_ITEM, &format!(r#"{{"Key":{{"a":{{"BOOL":{value}}}}}}}"#), message);
        mistyped(g::GET_ITEM, &format!(r#"{{"Key":{{"a":{{"NULL":{value}}}}}}}"#), message);
    }
}

#[test]
fn refuses_bad_base64() {
    for (value, message) in [
        ("true", "only base-64-encoded strings are convertible to bytes"),
        ("34.56", "only base-64-encoded strings are convertible to bytes"),
        ("[]", "Unrecognized collection type class java.nio.ByteBuffer"),
        ("{}", MAP_START),
        ("\"23456\"", "Base64 encoded length is expected a multiple of 4 bytes but found: 5"),
        ("\"=+/=\"", "Invalid last non-pad Base64 character dectected"),
        ("\"+/+=\"", "Invalid last non-pad Base64 character dectected"),
        ("\"ab_=\"", "Invalid Base64 character: '_'"),
    ] {
        mistyped(g::PUT_ITEM, &format!(r#"{{"Item":{{"a":{{"B":{value}}}}}}}"#), message);
        mistyped(g::PUT_ITEM, &format!(r#"{{"Item":{{"a":{{"BS":[{value}]}}}}}}"#), message);
    }
}

#[test]
fn refuses_containers_of_the_wrong_type() {
    for scalar in ["\"23\"", "true", "23"] {
        mistyped(g::PUT_ITEM, &format!(r#"{{"Item":{scalar}}}"#), "Unexpected field type");
        mistyped(g::PUT_ITEM, &format!(r#"{{"Item":{{"a":{scalar}}}}}"#), "Unexpected value type in payload");
        mistyped(g::PUT_ITEM, &format!(r#"{{"Item":{{"a":{{"L":{scalar}}}}}}}"#), "Unexpected field type");
        mistyped(g::PUT_ITEM, &format!(r#"{{"Item":{{"a":{{"SS":{scalar}}}}}}}"#), "Unexpected field type");
        mistyped(
            g::PUT_ITEM,
            &format!(r#"{{"Expected":{{"a":{{"Value":{scalar}}}}}}}"#),
            "Unexpected field type",
        );
        mistyped(g::CREATE_TABLE, &format!(r#"{{"KeySchema":{scalar}}}"#), "Unexpected field type");
        mistyped(
            g::CREATE_TABLE,
            &format!(r#"{{"KeySchema":[{scalar}]}}"#),
            "Unexpected value type in payload",
        );
        mistyped(
            g::CREATE_TABLE,
            &format!(r#"{{"ProvisionedThroughput":{scalar}}}"#),
            "Unexpected field type",
        );
        mistyped(g::BATCH_WRITE_ITEM, &format!(r#"{{"RequestItems":{{"abc":{scalar}}}}}"#), CAST);
        mistyped(g::BATCH_GET_ITEM, &format!(r#"{{"RequestItems":{{"abc":{{"Keys":[{scalar}]}}}}}}"#), CAST);
    }
    let service = "com.amazonaws.dynamodb.v20120810.";
    let values =
        format!("Unrecognized collection type java.util.Map<java.lang.String, {service}AttributeValue>");
    mistyped(g::PUT_ITEM, r#"{"Item":[]}"#, &values);
    mistyped(g::PUT_ITEM, r#"{"Item":{"a":{"M":[]}}}"#, &values);
    mistyped(
        g::PUT_ITEM,
        r#"{"Item":{"a":[]}}"#,
        &format!("Unrecognized collection type class {service}AttributeValue"),
    );
    mistyped(g::PUT_ITEM, r#"{"Item":{"a":{"L":{}}}}"#, MAP_START);
    mistyped(g::CREATE_TABLE, r#"{"KeySchema":{}}"#, MAP_START);
    mistyped(
        g::CREATE_TABLE,
        r#"{"KeySchema":[[]]}"#,
        &format!("Unrecognized collection type class {service}KeySchemaElement"),
    );
    mistyped(
        g::BATCH_WRITE_ITEM,
        r#"{"RequestItems":[]}"#,
        &format!(
            "Unrecognized collection type java.util.Map<java.lang.String, java.util.List<{service}WriteRequest>>"
        ),
    );
    mistyped(
        g::QUERY,
        r#"{"ExpressionAttributeNames":[]}"#,
        "Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>",
    );
}

#[test]
fn reports_types_before_constraints_before_values() {
    mistyped(
        g::PUT_ITEM,
        r#"{"TableName":"!","Item":{"a":{"N":"x"}},"ReturnValues":1}"#,
        "NUMBER_VALUE cannot be converted to String",
    );
    invalid(
        g::PUT_ITEM,
        r#"{"TableName":"abc","Item":{"a":{"N":"x"}},"ReturnValues":"y"}"#,
        "1 validation error detected: Value 'y' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
    );
}

#[test]
fn collects_constraints() {
    invalid(
        g::PUT_ITEM,
        "{}",
        "2 validation errors detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null; Value null at 'item' failed to satisfy constraint: Member must not be null",
    );
    let one = |rule: &str| format!("1 validation error detected: Value {rule}");
    let name = |value: &str| format!(r#"{{"TableName":"{value}","Key":{{}}}}"#);
    invalid(
        g::GET_ITEM,
        &name(""),
        &one(
            "'' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
    );
    invalid(
        g::GET_ITEM,
        &name("ab"),
        &one(
            "'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
        ),
    );
    invalid(
        g::GET_ITEM,
        &name("a b!"),
        &one(
            "'a b!' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        ),
    );
    let long = "a".repeat(256);
    invalid(
        g::GET_ITEM,
        &name(&long),
        &one(&format!(
            "'{long}' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255"
        )),
    );
    assert!(lower(g::GET_ITEM, &name("arn:aws:dynamodb:local:000000000000:table/abc")).is_ok());
    invalid(
        g::QUERY,
        r#"{"TableName":"abc","Limit":0,"IndexName":"a!","Select":"ALL"}"#,
        "4 validation errors detected: Value 'a!' at 'indexName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value 'a!' at 'indexName' failed to satisfy constraint: Member must have length greater than or equal to 3; Value 'ALL' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]; Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
    invalid(
        g::SCAN,
        r#"{"TableName":"abc","TotalSegments":1000001,"Segment":-1}"#,
        "2 validation errors detected: Value '1000001' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000; Value '-1' at 'segment' failed to satisfy constraint: Member must have value greater than or equal to 0",
    );
    invalid(
        g::LIST_TABLES,
        r#"{"Limit":1e400}"#,
        "1 validation error detected: Value '1e400' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
    );
    let many: Vec<_> = (0..20).map(|_| r#"{"KeyType":"HASH"}"#).collect();
    let failure =
        lower(g::CREATE_TABLE, &format!(r#"{{"TableName":"abc","KeySchema":[{}]}}"#, many.join(",")))
            .unwrap_err();
    assert!(failure.message.starts_with("10 validation errors detected: "), "{}", failure.message);
}

#[test]
fn names_nested_members() {
    invalid(
        g::CREATE_TABLE,
        r#"{"TableName":"abc","KeySchema":[{"AttributeName":"pk","KeyType":"X"}],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"Y"}]}"#,
        "2 validation errors detected: Value 'Y' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]; Value 'X' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
    );
    invalid(
        g::CREATE_TABLE,
        r#"{"TableName":"abc","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"},{"AttributeName":"extra","KeyType":"RANGE"}]}"#,
        "1 validation error detected: Value '[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE), KeySchemaElement(attributeName=extra, keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2",
    );
    invalid(
        g::CREATE_TABLE,
        r#"{"TableName":"abc","KeySchema":[null]}"#,
        "1 validation error detected: Value null at 'keySchema.1.member' failed to satisfy constraint: Member must not be null",
    );
    invalid(
        g::TRANSACT_GET_ITEMS,
        r#"{"TransactItems":[]}"#,
        "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
}

#[test]
fn words_refusals_as_the_operation_does() {
    invalid(
        g::CREATE_TABLE,
        "{}",
        "The parameter 'TableName' is required but was not present in the request",
    );
    invalid(
        g::CREATE_TABLE,
        r#"{"TableName":"ab","KeySchema":[]}"#,
        "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    );
    invalid(
        g::BATCH_WRITE_ITEM,
        r#"{"RequestItems":{}}"#,
        "The requestItems parameter is required for BatchWriteItem",
    );
    invalid(
        g::BATCH_WRITE_ITEM,
        r#"{"RequestItems":{"abc":[]}}"#,
        "1 validation error detected: Value '{abc=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]",
    );
    invalid(
        g::BATCH_WRITE_ITEM,
        r#"{"RequestItems":{"bad!name":[{"PutRequest":{"Item":{"pk":{"S":"x"}}}}]}}"#,
        "1 validation error detected: Value '{bad!name=[WriteRequest(putRequest=PutRequest(item={pk=AttributeValue(s=x)}))]}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]",
    );
    invalid(
        g::BATCH_GET_ITEM,
        r#"{"RequestItems":{}}"#,
        "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
    let keys = vec![r#"{"k":{"S":"a"}}"#; 101].join(",");
    invalid(
        g::BATCH_GET_ITEM,
        &format!(r#"{{"RequestItems":{{"abc":{{"Keys":[{keys}]}}}}}}"#),
        "1 validation error detected: Value at 'RequestItems.abc.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100",
    );
}

const DEEP: &str = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";

#[test]
fn refuses_values() {
    let get = |value: &str| format!(r#"{{"TableName":"abc","Key":{{"k":{value}}}}}"#);
    let invalid_values = "One or more parameter values were invalid: ";
    for (value, message) in [
        ("{}", "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes".to_owned()),
        ("null", "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes".to_owned()),
        (r#"{"S":null,"X":"y"}"#, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes".to_owned()),
        (r#"{"S":"a","N":"1"}"#, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes".to_owned()),
        (r#"{"NULL":false}"#, format!("{invalid_values}Null attribute value types must have the value of true")),
        (r#"{"SS":[]}"#, format!("{invalid_values}An string set  may not be empty")),
        (r#"{"NS":[]}"#, format!("{invalid_values}An number set  may not be empty")),
        (r#"{"BS":[]}"#, format!("{invalid_values}Binary sets should not be empty")),
        (r#"{"SS":["b","a","b"]}"#, format!("{invalid_values}Input collection [b, a, b] contains duplicates.")),
        (r#"{"NS":["1","1.0"]}"#, "Input collection contains duplicates".to_owned()),
        (r#"{"N":"abc"}"#, "The parameter cannot be converted to a numeric value: abc".to_owned()),
        (r#"{"NS":["1","abc"]}"#, "The parameter cannot be converted to a numeric value: abc".to_owned()),
        (r#"{"N":"1e126"}"#, "Number overflow. Attempting to store a number with magnitude larger than supported range".to_owned()),
        (r#"{"N":"1e-131"}"#, "Number underflow. Attempting to store a number with magnitude smaller than supported range".to_owned()),
        (r#"{"M":{"":{"S":"x"}}}"#, "Empty attribute name".to_owned()),
    ] {
        invalid(g::GET_ITEM, &get(value), &message);
        let enveloped = format!("1 validation error detected: {message}");
        invalid(g::DELETE_ITEM, &get(value), &enveloped);
        let nested = format!(r#"{{"L":[{{"M":{{"x":{value}}}}}]}}"#);
        invalid(g::GET_ITEM, &get(&nested), &message);
        let scan = format!(r#"{{"TableName":"abc","ExpressionAttributeValues":{{":a":{{"S":"x"}},":v":{value}}}}}"#);
        invalid(g::SCAN, &scan, &format!("ExpressionAttributeValues contains invalid value: {message} for key :v"));
    }
    invalid(g::GET_ITEM, r#"{"TableName":"abc","Key":{"":{"S":"x"}}}"#, "Empty attribute name");
}

#[test]
fn bounds_the_nesting_of_values() {
    let nested = |levels: usize| {
        let value = format!("{}{{\"S\":\"x\"}}{}", "{\"M\":{\"n\":".repeat(levels), "}}".repeat(levels));
        format!(r#"{{"TableName":"abc","Item":{{"d":{value}}}}}"#)
    };
    assert!(lower(g::PUT_ITEM, &nested(31)).is_ok());
    for levels in [32, 33, 40, 100, 400] {
        invalid(g::PUT_ITEM, &nested(levels), &format!("1 validation error detected: {DEEP}"));
    }
}
