//! Tests the start of a preview: lists of articles are shown, and correct, before the articles are read.

mod support;

use std::path::Path;
use std::sync::Arc;

use answerbook::load::{self, LoadOptions};
use answerbook::output::{FileSource, Output};
use answerbook::pipeline;
use answerbook::project::Project;
use answerbook::serve::problems::PreviewProblems;
use answerbook::serve::state::PreviewState;
use support::TestFolder;

fn project(folder: &Path) -> Arc<Project> {
    let date = "2026-05-01".parse().expect("a date");
    let options = LoadOptions { date, drafts: true, edition: None, base_url: None, out: None };
    Arc::new(load::load(folder, &options).expect("a readable folder").project)
}

/// The pages that only list articles, by path.
fn lists(output: &Output) -> Vec<(String, String)> {
    let site = &output.renderer.site;
    let files =
        output.files.iter().filter(|(_, source)| matches!(source, FileSource::Page(page) if page.is_list(site)));
    let render = |source| output.render_source(source).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    files.map(|(path, source)| (path.as_str().to_owned(), render(source).expect("a page"))).collect()
}

#[track_caller]
fn check(folder: &Path, least: usize) {
    let project = project(folder);
    let (early, late) = (lists(&pipeline::listing_build(Arc::clone(&project))), lists(&pipeline::build(project).value));
    assert!(late.len() >= least, "{} lists in {}", late.len(), folder.display());
    for (early, late) in early.iter().zip(&late) {
        assert_eq!(early, late);
    }
    assert_eq!(early.len(), late.len());
}

#[test]
fn lists_are_right_before_texts_are_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    check(&root.join("example-site"), 10);
    check(&root.join("docs"), 5);
}

#[test]
fn what_only_a_text_tells_is_read_for_lists() {
    let site = TestFolder::new()
        .file("content/a/titled.md", "# A *title*\n\nThe first sentence. And another.\n")
        .file("content/a/described.md", "---\ndescription: D\n---\n# Another title\n\nText.\n")
        .file("content/a/introduced.md", "---\ntitle: T\ndescription: D\n---\n## What\n\n{{> snippet }}\n")
        .file("content/a/index.md", "---\ntitle: T\ndescription: D\n---\nRead [this](titled.md#none) first.\n")
        .file("content/b.md", "---\ntitle: T\ndescription: D\n---\nIt stands for its folder.\n")
        .file("content/b/c.md", "---\ntitle: T\ndescription: D\n---\nText.\n")
        .file("content/a/empty.md", "---\ntitle: Empty\n---\n");
    check(&site.path(""), 3);
}

#[test]
fn lists_are_shown_until_there_is_a_build() {
    let site = TestFolder::new().file("content/a.md", "---\ntitle: T\ndescription: D\n---\nText.\n");
    let project = project(&site.path(""));
    let state = PreviewState::default();
    assert!(state.is_empty());
    state.open(pipeline::listing_build(Arc::clone(&project)));
    assert!(!state.is_empty() && state.listing_site().is_some());
    let shown = state.show(Some(Arc::new(pipeline::build(project).value)), PreviewProblems::default());
    assert_eq!(shown.map(|showing| showing.build), Some(1));
    assert!(state.listing_site().is_none());
}
