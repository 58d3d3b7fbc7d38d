//! What the renderer promises, subject by subject.

mod blocks;
mod browser;
mod document;
mod hostile;
mod html;
mod left_over;
mod links;
mod pictures;
mod proportion;
mod snippets;
mod summary;
mod variables;

use std::collections::BTreeMap;

use super::{MarkdownContext, Snippet, render};
use crate::config::Config;
use crate::content::cache::DependencyRecorder;
use crate::content::highlight::Highlighter;
use crate::content::holes::LinkPart;
use crate::content::mapped_text::MappedText;
use crate::content::{ArticleKind, Body, BodyMode};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::ProjectPath;
use crate::source::{Sources, Span};
use crate::theme::texts::UiTexts;

/// A project of one article.
struct TestProject {
    kind: ArticleKind,
    title: Option<&'static str>,
    config: Config,
    snippets: Vec<(&'static str, &'static str)>,
}

impl Default for TestProject {
    fn default() -> Self {
        Self { kind: ArticleKind::Article, title: Some("Title"), config: Config::default(), snippets: vec![] }
    }
}

/// A rendered article.
struct RenderedArticle {
    sources: Sources,
    body: Body,
    diagnostics: Vec<Diagnostic>,
}

impl TestProject {
    fn of(kind: ArticleKind) -> Self {
        Self { kind, ..Self::default() }
    }

    fn render(&self, text: &str) -> RenderedArticle {
        let mut sources = Sources::default();
        let id = sources.add(ProjectPath::new("content/a.md"), text);
        let texts: Vec<_> = self.snippets.iter().map(|(name, text)| (*name, *text)).collect();
        let ids: Vec<_> = texts
            .iter()
            .map(|(name, text)| sources.add(ProjectPath::new(&format!("snippets/{name}.md")), *text))
            .collect();
        let snippets: BTreeMap<String, Snippet<'_>> = texts
            .iter()
            .zip(ids)
            .map(|((name, text), id)| {
                let path = ProjectPath::new(&format!("snippets/{name}.md"));
                ((*name).to_owned(), Snippet { text: MappedText::new(id, 0, text), path })
            })
            .collect();
        let context = MarkdownContext {
            kind: self.kind,
            path: &ProjectPath::new("content/a.md"),
            title: self.title,
            config: &self.config.markdown,
            own_hosts: &self.config.links.own_hosts,
            variables: &self.config.variables,
            label_files: &[],
            snippets: &snippets,
            spellings: [&[], &[]],
            language: "en",
            highlighter: &Highlighter::default(),
            body_mode: BodyMode::Memory,
            added: &super::Added::default(),
            wording: None,
            recorder: &DependencyRecorder::default(),
        };
        let outcome = render(&MappedText::new(id, 0, text), &context);
        RenderedArticle { body: outcome.value, diagnostics: outcome.diagnostics, sources }
    }
}

impl RenderedArticle {
    /// The HTML with keys in place of UI texts, and parts of links shown as `[h0]`.
    fn html(&self) -> String {
        self.body.html(&UiTexts::default(), |part, number, html| {
            let letter = match part {
                LinkPart::Before => "b",
                LinkPart::Href => "h",
                LinkPart::Attributes => "a",
                LinkPart::After => "e",
            };
            html.extend(["[", letter, &number.to_string(), "]"]);
        })
    }

    /// The text that a span shows.
    fn shown(&self, span: &Span) -> String {
        self.sources[span.source].text[span.range.clone()].to_owned()
    }

    /// `code: shown text` of each diagnostic.
    fn problems(&self) -> Vec<String> {
        let show = |diagnostic: &Diagnostic| match &diagnostic.place {
            Place::Span(span) => format!("{}: {}", diagnostic.code.0, self.shown(span)),
            Place::File(path) => format!("{}: file {path}", diagnostic.code.0),
            Place::Project => diagnostic.code.0.to_owned(),
        };
        self.diagnostics.iter().map(show).collect()
    }
}

/// The HTML of a plain article.
#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(TestProject::default().render(text).html(), expected);
}

/// The problems of a plain article.
#[track_caller]
fn check_problems(text: &str, expected: &[&str]) {
    assert_eq!(TestProject::default().render(text).problems(), expected);
}
