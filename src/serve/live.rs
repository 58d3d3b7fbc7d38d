//! The preview's additions to each page: a script that listens for builds, and the data that it fetches.
//!
//! None of this is part of a built site. The script is loaded from the preview's own address and creates elements one
//! at a time, so pages can keep the content security policy that readers will get.

use serde::Serialize;

use crate::content::Article;
use crate::diagnostic::Diagnostic;
use crate::output::FileSource;
use crate::path::Address;
use crate::render::Page;
use crate::report::{self, ReportRules};
use crate::serve::ServerState;
use crate::serve::http::{Reply, ReplyBody, address, parameter};
use crate::serve::problems::PreviewProblem;
use crate::serve::state::{FileResult, RenderedFile, ShownBuild};
use crate::site::{DueReview, visibility};

/// The prefix of the preview's own addresses.
pub const OWN: &str = "/_answerbook/";

const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");

/// The style of pages that the theme cannot make.
const PAGE_STYLE: &str = include_str!("page.css");

/// The state of a page, for its script.
#[derive(Serialize)]
struct PageState<'a> {
    build: String,
    errors: usize,
    warnings: usize,
    digest: &'a str,
    problems: Vec<&'a PreviewProblem>,
    /// Remarks for the writer about this page, such as why it is not listed.
    notes: Vec<String>,
}

/// Serves one of the preview's own files.
#[must_use]
pub fn own(shared: &ServerState, name: &str, query: &str) -> Reply {
    let file = |text: &str, media_type| Reply {
        media_type,
        body: ReplyBody::Rendered(RenderedFile::new(text.as_bytes().to_vec()).into()),
        cache: "no-cache",
        ..Reply::text("200 OK", "")
    };
    match name {
        "live.js" => file(SCRIPT, "text/javascript; charset=utf-8"),
        "page.css" => file(PAGE_STYLE, "text/css; charset=utf-8"),
        "live.css" => file(STYLE, "text/css; charset=utf-8"),
        "state" => file(&state(shared, &parameter(query, "page").unwrap_or_default()), "application/json"),
        _ => Reply::text("404 Not Found", "the preview has no such file\n"),
    }
}

fn state(shared: &ServerState, page: &str) -> String {
    let showing = shared.state.now();
    let problems = &showing.problems;
    let base = &showing.site.output.renderer.project.config.base_url;
    let page = address(base, page);
    let failure = page.as_ref().and_then(|page| failure(shared, &showing, page));
    let is_new = |failure: &&PreviewProblem| problems.shown.iter().all(|known| known.message != failure.message);
    let failure = failure.as_ref().filter(is_new);
    let state = PageState {
        build: format!("{}.{}", shared.session, showing.build),
        errors: problems.errors + usize::from(failure.is_some()),
        warnings: problems.warnings,
        digest: &problems.digest,
        problems: failure.into_iter().chain(&problems.shown).collect(),
        notes: page.map(|page| notes(&showing, &page)).unwrap_or_default(),
    };
    serde_json::to_string(&state).expect("a struct of texts and numbers is always JSON")
}

/// The problem of a page that only appears when it is rendered.
fn failure(shared: &ServerState, showing: &ShownBuild, page: &Address) -> Option<PreviewProblem> {
    match shared.state.serve(&showing.site, &page.out_path())? {
        FileResult::Failed(diagnostic, _) => Some(one(shared, showing, &diagnostic)),
        FileResult::Rendered(_) | FileResult::Unreadable(_) => None,
    }
}

fn one(shared: &ServerState, showing: &ShownBuild, diagnostic: &Diagnostic) -> PreviewProblem {
    let project = &showing.site.output.renderer.project;
    let rules = ReportRules::new(&project.config.diagnostics, true);
    let report = report::collect_some(vec![diagnostic.clone()], &project.sources, &rules);
    let problems = super::PreviewProblems::new(&report, &project.sources, &project.root, &shared.editor);
    let own = problems.shown.into_iter().next();
    own.unwrap_or_else(|| PreviewProblem::plain(diagnostic.message.clone(), diagnostic.help.clone()))
}

/// Reasons why readers cannot see or find the page, and whether it is due for a review.
fn notes(showing: &ShownBuild, page: &Address) -> Vec<String> {
    let renderer = &showing.site.output.renderer;
    let Some(FileSource::Page(Page::Article(id))) = showing.site.output.files.get(&page.out_path()) else {
        return Vec::new();
    };
    let article = &renderer.site[*id];
    let mut notes = Vec::new();
    if let Some(hidden) = visibility::hidden(article, renderer.project.date) {
        notes.push(format!("Readers do not see this article: it {}.", hidden.reason()));
    }
    if let Some(review) = renderer.site.reviews.get(id) {
        notes.push(review_note(article, review));
    }
    if article.meta.unlisted {
        notes.push("This article is not listed, because its front matter has `unlisted`.".to_owned());
    }
    if !article.meta.search {
        notes.push("Search does not find this article, because its front matter has `search: false`.".to_owned());
    }
    notes
}

fn review_note(article: &Article, review: &DueReview) -> String {
    let owner = article.meta.owner.as_ref().map_or(String::new(), |owner| format!(" by {owner}"));
    let last = match (article.meta.reviewed, &article.meta.reviewed_by) {
        (None, _) => "It was never reviewed.".to_owned(),
        (Some(date), None) => format!("The last one was on {date}."),
        (Some(date), Some(name)) => format!("The last one was on {date}, by {name}."),
    };
    let change = review
        .changed
        .as_ref()
        .map_or(String::new(), |change| format!(" `{}` changed on {}.", change.file, change.date));
    let command = format!("answerbook review done {}", article.path);
    format!("A review{owner} has been due since {}.{change} {last} After the review, run: {command}", review.since)
}

/// Adds the preview's script to a page, and `extra` HTML at the end of its main text. The version remains that of the
/// page itself.
#[must_use]
pub fn with_script(rendered: &RenderedFile, extra: &str) -> RenderedFile {
    let html = String::from_utf8_lossy(&rendered.bytes);
    let script =
        format!("<script type=\"module\" src=\"{OWN}live.js\" data-version=\"{}\"></script>\n", rendered.version);
    let head_end = html.find("</head>").unwrap_or(html.len());
    let text_end = html.rfind("</main>").filter(|end| *end >= head_end).unwrap_or(html.len());
    let mut page = String::with_capacity(html.len() + script.len() + extra.len());
    page.push_str(&html[..head_end]);
    page.push_str(&script);
    page.push_str(&html[head_end..text_end]);
    page.push_str(extra);
    page.push_str(&html[text_end..]);
    RenderedFile { bytes: page.into_bytes(), version: rendered.version.clone(), compressed: std::sync::OnceLock::new() }
}

/// The page for a failed template that was never rendered before. It reloads after a build that fixes the template.
#[must_use]
pub fn failed(diagnostic: &Diagnostic) -> Reply {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>A template fails</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"stylesheet\" href=\"{OWN}page.css\">\n\
         <script type=\"module\" src=\"{OWN}live.js\" data-version=\"\"></script>\n</head>\n\
         <body>\n<main>\n<h1>A template fails</h1>\n<p>{}</p>\n</main>\n</body>\n</html>\n",
        crate::extras::xml(&diagnostic.message)
    );
    Reply {
        media_type: "text/html; charset=utf-8",
        body: ReplyBody::Rendered(RenderedFile::new(page.into_bytes()).into()),
        ..Reply::text("500 Internal Server Error", "")
    }
}
