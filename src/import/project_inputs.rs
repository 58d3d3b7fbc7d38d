//! What the files of an imported project are made from.

use super::markdown::write::WrittenMarkdown;
use super::rewrite::FilePlan;
use super::snippets::SharedBlocks;
use super::targets::OldTargets;
use super::{ConvertedArticle, ImportOptions};

/// What the files are made from.
pub(super) struct ProjectInputs<'i, 'c> {
    pub old: &'i OldTargets<'c>,
    pub options: &'i ImportOptions,
    pub articles: &'i [ConvertedArticle<'c>],
    /// The text of each article.
    pub written: &'i [WrittenMarkdown],
    pub snippets: &'i [SharedBlocks],
    pub files: &'i FilePlan,
}
