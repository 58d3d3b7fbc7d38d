//! After any edits, the preview has the same files, bytes and problems as a clean build. The tests make random edits to
//! a small project and compare after each one.

#[path = "support/edits.rs"]
mod edits;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use answerbook::load::{self, LoadCache, LoadOptions, Loaded};
use answerbook::output::{FileError, Output};
use answerbook::path::{OutPath, ProjectPath};
use answerbook::pipeline::{self, BuildCache};
use answerbook::report::{self, ReportFormat, ReportLook, ReportRules};
use edits::{PROJECT, apply, edits, edits_of_versions, touched};
use proptest::prelude::*;
use proptest::test_runner::{FailurePersistence, FileFailurePersistence};

fn options() -> LoadOptions {
    LoadOptions { date: jiff::civil::date(2026, 11, 22), drafts: false, edition: None, base_url: None, out: None }
}

/// The files and diagnostics of a build.
fn outcome(loaded: Loaded, empty: Option<&BuildCache>) -> (BTreeMap<OutPath, Vec<u8>>, String) {
    let mut diagnostics = loaded.diagnostics;
    let project = Arc::new(loaded.project);
    let output = match empty {
        Some(cache) => pipeline::rebuild(Arc::clone(&project), cache),
        None => pipeline::build(Arc::clone(&project)),
    };
    let output: Output = output.unpack(&mut diagnostics);
    let render = |path: &OutPath| match output.render(path).expect("listed") {
        Ok(bytes) => bytes.into_owned(),
        Err(FileError::Template(diagnostic)) => diagnostic.message.into_bytes(),
        Err(FileError::Read(path, error)) => panic!("{}: {error}", path.display()),
    };
    let files = output.paths().map(|path| (path.clone(), render(path))).collect();
    let report = report::collect(diagnostics, &project.sources, &ReportRules::new(&project.config.diagnostics, false));
    let look = ReportLook { format: ReportFormat::Full, color: false, width: 100, prefix: String::new() };
    (files, report::render(&report, &project.sources, &look))
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in PROJECT {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a path below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// Compares the cached build with a clean one.
fn compare(root: &Path, memory: &mut LoadCache, cache: &BuildCache, after: &str) {
    compare_at(root, memory, cache, None, after);
}

/// Does the same with hints about every changed file: rescanning only these must be enough.
fn compare_at(root: &Path, memory: &mut LoadCache, cache: &BuildCache, hints: Option<&[PathBuf]>, after: &str) {
    let loaded = load::reload(root, &options(), memory, hints).expect("a readable folder");
    let is_partial_scan = loaded.is_partial_scan;
    let (kept, kept_report) = outcome(loaded, Some(cache));
    if is_partial_scan {
        let missed = load::reload(root, &options(), memory, None).expect("a readable folder").changed;
        assert!(missed.is_empty(), "{missed:?} after {after}");
    }
    let (clean, clean_report) = outcome(load::load(root, &options()).expect("a readable folder"), None);
    assert_eq!(kept_report, clean_report, "problems after {after}");
    assert_eq!(kept.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>(), "files after {after}");
    for (path, bytes) in &clean {
        let (kept, clean) = (String::from_utf8_lossy(&kept[path]), String::from_utf8_lossy(bytes));
        assert_eq!(kept, clean, "`{}` after {after}", path.as_str());
    }
}

/// A save costs one parse. Nothing else is read again, no matter which pages were requested in between.
#[test]
fn what_did_not_change_is_not_read_again() {
    let folder = project();
    // Dates are formatted once for all pages.
    let dated = "---\ntitle: Dated\nupdated: 2026-03-01\n---\nText.\n";
    fs::write(folder.path().join("content/start/dated.md"), dated).expect("a file");
    let (mut memory, cache) = (LoadCache::default(), BuildCache::of_preview());
    let saved = folder.path().join("content/billing/refund.md");
    let mut save = |text: &str| {
        fs::write(&saved, format!("---\ntitle: Refund\n---\n{text}\n\n## How\n")).expect("a file");
        let hints = Some(std::slice::from_ref(&saved));
        let loaded = load::reload(folder.path(), &options(), &mut memory, hints).expect("a readable folder");
        let output = pipeline::rebuild(Arc::new(loaded.project), &cache).value;
        for path in output.files.keys() {
            assert!(matches!(output.render(path), Some(Ok(_))), "{}", path.as_str());
        }
        output.renderer.site.articles.clone()
    };
    let mut before = save("A text.");
    for text in ["Another one.", "And one more."] {
        let after = save(text);
        let read = after.iter().filter(|article| !before.iter().any(|known| Arc::ptr_eq(known, article)));
        assert_eq!(read.map(|article| article.key.as_str()).collect::<Vec<_>>(), ["billing/refund"], "{text}");
        before = after;
    }
}

/// A word of the theme, the size of a picture and the width of the column are known when a page is made.
#[test]
fn what_pages_add_parses_no_article() {
    let folder = project();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("content/start/shown.md", "# Shown\n\n![Wide](wide.svg)\n\n> [!NOTE]\n> A text.\n\n## Next\n\nMore.\n");
    write("content/start/wide.svg", "<svg width=\"700\" height=\"20\"/>");
    let (mut memory, cache) = (LoadCache::default(), BuildCache::of_preview());
    let mut page = |after: &str| {
        compare(folder.path(), &mut memory, &cache, after);
        let loaded = load::reload(folder.path(), &options(), &mut memory, None).expect("a readable folder");
        let (files, _) = outcome(loaded, Some(&cache));
        String::from_utf8_lossy(&files[&OutPath::new("start/shown/index.html")]).into_owned()
    };
    let before = page("nothing");
    let parses = cache.parse_count();
    assert!(before.contains("class=\"zoom\"") && before.contains("Link to Next"), "{before}");
    for (path, text, expected) in [
        ("theme/i18n/en.toml", "note = \"Mind this\"\nlink-to = \"Share {title}\"\n", "Mind this"),
        ("theme/styles/99-own.css", ":root { --measure: 50rem }\n", "<p><img src"),
        ("content/start/wide.svg", "<svg width=\"900\" height=\"21\"/>", "width=\"900\" height=\"21\""),
    ] {
        write(path, text);
        let after = page(path);
        assert!(!before.contains(expected) && after.contains(expected), "{after}");
        assert_eq!(cache.parse_count(), parses, "after {path}");
    }
    write("content/start/shown.md", "# Shown\n");
    page("a text");
    assert_eq!(cache.parse_count(), parses + 1);
}

/// A reference without a text shows a title or a heading of another article. Only then is it parsed again with it.
#[test]
fn references_follow_titles_and_labels_of_other_articles() {
    let folder = project();
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("a file");
    write("content/refers.md", "# Refers\n\n[](named.md) {ref}`keys`\n");
    let (mut memory, cache) = (LoadCache::default(), BuildCache::of_preview());
    let mut page = |text: &str| {
        write("content/named.md", text);
        compare(folder.path(), &mut memory, &cache, text);
        let loaded = load::reload(folder.path(), &options(), &mut memory, None).expect("a readable folder");
        let (files, _) = outcome(loaded, Some(&cache));
        (String::from_utf8_lossy(&files[&OutPath::new("refers/index.html")]).into_owned(), cache.parse_count())
    };
    let (before, parses) = page("# One\n\n(keys)=\n## Two\n");
    assert!(before.contains(">One</a> <a href=\"/named/#keys\">Two</a>"), "{before}");
    let (_, same) = page("# One\n\nMore.\n\n(keys)=\n## Two\n");
    assert_eq!(same, parses + 1, "only the changed article");
    let (after, both) = page("# Three\n\n(keys)=\n## Four\n");
    assert!(after.contains(">Three</a> <a href=\"/named/#keys\">Four</a>"), "{after}");
    assert_eq!(both, same + 2, "both articles");
}

/// A failing seed is printed and saved next to this file, from which later runs try it first.
fn persistence() -> Box<dyn FailurePersistence> {
    Box::new(FileFailurePersistence::Direct(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/serve_edits.seeds")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, failure_persistence: Some(persistence()), ..ProptestConfig::default() })]

    #[test]
    fn any_edits_end_where_a_clean_build_does(edits in edits()) {
        let folder = project();
        let root = folder.path().canonicalize().expect("a folder");
        let (mut memory, cache) = (LoadCache::default(), BuildCache::of_preview());
        compare(&root, &mut memory, &cache, "nothing");
        for edit in &edits {
            apply(&root, edit);
            compare_at(&root, &mut memory, &cache, Some(&touched(&root, edit)), &format!("{edit:?}"));
        }
    }

    #[test]
    fn versions_have_in_common_what_they_would_in_a_clean_build(edits in edits_of_versions()) {
        let folder = project();
        let root = folder.path().canonicalize().expect("a folder");
        let versions = "title = \"Help\"\n[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"dir:old\"\n";
        fs::write(root.join("answerbook.toml"), versions).expect("a file");
        let (mut memory, cache) = (LoadCache::default(), BuildCache::of_preview());
        compare(&root, &mut memory, &cache, "nothing");
        for edit in &edits {
            apply(&root, edit);
            compare_at(&root, &mut memory, &cache, Some(&touched(&root, edit)), &format!("{edit:?}"));
        }
    }
}

#[test]
fn what_was_broken_and_mended_leaves_nothing_behind() {
    let folder = project();
    let (mut memory, cache) = (LoadCache::default(), BuildCache::of_preview());
    compare(folder.path(), &mut memory, &cache, "nothing");
    for (path, broken) in [
        ("answerbook.toml", "title = \""),
        ("content/billing/pay.md", "---\ntitle: [\n---\n"),
        ("snippets/note.md", "{{> note }}"),
        ("theme/templates/article.html", "{% broken"),
    ] {
        let path = folder.path().join(path);
        let before = fs::read(&path).ok();
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, broken).expect("a file");
        compare(folder.path(), &mut memory, &cache, &format!("breaking {}", path.display()));
        match before {
            Some(bytes) => fs::write(&path, bytes).expect("a file"),
            None => fs::remove_file(&path).expect("a file"),
        }
        compare(folder.path(), &mut memory, &cache, &format!("mending {}", path.display()));
    }
}

/// The report of a missing anchor has a suggestion from the linked page, and a translation's link depends on the headings
/// of the original too.
#[test]
fn a_missing_anchor_is_looked_up_again_when_another_page_changes() {
    let folder = project();
    let root = folder.path();
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("answerbook.toml", "[[locale]]\ncode = \"fr\"\n");
    write("content/billing/pay.md", "# Pay\n\n[Refund](refund.md#why-nto)\n");
    write("content/fr/billing/pay.md", "# Payer\n\n[Refund](refund.md#why-not)\n");
    write("content/fr/billing/refund.md", "# Retour\n\n## Pourquoi\n");
    let (mut memory, cache) = (LoadCache::default(), BuildCache::of_preview());
    for headings in ["## When", "## Why not", "## Why now", "## Why not\n\n## When", "## Why not"] {
        write("content/billing/refund.md", &format!("# Refund\n\n{headings}\n"));
        compare(root, &mut memory, &cache, headings);
    }
}

#[test]
fn a_commit_gives_new_dates() {
    let folder = project();
    let git = |arguments: &[&str], date: &str| {
        let mut git = std::process::Command::new("git");
        git.args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(arguments).current_dir(folder.path());
        git.env("GIT_COMMITTER_DATE", date).env("GIT_AUTHOR_DATE", date);
        assert!(git.output().expect("git").status.success(), "git {arguments:?}");
    };
    let (mut memory, cache) = (LoadCache::default(), BuildCache::of_preview());
    compare(folder.path(), &mut memory, &cache, "nothing");
    git(&["init", "-q"], "");
    git(&["add", "."], "");
    git(&["commit", "-qm", "first"], "2024-01-01T12:00:00Z");
    compare(folder.path(), &mut memory, &cache, "a commit");
    fs::write(folder.path().join("content/start/new.md"), "# New\n").expect("a file");
    compare(folder.path(), &mut memory, &cache, "a new file");
    git(&["add", "."], "");
    git(&["commit", "-qm", "second"], "2024-02-01T12:00:00Z");
    compare(folder.path(), &mut memory, &cache, "another commit");
    fs::remove_file(folder.path().join("content/billing/pay.md")).expect("a file");
    compare(folder.path(), &mut memory, &cache, "a removal");
    git(&["checkout", "-q", "content/billing/pay.md"], "");
    compare(folder.path(), &mut memory, &cache, "a return");
}

#[test]
fn a_hint_at_an_article_spares_the_look_at_all_others() {
    let folder = project();
    let root = folder.path().canonicalize().expect("a folder");
    let mut memory = LoadCache::default();
    let mut load = |hints: &[&str]| {
        let hints: Vec<PathBuf> = hints.iter().map(|path| root.join(path)).collect();
        load::reload(&root, &options(), &mut memory, Some(&hints).filter(|it| !it.is_empty()).map(Vec::as_slice))
    };
    let (pay, refund) = ("content/billing/pay.md", "content/billing/refund.md");
    load(&[]).expect("a readable folder");
    let save = |path: &str| fs::write(root.join(path), format!("# {path} again\n")).expect("a file");
    let mut check = |hints: &[&str], is_partial_scan: bool, changed: &[&str]| {
        let loaded = load(hints).expect("a readable folder");
        let seen: Vec<&str> = loaded.changed.iter().map(ProjectPath::as_str).collect();
        assert_eq!((loaded.is_partial_scan, seen), (is_partial_scan, changed.to_vec()), "{hints:?}");
    };
    save(pay);
    save(refund);
    // Files without a hint wait for the next full scan; temporary files of an editor are ignored.
    check(&[pay, "content/billing/4913"], true, &[pay]);
    check(&[], false, &[refund]);
    // New files, folders and settings always need a full scan.
    save("content/billing/new.md");
    check(&["content/billing/new.md"], false, &["content/billing/new.md"]);
    save(pay);
    check(&[pay, "content/billing"], false, &[]);
    // An invalid configuration behaves like a missing one, and its correction is still noticed.
    let config = "answerbook.toml";
    fs::write(root.join(config), "---\n").expect("a file");
    check(&[config], false, &[config]);
    fs::remove_file(root.join(config)).expect("a file");
    check(&[config], false, &[config]);
}
