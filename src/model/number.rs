//! DynamoDB's number: a decimal of up to 38 significant digits, magnitude 1E-130 to 9.99..E125, or zero.
//!
//! A [`Number`] is held as the *ordered bytes* it has everywhere else too (items, keys, pages): comparing the bytes
//! compares the values. The value is `d1.d2d3.. * 100^e` with base-100 digits, `d1` in 1..=99, `e` in -65..=62, at most
//! 20 digits, zero digits at the end dropped:
//!
//! ```text
//! zero      80
//! positive  193 + e, then every digit + 1
//! negative  62 - e, then 101 - every digit, then 102 if there are fewer than 20 digits
//! ```
//!
//! A prefix sorts before what extends it, which is right for positive numbers; the 102 puts it behind for negative
//! ones. No floating point is used anywhere.
//!
//! ```
//! use hashrange::model::number::Number;
//! let a = Number::parse(b"-1.50E2")?;
//! let mut text = String::new();
//! a.add(&Number::from_i64(7))?.to_text(&mut text);
//! assert_eq!(text, "-143");
//! assert!(a < Number::from_i64(0));
//! # Ok::<(), hashrange::model::number::NumberError>(())
//! ```

mod arithmetic;
mod digits;
mod parse;
#[cfg(test)]
mod tests;

use digits::{DIGITS, Digits, HIGHEST, LOWEST, SIGNIFICANT};
use std::cmp::Ordering;

/// Longest encoding in bytes.
pub const MAX_LEN: usize = DIGITS + 1;
const ZERO: u8 = 0x80;
const POSITIVE_BIAS: i32 = 193;
const NEGATIVE_TERMINATOR: u8 = 102;

/// Why a text is not a number, or why a result cannot be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not of the form `[+-]digits[.digits][e[+-]digits]`.
    Syntax,
    /// More than 38 significant digits.
    Precision,
    /// Magnitude above 9.99..E125.
    Overflow,
    /// Magnitude below 1E-130.
    Underflow,
}

impl NumberError {
    /// The service's text. For [`Syntax`](Self::Syntax) the service appends `: ` and the refused text, when it is not
    /// empty.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            NumberError::Syntax => "The parameter cannot be converted to a numeric value",
            NumberError::Precision => "Attempting to store more than 38 significant digits in a Number",
            NumberError::Overflow => {
                "Number overflow. Attempting to store a number with magnitude larger than supported range"
            }
            NumberError::Underflow => {
                "Number underflow. Attempting to store a number with magnitude smaller than supported range"
            }
        }
    }

    /// The whole message for a refused `text`, which is echoed after a syntax error.
    #[must_use]
    pub fn explain(self, text: &[u8]) -> String {
        let mut message = String::from(self.message());
        if self == NumberError::Syntax && !text.is_empty() {
            message.push_str(": ");
            message.push_str(&String::from_utf8_lossy(text));
        }
        message
    }
}

/// A number as its ordered bytes; `Copy`, 22 bytes, no heap.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    /// Zero beyond `len`, so derived equality and hashing are right.
    bytes: [u8; MAX_LEN],
    len: u8,
}

impl Number {
    /// Zero.
    pub const ZERO: Number = {
        let mut bytes = [0; MAX_LEN];
        bytes[0] = ZERO;
        Number { bytes, len: 1 }
    };

    /// Reads decimal text by the service's grammar and limits. Zero is range-checked by its written exponent.
    ///
    /// # Errors
    /// [`NumberError`] says which rule the text breaks; range comes before precision.
    pub fn parse(text: &[u8]) -> Result<Number, NumberError> {
        parse::parse(text).map(|digits| Number::pack(&digits))
    }

    /// The ordered bytes, 1 to 21 of them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Takes ordered bytes back; `None` unless they are exactly what [`as_bytes`](Self::as_bytes) gives for some number.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Number> {
        if !Number::is_valid(bytes) {
            return None;
        }
        let mut number = Number { bytes: [0; MAX_LEN], len: bytes.len() as u8 };
        for (place, byte) in number.bytes.iter_mut().zip(bytes) {
            *place = *byte;
        }
        Some(number)
    }

    /// Whether `bytes` are the ordered bytes of some number.
    #[must_use]
    pub fn is_valid(bytes: &[u8]) -> bool {
        let Some((&head, rest)) = bytes.split_first() else { return false };
        if bytes.len() > MAX_LEN || (rest.is_empty() && head != ZERO) {
            return false;
        }
        let positive = head >= ZERO;
        let digits = match rest.split_last() {
            None => return true,
            Some(_) if positive || rest.len() == DIGITS && rest.last() != Some(&NEGATIVE_TERMINATOR) => rest,
            Some((&NEGATIVE_TERMINATOR, digits)) => digits,
            Some(_) => return false,
        };
        let value = |byte: u8| if positive { byte.wrapping_sub(1) } else { 101_u8.wrapping_sub(byte) };
        let (Some(&first), Some(&last)) = (digits.first(), digits.last()) else { return false };
        let (first, last) = (value(first), value(last));
        let decimals = 2 * digits.len() - usize::from(first < 10) - usize::from(last.is_multiple_of(10));
        first != 0 && last != 0 && decimals <= SIGNIFICANT && digits.iter().all(|&byte| value(byte) < 100)
    }

    /// Appends the canonical text: plain decimal, no exponent, no plus, no superfluous zeros.
    pub fn to_text(&self, out: &mut String) {
        let number = self.unpack();
        if number.is_zero() {
            out.push('0');
            return;
        }
        if number.negative {
            out.push('-');
        }
        let digits = number.as_slice();
        let integers = usize::try_from(number.exponent + 1).unwrap_or(0);
        if integers == 0 {
            out.push('0');
        }
        for place in 0..integers {
            let digit = digits.get(place).copied().unwrap_or(0);
            push_pair(out, digit, place > 0);
        }
        let Some(fraction) = digits.get(integers..).filter(|fraction| !fraction.is_empty()) else { return };
        out.push('.');
        for _ in 0..-(number.exponent + 1) {
            out.push_str("00");
        }
        for &digit in fraction {
            push_pair(out, digit, true);
        }
        if out.ends_with('0') {
            out.pop();
        }
    }

    /// The exact sum.
    ///
    /// # Errors
    /// When the sum needs more than 38 digits or leaves the range; nothing is ever rounded.
    pub fn add(&self, other: &Number) -> Result<Number, NumberError> {
        arithmetic::add(&self.unpack(), &other.unpack()).map(|sum| Number::pack(&sum))
    }

    /// The exact difference.
    ///
    /// # Errors
    /// When it needs more than 38 digits or leaves the range; nothing is ever rounded.
    pub fn sub(&self, other: &Number) -> Result<Number, NumberError> {
        let mut right = other.unpack();
        right.negative = !right.negative;
        arithmetic::add(&self.unpack(), &right).map(|sum| Number::pack(&sum))
    }

    /// The number of an integer.
    #[must_use]
    pub fn from_i64(value: i64) -> Number {
        let mut rest = value.unsigned_abs();
        let mut reversed = [0_u8; 10];
        let mut count = 0;
        for place in &mut reversed {
            if rest == 0 {
                break;
            }
            *place = (rest % 100) as u8;
            rest /= 100;
            count += 1;
        }
        let mut digits = Digits::new(value < 0, count as i32 - 1);
        for &digit in reversed.iter().take(count).rev() {
            digits.push(digit);
        }
        digits.trim();
        Number::pack(&digits)
    }

    /// The integer, if it is one and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        let number = self.unpack();
        let digits = number.as_slice();
        if number.is_zero() {
            return Some(0);
        }
        let places = usize::try_from(number.exponent + 1).ok()?;
        if digits.len() > places || places > 10 {
            return None;
        }
        let mut value = 0_i128;
        for place in 0..places {
            value = value * 100 + i128::from(digits.get(place).copied().unwrap_or(0));
        }
        i64::try_from(if number.negative { -value } else { value }).ok()
    }

    /// Bytes the number counts in item sizes: 1, and one for every two significant digits on either side of the
    /// point (each side rounded up), and 1 if negative; zero is 1.
    #[must_use]
    pub fn dynamo_size(&self) -> u32 {
        size(self.as_bytes())
    }

    fn pack(number: &Digits) -> Number {
        if number.is_zero() {
            return Number::ZERO;
        }
        let head =
            if number.negative { HIGHEST - number.exponent } else { POSITIVE_BIAS + number.exponent } as u8;
        let mut out = Number { bytes: [0; MAX_LEN], len: 0 };
        out.push(head);
        for &digit in number.as_slice() {
            out.push(if number.negative { 101 - digit } else { digit + 1 });
        }
        if number.negative {
            out.push(NEGATIVE_TERMINATOR);
        }
        out
    }

    /// Appends a byte; one past the longest encoding is dropped, which leaves out the terminator after 20 digits.
    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(usize::from(self.len)) {
            *place = byte;
            self.len += 1;
        }
    }

    fn unpack(&self) -> Digits {
        let (head, rest) =
            self.as_bytes().split_first().map_or((ZERO, &[][..]), |(head, rest)| (*head, rest));
        if rest.is_empty() {
            return Digits::new(false, 0);
        }
        let negative = head < ZERO;
        let exponent = if negative { HIGHEST - i32::from(head) } else { i32::from(head) - POSITIVE_BIAS };
        debug_assert!((LOWEST..=HIGHEST).contains(&exponent));
        let mut out = Digits::new(negative, exponent);
        for &byte in rest.iter().filter(|&&byte| byte != NEGATIVE_TERMINATOR) {
            out.push(if negative { 101 - byte } else { byte - 1 });
        }
        out
    }
}

/// What [`Number::dynamo_size`] says of valid ordered bytes, without unpacking them.
#[must_use]
pub fn size(ordered: &[u8]) -> u32 {
    let Some((&head, mut digits)) = ordered.split_first() else { return 1 };
    let negative = head < ZERO;
    if let (true, Some((&NEGATIVE_TERMINATOR, rest))) = (negative, digits.split_last()) {
        digits = rest;
    }
    let (Some(&first), Some(&last)) = (digits.first(), digits.last()) else { return 1 };
    let value = |byte: u8| if negative { 101_u8.wrapping_sub(byte) } else { byte.wrapping_sub(1) };
    let exponent = if negative { HIGHEST - i32::from(head) } else { i32::from(head) - POSITIVE_BIAS };
    // Powers of ten of the first and the last significant decimal.
    let leading = 2 * exponent + i32::from(value(first) >= 10);
    let trailing = 2 * (exponent + 1 - digits.len() as i32) + i32::from(value(last).is_multiple_of(10));
    let integers = if leading < 0 { 0 } else { leading - trailing.max(0) + 1 };
    let fractions = if trailing >= 0 { 0 } else { leading.min(-1) - trailing + 1 };
    1 + integers.unsigned_abs().div_ceil(2) + fractions.unsigned_abs().div_ceil(2) + u32::from(negative)
}

/// Appends a base-100 digit as two decimals, or without its leading zero.
fn push_pair(out: &mut String, digit: u8, leading_zero: bool) {
    if leading_zero || digit >= 10 {
        out.push(char::from(b'0' + digit / 10));
    }
    out.push(char::from(b'0' + digit % 10));
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Debug for Number {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.to_text(&mut text);
        out.write_str(&text)
    }
}
