//! What themes and page builders make from several elements side by side: tabs, accordions, steps.

use super::build::{blocks, one_line};
use super::{ConversionNotes, ImportedBlock, Inline, ListEntry};
use crate::import::page::{HtmlElement, HtmlNode, visible_text};

/// The widget that begins at the first node, and the number of nodes that it takes.
pub(super) fn at(nodes: &[HtmlNode], remarks: &mut ConversionNotes) -> Option<(ImportedBlock, usize)> {
    let first = nodes.first()?.element()?;
    tabs(first, nodes, remarks).or_else(|| accordion(first, nodes, remarks)).or_else(|| steps(first, nodes, remarks))
}

/// `<details>`, whose first `summary` is the title.
pub(super) fn details(element: &HtmlElement, remarks: &mut ConversionNotes) -> ImportedBlock {
    let is_summary = |node: &HtmlNode| node.element().is_some_and(|inner| inner.name == "summary");
    let summary = element.children.iter().position(is_summary);
    let title = summary.and_then(|at| element.children[at].element());
    let title = title.map(|summary| one_line(&summary.children, remarks)).unwrap_or_default();
    let rest: Vec<HtmlNode> = element
        .children
        .iter()
        .enumerate()
        .filter(|(at, _)| Some(*at) != summary)
        .map(|(_, node)| node.clone())
        .collect();
    ImportedBlock::Details { title: without_breaks(title), content: blocks(&rest, remarks) }
}

fn without_breaks(line: Vec<Inline>) -> Vec<Inline> {
    let line = line.into_iter().map(|inline| if inline == Inline::Break { Inline::Text(" ".into()) } else { inline });
    super::inlines::tidy(line.collect())
}

/// The elements after the first one, with their places; texts between them must be blank.
fn siblings(nodes: &[HtmlNode]) -> impl Iterator<Item = (usize, &HtmlElement)> {
    let is_blank = |node: &&HtmlNode| {
        matches!(node, HtmlNode::Element(_)) || matches!(node, HtmlNode::Text(text) if text.trim().is_empty())
    };
    nodes
        .iter()
        .enumerate()
        .skip(1)
        .take_while(move |(_, node)| is_blank(node))
        .filter_map(|(at, node)| Some((at, node.element()?)))
}

fn class_parts(element: &HtmlElement) -> Vec<String> {
    element
        .classes()
        .flat_map(|class| class.split(['-', '_']))
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn has_part(element: &HtmlElement, names: &[&str]) -> bool {
    class_parts(element).iter().any(|part| names.contains(&part.as_str()))
}

/// A list of labels, followed by the same number of panels.
fn tabs(first: &HtmlElement, nodes: &[HtmlNode], remarks: &mut ConversionNotes) -> Option<(ImportedBlock, usize)> {
    const TAB: [&str; 3] = ["tab", "tabs", "tablist"];
    let is_list = first.attribute("role") == Some("tablist")
        || matches!(first.name.as_str(), "ul" | "ol" | "div" | "nav") && has_part(first, &TAB);
    if !is_list {
        return None;
    }
    let labels: Vec<&HtmlElement> = first.elements().collect();
    let is_label = |label: &&HtmlElement| {
        matches!(label.name.as_str(), "li" | "button" | "a" | "span" | "div" | "label")
            && label
                .find(&|inner| matches!(inner.name.as_str(), "p" | "ul" | "ol" | "table" | "h1" | "h2" | "h3" | "h4"))
                .is_none()
    };
    if labels.len() < 2 || !labels.iter().all(is_label) {
        return None;
    }
    let (panels, used) = panels(nodes, labels.len())?;
    let tabs = labels
        .iter()
        .zip(panels)
        .map(|(label, panel)| (without_breaks(one_line(&label.children, remarks)), blocks(&panel.children, remarks)));
    Some((ImportedBlock::Tabs(tabs.collect()), used))
}

/// The panels: the next elements themselves, or those in the next element.
fn panels(nodes: &[HtmlNode], count: usize) -> Option<(Vec<&HtmlElement>, usize)> {
    const PANEL: [&str; 6] = ["tab", "tabs", "pane", "panel", "tabpanel", "panes"];
    let is_panel = |element: &HtmlElement| element.attribute("role") == Some("tabpanel") || has_part(element, &PANEL);
    let next: Vec<(usize, &HtmlElement)> =
        siblings(nodes).take_while(|(_, element)| is_panel(element)).take(count).collect();
    if next.len() == count {
        let used = next.last()?.0 + 1;
        return Some((next.into_iter().map(|(_, element)| element).collect(), used));
    }
    let (at, container) = siblings(nodes).next()?;
    let inside: Vec<&HtmlElement> = container.elements().collect();
    (inside.len() == count && (is_panel(container) || inside.iter().all(|panel| is_panel(panel))))
        .then_some((inside, at + 1))
}

/// A title and the content after it, by their classes.
fn accordion(first: &HtmlElement, nodes: &[HtmlNode], remarks: &mut ConversionNotes) -> Option<(ImportedBlock, usize)> {
    const WIDGET: [&str; 12] = [
        "accordion",
        "accordions",
        "collapsible",
        "collapse",
        "expand",
        "expandable",
        "expander",
        "toggle",
        "faq",
        "elementor",
        "spoiler",
        "collapsed",
    ];
    const TITLE: [&str; 12] = [
        "title", "header", "heading", "head", "trigger", "toggle", "question", "control", "summary", "label", "button",
        "link",
    ];
    const CONTENT: [&str; 8] = ["content", "body", "panel", "answer", "collapse", "pane", "inner", "text"];
    if !has_part(first, &TITLE) || visible_text(&first.children).trim().is_empty() {
        return None;
    }
    let (at, second) = siblings(nodes).next()?;
    let is_widget = has_part(first, &WIDGET) || has_part(second, &WIDGET);
    if !is_widget || !has_part(second, &CONTENT) {
        return None;
    }
    let title = without_breaks(one_line(std::slice::from_ref(&HtmlNode::Element(as_div(first))), remarks));
    Some((ImportedBlock::Details { title, content: blocks(&second.children, remarks) }, at + 1))
}

fn as_div(element: &HtmlElement) -> HtmlElement {
    HtmlElement { name: "div".into(), attributes: Vec::new(), children: element.children.clone() }
}

/// Two or more elements of the class `step`.
fn steps(first: &HtmlElement, nodes: &[HtmlNode], remarks: &mut ConversionNotes) -> Option<(ImportedBlock, usize)> {
    let is_step = |element: &HtmlElement| {
        matches!(element.name.as_str(), "div" | "section" | "article")
            && element.classes().any(|class| matches!(class, "step" | "step-item" | "steps__item"))
    };
    if !is_step(first) {
        return None;
    }
    let others: Vec<(usize, &HtmlElement)> = siblings(nodes).take_while(|(_, element)| is_step(element)).collect();
    let used = others.last()?.0 + 1;
    let all = std::iter::once(first).chain(others.iter().map(|(_, element)| *element));
    let items = all.map(|step| ListEntry { checked: None, content: blocks(&step.children, remarks) });
    let items: Vec<ListEntry> = items.filter(|item| !item.content.is_empty()).collect();
    Some((ImportedBlock::Steps(items), used))
}
