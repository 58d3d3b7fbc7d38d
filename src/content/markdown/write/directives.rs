//! Writes `:::name Title` blocks and callouts: the HTML around their contents.

use comrak::Node;
use comrak::nodes::{CalloutFold, NodeCallout, NodeValue};

use super::blocks;
use super::writer::{Descend, HtmlWriter, Words, put};
use crate::content::alerts;
use crate::content::markdown::parse::directive::{self, Directive};
use crate::content::markdown::parse::tree;
use crate::content::markdown::plain;
use crate::html::escape_attribute;

/// Writes the HTML before a block's content.
pub(super) fn enter<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, info: &str) {
    writer.line();
    let Some(directive) = directive::block(info) else { return };
    match directive {
        Directive::Alert(kind) => {
            writer.start_tag("div");
            put!(writer, " class=\"alert alert-{kind}\" role=\"note\">");
        }
        Directive::Details => {
            writer.start_tag("details");
            writer.out.push_str(if directive::is_open(info) { " open>" } else { ">" });
        }
        Directive::Tabs => {
            writer.start_tag("div");
            writer.out.push_str(" class=\"tabs\">\n");
        }
        Directive::Tab => {
            let name = tree::title_of(node).map(plain::text).unwrap_or_default();
            writer.start_tag("section");
            writer.out.push_str(" class=\"tab\" aria-label=\"");
            escape_attribute(&name, &mut writer.out);
            writer.out.push_str("\">");
        }
        Directive::Part(part) => {
            writer.start_tag("div");
            put!(writer, " class=\"{part}\">");
        }
        Directive::Steps | Directive::Plain => {}
    }
    if tree::title_of(node).is_some() {
        return;
    }
    let title = match directive {
        Directive::Alert(name) | Directive::Part(name) => Words::theme(name),
        Directive::Details => Words::theme("details"),
        Directive::Tab | Directive::Tabs | Directive::Steps | Directive::Plain => return,
    };
    title_start(writer, title_element(directive));
    writer.words_or_ui_text(title);
    writer.end_tag_line(title_element(directive).0);
}

/// Writes the HTML after a block's content.
pub(super) fn leave(writer: &mut HtmlWriter<'_, '_, '_>, info: &str) {
    let end = match directive::block(info) {
        Some(Directive::Alert(_) | Directive::Tabs | Directive::Part(_)) => "div",
        Some(Directive::Details) => "details",
        Some(Directive::Tab) => "section",
        Some(Directive::Steps | Directive::Plain) | None => return,
    };
    blocks::close(writer, end);
}

/// Writes the HTML before a callout's content.
pub(super) fn enter_callout<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, callout: &NodeCallout) {
    writer.line();
    let known = alerts::known(&callout.callout_type);
    let (kind, usual) = known.unwrap_or(("note", None));
    writer.start_tag(callout_element(callout));
    put!(writer, " class=\"alert alert-{kind}\"");
    writer.out.push_str(match callout.fold {
        CalloutFold::None => " role=\"note\">",
        CalloutFold::Collapsed => ">",
        CalloutFold::Expanded => " open>",
    });
    if tree::title_of(node).is_some() {
        return;
    }
    let unknown = callout.default_title();
    let title = match (known, usual) {
        (None, _) => Words::Author(&unknown),
        (_, Some(usual)) => Words::Author(usual),
        (_, None) => Words::theme(kind),
    };
    let element = callout_title_element(callout);
    title_start(writer, element);
    writer.words_or_ui_text(title);
    writer.end_tag_line(element.0);
}

/// Writes the HTML after a callout's content.
pub(super) fn leave_callout(writer: &mut HtmlWriter<'_, '_, '_>, callout: &NodeCallout) {
    blocks::close(writer, callout_element(callout));
}

fn callout_element(callout: &NodeCallout) -> &'static str {
    if callout.fold == CalloutFold::None { "div" } else { "details" }
}

fn callout_title_element(callout: &NodeCallout) -> (&'static str, &'static str) {
    (if callout.fold == CalloutFold::None { "p" } else { "summary" }, "alert-title")
}

/// The element of a block's title, and its class.
fn title_element(directive: Directive) -> (&'static str, &'static str) {
    match directive {
        Directive::Alert(_) => ("p", "alert-title"),
        Directive::Details => ("summary", ""),
        Directive::Tab => ("p", "tab-title"),
        Directive::Part(_) => ("p", "block-title"),
        Directive::Steps | Directive::Plain | Directive::Tabs => ("", ""),
    }
}

fn title_start(writer: &mut HtmlWriter<'_, '_, '_>, (name, class): (&str, &str)) {
    writer.start_tag(name);
    if !class.is_empty() {
        put!(writer, " class=\"{class}\"");
    }
    writer.out.push('>');
}

/// The element of a title that a writer gave; its name is empty if the block shows no title.
fn given_title_element(title: Node<'_>) -> (&'static str, &'static str) {
    let Some(parent) = title.parent() else { return ("", "") };
    match parent.data().value {
        NodeValue::Callout(ref callout) => callout_title_element(callout),
        NodeValue::BlockDirective(ref directive) => directive::block(&directive.info).map_or(("", ""), title_element),
        _ => ("", ""),
    }
}

pub(super) fn enter_title<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) -> Descend {
    let element = given_title_element(node);
    if element.0.is_empty() {
        return Descend::Skip;
    }
    title_start(writer, element);
    Descend::Children
}

pub(super) fn leave_title<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    writer.end_tag_line(given_title_element(node).0);
}
