//! `llms.txt`: the help center's articles as a Markdown list, for language models (llmstxt.org).

use std::fmt::Write as _;

use crate::content::EditionId;
use crate::render::{Kitchen, listing, view};

/// Title, description, then each category with its articles.
#[must_use]
pub fn list(kitchen: &Kitchen) -> String {
    let config = &kitchen.project.config;
    let mut text = format!("# {}\n", config.title);
    if !config.description.is_empty() {
        let _ = write!(text, "\n> {}\n", config.description);
    }
    for section in listing::all(kitchen, kitchen.edition(EditionId::default())) {
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
