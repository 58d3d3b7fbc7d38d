//! Generates files for static hosts such as Netlify and Cloudflare Pages: `_redirects` and `_headers`. Hosts that do not
//! read them serve the redirect pages and send their own headers, or get a file of their own: [`nginx`], [`apache`],
//! [`s3`] and [`vercel`] write the same [`rules`].

pub mod apache;
pub mod nginx;
pub mod rules;
pub mod s3;
pub mod vercel;

use std::fmt::Write as _;

use crate::config::{Config, StaticHost};
use crate::path::{Address, ProjectPath};
use crate::render::Renderer;

/// Generates the file of a host.
#[must_use]
pub fn own_file(renderer: &Renderer, host: StaticHost) -> String {
    let rules = rules::rules(renderer);
    match host {
        StaticHost::Nginx => nginx::text(&rules),
        StaticHost::Apache => apache::text(&rules),
        StaticHost::S3 => s3::text(&rules),
        StaticHost::Vercel => vercel::text(&rules),
    }
}

/// Generates `_redirects`, with one line for each old address.
#[must_use]
pub fn redirects(renderer: &Renderer) -> String {
    let mut text = String::new();
    if let Some(prefix) = renderer.project.config.latest_prefix() {
        let base = &renderer.project.config.base_url.path;
        let _ = writeln!(text, "{base}{prefix}* {base}/:splat 301");
    }
    for from in permanent(renderer).filter(|from| !is_pattern(from.as_str())) {
        let _ = writeln!(text, "{} {} 301", renderer.href(from), renderer.redirect_href(from).replace(' ', "%20"));
    }
    // The status is sent with the page that says so. Hosts that do not know it ignore the line.
    for from in renderer.site.old_addresses.gone.keys().filter(|from| !is_pattern(from.as_str())) {
        let from = renderer.href(from);
        let _ = writeln!(text, "{from} {from} 410!");
    }
    text
}

/// The old addresses that hosts can redirect by themselves. A page whose anchors are on several pages is not among them:
/// the browser would carry the anchor to the wrong page.
fn permanent(renderer: &Renderer) -> impl Iterator<Item = &Address> {
    let old = &renderer.site.old_addresses.forwarded;
    renderer.site.redirects.keys().filter(|from| !old.contains_key(*from))
}

/// Whether hosts would read an address as a pattern that matches others. Its redirect page still works.
fn is_pattern(address: &str) -> bool {
    let is_placeholder = |rest: &str| rest.starts_with(|letter: char| letter.is_ascii_alphabetic());
    address.contains('*') || address.split(':').skip(1).any(is_placeholder)
}

/// The content security policy for files that can contain scripts and are not pages of the site. It prevents the
/// scripts from running when the file is opened directly.
pub const SANDBOX: &str = "script-src 'none'; sandbox";

/// Extensions of documents, other than HTML, in which browsers run scripts.
const DOCUMENTS: &[&str] =
    &["atom", "mathml", "mml", "rdf", "rss", "shtml", "svg", "xht", "xhtm", "xhtml", "xml", "xsl", "xslt", "xul"];

/// Whether a file could run scripts on the site's origin when it is opened directly. HTML in the static folder is
/// exempt: the site's owner put it there as a page.
#[must_use]
pub fn is_sandboxed(config: &Config, path: &ProjectPath) -> bool {
    let extension = path.extension();
    let is_html = matches!(extension.as_str(), "html" | "htm") && path.strip(&config.static_files).is_none();
    is_html || DOCUMENTS.contains(&extension.as_str())
}

/// The headers of every file.
const USUAL_HEADERS: &[(&str, &str)] = &[
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
];

/// How long files are cached whose names change with their content.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Generates `_headers`: fingerprinted files are cached forever, and attachments cannot run scripts.
#[must_use]
pub fn headers(renderer: &Renderer) -> String {
    let config = &renderer.project.config;
    let base = &config.base_url.path;
    let robots = if renderer.project.noindex { "  X-Robots-Tag: noindex\n" } else { "" };
    let usual: Vec<String> = USUAL_HEADERS.iter().map(|(name, value)| format!("  {name}: {value}\n")).collect();
    let usual = usual.concat();
    let mut text = format!(
        "{base}/*\n{robots}{usual}{base}/_assets/*\n  Cache-Control: {FOREVER}\n\
         {base}/_search/:version/:locale/:index/*\n  Cache-Control: {FOREVER}\n"
    );
    let patterns = DOCUMENTS.iter().map(|extension| format!("{base}/*.{extension}"));
    for path in patterns.chain(attachments(renderer).map(|address| renderer.href(address))) {
        let _ = write!(text, "{path}\n  Content-Security-Policy: {SANDBOX}\n");
    }
    text
}

/// The addresses of attachments that could run scripts. They are listed one by one, because a pattern for `.html` would
/// match the site's own pages, too, and one for `.svg` would not match `.SVG`.
fn attachments(renderer: &Renderer) -> impl Iterator<Item = &Address> {
    let config = &renderer.project.config;
    let is_covered = |path: &ProjectPath| DOCUMENTS.iter().any(|end| path.as_str().ends_with(&format!(".{end}")));
    let published = renderer.hrefs.published.iter();
    published.filter(move |(path, _)| is_sandboxed(config, path) && !is_covered(path)).map(|(_, address)| address)
}
