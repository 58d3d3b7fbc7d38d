//! Counts events one by one. Memory grows with the number of articles, answers and visits, but not of events. Figures
//! are computed in `conclude`.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::catalog::Catalog;
use super::figures::Share;
use super::lost::LostTally;
use super::queries::QueriesByLocale;
use super::visits::{VisitMark, Visits};
use crate::events::{
    ContactEvent, Event, EventId, EventPage, EventPayload, FeedbackEvent, FeedbackReason, Millis, SearchEvent,
};

/// A day, in milliseconds.
const DAY: Millis = 24 * 60 * 60 * 1000;

/// Maximum number of comments; the latest ones are kept.
const MAX_COMMENTS: usize = 500;

/// Maximum number of editions besides the project's: anyone can invent versions and locales.
const MAX_MADE_UP_EDITIONS: usize = 1000;

/// Maximum number of articles besides the project's.
const MAX_MADE_UP_ARTICLES: usize = 100_000;

/// The name for everything beyond these limits. The key of an article never has parentheses around it.
const OTHER: &str = "(other)";

/// Maximum number of pages to remember. When it is reached, all are forgotten: anyone can invent addresses.
const MAX_PAGES: usize = 65_536;

/// Which events count.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Only events of this version.
    pub version: Option<String>,
    /// Only events of this locale.
    pub locale: Option<String>,
}

impl EventFilter {
    fn fits(&self, place: &EventPage) -> bool {
        let fits = |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| wanted == found);
        fits(&self.version, &place.version) && fits(&self.locale, &place.locale)
    }
}

/// The counts of all events.
#[derive(Debug, Default)]
pub struct EventTally {
    /// Which events count.
    pub filter: EventFilter,
    /// How many events counted.
    pub events: u64,
    /// When the first and the last of them happened.
    pub span: Option<(Millis, Millis)>,
    /// How many of them were views.
    pub views: u64,
    /// How many lines and rows were not events. The caller counts them.
    pub left_out: u64,
    pub(super) visits: Visits,
    pub(super) searches: Searches,
    pub(super) queries: QueriesByLocale,
    pub(super) articles: Vec<ArticleTally>,
    /// Number of the project's editions, which are the first ones.
    reserved_editions: usize,
    /// Indexes of articles by their [`name`].
    numbers: HashMap<String, usize>,
    /// The [`name`]s of the project's articles.
    reserved_articles: HashSet<String>,
    /// By the page's address in memory, which is unique while the page is kept here. Events share their pages.
    pages: HashMap<usize, (Arc<EventPage>, KnownPage), RandomState>,
    answers: HashMap<u64, FeedbackAnswer, RandomState>,
    pub(super) comments: Vec<FeedbackComment>,
    pub(super) editions: Vec<EditionTally>,
    /// Indexes of editions by version and locale.
    edition_numbers: HashMap<(String, String), usize>,
    pub(super) days: BTreeMap<Millis, DayTally>,
    pub(super) lost: LostTally,
}

/// Searches and their results.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Searches {
    pub count: u64,
    pub without_hit: u64,
    pub opened: u64,
    pub rank_sum: u64,
    pub ranks: u64,
}

/// What readers did with an article.
#[derive(Debug, Default, Clone)]
pub(super) struct ArticleTally {
    pub key: String,
    pub id: String,
    pub version: String,
    pub locale: String,
    pub views: u64,
    /// Requests from visits that viewed it last.
    pub requests: u64,
}

/// A reader's latest answer to "Was this helpful?".
#[derive(Debug, Clone)]
pub(super) struct FeedbackAnswer {
    pub at: Millis,
    pub hash: u64,
    /// The article's index. It is kept small because there are millions of answers.
    pub article: u32,
    pub helpful: bool,
    pub reason: Option<FeedbackReason>,
}

/// A comment.
#[derive(Debug, Clone)]
pub(super) struct FeedbackComment {
    pub at: Millis,
    pub article: usize,
    pub helpful: bool,
    pub text: String,
    /// The hash of the answer's id.
    answer: u64,
}

/// What is known about a page, so that its names are looked up only once.
#[derive(Debug, Clone, Copy)]
struct KnownPage {
    fits: bool,
    edition: usize,
    /// The article's index, once an event has counted for it.
    article: Option<usize>,
}

/// The counts of one edition.
#[derive(Debug, Default, Clone)]
pub(super) struct EditionTally {
    pub version: String,
    pub locale: String,
    /// Events of any kind.
    pub events: u64,
    pub views: u64,
    pub searches: u64,
    pub opened: u64,
    pub without_hit: u64,
    pub requests: u64,
}

/// The counts of one day.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct DayTally {
    pub views: u64,
    pub searches: Share,
    pub requests: u64,
}

impl EventTally {
    /// Counts the events that match the filter.
    #[must_use]
    pub fn new(filter: EventFilter) -> Self {
        Self { filter, ..Self::default() }
    }

    /// Reserves space for the project's articles and editions, so that invented names cannot take it.
    pub fn reserve(&mut self, catalog: &Catalog) {
        for known in &catalog.articles {
            let edition = (known.version.clone(), known.locale.clone());
            if !self.edition_numbers.contains_key(&edition) {
                self.new_edition(edition);
            }
            self.reserved_articles.insert(name(&known.id, &known.key, &known.version, &known.locale));
            self.reserved_articles.insert(name("", &known.key, &known.version, &known.locale));
        }
        self.reserved_editions = self.editions.len();
    }

    /// Counts one event.
    pub fn add(&mut self, event: Event) {
        let page = self.page(&event.place);
        if !page.fits {
            return;
        }
        let Event { id, at, visit, place, payload } = event;
        self.events += 1;
        self.editions[page.edition].events += 1;
        let (first, last) = self.span.unwrap_or((at, at));
        self.span = Some((first.min(at), last.max(at)));
        if let Some(visit) = visit {
            self.visits.visit(visit);
        }
        match payload {
            EventPayload::View => self.view(at, visit, &place, page),
            EventPayload::Search(search) => self.search(at, visit, &place, page, &search),
            EventPayload::Feedback(feedback) => self.feedback(id, at, visit, &place, page, feedback),
            EventPayload::Contact(contact) => self.contact(at, visit, page, &contact),
            EventPayload::Missing(missing) => self.lost.add(&place, &missing),
        }
    }

    /// What is known about a page. Nearly all pages have been seen before.
    fn page(&mut self, place: &Arc<EventPage>) -> KnownPage {
        let address = Arc::as_ptr(place).addr();
        if let Some((_, page)) = self.pages.get(&address) {
            return *page;
        }
        if self.pages.len() >= MAX_PAGES {
            self.pages.clear();
        }
        let fits = self.filter.fits(place);
        let page = KnownPage { fits, edition: if fits { self.edition(place) } else { 0 }, article: None };
        self.pages.insert(address, (Arc::clone(place), page));
        page
    }

    fn view(&mut self, at: Millis, visit: Option<EventId>, place: &Arc<EventPage>, page: KnownPage) {
        self.views += 1;
        self.day(at).views += 1;
        self.editions[page.edition].views += 1;
        if place.article.is_empty() {
            return;
        }
        let article = self.article(place, page);
        self.articles[article].views += 1;
        if let Some(visit) = visit {
            self.visits.visit(visit).read(article);
        }
    }

    fn search(&mut self, at: Millis, visit: Option<EventId>, place: &EventPage, page: KnownPage, search: &SearchEvent) {
        let is_opened = search.opened.is_some();
        let searches = &mut self.searches;
        searches.count += 1;
        searches.without_hit += u64::from(search.hits == 0);
        searches.opened += u64::from(is_opened);
        if let Some(rank) = search.rank.filter(|_| is_opened) {
            searches.rank_sum += u64::from(rank);
            searches.ranks += 1;
        }
        self.day(at).searches.count(is_opened);
        let edition = &mut self.editions[page.edition];
        edition.searches += 1;
        edition.opened += u64::from(is_opened);
        edition.without_hit += u64::from(search.hits == 0);
        self.queries.add(&place.locale, visit, search);
    }

    fn feedback(
        &mut self,
        id: EventId,
        at: Millis,
        visit: Option<EventId>,
        place: &Arc<EventPage>,
        page: KnownPage,
        feedback: FeedbackEvent,
    ) {
        let hash = place.hash.map_or(0, |hash| hash.0);
        let article = self.article(place, page);
        let name =
            feedback.answer.map(EventId::short).or_else(|| visit.map(|visit| visit.short() ^ hash.rotate_left(17)));
        let name = name.unwrap_or_else(|| id.short());
        let number = u32::try_from(article).unwrap_or(u32::MAX);
        let answer = FeedbackAnswer { at, hash, article: number, helpful: feedback.helpful, reason: feedback.reason };
        match self.answers.entry(name) {
            Entry::Vacant(place) => {
                place.insert(answer);
            }
            Entry::Occupied(mut place) if at >= place.get().at => {
                place.insert(answer);
                self.comments.retain(|comment| comment.answer != name);
            }
            // An answer that was kept offline may arrive after the one that replaced it.
            Entry::Occupied(_) => return,
        }
        if !feedback.comment.is_empty() {
            let comment =
                FeedbackComment { at, article, helpful: feedback.helpful, text: feedback.comment, answer: name };
            let place = self.comments.partition_point(|known| known.at > at);
            self.comments.insert(place, comment);
            self.comments.truncate(MAX_COMMENTS);
        }
    }

    fn contact(&mut self, at: Millis, visit: Option<EventId>, page: KnownPage, contact: &ContactEvent) {
        let mark = match contact {
            ContactEvent::Shown(count) if *count > 0 => Some(VisitMark::Shown),
            ContactEvent::Opened(..) => Some(VisitMark::Opened),
            ContactEvent::Sent(_) => Some(VisitMark::Sent),
            ContactEvent::Shown(_) | ContactEvent::Solved => None,
        };
        if mark == Some(VisitMark::Sent) {
            self.day(at).requests += 1;
            self.editions[page.edition].requests += 1;
        }
        let (Some(visit), Some(mark)) = (visit, mark) else { return };
        let visit = self.visits.visit(visit);
        let is_first_request = mark == VisitMark::Sent && !visit.has(VisitMark::Sent);
        visit.mark(mark);
        if let Some(article) = visit.last_read().filter(|_| is_first_request) {
            self.articles[article].requests += 1;
        }
    }

    /// The index of a page's article.
    fn article(&mut self, place: &Arc<EventPage>, page: KnownPage) -> usize {
        if let Some(number) = page.article {
            return number;
        }
        let wanted = name(&place.article_id, &place.article, &place.version, &place.locale);
        let is_full = self.numbers.len() >= self.reserved_articles.len() + MAX_MADE_UP_ARTICLES;
        let is_other = is_full && !self.numbers.contains_key(&wanted) && !self.reserved_articles.contains(&wanted);
        let wanted = if is_other { OTHER.to_owned() } else { wanted };
        let number = *self.numbers.entry(wanted).or_insert_with(|| {
            let EventPage { article: key, article_id: id, version, locale, .. } = EventPage::clone(place);
            let other = ArticleTally { key: OTHER.into(), version: OTHER.into(), ..ArticleTally::default() };
            let article = ArticleTally { key, id, version, locale, ..ArticleTally::default() };
            self.articles.push(if is_other { other } else { article });
            self.articles.len() - 1
        });
        let page = KnownPage { article: Some(number), ..page };
        self.pages.insert(Arc::as_ptr(place).addr(), (Arc::clone(place), page));
        number
    }

    fn day(&mut self, at: Millis) -> &mut DayTally {
        self.days.entry(at.div_euclid(DAY) * DAY).or_default()
    }

    /// The index of a page's edition.
    fn edition(&mut self, place: &EventPage) -> usize {
        let edition = (place.version.clone(), place.locale.clone());
        if let Some(number) = self.edition_numbers.get(&edition) {
            return *number;
        }
        if self.editions.len() < self.reserved_editions + MAX_MADE_UP_EDITIONS {
            return self.new_edition(edition);
        }
        let other = (OTHER.to_owned(), String::new());
        self.edition_numbers.get(&other).copied().unwrap_or_else(|| self.new_edition(other))
    }

    fn new_edition(&mut self, edition: (String, String)) -> usize {
        let (version, locale) = edition.clone();
        self.editions.push(EditionTally { version, locale, ..EditionTally::default() });
        self.edition_numbers.insert(edition, self.editions.len() - 1);
        self.editions.len() - 1
    }

    /// The answers that count, in no order.
    pub(super) fn answers(&self) -> impl Iterator<Item = &FeedbackAnswer> {
        self.answers.values()
    }
}

/// Identifies an article in an edition: by its permanent id if it has one, so that it keeps its figures when it moves,
/// else by its key.
fn name(id: &str, key: &str, version: &str, locale: &str) -> String {
    let (prefix, identifier) = if id.is_empty() { ("", key) } else { ("#", id) };
    [prefix, identifier, "\0", version, "\0", locale].concat()
}
