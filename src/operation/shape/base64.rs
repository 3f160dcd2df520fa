//! Base64 with padding, strictly validated (RFC 4648, section 4).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const INVALID: u8 = 0xFF;

static DIGITS: [u8; 256] = {
    let mut table = [INVALID; 256];
    let mut value = 0;
    #[allow(clippy::indexing_slicing, reason = "evaluated at compile time")]
    while value < 64 {
        table[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    table
};

/// Why a text is not base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base64Error {
    /// The length, given here, is not a multiple of four.
    Length(usize),
    /// A byte outside the alphabet.
    Character(u8),
    /// Padding in the wrong place, or bits set that no byte holds.
    Padding,
}

/// Appends the text of `bytes`.
pub fn encode(bytes: &[u8], out: &mut String) {
    out.reserve(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let value = bits >> (18 - 6 * digit) & 0x3F;
            let letter = ALPHABET.get(value as usize).copied().unwrap_or(b'=');
            out.push(if digit as usize > chunk.len() { '=' } else { char::from(letter) });
        }
    }
}

/// Appends the bytes of a text.
///
/// # Errors
/// The first defect of the text; `out` may then hold part of the bytes.
pub fn decode(text: &[u8], out: &mut Vec<u8>) -> Result<(), Base64Error> {
    if !text.len().is_multiple_of(4) {
        return Err(Base64Error::Length(text.len()));
    }
    let padding = text.iter().rev().take_while(|&&byte| byte == b'=').count();
    if padding > 2 {
        return Err(Base64Error::Padding);
    }
    let digits = text.get(..text.len() - padding).unwrap_or(text);
    out.reserve(digits.len() / 4 * 3 + 2);
    let mut bits = 0_u32;
    for (index, &letter) in digits.iter().enumerate() {
        let value = DIGITS.get(usize::from(letter)).copied().unwrap_or(INVALID);
        if value == INVALID {
            return Err(if letter == b'=' { Base64Error::Padding } else { Base64Error::Character(letter) });
        }
        bits = bits << 6 | u32::from(value);
        if index % 4 != 0 {
            out.push((bits >> (6 - 2 * (index % 4))) as u8);
        }
    }
    let unused = match padding {
        0 => 0,
        1 => 0b11,
        _ => 0b1111,
    };
    if bits & unused == 0 { Ok(()) } else { Err(Base64Error::Padding) }
}
