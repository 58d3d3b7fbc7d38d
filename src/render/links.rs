//! How links, pictures and downloads in a text are shown.

use std::fmt::Write as _;

use crate::content::holes::LinkPart;
use crate::content::{Body, EditionId, Link, LinkRole};
use crate::html::escape_attribute;
use crate::links::ResolvedLink;
use crate::path::ProjectPath;
use crate::project::ProjectFile;
use crate::render::Renderer;

/// The HTML of a text in the language of an edition, with its links as resolved.
#[must_use]
pub fn html(renderer: &Renderer, body: &Body, language: EditionId, resolved: &[ResolvedLink]) -> String {
    let mut first_picture = true;
    body.html(renderer.texts(language), |part, number, html| {
        let (Some(link), Some(resolved)) = (body.links.get(number), resolved.get(number)) else { return };
        let file = resolved.file.as_ref().and_then(|path| Some((path, renderer.project.files.get(path)?)));
        let opens_full_size = link.role == LinkRole::Picture && width(file) > renderer.prose_width;
        match part {
            LinkPart::Href => escape_attribute(&resolved.href, html),
            LinkPart::Before if opens_full_size => {
                html.push_str("<a class=\"zoom\" href=\"");
                escape_attribute(&resolved.href, html);
                html.push_str("\">");
            }
            LinkPart::Attributes => attributes(html, link, file, &mut first_picture),
            LinkPart::After if opens_full_size => html.push_str("</a>"),
            LinkPart::After => after(html, link, file),
            LinkPart::Before => {}
        }
    })
}

/// The width of a picture in pixels; 0 if unknown.
fn width(file: Option<(&ProjectPath, &ProjectFile)>) -> u32 {
    file.and_then(|(_, file)| file.dimensions).map_or(0, |(width, _)| width)
}

fn attributes(html: &mut String, link: &Link, file: Option<(&ProjectPath, &ProjectFile)>, first_picture: &mut bool) {
    match link.role {
        LinkRole::Picture | LinkRole::InlinePicture | LinkRole::RawPicture => {
            if let Some((width, height)) = file.and_then(|(_, file)| file.dimensions) {
                let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
            }
            if link.role == LinkRole::RawPicture {
                return; // Authors of `<img>` decide on its loading themselves.
            }
            // The first picture may be the largest thing on the first screen, which lazy loading would delay.
            if !std::mem::take(first_picture) {
                html.push_str(" loading=\"lazy\"");
            }
            html.push_str(" decoding=\"async\"");
        }
        LinkRole::Anchor if file.is_some_and(|(path, _)| is_download(path)) => html.push_str(" data-file download"),
        LinkRole::Anchor | LinkRole::Video | LinkRole::Raw => {}
    }
}

fn after(html: &mut String, link: &Link, file: Option<(&ProjectPath, &ProjectFile)>) {
    if let Some((path, file)) = file.filter(|(path, _)| link.role == LinkRole::Anchor && is_download(path)) {
        let _ = write!(html, "<span class=\"file-info\"> ({}, {})</span>", file_type(path), size(file.size));
    }
}

/// Whether a link to this file downloads it; a browser shows pictures, videos, pages and plain text itself.
#[must_use]
pub fn is_download(path: &ProjectPath) -> bool {
    const SHOWN: [&str; 14] =
        ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "mp4", "webm", "html", "htm", "txt", "vtt", "json"];
    !SHOWN.contains(&path.extension().as_str())
}

/// A file's type as readers know it: its extension in capitals.
#[must_use]
pub fn file_type(path: &ProjectPath) -> String {
    path.extension().to_uppercase()
}

/// A size as readers know it, in decimal units: `120 KB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let check = |bytes: u64, expected: &str| assert_eq!(size(bytes), expected);
        check(999, "999 B");
        check(1_001, "2 KB");
        check(2_350_000, "2.3 MB");
    }
}
