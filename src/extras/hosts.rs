//! Files that static hosts (Netlify, Cloudflare Pages and others) read: `_redirects` and `_headers`. A host that does
//! not read them serves the redirect pages instead, and its own headers.

use std::fmt::Write as _;

use crate::render::Kitchen;

/// One line for each old address.
#[must_use]
pub fn redirects(kitchen: &Kitchen) -> String {
    let mut text = String::new();
    if let Some(prefix) = kitchen.project.config.latest_prefix() {
        let base = &kitchen.project.config.base_url.path;
        let _ = writeln!(text, "{base}{prefix}* {base}/:splat 301");
    }
    for from in kitchen.site.redirects.keys().filter(|from| !is_pattern(from.as_str())) {
        let to = kitchen.redirect_href(from).replace(' ', "%20");
        let _ = writeln!(text, "{} {to} 301", kitchen.href(from));
    }
    text
}

/// Whether hosts would read an address as a pattern for others; its page forwards all the same.
fn is_pattern(address: &str) -> bool {
    let is_placeholder = |rest: &str| rest.starts_with(|letter: char| letter.is_ascii_alphabetic());
    address.contains('*') || address.split(':').skip(1).any(is_placeholder)
}

/// Fingerprinted files may be kept for ever; pages are asked for each time.
#[must_use]
pub fn headers(kitchen: &Kitchen) -> String {
    let base = &kitchen.project.config.base_url.path;
    format!(
        "{base}/*\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n  \
         Permissions-Policy: camera=(), microphone=(), geolocation=()\n\
         {base}/_assets/*\n  Cache-Control: public, max-age=31536000, immutable\n\
         {base}/_search/:version/:locale/:index/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    )
}
