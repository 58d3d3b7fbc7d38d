//! `{.class #id key=value}` behind headings, links, pictures and code.

use comrak::nodes::Attributes;

use super::inlines;
use super::writer::{Writer, put};

/// Keys that a writer may set; what an element is and where it leads is not for them to say.
const KEYS: &[&str] = &["dir", "download", "height", "lang", "loading", "rel", "target", "title", "translate", "width"];

/// Writes the classes alone.
pub(super) fn write_classes(writer: &mut Writer<'_, '_, '_>, attributes: Option<&Attributes>) {
    let Some(attributes) = attributes.filter(|attributes| !attributes.classes.is_empty()) else { return };
    writer.out.push_str(" class=\"");
    inlines::escape(&attributes.classes.join(" "), &mut writer.out);
    writer.out.push('"');
}

/// Writes id, classes and allowed pairs.
pub(super) fn write(writer: &mut Writer<'_, '_, '_>, attributes: Option<&Attributes>) {
    let Some(attributes) = attributes else { return };
    if let Some(id) = &attributes.id {
        let id = writer.anchors.unique(id.clone());
        writer.out.push_str(" id=\"");
        inlines::escape(&id, &mut writer.out);
        writer.out.push('"');
    }
    write_classes(writer, Some(attributes));
    let mut written: Vec<&str> = Vec::new();
    for (key, value) in &attributes.pairs {
        let is_allowed = KEYS.contains(&key.as_str()) || key.starts_with("data-") || key.starts_with("aria-");
        if !is_allowed || written.contains(&key.as_str()) {
            continue;
        }
        written.push(key);
        put!(writer, " {key}=\"");
        inlines::escape(value, &mut writer.out);
        writer.out.push('"');
    }
}

/// `{}` holds no attributes, and was meant to be read.
pub(super) fn write_braces(writer: &mut Writer<'_, '_, '_>, attributes: Option<&Attributes>) {
    if attributes.is_some_and(|attributes| *attributes == Attributes::default()) {
        writer.out.push_str("{}");
    }
}
