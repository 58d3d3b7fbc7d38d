//! Writes `vercel.json`. Its redirects cannot have status 410.

use serde_json::{Value as Json, json};

use super::rules::{HostRules, RedirectUrl};
use super::{DOCUMENTS, FOREVER, SANDBOX, USUAL_HEADERS};
use crate::path::encode;

/// The maximum number of redirects that Vercel reads. All others still have their forwarding page.
const MAX_REDIRECTS: usize = 2_048;

/// Characters with a meaning in sources.
const SPECIAL: &[char] = &['\\', '*', '+', '?', ':', '(', ')', '{', '}'];

/// The text of the file.
#[must_use]
pub fn text(rules: &HostRules) -> String {
    let base = source(&rules.base);
    let latest = rules.latest.as_ref().map(|prefix| {
        json!({ "source": format!("{}:path*", source(prefix)), "destination": format!("{}/:path*", encode(&rules.base)), "statusCode": 301 })
    });
    let redirects = rules.redirects.iter().filter(|redirect| is_destination(&redirect.to)).map(
        |redirect| json!({ "source": source(&redirect.from), "destination": redirect.to.text(), "statusCode": 301 }),
    );
    let redirects: Vec<Json> = latest.into_iter().chain(redirects).take(MAX_REDIRECTS).collect();
    let robots = rules.noindex.then_some(("X-Robots-Tag", "noindex"));
    let usual: Vec<(&str, &str)> = USUAL_HEADERS.iter().copied().chain(robots).collect();
    let cache = [("Cache-Control", FOREVER)];
    let sandbox = [("Content-Security-Policy", SANDBOX)];
    let mut headers = vec![
        with_headers(&format!("{base}/(.*)"), &usual),
        with_headers(&format!("{base}/_assets/(.*)"), &cache),
        with_headers(&format!("{base}/_search/:version/:locale/:index/(.*)"), &cache),
        with_headers(&format!("{base}/(.*)\\.({})", DOCUMENTS.join("|")), &sandbox),
    ];
    headers.extend(rules.attachments.iter().map(|address| with_headers(&source(address), &sandbox)));
    let file = json!({ "headers": headers, "redirects": redirects });
    format!("{file:#}\n")
}

fn with_headers(source: &str, headers: &[(&str, &str)]) -> Json {
    let headers = headers.iter().map(|(key, value)| json!({ "key": key, "value": value }));
    json!({ "source": source, "headers": headers.collect::<Vec<Json>>() })
}

/// A source that matches one address. Vercel compares addresses as browsers send them.
fn source(address: &str) -> String {
    let mut source = String::new();
    for letter in encode(address).chars() {
        if SPECIAL.contains(&letter) {
            source.push('\\');
        }
        source.push(letter);
    }
    source
}

/// Whether Vercel accepts a target. It reads `:name` and brackets as placeholders, also when they are encoded, and then
/// refuses the whole file.
fn is_destination(to: &RedirectUrl) -> bool {
    let text = to.text();
    let rest = text.split_once("://").map_or(&*text, |(_, rest)| rest);
    !crate::path::decode(rest).replacen('?', "", usize::from(to.query.is_some())).contains(SPECIAL)
}
