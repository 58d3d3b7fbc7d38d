//! Builds a small help center that was written for another tool, and shows its pages and problems.

// Each test file uses only part of this.
#![allow(dead_code)]

use std::sync::Arc;

use answerbook::diagnostic::{Diagnostic, Place};
use answerbook::output::Output;
use answerbook::path::OutPath;
use answerbook::{load, pipeline};

/// A built help center.
pub struct Built {
    pub output: Output,
    /// `code: message` of each problem, without notes and what is left over on purpose.
    pub problems: Vec<String>,
    /// The number of places where markup is left over.
    pub left_over: usize,
}

pub fn build(files: &[(&str, &str)]) -> Built {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("has a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let options = load::LoadOptions {
        date: jiff::civil::date(2026, 11, 22),
        drafts: false,
        base_url: None,
        edition: None,
        out: None,
    };
    let loaded = load::load(folder.path(), &options).expect("a readable folder");
    let outcome = pipeline::build(Arc::new(loaded.project));
    let show = |diagnostic: &Diagnostic| {
        let at = match &diagnostic.place {
            Place::File(path) => format!(" ({path})"),
            _ => String::new(),
        };
        format!("{}: {}{at}", diagnostic.code.0, diagnostic.message)
    };
    // Some articles below show markup that is meant to stay as it is.
    let others = ["config/no-base-url", "site/orphan-file", "image/no-alt", "markup/empty", "markup/left-over"];
    let shown = |diagnostic: &&Diagnostic| !others.contains(&diagnostic.code.0);
    let problems = loaded.diagnostics.iter().chain(&outcome.diagnostics).filter(shown).map(show).collect();
    let left_over = outcome.diagnostics.iter().filter(|it| it.code.0 == "markup/left-over").count();
    Built { output: outcome.value, problems, left_over }
}

impl Built {
    /// The pages, without those that every site has.
    pub fn pages(&self) -> Vec<String> {
        let own = ["404.html", "all/", "contact/", "search/", "thanks/", "labels/", "whats-new/", "index.html"];
        let pages = self
            .output
            .paths()
            .map(|path| path.as_str().to_owned())
            .filter(|path| path.rsplit('.').next() == Some("html"));
        pages.filter(|path| !own.iter().any(|own| path.starts_with(own))).collect()
    }

    pub fn page(&self, path: &str) -> String {
        let bytes = self.output.render(&OutPath::new(path)).expect("a page").expect("renders");
        String::from_utf8(bytes.into_owned()).expect("UTF-8")
    }

    /// The title and the text of a page, blank lines left out.
    #[track_caller]
    pub fn check(&self, path: &str, title: &str, text: &str) {
        let page = self.page(path);
        let shown = between(&page, "<h1", "</h1>");
        assert_eq!(shown.split_once('>').map(|(_, title)| title), Some(title), "title of {path}");
        assert_eq!(prose(&page), text, "text of {path}");
    }

    #[track_caller]
    pub fn check_problems(&self, expected: &[&str]) {
        assert_eq!(self.problems, expected);
    }
}

/// Builds one article, `content/a.md`, and compares its text and the problems.
#[track_caller]
pub fn check(text: &str, expected: &str, problems: &[&str]) {
    let built = build(&[("content/a.md", text)]);
    assert_eq!(prose(&built.page("a/index.html")), expected);
    built.check_problems(problems);
}

pub fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text.find(start).map_or(text.len(), |at| at + start.len());
    &text[from..from + text[from..].find(end).unwrap_or(0)]
}

pub fn prose(page: &str) -> String {
    let from = page.find("<div class=\"prose\"").expect("a text");
    let text = &page[from + page[from..].find('>').expect("ends") + 1..];
    let end = text.find("</article>").or_else(|| text.find("<section")).unwrap_or(text.len());
    let text = text[..end].trim_end().strip_suffix("</div>").unwrap_or(&text[..end]);
    text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}
