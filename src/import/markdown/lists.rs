//! Lists, descriptions and code.

use super::build::{blocks, one_line};
use super::{ConversionNotes, ImportedBlock, ListEntry};
use crate::import::page::{HtmlElement, HtmlNode};

/// The list that an element makes. A list without items is how some editors indent text.
pub(super) fn of(element: &HtmlElement, remarks: &mut ConversionNotes) -> Vec<ImportedBlock> {
    if !element.elements().any(|child| child.name == "li") {
        return blocks(&element.children, remarks);
    }
    if element.attribute("type").is_some_and(|kind| matches!(kind, "a" | "A" | "i" | "I")) {
        remarks.note("a list numbered with letters became one with numbers");
    }
    let items = items(element, remarks);
    // Notion's toggles are lists of one expandable part each.
    let is_toggle = |item: &ListEntry| matches!(item.content.as_slice(), [ImportedBlock::Details { .. }]);
    if element.has_class("toggle") && !items.is_empty() && items.iter().all(is_toggle) {
        return items.into_iter().flat_map(|item| item.content).collect();
    }
    let is_steps = element.name == "ol" && element.classes().any(|class| class.split(['-', '_']).any(is_step));
    let list = match element.name.as_str() {
        "ol" if is_steps && !items.is_empty() => ImportedBlock::Steps(items),
        "ol" => {
            let start = element.attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
            // CommonMark reads at most nine digits.
            ImportedBlock::List { start: Some(start.min(999_999_999)), items }
        }
        _ => ImportedBlock::List { start: None, items },
    };
    vec![list]
}

fn is_step(part: &str) -> bool {
    part.eq_ignore_ascii_case("step") || part.eq_ignore_ascii_case("steps")
}

fn items(element: &HtmlElement, remarks: &mut ConversionNotes) -> Vec<ListEntry> {
    let mut items: Vec<ListEntry> = Vec::new();
    for child in &element.children {
        match child {
            HtmlNode::Element(item) if item.name == "li" => {
                let checked = checkbox(item);
                let content = blocks(std::slice::from_ref(&transparent(item)), remarks);
                if !content.is_empty() {
                    items.push(ListEntry { checked, content });
                }
            }
            HtmlNode::Text(text) if text.trim().is_empty() => {}
            // A list directly in a list, or a picture between two items, belongs to the item before it.
            other => {
                let content = blocks(std::slice::from_ref(other), remarks);
                match items.last_mut() {
                    Some(last) => content.into_iter().for_each(|block| push(&mut last.content, block)),
                    None if content.is_empty() => {}
                    None => items.push(ListEntry { checked: None, content }),
                }
            }
        }
    }
    items
}

/// An item as a container that makes no separate block, but keeps its id.
fn transparent(item: &HtmlElement) -> HtmlNode {
    let attributes = item.attributes.iter().filter(|(name, _)| name == "id").cloned().collect();
    HtmlNode::Element(HtmlElement { name: "div".into(), attributes, children: item.children.clone() })
}

/// Whether the box of an item is checked, if it has one: `<input type="checkbox">`, or Notion's `div.checkbox`.
fn checkbox(item: &HtmlElement) -> Option<bool> {
    let is_checkbox = |inner: &HtmlElement| {
        inner.name == "input" && inner.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"))
            || inner.name == "div" && inner.has_class("checkbox")
    };
    let found = item.elements().find(|inner| is_checkbox(inner)).or_else(|| {
        let first = item.elements().next().filter(|first| matches!(first.name.as_str(), "p" | "label" | "span"))?;
        first.elements().find(|inner| is_checkbox(inner))
    })?;
    Some(found.attribute("checked").is_some() || found.has_class("checkbox-on"))
}

/// Adds a block. A numbered list that continues an earlier one, with a picture or a paragraph between them,
/// is one list, and what is between belongs to the item before.
pub(super) fn push(blocks: &mut Vec<ImportedBlock>, block: ImportedBlock) {
    const MAX_BETWEEN: usize = 3;
    let ImportedBlock::List { start: Some(start), items } = block else {
        blocks.push(block);
        return;
    };
    let before = blocks.iter().rposition(|block| {
        !matches!(block, ImportedBlock::Paragraph(_) | ImportedBlock::Alert { .. } | ImportedBlock::Code { .. })
    });
    let continued = before.filter(|at| start > 1 && blocks.len() - at <= MAX_BETWEEN + 1).filter(
        |at| matches!(&blocks[*at], ImportedBlock::List { start: Some(first), items } if first + items.len() == start),
    );
    let Some(at) = continued else {
        blocks.push(ImportedBlock::List { start: Some(start), items });
        return;
    };
    let between = blocks.split_off(at + 1);
    if let ImportedBlock::List { items: earlier, .. } = &mut blocks[at] {
        if let Some(last) = earlier.last_mut() {
            last.content.extend(between);
        }
        earlier.extend(items);
    }
}

/// Terms and descriptions.
pub(super) fn definitions(element: &HtmlElement, remarks: &mut ConversionNotes) -> ImportedBlock {
    let mut parts: Vec<(Vec<super::Inline>, Vec<ImportedBlock>)> = Vec::new();
    collect_definitions(element, &mut parts, remarks);
    ImportedBlock::Definitions(parts)
}

fn collect_definitions(
    element: &HtmlElement,
    parts: &mut Vec<(Vec<super::Inline>, Vec<ImportedBlock>)>,
    remarks: &mut ConversionNotes,
) {
    for child in element.elements() {
        match child.name.as_str() {
            "dt" => parts.push((one_line(&child.children, remarks), Vec::new())),
            "dd" => {
                let content = blocks(&child.children, remarks);
                match parts.last_mut() {
                    Some((_, last)) => last.extend(content),
                    None => parts.push((Vec::new(), content)),
                }
            }
            _ => collect_definitions(child, parts, remarks),
        }
    }
}

/// The code in a `pre`, with its language if a class or an attribute names it.
pub(super) fn code(element: &HtmlElement) -> ImportedBlock {
    let mut text = String::new();
    code_text(&element.children, &mut text);
    let text = text.replace('\u{a0}', " ").replace('\u{200b}', "");
    let text = text.strip_prefix('\n').unwrap_or(&text).trim_end().to_owned();
    let inner = element.find(&|inner| inner.name == "code");
    let language = language(element).or_else(|| inner.and_then(language)).unwrap_or_default();
    ImportedBlock::Code { language, text }
}

fn code_text(nodes: &[HtmlNode], text: &mut String) {
    for node in nodes {
        match node {
            HtmlNode::Text(words) => text.push_str(words),
            HtmlNode::Element(element) => match element.name.as_str() {
                "br" => text.push('\n'),
                "script" | "style" => {}
                "div" | "p" | "li" | "tr" => {
                    if !text.is_empty() && !text.ends_with('\n') {
                        text.push('\n');
                    }
                    code_text(&element.children, text);
                    text.push('\n');
                }
                _ => code_text(&element.children, text),
            },
        }
    }
}

/// `class="language-java"`, `class="lang-java"`, `data-language="java"`, or the parameters of Confluence's highlighter.
fn language(element: &HtmlElement) -> Option<String> {
    let parameters = element
        .attribute("data-syntaxhighlighter-params")
        .and_then(|parameters| parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("brush:")));
    let class =
        || element.classes().find_map(|class| class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-")));
    let name = parameters.or_else(|| element.attribute("data-language")).or_else(class)?;
    let name = name.trim().to_ascii_lowercase();
    let is_name = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "+#-_".contains(letter));
    (is_name && !matches!(name.as_str(), "plain" | "none" | "plaintext" | "auto")).then_some(name)
}
