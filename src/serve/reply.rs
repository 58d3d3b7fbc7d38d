//! One request → one answer.
//!
//! Answers are written by hand, each on a connection of its own: `tiny_http` 0.12 drops a `Connection` header that is
//! given to its `Response`, and its pool can leave a kept-alive connection without an answer.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write as _;

use tiny_http::{Method, Request};

use crate::output::{CookError, Output};
use crate::path::{Address, BaseUrl, decode, media_type};

/// What is sent back.
struct Reply<'a> {
    status: &'static str,
    media_type: &'static str,
    location: Option<String>,
    body: Cow<'a, [u8]>,
}

/// Answers a request.
pub fn answer(output: &Output, request: Request) -> std::io::Result<()> {
    let with_body = *request.method() != Method::Head;
    let reply = match request.method() {
        Method::Get | Method::Head => find(output, request.url()),
        _ => plain("405 Method Not Allowed", "only GET and HEAD are answered here\n"),
    };
    let mut head = format!(
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n",
        reply.status,
        reply.media_type,
        reply.body.len()
    );
    if let Some(location) = &reply.location {
        let _ = write!(head, "Location: {location}\r\n");
    }
    head.push_str("\r\n");
    let mut writer = request.into_writer();
    writer.write_all(head.as_bytes())?;
    if with_body {
        writer.write_all(&reply.body)?;
    }
    writer.flush()
}

fn find<'a>(output: &'a Output, url: &str) -> Reply<'a> {
    let (path, query) = url.split_once('?').map_or((url, ""), |(path, query)| (path, query));
    let base = &output.kitchen.project.config.base_url;
    let Some(path) = path.strip_prefix(&base.path).filter(|rest| rest.starts_with('/')) else {
        return if path.trim_end_matches('/') == base.path || path == "/" {
            to(base, &Address::new("/"), query)
        } else {
            missing(output)
        };
    };
    let address = Address::new(&decode(path));
    if let Some(reply) = cooked(output, &address, "200 OK") {
        return reply;
    }
    let with_slash = Address::new(&format!("{address}/"));
    if output.files.contains_key(&with_slash.out_path()) { to(base, &with_slash, query) } else { missing(output) }
}

/// The file at an address, if there is one.
fn cooked<'a>(output: &'a Output, address: &Address, status: &'static str) -> Option<Reply<'a>> {
    let path = address.out_path();
    Some(match output.cook(&path)? {
        Ok(body) => Reply { status, media_type: media_type(path.as_str()), location: None, body },
        Err(CookError::Template(diagnostic)) => plain("500 Internal Server Error", &diagnostic.message),
        Err(CookError::Read(_, error)) => plain("500 Internal Server Error", &error.to_string()),
    })
}

/// Sends the reader to another address of the site. It is encoded, so that nothing in it can end the header.
fn to(base: &BaseUrl, address: &Address, query: &str) -> Reply<'static> {
    let separator = if query.is_empty() { "" } else { "?" };
    let query: String = query.chars().filter(char::is_ascii_graphic).collect();
    let location = Some(format!("{}{separator}{query}", base.href(address)));
    Reply { location, ..plain("308 Permanent Redirect", "") }
}

fn missing(output: &Output) -> Reply<'_> {
    let page = cooked(output, &Address::new("/404.html"), "404 Not Found");
    page.unwrap_or_else(|| plain("404 Not Found", "there is no such page\n"))
}

fn plain(status: &'static str, text: &str) -> Reply<'static> {
    Reply {
        status,
        media_type: "text/plain; charset=utf-8",
        location: None,
        body: Cow::Owned(text.as_bytes().to_vec()),
    }
}
