//! The parts of HTTP that a preview needs (RFC 9110): conditional requests, ranges, compression, and writing responses.
//!
//! Responses are written by hand, one per connection: `tiny_http` 0.12 drops a `Connection` header set on its
//! `Response`, and its pool can leave a kept-alive connection without a response.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use tiny_http::{Method, Request};

use crate::path::{Address, BaseUrl, decode};
use crate::serve::state::RenderedFile;

/// The minimum size for compression, in bytes. Shorter texts fit into one packet anyway.
const MIN_COMPRESSED: usize = 1024;

/// The body of a response.
pub enum ReplyBody {
    /// A rendered file.
    Rendered(Arc<RenderedFile>),
    /// A file that is read while it is sent, and its length in bytes.
    File(File, u64),
    /// A short text.
    Text(String),
    /// No body.
    None,
}

/// A response.
pub struct Reply {
    /// Status code and phrase.
    pub status: &'static str,
    /// The media type of the body.
    pub media_type: &'static str,
    /// The body of the response.
    pub body: ReplyBody,
    /// The entity tag, in quotes as in the header.
    pub etag: Option<String>,
    /// The value of the `Cache-Control` header.
    pub cache: &'static str,
    /// Additional header lines, each with its line ending.
    pub head: String,
}

impl Reply {
    /// Creates a response with a short text.
    #[must_use]
    pub fn text(status: &'static str, text: impl Into<String>) -> Self {
        Self {
            status,
            media_type: "text/plain; charset=utf-8",
            body: ReplyBody::Text(text.into()),
            etag: None,
            cache: "no-store",
            head: String::new(),
        }
    }

    /// Adds a header. The value must not contain line breaks.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        debug_assert!(!value.contains(['\r', '\n']), "a header of several lines");
        let _ = write!(self.head, "{name}: {value}\r\n");
        self
    }
}

/// The headers of a request that affect the response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestHeaders {
    /// Whether this is a `HEAD` request.
    pub head_only: bool,
    /// Whether `Accept-Encoding` allows gzip.
    pub gzip: bool,
    /// The value of `If-None-Match`.
    pub known: Option<String>,
    /// The value of `Range`.
    pub range: Option<String>,
    /// The value of `If-Range`.
    pub if_range: Option<String>,
}

impl RequestHeaders {
    /// Reads the headers of a request.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        Self {
            head_only: *request.method() == Method::Head,
            gzip: header(request, "Accept-Encoding").is_some_and(accepts_gzip),
            known: header(request, "If-None-Match").map(str::to_owned),
            range: header(request, "Range").map(str::to_owned),
            if_range: header(request, "If-Range").map(str::to_owned),
        }
    }
}

/// The value of a header, or `None` if it is missing or repeated.
#[must_use]
pub fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    let mut values = values(request, name);
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// Whether a header occurs more than once.
#[must_use]
pub fn is_repeated(request: &Request, name: &str) -> bool {
    values(request, name).count() > 1
}

fn values<'r>(request: &'r Request, name: &str) -> impl Iterator<Item = &'r str> {
    let headers = request.headers().iter();
    headers
        .filter(move |header| header.field.as_str().as_str().eq_ignore_ascii_case(name))
        .map(|header| header.value.as_str())
}

/// The decoded value of a query parameter.
#[must_use]
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))?.1;
    Some(decode(&value.replace('+', " ")))
}

/// The address on the site for a request path, or `None` if it is outside the base path or is not a valid address.
#[must_use]
pub fn address(base: &BaseUrl, path: &str) -> Option<Address> {
    let below = path.strip_prefix(&base.path).filter(|rest| rest.starts_with('/'))?;
    let decoded = decode(below);
    let is_strange = decoded.contains(['\0', '\\']) || decoded.split('/').any(|segment| segment == "..");
    (!is_strange).then(|| Address::new(&decoded))
}

fn accepts_gzip(accepted: &str) -> bool {
    accepted.split(',').any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        let is_refused = matches!(quality.trim().trim_start_matches("q="), "0" | "0.0" | "0.00" | "0.000");
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    })
}

/// The part of a file that a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RequestedRange {
    /// The whole file.
    Whole,
    /// From the first to the last byte, both included.
    Bytes(u64, u64),
    /// A part that does not exist.
    Outside,
}

/// Interprets a `Range` header for a file with the given length. Unknown units and multiple ranges give the whole file,
/// as the standard allows.
fn part(range: &str, length: u64) -> RequestedRange {
    let Some(spec) = range.trim().strip_prefix("bytes=").filter(|spec| !spec.contains(',')) else {
        return RequestedRange::Whole;
    };
    let Some((start, end)) = spec.trim().split_once('-') else { return RequestedRange::Whole };
    let number = |text: &str| {
        (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    match (start, number(start), end, number(end)) {
        ("", None, _, Some(0)) => RequestedRange::Outside,
        ("", None, _, Some(_)) if length == 0 => RequestedRange::Outside,
        ("", None, _, Some(last)) => RequestedRange::Bytes(length.saturating_sub(last), length - 1),
        (_, Some(start), _, _) if start >= length => RequestedRange::Outside,
        (_, Some(start), "", _) => RequestedRange::Bytes(start, length - 1),
        (_, Some(start), _, Some(end)) if start <= end => RequestedRange::Bytes(start, end.min(length - 1)),
        _ => RequestedRange::Whole,
    }
}

/// Whether a list of entity tags contains this one, by weak comparison (RFC 9110, 13.1.2).
fn names(list: &str, etag: &str) -> bool {
    list.trim() == "*" || list.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

/// Sends a response.
///
/// # Errors
///
/// If the client cannot be written to.
pub fn send(request: Request, headers: &RequestHeaders, mut reply: Reply) -> std::io::Result<()> {
    let known = headers.known.as_deref().zip(reply.etag.as_deref());
    if reply.status.starts_with("200") && known.is_some_and(|(known, etag)| names(known, etag)) {
        (reply.status, reply.body) = ("304 Not Modified", ReplyBody::None);
    }
    let is_compressed = compressed(&reply, headers);
    let part = if is_compressed { RequestedRange::Whole } else { wanted_part(&reply, headers) };
    let length = reply.body.length();
    match part {
        RequestedRange::Whole => {}
        RequestedRange::Bytes(first, last) => {
            reply.status = "206 Partial Content";
            reply = reply.with("Content-Range", &format!("bytes {first}-{last}/{length}"));
        }
        RequestedRange::Outside => {
            (reply.status, reply.body) = ("416 Range Not Satisfiable", ReplyBody::None);
            reply = reply.with("Content-Range", &format!("bytes */{length}"));
        }
    }
    write(request.into_writer(), headers.head_only, &reply, is_compressed, part)
}

/// The requested part of the body. If `If-Range` names another version, the whole body.
fn wanted_part(reply: &Reply, headers: &RequestHeaders) -> RequestedRange {
    let is_same = headers.if_range.as_ref().is_none_or(|tag| reply.etag.as_ref() == Some(tag));
    let has_parts =
        reply.status.starts_with("200") && matches!(reply.body, ReplyBody::Rendered(_) | ReplyBody::File(..));
    match &headers.range {
        Some(range) if is_same && has_parts => part(range, reply.body.length()),
        _ => RequestedRange::Whole,
    }
}

impl ReplyBody {
    /// The length in bytes before compression.
    fn length(&self) -> u64 {
        match self {
            Self::Rendered(rendered) => rendered.bytes.len() as u64,
            Self::File(_, length) => *length,
            Self::Text(text) => text.len() as u64,
            Self::None => 0,
        }
    }
}

/// Whether the body is sent compressed, which only complete texts are.
fn compressed(reply: &Reply, headers: &RequestHeaders) -> bool {
    let is_text = reply.media_type.starts_with("text/")
        || ["application/json", "application/xml", "image/svg+xml"]
            .iter()
            .any(|kind| reply.media_type.starts_with(kind));
    let is_long = matches!(&reply.body, ReplyBody::Rendered(rendered) if rendered.bytes.len() >= MIN_COMPRESSED);
    headers.gzip && headers.range.is_none() && is_text && is_long
}

fn write(
    mut writer: Box<dyn Write + Send>,
    head_only: bool,
    reply: &Reply,
    is_compressed: bool,
    part: RequestedRange,
) -> std::io::Result<()> {
    let bytes: &[u8] = match &reply.body {
        ReplyBody::Rendered(rendered) if is_compressed => rendered.compressed.get_or_init(|| gzip(&rendered.bytes)),
        ReplyBody::Rendered(rendered) => &rendered.bytes,
        ReplyBody::Text(text) => text.as_bytes(),
        ReplyBody::File(..) | ReplyBody::None => &[],
    };
    let whole = if is_compressed { bytes.len() as u64 } else { reply.body.length() };
    let (first, length) = match part {
        RequestedRange::Bytes(first, last) => (first, last - first + 1),
        RequestedRange::Whole | RequestedRange::Outside => (0, whole),
    };
    writer.write_all(head(reply, length, is_compressed).as_bytes())?;
    match &reply.body {
        _ if head_only => {}
        ReplyBody::File(file, _) => {
            let mut file: &File = file;
            file.seek(SeekFrom::Start(first))?;
            std::io::copy(&mut file.take(length), &mut writer)?;
        }
        ReplyBody::Rendered(_) | ReplyBody::Text(_) | ReplyBody::None => {
            let start = usize::try_from(first).unwrap_or(usize::MAX).min(bytes.len());
            let end = usize::try_from(first + length).unwrap_or(usize::MAX).min(bytes.len());
            writer.write_all(&bytes[start..end])?;
        }
    }
    writer.flush()
}

/// The head of a response, including the empty line at its end.
fn head(reply: &Reply, length: u64, is_compressed: bool) -> String {
    let mut head = format!(
        "HTTP/1.1 {}\r\nCache-Control: {}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n{}",
        reply.status, reply.cache, reply.head
    );
    let mut line = |name: &str, value: &str| {
        let _ = write!(head, "{name}: {value}\r\n");
    };
    if let Some(etag) = &reply.etag {
        line("ETag", etag);
        line("Vary", "Accept-Encoding");
    }
    if !matches!(reply.body, ReplyBody::None) {
        line("Content-Type", reply.media_type);
    }
    if is_compressed {
        line("Content-Encoding", "gzip");
    } else if matches!(reply.body, ReplyBody::Rendered(_) | ReplyBody::File(..)) {
        line("Accept-Ranges", "bytes");
    }
    if !reply.status.starts_with("304") {
        line("Content-Length", &length.to_string());
    }
    head.push_str("\r\n");
    head
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::fast());
    // Writing to memory cannot fail, so the default is never used.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let check = |range: &str, expected: RequestedRange| assert_eq!(part(range, 1000), expected, "{range}");
        check("bytes=0-499", RequestedRange::Bytes(0, 499));
        check("bytes=500-", RequestedRange::Bytes(500, 999));
        check("bytes=-200", RequestedRange::Bytes(800, 999));
        check("bytes=-5000", RequestedRange::Bytes(0, 999));
        check("bytes=900-99999", RequestedRange::Bytes(900, 999));
        check("bytes=1000-", RequestedRange::Outside);
        check("bytes=-0", RequestedRange::Outside);
        check("bytes=5-2", RequestedRange::Whole);
        check("bytes=0-1,5-6", RequestedRange::Whole);
        check("bytes=x-1", RequestedRange::Whole);
        check("lines=1-2", RequestedRange::Whole);
        check("bytes=99999999999999999999-", RequestedRange::Outside);
        assert_eq!(part("bytes=-5", 0), RequestedRange::Outside);
        assert_eq!(part("bytes=0-", 0), RequestedRange::Outside);
    }

    #[test]
    fn entity_tags_are_compared_weakly() {
        assert!(names("\"a\", W/\"b\"", "\"b\""));
        assert!(names("*", "\"b\""));
        assert!(!names("\"a\"", "\"b\""));
    }

    #[test]
    fn codings_are_read_with_their_quality() {
        let check = |accepted: &str, expected: bool| assert_eq!(accepts_gzip(accepted), expected, "{accepted}");
        check("gzip, deflate, br", true);
        check("br;q=1.0, GZIP;q=0.5", true);
        check("gzip;q=0", false);
        check("identity", false);
    }
}
