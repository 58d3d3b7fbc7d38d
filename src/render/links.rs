//! How links, pictures and downloads in a text are shown.

use std::fmt::Write as _;

use crate::content::holes::LinkPart;
use crate::content::{Body, EditionId, Link, LinkRole};
use crate::html::escape_attribute;
use crate::links::ResolvedLink;
use crate::path::ProjectPath;
use crate::project::ProjectFile;
use crate::render::Renderer;

/// The HTML of a text in the language of an edition, with its links as resolved. `old_anchors` writes the targets of the
/// heading with an id.
#[must_use]
pub fn html(
    renderer: &Renderer,
    body: &Body,
    language: EditionId,
    resolved: &[ResolvedLink],
    old_anchors: impl FnMut(&str, &mut String),
) -> String {
    let mut first_picture = true;
    body.html_with_anchors(renderer.texts(language), old_anchors, |part, number, html| {
        let (Some(link), Some(resolved)) = (body.links.get(number), resolved.get(number)) else { return };
        let file = resolved.file.as_ref().and_then(|path| Some((path, renderer.project.files.get(path)?)));
        let dimensions = file.and_then(|(_, file)| file.dimensions);
        let is_smaller =
            |given: (u32, u32)| given.0 > renderer.prose_width || shown(given, renderer.prose_width) != given;
        let opens_full_size = link.role == LinkRole::Picture && dimensions.is_some_and(is_smaller);
        match part {
            LinkPart::Href => escape_attribute(&resolved.href, html),
            LinkPart::Before if opens_full_size => {
                html.push_str("<a class=\"zoom\" href=\"");
                escape_attribute(&resolved.href, html);
                html.push_str("\">");
            }
            LinkPart::Attributes => {
                let size = dimensions.map(|given| match link.role {
                    LinkRole::Picture => shown(given, renderer.prose_width),
                    _ => given,
                });
                attributes(html, link, file, size, &mut first_picture);
            }
            LinkPart::After if opens_full_size => html.push_str("</a>"),
            LinkPart::After => after(html, link, file),
            LinkPart::Before => {}
        }
    })
}

/// Pictures that would be higher than this, in pixels, are shown smaller: about what a laptop shows at once.
const LARGEST_HEIGHT: u32 = 640;

/// The width and height at which a picture is shown: as they are, or smaller if it would be too high.
fn shown((width, height): (u32, u32), prose_width: u32) -> (u32, u32) {
    let column = width.clamp(1, prose_width.max(1));
    let shown_height = u64::from(height) * u64::from(column) / u64::from(width.max(1));
    if shown_height <= u64::from(LARGEST_HEIGHT) {
        return (width, height);
    }
    let shown_width = u64::from(width) * u64::from(LARGEST_HEIGHT) / u64::from(height);
    (u32::try_from(shown_width).unwrap_or(width).max(1), LARGEST_HEIGHT)
}

fn attributes(
    html: &mut String,
    link: &Link,
    file: Option<(&ProjectPath, &ProjectFile)>,
    size: Option<(u32, u32)>,
    first_picture: &mut bool,
) {
    match link.role {
        LinkRole::Picture | LinkRole::InlinePicture | LinkRole::RawPicture => {
            if let Some((width, height)) = size {
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
    fn high_pictures_are_shown_smaller() {
        let check = |given: (u32, u32), expected: (u32, u32)| assert_eq!(shown(given, 688), expected);
        check((300, 200), (300, 200));
        check((1376, 1000), (1376, 1000));
        check((1080, 2400), (288, 640));
        check((0, 900), (1, 640));
        check((1, u32::MAX), (1, 640));
    }

    #[test]
    fn sizes_are_short() {
        let check = |bytes: u64, expected: &str| assert_eq!(size(bytes), expected);
        check(999, "999 B");
        check(1_001, "2 KB");
        check(2_350_000, "2.3 MB");
    }
}
