//! Reads the "Was this helpful?" form of pages without JavaScript, which is sent as `application/x-www-form-urlencoded`
//! (<https://url.spec.whatwg.org/#application/x-www-form-urlencoded>). The fields become an event line, which is then
//! checked like any other line.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{Clock, Event, EventId, EventKind, FeedbackReason, Millis, Refusal, VERSION, parse};

/// The contents of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormEvent {
    /// The reader's answer.
    pub event: Event,
    /// The page to show next: a path on the site that contains the form.
    pub thanks: String,
}

/// Form fields that have the same name in an event line. The first four are only sent by the page's script.
const SHARED: [&str; 11] =
    ["id", "at", "visit", "answer", "page", "article", "article_id", "version", "locale", "hash", "comment"];

/// Reads a form. Without JavaScript, it has no id and gets `id`, so a reader who sends it twice is counted twice.
pub fn form(body: &str, id: EventId, now: Millis) -> Result<FormEvent, Refusal> {
    let mut line = serde_json::json!({ "v": VERSION, "id": id.to_string(), "event": EventKind::Feedback.name() });
    let mut thanks = String::new();
    for (name, value) in body.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))) {
        let (name, value) = (decode(name), decode(value));
        match name.as_ref() {
            "helpful" => line["helpful"] = (value == "yes").into(),
            "thanks" => thanks = value.into_owned(),
            // Ignores an empty reason, and reasons that another theme has added.
            "reason" if FeedbackReason::from_name(&value).is_some() => line["reason"] = value.into(),
            name if SHARED.contains(&name) && !value.is_empty() => line[name] = value.into(),
            _ => {}
        }
    }
    let is_path = thanks.starts_with('/')
        && !thanks.starts_with("//")
        && thanks.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if !is_path {
        "/".clone_into(&mut thanks);
    }
    let event = parse(&line.to_string(), Clock::Arrived(now))?;
    Ok(FormEvent { event, thanks })
}

fn decode(text: &str) -> Cow<'_, str> {
    let spaced: Cow<str> = if text.contains('+') { text.replace('+', " ").into() } else { text.into() };
    let decoded = percent_decode_str(&spaced).decode_utf8_lossy().into_owned();
    // Browsers send line breaks as CR LF.
    decoded.replace("\r\n", "\n").into()
}
