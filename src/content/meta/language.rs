//! The language in a file's name: `refunds.fr.md` as in Hugo, `refunds._fr.md` as in Jekyll's plug-ins.

use crate::path::ProjectPath;

/// Languages recognized in a name (ISO 639-1). The list is short because two letters after a full stop can mean many
/// things.
const LANGUAGES: &[&str] = &["ar", "de", "en", "es", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "zh"];

/// The language at the end of a file's name.
pub(super) fn of(path: &ProjectPath) -> Option<&'static str> {
    split(path.stem()).1
}

/// A name without its language, and the language.
pub(super) fn split(name: &str) -> (&str, Option<&'static str>) {
    let Some((stem, suffix)) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else { return (name, None) };
    let code = suffix.strip_prefix('_').unwrap_or(suffix);
    match LANGUAGES.iter().find(|language| **language == code) {
        Some(language) => (stem, Some(language)),
        None => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_languages() {
        let check = |name: &str, expected: (&str, Option<&str>)| assert_eq!(split(name), expected);
        check("refunds._es", ("refunds", Some("es")));
        check("refunds.fr", ("refunds", Some("fr")));
        check("v3.5", ("v3.5", None));
        check("Excel.Is", ("Excel.Is", None));
        check(".de", (".de", None));
    }
}
