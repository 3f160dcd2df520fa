//! Conditions beside their meaning, which is written down here a second time.

use super::{names, some};
use crate::expression::oracle::{self, Doc, P, V, of, s};
use crate::expression::{Kind, Substitutions, condition};
use crate::model::MapRef;
use proptest::prelude::*;

/// Conditions by their meaning.
#[derive(Clone, Debug)]
enum C {
    Compare(&'static str, O, O),
    Between(O, O, O),
    In(O, Vec<O>),
    Exists(Vec<P>),
    Missing(Vec<P>),
    Type(Vec<P>, &'static str),
    Begins(O, O),
    Contains(O, O),
    Not(Box<C>),
    And(Box<C>, Box<C>),
    Or(Box<C>, Box<C>),
}

#[derive(Clone, Debug)]
enum O {
    Path(Vec<P>),
    Literal(V),
    Size(Vec<P>),
}

impl O {
    fn value(&self, item: &Doc) -> Option<V> {
        match self {
            O::Path(path) => oracle::get(item, path).cloned(),
            O::Literal(value) => Some(value.clone()),
            O::Size(path) => oracle::get(item, path)?.size().map(V::N),
        }
    }

    fn text(&self, literals: &mut Vec<V>) -> String {
        match self {
            O::Path(path) => oracle::path_text(path),
            O::Size(path) => format!("size({})", oracle::path_text(path)),
            O::Literal(value) => {
                literals.push(value.clone());
                format!(":v{:03}", literals.len())
            }
        }
    }
}

fn order(left: &V, right: &V) -> Option<std::cmp::Ordering> {
    match (left, right) {
        (V::N(left), V::N(right)) => Some(left.cmp(right)),
        (V::S(left), V::S(right)) => Some(left.as_bytes().cmp(right.as_bytes())),
        (V::B(left), V::B(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

impl C {
    fn holds(&self, item: &Doc) -> bool {
        match self {
            C::Compare(operator, left, right) => {
                let (Some(left), Some(right)) = (left.value(item), right.value(item)) else {
                    return *operator == "<>";
                };
                match *operator {
                    "=" => left == right,
                    "<>" => left != right,
                    "<" => order(&left, &right).is_some_and(std::cmp::Ordering::is_lt),
                    "<=" => order(&left, &right).is_some_and(std::cmp::Ordering::is_le),
                    ">" => order(&left, &right).is_some_and(std::cmp::Ordering::is_gt),
                    _ => order(&left, &right).is_some_and(std::cmp::Ordering::is_ge),
                }
            }
            C::Between(of, low, high) => {
                let (Some(of), Some(low), Some(high)) = (of.value(item), low.value(item), high.value(item))
                else {
                    return false;
                };
                order(&low, &of).is_some_and(std::cmp::Ordering::is_le)
                    && order(&of, &high).is_some_and(std::cmp::Ordering::is_le)
            }
            C::In(of, list) => of
                .value(item)
                .is_some_and(|of| list.iter().any(|other| other.value(item).as_ref() == Some(&of))),
            C::Exists(path) => oracle::get(item, path).is_some(),
            C::Missing(path) => oracle::get(item, path).is_none(),
            C::Type(path, ty) => oracle::get(item, path).is_some_and(|value| value.ty() == *ty),
            C::Begins(of, prefix) => match (of.value(item), prefix.value(item)) {
                (Some(V::S(of)), Some(V::S(prefix))) => of.starts_with(&prefix),
                (Some(V::B(of)), Some(V::B(prefix))) => of.starts_with(&prefix),
                _ => false,
            },
            C::Contains(of, part) => match (of.value(item), part.value(item)) {
                (Some(V::S(of)), Some(V::S(part))) => of.contains(&part),
                (Some(V::B(of)), Some(V::B(part))) => {
                    part.is_empty() || of.windows(part.len()).any(|window| window == part)
                }
                (Some(V::SS(of)), Some(V::S(part))) => of.contains(&part),
                (Some(V::NS(of)), Some(V::N(part))) => of.contains(&part),
                (Some(V::BS(of)), Some(V::B(part))) => of.contains(&part),
                (Some(V::L(of)), Some(part)) => of.contains(&part),
                _ => false,
            },
            C::Not(inner) => !inner.holds(item),
            C::And(left, right) => left.holds(item) && right.holds(item),
            C::Or(left, right) => left.holds(item) || right.holds(item),
        }
    }

    /// With no more parentheses than precedence needs: OR binds at 0, AND at 1, NOT at 2, tests at 3.
    fn text(&self, outer: u8, literals: &mut Vec<V>) -> String {
        let (precedence, text) = match self {
            C::Compare(operator, left, right) => {
                (3, format!("{} {operator} {}", left.text(literals), right.text(literals)))
            }
            C::Between(of, low, high) => (
                3,
                format!("{} BETWEEN {} AND {}", of.text(literals), low.text(literals), high.text(literals)),
            ),
            C::In(of, list) => {
                let of = of.text(literals);
                let list: Vec<String> = list.iter().map(|other| other.text(literals)).collect();
                (3, format!("{of} IN ({})", list.join(", ")))
            }
            C::Exists(path) => (3, format!("attribute_exists({})", oracle::path_text(path))),
            C::Missing(path) => (3, format!("attribute_not_exists({})", oracle::path_text(path))),
            C::Type(path, ty) => {
                literals.push(s(ty));
                (3, format!("attribute_type({}, :v{:03})", oracle::path_text(path), literals.len()))
            }
            C::Begins(of, prefix) => {
                (3, format!("begins_with({}, {})", of.text(literals), prefix.text(literals)))
            }
            C::Contains(of, part) => (3, format!("contains({}, {})", of.text(literals), part.text(literals))),
            C::Not(inner) => (2, format!("NOT {}", inner.text(2, literals))),
            C::And(left, right) => (1, format!("{} AND {}", left.text(1, literals), right.text(2, literals))),
            C::Or(left, right) => (0, format!("{} OR {}", left.text(0, literals), right.text(1, literals))),
        };
        if precedence < outer { format!("({text})") } else { text }
    }
}

fn operand() -> impl Strategy<Value = O> {
    prop_oneof![
        4 => oracle::path().prop_map(O::Path),
        4 => oracle::value().prop_map(O::Literal),
        1 => oracle::path().prop_map(O::Size),
    ]
}

fn tree() -> impl Strategy<Value = C> {
    let comparator = prop::sample::select(vec!["=", "<>", "<", "<=", ">", ">="]);
    let ty = prop::sample::select(vec!["S", "N", "B", "SS", "NS", "BS", "L", "M", "BOOL", "NULL"]);
    let test = prop_oneof![
        4 => (comparator, operand(), operand()).prop_map(|(operator, left, right)| C::Compare(operator, left, right)),
        2 => (operand(), operand(), operand()).prop_map(|(of, low, high)| C::Between(of, low, high)),
        2 => (operand(), prop::collection::vec(operand(), 1..4)).prop_map(|(of, list)| C::In(of, list)),
        1 => oracle::path().prop_map(C::Exists),
        1 => oracle::path().prop_map(C::Missing),
        1 => (oracle::path(), ty).prop_map(|(path, ty)| C::Type(path, ty)),
        2 => (operand(), operand()).prop_map(|(of, prefix)| C::Begins(of, prefix)),
        3 => (operand(), operand()).prop_map(|(of, part)| C::Contains(of, part)),
    ];
    test.prop_recursive(3, 6, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| C::Not(Box::new(inner))),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| C::And(Box::new(left), Box::new(right))),
            (inner.clone(), inner).prop_map(|(left, right)| C::Or(Box::new(left), Box::new(right))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn evaluation_agrees_with_the_meaning(condition in tree(), items in prop::collection::vec(oracle::document(), 4)) {
        let mut literals = Vec::new();
        let text = condition.text(0, &mut literals);
        let values: Doc =
            literals.into_iter().enumerate().map(|(at, value)| (format!(":v{:03}", at + 1), value)).collect();
        let values = oracle::body(&values);
        let mut subs = Substitutions::new(None, some(&values)).unwrap();
        match condition::parse(Kind::Condition, &text, &mut subs) {
            Ok(parsed) => {
                prop_assert!(subs.finish().is_ok());
                for item in &items {
                    let body = oracle::body(item);
                    prop_assert_eq!(parsed.matches(MapRef::new(&body)), condition.holds(item), "{} on {:?}", text, item);
                }
            }
            // Random operands may break the static rules, but never syntax or substitution.
            Err(failure) => prop_assert!(
                failure.message.contains("operand") || failure.message.contains("BETWEEN"),
                "{}: {}", text, failure.message
            ),
        }
    }

    #[test]
    fn any_text_parses_or_is_refused(text in prop_oneof![any::<String>(), oracle::soup()]) {
        let (names, values) = (names(&[("#n", "n")]), oracle::body(&of([(":v", V::N(1)), (":w", s("w"))])));
        for kind in [Kind::Condition, Kind::KeyCondition] {
            let mut subs = Substitutions::new(some(&names), some(&values)).unwrap();
            if let Ok(condition) = condition::parse(kind, &text, &mut subs) {
                let _ = condition.matches(MapRef::default());
            }
        }
    }
}
