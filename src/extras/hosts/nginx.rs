//! Writes `_nginx.conf`, for the `server` block of nginx 1.11.8 or later.
//!
//! Old addresses are exact locations, which nginx finds in a search tree: a request costs no more with ten thousand of
//! them. Headers depend on variables, because a location with `add_header` would lose all headers of the server.

use std::fmt::Write as _;

use super::rules::{HostRules, RedirectUrl, documents_pattern, forever_pattern, pattern, quoted};
use super::{FOREVER, SANDBOX, USUAL_HEADERS};
use crate::path::encode;

/// The start of the file.
const START: &str = "\
# Written by Answerbook. Include this file in the `server` block, after `root`. It has the locations `/` and those of
# old addresses.
absolute_redirect off;

set $answerbook_cache \"no-cache\";
set $answerbook_policy \"\";
";

/// The text of the file.
#[must_use]
pub fn text(rules: &HostRules) -> String {
    let mut text = String::from(START);
    headers(&mut text, rules);
    pages(&mut text, rules);
    for redirect in &rules.redirects {
        let _ = writeln!(text, "location = {} {{ return 301 {}; }}", quoted(&redirect.from), target(&redirect.to));
    }
    // A named location keeps the address, so the page that says so is read from there.
    for from in &rules.gone {
        let _ = writeln!(text, "location = {} {{ error_page 410 @answerbook_gone; return 410; }}", quoted(from));
    }
    if !rules.gone.is_empty() {
        text.push_str("location @answerbook_gone { try_files $uri $uri/index.html =410; }\n");
    }
    text
}

fn headers(text: &mut String, rules: &HostRules) {
    let _ = writeln!(
        text,
        "if ($uri ~ {}) {{ set $answerbook_cache {}; }}",
        quoted(&forever_pattern(&rules.base)),
        quoted(FOREVER)
    );
    let _ = writeln!(
        text,
        "if ($uri ~* {}) {{ set $answerbook_policy {}; }}",
        quoted(&documents_pattern()),
        quoted(SANDBOX)
    );
    for (name, value) in USUAL_HEADERS {
        let _ = writeln!(text, "add_header {name} {} always;", quoted(value));
    }
    if rules.noindex {
        text.push_str("add_header X-Robots-Tag noindex always;\n");
    }
    text.push_str("add_header Cache-Control $answerbook_cache;\n");
    text.push_str("add_header Content-Security-Policy $answerbook_policy always;\n\n");
    for attachment in &rules.attachments {
        let _ = writeln!(text, "location = {} {{ set $answerbook_policy {}; }}", quoted(attachment), quoted(SANDBOX));
    }
}

fn pages(text: &mut String, rules: &HostRules) {
    for (home, page) in &rules.not_found {
        let page = quoted(&page.replace('$', "%24"));
        let files = "try_files $uri $uri/index.html =404;";
        let _ = writeln!(text, "location {} {{ error_page 404 {page}; {files} }}", quoted(home));
    }
    if let Some(prefix) = &rules.latest {
        let from = quoted(&format!("^{}(.*)$", pattern(prefix)));
        let to = quoted(&format!("{}/$1", encode(&rules.base).replace('$', "%24")));
        let _ = writeln!(text, "location {} {{ rewrite {from} {to} permanent; }}", quoted(prefix));
    }
}

/// A target that keeps the reader's query. nginx has no escape for `$`, so none is left in it.
fn target(to: &RedirectUrl) -> String {
    let query = to.query.as_ref().map_or("$is_args$args".to_owned(), |query| format!("?{query}"));
    quoted(&format!("{}{query}{}", to.path, to.fragment))
}
