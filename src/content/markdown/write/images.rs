//! Writes pictures and videos, and the figures around them.

use comrak::Node;
use comrak::nodes::{Attributes, NodeLink, NodeValue};

use super::links::{UrlClass, escape_href, is_in_link};
use super::writer::{Descend, HtmlWriter, Words};
use super::{attributes, left_over};
use crate::codes;
use crate::content::LinkRole;
use crate::content::holes::{Hole, LinkPart};
use crate::content::markdown::context::Dialect;
use crate::content::markdown::plain::{self, PlainTextMode};
use crate::content::player::{self, VideoEmbed};
use crate::html::escape_attribute;

/// Extensions of files that are shown in a player.
const VIDEOS: &[&str] = &[".mp4", ".webm", ".m4v", ".ogv", ".mov"];

/// Writes a picture within text.
pub(super) fn inline<'a>(
    writer: &mut HtmlWriter<'a, '_, '_>,
    node: Node<'a>,
    image: &NodeLink,
    attrs: Option<&Attributes>,
) -> Descend {
    if writer.dialect != Dialect::Answerbook {
        writer.out.push_str("<img src=\"");
        escape_href(&image.url, &mut writer.out);
        writer.out.push_str("\" alt=\"");
        escape_attribute(&alt(node), &mut writer.out);
        writer.out.push('"');
        writer.title_attribute(&image.title);
        writer.out.push_str(" />");
        return Descend::Skip;
    }
    let role = if writer.is_in_pictures { LinkRole::Picture } else { LinkRole::InlinePicture };
    write(writer, node, image, attrs, role);
    Descend::Skip
}

/// Whether a paragraph consists of several pictures and nothing else.
pub(super) fn are_pictures(paragraph: Node<'_>) -> bool {
    let mut count = 0;
    paragraph.children().filter(|&child| !is_blank(child)).all(|child| {
        count += 1;
        matches!(&child.data().value, NodeValue::Image(image) if player::embed(&image.url).is_none())
    }) && count > 1
}

fn is_blank(node: Node<'_>) -> bool {
    match node.data().value {
        NodeValue::SoftBreak => true,
        NodeValue::Text(ref text) => text.trim().is_empty(),
        _ => false,
    }
}

/// Writes a paragraph that consists of a single picture. Returns false, without writing anything, for other paragraphs.
pub(super) fn write_lone_picture<'a>(writer: &mut HtmlWriter<'a, '_, '_>, paragraph: Node<'a>) -> bool {
    let mut children = paragraph.children().filter(|&child| !is_blank(child));
    let (Some(node), None) = (children.next(), children.next()) else { return false };
    let data = node.data();
    let NodeValue::Image(ref image) = data.value else { return false };
    writer.line();
    let is_embed = player::embed(&image.url).is_some();
    let is_figure = !image.title.is_empty() && !is_embed;
    let around = match (is_figure, is_embed) {
        (true, _) => Some("figure"),
        (false, true) => None,
        (false, false) => Some("p"),
    };
    if let Some(name) = around {
        writer.start_tag(name);
        writer.out.push('>');
    }
    write(writer, node, image, data.attrs.as_deref(), LinkRole::Picture);
    if is_figure {
        writer.start_tag("figcaption");
        writer.out.push('>');
        writer.words(&image.title);
        writer.end_tag("figcaption");
    }
    if let Some(name) = around {
        writer.end_tag(name);
    }
    writer.new_line();
    true
}

fn alt(node: Node<'_>) -> String {
    let mut alt = String::new();
    plain::collect(node, PlainTextMode::Spoken, &mut alt);
    alt
}

fn write<'a>(
    writer: &mut HtmlWriter<'a, '_, '_>,
    node: Node<'a>,
    image: &NodeLink,
    attrs: Option<&Attributes>,
    role: LinkRole,
) {
    writer.pictures += 1;
    let alt = alt(node);
    left_over::in_inlines(writer, node, writer.frame);
    left_over::in_plain(writer, &image.title, node);
    if alt.trim().is_empty() {
        let span = writer.span(node);
        let help = "describe the picture between the brackets";
        writer.report(codes::IMAGE_NO_ALT, "a picture has no alternative text", span, help);
    }
    if let Some(embed) = player::embed(&image.url) {
        let is_in_link = is_in_link(writer, node);
        facade(writer, is_in_link, &embed, &alt);
        return;
    }
    let file = image.url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let is_video = VIDEOS.iter().any(|extension| file.ends_with(extension));
    let span = writer.target_span(node, &image.url);
    // If the picture is alone in its paragraph, the title becomes the caption.
    let is_alone = role == LinkRole::Picture && !writer.is_in_pictures;
    let role = if is_video { LinkRole::Video } else { role };
    let address = writer.judge(role, &image.url, span.clone());
    let number = match (address, span) {
        (UrlClass::Here, Some(span)) => Some(writer.keep_link(role, &image.url, span)),
        _ => None,
    };
    part(writer, number, LinkPart::Before);
    writer.start_tag(if is_video { "video" } else { "img" });
    writer.out.push_str(if is_video { " controls preload=\"metadata\" src=\"" } else { " src=\"" });
    match (number, address) {
        (Some(number), _) => writer.hole(Hole::Link(LinkPart::Href, number)),
        (None, UrlClass::Unsafe | UrlClass::Reference) => {}
        (None, _) => {
            writer.body.needs.note(if is_video { "video" } else { "img" }, "src", &image.url);
            escape_href(&image.url, &mut writer.out);
        }
    }
    writer.out.push_str(if is_video { "\" aria-label=\"" } else { "\" alt=\"" });
    escape_attribute(alt.trim(), &mut writer.out);
    writer.out.push('"');
    if !is_alone {
        writer.title_attribute(&image.title);
    }
    attributes::write(writer, attrs);
    // The measured size would contradict the writer's.
    if !attrs.is_some_and(has_size) {
        part(writer, number, LinkPart::Attributes);
    }
    writer.out.push('>');
    if is_video {
        writer.end_tag("video");
    }
    part(writer, number, LinkPart::After);
    attributes::write_braces(writer, attrs);
}

/// Whether a writer gave a picture's size.
fn has_size(attrs: &Attributes) -> bool {
    attrs.pairs.iter().any(|(key, _)| matches!(key.as_str(), "width" | "height"))
}

fn part(writer: &mut HtmlWriter<'_, '_, '_>, number: Option<usize>, part: LinkPart) {
    if let Some(number) = number {
        writer.hole(Hole::Link(part, number));
    }
}

/// Writes a link to a video on another host. When the reader clicks, a script replaces it with a player; nothing is
/// loaded before that.
pub(super) fn facade(writer: &mut HtmlWriter<'_, '_, '_>, is_in_link: bool, embed: &VideoEmbed, title: &str) {
    let title = if title.trim().is_empty() { embed.host.as_str() } else { title.trim() };
    if is_in_link {
        writer.words(title);
        return;
    }
    writer.out.push_str("<a class=\"video\" href=\"");
    escape_href(&embed.href, &mut writer.out);
    writer.body.needs.note("a", "data-embed", &embed.player);
    writer.out.push_str("\" data-embed=\"");
    escape_href(&embed.player, &mut writer.out);
    writer.out.push_str("\" data-title=\"");
    escape_attribute(title, &mut writer.out);
    writer.out.push_str("\"><span class=\"video-play\"></span><span class=\"video-label\">");
    writer.words_or_ui_text(Words::Theme { key: "play-video", title: Some(title) });
    writer.out.push_str("</span><small>");
    writer.words(&embed.host);
    writer.out.push_str("</small></a>");
}
