//! Receives what pages send: answers to "Was this helpful?", contact forms and searches. The preview accepts them like
//! a back end would and shows them to the writer.

use std::fmt::Write as _;
use std::io::Read;

use tiny_http::Request;

use crate::limits::MAX_BODY;
use crate::path::decode;
use crate::printable;
use crate::serve::http::{Reply, RequestHeaders, header, send};
use crate::serve::state::ShownBuild;

/// The maximum length of a displayed value, in characters.
const SHOWN: usize = 80;

/// Receives what a page sent. Returns a description of the event, or `None` if the data is invalid, and whether the
/// response could be sent.
pub fn receive(showing: &ShownBuild, mut request: Request, path: &str) -> (Option<String>, std::io::Result<()>) {
    let headers = RequestHeaders::default();
    let mut body = Vec::new();
    if request.as_reader().take(MAX_BODY as u64).read_to_end(&mut body).is_err() {
        return (None, Ok(()));
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    // Pages send events as lines of JSON, several at once after being offline.
    let is_lines = body.trim_start().starts_with('{');
    let parts: Vec<&str> = if is_lines { body.lines().collect() } else { vec![&body] };
    let parsed: Option<Vec<String>> = parts.into_iter().map(|part| Some(in_words(path, &fields(part)?))).collect();
    let event = parsed.map(|parsed| parsed.join("; "));
    // A form without JavaScript needs a page; a script only needs a status.
    let wants_page = header(&request, "Sec-Fetch-Mode") == Some("navigate");
    let renderer = &showing.site.output.renderer;
    let thanks = renderer.href(&renderer.edition(crate::content::EditionId::default()).system.thanks);
    let reply = match (&event, wants_page) {
        (None, _) => Reply::text("400 Bad Request", "neither a form nor JSON\n"),
        (Some(_), true) => Reply::text("303 See Other", "").with("Location", &thanks),
        (Some(_), false) => Reply::text("204 No Content", ""),
    };
    (event, send(request, &headers, reply))
}

/// The fields of a form or a JSON object, or `None` for anything else.
fn fields(body: &str) -> Option<Vec<(String, String)>> {
    let body = body.trim();
    if body.starts_with('{') {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).ok()?;
        let text = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        return Some(object.into_iter().map(|(key, value)| (key, text(value))).collect());
    }
    let value = |text: &str| decode(&text.replace('+', " "));
    let pairs = body.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').map(|(key, text)| (value(key), value(text)))).collect()
}

/// Describes an event on one line that is safe to print to a terminal.
fn in_words(path: &str, fields: &[(String, String)]) -> String {
    let mut line = plain(path.trim_end_matches('/').rsplit('/').next().unwrap_or(path));
    for (key, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(line, " {}={}", plain(key), plain(value));
    }
    line
}

/// A text that is safe within a line, shortened to [`SHOWN`] characters.
fn plain(text: &str) -> String {
    let mut plain: String = printable::line(text).chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        plain.push('…');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, body: &str, expected: Option<&str>) {
        assert_eq!(fields(body).map(|fields| in_words(path, &fields)).as_deref(), expected);
    }

    #[test]
    fn forms_and_objects_become_a_line() {
        check(
            "/api/feedback",
            "helpful=no&reason=too+long&article=a%2Fb&x=",
            Some("feedback helpful=no reason=too long article=a/b"),
        );
        check("/search", "{\"query\": \"refund\", \"results\": 3}", Some("search query=refund results=3"));
        check("/x", "garbage", None);
        check("/x", "{\"a\": ", None);
    }

    #[test]
    fn nothing_commands_the_terminal() {
        check("/a", "x=%1b%5b2J%0aerror", Some("a x=\u{fffd}[2J error"));
    }
}
