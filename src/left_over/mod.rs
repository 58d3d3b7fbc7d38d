//! Finds markup in text that readers see. Such markup is almost certainly left over: no translator and no parser
//! understood it, so it is shown as it was typed.
//!
//! [`find`] looks at a text without knowing what made it. It returns candidates with the characters that make them
//! markup. The caller knows where the text comes from, and drops candidates whose characters were not typed as they
//! are: those in code, those after a backslash, and character references. Text of a single value, such as a title, has
//! neither: [`report`] reports its candidates directly.

mod brackets;
mod lines;
mod repeated;
mod tags;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::{Span, floor};

pub use lines::PLACEHOLDERS;
pub use repeated::without_repeated;

/// Replaces text that must not be looked at, such as code, byte by byte.
pub const MASK: char = '\u{1}';

/// Maximum length of a piece of markup, in bytes. A longer one starts at a stray sign.
const MAX_REACH: usize = 400;

/// What was left over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Markup {
    /// `{{ … }}`, `{% … %}`, `{* … *}` or `<% … %>`.
    Template,
    /// A line with `:::`, `!!!`, `???`, `===` or `///`.
    Block,
    /// `[[…]]` or `![[…]]`.
    WikiLink,
    /// `![…](…)`.
    Picture,
    /// `[…](…)`.
    Link,
    /// `[…][…]`.
    Reference,
    /// `[^…]`.
    Footnote,
    /// `[!…]`.
    Callout,
    /// A row of a table.
    TableRow,
    /// `{#…}`, `{.…}` or `{:…}`.
    Attributes,
    /// A JSX tag, or an `import` or `export` line.
    Jsx,
    /// An HTML tag or comment.
    Tag,
    /// `%%…%%`.
    Comment,
    /// `**…**`, or text between backticks.
    Emphasis,
    /// `:name_of_emoji:`.
    Emoji,
    /// `$$…$$`.
    Formula,
    /// `\\(…\\)` or `\\[…\\]`.
    Tex,
    /// `&nbsp;`.
    Entity,
    /// Keys of front matter.
    FrontMatter,
    /// A text of a template for new articles.
    Placeholder,
}

/// Where a candidate must be for its markup to have a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkupPosition {
    /// Anywhere.
    Anywhere,
    /// At the start of a line.
    LineStart,
    /// On the line after `---`.
    AfterRule,
}

/// A candidate: markup in text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOver {
    /// What it is.
    pub markup: Markup,
    /// Where it is in the text.
    pub range: Range<usize>,
    /// The characters that make it markup.
    pub signs: Vec<usize>,
    /// Where it must be.
    pub position: MarkupPosition,
}

impl LeftOver {
    fn new(markup: Markup, range: Range<usize>, signs: &[usize]) -> Self {
        Self { markup, range, signs: signs.to_vec(), position: MarkupPosition::Anywhere }
    }

    fn at(self, position: MarkupPosition) -> Self {
        Self { position, ..self }
    }

    /// Whether it is markup in a text without Markdown, where backslashes are not taken away.
    #[must_use]
    pub fn is_in_plain_text(&self, text: &str) -> bool {
        self.markup != Markup::Tex || text[..self.range.start].ends_with('\\')
    }

    /// The diagnostic for this candidate.
    #[must_use]
    pub fn diagnostic(&self, span: Span) -> Diagnostic {
        let (shown, help) = self.markup.description();
        Diagnostic::at(codes::MARKUP_LEFT_OVER, format!("readers see {shown}"), span).help(help)
    }
}

impl Markup {
    /// What readers see, and what to do.
    fn description(self) -> (&'static str, &'static str) {
        const REMOVE: &str = "remove it, or put it in backticks if readers are meant to see it";
        const LINK: &str = "write the address without blanks, or in `< >`; put it in backticks to show it";
        match self {
            Self::Template => ("the marks of a template: `{{ … }}` or `{% … %}`", REMOVE),
            Self::Block => ("the marks of a block, such as `:::` or `!!!`", "put the marks on a line of their own"),
            Self::WikiLink => ("the marks of a wiki link: `[[…]]`", "write a link: `[text](file.md)`"),
            Self::Picture => ("the marks of a picture: `![…](…)`", LINK),
            Self::Link => ("the marks of a link: `[…](…)`", LINK),
            Self::Reference => ("the marks of a link: `[…][…]`", "define the name with a line `[name]: address`"),
            Self::Footnote => ("the marks of a footnote: `[^…]`", "define the footnote with a line `[^name]: text`"),
            Self::Callout => ("the marks of an alert: `[!…]`", "write `> [!NOTE]` on a line of its own"),
            Self::TableRow => {
                ("a row of a table as text", "put a blank line before the table, and a row `|---|` after its header")
            }
            Self::Attributes => ("a list of attributes: `{#…}`, `{.…}` or `{:…}`", REMOVE),
            Self::Jsx => ("JSX: a tag, or an `import` or `export` line", REMOVE),
            Self::Tag => ("an HTML tag as text", REMOVE),
            Self::Comment => ("the marks of a comment: `%%`", "write a comment as `<!-- … -->`"),
            Self::Emphasis => (
                "the marks of emphasis or code: `**` or a backtick",
                "put a blank line between HTML and Markdown, and no blanks inside the marks",
            ),
            Self::Emoji => (
                "the name of an emoji or icon between colons",
                "insert the character itself, or put it in backticks if readers are meant to see it",
            ),
            Self::Formula => (
                "the marks of a formula: `$$ … $$`",
                "write it in characters such as `π r²`, or insert a picture of it",
            ),
            Self::Tex => (
                "a formula of TeX as it was typed: `\\( … \\)` or `\\[ … \\]`",
                "write it in characters such as `π r²`, or insert a picture of it",
            ),
            Self::Entity => ("a character reference, such as `&nbsp;`", "write the character itself"),
            Self::FrontMatter => ("front matter as text", "move it to the first line of the file"),
            Self::Placeholder => ("a text of the template for new articles", "replace it with your own"),
        }
    }
}

/// The bytes at which markup can start.
const SIGNS: [bool; 256] = {
    let mut signs = [false; 256];
    let all = b"{[!:|<%&?=/$*`(";
    let mut index = 0;
    while index < all.len() {
        signs[all[index] as usize] = true;
        index += 1;
    }
    signs
};

/// All candidates in a text, in order.
#[must_use]
pub fn find(text: &str) -> Vec<LeftOver> {
    let mut found: Vec<LeftOver> = lines::whole(text).into_iter().collect();
    let mut at = found.last().map_or(0, |found| found.range.end);
    while let Some(next) = text.as_bytes()[at..].iter().position(|byte| SIGNS[usize::from(*byte)]) {
        at += next;
        let candidate = candidate(text, at);
        // Words in brackets are rarely a formula, and may contain other markup.
        at = candidate.as_ref().filter(|found| found.markup != Markup::Tex).map_or(at + 1, |found| found.range.end);
        found.extend(candidate);
    }
    found
}

/// The candidate that starts at a sign.
fn candidate(text: &str, at: usize) -> Option<LeftOver> {
    match text.as_bytes()[at] {
        b'{' => brackets::braces(text, at),
        b'[' => brackets::square(text, at, at).or_else(|| lines::tex(text, at)),
        b'(' => lines::tex(text, at),
        b'!' if text[at + 1..].starts_with('[') => brackets::square(text, at, at + 1),
        b':' => lines::block(text, at).or_else(|| lines::emoji(text, at)),
        b'!' | b'?' | b'=' | b'/' => lines::block(text, at),
        b'$' => lines::formula(text, at),
        b'*' => lines::pair(text, at, "**").or_else(|| lines::loose_pair(text, at)),
        b'`' => lines::pair(text, at, "`"),
        b'|' => lines::delimiter_row(text, at),
        b'<' => tags::tag(text, at),
        b'%' => lines::comment(text, at),
        _ => tags::entity(text, at),
    }
}

/// Reports what is left over in a value that readers see as plain text.
#[must_use]
pub fn report(text: &str, span: &Span) -> Vec<Diagnostic> {
    let is_first =
        |found: &LeftOver| found.position != MarkupPosition::LineStart || text[..found.range.start].trim().is_empty();
    let found = find(text)
        .into_iter()
        .filter(|found| found.position != MarkupPosition::AfterRule && is_first(found) && found.is_in_plain_text(text));
    found.map(|found| found.diagnostic(span.clone())).collect()
}

/// Whether an address has marks of a template, or a placeholder.
#[must_use]
pub fn in_address(address: &str) -> Option<Markup> {
    let has = |signs: &[&str]| signs.iter().any(|sign| address.contains(sign));
    match address {
        _ if has(&["{{", "{%", "%7B%7B", "%7b%7b", "<%"]) => Some(Markup::Template),
        _ if has(&["=VIDEO_ID", "/VIDEO_ID"]) => Some(Markup::Placeholder),
        _ => None,
    }
}

/// The diagnostic for an address that [`in_address`] objects to.
#[must_use]
pub fn report_address(address: &str, span: &Span) -> Option<Diagnostic> {
    let range = 0..address.len();
    in_address(address).map(|markup| LeftOver::new(markup, range, &[]).diagnostic(span.clone()))
}

/// The text after `at`, up to the maximum length of markup.
fn ahead(text: &str, at: usize) -> &str {
    &text[at..floor(text, at + MAX_REACH)]
}

/// The character before `at`.
fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// Whether nothing or a blank is before `at`.
fn starts_word(text: &str, at: usize) -> bool {
    before(text, at).is_none_or(char::is_whitespace)
}
