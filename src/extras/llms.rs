//! `llms.txt`: the help center's articles as a Markdown list, for language models (llmstxt.org).

use std::fmt::Write as _;

use crate::render::{Kitchen, listing, view};
use crate::site::Edition;

/// Title, description, then each category with its articles.
#[must_use]
pub fn list(kitchen: &Kitchen, edition: &Edition) -> String {
    let config = &kitchen.project.config;
    let mut text = format!("# {}\n", config.title_in(edition.id));
    let description = config.description_in(edition.id);
    if !description.is_empty() {
        let _ = write!(text, "\n> {description}\n");
    }
    for section in listing::all(kitchen, edition) {
        let _ = write!(text, "\n## {}\n\n", section.title);
        entries(kitchen, &section, &mut text);
    }
    text
}

fn entries(kitchen: &Kitchen, section: &view::Section, text: &mut String) {
    let origin = kitchen.project.config.base_url.origin.as_deref().unwrap_or_default();
    for article in &section.articles {
        let description = article.description.replace('\n', " ");
        let separator = if description.is_empty() { "" } else { ": " };
        let title = article.title.replace(['[', ']'], "");
        let _ = writeln!(text, "- [{title}]({origin}{}){separator}{description}", article.href);
    }
    for section in &section.sections {
        entries(kitchen, section, text);
    }
}
