//! Tags of any bracket style: Hugo's shortcodes, Liquid's tags, MDX components.
//!
//! A dialect finds its tags and defines what each means. This module pairs opening and closing tags and replaces them
//! by Answerbook's markup.

use std::ops::Range;

use super::DialectPass;
use super::arguments::MarkupArguments;
use super::blocks;
use crate::codes;
use crate::content::alerts::alert;

/// One tag in a text.
#[derive(Debug, Clone)]
pub(super) struct MarkupTag {
    pub range: Range<usize>,
    pub name: String,
    pub arguments: MarkupArguments,
    pub form: TagForm,
}

/// How a tag is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagForm {
    Open,
    Close,
    /// Self-closing: it never has a partner.
    Alone,
}

/// What a tag means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TagMeaning {
    /// An Answerbook block, by name, with an optional title.
    Block(&'static str, Option<String>),
    /// A code block in a language.
    Code(String),
    /// A block with this name and title that contains code in a language.
    CodeIn(&'static str, String, String),
    /// Text that replaces the tag. A closing tag is removed.
    Text(String),
    /// Text that replaces the tag. The tag is reported under this name.
    TextReported(String, String),
    /// A snippet that replaces the tag.
    Include(String),
    /// Removes the tags and keeps their content.
    Unwrap,
    /// Removes the tags and their content.
    Drop,
    /// Like `Drop`, and reported under this name.
    DropReported(String),
    /// No equivalent here: reported under this name, and the content stays.
    Unknown(String),
}

/// Replaces tags by Answerbook's markup. The tags are in the order of the text.
pub(super) fn translate(
    pass: &mut DialectPass<'_>,
    tags: &[MarkupTag],
    meaning: impl Fn(&DialectPass<'_>, &MarkupTag, Option<&MarkupTag>) -> TagMeaning,
) {
    let partners = pair(tags);
    let mut parents: Vec<usize> = Vec::new();
    let (mut hidden, mut code_end) = (0, 0);
    for (index, tag) in tags.iter().enumerate() {
        if tag.range.start < hidden {
            continue;
        }
        if tag.form == TagForm::Close {
            if partners[index].is_none() {
                pass.remove(tag.range.clone());
            } else {
                parents.pop();
            }
            continue;
        }
        let parent = parents.last().map(|&parent| &tags[parent]);
        let mut meaning = meaning(pass, tag, parent);
        let close = partners[index].map(|close| &tags[close].range);
        if matches!(meaning, TagMeaning::Code(_) | TagMeaning::CodeIn(..)) {
            if tag.range.start < code_end {
                // Code inside code needs no further markup.
                meaning = TagMeaning::Unwrap;
            } else if let Some(close) = close {
                code_end = close.end;
            }
        }
        if let (Some(close), TagMeaning::Drop | TagMeaning::DropReported(_)) = (close, &meaning) {
            // Problems in removed content need no report.
            hidden = close.end;
        } else if close.is_some() {
            parents.push(index);
        }
        put(pass, tag, close, meaning);
    }
}

fn put(pass: &mut DialectPass<'_>, tag: &MarkupTag, close: Option<&Range<usize>>, meaning: TagMeaning) {
    let range = tag.range.clone();
    let remove = |pass: &mut DialectPass<'_>| {
        pass.remove(range.clone());
        if let Some(close) = close {
            pass.remove(close.clone());
        }
    };
    match (meaning, close) {
        (TagMeaning::Block(name, title), Some(close)) => {
            let prefix = blocks::on_own_line(pass, range, &blocks::open(name, title.as_deref()), None);
            blocks::on_own_line(pass, close.clone(), blocks::close(), Some(&prefix));
        }
        (TagMeaning::Code(language), Some(close)) => {
            let fence = "`".repeat(longest_run(&pass.text[range.end..close.start]).max(2) + 1);
            let prefix = blocks::on_own_line(pass, range, &format!("{fence}{language}"), None);
            blocks::on_own_line(pass, close.clone(), &fence, Some(&prefix));
        }
        (TagMeaning::CodeIn(name, title, language), Some(close)) => {
            let fence = "`".repeat(longest_run(&pass.text[range.end..close.start]).max(2) + 1);
            let prefix = continuation(pass, range.start);
            let opening = format!("{}\n{prefix}{fence}{language}", blocks::open(name, Some(&title)));
            blocks::on_own_line(pass, range, &opening, None);
            blocks::on_own_line(pass, close.clone(), &format!("{fence}\n{prefix}{}", blocks::close()), Some(&prefix));
        }
        (TagMeaning::Block(..) | TagMeaning::Code(_) | TagMeaning::CodeIn(..), None) => {
            let message = format!("`{}` is opened but not closed", tag.name);
            pass.report(codes::MARKUP_UNCLOSED_BLOCK, range.clone(), message, "close it");
            remove(pass);
        }
        (TagMeaning::Text(text), close) => {
            pass.replace(range, text);
            if let Some(close) = close {
                pass.replace(close.clone(), "");
            }
        }
        (TagMeaning::TextReported(text, what), close) => {
            pass.left_out(range.clone(), &what);
            pass.replace(range, text);
            if let Some(close) = close {
                pass.replace(close.clone(), "");
            }
        }
        (TagMeaning::Include(target), close) => {
            pass.include(range, &target);
            if let Some(close) = close {
                pass.replace(close.clone(), "");
            }
        }
        (TagMeaning::Unwrap, _) => remove(pass),
        (TagMeaning::Drop, close) => {
            pass.remove(range.start..close.map_or(range.end, |close| close.end));
        }
        (TagMeaning::DropReported(what), close) => {
            let end = close.map_or(range.end, |close| close.end);
            pass.left_out(range.clone(), &what);
            pass.remove(range.start..end);
        }
        (TagMeaning::Unknown(what), _) => {
            pass.left_out(range.clone(), &what);
            remove(pass);
        }
    }
}

/// Pairs of opening and closing tags, outer pairs before the pairs inside them.
pub(super) fn pairs(tags: &[MarkupTag]) -> Vec<(usize, usize)> {
    let partners = pair(tags).into_iter().enumerate();
    partners
        .filter_map(|(index, partner)| partner.filter(|&partner| partner > index).map(|partner| (index, partner)))
        .collect()
}

/// The prefix of the lines of a block that opens at `offset`.
fn continuation(pass: &DialectPass<'_>, offset: usize) -> String {
    blocks::continuation_of(&pass.text[pass.line(offset).start..offset])
}

/// The index of each tag's partner.
fn pair(tags: &[MarkupTag]) -> Vec<Option<usize>> {
    let mut partners = vec![None; tags.len()];
    let mut open: Vec<usize> = Vec::new();
    // The number of open tags by name, so that a stray closing tag does not search the whole stack.
    let mut waiting: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for (index, tag) in tags.iter().enumerate() {
        match tag.form {
            TagForm::Open => {
                open.push(index);
                *waiting.entry(&tag.name).or_default() += 1;
            }
            TagForm::Close if waiting.get(tag.name.as_str()).is_some_and(|&count| count > 0) => {
                while let Some(candidate) = open.pop() {
                    if let Some(count) = waiting.get_mut(tags[candidate].name.as_str()) {
                        *count -= 1;
                    }
                    if tags[candidate].name == tag.name {
                        partners[candidate] = Some(index);
                        partners[index] = Some(candidate);
                        break;
                    }
                }
            }
            TagForm::Alone | TagForm::Close => {}
        }
    }
    partners
}

/// The longest run of backticks in a text.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

/// A picture in Markdown.
pub(super) fn picture(source: &str, alt: &str, caption: Option<&str>) -> String {
    let alt = alt.replace(['[', ']'], "");
    let caption =
        caption.map_or(String::new(), |caption| format!(" \"{}\"", caption.replace('"', "&quot;").replace('\n', " ")));
    let needs_brackets = source.contains([' ', '(', ')']);
    let source = if needs_brackets { format!("<{source}>") } else { source.to_owned() };
    format!("![{alt}]({source}{caption})")
}

/// A link in Markdown.
pub(super) fn link(text: &str, target: &str) -> String {
    format!("[{}]({})", text.replace(['[', ']'], ""), target.replace(' ', "%20"))
}

/// A YouTube video in Answerbook's syntax.
pub(super) fn youtube(id: &str, title: Option<&str>) -> String {
    let id = id.rsplit(['/', '=']).next().unwrap_or(id);
    picture(&format!("https://www.youtube.com/watch?v={id}"), title.unwrap_or("YouTube video"), None)
}

/// A Vimeo video in Answerbook's syntax.
pub(super) fn vimeo(id: &str, title: Option<&str>) -> String {
    picture(&format!("https://vimeo.com/{}", id.rsplit('/').next().unwrap_or(id)), title.unwrap_or("Vimeo video"), None)
}

/// The block for another tool's box of the given `kind`, with an optional title.
pub(super) fn box_of(kind: &str, title: Option<&str>) -> TagMeaning {
    let (name, usual) = alert(kind);
    // A title that only repeats the kind is left out, because Answerbook writes it itself in the reader's language.
    let title = title.map(str::trim).or(usual).filter(|title| !title.eq_ignore_ascii_case(name) && !title.is_empty());
    TagMeaning::Block(name, title.map(str::to_owned))
}
