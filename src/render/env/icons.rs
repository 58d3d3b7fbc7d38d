//! The theme's SVG icons, for use within text.

use std::collections::BTreeMap;

use crate::theme::Theme;

/// The icon that replaces missing ones.
const FALLBACK: &str = "folder";

/// The default width and height of an icon, in CSS pixels.
const SIZE: u32 = 20;

/// Icons that point along the line of text. They are mirrored in languages that are written from right to left.
const POINTING: [&str; 3] = ["arrow-left", "arrow-right", "external"];

/// Attributes that are replaced or removed, so that icons of any collection fit in.
const REPLACED: [&str; 8] = ["xmlns", "class", "width", "height", "aria-hidden", "focusable", "role", "id"];

/// The icons of a theme, ready to be inserted.
#[derive(Debug)]
pub(super) struct ThemeIcons {
    /// The part of each icon after `<svg` and the attributes set here, by name.
    rests: BTreeMap<String, String>,
}

impl ThemeIcons {
    /// Reads all icons of the theme. Files without an `<svg>` element are ignored.
    pub(super) fn new(theme: &Theme) -> Self {
        let icons = theme.folder("icons").filter_map(|(name, file)| {
            let text = file.text();
            let (_, rest) = text.split_once("<svg")?;
            Some((name.strip_suffix(".svg")?.to_owned(), fitted(rest.trim_end())))
        });
        Self { rests: icons.collect() }
    }

    /// The icon as an SVG element that screen readers ignore.
    pub(super) fn draw(&self, name: &str, size: Option<u32>) -> String {
        let Some(rest) = self.rests.get(name).or_else(|| self.rests.get(FALLBACK)) else {
            return String::new();
        };
        let size = size.unwrap_or(SIZE);
        let class = if POINTING.contains(&name) { "icon flip" } else { "icon" };
        format!("<svg class=\"{class}\" width=\"{size}\" height=\"{size}\" aria-hidden=\"true\"{rest}")
    }
}

/// The text after `<svg` without the attributes in [`REPLACED`].
fn fitted(rest: &str) -> String {
    let mut fitted = String::with_capacity(rest.len());
    let mut rest = rest;
    while let Some((name, value, after)) = attribute(rest) {
        if !REPLACED.contains(&name) {
            fitted.extend([" ", name, "=", value]);
        }
        rest = after;
    }
    fitted + rest.trim_start()
}

/// The name and quoted value of the attribute at the start of `rest`, and the text after it; `None` at the end of the
/// tag.
fn attribute(rest: &str) -> Option<(&str, &str, &str)> {
    let rest = rest.trim_start();
    let (name, value) = rest.split_once('=')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_');
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let end = value[1..].find(quote)? + 2;
    (!name.is_empty() && name.chars().all(is_name)).then(|| (name, &value[..end], &value[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::theme::fixture;

    #[track_caller]
    fn check(name: &str, size: Option<u32>, expected: &str) {
        let files = [
            ("icons/folder.svg", "<svg viewBox='0 0 24 24'><path d=\"M0=\"/></svg>\n"),
            (
                "icons/key.svg",
                "<!-- licence -->\n<svg\n  xmlns=\"http://www.w3.org/2000/svg\"\n  class=\"lucide\"\n  width=\"24\"\n  fill=\"none\"\n>\n<g/></svg>",
            ),
        ];
        assert_eq!(ThemeIcons::new(&fixture::theme(&mut Sources::default(), &files, &[])).draw(name, size), expected);
    }

    #[test]
    fn icons_of_any_collection_fit_in() {
        let own = "<svg class=\"icon\" width=\"16\" height=\"16\" aria-hidden=\"true\"";
        check("key", Some(16), &format!("{own} fill=\"none\">\n<g/></svg>"));
    }

    #[test]
    fn an_unknown_icon_is_a_folder() {
        let own = "<svg class=\"icon\" width=\"20\" height=\"20\" aria-hidden=\"true\"";
        check("nope", None, &format!("{own} viewBox='0 0 24 24'><path d=\"M0=\"/></svg>"));
        check("", None, &format!("{own} viewBox='0 0 24 24'><path d=\"M0=\"/></svg>"));
        assert_eq!(ThemeIcons { rests: BTreeMap::new() }.draw("key", None), "");
    }
}
