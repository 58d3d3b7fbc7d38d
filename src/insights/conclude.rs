//! Turns counts into figures and to-do lists. The counts come from [`EventTally`], titles and owners from [`Catalog`].

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::tz::TimeZone;

use super::catalog::{Catalog, CatalogArticle};
use super::figures::{Share, number};
use super::lost;
use super::queries::{Queries, QueryCluster};
use super::report::{
    ArticleFigures, CommentFigures, DayFigures, EditionFigures, InsightsReport, MissingTopic, ReasonFigures,
    SearchFigures, Todo, UnreadArticle,
};
use super::tally::{ArticleTally, EditionTally, EventTally, FeedbackAnswer, FeedbackComment};
use super::visits::VisitMark;
use super::words;
use crate::events::{FeedbackReason, Millis};

/// Maximum length of a to-do list: nobody handles more at once.
const LONGEST_LIST: usize = 25;

/// Number of example queries per cluster.
const QUERIES_SHOWN: usize = 5;

/// Turns counts into figures.
#[must_use]
pub fn report(tally: &EventTally, catalog: &Catalog) -> InsightsReport {
    let answers = answers_by_article(tally);
    let known = catalog.by_name();
    let mut articles: Vec<ArticleFigures> = (0..tally.articles.len())
        .map(|place| {
            let known = known.get(&counted_identity(&tally.articles[place])).copied();
            article(tally, known, place, answers.get(&place))
        })
        .collect();
    let comments = comments(tally, &articles);
    articles.sort_by(|a, b| b.views.cmp(&a.views).then_with(|| identity(a).cmp(&identity(b))));
    let mut visits = 0;
    let (mut sent, mut deflected) = (0, Share::default());
    for visit in tally.visits.all() {
        visits += 1;
        sent += u64::from(visit.has(VisitMark::Sent));
        if visit.has(VisitMark::Shown) {
            deflected.count(visit.has(VisitMark::Opened) && !visit.has(VisitMark::Sent));
        }
    }
    let mut helpfulness = Share::default();
    tally.answers().for_each(|answer| helpfulness.count(answer.helpful));
    let (from, to) = tally.span.map_or_else(Default::default, |(from, to)| (day(from), day(to)));
    let of_events = tally.articles.iter().map(|article| (&*article.version, &*article.locale));
    let of_catalog = catalog.articles.iter().map(|article| (&*article.version, &*article.locale));
    let editions = editions(tally);
    let has_editions = editions.len() > 1 || of_events.chain(of_catalog).collect::<BTreeSet<_>>().len() > 1;
    InsightsReport {
        from,
        to,
        events: tally.events,
        left_out: tally.left_out,
        views: tally.views,
        visits,
        helpfulness,
        self_service: Share::of(visits - sent, visits),
        self_service_score: (sent > 0).then(|| number(visits) / number(sent)),
        search: search(tally),
        deflection: deflected,
        reasons: reasons(tally),
        editions,
        days: days(tally),
        todo: todo(tally, catalog, &articles),
        articles,
        comments,
        has_editions,
    }
}

fn identity(article: &ArticleFigures) -> (&str, &str, &str) {
    (&article.key, &article.version, &article.locale)
}

/// A time's day in UTC, such as `2026-11-22`.
fn day(time: Millis) -> String {
    let time = jiff::Timestamp::from_millisecond(time).unwrap_or_default();
    time.to_zoned(TimeZone::UTC).date().to_string()
}

fn search(tally: &EventTally) -> SearchFigures {
    let searches = &tally.searches;
    SearchFigures {
        success: Share::of(searches.opened, searches.count),
        zero_results: Share::of(searches.without_hit, searches.count),
        click_through: Share::of(searches.opened, searches.count - searches.without_hit),
        mean_rank: (searches.ranks > 0).then(|| number(searches.rank_sum) / number(searches.ranks)),
    }
}

fn reasons(tally: &EventTally) -> Vec<ReasonFigures> {
    let mut counts: BTreeMap<FeedbackReason, u64> = BTreeMap::new();
    for reason in tally.answers().filter(|answer| !answer.helpful).filter_map(|answer| answer.reason) {
        *counts.entry(reason).or_default() += 1;
    }
    let all = counts.values().sum();
    let mut reasons: Vec<_> = counts
        .into_iter()
        .map(|(reason, count)| ReasonFigures { reason: reason.name(), share: Share::of(count, all) })
        .collect();
    reasons.sort_by_key(|figures| std::cmp::Reverse(figures.share.numerator));
    reasons
}

fn editions(tally: &EventTally) -> Vec<EditionFigures> {
    let mut helpfulness: BTreeMap<(&str, &str), Share> = BTreeMap::new();
    for answer in tally.answers() {
        let article = &tally.articles[answer.article as usize];
        helpfulness.entry((&article.version, &article.locale)).or_default().count(answer.helpful);
    }
    let figures = |edition: &EditionTally| EditionFigures {
        version: edition.version.clone(),
        locale: edition.locale.clone(),
        views: edition.views,
        helpfulness: helpfulness.get(&(&*edition.version, &*edition.locale)).copied().unwrap_or_default(),
        success: Share::of(edition.opened, edition.searches),
        zero_results: Share::of(edition.without_hit, edition.searches),
        requests: edition.requests,
    };
    let mut figures: Vec<EditionFigures> =
        tally.editions.iter().filter(|edition| edition.events > 0).map(figures).collect();
    figures.sort_by(|a, b| (&a.version, &a.locale).cmp(&(&b.version, &b.locale)));
    figures
}

fn days(tally: &EventTally) -> Vec<DayFigures> {
    let mut helpfulness: BTreeMap<String, Share> = BTreeMap::new();
    for answer in tally.answers() {
        helpfulness.entry(day(answer.at)).or_default().count(answer.helpful);
    }
    let mut days: BTreeMap<String, DayFigures> = BTreeMap::new();
    for (at, counts) in &tally.days {
        let day = day(*at);
        let figures = DayFigures {
            day: day.clone(),
            views: counts.views,
            success: counts.searches,
            helpfulness: Share::default(),
            requests: counts.requests,
        };
        days.insert(day, figures);
    }
    for (day, share) in helpfulness {
        let nothing = Share::default();
        let empty = DayFigures { day: day.clone(), views: 0, success: nothing, helpfulness: nothing, requests: 0 };
        days.entry(day).or_insert(empty).helpfulness = share;
    }
    days.into_values().collect()
}

/// An article's answers by wording.
type AnswersByWording<'a> = HashMap<u64, Vec<&'a FeedbackAnswer>>;

fn answers_by_article(tally: &EventTally) -> HashMap<usize, AnswersByWording<'_>> {
    let mut answers: HashMap<usize, AnswersByWording<'_>> = HashMap::new();
    for answer in tally.answers() {
        answers.entry(answer.article as usize).or_default().entry(answer.hash).or_default().push(answer);
    }
    answers
}

fn article(
    tally: &EventTally,
    known: Option<&CatalogArticle>,
    place: usize,
    answers: Option<&AnswersByWording<'_>>,
) -> ArticleFigures {
    let counted = &tally.articles[place];
    // The current wording first, then the others, latest answers first.
    let present = known.and_then(|known| u64::from_str_radix(&known.hash, 16).ok());
    let mut wordings: Vec<(u64, &Vec<&FeedbackAnswer>)> =
        answers.into_iter().flatten().map(|(hash, answers)| (*hash, answers)).collect();
    let last = |answers: &Vec<&FeedbackAnswer>| answers.iter().map(|answer| answer.at).max();
    wordings.sort_by_key(|(hash, answers)| std::cmp::Reverse((Some(*hash) == present, last(answers), *hash)));
    let helpful = |answers: &[&FeedbackAnswer]| {
        let helpful = answers.iter().filter(|answer| answer.helpful).count();
        Share::of(helpful as u64, answers.len() as u64)
    };
    // A new wording without answers starts from zero.
    let is_judged = present.is_none() || wordings.first().is_some_and(|(hash, _)| Some(*hash) == present);
    let mut rest = wordings.iter();
    let current = if is_judged { rest.next() } else { None };
    let helpfulness = current.map_or_else(Share::default, |(_, answers)| helpful(answers));
    let mut reasons: BTreeMap<&'static str, u64> = BTreeMap::new();
    let given = current.into_iter().flat_map(|(_, answers)| answers.iter()).filter(|answer| !answer.helpful);
    given.filter_map(|answer| answer.reason).for_each(|reason| *reasons.entry(reason.name()).or_default() += 1);
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    ArticleFigures {
        key: known.map_or_else(|| counted.key.clone(), |known| known.key.clone()),
        version: counted.version.clone(),
        locale: counted.locale.clone(),
        title: known.map_or_else(|| counted.key.clone(), |known| known.title.clone()),
        owner: known.map_or_else(String::new, |known| known.owner.clone()),
        path: known.map_or_else(String::new, |known| known.path.clone()),
        views: counted.views,
        before: rest.next().map(|(_, answers)| helpful(answers)),
        requests: counted.requests,
        reasons,
        unhelped: unhelped(counted.views, helpfulness),
        helpfulness,
    }
}

/// The minimum number of readers that an article has left without an answer.
fn unhelped(views: u64, helpfulness: Share) -> f64 {
    if helpfulness.denominator == 0 { 0.0 } else { number(views) * helpfulness.rest().interval().0 }
}

fn comments(tally: &EventTally, articles: &[ArticleFigures]) -> Vec<CommentFigures> {
    let shown = |comment: &FeedbackComment| CommentFigures {
        day: day(comment.at),
        title: articles[comment.article].title.clone(),
        key: articles[comment.article].key.clone(),
        version: articles[comment.article].version.clone(),
        locale: articles[comment.article].locale.clone(),
        helpful: comment.helpful,
        text: comment.text.clone(),
    };
    tally.comments.iter().map(shown).collect()
}

fn todo(tally: &EventTally, catalog: &Catalog, articles: &[ArticleFigures]) -> Todo {
    let best = |score: &dyn Fn(&ArticleFigures) -> f64| {
        let mut chosen: Vec<&ArticleFigures> = articles.iter().filter(|article| score(article) > 0.0).collect();
        chosen.sort_by(|a, b| score(b).total_cmp(&score(a)).then_with(|| identity(a).cmp(&identity(b))));
        chosen.into_iter().take(LONGEST_LIST).cloned().collect::<Vec<_>>()
    };
    let read: HashSet<(&str, &str, &str)> =
        tally.articles.iter().filter(|counted| counted.views > 0).map(counted_identity).collect();
    let is_read = |known: &&CatalogArticle| read.contains(&known.name()) || read.contains(&known.name_by_key());
    let filter = &tally.filter;
    let fits = |known: &&CatalogArticle| {
        let fits = |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| wanted == found);
        fits(&filter.version, &known.version) && fits(&filter.locale, &known.locale)
    };
    let written = catalog.articles.iter().filter(|known| !known.is_fallback);
    let unread = written.filter(fits).filter(|known| tally.views > 0 && !is_read(known));
    Todo {
        rewrite: best(&|article| article.unhelped),
        missing: missing(tally),
        requested: best(&|article| number(article.requests)),
        unread: unread.map(unread_of).collect(),
        lost: lost::lost(&tally.lost, &catalog.addresses, LONGEST_LIST),
    }
}

fn unread_of(known: &CatalogArticle) -> UnreadArticle {
    let CatalogArticle { key, version, locale, title, owner, .. } = known.clone();
    UnreadArticle { key, version, locale, title, owner }
}

/// An article's name: its permanent id if it has one, else its key.
fn counted_identity(counted: &ArticleTally) -> (&str, &str, &str) {
    let name = if counted.id.is_empty() { &counted.key } else { &counted.id };
    (name, &counted.version, &counted.locale)
}

fn missing(tally: &EventTally) -> Vec<MissingTopic> {
    let languages = tally.queries.0.iter();
    let mut missing: Vec<MissingTopic> = languages.flat_map(|(locale, queries)| missing_in(locale, queries)).collect();
    // The sort is stable: equal counts stay in order of locale and word.
    missing.sort_by_key(|missing| std::cmp::Reverse(missing.searches));
    missing.truncate(LONGEST_LIST);
    missing
}

fn missing_in(locale: &str, all_queries: &Queries) -> Vec<MissingTopic> {
    let mut retries: HashMap<&str, Vec<(&str, u64)>> = HashMap::new();
    for ((failed, worked), count) in &all_queries.retries {
        retries.entry(failed).or_default().push((worked, *count));
    }
    let clusters = all_queries.clusters().into_iter().take(LONGEST_LIST);
    clusters
        .map(|QueryCluster { word, searches, mut queries }| {
            let synonyms = synonyms(&retries, &queries);
            queries.truncate(QUERIES_SHOWN);
            MissingTopic { locale: locale.to_owned(), word, searches, queries, synonyms }
        })
        .collect()
}

/// For each query that found nothing, the query that most often led its readers to an article. Words that both have in
/// common are dropped; the rest is a pair of synonyms.
fn synonyms(retries: &HashMap<&str, Vec<(&str, u64)>>, queries: &[(String, u64)]) -> Vec<(String, String)> {
    let mut synonyms = Vec::new();
    let mut known = HashSet::new();
    for (failed, _) in queries {
        let tried = retries.get(failed.as_str()).into_iter().flatten();
        let best = tried.max_by_key(|(worked, count)| (*count, std::cmp::Reverse(*worked)));
        let Some((worked, _)) = best else { continue };
        let (before, after) = (words::meaningful(failed), words::meaningful(worked));
        let only = |words: &[String], others: &[String]| {
            words.iter().filter(|word| !others.contains(word)).cloned().collect::<Vec<_>>().join(" ")
        };
        let pair = (only(&before, &after), only(&after, &before));
        if !pair.0.is_empty() && !pair.1.is_empty() && known.insert(pair.clone()) {
            synonyms.push(pair);
        }
    }
    synonyms
}
