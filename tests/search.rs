//! Tests search results in several languages against golden files. `tests/search/run.mjs` compares the browser's engine
//! with the same files: both have to rank alike, to the third decimal of the score.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use answerbook::content::{EditionId, VersionId};
use answerbook::output::Output;
use answerbook::path::OutPath;
use answerbook::render::site;
use answerbook::search::query::{QueryOptions, SearchIndex, passage};
use answerbook::site::ArticleId;
use answerbook::{load, pipeline};
use snapbox::Data;

/// Number of results per query in a golden file.
const LIMIT: usize = 5;

/// The site in a folder of the repository, built on a fixed date.
fn output(folder: &str) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let options = load::LoadOptions {
        date: jiff::civil::date(2026, 11, 22),
        drafts: false,
        edition: None,
        base_url: None,
        out: None,
    };
    pipeline::build(Arc::new(load::load(&folder, &options).expect("the site can be read").project)).value
}

fn index(output: &Output) -> SearchIndex<'_> {
    index_of(output, EditionId::default())
}

fn index_of(output: &Output, edition: EditionId) -> SearchIndex<'_> {
    let folder = site::search_folder(&output.renderer, edition);
    let get = |path: &OutPath| Some(output.search().get(path)?.to_vec());
    SearchIndex::open(&folder, get).expect("an index that was built can be opened")
}

fn reported(index: &SearchIndex<'_>, queries: &str) -> String {
    let mut text = String::new();
    for query in queries.lines() {
        let options = QueryOptions { limit: LIMIT, ..QueryOptions::default() };
        let answer = index.search(query, &options).expect("no file of the index is missing");
        let corrected = answer.corrected.map_or(String::new(), |corrected| format!(" as {corrected}"));
        let near = if answer.near.is_empty() { String::new() } else { format!(" near {}", answer.near.join(" ")) };
        let elsewhere = answer.elsewhere.map_or(String::new(), |(version, href)| format!(" in {version} {href}"));
        let doubted = if answer.is_doubted { " doubted" } else { "" };
        let _ = writeln!(text, "# {query}\n{}{corrected}{near}{elsewhere}{doubted}", answer.total);
        for hit in &answer.hits {
            let answers = if hit.is_answer { " answers" } else { "" };
            let _ = writeln!(text, "{:.3} {} {}{answers}", hit.score, hit.href, hit.heading);
        }
    }
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[track_caller]
fn check(folder: &str, name: &str, queries: &str) {
    check_edition(EditionId::default(), folder, name, queries);
}

#[track_caller]
fn check_edition(edition: EditionId, folder: &str, name: &str, queries: &str) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search");
    let queries = std::fs::read_to_string(tests.join(queries)).expect("the queries");
    let expected = Data::read_from(&tests.join(format!("golden/{name}.txt")), None);
    let output = output(folder);
    let assert = snapbox::Assert::new().action_env("SNAPSHOTS");
    assert.eq(reported(&index_of(&output, edition), &queries), expected);
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

/// `tests/search/older/` has the index of `cases/de` as a version that was frozen with format 6 keeps it.
#[test]
fn an_index_in_an_older_format_is_searched() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search");
    let get = |path: &OutPath| std::fs::read(tests.join("older").join(path.as_str())).ok();
    let index = SearchIndex::open("_search/latest/de", get).expect("an index that can be read");
    let cases = std::fs::read_to_string(tests.join("cases/de/cases.txt")).expect("the cases");
    assert_eq!(index.manifest.format, 6);
    for case in cases.lines() {
        let (query, expected) = case.split_once(" => ").expect("a case has an answer");
        let answer = index.search(query, &QueryOptions { limit: 9, ..QueryOptions::default() }).expect("an answer");
        let first = answer.hits.first().map(|hit| hit.href.as_str());
        assert_eq!(first, expected.split(' ').next(), "{query}");
    }
}

/// Each line of a site's `cases.txt` is a query with the pages that it has to find first: `query => /a/ /b/ as corrected`.
/// Without `as`, nothing may be corrected.
#[test]
fn small_inputs_find_their_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/cases");
    let mut sites: Vec<_> =
        std::fs::read_dir(&folder).expect("the sites").map(|site| site.expect("a site").path()).collect();
    sites.sort();
    let mut failed = String::new();
    for site in &sites {
        let output = output(&site.to_string_lossy());
        let index = index(&output);
        let cases = std::fs::read_to_string(site.join("cases.txt")).expect("the cases");
        for case in cases.lines() {
            let (query, expected) = case.split_once(" => ").expect("a case has an answer");
            let answer = index.search(query, &QueryOptions { limit: 9, ..QueryOptions::default() }).expect("an answer");
            let (pages, corrected) =
                expected.split_once(" as ").map_or((expected, None), |(pages, as_)| (pages, Some(as_)));
            let first: Vec<&str> = answer.hits.iter().filter_map(|hit| hit.href.split('#').next()).collect();
            let wanted: Vec<&str> = pages.split(' ').collect();
            if !first.starts_with(&wanted) || answer.corrected.as_deref() != corrected {
                let _ = writeln!(failed, "{}: {case}: found {first:?} as {:?}", site.display(), answer.corrected);
            }
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

/// `tests/browser/passages.mjs` compares the passages that the browser takes from pages with the same file. Only their
/// words are compared.
#[test]
fn passages_that_answer() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search");
    let queries = std::fs::read_to_string(tests.join("sites/answers.txt")).expect("the queries");
    let output = output("example-site");
    let (renderer, index) = (&output.renderer, index(&output));
    let mut text = String::new();
    for query in queries.lines() {
        let answer = index.search(query, &QueryOptions { limit: LIMIT, ..QueryOptions::default() }).expect("an answer");
        let _ = writeln!(text, "# {query}");
        for hit in answer.hits.iter().take(3).filter(|hit| hit.is_answer) {
            let (page, anchor) = hit.href.split_once('#').unwrap_or((&hit.href, ""));
            let site = &renderer.site;
            let is_it =
                |id: &ArticleId| site[*id].edition == EditionId::default() && renderer.href(site.address(*id)) == page;
            let article = &site[site.ids().find(is_it).expect("the article of a hit")];
            let ui_texts = renderer.texts(EditionId::default());
            let units = passage::units(&article.meta, &article.body, anchor, &hit.closest, ui_texts);
            let chosen = passage::choose(&units, &answer.words);
            let lines = units[chosen]
                .iter()
                .flat_map(|unit| &unit.lines)
                .flat_map(|line| line.split(|c: char| !c.is_alphanumeric()));
            let words: Vec<&str> = lines.filter(|word| !word.is_empty()).collect();
            let _ = writeln!(text, "{}\n{}", hit.href, words.join(" "));
        }
    }
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(text, Data::read_from(&tests.join("golden/answers.txt"), None));
}

#[test]
fn an_older_version() {
    let older = EditionId { version: VersionId(1), ..EditionId::default() };
    check_edition(older, "tests/search/sites/versions", "versions", "sites/versions/queries.txt");
}

#[test]
fn the_same_site_has_the_same_index() {
    let (first, second) = (output("example-site"), output("example-site"));
    assert_eq!(first.search(), second.search());
    assert!(first.search().len() > 50);
}

#[test]
fn versions_have_an_index_together() {
    let output = output("tests/search/sites/versions");
    let count = |part: &str| output.search().keys().filter(|path| path.as_str().contains(part)).count();
    assert_eq!((count("/m/"), count("/index.json")), (1, 2));
    // Seven articles in both versions, and two in each version alone.
    assert_eq!(count("/d/"), 11);
    let editions: Vec<_> = output.renderer.site.editions.keys().collect();
    let check = |edition: &EditionId, query: &str, expected: &[&str]| {
        let answer = index_of(&output, *edition).search(query, &QueryOptions { limit: 9, ..QueryOptions::default() });
        let answer = answer.expect("no file is missing");
        let hrefs: Vec<&str> = answer.hits.iter().map(|hit| hit.href.as_str()).collect();
        assert_eq!((answer.total, hrefs.as_slice()), (expected.len(), expected), "{query}");
        assert_eq!(answer.categories.iter().map(|(_, count)| count).sum::<usize>(), expected.len());
    };
    check(editions[0], "refund", &["/billing/refund/"]);
    check(editions[1], "refund", &["/v/2.4/billing/refund/"]);
    check(editions[0], "card", &["/billing/cards/"]);
    check(editions[1], "card", &["/v/2.4/billing/cards/"]);
    check(editions[0], "webhooks", &["/account/webhooks/", "/billing/cards/#webhooks-for-payments"]);
    check(editions[1], "webhooks", &[]);
    check(editions[0], "cheque", &[]);
    check(editions[1], "cheque", &["/v/2.4/billing/cheque/"]);
}

#[test]
fn every_heading_finds_its_article() {
    let output = output("example-site");
    let index = index(&output);
    let site = &output.renderer.site;
    let (mut asked, mut found) = (0_u32, 0_u32);
    let is_asked = |id: &ArticleId| site[*id].meta.search && site[*id].edition == EditionId::default();
    for id in site.ids().filter(is_asked) {
        let href = output.renderer.href(site.address(id));
        for heading in &site[id].body.outline {
            // Many sections have one-word headings; longer ones such as `Before you start` are specific enough to test.
            if heading.text.split(' ').count() < 4 {
                continue;
            }
            asked += 1;
            let answer = index.search(&heading.text, &QueryOptions { limit: 3, ..QueryOptions::default() });
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
    let options = load::LoadOptions {
        date: jiff::civil::date(2026, 11, 22),
        drafts: false,
        edition: None,
        base_url: None,
        out: None,
    };
    let project = load::load(folder.path(), &options).expect("the folder can be read").project;
    let output = pipeline::build(Arc::new(project)).value;
    let index = index(&output);
    let check = |query: &str, expected: &[&str]| {
        let answer = index.search(query, &QueryOptions { limit: 9, ..QueryOptions::default() }).expect("an answer");
        assert_eq!(answer.hits.iter().map(|hit| hit.title.as_str()).collect::<Vec<_>>(), expected, "{query}");
    };
    check("zebra", &["Zebra crossing"]);
    check("horse", &["Zebra crossing"]);
    check("crossing horses", &["Zebra crossing"]);
    check("log in", &["Sign in to acme"]);
    check("acme sign", &["Sign in to acme"]);
}

#[test]
fn an_explanation_adds_up_to_the_score() {
    let output = output("example-site");
    let index = index(&output);
    let options = QueryOptions { limit: LIMIT, explain: true, ..QueryOptions::default() };
    for query in ["refund", "reset pasword", "read your bill", "track an order", "return label printer"] {
        let answer = index.search(query, &options).expect("no file of the index is missing");
        assert_eq!(answer.hits.len(), answer.explanations.len());
        assert!(!answer.hits.is_empty(), "{query}");
        for (hit, explanation) in answer.hits.iter().zip(&answer.explanations) {
            let sum: f64 = explanation.terms.iter().map(|term| term.share).sum();
            let score = explanation.factors.iter().fold(sum, |score, (_, factor)| score * factor);
            assert!((score - hit.score).abs() < 1e-6 * hit.score, "{query}: {score} is not {}", hit.score);
            assert!(explanation.terms.iter().any(|term| !term.words.is_empty()), "{query}: {}", hit.title);
        }
    }
}
