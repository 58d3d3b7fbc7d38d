//! What readers did, as events: one JSON object a line.
//!
//! [`parse`] reads a line that anybody may have sent, and [`Event::line`] writes one. What a line may hold is declared once,
//! in `line.rs`; the JSON Schema ([`json_schema`]) comes from the same declarations, so the two cannot drift apart.
//! [`form`] reads the "Was this helpful?" form of a page without JavaScript, and [`scrub`] takes personal data out of what
//! people typed. Nothing here knows where events come from or where they are kept.
//!
//! The format is versioned by its field `v`: a field is never added to a version, and a line of an unknown version is refused.

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

pub use form::{FormEvent, form};
pub use id::{EventId, Wording};
pub use pages::{EventPage, EventPages};
pub use row::Row;
pub use schema::json_schema;
pub use scrub::scrub;

/// The version of the format.
pub const VERSION: u8 = 1;

/// Milliseconds since 1970, UTC.
pub type Millis = i64;

/// How long a page may keep an event that it could not send; what claims to be older is dated by its arrival.
const LONGEST_DELAY: Millis = 30 * 24 * 60 * 60 * 1000;

/// How far a reader's clock may run ahead before it is not believed.
const CLOCK_SKEW: Millis = 5 * 60 * 1000;

/// Something that a reader did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Names it for good, so that a retry is recognised.
    pub id: EventId,
    /// When it happened.
    pub at: Millis,
    /// The visit that it belongs to; `None` where the reader asked not to be followed or the page ran without JavaScript.
    pub visit: Option<EventId>,
    /// The page that it happened on.
    pub place: Arc<EventPage>,
    /// What was done.
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
    /// Came near a person, or reached one.
    Contact(ContactEvent),
}

/// A search that came to its end: a hit was opened, or the reader went elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchEvent {
    /// What was typed, scrubbed.
    pub query: String,
    /// How many articles were found.
    pub hits: u32,
    /// The address of the hit that was opened.
    pub opened: Option<String>,
    /// Its place in the list, from 1.
    pub rank: Option<u32>,
}

/// An answer to "Was this helpful?".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedbackEvent {
    /// Yes or not really.
    pub helpful: bool,
    /// Names the reader's answer to this wording: a later event with the same one replaces this one.
    pub answer: Option<EventId>,
    /// Why not.
    pub reason: Option<FeedbackReason>,
    /// In the reader's words, scrubbed; may be empty.
    pub comment: String,
}

/// What a reader did on the way to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactEvent {
    /// Articles that may answer were shown: this many.
    Shown(u32),
    /// One of them was opened: its address, and its place in the list from 1.
    Opened(String, u32),
    /// The reader opened one and left without writing.
    Solved,
    /// A request was sent, or another channel was taken.
    Sent(ContactChannel),
}

/// Declares an enum whose variants have names in lines.
macro_rules! named {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $variant_doc:literal])+ $variant:ident = $text:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $variant_doc])+ $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name that lines use.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// What a name stands for.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.name() == name)
            }
        }
    };
}

named! {
    /// The kinds of events.
    EventKind {
        /// [`EventPayload::View`].
        View = "view",
        /// [`EventPayload::Search`].
        Search = "search",
        /// [`EventPayload::Feedback`].
        Feedback = "feedback",
        /// [`EventPayload::Contact`].
        Contact = "contact",
    }
}

named! {
    /// Why an article did not help.
    FeedbackReason {
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
    /// Ways to a person.
    ContactChannel {
        /// The contact form.
        Form = "form",
        /// An e-mail.
        Email = "email",
        /// A call.
        Phone = "phone",
        /// A chat.
        Chat = "chat",
    }
}

named! {
    /// The steps of [`ContactEvent`].
    ContactStep {
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

/// How much the time in a line is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The line has just arrived: a time that cannot be, and a missing one, is replaced by this.
    Arrived(Millis),
    /// The line was kept by a receiver, which has seen to its time.
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

/// Reads one line. What people typed is scrubbed.
pub fn parse(line: &str, clock: Clock) -> Result<Event, Refusal> {
    parse_many(line, clock, &mut EventPages::default())
}

/// Reads one of many lines.
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
        }
    }

    /// What is particular to the event's kind, as one JSON object; empty for a view, which has nothing particular.
    #[must_use]
    pub fn detail(&self) -> String {
        line::detail(&self.payload)
    }
}

impl EventPayload {
    /// The payload of a kind, from what [`Event::detail`] wrote.
    pub fn from_detail(kind: EventKind, detail: &str) -> Result<Self, Refusal> {
        line::from_detail(kind, detail)
    }
}
