//! Events: what readers did, as one JSON object per line.
//!
//! [`parse`] reads an untrusted line, and [`Event::line`] writes one. `line.rs` declares all fields once; parsing and
//! the JSON Schema ([`json_schema`]) use these declarations, so they always agree. [`form`] reads the "Was this
//! helpful?" form of pages without JavaScript, and [`scrub`] removes personal data from what readers typed. This module
//! does not receive or store events.
//!
//! The field `v` is the version of the format. A version never gets new fields, and lines of unknown versions are
//! refused.

mod fields;
mod form;
mod id;
mod line;
mod pages;
mod row;
mod schema;
mod scrub;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use crate::named::named;
pub use form::{FormEvent, form};
pub use id::{EventId, Wording};
pub use pages::{EventPage, EventPages};
pub use row::{Row, row_texts};
pub use schema::json_schema;
pub use scrub::scrub;

/// The version of the format.
pub const VERSION: u8 = 1;

/// Milliseconds since 1970, UTC.
pub type Millis = i64;

/// How long a page may keep an event that it could not send. Older events get their time of arrival.
const LONGEST_DELAY: Millis = 30 * 24 * 60 * 60 * 1000;

/// How far a reader's clock may be ahead before it is ignored.
const CLOCK_SKEW: Millis = 5 * 60 * 1000;

/// Something that a reader did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Identifies the event, so that a retry is not counted again.
    pub id: EventId,
    /// When it happened.
    pub at: Millis,
    /// The visit that it belongs to; `None` without JavaScript, or if the reader asked not to be tracked.
    pub visit: Option<EventId>,
    /// The page that it happened on.
    pub place: Arc<EventPage>,
    /// What the reader did.
    pub payload: EventPayload,
}

/// What a reader did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventPayload {
    /// Opened a page.
    View,
    /// Searched.
    Search(SearchEvent),
    /// Answered "Was this helpful?".
    Feedback(FeedbackEvent),
    /// Used the contact page.
    Contact(ContactEvent),
    /// Requested a page or an anchor that does not exist. The page is the requested address.
    Missing(MissingEvent),
}

/// An address that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MissingEvent {
    /// The anchor that the page does not have, decoded and without `#`; empty if the page itself is missing.
    pub anchor: String,
    /// The host of the page with the link; empty if the browser does not say.
    pub referrer: String,
}

/// A search that has ended: the reader opened a result, or left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchEvent {
    /// The query, without personal data.
    pub query: String,
    /// How many articles were found.
    pub hits: u32,
    /// The address of the opened result.
    pub opened: Option<String>,
    /// Its position in the list, from 1.
    pub rank: Option<u32>,
}

/// An answer to "Was this helpful?".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedbackEvent {
    /// "Yes" or "Not really".
    pub helpful: bool,
    /// Identifies the reader's answer to this wording. A later event with the same id replaces this one.
    pub answer: Option<EventId>,
    /// Why the article did not help.
    pub reason: Option<FeedbackReason>,
    /// A comment, without personal data; may be empty.
    pub comment: String,
}

/// What a reader did on the contact page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactEvent {
    /// This many articles were suggested.
    Shown(u32),
    /// A suggestion was opened: its address, and its position in the list, from 1.
    Opened(String, u32),
    /// The reader opened a suggestion and left without sending a request.
    Solved,
    /// A request was sent, or another channel was used.
    Sent(ContactChannel),
}

named! {
    /// The kinds of events.
    pub enum EventKind {
        /// [`EventPayload::View`].
        View = "view",
        /// [`EventPayload::Search`].
        Search = "search",
        /// [`EventPayload::Feedback`].
        Feedback = "feedback",
        /// [`EventPayload::Contact`].
        Contact = "contact",
        /// [`EventPayload::Missing`].
        Missing = "missing",
    }
}

named! {
    /// Why an article did not help.
    pub enum FeedbackReason {
        /// The information is out of date or wrong.
        Wrong = "wrong",
        /// It did not solve the problem.
        Unsolved = "unsolved",
        /// It is hard to follow.
        Unclear = "unclear",
        /// A link or picture is broken.
        Broken = "broken",
        /// Something else.
        Other = "other",
    }
}

named! {
    /// Contact channels.
    pub enum ContactChannel {
        /// The contact form.
        Form = "form",
        /// An email.
        Email = "email",
        /// A phone call.
        Phone = "phone",
        /// A chat.
        Chat = "chat",
    }
}

named! {
    /// The steps of [`ContactEvent`].
    pub enum ContactStep {
        /// [`ContactEvent::Shown`].
        Shown = "shown",
        /// [`ContactEvent::Opened`].
        Opened = "opened",
        /// [`ContactEvent::Solved`].
        Solved = "solved",
        /// [`ContactEvent::Sent`].
        Sent = "sent",
    }
}

/// Whether to trust the time in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The line has just arrived, at this time. A missing or impossible time is replaced by it.
    Arrived(Millis),
    /// The line comes from a store, which has checked its time.
    Kept,
}

/// Why a line was refused; lower case, no full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Parses one line, and removes personal data from what the reader typed.
pub fn parse(line: &str, clock: Clock) -> Result<Event, Refusal> {
    parse_many(line, clock, &mut EventPages::default())
}

/// Parses one of many lines, which share their pages.
pub fn parse_many(line: &str, clock: Clock, places: &mut EventPages) -> Result<Event, Refusal> {
    line::read(line, clock, places)
}

impl Event {
    /// The event as a line, without a line break.
    #[must_use]
    pub fn line(&self) -> String {
        line::write(self)
    }

    /// The event's kind.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        match self.payload {
            EventPayload::View => EventKind::View,
            EventPayload::Search(_) => EventKind::Search,
            EventPayload::Feedback(_) => EventKind::Feedback,
            EventPayload::Contact(_) => EventKind::Contact,
            EventPayload::Missing(_) => EventKind::Missing,
        }
    }

    /// The fields that belong to the event's kind, as one JSON object; empty for a view.
    #[must_use]
    pub fn detail(&self) -> String {
        line::detail(&self.payload)
    }
}

impl EventPayload {
    /// The payload of a kind, from the text that [`Event::detail`] returned.
    pub fn from_detail(kind: EventKind, detail: &str) -> Result<Self, Refusal> {
        line::from_detail(kind, detail)
    }
}
