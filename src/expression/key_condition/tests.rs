use super::KeyConditions;
use crate::expression::oracle::{self, Doc, V, of, s};
use crate::expression::{Kind, Substitutions, condition};
use crate::model::{MapRef, Raw, Type};

type Schema<'s> = &'s [(&'s [u8], Type)];
const HASH: Schema<'_> = &[(b"pk", Type::S)];
const RANGE: Schema<'_> = &[(b"sk", Type::N)];

fn values() -> Doc {
    of([
        (":a", s("a")),
        (":e", s("")),
        (":n", V::N(1)),
        (":m", V::N(2)),
        (":b", V::B(vec![1])),
        (":t", s("S")),
        (":t2", s("N")),
    ])
}

/// The resolved condition as text, or the refusal.
fn resolve(text: &str, hash: Schema<'_>, range: Schema<'_>) -> Result<String, String> {
    let values = oracle::body(&values());
    let mut subs = Substitutions::new(None, Some(MapRef::new(&values))).unwrap();
    let parsed = condition::parse(Kind::KeyCondition, text, &mut subs).map_err(|failure| failure.message)?;
    let conditions = KeyConditions::of(&parsed).map_err(|failure| failure.message)?;
    let found = conditions.resolve(hash, range).map_err(|failure| failure.message)?;
    let show = |raw: &Raw<'_>| match V::read(*raw) {
        V::S(text) => text,
        V::N(number) => number.to_string(),
        other => other.ty().to_owned(),
    };
    let mut text = found.hash.iter().map(show).collect::<Vec<_>>().join(",");
    text += "|";
    text += &found.equal.iter().map(show).collect::<Vec<_>>().join(",");
    if let Some(test) = found.range {
        text += &format!("|{}", format!("{test:?}").split('(').next().unwrap());
        for value in test.values() {
            text += &format!(" {}", show(&value));
        }
    }
    Ok(text)
}

#[test]
fn equality_on_the_partition_key_and_a_test_of_the_sort_key() {
    for (text, expected) in [
        ("pk = :a", "a|"),
        (":a = pk", "a|"),
        ("pk = :a AND sk = :n", "a|1"),
        ("sk > :n AND pk = :a", "a||Greater 1"),
        (":n < sk AND pk = :a", "a||Greater 1"),
        (":n <= sk AND pk = :a", "a||GreaterEqual 1"),
        (":n > sk AND pk = :a", "a||Less 1"),
        (":n >= sk AND pk = :a", "a||LessEqual 1"),
        ("(pk = :a) AND (sk <= :n)", "a||LessEqual 1"),
        ("((pk = :a) AND sk BETWEEN :n AND :m)", "a||Between 1 2"),
    ] {
        assert_eq!(resolve(text, HASH, RANGE).as_deref(), Ok(expected), "{text}");
    }
    let text_range: Schema<'_> = &[(b"sk", Type::S)];
    assert_eq!(
        resolve("pk = :a AND begins_with(sk, :t)", HASH, text_range).as_deref(),
        Ok("a||BeginsWith S")
    );
}

#[test]
fn what_no_schema_could_accept_is_refused_while_parsing() {
    for (text, expected) in [
        ("attribute_type(a, :t)", "Invalid operator used in KeyConditionExpression: attribute_type"),
        ("a > b and size(b) > c or a > c", "Invalid operator used in KeyConditionExpression: OR"),
        ("a in (b, size(c), d)", "Invalid operator used in KeyConditionExpression: IN"),
        ("attribute_exists(a)", "Invalid operator used in KeyConditionExpression: attribute_exists"),
        ("contains(a.d, b)", "Invalid operator used in KeyConditionExpression: contains"),
        ("not a > b", "Invalid operator used in KeyConditionExpression: NOT"),
        ("a <> b", "Invalid operator used in KeyConditionExpression: <>"),
        (
            ":a between size(b) and size(a) and b > :t",
            "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand",
        ),
        (
            "begins_with(:a, b) and a > :b",
            "Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand",
        ),
        ("size(b) > a AND a.b > b AND b > c", "KeyConditionExpressions cannot contain nested operations"),
        ("a > size(b.d)", "KeyConditionExpressions cannot contain nested operations"),
        ("a between size(b) and size(a)", "KeyConditionExpressions cannot contain nested operations"),
        (
            "b > a.b",
            "Invalid KeyConditionExpression: Invalid condition in KeyConditionExpression: Multiple attribute names used in \
             one condition",
        ),
        (
            "b between c[1] and d",
            "Invalid KeyConditionExpression: Invalid condition in KeyConditionExpression: Multiple attribute names used in \
             one condition",
        ),
        (
            "begins_with(a, b)",
            "Invalid KeyConditionExpression: Invalid condition in KeyConditionExpression: Multiple attribute names used in \
             one condition",
        ),
        ("b.d > a AND c.d > e.f", "KeyConditionExpressions cannot have conditions on nested attributes"),
        ("b[0] > :n", "KeyConditionExpressions cannot have conditions on nested attributes"),
        (":n > :m AND a < :b", "Invalid condition in KeyConditionExpression: No key attribute specified"),
        (
            "b > :a AND b < :a and c = :a and d = :a",
            "KeyConditionExpressions must only contain one condition per key",
        ),
        ("pk = ", "Invalid KeyConditionExpression: Syntax error; token: \"<EOF>\", near: \"=\""),
        (
            "a between :m and :n",
            "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to \
             lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}",
        ),
    ] {
        assert_eq!(resolve(text, HASH, RANGE).unwrap_err(), expected, "{text}");
    }
}

#[test]
fn a_schema_says_which_attributes_and_types_there_are() {
    let mismatch =
        "One or more parameter values were invalid: Condition parameter type does not match schema type";
    for (text, expected) in [
        ("sk = :n", "Query condition missed key schema element: pk"),
        ("pk > :a", "Query key condition not supported"),
        ("pk = :a AND alien = :a", "Query condition missed key schema element: sk"),
        ("pk = :n", mismatch),
        ("pk = :a AND sk = :a", mismatch),
        ("pk = :a AND begins_with(sk, :a)", mismatch),
        ("pk = :a AND sk = :n AND alien = :n", "Conditions can be of length 1 or 2 only"),
        (
            "pk = :e",
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
             string value. Key: pk",
        ),
    ] {
        assert_eq!(resolve(text, HASH, RANGE).unwrap_err(), expected, "{text}");
    }
    assert_eq!(resolve("pk = :a AND sk = :n", HASH, &[]).unwrap_err(), "Query key condition not supported");
}

#[test]
fn multi_attribute_keys_take_equalities_from_the_left_and_one_inequality() {
    let hash: Schema<'_> = &[(b"h1", Type::S), (b"h2", Type::N)];
    let range: Schema<'_> = &[(b"r1", Type::S), (b"r2", Type::N), (b"r3", Type::B)];
    let full = "h2 = :n AND h1 = :a AND ";
    for (text, expected) in [
        ("h1 = :a AND h2 = :n".to_owned(), Ok("a,1|")),
        (format!("{full}r1 = :t"), Ok("a,1|S")),
        (format!("{full}r1 > :t"), Ok("a,1||Greater S")),
        (format!("{full}r2 BETWEEN :n AND :m AND r1 = :t"), Ok("a,1|S|Between 1 2")),
        (format!("{full}r3 = :b AND r2 = :m AND r1 = :t"), Ok("a,1|S,2,B")),
        (
            "h1 = :a".to_owned(),
            Err("HASH key attributes h1, h2 must have equality conditions specified in the query"),
        ),
        // Corrections Q3.
        (
            format!("{full}r2 = :n"),
            Err(
                "RANGE key attributes r1 must have equality conditions specified in the query because a condition is \
                 present on key attribute r2",
            ),
        ),
        (
            format!("{full}r1 > :t AND r2 = :n"),
            Err(
                "RANGE key attributes r1 must have equality conditions specified in the query because a condition is \
                 present on key attribute r2",
            ),
        ),
        (
            format!("{full}r1 > :t AND r3 = :b"),
            Err(
                "RANGE key attributes r1, r2 must have equality conditions specified in the query because a condition \
                 is present on key attribute r3",
            ),
        ),
        (format!("{full}r1 = :t AND alien = :n"), Err("Query condition missed key schema element: r2")),
        (
            "h1 > :a AND h2 = :n".to_owned(),
            Err("HASH key attributes h1, h2 must have equality conditions specified in the query"),
        ),
        (
            format!("{full}r1 = :t AND r2 = :n AND r3 = :b AND alien = :n"),
            Err(
                "The number of query conditions (6) exceeds the number of key attributes defined in the schema (5)",
            ),
        ),
    ] {
        let found = resolve(&text, hash, range);
        assert_eq!(found.as_deref().map_err(String::as_str), expected, "{text}");
    }
}
