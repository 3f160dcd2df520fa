//! New inputs from old ones.

/// A small generator of numbers (splitmix64): fuzzing wants speed and a seed, not quality.
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not zero.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// Longest input made.
const LONGEST: usize = 6_000;

/// Changes `input` in one to six ways; `words` are the tokens of the seeds, `other` is another input to take from.
pub fn mutate(input: &mut Vec<u8>, other: &[u8], words: &[Vec<u8>], random: &mut Random) {
    for _ in 0..=random.below(6) {
        let at = random.below(input.len() + 1);
        let length = random.below(1 + (input.len() - at).min(40));
        match random.below(9) {
            0 if !input.is_empty() => {
                let at = random.below(input.len());
                input[at] ^= 1 << random.below(8);
            }
            1 if !input.is_empty() => {
                let at = random.below(input.len());
                input[at] = random.next() as u8;
            }
            2 => input.insert(at, random.next() as u8),
            3 => drop(input.drain(at..at + length)),
            4 => {
                let copied = input[at..at + length].to_vec();
                let to = random.below(input.len() + 1);
                for _ in 0..=random.below(3) * random.below(12) {
                    input.splice(to..to, copied.iter().copied());
                }
            }
            5 if !other.is_empty() => {
                let from = random.below(other.len());
                let until = from + random.below(other.len() - from + 1);
                input.splice(at..at + length, other[from..until].iter().copied());
            }
            6 | 7 if !words.is_empty() => {
                let word = &words[random.below(words.len())];
                let replaced = if random.below(2) == 0 { at..at } else { at..at + length };
                input.splice(replaced, word.iter().copied());
            }
            _ => {
                let odd: [&[u8]; 6] = [
                    &[0],
                    &[0xFF],
                    &[0xFF, 0xFF, 0xFF, 0xFF],
                    &[0x80, 0],
                    b"9999999999",
                    "\u{10FFFF}".as_bytes(),
                ];
                input.splice(at..at, odd[random.below(odd.len())].iter().copied());
            }
        }
        input.truncate(LONGEST);
    }
}
