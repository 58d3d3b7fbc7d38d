//! Whether browsers keep a piece of HTML within the element that it is written in.
//!
//! Balanced tags are not enough for that. Browsers ignore some tags, depending on what is open, end elements on their
//! own, and move what is misplaced out of tables. Then end tags that follow end other elements than they were written
//! for. So the piece is parsed as browsers parse it.

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// What is written around the piece: elements as in a page, whose end tags must still end them. There are two of the
/// innermost, since an end tag without an element would be ignored.
const BEFORE: &str = "<!doctype html><html><head></head><body><main><article><div><div>";
const AFTER: &str = "</div><p>A</p></div></article></main></body></html>";

/// The elements around the piece, each with the names of its children. The last `div` holds the piece.
const AROUND: &[(&str, &[&str])] = &[
    ("html", &["head", "body"]),
    ("body", &["main"]),
    ("main", &["article"]),
    ("article", &["div"]),
    ("div", &["div", "p"]),
];

/// Whether all of a piece, given in parts, stays within its element, with scripts and without.
#[must_use]
pub fn is_contained<'p>(parts: impl Iterator<Item = &'p str> + Clone) -> bool {
    let has_noscript = || parts.clone().any(|part| part.contains("<noscript"));
    is_contained_in(parts.clone(), true) && (!has_noscript() || is_contained_in(parts, false))
}

fn is_contained_in<'p>(parts: impl Iterator<Item = &'p str>, scripting_enabled: bool) -> bool {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = scripting_enabled;
    let mut parser = parse_document(RcDom::default(), options);
    for part in std::iter::once(BEFORE).chain(parts).chain([AFTER]) {
        parser.process(part.into());
    }
    let dom = parser.finish();
    let mut elements = elements(&dom.document);
    for (name, expected) in AROUND {
        // The start tags of `<html>` and `<body>` in a piece would add attributes to the page's.
        let Some(element) = elements.into_iter().find(|element| is_plain(element, name)) else { return false };
        elements = self::elements(&element);
        if elements.len() != expected.len()
            || !elements.iter().zip(*expected).all(|(child, name)| is_plain(child, name))
        {
            return false;
        }
    }
    // Emphasis that is still open would continue in the paragraph.
    elements.last().is_some_and(|paragraph| self::elements(paragraph).is_empty())
}

/// The elements directly in a node.
fn elements(node: &Handle) -> Vec<Handle> {
    let is_element = |child: &&Handle| matches!(child.data, NodeData::Element { .. });
    node.children.borrow().iter().filter(is_element).cloned().collect()
}

/// Whether a node is an element of this name without attributes.
fn is_plain(node: &Handle, wanted: &str) -> bool {
    match &node.data {
        NodeData::Element { name, attrs, .. } => &*name.local == wanted && attrs.borrow().is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: bool) {
        assert_eq!(is_contained(std::iter::once(html)), expected, "{html}");
    }

    #[test]
    fn balanced_html_is_contained() {
        check("", true);
        check("Text & <b>more</b> <p>A <p>B<table><tr><td>C</table>", true);
        check("<svg><desc><p>A</p></desc></svg> <select><option>A</select>", true);
    }

    #[test]
    fn end_tags_that_end_other_elements_are_found() {
        check("</div>", false);
        check("<select><div></select></div></div>", false);
        check("<form><div><form></form></div></form></div>", false);
        check("<dd><div><dt></dt></div></dd>", false);
        check("<b>A", false);
        check("<noscript></div></noscript>", false);
    }

    #[test]
    fn tags_that_change_the_page_are_found() {
        check("<body class=a>", false);
        check("<html lang=a>", false);
        check("<plaintext>", false);
        check("<!--", false);
    }

    #[test]
    fn text_that_moves_out_stays_within_the_element() {
        check("<table>A<tr><td>B</td></tr></table>", true);
    }
}
