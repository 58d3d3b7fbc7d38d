//! What a report holds. It is data; other files here show it.

use serde::Serialize;

use super::figures::Share;

/// Everything that the events say.
#[derive(Debug, Clone, Serialize)]
pub struct InsightsReport {
    /// The day of the first event that counts, such as `2026-11-01`; empty where there is none.
    pub from: String,
    /// The day of the last one.
    pub to: String,
    /// How many events count.
    pub events: u64,
    /// How many lines and rows were not events, and were left out.
    pub left_out: u64,
    /// How many pages were viewed.
    pub views: u64,
    /// How many visits there were.
    pub visits: u64,
    /// Helpful answers ÷ answers.
    pub helpfulness: Share,
    /// Visits without a request ÷ visits.
    pub self_service: Share,
    /// Visits ÷ visits that sent a request; `None` where none did.
    pub self_service_score: Option<f64>,
    /// What searches led to.
    pub search: SearchFigures,
    /// Visits that opened a suggestion and sent no request ÷ visits that were shown suggestions.
    pub deflection: Share,
    /// Why articles did not help.
    pub reasons: Vec<ReasonFigures>,
    /// Figures by edition.
    pub editions: Vec<EditionFigures>,
    /// Figures by day, in UTC.
    pub days: Vec<DayFigures>,
    /// Every article that was read or judged, the most viewed first.
    pub articles: Vec<ArticleFigures>,
    /// What to do.
    pub todo: Todo,
    /// The latest comments, newest first.
    pub comments: Vec<CommentFigures>,
}

impl InsightsReport {
    /// Where something stands, for sites with several editions: ` (2.0, de)`; empty where there is one.
    #[must_use]
    pub fn edition(&self, version: &str, locale: &str) -> String {
        let names: Vec<_> = [version, locale].into_iter().filter(|name| !name.is_empty()).collect();
        let is_one = self.editions.len() < 2 || names.is_empty();
        if is_one { String::new() } else { format!(" ({})", names.join(", ")) }
    }
}

/// What searches led to.
#[derive(Debug, Clone, Serialize)]
pub struct SearchFigures {
    /// Searches that led to an opened article ÷ searches.
    pub success: Share,
    /// Searches that found nothing ÷ searches.
    pub zero_results: Share,
    /// Searches that led to an opened article ÷ searches that found any.
    pub click_through: Share,
    /// The mean place of opened hits, from 1.
    pub mean_rank: Option<f64>,
}

/// How often a reason was given.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonFigures {
    /// `wrong`, `unsolved`, `unclear`, `broken` or `other`.
    pub reason: &'static str,
    /// How often ÷ answers with a reason.
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
    /// Such as `2026-11-22`.
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
    /// The title; the key where the project does not know it.
    pub title: String,
    /// Who keeps it fresh; may be empty.
    pub owner: String,
    /// The file; empty where the project does not know it.
    pub path: String,
    /// How often it was viewed.
    pub views: u64,
    /// Helpful answers ÷ answers, to the present wording.
    pub helpfulness: Share,
    /// The same of the wording before it; `None` where nobody judged one.
    pub before: Option<Share>,
    /// Requests of visits that read it last.
    pub requests: u64,
    /// How often each reason was given, the most frequent first.
    pub reasons: Vec<(&'static str, u64)>,
    /// Readers that it surely left without an answer: views × the lower end of the interval of unhelpful answers.
    pub unhelped: f64,
}

/// What to do, each list with the most pressing first.
#[derive(Debug, Clone, Serialize)]
pub struct Todo {
    /// Articles to rewrite, by `unhelped`.
    pub rewrite: Vec<ArticleFigures>,
    /// Searches that found nothing.
    pub missing: Vec<MissingTopic>,
    /// Articles after which readers sent a request.
    pub requested: Vec<ArticleFigures>,
    /// Articles that nobody read.
    pub unread: Vec<UnreadArticle>,
}

/// Searches that found nothing and share a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingTopic {
    /// The locale that was searched; may be empty.
    pub locale: String,
    /// The word.
    pub word: String,
    /// How many searches.
    pub searches: u64,
    /// What was typed, and how often, the most frequent first.
    pub queries: Vec<(String, u64)>,
    /// Words that readers found the answer by afterwards: what the first says is meant by the second.
    pub synonyms: Vec<(String, String)>,
}

/// An article that nobody read.
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
    /// Who keeps it fresh; may be empty.
    pub owner: String,
}

/// A comment.
#[derive(Debug, Clone, Serialize)]
pub struct CommentFigures {
    /// Such as `2026-11-22`.
    pub day: String,
    /// The article's title.
    pub title: String,
    /// Its key.
    pub key: String,
    /// The version's id; may be empty.
    pub version: String,
    /// The locale's tag; may be empty.
    pub locale: String,
    /// What the answer was.
    pub helpful: bool,
    /// The comment.
    pub text: String,
}
