//! Decimal text to digits, by DynamoDB's grammar: optional sign, digits with at most one point, optional exponent.

use super::NumberError;
use super::digits::{Digits, SIGNIFICANT};

/// Magnitude limits as powers of ten of the first significant digit.
const LEADING: std::ops::RangeInclusive<i64> = -130..=125;
/// Written exponents that do not fit in 32 bits make no number.
const LARGEST_EXPONENT: i64 = i32::MAX as i64;

/// The part before the exponent: its significant digits and the power of ten of the first.
struct Mantissa {
    digits: [u8; SIGNIFICANT + 2],
    /// Significant digits in the text, which may be more than `digits` holds; 0 for zero.
    count: usize,
    leading_power: i64,
}

pub(super) fn parse(text: &[u8]) -> Result<Digits, NumberError> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let split = rest.iter().position(|byte| matches!(byte, b'e' | b'E')).unwrap_or(rest.len());
    let (mantissa, tail) = rest.split_at(split);
    let mantissa = parse_mantissa(mantissa)?;
    let exponent = parse_exponent(tail)?;
    if mantissa.count == 0 {
        // The power of ten of the last zero written.
        check_range(mantissa.leading_power + 1 + exponent)?;
        return Ok(Digits::new(false, 0));
    }
    let leading = mantissa.leading_power + exponent;
    check_range(leading)?;
    if mantissa.count > SIGNIFICANT {
        return Err(NumberError::Precision);
    }
    Ok(pair(negative, leading as i32, &mantissa))
}

fn check_range(leading: i64) -> Result<(), NumberError> {
    match leading {
        power if power > *LEADING.end() => Err(NumberError::Overflow),
        power if power < *LEADING.start() => Err(NumberError::Underflow),
        _ => Ok(()),
    }
}

fn parse_mantissa(text: &[u8]) -> Result<Mantissa, NumberError> {
    let mut out = Mantissa { digits: [0; SIGNIFICANT + 2], count: 0, leading_power: 0 };
    let (mut any, mut point) = (false, false);
    // Zeros since the last significant digit count only once another one follows.
    let (mut zeros, mut integer_digits, mut fraction_zeros) = (0_usize, 0_i64, 0_i64);
    for &byte in text {
        match byte {
            b'.' if !point => point = true,
            b'0'..=b'9' => {
                any = true;
                if byte != b'0' {
                    let index = out.count + zeros;
                    if let Some(place) = out.digits.get_mut(index) {
                        *place = byte - b'0';
                    }
                    out.count = index + 1;
                    zeros = 0;
                } else if out.count > 0 {
                    zeros += 1;
                } else if point {
                    fraction_zeros += 1;
                }
                if out.count > 0 && !point {
                    integer_digits += 1;
                }
            }
            _ => return Err(NumberError::Syntax),
        }
    }
    out.leading_power = if integer_digits > 0 { integer_digits - 1 } else { -1 - fraction_zeros };
    if any { Ok(out) } else { Err(NumberError::Syntax) }
}

/// `tail` is empty or begins with `e`.
fn parse_exponent(tail: &[u8]) -> Result<i64, NumberError> {
    let (negative, digits) = match tail {
        [] => return Ok(0),
        [_, b'-', rest @ ..] => (true, rest),
        [_, b'+', rest @ ..] | [_, rest @ ..] => (false, rest),
    };
    if digits.is_empty() {
        return Err(NumberError::Syntax);
    }
    let mut value = 0_i64;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return Err(NumberError::Syntax);
        }
        value = value * 10 + i64::from(byte - b'0');
        if value > LARGEST_EXPONENT {
            return Err(NumberError::Syntax);
        }
    }
    Ok(if negative { -value } else { value })
}

/// Joins decimal digits to base-100 digits so that pairs meet the even powers of ten.
fn pair(negative: bool, leading: i32, mantissa: &Mantissa) -> Digits {
    let mut out = Digits::new(negative, leading.div_euclid(2));
    let mut decimals = mantissa.digits.iter().copied().take(mantissa.count);
    if leading.rem_euclid(2) == 0 {
        out.push(decimals.next().unwrap_or(0));
    }
    while let Some(tens) = decimals.next() {
        out.push(tens * 10 + decimals.next().unwrap_or(0));
    }
    out
}
