//! Follows generated histories, whose true answers are known, and opens every address that they ever published.

mod support;

use std::collections::BTreeMap;

use answerbook::address_history;
use answerbook::addresses::{self, AddressFile};
use answerbook::path::ProjectPath;
use answerbook::source::{Sources, Span};
use jiff::civil::date;
use support::TestFolder;
use support::browsing::{HostedSite, Landing};
use support::built::BuiltSite;
use support::fixture::git;
use support::histories::{EditKind, MadeHistory, Truth};

/// What became of the addresses of one kind.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    all: usize,
    right: usize,
    wrong: usize,
}

impl Count {
    #[allow(clippy::cast_precision_loss)] // counts of addresses
    fn share(self, part: usize) -> f64 {
        if self.all == 0 { 100.0 } else { 100.0 * part as f64 / self.all as f64 }
    }

    fn add(&mut self, is_right: bool, is_wrong: bool) {
        self.all += 1;
        self.right += usize::from(is_right);
        self.wrong += usize::from(is_wrong);
    }
}

/// All figures of a history.
#[derive(Debug, Default)]
struct Figures {
    live: Count,
    /// Moved pages and moved anchors, by the kind of edit.
    moved: [BTreeMap<EditKind, Count>; 2],
    gone: Count,
    circles: usize,
}

impl Figures {
    fn add(&mut self, address: &str, truth: &Truth, landing: &Landing, has_scripts: bool) {
        let is_anchor = address.contains('#');
        self.circles += usize::from(*landing == Landing::Circle);
        let expected = truth.target.clone();
        let (is_right, is_wrong) = match (landing, &expected) {
            (Landing::Page(page, heading), Some((right, id))) => {
                let is_right = page == right && (heading == id || !has_scripts && heading.is_empty());
                // At the top of the right page, a reader is not lost; on another one, or at another heading, they are.
                (is_right, page != right || !heading.is_empty() && heading != id)
            }
            (Landing::Line(to), Some((page, id))) => (*to == format!("{page}#{id}"), *to != format!("{page}#{id}")),
            (Landing::Page(page, heading), None) => {
                // The top of the page that lost the section, or that the page's text is part of, is no wrong heading.
                let own = address.split('#').next().unwrap_or_default();
                let is_top = is_anchor && heading.is_empty();
                (is_top, !is_top && (page != own || !heading.is_empty()))
            }
            (Landing::Line(_), None) => (false, true),
            (Landing::Nothing, None) => (true, false),
            (Landing::Nothing | Landing::Circle, _) => (false, false),
        };
        match (truth.kind, expected) {
            (None, _) => self.live.add(matches!(landing, Landing::Page(..)), false),
            (Some(kind), Some(_)) => {
                self.moved[usize::from(is_anchor)].entry(kind).or_default().add(is_right, is_wrong);
            }
            (Some(_), None) => self.gone.add(is_right, is_wrong),
        }
    }

    /// The shares of moved pages or anchors that are found: without hard kinds, and the mean over all kinds.
    fn found(&self, anchors: bool) -> (f64, f64) {
        let kinds = &self.moved[usize::from(anchors)];
        let mut easy = Count::default();
        for (_, count) in kinds.iter().filter(|(kind, _)| !kind.is_hard()) {
            easy.all += count.all;
            easy.right += count.right;
        }
        let shares: Vec<f64> = kinds.values().map(|count| count.share(count.right)).collect();
        #[allow(clippy::cast_precision_loss)] // a few kinds
        let mean = if shares.is_empty() { 100.0 } else { shares.iter().sum::<f64>() / shares.len() as f64 };
        (easy.share(easy.right), mean)
    }

    /// The share of addresses that lead to a wrong page or heading, of all that moved or are gone.
    fn wrong(&self, anchors: bool) -> f64 {
        let mut all = if anchors { self.gone } else { Count::default() };
        for count in self.moved[usize::from(anchors)].values() {
            all.all += count.all;
            all.wrong += count.wrong;
        }
        all.share(all.wrong)
    }
}

/// Follows a made history and opens all of its addresses.
fn figures(seed: u64, articles: usize, commits: usize, with_rules: bool, has_scripts: bool) -> Figures {
    let mut made = MadeHistory::new(seed, articles);
    made.edit(commits);
    let folder = tempfile::tempdir().expect("a temporary folder");
    made.write(folder.path());
    let history = address_history::read(folder.path(), date(2026, 11, 22), None).expect("a readable history");
    let source = Sources::default().add(ProjectPath::new(addresses::FILE), "");
    let entries = history.entries(&BTreeMap::new(), &Span::new(source, 0..0));
    let text = addresses::text(&AddressFile { entries, digest: None });
    std::fs::write(folder.path().join(addresses::FILE), text).expect("a writable file");
    let site = BuiltSite::read(folder.path());
    let problems: Vec<String> =
        site.problems().into_iter().filter(|problem| problem.starts_with("addresses/")).collect();
    assert!(problems.is_empty(), "seed {seed}: {problems:?}");
    let rules = site.output.files.keys().any(|path| path.as_str() == "_redirects").then(|| site.text("_redirects"));
    let pages = site.output.files.keys().filter(|path| path.as_str().rsplit('.').next() == Some("html"));
    let pages = pages.map(|path| {
        let address = format!("/{}", path.as_str().strip_suffix("index.html").unwrap_or(path.as_str()));
        (address, site.text(path.as_str()))
    });
    let hosted = HostedSite::new(pages.collect(), rules.as_deref().filter(|_| with_rules), has_scripts);
    let mut figures = Figures::default();
    for (address, truth) in made.truths() {
        let landing = hosted.open(&address);
        let before = (
            figures.gone.wrong,
            figures.live.right,
            figures.moved.iter().flat_map(BTreeMap::values).map(|count| count.right).sum::<usize>(),
        );
        figures.add(&address, &truth, &landing, has_scripts);
        let after = (
            figures.gone.wrong,
            figures.live.right,
            figures.moved.iter().flat_map(BTreeMap::values).map(|count| count.right).sum::<usize>(),
        );
        if std::env::var_os("SHOW").is_some() && (before == after && truth.target.is_some() || before.0 != after.0) {
            println!("{address} {truth:?} {landing:?}");
        }
    }
    println!(
        "seed {seed}, {} commits: pages {:.1?} wrong {:.1}, anchors {:.1?} wrong {:.1}, gone {:?}, live {:?}, circles {}",
        made.commits(),
        figures.found(false),
        figures.wrong(false),
        figures.found(true),
        figures.wrong(true),
        figures.gone,
        figures.live,
        figures.circles
    );
    for (what, kinds) in ["pages", "anchors"].iter().zip(&figures.moved) {
        println!(
            "  {what}: {}",
            kinds
                .iter()
                .map(|(kind, count)| format!("{kind:?} {}/{} -{}", count.right, count.all, count.wrong))
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    figures
}

/// Seeds that were not used while the program was written.
const SEEDS: [u64; 3] = [7_301, 7_302, 7_303];

#[test]
fn old_addresses_lead_to_where_their_text_is() {
    // Other seeds, while the program is changed: those above stay unseen.
    let others = std::env::var("HISTORY_SEEDS").ok();
    let others: Option<Vec<u64>> = others.map(|seeds| seeds.split(',').filter_map(|seed| seed.parse().ok()).collect());
    for seed in others.unwrap_or(SEEDS.to_vec()) {
        let figures = figures(seed, 60, 120, true, true);
        let (easy, mean) = figures.found(false);
        assert!(easy >= 99.0 && mean >= 85.0, "seed {seed}: pages {easy} {mean}");
        let (easy, mean) = figures.found(true);
        assert!(easy >= 95.0 && mean >= 75.0, "seed {seed}: anchors {easy} {mean}");
        assert!(figures.wrong(false) <= 0.5 && figures.wrong(true) <= 1.0, "seed {seed}: {figures:?}");
        assert!(figures.gone.share(figures.gone.right) >= 98.0, "seed {seed}: {:?}", figures.gone);
        assert_eq!((figures.circles, figures.live.right), (0, figures.live.all), "seed {seed}");
    }
}

#[test]
fn they_do_so_on_every_host_and_without_scripts() {
    for (with_rules, has_scripts) in [(false, true), (true, false), (false, false)] {
        let figures = figures(7_304, 60, 120, with_rules, has_scripts);
        assert!(figures.found(false).0 >= 99.0 && figures.wrong(false) <= 0.5, "{with_rules} {has_scripts}");
        // Without scripts, nobody sees the fragment at a forwarding page, so its reader gets to the page itself.
        assert!(!has_scripts || figures.wrong(true) <= 1.0, "{with_rules} {has_scripts}");
        assert_eq!(figures.circles, 0);
    }
}

/// A repository with an article that was renamed, and its heading reworded.
fn renamed() -> TestFolder {
    let article = "# Money back\n\n## How long\n\nYou get your money within five working days after the parcel is here.\n\n\
        ## Label\n\nPrint the label that we sent by email, and put it on the outside of the box.\n";
    let test = TestFolder::new().file("content/money-back.md", article).file("answerbook.toml", "title = \"Help\"\n");
    git(
        &test.path(""),
        "git init -q -b main; git add -A; git commit -qm one; git mv content/money-back.md content/refunds.md",
    );
    test.file("content/refunds.md", article.replace("How long", "Time until refund"))
}

#[test]
fn the_command_keeps_the_file_up_to_date() {
    let test = renamed();
    let test = test.run("addresses update --locked").code(1).check();
    let test = test.run("addresses update").check();
    let file = test.read("addresses.toml");
    assert!(file.contains("\"/money-back/\" = { to = \"/refunds/\", commit = \"work tree\" }"), "{file}");
    assert!(file.contains("\"/money-back/#how-long\" = { to = \"/refunds/#time-until-refund\""), "{file}");
    let test = test.run("addresses update --locked").check();
    git(&test.path(""), "git add -A; git commit -qm two");
    let test = test.run("addresses update").check();
    assert!(!test.read("addresses.toml").contains("work tree"), "{}", test.read("addresses.toml"));
    let test = test
        .run("addresses list")
        .stdout("/money-back/  -> /refunds/  ([..])\n/money-back/#how-long  -> /refunds/#time-until-refund  ([..])\n")
        .check();
    let why = "`/money-back/#how-long` leads to `/refunds/#time-until-refund` since [..]\n  [..]  `#how-long` became `#time-until-refund`\n  \
        addresses.toml: `/refunds/#time-until-refund`, written by `answerbook addresses update`\n";
    let test = test.run("addresses why /money-back/#how-long").stdout(why).check();
    test.run("addresses why /never/").code(1).stdout("no commit published `/never/`\n").check();
}

#[test]
fn lines_of_people_stay() {
    let test = renamed()
        .file("addresses.toml", "[moved]\n\"/money-back/\" = \"/refunds/#label\"\n\"/older/\" = \"/refunds/\"\n");
    let test = test.run("addresses update").check();
    let file = test.read("addresses.toml");
    assert!(file.contains("\"/money-back/\" = { to = \"/refunds/#label\" }"), "{file}");
    assert!(file.contains("\"/older/\" = { to = \"/refunds/\" }"), "{file}");
    let broken = test.file("addresses.toml", "[moved]\n\"old\" = \"/refunds/\"\n");
    let broken = broken.run("addresses update").code(1).check();
    assert_eq!(broken.read("addresses.toml"), "[moved]\n\"old\" = \"/refunds/\"\n");
}

#[test]
fn without_a_repository_the_command_says_so() {
    TestFolder::new().file("content/a.md", "# A\n").run("addresses update").code(2).check();
}

/// The main branch of a site whose latest version is a tag has other addresses than that version, and what the tag still
/// publishes needs no entry.
#[test]
fn pages_of_versions_in_git_stay_theirs() {
    let article = "# Refunds\n\nText about refunds and how long a bank needs to pay all of the money back.\n";
    let versions = "[[version]]\nid = \"1.0\"\nstatus = \"latest\"\nsource = \"git:v1.0\"\n\n\
                    [[version]]\nid = \"next\"\nstatus = \"prerelease\"\nsource = \"dir:content\"\n";
    let test = TestFolder::new().file("content/old.md", article);
    git(&test.path(""), "git init -q -b main; git add -A; git commit -q -m 1; git tag v1.0");
    let test = test.file("answerbook.toml", versions);
    git(&test.path(""), "git add -A; git commit -q -m 2\ngit mv content/old.md content/new.md; git commit -q -m 3");
    let test = test.run("addresses update").check();
    let file = test.read("addresses.toml");
    let lines: Vec<&str> = file.lines().filter(|line| line.starts_with('"')).collect();
    assert_eq!(lines.len(), 1, "{file}");
    assert!(lines[0].starts_with("\"/v/next/old/\" = { to = \"/v/next/new/\", commit = "), "{file}");
    test.run("check --deny-warnings --skip config").check();
}

/// A version that fell beyond the limit of its pattern was public: its pages lead to their articles in newer versions.
#[test]
fn pages_of_versions_that_are_no_longer_published_lead_to_newer_ones() {
    let article =
        |title: &str, words: &str| format!("# {title}\n\n## Before\n\n{words}\n\n## Then\n\nMore of {words}\n");
    let test = TestFolder::new()
        .file("content/old.md", article("Refunds", "Text about refunds and how long a bank needs to pay it all back."))
        .file("content/kept.md", article("Bills", "Bills are sent by mail each month, or as often as you like it."))
        .file("content/dropped.md", "# Fax\n\nSend a fax.\n");
    let versions = "[[version]]\nid = \"3.0\"\nsource = \"dir:content\"\n\n\
                    [[version]]\nid = \"*\"\nsource = \"git:v*\"\nlimit = 1\n";
    git(&test.path(""), "git init -q -b main; git add -A; git commit -q -m 1; git tag v1.0");
    let test = test.file("answerbook.toml", versions);
    git(
        &test.path(""),
        "git add -A; git commit -q -m 2\ngit mv content/old.md content/new.md; git rm -q content/dropped.md\n\
         sed -i 's/## Then/## Afterwards/' content/new.md; git add -A; git commit -q -m 3; git tag v2.0",
    );
    let test = test.run("addresses update").check();
    let file = test.read("addresses.toml");
    let lines: Vec<&str> = file.lines().filter(|line| line.starts_with("\"/v/1.0/")).collect();
    let starts = [
        "\"/v/1.0/kept/\" = { to = \"/kept/\", commit",
        "\"/v/1.0/old/\" = { to = \"/new/\", commit",
        "\"/v/1.0/old/#then\" = { to = \"/new/#afterwards\", commit",
        "\"/v/1.0/dropped/\" = { commit",
    ];
    assert_eq!(lines.len(), starts.len(), "{file}");
    assert!(starts.iter().all(|start| lines.iter().any(|line| line.starts_with(start))), "{file}");
    // The same again, also after the tag is gone.
    let test = test.run("addresses update --locked").check();
    git(&test.path(""), "git tag -d v1.0");
    let test = test.run("addresses update --locked").check();
    test.run("check --deny-warnings --skip config").check();
}
