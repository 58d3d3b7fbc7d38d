//! Random moves of files, folders and headings by `answerbook mv`. Each must succeed or be refused. After them, the site
//! has no new problem, answers all its first addresses, and has all its words.
//!
//! `MOVES=1000 MOVES_SEED=7 MOVES_IN=DIR cargo test --test random_moves -- --nocapture` makes more moves, in a copy of a
//! project.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::TestFolder;
use support::random::Random;

/// A project in two languages with links of all kinds, and markup of other tools.
fn project() -> TestFolder {
    let config = "base_url = \"https://help.example/\"\n\n[[locale]]\ncode = \"en\"\n\n[[locale]]\ncode = \"fr\"\n\n\
                  [[quick_task]]\ntitle = \"Refund\"\nurl = \"/pay/refunds/\"\n";
    let refunds = "---\nrelated: [pay/cards]\n---\n# Refunds\n\n[c](cards.md) ![p](shot.svg) [d](#how-long)\n\n\
                   ## How long\n\n{{> window }}\n\n## And then\n\n[[Wire us|wire]]\n";
    let cards = "---\nrelated:\n  - pay/refunds\n---\n# Cards\n\n[r][x] `[r](refunds.md)`\n\n[x]: ./refunds\n";
    TestFolder::new()
        .file("answerbook.toml", config)
        .file("content/index.md", "# Help\n\n[a](pay/refunds.md) and [b](/pay/refunds/#how-long) and [[cards]]\n")
        .file("content/pay/index.md", "# Pay\n\n[a](refunds.md?x=1#how-long \"t\"), [e]({{< ref \"cards.md\" >}})\n")
        .file("content/pay/refunds.md", refunds)
        .file("content/pay/cards.md", cards)
        .file("content/pay/shot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("content/fr/pay/index.md", "# Payer\n\n[a](refunds.md)\n")
        .file("content/fr/pay/refunds.md", "# Remboursements\n\n[c](../../pay/cards.md)\n")
        .file("content/old/index.md", "# Old\n\n## Part\n\n![[Wire us#Fees]]\n")
        .file("content/old/Wire us.md", "# Wire\n\n<a href=\"../pay/refunds.md\">r</a>\n\n## Fees\n\nNone.\n")
        .file("snippets/window.md", "Two weeks, see [cards](/pay/cards.md).\n")
}

#[test]
fn random_moves_lose_nothing() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let moves = number("MOVES").map_or(24, |moves| usize::try_from(moves).expect("32 bits fit"));
    let seed = number("MOVES_SEED").unwrap_or(1);
    let folder = project();
    let root = std::env::var_os("MOVES_IN").map_or_else(|| folder.path("."), PathBuf::from);
    let mut random = Random::new(seed.into());
    let (problems, addresses) = (problems(&root), addresses(&root));
    assert!(addresses.len() > 5, "the project is built");
    let (mut done, mut refused) = (BTreeMap::<&str, usize>::new(), BTreeMap::<String, usize>::new());
    for step in 0..moves {
        let before = contents(&root);
        let Some((kind, from, to)) = random_move(&mut random, &before, step) else { continue };
        let output = answerbook(&root, &["mv", &from, &to]);
        let after = contents(&root);
        let place = format!("seed {seed}, step {step}: {from} to {to}");
        if output.status.success() {
            *done.entry(kind).or_default() += 1;
            assert_eq!(before.len(), after.len(), "{place}: files appeared or vanished");
            assert_words(&before, &after, &place);
        } else {
            let message = String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned();
            assert_eq!(output.status.code(), Some(2), "{place}: {message}");
            assert!(before == after, "{place}: refused, but files changed");
            let names = message.split('`').step_by(2).collect::<Vec<_>>().join("…");
            *refused.entry(format!("{kind}: {names}")).or_default() += 1;
        }
        if step % 50 == 49 || step + 1 == moves {
            assert_no_worse(&problems, &self::problems(&root), &place);
            let now = self::addresses(&root);
            let lost: Vec<&String> = addresses.difference(&now).collect();
            assert!(lost.is_empty(), "{place}: no longer answered: {lost:?}");
        }
    }
    println!("done: {done:?}, refused: {refused:#?}");
    assert!(done.values().sum::<usize>() * 2 > moves, "most moves are possible: {refused:#?}");
}

/// A move, as its kind, source and target.
fn random_move(
    random: &mut Random,
    files: &BTreeMap<String, Vec<u8>>,
    step: usize,
) -> Option<(&'static str, String, String)> {
    let movable: Vec<&str> = files.keys().map(String::as_str).filter(|path| is_movable(path)).collect();
    let path = random.pick(&movable);
    let near: Vec<&str> = movable.iter().copied().filter(|other| tree(other) == tree(path)).collect();
    let other = random.pick(&near);
    let (folder, name) = path.rsplit_once('/')?;
    let (bare, extension) = name.split_once('.')?;
    let other_folder = other.rsplit_once('/')?.0;
    Some(match random.below(10) {
        0..=3 => ("file", path.to_owned(), format!("{other_folder}/{}.{extension}", renamed(bare, step))),
        4..=6 => ("name", path.to_owned(), format!("{folder}/{}.{extension}", renamed(bare, step))),
        7 => {
            let (above, name) = folder.rsplit_once('/')?;
            let above = if other_folder.matches('/').count() < 6 && random.one_in(2) { other_folder } else { above };
            ("folder", folder.to_owned(), format!("{above}/{}", renamed(name, step)))
        }
        _ => {
            let articles: Vec<&str> = movable.iter().copied().filter(|path| has_extension(path, "md")).collect();
            let path = random.pick(&articles);
            let text = String::from_utf8_lossy(&files[path]).into_owned();
            let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            let heading = headings.get(random.below(headings.len().max(1)))?;
            let own = heading.split_once("{#").and_then(|(_, id)| id.split(['}', ' ']).next());
            let id = own.map_or_else(|| slug(heading), str::to_owned);
            ("heading", format!("{path}#{id}"), format!("#part-x{step}"))
        }
    })
}

/// The folder of a language, of snippets or of articles, which a move does not leave.
fn tree(path: &str) -> &str {
    let length = if path.starts_with("content/fr/") { "content/fr/".len() } else { path.find('/').unwrap_or(0) };
    &path[..length]
}

/// The name with another end.
fn renamed(name: &str, step: usize) -> String {
    let bare =
        name.rsplit_once("-x").filter(|(_, number)| number.parse::<usize>().is_ok()).map_or(name, |(bare, _)| bare);
    format!("{bare}-x{step}")
}

fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
    kept.collect::<String>().trim().to_lowercase().replace(' ', "-")
}

fn is_movable(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_index = ["index.", "_index.", "README."].iter().any(|start| name.starts_with(start));
    (path.starts_with("content/") || path.starts_with("snippets/"))
        && name.contains('.')
        && !name.starts_with('.')
        && !is_index
}

/// What a move removes from texts are parts of old paths, and what it adds are parts of new ones, `aliases` and anchors.
fn assert_words(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>, place: &str) {
    let words = |text: &str| -> Vec<String> {
        let text = text.replace("%20", " ");
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let count = |files: &BTreeMap<String, Vec<u8>>| {
        let mut counted = BTreeMap::<String, isize>::new();
        for bytes in files.values() {
            for word in words(&String::from_utf8_lossy(bytes)) {
                *counted.entry(word).or_default() += 1;
            }
        }
        counted
    };
    let of_paths: BTreeSet<String> = before.keys().chain(after.keys()).flat_map(|path| words(path)).collect();
    let of_markup = ["aliases", "a", "id", "redirects", "md", "https", "help", "example"].map(str::to_owned);
    let of_place = words(place);
    let (old, new) = (count(before), count(after));
    let all: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for word in all.into_iter().filter(|word| old.get(*word) != new.get(*word)) {
        // An anchor may be any words of the article.
        let is_of_link = of_paths.contains(word) || of_markup.contains(word) || of_place.contains(word);
        let is_address = of_paths.iter().any(|part| part.contains(word.as_str()));
        assert!(
            is_of_link || is_address,
            "{place}: `{word}` was there {:?} and now {:?} times",
            old.get(word),
            new.get(word)
        );
    }
}

/// The number of problems of each code. A move may leave a folder without articles.
fn problems(root: &Path) -> BTreeMap<String, usize> {
    let output = answerbook(root, &["check", "--format", "json"]);
    let mut counted = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let problem: serde_json::Value = serde_json::from_str(line).expect("a problem in JSON");
        let places = problem["occurrences"].as_array().map_or(1, |places| places.len().max(1));
        *counted.entry(problem["code"].as_str().expect("a code").to_owned()).or_default() += places;
    }
    counted.remove("site/empty-category");
    counted
}

#[track_caller]
fn assert_no_worse(before: &BTreeMap<String, usize>, after: &BTreeMap<String, usize>, place: &str) {
    for (code, count) in after {
        let known = before.get(code).copied().unwrap_or(0);
        assert!(*count <= known, "{place}: {code} was reported at {known} and now at {count} places");
    }
}

/// The pages of the built site, redirects included.
fn addresses(root: &Path) -> BTreeSet<String> {
    let out = TestFolder::new();
    let to = out.path("site");
    let output = answerbook(root, &["build", "--out", &to.to_string_lossy()]);
    assert!(to.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    contents(&to).into_keys().filter(|path| has_extension(path, "html")).collect()
}

fn answerbook(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(snapbox::cmd::cargo_bin!("answerbook"));
    command.args(arguments).current_dir(root).output().expect("a program")
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|own| own == extension)
}

/// The files of a folder by their paths.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(&inner).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/");
            found.insert(name, std::fs::read(&path).expect("a readable file"));
        }
    }
    found
}
