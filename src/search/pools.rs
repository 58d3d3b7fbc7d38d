//! Groups versions into pools. All editions in a pool share an index.
//!
//! Most articles are the same from one version to the next. An index therefore contains each distinct document of its
//! versions once, starting with those of the newest version, and each edition lists which of them it has. So an
//! additional version costs only as much disk space and time as its changes.

use std::fmt::Write as _;
use std::sync::Arc;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use super::documents::{self, Document};
use super::packs;
use crate::content::{Body, EditionId, Meta};
use crate::render::Renderer;

/// Maximum size of a pool relative to its newest version. Readers of that version load the lists of all documents.
const MAX_GROWTH: usize = 2;

/// A version joins a pool if at least one in this many of its documents is in there already.
const MIN_KNOWN: usize = 2;

/// Editions that share an index.
#[derive(Debug)]
pub struct Pool<'k> {
    /// The newest edition.
    pub edition: EditionId,
    /// The documents of all editions, in the order in which the index numbers them.
    pub documents: Vec<Document<'k>>,
    /// The number of documents in the newest edition, which are the first ones. Frequencies are based on them.
    pub newest: usize,
    /// The editions with their documents.
    pub members: Vec<(EditionId, Membership)>,
}

/// The documents of an index that belong to an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The number of leading documents that all belong to the edition.
    pub first: u32,
    /// For the documents after those, one bit each: four per hexadecimal digit, lowest first. Missing digits are zero.
    pub bits: String,
}

impl Membership {
    /// The membership of these documents, given as sorted numbers.
    fn new(numbers: &[usize]) -> Self {
        let first = numbers.iter().zip(0..).take_while(|(number, place)| **number == *place).count();
        let rest: Vec<usize> = numbers[first..].iter().map(|number| number - first).collect();
        let mut digits = vec![0_u8; rest.last().map_or(0, |last| last / 4 + 1)];
        for bit in rest {
            digits[bit / 4] |= 1 << (bit % 4);
        }
        let mut bits = String::with_capacity(digits.len());
        for digit in digits {
            let _ = write!(bits, "{digit:x}");
        }
        Self { first: u32::try_from(first).expect("an index has fewer than 2^32 documents"), bits }
    }

    /// Whether a document belongs to the edition.
    #[must_use]
    pub fn has(&self, document: u32) -> bool {
        let Some(bit) = document.checked_sub(self.first) else { return true };
        let digit = self.bits.as_bytes().get(bit as usize / 4).and_then(|digit| char::from(*digit).to_digit(16));
        digit.is_some_and(|digit| digit & (1 << (bit % 4)) != 0)
    }
}

/// Groups editions in one language, given with the newest version first.
#[must_use]
pub fn pools<'k>(renderer: &'k Renderer, editions: &[EditionId]) -> Vec<Pool<'k>> {
    let mut growing: Vec<GrowingPool<'k>> = Vec::new();
    for edition in editions {
        let documents: Vec<_> = documents::documents(renderer, *edition).into_iter().map(identify).collect();
        // The files of a frozen version never change, so it cannot share them with versions that do.
        let is_alone = renderer.project.config.version(edition.version).frozen;
        match growing.iter_mut().find(|pool| !is_alone && pool.fits(&documents)) {
            Some(pool) => pool.add(*edition, documents),
            None => growing.push(GrowingPool::new(*edition, documents, is_alone)),
        }
    }
    growing.into_iter().map(GrowingPool::grown).collect()
}

/// Two editions share a document if this is equal.
type DocumentIdentity<'k> = (*const Meta, *const Body, usize, u64, &'k str, String);

/// A document with its identity.
type IdentifiedDocument<'k> = (DocumentIdentity<'k>, Document<'k>);

fn identify(document: Document<'_>) -> IdentifiedDocument<'_> {
    let (meta, body) = (Arc::as_ptr(document.meta), Arc::as_ptr(document.body));
    let factor = document.factor.to_bits();
    ((meta, body, document.sections.start, factor, document.category, document.href.clone()), document)
}

/// A pool that other editions may still join.
struct GrowingPool<'k> {
    edition: EditionId,
    documents: Vec<Document<'k>>,
    /// The number of documents in the first edition.
    newest: usize,
    places: HashMap<DocumentIdentity<'k>, usize>,
    /// The documents of each edition, as indexes into `documents`.
    members: Vec<(EditionId, Vec<usize>)>,
    is_closed: bool,
}

impl<'k> GrowingPool<'k> {
    fn new(edition: EditionId, documents: Vec<IdentifiedDocument<'k>>, is_closed: bool) -> Self {
        let (places, members) = (HashMap::default(), Vec::new());
        let mut pool = Self { edition, documents: Vec::new(), newest: 0, places, members, is_closed };
        pool.add(edition, documents);
        pool.newest = pool.documents.len();
        pool
    }

    fn fits(&self, documents: &[IdentifiedDocument<'k>]) -> bool {
        let new = documents.iter().filter(|(identity, _)| !self.places.contains_key(identity)).count();
        let are_known = new * MIN_KNOWN <= documents.len();
        !self.is_closed && are_known && self.documents.len() + new <= self.newest * MAX_GROWTH
    }

    fn add(&mut self, edition: EditionId, documents: Vec<IdentifiedDocument<'k>>) {
        let place = |(identity, document): IdentifiedDocument<'k>| {
            *self.places.entry(identity).or_insert_with(|| {
                self.documents.push(document);
                self.documents.len() - 1
            })
        };
        let places = documents.into_iter().map(place).collect();
        self.members.push((edition, places));
    }

    /// Numbers the documents. Those of the newest edition keep their order; the others follow, sorted by category and
    /// kind.
    fn grown(self) -> Pool<'k> {
        let Self { edition, newest, .. } = self;
        let mut order: Vec<usize> = (0..self.documents.len()).collect();
        // Sorting also keeps the versions of an article together, and the parts of each version.
        order[newest..].sort_by(|a, b| self.documents[*a].place().cmp(&self.documents[*b].place()));
        let mut numbers = vec![0; order.len()];
        for (number, place) in order.iter().enumerate() {
            numbers[*place] = number;
        }
        let membership = |(edition, places): (EditionId, Vec<usize>)| {
            let mut own: Vec<usize> = places.into_iter().map(|place| numbers[place]).collect();
            own.sort_unstable();
            own.dedup();
            (edition, Membership::new(&own))
        };
        let members = self.members.into_iter().map(membership).collect();
        let budget = packs::budget(newest);
        let documents = order.into_iter().map(|place| Document { budget, ..self.documents[place].clone() }).collect();
        Pool { edition, documents, newest, members }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{LocaleId, VersionId};

    #[test]
    fn a_membership_tells_each_document() {
        let check = |numbers: &[usize], first: u32, bits: &str| {
            let membership = Membership::new(numbers);
            assert_eq!((membership.first, membership.bits.as_str()), (first, bits));
            let has: Vec<usize> = (0..40).filter(|number| membership.has(u32::try_from(*number).unwrap())).collect();
            assert_eq!(has, numbers);
        };
        check(&[], 0, "");
        check(&[0, 1, 2], 3, "");
        check(&[1], 0, "2");
        check(&[0, 1, 3, 4, 7, 12, 39], 2, "6240000002");
    }

    /// Articles by title, each with a different text.
    struct Articles(Vec<(Arc<Meta>, Arc<Body>)>);

    impl Articles {
        fn new(count: usize) -> Self {
            let meta = |number| Arc::new(Meta { title: format!("T{number:02}"), ..Meta::default() });
            Self((0..count).map(|number| (meta(number), Arc::default())).collect())
        }

        fn documents(&self, places: impl IntoIterator<Item = usize>) -> Vec<IdentifiedDocument<'_>> {
            let document = |place: usize| {
                let (meta, body) = &self.0[place];
                let href = format!("{}/", meta.title);
                identify(Document {
                    meta,
                    body,
                    sections: 0..1,
                    href,
                    category: "",
                    factor: 1.0,
                    budget: 0,
                    article: None,
                })
            };
            places.into_iter().map(document).collect()
        }
    }

    fn version(number: u16) -> EditionId {
        EditionId { version: VersionId(number), locale: LocaleId::default() }
    }

    #[test]
    fn editions_have_each_document_once() {
        let articles = Articles::new(8);
        let mut pool = GrowingPool::new(version(0), articles.documents([1, 2, 5, 6]), false);
        pool.add(version(1), articles.documents([1, 2, 7, 4]));
        pool.add(version(2), articles.documents([0, 2, 4]));
        let pool = pool.grown();
        let titles: Vec<&str> = pool.documents.iter().map(|document| document.meta.title.as_str()).collect();
        assert_eq!(titles, ["T01", "T02", "T05", "T06", "T00", "T04", "T07"]);
        let has = |place: usize| {
            let (_, membership) = &pool.members[place];
            titles.iter().zip(0..).filter(|(_, number)| membership.has(*number)).map(|(title, _)| *title).collect()
        };
        let own: [Vec<&str>; 3] = std::array::from_fn(has);
        assert_eq!(own[0], ["T01", "T02", "T05", "T06"]);
        assert_eq!(own[1], ["T01", "T02", "T04", "T07"]);
        assert_eq!(own[2], ["T02", "T00", "T04"]);
        assert_eq!(pool.members[0].1, Membership { first: 4, bits: String::new() });
    }

    #[test]
    fn a_version_joins_where_most_is_known() {
        let articles = Articles::new(40);
        let mut pool = GrowingPool::new(version(0), articles.documents(0..8), false);
        let check = |pool: &GrowingPool<'_>, places, expected| {
            assert_eq!(pool.fits(&articles.documents(places)), expected);
        };
        check(&pool, 4..12, true);
        check(&pool, 5..13, false);
        pool.add(version(1), articles.documents(4..12));
        pool.add(version(2), articles.documents(8..15));
        check(&pool, 14..16, true);
        // Half of its documents are known, but then most of the pool would not belong to the newest version.
        check(&pool, 13..17, false);
        let closed = GrowingPool::new(version(0), articles.documents(0..8), true);
        check(&closed, 0..8, false);
    }
}
