//! Tests that a small change of the texts changes few files of the site, and that a site does not depend on the builds
//! before it.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use support::TestFolder;

/// Number of articles. Their packs have names in files of their own, and their lists are in many shards.
const ARTICLES: usize = 300;

/// The configuration of a site with all files for machines.
const CONFIG: &str = "title = \"Help\"\nbase_url = \"https://help.example/\"\n";

/// A made word; small numbers occur most often.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va"];
    let mut word = String::new();
    for place in 0..3 {
        word.push_str(SYLLABLES[((number * 7) >> (4 * place)) & 15]);
    }
    word
}

/// A made sentence of twelve words.
fn sentence(seed: usize) -> String {
    let words = (0..12).map(|place| {
        let random = (seed * 31 + place).wrapping_mul(2_654_435_761) >> 7;
        // The product of two numbers is small more often than large.
        word((random % 41) * (random / 41 % 37))
    });
    words.collect::<Vec<_>>().join(" ") + "."
}

/// The text of a made article.
fn article(number: usize, title: &str) -> String {
    let mut text = format!("# {title}\n\n");
    for part in 0..4 {
        let sentences: Vec<String> = (0..4).map(|place| sentence(number * 16 + part * 4 + place)).collect();
        let _ = write!(text, "## {}\n\n{}\n\n", sentence(number % 9 + part), sentences.join(" "));
    }
    text
}

fn path(number: usize) -> String {
    format!("content/c{}/a{number:03}.md", number % 5)
}

fn site() -> TestFolder {
    let articles =
        |test: TestFolder, number| test.file(&path(number), article(number, &format!("Title {}", word(number))));
    (0..ARTICLES).fold(TestFolder::new().file("answerbook.toml", CONFIG), articles).run("build").check()
}

/// The files that an edit changes, adds and removes, after checking that a first build gives the same site.
fn changed(edit: impl FnOnce(TestFolder) -> TestFolder) -> Vec<String> {
    let test = site();
    let before = test.contents("public");
    let test = edit(test).run("build").check();
    let after = test.contents("public");
    let fresh = test.run("build --out fresh").check().contents("fresh");
    assert_same(&after, &fresh);
    let is_other = |path: &&String| before.get(*path) != after.get(*path);
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().filter(is_other).cloned().collect()
}

fn assert_same(after: &BTreeMap<String, Vec<u8>>, fresh: &BTreeMap<String, Vec<u8>>) {
    assert!(after.keys().eq(fresh.keys()), "not the same files");
    for (path, bytes) in after {
        assert!(fresh[path] == *bytes, "{path} depends on the build before");
    }
}

fn in_index(files: &[String], part: &str) -> usize {
    files.iter().filter(|file| file.contains(&format!("/en/{part}/"))).count()
}

#[test]
fn one_more_sentence_changes_few_files() {
    for number in [17, 150, 299] {
        let text = article(number, &format!("Title {}", word(number))) + &sentence(5000 + number) + "\n";
        let files = changed(|test| test.file(&path(number), &text));
        // Each file of the index counts twice: the old one is removed. The sentence has twelve words, and some others of
        // the article count less in a longer text.
        let parts = ["m", "l", "b", "r", "p", "n", "d"].map(|part| in_index(&files, part) / 2);
        assert!(files.len() < 130 && parts.iter().sum::<usize>() < 60, "{} files: {parts:?}", files.len());
        assert_eq!((parts[0], parts[5], parts[6]), (1, 1, 1), "{parts:?}");
        // Other articles may have other related articles.
        let pages = files.iter().filter(|file| file.ends_with("index.html")).count();
        assert!((1..20).contains(&pages), "{files:?}");
    }
}

#[test]
fn another_title_keeps_the_numbers_of_documents() {
    let files = changed(|test| test.file(&path(150), article(150, "Zebra crossing")));
    let parts = ["l", "p", "d"].map(|part| in_index(&files, part) / 2);
    assert!(parts[0] < 12 && parts[1] < 8 && parts[2] <= 1, "{parts:?}");
}

#[test]
fn a_site_does_not_depend_on_the_builds_before() {
    changed(|test| test.file("content/c2/a150b.md", article(900, "Another")));
    changed(|test| test.without("content/c1/a001.md"));
}
