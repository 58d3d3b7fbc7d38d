//! Parses one text, of an article, a snippet or a title.

use std::sync::Arc;

use comrak::{Arena, Node};

use super::frames::ParsedText;
use super::limits::{self, ExceededLimit};
use super::options;
use super::shared_definitions::SharedDefinitions;
use crate::codes;
use crate::content::markdown::context::MarkdownContext;
use crate::diagnostic::{Diagnostic, Place};

/// What the texts of one article are parsed with.
#[derive(Clone, Copy)]
pub(super) struct TextParser<'a, 'x, 'c> {
    pub arena: &'a Arena<'a>,
    pub context: &'x MarkdownContext<'c>,
    /// The definitions of the article's other texts.
    pub shared: Option<&'x Arc<SharedDefinitions>>,
}

impl<'a> TextParser<'a, '_, '_> {
    /// Parses a text, unless that would take too long.
    pub fn parse(self, frame: &ParsedText<'_>) -> Result<Node<'a>, ExceededLimit> {
        let text = frame.str();
        limits::check(text)?;
        let mut options = options::answerbook_options(self.context.config);
        if let Some(shared) = self.shared {
            options.parse.broken_link_callback = Some(Arc::<SharedDefinitions>::clone(shared));
        }
        // Only needed then; spans split text into pieces, and links across pieces would not be found.
        options.parse.escaped_char_spans = text.contains("\\{{");
        let root = limits::parse(self.arena, text, &options)
            .ok_or_else(|| ExceededLimit { message: "reading the text takes too many steps".into(), range: None })?;
        match limits::too_deep(root) {
            None => Ok(root),
            Some(node) => {
                let range = frame.range(node.data().sourcepos);
                let range = range.start..text[range.clone()].find('\n').map_or(range.end, |at| range.start + at);
                Err(ExceededLimit { message: "blocks are nested too deeply".into(), range: Some(range) })
            }
        }
    }
}

/// The diagnostic for a text that was refused.
pub(super) fn refusal(frame: &ParsedText<'_>, excess: ExceededLimit) -> Diagnostic {
    let place = match excess.range {
        Some(range) => Place::Span(frame.span(range)),
        None => Place::File(frame.path.clone()),
    };
    Diagnostic::new(codes::MARKUP_TOO_COMPLEX, excess.message, place).help("split the text, or remove generated parts")
}
