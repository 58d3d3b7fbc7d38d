//! Pictures, figures, videos and frames of other sites.

use super::build::blocks;
use super::{ConversionNotes, ImportedBlock, Inline};
use crate::content::player::embed as video_embed;
use crate::import::page::{HtmlElement, HtmlNode, one_line, visible_line, visible_text};

/// Whether a `div` is a placeholder for something embedded: its address.
pub(super) fn of_div(element: &HtmlElement) -> Option<String> {
    let wistia = element.classes().find_map(|class| class.strip_prefix("wistia_async_"));
    let wistia = wistia.map(|id| format!("https://fast.wistia.net/embed/iframe/{id}"));
    let url = element.attribute("data-oembed-url").or_else(|| element.attribute("data-embed-url"));
    url.filter(|url| !url.is_empty()).map(str::to_owned).or(wistia)
}

/// The blocks that a figure, a frame or a player makes.
pub(super) fn of(element: &HtmlElement, remarks: &mut ConversionNotes) -> Vec<ImportedBlock> {
    if let Some(url) = of_div(element) {
        remarks.left_out.push_str(&visible_text(&element.children));
        return vec![embed(&url, element.attribute("title").unwrap_or_default())];
    }
    match element.name.as_str() {
        "figure" => figure(element, remarks),
        "iframe" | "embed" => match element.attribute("src").or_else(|| element.attribute("data-src")) {
            Some(src) if !src.trim().is_empty() => {
                vec![embed(src.trim(), element.attribute("title").unwrap_or_default())]
            }
            _ => {
                remarks.note("a frame without an address was left out");
                Vec::new()
            }
        },
        "video" | "audio" => {
            let source = || element.find(&|inner| inner.name == "source").and_then(|source| source.attribute("src"));
            match element.attribute("src").or_else(source) {
                Some(src) => vec![player(src.trim(), &element.name)],
                None => Vec::new(),
            }
        }
        "object" => {
            let inner: Vec<ImportedBlock> = blocks(&element.children, remarks);
            match element.attribute("data") {
                Some(data) if inner.is_empty() => vec![embed(data, "")],
                _ => inner,
            }
        }
        name => {
            remarks.note(format!("a drawing (`<{name}>`) was left out"));
            Vec::new()
        }
    }
}

fn player(src: &str, name: &str) -> ImportedBlock {
    let image = Inline::Image { src: src.to_owned(), alt: String::new(), title: String::new() };
    let link = |text: &str| link(src, text);
    ImportedBlock::Paragraph(vec![if name == "video" { image } else { link(file_name(src)) }])
}

fn link(href: &str, text: &str) -> Inline {
    Inline::Link {
        href: href.to_owned(),
        title: String::new(),
        is_button: false,
        content: vec![Inline::Text(text.to_owned())],
    }
}

fn file_name(src: &str) -> &str {
    src.split(['?', '#']).next().unwrap_or(src).rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(src)
}

/// A video that the site can show as one, or a link to what was embedded.
pub(super) fn embed(url: &str, title: &str) -> ImportedBlock {
    let url = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
    let title = one_line(title);
    let inline = if let Some(video) = video_embed(&url) {
        // A player's address becomes that of the video's page, but a page stays as it is, with its start time.
        let is_player = ["/embed/", "player.", "/v/", "nocookie", "/iframe/"].iter().any(|part| url.contains(part));
        let src = if is_player { video.href } else { url };
        Inline::Image { src, alt: title, title: String::new() }
    } else {
        let url = url.replace("?embedded=true", "").replace("&embedded=true", "");
        let host = crate::import::names::host_of(&url).unwrap_or_else(|| url.clone());
        link(&url, if title.is_empty() { &host } else { &title })
    };
    ImportedBlock::Paragraph(vec![inline])
}

/// A figure: a picture with its caption, a table, a video, or a box of other blocks.
fn figure(element: &HtmlElement, remarks: &mut ConversionNotes) -> Vec<ImportedBlock> {
    let is_caption = |node: &HtmlNode| node.element().is_some_and(|inner| inner.name == "figcaption");
    let (captions, content): (Vec<HtmlNode>, Vec<HtmlNode>) = element.children.iter().cloned().partition(is_caption);
    let mut out = blocks(&content, remarks);
    let caption: Vec<HtmlNode> = captions
        .into_iter()
        .filter_map(|node| if let HtmlNode::Element(inner) = node { Some(inner.children) } else { None })
        .flatten()
        .collect();
    let text = visible_line(&caption);
    if text.is_empty() {
        return out;
    }
    let is_plain = caption.iter().all(|node| {
        node.element()
            .is_none_or(|inner| inner.elements().count() == 0 && !matches!(inner.name.as_str(), "a" | "img" | "code"))
    });
    if let ([ImportedBlock::Paragraph(line)], true) = (out.as_mut_slice(), is_plain)
        && let [Inline::Image { title, .. }] = line.as_mut_slice()
    {
        *title = text;
        return out;
    }
    out.extend(blocks(&caption, remarks));
    out
}
