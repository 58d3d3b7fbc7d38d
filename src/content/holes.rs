//! Holes: placeholders in an article's HTML, or in the record of its words, for text that depends on more than the
//! article.
//!
//! Where a link leads, how large a picture is, and the theme's words are known when a page is made. If they change, no
//! article has to be parsed again. A hole is written as NUL, a letter, its value and [`END`]. The parser replaces every
//! U+0000 of the source by U+FFFD, so a hole cannot be forged.

use std::borrow::Cow;
use std::fmt;

use crate::theme::texts::UiTexts;

/// Starts a hole, and in a record also a mark (see [`super::document`]).
pub(super) const MARK: char = '\0';

/// Ends a hole.
const END: &str = "\0.";

/// Starts a UI text.
const UI_TEXT: &str = "\0u";

/// What belongs in a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole<'t> {
    /// A part of the link with this number in [`super::Body::links`].
    Link(LinkPart, usize),
    /// The `id` attribute of the raw heading with this number in [`super::Body::raw_heading_ids`].
    HeadingId(usize),
    /// Inside the heading with this id: where targets for its old anchors belong.
    OldAnchors(&'t str),
    /// A text of the theme.
    UiText {
        /// Its key.
        key: &'t str,
        /// The value of `{title}` in it.
        title: Option<&'t str>,
    },
}

/// A part of the HTML that depends on the target of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPart {
    /// `b`: before the element.
    Before,
    /// `h`: the address, inside the quotes of an attribute.
    Href,
    /// `a`: more attributes, each with a leading space.
    Attributes,
    /// `e`: after the element's content (`Anchor`: before `</a>`) or after the element (pictures).
    After,
}

/// A text with holes is a sequence of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text to be copied.
    Text(&'t str),
    /// A hole to be filled.
    Hole(Hole<'t>),
}

impl fmt::Display for Hole<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link(part, number) => {
                let letter = match part {
                    LinkPart::Before => 'b',
                    LinkPart::Href => 'h',
                    LinkPart::Attributes => 'a',
                    LinkPart::After => 'e',
                };
                write!(f, "{MARK}{letter}{number}{END}")
            }
            Self::HeadingId(number) => write!(f, "{MARK}i{number}{END}"),
            Self::OldAnchors(id) => write!(f, "{MARK}o{}{END}", id.replace(MARK, "\u{FFFD}")),
            Self::UiText { key, title: None } => write!(f, "{UI_TEXT}{key}{END}"),
            Self::UiText { key, title: Some(title) } => {
                write!(f, "{UI_TEXT}{key}:{}{END}", title.replace(MARK, "\u{FFFD}"))
            }
        }
    }
}

impl<'t> Hole<'t> {
    /// Reads a hole without its first and last characters.
    fn read(text: &'t str) -> Option<Self> {
        let value = text.get(1..)?;
        let link = |part| Some(Self::Link(part, value.parse().ok()?));
        match text.as_bytes().first()? {
            b'b' => link(LinkPart::Before),
            b'h' => link(LinkPart::Href),
            b'a' => link(LinkPart::Attributes),
            b'e' => link(LinkPart::After),
            b'i' => Some(Self::HeadingId(value.parse().ok()?)),
            b'o' => Some(Self::OldAnchors(value)),
            b'u' => Some(Self::ui_text(value)),
            _ => None,
        }
    }

    fn ui_text(value: &'t str) -> Self {
        let (key, title) = value.split_once(':').map_or((value, None), |(key, title)| (key, Some(title)));
        Self::UiText { key, title }
    }
}

/// The pieces of an article's HTML, in order.
pub fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> + Clone {
    html.split(MARK).enumerate().filter_map(|(number, part)| match part.strip_prefix('.') {
        Some(text) if number > 0 => Some(Piece::Text(text)),
        _ if number > 0 => Hole::read(part).map(Piece::Hole),
        _ => Some(Piece::Text(part)),
    })
}

/// The parts of an article's HTML between its holes.
pub fn without_holes(html: &str) -> impl Iterator<Item = &str> + Clone {
    pieces(html).filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Hole(_) => None,
    })
}

/// A UI text as it is shown.
#[must_use]
pub fn ui_text<'t>(texts: &'t UiTexts, key: &'t str, title: Option<&str>) -> Cow<'t, str> {
    match title {
        Some(title) => texts.format(key, &[("title", title)]).into(),
        None => texts.get(key).into(),
    }
}

/// A record of words with the UI texts in it.
pub(super) fn with_ui_texts<'r>(record: Cow<'r, str>, texts: &UiTexts) -> Cow<'r, str> {
    if !record.contains(UI_TEXT) {
        return record;
    }
    let mut filled = String::with_capacity(record.len());
    for (number, part) in record.split(UI_TEXT).enumerate() {
        let Some((hole, rest)) = part.split_once(END).filter(|_| number > 0) else {
            filled.push_str(part);
            continue;
        };
        if let Hole::UiText { key, title } = Hole::ui_text(hole) {
            let words = ui_text(texts, key, title);
            filled.push_str(&words.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        filled.push_str(rest);
    }
    filled.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_read_as_they_were_written() {
        let holes = [
            Hole::Link(LinkPart::Before, 0),
            Hole::Link(LinkPart::Href, 12),
            Hole::Link(LinkPart::Attributes, 3),
            Hole::Link(LinkPart::After, 4),
            Hole::HeadingId(5),
            Hole::UiText { key: "note", title: None },
            Hole::UiText { key: "link-to", title: Some("a: b") },
        ];
        for hole in holes {
            let html = format!("<p>{hole}.</p>");
            let seen: Vec<_> = pieces(&html).collect();
            assert_eq!(seen, [Piece::Text("<p>"), Piece::Hole(hole), Piece::Text(".</p>")]);
        }
        assert_eq!(pieces(".a").collect::<Vec<_>>(), [Piece::Text(".a")]);
    }

    #[test]
    fn a_title_cannot_end_its_hole() {
        let html = Hole::UiText { key: "link-to", title: Some("a\0.b") }.to_string();
        let expected = Hole::UiText { key: "link-to", title: Some("a\u{FFFD}.b") };
        assert_eq!(pieces(&html).nth(1), Some(Piece::Hole(expected)));
    }

    #[test]
    fn records_have_the_words_of_the_theme() {
        let hole = |title| Hole::UiText { key: "k", title };
        let check = |record: String, expected| assert_eq!(with_ui_texts(record.into(), &UiTexts::default()), expected);
        check(format!("\0ta {} b\0ic", hole(None)), "\0ta k b\0ic");
        check(format!("\0t{}\0t{}", hole(None), hole(Some("x"))), "\0tk\0tk");
        check("\0ta".into(), "\0ta");
    }
}
