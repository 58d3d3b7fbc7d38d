//! What stands in a piece of raw HTML: its tags, with the places of their attributes. Nothing here judges or rewrites.

use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// A piece of raw HTML; everything between two tags is text, comments included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The element's name, in lower case.
    pub name: String,
    /// Which of the two tags, or both at once.
    pub kind: TagKind,
    /// From `<` to behind `>`.
    pub range: Range<usize>,
    /// The attributes, in the order in which they stand; empty for end tags.
    pub attributes: Vec<Attribute>,
}

/// Which tag of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagKind {
    /// `<p>`
    Start,
    /// `</p>`
    End,
    /// `<br/>`: HTML ignores the slash, JSX and XML do not.
    SelfClosing,
}

/// An attribute of a start tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attribute {
    /// Its name, in lower case.
    pub name: String,
    /// Its value, entities read; empty without one.
    pub value: String,
    /// The value as written, without quotes.
    pub range: Range<usize>,
}

impl Tag {
    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.as_str())
    }
}

/// The tags of `html`, in order. A tag that is never closed by `>` is text.
#[must_use]
pub fn tags(html: &str) -> Vec<Tag> {
    let mut pending: Option<Tag> = None;
    let mut emitter = CallbackEmitter::new(move |event: CallbackEvent<'_>, span: Span<usize>| match event {
        CallbackEvent::OpenStartTag { name } => {
            pending =
                Some(Tag { name: text(name), kind: TagKind::Start, range: span.start..span.end, attributes: vec![] });
            None
        }
        CallbackEvent::AttributeName { name } => {
            if let Some(tag) = &mut pending {
                tag.attributes.push(Attribute { name: text(name), value: String::new(), range: span.end..span.end });
            }
            None
        }
        CallbackEvent::AttributeValue { value } => {
            if let Some(attribute) = pending.as_mut().and_then(|tag| tag.attributes.last_mut()) {
                attribute.value = text(value);
                attribute.range = span.start..span.end;
            }
            None
        }
        CallbackEvent::CloseStartTag { self_closing } => pending.take().map(|mut tag| {
            tag.range.end = span.end;
            tag.kind = if self_closing { TagKind::SelfClosing } else { TagKind::Start };
            tag
        }),
        CallbackEvent::EndTag { name } => {
            pending = None;
            Some(Tag { name: text(name), kind: TagKind::End, range: span.start..span.end, attributes: vec![] })
        }
        _ => None,
    });
    emitter.naively_switch_states(true);
    let mut tags: Vec<Tag> = Tokenizer::new_with_emitter(html, emitter).filter_map(Result::ok).collect();
    for tag in &mut tags {
        settle(html, tag);
    }
    tags.retain(|tag| html.get(tag.range.clone()).is_some_and(|text| text.starts_with('<') && text.ends_with('>')));
    tags
}

/// Makes ranges exact: the tokenizer's spans may lie a byte off at quotes and brackets.
fn settle(html: &str, tag: &mut Tag) {
    let bytes = html.as_bytes();
    tag.range.start = (0..=tag.range.start.min(html.len())).rev().find(|&at| bytes.get(at) == Some(&b'<')).unwrap_or(0);
    let from = tag.range.end.saturating_sub(1).max(tag.range.start);
    tag.range.end = bytes[from..].iter().position(|&byte| byte == b'>').map_or(html.len(), |at| from + at + 1);
    for attribute in &mut tag.attributes {
        let range = &mut attribute.range;
        range.end = range.end.min(html.len());
        range.start = range.start.min(range.end);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each tag as written, with its attributes as written in brackets.
    fn shown(html: &str) -> Vec<String> {
        let show = |tag: Tag| {
            let attributes: Vec<String> = tag
                .attributes
                .iter()
                .map(|attribute| format!("{}={}", attribute.name, &html[attribute.range.clone()]))
                .collect();
            format!("{} [{}]", &html[tag.range.clone()], attributes.join("|"))
        };
        tags(html).into_iter().map(show).collect()
    }

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        assert_eq!(shown(html), expected);
    }

    #[test]
    fn ranges_show_what_was_written() {
        check("a<b>c</b>", &["<b> []", "</b> []"]);
        check(r#"é <a href="x.md">"#, &[r#"<a href="x.md"> [href=x.md]"#]);
        check("<img src='é.png' alt=\"\" >", &["<img src='é.png' alt=\"\" > [src=é.png|alt=]"]);
        check("<img src=a.png width=3>", &["<img src=a.png width=3> [src=a.png|width=3]"]);
        check("<br/>", &["<br/> []"]);
        check("<input disabled>", &["<input disabled> [disabled=]"]);
        check("<a href = \"x y\"\n title='t'>", &["<a href = \"x y\"\n title='t'> [href=x y|title=t]"]);
    }

    #[test]
    fn entities_are_read_in_values_only() {
        let tags = tags(r#"<a href="?a=1&amp;b=2">"#);
        assert_eq!(tags[0].attribute("href"), Some("?a=1&b=2"));
        check(r#"<a href="?a=1&amp;b=2">"#, &[r#"<a href="?a=1&amp;b=2"> [href=?a=1&amp;b=2]"#]);
    }

    #[test]
    fn what_only_looks_like_a_tag_is_text() {
        check("<!-- <b> --> <script>'<b>'</script>", &["<script> []", "</script> []"]);
        check("1 < 2 <b", &[]);
    }
}
