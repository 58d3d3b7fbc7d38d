//! Decides what a request means and how to answer it. Checks the path, origin, size and rate limit, and parses events
//! from lines or a form. Performs no IO: the server passes in what it has read.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::time::Instant;

use super::origin::{Origin, Sender, is_allowed};
use super::rate::RateBuckets;
use crate::events::{self, Clock, Event, EventId, Millis, Refusal};

/// Maximum number of events in one request.
const MAX_EVENTS: usize = 100;

/// A request, completely read.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The HTTP method, such as `GET` or `POST`.
    pub method: &'a str,
    /// The path, without the query.
    pub path: &'a str,
    /// The headers `Origin` and `Host`.
    pub sender: Sender<'a>,
    /// The header `Content-Type`; empty if missing.
    pub content_type: &'a str,
    /// The body.
    pub body: &'a [u8],
    /// The sender's address, for the rate limit.
    pub address: IpAddr,
}

/// The rules for accepting requests.
#[derive(Debug)]
pub struct ReceiverRules {
    /// Sites whose pages may send events.
    pub origins: Vec<Origin>,
    /// The rate limit per address; `None` for no limit.
    pub buckets: Option<RateBuckets>,
}

/// When a request arrived, and an id for an event that has none.
#[derive(Debug, Clone, Copy)]
pub struct RequestMoment {
    /// Wall-clock time.
    pub now: Millis,
    /// Time from a clock that never goes backwards.
    pub instant: Instant,
    /// A random id.
    pub id: EventId,
}

/// The reply to a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceiverReply {
    /// HTTP status code.
    pub status: u16,
    /// Where a form redirects to.
    pub location: Option<String>,
    /// The origin that may read the reply (`Access-Control-Allow-Origin`).
    pub allow: Option<String>,
    /// The body, as plain text.
    pub body: String,
}

/// What to do with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestOutcome {
    /// Reply at once.
    Done(ReceiverReply),
    /// Store these events, then send this reply if that succeeds.
    Keep(Vec<Event>, ReceiverReply),
    /// Reply with the state of the store.
    Health,
}

/// Decides what to do with a request.
pub fn judge(request: &Request<'_>, rules: &mut ReceiverRules, moment: RequestMoment) -> RequestOutcome {
    let is_events = request.path.ends_with("/events");
    let is_health = request.path.ends_with("/healthz");
    match request.method {
        "GET" | "HEAD" if is_health => return RequestOutcome::Health,
        "POST" | "OPTIONS" if is_events => {}
        _ if is_events => return refuse(405, "only POST is supported"),
        _ if is_health => return refuse(405, "only GET is supported"),
        _ => return refuse(404, "send events to `/events`"),
    }
    if !is_allowed(request.sender, &rules.origins) {
        return refuse(403, "this origin is not allowed to send events");
    }
    let allow = request.sender.origin.map(str::to_owned);
    if request.method == "OPTIONS" {
        return RequestOutcome::Done(ReceiverReply { status: 204, allow, ..ReceiverReply::default() });
    }
    let mut judged = receive(request, rules, moment);
    if let RequestOutcome::Done(reply) | RequestOutcome::Keep(_, reply) = &mut judged {
        reply.allow = allow;
    }
    judged
}

fn receive(request: &Request<'_>, rules: &mut ReceiverRules, moment: RequestMoment) -> RequestOutcome {
    let Ok(body) = std::str::from_utf8(request.body) else { return refuse(400, "the body is not UTF-8") };
    let count = body.lines().filter(|line| !line.trim().is_empty()).count().max(1);
    if count > MAX_EVENTS {
        return refuse(413, &format!("{count} events in one request, expected at most {MAX_EVENTS}"));
    }
    if rules.buckets.as_mut().is_some_and(|buckets| !buckets.take(request.address, count, moment.instant)) {
        return refuse(429, "too many events from one address");
    }
    let media_type = request.content_type.split(';').next().unwrap_or_default().trim();
    match media_type.to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => form(body, moment),
        // `navigator.sendBeacon` sends text as `text/plain`, which needs no CORS preflight.
        "text/plain" | "application/json" | "application/x-ndjson" | "application/jsonl" | "" => lines(body, moment),
        _ => refuse(415, "expected lines of JSON as `text/plain`"),
    }
}

fn form(body: &str, moment: RequestMoment) -> RequestOutcome {
    match events::form(body, moment.id, moment.now) {
        Ok(form) => RequestOutcome::Keep(
            vec![form.event],
            ReceiverReply { status: 303, location: Some(form.thanks), ..ReceiverReply::default() },
        ),
        Err(Refusal(message)) => refuse(400, &message),
    }
}

/// Keeps the valid lines and reports the others: one bad line must not block the good ones after it.
fn lines(body: &str, moment: RequestMoment) -> RequestOutcome {
    let mut accepted = Vec::new();
    let mut refused = String::new();
    for (number, line) in (1..).zip(body.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match events::parse(line, Clock::Arrived(moment.now)) {
            Ok(event) => accepted.push(event),
            Err(Refusal(message)) => {
                let _ = writeln!(refused, "line {number}: {message}");
            }
        }
    }
    match (accepted.is_empty(), refused.is_empty()) {
        (true, true) => refuse(400, "the body is empty"),
        (true, false) => RequestOutcome::Done(ReceiverReply { status: 400, body: refused, ..ReceiverReply::default() }),
        (false, true) => RequestOutcome::Keep(accepted, ReceiverReply { status: 204, ..ReceiverReply::default() }),
        (false, false) => {
            RequestOutcome::Keep(accepted, ReceiverReply { status: 200, body: refused, ..ReceiverReply::default() })
        }
    }
}

fn refuse(status: u16, message: &str) -> RequestOutcome {
    RequestOutcome::Done(ReceiverReply { status, body: format!("{message}\n"), ..ReceiverReply::default() })
}

#[cfg(test)]
mod tests;
