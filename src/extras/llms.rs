//! Generates `llms.txt`, a Markdown list of the help center's articles for language models (llmstxt.org).

use std::fmt::Write as _;

use crate::extras::one_line;
use crate::path::ArticleKey;
use crate::render::Renderer;
use crate::site::{ArticleId, Edition, Folder};

/// Lists the title and description, then each category with its articles.
#[must_use]
pub fn list(renderer: &Renderer, edition: &Edition) -> String {
    let config = &renderer.project.config;
    let mut text = format!("# {}\n", one_line(config.title_in(edition.id)));
    let description = one_line(config.description_in(edition.id));
    if !description.is_empty() {
        let _ = write!(text, "\n> {description}\n");
    }
    let top = &edition.folders[&ArticleKey::new("")];
    if !top.articles.is_empty() {
        let _ = write!(text, "\n## {}\n\n", renderer.texts(edition.id).get("more-articles"));
        entries(renderer, &top.articles, &mut text);
    }
    for folder in top.folders.iter().map(|key| &edition.folders[key]) {
        let _ = write!(text, "\n## {}\n\n", one_line(&folder.title));
        section(renderer, edition, folder, &mut text);
    }
    text
}

/// Lists the articles of a folder and of its subfolders.
fn section(renderer: &Renderer, edition: &Edition, folder: &Folder, text: &mut String) {
    entries(renderer, &folder.articles, text);
    for folder in folder.folders.iter().map(|key| &edition.folders[key]) {
        section(renderer, edition, folder, text);
    }
}

fn entries(renderer: &Renderer, articles: &[ArticleId], text: &mut String) {
    let origin = renderer.project.config.base_url.origin.as_deref().unwrap_or_default();
    for id in articles {
        let meta = &renderer.site[*id].meta;
        let description = one_line(&meta.description);
        let separator = if description.is_empty() { "" } else { ": " };
        let title = one_line(&meta.title.replace(['[', ']'], ""));
        let href = renderer.href(renderer.site.address(*id));
        let _ = writeln!(text, "- [{title}]({origin}{href}){separator}{description}");
    }
}
