//! The elements that raw HTML has opened, and what is known about them.

use std::collections::{BTreeMap, BTreeSet};

use super::headings::OpenHeading;
use crate::html::elements;
use crate::source::Span;

/// Elements that raw HTML has opened.
#[derive(Debug, Default)]
pub(super) struct RawHtml {
    pub open: Vec<OpenElement>,
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
}

impl OpenElement {
    /// An element that is about to be opened.
    pub fn new(name: &str, span: Option<Span>, is_written: bool) -> Self {
        Self { name: name.to_owned(), span, is_written, is_wrapped: false, heading: None }
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

    /// Whether the element that was opened last is left out of the page.
    pub fn is_left_out(&self) -> bool {
        self.open.last().is_some_and(|open| !open.is_written)
    }

    /// How many elements were open before the current container.
    pub fn base(&self) -> usize {
        self.containers.last().copied().unwrap_or(0)
    }
}
