//! A Confluence space exported as HTML. Files are flat, `Title_123.html`; the tree of pages is in the breadcrumbs of each
//! page, and the names of attachments are in the list below it. An export has what the person who made it could read.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::export::Export;
use super::model::{ArticleText, HelpCenter, OldTarget, SourceArticle, SourceBody};
use super::names::file_name;
use super::page::{self, HtmlElement, HtmlNode, visible_line, visible_text};
use super::page_text;

/// Reads an export.
pub fn read(export: &Export) -> Result<HelpCenter, String> {
    let mut pages = BTreeMap::new();
    let mut key = None;
    for path in export.paths().filter(|path| super::names::has_extension(path, "html")) {
        let root = page::document(&page_text::decode(&export.read(path)?));
        if path.rsplit('/').next() == Some("index.html") {
            key = key.or_else(|| space_key(&root));
        }
        if let Some(page) = ConfluencePage::new(path, &root) {
            pages.insert(path.to_owned(), page);
        }
    }
    if pages.is_empty() {
        return Err(
            "no page of Confluence was found: they have a `main-content` and are named after their number".into()
        );
    }
    let words: String = pages.values().map(|page| visible_text(&page.body)).collect();
    let mut center = HelpCenter {
        vendor: "Confluence",
        language: super::language::of(&words).to_owned(),
        read_link: Some(read_link),
        ..HelpCenter::default()
    };
    let parents: Vec<&String> = pages.values().filter_map(|page| page.parent.as_ref()).collect();
    for (path, page) in &pages {
        center.file_names.extend(page.files.clone());
        let mut names = Vec::new();
        let mut next = page.parent.as_ref();
        // A page that is its own ancestor ends the list.
        while let Some(parent) = next.and_then(|parent| pages.get(parent)).filter(|_| names.len() < 20) {
            names.insert(0, file_name(&parent.title, &parent.id, &[]));
            next = parent.parent.as_ref();
        }
        // The space's home page is the home page here.
        let is_home = page.parent.is_none()
            && parents.iter().filter(|parent| **parent == path).count() > 0
            && pages.values().filter(|page| page.parent.is_none()).count() == 1;
        if !names.is_empty() && pages.values().filter(|page| page.parent.is_none()).count() == 1 {
            names.remove(0);
        }
        if !is_home {
            names.push(file_name(&page.title, &page.id, &[]));
        }
        if parents.contains(&path) {
            names.push("index".into());
        }
        let text = ArticleText {
            title: page.title.clone(),
            body: SourceBody::Nodes(page.body.clone()),
            updated: page.updated,
            addresses: page.addresses(key.as_deref()),
            base: Some(path.clone()),
            ..ArticleText::default()
        };
        center.articles.push(SourceArticle {
            id: page.id.clone(),
            path: Some(names.join("/")),
            owner: page.author.clone(),
            labels: page.labels.clone(),
            texts: BTreeMap::from([(center.language.clone(), text)]),
            ..SourceArticle::default()
        });
    }
    center.remarks.push("the export does not say who may read a page: all pages are public here".into());
    center
        .remarks
        .push("addresses such as `/pages/viewpage.action?pageId=1` have a query, which redirects do not see".into());
    Ok(center)
}

struct ConfluencePage {
    id: String,
    title: String,
    /// The file of the page that this one is in.
    parent: Option<String>,
    body: Vec<HtmlNode>,
    updated: Option<Date>,
    author: Option<String>,
    labels: Vec<String>,
    /// Names of attached files by their path in the export.
    files: BTreeMap<String, String>,
}

impl ConfluencePage {
    fn new(path: &str, root: &HtmlElement) -> Option<Self> {
        let stem = path.rsplit('/').next()?.strip_suffix(".html")?;
        let id: String = stem.rsplit('_').next()?.to_owned();
        let body = root.find(&|element| element.attribute("id") == Some("main-content"))?;
        if id.is_empty() || !id.chars().all(|letter| letter.is_ascii_digit()) {
            return None;
        }
        let full = root
            .find(&|element| element.attribute("id") == Some("title-text"))
            .map(|title| visible_line(&title.children))
            .unwrap_or_default();
        let title = full.split_once(" : ").map_or(full.as_str(), |(_, title)| title).to_owned();
        let crumbs = root.find(&|element| element.attribute("id") == Some("breadcrumbs"));
        let mut links = Vec::new();
        if let Some(crumbs) = crumbs {
            crumbs.each(&mut |element| links.extend(element.attribute("href").map(str::to_owned)));
        }
        let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        // The first of them is the index of the space, which is no page.
        let parent = links
            .into_iter()
            .rfind(|link| link != "index.html")
            .map(|link| format!("{folder}{}", crate::path::decode(&link)));
        let metadata = root
            .find(&|element| element.has_class("page-metadata"))
            .map(|data| visible_line(&data.children))
            .unwrap_or_default();
        let author = root
            .find(&|element| element.has_class("author"))
            .map(|author| visible_line(&author.children))
            .filter(|name| !name.is_empty());
        let mut labels = Vec::new();
        root.each(&mut |element| {
            if element.name == "a" && element.attribute("rel") == Some("tag") {
                labels.push(visible_line(&element.children));
            }
        });
        let mut files = BTreeMap::new();
        root.each(&mut |element| {
            let href = element.attribute("href").filter(|href| element.name == "a" && href.starts_with("attachments/"));
            let name = visible_line(&element.children);
            if let Some(href) = href.filter(|_| name.contains('.')) {
                files.insert(format!("{folder}{}", crate::path::decode(href)), name);
            }
        });
        Some(Self { id, title, parent, body: body.children.clone(), updated: date(&metadata), author, labels, files })
    }

    fn addresses(&self, key: Option<&str>) -> Vec<String> {
        let Some(key) = key else { return Vec::new() };
        let words = self.title.split_whitespace().collect::<Vec<_>>().join("+");
        let encoded = crate::path::encode(&words);
        vec![
            format!("/wiki/spaces/{key}/pages/{}", self.id),
            format!("/wiki/spaces/{key}/pages/{}/{encoded}", self.id),
            format!("/spaces/{key}/pages/{}", self.id),
            format!("/spaces/{key}/pages/{}/{encoded}", self.id),
            format!("/display/{key}/{encoded}"),
        ]
    }
}

/// The last date in `Created by A, last modified by B on Nov 03, 2025`.
fn date(metadata: &str) -> Option<Date> {
    let (_, rest) = metadata.rsplit_once(" on ")?;
    let text: String = rest.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    ["%b %d, %Y", "%d %b %Y", "%B %d, %Y", "%Y-%m-%d"]
        .iter()
        .find_map(|format| Date::strptime(format, text.trim_end_matches('.')).ok())
}

/// The key of the space, in the table of its details.
fn space_key(root: &HtmlElement) -> Option<String> {
    let row = root.find(&|element| element.name == "tr" && visible_line(&element.children).starts_with("Key "))?;
    visible_line(&row.children).strip_prefix("Key ").map(str::to_owned)
}

/// `/wiki/spaces/K/pages/123/Title`, and the same without `/wiki`.
fn read_link(path: &str) -> Option<OldTarget> {
    let mut parts = path.split('/').filter(|part| !part.is_empty()).skip_while(|part| *part != "pages");
    parts.next()?;
    let id = parts.next()?;
    id.chars().all(|letter| letter.is_ascii_digit()).then(|| OldTarget::Article(id.to_owned(), None))
}
