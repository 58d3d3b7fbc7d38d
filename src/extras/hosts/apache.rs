//! Writes `.htaccess`, for Apache 2.4 with `AllowOverride All`. Headers need `mod_headers` and `mod_setenvif`, redirects
//! need `mod_rewrite`; without a module, its part is skipped, and forwarding pages still work.

use std::fmt::Write as _;

use super::rules::{HostRules, RedirectUrl, documents_pattern, forever_pattern, pattern, quoted};
use super::{FOREVER, SANDBOX, USUAL_HEADERS};

/// The text of the file.
#[must_use]
pub fn text(rules: &HostRules) -> String {
    let mut text = String::from("# Written by Answerbook.\n");
    pages(&mut text, rules);
    headers(&mut text, rules);
    text.push_str("<IfModule mod_rewrite.c>\nRewriteEngine On\n");
    for redirect in rules.redirects.iter().filter(|redirect| has_rule(&redirect.from)) {
        let Some(from) = below(rules, &redirect.from) else { continue };
        // Apache puts the reader's query at the end, which is in the middle of an anchor.
        if redirect.to.query.is_none() && !redirect.to.fragment.is_empty() {
            text.push_str("RewriteCond \"%{QUERY_STRING}\" \".\"\n");
            let (path, anchor) = (escaped(&redirect.to.path), escaped(&redirect.to.fragment));
            let to = raw(&format!("{path}?%{{QUERY_STRING}}{anchor}"));
            let _ = writeln!(text, "RewriteRule {from} {to} [R=301,L,NE]");
        }
        let _ = writeln!(text, "RewriteRule {from} {} [R=301,L,NE]", substitution(&redirect.to));
    }
    for from in rules.gone.iter().filter_map(|from| below(rules, from)) {
        // The page that says so must not be matched again.
        text.push_str("RewriteCond \"%{ENV:REDIRECT_STATUS}\" \"^$\"\n");
        let _ = writeln!(text, "RewriteRule {from} - [G,L]");
    }
    if let Some(prefix) = rules.latest.as_ref().and_then(|prefix| prefix.strip_prefix(&*rules.base)) {
        let from = raw(&format!("^{}(.*)$", rewrite_pattern(&prefix[1..])));
        let to = raw(&format!("{}/$1", escaped(&rules.base)));
        let _ = writeln!(text, "RewriteRule {from} {to} [R=301,L]");
    }
    text.push_str("</IfModule>\n");
    text
}

fn pages(text: &mut String, rules: &HostRules) {
    for (home, page) in &rules.not_found {
        let page = format!("ErrorDocument 404 {}", quoted(&crate::path::encode(page)));
        if *home == format!("{}/", rules.base) {
            let _ = writeln!(text, "{page}");
        } else {
            let _ = writeln!(text, "<If \"%{{REQUEST_URI}} =~ m|^{}|\">\n{page}\n</If>", pattern(home));
        }
    }
    if !rules.gone.is_empty() {
        text.push_str("ErrorDocument 410 \"/%{escape:%{REQUEST_URI}}\"\n");
        text.push_str("<If \"%{REQUEST_URI} =~ m|/$|\">\n");
        text.push_str("ErrorDocument 410 \"/%{escape:%{REQUEST_URI}}index.html\"\n</If>\n");
    }
}

fn headers(text: &mut String, rules: &HostRules) {
    let (forever, documents) = (quoted(&forever_pattern(&rules.base)), quoted(&documents_pattern()));
    text.push_str("<IfModule mod_headers.c>\n");
    for (name, value) in USUAL_HEADERS {
        let _ = writeln!(text, "Header always set {name} {}", quoted(value));
    }
    if rules.noindex {
        text.push_str("Header always set X-Robots-Tag noindex\n");
    }
    text.push_str("Header set Cache-Control \"no-cache\"\n<IfModule mod_setenvif.c>\n");
    let _ = writeln!(text, "SetEnvIf Request_URI {forever} answerbook_forever");
    let _ = writeln!(text, "SetEnvIfNoCase Request_URI {documents} answerbook_sandbox");
    for attachment in &rules.attachments {
        let _ =
            writeln!(text, "SetEnvIf Request_URI {} answerbook_sandbox", quoted(&format!("^{}$", pattern(attachment))));
    }
    let _ = writeln!(text, "Header set Cache-Control {} env=answerbook_forever", quoted(FOREVER));
    let _ = writeln!(text, "Header always set Content-Security-Policy {} env=answerbook_sandbox", quoted(SANDBOX));
    text.push_str("</IfModule>\n</IfModule>\n");
}

/// Apache refuses requests with an encoded `?` that a rule would send elsewhere.
fn has_rule(from: &str) -> bool {
    !from.contains('?')
}

/// The pattern of an address, from the folder of the file; `None` for the top.
fn below(rules: &HostRules, address: &str) -> Option<String> {
    let path = address.strip_prefix(&*rules.base)?.strip_prefix('/').filter(|path| !path.is_empty())?;
    Some(raw(&format!("^{}$", rewrite_pattern(path))))
}

/// A regular expression for `mod_rewrite`.
fn rewrite_pattern(text: &str) -> String {
    pattern(text).replace("\\\"", "\\x22").replace("\\ ", "\\x20")
}

/// A target. `mod_rewrite` reads `%2` and `$2` as parts of what matched, unless a backslash comes before them.
fn substitution(to: &RedirectUrl) -> String {
    raw(&escaped(&to.text()))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('$', "\\$")
}

/// A value of `mod_rewrite` in quotes. It has no escapes there, so the value must have no quotes.
fn raw(text: &str) -> String {
    format!("\"{text}\"")
}
