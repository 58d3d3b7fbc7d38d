//! Records the words of an article while its HTML is written, as [`crate::content::document`] stores them.
//!
//! It receives each tag and each text that is written, and starts a block at each element that is not inline. Text that
//! nobody reads is left out.

use std::ops::Range;

use comrak::nodes::Sourcepos;

use crate::content::document::{CELL, FIRST_STEP, GROUP, GROUP_END, NEXT_STEP, SECTION, letter};
use crate::content::holes::{Hole, MARK};
use crate::content::passages::PassageKind;
use crate::html::elements;

/// Where recorded text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum TextOrigin {
    /// From the theme, or code: it is meant to be shown.
    #[default]
    Exact,
    /// In raw HTML for code, keys or output, at this place in this frame: it is meant to be shown.
    Sample(usize, Sourcepos),
    /// A line of Markdown at this place in this frame. Its characters may be written as references or with backslashes.
    Markdown(usize, Sourcepos),
    /// Text between tags, in a piece of raw HTML at this place in this frame.
    Html(usize, Sourcepos),
}

/// Elements whose blocks make sense only together.
const GROUPS: [&str; 12] =
    ["ul", "ol", "dl", "menu", "table", "blockquote", "pre", "figure", "aside", "div", "section", "details"];

/// A finished record.
pub(super) struct RecordedBlocks {
    /// The words, block by block.
    pub record: String,
    /// Where text of each origin starts in the record.
    pub origins: Vec<(usize, TextOrigin)>,
    /// The ranges of the record that are bold, or that name a key or a button.
    pub labels: Vec<Range<usize>>,
}

/// The record so far.
#[derive(Debug, Default)]
pub(super) struct BlockRecorder {
    record: String,
    /// How many blocks it has.
    count: usize,
    /// The kind of the text that follows, from the last start tag.
    kind: Option<PassageKind>,
    /// Whether the next text continues the last block.
    is_open: bool,
    /// Whether there is a blank before the next word.
    has_gap: bool,
    /// The open element whose text nobody reads, and how many of its name are open.
    unread: Option<(String, usize)>,
    /// The outermost open element that is a group, and how many of its name are open.
    group: Option<(String, usize)>,
    /// For each open list, the mark of its next item, if its items are numbered.
    lists: Vec<Option<char>>,
    /// The mark of the item that has begun, until it has text.
    step: Option<char>,
    /// Where the text that follows comes from.
    origin: TextOrigin,
    /// Where text of each origin starts in the record.
    origins: Vec<(usize, TextOrigin)>,
    /// The ranges of labels.
    labels: Vec<Range<usize>>,
    /// Where the open labels start.
    open_labels: Vec<usize>,
}

impl BlockRecorder {
    /// Records a start tag.
    pub fn start(&mut self, name: &str) {
        if let Some((unread, depth)) = &mut self.unread {
            *depth += usize::from(unread == name);
            return;
        }
        if elements::is_unread(name) {
            self.skip(name);
            return;
        }
        if elements::is_inline(name) {
            if is_label(name) {
                self.open_labels.push(self.record.len());
            }
            return;
        }
        match name {
            _ if self.kind == Some(PassageKind::Code) => self.end_line(),
            "br" => self.has_gap = true,
            "td" | "th" if self.is_open => {
                self.record.push_str(CELL);
                self.has_gap = false;
            }
            _ => self.end_block(),
        }
        self.kind = match name {
            _ if self.kind == Some(PassageKind::Code) => self.kind,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" => Some(PassageKind::Heading),
            "li" => Some(PassageKind::Item),
            "pre" => Some(PassageKind::Code),
            _ => self.kind,
        };
        match name {
            "ol" | "ul" | "menu" => self.lists.push(None),
            "li" => {
                self.step = self.lists.last().copied().flatten();
                if let Some(Some(next)) = self.lists.last_mut() {
                    *next = NEXT_STEP;
                }
            }
            _ => {}
        }
        self.enter_group(name);
    }

    /// The items of the list that has begun are numbered from 1. Those of a list in another one are not: its number says
    /// little without that of the outer item.
    pub fn number_items(&mut self) {
        if let [only] = self.lists.as_mut_slice() {
            *only = Some(FIRST_STEP);
        }
    }

    /// Begins a group, if the element is one and is not in another.
    fn enter_group(&mut self, name: &str) {
        match &mut self.group {
            Some((group, depth)) => *depth += usize::from(group == name),
            None if GROUPS.contains(&name) => {
                self.record.push_str(GROUP);
                self.group = Some((name.to_owned(), 1));
            }
            None => {}
        }
    }

    fn leave_group(&mut self, name: &str) {
        if let Some((group, depth)) = &mut self.group
            && group == name
        {
            *depth -= 1;
            if *depth == 0 {
                self.record.push_str(GROUP_END);
                self.group = None;
            }
        }
    }

    /// Records the start tag of an element whose text nobody reads.
    pub fn skip(&mut self, name: &str) {
        self.unread.get_or_insert_with(|| (name.to_owned(), 1));
    }

    /// Records an end tag.
    pub fn end(&mut self, name: &str) {
        if let Some((unread, depth)) = &mut self.unread {
            *depth -= usize::from(unread == name);
            if *depth == 0 {
                self.unread = None;
            }
            return;
        }
        if elements::is_inline(name) {
            if is_label(name) {
                self.labels.extend(self.open_labels.pop().map(|start| start..self.record.len()));
            }
            return;
        }
        if self.kind == Some(PassageKind::Code) && name != "pre" {
            self.end_line();
        } else if !matches!(name, "td" | "th") {
            self.end_block();
            self.kind = None;
        }
        if matches!(name, "ol" | "ul" | "menu") {
            self.lists.pop();
        }
        self.leave_group(name);
    }

    /// Appends text: code unchanged, other text with each run of blanks as one.
    pub fn text(&mut self, text: &str) {
        if self.unread.is_some() {
            return;
        }
        if text.contains(MARK) {
            // The HTML contains the same.
            self.text(&text.replace(MARK, "\u{FFFD}"));
            return;
        }
        if self.kind == Some(PassageKind::Code) {
            let text = if self.is_open { text } else { text.trim_start_matches('\n') };
            if !text.is_empty() {
                self.append(text);
            }
            return;
        }
        let mut rest = text.trim_start();
        self.has_gap |= rest.len() < text.len();
        while !rest.is_empty() {
            let end = gap(rest).unwrap_or(rest.len());
            self.append(&rest[..end]);
            let behind = rest[end..].trim_start();
            self.has_gap = behind.len() < rest.len() - end;
            rest = behind;
        }
    }

    /// Appends a hole for a UI text.
    pub fn hole(&mut self, hole: Hole<'_>) {
        if self.unread.is_none() {
            self.append(&hole.to_string());
        }
    }

    /// Sets where the text that follows comes from. Returns the previous value.
    pub fn set_origin(&mut self, origin: TextOrigin) -> TextOrigin {
        std::mem::replace(&mut self.origin, origin)
    }

    /// Appends text without blanks at either end.
    fn append(&mut self, text: &str) {
        if !self.is_open {
            self.record.push(MARK);
            let step = self.step.take().filter(|_| self.kind == Some(PassageKind::Item));
            self.record.push(step.unwrap_or_else(|| letter(self.kind.unwrap_or_default())));
            self.count += 1;
            self.is_open = true;
        } else if self.has_gap && !self.record.ends_with(CELL) {
            self.record.push(' ');
        }
        self.has_gap = false;
        if self.origins.last().map_or(TextOrigin::Exact, |(_, origin)| *origin) != self.origin {
            self.origins.push((self.record.len(), self.origin));
        }
        self.record.push_str(text);
    }

    /// Starts a new line of code.
    fn end_line(&mut self) {
        if self.is_open && !self.record.ends_with('\n') {
            self.record.push('\n');
        }
    }

    fn end_block(&mut self) {
        if self.is_open && self.kind == Some(PassageKind::Code) {
            self.record.truncate(self.record.trim_end_matches('\n').len());
        }
        (self.is_open, self.has_gap) = (false, false);
    }

    /// Where a heading of the outline begins, after its start tag.
    pub fn begin_title(&mut self) -> usize {
        self.end_block();
        self.record.len()
    }

    /// Makes what was recorded since `start` the title of a section that begins there.
    pub fn end_title(&mut self, start: usize) {
        self.end_block();
        let title = self.record.split_off(start);
        self.record.push_str(SECTION);
        for (at, _) in self.origins.iter_mut().rev().take_while(|(at, _)| *at >= start) {
            *at += SECTION.len();
        }
        for label in self.labels.iter_mut().rev().take_while(|label| label.start >= start) {
            *label = label.start + SECTION.len()..label.end + SECTION.len();
        }
        for block in title.split(MARK).skip(1) {
            self.record.push(MARK);
            let (letter, words) = block.split_at(1);
            // A heading of Markdown may be in one of raw HTML. Holes are not blocks.
            let is_block = !matches!(letter, "s" | "u" | "g" | "e");
            let letter = if is_block { letter.to_ascii_uppercase() } else { letter.to_owned() };
            self.record.extend([&letter, words]);
        }
        // A group ends where a section begins in it, or where its title is in it.
        if self.group.take().is_some() {
            self.record.push_str(GROUP_END);
        }
    }

    /// How much was recorded.
    pub fn len(&self) -> usize {
        self.record.len()
    }

    /// How many blocks were recorded.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The words of the blocks from number `start` on, on one line, without UI texts.
    pub fn words_since(&self, start: usize) -> String {
        self.each_word_since(start).collect::<Vec<_>>().join(" ")
    }

    /// Whether the blocks from number `start` on have words, without UI texts.
    pub fn has_words_since(&self, start: usize) -> bool {
        self.each_word_since(start).next().is_some()
    }

    fn each_word_since(&self, start: usize) -> impl Iterator<Item = &str> {
        let pieces = self.record[start..].split(MARK).enumerate();
        // The first piece continues a block, all others have a letter before them.
        let words = pieces.map(|(number, piece)| match number {
            0 => piece,
            _ if piece.starts_with('u') => "",
            _ => piece.get(1..).unwrap_or_default(),
        });
        words.flat_map(str::split_whitespace)
    }

    /// The whole record.
    pub fn finish(mut self) -> RecordedBlocks {
        self.end_block();
        RecordedBlocks { record: self.record, origins: self.origins, labels: self.labels }
    }
}

/// Whether an element is for the name of a button or key. Many writers make buttons bold.
fn is_label(name: &str) -> bool {
    matches!(name, "strong" | "b" | "kbd" | "button")
}

/// Where blanks begin that are anything but one space between two words.
fn gap(text: &str) -> Option<usize> {
    let is_blank = |at: usize| text[at..].starts_with(char::is_whitespace);
    // For most bytes, the byte alone rules both out.
    let mut signs = text.bytes().enumerate().filter(|(_, byte)| !byte.is_ascii_graphic());
    let found = signs.find(|(at, byte)| match byte {
        b' ' => at + 1 == text.len() || is_blank(at + 1),
        _ => text.is_char_boundary(*at) && is_blank(*at),
    });
    found.map(|(at, _)| at)
}
