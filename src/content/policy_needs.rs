//! What the content security policy must allow for a text: what it loads from other sites.

use std::collections::BTreeSet;

use crate::html::Tag;
use crate::html::address::origin;

/// What the policy must allow.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct PolicyNeeds {
    /// Pictures of other sites.
    pub remote_pictures: bool,
    /// Recordings of other sites.
    pub remote_media: bool,
    /// The origins of pages within the page.
    pub frames: BTreeSet<String>,
}

impl PolicyNeeds {
    /// Notes all attributes of a start tag.
    pub fn note_tag(&mut self, tag: &Tag) {
        for attribute in &tag.attributes {
            self.note(&tag.name, &attribute.name, &attribute.value);
        }
    }

    /// Notes an attribute of an element that is written with this value.
    pub fn note(&mut self, element: &str, attribute: &str, value: &str) {
        match (element, attribute) {
            ("img", "src") => self.remote_pictures |= is_remote(value),
            ("video" | "audio" | "source", "src") => self.remote_media |= is_remote(value),
            // A player takes the place of the link when the reader asks for it.
            ("iframe", "src") | ("a", "data-embed") => self.frames.extend(origin(value)),
            _ => {}
        }
    }
}

fn is_remote(url: &str) -> bool {
    url.starts_with("http:") || url.starts_with("https:") || url.starts_with("//")
}
