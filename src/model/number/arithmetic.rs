//! Exact addition over the whole range: both operands are laid on one ruler of base-100 places, so nothing is
//! rounded; a sum that no number can hold is an overflow, also one of too many digits.

use super::NumberError;
use super::digits::{DIGITS, Digits, HIGHEST, LOWEST, SIGNIFICANT};

/// The place of the lowest digit a number can have.
const BOTTOM: i32 = LOWEST - (DIGITS as i32 - 1);
/// All places from [`BOTTOM`] to [`HIGHEST`], and one for the carry.
const PLACES: usize = (HIGHEST - BOTTOM + 2) as usize;

pub(super) fn add(left: &Digits, right: &Digits) -> Result<Digits, NumberError> {
    let mut places = [0_i16; PLACES];
    lay(&mut places, left);
    lay(&mut places, right);
    let negative = carry(&mut places) < 0;
    if negative {
        // The sum was negative: its complement is on the ruler, so negate the digits and carry again.
        places.iter_mut().for_each(|place| *place = -*place);
        if let Some(top) = places.last_mut() {
            *top += 100;
        }
        carry(&mut places);
    }
    collect(negative, &places)
}

/// Adds the signed digits of `number` to the places (least significant place first).
fn lay(places: &mut [i16; PLACES], number: &Digits) {
    let top = number.exponent - BOTTOM;
    for (step, &digit) in number.as_slice().iter().enumerate() {
        let place = usize::try_from(top).ok().and_then(|top| top.checked_sub(step));
        if let Some(place) = place.and_then(|place| places.get_mut(place)) {
            *place += if number.negative { -i16::from(digit) } else { i16::from(digit) };
        }
    }
}

/// Brings every place into 0..=99; returns what is left over, -1 for a negative sum.
fn carry(places: &mut [i16; PLACES]) -> i16 {
    let mut over = 0;
    for place in places.iter_mut() {
        let sum = *place + over;
        *place = sum.rem_euclid(100);
        over = sum.div_euclid(100);
    }
    over
}

fn collect(negative: bool, places: &[i16; PLACES]) -> Result<Digits, NumberError> {
    let Some(top) = places.iter().rposition(|&place| place != 0) else {
        return Ok(Digits::new(false, 0));
    };
    let bottom = places.iter().position(|&place| place != 0).unwrap_or(top);
    let exponent = top as i32 + BOTTOM;
    if exponent > HIGHEST {
        return Err(NumberError::Overflow);
    }
    if exponent < LOWEST {
        return Err(NumberError::Underflow);
    }
    let mut out = Digits::new(negative, exponent);
    for &place in places.iter().take(top + 1).skip(bottom).rev() {
        if !out.push(place as u8) {
            return Err(NumberError::Overflow);
        }
    }
    if out.significant() > SIGNIFICANT { Err(NumberError::Overflow) } else { Ok(out) }
}
