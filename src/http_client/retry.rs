//! Decides whether a request is repeated, and how long to wait before.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::{HttpFailure, HttpResponse};

/// The time to wait before the next attempt; `None` if it would not help. `pause` is the wait if the server does not
/// say how long.
pub(super) fn wait(result: &Result<HttpResponse, HttpFailure>, pause: Duration, now: SystemTime) -> Option<Duration> {
    match result {
        Ok(response) if matches!(response.status, 429 | 502 | 503 | 504) => {
            let asked = response.header("retry-after").and_then(|value| retry_after(value, now));
            Some(asked.unwrap_or(pause).max(pause))
        }
        Err(HttpFailure::Unreachable(_) | HttpFailure::TimedOut) => Some(pause),
        _ => None,
    }
}

/// The value of `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    let now = Timestamp::try_from(now).ok()?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_say_how_long_to_wait() {
        // Sun, 06 Nov 1994 08:49:37 GMT
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let check = |value: &str, expected: Option<u64>| {
            assert_eq!(retry_after(value, now), expected.map(Duration::from_secs), "{value}");
        };
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("Sun, 06 Nov 1994 08:50:07 GMT", Some(30));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
        check("-3", None);
        check("soon", None);
    }
}
