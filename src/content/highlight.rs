//! Code → HTML with about twelve classes that follow light and dark.
//!
//! A grammar's scopes (thousands) are mapped to a handful of [`CLASSES`] and neighbours of one class are merged, which
//! leaves a tenth of what the grammar's own class output would weigh. A token never crosses a line's end, so that lines
//! can be marked one by one. Grammars are loaded at first use, and a grammar's expressions when a block needs them.
//!
//! Not its business: what a writer may put into a fence's info string.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// A line longer than this is minified code, which nobody reads and which costs the grammars seconds.
const MAX_LINE_BYTES: usize = 4 * 1024;

/// A block longer than this is data rather than an example.
const MAX_BLOCK_BYTES: usize = 100 * 1024;

/// How much highlighted HTML is kept for blocks that come again, in every version and locale of an article.
const MAX_CACHE_BYTES: usize = 32 * 1024 * 1024;

/// Number of locks that the cache is spread over, so that threads seldom wait for each other.
const SHARDS: usize = 16;

/// Names that writers use for languages, where the grammars know another one.
const ALIASES: &[(&str, &str)] = &[
    ("bat", "batch file"),
    ("cmd", "batch file"),
    ("console", "bash"),
    ("csharp", "c#"),
    ("docker", "dockerfile"),
    ("env", "dotenv"),
    ("golang", "go"),
    ("hcl", "terraform"),
    ("http", "http request and response"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsx", "tsx"),
    ("mdx", "markdown"),
    ("mysql", "sql"),
    ("node", "javascript"),
    ("objc", "objective-c"),
    ("plsql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("properties", "java properties"),
    ("py3", "python"),
    ("sh-session", "bash"),
    ("shell", "bash"),
    ("shell-session", "bash"),
    ("shellscript", "bash"),
    ("terminal", "bash"),
    ("vue", "vue component"),
    ("xhtml", "html"),
    ("yml", "yaml"),
];

/// Beginnings of scopes with the class that they get; the longest match wins. An empty class is plain text.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("string", "s"),
    ("punctuation.definition.string", "s"),
    ("constant", "n"),
    ("constant.character.escape", "s"),
    ("keyword", "k"),
    ("keyword.operator", "o"),
    ("storage", "k"),
    ("storage.type", "k"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("meta.function-call.identifier", "f"),
    ("entity.name.type", "t"),
    ("entity.name.class", "t"),
    ("entity.name.struct", "t"),
    ("entity.name.tag", "k"),
    ("entity.name.section", "k"),
    ("entity.other.inherited-class", "t"),
    ("entity.other.attribute-name", "a"),
    ("support.type", "t"),
    ("support.type.property-name", "a"),
    ("support.class", "t"),
    ("support.constant", "n"),
    ("variable.parameter", "v"),
    ("variable.language", "k"),
    ("variable.other.readwrite", "v"),
    ("variable.other.member", "a"),
    ("punctuation", "p"),
    ("punctuation.definition.comment", "c"),
    ("punctuation.definition.variable", "v"),
    ("punctuation.definition.inserted", "i"),
    ("punctuation.definition.deleted", "d"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("markup.heading", "k"),
    ("markup.raw", "s"),
    ("meta.diff.header", "c"),
];

/// Grammars, and the blocks that were coloured already. One for a whole build: it is shared by all threads.
#[derive(Default)]
pub struct Highlighter {
    cache: [Mutex<Shard>; SHARDS],
}

#[derive(Default)]
struct Shard {
    blocks: HashMap<blake3::Hash, Option<Arc<str>>>,
    bytes: usize,
}

impl std::fmt::Debug for Highlighter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Highlighter").finish_non_exhaustive()
    }
}

/// The grammars, unpacked at first use; constant data, so every build shares them.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

static SELECTORS: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    let mut selectors: Vec<(Scope, &'static str)> =
        CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect();
    selectors.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    selectors
});

impl Highlighter {
    /// The code as HTML, escaped, each token in a `<span class="t-…">`. `None` where the language is unknown or the
    /// code is too long to be read: such code is shown plain.
    #[must_use]
    pub fn highlight(&self, language: &str, code: &str) -> Option<Arc<str>> {
        if code.len() > MAX_BLOCK_BYTES || code.is_empty() {
            return None;
        }
        let syntax = syntax(language)?;
        let key = blake3::Hasher::new().update(syntax.name.as_bytes()).update(&[0]).update(code.as_bytes()).finalize();
        let shard = &self.cache[usize::from(key.as_bytes()[0]) % SHARDS];
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).blocks.get(&key) {
            return known.clone();
        }
        let html: Option<Arc<str>> = colour(syntax, code).map(Into::into);
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = html.as_ref().map_or(0, |html| html.len());
        if shard.bytes + bytes <= MAX_CACHE_BYTES / SHARDS {
            shard.bytes += bytes;
            shard.blocks.insert(key, html.clone());
        }
        html
    }
}

/// The grammar of a language, by its name, an alias or a file extension.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = language.to_ascii_lowercase();
    if matches!(name.as_str(), "" | "text" | "txt" | "plain" | "plaintext" | "none" | "output" | "mermaid" | "math") {
        return None;
    }
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, name)| name);
    SYNTAXES.find_syntax_by_token(name)
}

/// `None` where the grammar fails, which is a fault of the grammar and no reason to hide the code.
fn colour(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut html = Pieces { html: String::with_capacity(code.len() * 2), class: "" };
    for line in code.split_inclusive('\n') {
        if line.len() > MAX_LINE_BYTES {
            html.push(line, "");
            continue;
        }
        let mut done = 0;
        for (at, operation) in state.parse_line(line, &SYNTAXES).ok()? {
            if at > done {
                html.push(line.get(done..at)?, class(&stack));
                done = at;
            }
            stack.apply(&operation).ok()?;
        }
        html.push(line.get(done..)?, class(&stack));
        html.close();
    }
    html.close();
    Some(html.html)
}

/// The class of the innermost scope that has one.
fn class(stack: &ScopeStack) -> &'static str {
    let find =
        |scope: &Scope| SELECTORS.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.scopes.iter().rev().find_map(find).unwrap_or_default()
}

/// HTML that grows, neighbours of one class merged.
struct Pieces {
    html: String,
    class: &'static str,
}

impl Pieces {
    fn push(&mut self, text: &str, class: &'static str) {
        let (text, line_end) = text.strip_suffix('\n').map_or((text, ""), |text| (text, "\n"));
        let blank = text.chars().all(char::is_whitespace);
        if !text.is_empty() {
            if class != self.class && !(blank && class.is_empty()) {
                self.close();
                if !blank && !class.is_empty() {
                    let _ = write!(self.html, "<span class=\"t-{class}\">");
                    self.class = class;
                }
            }
            escape(text, &mut self.html);
        }
        if !line_end.is_empty() {
            self.close();
            self.html.push('\n');
        }
    }

    fn close(&mut self) {
        if !std::mem::take(&mut self.class).is_empty() {
            self.html.push_str("</span>");
        }
    }
}

/// Escapes text content.
fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\0' => html.push('\u{FFFD}'),
            character => html.push(character),
        }
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
    fn tokens_get_one_of_a_few_classes() {
        let json = "<span class=\"t-p\">{</span><span class=\"t-s\">\"a\"</span><span class=\"t-p\">: </span>\
                    <span class=\"t-n\">1</span><span class=\"t-p\">}</span>\n";
        check("json", "{\"a\": 1}\n", Some(json));
        check("diff", "-a\n+b\n", Some("<span class=\"t-d\">-a</span>\n<span class=\"t-i\">+b</span>\n"));
    }

    #[test]
    fn a_token_ends_with_its_line() {
        check("js", "/* a\nb */\n", Some("<span class=\"t-c\">/* a</span>\n<span class=\"t-c\">b */</span>\n"));
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
    }

    #[test]
    fn minified_lines_are_not_read() {
        let line = "a=1;".repeat(2_000);
        check("js", &line, Some(&line));
    }

    #[test]
    fn every_alias_leads_to_a_grammar() {
        let lost: Vec<&str> = ALIASES.iter().map(|(alias, _)| *alias).filter(|alias| syntax(alias).is_none()).collect();
        assert_eq!(lost, [""; 0]);
    }
}
