//! Bytes within bytes, in time linear in the haystack whatever the needle is.

/// Needles up to this length are compared at every place; that is at most so many steps a byte.
const SHORT: usize = 16;

/// Whether `needle` stands somewhere in `haystack`. The empty needle stands everywhere.
pub(super) fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    if needle.is_empty() {
        return true;
    }
    if needle.len() <= SHORT || haystack.len() <= needle.len() {
        return haystack.windows(needle.len()).any(|window| window == needle);
    }
    let borders = borders(needle);
    let mut matched = 0_usize;
    for byte in haystack {
        matched = extend(needle, &borders, matched, *byte);
        if matched == needle.len() {
            return true;
        }
    }
    false
}

/// Of each prefix of the needle, how long the longest proper prefix is that also ends it (Knuth, Morris, Pratt).
fn borders(needle: &[u8]) -> Vec<u32> {
    let mut borders = Vec::with_capacity(needle.len());
    let mut matched = 0;
    for (at, byte) in needle.iter().enumerate() {
        if at > 0 {
            matched = extend(needle, &borders, matched, *byte);
        }
        borders.push(matched as u32);
    }
    borders
}

/// How many needle bytes match once `byte` follows `matched` matching ones.
fn extend(needle: &[u8], borders: &[u32], mut matched: usize, byte: u8) -> usize {
    loop {
        if needle.get(matched) == Some(&byte) {
            return matched + 1;
        }
        match matched.checked_sub(1).and_then(|last| borders.get(last)) {
            Some(border) => matched = *border as usize,
            None => return 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::contains;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_comparing_at_every_place(
            haystack in proptest::collection::vec(0_u8..2, 0..80),
            needle in proptest::collection::vec(0_u8..2, 0..24),
        ) {
            let naive = needle.is_empty() || haystack.windows(needle.len()).any(|window| window == needle);
            prop_assert_eq!(contains(&haystack, &needle), naive);
        }
    }

    #[test]
    fn a_periodic_needle_stays_linear() {
        let haystack = vec![b'a'; 400_000];
        let mut needle = vec![b'a'; 200_000];
        assert!(contains(&haystack, &needle));
        needle.push(b'b');
        assert!(!contains(&haystack, &needle));
    }
}
