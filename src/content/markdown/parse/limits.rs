//! Limits on texts that would take too long to process. They count and don't use a clock, so that all machines refuse
//! the same texts.

use std::cell::Cell;
use std::ops::Range;

use comrak::arena_tree::NodeEdge;
use comrak::{Arena, Node, Options, try_parse_document};

use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::{Span, floor_range};

/// Maximum length of a line (1 MiB). Longer lines are not written by people.
const MAX_LINE_BYTES: usize = 1 << 20;

/// Maximum nesting of nodes. Browsers flatten pages at a depth of 512 elements, and a block may take two.
const MAX_DEPTH: usize = 200;

/// Maximum nesting of `:::` blocks. On each line, comrak checks all that are open.
const MAX_DIRECTIVES: usize = 32;

/// Bytes of text for each time that comrak asks whether to stop, which it does every 256 steps. This allows 16 steps
/// per byte; real articles take less than one.
const BYTES_PER_QUESTION: usize = 16;

/// The number of times that comrak may ask even for a very short text.
const MIN_QUESTIONS: usize = 64;

/// Maximum size of the text that snippets and variables add to one article (1 MiB). Otherwise, snippets that use each
/// other nine times at every level could add billions of copies, and a long variable on every line could fill the
/// memory.
const MAX_ADDED_BYTES: usize = 1 << 20;

/// Why a text is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ExceededLimit {
    /// The limit that is exceeded, as a message.
    pub message: String,
    /// The position in the parsed text; `None` if no single place exceeds the limit.
    pub range: Option<Range<usize>>,
}

/// Checks the limits that need no parsing.
pub(super) fn check(text: &str) -> Result<(), ExceededLimit> {
    let mut offset = 0;
    let mut open: Vec<usize> = Vec::new();
    for line in text.split_inclusive('\n') {
        let range = offset..offset + line.trim_end().len().min(80);
        offset += line.len();
        if line.len() > MAX_LINE_BYTES {
            let message = format!("a line is longer than {} KB", MAX_LINE_BYTES / 1024);
            return Err(ExceededLimit { message, range: Some(floor_range(text, range)) });
        }
        let fence = line.trim_start_matches([' ', '\t', '>']);
        if !fence.starts_with(":::") {
            continue;
        }
        let colons = fence.bytes().take_while(|&byte| byte == b':').count();
        let closes = open.iter().position(|&length| length <= colons).filter(|_| fence[colons..].trim().is_empty());
        match closes {
            Some(outermost) => open.truncate(outermost),
            None => open.push(colons),
        }
        if open.len() > MAX_DIRECTIVES {
            let message = format!("`:::` blocks are nested more than {MAX_DIRECTIVES} deep");
            return Err(ExceededLimit { message, range: Some(floor_range(text, range)) });
        }
    }
    Ok(())
}

/// Parses a text; `None` if that takes too many steps for its length.
pub(super) fn parse<'a>(arena: &'a Arena<'a>, text: &str, options: &Options<'_>) -> Option<Node<'a>> {
    let questions = Cell::new(0);
    let allowed = MIN_QUESTIONS + text.len() / BYTES_PER_QUESTION;
    let is_over = || {
        questions.set(questions.get() + 1);
        questions.get() > allowed
    };
    try_parse_document(arena, text, options, &is_over).ok()
}

/// The first node that exceeds [`MAX_DEPTH`].
pub(super) fn too_deep(root: Node<'_>) -> Option<Node<'_>> {
    let mut depth = 0_usize;
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(node);
                }
            }
            NodeEdge::End(_) => depth -= 1,
        }
    }
    None
}

/// The number of bytes that snippets and variables have added to one article.
#[derive(Debug, Clone, Default)]
pub struct Added(Cell<usize>);

impl Added {
    /// Adds to the count. Returns whether the text may be inserted.
    pub(in crate::content::markdown) fn take(&self, bytes: usize) -> bool {
        self.0.set(self.0.get().saturating_add(bytes));
        !self.is_over()
    }

    /// Whether a text was left out because of the limit.
    pub(in crate::content::markdown) fn is_over(&self) -> bool {
        self.0.get() > MAX_ADDED_BYTES
    }
}

/// The message for articles that snippets and variables make too long.
const TOO_LONG: &str = "snippets and variables make the article too long";

/// The diagnostic with that message.
pub(in crate::content::markdown) fn too_long(span: Span) -> Diagnostic {
    Diagnostic::at(codes::MARKUP_TOO_COMPLEX, TOO_LONG, span).help("use fewer nested snippets and shorter variables")
}

/// Whether a diagnostic has that message.
pub(in crate::content::markdown) fn is_about_length(diagnostic: &Diagnostic) -> bool {
    diagnostic.message == TOO_LONG
}
