//! Writes attributes such as `{.class #id key=value}` after headings, links, pictures and code.

use std::collections::BTreeSet;

use comrak::nodes::Attributes;

use super::writer::HtmlWriter;
use crate::content::sanitize::{self, Trust};

/// Keys that authors may set. Keys that change what an element is, or where it leads, are not allowed.
const KEYS: &[&str] = &["dir", "download", "height", "lang", "loading", "rel", "target", "title", "translate", "width"];

/// Writes the classes only.
pub(super) fn write_classes(writer: &mut HtmlWriter<'_, '_, '_>, attributes: Option<&Attributes>) {
    let Some(attributes) = attributes else { return };
    let classes = match writer.trust() {
        Trust::Trusted => attributes.classes.join(" "),
        Trust::Untrusted => sanitize::classes(attributes.classes.iter().map(String::as_str)),
    };
    if !classes.is_empty() {
        sanitize::write_attribute("class", &classes, &mut writer.out);
    }
}

/// Writes the id, the classes, and the allowed pairs.
pub(super) fn write(writer: &mut HtmlWriter<'_, '_, '_>, attributes: Option<&Attributes>) {
    let Some(attributes) = attributes else { return };
    let trust = writer.trust();
    if let Some(id) = attributes.id.as_ref().filter(|id| trust == Trust::Trusted || sanitize::is_free_id(id)) {
        let id = writer.anchors.unique(id.clone());
        sanitize::write_attribute("id", &id, &mut writer.out);
    }
    write_classes(writer, Some(attributes));
    let mut written: BTreeSet<&str> = BTreeSet::new();
    for (key, value) in &attributes.pairs {
        // The theme's scripts act on data attributes.
        let is_data = key.starts_with("data-") && trust == Trust::Trusted;
        let is_allowed = KEYS.contains(&key.as_str()) || is_data || key.starts_with("aria-");
        if is_allowed && sanitize::is_name(key) && written.insert(key) {
            sanitize::write_attribute(key, value, &mut writer.out);
        }
    }
}

/// `{}` contains no attributes, so it is written as text.
pub(super) fn write_braces(writer: &mut HtmlWriter<'_, '_, '_>, attributes: Option<&Attributes>) {
    if attributes.is_some_and(|attributes| *attributes == Attributes::default()) {
        writer.words("{}");
    }
}
