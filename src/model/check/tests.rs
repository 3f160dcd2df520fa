//! The quick check, the explaining check and normalisation against each other.

use super::*;
use crate::model::size;
use proptest::prelude::*;

/// A value of any type, not necessarily canonical, as its encoded bytes.
fn values() -> impl Strategy<Value = Vec<u8>> {
    let scalar = prop_oneof![
        any::<bool>().prop_map(|value| one(|w| w.bool(value))),
        Just(one(Writer::null)),
        "[a-zé]{0,6}".prop_map(|text| one(|w| w.str(&text))),
        any::<i64>().prop_map(|value| one(|w| w.int(value))),
        "-?[0-9]{1,4}(\\.[0-9]{1,3})?".prop_map(|text| one(|w| w.number_text(text.as_bytes()))),
        prop::collection::vec(any::<u8>(), 0..5).prop_map(|bytes| one(|w| w.binary(&bytes))),
        prop::collection::vec("[a-cé]{0,2}", 0..4).prop_map(|members| {
            one(|w| {
                let mark = w.begin(Type::SS);
                members.iter().for_each(|member| w.member_text(member.as_bytes()));
                w.end(mark);
            })
        }),
        prop::collection::vec(-3..4_i64, 0..4).prop_map(|members| {
            one(|w| {
                let mark = w.begin(Type::NS);
                members.iter().for_each(|member| w.member_number(Number::from_i64(*member).as_bytes()));
                w.end(mark);
            })
        }),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|elements| {
                one(|w| {
                    let mark = w.begin(Type::L);
                    elements.iter().for_each(|element| w.encoded(element));
                    w.end(mark);
                })
            }),
            prop::collection::vec(("[a-cé]{0,2}", inner), 0..4).prop_map(|entries| {
                one(|w| {
                    let mark = w.begin(Type::M);
                    write(w, &entries);
                    w.end(mark);
                })
            }),
        ]
    })
}

fn one(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut w = Writer::new();
    write(&mut w);
    w.into_inner()
}

fn write(w: &mut Writer, entries: &[(String, Vec<u8>)]) {
    for (name, value) in entries {
        w.name(name.as_bytes());
        w.encoded(value);
    }
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(("[a-eé]{0,2}", values()), 0..5).prop_map(|entries| one(|w| write(w, &entries)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_quick_check_agrees_with_the_explaining_one(body in bodies()) {
        match explain(&body, limits::NESTING) {
            Ok(checked) if checked.canonical => prop_assert_eq!(canonical::item_size(&body), Some(checked.size)),
            _ => prop_assert_eq!(canonical::item_size(&body), None),
        }
    }

    #[test]
    fn what_is_normalised_is_canonical_and_of_the_right_size(body in bodies()) {
        if item(&body).is_ok() {
            let normal = one(|w| normalise(&body, w));
            let size = canonical::item_size(&normal);
            prop_assert!(size.is_some());
            prop_assert_eq!(size, Some(size::item(MapRef::new(&normal))));
            prop_assert_eq!(one(|w| normalise(&normal, w)), normal);
        }
    }

    #[test]
    fn damaged_bytes_never_panic(body in bodies(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut body = body;
        if !body.is_empty() {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let checked = item(&body);
        prop_assert_eq!(matches!(checked, Ok(Checked { canonical: true, .. })), canonical::item_size(&body).is_some());
        for (_, value) in MapRef::new(&body).iter() {
            let _ = (value.view(), size::value(value));
        }
    }
}

#[test]
fn nesting_ends_at_the_limit() {
    let nested = |levels: usize| {
        let mut w = Writer::new();
        w.name(b"a");
        let marks: Vec<_> = (0..levels).map(|_| w.begin(Type::L)).collect();
        marks.into_iter().rev().for_each(|mark| w.end(mark));
        w.into_inner()
    };
    assert!(item(&nested(31)).is_ok());
    assert_eq!(item(&nested(32)), Err(Flaw::TooDeep));
    assert_eq!(item(&nested(100_000)), Err(Flaw::TooDeep));
}
