//! The data of a report. Other files here compute and format it.

use serde::Serialize;

use super::figures::Share;
use super::lost::LostAddress;

/// All figures and to-do lists.
#[derive(Debug, Clone, Serialize)]
pub struct InsightsReport {
    /// The day of the first event that counts, such as `2026-11-01`; empty if there is none.
    pub from: String,
    /// The day of the last event that counts.
    pub to: String,
    /// How many events count.
    pub events: u64,
    /// How many lines and rows were left out because they are not events.
    pub left_out: u64,
    /// How many pages were viewed.
    pub views: u64,
    /// How many visits there were.
    pub visits: u64,
    /// Helpful answers ÷ answers.
    pub helpfulness: Share,
    /// Visits without a request ÷ visits.
    pub self_service: Share,
    /// Visits ÷ visits that sent a request; `None` if there was no request.
    pub self_service_score: Option<f64>,
    /// The results of searches.
    pub search: SearchFigures,
    /// Visits that opened a suggestion and sent no request ÷ visits that were shown suggestions.
    pub deflection: Share,
    /// Why articles did not help.
    pub reasons: Vec<ReasonFigures>,
    /// Figures by edition.
    pub editions: Vec<EditionFigures>,
    /// Figures by day, in UTC.
    pub days: Vec<DayFigures>,
    /// Every article that was viewed or rated, most viewed first.
    pub articles: Vec<ArticleFigures>,
    /// What to do.
    pub todo: Todo,
    /// The latest comments, newest first.
    pub comments: Vec<CommentFigures>,
    /// Whether the articles are of several editions, with or without events.
    #[serde(skip)]
    pub has_editions: bool,
}

impl InsightsReport {
    /// The edition in parentheses, such as ` (2.0, de)`; empty if the site has only one edition.
    #[must_use]
    pub fn edition(&self, version: &str, locale: &str) -> String {
        let names: Vec<_> = [version, locale].into_iter().filter(|name| !name.is_empty()).collect();
        let is_one = !self.has_editions || names.is_empty();
        if is_one { String::new() } else { format!(" ({})", names.join(", ")) }
    }
}

/// The results of searches.
#[derive(Debug, Clone, Serialize)]
pub struct SearchFigures {
    /// Searches that led to an opened article ÷ searches.
    pub success: Share,
    /// Searches that found nothing ÷ searches.
    pub zero_results: Share,
    /// Searches that led to an opened article ÷ searches that found anything.
    pub click_through: Share,
    /// The mean position of opened results, from 1.
    pub mean_rank: Option<f64>,
}

/// How often a reason was given.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonFigures {
    /// `wrong`, `unsolved`, `unclear`, `broken` or `other`.
    pub reason: &'static str,
    /// Answers with this reason ÷ answers with a reason.
    pub share: Share,
}

/// Figures of one edition.
#[derive(Debug, Clone, Serialize)]
pub struct EditionFigures {
    /// The version's id; may be empty.
    pub version: String,
    /// The locale's tag; may be empty.
    pub locale: String,
    /// Pages viewed.
    pub views: u64,
    /// Helpful answers ÷ answers.
    pub helpfulness: Share,
    /// Searches that led to an opened article ÷ searches.
    pub success: Share,
    /// Searches that found nothing ÷ searches.
    pub zero_results: Share,
    /// Requests sent.
    pub requests: u64,
}

/// Figures of one day.
#[derive(Debug, Clone, Serialize)]
pub struct DayFigures {
    /// The day, such as `2026-11-22`.
    pub day: String,
    /// Pages viewed.
    pub views: u64,
    /// Searches that led to an opened article ÷ searches.
    pub success: Share,
    /// Helpful answers ÷ answers.
    pub helpfulness: Share,
    /// Requests sent.
    pub requests: u64,
}

/// Figures of one article.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ArticleFigures {
    /// Its key.
    pub key: String,
    /// The version's id; may be empty.
    pub version: String,
    /// The locale's tag; may be empty.
    pub locale: String,
    /// The title, or the key if the article is not in the project.
    pub title: String,
    /// Who maintains it; may be empty.
    pub owner: String,
    /// The file's path; empty if the article is not in the project.
    pub path: String,
    /// How often it was viewed.
    pub views: u64,
    /// Helpful answers ÷ answers, for the current wording.
    pub helpfulness: Share,
    /// The same for the previous wording; `None` if that has no answers.
    pub before: Option<Share>,
    /// Requests from visits that viewed it last.
    pub requests: u64,
    /// How often each reason was given, most frequent first.
    pub reasons: Vec<(&'static str, u64)>,
    /// The minimum number of readers without an answer: views × the lower bound of the share of unhelpful answers.
    pub unhelped: f64,
}

/// To-do lists, most urgent first.
#[derive(Debug, Clone, Serialize)]
pub struct Todo {
    /// Articles to rewrite, by `unhelped`.
    pub rewrite: Vec<ArticleFigures>,
    /// Searches that found nothing.
    pub missing: Vec<MissingTopic>,
    /// Articles after which readers sent a request.
    pub requested: Vec<ArticleFigures>,
    /// Articles that nobody viewed.
    pub unread: Vec<UnreadArticle>,
    /// Requested addresses that lead nowhere.
    pub lost: Vec<LostAddress>,
}

/// Searches that found nothing and share a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingTopic {
    /// The locale that was searched; may be empty.
    pub locale: String,
    /// The shared word.
    pub word: String,
    /// How many searches.
    pub searches: u64,
    /// The queries and how often each occurred, most frequent first.
    pub queries: Vec<(String, u64)>,
    /// Pairs of words: what readers typed first, and the words that led them to an article.
    pub synonyms: Vec<(String, String)>,
}

/// An article that nobody viewed.
#[derive(Debug, Clone, Serialize)]
pub struct UnreadArticle {
    /// Its key.
    pub key: String,
    /// The version's id; may be empty.
    pub version: String,
    /// The locale's tag.
    pub locale: String,
    /// The title.
    pub title: String,
    /// Who maintains it; may be empty.
    pub owner: String,
}

/// A comment.
#[derive(Debug, Clone, Serialize)]
pub struct CommentFigures {
    /// The day, such as `2026-11-22`.
    pub day: String,
    /// The article's title.
    pub title: String,
    /// Its key.
    pub key: String,
    /// The version's id; may be empty.
    pub version: String,
    /// The locale's tag; may be empty.
    pub locale: String,
    /// Whether the article helped.
    pub helpful: bool,
    /// The comment.
    pub text: String,
}
