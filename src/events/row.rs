//! Turns rows of a store into events. Rows are checked by the same rules as lines, so that a store cannot contain what
//! a line must not, whichever program wrote it.

use super::{Event, EventId, EventKind, EventPage, EventPages, EventPayload, Millis, Refusal, Wording, line};

/// The columns of an event.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// The id, as 16 bytes.
    pub id: &'a [u8],
    /// When it happened.
    pub at: Millis,
    /// The position of its kind in [`EventKind::ALL`].
    pub kind: i64,
    /// The visit's id, as 16 bytes.
    pub visit: Option<&'a [u8]>,
    /// The page that it happened on.
    pub place: EventPage<&'a str>,
    /// The wording of its article; empty if unknown.
    pub hash: &'a str,
    /// The text that [`Event::detail`] returned.
    pub detail: &'a str,
}

/// The texts of a row from its fourth column on: the page, the wording and the detail. `None` if one is not a text.
pub fn row_texts<'a>(text: impl Fn(usize) -> Option<&'a str>) -> Option<(EventPage<&'a str>, &'a str, &'a str)> {
    let place = EventPage {
        page: text(4)?,
        article: text(5)?,
        article_id: text(6)?,
        version: text(7)?,
        locale: text(8)?,
        hash: None,
    };
    Some((place, text(9)?, text(10)?))
}

impl Row<'_> {
    /// The event, which shares its page with earlier events.
    pub fn event(&self, places: &mut EventPages) -> Result<Event, Refusal> {
        let id = |bytes: &[u8]| bytes.try_into().map(EventId).map_err(|_| Refusal("an id has no 16 bytes".into()));
        let kind = usize::try_from(self.kind).ok().and_then(|kind| EventKind::ALL.get(kind));
        let kind = *kind.ok_or_else(|| Refusal(format!("{} is no kind of event", self.kind)))?;
        if jiff::Timestamp::from_millisecond(self.at).is_err() {
            return Err(Refusal(format!("{} is no time", self.at)));
        }
        let hash = Wording::parse(self.hash);
        if hash.is_none() && !self.hash.is_empty() {
            return Err(Refusal("a wording is not 16 hexadecimal digits".into()));
        }
        let place = EventPage { hash, ..self.place.clone() };
        Ok(Event {
            id: id(self.id)?,
            at: self.at,
            visit: self.visit.map(id).transpose()?,
            place: places.share_valid(&place, line::is_place).ok_or_else(|| Refusal("a name is not valid".into()))?,
            payload: EventPayload::from_detail(kind, self.detail)?,
        })
    }
}
