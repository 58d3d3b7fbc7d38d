//! Events → counts, one event after the other. Memory grows with articles, answers and visits, not with events.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::figures::Share;
use super::queries::Languages;
use super::visits::{Mark, Visits};
use crate::events::{Contact, Deed, Event, Feedback, Id, Millis, Place, Reason, Search};

/// A day, in milliseconds.
const DAY: Millis = 24 * 60 * 60 * 1000;

/// As many comments are kept; the latest ones.
const MOST_COMMENTS: usize = 500;

/// Which events count.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The version's id.
    pub version: Option<String>,
    /// The locale's tag.
    pub locale: Option<String>,
}

impl Filter {
    fn fits(&self, place: &Place) -> bool {
        let fits = |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| wanted == found);
        fits(&self.version, &place.version) && fits(&self.locale, &place.locale)
    }
}

/// Everything that was counted.
#[derive(Debug, Default)]
pub struct Tally {
    /// Which events count.
    pub filter: Filter,
    /// How many events counted.
    pub events: u64,
    /// When the first and the last of them happened.
    pub span: Option<(Millis, Millis)>,
    /// How many of them were views.
    pub views: u64,
    pub(super) visits: Visits,
    pub(super) searches: Searches,
    pub(super) queries: Languages,
    pub(super) articles: Vec<Article>,
    /// Articles by their [`name`].
    numbers: HashMap<String, usize>,
    /// The name of the latest article; kept for its room.
    name: String,
    answers: HashMap<u64, Answer>,
    pub(super) comments: Vec<Comment>,
    /// By version, then by locale.
    pub(super) editions: BTreeMap<String, BTreeMap<String, Edition>>,
    pub(super) days: BTreeMap<Millis, Day>,
}

/// Searches and what came of them.
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
pub(super) struct Article {
    pub key: String,
    pub id: String,
    pub version: String,
    pub locale: String,
    pub views: u64,
    /// Requests of visits that read it last.
    pub requests: u64,
}

/// An answer to "Was this helpful?", the latest of a changing mind.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub at: Millis,
    pub hash: u64,
    /// The article's number; there are millions of answers, so it is a small one.
    pub article: u32,
    pub helpful: bool,
    pub reason: Option<Reason>,
}

/// A comment.
#[derive(Debug, Clone)]
pub(super) struct Comment {
    pub at: Millis,
    pub article: usize,
    pub helpful: bool,
    pub text: String,
    /// The name of the answer that it came with.
    answer: u64,
}

/// What happened in one edition.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Edition {
    pub views: u64,
    pub searches: u64,
    pub opened: u64,
    pub without_hit: u64,
    pub requests: u64,
}

/// What happened on one day.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Day {
    pub views: u64,
    pub searches: Share,
    pub requests: u64,
}

impl Tally {
    /// A tally of the events that fit.
    #[must_use]
    pub fn new(filter: Filter) -> Self {
        Self { filter, ..Self::default() }
    }

    /// Counts one event.
    pub fn add(&mut self, event: Event) {
        if !self.filter.fits(&event.place) {
            return;
        }
        let Event { id, at, visit, place, deed } = event;
        self.events += 1;
        let (first, last) = self.span.unwrap_or((at, at));
        self.span = Some((first.min(at), last.max(at)));
        if let Some(visit) = visit {
            self.visits.visit(visit);
        }
        match deed {
            Deed::View => self.view(at, visit, place),
            Deed::Search(search) => self.search(at, visit, &place, &search),
            Deed::Feedback(feedback) => self.feedback(id, at, visit, place, feedback),
            Deed::Contact(contact) => self.contact(at, visit, &place, &contact),
        }
    }

    fn view(&mut self, at: Millis, visit: Option<Id>, place: Place) {
        self.views += 1;
        self.day(at).views += 1;
        self.edition(&place).views += 1;
        if place.article.is_empty() {
            return;
        }
        let article = self.article(place);
        self.articles[article].views += 1;
        if let Some(visit) = visit {
            self.visits.visit(visit).read(article);
        }
    }

    fn search(&mut self, at: Millis, visit: Option<Id>, place: &Place, search: &Search) {
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
        let edition = self.edition(place);
        edition.searches += 1;
        edition.opened += u64::from(is_opened);
        edition.without_hit += u64::from(search.hits == 0);
        self.queries.add(&place.locale, visit, search);
    }

    fn feedback(&mut self, id: Id, at: Millis, visit: Option<Id>, place: Place, feedback: Feedback) {
        let hash = u64::from_str_radix(&place.hash, 16).unwrap_or_default();
        let article = self.article(place);
        let name = feedback.answer.map(Id::short).or_else(|| visit.map(|visit| visit.short() ^ hash.rotate_left(17)));
        let name = name.unwrap_or_else(|| id.short());
        let number = u32::try_from(article).unwrap_or(u32::MAX);
        let answer = Answer { at, hash, article: number, helpful: feedback.helpful, reason: feedback.reason };
        match self.answers.entry(name) {
            Entry::Vacant(place) => {
                place.insert(answer);
            }
            Entry::Occupied(mut place) if at >= place.get().at => {
                place.insert(answer);
                self.comments.retain(|comment| comment.answer != name);
            }
            // What was kept offline may arrive after the answer that replaced it.
            Entry::Occupied(_) => return,
        }
        if !feedback.comment.is_empty() {
            let comment = Comment { at, article, helpful: feedback.helpful, text: feedback.comment, answer: name };
            let place = self.comments.partition_point(|known| known.at > at);
            self.comments.insert(place, comment);
            self.comments.truncate(MOST_COMMENTS);
        }
    }

    fn contact(&mut self, at: Millis, visit: Option<Id>, place: &Place, contact: &Contact) {
        let mark = match contact {
            Contact::Shown(count) if *count > 0 => Some(Mark::Shown),
            Contact::Opened(..) => Some(Mark::Opened),
            Contact::Sent(_) => Some(Mark::Sent),
            Contact::Shown(_) | Contact::Solved => None,
        };
        if mark == Some(Mark::Sent) {
            self.day(at).requests += 1;
            self.edition(place).requests += 1;
        }
        let (Some(visit), Some(mark)) = (visit, mark) else { return };
        let visit = self.visits.visit(visit);
        let is_first_request = mark == Mark::Sent && !visit.has(Mark::Sent);
        visit.mark(mark);
        if let Some(article) = visit.last_read().filter(|_| is_first_request) {
            self.articles[article].requests += 1;
        }
    }

    /// The number of a place's article.
    fn article(&mut self, place: Place) -> usize {
        name(&place, &mut self.name);
        if let Some(number) = self.numbers.get(&self.name) {
            return *number;
        }
        let Place { article: key, article_id: id, version, locale, .. } = place;
        self.articles.push(Article { key, id, version, locale, ..Article::default() });
        self.numbers.insert(self.name.clone(), self.articles.len() - 1);
        self.articles.len() - 1
    }

    fn day(&mut self, at: Millis) -> &mut Day {
        self.days.entry(at.div_euclid(DAY) * DAY).or_default()
    }

    fn edition(&mut self, place: &Place) -> &mut Edition {
        // Nearly always it is known, and needs no copies of its names.
        if self.editions.get(&place.version).is_none_or(|locales| !locales.contains_key(&place.locale)) {
            let locales = self.editions.entry(place.version.clone()).or_default();
            locales.insert(place.locale.clone(), Edition::default());
        }
        let edition = self.editions.get_mut(&place.version).and_then(|locales| locales.get_mut(&place.locale));
        edition.expect("it is known by now")
    }

    /// The answers that count, in no order.
    pub(super) fn answers(&self) -> impl Iterator<Item = &Answer> {
        self.answers.values()
    }
}

/// What names the article of a place: its permanent id where it has one, so that it keeps its figures when it moves, else its
/// key; and its edition.
fn name(place: &Place, name: &mut String) {
    let (sign, own) = if place.article_id.is_empty() { ("", &place.article) } else { ("#", &place.article_id) };
    name.clear();
    for part in [sign, own, "\0", &place.version, "\0", &place.locale] {
        name.push_str(part);
    }
}
