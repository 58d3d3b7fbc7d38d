//! Elements → blocks.

use super::inlines::{inlines, tidy};
use super::{ConversionNotes, ImportedBlock, Inline, callouts, headings, lines, lists, media, tables, widgets};
use crate::import::page::{HtmlElement, HtmlNode, is_inline, visible_text};

/// The blocks of an article's HTML. `title` is the article's: a first heading that repeats it is left out.
#[must_use]
pub fn article(nodes: &[HtmlNode], title: &str, remarks: &mut ConversionNotes) -> Vec<ImportedBlock> {
    let mut blocks = blocks(nodes, remarks);
    headings::without_title(&mut blocks, title, remarks);
    headings::shift(&mut blocks);
    blocks
}

/// The blocks of some nodes.
pub(super) fn blocks(nodes: &[HtmlNode], remarks: &mut ConversionNotes) -> Vec<ImportedBlock> {
    let mut builder = BlockBuilder::default();
    let mut at = 0;
    while at < nodes.len() {
        // Tabs, accordions and steps are several elements side by side.
        if let Some((block, used)) = widgets::at(&nodes[at..], remarks) {
            builder.push(block, remarks);
            at += used;
            continue;
        }
        builder.node(&nodes[at], remarks);
        at += 1;
    }
    builder.end(remarks)
}

#[derive(Default)]
struct BlockBuilder {
    blocks: Vec<ImportedBlock>,
    /// Inline nodes of a paragraph that is not complete yet.
    line: Vec<HtmlNode>,
    /// Names of elements that the next line takes over.
    anchors: Vec<String>,
}

impl BlockBuilder {
    fn node(&mut self, node: &HtmlNode, remarks: &mut ConversionNotes) {
        match node {
            HtmlNode::Text(_) => self.line.push(node.clone()),
            HtmlNode::Element(element) if is_inline(&element.name) => {
                if contains_block(element) {
                    // `<b><p>…</p></b>`: the style belongs to the words in each block.
                    for node in pushed_down(element) {
                        self.node(&node, remarks);
                    }
                } else {
                    self.line.push(node.clone());
                }
            }
            HtmlNode::Element(element) => {
                self.end_line(remarks);
                self.element(element, remarks);
            }
        }
    }

    fn element(&mut self, element: &HtmlElement, remarks: &mut ConversionNotes) {
        if let Some(id) = element.attribute("id").filter(|id| !id.is_empty()) {
            self.anchors.push(id.to_owned());
        }
        if let Some(block) = callouts::of(element, remarks) {
            self.push(block, remarks);
            return;
        }
        match element.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name.as_bytes()[1] - b'0';
                self.heading(level, element, remarks);
            }
            "ul" | "ol" | "menu" | "dir" => {
                for block in lists::of(element, remarks) {
                    self.push(block, remarks);
                }
            }
            "table" => {
                for block in tables::of(element, remarks) {
                    self.push(block, remarks);
                }
            }
            "dl" => {
                let block = lists::definitions(element, remarks);
                self.push(block, remarks);
            }
            "pre" | "listing" | "xmp" | "plaintext" => self.push(lists::code(element), remarks),
            "blockquote" => {
                let content = blocks(&element.children, remarks);
                self.push(callouts::quote(content, remarks), remarks);
            }
            "hr" => self.push(ImportedBlock::Rule, remarks),
            "details" => {
                let block = widgets::details(element, remarks);
                self.push(block, remarks);
            }
            "figure" | "iframe" | "video" | "audio" | "embed" | "object" | "svg" | "canvas" | "map" | "math" => {
                for block in media::of(element, remarks) {
                    self.push(block, remarks);
                }
            }
            "script" | "style" | "template" | "noframes" | "link" | "meta" | "title" | "head" | "base" | "param" => {
                if matches!(element.name.as_str(), "script" | "style") {
                    remarks.note(format!("a `<{}>` was left out", element.name));
                }
            }
            "select" | "textarea" | "datalist" | "progress" | "meter" => {
                remarks.note(format!("a field of a form (`<{}>`) was left out", element.name));
            }
            _ => {
                if media::of_div(element).is_some() {
                    for block in media::of(element, remarks) {
                        self.push(block, remarks);
                    }
                    return;
                }
                for block in blocks(&element.children, remarks) {
                    self.push(block, remarks);
                }
            }
        }
    }

    fn heading(&mut self, level: u8, element: &HtmlElement, remarks: &mut ConversionNotes) {
        if element.elements().any(|child| !is_inline(&child.name)) {
            let text = visible_text(&element.children);
            if text.trim().is_empty() || element.elements().any(|child| child.name == "table") {
                for block in blocks(&element.children, remarks) {
                    self.push(block, remarks);
                }
                return;
            }
        }
        let content = inlines(&element.children, remarks);
        let (id, content) = headings::content(content, &mut self.anchors);
        if content.is_empty() {
            self.anchors.extend(id);
            return;
        }
        let has_words = !words_of(&content).trim().is_empty();
        // A picture is not a heading, but readers must see it.
        let block =
            if has_words { ImportedBlock::Heading { level, id, content } } else { ImportedBlock::Paragraph(content) };
        self.blocks.push(block);
    }

    fn end_line(&mut self, remarks: &mut ConversionNotes) {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            return;
        }
        let content = inlines(&line, remarks);
        for block in lines::blocks(content, remarks) {
            self.push(block, remarks);
        }
    }

    fn push(&mut self, mut block: ImportedBlock, _notes: &mut ConversionNotes) {
        if let ImportedBlock::Paragraph(content) = &block
            && content.iter().all(|inline| matches!(inline, Inline::Anchor(_)))
        {
            let names = content.iter().filter_map(|inline| match inline {
                Inline::Anchor(name) => Some(name.clone()),
                _ => None,
            });
            self.anchors.extend(names);
            return;
        }
        if !self.anchors.is_empty() {
            let anchors = std::mem::take(&mut self.anchors);
            let rest = headings::give_anchors(&mut block, anchors);
            self.anchors = rest;
        }
        lists::push(&mut self.blocks, block);
    }

    fn end(mut self, remarks: &mut ConversionNotes) -> Vec<ImportedBlock> {
        self.end_line(remarks);
        if !self.anchors.is_empty() {
            let anchors = self.anchors.drain(..).map(Inline::Anchor).collect();
            self.blocks.push(ImportedBlock::Paragraph(anchors));
        }
        callouts::between_rules(self.blocks, remarks)
    }
}

fn words_of(content: &[Inline]) -> String {
    let mut text = String::new();
    super::line_words(content, &mut text);
    text
}

fn contains_block(element: &HtmlElement) -> bool {
    element.find(&|inner| !is_inline(&inner.name)).is_some()
}

/// An inline element with blocks in it: the element moves into each of them, around the words.
fn pushed_down(element: &HtmlElement) -> Vec<HtmlNode> {
    let around = |children: Vec<HtmlNode>| {
        HtmlNode::Element(HtmlElement { children, name: element.name.clone(), attributes: element.attributes.clone() })
    };
    let mut nodes = Vec::new();
    let mut line = Vec::new();
    for child in &element.children {
        match child {
            HtmlNode::Element(inner) if !is_inline(&inner.name) || contains_block(inner) => {
                if !line.is_empty() {
                    nodes.push(around(std::mem::take(&mut line)));
                }
                // Code, media and tables have no words that a style or a link could be around.
                let is_closed =
                    matches!(inner.name.as_str(), "pre" | "iframe" | "video" | "table" | "script" | "style");
                let wrapped = HtmlElement { children: inner.children.clone(), ..element.clone() };
                let children = if is_closed { inner.children.clone() } else { pushed_down(&wrapped) };
                nodes.push(HtmlNode::Element(HtmlElement { children, ..inner.clone() }));
            }
            other => line.push(other.clone()),
        }
    }
    if !line.is_empty() {
        nodes.push(around(line));
    }
    nodes
}

/// One line of some nodes: blocks in it are joined by line breaks.
pub(super) fn one_line(nodes: &[HtmlNode], remarks: &mut ConversionNotes) -> Vec<Inline> {
    let mut line = Vec::new();
    for block in blocks(nodes, remarks) {
        if let Some(content) = lines::as_line(block) {
            if !line.is_empty() {
                line.push(Inline::Break);
            }
            line.extend(content);
        }
    }
    tidy(line)
}
