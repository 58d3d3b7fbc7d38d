//! What search finds, in several languages, held in golden files that `tests/search/run.mjs` compares the browser's engine
//! with: the two have to rank alike, to the third decimal of the score.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use answerbook::content::EditionId;
use answerbook::output::Output;
use answerbook::path::OutPath;
use answerbook::render::site;
use answerbook::search::query::{Index, Options};
use answerbook::site::ArticleId;
use answerbook::{load, pipeline};
use snapbox::Data;

/// Results that a golden file holds of each query.
const LIMIT: usize = 5;

/// The site in a folder of the repository, on the day of the tests.
fn output(folder: &str) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let options = load::Options { date: jiff::civil::date(2026, 11, 22), drafts: false, base_url: None, out: None };
    pipeline::build(Arc::new(load::load(&folder, &options).expect("the site can be read").project)).value
}

fn index(output: &Output) -> Index<'_> {
    index_of(output, EditionId::default())
}

fn index_of(output: &Output, edition: EditionId) -> Index<'_> {
    let folder = site::search_folder(&output.kitchen, edition);
    let get =
        move |name: &str| output.search().get(&OutPath::new(&format!("{folder}/{name}"))).map(|bytes| bytes.to_vec());
    Index::open(get).expect("an index that was built can be opened")
}

fn told(index: &Index<'_>, queries: &str) -> String {
    let mut text = String::new();
    for query in queries.lines() {
        let options = Options { limit: LIMIT, ..Options::default() };
        let answer = index.search(query, &options).expect("no file of the index is missing");
        let corrected = answer.corrected.map_or(String::new(), |corrected| format!(" as {corrected}"));
        let near = if answer.near.is_empty() { String::new() } else { format!(" near {}", answer.near.join(" ")) };
        let _ = writeln!(text, "# {query}\n{}{corrected}{near}", answer.total);
        for hit in &answer.hits {
            let _ = writeln!(text, "{:.3} {} {}", hit.score, hit.href, hit.heading);
        }
    }
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[track_caller]
fn check(folder: &str, name: &str, queries: &str) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search");
    let queries = std::fs::read_to_string(tests.join(queries)).expect("the queries");
    let expected = Data::read_from(&tests.join(format!("golden/{name}.txt")), None);
    let output = output(folder);
    let assert = snapbox::Assert::new().action_env("SNAPSHOTS");
    assert.eq(told(&index(&output), &queries), expected);
}

#[test]
fn the_example_site() {
    check("example-site", "en", "sites/en.txt");
}

#[test]
fn other_languages() {
    for language in ["ar", "de", "fr", "ja", "ko", "ru", "zh-Hans"] {
        check(&format!("tests/search/sites/{language}"), language, &format!("sites/{language}/queries.txt"));
    }
}

#[test]
fn the_same_site_has_the_same_index() {
    let (first, second) = (output("example-site"), output("example-site"));
    assert_eq!(first.search(), second.search());
    assert!(first.search().len() > 50);
}

#[test]
fn versions_share_what_is_shown_of_the_articles_that_they_share() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let versions = "[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"dir:old\"\n";
    write("answerbook.toml", &format!("base_url = \"https://help.example/docs/\"\n{versions}"));
    for (version, text) in [("content", "# Other\n\nNew words.\n"), ("old", "# Other\n\nOld words.\n")] {
        write(&format!("{version}/same.md"), "# Same\n\nEqual words.\n");
        write(&format!("{version}/other.md"), text);
    }
    let output = output(folder.path().to_str().expect("a plain name"));
    let packs = output.search().iter().filter(|(path, _)| path.as_str().contains("/d/")).map(|(_, bytes)| bytes);
    let packs: Vec<_> = packs.collect();
    let shared = packs
        .iter()
        .filter(|pack| packs.iter().any(|other| pack.as_ptr() == other.as_ptr() && !std::ptr::eq(**pack, *other)));
    assert_eq!((packs.len(), shared.count()), (4, 2));
    let check = |edition: &EditionId, expected: &str| {
        let answer = index_of(&output, *edition).search("equal", &Options { limit: 1, ..Options::default() });
        assert_eq!(answer.expect("no file is missing").hits[0].href, expected);
    };
    let editions: Vec<_> = output.kitchen.site.editions.keys().collect();
    check(editions[0], "/docs/same/");
    check(editions[1], "/docs/v/1/same/");
}

#[test]
fn every_heading_finds_its_article() {
    let output = output("example-site");
    let index = index(&output);
    let site = &output.kitchen.site;
    let (mut asked, mut found) = (0_u32, 0_u32);
    let is_asked = |id: &ArticleId| site[*id].meta.search && site[*id].edition == EditionId::default();
    for id in site.ids().filter(is_asked) {
        let href = output.kitchen.href(site.address(id));
        for heading in &site[id].body.outline {
            // One word is the name of many a section: `Before you start` says more.
            if heading.text.split(' ').count() < 4 {
                continue;
            }
            asked += 1;
            let answer = index.search(&heading.text, &Options { limit: 3, ..Options::default() });
            let answer = answer.expect("no file of the index is missing");
            found += u32::from(answer.hits.iter().any(|hit| hit.href.split('#').next() == Some(&href)));
        }
    }
    assert!(asked > 50 && f64::from(found) >= 0.95 * f64::from(asked), "{found} of {asked}");
}

#[test]
fn what_asks_not_to_be_found_is_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join("content").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("an article");
    };
    write("open.md", "# Zebra crossing\n\nText.\n");
    write("closed.md", "---\nsearch: false\n---\n# Zebra secret\n");
    write("draft.md", "---\ndraft: true\n---\n# Zebra draft\n");
    write("unlisted.md", "---\nunlisted: true\n---\n# Zebra unlisted\n");
    let config = "[search]\nstop_words = [\"acme\"]\nsynonyms = [[\"log in\", \"sign in\"]]\n[search.one_way]\nhorse = [\"zebra\"]\n";
    std::fs::write(folder.path().join("answerbook.toml"), config).expect("a configuration");
    write("signing.md", "# Sign in to acme\n\nText.\n");
    let options = load::Options { date: jiff::civil::date(2026, 11, 22), drafts: false, base_url: None, out: None };
    let project = load::load(folder.path(), &options).expect("the folder can be read").project;
    let output = pipeline::build(Arc::new(project)).value;
    let index = index(&output);
    let check = |query: &str, expected: &[&str]| {
        let answer = index.search(query, &Options { limit: 9, ..Options::default() }).expect("an answer");
        assert_eq!(answer.hits.iter().map(|hit| hit.title.as_str()).collect::<Vec<_>>(), expected, "{query}");
    };
    check("zebra", &["Zebra crossing"]);
    check("horse", &["Zebra crossing"]);
    check("crossing horses", &["Zebra crossing"]);
    check("log in", &["Sign in to acme"]);
    check("acme sign", &["Sign in to acme"]);
}
