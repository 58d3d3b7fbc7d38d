//! Rounds the values that every change of the texts moves a little. Otherwise, one more sentence in one article would
//! change most files of the index.

use twox_hash::XxHash3_64;

/// The number of leading bits of a count that are kept.
const COARSE_BITS: u32 = 5;

/// The number of steps of an average in a doubling.
const AVERAGES: f64 = 8.0;

/// The length of a text up to which it is not rounded. So few words are in few lists.
const SHORT_TEXT: u32 = 64;

/// The number of different shifts.
const SHIFTS: u16 = 256;

/// Rounds a count up, by 3 % at most.
#[must_use]
pub fn coarse(count: usize) -> usize {
    let bits = (usize::BITS - count.leading_zeros()).saturating_sub(COARSE_BITS);
    count.div_ceil(1 << bits) << bits
}

/// Rounds an average of at least 1.
#[must_use]
pub fn average(average: f64) -> f64 {
    let powers = (0..u32::BITS).map(|exponent| f64::from(1_u32 << exponent));
    let power = powers.take_while(|power| *power <= average).last().unwrap_or(1.0);
    (average / power * AVERAGES).round() / AVERAGES * power
}

/// By how much a stem shifts lengths before it rounds them.
#[must_use]
pub fn shift(stem: &str) -> u8 {
    XxHash3_64::oneshot(stem.as_bytes()).to_le_bytes()[0]
}

/// Rounds the length of a text that is not short to 2^n or 1.5 × 2^n. Each stem rounds at other lengths: if all did at
/// the same, one more sentence would change the impacts of no words in its text or of all. As it is, it changes those of
/// a few.
#[must_use]
pub fn length(length: u32, shift: u8) -> f64 {
    if length <= SHORT_TEXT {
        return f64::from(length);
    }
    let steps = 2 * u64::from(SHIFTS);
    let shifted = u64::from(length) * (steps + u64::from(shift)) / steps;
    let power = 1_u64 << shifted.ilog2();
    let rounded = if shifted >= power + power / 2 { power + power / 2 } else { power };
    u32::try_from(rounded).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_rounded_up() {
        let check = |count: usize, expected: usize| assert_eq!(coarse(count), expected);
        check(0, 0);
        check(31, 31);
        check(33, 34);
        check(10_420, 10_752);
        check(10_421, 10_752);
    }

    #[test]
    #[allow(clippy::float_cmp)] // eighths of a power of two are exact
    fn averages_are_rounded() {
        let check = |value: f64, expected: f64| assert_eq!(average(value), expected);
        check(1.0, 1.0);
        check(5.2, 5.0);
        check(7.9, 8.0);
        check(452.3, 448.0);
    }

    #[test]
    #[allow(clippy::float_cmp)] // whole numbers are exact
    fn lengths_are_rounded_at_other_places() {
        let check = |value: u32, shift: u8, expected: f64| assert_eq!(length(value, shift), expected);
        check(0, 255, 0.0);
        check(64, 255, 64.0);
        check(450, 0, 384.0);
        check(450, 255, 512.0);
        // A few more words in a text change a few of the 256 shifts.
        let changed = (0..=255).filter(|shift| length(450, *shift) != length(462, *shift)).count();
        assert!((5..30).contains(&changed), "{changed}");
    }
}
