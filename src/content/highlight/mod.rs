//! Code → HTML with about twelve classes that follow light and dark.
//!
//! The languages that help centers show most are read by a small lexer with tables (`lexer`, `formats`); all others by
//! the grammars of `two-face` (`grammars`). Grammars know more, but compiling their expressions took 1.1 s for the six
//! languages of a thousand articles, five times as long as rendering the articles; the lexer takes milliseconds.
//!
//! Neighbours of one class are merged, and a token never crosses a line's end, so that lines can be marked one by one.
//! Not its business: what a writer may put into a fence's info string.

mod formats;
mod grammars;
mod languages;
mod lexer;
mod pieces;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A line longer than this is minified code, which nobody reads and which takes grammars seconds.
const MAX_LINE_BYTES: usize = 4 * 1024;

/// A block longer than this is data rather than an example.
const MAX_BLOCK_BYTES: usize = 100 * 1024;

/// How much highlighted HTML is kept for blocks that come again, in every version and locale of an article.
const MAX_CACHE_BYTES: usize = 32 * 1024 * 1024;

/// Number of locks that the cache is spread over, so that threads seldom wait for each other.
const SHARDS: usize = 16;

/// Languages that are none.
const PLAIN: &[&str] = &["", "text", "txt", "plain", "plaintext", "none", "output", "mermaid", "math"];

/// Grammars, and the blocks that were coloured already. One for a whole build: it is shared by all threads.
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
    /// The code as HTML, escaped, each token in a `<span class="t-…">`. `None` where the language is unknown or the
    /// code is too long to be read: such code is shown plain.
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
