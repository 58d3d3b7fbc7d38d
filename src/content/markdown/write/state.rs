//! What the walk remembers between the start and the end of links, questions, footnotes and raw HTML.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use comrak::Node;
use comrak::nodes::NodeFootnoteDefinition;

use crate::content::holes::Hole;
use crate::html::elements;
use crate::source::Span;

/// What the end of a link needs to know of its start.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenLink {
    /// Whether no tag was written: the link is in a raw `<a>`, as in `<a href="x">https://example.com</a>`, or is a
    /// reference of another tool.
    pub is_nested: bool,
    /// Its number in the body, if the site resolves it.
    pub number: Option<usize>,
    /// Whether `{}` follows it.
    pub has_braces: bool,
    /// What was written before it.
    pub start: LinkStart,
}

/// What was written when a link began.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LinkStart {
    /// Where its words begin in the record.
    pub words: usize,
    /// How many pictures were written before it.
    pub pictures: usize,
}

/// The open entry.
#[derive(Debug, Default)]
pub(super) struct FaqState {
    /// The block where the open answer begins.
    pub open_answer: Option<usize>,
    /// How many questions there are so far.
    pub count: usize,
}

/// The footnotes of a page.
#[derive(Debug, Default)]
pub(super) struct Footnotes<'a> {
    /// For the document of each frame: the number of notes before its own, and how many of its own are kept.
    pub documents: HashMap<usize, NumberedNotes>,
    /// The number of notes in all documents so far.
    pub count: u32,
    /// The notes to write.
    pub notes: Vec<Footnote<'a>>,
    /// The note that is being written; taken when its back references are written.
    pub open: Option<(String, u32, NodeFootnoteDefinition)>,
}

/// The numbers of a document's notes.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct NumberedNotes {
    pub before: u32,
    pub kept: u32,
}

/// A note to write.
#[derive(Debug)]
pub(super) struct Footnote<'a> {
    pub node: Node<'a>,
    pub number: u32,
    pub id: String,
    pub frame: usize,
}

impl Footnotes<'_> {
    /// The number of notes before those of a frame.
    pub fn base(&self, frame: usize) -> u32 {
        self.documents.get(&frame).map_or(0, |document| document.before)
    }

    /// The number of the next note of a frame. The notes of a document are kept in their order.
    pub fn next(&mut self, frame: usize) -> u32 {
        let document = self.documents.entry(frame).or_default();
        document.kept += 1;
        document.before + document.kept
    }
}

/// How raw HTML is written.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum RawHtmlMode {
    /// As elements.
    #[default]
    Elements,
    /// As text, because browsers would not keep the elements within the article.
    Text,
}

/// Elements that raw HTML has opened.
#[derive(Debug, Default)]
pub(super) struct RawHtml {
    pub open: Vec<OpenElement>,
    /// How raw HTML is written.
    pub mode: RawHtmlMode,
    /// Whether an element was written that affects how browsers nest others.
    pub affects_nesting: bool,
    /// The place of the first such element.
    pub first_place: Option<Span>,
    /// How many of them are `<svg>` and `<math>`.
    pub foreign: usize,
    /// For each container of Markdown that is open, how many elements were open around it.
    pub containers: Vec<usize>,
    /// How many items of lists of Markdown are open.
    pub items: usize,
    /// The element whose content is no HTML and whose end tag a later piece has.
    pub raw_text: Option<String>,
    /// The node after which no piece has an end tag, and the element.
    pub endless: BTreeSet<(usize, String)>,
    /// The names of the end tags in each text.
    pub end_tags: BTreeMap<usize, BTreeSet<String>>,
    /// Whether a heading is open.
    pub is_in_heading: bool,
    /// What the policy or the configuration forbids and was already reported.
    pub blocked: BTreeSet<String>,
}

/// An element that raw HTML has opened.
#[derive(Debug)]
pub(super) struct OpenElement {
    pub name: String,
    pub span: Option<Span>,
    /// Whether its tags are written.
    pub is_written: bool,
    /// Whether there is a region around it that scrolls.
    pub is_wrapped: bool,
    /// Its heading, which gets an id as those of Markdown do.
    pub heading: Option<OpenHeading>,
    /// The link that it begins.
    pub link: Option<LinkStart>,
}

impl OpenElement {
    /// An element that is about to be opened.
    pub fn new(name: &str, span: Option<Span>, is_written: bool) -> Self {
        Self { name: name.to_owned(), span, is_written, is_wrapped: false, heading: None, link: None }
    }
}

impl RawHtml {
    /// Records an element of a picture, and whether its tags are written.
    pub fn push_foreign(&mut self, name: &str, is_written: bool) {
        self.push(OpenElement::new(name, None, is_written));
    }

    /// Opens an element.
    pub fn push(&mut self, open: OpenElement) {
        self.foreign += usize::from(elements::is_foreign(&open.name));
        self.open.push(open);
    }

    /// Closes the element that was opened last.
    pub fn pop(&mut self) -> Option<OpenElement> {
        let open = self.open.pop()?;
        self.foreign -= usize::from(elements::is_foreign(&open.name));
        Some(open)
    }

    /// Whether an `<a>` is open.
    pub fn is_in_link(&self) -> bool {
        self.open.iter().any(|open| open.name == "a")
    }

    /// Whether an element for code or keys is open, whose text is shown as it is.
    pub fn is_in_sample(&self) -> bool {
        self.open.iter().any(|open| ["pre", "code", "kbd", "samp", "var", "tt"].contains(&&*open.name))
    }

    /// Whether the element that was opened last is left out of the page.
    pub fn is_left_out(&self) -> bool {
        self.open.last().is_some_and(|open| !open.is_written)
    }

    /// How many elements were open before the current container.
    pub fn base(&self) -> usize {
        self.containers.last().copied().unwrap_or(0)
    }
}

/// A raw heading that is open.
#[derive(Debug)]
pub(super) struct OpenHeading {
    /// 2 to 6; the page's title is its only H1.
    pub level: u8,
    pub id: RawHeadingId,
    /// Where its words begin in the record.
    pub start: usize,
}

/// The id of a raw heading.
#[derive(Debug)]
pub(super) enum RawHeadingId {
    /// Chosen by the author.
    Given(String),
    /// Made from its words: the number of its hole.
    Hole(usize),
}

impl OpenHeading {
    /// The hole for its id, if its author gave none.
    pub fn id_hole(&self) -> Option<Hole<'static>> {
        match self.id {
            RawHeadingId::Given(_) => None,
            RawHeadingId::Hole(number) => Some(Hole::HeadingId(number)),
        }
    }

    /// The same heading, with its words from `start` on.
    pub fn starting_at(self, start: usize) -> Self {
        Self { start, ..self }
    }
}
