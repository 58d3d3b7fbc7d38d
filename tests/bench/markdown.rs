//! Measures parsing and rendering one article of 520 words. Run with `cargo bench --bench markdown`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use answerbook::config::Config;
use answerbook::content::cache::DependencyRecorder;
use answerbook::content::highlight::Highlighter;
use answerbook::content::mapped_text::MappedText;
use answerbook::content::markdown::{self, MarkdownContext};
use answerbook::content::{ArticleKind, BodyMode};
use answerbook::path::ProjectPath;
use answerbook::source::Sources;
use divan::Bencher;

fn main() {
    divan::main();
}

/// A paragraph of 40 words with typical markup.
const PARAGRAPH: &str = "Open **Settings** and choose [your plan](../billing/plans.md#change). The page shows what you \
                         pay, when the next invoice is due, and who in your company may change it. Press `Save` when you \
                         are done; the change takes effect at once, and nobody loses access.\n\n";

/// An article of about 520 words: 12 paragraphs, lists, a table, a picture, and two code blocks that occur in no other
/// article.
fn article(number: usize) -> String {
    let mut text = String::new();
    for section in 0..6 {
        let _ = write!(text, "## Section {section} of article {number}\n\n{PARAGRAPH}{PARAGRAPH}");
    }
    text.push_str("1. Open the menu.\n2. Choose *Export*.\n3. Wait.\n\n![The menu](menu.png)\n\n");
    text.push_str("| Plan | Price |\n|---|---:|\n| Free | 0 |\n| Team | 12 |\n\n> [!TIP]\n> Ask your admin.\n\n");
    let _ = write!(text, "```bash\ncurl -s https://example.com/{number} | jq '.items[]' > out.json # all\n```\n\n");
    let _ = write!(
        text,
        "```json\n{{ \"id\": {number}, \"name\": \"Ada\", \"tags\": [\"a\", \"b\"], \"active\": true }}\n```\n"
    );
    text
}

/// Renders the articles `numbers`, one after the other.
fn render(numbers: std::ops::Range<usize>, highlight: bool, highlighter: &Highlighter) -> usize {
    let path = ProjectPath::new("content/billing/a.md");
    let (variables, snippets) = (BTreeMap::new(), BTreeMap::new());
    let mut config = Config::default();
    config.markdown.highlight = highlight;
    let context = MarkdownContext {
        kind: ArticleKind::Article,
        path: &path,
        title: Some("Title"),
        config: &config.markdown,
        own_hosts: &[],
        variables: &variables,
        label_files: &[],
        snippets: &snippets,
        spellings: [&[], &[]],
        language: "en",
        highlighter,
        body_mode: BodyMode::Memory,
        added: &markdown::Added::default(),
        wording: None,
        recorder: &DependencyRecorder::default(),
    };
    numbers
        .map(|number| {
            let text = article(number);
            let mut sources = Sources::default();
            let source = sources.add(path.clone(), text.as_str());
            markdown::render(&MappedText::new(source, 0, &text), &context).value.words
        })
        .sum()
}

#[divan::bench]
fn without_colours(bencher: Bencher<'_, '_>) {
    let highlighter = Highlighter::default();
    bencher.bench_local(|| render(0..1, false, &highlighter));
}

#[divan::bench]
fn with_colours_known(bencher: Bencher<'_, '_>) {
    let highlighter = Highlighter::default();
    render(0..1, true, &highlighter);
    bencher.bench_local(|| render(0..1, true, &highlighter));
}

#[divan::bench]
fn with_colours_new(bencher: Bencher<'_, '_>) {
    let highlighter = Highlighter::default();
    render(0..1, true, &highlighter);
    let mut number = 1;
    bencher.bench_local(|| {
        number += 1;
        render(number..number + 1, true, &highlighter)
    });
}
