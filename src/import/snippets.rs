//! Pieces of text that articles share: a vendor puts them into each article, and here they become snippets again.

use std::collections::BTreeSet;

use super::ConvertedArticle;
use super::markdown::{ConversionNotes, ImportedBlock, build};
use super::model::HelpCenter;
use super::names::file_name;
use super::page;

/// A snippet with its name and blocks.
pub(super) struct SharedBlocks {
    pub name: String,
    pub blocks: Vec<ImportedBlock>,
}

/// Replaces what snippets say by calls of them. Returns the snippets that are called.
pub(super) fn call(center: &HelpCenter, articles: &mut [ConvertedArticle<'_>]) -> Vec<SharedBlocks> {
    let mut names = BTreeSet::new();
    let mut called = Vec::new();
    for (number, snippet) in center.snippets.iter().enumerate() {
        let blocks = build::article(&page::fragment(&snippet.html), "", &mut ConversionNotes::default());
        if blocks.is_empty() {
            continue;
        }
        let mut name = file_name(&snippet.name, &(number + 1).to_string(), &[]);
        while !names.insert(name.clone()) {
            name.push_str("-2");
        }
        let mut is_called = false;
        for article in articles.iter_mut() {
            while let Some(at) = position(&article.blocks, &blocks) {
                article.blocks.splice(at..at + blocks.len(), [ImportedBlock::SnippetCall(name.clone())]);
                article.remarks.push(format!("a content block became a call of the snippet `{name}`"));
                is_called = true;
            }
        }
        if is_called {
            called.push(SharedBlocks { name, blocks });
        }
    }
    called
}

fn position(blocks: &[ImportedBlock], wanted: &[ImportedBlock]) -> Option<usize> {
    blocks.windows(wanted.len()).position(|window| window == wanted)
}
