//! What a host should do with requests, in no host's language. Redirects of pages whose anchors are on several pages are
//! left out: browsers carry the anchor along, and only the forwarding page knows where it is.
//!
//! Addresses are decoded, as servers compare them. Targets are encoded, as browsers get them.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{DOCUMENTS, attachments, permanent};
use crate::path::decode;
use crate::render::{Renderer, not_found};

/// The longest address and target in a rule, in bytes. nginx reads at most 4 KB of a value and S3 stores at most 2 KB;
/// forwarding pages do not have this limit.
const MAX_TEXT: usize = 1_900;

/// Characters of a target that mean something to a server, or that a header must not contain. `%` stays: the target is
/// encoded already.
const TARGET_ESCAPES: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'$')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// All rules of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostRules {
    /// The decoded path of the site, without a final slash; empty at the top of a host.
    pub base: String,
    /// Old addresses and their targets.
    pub redirects: Vec<HostRedirect>,
    /// The addresses of pages that are gone. A page says so, with status 410.
    pub gone: Vec<String>,
    /// The start of addresses that lead to the same address without it.
    pub latest: Option<String>,
    /// The starts of the editions' addresses and their pages for missing addresses, the longest last.
    pub not_found: Vec<(String, String)>,
    /// Attachments that must not run scripts.
    pub attachments: Vec<String>,
    /// Whether search engines must not list the site.
    pub noindex: bool,
}

/// An old address and its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRedirect {
    /// The decoded address.
    pub from: String,
    /// The file of the forwarding page, below the folder that the host serves.
    pub file: String,
    /// The target: a path on the host, or an address of another one.
    pub to: RedirectUrl,
}

/// A target in the parts between which a server can put the reader's query. All are encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUrl {
    /// Up to the query.
    pub path: String,
    /// The query without `?`. A target with a query keeps it; others get the reader's.
    pub query: Option<String>,
    /// The anchor with `#`, or nothing. Without one, browsers keep the reader's.
    pub fragment: String,
}

impl RedirectUrl {
    /// Splits a target.
    #[must_use]
    pub fn new(href: &str) -> Self {
        let href = utf8_percent_encode(href, TARGET_ESCAPES).to_string();
        let (rest, fragment) = href.find('#').map_or((&*href, ""), |at| href.split_at(at));
        let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
        Self { path: path.to_owned(), query: query.map(str::to_owned), fragment: fragment.to_owned() }
    }

    /// The whole target.
    #[must_use]
    pub fn text(&self) -> String {
        let query = self.query.as_ref().map_or(String::new(), |query| format!("?{query}"));
        format!("{}{query}{}", self.path, self.fragment)
    }
}

/// The rules of a site.
#[must_use]
pub fn rules(renderer: &Renderer) -> HostRules {
    let config = &renderer.project.config;
    let base = decode(&config.base_url.path);
    let on_host = |address: &crate::path::Address| format!("{base}{address}");
    let redirects = permanent(renderer).map(|from| HostRedirect {
        from: on_host(from),
        file: format!("{}{}", &on_host(&crate::path::Address::new("/"))[1..], from.out_path().as_str()),
        to: RedirectUrl::new(&renderer.redirect_href(from)),
    });
    let editions = renderer.site.editions.values();
    let mut missing: Vec<_> = editions.map(|edition| (on_host(&edition.home), on_host(&not_found(edition)))).collect();
    missing.sort_by_key(|(home, _)| home.len());
    HostRules {
        redirects: redirects.filter(|rule| fits(&rule.from) && fits(&rule.to.text())).collect(),
        gone: renderer.site.old_addresses.gone.keys().map(on_host).filter(|from| fits(from)).collect(),
        latest: config.latest_prefix().map(|prefix| format!("{base}{prefix}")),
        not_found: missing,
        attachments: attachments(renderer).map(on_host).filter(|address| fits(address)).collect(),
        noindex: renderer.project.noindex,
        base,
    }
}

/// Whether a text can be a part of a rule: not too long, and without line breaks and the like.
fn fits(text: &str) -> bool {
    text.len() <= MAX_TEXT && !text.contains(char::is_control)
}

/// A regular expression for the paths of files whose names change with their content.
pub(super) fn forever_pattern(base: &str) -> String {
    format!("^{}/(_assets/|_search/[^/]+/[^/]+/[^/]+/)", pattern(base))
}

/// A regular expression for the paths of documents in which browsers run scripts.
pub(super) fn documents_pattern() -> String {
    format!("\\.({})$", DOCUMENTS.join("|"))
}

/// A regular expression that matches this text.
pub(super) fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            // In brackets, so that no server sees the start of a variable such as `${HOME}`.
            '$' => pattern.push_str("[$]"),
            '/' | '-' | '_' => pattern.push(letter),
            letter if letter.is_ascii() && !letter.is_ascii_alphanumeric() => pattern.extend(['\\', letter]),
            letter => pattern.push(letter),
        }
    }
    pattern
}

/// A value in quotes. Servers read a backslash before a quote or a backslash as an escape.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
