//! Pages of other sites within the page: `<iframe>`. Players of known video hosts load after a click, all other frames
//! when they come near the screen. A frame is as wide as the text and keeps its proportions.

use crate::content::markdown::write::images;
use crate::content::markdown::write::writer::HtmlWriter;
use crate::content::player;
use crate::html::{Attribute, Tag};

/// Proportions of frames, as width by height, with their classes in the theme.
const RATIOS: &[(u32, u32, &str)] = &[
    (21, 9, "ratio-21-9"),
    (2, 1, "ratio-2-1"),
    (16, 9, "ratio-16-9"),
    (3, 2, "ratio-3-2"),
    (4, 3, "ratio-4-3"),
    (1, 1, "ratio-1-1"),
];

/// The class of a frame without a size.
const USUAL: &str = "ratio-16-9";

/// Writes a facade in place of a frame that shows a video of a known host. Otherwise completes the frame, and returns
/// false. Only trusted writers have frames.
pub(super) fn write_facade(writer: &mut HtmlWriter<'_, '_, '_>, tag: &mut Tag) -> bool {
    let Some(embed) = tag.attribute("src").and_then(|address| player::embed(address.trim())) else {
        complete(tag);
        return false;
    };
    let title = tag.attribute("title").unwrap_or_default();
    let is_in_link = writer.html.is_in_link();
    images::facade(writer, is_in_link, &embed, title);
    true
}

/// Adds the attributes that a frame lacks.
fn complete(tag: &mut Tag) {
    let class = match (number(tag, "width"), number(tag, "height")) {
        (Some(width), Some(height)) if width >= height => nearest(width, height),
        // A tall frame, such as a form, keeps its height where it becomes narrower.
        (_, Some(_)) => "",
        (_, None) => USUAL,
    };
    let own = tag.attribute("class").unwrap_or_default().to_owned();
    // The theme finds the style sheet of an element by its first class.
    let classes = ["frame", class, own.as_str()].into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>();
    set(tag, "class", classes.join(" "));
    if tag.attribute("loading").is_none() {
        set(tag, "loading", "lazy".into());
    }
}

/// A size in pixels; a percentage says nothing about proportions.
fn number(tag: &Tag, name: &str) -> Option<u32> {
    tag.attribute(name)?.trim().trim_end_matches("px").parse().ok().filter(|number| *number > 0)
}

/// The class of the nearest proportion.
fn nearest(width: u32, height: u32) -> &'static str {
    let distance = |(w, h, _): &&(u32, u32, &str)| {
        // The larger ratio divided by the smaller one, in thousandths.
        let (a, b) = (u64::from(width) * u64::from(*h), u64::from(height) * u64::from(*w));
        a.max(b) * 1_000 / a.min(b).max(1)
    };
    RATIOS.iter().min_by_key(distance).map_or(USUAL, |(_, _, class)| class)
}

fn set(tag: &mut Tag, name: &str, value: String) {
    match tag.attributes.iter_mut().find(|attribute| attribute.name == name) {
        Some(attribute) => attribute.value = value,
        None => tag.attributes.push(Attribute { name: name.to_owned(), value, range: tag.range.clone() }),
    }
}
