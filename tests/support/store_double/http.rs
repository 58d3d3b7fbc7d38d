//! Reads requests and writes answers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use answerbook::path::decode;

use super::dialect::Answer;

/// A request that was read.
#[derive(Debug)]
pub struct DoubleRequest {
    pub method: String,
    /// The decoded path without its first slash.
    pub path: String,
    pub query: BTreeMap<String, String>,
    /// By their names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl DoubleRequest {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

pub fn halves(stream: TcpStream) -> Option<(BufReader<TcpStream>, TcpStream)> {
    let writer = stream.try_clone().ok()?;
    writer.set_nodelay(true).ok()?;
    Some((BufReader::new(stream), writer))
}

pub fn read(reader: &mut BufReader<TcpStream>) -> Option<DoubleRequest> {
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        Some(line.trim_end().to_owned())
    };
    let first = line()?;
    let mut parts = first.split(' ');
    let (method, target) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let mut headers = BTreeMap::new();
    while let Some((name, value)) = line()?.split_once(':') {
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    };
    let query = query.split('&').map(pair).collect();
    Some(DoubleRequest { method, path: decode(path).trim_start_matches('/').to_owned(), query, headers, body })
}

pub fn write(writer: &mut TcpStream, request: &DoubleRequest, answer: &Answer) -> Option<()> {
    let mut head = format!("HTTP/1.1 {} X\r\nContent-Length: {}\r\n", answer.status, answer.body.len());
    for (name, value) in &answer.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    if request.method != "HEAD" {
        bytes.extend_from_slice(&answer.body);
    }
    writer.write_all(&bytes).ok()
}
