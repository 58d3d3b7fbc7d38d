//! What would take too long to read, told before or while it is read, and without a clock: the same text is refused
//! on every machine.

use std::cell::Cell;
use std::ops::Range;

use comrak::arena_tree::NodeEdge;
use comrak::{Arena, Node, Options, try_parse_document};

use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// A line longer than this (1 MiB) was written by a machine.
const MAX_LINE_BYTES: usize = 1 << 20;

/// Deepest nesting of nodes. Browsers flatten a page at 512 elements, of which a block may take two.
const MAX_DEPTH: usize = 200;

/// Deepest nesting of `:::` blocks; comrak looks at each of them again for each line.
const MAX_DIRECTIVES: usize = 32;

/// comrak asks every 256 steps whether to stop. Real articles take less than one step for a byte; this allows 16.
const BYTES_PER_QUESTION: usize = 16;

/// Questions that even the shortest text may cause.
const MIN_QUESTIONS: usize = 64;

/// How much text snippets and variables may add to one article (1 MiB), lest nine snippets of nine snippets each make a
/// billion, or a long variable that is used on each line fill the memory.
const MAX_ADDED_BYTES: usize = 1 << 20;

/// Why a text is refused, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ExceededLimit {
    /// What there is too much of.
    pub message: String,
    /// Where, in the text that was parsed; `None` where no place is to blame.
    pub range: Option<Range<usize>>,
}

/// What can be seen before parsing.
pub(super) fn check(text: &str) -> Result<(), ExceededLimit> {
    let mut offset = 0;
    let mut open: Vec<usize> = Vec::new();
    for line in text.split_inclusive('\n') {
        let range = offset..offset + line.trim_end().len().min(80);
        offset += line.len();
        if line.len() > MAX_LINE_BYTES {
            let message = format!("a line is longer than {} KB", MAX_LINE_BYTES / 1024);
            return Err(ExceededLimit { message, range: Some(floor(text, range)) });
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
            return Err(ExceededLimit { message, range: Some(floor(text, range)) });
        }
    }
    Ok(())
}

fn floor(text: &str, range: Range<usize>) -> Range<usize> {
    let mut end = range.end.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    range.start..end.max(range.start)
}

/// Parses, as long as the work stays in proportion to the text.
pub(super) fn parse<'a>(arena: &'a Arena<'a>, text: &str, options: &Options<'_>) -> Option<Node<'a>> {
    let questions = Cell::new(0);
    let allowed = MIN_QUESTIONS + text.len() / BYTES_PER_QUESTION;
    let is_over = || {
        questions.set(questions.get() + 1);
        questions.get() > allowed
    };
    try_parse_document(arena, text, options, &is_over).ok()
}

/// The first node that lies too deep.
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

/// How many bytes snippets and variables added to one article so far.
#[derive(Debug, Clone, Default)]
pub struct Added(Cell<usize>);

impl Added {
    /// Counts a text that is to be added. Whether the article may be as long as that.
    pub(super) fn take(&self, bytes: usize) -> bool {
        self.0.set(self.0.get().saturating_add(bytes));
        !self.is_over()
    }

    /// Whether something was left out because the article would be too long.
    pub(super) fn is_over(&self) -> bool {
        self.0.get() > MAX_ADDED_BYTES
    }
}

/// What is wrong with an article that snippets and variables make too long.
const TOO_LONG: &str = "snippets and variables make the article too long";

/// The diagnostic for it.
pub(super) fn too_long(span: Span) -> Diagnostic {
    Diagnostic::at(codes::MARKUP_TOO_COMPLEX, TOO_LONG, span).help("use fewer nested snippets and shorter variables")
}

/// Whether a diagnostic is that one.
pub(super) fn is_about_length(diagnostic: &Diagnostic) -> bool {
    diagnostic.message == TOO_LONG
}
