//! Markdown → [`Body`]: the only module that knows comrak.
//!
//! Steps: the text is parsed (`tree`), snippets and variables are put in (`expand`), blocks that other tools left open
//! or that mean nothing are opened up (`structure`), and one walk over the tree writes the HTML (`writer`) together
//! with the outline, the links, the questions and the words. Where a link leads and what the theme says is not decided
//! here: both leave holes ([`crate::content::holes`]).
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

/// What an article's text is rendered with.
#[derive(Debug, Clone, Copy)]
pub struct MarkdownContext<'c> {
    /// What the article is.
    pub kind: ArticleKind,
    /// The article's file, where its relative links start from.
    pub path: &'c ProjectPath,
    /// The title that the front matter gives; without one, a leading H1 becomes it.
    pub title: Option<&'c str>,
    /// How Markdown is read.
    pub config: &'c config::MarkdownConfig,
    /// Absolute addresses that are this site.
    pub own_hosts: &'c [String],
    /// What `{{ name }}` stands for.
    pub variables: &'c BTreeMap<String, String>,
    /// What `{{> name }}` stands for.
    pub snippets: &'c BTreeMap<String, Snippet<'c>>,
    /// How the article's locale and the default one are spelt in names of files; nothing where there is one only.
    pub spellings: [&'c [String]; 2],
    /// The BCP 47 tag of the article's language.
    pub language: &'c str,
    /// Colours code; one for the whole build.
    pub highlighter: &'c Highlighter,
    /// Whether the body is kept small.
    pub body_mode: BodyMode,
    /// What variables and snippets added so far.
    pub added: &'c Added,
    /// Checks the wording; `None` without rules.
    pub wording: Option<&'c WordingChecker<'c>>,
    /// Notes what was looked up.
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

/// Which Markdown is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// The specification, and nothing else.
    CommonMark,
    /// GitHub's, and nothing else.
    Gfm,
    /// Answerbook's: see `docs/authoring`.
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
    // Bodies are kept to the end of a build, and what grew by doubling is up to half empty.
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
