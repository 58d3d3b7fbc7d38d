//! Code → HTML with about twelve classes that work in light and dark mode.
//!
//! A small lexer with tables (`lexer`, `formats`) handles the most common languages of help centers; the grammars of
//! `two-face` (`grammars`) handle all others. Grammars are more precise, but compiling their expressions took 1.1 s for
//! the six languages of a thousand articles, five times as long as rendering them. The lexer takes milliseconds.
//!
//! Adjacent tokens of one class are merged, and a token never crosses the end of a line, so that single lines can be
//! marked. This module does not read the rest of a fence's info string.

mod formats;
mod grammars;
mod languages;
mod lexer;
mod pieces;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Maximum length of a line. Longer lines are minified code, which nobody reads and which takes grammars seconds.
const MAX_LINE_BYTES: usize = 4 * 1024;

/// Maximum length of a block. Longer blocks are data, not examples.
const MAX_BLOCK_BYTES: usize = 100 * 1024;

/// Maximum size of the cache of highlighted blocks, which often occur again in other versions and locales of an
/// article.
const MAX_CACHE_BYTES: usize = 32 * 1024 * 1024;

/// Number of locks that the cache is spread over, so that threads rarely wait for each other.
const SHARDS: usize = 16;

/// Names in a fence that mean plain text.
const PLAIN: &[&str] = &["", "text", "txt", "plain", "plaintext", "none", "output", "mermaid", "math"];

/// Grammars and a cache of highlighted blocks. All threads of a build share one.
#[derive(Default)]
pub struct Highlighter {
    cache: [Mutex<HighlightShard>; SHARDS],
}

#[derive(Default)]
struct HighlightShard {
    blocks: HashMap<blake3::Hash, Option<Arc<str>>>,
    bytes: usize,
}

impl std::fmt::Debug for Highlighter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Highlighter").finish_non_exhaustive()
    }
}

impl Highlighter {
    /// The code as escaped HTML, with each token in a `<span class="t-…">`. `None` if the language is unknown or the
    /// code is too long; such code is shown plain.
    #[must_use]
    pub fn highlight(&self, language: &str, code: &str) -> Option<Arc<str>> {
        if code.len() > MAX_BLOCK_BYTES || code.is_empty() {
            return None;
        }
        let language = language.to_ascii_lowercase();
        if PLAIN.contains(&language.as_str()) {
            return None;
        }
        if let Some(html) = formats::colour(&language, code).or_else(|| lexer::colour(&language, code)) {
            return Some(html.into());
        }
        self.by_grammar(&language, code)
    }

    fn by_grammar(&self, language: &str, code: &str) -> Option<Arc<str>> {
        let syntax = grammars::syntax(language)?;
        let key = blake3::Hasher::new().update(syntax.name.as_bytes()).update(&[0]).update(code.as_bytes()).finalize();
        let shard = &self.cache[usize::from(key.as_bytes()[0]) % SHARDS];
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).blocks.get(&key) {
            return known.clone();
        }
        let html: Option<Arc<str>> = grammars::colour(syntax, code).map(Into::into);
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = html.as_ref().map_or(0, |html| html.len());
        if shard.bytes + bytes <= MAX_CACHE_BYTES / SHARDS {
            shard.bytes += bytes;
            shard.blocks.insert(key, html.clone());
        }
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, code: &str, expected: Option<&str>) {
        assert_eq!(Highlighter::default().highlight(language, code).as_deref(), expected);
    }

    #[test]
    fn unknown_languages_stay_plain() {
        check("klingon", "x", None);
        check("text", "x", None);
        check("", "x", None);
    }

    #[test]
    fn markup_in_code_is_escaped() {
        check("bash", "# <b> & x\n", Some("<span class=\"t-c\"># &lt;b&gt; &amp; x</span>\n"));
        check("lua", "-- <b>\n", Some("<span class=\"t-c\">-- &lt;b&gt;</span>\n"));
    }

    #[test]
    fn minified_lines_are_not_read() {
        let line = "a=1;".repeat(2_000);
        check("lua", &line, Some(&line));
    }
}
