//! Times in policies: ISO 8601 as W3C has it, or epoch seconds; and how a time is written for policy variables.

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A time as epoch milliseconds.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() > 4 {
        return text.parse::<i64>().ok()?.checked_mul(1000);
    }
    let (date, time) = text.split_once(['T', 't']).unwrap_or((text, ""));
    let mut parts = date.splitn(3, '-');
    let year = digits(parts.next()?, 4)?;
    let month =
        parts.next().map_or(Some(1), |part| digits(part, 2)).filter(|month| (1..=12).contains(month))?;
    let day = parts.next().map_or(Some(1), |part| digits(part, 2)).filter(|day| (1..=31).contains(day))?;
    let midnight = days(year, month, day) * DAY;
    if time.is_empty() { Some(midnight) } else { Some(midnight + of_day(time)?) }
}

/// `hh:mm[:ss[.fff]]` and a zone, as milliseconds since midnight in UTC.
fn of_day(text: &str) -> Option<i64> {
    let zone = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(zone)?;
    let mut parts = clock.splitn(3, ':');
    let hours = digits(parts.next()?, 2)?;
    let minutes = digits(parts.next()?, 2)?;
    let seconds = parts.next().unwrap_or("00");
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let whole = digits(whole, 2)?;
    let fraction = fraction.get(..3.min(fraction.len()))?;
    let millis = fraction.parse::<i64>().ok()? * [100, 10, 1].get(fraction.len().checked_sub(1)?)?;
    let offset = match zone.split_at_checked(1) {
        Some((sign @ ("+" | "-"), offset)) => {
            let (hours, minutes) = offset.split_once(':').or_else(|| offset.split_at_checked(2))?;
            let minutes = digits(hours, 2)? * 60 + digits(minutes, 2)?;
            if sign == "+" { minutes } else { -minutes }
        }
        _ => 0,
    };
    Some(((hours * 60 + minutes - offset) * 60 + whole) * 1000 + millis)
}

fn digits(text: &str, count: usize) -> Option<i64> {
    let all = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

/// Days since 1970.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin with March have their leap day at the end.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A time of today's calendar as `2026-11-30T21:00:00Z`.
#[must_use]
pub fn text(ms: u64) -> String {
    let (day, ms) = (ms / 86_400_000 + 719_468, ms % 86_400_000);
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let calendar = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + u64::from(calendar < 3);
    let seconds = ms / 1000;
    [
        &padded(year, 4),
        "-",
        &padded(calendar, 2),
        "-",
        &padded(of_month, 2),
        "T",
        &padded(seconds / 3600, 2),
        ":",
        &padded(seconds / 60 % 60, 2),
        ":",
        &padded(seconds % 60, 2),
        "Z",
    ]
    .concat()
}

fn padded(number: u64, width: usize) -> String {
    let text = number.to_string();
    ["0".repeat(width.saturating_sub(text.len())), text].concat()
}
