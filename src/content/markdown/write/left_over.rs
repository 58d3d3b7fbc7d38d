//! Reports markup that readers would see, whatever its cause.
//!
//! Checks the recorded words as readers see them, with code masked. A candidate is reported if the
//! characters that make it markup were typed as they are: a backslash or a character reference shows that the writer
//! means the character.

use std::ops::Range;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::recorder::TextOrigin;
use super::writer::HtmlWriter;
use crate::content::holes::MARK;
use crate::content::markdown::calls::{CallKind, calls};
use crate::content::markdown::parse::frames::ParsedText;
use crate::content::markdown::parse::tree::MarkdownTree;
use crate::diagnostic::{Certainty, Diagnostic, Fix};
use crate::html::Attribute;
use crate::left_over::{self, LeftOver, MASK, Markup, MarkupPosition};
use crate::source::{Span, floor};

/// Maximum number of candidates in one block. Each takes time in proportion to its block.
const MAX_REPORTED: usize = 50;

/// Text with the places that it comes from.
pub(super) struct OriginText<'r> {
    pub text: &'r str,
    /// Offset of `text` in the record.
    pub start: usize,
    pub origins: &'r [(usize, TextOrigin)],
}

/// Reports what is left over in the record of an article.
pub(super) fn in_record(writer: &mut HtmlWriter<'_, '_, '_>, record: &str, origins: &[(usize, TextOrigin)]) {
    for text in checked_texts(record, origins) {
        in_text(writer, &text);
    }
}

/// The texts of a record, except code and texts of the theme.
pub(super) fn checked_texts<'r>(
    record: &'r str,
    origins: &'r [(usize, TextOrigin)],
) -> impl Iterator<Item = OriginText<'r>> {
    let mut end = 0;
    record.split(MARK).filter_map(move |piece| {
        let kind_length = piece.chars().next().map_or(0, char::len_utf8);
        let (text, start) = (&piece[kind_length..], end + kind_length);
        end += piece.len() + MARK.len_utf8();
        let is_checked = !piece.starts_with(['c', 'u']) && !text.is_empty();
        is_checked.then_some(OriginText { text, start, origins })
    })
}

/// Reports what is left over in the title, which is not in the record.
pub(super) fn in_title<'a>(writer: &mut HtmlWriter<'a, '_, '_>, tree: &MarkdownTree<'a, '_>) {
    if let Some(title) = tree.title {
        in_inlines(writer, title, 0);
    }
}

/// Reports what is left over in a line of Markdown that is not in the record, such as the text of a picture.
pub(super) fn in_inlines<'a>(writer: &mut HtmlWriter<'a, '_, '_>, root: Node<'a>, frame: usize) {
    let (text, origins) = inline_text(root, frame);
    in_text(writer, &OriginText { text: &text, start: 0, origins: &origins });
}

/// The text of a line of Markdown, and where its parts come from.
pub(super) fn inline_text(root: Node<'_>, frame: usize) -> (String, Vec<(usize, TextOrigin)>) {
    let (mut text, mut origins) = (String::new(), Vec::new());
    for node in root.descendants() {
        let data = node.data();
        let (piece, origin) = match &data.value {
            NodeValue::Text(piece) => (&**piece, TextOrigin::Markdown(frame, data.sourcepos)),
            NodeValue::Code(code) => (&*code.literal, TextOrigin::Exact),
            NodeValue::SoftBreak | NodeValue::LineBreak => (" ", TextOrigin::Exact),
            _ => continue,
        };
        origins.push((text.len(), origin));
        text.push_str(piece);
    }
    (text, origins)
}

/// Reports what is left over in a text of `node` that is shown without markup, such as the title of a picture.
pub(super) fn in_plain<'a>(writer: &mut HtmlWriter<'a, '_, '_>, text: &str, node: Node<'a>) {
    let frames = writer.frames;
    let Some(frame) = frames.get(writer.frame).filter(|_| !text.is_empty()) else { return };
    let range = frame.range(node.data().sourcepos);
    let is_wanted = |found: &&LeftOver| found.position != MarkupPosition::AfterRule && found.markup != Markup::Tex;
    for found in left_over::find(text).iter().filter(is_wanted) {
        let seen = &text[found.range.clone()];
        let source = &frame.str()[range.clone()];
        let place = source.find(seen).filter(|at| !is_escaped(source, *at) && !is_known(writer, seen));
        if let Some(at) = place {
            let span = frame.span(range.start + at..range.start + at + seen.len());
            writer.diagnostics.push(found.diagnostic(span));
        }
    }
}

/// Reports what is left over in an attribute of a raw tag that readers see or hear.
pub(super) fn in_attribute(writer: &mut HtmlWriter<'_, '_, '_>, attribute: &Attribute, span: Option<Span>) {
    if matches!(attribute.name.as_str(), "alt" | "title" | "aria-label" | "placeholder") {
        writer.diagnostics.extend(span.into_iter().flat_map(|span| left_over::report(&attribute.value, &span)));
    }
}

/// Reports addresses with marks of a template.
pub(super) fn in_addresses(writer: &mut HtmlWriter<'_, '_, '_>) {
    let links = &writer.body.links;
    let found = links.iter().filter_map(|link| left_over::report_address(&link.target, &link.span));
    writer.diagnostics.extend(found);
}

fn in_text(writer: &mut HtmlWriter<'_, '_, '_>, text: &OriginText<'_>) {
    let found = left_over::find(text.text);
    if found.is_empty() {
        return;
    }
    let masked = text.masked();
    let found = if masked == text.text { found } else { left_over::find(&masked) };
    let frames = writer.frames;
    let found = found.iter().filter(|found| !text.is_call(found) && !is_known(writer, &text.text[found.range.clone()]));
    let found = found.take(MAX_REPORTED);
    let diagnostics = found.filter_map(|found| {
        let (frame, range) = text.place(found, frames)?;
        Some(found.diagnostic(frame.span(range.clone())).fix(fix(found, frame, &range)))
    });
    let diagnostics: Vec<Diagnostic> = diagnostics.collect();
    writer.diagnostics.extend(diagnostics);
}

/// Whether a candidate calls a variable that the configuration defines: it is replaced, unless the article is too long.
fn is_known(writer: &HtmlWriter<'_, '_, '_>, written: &str) -> bool {
    let Some(context) = writer.context else { return false };
    calls(written).any(|call| matches!(call.kind, CallKind::Variable(name) if context.variables.contains_key(name)))
}

impl OriginText<'_> {
    /// The origin of a byte of the text, and where it starts in the text.
    pub fn origin(&self, at: usize) -> (usize, TextOrigin) {
        let after = self.origins.partition_point(|(start, _)| *start <= self.start + at);
        let found = after.checked_sub(1).map(|index| self.origins[index]);
        found.map_or((0, TextOrigin::Exact), |(start, origin)| (start.saturating_sub(self.start), origin))
    }

    /// The end of the text that comes from the same place as the byte at `at`.
    fn origin_end(&self, at: usize) -> usize {
        let after = self.origins.partition_point(|(start, _)| *start <= self.start + at);
        let next = self.origins.get(after).map_or(usize::MAX, |(start, _)| start - self.start);
        next.min(self.text.len())
    }

    /// The text, with everything masked that is meant to be shown.
    pub fn masked(&self) -> String {
        let mut masked = String::with_capacity(self.text.len());
        while masked.len() < self.text.len() {
            let (at, end) = (masked.len(), self.origin_end(masked.len()));
            match self.origin(at).1 {
                // Longer letters stay, so that the positions of letters do.
                TextOrigin::Exact | TextOrigin::Sample(..) => {
                    let letters = self.text[at..end].chars();
                    masked.extend(letters.map(|letter| if letter.is_ascii() { MASK } else { letter }));
                }
                TextOrigin::Markdown(..) | TextOrigin::Html(..) => masked.push_str(&self.text[at..end]),
            }
        }
        masked
    }

    /// Whether a candidate is a call of a variable or a snippet, which were reported when they were looked up.
    fn is_call(&self, found: &LeftOver) -> bool {
        matches!(self.origin(found.range.start).1, TextOrigin::Markdown(..))
            && found.markup == Markup::Template
            && calls(&self.text[found.range.clone()]).next().is_some()
    }

    /// Where a candidate was written; `None` if it is meant to be shown.
    fn place<'f, 't>(
        &self,
        found: &LeftOver,
        frames: &'f [ParsedText<'t>],
    ) -> Option<(&'f ParsedText<'t>, Range<usize>)> {
        let signs: &[usize] = if found.signs.is_empty() { &[found.range.start] } else { &found.signs };
        let places: Option<Vec<(usize, usize)>> =
            signs.iter().map(|sign| self.written(*sign, frames, found.markup)).collect();
        let places = places?;
        let (frame, first) = *places.first()?;
        let frame = &frames[frame];
        let is_there = match found.position {
            MarkupPosition::Anywhere => true,
            MarkupPosition::LineStart => starts_line(frame.str(), first),
            MarkupPosition::AfterRule => starts_line(frame.str(), first) && follows_rule(frame.str(), first),
        };
        is_there.then(|| (frame, extent(frame.str(), first, &self.text[found.range.clone()])))
    }

    /// The frame and offset where a character of the text was typed as it is.
    fn written(&self, at: usize, frames: &[ParsedText<'_>], markup: Markup) -> Option<(usize, usize)> {
        let (start, origin) = self.origin(at);
        let (frame, position, is_markdown) = match origin {
            TextOrigin::Exact | TextOrigin::Sample(..) => return None,
            TextOrigin::Markdown(frame, position) => (frame, position, true),
            TextOrigin::Html(frame, position) => (frame, position, false),
        };
        let text = frames.get(frame)?;
        let range = text.range(position);
        let source = &text.str()[range.clone()];
        if markup == Markup::Entity {
            // The reference itself was written with a reference for its `&`.
            let reference = self.text[at + 1..].split(';').next()?;
            let found = ["&amp;", "&#38;", "&#x26;"].iter().find_map(|and| source.find(&format!("{and}{reference};")));
            return Some((frame, range.start + found?));
        }
        if is_markdown {
            let nth = self.text[start..at].matches(self.text[at..].chars().next()?).count();
            let found = source.match_indices(self.text[at..].chars().next()?).nth(nth)?.0;
            let at = range.start + found;
            // Only a formula of TeX is marked by backslashes.
            return (is_escaped(text.str(), at) == (markup == Markup::Tex)).then_some((frame, at));
        }
        if markup == Markup::Tex && !self.text[..at].ends_with('\\') {
            return None;
        }
        // Tags and comments are between the text's pieces, so that characters cannot be counted.
        let words = &self.text[at..self.origin_end(at)];
        let word = words.split(' ').next().unwrap_or(words);
        source.find(word).map(|found| (frame, range.start + found))
    }
}

/// What to change so that a candidate is understood, if one character or two are missing.
fn fix(found: &LeftOver, frame: &ParsedText<'_>, range: &Range<usize>) -> Option<Fix> {
    let text = frame.str();
    let written = &text[range.clone()];
    let replace = |range: Range<usize>, replacement: String| {
        Some(Fix { span: frame.span(range), replacement, certainty: Certainty::Certain })
    };
    match found.markup {
        // `##Title {#id}` lacks a blank.
        Markup::Attributes if written.starts_with("{#") && written.ends_with('}') => {
            let line = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
            let title = text[line..range.start].trim_start_matches('#');
            let at = range.start - title.len();
            let rest = text[range.end..].split('\n').next().unwrap_or_default();
            let is_heading = (1..=6).contains(&(at - line)) && !title.starts_with(char::is_whitespace);
            (is_heading && rest.trim().is_empty()).then(|| replace(at..at, " ".to_owned())).flatten()
        }
        // `[Shot](My shot.png)` lacks `<` and `>`.
        Markup::Link | Markup::Picture if written.ends_with(')') => {
            let start = range.start + written.find("](")? + 2;
            let target = &text[start..range.end - 1];
            let is_path = target.trim() == target && !target.contains(['<', '>', '"', '(', '\n']);
            is_path.then(|| replace(start..range.end - 1, format!("<{target}>"))).flatten()
        }
        Markup::Comment => {
            let inner = written.strip_prefix("%%")?.strip_suffix("%%")?;
            (!inner.contains("--")).then(|| replace(range.clone(), format!("<!--{inner}-->"))).flatten()
        }
        _ => None,
    }
}

/// Whether a backslash before a character shows that it is meant as text.
fn is_escaped(text: &str, at: usize) -> bool {
    (at - text[..at].trim_end_matches('\\').len()) % 2 == 1
}

/// Whether only marks of quotes and lists are before a place on its line.
fn starts_line(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    text[line..at].chars().all(|it| it.is_whitespace() || "\\>*-+.)".contains(it) || it.is_ascii_digit())
}

/// Whether the line before is `---`.
fn follows_rule(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    before.ends_with("---") && before.rsplit('\n').next().is_some_and(|line| line.trim().bytes().all(|it| it == b'-'))
}

/// What is underlined: the candidate, if it was typed as readers see it, or else the rest of its line.
fn extent(text: &str, start: usize, seen: &str) -> Range<usize> {
    let rest = &text[start..];
    let line = rest.find('\n').unwrap_or(rest.len());
    let length = if rest.starts_with(seen) { seen.find('\n').unwrap_or(seen.len()) } else { seen.len().min(line) };
    start..start + floor(rest, length.min(line))
}
