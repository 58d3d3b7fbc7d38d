//! Tests the files that a build writes: the same bytes on one thread and on many, nothing written twice, no foreign
//! files removed, and no broken links, even under a sub-path.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use answerbook::output::{self, Output, WriteError, WriteSummary};
use answerbook::path::{BaseUrl, OutPath};
use answerbook::{load, pipeline};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site")
}

fn build(root: &Path, base_url: Option<&str>) -> Output {
    let options = load::LoadOptions {
        date: jiff::civil::date(2026, 11, 22),
        drafts: false,
        edition: None,
        base_url: base_url.map(|url| BaseUrl::parse(url).expect("a valid base URL")),
        out: None,
    };
    let project = load::load(root, &options).expect("a readable folder").project;
    pipeline::build(Arc::new(project)).value
}

fn write(output: &Output, folder: &Path) -> WriteSummary {
    output::write(output, folder, false, &|_, _| {}).expect("a writable folder")
}

fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("has a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

fn bytes_of(output: &Output) -> BTreeMap<OutPath, Vec<u8>> {
    let render = |path: &OutPath| output.render(path).expect("listed").expect("renders").into_owned();
    output.paths().map(|path| (path.clone(), render(path))).collect()
}

#[test]
fn one_thread_makes_the_bytes_of_many() {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    let one = pool(1).install(|| bytes_of(&build(&example(), None)));
    let many = pool(7).install(|| bytes_of(&build(&example(), None)));
    assert!(one.len() > 60, "the example site is there");
    let differing: Vec<_> =
        one.iter().filter(|(path, bytes)| many.get(*path) != Some(*bytes)).map(|(path, _)| path).collect();
    assert!(differing.is_empty() && one.len() == many.len(), "these files differ: {differing:?}");
}

#[test]
fn a_second_build_writes_nothing() {
    let out = tempfile::tempdir().expect("a temporary folder");
    let output = build(&example(), None);
    let first = write(&output, out.path());
    assert_eq!((first.written, first.unchanged, first.removed), (output.paths().count(), 0, 0));
    let second = write(&build(&example(), None), out.path());
    assert_eq!((second.written, second.unchanged, second.removed), (0, output.paths().count(), 0));
}

#[test]
fn only_what_an_earlier_build_made_is_removed() {
    let site = project(&[("content/index.md", "# Home"), ("content/a/one.md", "# One"), ("content/a/two.md", "# Two")]);
    let out = tempfile::tempdir().expect("a temporary folder");
    write(&build(site.path(), None), out.path());
    std::fs::write(out.path().join("CNAME"), "help.example.com").expect("a file of the host's");
    std::fs::write(out.path().join("a/two/notes.txt"), "mine").expect("a file of somebody's");
    std::fs::remove_file(site.path().join("content/a/two.md")).expect("an article");
    let written = write(&build(site.path(), None), out.path());
    assert!(written.removed >= 1);
    assert!(!out.path().join("a/two/index.html").exists(), "the page is gone");
    assert!(out.path().join("CNAME").exists(), "the host's file stays");
    assert!(out.path().join("a/two/notes.txt").exists(), "somebody's file stays");
}

#[test]
fn a_folder_with_foreign_files_is_refused_until_forced() {
    let site = project(&[("content/index.md", "# Home")]);
    let out = project(&[("thesis.doc", "years of work")]);
    let output = build(site.path(), None);
    let refused = output::write(&output, out.path(), false, &|_, _| {});
    assert!(matches!(refused, Err(WriteError::Foreign { .. })), "refused");
    assert_eq!(std::fs::read_dir(out.path()).expect("a folder").count(), 1, "nothing was written");
    output::write(&output, out.path(), true, &|_, _| {}).expect("forced");
    assert!(out.path().join("thesis.doc").exists());
    assert!(out.path().join("index.html").exists());
}

#[test]
fn a_build_that_was_cut_off_does_not_lock_its_folder() {
    let site = project(&[("content/index.md", "# Home"), ("content/a.md", "# A")]);
    let out = tempfile::tempdir().expect("a temporary folder");
    let output = build(site.path(), None);
    // A folder at a page's path makes a write fail halfway, as a full disk would.
    std::fs::create_dir_all(out.path().join("robots.txt/mine")).expect("a folder");
    assert!(output::write(&output, out.path(), true, &|_, _| {}).is_err());
    std::fs::remove_dir_all(out.path().join("robots.txt")).expect("the folder");
    write(&output, out.path());
    assert!(out.path().join("robots.txt").is_file());
}

#[test]
fn a_manifest_cannot_make_a_build_remove_files_elsewhere() {
    let site = project(&[("content/index.md", "# Home")]);
    let both = project(&[("precious.txt", "mine")]);
    let out = both.path().join("public");
    write(&build(site.path(), None), &out);
    let manifest = out.join(output::manifest::NAME);
    let text = std::fs::read_to_string(&manifest).expect("a manifest");
    std::fs::write(&manifest, text.replacen("\"404.html\"", "\"../precious.txt\": \"0\", \"404.html\"", 1))
        .expect("written");
    write(&build(site.path(), None), &out);
    assert!(both.path().join("precious.txt").exists());
}

#[cfg(unix)]
#[test]
fn a_file_that_became_a_link_out_of_the_project_is_not_published() {
    let elsewhere = project(&[("secret", "mine")]);
    let site = project(&[("content/index.md", "# Home"), ("static/a.txt", "public")]);
    let output = build(site.path(), None);
    std::fs::remove_file(site.path().join("static/a.txt")).expect("a file");
    std::os::unix::fs::symlink(elsewhere.path().join("secret"), site.path().join("static/a.txt")).expect("a link");
    assert!(output.render(&OutPath::new("a.txt")).expect("listed").is_err());
}

#[test]
fn every_link_of_the_example_leads_somewhere() {
    dead_links(&build(&example(), Some("https://help.example.com/")), "");
}

#[test]
fn every_link_works_below_a_sub_path() {
    dead_links(&build(&example(), Some("https://example.com/support/help/")), "/support/help");
}

/// Asserts that every local `href`, `src` and `poster` on each page is a file of the site, and every anchor an id.
#[track_caller]
fn dead_links(output: &Output, base: &str) {
    let pages: BTreeMap<OutPath, String> = bytes_of(output)
        .into_iter()
        .filter(|(path, _)| Path::new(path.as_str()).extension().is_some_and(|extension| extension == "html"))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).expect("pages are UTF-8")))
        .collect();
    let ids: BTreeMap<&OutPath, BTreeSet<&str>> =
        pages.iter().map(|(path, html)| (path, attributes(html, "id").collect())).collect();
    let mut dead = Vec::new();
    let mut seen = 0;
    for (path, html) in &pages {
        for link in ["href", "src", "poster"].iter().flat_map(|name| attributes(html, name)) {
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = target.split('?').next().unwrap_or_default();
            if target.starts_with("//") || !(target.is_empty() || target.starts_with('/')) {
                continue;
            }
            let local = target.strip_prefix(base).filter(|rest| rest.starts_with('/'));
            let file = match local {
                _ if target.is_empty() => path.clone(),
                Some(rest) => answerbook::path::Address::new(&answerbook::path::decode(rest)).out_path(),
                None => {
                    dead.push(format!("{path:?}: {link} leaves the base path"));
                    continue;
                }
            };
            seen += 1;
            let anchor = answerbook::path::decode(anchor);
            let has_anchor = anchor.is_empty() || ids.get(&file).is_some_and(|ids| ids.contains(anchor.as_str()));
            // Forms post to the site's back end, which is not a file.
            if !link.starts_with(&format!("{base}/api/")) && (!output.files.contains_key(&file) || !has_anchor) {
                dead.push(format!("{path:?}: {link}"));
            }
        }
    }
    assert!(seen > 500, "only {seen} links were seen");
    assert!(dead.is_empty(), "{} dead links:\n{}", dead.len(), dead.join("\n"));
}

/// The values of an attribute, at any position in a tag.
fn attributes<'a>(html: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let needle = format!(" {name}=\"");
    let starts: Vec<usize> = html.match_indices(&needle).map(|(at, _)| at + needle.len()).collect();
    starts.into_iter().filter_map(move |start| html[start..].split('"').next())
}

#[test]
fn parts_of_a_text_are_named_in_the_reader_s_language() {
    let kinds = ["note", "tip", "important", "warning", "caution"];
    let text = kinds.map(|kind| format!("> [!{}]\n> Text.\n\n", kind.to_uppercase())).concat();
    let titles = |language: &str| {
        let config = format!("language = \"{language}\"\n");
        let folder = project(&[("answerbook.toml", &config), ("content/a.md", &format!("# A\n\n{text}"))]);
        let pages = bytes_of(&build(folder.path(), None));
        let page = String::from_utf8(pages[&OutPath::new("a/index.html")].clone()).expect("UTF-8");
        let found = page.split("class=\"alert-title\">").skip(1).filter_map(|rest| rest.split('<').next());
        found.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(titles("en"), "Note Tip Important Warning Caution");
    assert_eq!(titles("de"), "Hinweis Tipp Wichtig Warnung Vorsicht");
}

#[test]
fn pages_name_a_feed_only_where_there_is_one() {
    let names_feed = |text: &str| {
        let folder = project(&[("content/a.md", text)]);
        let output = build(folder.path(), Some("https://help.example/"));
        let home = String::from_utf8(bytes_of(&output)[&OutPath::new("index.html")].clone()).expect("UTF-8");
        (home.contains("feed.xml"), output.files.contains_key(&OutPath::new("feed.xml")))
    };
    assert_eq!(names_feed("# A\n"), (false, false));
    assert_eq!(names_feed("---\nupdated: 2026-01-02\n---\n# A\n"), (true, true));
}

#[test]
fn a_checkout_with_the_line_ends_of_windows_gives_the_same_site() {
    let files = [
        ("answerbook.toml", "title = \"Help\"\n\n[variables]\nname = \"\"\"\nA\nB\"\"\"\n"),
        ("content/a.md", "---\ntitle: A\n---\nOne\ntwo.\n\n```sh\na\nb\n```\n\n<div>\nraw\n</div>\n\n{{> note }}\n"),
        ("snippets/note.md", "A note,\\\nin two lines.\n"),
        ("theme/styles/95-own.css", "h1 {\n  color: red;\n}\n"),
        ("theme/scripts/own.js", "const text = `\n  two lines\n`;\n"),
        ("theme/templates/label.html", "{% extends \"default/label.html\" %}\n"),
    ];
    let built = |end: &str| {
        let files = files.map(|(path, text)| (path, text.replace('\n', end)));
        let folder = project(&files.each_ref().map(|(path, text)| (*path, text.as_str())));
        bytes_of(&build(folder.path(), None))
    };
    assert_eq!(built("\r\n"), built("\n"));
}

#[test]
fn search_can_be_switched_off() {
    let files = |config: &str| {
        let folder = project(&[("answerbook.toml", config), ("content/a.md", "# A\n")]);
        let output = build(folder.path(), None);
        let home = String::from_utf8(bytes_of(&output)[&OutPath::new("index.html")].clone()).expect("UTF-8");
        (output.paths().any(|path| path.as_str().starts_with("_search/")), home.contains("data-search-script"))
    };
    assert_eq!(files(""), (true, true));
    assert_eq!(files("[search]\nenabled = false\n"), (false, false));
}

#[test]
fn search_engines_skip_a_preview_of_a_change() {
    let folder =
        project(&[("answerbook.toml", "base_url = \"https://help.example/\"\n"), ("content/a.md", "# A\n\nText.\n")]);
    let options = load::LoadOptions {
        date: jiff::civil::date(2026, 11, 22),
        drafts: false,
        edition: None,
        base_url: None,
        out: None,
    };
    let mut project = load::load(folder.path(), &options).expect("a project").project;
    let text = |project: answerbook::project::Project, path: &str| {
        let output = pipeline::build(std::sync::Arc::new(project)).value;
        let bytes = output.render(&OutPath::new(path)).map(|bytes| bytes.expect("a file").into_owned());
        bytes.map(|bytes| String::from_utf8(bytes).expect("UTF-8")).unwrap_or_default()
    };
    let meta = "<meta name=\"robots\" content=\"noindex\">";
    assert!(!text(project.clone(), "a/index.html").contains(meta));
    project.noindex = true;
    assert!(text(project.clone(), "a/index.html").contains(meta));
    assert!(text(project.clone(), "index.html").contains(meta));
    assert_eq!(text(project.clone(), "robots.txt"), "User-agent: *\nDisallow: /\n");
    assert_eq!(text(project.clone(), "sitemap.xml"), "");
    assert!(text(project, "_headers").contains("/*\n  X-Robots-Tag: noindex\n"));
}
