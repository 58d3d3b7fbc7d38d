//! Reports configured languages that do not exist. `xx` is as well-formed as `fr`, but usually a country code (such as
//! `jp`) or a typo.

use super::locale;
use crate::codes;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};

/// The diagnostics for configured languages that CLDR does not know.
#[must_use]
pub fn unknown_languages(config: &Config) -> Vec<Diagnostic> {
    let report = |locale: &crate::config::Locale| {
        let message = format!("there is no language with the tag `{}`", locale.code);
        let place = locale.span.clone().map_or(Place::Project, Place::Span);
        let diagnostic = Diagnostic::new(codes::CONFIG_UNKNOWN_LANGUAGE, message, place);
        match locale::language_of_country(&locale.code) {
            Some(language) => diagnostic.did_you_mean(Some(language)),
            None => diagnostic.help("use the language's ISO 639 code, such as `en`, optionally with a region: `en-GB`"),
        }
    };
    config.locales.iter().filter(|locale| !locale::is_known(&locale.code)).map(report).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Locale;

    #[test]
    fn countries_differ_from_languages() {
        let check = |code: &str, expected: Option<&str>| {
            let config = Config { locales: vec![Locale::of(code)], ..Config::default() };
            let found = unknown_languages(&config);
            assert_eq!(found.first().map(|diagnostic| diagnostic.help[0].as_str()), expected, "{code}");
        };
        for code in ["en", "pt-PT", "zh-Hant", "ar-EG", "sv", "gsw", "fil", "en-XA"] {
            check(code, None);
        }
        check("jp", Some("did you mean `ja`?"));
        check("cz", Some("did you mean `cs`?"));
        check("xx", Some("use the language's ISO 639 code, such as `en`, optionally with a region: `en-GB`"));
    }
}
