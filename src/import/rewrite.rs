//! The links and pictures of an article in the new help center: relative to its file, or unlinked with a remark.

use std::collections::{BTreeMap, BTreeSet};

use super::markdown::{ImportedBlock, Inline, each_line};
use super::model::{ArticleText, SourceArticle};
use super::names::attachment_name;
use super::targets::{OldLinkTarget, OldTargets};
use crate::path::ProjectPath;

/// Places in articles that links lead to: article and anchor.
pub type UsedAnchors = BTreeSet<(String, String)>;

/// Files of the export and their places in the project.
#[derive(Debug, Default)]
pub struct FilePlan {
    /// The place in the project by the path in the export.
    pub places: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

/// The article that is rewritten.
#[derive(Debug, Clone, Copy)]
pub struct RewrittenArticle<'a> {
    pub article: &'a SourceArticle,
    pub locale: &'a str,
    pub text: &'a ArticleText,
}

/// Adds the anchors that the links of an article lead to.
pub fn collect_anchors(
    blocks: &mut [ImportedBlock],
    from: RewrittenArticle<'_>,
    old: &OldTargets<'_>,
    used: &mut UsedAnchors,
) {
    each_line(blocks, &mut |line| {
        each_link(line, &mut |href| {
            let (target, fragment) = old.find(href, from.text);
            let Some(fragment) = fragment else { return };
            let fragment = crate::path::decode(&fragment);
            match target {
                OldLinkTarget::Here => used.insert((from.article.id.clone(), fragment)),
                OldLinkTarget::Article(id, _) => used.insert((id, fragment)),
                _ => false,
            };
        });
    });
}

fn each_link(line: &[Inline], see: &mut dyn FnMut(&str)) {
    for inline in line {
        match inline {
            Inline::Link { href, content, .. } => {
                see(href);
                each_link(content, see);
            }
            Inline::Styled(_, content) => each_link(content, see),
            _ => {}
        }
    }
}

/// The anchors that an article has.
#[must_use]
pub fn anchors_of(blocks: &mut [ImportedBlock]) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    each_heading(blocks, &mut |id| anchors.extend(id.clone()));
    each_line(blocks, &mut |line| {
        for inline in line.iter() {
            if let Inline::Anchor(name) = inline {
                anchors.insert(name.clone());
            }
        }
    });
    anchors
}

fn each_heading(blocks: &mut [ImportedBlock], see: &mut dyn FnMut(&mut Option<String>)) {
    for block in blocks {
        match block {
            ImportedBlock::Heading { id, .. } => see(id),
            ImportedBlock::Quote(content)
            | ImportedBlock::Alert { content, .. }
            | ImportedBlock::Details { content, .. } => each_heading(content, see),
            ImportedBlock::List { items, .. } | ImportedBlock::Steps(items) => {
                for item in items {
                    each_heading(&mut item.content, see);
                }
            }
            ImportedBlock::Tabs(parts) | ImportedBlock::Definitions(parts) => {
                for (_, content) in parts {
                    each_heading(content, see);
                }
            }
            ImportedBlock::Table(table) => {
                for cell in table.head.iter_mut().chain(&mut table.rows).flatten() {
                    each_heading(&mut cell.content, see);
                }
            }
            _ => {}
        }
    }
}

/// Everything that rewriting needs besides the article.
pub struct Rewriting<'r, 'c> {
    pub old: &'r OldTargets<'c>,
    pub used: &'r UsedAnchors,
    /// The anchors of each article.
    pub anchors: &'r BTreeMap<String, BTreeSet<String>>,
    pub files: &'r mut FilePlan,
    pub keep_anchors: bool,
    pub remarks: &'r mut Vec<String>,
    /// Addresses of files that the export lacks.
    pub missing: &'r mut Vec<String>,
}

/// Rewrites an article.
pub fn rewrite(blocks: &mut Vec<ImportedBlock>, from: RewrittenArticle<'_>, with: &mut Rewriting<'_, '_>) {
    let keeps = |name: &str| with.keep_anchors || with.used.contains(&(from.article.id.clone(), name.to_owned()));
    each_heading(blocks, &mut |id| {
        if id.as_deref().is_some_and(|id| !keeps(id) || !is_plain_anchor(id)) {
            *id = None;
        }
    });
    each_line(blocks, &mut |line| {
        let rest = std::mem::take(line);
        let rest = rest.into_iter().filter(|inline| !matches!(inline, Inline::Anchor(name) if !keeps(name)));
        *line = super::markdown::tidy(rest.collect());
    });
    each_line(blocks, &mut |line| {
        let rest = std::mem::take(line);
        *line = rest.into_iter().flat_map(|inline| one(inline, from, with)).collect();
    });
    blocks.retain(|block| !matches!(block, ImportedBlock::Paragraph(line) if line.is_empty()));
}

/// Whether Markdown can give a heading this id.
fn is_plain_anchor(id: &str) -> bool {
    id.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.'))
}

fn one(inline: Inline, from: RewrittenArticle<'_>, with: &mut Rewriting<'_, '_>) -> Vec<Inline> {
    match inline {
        Inline::Styled(style, content) => {
            let content: Vec<Inline> = content.into_iter().flat_map(|inline| one(inline, from, with)).collect();
            if content.is_empty() { Vec::new() } else { vec![Inline::Styled(style, content)] }
        }
        Inline::Link { href, title, is_button, content } => {
            let content: Vec<Inline> = content.into_iter().flat_map(|inline| one(inline, from, with)).collect();
            let mut words = String::new();
            super::markdown::line_words(&content, &mut words);
            let is_empty =
                words.trim().is_empty() && !content.iter().any(|inline| matches!(inline, Inline::Image { .. }));
            match link(&href, from, with) {
                Ok(_) if is_empty => content,
                Ok(href) => vec![Inline::Link { href, title, is_button, content }],
                Err(reason) => {
                    if !is_empty {
                        with.remarks.push(format!("the link “{}” was removed: {reason}", words.trim()));
                    }
                    content
                }
            }
        }
        Inline::Image { src, alt, title } => image(&src, alt, title, from, with).into_iter().collect(),
        other => vec![other],
    }
}

/// The new target of a link, or why it has none.
fn link(href: &str, from: RewrittenArticle<'_>, with: &mut Rewriting<'_, '_>) -> Result<String, String> {
    let (target, fragment) = with.old.find(href, from.text);
    let layout = with.old.layout;
    let has_anchor = |id: &str, name: &str| with.anchors.get(id).is_some_and(|anchors| anchors.contains(name));
    match target {
        OldLinkTarget::Here => {
            let name = crate::path::decode(&fragment.unwrap_or_default());
            if has_anchor(&from.article.id, &name) {
                Ok(format!("#{name}"))
            } else {
                Err(format!("this article has no `#{name}`"))
            }
        }
        OldLinkTarget::Article(id, locale) => {
            if let Some(reason) = with.old.hidden(&id, locale.as_deref(), from.article) {
                return Err(format!("the article {id} {reason}"));
            }
            let fragment = fragment.map(|fragment| crate::path::decode(&fragment)).filter(|name| has_anchor(&id, name));
            let suffix = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
            let target = with.old.articles.get(id.as_str()).ok_or("it is gone")?;
            let has = |locale: &str| target.texts.get(locale).is_some_and(|text| !text.draft);
            // A link into another language keeps to it; from a translation, links are written as in the original.
            let named = locale.filter(|locale| has(locale) && locale != from.locale && *locale != layout.default);
            let only = (!has(from.locale) && !has(&layout.default))
                .then(|| target.texts.iter().find(|(_, text)| !text.draft))
                .flatten();
            let other =
                named.filter(|_| from.locale == layout.default).or_else(|| only.map(|(locale, _)| locale.clone()));
            if let Some(locale) = other.filter(|locale| locale != from.locale) {
                let address = layout.article_address(&id).ok_or("it has no file")?;
                return Ok(format!("{}{address}{suffix}", layout.prefix(&locale)));
            }
            let (own, file) = (layout.files.get(&from.article.id), layout.files.get(&id));
            let (own, file) = (own.ok_or("it has no file")?, file.ok_or("it has no file")?);
            if own == file {
                return Ok(if suffix.is_empty() { format!("{}.md", last(file)) } else { suffix });
            }
            Ok(format!("{}{suffix}", relative(own, &format!("{file}.md"))))
        }
        OldLinkTarget::Place(id, locale) => {
            let folder = layout.folders.get(&id).filter(|_| with.old.is_public_place(&id));
            let folder = folder.ok_or_else(|| format!("the category {id} has no public article"))?;
            let other = locale.filter(|locale| {
                *locale != layout.default && *locale != from.locale && layout.tags.contains_key(locale)
            });
            let prefix = other
                .filter(|_| from.locale == layout.default)
                .map_or_else(|| "/".to_owned(), |locale| layout.prefix(&locale));
            Ok(if folder.is_empty() { prefix } else { format!("{prefix}{folder}/") })
        }
        OldLinkTarget::Home(locale) => {
            let other = locale.filter(|locale| {
                *locale != layout.default && layout.tags.contains_key(locale) && from.locale == layout.default
            });
            Ok(other.map_or_else(|| "/".to_owned(), |locale| layout.prefix(&locale)))
        }
        OldLinkTarget::Contact if with.old.center.contact_form().is_some() => Ok("/contact/".to_owned()),
        OldLinkTarget::Contact => Err("there is no contact page yet: see `[contact]`".to_owned()),
        OldLinkTarget::File(path, name) => match with.old.withheld(&path, from.article) {
            Some(reason) => Err(reason),
            None => Ok(with.place(&path, &name, from)),
        },
        OldLinkTarget::Outside(url) => Ok(url),
        OldLinkTarget::Nowhere(reason) => Err(reason),
    }
}

fn image(
    src: &str,
    alt: String,
    title: String,
    from: RewrittenArticle<'_>,
    with: &mut Rewriting<'_, '_>,
) -> Option<Inline> {
    if crate::content::player::embed(src).is_some() {
        return Some(Inline::Image { src: src.to_owned(), alt, title });
    }
    let target = with.old.find(src, from.text).0;
    let withheld = match &target {
        OldLinkTarget::File(path, _) => with.old.withheld(path, from.article),
        _ => None,
    };
    if let Some(reason) = withheld {
        with.remarks.push(format!("a picture was left out: {reason}"));
        let words = if title.is_empty() { alt } else { title };
        return (!words.is_empty()).then_some(Inline::Text(words));
    }
    match target {
        OldLinkTarget::File(path, name) => Some(Inline::Image { src: with.place(&path, &name, from), alt, title }),
        OldLinkTarget::Outside(url) => {
            with.missing.push(url.clone());
            let url = without_signature(&url);
            with.remarks.push(format!("the picture {url} is not in the export, and stays at its old place"));
            Some(Inline::Image { src: url, alt, title })
        }
        _ => {
            let shown: String = src.chars().take(80).collect();
            with.remarks.push(format!("the picture `{shown}` was left out: it has no address"));
            let words = if title.is_empty() { alt } else { title };
            (!words.is_empty()).then_some(Inline::Text(words))
        }
    }
}

/// An address without a query that expires.
fn without_signature(url: &str) -> String {
    const SIGNS: [&str; 6] = ["signature=", "expires=", "x-amz-", "token=", "sig=", "policy="];
    match url.split_once('?') {
        Some((address, query)) if SIGNS.iter().any(|sign| query.to_ascii_lowercase().contains(sign)) => {
            address.to_owned()
        }
        _ => url.to_owned(),
    }
}

impl Rewriting<'_, '_> {
    /// The address of a file from an article. The first article that shows a file has it in its folder.
    pub fn place(&mut self, path: &str, name: &str, from: RewrittenArticle<'_>) -> String {
        let own = self.old.layout.files.get(&from.article.id).cloned().unwrap_or_default();
        let bytes = self.old.export.start_of(path);
        let owner = if self.files.places.contains_key(path) { None } else { self.old.owner_of(path) };
        let owner = owner.and_then(|owner| self.old.layout.files.get(owner)).cloned().unwrap_or_else(|| own.clone());
        let place = self.files.place(path, &attachment_name(name, &bytes), &owner);
        encoded(&relative(&own, &place))
    }
}

impl FilePlan {
    fn place(&mut self, path: &str, name: &str, article: &str) -> String {
        if let Some(place) = self.places.get(path) {
            return place.clone();
        }
        let folder = article.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let (stem, extension) =
            name.rsplit_once('.').map_or((name, String::new()), |(stem, extension)| (stem, format!(".{extension}")));
        let mut place = format!("{folder}{name}");
        // The folder in the export is often the file's number.
        let number: String = path
            .rsplit('/')
            .nth(1)
            .filter(|part| part.chars().all(|letter| letter.is_ascii_digit()))
            .unwrap_or_default()
            .to_owned();
        let mut suffix = 1;
        while self.taken.contains(&place.to_lowercase()) {
            place = if suffix == 1 && !number.is_empty() {
                format!("{folder}{stem}-{number}{extension}")
            } else {
                format!("{folder}{stem}-{}{extension}", suffix + 1)
            };
            suffix += 1;
        }
        self.taken.insert(place.to_lowercase());
        self.places.insert(path.to_owned(), place.clone());
        place
    }
}

/// Blanks as they must be written in a link.
fn encoded(path: &str) -> String {
    path.replace('%', "%25").replace(' ', "%20")
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The path of a file relative to another file.
#[must_use]
pub fn relative(from: &str, to: &str) -> String {
    ProjectPath::new(to).relative_to(&ProjectPath::new(from))
}
