//! Splits HTML into tokens as a browser does ([standard](https://html.spec.whatwg.org/multipage/parsing.html)).
//!
//! Values are decoded, so they must be escaped again before they are written. A text can end inside a tag, a comment,
//! or an element such as `<script>` with raw content. A browser would then treat everything after it as a part of that;
//! here it becomes [`Token::Unfinished`]. Takes linear time.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Error, Readable, Reader, Span, State, StringReader, Tokenizer};

use super::elements;
use super::tag::{Attribute, Tag, TagKind};

/// Maximum number of attributes in a tag; people never write that many. html5gum reads the attributes of a tag
/// recursively, so some thousands of them would overflow the stack.
const MAX_ATTRIBUTES: usize = 256;

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A start or end tag.
    Tag(Tag),
    /// Text, or the content of a script or style.
    Text {
        /// The characters.
        text: String,
        /// Whether this is the content of an element with raw content, in which nothing can be escaped.
        is_raw: bool,
    },
    /// A comment, or something that browsers treat as one: `<?xml … ?>`, `<!x>`.
    Comment(String),
    /// Something without an end, which would include everything after it.
    Unfinished {
        /// Its range in the text.
        range: Range<usize>,
        /// The start tag, if only the end tag is missing.
        tag: Option<Tag>,
    },
}

impl Token {
    /// Moves all ranges by `offset`, for example if the tokenized text is part of a longer one.
    pub fn move_by(&mut self, offset: usize) {
        let add = |range: &mut Range<usize>| *range = range.start + offset..range.end + offset;
        match self {
            Self::Unfinished { range, tag } => {
                add(range);
                if let Some(tag) = tag {
                    tag.move_by(offset);
                }
            }
            Self::Tag(tag) => tag.move_by(offset),
            Self::Text { .. } | Self::Comment(_) => {}
        }
    }
}

/// The tokens of `html`, in order. `is_foreign` means that it is inside `<svg>` or `<math>`, where scripts and styles
/// are parsed like other elements.
#[must_use]
pub fn tokens(html: &str, is_foreign: bool) -> Vec<Token> {
    let hit_end = Cell::new(false);
    let attributes = Cell::new(0);
    let input = Bounded { reader: html.to_reader(), attributes: &attributes };
    let mut tokenizer = Tokenizer::new_with_emitter(input, emitter(&hit_end, &attributes));
    let mut ends = Ends { html, last: BTreeMap::new() };
    let mut foreign = ForeignContent { open: if is_foreign { vec!["svg".into()] } else { Vec::new() } };
    let mut tokens = Vec::new();
    // The open element with raw content: its index in `tokens`, and the range of its start tag.
    let mut raw: Option<(usize, Range<usize>)> = None;
    let mut done = 0;
    loop {
        let Part { token, range } = match tokenizer.next() {
            Some(Ok(part)) => part,
            // After an error, the tokenizer still returns what it has read.
            Some(Err(_)) if !hit_end.replace(true) => continue,
            Some(Err(_)) | None => break,
        };
        let is_raw = raw.is_some();
        match token {
            Token::Text { text, .. } => {
                let is_raw = is_raw && !is_decoded(&tokens);
                tokens.push(Token::Text { text, is_raw });
                continue;
            }
            Token::Comment(_) if range.end == html.len() && is_open(&html[range.clone()], hit_end.get()) => {
                tokens.push(Token::Unfinished { range: range.clone(), tag: None });
            }
            Token::Comment(_) | Token::Unfinished { .. } => tokens.push(token),
            Token::Tag(tag) => {
                raw = None;
                let is_foreign = foreign.is_open() && !elements::ends_foreign(&tag);
                foreign.meet(&tag);
                match state(&tag).filter(|_| !is_foreign) {
                    Some(state) if ends.are_after(&tag.name, range.end) => {
                        tokenizer.set_state(state);
                        raw = Some((tokens.len(), range.clone()));
                        tokens.push(Token::Tag(tag));
                    }
                    Some(_) => tokens.push(Token::Unfinished { range: range.clone(), tag: Some(tag) }),
                    None => tokens.push(Token::Tag(tag)),
                }
            }
        }
        done = range.end;
    }
    if let Some((at, range)) = raw {
        tokens.truncate(at);
        tokens.push(Token::Unfinished { range: range.start..html.len(), tag: None });
    } else if let Some(start) = hit_end.get().then(|| tag_start(html, done)).flatten() {
        tokens.push(Token::Unfinished { range: start..html.len(), tag: None });
    }
    tokens
}

/// A token and its range.
struct Part {
    token: Token,
    range: Range<usize>,
}

/// A reader that stops in a tag with too many attributes.
struct Bounded<'h> {
    reader: StringReader<'h>,
    attributes: &'h Cell<usize>,
}

#[derive(Debug)]
struct TooManyAttributes;

impl std::fmt::Display for TooManyAttributes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a tag has too many attributes")
    }
}

impl std::error::Error for TooManyAttributes {}

impl Bounded<'_> {
    fn check(&self) -> Result<(), TooManyAttributes> {
        if self.attributes.get() > MAX_ATTRIBUTES { Err(TooManyAttributes) } else { Ok(()) }
    }
}

impl Reader for Bounded<'_> {
    type Error = TooManyAttributes;

    fn read_byte(&mut self) -> Result<Option<u8>, Self::Error> {
        self.check()?;
        self.reader.read_byte().map_err(|never| match never {})
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Self::Error> {
        self.check()?;
        self.reader.try_read_string(text, case_sensitive).map_err(|never| match never {})
    }

    fn read_until<'b>(&'b mut self, needle: &[u8], buffer: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, Self::Error> {
        self.check()?;
        self.reader.read_until(needle, buffer).map_err(|never| match never {})
    }
}

/// Turns the tokenizer's events into tokens. Sets `hit_end` if the text ends inside a tag or comment. `attributes`
/// counts the attributes of the current tag.
fn emitter(
    hit_end: &Cell<bool>,
    attributes: &Cell<usize>,
) -> CallbackEmitter<impl FnMut(CallbackEvent<'_>, Span<usize>) -> Option<Part>, Part, usize> {
    let mut pending: Option<Tag> = None;
    let mut names = std::collections::HashSet::new();
    let mut is_repeated = false;
    CallbackEmitter::new(move |event: CallbackEvent<'_>, span: Span<usize>| {
        let range = span.start..span.end;
        let token = match event {
            CallbackEvent::OpenStartTag { name } => {
                names.clear();
                is_repeated = false;
                attributes.set(0);
                pending = Some(Tag { name: text(name), kind: TagKind::Start, range, attributes: vec![] });
                return None;
            }
            CallbackEvent::AttributeName { name } => {
                let name = text(name);
                attributes.set(attributes.get() + 1);
                is_repeated = !names.insert(name.clone());
                if let Some(tag) = pending.as_mut().filter(|_| !is_repeated) {
                    tag.attributes.push(Attribute { name, value: String::new(), range: range.end..range.end });
                }
                return None;
            }
            CallbackEvent::AttributeValue { value } => {
                let attribute = pending.as_mut().and_then(|tag| tag.attributes.last_mut());
                if let Some(attribute) = attribute.filter(|_| !is_repeated) {
                    attribute.value = text(value);
                    attribute.range = range;
                }
                return None;
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let mut tag = pending.take()?;
                tag.range.end = range.end;
                tag.kind = if self_closing { TagKind::SelfClosing } else { TagKind::Start };
                return Some(Part { range: tag.range.clone(), token: Token::Tag(tag) });
            }
            CallbackEvent::EndTag { name } => {
                pending = None;
                attributes.set(0);
                let range = range.clone();
                Token::Tag(Tag { name: text(name), kind: TagKind::End, range, attributes: vec![] })
            }
            CallbackEvent::String { value } => Token::Text { text: text(value), is_raw: false },
            CallbackEvent::Comment { value } => Token::Comment(text(value)),
            // Browsers ignore a doctype inside a page.
            CallbackEvent::Doctype { .. } => Token::Comment(String::new()),
            CallbackEvent::Error(error) => {
                let is_end = matches!(error, Error::EofInTag | Error::EofInComment | Error::EofInDoctype);
                hit_end.set(hit_end.get() || is_end);
                return None;
            }
        };
        Some(Part { token, range })
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The open elements that decide whether a tag is read as HTML: `<svg>`, `<math>`, and those in them that contain HTML
/// again.
struct ForeignContent {
    open: Vec<String>,
}

impl ForeignContent {
    fn is_open(&self) -> bool {
        self.open.last().is_some_and(|name| elements::is_foreign(name))
    }

    fn meet(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if tag.kind == TagKind::End {
            if let Some(at) = self.open.iter().rposition(|open| open == name) {
                self.open.truncate(at);
            }
        } else if self.is_open() && elements::ends_foreign(tag) {
            while self.is_open() {
                self.open.pop();
            }
        } else if tag.kind == TagKind::Start
            && (elements::is_foreign(name) || self.is_open() && elements::is_integration_point(name))
        {
            self.open.push(name.to_owned());
        }
    }
}

/// The tokenizer's state for an element with raw content.
fn state(tag: &Tag) -> Option<State> {
    match tag.name.as_str() {
        _ if tag.kind == TagKind::End => None,
        "script" => Some(State::ScriptData),
        name if elements::is_decoded_text(name) => Some(State::RcData),
        name if elements::is_raw_text(name) => Some(State::RawText),
        _ => None,
    }
}

/// Whether the last open element has character references in its content.
fn is_decoded(tokens: &[Token]) -> bool {
    matches!(tokens.last(), Some(Token::Tag(tag)) if elements::is_decoded_text(&tag.name))
}

/// Whether a comment has no end.
fn is_open(written: &str, hit_end: bool) -> bool {
    if written.starts_with("<!--") { hit_end } else { !written.ends_with('>') }
}

/// The start of the tag that is cut off at the end of the text. `done` is the end of the last token.
fn tag_start(html: &str, done: usize) -> Option<usize> {
    let is_start = |at: usize| {
        let name = html[at + 1..].strip_prefix('/').unwrap_or(&html[at + 1..]);
        name.starts_with(|first: char| first.is_ascii_alphabetic())
    };
    html[done..].match_indices('<').map(|(at, _)| done + at).find(|at| is_start(*at))
}

/// Finds the last end tag of each element.
struct Ends<'h> {
    html: &'h str,
    last: BTreeMap<String, usize>,
}

impl Ends<'_> {
    /// Whether there is an end tag of `name` after `start`.
    fn are_after(&mut self, name: &str, start: usize) -> bool {
        let last = self.last.entry(name.to_owned());
        *last.or_insert_with(|| last_end_tag(self.html, name).unwrap_or(0)) >= start
    }
}

/// The position of the last `</name>`, with or without attributes.
fn last_end_tag(html: &str, name: &str) -> Option<usize> {
    let limit = html.rfind('>')?;
    let is_end = |at: usize| {
        let rest = &html[at + 2..];
        rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && rest[name.len()..].starts_with(|next: char| next.is_ascii_whitespace() || matches!(next, '/' | '>'))
    };
    html[..limit].rmatch_indices("</").map(|(at, _)| at).find(|at| is_end(*at))
}

#[cfg(test)]
mod tests;
