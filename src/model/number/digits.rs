//! A decimal taken apart: sign, base-100 exponent and base-100 digits. The ordered bytes of
//! [`Number`](super::Number) are packed from it and unpacked to it; parsing and arithmetic work on it.

/// Base-100 digits a number can span: 38 decimal digits, shifted by one, touch 20 of them.
pub(super) const DIGITS: usize = 20;
/// Exponent of the smallest magnitude, 1E-130 = 1 * 100^-65.
pub(super) const LOWEST: i32 = -65;
/// Exponent of the largest magnitude, 9.99..E125 = 99.9.. * 100^62.
pub(super) const HIGHEST: i32 = 62;
/// Significant decimal digits a number may have.
pub(super) const SIGNIFICANT: usize = 38;

/// `d1.d2d3.. * 100^exponent`; `count` digits, the first and the last not zero; no digits means zero.
#[derive(Clone, Copy)]
pub(super) struct Digits {
    pub(super) negative: bool,
    pub(super) exponent: i32,
    digits: [u8; DIGITS],
    count: usize,
}

impl Digits {
    pub(super) fn new(negative: bool, exponent: i32) -> Self {
        Digits { negative, exponent, digits: [0; DIGITS], count: 0 }
    }

    /// Appends a digit; false when there is no room for it.
    pub(super) fn push(&mut self, digit: u8) -> bool {
        let Some(place) = self.digits.get_mut(self.count) else { return false };
        *place = digit;
        self.count += 1;
        true
    }

    /// Drops zeros at the end.
    pub(super) fn trim(&mut self) {
        while self.count > 0 && self.last() == 0 {
            self.count -= 1;
        }
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        self.digits.get(..self.count).unwrap_or_default()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.count == 0
    }

    pub(super) fn first(&self) -> u8 {
        self.as_slice().first().copied().unwrap_or(0)
    }

    pub(super) fn last(&self) -> u8 {
        self.as_slice().last().copied().unwrap_or(0)
    }

    /// Power of ten of the first significant decimal digit.
    pub(super) fn leading_power(&self) -> i32 {
        2 * self.exponent + i32::from(self.first() >= 10)
    }

    /// Power of ten of the last significant decimal digit.
    pub(super) fn trailing_power(&self) -> i32 {
        let last = 2 * (self.exponent + 1 - self.count as i32);
        last + i32::from(self.last().is_multiple_of(10))
    }

    /// Significant decimal digits.
    pub(super) fn significant(&self) -> usize {
        if self.is_zero() { 0 } else { (self.leading_power() - self.trailing_power() + 1) as usize }
    }
}
