//! The name that was meant.

/// How many letters have to be changed, added or left out.
fn distance(one: &str, two: &str) -> usize {
    let two = two.as_bytes();
    let mut last: Vec<usize> = (0..=two.len()).collect();
    for (row, letter) in one.bytes().enumerate() {
        let mut next = vec![row + 1];
        for ((left_above, above), other) in last.iter().zip(last.iter().skip(1)).zip(two) {
            let changed = left_above + usize::from(!letter.eq_ignore_ascii_case(other));
            let left = next.last().copied().unwrap_or(0);
            next.push(changed.min(above + 1).min(left + 1));
        }
        last = next;
    }
    last.last().copied().unwrap_or(0)
}

/// The nearest of some names, if one is near.
#[must_use]
pub fn nearest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    // No name is that long, and somebody else may have chosen it.
    if name.len() > 100 {
        return None;
    }
    let measured = names.iter().map(|one| (distance(name, one), *one)).min()?;
    (measured.0 <= (name.len() / 4).max(2)).then_some(measured.1)
}
