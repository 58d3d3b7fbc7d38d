//! Pages of a vendor as trees: parsing by the HTML standard (html5ever), and questions that the importer asks of them.

mod words;

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, QualName, local_name, ns};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

pub use words::{is_inline, is_invisible, one_line, squeezed, visible_line, visible_text};

/// Elements inside each other beyond this depth are read as if they were side by side, so that no text can exhaust the
/// stack. Editors of help centers stay below 30.
const MAX_DEPTH: usize = 150;

/// A node of a page. Comments and processing instructions are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HtmlNode {
    /// An element.
    Element(HtmlElement),
    /// A text, with its character references decoded.
    Text(String),
}

/// An element with its content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HtmlElement {
    /// The name in lower case, with a prefix if the source has one: `p`, `ac:image`.
    pub name: String,
    /// The attributes in the order of the source.
    pub attributes: Vec<(String, String)>,
    /// What the element contains.
    pub children: Vec<HtmlNode>,
}

/// Parses the content of an element, such as the body of an article.
#[must_use]
pub fn fragment(html: &str) -> Vec<HtmlNode> {
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let options = ParseOpts {
        tree_builder: html5ever::tree_builder::TreeBuilderOpts { scripting_enabled: false, ..Default::default() },
        ..Default::default()
    };
    let dom = html5ever::parse_fragment(RcDom::default(), options, context, Vec::new(), false).one(html);
    let root = dom.document.children.borrow().first().cloned();
    root.map(|root| children(&root, 0)).unwrap_or_default()
}

/// Parses a whole page and returns its `html` element.
#[must_use]
pub fn document(html: &str) -> HtmlElement {
    let options = ParseOpts {
        tree_builder: html5ever::tree_builder::TreeBuilderOpts { scripting_enabled: false, ..Default::default() },
        ..Default::default()
    };
    let dom = html5ever::parse_document(RcDom::default(), options).one(html);
    let nodes = children(&dom.document, 0);
    let root = nodes.into_iter().find_map(|node| match node {
        HtmlNode::Element(element) if element.name == "html" => Some(element),
        _ => None,
    });
    root.unwrap_or_default()
}

fn children(handle: &Handle, depth: usize) -> Vec<HtmlNode> {
    let mut nodes = Vec::new();
    for child in handle.children.borrow().iter() {
        match &child.data {
            NodeData::Text { contents } => push_text(&mut nodes, &contents.borrow()),
            NodeData::Element { .. } if depth >= MAX_DEPTH => flatten(child, &mut nodes),
            NodeData::Element { name, attrs, .. } => {
                let attributes = attrs.borrow();
                let attributes =
                    attributes.iter().map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()));
                nodes.push(HtmlNode::Element(HtmlElement {
                    name: name.local.to_string(),
                    attributes: attributes.collect(),
                    children: children(child, depth + 1),
                }));
            }
            _ => {}
        }
    }
    nodes
}

/// The texts of a subtree that is too deep, without recursion.
fn flatten(handle: &Handle, nodes: &mut Vec<HtmlNode>) {
    let mut stack = vec![handle.clone()];
    while let Some(node) = stack.pop() {
        if let NodeData::Text { contents } = &node.data {
            push_text(nodes, &contents.borrow());
        } else {
            push_text(nodes, " ");
        }
        stack.extend(node.children.borrow().iter().rev().cloned());
    }
}

fn push_text(nodes: &mut Vec<HtmlNode>, text: &str) {
    match nodes.last_mut() {
        Some(HtmlNode::Text(last)) => last.push_str(text),
        _ => nodes.push(HtmlNode::Text(text.to_owned())),
    }
}

impl HtmlNode {
    /// The element, unless this is a text.
    #[must_use]
    pub fn element(&self) -> Option<&HtmlElement> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }
}

impl HtmlElement {
    /// An attribute's value.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Whether the element has a class.
    #[must_use]
    pub fn has_class(&self, class: &str) -> bool {
        self.classes().any(|other| other == class)
    }

    /// The names in the `class` attribute.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }

    /// A declaration of the `style` attribute, in lower case: `style("color")` is `red` in `color: Red; top: 0`.
    #[must_use]
    pub fn style(&self, property: &str) -> Option<String> {
        let declarations = self.attribute("style")?.split(';').filter_map(|declaration| declaration.split_once(':'));
        let mut values = declarations.filter(|(name, _)| name.trim().eq_ignore_ascii_case(property));
        values.next_back().map(|(_, value)| value.trim().to_ascii_lowercase())
    }

    /// The elements directly inside.
    pub fn elements(&self) -> impl Iterator<Item = &HtmlElement> {
        self.children.iter().filter_map(HtmlNode::element)
    }

    /// The first element inside, at any depth, that fits.
    #[must_use]
    pub fn find(&self, fits: &dyn Fn(&Self) -> bool) -> Option<&Self> {
        self.elements().find_map(|child| if fits(child) { Some(child) } else { child.find(fits) })
    }

    /// Calls `see` for each element inside, at any depth, in reading order.
    pub fn each(&self, see: &mut dyn FnMut(&Self)) {
        for child in self.elements() {
            see(child);
            child.each(see);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_html_is_read_as_browsers_do() {
        let nodes = fragment("<p>a<p>b<ul><li>c<li>d</ul>");
        let names: Vec<&str> = nodes.iter().filter_map(|node| Some(node.element()?.name.as_str())).collect();
        assert_eq!(names, ["p", "p", "ul"]);
        assert_eq!(nodes[2].element().expect("a list").elements().count(), 2);
    }

    #[test]
    fn deep_nesting_keeps_its_words() {
        let depth = 20_000;
        let nodes = fragment(&format!("{}word{}end", "<div>".repeat(depth), "</div>".repeat(depth)));
        assert_eq!(squeezed(&visible_text(&nodes)), "wordend");
    }

    #[test]
    fn styles_are_read_by_property() {
        let element = HtmlElement {
            attributes: vec![("style".into(), "Background-Color: #FEEDAF80; color:red".into())],
            ..HtmlElement::default()
        };
        assert_eq!(element.style("background-color").as_deref(), Some("#feedaf80"));
        assert_eq!(element.style("top"), None);
    }
}
