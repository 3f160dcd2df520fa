//! How ids and times are written in descriptions and ARNs.

use crate::model::{Number, Raw, Writer};

/// Writes the entry `name` with a timestamp in epoch seconds with three decimals.
pub fn time(w: &mut Writer, name: &str, ms: u64) {
    let text = [&(ms / 1000).to_string(), ".", &digits(ms % 1000, 3)].concat();
    w.name(name.as_bytes());
    w.number(Number::parse(text.as_bytes()).unwrap_or(Number::ZERO).as_bytes());
}

/// A timestamp in epoch seconds as milliseconds; `None` for one before 1970 or far from now.
#[must_use]
pub fn milliseconds(seconds: Raw<'_>) -> Option<u64> {
    let mut text = String::new();
    Number::from_bytes(seconds.scalar_bytes()?)?.to_text(&mut text);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let thousandths = [fraction.get(..3.min(fraction.len()))?, "00"].concat();
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(1000)?
        .checked_add(thousandths.get(..3).unwrap_or("0").parse().ok()?)
}

/// The text of a UUID.
#[must_use]
pub fn uuid(id: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (position, byte) in id.into_iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text
}

/// The UUID of a text.
#[must_use]
pub fn of_uuid(text: &str) -> Option<[u8; 16]> {
    of_hex_bytes(&text.replace('-', ""))?.try_into().ok()
}

/// A time as streams are labelled with it: ISO 8601 with milliseconds, without a zone.
#[must_use]
pub fn label(ms: u64) -> String {
    let (days, ms) = (ms / 86_400_000, ms % 86_400_000);
    // Years that begin with March have their leap day at the end; day 0 of era 0 is the 1st of March of year 0.
    let day = days + 719_468;
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let calendar = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + u64::from(calendar < 3);
    let parts = [
        digits(year, 4),
        digits(calendar, 2),
        digits(of_month, 2),
        digits(ms / 3_600_000, 2),
        digits(ms / 60_000 % 60, 2),
        digits(ms / 1_000 % 60, 2),
        digits(ms % 1_000, 3),
    ];
    let mut text = String::with_capacity(23);
    for (part, end) in parts.iter().zip(["-", "-", "T", ":", ":", ".", ""]) {
        text.push_str(part);
        text.push_str(end);
    }
    text
}

/// The last `width` hexadecimal digits of a number.
#[must_use]
pub fn hex(value: u64, width: usize) -> String {
    let digit = |place: usize| char::from_digit((value >> (4 * place) & 15) as u32, 16);
    (0..width).rev().filter_map(digit).collect()
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hex_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| hex(u64::from(*byte), 2)).collect()
}

/// The bytes of hexadecimal digits.
#[must_use]
pub fn of_hex_bytes(text: &str) -> Option<Vec<u8>> {
    let byte = |place| u8::from_str_radix(text.get(place..place + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(byte).collect()
}

/// A number with at least `width` digits.
#[must_use]
pub fn digits(value: u64, width: usize) -> String {
    let text = value.to_string();
    ["0".repeat(width.saturating_sub(text.len())), text].concat()
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn labels_are_calendar_times() {
        for (ms, expected) in [
            (0, "1970-01-01T00:00:00.000"),
            (951_782_400_000, "2000-02-29T00:00:00.000"),
            (1_431_379_293_291, "2015-05-11T21:21:33.291"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999"),
            (1_709_251_200_000, "2024-03-01T00:00:00.000"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000"),
        ] {
            assert_eq!(label(ms), expected);
        }
    }
}
