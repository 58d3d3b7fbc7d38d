//! Converts texts to the type that a key needs: booleans, numbers, dates, lists.
//!
//! Every function takes the value as typed and returns `None` if it does not fit; [`super::super::meta`] reports that.

use jiff::civil::Date;

use super::value::{FrontMatterData, FrontMatterValue};

/// `true`, `yes`, `on`, `1` and their opposites, in any case.
#[must_use]
pub fn switch(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// A whole number; leading zeros are not octal.
#[must_use]
pub fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    text.parse().ok().or_else(|| thousandths(text).filter(|number| number % 1000 == 0).map(|number| number / 1000))
}

/// A decimal number in thousandths, so that an order of `2.5` sorts between `2` and `3`.
#[must_use]
pub fn thousandths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let fraction: i64 = if is_fraction { digits.parse().ok()? } else { return None };
    let whole: i64 = whole.parse().ok()?;
    let sign = if text.starts_with('-') { -1 } else { 1 };
    Some(whole.saturating_mul(1000).saturating_add(sign * fraction))
}

/// A date: `2024-05-02`, `2024/05/02` or `5/2/2024` (month first, as in DocFX). A time after it is ignored: the day is
/// the one that the writer wrote.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    let end = text
        .find(|character: char| !character.is_ascii_digit() && !matches!(character, '-' | '/'))
        .unwrap_or(text.len());
    let (day, rest) = text.split_at(end);
    let is_time = |character: char| character.is_ascii_alphanumeric() || " :.,+-/[]_".contains(character);
    if !(rest.is_empty() || rest.starts_with(['T', 't', ' ']) && rest.contains(':') && rest.chars().all(is_time)) {
        return None;
    }
    let parts: Vec<&str> = day.split(['-', '/']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let (year, month, day) = match (first.len(), third.len(), day.contains('/')) {
        (4, 1 | 2, _) => (first, second, third),
        (1 | 2, 4, true) => (third, first, second),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A number of days: `180`, `90 days`, `12 weeks`, `6 months`, `1y`, `P6M`. A month counts as 30 days, a year as 365.
#[must_use]
pub fn days(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix('p').unwrap_or(&text);
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit_days = match unit.trim() {
        "" | "d" | "day" | "days" => 1,
        "w" | "week" | "weeks" => 7,
        "m" | "month" | "months" => 30,
        "y" | "year" | "years" => 365,
        _ => return None,
    };
    number.parse::<u32>().ok()?.checked_mul(unit_days).filter(|&days| days > 0)
}

/// A duration in seconds: `312`, `5:12`, `1:02:03`, `PT5M12S`, `5m12s`.
#[must_use]
pub fn seconds(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    if text.contains(':') || text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.split(':').try_fold(0_u32, |total, part| {
            let part: u32 = part.trim().parse().ok()?;
            total.checked_mul(60)?.checked_add(part)
        });
    }
    let mut total = 0_u32;
    let mut number = String::new();
    for character in text.strip_prefix("pt").unwrap_or(&text).chars() {
        let unit = match character {
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => {
                number.push(character);
                continue;
            }
        };
        total = total.checked_add(std::mem::take(&mut number).trim().parse::<u32>().ok()?.checked_mul(unit)?)?;
    }
    (number.is_empty() && total > 0).then_some(total)
}

/// The texts of a list. A single text counts as a list of one, and is split at commas if `commas` is set. `None` if an
/// item is not text.
#[must_use]
pub fn list(value: &FrontMatterValue, commas: bool) -> Option<Vec<FrontMatterValue>> {
    match &value.data {
        FrontMatterData::Null => Some(Vec::new()),
        FrontMatterData::Text { text, .. } if commas && text.contains(',') => {
            let texts = text.split(',').map(str::trim).filter(|text| !text.is_empty());
            let item = |text: &str| FrontMatterValue {
                data: FrontMatterData::Text { text: text.into(), quoted: true },
                range: value.range.clone(),
            };
            Some(texts.map(item).collect())
        }
        FrontMatterData::Text { .. } => Some(vec![value.clone()]),
        FrontMatterData::List(values) => {
            let values: Vec<FrontMatterValue> =
                values.iter().filter(|value| value.data != FrontMatterData::Null).cloned().collect();
            values.iter().all(|value| value.text().is_some()).then_some(values)
        }
        FrontMatterData::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_tool_are_read() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        };
        check("2024-05-02", Some("2024-05-02"));
        check("2024-05-02T23:30:00-07:00", Some("2024-05-02"));
        check("2024-05-02 10:00:00 +0200", Some("2024-05-02"));
        check("2024-5-2", Some("2024-05-02"));
        check("2024/05/02", Some("2024-05-02"));
        check("04/16/2019", Some("2019-04-16"));
        check("16/04/2019", None);
        check("2024-02-30", None);
        check("yesterday", None);
        check("2024-05-02 or so", None);
        check("", None);
    }

    #[test]
    fn numbers_are_decimal() {
        assert_eq!(number("010"), Some(10));
        assert_eq!(number("2.0"), Some(2));
        assert_eq!(number("2.5"), None);
        assert_eq!(number("two"), None);
        assert_eq!(number("1e9"), None);
        assert_eq!(thousandths("2.5"), Some(2500));
        assert_eq!(thousandths("-0.5"), Some(-500));
        assert_eq!(thousandths("3"), Some(3000));
        assert_eq!(thousandths("."), None);
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(days("180"), Some(180));
        assert_eq!(days("6 months"), Some(180));
        assert_eq!(days("P1Y"), Some(365));
        assert_eq!(days("0"), None);
        assert_eq!(days("often"), None);
        assert_eq!(seconds("5:12"), Some(312));
        assert_eq!(seconds("1:02:03"), Some(3723));
        assert_eq!(seconds("90"), Some(90));
        assert_eq!(seconds("PT5M12S"), Some(312));
        assert_eq!(seconds("long"), None);
    }
}
