//! Generates files for static hosts such as Netlify and Cloudflare Pages: `_redirects` and `_headers`. Other hosts
//! ignore them, serve the redirect pages, and send their own headers.

use std::fmt::Write as _;

use crate::config::Config;
use crate::path::ProjectPath;
use crate::render::Renderer;

/// Generates `_redirects`, with one line for each old address.
#[must_use]
pub fn redirects(renderer: &Renderer) -> String {
    let mut text = String::new();
    if let Some(prefix) = renderer.project.config.latest_prefix() {
        let base = &renderer.project.config.base_url.path;
        let _ = writeln!(text, "{base}{prefix}* {base}/:splat 301");
    }
    for (from, to) in permanent(renderer) {
        let _ = writeln!(text, "{from} {to} 301");
    }
    // The status is sent with the page that says so. Hosts that do not know it ignore the line.
    for from in renderer.site.old_addresses.gone.keys().filter(|from| !is_pattern(from.as_str())) {
        let from = renderer.href(from);
        let _ = writeln!(text, "{from} {from} 410!");
    }
    text
}

/// The old addresses that hosts can redirect by themselves, and their targets. A page whose anchors are on several pages
/// is not among them: the browser would carry the anchor to the wrong page.
fn permanent(renderer: &Renderer) -> impl Iterator<Item = (String, String)> {
    let old = &renderer.site.old_addresses.forwarded;
    let froms = renderer.site.redirects.keys().filter(|from| !is_pattern(from.as_str()) && !old.contains_key(*from));
    froms.map(|from| (renderer.href(from), renderer.redirect_href(from).replace(' ', "%20")))
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

/// Generates `_headers`: fingerprinted files are cached forever, and attachments cannot run scripts.
#[must_use]
pub fn headers(renderer: &Renderer) -> String {
    let config = &renderer.project.config;
    let base = &config.base_url.path;
    let robots = if renderer.project.noindex { "  X-Robots-Tag: noindex\n" } else { "" };
    let mut text = format!(
        "{base}/*\n{robots}  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n  \
         Permissions-Policy: camera=(), microphone=(), geolocation=()\n\
         {base}/_assets/*\n  Cache-Control: public, max-age=31536000, immutable\n\
         {base}/_search/:version/:locale/:index/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    );
    let patterns = DOCUMENTS.iter().map(|extension| format!("{base}/*.{extension}"));
    // Listed one by one, because a pattern for `.html` would match the site's own pages, too, and one for `.svg` would
    // not match `.SVG`.
    let is_covered = |path: &ProjectPath| DOCUMENTS.iter().any(|end| path.as_str().ends_with(&format!(".{end}")));
    let attachments = renderer.hrefs.published.iter();
    let attachments = attachments.filter(|(path, _)| is_sandboxed(config, path) && !is_covered(path));
    for path in patterns.chain(attachments.map(|(_, address)| renderer.href(address))) {
        let _ = write!(text, "{path}\n  Content-Security-Policy: {SANDBOX}\n");
    }
    text
}
