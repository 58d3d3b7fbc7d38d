//! The fields of an event line, each declared once, and the code that reads and writes lines. The JSON Schema comes
//! from the same declarations.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fields::{
    BoundedCount, ChannelName, EventField, EventKindName, EventProperty, FormatVersion, Name, PropertyPresence,
    ReasonName, StepName, Text, Time, Uuid, WordingName, YesNo,
};
use super::scrub::scrub_address;
use super::{
    CLOCK_SKEW, Clock, ContactEvent, ContactStep, Event, EventKind, EventPage, EventPages, EventPayload, FeedbackEvent,
    LONGEST_DELAY, Millis, MissingEvent, Refusal, SearchEvent, VERSION,
};

/// Maximum length of a line in bytes: all fields at their maximum length, escaped.
const LONGEST_LINE: usize = 32 * 1024;

const ALL: &[EventKind] = &EventKind::ALL;
const SEARCH: &[EventKind] = &[EventKind::Search];
const FEEDBACK: &[EventKind] = &[EventKind::Feedback];
const CONTACT: &[EventKind] = &[EventKind::Contact];
const MISSING: &[EventKind] = &[EventKind::Missing];
const HITS: &[EventKind] = &[EventKind::Search, EventKind::Contact];

// The fields of a page, which stores keep in separate columns.
type PageAddress<'a> = Name<'a, 500>;
type ArticleName<'a> = Name<'a, 200>;
type EventArticleId<'a> = Name<'a, 100>;
type EventVersionName<'a> = Name<'a, 100>;
type LocaleTag<'a> = Name<'a, 35>;

/// Declares the fields of a line, and the kinds of events that have them. Other kinds refuse them.
macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $field:ident: $type:ty, $presence:ident in $kinds:ident;)*) => {
        /// A parsed line, before its fields are checked.
        #[derive(Deserialize, Serialize, Default)]
        #[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
        struct EventLine<'a> {
            $(
                #[serde(skip_serializing_if = "Option::is_none")]
                $field: Option<$type>,
            )*
        }

        impl<'a> EventLine<'a> {
            fn properties(kind: EventKind) -> Vec<EventProperty> {
                let all = [$((EventProperty {
                    name: stringify!($field),
                    description: [$($doc),+].map(str::trim).join(" "),
                    presence: PropertyPresence::$presence,
                    schema: <$type as EventField>::schema(),
                }, $kinds),)*];
                all.into_iter().filter(|(_, kinds)| kinds.contains(&kind)).map(|(property, _)| property).collect()
            }

            /// Checks that all required fields are present, and no other kind's fields.
            fn check(&self, kind: EventKind) -> Result<(), Refusal> {
                $(check_field(stringify!($field), self.$field.is_some(), PropertyPresence::$presence, $kinds, kind)?;)*
                Ok(())
            }
        }
    };
}

fields! {
    /// The version of the format.
    v: FormatVersion, Required in ALL;
    /// A random UUID that names the event for good: an event that arrives again under the same one is ignored.
    id: Uuid, Required in ALL;
    /// What was done.
    event: EventKindName, Required in ALL;
    /// When, by the reader's clock. The receiver's clock is used if it is missing, in the future, or older than 30
    /// days.
    at: Time, Optional in ALL;
    /// A random UUID of the visit, which lives in the tab and nowhere else. Missing where the reader asks not to be
    /// tracked.
    visit: Uuid, Optional in ALL;
    /// The page's address from the host's root, without query.
    page: PageAddress<'a>, Optional in ALL;
    /// The article's key, such as `billing/refunds`.
    article: ArticleName<'a>, Optional in ALL;
    /// The article's permanent id.
    article_id: EventArticleId<'a>, Optional in ALL;
    /// The version's id.
    version: EventVersionName<'a>, Optional in ALL;
    /// The locale's BCP 47 tag.
    locale: LocaleTag<'a>, Optional in ALL;
    /// Names the wording of the article, so that a rewritten one starts again.
    hash: WordingName, Optional in ALL;
    /// What was typed, without personal data.
    query: Text<'a, 200>, Required in SEARCH;
    /// How many articles were found.
    hits: BoundedCount<0, 1_000_000>, Required in SEARCH;
    /// Yes, or not really.
    helpful: YesNo, Required in FEEDBACK;
    /// A random UUID of the reader's answer to this wording: a later event with the same one replaces the earlier.
    answer: Uuid, Optional in FEEDBACK;
    /// Why not: wrong or out of date, problem not solved, hard to follow, a broken link or picture, something else.
    reason: ReasonName, Optional in FEEDBACK;
    /// In the reader's words, without personal data.
    comment: Text<'a, 1000>, Optional in FEEDBACK;
    /// Articles that may answer were `shown`, one of them was `opened`, the reader left with the problem `solved`, or a
    /// request was `sent`.
    step: StepName, Required in CONTACT;
    /// With `shown`: how many articles.
    shown: BoundedCount<0, 100>, Optional in CONTACT;
    /// The address of the hit or suggestion that was opened.
    opened: Name<'a, 500>, Optional in HITS;
    /// Its place in the list, from 1.
    rank: BoundedCount<1, 10_000>, Optional in HITS;
    /// With `sent`: which way was taken.
    channel: ChannelName, Optional in CONTACT;
    /// The anchor that the page does not have, without `#` and personal data. Missing if there is no such page.
    anchor: Name<'a, 200>, Optional in MISSING;
    /// The host of the page with the link.
    referrer: Name<'a, 255>, Optional in MISSING;
}

/// The fields of a kind of event, in the order in which they are written.
pub(super) fn properties(kind: EventKind) -> Vec<EventProperty> {
    EventLine::properties(kind)
}

fn check_field(
    name: &str,
    is_present: bool,
    presence: PropertyPresence,
    kinds: &[EventKind],
    kind: EventKind,
) -> Result<(), Refusal> {
    let applies = kinds.contains(&kind);
    if is_present && !applies {
        return Err(Refusal(format!("`{name}` is not a field of an event `{}`", kind.name())));
    }
    if !is_present && applies && presence == PropertyPresence::Required {
        return Err(Refusal(format!("an event `{}` needs `{name}`", kind.name())));
    }
    Ok(())
}

/// Parses and checks a line.
pub(super) fn read(text: &str, clock: Clock, places: &mut EventPages) -> Result<Event, Refusal> {
    if text.len() > LONGEST_LINE {
        return Err(Refusal(format!("a line has {} bytes, expected at most {LONGEST_LINE}", text.len())));
    }
    let line: EventLine = serde_json::from_str(text).map_err(|error| Refusal(error.to_string()))?;
    let missing = |name: &str| Refusal(format!("a line needs `{name}`"));
    let kind = line.event.ok_or_else(|| missing("event"))?.0;
    line.check(kind)?;
    Ok(Event {
        id: line.id.ok_or_else(|| missing("id"))?.0,
        at: time(line.at.map(|at| at.0.as_millisecond()), clock)?,
        visit: line.visit.map(|visit| visit.0),
        place: shared_place(kind, &line, places),
        payload: payload(kind, line)?,
    })
}

/// When an event happened. A time that cannot be right is replaced by the time of arrival.
fn time(given: Option<Millis>, clock: Clock) -> Result<Millis, Refusal> {
    match clock {
        Clock::Kept => given.ok_or_else(|| Refusal("a stored line needs `at`".into())),
        Clock::Arrived(now) => {
            let trusted = given.filter(|at| (now - LONGEST_DELAY..=now + CLOCK_SKEW).contains(at));
            Ok(trusted.map_or(now, |at| at.min(now)))
        }
    }
}

/// The page of a line, shared with earlier events. An address that does not exist may be anything that was typed, so
/// personal data is removed from it.
fn shared_place(kind: EventKind, line: &EventLine<'_>, places: &mut EventPages) -> Arc<EventPage> {
    let place = place(line);
    if kind != EventKind::Missing {
        return places.share(&place);
    }
    let page = scrubbed::<500>(place.page);
    places.share(&EventPage { page: &page, ..place })
}

/// An address without e-mail addresses. That may make it longer, so it is cut.
fn scrubbed<const MAX: usize>(address: &str) -> String {
    scrub_address(address).chars().take(MAX).collect()
}

/// The page of a line.
fn place<'a>(line: &'a EventLine<'_>) -> EventPage<&'a str> {
    EventPage {
        page: line.page.as_ref().map_or("", |page| &page.0),
        article: line.article.as_ref().map_or("", |article| &article.0),
        article_id: line.article_id.as_ref().map_or("", |id| &id.0),
        version: line.version.as_ref().map_or("", |version| &version.0),
        locale: line.locale.as_ref().map_or("", |locale| &locale.0),
        hash: line.hash.map(|hash| hash.0),
    }
}

/// Whether the fields of a page are valid. Used for pages from a store, which are not parsed from a line.
pub(super) fn is_place(place: &EventPage<&str>) -> bool {
    PageAddress::accepts(place.page)
        && ArticleName::accepts(place.article)
        && EventArticleId::accepts(place.article_id)
        && EventVersionName::accepts(place.version)
        && LocaleTag::accepts(place.locale)
}

/// The fields that belong to a kind of event. Removes personal data from what readers typed, even if the page should
/// have done so.
fn payload(kind: EventKind, line: EventLine<'_>) -> Result<EventPayload, Refusal> {
    let opened = line.opened.map(|opened| opened.0.into_owned());
    let rank = line.rank.map(|rank| rank.0);
    Ok(match kind {
        EventKind::View => EventPayload::View,
        EventKind::Search => EventPayload::Search(SearchEvent {
            query: line.query.map_or(String::new(), |query| query.scrubbed()),
            hits: line.hits.map_or(0, |hits| hits.0),
            opened,
            rank,
        }),
        EventKind::Feedback => EventPayload::Feedback(FeedbackEvent {
            helpful: line.helpful.is_some_and(|helpful| helpful.0),
            answer: line.answer.map(|answer| answer.0),
            reason: line.reason.map(|reason| reason.0),
            comment: line.comment.map_or(String::new(), |comment| comment.scrubbed()),
        }),
        EventKind::Contact => {
            let needs = |name: &str| Refusal(format!("this step of `contact` needs `{name}`"));
            EventPayload::Contact(match line.step.ok_or_else(|| needs("step"))?.0 {
                ContactStep::Shown => ContactEvent::Shown(line.shown.ok_or_else(|| needs("shown"))?.0),
                ContactStep::Opened => ContactEvent::Opened(opened.ok_or_else(|| needs("opened"))?, rank.unwrap_or(1)),
                ContactStep::Solved => ContactEvent::Solved,
                ContactStep::Sent => ContactEvent::Sent(line.channel.ok_or_else(|| needs("channel"))?.0),
            })
        }
        EventKind::Missing => EventPayload::Missing(MissingEvent {
            anchor: line.anchor.map_or(String::new(), |anchor| scrubbed::<200>(&anchor.0)),
            referrer: line.referrer.map_or(String::new(), |referrer| referrer.0.into_owned()),
        }),
    })
}

/// Writes a line, without a line break.
pub(super) fn write(event: &Event) -> String {
    let Event { id, at, visit, place, payload } = event;
    let line = EventLine {
        v: Some(FormatVersion(VERSION)),
        id: Some(Uuid(*id)),
        event: Some(EventKindName(event.kind())),
        at: jiff::Timestamp::from_millisecond(*at).ok().map(Time),
        visit: (*visit).map(Uuid),
        page: name(&place.page),
        article: name(&place.article),
        article_id: name(&place.article_id),
        version: name(&place.version),
        locale: name(&place.locale),
        hash: place.hash.map(WordingName),
        ..particular(payload)
    };
    json(&line)
}

/// The fields that belong to a kind of event, as one JSON object; empty for a view.
pub(super) fn detail(payload: &EventPayload) -> String {
    if matches!(payload, EventPayload::View) { String::new() } else { json(&particular(payload)) }
}

/// The reverse of [`detail`].
pub(super) fn from_detail(kind: EventKind, detail: &str) -> Result<EventPayload, Refusal> {
    if kind == EventKind::View {
        return Ok(EventPayload::View);
    }
    let line: EventLine = serde_json::from_str(detail).map_err(|error| Refusal(error.to_string()))?;
    payload(kind, line)
}

fn particular(payload: &EventPayload) -> EventLine<'_> {
    match payload {
        EventPayload::View => EventLine::default(),
        EventPayload::Search(SearchEvent { query, hits, opened, rank }) => EventLine {
            query: Some(Text(query.into())),
            hits: Some(BoundedCount(*hits)),
            opened: opened.as_ref().map(|opened| Name(opened.into())),
            rank: rank.map(BoundedCount),
            ..EventLine::default()
        },
        EventPayload::Feedback(FeedbackEvent { helpful, answer, reason, comment }) => EventLine {
            helpful: Some(YesNo(*helpful)),
            answer: (*answer).map(Uuid),
            reason: reason.map(ReasonName),
            comment: (!comment.is_empty()).then(|| Text(comment.into())),
            ..EventLine::default()
        },
        EventPayload::Contact(contact) => contact_fields(contact),
        EventPayload::Missing(MissingEvent { anchor, referrer }) => {
            EventLine { anchor: name(anchor), referrer: name(referrer), ..EventLine::default() }
        }
    }
}

fn contact_fields(contact: &ContactEvent) -> EventLine<'_> {
    let step = |step| Some(StepName(step));
    match contact {
        ContactEvent::Shown(count) => {
            EventLine { step: step(ContactStep::Shown), shown: Some(BoundedCount(*count)), ..EventLine::default() }
        }
        ContactEvent::Opened(opened, rank) => EventLine {
            step: step(ContactStep::Opened),
            opened: Some(Name(opened.into())),
            rank: Some(BoundedCount(*rank)),
            ..EventLine::default()
        },
        ContactEvent::Solved => EventLine { step: step(ContactStep::Solved), ..EventLine::default() },
        ContactEvent::Sent(channel) => {
            EventLine { step: step(ContactStep::Sent), channel: Some(ChannelName(*channel)), ..EventLine::default() }
        }
    }
}

fn name<const MAX: usize>(name: &str) -> Option<Name<'_, MAX>> {
    (!name.is_empty()).then(|| Name(name.into()))
}

fn json(line: &EventLine<'_>) -> String {
    serde_json::to_string(line).expect("a line has text keys and no floats")
}
