//! What plug-ins of `WordPress` leave in a text: `[caption]` around a picture, and other shortcodes, which mean nothing
//! elsewhere.

use std::fmt::Write as _;

use super::page::{HtmlElement, HtmlNode};

/// Beginnings of shortcodes' names.
const NAMES: [&str; 16] = [
    "contact-form",
    "su_",
    "vc_",
    "et_pb_",
    "fusion_",
    "wpforms",
    "ninja_form",
    "gravityform",
    "caption",
    "gallery",
    "embed",
    "playlist",
    "audio",
    "video",
    "toc",
    "shortcode",
];

/// `[caption …]<img …> Words[/caption]` as a figure.
#[must_use]
pub fn captions(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("[caption") {
        let complete = rest[at..].find(']').and_then(|open| {
            let inside = at + open + 1;
            let end = inside + rest[inside..].find("[/caption]")?;
            Some((inside, end))
        });
        let Some((inside, end)) = complete else { break };
        let content = &rest[inside..end];
        // The picture, with the link around it, ends at the last tag.
        let split = content.rfind('>').map_or(0, |last| last + 1);
        out.push_str(&rest[..at]);
        let _ =
            write!(out, "<figure>{}<figcaption>{}</figcaption></figure>", &content[..split], content[split..].trim());
        rest = &rest[end + "[/caption]".len()..];
    }
    out.push_str(rest);
    out
}

/// Removes shortcodes from texts, and makes videos of addresses that are alone in a paragraph.
pub fn remove(nodes: &mut [HtmlNode], left_out: &mut Vec<String>) {
    for node in nodes {
        match node {
            HtmlNode::Text(text) => *text = without(text, left_out),
            HtmlNode::Element(element) if matches!(element.name.as_str(), "pre" | "code") => {}
            HtmlNode::Element(element) => {
                remove(&mut element.children, left_out);
                if let ("p" | "div" | "figure", Some(url)) = (element.name.as_str(), address_alone(element)) {
                    let frame = HtmlElement {
                        name: "iframe".into(),
                        attributes: vec![("src".into(), url)],
                        children: Vec::new(),
                    };
                    element.children = vec![HtmlNode::Element(frame)];
                }
            }
        }
    }
}

/// The address of a video, if an element has nothing else.
fn address_alone(element: &HtmlElement) -> Option<String> {
    let [HtmlNode::Text(text)] = element.children.as_slice() else { return None };
    let text = text.trim();
    (!text.contains(char::is_whitespace) && crate::content::player::embed(text).is_some()).then(|| text.to_owned())
}

fn without(text: &str, left_out: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let name = after.trim_start_matches('/');
        let end = after.find(']');
        let is_shortcode = NAMES.iter().any(|known| name.starts_with(known));
        match end {
            Some(end) if is_shortcode => {
                let name: String =
                    name.chars().take_while(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')).collect();
                let remark = format!("the shortcode `{name}` was left out");
                if !left_out.contains(&remark) {
                    left_out.push(remark);
                }
                rest = &after[end + 1..];
            }
            _ => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
