//! Generates `sitemap.xml` (sitemaps.org 0.9) and `robots.txt` (RFC 9309).

use std::fmt::Write as _;

use crate::extras::xml;
use crate::path::Address;
use crate::render::{Page, Renderer, frame, listing, switchers};

/// Lists every page that search engines should index, or returns `None` without a `base_url`.
#[must_use]
pub fn sitemap<'p>(renderer: &Renderer, pages: impl Iterator<Item = &'p Page>) -> Option<String> {
    let base = &renderer.project.config.base_url;
    base.origin.as_ref()?;
    let many = renderer.project.config.locales.len() > 1;
    let names = if many { " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"" } else { "" };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"{names}>\n",
    );
    for page in pages.filter(|page| !matches!(page, Page::Redirect(_) | Page::Gone(_))) {
        let facts = frame::facts(renderer, page);
        let is_listed = !facts.noindex && facts.instead.is_none();
        let Some(url) = base.absolute(&facts.address).filter(|_| is_listed) else { continue };
        let _ = write!(text, "<url><loc>{}</loc>", xml(&url));
        for alternate in switchers::alternates(renderer, page, &facts) {
            let (code, href) = (xml(&alternate.code), xml(&alternate.href));
            let _ = write!(text, "<xhtml:link rel=\"alternate\" hreflang=\"{code}\" href=\"{href}\"/>");
        }
        if let Page::Article(id) = page
            && let Some(date) = listing::changed(renderer, *id)
        {
            let _ = write!(text, "<lastmod>{date}</lastmod>");
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    Some(text)
}

/// Generates `robots.txt`, which allows everything and names the sitemap if there is one. If search engines should skip
/// the site, it forbids everything.
#[must_use]
pub fn robots(renderer: &Renderer) -> String {
    if renderer.project.noindex {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    let sitemap = renderer.project.config.base_url.absolute(&Address::new("/sitemap.xml"));
    let sitemap = sitemap.map_or(String::new(), |url| format!("Sitemap: {url}\n"));
    format!("User-agent: *\nAllow: /\n{sitemap}")
}
