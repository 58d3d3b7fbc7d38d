//! Opens addresses of a built site as a browser does: with or without scripts, on a host that reads `_redirects` or on
//! one that does not.

use std::collections::BTreeMap;

use answerbook::path::decode;

/// A built site on a host.
pub struct HostedSite {
    /// The pages by address.
    pages: BTreeMap<String, String>,
    /// The host's own redirects; empty if it has none.
    redirects: BTreeMap<String, String>,
    /// Whether the browser runs scripts.
    pub has_scripts: bool,
}

/// Where a reader ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landing {
    /// On a page, at the heading with this id, or at the top if it is empty.
    Page(String, String),
    /// At a line that says where the section is.
    Line(String),
    /// On a page that says that there is nothing.
    Nothing,
    /// In a circle, or after more than one redirect.
    Circle,
}

impl HostedSite {
    /// `pages` are the HTML pages by address. `redirects` is the text of `_redirects`, if the host reads it.
    pub fn new(pages: BTreeMap<String, String>, redirects: Option<&str>, has_scripts: bool) -> Self {
        let rule = |line: &str| {
            let mut parts = line.split(' ');
            let (from, to, status) = (parts.next()?, parts.next()?, parts.next()?);
            (status == "301").then(|| (decode(from), to.to_owned()))
        };
        Self { pages, redirects: redirects.unwrap_or_default().lines().filter_map(rule).collect(), has_scripts }
    }

    /// Opens an address.
    pub fn open(&self, address: &str) -> Landing {
        let (mut page, mut fragment) = split(address);
        for _ in 0..2 {
            if let Some(to) = self.redirects.get(&page) {
                let (next, own) = split(to);
                (page, fragment) = (next, if own.is_empty() { fragment } else { own });
                continue;
            }
            let Some(html) = self.pages.get(&page) else { return Landing::Nothing };
            let anchors = attribute(html, "data-anchors=\"").map(|text| unescape(&text));
            let mapped = anchors.and_then(|text| {
                let map: BTreeMap<String, String> = serde_json::from_str(&text).expect("a map of anchors");
                map.get(&fragment).cloned()
            });
            if html.contains("data-redirect") {
                if let Some(to) = mapped.filter(|_| self.has_scripts) {
                    (page, fragment) = split(&to);
                    continue;
                }
                let (next, own) = split(&unescape(&attribute(html, "content=\"0; url=").expect("a target")));
                let kept = if self.has_scripts { fragment } else { String::new() };
                (page, fragment) = (next, if own.is_empty() { kept } else { own });
                continue;
            }
            if html.contains("data-page-type=\"gone\"") {
                match mapped.filter(|_| self.has_scripts) {
                    Some(to) => (page, fragment) = split(&to),
                    None => return Landing::Nothing,
                }
                continue;
            }
            if let Some(to) = moved_line(html, &fragment) {
                if !self.has_scripts {
                    return Landing::Line(to);
                }
                (page, fragment) = split(&to);
                continue;
            }
            return Landing::Page(page.clone(), heading_at(html, &fragment));
        }
        match self.pages.get(&page) {
            Some(html) if !html.contains("data-redirect") && !self.redirects.contains_key(&page) => {
                Landing::Page(page.clone(), heading_at(html, &fragment))
            }
            _ => Landing::Circle,
        }
    }
}

fn split(address: &str) -> (String, String) {
    let (page, fragment) = address.split_once('#').unwrap_or((address, ""));
    (decode(page), decode(fragment))
}

fn attribute(html: &str, start: &str) -> Option<String> {
    let at = html.find(start)? + start.len();
    Some(html[at..].split('"').next()?.to_owned())
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#x2f;", "/")
        .replace("&amp;", "&")
}

/// The target of the line that says where a section is.
fn moved_line(html: &str, fragment: &str) -> Option<String> {
    let line =
        html.split("<p class=\"moved\" id=\"").skip(1).find(|line| line.starts_with(&format!("{fragment}\"")))?;
    attribute(line, "href=\"").map(|href| unescape(&href))
}

/// The id of the heading that an id belongs to; empty if the page does not have the id.
fn heading_at(html: &str, fragment: &str) -> String {
    if fragment.is_empty() {
        return String::new();
    }
    let Some(at) = html.find(&format!(" id=\"{fragment}\"")) else { return String::new() };
    let before = &html[..at];
    let tag = before.rfind('<').map_or("", |start| &before[start..]);
    if tag.starts_with("<h") {
        return fragment.to_owned();
    }
    // A target stands in its heading.
    let start =
        ["<h2 id=\"", "<h3 id=\"", "<h4 id=\""].iter().filter_map(|tag| Some(before.rfind(tag)? + tag.len())).max();
    start.and_then(|start| before[start..].split('"').next()).unwrap_or_default().to_owned()
}
