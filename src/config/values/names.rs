//! Values that are names: titles, colors, languages, diagnostic codes, icons, email addresses and phone numbers. Most
//! only need the right format; codes and kinds must also exist.

use icu_locale_core::LanguageIdentifier;
use serde_json::{Value as Json, json};

use super::{
    CodeName, Color, EditionName, Email, FromText, Icon, KindName, Language, Level, Phone, TextProblem, Title,
    VariableName,
};
use crate::codes;
use crate::config::KINDS;
use crate::diagnostic::Severity;
use crate::suggest;

impl FromText for Title {
    const EXPECTED: &'static str = "a text that is not empty";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        if text.is_empty() { Err(TextProblem::empty()) } else { Ok(Self(text.to_owned())) }
    }

    fn schema() -> Json {
        json!({ "type": "string", "minLength": 1 })
    }
}

impl FromText for Color {
    const EXPECTED: &'static str = "a color such as `#0b6354`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        if let Some(color) = text.strip_prefix('#').and_then(hex_color) {
            return Ok(Self(color));
        }
        let suggestion = hex_color(text).map(|_| format!("#{text}"));
        Err(TextProblem::new(format!("`{text}` is not a color")).did_you_mean(suggestion))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$" })
    }
}

/// Parses a color of three or six hexadecimal digits.
fn hex_color(digits: &str) -> Option<[u8; 3]> {
    let digits: Vec<u8> = digits.chars().map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect::<Option<_>>()?;
    match *digits.as_slice() {
        [r, g, b] => Some([r * 17, g * 17, b * 17]),
        [_, _, _, _, _, _] => Some(std::array::from_fn(|part| digits[2 * part] * 16 + digits[2 * part + 1])),
        _ => None,
    }
}

impl FromText for Language {
    const EXPECTED: &'static str = "a language tag such as `en`, `de` or `pt-BR`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let problem = || TextProblem::new(format!("`{text}` is not a language tag"));
        let tag = text.replace('_', "-").parse::<LanguageIdentifier>();
        let tag = tag.map_err(|_| problem().did_you_mean(nearest_language(text)))?;
        // The grammar allows five to eight letters, but no language is registered with that many: `english` is a
        // mistake.
        match tag.language.as_str().len() {
            2 | 3 if text.contains('_') => Err(problem().did_you_mean(Some(tag.to_string()))),
            2 | 3 => Ok(Self(tag.to_string())),
            _ => Err(problem().did_you_mean(nearest_language(text))),
        }
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$" })
    }
}

/// The tag for a language's name, such as `english`.
fn nearest_language(text: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("chinese", "zh-Hans"),
        ("deutsch", "de"),
        ("dutch", "nl"),
        ("english", "en"),
        ("español", "es"),
        ("français", "fr"),
        ("french", "fr"),
        ("german", "de"),
        ("italian", "it"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("polish", "pl"),
        ("portuguese", "pt"),
        ("russian", "ru"),
        ("spanish", "es"),
        ("swedish", "sv"),
        ("turkish", "tr"),
    ];
    let text = text.to_lowercase();
    NAMES.iter().find(|(name, _)| *name == text).map(|(_, tag)| *tag)
}

impl FromText for Icon {
    const EXPECTED: &'static str = "the name of an icon, such as `key`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if !text.is_empty() && text.chars().all(fits) {
            return Ok(Self(text.to_owned()));
        }
        let name = text.rsplit('/').next().unwrap_or(text).trim_end_matches(".svg").to_lowercase();
        let suggestion = (!name.is_empty() && name.chars().all(fits)).then_some(name);
        Err(TextProblem::new(format!("`{text}` is not the name of an icon")).did_you_mean(suggestion))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[a-z0-9-]+$" })
    }
}

impl FromText for CodeName {
    const EXPECTED: &'static str = "the code of a diagnostic";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let mut all = codes::ALL.iter().map(|(code, ..)| code.0);
        if all.clone().any(|code| code == text) {
            return Ok(Self(text.to_owned()));
        }
        let same_rule = all.clone().find(|code| code.split_once('/').is_some_and(|(_, rule)| rule == text));
        let nearest = same_rule.or_else(|| suggest::nearest(text, &mut all));
        Err(TextProblem::new(format!("there is no diagnostic `{text}`")).did_you_mean(nearest))
    }

    fn schema() -> Json {
        json!({ "enum": codes::ALL.iter().map(|(code, ..)| code.0).collect::<Vec<_>>() })
    }
}

/// The names of the severities in `[diagnostics]`.
const LEVELS: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("note", Some(Severity::Note)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

impl FromText for Level {
    const EXPECTED: &'static str = "`off`, `note`, `warning` or `error`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        if let Some((_, severity)) = LEVELS.iter().find(|(name, _)| *name == text) {
            return Ok(Self(*severity));
        }
        let nearest = match text {
            "ignore" | "allow" | "none" | "silent" | "false" => Some("off"),
            "info" | "hint" => Some("note"),
            "deny" | "forbid" => Some("error"),
            _ => suggest::nearest(text, LEVELS.iter().map(|(name, _)| *name)),
        };
        Err(TextProblem::new(format!("`{text}` is not a severity")).did_you_mean(nearest))
    }

    fn schema() -> Json {
        json!({ "enum": LEVELS.iter().map(|(name, _)| *name).collect::<Vec<_>>() })
    }
}

impl FromText for KindName {
    const EXPECTED: &'static str = "an article kind";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        if KINDS.contains(&text) {
            return Ok(Self(text.to_owned()));
        }
        Err(TextProblem::new(format!("`{text}` is not an article kind")).did_you_mean(suggest::nearest(text, KINDS)))
    }

    fn schema() -> Json {
        json!({ "enum": KINDS })
    }
}

impl FromText for EditionName {
    const EXPECTED: &'static str = "a name of lower-case letters, digits and `-`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if !text.is_empty() && text.chars().all(fits) && text != "public" {
            return Ok(Self(text.to_owned()));
        }
        let name = text.to_lowercase().replace([' ', '_'], "-");
        let suggestion = (name != "public" && name != text && name.chars().all(fits)).then_some(name);
        Err(TextProblem::new(format!("`{text}` cannot be the name of an edition")).did_you_mean(suggestion))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[a-z0-9-]+$" })
    }
}

impl FromText for VariableName {
    const EXPECTED: &'static str = "a name of letters, digits, `_`, `-` and `.`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
        if !text.is_empty() && text.chars().all(fits) {
            return Ok(Self(text.to_owned()));
        }
        let name: String =
            text.split(|letter| !fits(letter)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
        let suggestion = (!name.is_empty()).then_some(name);
        Err(TextProblem::new(format!("`{text}` cannot be the name of a variable")).did_you_mean(suggestion))
    }
}

impl FromText for Email {
    const EXPECTED: &'static str = "an email address such as `help@example.com`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let is_address = |text: &str| {
            text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
                && !text.contains(|letter: char| letter.is_whitespace() || matches!(letter, ':' | '/' | '<' | '>'))
        };
        if is_address(text) {
            return Ok(Self(text.to_owned()));
        }
        let bare = text.trim_start_matches("mailto:").trim_matches(['<', '>']);
        let suggestion = is_address(bare).then_some(bare);
        Err(TextProblem::new(format!("`{text}` is not an email address")).did_you_mean(suggestion))
    }
}

impl FromText for Phone {
    const EXPECTED: &'static str = "a phone number such as `+49 30 123456`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        if text.contains(|letter: char| letter.is_ascii_digit()) && !text.contains("://") && !text.starts_with("tel:") {
            return Ok(Self(text.to_owned()));
        }
        let suggestion = text.strip_prefix("tel:");
        Err(TextProblem::new(format!("`{text}` is not a phone number")).did_you_mean(suggestion))
    }
}
