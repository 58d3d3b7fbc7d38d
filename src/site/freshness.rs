//! Decides which articles are due for a review, and since when.
//!
//! The time between reviews is the article's own `review_every`, else that of the closest category or section whose
//! index sets it, else the configured one. It counts from the last review, or from the last change of an article that
//! was never reviewed. A change in git of something that the article watches makes a review due, too.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{ArticleId, Site};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::path::ArticleKey;
use crate::project::{Project, WatchedChange};

/// A review that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReview {
    /// The first day on which it is due.
    pub since: Date,
    /// The days between reviews, if they have passed.
    pub interval: Option<u32>,
    /// What the article watches and has changed.
    pub changed: Option<WatchedChange>,
}

/// The reviews that are due on the date of the build, without copies in place of missing translations.
#[must_use]
pub fn due(project: &Project, site: &Site) -> BTreeMap<ArticleId, DueReview> {
    let own = site.ids().filter(|id| !site.is_fallback(*id));
    own.filter_map(|id| Some((id, review(project, site, id)?))).collect()
}

fn review(project: &Project, site: &Site, id: ArticleId) -> Option<DueReview> {
    let article = &site[id];
    let meta = &article.meta;
    let changed = project.watched.get(&article.path).filter(|change| change.date <= project.date).cloned();
    let interval = meta.review_every.or_else(|| of_folder(site, id)).or(project.config.articles.review_every);
    let passed = meta.reviewed.or(meta.updated).zip(interval).and_then(|(last, interval)| {
        let since = last.checked_add(i64::from(interval).days()).ok()?;
        (since <= project.date).then_some((since, interval))
    });
    let since = [passed.map(|(since, _)| since), changed.as_ref().map(|change| change.date)];
    let since = since.into_iter().flatten().min()?;
    Some(DueReview { since, interval: passed.map(|(_, interval)| interval), changed })
}

/// The `review_every` of the closest index above an article. That of the home page is only for the home page.
fn of_folder(site: &Site, id: ArticleId) -> Option<u32> {
    let folders = &site.edition_of(id).folders;
    let is_category = |key: &ArticleKey| !key.as_str().is_empty();
    let above = std::iter::successors(site[id].key.parent(), ArticleKey::parent).take_while(is_category);
    above.filter_map(|key| folders.get(&key)?.index).find_map(|index| site[index].meta.review_every)
}

/// Whether the article's text can be changed. That of a version in git cannot.
#[must_use]
pub fn is_editable(project: &Project, site: &Site, id: ArticleId) -> bool {
    project.config.version(site[id].edition.version).commit.is_none()
}

/// Reports the articles that are due for a review.
pub(super) fn report(project: &Project, site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    for (id, review) in site.reviews.iter().filter(|(id, _)| is_editable(project, site, **id)) {
        let article = &site[*id];
        let owner = article.meta.owner.as_ref().map_or(String::new(), |owner| format!(" by {owner}"));
        let message = match &review.changed {
            Some(WatchedChange { file, date, .. }) => {
                format!("a review{owner} is due, because `{file}` changed on {date}")
            }
            None => format!("a review{owner} was due on {}", review.since),
        };
        diagnostics.push(
            Diagnostic::file(codes::SITE_STALE, message, article.path.clone())
                .help(format!("review the article, then run `answerbook review done {}`", article.path)),
        );
    }
}
