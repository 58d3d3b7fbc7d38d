//! Shares with their counts and confidence intervals. All rates in a report are such shares.

use serde::Serialize;

/// The 97.5 % point of the normal distribution, for 95 % intervals.
const Z: f64 = 1.959_963_984_540_054;

/// A share of a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// How many cases fit.
    pub numerator: u64,
    /// How many cases there are.
    pub denominator: u64,
}

impl Share {
    /// The share of `numerator` in `denominator`.
    #[must_use]
    pub fn of(numerator: u64, denominator: u64) -> Self {
        Self { numerator, denominator }
    }

    /// Counts one more case.
    pub fn count(&mut self, fits: bool) {
        self.numerator += u64::from(fits);
        self.denominator += 1;
    }

    /// The share from 0 to 1; `None` without cases.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.denominator > 0).then(|| number(self.numerator) / number(self.denominator))
    }

    /// The 95 % score interval, within 0 to 1; 0 to 1 without cases. Source: E. B. Wilson, "Probable inference, the law
    /// of succession, and statistical inference", Journal of the American Statistical Association 22, 1927, pages
    /// 209–212. Unlike the textbook interval, it is also correct for few cases and for shares near 0 and 1.
    #[must_use]
    pub fn interval(self) -> (f64, f64) {
        let Some(share) = self.value() else { return (0.0, 1.0) };
        let n = number(self.denominator);
        let spread = Z * Z / n;
        let centre = (share + spread / 2.0) / (1.0 + spread);
        let half = Z / (1.0 + spread) * (share * (1.0 - share) / n + spread / (4.0 * n)).sqrt();
        ((centre - half).max(0.0), (centre + half).min(1.0))
    }

    /// The share of cases that do not fit.
    #[must_use]
    pub fn rest(self) -> Self {
        Self { numerator: self.denominator - self.numerator, denominator: self.denominator }
    }
}

/// A count as a number to calculate with; exact up to 2⁵³.
#[allow(clippy::cast_precision_loss)]
pub(super) fn number(count: u64) -> f64 {
    count as f64
}

impl Serialize for Share {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct SerializedShare {
            numerator: u64,
            denominator: u64,
            value: Option<f64>,
            low: Option<f64>,
            high: Option<f64>,
        }
        let rounded = |share: f64| (share * 1e6).round() / 1e6;
        let (low, high) = self.interval();
        let known = |bound: f64| self.value().map(|_| rounded(bound));
        SerializedShare {
            numerator: self.numerator,
            denominator: self.denominator,
            value: self.value().map(rounded),
            low: known(low),
            high: known(high),
        }
        .serialize(serializer)
    }
}

/// `1,234,567`
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number with its noun: `1 view`, `1,234 views`.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_wilsons() {
        // Reference values: R's `prop.test(x, n, correct = FALSE)$conf.int`.
        let check = |numerator, denominator, low: f64, high: f64| {
            let (found_low, found_high) = Share::of(numerator, denominator).interval();
            assert!((found_low - low).abs() < 5e-5 && (found_high - high).abs() < 5e-5, "{found_low} {found_high}");
        };
        check(0, 10, 0.0, 0.2775);
        check(10, 10, 0.7225, 1.0);
        check(7, 10, 0.3968, 0.8922);
        check(81, 263, 0.2553, 0.3662);
        check(0, 0, 0.0, 1.0);
    }

    #[test]
    fn nothing_of_nothing_is_no_share() {
        assert_eq!(Share::default().value(), None);
        let shown = serde_json::to_value(Share::of(1, 4)).expect("a value");
        assert_eq!(shown["value"], 0.25);
        assert_eq!(serde_json::to_value(Share::default()).expect("a value")["low"], serde_json::Value::Null);
    }
}
