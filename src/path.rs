//! Types for paths and addresses: files in the project, articles, addresses on the site, and files in the output.
//!
//! Each is a newtype, so that a path on disk can never be printed as an address. All use `/`, and none reads the disk.

mod names;
mod out_path;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

pub use names::{in_words, numbered};
pub use out_path::{Fault, Occupied, OutPath, folded, storable};

/// The characters to escape in an address's path (RFC 3986, section 3.3), plus those that HTML attributes would escape.
const PATH_ESCAPES: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Percent-encodes an address's path, except for `/`. The result needs no HTML escaping.
#[must_use]
pub fn encode(path: &str) -> String {
    Cow::from(utf8_percent_encode(path, PATH_ESCAPES)).into_owned()
}

/// Decodes percent-encoding. If the result is not UTF-8, returns the text unchanged.
#[must_use]
pub fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Cow::into_owned)
}

/// The path of a file or folder from the project folder, such as `content/billing/refunds.md`. Empty for the project
/// folder itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProjectPath(Arc<str>);

impl ProjectPath {
    /// Wraps a path that uses `/` and is relative to the project folder. Drops `.` and empty segments.
    #[must_use]
    pub fn new(path: &str) -> Self {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty() && *segment != ".").collect();
        Self(segments.join("/").into())
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that contains this file or folder; empty at the top.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or("", |(parent, _)| parent).into())
    }

    /// The last segment.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The last segment without its extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem)
    }

    /// The extension in lower case, without the dot; empty if there is none.
    #[must_use]
    pub fn extension(&self) -> String {
        self.name().rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase())
    }

    /// Resolves `path` in this folder: `..` goes up, and a leading `/` starts at the project folder. `None` if `..`
    /// leaves the project.
    #[must_use]
    pub fn join(&self, path: &str) -> Option<Self> {
        let starts_at_root = path.starts_with('/') || self.0.is_empty();
        let mut segments: Vec<&str> = if starts_at_root { Vec::new() } else { self.0.split('/').collect() };
        for segment in path.split('/') {
            match segment {
                "" | "." => {}
                ".." => drop(segments.pop()?),
                segment => segments.push(segment),
            }
        }
        Some(Self(segments.join("/").into()))
    }

    /// The path as `file` refers to it, such as `../d/c.md`.
    #[must_use]
    pub fn relative_to(&self, file: &Self) -> String {
        let folder = file.parent();
        let here: Vec<&str> = folder.0.split('/').filter(|segment| !segment.is_empty()).collect();
        let there: Vec<&str> = self.0.split('/').collect();
        let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
        let up = std::iter::repeat_n("..", here.len() - shared);
        up.chain(there[shared..].iter().copied()).collect::<Vec<_>>().join("/")
    }

    /// The path below `folder`, or `None` if it is elsewhere.
    #[must_use]
    pub fn strip(&self, folder: &ProjectPath) -> Option<&str> {
        if folder.0.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(&*folder.0)?.strip_prefix('/')
    }
}

impl fmt::Display for ProjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key of an article within its edition: its path below the content folder, without extension and `index`.
/// `billing/refunds` is an article, `billing` is that folder's index, and the empty key is the home page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ArticleKey(Arc<str>);

impl ArticleKey {
    /// Wraps a key.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self(key.into())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key of the folder that contains this article; `None` for the home page.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        if self.0.is_empty() {
            return None;
        }
        Some(Self(self.0.rsplit_once('/').map_or("", |(parent, _)| parent).into()))
    }

    /// The last segment.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }
}

impl fmt::Display for ArticleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address on the site, decoded and without the base path: `/billing/refunds/` (a page) or `/feed.xml` (a file).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(Arc<str>);

impl Address {
    /// Creates an address from a decoded path. Adds a missing leading `/`, and drops `.`, `..` and empty segments.
    #[must_use]
    pub fn new(path: &str) -> Self {
        let segments: Vec<&str> = path.split('/').filter(|segment| !matches!(*segment, "" | "." | "..")).collect();
        let mut address = String::with_capacity(path.len() + 2);
        for segment in &segments {
            address.push('/');
            address.push_str(segment);
        }
        if segments.is_empty() || path.ends_with('/') {
            address.push('/');
        }
        Self(address.into())
    }

    /// The decoded path, with a leading `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The output file for this address: a page's `index.html`, or the file itself.
    #[must_use]
    pub fn out_path(&self) -> OutPath {
        let path = &self.0[1..];
        OutPath::of(if self.0.ends_with('/') { format!("{path}index.html") } else { path.to_owned() })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The address of the published site: an optional origin and a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct BaseUrl {
    /// Such as `https://help.example.com`; `None` if `base_url` has no host. Then there are no absolute links.
    pub origin: Option<String>,
    /// The encoded path without a trailing `/`: empty at the top of a host, else such as `/docs`.
    pub path: String,
}

impl BaseUrl {
    /// Parses `https://host/path` or `/path`. Returns a message if the address is invalid.
    pub fn parse(url: &str) -> Result<Self, String> {
        let url = url.trim();
        let (origin, path) = match url.split_once("://") {
            Some((scheme @ ("http" | "https"), rest)) => {
                let (host, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
                if host.is_empty() || host.contains(char::is_whitespace) {
                    return Err(format!("`{url}` has no host"));
                }
                (Some(format!("{scheme}://{host}")), path)
            }
            Some((scheme, _)) => return Err(format!("scheme `{scheme}` is not `http` or `https`")),
            None if url.is_empty() || url.starts_with('/') => (None, url),
            None => return Err(format!("`{url}` is neither an `https://` address nor a path that starts with `/`")),
        };
        if path.contains(['?', '#']) {
            return Err(format!("`{url}` has a query or a fragment"));
        }
        let path = encode(Address::new(&decode(path)).as_str());
        Ok(Self { origin, path: path.trim_end_matches('/').to_owned() })
    }

    /// The root-relative link to an address, percent-encoded. It works on every page.
    #[must_use]
    pub fn href(&self, address: &Address) -> String {
        let mut href = String::with_capacity(self.path.len() + address.as_str().len());
        href.push_str(&self.path);
        // Nearly all addresses need no encoding, and checking that is faster than encoding them.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~');
        if address.as_str().bytes().all(is_plain) {
            href.push_str(address.as_str());
        } else {
            href.extend(utf8_percent_encode(address.as_str(), PATH_ESCAPES));
        }
        href
    }

    /// The absolute link to an address; `None` without an origin.
    #[must_use]
    pub fn absolute(&self, address: &Address) -> Option<String> {
        Some([self.origin.as_ref()?.as_str(), &self.href(address)].concat())
    }
}

/// Turns a file name or a label into a segment of an address: NFC, lower case, with letters and digits of any script
/// and `-`, `_`, `.`, `~`. All other characters become a single `-`. Empty only if nothing is left.
#[must_use]
pub fn slug(name: &str) -> String {
    // Most names are ASCII, and normalization takes much longer than everything else here.
    if name.is_ascii() {
        return joined(name.chars().map(|character| character.to_ascii_lowercase()), name.len());
    }
    joined(name.nfc().flat_map(char::to_lowercase), name.len())
}

/// Joins the words of a name with `-`. `length` is the approximate length of the result in bytes.
fn joined(characters: impl Iterator<Item = char>, length: usize) -> String {
    let mut slug = String::with_capacity(length);
    for character in characters {
        let keep = character.is_alphanumeric() || matches!(character, '_' | '.' | '~') || is_mark(character);
        match keep {
            true => slug.push(character),
            false if slug.ends_with('-') => {}
            false => slug.push('-'),
        }
    }
    slug.trim_matches(['-', '.']).to_owned()
}

/// Combining marks that are part of a word and have no precomposed letter, such as Devanagari vowel signs.
fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

/// The media type of a file by its extension (IANA's registry), for `Content-Type` and `type` attributes.
#[must_use]
pub fn media_type(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "xml" => "application/xml; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining_follows_dots_and_stays_inside() {
        let folder = ProjectPath::new("content/billing");
        let join = |path: &str| folder.join(path).map(|path| path.to_string());
        assert_eq!(join("../a.md").as_deref(), Some("content/a.md"));
        assert_eq!(join("./b/../a.md").as_deref(), Some("content/billing/a.md"));
        assert_eq!(join("/static/x.png").as_deref(), Some("static/x.png"));
        assert_eq!(join("../../../etc/passwd"), None);
    }

    #[test]
    fn relative_paths_lead_from_file_to_file() {
        let check = |from: &str, to: &str, expected: &str| {
            assert_eq!(ProjectPath::new(to).relative_to(&ProjectPath::new(from)), expected);
        };
        check("content/a/b.md", "content/a/c.md", "c.md");
        check("content/a/b.md", "content/d/c.md", "../d/c.md");
        check("b.md", "d/c.md", "d/c.md");
    }

    #[test]
    fn slugs_keep_words_of_every_script() {
        let check = |name: &str, expected: &str| assert_eq!(slug(name), expected);
        check("Getting Started", "getting-started");
        check("Was ist ÄÖÜ?", "was-ist-äöü");
        check("Excel.Chart(object)", "excel.chart-object");
        check("パスワード", "パスワード");
        check("v3.5", "v3.5");
        check("हिन्दी", "हिन्दी");
        check("???", "");
    }

    #[test]
    fn addresses_become_files_and_links() {
        let base = BaseUrl::parse("https://example.com/help/").expect("valid");
        let address = Address::new("billing/größe & co/");
        assert_eq!(address.out_path().as_str(), "billing/größe & co/index.html");
        assert_eq!(base.href(&address), "/help/billing/gr%C3%B6%C3%9Fe%20%26%20co/");
        assert_eq!(base.absolute(&Address::new("/")).as_deref(), Some("https://example.com/help/"));
    }

    #[test]
    fn base_urls_are_checked() {
        assert!(BaseUrl::parse("ftp://example.com").is_err());
        assert!(BaseUrl::parse("example.com").is_err());
        assert!(BaseUrl::parse("https://").is_err());
        assert_eq!(BaseUrl::parse("/docs").expect("valid").path, "/docs");
        assert_eq!(BaseUrl::parse("").expect("valid"), BaseUrl::default());
    }
}
