//! The service's reserved words: names that need a `#name`.

/// One word a line, upper case, ascending by bytes: a binary search needs no other table.
const WORDS: &str = include_str!("reserved_words.txt");

/// Longest reserved word; longer names need no search.
const LONGEST: usize = 14;

/// Whether a bare name is reserved, in whatever case.
pub(super) fn contains(name: &str) -> bool {
    if name.len() > LONGEST {
        return false;
    }
    let words = WORDS.as_bytes();
    let (mut low, mut high) = (0, words.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let before = words.get(low..middle).unwrap_or_default();
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
        let after = words.get(start..high).unwrap_or_default();
        let end = after.iter().position(|byte| *byte == b'\n').map_or(high, |at| start + at);
        let word = words.get(start..end).unwrap_or_default();
        match word.iter().copied().cmp(name.bytes().map(|byte| byte.to_ascii_uppercase())) {
            core::cmp::Ordering::Equal => return true,
            core::cmp::Ordering::Less => low = end + 1,
            core::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_in_any_case() {
        assert_eq!(WORDS.lines().count(), 573);
        for word in WORDS.lines() {
            assert!(contains(word), "{word}");
            assert!(contains(&word.to_lowercase()), "{word}");
            assert!(!contains(&format!("{word}x_")), "{word}x_");
        }
        assert_eq!(WORDS.lines().map(str::len).max(), Some(LONGEST));
    }

    #[test]
    fn words_ascend_so_that_the_search_may_halve() {
        assert!(WORDS.lines().is_sorted_by(|a, b| a < b));
        for name in ["", "a", "pk", "sk", "zz", "Artist", "ABORTED", "ABOR", "ZONES"] {
            assert!(!contains(name), "{name}");
        }
    }
}
