//! Markup in braces and square brackets.

use super::{LeftOver, MASK, Markup, MarkupPosition, ahead, before};
use crate::source::ceiling;

/// Templates and attribute lists.
pub(super) fn braces(text: &str, at: usize) -> Option<LeftOver> {
    let near = ahead(text, at);
    let enclosed = |open: &str, close: &str| {
        let inner = near.strip_prefix(open)?;
        let end = inner.find(close)?;
        let is_filled = !inner[..end].trim().is_empty() && !inner[..end].contains(open);
        is_filled.then(|| LeftOver::new(Markup::Template, at..at + open.len() + end + close.len(), &[at, at + 1]))
    };
    if near.starts_with("{{.") && is_argument(text, at) {
        return None;
    }
    let comment = || enclosed("{/*", "*/}").map(|found| LeftOver { markup: Markup::Jsx, ..found });
    let template = enclosed("{{", "}}").or_else(|| enclosed("{%", "%}")).or_else(|| enclosed("{* ", " *}"));
    template.or_else(comment).or_else(|| attributes(text, at))
}

/// Whether a place is in the quotes of a command's argument: `--template='{{.Version}}'`.
fn is_argument(text: &str, at: usize) -> bool {
    /// How far before it the quotes can open, in bytes.
    const REACH: usize = 100;
    let before = &text[ceiling(text, at.saturating_sub(REACH))..at];
    let is_open = |open: &str| before.rfind(open).is_some_and(|at| !before[at + open.len()..].contains(&open[1..]));
    is_open("='") || is_open("=\"")
}

/// `{#id}`, `{.class}`, `{: .class}` or `{width="300"}`. Metrics (`name{code="200"}`), formats (`{:.2f}`) and paths
/// (`${.items}`) look similar.
fn attributes(text: &str, at: usize) -> Option<LeftOver> {
    let near = ahead(text, at);
    let inner = &near[1..near.find('}')?];
    let before = before(text, at);
    let is_apart = before.is_none_or(|before| before.is_whitespace() || ")]*_\"".contains(before) || before == MASK);
    let (list, needs_blank) = match inner.strip_prefix(':') {
        Some(list) => (list.trim(), false),
        None => (inner.trim(), true),
    };
    let mut items = list.split_whitespace();
    let first = items.next()?;
    let is_name = |name: &str| {
        name.starts_with(char::is_alphabetic) && name.chars().all(|it| it.is_alphanumeric() || it == '-' || it == '_')
    };
    let is_list = match (first.strip_prefix('#'), first.strip_prefix('.'), first.split_once('=')) {
        (Some(id), ..) => is_name(id) && before.is_none_or(|before| !"${".contains(before)),
        (_, Some(class), _) => is_name(class) && (!needs_blank || is_apart),
        (.., Some((key, value))) => is_name(key) && value.starts_with('"') && (!needs_blank || is_apart),
        _ => !needs_blank && first == "toc",
    };
    is_list.then(|| LeftOver::new(Markup::Attributes, at..at + inner.len() + 2, &[at]))
}

/// Links, pictures, references, footnotes and alerts. `start` is the `!` before the bracket, or the bracket.
pub(super) fn square(text: &str, start: usize, bracket: usize) -> Option<LeftOver> {
    if let Some(note) = inline_footnote(text, bracket).filter(|_| start == bracket) {
        return Some(note);
    }
    let near = &ahead(text, bracket)[1..];
    let is_apart = before(text, start)
        .is_none_or(|before| !before.is_alphanumeric() && !matches!(before, ']' | ')' | '_' | '`' | MASK));
    match near.as_bytes().first()? {
        b'[' => wiki_link(text, start, bracket),
        b'^' if start == bracket => footnote(text, bracket),
        b'!' if start == bracket => callout(text, bracket).or_else(|| link(text, start, bracket).filter(|_| is_apart)),
        _ => link(text, start, bracket).filter(|_| is_apart),
    }
}

/// `[[Page#Heading|text]]`. Conditions of a shell start with a blank, lists of lists with a number or a quote.
fn wiki_link(text: &str, start: usize, bracket: usize) -> Option<LeftOver> {
    let near = &ahead(text, bracket)[2..];
    let inner = &near[..near.find("]]")?];
    let is_name =
        inner.starts_with(|first: char| first.is_alphabetic() || first == '#') && !inner.contains(['[', MASK]);
    let is_apart = before(text, start).is_none_or(|before| !before.is_alphanumeric() && before != MASK);
    let end = bracket + inner.len() + 4;
    (is_name && is_apart).then(|| LeftOver::new(Markup::WikiLink, start..end, &[start, bracket, bracket + 1]))
}

/// `[^name]`. A set of characters such as `[^a-z]+` is a regular expression.
fn footnote(text: &str, bracket: usize) -> Option<LeftOver> {
    let near = &ahead(text, bracket)[2..];
    let name = &near[..near.find(']')?];
    let is_name = name.starts_with(char::is_alphanumeric)
        && name.chars().all(|it| it.is_alphanumeric() || it == '-' || it == '_')
        && !name.split('-').all(|part| part.chars().count() < 2 && name.len() > 1);
    let after = near[name.len() + 1..].chars().next();
    let is_note = after.is_none_or(|after| after.is_whitespace() || ".,;:!?)".contains(after))
        && before(text, bracket).is_none_or(|before| !matches!(before, '^' | '(' | '\\' | '/' | ']' | MASK));
    let end = bracket + name.len() + 3;
    (is_name && is_note).then(|| LeftOver::new(Markup::Footnote, bracket..end, &[bracket, bracket + 1]))
}

/// `^[a note of several words]` right after a word or a sentence.
fn inline_footnote(text: &str, bracket: usize) -> Option<LeftOver> {
    let word = text[..bracket].strip_suffix('^')?;
    let near = &ahead(text, bracket)[1..];
    let inner = &near[..near.find(']')?];
    let follows_word = word.ends_with(|last: char| last.is_alphanumeric() || ".,;:!?)\"".contains(last));
    let is_text = inner.contains(' ') && inner.contains(char::is_alphabetic) && !inner.contains(['[', MASK]);
    let range = bracket - 1..bracket + inner.len() + 2;
    (follows_word && is_text).then(|| LeftOver::new(Markup::Footnote, range, &[bracket - 1, bracket]))
}

/// `[!NOTE]` at the start of a line.
fn callout(text: &str, bracket: usize) -> Option<LeftOver> {
    let near = &ahead(text, bracket)[2..];
    let name = &near[..near.find(']')?];
    let is_name = name.len() > 2 && name.chars().all(|it| it.is_ascii_alphabetic() || it == '-');
    let is_free = !near[name.len() + 1..].starts_with(['(', '[']);
    let found = LeftOver::new(Markup::Callout, bracket..bracket + name.len() + 3, &[bracket, bracket + 1]);
    (is_name && is_free).then(|| found.at(MarkupPosition::LineStart))
}

/// `[text](address)` and `[text][name]`, with `!` for pictures.
fn link(text: &str, start: usize, bracket: usize) -> Option<LeftOver> {
    let near = &ahead(text, bracket)[1..];
    let label = &near[..near.find([']', '['])?];
    let rest = near[label.len()..].strip_prefix(']')?;
    let middle = bracket + label.len() + 1;
    let is_picture = start < bracket;
    if let Some(target) = rest.strip_prefix('(') {
        let target = &target[..target.find(')')?];
        let markup = if is_picture { Markup::Picture } else { Markup::Link };
        let is_link = !target.trim().is_empty() && (is_picture || !label.trim().is_empty());
        let found = LeftOver::new(markup, start..middle + target.len() + 3, &[start, bracket, middle, middle + 1]);
        return is_link.then_some(found);
    }
    let name = rest.strip_prefix('[')?;
    let name = &name[..name.find(']')?];
    let is_name = !name.contains(['[', '^', MASK]) && (name.is_empty() || !name.trim().is_empty());
    let is_link = is_name && label.chars().any(char::is_alphabetic) && !label.starts_with('^');
    let found = LeftOver::new(Markup::Reference, start..middle + name.len() + 3, &[start, bracket, middle, middle + 1]);
    is_link.then_some(found)
}
