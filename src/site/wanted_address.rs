//! The address that a page should have. `route` decides whether it gets it.

use crate::content::Article;
use crate::path::{Address, slug};
use crate::site::EditionArticles;

/// The address that a page should have below `parent`.
pub(super) fn wanted_address(
    members: &EditionArticles<'_>,
    parent: &Address,
    name: &str,
    article: Option<&Article>,
) -> Address {
    let meta = article.map(|article| &article.meta);
    if let Some(permalink) = meta.and_then(|meta| meta.permalink.as_ref()) {
        return as_page(&members.within(&permalink.value));
    }
    let segment = match meta.and_then(|meta| meta.slug.as_ref()) {
        Some(given) => given.value.clone(),
        None => slug(name.trim_start_matches('_')),
    };
    let segment = if segment.is_empty() { "page".to_owned() } else { segment };
    Address::new(&format!("{parent}{segment}/"))
}

/// Adds a final slash, unless the writer chose the name of an HTML file.
fn as_page(address: &Address) -> Address {
    let text = address.as_str();
    let is_file =
        text.ends_with('/') || [".html", ".htm"].iter().any(|extension| text.to_lowercase().ends_with(extension));
    if is_file { address.clone() } else { Address::new(&format!("{text}/")) }
}
