//! Finds the front matter of an article and reads it into a tree of texts with their spans.
//!
//! Steps: [`split`] finds the fences; [`read`] parses YAML (`yaml`) or TOML (`toml`) into a [`FrontMatterTable`].
//! Scalars stay text, because a title such as `123` or `no`, or an id with a leading zero, must reach the page as
//! typed. [`super::meta`] decides what the values mean. Invalid front matter is reported and then read line by line
//! (`lines`), so that one stray tab does not cost the article its title.

pub mod edit;
pub mod lines;
pub mod list;
pub mod read_as;
pub mod toml;
pub mod value;
pub mod yaml;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::codes;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::{SourceId, Span};

pub use value::{FrontMatterData, FrontMatterEntry, FrontMatterTable, FrontMatterValue};

/// The format of the front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontMatterFormat {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
}

/// The parts of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatterSplit {
    /// The format and range of the front matter without its fences; `None` if there is no front matter.
    pub head: Option<(FrontMatterFormat, Range<usize>)>,
    /// Offset of the first byte of the body.
    pub body: usize,
    /// Whether the closing fence is missing.
    pub unclosed: bool,
}

/// A text's front matter, and where its body starts.
#[derive(Debug, Clone, Default)]
pub struct FrontMatter {
    /// The keys, in the order in which they were written.
    pub table: FrontMatterTable,
    /// Offset of the first byte of the body.
    pub body: usize,
}

/// Finds the front matter of a text. It starts with a line `---` or `+++`, which only blank lines may precede, and ends
/// at the next line of the same kind, or at `...` in YAML.
#[must_use]
pub fn split(text: &str) -> FrontMatterSplit {
    let none = FrontMatterSplit { head: None, body: 0, unclosed: false };
    let mut lines = lines_with_offsets(text).skip_while(|(_, line)| line.trim().is_empty());
    let Some((open, first)) = lines.next() else { return none };
    let format = match first.trim_start_matches('\u{feff}').trim_end() {
        "---" => FrontMatterFormat::Yaml,
        "+++" => FrontMatterFormat::Toml,
        _ => return none,
    };
    let start = open + first.len();
    let mut blank = None;
    let mut first_line = None;
    for (offset, line) in lines {
        let closes = match format {
            FrontMatterFormat::Yaml => matches!(line.trim_end(), "---" | "..."),
            FrontMatterFormat::Toml => line.trim_end() == "+++",
        };
        if closes {
            return FrontMatterSplit {
                head: Some((format, start..offset)),
                body: offset + line.len(),
                unclosed: false,
            };
        }
        first_line = first_line.or(Some(line));
        blank = blank.or(line.trim().is_empty().then_some(offset));
    }
    // Without a closing fence, `---` is a thematic break unless a key follows it.
    if !first_line.is_some_and(|line| looks_like_a_key(line, format)) {
        return none;
    }
    let end = blank.unwrap_or(text.len());
    FrontMatterSplit { head: Some((format, start..end)), body: end, unclosed: true }
}

/// Reads the front matter of a text.
#[must_use]
pub fn read(source: SourceId, text: &str) -> Outcome<FrontMatter> {
    let split = split(text);
    let Some((format, range)) = split.head else {
        return Outcome::clean(FrontMatter { table: FrontMatterTable::default(), body: split.body });
    };
    let head = &text[range.clone()];
    let mut diagnostics = Vec::new();
    if split.unclosed {
        let fence = if format == FrontMatterFormat::Yaml { "---" } else { "+++" };
        let opened = text[..range.start].trim_end().len();
        diagnostics.push(
            Diagnostic::at(
                codes::FRONT_MATTER_UNCLOSED,
                format!("front matter is opened with `{fence}` but not closed"),
                Span::new(source, opened - fence.len()..opened),
            )
            .label("opened here")
            .help(format!("add a line `{fence}` after the last key")),
        );
    }
    let parsed = match format {
        FrontMatterFormat::Yaml => yaml::parse(head),
        FrontMatterFormat::Toml => toml::parse(head),
    };
    let table = match parsed {
        ParsedHead::Table(table, problems) => {
            diagnostics.extend(problems.into_iter().map(|problem| problem.report(source, range.start)));
            table
        }
        // Prose between two thematic breaks.
        ParsedHead::NotATable => return Outcome { value: FrontMatter::default(), diagnostics },
        ParsedHead::Broken(problem) => {
            diagnostics.push(problem.report(source, range.start));
            lines::parse(head, format)
        }
    };
    let mut table = table.shifted(range.start);
    let mut cleaned_texts = Vec::new();
    table.clean(&mut cleaned_texts);
    diagnostics.extend(cleaned_texts.into_iter().map(|range| cleaned(source, range)));
    Outcome { value: FrontMatter { table, body: split.body }, diagnostics }
}

/// Reports that control characters were removed from a text.
pub(super) fn cleaned(source: SourceId, range: Range<usize>) -> Diagnostic {
    let message = "the text contains control characters, which were removed";
    Diagnostic::at(codes::FRONT_MATTER_CONTROL_CHARACTER, message, Span::new(source, range))
        .help("remove them, and escapes such as `\\0` that stand for them")
}

/// The keys of a text's front matter, without reporting mistakes; empty if there is none.
#[must_use]
pub fn table(text: &str) -> FrontMatterTable {
    let Some((format, range)) = split(text).head else { return FrontMatterTable::default() };
    let parsed = match format {
        FrontMatterFormat::Yaml => yaml::parse(&text[range.clone()]),
        FrontMatterFormat::Toml => toml::parse(&text[range.clone()]),
    };
    match parsed {
        ParsedHead::Table(table, _) => table.shifted(range.start),
        ParsedHead::NotATable | ParsedHead::Broken(_) => FrontMatterTable::default(),
    }
}

/// The result of parsing front matter. Offsets count from its start.
#[derive(Debug)]
pub enum ParsedHead {
    /// Keys, and problems with single keys.
    Table(FrontMatterTable, Vec<SyntaxProblem>),
    /// Valid YAML or TOML without keys: a paragraph between two thematic breaks.
    NotATable,
    /// Invalid syntax.
    Broken(SyntaxProblem),
}

/// A syntax problem in the front matter.
#[derive(Debug)]
pub struct SyntaxProblem {
    /// What is wrong.
    pub message: String,
    /// The range, relative to the start of the front matter.
    pub range: Range<usize>,
    /// How to fix it; may be empty.
    pub help: String,
}

impl SyntaxProblem {
    /// Converts it to a diagnostic, for front matter that starts at byte `start` of its source.
    pub(super) fn report(self, source: SourceId, start: usize) -> Diagnostic {
        let span = Span::new(source, start + self.range.start..start + self.range.end);
        let diagnostic = Diagnostic::at(codes::FRONT_MATTER_SYNTAX, self.message, span);
        if self.help.is_empty() { diagnostic } else { diagnostic.help(self.help) }
    }
}

/// The lines of a text with their line ends, and the offset of each.
pub(super) fn lines_with_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |offset, line| {
        let start = *offset;
        *offset += line.len();
        Some((start, line))
    })
}

fn looks_like_a_key(line: &str, format: FrontMatterFormat) -> bool {
    let separator = if format == FrontMatterFormat::Yaml { ':' } else { '=' };
    line.split_once(separator).is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty() && key.chars().all(|character| character.is_alphanumeric() || "_-.".contains(character))
    })
}
