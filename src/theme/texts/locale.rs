//! The data of CLDR (<https://cldr.unicode.org>) about a language: plural forms, dates, numbers and direction. This is
//! the only module that uses ICU4X, whose data is embedded in the program.
//!
//! Formatters are created for each use: finding their data takes a few microseconds, and callers can cache the results.

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale::{LocaleDirectionality, LocaleExpander, TransformResult};
use icu_locale_core::{LanguageIdentifier, Locale as Tag};
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};
use jiff::civil::Date;

/// The CLDR data of a language.
#[derive(Debug, Clone)]
pub(super) struct CldrLocale(Tag);

impl CldrLocale {
    /// The locale for a BCP 47 tag, or `None` if the tag is invalid.
    pub(super) fn new(tag: &str) -> Option<Self> {
        tag.parse().ok().map(Self)
    }

    /// Whether the language is written from right to left.
    pub(super) fn is_right_to_left(&self) -> bool {
        LocaleDirectionality::new_extended().is_right_to_left(&self.0.id)
    }

    /// The plural category of a number: `zero`, `one`, `two`, `few`, `many` or `other`.
    pub(super) fn plural(&self, number: usize) -> &'static str {
        let rules = PluralRules::try_new((&self.0).into(), PluralRuleType::Cardinal.into());
        match rules.map(|rules| rules.category_for(number)) {
            Ok(PluralCategory::Zero) => "zero",
            Ok(PluralCategory::One) => "one",
            Ok(PluralCategory::Two) => "two",
            Ok(PluralCategory::Few) => "few",
            Ok(PluralCategory::Many) => "many",
            Ok(PluralCategory::Other) | Err(_) => "other",
        }
    }

    /// A number with the digits and grouping of the language.
    pub(super) fn number(&self, number: usize) -> String {
        match DecimalFormatter::try_new((&self.0).into(), DecimalFormatterOptions::default()) {
            Ok(formatter) => formatter.format(&Decimal::from(number)).to_string(),
            Err(_) => number.to_string(),
        }
    }

    /// A date in its long form, such as `8 November 2026`, or `None` for languages that CLDR does not know.
    pub(super) fn date(&self, date: Date) -> Option<String> {
        let formatter = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new((&self.0).into(), YMD::long()).ok()?;
        let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
        let day = icu_calendar::Date::try_new_gregorian(date.year().into(), month, day).ok()?;
        let text = formatter.format(&day).to_string();
        // For unknown languages, CLDR's root locale calls November `M11`.
        (!text.contains(&format!("M{month:02}"))).then_some(text)
    }
}

/// The language with its script, such as `zh-Hant` for `zh-TW`. `None` if the tag already contains the script, or if it
/// is the usual script of the language.
pub(super) fn with_script(tag: &str) -> Option<String> {
    let expander = LocaleExpander::new_common();
    let mut full: LanguageIdentifier = tag.parse().ok()?;
    if full.script.is_some() {
        return None;
    }
    let mut usual = LanguageIdentifier::from((full.language, None, None));
    expander.maximize(&mut full);
    expander.maximize(&mut usual);
    let script = full.script.filter(|_| full.script != usual.script)?;
    Some(format!("{}-{script}", full.language))
}

/// Whether CLDR knows the language of a tag.
pub(super) fn is_known(tag: &str) -> bool {
    let Ok(LanguageIdentifier { language, .. }) = tag.parse() else { return false };
    let mut full = LanguageIdentifier::from((language, None, None));
    LocaleExpander::new_extended().maximize(&mut full) == TransformResult::Modified
}

/// The main language of a country, for a tag that contains a country code in place of a language.
pub(super) fn language_of_country(tag: &str) -> Option<String> {
    let country: LanguageIdentifier = format!("und-{}", tag.split('-').next()?).parse().ok()?;
    let mut full = country.clone();
    LocaleExpander::new_extended().maximize(&mut full);
    (full.language != country.language && full.region == country.region).then(|| full.language.to_string())
}
