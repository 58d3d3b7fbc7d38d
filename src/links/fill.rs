//! Puts resolved links into an article's HTML, where [`crate::content::SlotPart`] left slots for them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::content::{Link, LinkRole};
use crate::html;
use crate::links::ResolvedLink;
use crate::path::ProjectPath;
use crate::project::{Project, ProjectFile};

/// Pictures wider than this, in pixels, are shown smaller than they are, and link to their full size (the prose column
/// is 43 rem).
const PROSE_WIDTH: u32 = 688;

/// The HTML with all slots filled.
#[must_use]
pub fn fill(project: &Project, html: &str, links: &[Link], resolved: &[ResolvedLink]) -> String {
    let mut filled = String::with_capacity(html.len() + 64 * links.len());
    let mut first_picture = true;
    for (index, piece) in html.split('\0').enumerate() {
        if index % 2 == 0 {
            filled.push_str(piece);
            continue;
        }
        let mut letters = piece.chars();
        let part = letters.next();
        let slot =
            letters.as_str().parse().ok().and_then(|number: usize| Some((links.get(number)?, resolved.get(number)?)));
        let Some((link, resolved)) = slot else { continue };
        let file = resolved.file.as_ref().and_then(|path| Some((path, project.files.get(path)?)));
        match part {
            Some('h') => filled.push_str(&resolved.href),
            Some('b') => before(&mut filled, link, resolved, file),
            Some('a') => attributes(&mut filled, link, file, &mut first_picture),
            Some('e') => after(&mut filled, link, file),
            _ => {}
        }
    }
    filled
}

/// The `href`s of a piece of HTML of our own making, with the byte ranges of their values, entities read.
#[must_use]
pub fn hrefs(html: &str) -> Vec<(std::ops::Range<usize>, String)> {
    const ATTRIBUTE: &str = " href=\"";
    let values = html.match_indices(ATTRIBUTE).filter_map(|(at, _)| {
        let start = at + ATTRIBUTE.len();
        let end = start + html[start..].find('"')?;
        Some((start..end, html::decode(&html[start..end]).into_owned()))
    });
    values.collect()
}

/// The HTML with each `href` replaced by what `resolved` has for it.
#[must_use]
pub fn replace_hrefs(html: &str, resolved: &BTreeMap<String, String>) -> String {
    let mut replaced = html.to_owned();
    for (range, target) in hrefs(html).into_iter().rev() {
        if let Some(href) = resolved.get(&target) {
            replaced.replace_range(range, href);
        }
    }
    replaced
}

fn before(html: &mut String, link: &Link, resolved: &ResolvedLink, file: Option<(&ProjectPath, &ProjectFile)>) {
    if opens_full_size(link, file) {
        let _ = write!(html, "<a class=\"zoom\" href=\"{}\">", resolved.href);
    }
}

fn opens_full_size(link: &Link, file: Option<(&ProjectPath, &ProjectFile)>) -> bool {
    let width = file.and_then(|(_, file)| file.dimensions).map_or(0, |(width, _)| width);
    link.role == LinkRole::Picture && width > PROSE_WIDTH
}

fn attributes(html: &mut String, link: &Link, file: Option<(&ProjectPath, &ProjectFile)>, first_picture: &mut bool) {
    match link.role {
        LinkRole::Picture | LinkRole::InlinePicture | LinkRole::RawPicture => {
            if let Some((width, height)) = file.and_then(|(_, file)| file.dimensions) {
                let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
            }
            if link.role == LinkRole::RawPicture {
                return; // whoever writes `<img>` by hand decides on its loading too
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
    match (link.role, file) {
        (LinkRole::Picture, _) if opens_full_size(link, file) => html.push_str("</a>"),
        (LinkRole::Anchor, Some((path, file))) if is_download(path) => {
            let _ = write!(html, "<span class=\"file-info\"> ({}, {})</span>", file_type(path), size(file.size));
        }
        _ => {}
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
