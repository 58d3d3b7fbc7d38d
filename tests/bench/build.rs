//! Measures each stage of a build of 1,000 generated articles of about 500 words. Run with `cargo bench`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use answerbook::project::Project;
use answerbook::{content, links, load, output, pipeline, site};

const ARTICLES: usize = 1_000;

fn main() {
    divan::main();
}

/// The generated project's folder, written once.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    FOLDER
        .get_or_init(|| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            for number in 0..ARTICLES {
                let path = article_path(folder.path(), number);
                std::fs::create_dir_all(path.parent().expect("has a folder")).expect("a folder");
                std::fs::write(path, article(number)).expect("an article");
            }
            folder
        })
        .path()
}

fn article_path(root: &Path, number: usize) -> PathBuf {
    root.join(format!("content/category-{}/section-{}/article-{number}.md", number % 8, number % 40))
}

/// A generated article; the same number gives the same text.
fn article(number: usize) -> String {
    const WORDS: [&str; 24] = [
        "account", "invoice", "select", "the", "your", "password", "when", "open", "settings", "a", "device",
        "restart", "payment", "and", "choose", "email", "to", "confirm", "order", "in", "number", "is", "then",
        "support",
    ];
    let mut state = number as u64 + 1;
    let mut word = || {
        // Knuth's MMIX linear congruential generator, good enough for sample text.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(state >> 33) as usize % WORDS.len()]
    };
    let mut sentence = |length: usize| (0..length).map(|_| word()).collect::<Vec<_>>().join(" ");
    let mut text = format!("---\ntitle: {} {number}\ntags: [billing, account]\n---\n\n", sentence(4));
    for part in 0..5 {
        let _ = write!(text, "{}. {}.\n\n## {}\n\n", sentence(30), sentence(25), sentence(4));
        let _ = write!(text, "1. Select **{}**.\n2. {}.\n3. Run `{}`.\n\n", sentence(2), sentence(9), sentence(1));
        let _ = write!(text, "See [{}](../section-{}/article-{}.md).\n\n", sentence(3), (number + 8) % 40, number + 8);
        if part == 2 {
            let _ = write!(
                text,
                "| {} | {} |\n| --- | --- |\n| {} | {} |\n\n",
                sentence(1),
                sentence(1),
                sentence(3),
                sentence(3)
            );
            let _ = write!(
                text,
                "```bash\ncurl -s https://api.example.com/{} | jq '.items[]' # {}\n```\n\n",
                sentence(1),
                sentence(3)
            );
        }
    }
    text
}

fn loaded() -> Arc<Project> {
    let options = load::LoadOptions {
        date: jiff::civil::date(2026, 1, 1),
        drafts: false,
        edition: None,
        base_url: None,
        out: None,
    };
    Arc::new(load::load(folder(), &options).expect("the made folder can be read").project)
}

#[divan::bench]
fn stage_1_load(bencher: divan::Bencher) {
    folder();
    bencher.bench(loaded);
}

#[divan::bench]
fn stage_2_parse(bencher: divan::Bencher) {
    let project = loaded();
    bencher.bench(|| content::parse(&project, &content::ArticleCache::default()));
}

#[divan::bench]
fn stage_3_site_and_links(bencher: divan::Bencher) {
    let project = loaded();
    let articles = content::parse(&project, &content::ArticleCache::default()).value;
    bencher.bench(|| {
        let site = site::build(&project, &articles, &site::SiteCache::default()).value;
        links::resolve(&project, &site, &links::LinkCache::default()).value
    });
}

#[divan::bench]
fn stage_4_render(bencher: divan::Bencher) {
    let output = pipeline::build(loaded()).value;
    bencher.bench(|| output.render_all());
}

#[divan::bench]
fn whole_build(bencher: divan::Bencher) {
    bencher.with_inputs(|| tempfile::tempdir().expect("a temporary folder")).bench_refs(|out| {
        let output = pipeline::build(loaded()).value;
        output::write(&output, out.path(), false, &|_, _| {}).expect("the folder can be written")
    });
}
