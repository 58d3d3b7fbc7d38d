//! Links: those that the site must resolve become holes, all others are written unchanged.

use comrak::Node;
use comrak::nodes::{Attributes, NodeLink, NodeValue};

use super::state::OpenLink;
use super::writer::{Descend, HtmlWriter};
use super::{attributes, empty_links};
use crate::codes;
use crate::content::holes::{Hole, LinkPart};
use crate::content::markdown::parse::targets;
use crate::content::sanitize::Trust;
use crate::content::{ArticleKind, Link, LinkElsewhere, LinkRole};
use crate::html::{address, escape_attribute};
use crate::source::Span;

/// How an address is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UrlClass {
    /// On this site: resolved later.
    Here,
    /// On another site: unchanged.
    Elsewhere,
    /// Never written.
    Unsafe,
    /// A reference that only another tool can resolve: only its text remains.
    Reference,
}

/// The scheme of references to code that DocFX documents.
const REFERENCE: &str = "xref";

/// Decides how an address is handled.
pub(super) fn judge(url: &str, own_hosts: &[String], trust: Trust) -> UrlClass {
    if url.starts_with("//") {
        return UrlClass::Elsewhere;
    }
    if address::runs_code(url) || trust == Trust::Untrusted && !address::is_harmless(url) {
        return UrlClass::Unsafe;
    }
    match address::scheme(url) {
        Some(scheme) if scheme == REFERENCE => return UrlClass::Reference,
        // What has an unknown scheme is reported where links are resolved: it may be the name of a file.
        Some(_) if address::is_known(url) && !address::is_incomplete(url) => {}
        _ => return UrlClass::Here,
    }
    let is_own = own_hosts.iter().map(|host| host.trim_end_matches('/')).any(|host| {
        url.get(..host.len()).is_some_and(|start| start.eq_ignore_ascii_case(host))
            && matches!(url.as_bytes().get(host.len()), None | Some(b'/' | b'?' | b'#'))
    });
    if is_own { UrlClass::Here } else { UrlClass::Elsewhere }
}

impl<'a> HtmlWriter<'a, '_, '_> {
    /// Whose address this is. What is unsafe is reported, and what leads to another site is noted for its checks.
    pub fn judge(&mut self, role: LinkRole, url: &str, span: Option<Span>) -> UrlClass {
        let own_hosts = self.context.map_or(&[][..], |context| context.own_hosts);
        let address = judge(url, own_hosts, self.trust());
        if let (UrlClass::Elsewhere, Some(span), Some(_)) = (address, &span, address::origin(url)) {
            let is_picture = matches!(role, LinkRole::Picture | LinkRole::InlinePicture | LinkRole::RawPicture);
            self.body.elsewhere.push(LinkElsewhere { target: url.to_owned(), span: span.clone(), is_picture });
        }
        if address == UrlClass::Unsafe {
            let message = format!("links to `{}:` are not allowed", address::scheme(url).unwrap_or_default());
            self.report(codes::LINK_UNSAFE, message, span, "link to a page or a file instead");
        } else if address == UrlClass::Reference {
            let message = format!("the reference `{url}` of another tool has no equivalent here and was left out");
            self.report(codes::FOREIGN_MARKUP, message, span, "remove it, or write it in Markdown or HTML");
        }
        address
    }

    /// Stores a link to resolve later, and returns its number.
    pub fn keep_link(&mut self, role: LinkRole, target: &str, span: Span) -> usize {
        let from = self.frames[self.frame].path.clone();
        self.body.links.push(Link { role, target: target.to_owned(), span, from });
        self.body.links.len() - 1
    }

    /// Where the target of a link or picture was written.
    pub fn target_span(&self, node: Node<'a>, url: &str) -> Option<Span> {
        let frame = self.frames.get(self.frame)?;
        Some(frame.span(targets::find(frame, frame.range(node.data().sourcepos), url)))
    }

    /// Writes `title="…"`.
    pub fn title_attribute(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            escape_attribute(title, &mut self.out);
            self.out.push('"');
        }
    }
}

/// Whether a node is in a link, from Markdown or from raw HTML.
pub(super) fn is_in_link<'a>(writer: &HtmlWriter<'a, '_, '_>, node: Node<'a>) -> bool {
    let in_markdown = node.ancestors().skip(1).any(|node| matches!(node.data().value, NodeValue::Link(_)));
    in_markdown || writer.html.is_in_link()
}

/// Escapes an address for an attribute, and percent-encodes it where necessary.
pub(super) fn escape_href(url: &str, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = comrak::html::escape_href(out, url, false);
}

pub(super) fn enter<'a>(
    writer: &mut HtmlWriter<'a, '_, '_>,
    node: Node<'a>,
    link: &NodeLink,
    attrs: Option<&Attributes>,
) -> Descend {
    if writer.html.is_in_link() {
        writer.open_links.push(OpenLink { is_nested: true, ..OpenLink::default() });
        return Descend::Children;
    }
    let mut open = OpenLink {
        is_nested: false,
        number: None,
        has_braces: attrs.is_some_and(|attrs| *attrs == Attributes::default()),
        start: empty_links::begin(writer),
    };
    if writer.context.is_none() {
        writer.out.push_str("<a href=\"");
        escape_href(&link.url, &mut writer.out);
        writer.out.push('"');
        writer.title_attribute(&link.title);
        writer.out.push('>');
        writer.open_links.push(open);
        return Descend::Children;
    }
    let span = writer.target_span(node, &link.url);
    match (writer.judge(LinkRole::Anchor, &link.url, span.clone()), span) {
        (UrlClass::Here, Some(span)) => {
            let number = writer.keep_link(LinkRole::Anchor, &link.url, span);
            writer.out.push_str("<a href=\"");
            writer.hole(Hole::Link(LinkPart::Href, number));
            writer.out.push('"');
            open.number = Some(number);
        }
        (UrlClass::Reference, _) => {
            writer.open_links.push(OpenLink { is_nested: true, ..open });
            return Descend::Children;
        }
        (UrlClass::Unsafe, _) => writer.out.push_str("<a"),
        _ => {
            writer.out.push_str("<a href=\"");
            escape_href(&link.url, &mut writer.out);
            writer.out.push('"');
        }
    }
    if !attrs.is_some_and(|attrs| attrs.pairs.iter().any(|(key, _)| key == "title")) {
        writer.title_attribute(&link.title);
    }
    attributes::write(writer, attrs);
    if let Some(number) = open.number {
        writer.hole(Hole::Link(LinkPart::Attributes, number));
    }
    writer.out.push('>');
    writer.open_links.push(open);
    Descend::Children
}

/// Reports a link without a text. Readers see the address if that is one to read.
fn report_no_text<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, url: &str) {
    let span = writer.span(node);
    let message = format!("the link to `{url}` has no text");
    writer.report(codes::LINK_NO_TEXT, message, span, "write between the brackets where it leads");
    if address::origin(url).is_some() {
        writer.words(url);
    }
}

pub(super) fn leave<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, link: &NodeLink) {
    let open = writer.open_links.pop().unwrap_or_default();
    if open.is_nested {
        return;
    }
    if writer.context.is_some() && !link.url.is_empty() && empty_links::is_empty(writer, open.start) {
        report_no_text(writer, node, &link.url);
    }
    if let Some(number) = open.number {
        if writer.context.is_some_and(|context| context.kind == ArticleKind::Form) {
            let text = writer.blocks.words_since(open.start.words);
            writer.body.link_texts.push((number, text));
        }
        writer.hole(Hole::Link(LinkPart::After, number));
    }
    writer.out.push_str("</a>");
    if open.has_braces {
        writer.words("{}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: UrlClass) {
        let own_hosts = ["https://help.example.com".to_owned()];
        assert_eq!(judge(url, &own_hosts, Trust::Trusted), expected);
    }

    #[test]
    fn relative_addresses_are_ours() {
        check("a.md", UrlClass::Here);
        check("/a/?x=b:c", UrlClass::Here);
        check("#a", UrlClass::Here);
        check("what: this.md", UrlClass::Here);
        check("ttps://example.com", UrlClass::Here);
        check("http:/example.com", UrlClass::Here);
        check("mailto:", UrlClass::Here);
        check("xref:Some.Id", UrlClass::Reference);
        check("C:\\files\\a.md", UrlClass::Here);
    }

    #[test]
    fn absolute_addresses_are_ours_on_our_hosts() {
        check("https://example.com", UrlClass::Elsewhere);
        check("https://help.example.com/a", UrlClass::Here);
        check("HTTPS://help.example.com", UrlClass::Here);
        check("https://help.example.com.evil.test/", UrlClass::Elsewhere);
        check("//cdn.example.com/a.js", UrlClass::Elsewhere);
        check("mailto:a@example.com", UrlClass::Elsewhere);
    }

    #[test]
    fn addresses_that_run_code_are_unsafe() {
        check("javascript:x()", UrlClass::Unsafe);
        check(" Java\tScript:x()", UrlClass::Unsafe);
        check("data:text/html,x", UrlClass::Unsafe);
        check("data:image/svg+xml,x", UrlClass::Unsafe);
        check("data:image/png;base64,x", UrlClass::Elsewhere);
    }
}
