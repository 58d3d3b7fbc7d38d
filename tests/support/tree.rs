//! A page as a browser builds it: the tree of html5ever, which knows about foreign content, tables and misnested tags.

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// The namespace of HTML elements.
const HTML: &str = "http://www.w3.org/1999/xhtml";

/// A parsed page.
pub struct Page(RcDom);

/// An element: its names, and its attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The name of the parent.
    pub parent: String,
    /// The name; with a prefix if it is not HTML.
    pub name: String,
    /// Names and values.
    pub attributes: Vec<(String, String)>,
}

impl Page {
    /// Parses a page.
    pub fn parse(html: &str) -> Self {
        let mut options = ParseOpts::default();
        options.tree_builder.scripting_enabled = true;
        Self(parse_document(RcDom::default(), options).one(html))
    }

    /// All elements outside of the article's text, with their attributes, as lines. They must not depend on the text.
    pub fn around(&self) -> Vec<String> {
        let mut lines = Vec::new();
        walk(&self.0.document, &mut |element| {
            let class = element.attribute("class").unwrap_or_default();
            // What is nearest depends on the words, and a twin's hash on the text.
            let is_free = |name: &str| matches!(name, "content" | "href" | "value" | "data-feedback");
            let names = element
                .attributes
                .iter()
                .map(|(name, value)| if is_free(name) { format!(" {name}") } else { format!(" {name}={value}") });
            // The page has the styles and the theme's own modules for what is in the text.
            let is_module = element.attribute("src").is_some_and(|src| src.starts_with("/_assets/"));
            let depends_on_text = element.parent == "head" && (element.name == "style" || is_module);
            if !depends_on_text {
                lines.push(format!("{} > {}{}", element.parent, element.name, names.collect::<String>()));
            }
            !class.split(' ').any(|class| matches!(class, "prose" | "related" | "pager"))
        });
        lines
    }

    /// All elements within the article's text.
    pub fn text(&self) -> Vec<Element> {
        let mut elements = Vec::new();
        let mut stack = vec![self.0.document.clone()];
        while let Some(node) = stack.pop() {
            let is_text = match &node.data {
                NodeData::Element { attrs, .. } => attrs.borrow().iter().any(|one| &*one.value == "prose"),
                _ => false,
            };
            if !is_text {
                stack.extend(node.children.borrow().iter().cloned());
                continue;
            }
            for child in node.children.borrow().iter() {
                walk(child, &mut |element| {
                    elements.push(element.clone());
                    true
                });
            }
        }
        elements
    }
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Visits all elements in the order of the document; below one only if `visit` says so.
fn walk(document: &Handle, visit: &mut dyn FnMut(&Element) -> bool) {
    let mut stack = vec![(String::new(), document.clone())];
    while let Some((parent, node)) = stack.pop() {
        let mut name = parent.clone();
        if let NodeData::Element { name: own, attrs, template_contents, .. } = &node.data {
            name = if &*own.ns == HTML { own.local.to_string() } else { format!("foreign:{}", own.local) };
            let attributes =
                attrs.borrow().iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect();
            let is_open = visit(&Element { parent, name: name.clone(), attributes });
            if !is_open {
                continue;
            }
            if let Some(contents) = &*template_contents.borrow() {
                stack.push((name.clone(), contents.clone()));
            }
        }
        stack.extend(node.children.borrow().iter().rev().map(|child| (name.clone(), child.clone())));
    }
}
