//! What a text of Markdown is rendered with: the context of its article, its snippets, and its dialect.

use std::collections::BTreeMap;

use super::parse::limits::Added;
use crate::config;
use crate::content::cache::DependencyRecorder;
use crate::content::highlight::Highlighter;
use crate::content::mapped_text::MappedText;
use crate::content::wording::WordingChecker;
use crate::content::{ArticleKind, BodyMode};
use crate::path::ProjectPath;

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
pub(super) enum Dialect {
    /// Only the specification.
    CommonMark,
    /// Only GitHub's extensions.
    Gfm,
    /// Answerbook's extensions: see `docs/authoring`.
    Answerbook,
}
