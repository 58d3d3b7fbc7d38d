//! Markdown → [`Body`]: the only module that knows comrak.
//!
//! Steps: the text is parsed (`tree`), snippets and variables are inserted (`expand`), unclosed and unknown blocks are
//! replaced by their contents (`structure`), and one walk over the tree writes the HTML (`writer`) together
//! with the outline, the links, the questions and the words. Targets of links and texts of the theme are not known
//! here: both become holes ([`crate::content::holes`]).
//!
//! Spans are exact: a frame (`frames`) knows where each byte of the parsed text was written.

mod anchors;
mod attributes;
mod blocks;
mod calls;
mod code;
mod directives;
mod embeds;
mod expand;
mod faq;
mod footnotes;
mod foreign;
mod frames;
mod headings;
mod html;
mod images;
mod inlines;
mod left_over;
mod limits;
mod line;
mod links;
mod lists;
mod misplaced;
mod omitted_ends;
mod open_elements;
mod options;
mod picture_sets;
mod places;
mod plain;
mod raw_tables;
mod raw_text;
mod recorder;
mod references;
mod sections;
mod shared_definitions;
mod snippet_names;
mod structure;
mod summary;
mod tag_variables;
mod tags;
mod targets;
mod titles;
mod tree;
mod unknown_variables;
mod wording;
mod writer;

use std::collections::BTreeMap;

use comrak::Arena;

use crate::config;
use crate::content::cache::DependencyRecorder;
use crate::content::highlight::Highlighter;
use crate::content::mapped_text::MappedText;
use crate::content::wording::WordingChecker;
use crate::content::{ArticleKind, Body, BodyMode};
use crate::diagnostic::Outcome;
use crate::left_over::without_repeated;
use crate::path::ProjectPath;

pub use limits::Added;
pub use line::line;

/// What rendering an article needs besides its text.
#[derive(Debug, Clone, Copy)]
pub struct MarkdownContext<'c> {
    /// The article's kind.
    pub kind: ArticleKind,
    /// The article's file, where its relative links start from.
    pub path: &'c ProjectPath,
    /// The title in the front matter; without one, a leading H1 is the title.
    pub title: Option<&'c str>,
    /// The settings for Markdown.
    pub config: &'c config::MarkdownConfig,
    /// Absolute addresses of this site.
    pub own_hosts: &'c [String],
    /// The values of `{{ name }}`.
    pub variables: &'c BTreeMap<String, String>,
    /// The files that have the product's texts, for messages.
    pub label_files: &'c [ProjectPath],
    /// The texts of `{{> name }}`.
    pub snippets: &'c BTreeMap<String, Snippet<'c>>,
    /// How file names write the article's locale and the default one; empty if there is only one locale.
    pub spellings: [&'c [String]; 2],
    /// The BCP 47 tag of the article's language.
    pub language: &'c str,
    /// Highlights code; shared by the whole build.
    pub highlighter: &'c Highlighter,
    /// Whether to save memory or time.
    pub body_mode: BodyMode,
    /// How much text variables and snippets have added.
    pub added: &'c Added,
    /// Checks the wording; `None` without rules.
    pub wording: Option<&'c WordingChecker<'c>>,
    /// Records what is looked up.
    pub recorder: &'c DependencyRecorder,
}

/// A reusable piece of Markdown.
#[derive(Debug, Clone)]
pub struct Snippet<'c> {
    /// Its text, without front matter.
    pub text: MappedText<'c>,
    /// Its file, where its relative links start from.
    pub path: ProjectPath,
}

/// A dialect of Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// Only the specification.
    CommonMark,
    /// Only GitHub's extensions.
    Gfm,
    /// Answerbook's extensions: see `docs/authoring`.
    Answerbook,
}

/// Renders an article's text. The value is always usable; a text that would take too long to read yields an empty body.
#[must_use]
pub fn render(text: &MappedText<'_>, context: &MarkdownContext<'_>) -> Outcome<Body> {
    let arena = Arena::new();
    let mut diagnostics = Vec::new();
    let Some(tree) = tree::grow(&arena, text, context, &mut diagnostics) else {
        return Outcome { value: Body::default(), diagnostics };
    };
    let mut body = writer::write_article(&tree, context, &mut diagnostics);
    // Bodies live until the end of a build, and a growing buffer may be half empty.
    body.outline.shrink_to_fit();
    body.links.shrink_to_fit();
    body.anchors.shrink_to_fit();
    body.anchors.sort_unstable();
    if context.added.is_over() && !diagnostics.iter().any(limits::is_about_length) {
        diagnostics.push(limits::too_long(text.span(0..0)));
    }
    Outcome { value: body, diagnostics: without_repeated(diagnostics) }
}

/// `CommonMark` 0.31.2 to HTML by the same parser and the same writer as [`render`], every extension off.
#[must_use]
pub fn commonmark(text: &str) -> String {
    let arena = Arena::new();
    writer::write_plain(tree::parse_plain(&arena, text, Dialect::CommonMark), Dialect::CommonMark)
}

/// GitHub's Markdown to HTML by the same parser and the same writer as [`render`], Answerbook's own extensions off.
#[must_use]
pub fn gfm(text: &str) -> String {
    let arena = Arena::new();
    writer::write_plain(tree::parse_plain(&arena, text, Dialect::Gfm), Dialect::Gfm)
}

#[cfg(test)]
mod tests;
