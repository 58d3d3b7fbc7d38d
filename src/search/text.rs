//! An article's HTML → its sections as plain text. The HTML is our own writer's, so a scanner that knows tags, quotes
//! and a few references is enough; what it misreads is only found less well.

use foldhash::HashMap;

use crate::content::{Body, Heading};
use crate::html::{elements, escape_attribute};

/// A heading with the text up to the next one. The first section of an article has no heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextSection {
    /// The heading as plain text; empty for the first section.
    pub heading: String,
    /// Its anchor.
    pub id: String,
    /// Plain text, blanks collapsed.
    pub text: String,
}

/// Number of sections of a text.
#[must_use]
pub fn count(body: &Body) -> usize {
    body.outline.len() + 1
}

/// The sections of a text, in order: the first one, and one for each heading of the outline.
#[must_use]
pub fn sections(body: &Body) -> Vec<TextSection> {
    let places = body.outline.iter().enumerate().rev().map(|(place, heading)| (escaped(&heading.id), place)).collect();
    let mut scanner =
        SectionScanner { sections: vec![TextSection::default()], outline: &body.outline, places, skipped: None };
    let html = body.html.text();
    let mut rest = &*html;
    while let Some(at) = memchr::memchr3(b'<', b'&', 0, rest.as_bytes()) {
        scanner.text(&rest[..at]);
        rest = scanner.markup(&rest[at..]);
    }
    scanner.text(rest);
    scanner.begin(body.outline.len());
    for section in &mut scanner.sections {
        section.text.truncate(section.text.trim_end().len());
    }
    scanner.sections
}

struct SectionScanner<'b> {
    sections: Vec<TextSection>,
    /// The headings to come.
    outline: &'b [Heading],
    /// The place of each heading in the whole outline, by its id as an attribute has it.
    places: HashMap<String, usize>,
    /// The element whose end is waited for.
    skipped: Option<String>,
}

impl SectionScanner<'_> {
    /// Appends text, each run of blanks as one.
    fn text(&mut self, text: &str) {
        if self.skipped.is_some() {
            return;
        }
        let Some(section) = self.sections.last_mut() else { return };
        let mut rest = text.trim_start();
        if rest.len() < text.len() {
            separate(&mut section.text);
        }
        while let Some(at) = gap(rest) {
            section.text.push_str(&rest[..at]);
            separate(&mut section.text);
            rest = rest[at..].trim_start();
        }
        section.text.push_str(rest);
    }

    /// Reads a tag, a reference or a slot, and returns what follows.
    fn markup<'h>(&mut self, html: &'h str) -> &'h str {
        if let Some(rest) = html.strip_prefix('\0') {
            return rest.split_once('\0').map_or("", |(_, rest)| rest);
        }
        if html.starts_with('&') {
            let (text, rest) = reference(html);
            self.text(text.encode_utf8(&mut [0; 4]));
            return rest;
        }
        if let Some(comment) = html.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let (tag, rest) = html.split_at(tag_end(html));
        let name = name_of(tag);
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.tag(&name.to_ascii_lowercase(), tag);
        } else {
            self.tag(name, tag);
        }
        rest
    }

    fn tag(&mut self, name: &str, tag: &str) {
        if let Some(skipped) = &self.skipped {
            if name.strip_prefix('/') == Some(skipped) {
                self.skipped = None;
            }
            return;
        }
        if self.starts_section(name, tag) {
            return;
        }
        if elements::is_unread(name) || tag.starts_with("<a class=\"anchor\"") {
            self.skipped = Some(name.to_owned());
        } else if !elements::is_inline(name.trim_start_matches('/'))
            && let Some(section) = self.sections.last_mut()
        {
            separate(&mut section.text);
        }
    }

    /// Begins a section at the next heading of the outline, whose text is then not part of any section.
    fn starts_section(&mut self, name: &str, tag: &str) -> bool {
        let is_heading = name.len() == 2 && name.starts_with('h');
        if !is_heading && name != "details" {
            return false;
        }
        let Some(id) = attribute(tag, "id") else { return false };
        let begun = self.sections.len() - 1;
        let place = self.places.get(id).and_then(|place| place.checked_sub(begun));
        let Some(place) = place else { return false };
        self.begin(place + 1);
        self.skipped = Some(if is_heading { name.to_owned() } else { "summary".to_owned() });
        true
    }
}

impl SectionScanner<'_> {
    /// Begins the sections of the next `count` headings, of as many as there are.
    fn begin(&mut self, count: usize) {
        let (begun, rest) = self.outline.split_at(count.min(self.outline.len()));
        let section = |heading: &Heading| TextSection {
            heading: heading.text.clone(),
            id: heading.id.clone(),
            text: String::new(),
        };
        self.sections.extend(begun.iter().map(section));
        self.outline = rest;
    }
}

/// Where blanks begin that are anything but one space between two words.
fn gap(text: &str) -> Option<usize> {
    let is_blank = |at: usize| text[at..].starts_with(char::is_whitespace);
    // Most bytes are neither, which is told without a look at the character.
    let mut signs = text.bytes().enumerate().filter(|(_, byte)| !byte.is_ascii_graphic());
    let found = signs.find(|(at, byte)| match byte {
        b' ' => at + 1 == text.len() || is_blank(at + 1),
        _ => text.is_char_boundary(*at) && is_blank(*at),
    });
    found.map(|(at, _)| at)
}

fn separate(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

/// The name of a tag, after a slash where it closes an element.
fn name_of(tag: &str) -> &str {
    let name = &tag[1..];
    let end = name.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'/');
    &name[..end.unwrap_or(name.len())]
}

/// Where a tag ends: behind the first `>` that is not in quotes.
fn tag_end(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

/// An id as the writer escapes it in an attribute.
fn escaped(id: &str) -> String {
    let mut escaped = String::with_capacity(id.len());
    escape_attribute(id, &mut escaped);
    escaped
}

/// The character that a reference at the start of `html` stands for, and what follows.
fn reference(html: &str) -> (char, &str) {
    const NAMED: [(&str, char); 6] =
        [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' ')];
    const LONGEST: usize = 10;
    let end = html.bytes().skip(1).take(LONGEST + 1).position(|byte| byte == b';');
    let Some(end) = end else { return ('&', &html[1..]) };
    let (name, rest) = (&html[1..=end], &html[end + 2..]);
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    let named = || NAMED.iter().find(|(known, _)| *known == name).map(|(_, character)| *character);
    match number.and_then(char::from_u32).or_else(named) {
        Some(character) => (character, rest),
        None => ('&', &html[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, outline: &[(&str, &str)], expected: &[(&str, &str)]) {
        let outline =
            outline.iter().map(|(id, text)| Heading { level: 2, id: (*id).into(), text: (*text).into() }).collect();
        let body = Body { html: html.into(), outline, ..Body::default() };
        let sections = sections(&body);
        let seen: Vec<_> = sections.iter().map(|section| (section.id.as_str(), section.text.as_str())).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn headings_begin_sections() {
        let html = "<p>Intro &amp; more</p>\n<h2 id=\"a\">A<a class=\"anchor\" href=\"#a\">#</a></h2><ul><li>One</li><li><b>T</b>wo</li></ul>";
        check(html, &[("a", "A")], &[("", "Intro & more"), ("a", "One Two")]);
    }

    #[test]
    fn questions_begin_sections() {
        let html =
            "<div class=\"faq\"><details id=\"q\" open><summary><h2>Why?</h2></summary><p>So.</p></details></div>";
        check(html, &[("q", "Why?")], &[("", ""), ("q", "So.")]);
    }

    #[test]
    fn a_question_on_a_button_is_read() {
        let html = "<h2><button type=\"button\">Lost my phone?</button></h2><div>Remove it.</div>";
        check(html, &[], &[("", "Lost my phone? Remove it.")]);
    }

    #[test]
    fn what_nobody_reads_is_left_out() {
        let html = "a<svg><path d=\"x>y\"/></svg>b\0h12\0c<!-- d --><template>Copy</template>";
        check(html, &[], &[("", "abc")]);
        check("<p>1 &lt; 2 &#x41; &nope; &</p>", &[], &[("", "1 < 2 A &nope; &")]);
    }
}
