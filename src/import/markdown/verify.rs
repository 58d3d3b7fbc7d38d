//! Renders what was written with the site's own renderer, and compares its words with those of the block. It finds
//! characters that mean something in Markdown, in whatever combination, before a reader does.

use std::collections::BTreeMap;

use super::{ImportedBlock, Inline, each_line, words};
use crate::config::Config;
use crate::content::cache::DependencyRecorder;
use crate::content::highlight::Highlighter;
use crate::content::mapped_text::MappedText;
use crate::content::markdown::{Added, MarkdownContext, render};
use crate::content::{ArticleKind, BodyMode, compat, document, player};
use crate::import::page::squeezed;
use crate::path::ProjectPath;
use crate::source::Sources;
use crate::theme::texts::UiTexts;

/// Whether the Markdown has the words of the block, in their order.
pub(super) fn reads_as(markdown: &str, block: &ImportedBlock) -> bool {
    if matches!(block, ImportedBlock::SnippetCall(_)) {
        return true;
    }
    let (rendered, expected) = (squeezed(&rendered_words(markdown)), squeezed(&words(std::slice::from_ref(block))));
    if !has_added_words(block) {
        return rendered == expected;
    }
    // A video has additional words, its title and the name of its host, and an alert the title that the theme gives it.
    let mut rendered = rendered.chars();
    expected.chars().all(|letter| rendered.any(|other| other == letter))
}

fn has_added_words(block: &ImportedBlock) -> bool {
    let mut found = has_alert(block);
    each_line(std::slice::from_mut(&mut block.clone()), &mut |line| found |= line.iter().any(is_video));
    found
}

fn has_alert(block: &ImportedBlock) -> bool {
    match block {
        ImportedBlock::Alert { .. } => true,
        ImportedBlock::Quote(content) | ImportedBlock::Details { content, .. } => content.iter().any(has_alert),
        ImportedBlock::List { items, .. } | ImportedBlock::Steps(items) => {
            items.iter().flat_map(|item| &item.content).any(has_alert)
        }
        ImportedBlock::Tabs(parts) | ImportedBlock::Definitions(parts) => {
            parts.iter().flat_map(|(_, content)| content).any(has_alert)
        }
        _ => false,
    }
}

fn is_video(inline: &Inline) -> bool {
    match inline {
        Inline::Image { src, .. } => player::embed(src).is_some(),
        Inline::Styled(_, content) | Inline::Link { content, .. } => content.iter().any(is_video),
        _ => false,
    }
}

/// The words that readers see of a Markdown text.
#[must_use]
pub fn rendered_words(markdown: &str) -> String {
    let mut sources = Sources::default();
    let path = ProjectPath::new("content/imported.md");
    let source = sources.add(path.clone(), markdown);
    let config = Config {
        markdown: crate::config::MarkdownConfig { highlight: false, ..Config::default().markdown },
        ..Config::default()
    };
    let recorder = DependencyRecorder::default();
    let names = compat::Names::default();
    let (none, no_snippets, no_files, no_variables) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let context = compat::CompatContext {
        path: &path,
        content: &config.content,
        front_matter: &[],
        site_title: "",
        variables: &no_variables,
        articles: &none,
        labels: &compat::Labels::new(&none, &sources),
        names: &names,
        files: &no_files,
        snippets: &no_snippets,
        snippet_folder: &config.snippets,
        recorder: &recorder,
    };
    let text = compat::translate(MappedText::new(source, 0, markdown), &context).value;
    let context = MarkdownContext {
        kind: ArticleKind::Article,
        path: &path,
        title: Some("Imported"),
        config: &config.markdown,
        own_hosts: &[],
        variables: &no_variables,
        label_files: &[],
        snippets: &BTreeMap::new(),
        spellings: [&[], &[]],
        language: "en",
        highlighter: &Highlighter::default(),
        body_mode: BodyMode::Time,
        added: &Added::default(),
        wording: None,
        recorder: &recorder,
    };
    let body = render(&text, &context).value;
    let record = body.document.record(&UiTexts::default());
    let mut words = String::new();
    for block in document::blocks(&record) {
        for cell in block.cells() {
            words.push_str(cell);
            words.push('\n');
        }
    }
    words
}

/// What a block is called in the report.
pub(super) fn name(block: &ImportedBlock) -> &'static str {
    match block {
        ImportedBlock::Paragraph(_) => "a paragraph",
        ImportedBlock::Heading { .. } => "a heading",
        ImportedBlock::List { .. } | ImportedBlock::Steps(_) => "a list",
        ImportedBlock::Code { .. } => "code",
        ImportedBlock::Quote(_) => "a quote",
        ImportedBlock::Alert { .. } => "a box",
        ImportedBlock::Details { .. } => "an expandable part",
        ImportedBlock::Tabs(_) => "tabs",
        ImportedBlock::Table(_) => "a table",
        ImportedBlock::Definitions(_) => "a list of terms",
        ImportedBlock::Rule => "a line",
        ImportedBlock::SnippetCall(_) => "a snippet",
    }
}
