//! Against a naive fixed-point oracle: sign and one decimal digit per element, no packing, no exponents.

use super::*;
use proptest::prelude::*;

const INTEGERS: usize = 200;
const FRACTIONS: usize = 220;

/// Sign and all digits, most significant first, the point after `INTEGERS` of them.
#[derive(Clone, PartialEq, Debug)]
struct Plain {
    negative: bool,
    digits: Vec<u8>,
}

impl Plain {
    /// From sign, decimal digits and the power of ten of the last of them.
    fn new(negative: bool, decimals: &str, power: i32) -> Self {
        let mut digits = vec![0; INTEGERS + FRACTIONS];
        for (back, digit) in decimals.bytes().rev().enumerate() {
            let place = INTEGERS as i32 - 1 - power - back as i32;
            digits[place as usize] = digit - b'0';
        }
        let zero = digits.iter().all(|&digit| digit == 0);
        Plain { negative: negative && !zero, digits }
    }

    fn text(&self) -> String {
        let all: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let (integer, fraction) = all.split_at(INTEGERS);
        let integer = integer.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let sign = if self.negative { "-" } else { "" };
        let integer = if integer.is_empty() { "0" } else { integer };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{integer}{point}{fraction}")
    }

    fn add(&self, other: &Plain) -> Plain {
        let (mut digits, mut carry) = (vec![0; INTEGERS + FRACTIONS], 0_i32);
        let same = self.negative == other.negative;
        let (large, small) = if self.digits >= other.digits { (self, other) } else { (other, self) };
        for place in (0..digits.len()).rev() {
            let right = i32::from(small.digits[place]);
            let sum = i32::from(large.digits[place]) + if same { right } else { -right } + carry;
            digits[place] = sum.rem_euclid(10) as u8;
            carry = sum.div_euclid(10);
        }
        let zero = digits.iter().all(|&digit| digit == 0);
        Plain { negative: large.negative && !zero, digits }
    }

    fn negate(&self) -> Plain {
        let zero = self.digits.iter().all(|&digit| digit == 0);
        Plain { negative: !self.negative && !zero, digits: self.digits.clone() }
    }

    fn bounds(&self) -> Option<(usize, usize)> {
        let first = self.digits.iter().position(|&digit| digit != 0)?;
        Some((first, self.digits.iter().rposition(|&digit| digit != 0)?))
    }

    /// What the service says to this value.
    fn judge(&self) -> Result<(), NumberError> {
        let Some((first, last)) = self.bounds() else { return Ok(()) };
        let power = INTEGERS as i32 - 1 - first as i32;
        match power {
            126.. => Err(NumberError::Overflow),
            ..-130 => Err(NumberError::Underflow),
            _ if last - first >= 38 => Err(NumberError::Precision),
            _ => Ok(()),
        }
    }

    fn size(&self) -> u32 {
        let Some((first, last)) = self.bounds() else { return 1 };
        let integers = if first < INTEGERS { last.min(INTEGERS - 1) - first + 1 } else { 0 };
        let fractions = if last >= INTEGERS { last - first.max(INTEGERS) + 1 } else { 0 };
        (1 + integers.div_ceil(2) + fractions.div_ceil(2)) as u32 + u32::from(self.negative)
    }

    fn compare(&self, other: &Plain) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.digits.cmp(&other.digits),
            (true, true) => other.digits.cmp(&self.digits),
        }
    }
}

fn text(number: Number) -> String {
    let mut out = String::new();
    number.to_text(&mut out);
    out
}

fn parse(text: &str) -> Result<Number, NumberError> {
    Number::parse(text.as_bytes())
}

/// Sign, digits and power of the last digit, mostly inside the range, sometimes a little outside.
fn parts() -> impl Strategy<Value = (bool, String, i32)> {
    let digits = prop_oneof![3 => "[0-9]{1,6}", 2 => "[0-9]{1,42}", 1 => "[19]0{0,37}[09]?"];
    let power = prop_oneof![3 => -6..6_i32, 2 => -134..90_i32];
    (any::<bool>(), digits, power)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn parses_and_prints_like_the_oracle((negative, digits, power) in parts()) {
        let plain = Plain::new(negative, &digits, power);
        let sign = if negative { "-" } else { "+" };
        let written = format!("{sign}{digits}e{power}");
        let parsed = parse(&written);
        if plain.bounds().is_none() && power < -130 {
            prop_assert_eq!(parsed, Err(NumberError::Underflow));
        } else if let Err(error) = plain.judge() {
            prop_assert_eq!(parsed, Err(error));
        } else {
            let number = parsed.unwrap();
            prop_assert_eq!(text(number), plain.text());
            prop_assert_eq!(parse(&plain.text()), Ok(number));
            prop_assert_eq!(Number::from_bytes(number.as_bytes()), Some(number));
            prop_assert_eq!(number.dynamo_size(), plain.size());
        }
    }

    #[test]
    fn adds_and_subtracts_exactly(left in parts(), right in parts()) {
        let (left, right) = (Plain::new(left.0, &left.1, left.2), Plain::new(right.0, &right.1, right.2));
        prop_assume!(left.judge().is_ok() && right.judge().is_ok());
        let (a, b) = (parse(&left.text()).unwrap(), parse(&right.text()).unwrap());
        for (result, plain) in [(a.add(&b), left.add(&right)), (a.sub(&b), left.add(&right.negate()))] {
            match plain.judge() {
                Ok(()) => prop_assert_eq!(result.map(text), Ok(plain.text())),
                // A sum of too many digits overflows as well.
                Err(NumberError::Precision) => prop_assert_eq!(result, Err(NumberError::Overflow)),
                Err(error) => prop_assert_eq!(result, Err(error)),
            }
        }
    }

    #[test]
    fn bytes_order_as_values(left in parts(), right in parts()) {
        let (left, right) = (Plain::new(left.0, &left.1, left.2), Plain::new(right.0, &right.1, right.2));
        prop_assume!(left.judge().is_ok() && right.judge().is_ok());
        let (a, b) = (parse(&left.text()).unwrap(), parse(&right.text()).unwrap());
        prop_assert_eq!(a.as_bytes().cmp(b.as_bytes()), left.compare(&right));
    }

    #[test]
    fn integers_survive(value in prop_oneof![any::<i64>(), -1000..1000_i64]) {
        let number = Number::from_i64(value);
        prop_assert_eq!(text(number), value.to_string());
        prop_assert_eq!(number.to_i64(), Some(value));
        prop_assert_eq!(parse(&value.to_string()), Ok(number));
    }

    #[test]
    fn accepts_only_its_own_bytes(bytes in proptest::collection::vec(prop_oneof![0..=104_u8, any::<u8>()], 0..23)) {
        if let Some(number) = Number::from_bytes(&bytes) {
            prop_assert_eq!(parse(&text(number)), Ok(number));
            prop_assert_eq!(number.as_bytes(), &bytes[..]);
        }
    }

    #[test]
    fn never_panics_on_text(bytes in "[-+.eE0-9 ]{0,50}") {
        let _ = parse(&bytes);
    }
}

#[test]
fn golden_vectors() {
    for (written, canonical, hex) in [
        ("0", "0", "80"),
        ("-0.00", "0", "80"),
        ("1", "1", "c102"),
        ("-1", "-1", "3e6466"),
        ("10", "10", "c10b"),
        ("100", "100", "c202"),
        ("5.", "5", "c106"),
        (".5", "0.5", "c033"),
        ("123.456", "123.456", "c202182e3d"),
        ("-123.456", "-123.456", "3d644e382966"),
        ("1e-130", "0.", "8002"),
        ("0.001", "0.001", "bf0b"),
    ] {
        let number = parse(written).unwrap();
        let found: String = number.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, hex, "{written}");
        assert!(text(number).starts_with(canonical), "{written}");
    }
}

#[test]
fn syntax() {
    for bad in [
        "", "+", "-", ".", "e5", "1e", "1e+", " 1", "1 ", "1_0", "NaN", "Infinity", "--1", "1.2.3", "0x1",
        "1e5.0",
    ] {
        assert_eq!(parse(bad), Err(NumberError::Syntax), "{bad:?}");
    }
}

#[test]
fn limits() {
    let nines = "9".repeat(38);
    assert_eq!(text(parse(&format!("{nines}e88")).unwrap()), format!("{nines}{}", "0".repeat(88)));
    assert_eq!(parse(&format!("{nines}9")), Err(NumberError::Precision));
    assert_eq!(parse(&format!("{nines}e89")), Err(NumberError::Overflow));
    assert_eq!(parse("1e126"), Err(NumberError::Overflow));
    assert_eq!(parse("0E126"), Err(NumberError::Overflow));
    assert_eq!(parse("0E-131"), Err(NumberError::Underflow));
    assert_eq!(parse("0E125"), Ok(Number::ZERO));
    assert_eq!(parse("9.9e-131"), Err(NumberError::Underflow));
    assert_eq!(parse("1e2147483647"), Err(NumberError::Overflow));
    assert_eq!(parse("1e99999999999"), Err(NumberError::Syntax));
    assert_eq!(parse("1e-2147483647"), Err(NumberError::Underflow));
    assert_eq!(parse("1e-99999999999999999999"), Err(NumberError::Syntax));
    assert_eq!(text(parse("1E100").unwrap()), format!("1{}", "0".repeat(100)));
    assert_eq!(parse(&format!("000{}", "0".repeat(400))), Ok(Number::ZERO));
    assert_eq!(parse("1.5e-130").unwrap().sub(&parse("1e-130").unwrap()), Err(NumberError::Underflow));
    let largest = parse(&format!("{nines}e88")).unwrap();
    assert_eq!(largest.add(&largest), Err(NumberError::Overflow));
    assert_eq!(parse("1e40").unwrap().add(&Number::from_i64(1)), Err(NumberError::Overflow));
}

#[test]
fn sizes() {
    let size = |text: &str| parse(text).unwrap().dynamo_size();
    assert_eq!(["0", "1", "-1", "12", "123", "1e100", "0.001", "100.5"].map(size), [1, 2, 3, 2, 3, 2, 2, 4]);
    assert_eq!(size(&"9".repeat(38)), 20);
}

#[test]
fn integers_out_of_reach() {
    assert_eq!(parse("9223372036854775808").unwrap().to_i64(), None);
    assert_eq!(parse("-9223372036854775808").unwrap().to_i64(), Some(i64::MIN));
    assert_eq!(parse("1.5").unwrap().to_i64(), None);
    assert_eq!(parse("1e30").unwrap().to_i64(), None);
}

#[test]
fn messages() {
    assert_eq!(
        NumberError::Syntax.explain(b"abc"),
        "The parameter cannot be converted to a numeric value: abc"
    );
    assert_eq!(NumberError::Syntax.explain(b""), "The parameter cannot be converted to a numeric value");
}
