//! Turns words into stems. The only module that uses elasticlunr, which has stop words and stemmers for eighteen
//! languages.
//!
//! The pipelines of elasticlunr delete what they do not know: the English one everything that is not ASCII, the others
//! digits and other scripts. Words that contain such characters skip the pipeline. Languages without a pipeline, and
//! Chinese, Japanese and Korean, which have no blanks between words, use our own [`Language`].

use std::borrow::Cow;
use std::collections::HashMap;

use elasticlunr::{Language, Pipeline, lang};
use foldhash::fast::FixedState;

use super::{bigrams, fold, is_dense};

/// Languages that write compounds as one word: German, Dutch, Swedish, Danish, Norwegian, Finnish, Hungarian.
const COMPOUNDING: [&str; 9] = ["de", "nl", "sv", "da", "no", "nb", "nn", "fi", "hu"];

/// Whether a language writes compounds as one word.
#[must_use]
pub fn has_compounds(tag: &str) -> bool {
    tag.split('-').next().is_some_and(|code| COMPOUNDING.contains(&code))
}

/// Turns words of one language into stems. Not `Send`, because elasticlunr's pipelines are not, so each thread has its
/// own.
pub struct Stemmer {
    language: Box<dyn Language>,
    pipeline: Pipeline,
    script: Script,
    known: HashMap<String, Option<String>, FixedState>,
}

/// The letters that a pipeline accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    /// A to Z; words are folded first.
    Ascii,
    /// Latin letters, with or without marks.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Arabic.
    Arabic,
    /// No letters: every word skips the pipeline.
    None,
}

impl Stemmer {
    /// The stemmer for a BCP 47 tag.
    #[must_use]
    pub fn new(tag: &str) -> Self {
        let code = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        // elasticlunr uses `du` for Dutch, and has one Norwegian language.
        let code = match code.as_str() {
            "nl" => "du",
            "nb" | "nn" => "no",
            code => code,
        };
        let (language, script): (Box<dyn Language>, Script) = match (code, lang::from_code(code)) {
            ("zh" | "ja" | "ko", _) | (_, None) => (Box::new(PlainStemmer(code.to_owned())), Script::None),
            ("en", Some(language)) => (language, Script::Ascii),
            ("ru", Some(language)) => (language, Script::Cyrillic),
            ("ar", Some(language)) => (language, Script::Arabic),
            (_, Some(language)) => (language, Script::Latin),
        };
        let pipeline = language.make_pipeline();
        Self { language, pipeline, script, known: HashMap::default() }
    }

    /// The folded stem of a word in lower case; `None` for a stop word.
    pub fn stem(&mut self, word: &str) -> Option<&str> {
        if !self.known.contains_key(word) {
            let stem = self.run(word);
            self.known.insert(word.to_owned(), stem);
        }
        self.known[word].as_deref()
    }

    fn run(&self, word: &str) -> Option<String> {
        if !self.understands(word) {
            return Some(fold(word).into_owned());
        }
        let word = if self.script == Script::Ascii { fold(word) } else { Cow::Borrowed(word) };
        let stem = self.pipeline.run(self.language.tokenize(&word)).pop()?;
        let stem = fold(&stem).into_owned();
        (!stem.is_empty()).then_some(stem)
    }

    fn understands(&self, word: &str) -> bool {
        match self.script {
            Script::None => false,
            Script::Ascii => fold(word).bytes().all(|byte| byte.is_ascii_lowercase()),
            Script::Latin => {
                let is_latin = |c: char| c.is_alphabetic() && matches!(c, '\0'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}');
                word.chars().all(is_latin)
            }
            Script::Cyrillic => word.chars().all(|c| matches!(c, '\u{0400}'..='\u{052F}')),
            Script::Arabic => word.chars().all(|c| matches!(c, '\u{0620}'..='\u{06FF}')),
        }
    }
}

/// A language without a stemmer. Scripts without blanks are split into pairs of characters, other text into words.
struct PlainStemmer(String);

impl Language for PlainStemmer {
    fn name(&self) -> String {
        self.0.clone()
    }

    fn code(&self) -> String {
        self.0.clone()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        if text.chars().all(is_dense) { bigrams(text).map(str::to_owned).collect() } else { vec![text.to_owned()] }
    }

    fn make_pipeline(&self) -> Pipeline {
        Pipeline { queue: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_stem_meet() {
        let check = |tag: &str, a: &str, b: &str| {
            let mut stemmer = Stemmer::new(tag);
            let a = stemmer.stem(a).map(str::to_owned);
            assert_eq!(a.as_deref(), stemmer.stem(b), "in `{tag}`");
            assert!(a.is_some());
        };
        check("en", "passwords", "password");
        check("en-GB", "cafés", "cafe");
        check("de", "rechnungen", "rechnung");
        check("fr", "remboursements", "remboursement");
        check("nl-BE", "wachtwoorden", "wachtwoord");
        check("nb", "passordene", "passord");
        check("ru", "пароля", "пароль");
        check("pl", "hasło", "haslo");
    }

    #[test]
    fn what_a_pipeline_would_lose_goes_past_it() {
        let check = |tag: &str, word: &str, expected| assert_eq!(Stemmer::new(tag).stem(word), expected);
        check("ru", "github", Some("github"));
        check("de", "office365", Some("office365"));
        check("en", "0x80070057", Some("0x80070057"));
        check("fr", "c++", Some("c++"));
        check("ja", "設定", Some("設定"));
        check("en", "the", None);
        check("de", "und", None);
    }
}
