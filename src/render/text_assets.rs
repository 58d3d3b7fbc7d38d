//! The text of a page, and what it needs in addition to what all pages load: the style sheets in the theme's
//! `styles-pages/` and the modules in `modules/` that are named after the type of the page or a class in its text.

use super::{Page, Renderer, links, moved, policy, view};
use crate::site::ArticleId;

/// The sheet for what changed since the previous version.
const CHANGES: &str = "changes";

/// The text of a page, and what it needs.
pub struct PageText {
    /// The HTML of the article, or of the folder's own article; empty for other pages.
    pub html: String,
    /// The names of style sheets that are in the page in addition to that of its type.
    pub styles: Vec<String>,
    modules: Vec<String>,
}

/// The text of a page of type `kind`.
#[must_use]
pub fn page_text(renderer: &Renderer, page: &Page, kind: &str) -> PageText {
    let html = policy::article_of(renderer, page).map_or(String::new(), |id| article_text(renderer, id));
    let is_needed = |name: &&String| **name != kind && is_in(&html, name);
    let styles = renderer.assets.page_styles.keys().filter(is_needed).cloned().collect();
    let modules = renderer.assets.modules.keys().filter(is_needed).cloned().collect();
    PageText { html, styles, modules }
}

/// The text of an article with its links in place, and with targets for its old anchors.
fn article_text(renderer: &Renderer, id: ArticleId) -> String {
    let body = &renderer.site[id].body;
    let write = |old_anchors: &mut dyn FnMut(&str, &mut String)| {
        links::html(renderer, body, renderer.language_of(id), renderer.resolved(id), old_anchors)
    };
    match renderer.site.old_addresses.anchors.get(&id) {
        Some(old) => moved::with_targets(renderer, id, old, write),
        None => write(&mut |_, _| {}),
    }
}

/// The hashes of all style sheets in a page of type `kind`, in order.
#[must_use]
pub fn hashes<'r>(renderer: &'r Renderer, text: &PageText, kind: &str) -> Vec<&'r str> {
    let has_changes = renderer.project.config.versions.len() > 1;
    let names = renderer
        .assets
        .page_styles
        .iter()
        .filter(|(name, _)| *name == kind || text.styles.contains(name) || *name == CHANGES && has_changes);
    names.map(|(_, style)| style.hash.as_str()).collect()
}

impl PageText {
    /// What the text needs, for templates.
    #[must_use]
    pub fn assets(&self, renderer: &Renderer) -> view::TextAssets {
        let assets = &renderer.assets;
        view::TextAssets {
            styles: self.styles.iter().map(|name| assets.page_styles[name].css.clone()).collect(),
            scripts: self.modules.iter().map(|name| renderer.href(&assets.modules[name])).collect(),
        }
    }
}

/// What also needs a file besides elements of its class.
const ALSO: [(&str, &str); 4] =
    [("table", "<table"), ("alert", "class=\"symptom\""), ("alert", "class=\"cause\""), ("alert", "class=\"fix\"")];

/// Whether a text has an element with the class `name` as its first or only class, or something in [`ALSO`].
fn is_in(html: &str, name: &str) -> bool {
    let attribute = format!("class=\"{name}");
    ALSO.iter().any(|(needed, part)| *needed == name && html.contains(part))
        || html.match_indices(&attribute).any(|(at, _)| html[at + attribute.len()..].starts_with(['"', ' ']))
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[track_caller]
    fn check(html: &str, expected: bool) {
        assert_eq!(is_in(html, "code"), expected, "{html}");
    }

    #[test]
    fn only_whole_first_classes_count() {
        check(r#"<div class="code">"#, true);
        check(r#"<p class="codes"><div class="code wide">"#, true);
        check(r#"<p class="code-title">"#, false);
        check(r#"<p class="wide code">"#, false);
        check("", false);
        assert!(is_in("<table>", "table"));
    }
}
