//! Comparing keys: split keys as pages hold them, key heads, shared prefixes, separators.

use std::cmp::Ordering;

/// A key in two pieces, as a page holds it: the prefix all keys of the page share, then the rest.
///
/// Ordered like the joined bytes. Borrowed from the forest, so nothing is copied until the caller wants it.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    prefix: &'a [u8],
    suffix: &'a [u8],
}

impl<'a> Key<'a> {
    /// A key in one piece.
    #[must_use]
    pub const fn whole(bytes: &'a [u8]) -> Self {
        Self { prefix: &[], suffix: bytes }
    }

    pub(super) const fn split(prefix: &'a [u8], suffix: &'a [u8]) -> Self {
        Self { prefix, suffix }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.prefix.len() + self.suffix.len()
    }

    /// Whether the key has no bytes.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The two pieces; the key is the first followed by the second.
    #[must_use]
    pub const fn pieces(self) -> (&'a [u8], &'a [u8]) {
        (self.prefix, self.suffix)
    }

    /// Appends the key to `out`.
    pub fn write_to(self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.prefix);
        out.extend_from_slice(self.suffix);
    }

    /// The key as one vector.
    #[must_use]
    pub fn to_vec(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.len());
        self.write_to(&mut out);
        out
    }

    /// Whether the key begins with `start`.
    #[must_use]
    pub fn starts_with(self, start: &[u8]) -> bool {
        match start.split_at_checked(self.prefix.len()) {
            Some((head, rest)) => self.prefix == head && self.suffix.starts_with(rest),
            None => self.prefix.starts_with(start),
        }
    }

    /// Order relative to a key in one piece.
    #[must_use]
    pub fn cmp_bytes(self, other: &[u8]) -> Ordering {
        match other.split_at_checked(self.prefix.len()) {
            Some((head, rest)) => self.prefix.cmp(head).then_with(|| self.suffix.cmp(rest)),
            // `other` is shorter than the prefix: equal only as far as it goes, then it is the smaller one.
            None => self.prefix.cmp(other),
        }
    }
}

impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        if other.prefix.is_empty() {
            return self.cmp_bytes(other.suffix);
        }
        if self.prefix.len() == other.prefix.len() {
            return self.prefix.cmp(other.prefix).then_with(|| self.suffix.cmp(other.suffix));
        }
        if self.prefix.is_empty() {
            return other.cmp_bytes(self.suffix).reverse();
        }
        let left = self.prefix.iter().chain(self.suffix);
        left.cmp(other.prefix.iter().chain(other.suffix))
    }
}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Key<'_> {}

/// The first four bytes as a number that orders like them; zeros stand for missing bytes.
pub(super) fn head32(bytes: &[u8]) -> u32 {
    if let Some(&head) = bytes.first_chunk::<4>() {
        return u32::from_be_bytes(head);
    }
    let mut head = [0; 4];
    head.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    u32::from_be_bytes(head)
}

/// Compares keys a word at a time: keys of one partition begin alike for longer than a byte-wise comparison is quick.
pub(super) fn compare(one: &[u8], two: &[u8]) -> Ordering {
    let ((words, _), (others, _)) = (one.as_chunks::<8>(), two.as_chunks::<8>());
    for (word, other) in words.iter().zip(others) {
        if word != other {
            return word.cmp(other);
        }
    }
    let compared = 8 * words.len().min(others.len());
    one.get(compared..).cmp(&two.get(compared..))
}

/// Like [`head32`], of eight bytes.
pub(super) fn head64(bytes: &[u8]) -> u64 {
    if let Some(&head) = bytes.first_chunk::<8>() {
        return u64::from_be_bytes(head);
    }
    let mut head = [0; 8];
    head.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    u64::from_be_bytes(head)
}

/// Length of the longest common prefix.
pub(super) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| x == y).count()
}

/// The shortest key above `below` and not above `first`, given that `below < first`.
pub(super) fn separator<'a>(below: &[u8], first: &'a [u8]) -> &'a [u8] {
    let end = common_prefix(below, first) + 1;
    first.get(..end).unwrap_or(first)
}
