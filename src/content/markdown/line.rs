//! One line of Markdown in the configuration, such as the footer's text: GitHub's Markdown, with links and raw HTML as
//! in articles.

use std::collections::BTreeMap;

use comrak::Arena;
use comrak::nodes::NodeValue;

use super::context::{Dialect, MarkdownContext};
use super::parse::frames::ParsedText;
use super::parse::limits::Added;
use super::parse::tree::{self, MarkdownTree};
use super::{parse, write};
use crate::config::Config;
use crate::content::cache::DependencyRecorder;
use crate::content::highlight::Highlighter;
use crate::content::mapped_text::MappedText;
use crate::content::{ArticleKind, Body, BodyMode};
use crate::diagnostic::{Outcome, Place};
use crate::path::ProjectPath;
use crate::source::Spanned;

/// Renders a line that `from` contains, without a paragraph around it.
#[must_use]
pub fn line(text: &Spanned<String>, from: &ProjectPath, config: &Config) -> Outcome<Body> {
    let arena = Arena::new();
    let root = parse::plain(&arena, &text.value, Dialect::Gfm);
    let paragraph = root
        .first_child()
        .filter(|only| only.next_sibling().is_none() && matches!(only.data().value, NodeValue::Paragraph));
    if let Some(paragraph) = paragraph {
        tree::unwrap_paragraph(root, paragraph);
    }
    let mapped = MappedText::new(text.span.source, text.span.range.start, &text.value);
    let tree = MarkdownTree { root, frames: vec![ParsedText::new(mapped, from)], title: None };
    let context = MarkdownContext {
        kind: ArticleKind::Article,
        path: from,
        title: None,
        config: &config.markdown,
        own_hosts: &config.own_hosts(),
        variables: &BTreeMap::new(),
        label_files: &[],
        snippets: &BTreeMap::new(),
        spellings: [&[], &[]],
        language: "en",
        highlighter: &Highlighter::default(),
        body_mode: BodyMode::Time,
        added: &Added::default(),
        wording: None,
        recorder: &DependencyRecorder::default(),
    };
    let mut diagnostics = Vec::new();
    let value = write::article(&tree, &context, &mut diagnostics);
    // The value of a TOML string has no places in the file other than its own.
    for diagnostic in &mut diagnostics {
        diagnostic.place = Place::Span(text.span.clone());
    }
    Outcome { value, diagnostics }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Sources, Span};
    use crate::theme::texts::UiTexts;

    fn source() -> SourceId {
        Sources::default().add(ProjectPath::new("answerbook.toml"), "")
    }

    fn rendered(text: &str, raw_html: bool) -> Outcome<Body> {
        let mut config = Config::default();
        config.markdown.raw_html = raw_html;
        let text = Spanned { value: text.to_owned(), span: Span::new(source(), 7..9) };
        line(&text, &ProjectPath::new("content/answerbook.toml"), &config)
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let html = rendered(text, false).value.html(&UiTexts::default(), |_, number, html| {
            html.push_str(&number.to_string());
        });
        assert_eq!(html.trim_end(), expected);
    }

    #[test]
    fn a_single_paragraph_has_no_tags_of_its_own() {
        check("© *2026* [a](b.md)", "© <em>2026</em> <a href=\"0\"0>a0</a>");
        check("a\n\nb", "<p>a</p>\n<p>b</p>");
        check("{{ a }} \"b\"", "{{ a }} &quot;b&quot;");
    }

    #[test]
    fn raw_html_is_judged_as_in_articles() {
        check("a <b onclick=\"x()\">c</b><script>d</script>", "a <b>c</b>d");
        check("a <b>c", "a <b>c</b>");
    }

    #[test]
    fn problems_are_where_the_line_is() {
        let problems = rendered("[a](javascript:x) <img src=\"b.png\">", true).diagnostics;
        let seen: Vec<_> = problems.iter().map(|problem| (problem.code.0, problem.place.clone())).collect();
        let place = Place::Span(Span::new(source(), 7..9));
        assert_eq!(seen, [("link/unsafe", place.clone()), ("image/no-alt", place)]);
    }
}
