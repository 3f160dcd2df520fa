use crate::expression::oracle::{self, Doc, V, list, map, of, s, ss};
use crate::expression::{Kind, Substitutions, condition};
use crate::model::{MapRef, Writer};

mod meaning;

fn names(pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut w = Writer::new();
    for (token, name) in pairs {
        w.entry_str(token, name);
    }
    w.into_inner()
}

fn some(bytes: &[u8]) -> Option<MapRef<'_>> {
    (!bytes.is_empty()).then(|| MapRef::new(bytes))
}

fn refused(text: &str, values: Doc) -> String {
    let (names, values) = (names(&[("#a", "a")]), oracle::body(&values));
    let mut subs = Substitutions::new(some(&names), some(&values)).unwrap();
    match condition::parse(Kind::Filter, text, &mut subs) {
        Ok(_) => panic!("{text} was taken"),
        Err(failure) => failure.message.strip_prefix("Invalid FilterExpression: ").unwrap().to_owned(),
    }
}

fn holds(text: &str, item: &Doc, values: Doc) -> bool {
    let (names, values, item) =
        (names(&[("#a", "a"), ("#dot", "x.y")]), oracle::body(&values), oracle::body(item));
    let mut subs = Substitutions::new(some(&names), some(&values)).unwrap();
    match condition::parse(Kind::Condition, text, &mut subs) {
        Ok(condition) => condition.matches(MapRef::new(&item)),
        Err(failure) => panic!("{text}: {}", failure.message),
    }
}

#[test]
fn syntax_errors_name_the_token_and_its_neighbours() {
    for (text, token, near) in [
        ("foo", "<EOF>", "foo"),
        ("  ", "<EOF>", ""),
        ("a > 4", "4", "> 4"),
        ("a = ", "<EOF>", "="),
        ("a b = :v", "b", "a b ="),
        ("attribute_exists(book-price)", "-", "book-price"),
        ("attribute_exists(_x)", "_", "(_x"),
        ("attribute_exists(", "<EOF>", "("),
        ("attribute_exists()", ")", "()"),
        ("things are not gonna be ok", "are", "things are not"),
        ("a in b, c", "b", "in b,"),
        ("a in (b,c,)", ")", ",)"),
        ("a > between", "between", "> between"),
        ("(a)between(b.(c.d))and(c)", "(", ".(c"),
        ("#$.b > a", "#", "#$"),
        ("a > :things.stuff", ".", ":things.stuff"),
        ("b[:a] > a", ":a", "[:a]"),
        ("b[01] > a", "1", "01]"),
        ("ü > a", "ü", "ü >"),
        ("size(a)[0] > a", "[", ")[0"),
        ("(size(a)).b > a", ".", ").b"),
        ("attribute_exists(\"Pictures.RearView\")", "\"Pictures.RearView\"", "(\"Pictures.RearView\")"),
        ("a = b = c", "=", "b = c"),
        ("a = (b = c)", "=", "b = c"),
        ("a = NOT b", "NOT", "= NOT b"),
        ("NOT a", "<EOF>", "a"),
        ("a AND b = c", "AND", "a AND b"),
        ("a BETWEEN b OR c", "OR", "b OR c"),
        ("a = b)", ")", "b)"),
        ("(a = b", "<EOF>", "b"),
        ("contains(a b)", "b", "a b)"),
        ("contains((a, b))", ",", "a, b"),
        ("a + b = c", "+", "a + b"),
        ("set = :v", "set", "set ="),
        ("!!", "!", "!!"),
    ] {
        let expected = format!("Syntax error; token: \"{token}\", near: \"{near}\"");
        assert_eq!(refused(text, of([])), expected, "{text}");
    }
    assert_eq!(refused("", of([])), "The expression can not be empty;");
}

#[test]
fn redundant_parentheses_are_refused_wherever_they_stand() {
    for text in [
        "((a = b))",
        "a=b and a > ((views))",
        "(a)between(((b.c)).d)and(c)",
        "a > whatever((:things), ((a)))",
        "a=b AND ((a=b AND a=b)) AND a=b",
        "a=b OR ((a=b OR (a=b OR a=b)))",
        "((attribute_exists(a)))",
        "NOT ((a = b))",
        "a IN (((b)), c)",
    ] {
        assert_eq!(refused(text, of([])), "The expression has redundant parentheses;", "{text}");
    }
    let deep = format!("{}a<b{}", "(".repeat(2046), ")".repeat(2046));
    assert_eq!(refused(&deep, of([])), "The expression has redundant parentheses;");
}

#[test]
fn nesting_never_overflows_the_stack() {
    assert!(refused(&"(".repeat(4096), of([])).starts_with("Syntax error; token: \"<EOF>\", near: \"(\""));
    let too_many = "The expression contains too many operators; operator count: 301";
    assert_eq!(refused(&format!("{}a<b", "not ".repeat(1000)), of([])), too_many);
    let chain = |depth: usize| format!("a<b {}{}", "or (a<b ".repeat(depth), ")".repeat(depth));
    assert_eq!(refused(&chain(454), of([])), too_many);
    assert!(holds(&chain(149), &of([("a", V::N(1)), ("b", V::N(2))]), of([])));
    let calls = format!("a < {}b{}", "f(".repeat(1355), ")".repeat(1355));
    assert_eq!(refused(&calls, of([])), "Invalid function name; function: f");
    let sizes = format!("a < {}b{}", "size(".repeat(680), ")".repeat(680));
    assert_eq!(refused(&sizes, of([])), too_many);
    let spaces = " ".repeat(4085);
    assert!(!holds(&format!("a{spaces} = :theval"), &of([]), of([(":theval", V::N(1))])));
    assert_eq!(
        refused(&format!("a{spaces}  = :theval"), of([])),
        "Expression size has exceeded the maximum allowed size; expression size: 4097"
    );
}

#[test]
fn functions_are_known_and_in_their_place() {
    let invalid =
        |text, name| assert_eq!(refused(text, of([])), format!("Invalid function name; function: {name}"));
    invalid("a=b and whatever((:things)) > a", "whatever");
    invalid("attRIbute_exIsts((views), #a)", "attRIbute_exIsts");
    assert_eq!(
        refused("a < if_not_exists(b, c)", of([])),
        "The function is not allowed in a condition expression; function: if_not_exists"
    );
    for (text, name) in [
        ("a=b and attribute_exists((views), (#a)) > b", "attribute_exists"),
        ("attribute_not_exists(things) > b", "attribute_not_exists"),
        ("attribute_type(things, :a) > b", "attribute_type"),
        ("contains(:things, c) > b", "contains"),
        ("a > begins_with(b, c)", "begins_with"),
        ("size(contains(a, b)) > a", "contains"),
        ("size(things)", "size"),
        ("NOT size(things)", "size"),
        ("a = b OR (size(things))", "size"),
        ("a between b and attribute_exists(things)", "attribute_exists"),
        ("a in (b, attribute_exists(things))", "attribute_exists"),
    ] {
        let expected =
            format!("The function is not allowed to be used this way in an expression; function: {name}");
        assert_eq!(refused(text, of([])), expected, "{text}");
    }
}

#[test]
fn reserved_words_come_before_undefined_tokens() {
    for (text, word) in [
        ("attribute_exists(views, #nope)", "views"),
        (":a < abOrT", "abOrT"),
        ("a.b.size = :x", "size"),
        ("#nope = :x AND Name = :y", "Name"),
    ] {
        let expected = format!("Attribute name is a reserved keyword; reserved keyword: {word}");
        assert_eq!(refused(text, of([])), expected, "{text}");
    }
    assert_eq!(
        refused("a[2147483648] = b", of([])),
        "List index is not within the allowable range; index: [2147483648]"
    );
}

#[test]
fn undefined_tokens_are_reported_test_by_test() {
    for (text, kind, token) in [
        ("attribute_exists(#Pictures.RearView, :a) and a=a", "name", "#Pictures"),
        ("begins_with(Pictures.#RearView)", "name", "#RearView"),
        ("(a)between(b.c[45].#d)and(:a)", "name", "#d"),
        ("begins_with(:hello, #b, #c)", "value", ":hello"),
        (":a < :b", "value", ":a"),
        ("#_ > a", "name", "#_"),
    ] {
        let expected = match kind {
            "name" => {
                "An expression attribute name used in the document path is not defined; attribute name: "
            }
            _ => "An expression attribute value used in expression is not defined; attribute value: ",
        };
        assert_eq!(refused(text, of([])), format!("{expected}{token}"), "{text}");
    }
    let deep = |steps: usize| format!("attribute_exists(a{})", ".b".repeat(steps - 1));
    assert!(!holds(&deep(32), &of([]), of([])));
    assert_eq!(
        refused(&deep(33), of([])),
        "The document path has too many nesting levels; nesting levels: 33"
    );
}

#[test]
fn operand_counts_are_checked() {
    for (text, name, count) in [
        ("attribute_exists(things, a) and a=a", "attribute_exists", 2),
        ("attribute_not_exists(things, b)", "attribute_not_exists", 2),
        ("attribute_type(things)", "attribute_type", 1),
        ("begins_with(things)", "begins_with", 1),
        ("begins_with(things, size(a), b)", "begins_with", 3),
        ("contains(things)", "contains", 1),
        ("size(things, a) > b", "size", 2),
    ] {
        let expected = format!(
            "Incorrect number of operands for operator or function; operator or function: {name}, number of operands: {count}"
        );
        assert_eq!(refused(text, of([])), expected, "{text}");
    }
    let many = |count: usize| format!("a IN (b{})", ", b".repeat(count - 1));
    assert!(!holds(&many(100), &of([]), of([])));
    assert_eq!(
        refused(&many(101), of([])),
        "The IN operator is provided with too many operands; number of operands: 101"
    );
}

#[test]
fn the_first_operand_is_distinct_from_the_others() {
    for (text, operator, path) in [
        ("a = a AND #a = b AND :views > a", "=", "[a]"),
        ("#a <> a", "<>", "[a]"),
        ("a > #a", ">", "[a]"),
        ("((a=a) OR (a=a))", "=", "[a]"),
        ("contains(ab.bc[1].a, ab.bc[1].#a)", "contains", "[ab, bc, [1], a]"),
        ("attribute_type(a, a)", "attribute_type", "[a]"),
        ("begins_with(a.b, a.b)", "begins_with", "[a, b]"),
        ("a BETWEEN b AND a", "BETWEEN", "[a]"),
        ("a IN (b, a)", "IN", "[a]"),
    ] {
        let expected = format!(
            "The first operand must be distinct from the remaining operands for this operator or function; operator: \
             {operator}, first operand: {path}"
        );
        assert_eq!(refused(text, of([])), expected, "{text}");
    }
    assert!(holds(":a = :a", &of([]), of([(":a", V::N(1))])));
}

#[test]
fn operand_types_are_checked_against_literals() {
    let every = || {
        [
            V::N(1),
            s("x"),
            V::B(vec![1]),
            V::Bool(true),
            V::Null,
            list([]),
            map([]),
            ss(["a"]),
            V::NS([1].into()),
            V::BS([vec![1]].into()),
        ]
    };
    for (operator, text, allowed) in [
        ("begins_with", "begins_with(a, :v)", "S B"),
        ("begins_with", "begins_with(:v, a)", "S B"),
        ("size", "size(:v) > a", "S B L M SS NS BS"),
        ("<", "a < :v", "S N B"),
        ("<=", ":v <= a", "S N B"),
        (">", "a > :v", "S N B"),
        (">=", "a >= :v", "S N B"),
        ("BETWEEN", "a BETWEEN :v AND b", "S N B"),
        ("BETWEEN", ":v BETWEEN a AND b", "S N B"),
        ("=", "a = :v", "S N B BOOL NULL L M SS NS BS"),
        ("<>", "a <> :v", "S N B BOOL NULL L M SS NS BS"),
        ("IN", "a IN (:v)", "S N B BOOL NULL L M SS NS BS"),
        ("contains", "contains(a, :v)", "S N B BOOL NULL L M SS NS BS"),
    ] {
        for value in every() {
            let ty = value.ty();
            if allowed.split(' ').any(|allowed| allowed == ty) {
                holds(text, &of([]), of([(":v", value)]));
            } else {
                let expected = format!(
                    "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {ty}"
                );
                assert_eq!(refused(text, of([(":v", value)])), expected, "{text}");
            }
        }
    }
    let wrong = |operator: &str, ty: &str| {
        format!(
            "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {ty}"
        )
    };
    assert_eq!(refused("attribute_type(a, size(a)) and a=a", of([])), wrong("attribute_type", "N"));
    assert_eq!(
        refused("attribute_type(a, b)", of([])),
        wrong("attribute_type", "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}")
    );
    assert_eq!(refused("attribute_type(a, :v)", of([(":v", V::Null)])), wrong("attribute_type", "NULL"));
    assert_eq!(refused("size(size(a)) > b", of([])), wrong("size", "N"));
    assert_eq!(refused("begins_with(a, size(b))", of([])), wrong("begins_with", "N"));
    assert_eq!(
        refused("attribute_type(a, :v)", of([(":v", s("string"))])),
        "Invalid attribute type name found; type: string, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"
    );
    for text in ["attribute_exists(:v) and a=a", "attribute_not_exists(:v)", "attribute_exists(size(a))"] {
        let name = text.split('(').next().unwrap();
        assert_eq!(
            refused(text, of([(":v", s("1"))])),
            format!("Operator or function requires a document path; operator or function: {name}")
        );
    }
}

#[test]
fn literal_bounds_have_one_type_and_the_right_order() {
    let between = |lower: V, upper: V| refused("a BETWEEN :l AND :u", of([(":l", lower), (":u", upper)]));
    assert_eq!(
        between(V::N(5), V::N(1)),
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: \
         AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}"
    );
    assert_eq!(
        between(V::N(1), s("a")),
        "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: \
         AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}"
    );
    assert!(
        between(V::B(vec![255, 254, 253, 1]), V::B(vec![]))
            .ends_with("{B://79AQ==}, upper bound operand: AttributeValue: {B:}")
    );
    assert!(holds("a BETWEEN :l AND :u", &of([("a", V::N(5))]), of([(":l", V::N(5)), (":u", V::N(5))])));
}

#[test]
fn missing_attributes_make_tests_false_except_inequality() {
    let values = || of([(":v", V::N(1)), (":s", s("x"))]);
    for (text, expected) in [
        ("a = :v", false),
        ("a <> :v", true),
        ("a < :v", false),
        ("a BETWEEN :v AND :v", false),
        ("a IN (:v)", false),
        ("contains(a, :v)", false),
        ("begins_with(a, :s)", false),
        ("attribute_exists(a)", false),
        ("attribute_not_exists(a)", true),
        ("size(a) > :v", false),
        ("size(a) <> :v", true),
        ("NOT a = :v", true),
        ("NOT (a <> :v)", false),
        ("a = b", false),
        ("a <> b", true),
    ] {
        assert_eq!(holds(text, &of([]), values()), expected, "{text}");
    }
}

#[test]
fn precedence_is_not_then_and_then_or() {
    let item = of([("t", V::Bool(true))]);
    let yes = "attribute_exists(t)";
    let no = "attribute_not_exists(t)";
    for (text, expected) in [
        (format!("{yes} OR {no} AND {no}"), true),
        (format!("({yes} OR {no}) AND {no}"), false),
        (format!("NOT {yes} OR {yes}"), true),
        (format!("NOT ({yes} OR {yes})"), false),
        (format!("NOT {no} AND {no}"), false),
        (format!("{no} and {yes} oR {yes}"), true),
        (format!("NOT NOT {yes}"), true),
        (format!("t BETWEEN t.a AND t.b AND {no} OR {yes}"), true),
    ] {
        assert_eq!(holds(&text, &item, of([])), expected, "{text}");
    }
}

#[test]
fn names_may_hold_anything_and_paths_reach_into_documents() {
    let item = of([
        ("x.y", V::N(7)),
        ("a", map([("l", list([V::N(1), map([("k", s("deep"))])]))])),
        ("text", s("h😀é")),
        ("tags", ss(["ab", "b"])),
    ]);
    assert!(holds("#dot = :v", &item, of([(":v", V::N(7))])));
    assert!(holds("#a . l [ 1 ] . k = :v", &item, of([(":v", s("deep"))])));
    assert!(holds("contains(#a.l, :v)", &item, of([(":v", V::N(1))])));
    assert!(!holds("contains(#a.l, :v)", &item, of([(":v", s("deep"))])));
    assert!(holds("contains(tags, :v)", &item, of([(":v", s("b"))])));
    assert!(!holds("contains(tags, :v)", &item, of([(":v", s("a"))])));
    assert!(holds("contains(tags, :v) OR (size(tags)) = :n", &item, of([(":v", s("a")), (":n", V::N(2))])));
    assert!(holds("#a.l = :v", &item, of([(":v", list([V::N(1), map([("k", s("deep"))])]))])));
}

#[test]
fn numbers_compare_by_value_at_full_precision() {
    let mut item = Writer::new();
    item.name(b"n");
    item.number(crate::model::Number::parse(b"0.30000000000000000000000000000000000001").unwrap().as_bytes());
    let item = item.into_inner();
    let mut values = Writer::new();
    values.name(b":v");
    values.number(crate::model::Number::parse(b"3e-1").unwrap().as_bytes());
    let values = values.into_inner();
    for (text, expected) in [("n > :v", true), ("n = :v", false), ("n BETWEEN :v AND n.x", false)] {
        let mut subs = Substitutions::new(None, some(&values)).unwrap();
        let condition = condition::parse(Kind::Condition, text, &mut subs).unwrap();
        assert_eq!(condition.matches(MapRef::new(&item)), expected, "{text}");
    }
}

#[test]
fn substitutions_are_checked_and_tracked_over_all_expressions() {
    let error = |names: Option<&[u8]>, values: Option<&[u8]>| {
        Substitutions::new(names.map(MapRef::new), values.map(MapRef::new)).unwrap_err().message
    };
    assert_eq!(error(Some(b""), Some(b"")), "ExpressionAttributeNames must not be empty");
    assert_eq!(error(None, Some(b"")), "ExpressionAttributeValues must not be empty");
    for token in ["a", "#", "#a-b", ":a", "#ü"] {
        assert_eq!(
            error(Some(&names(&[(token, "x")])), None),
            format!("ExpressionAttributeNames contains invalid key: Syntax error; key: \"{token}\"")
        );
    }
    assert_eq!(
        error(None, Some(&names(&[("#a", "x")]))),
        "ExpressionAttributeValues contains invalid key: Syntax error; key: \"#a\""
    );
    let long = format!("#{}", "a".repeat(255));
    assert!(error(Some(&names(&[(&long, "x")])), None).ends_with("too long; size of key: 256"));
    assert!(error(Some(&names(&[("#a", "")])), None).contains("Empty attribute name"));

    let (names, values) =
        (names(&[("#c", "c"), ("#a", "a"), ("#b", "b")]), oracle::body(&of([(":v", V::N(1))])));
    let mut subs = Substitutions::new(some(&names), some(&values)).unwrap();
    condition::parse(Kind::Condition, "#a = b", &mut subs).unwrap();
    assert_eq!(
        subs.finish().unwrap_err().message,
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b, #c}"
    );
    condition::parse(Kind::Filter, "#b = #c", &mut subs).unwrap();
    assert_eq!(
        subs.finish().unwrap_err().message,
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}"
    );
    condition::parse(Kind::Filter, "x = :v", &mut subs).unwrap();
    assert!(subs.finish().is_ok());
}

#[test]
fn substitutions_need_expressions() {
    let map = Some(MapRef::new(b""));
    let required = |names, values, list: &[(Kind, bool)]| {
        Substitutions::require_expressions(names, values, list).map_err(|failure| failure.message)
    };
    let query = [(Kind::Filter, false), (Kind::KeyCondition, false), (Kind::Projection, true)];
    assert_eq!(required(map, None, &query), Ok(()));
    assert_eq!(
        required(None, map, &query).unwrap_err(),
        "ExpressionAttributeValues can only be specified when using expressions: FilterExpression and \
         KeyConditionExpression are null"
    );
    assert_eq!(
        required(map, map, &[(Kind::Condition, false)]).unwrap_err(),
        "ExpressionAttributeNames can only be specified when using expressions"
    );
    assert_eq!(
        required(None, map, &[(Kind::Condition, false)]).unwrap_err(),
        "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null"
    );
    assert_eq!(required(map, map, &[(Kind::Condition, true)]), Ok(()));
}
