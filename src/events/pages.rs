//! The pages that events happen on. A help center has few pages and millions of events, so events share their pages in
//! memory.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::Wording;

/// Maximum number of pages to remember. When it is reached, all are forgotten: anyone can invent addresses.
const MAX_PLACES: usize = 16_384;

/// The page that an event happened on. Unknown fields are empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct EventPage<T = String> {
    /// The page's address from the host's root, without query.
    pub page: T,
    /// The article's key, such as `billing/refunds`.
    pub article: T,
    /// The article's permanent id.
    pub article_id: T,
    /// The version's id.
    pub version: T,
    /// The locale's BCP 47 tag.
    pub locale: T,
    /// Identifies the wording of the article.
    pub hash: Option<Wording>,
}

impl EventPage<&str> {
    /// Replaces `key` with all fields of the page.
    fn write(&self, key: &mut Vec<u8>) {
        let Self { page, article, article_id, version, locale, hash } = self;
        key.clear();
        for text in [page, article, article_id, version, locale] {
            key.extend_from_slice(text.as_bytes());
            // This byte never occurs in UTF-8.
            key.push(0xff);
        }
        key.extend(hash.map(|hash| hash.0.to_le_bytes()).iter().flatten());
    }
}

impl From<&EventPage<&str>> for EventPage {
    fn from(place: &EventPage<&str>) -> Self {
        let [page, article, article_id, version, locale] =
            [place.page, place.article, place.article_id, place.version, place.locale].map(str::to_owned);
        Self { page, article, article_id, version, locale, hash: place.hash }
    }
}

/// The pages of recent events.
#[derive(Debug, Default)]
pub struct EventPages {
    /// Pages by all of their fields in one key, so that a lookup compares only once.
    known: HashMap<Vec<u8>, Arc<EventPage>, RandomState>,
    /// The key of the current page; kept to reuse its memory.
    key: Vec<u8>,
}

impl EventPages {
    /// The page, shared with earlier events.
    pub fn share(&mut self, place: &EventPage<&str>) -> Arc<EventPage> {
        place.write(&mut self.key);
        if let Some(known) = self.known.get(&self.key) {
            return Arc::clone(known);
        }
        self.insert(place)
    }

    /// The page, if it is valid. Each page is checked only once, not for every event.
    pub(super) fn share_valid(
        &mut self,
        place: &EventPage<&str>,
        is_valid: fn(&EventPage<&str>) -> bool,
    ) -> Option<Arc<EventPage>> {
        place.write(&mut self.key);
        if let Some(known) = self.known.get(&self.key) {
            return Some(Arc::clone(known));
        }
        is_valid(place).then(|| self.insert(place))
    }

    fn insert(&mut self, place: &EventPage<&str>) -> Arc<EventPage> {
        if self.known.len() >= MAX_PLACES {
            self.known.clear();
        }
        let shared = Arc::new(EventPage::from(place));
        self.known.insert(self.key.clone(), Arc::clone(&shared));
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_kept_once() {
        let mut places = EventPages::default();
        let place = EventPage { article: "refunds", locale: "en", ..EventPage::default() };
        let (first, again) = (places.share(&place), places.share(&place));
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(*first, EventPage::from(&place));
        let other = places.share(&EventPage { hash: Some(Wording(1)), ..place });
        assert!(!Arc::ptr_eq(&first, &other));
    }

    #[test]
    fn memory_does_not_grow_with_made_up_places() {
        let mut places = EventPages::default();
        for number in 0..3 * MAX_PLACES {
            places.share(&EventPage { page: &number.to_string(), ..EventPage::default() });
        }
        assert!(places.known.len() <= MAX_PLACES);
    }
}
