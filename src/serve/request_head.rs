//! Finds the end of a request's head and the length of its body (RFC 9112), which is all that the limits need.
//! `tiny_http` parses the rest.

use crate::accept::ConnectionRefusal;
use crate::limits::{MAX_BODY, MAX_HEAD, MAX_REQUEST_LINE};

/// The response if the head did not arrive in time.
pub const SLOW_HEAD: ConnectionRefusal =
    ConnectionRefusal { status: "408 Request Timeout", message: "the head took too long" };

/// The response if the body did not arrive in time.
pub const SLOW_BODY: ConnectionRefusal =
    ConnectionRefusal { status: "408 Request Timeout", message: "the body took too long" };

const LONG_LINE: ConnectionRefusal =
    ConnectionRefusal { status: "414 URI Too Long", message: "the address is too long" };
const LONG_HEAD: ConnectionRefusal =
    ConnectionRefusal { status: "431 Request Header Fields Too Large", message: "the head is too long" };
const LONG_BODY: ConnectionRefusal =
    ConnectionRefusal { status: "413 Content Too Large", message: "the body is too long" };
const BAD_LENGTH: ConnectionRefusal =
    ConnectionRefusal { status: "400 Bad Request", message: "`Content-Length` is not one number" };
const NOT_ASCII: ConnectionRefusal = ConnectionRefusal { status: "400 Bad Request", message: "the head is not ASCII" };
const NO_LENGTH: ConnectionRefusal =
    ConnectionRefusal { status: "411 Length Required", message: "a body needs a `Content-Length`" };

/// The size of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The length of the head in bytes, including the empty line.
    pub length: usize,
    /// The length of the body in bytes.
    pub body: usize,
    /// Whether the client waits for `100 Continue` before it sends the body.
    pub waits: bool,
}

/// Reads the head from the bytes received so far, or returns `None` while it is incomplete.
///
/// # Errors
///
/// If the head is malformed, or the head or the announced body is too long.
pub fn read(bytes: &[u8]) -> Result<Option<Head>, ConnectionRefusal> {
    let line = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    if line > MAX_REQUEST_LINE {
        return Err(LONG_LINE);
    }
    let length = memchr::memmem::find(bytes, b"\r\n\r\n").map(|start| start + 4);
    if length.unwrap_or(bytes.len()) > MAX_HEAD {
        return Err(LONG_HEAD);
    }
    let Some(length) = length else { return Ok(None) };
    let Some(text) = std::str::from_utf8(&bytes[..length]).ok().filter(|text| text.is_ascii()) else {
        return Err(NOT_ASCII);
    };
    let values = |name: &'static str| {
        let fields = text.lines().skip(1).filter_map(|line| line.split_once(':'));
        fields.filter(move |(field, _)| field.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    if values("Transfer-Encoding").next().is_some() {
        return Err(NO_LENGTH);
    }
    let body = body_length(&values("Content-Length").collect::<Vec<_>>())?;
    let waits = values("Expect").any(|value| value.eq_ignore_ascii_case("100-continue"));
    Ok(Some(Head { length, body, waits }))
}

fn body_length(values: &[&str]) -> Result<usize, ConnectionRefusal> {
    match values {
        [] => Ok(0),
        [value] if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
            value.parse().ok().filter(|length| *length <= MAX_BODY).ok_or(LONG_BODY)
        }
        _ => Err(BAD_LENGTH),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, expected: Result<Option<(usize, bool)>, ConnectionRefusal>) {
        let found = read(head.as_bytes()).map(|head| head.map(|head| (head.body, head.waits)));
        assert_eq!(found, expected);
    }

    #[test]
    fn bodies_have_one_length() {
        check("GET / HTTP/1.1\r\nHost: x\r\n\r\n", Ok(Some((0, false))));
        check("POST / HTTP/1.1\r\ncontent-length: 12\r\nExpect: 100-Continue\r\n\r\n", Ok(Some((12, true))));
        check("POST / HTTP/1.1\r\nContent-Length: 12\r\nContent-Length: 13\r\n\r\n", Err(BAD_LENGTH));
        check("POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", Err(BAD_LENGTH));
        check("POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n", Err(LONG_BODY));
        check("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", Err(LONG_BODY));
        check("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", Err(NO_LENGTH));
    }

    #[test]
    fn heads_are_bounded_before_they_end() {
        check("GET / HTTP/1.1\r\nHost: x\r\n", Ok(None));
        check(&"x".repeat(MAX_REQUEST_LINE), Ok(None));
        check(&"x".repeat(MAX_REQUEST_LINE + 1), Err(LONG_LINE));
        check(&format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(MAX_HEAD)), Err(LONG_HEAD));
        check("GET /ä HTTP/1.1\r\n\r\n", Err(NOT_ASCII));
    }
}
