//! The ranked documents of a query.

use super::explain::RankExplanation;

/// A document and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankedDocument {
    /// The document.
    pub document: u32,
    /// Its score.
    pub score: f64,
    /// The best section; 0 for the document as a whole.
    pub section: usize,
    /// The section that matches best, even if the title matches as well.
    pub closest: usize,
    /// Whether that section answers the query.
    pub is_answer: bool,
}

/// The ranked documents and their counts.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    /// The best documents, best first, one per article.
    pub best: Vec<RankedDocument>,
    /// Number of articles.
    pub total: usize,
    /// Whether a posting list was cut.
    pub is_lower_bound: bool,
    /// How much of what was asked the best document covers, at most 1.
    pub coverage: f64,
    /// Whether that is too little.
    pub is_doubted: bool,
    /// Number of articles by category, largest first.
    pub categories: Vec<(String, usize)>,
    /// Number of articles by kind, largest first.
    pub kinds: Vec<(String, usize)>,
    /// Why each of the best documents has its score, if requested.
    pub explanations: Vec<RankExplanation>,
}
