//! A folder of HTML pages, such as a copy of a site by `wget`. The article of a page is its `main` element, or what the
//! writer names (`--article`); without one, it is what is left after everything that most pages have in common.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::export::Export;
use super::model::{ArticleText, HelpCenter, SourceArticle, SourceBody, SourceRestriction};
use super::names::{file_name, host_of, path_of};
use super::page::{self, HtmlElement, squeezed, visible_line, visible_text};
use super::page_text::{self, Selector};
use super::shortcodes;

/// Reads an export. `article` finds the article in each page.
pub fn read(export: &Export, article: Option<&Selector>) -> Result<HelpCenter, String> {
    let mut remarks = Vec::new();
    let mut pages: Vec<HtmlPage> = Vec::new();
    let paths: Vec<&str> = export.paths().collect();
    let read: Vec<_> = paths.par_iter().map(|path| HtmlPage::read(export, path)).collect();
    for page in read {
        match page {
            Ok(Some(page)) => pages.push(page),
            Ok(None) => {}
            Err(remark) => remarks.push(remark),
        }
    }
    if pages.is_empty() {
        return Err("no HTML pages were found in the export".into());
    }
    let root = common_folder(&pages);
    let site_root = site_root(&pages, export, &root);
    let suffix = common_suffix(&pages);
    let repeated = page_text::repeated(&pages.iter().map(|page| &page.root).collect::<Vec<_>>());
    let language =
        most_common(pages.iter().filter_map(|page| page.root.attribute("lang"))).unwrap_or_else(|| "en".into());
    let mut center = HelpCenter {
        vendor: "HTML pages",
        hosts: hosts(&pages),
        language: language.clone(),
        section: root.strip_prefix(&site_root).map(|section| format!("/{section}")),
        site_root: Some(site_root.clone()),
        remarks,
        ..HelpCenter::default()
    };
    let texts: BTreeMap<String, String> =
        pages.iter().map(|page| (page.path.clone(), page.words(article, &repeated))).collect();
    let files: BTreeMap<String, String> =
        pages.iter().map(|page| (address_of(&page.path, &site_root), page.path.clone())).collect();
    for page in pages {
        let address = address_of(&page.path, &site_root);
        if let Some(target) = page.refresh() {
            let scheme = crate::html::address::scheme(&target);
            if let Some(scheme) = scheme.filter(|scheme| !matches!(scheme.as_str(), "http" | "https")) {
                center.remarks.push(format!("`{}` leads to `{scheme}:`, which is no address of a page", page.path));
                continue;
            }
            // A relative target starts at the page's own folder.
            let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
            let is_whole = target.starts_with('/') || target.contains("//");
            let target = if is_whole { target } else { format!("{folder}/{}", target.trim_start_matches("./")) };
            center.rules.push((address, target));
            continue;
        }
        let canonical = page.link("canonical").and_then(|url| path_of(&url));
        let original = canonical.filter(|path| files.get(path).is_some_and(|file| *file != page.path));
        let is_copy = |original: &String| texts.get(&files[original]) == texts.get(&page.path);
        if let Some(other) = original.as_ref().filter(|original| !is_copy(original)) {
            let words = "says that it is a copy of";
            center.remarks.push(format!("`{}` {words} `{other}`, but has another text, and stays", page.path));
        } else if let Some(original) = original {
            center
                .remarks
                .push(format!("`{}` says itself that it is a copy of `{original}`, and became a redirect", page.path));
            center.rules.push((address, original));
            continue;
        }
        page.add_to(&mut center, article, &repeated, &root, address, suffix.as_deref());
    }
    Ok(center)
}

/// A page of the export.
pub(super) struct HtmlPage {
    pub path: String,
    pub root: HtmlElement,
}

impl HtmlPage {
    /// Reads a file; `None` if it is no page.
    pub fn read(export: &Export, path: &str) -> Result<Option<Self>, String> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        let is_named = matches!(extension.as_str(), "html" | "htm" | "xhtml");
        let may_be_page = is_named || name.contains(['?', '@']) || !name.contains('.') || extension == "php";
        if !may_be_page {
            return Ok(None);
        }
        let start = export.start_of(path).to_ascii_lowercase();
        let is_html = [b"<html".as_slice(), b"<!doctype html", b"<\0h\0t\0m\0l", b"\0<\0h\0t\0m\0l"]
            .iter()
            .any(|sign| start.windows(sign.len()).any(|window| window == *sign));
        if !is_named && !is_html {
            return Ok(None);
        }
        let bytes = export.read(path)?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(format!("the file `{path}` is empty"));
        }
        let text = page_text::decode(&bytes);
        Ok(Some(Self { path: path.to_owned(), root: page::document(&shortcodes::captions(&text)) }))
    }

    fn meta(&self, name: &str) -> Option<String> {
        let is_meta = |element: &HtmlElement| {
            let named = ["name", "property", "http-equiv"].iter().filter_map(|key| element.attribute(key));
            element.name == "meta" && named.into_iter().any(|value| value.eq_ignore_ascii_case(name))
        };
        self.root.find(&is_meta)?.attribute("content").map(str::to_owned)
    }

    fn link(&self, rel: &str) -> Option<String> {
        let is_link = |element: &HtmlElement| {
            element.name == "link" && element.attribute("rel").is_some_and(|value| value.eq_ignore_ascii_case(rel))
        };
        self.root.find(&is_link)?.attribute("href").map(str::to_owned)
    }

    /// Where a page that only forwards leads.
    fn refresh(&self) -> Option<String> {
        let content = self.meta("refresh")?;
        let (_, url) = content.split_once(['='])?;
        let url = url.trim().trim_matches(['\'', '"']);
        Some(url.to_owned())
    }

    pub fn title(&self) -> String {
        self.root
            .find(&|element| element.name == "title")
            .map(|title| visible_line(&title.children))
            .unwrap_or_default()
    }

    /// The letters of its article, to compare pages.
    fn words(&self, article: Option<&Selector>, repeated: &page_text::RepeatedTexts) -> String {
        squeezed(&visible_text(&page_text::article(&self.root, article, repeated, &mut Vec::new())))
    }

    fn add_to(
        self,
        center: &mut HelpCenter,
        article: Option<&Selector>,
        repeated: &page_text::RepeatedTexts,
        root: &str,
        address: String,
        suffix: Option<&str>,
    ) {
        let mut left_out = Vec::new();
        let mut nodes = page_text::article(&self.root, article, repeated, &mut left_out);
        shortcodes::remove(&mut nodes, &mut left_out);
        let heading = page_text::take_heading(&mut nodes);
        let mut title = self.title();
        if let Some(length) = suffix.and_then(|suffix| title.strip_suffix(suffix)).map(|short| short.trim_end().len()) {
            title.truncate(length);
        }
        let title = heading.filter(|heading| !heading.is_empty()).unwrap_or(title);
        if title.is_empty() && squeezed(&visible_text(&nodes)).is_empty() {
            center.remarks.push(format!("the file `{}` has neither a title nor a text", self.path));
            return;
        }
        let has_password =
            page_text::has(&nodes, &|element| element.name == "input" && element.attribute("type") == Some("password"));
        let has_query = self.path.contains(['?', '@']);
        let lang = self.root.attribute("lang").map(str::to_lowercase).filter(|lang| *lang != center.language);
        let text = ArticleText {
            title: title.clone(),
            description: self.meta("description").unwrap_or_default(),
            body: SourceBody::Nodes(nodes),
            updated: self.meta("article:modified_time").and_then(|date| date.get(..10)?.parse().ok()),
            addresses: if has_query { Vec::new() } else { vec![address] },
            base: Some(self.path.clone()),
            lang,
            ..ArticleText::default()
        };
        let mut article = SourceArticle {
            id: self.path.clone(),
            path: Some(project_path(&self.path, root, &title)),
            unsearched: self.meta("robots").is_some_and(|robots| robots.to_lowercase().contains("noindex")),
            restricted: has_password
                .then(|| SourceRestriction::new("password", "a password form is in the place of its text")),
            texts: BTreeMap::from([(center.language.to_lowercase(), text)]),
            remarks: left_out,
            ..SourceArticle::default()
        };
        if has_query {
            article.remarks.push("its old address has a query (`?…`), which redirects do not see".into());
        }
        center.articles.push(article);
    }
}

/// The deepest folder that contains all pages, with a slash at its end.
fn common_folder(pages: &[HtmlPage]) -> String {
    let folder = |page: &HtmlPage| page.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let mut common = folder(&pages[0]);
    for page in pages {
        let other = folder(page);
        while !other.starts_with(&common) {
            let shorter = common.trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
            common = if shorter.is_empty() { String::new() } else { format!("{shorter}/") };
        }
    }
    common
}

/// The folder that is the root of the old site: pages name their own address, or the folder is named like a host, or
/// absolute links lead to files below it.
fn site_root(pages: &[HtmlPage], export: &Export, common: &str) -> String {
    for page in pages {
        let Some(path) = page.link("canonical").and_then(|url| path_of(&url)) else { continue };
        let below = path.trim_start_matches('/');
        for candidate in
            [below.to_owned(), format!("{below}index.html"), format!("{below}/index.html"), format!("{below}index.htm")]
        {
            let root = page.path.strip_suffix(candidate.as_str()).filter(|_| !candidate.is_empty());
            if let Some(root) = root.filter(|root| root.is_empty() || root.ends_with('/')) {
                return root.to_owned();
            }
        }
    }
    let mut folders = vec![String::new()];
    for part in common.split('/').filter(|part| !part.is_empty()) {
        let next = format!("{}{part}/", folders.last().expect("it is never empty"));
        folders.push(next);
    }
    if let Some(host) = folders
        .iter()
        .rev()
        .find(|folder| folder.trim_end_matches('/').rsplit('/').next().is_some_and(|name| name.contains('.')))
    {
        return host.clone();
    }
    let score = |root: &String| {
        let mut found = 0_usize;
        for page in pages.iter().take(50) {
            page.root.each(&mut |element| {
                let url = element.attribute("href").or_else(|| element.attribute("src"));
                let below = url.and_then(|url| url.strip_prefix('/')).filter(|url| !url.starts_with('/'));
                found += usize::from(below.is_some_and(|below| {
                    export.contains(&format!("{root}{}", below.split(['?', '#']).next().unwrap_or(below)))
                }));
            });
        }
        found
    };
    folders.into_iter().max_by_key(|folder| (score(folder), std::cmp::Reverse(folder.len()))).unwrap_or_default()
}

/// The old address of a file.
fn address_of(path: &str, site_root: &str) -> String {
    let below = path.strip_prefix(site_root).unwrap_or(path);
    let name = below.rsplit('/').next().unwrap_or(below);
    if matches!(name, "index.html" | "index.htm" | "index.php") {
        return format!("/{}", &below[..below.len() - name.len()]);
    }
    format!("/{below}")
}

/// The file of a page below the content folder, without extension.
fn project_path(path: &str, root: &str, title: &str) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let mut parts: Vec<&str> = below.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    let mut out: Vec<String> = parts.iter().map(|part| file_name(part, "folder", &[])).collect();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if name.contains(['?', '@']) {
        out.push(file_name(title, "page", &[]));
    } else if stem.eq_ignore_ascii_case("index") {
        out.push("index".into());
    } else {
        out.push(file_name(stem, "page", &[]));
    }
    out.join("/")
}

/// What most titles end in: the name of the site.
fn common_suffix(pages: &[HtmlPage]) -> Option<String> {
    const SEPARATORS: [&str; 7] = [" | ", " - ", " – ", " — ", " · ", " :: ", " » "];
    let titles: Vec<String> = pages.iter().map(HtmlPage::title).collect();
    let suffixes = titles.iter().filter_map(|title| {
        SEPARATORS.iter().filter_map(|separator| title.rfind(separator)).max().map(|at| &title[at..])
    });
    let suffix = most_common(suffixes)?;
    (titles.iter().filter(|title| title.ends_with(&suffix)).count() * 2 >= titles.len().max(2)).then_some(suffix)
}

fn most_common<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_insert(0) += 1);
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(value, _)| value.to_owned())
}

/// The hosts that half of the pages name as their own, or more.
fn hosts(pages: &[HtmlPage]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        let named = [page.link("canonical"), page.meta("og:url")].into_iter().flatten();
        for host in named.filter_map(|url| host_of(&url)).collect::<BTreeSet<String>>() {
            *counts.entry(host).or_insert(0) += 1;
        }
    }
    // One page may name another site as its source.
    let mut hosts: Vec<(String, usize)> = counts.into_iter().filter(|(_, count)| count * 2 >= pages.len()).collect();
    hosts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    hosts.into_iter().map(|(host, _)| host).collect()
}
