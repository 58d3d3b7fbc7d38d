//! What the addresses of a help center at Zendesk lead to.

use crate::import::model::OldTarget;

/// What comes after the locale in addresses.
const KINDS: [&str; 12] = [
    "articles",
    "sections",
    "categories",
    "article_attachments",
    "requests",
    "community",
    "p",
    "admin",
    "search",
    "signin",
    "change_language",
    "activity",
];

/// `/hc/en-us/articles/123-Title`, `/hc/articles/123`, and the like.
pub(super) fn read_link(path: &str) -> Option<OldTarget> {
    let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
    match parts.next()? {
        "hc" => {}
        "knowledge" => return Some(OldTarget::Gone("the editor")),
        "agent" | "admin" => return Some(OldTarget::Gone("the agents' pages")),
        _ => return None,
    }
    let locale = parts.next_if(|part| !KINDS.contains(part)).map(str::to_lowercase);
    let Some(kind) = parts.next() else { return Some(OldTarget::Home(locale)) };
    let id = {
        let id: String = parts.peek().copied().unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
        (!id.is_empty()).then_some(id)
    };
    Some(match kind {
        "articles" => OldTarget::Article(id?, locale),
        "sections" | "categories" => OldTarget::Place(id?, locale),
        "article_attachments" => OldTarget::Attachment(id?),
        "requests" => OldTarget::Contact,
        "community" => OldTarget::Gone("the community"),
        "search" => OldTarget::Gone("the search"),
        "signin" => OldTarget::Gone("signing in"),
        "admin" => OldTarget::Gone("the editor"),
        _ => OldTarget::Gone("a page of Zendesk"),
    })
}
