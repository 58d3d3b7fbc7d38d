//! Front matter of imported articles and categories.

use std::fmt::Write as _;

use super::model::{ArticleText, PlaceText, SourceArticle};
use super::page::one_line;

/// The front matter of an article, with its marks.
pub(super) fn article(
    article: &SourceArticle,
    text: &ArticleText,
    is_default: bool,
    aliases: &[String],
    related: &[String],
) -> String {
    let mut out = FrontMatterText::new();
    out.text("title", &text.title);
    out.filled("description", &text.description);
    if is_default {
        if let Some(order) = article.order {
            out.plain("order", order);
        }
        out.list("labels", &without_repeated(&article.labels));
        out.list("keywords", &without_repeated(&article.keywords));
        if article.promoted {
            out.plain("promoted", true);
        }
        if let Some(owner) = &article.owner {
            out.filled("owner", owner);
        }
        if article.unsearched {
            out.plain("search", false);
        }
        out.list("related", related);
    } else {
        out.list("labels", &without_repeated(&text.labels));
    }
    if let Some(lang) = &text.lang {
        out.filled("lang", lang);
    }
    for (key, date) in [("updated", text.updated), ("publish", text.publish), ("expires", text.expires)] {
        if let Some(date) = date {
            out.plain(key, date);
        }
    }
    if text.draft {
        out.plain("draft", true);
    }
    if let Some(restriction) = &article.restricted {
        out.list("access", &restriction.access);
    }
    out.list("aliases", aliases);
    out.end()
}

/// The front matter of a category.
pub(super) fn place(
    text: &PlaceText,
    order: Option<i64>,
    draft: bool,
    access: &[String],
    aliases: &[String],
) -> String {
    let mut out = FrontMatterText::new();
    out.text("title", &text.title);
    out.filled("description", &one_line(&text.description));
    if let Some(order) = order {
        out.plain("order", order);
    }
    if draft {
        out.plain("draft", true);
    }
    out.list("access", access);
    out.list("aliases", aliases);
    out.end()
}

struct FrontMatterText(String);

impl FrontMatterText {
    fn new() -> Self {
        Self("---\n".into())
    }

    fn plain(&mut self, key: &str, value: impl std::fmt::Display) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "{key}: {value}");
    }

    fn text(&mut self, key: &str, value: &str) {
        self.plain(key, quoted(&one_line(value)));
    }

    fn filled(&mut self, key: &str, value: &str) {
        if !value.trim().is_empty() {
            self.text(key, value);
        }
    }

    fn list(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| quoted(&one_line(value))).collect();
            self.plain(key, format!("[{}]", values.join(", ")));
        }
    }

    fn end(mut self) -> String {
        self.0.push_str("---\n");
        self.0
    }
}

/// A text in double quotes, with JSON's escapes, which YAML and TOML share.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A list without texts that differ only in letter case.
fn without_repeated(values: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for value in values {
        if !kept.iter().any(|other| other.to_lowercase() == value.to_lowercase()) {
            kept.push(value.clone());
        }
    }
    kept
}
