//! A Notion export, as HTML or as Markdown. File names end in the page's number, `Title 0123…ef.html`, and a folder of
//! the same name has the pages in it. An export says nothing about drafts and readers, so everything in it is public.

use std::collections::BTreeMap;

use super::export::Export;
use super::model::{ArticleText, HelpCenter, OldTarget, SourceArticle, SourceBody};
use super::names::{file_name, has_extension, host_of};
use super::page::{self, HtmlNode, visible_line, visible_text};
use super::page_text;
use crate::content::markdown;

/// The digits of a page's number.
const ID_LENGTH: usize = 32;

/// Reads an export.
pub fn read(export: &Export) -> Result<HelpCenter, String> {
    let mut center = HelpCenter {
        vendor: "Notion",
        language: "en".into(),
        hosts: vec!["www.notion.so".into(), "notion.so".into()],
        read_link: Some(read_link),
        ..HelpCenter::default()
    };
    let pages: Vec<&str> = export.paths().filter(|path| page_id(path).is_some() && is_page(path)).collect();
    if pages.is_empty() {
        return Err("no page of Notion was found: their names end in 32 hexadecimal digits".into());
    }
    let root = common_folder(&pages);
    let mut words = String::new();
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    for path in &pages {
        let mut article = article(export, path, &root, &pages, &mut center.hosts)?;
        let copies = ids.entry(article.id.clone()).or_insert(0_usize);
        *copies += 1;
        if *copies > 1 {
            article.remarks.push(format!(
                "the export has several pages with the id {}: links to it lead to the first",
                article.id
            ));
            article.id = format!("{}-{copies}", article.id);
            article.texts.values_mut().for_each(|text| text.addresses.clear());
        }
        if let Some(text) = article.texts.values().next() {
            words.push_str(&text.title);
            words.push(' ');
            if let SourceBody::Nodes(nodes) = &text.body {
                words.push_str(&visible_text(nodes));
            }
        }
        center.articles.push(article);
    }
    super::language::of(&words).clone_into(&mut center.language);
    for article in &mut center.articles {
        article.texts =
            std::mem::take(&mut article.texts).into_values().map(|text| (center.language.clone(), text)).collect();
    }
    for path in export.paths().filter(|path| has_extension(path, "csv") && !path.ends_with("_all.csv")) {
        center.remarks.push(format!("the database `{path}` was left out; its pages were imported"));
    }
    center.remarks.push("the export does not say who may read a page: all pages are public here".into());
    Ok(center)
}

fn is_page(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| matches!(extension.to_ascii_lowercase().as_str(), "html" | "md"))
}

/// The number at the end of a name.
fn page_id(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let id: String = stem.chars().rev().take(ID_LENGTH).collect::<Vec<_>>().into_iter().rev().collect();
    (id.len() == ID_LENGTH && id.chars().all(|letter| letter.is_ascii_hexdigit())).then(|| id.to_lowercase())
}

/// A part of a path without the number at its end.
fn without_id(part: &str) -> &str {
    let stem = part.strip_suffix(".html").or_else(|| part.strip_suffix(".md")).unwrap_or(part);
    if page_id(stem).is_some() { stem[..stem.len() - ID_LENGTH].trim_end_matches([' ', '-']) } else { stem }
}

fn common_folder(pages: &[&str]) -> String {
    let mut common = pages[0].rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    while !pages.iter().all(|page| page.starts_with(&common)) {
        let shorter = common.trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
        common = if shorter.is_empty() { String::new() } else { format!("{shorter}/") };
    }
    common
}

fn article(
    export: &Export,
    path: &str,
    root: &str,
    pages: &[&str],
    hosts: &mut Vec<String>,
) -> Result<SourceArticle, String> {
    let bytes = export.read(path)?;
    let text = page_text::decode(&bytes);
    let (title, nodes) = if has_extension(path, "md") { from_markdown(&text, path) } else { from_html(&text, path) };
    for host in links(&nodes).filter_map(|url| host_of(&url)).filter(|host| host.ends_with(".notion.site")) {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    let id = page_id(path).unwrap_or_default();
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<&str> = below.split('/').collect();
    let mut names: Vec<String> = parts.iter().map(|part| file_name(without_id(part), &id, &[])).collect();
    // A page with pages in it is a category.
    let folder = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let titled = without_id(folder).to_owned() + "/";
    let has_pages = pages
        .iter()
        .any(|other| other.starts_with(&format!("{folder}/")) || titled.len() > 1 && other.starts_with(&titled));
    if has_pages {
        names.push("index".into());
    }
    let slug: String = title.split_whitespace().collect::<Vec<_>>().join("-");
    let text = ArticleText {
        title,
        body: SourceBody::Nodes(nodes),
        addresses: vec![format!("/{id}"), format!("/{}-{id}", crate::path::encode(&slug))],
        base: Some(path.to_owned()),
        ..ArticleText::default()
    };
    Ok(SourceArticle {
        id,
        path: Some(names.join("/")),
        texts: BTreeMap::from([("en".to_owned(), text)]),
        ..SourceArticle::default()
    })
}

fn links(nodes: &[HtmlNode]) -> impl Iterator<Item = String> {
    let mut urls = Vec::new();
    for element in nodes.iter().filter_map(HtmlNode::element) {
        element.each(&mut |inner| urls.extend(inner.attribute("href").map(str::to_owned)));
    }
    urls.into_iter()
}

fn from_html(text: &str, path: &str) -> (String, Vec<HtmlNode>) {
    let root = page::document(text);
    let title =
        root.find(&|element| element.has_class("page-title")).or_else(|| root.find(&|element| element.name == "title"));
    let title = title.map(|title| visible_line(&title.children)).filter(|title| !title.is_empty());
    let mut nodes = Vec::new();
    let properties = root.find(&|element| element.name == "table" && element.has_class("properties"));
    nodes.extend(properties.cloned().map(HtmlNode::Element));
    let description = root.find(&|element| element.has_class("page-description"));
    nodes.extend(description.cloned().map(HtmlNode::Element));
    let body =
        root.find(&|element| element.has_class("page-body")).or_else(|| root.find(&|element| element.name == "body"));
    nodes.extend(body.map(|body| body.children.clone()).unwrap_or_default());
    (title.unwrap_or_else(|| named(path)), nodes)
}

fn from_markdown(text: &str, path: &str) -> (String, Vec<HtmlNode>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let heading = first.strip_prefix("# ").map(|title| title.trim().to_owned());
    let body = if heading.is_some() { rest } else { text };
    // Callouts are `<aside>`.
    let html = markdown::gfm(body).replace("<aside>", "<aside class=\"callout\">");
    (heading.filter(|title| !title.is_empty()).unwrap_or_else(|| named(path)), page::fragment(&html))
}

fn named(path: &str) -> String {
    without_id(path.rsplit('/').next().unwrap_or(path)).to_owned()
}

/// `/Title-0123…ef`, with or without a workspace in front of it.
fn read_link(path: &str) -> Option<OldTarget> {
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let compact = last.replace('-', "");
    let id: String = compact.chars().rev().take(ID_LENGTH).collect::<Vec<_>>().into_iter().rev().collect();
    let is_id = id.len() == ID_LENGTH && id.chars().all(|letter| letter.is_ascii_hexdigit());
    is_id.then(|| OldTarget::Article(id.to_lowercase(), None))
}
