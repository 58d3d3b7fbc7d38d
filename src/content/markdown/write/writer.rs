//! What all parts of the walk share: its state, and how tags, words and holes are written.

use std::collections::BTreeMap;

use comrak::Node;
use comrak::nodes::Sourcepos;

use super::anchors::Anchors;
use super::recorder::{BlockRecorder, TextOrigin};
use super::state::{FaqState, Footnotes, OpenLink, RawHtml};
use crate::content::Body;
use crate::content::holes::Hole;
use crate::content::markdown::context::{Dialect, MarkdownContext};
use crate::content::markdown::parse::frames::ParsedText;
use crate::content::sanitize::Trust;
use crate::diagnostic::{Code, Diagnostic};
use crate::html::escape_attribute;
use crate::source::Span;

/// Writes formatted text to a writer's HTML, which cannot fail.
macro_rules! put {
    ($writer:expr, $($argument:tt)*) => {{
        use std::fmt::Write as _;
        let _ = write!($writer.out, $($argument)*);
    }};
}
pub(super) use put;

/// The state of one walk.
pub(super) struct HtmlWriter<'a, 't, 'c> {
    /// The context of the article; `None` for a specification's HTML.
    pub context: Option<&'t MarkdownContext<'c>>,
    /// The dialect of the text.
    pub dialect: Dialect,
    /// The texts that spans point into.
    pub frames: &'t [ParsedText<'c>],
    /// The frame of the current node.
    pub frame: usize,
    /// The frames around the current one, outermost first.
    pub outer_frames: Vec<usize>,
    /// The HTML so far.
    pub out: String,
    /// The article so far, without its HTML.
    pub body: Body,
    /// The page's ids.
    pub anchors: Anchors,
    /// The automatic ids of headings whose writer chose another one, by the chosen id.
    pub automatic_ids: BTreeMap<String, String>,
    /// The latest heading's text, which names the tables below it.
    pub heading: String,
    /// Where that heading begins in the blocks.
    pub title_start: usize,
    /// The links that are being written.
    pub open_links: Vec<OpenLink>,
    /// The column of the table cell that is being written.
    pub column: usize,
    /// Labels of tables so far without the theme's word for a table, so that no two are the same.
    pub table_labels: BTreeMap<String, usize>,
    /// Raw HTML that is still open.
    pub html: RawHtml,
    /// The footnotes, which come last.
    pub footnotes: Footnotes<'a>,
    /// The question that is being written.
    pub faq: FaqState,
    /// The open steps, outermost first, by their index in the body's steps.
    pub open_steps: Vec<usize>,
    /// Whether a `<p>` of ours is open.
    pub is_in_paragraph: bool,
    /// Whether that paragraph consists of several pictures.
    pub is_in_pictures: bool,
    /// Whether the end of the current paragraph was already written.
    pub paragraph_is_closed: bool,
    /// How many elements were written that readers see although they have no words.
    pub pictures: usize,
    /// The words so far, block by block.
    pub blocks: BlockRecorder,
    /// The plain text of all paragraphs, headings and cells so far.
    pub plain_text: String,
    /// Problems.
    pub diagnostics: Vec<Diagnostic>,
}

/// Text for readers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Words<'t> {
    /// The author's words.
    Author(&'t str),
    /// The theme's text for a key, with the value of `{title}` in it.
    Theme { key: &'t str, title: Option<&'t str> },
}

impl<'t> Words<'t> {
    /// The theme's text for a key.
    pub fn theme(key: &'t str) -> Self {
        Self::Theme { key, title: None }
    }
}

/// How the walk continues after a node's opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Descend {
    /// With the node's children, then its end.
    Children,
    /// After the node, which was written entirely.
    Skip,
}

impl<'a, 't, 'c> HtmlWriter<'a, 't, 'c> {
    /// A writer that has written nothing.
    pub fn new(frames: &'t [ParsedText<'c>], context: Option<&'t MarkdownContext<'c>>, dialect: Dialect) -> Self {
        Self {
            context,
            dialect,
            frames,
            frame: 0,
            outer_frames: Vec::new(),
            out: String::with_capacity(frames.first().map_or(0, |frame| frame.str().len() * 3 / 2)),
            body: Body::default(),
            anchors: Anchors::default(),
            automatic_ids: BTreeMap::new(),
            heading: String::new(),
            title_start: 0,
            open_links: Vec::new(),
            column: 0,
            table_labels: BTreeMap::new(),
            html: RawHtml::default(),
            footnotes: Footnotes::default(),
            faq: FaqState::default(),
            open_steps: Vec::new(),
            is_in_paragraph: false,
            is_in_pictures: false,
            paragraph_is_closed: false,
            pictures: 0,
            blocks: BlockRecorder::default(),
            plain_text: String::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Starts a new line, unless the HTML is at the start of one.
    pub fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.new_line();
        }
    }

    /// Ends the line.
    pub fn new_line(&mut self) {
        self.out.push('\n');
        self.blocks.text("\n");
    }

    /// Writes a start tag; the caller writes its attributes and its end. Tags within a line may be
    /// written without this, and all others must be recorded.
    pub fn start_tag(&mut self, name: &str) {
        self.out.extend(["<", name]);
        self.blocks.start(name);
    }

    /// Writes an end tag.
    pub fn end_tag(&mut self, name: &str) {
        self.out.extend(["</", name, ">"]);
        self.blocks.end(name);
    }

    /// Writes an end tag and ends its line.
    pub fn end_tag_line(&mut self, name: &str) {
        self.end_tag(name);
        self.new_line();
    }

    /// Writes text for readers, escaped.
    pub fn words(&mut self, text: &str) {
        escape_attribute(text, &mut self.out);
        self.blocks.text(text);
    }

    /// Writes text for readers: the author's, or a text of the theme.
    pub fn words_or_ui_text(&mut self, words: Words<'_>) {
        match words {
            Words::Author(text) => self.words(text),
            Words::Theme { key, title } => {
                let hole = Hole::UiText { key, title };
                self.hole(hole);
                self.blocks.hole(hole);
            }
        }
    }

    /// Writes a hole to the HTML.
    pub fn hole(&mut self, hole: Hole<'_>) {
        put!(self, "{hole}");
    }

    /// Writes text for readers, from a known place.
    pub fn words_from(&mut self, origin: TextOrigin, text: &str) {
        let outer = self.blocks.set_origin(origin);
        self.words(text);
        self.blocks.set_origin(outer);
    }

    /// Where a node's text comes from. In raw HTML for code, it is meant to be shown.
    pub fn origin(&self, kind: fn(usize, Sourcepos) -> TextOrigin, node: Node<'_>) -> TextOrigin {
        let position = node.data().sourcepos;
        if self.html.is_in_sample() { TextOrigin::Sample(self.frame, position) } else { kind(self.frame, position) }
    }

    /// Writes an element with a class that contains only text.
    pub fn element(&mut self, name: &str, class: &str, words: Words<'_>) {
        self.start_tag(name);
        self.out.extend([" class=\"", class, "\">"]);
        self.words_or_ui_text(words);
        self.end_tag(name);
    }

    /// The writer's permissions.
    pub fn trust(&self) -> Trust {
        Trust::of(self.context.is_none_or(|context| context.config.raw_html))
    }

    /// The place of a node in the source.
    pub fn span(&self, node: Node<'a>) -> Option<Span> {
        let frame = self.frames.get(self.frame)?;
        Some(frame.span(frame.range(node.data().sourcepos)))
    }

    /// Reports a problem at a node's place.
    pub fn report(&mut self, code: Code, message: impl Into<String>, span: Option<Span>, help: &str) {
        if let Some(span) = span {
            let diagnostic = Diagnostic::at(code, message, span);
            self.diagnostics.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
        }
    }
}
