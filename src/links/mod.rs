//! Resolves link targets to hrefs, and reports those that lead nowhere.
//!
//! Steps: index everything that can be linked to ([`target`]), look up the links of all articles in parallel (`find`),
//! then report each miss once ([`report`]), suggesting the nearest existing target ([`paths_by_name`]). How a link is
//! shown is not decided here.

pub mod anchor_lookup;
mod cache;
mod find;
pub mod fixes;
pub mod heading_ids;
pub mod link_context;
pub mod paths_by_name;
pub mod report;
pub mod spelling;
pub mod target;
mod translated;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use foldhash::HashSet;
use rayon::prelude::*;

use crate::config::Config;
use crate::content::{Body, EditionId, Link, LinkRole, markdown};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::path::{Address, ProjectPath};
use crate::project::Project;
use crate::site::{ArticleId, RedirectTarget, Site};
use crate::source::{SourceId, Span, Spanned};

use anchor_lookup::AnchorLookup;
pub use cache::LinkCache;
use cache::{ArticleLinks, PreviousLinks, TargetParts};
use heading_ids::HeadingIds;
use link_context::LinkContext;
use target::{FoundTarget, LinkMiss, LinkTarget, LinkTargets, TargetIndex};

/// The resolved links of the site.
#[derive(Debug, Default)]
pub struct Hrefs {
    /// For each article, its resolved links by number.
    pub articles: Vec<Arc<[ResolvedLink]>>,
    /// The links of the configuration, by edition and by target as written.
    pub config: BTreeMap<EditionId, BTreeMap<String, String>>,
    /// The footers of editions that have a text.
    pub footers: BTreeMap<EditionId, LinkedLine>,
    /// The texts of the notices of each edition, in the order of the configuration.
    pub notices: BTreeMap<EditionId, Vec<LinkedLine>>,
    /// Links in front matter (`video`, `poster`, `captions`, `form_url`), by article and by target as written.
    pub meta: BTreeMap<(ArticleId, String), ResolvedLink>,
    /// The related articles from front matter.
    pub related: BTreeMap<ArticleId, Vec<ArticleId>>,
    /// The files in content folders that are used, with their addresses.
    pub published: BTreeMap<ProjectPath, Address>,
}

/// A line of Markdown in the configuration.
#[derive(Debug, Clone)]
pub struct LinkedLine {
    /// The line.
    pub body: Arc<Body>,
    /// Its resolved links by number.
    pub links: Vec<ResolvedLink>,
}

/// The result for one link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResolvedLink {
    /// The address, percent-encoded. Must be escaped where it is written into HTML.
    pub href: String,
    /// The project file that it leads to, if any.
    pub file: Option<ProjectPath>,
}

/// A link that leads nowhere, or not where its author expects.
#[derive(Debug, Clone)]
pub struct LinkProblem {
    /// How the link is used.
    pub role: LinkRole,
    /// The target as written.
    pub target: String,
    /// Its position in the source.
    pub span: Span,
    /// The file that it is relative to.
    pub from: ProjectPath,
    /// The page that contains it.
    pub context: LinkContext,
    /// What is wrong.
    pub miss: LinkMiss,
}

/// Resolves all links of the site, except those that the cache already knows.
#[must_use]
pub fn resolve(project: &Project, site: &Site, cache: &LinkCache) -> Outcome<Hrefs> {
    let parts = TargetParts::new(project, site);
    let (shape, known) = cache.known(project, site, &parts);
    let index =
        known.as_ref().map_or_else(|| Arc::new(TargetIndex::new(project, site)), |known| Arc::clone(&known.index));
    let heading_ids = HeadingIds::default();
    let targets = LinkTargets { project, site, index: &index, heading_ids: &heading_ids };
    let known = known.map(|known| known.articles).unwrap_or_default();
    let ids: Vec<ArticleId> = site.ids().collect();
    let current =
        |id: &ArticleId| known.get(id.index()).filter(|links| links.are_current(site, &site.articles[id.index()]));
    let articles: Vec<Arc<ArticleLinks>> =
        ids.par_iter().map(|id| current(id).map_or_else(|| Arc::new(article(&targets, *id)), Arc::clone)).collect();
    // A text that several editions use is checked only in the edition that it was written for.
    let reported =
        ids.iter().zip(&articles).filter(|(id, links)| !links.problems.is_empty() && !site.is_fallback(**id));
    let reported: Vec<&ArticleLinks> = reported.map(|(_, links)| &**links).collect();
    let mut hrefs = Hrefs::default();
    for (id, links) in ids.into_iter().zip(&articles) {
        hrefs.articles.push(Arc::clone(&links.text));
        hrefs.meta.extend(links.meta.iter().map(|(written, to)| ((id, written.clone()), to.clone())));
        if !links.related.is_empty() {
            hrefs.related.insert(id, links.related.clone());
        }
    }
    let mut diagnostics = report::of_articles(&targets, &reported);
    let mut problems = Vec::new();
    let footers = footers(project, site).unpack(&mut diagnostics);
    let notices = notices(project).unpack(&mut diagnostics);
    for edition in site.editions.keys() {
        let links = configuration(&targets, *edition, (footers.get(edition), &notices), &reported, &mut problems);
        hrefs.config.insert(*edition, links.written);
        hrefs.footers.extend(links.footer.map(|footer| (*edition, footer)));
        hrefs.notices.insert(*edition, links.notices);
    }
    diagnostics.extend(report::of_configuration(&targets, &problems));
    hrefs.published = published(&targets, &hrefs);
    diagnostics.extend(orphans(project, &hrefs));
    cache.keep(PreviousLinks { shape, parts, index, articles });
    Outcome { value: hrefs, diagnostics }
}

/// What lookups report besides the addresses.
#[derive(Default)]
struct LinkNotes {
    problems: Vec<LinkProblem>,
    anchors: Vec<AnchorLookup>,
}

/// Resolves all links of one article.
fn article(targets: &LinkTargets<'_>, id: ArticleId) -> ArticleLinks {
    let article = &targets.site.articles[id.index()];
    let mut notes = LinkNotes::default();
    let context = LinkContext::on(targets.site, id);
    let text = article.body.links.iter().map(|link| look_up(targets, context, link, &mut notes)).collect();
    let mut links = ArticleLinks {
        article: Arc::clone(article),
        text,
        meta: Vec::new(),
        related: Vec::new(),
        problems: Vec::new(),
        diagnostics: OnceLock::new(),
        anchors: Vec::new(),
    };
    front_matter(targets, id, &mut links, &mut notes);
    ArticleLinks { problems: notes.problems, anchors: notes.anchors, ..links }
}

fn look_up(targets: &LinkTargets<'_>, context: LinkContext, link: &Link, notes: &mut LinkNotes) -> ResolvedLink {
    let mut found = targets.find(context, &link.from, &link.target);
    notes.anchors.extend(found.anchor.take());
    let is_borrowed = context.article.is_some_and(|id| targets.site.is_fallback(id));
    use_our_anchor(targets, &mut found);
    translated::anchor(targets.site, is_borrowed, &mut found);
    if let Some(miss) = found.miss {
        let Link { role, target, span, from } = link.clone();
        notes.problems.push(LinkProblem { role, target, span, from, context, miss });
    }
    match found.target {
        Some(target) => {
            let href = format!("{}{}", targets.href(&target), found.suffix);
            ResolvedLink { href, file: if let LinkTarget::File(file) = target { Some(file) } else { None } }
        }
        // The page is still built, with the link as it was written.
        None => ResolvedLink { href: encode_target(&link.target), file: None },
    }
}

/// Replaces the anchor of a link that was made for another tool by ours for the same heading.
fn use_our_anchor(targets: &LinkTargets<'_>, found: &mut FoundTarget) {
    let Some(LinkMiss::Anchor { article: Some(id), anchor }) = &found.miss else { return };
    let Some(ours) = targets.heading_ids.find(targets.site, *id, anchor) else { return };
    let query = found.suffix.split('#').next().unwrap_or_default();
    found.suffix = format!("{query}#{}", encode_target(ours));
    found.miss = None;
}

/// Percent-encodes what no address may contain, and leaves everything else as it was written.
fn encode_target(target: &str) -> String {
    target.replace('"', "%22").replace('<', "%3C").replace('>', "%3E").replace(' ', "%20")
}

/// Resolves the links in an article's front matter.
fn front_matter(targets: &LinkTargets<'_>, id: ArticleId, links: &mut ArticleLinks, notes: &mut LinkNotes) {
    let article = &targets.site[id];
    let context = LinkContext::on(targets.site, id);
    let link = |target: &Spanned<String>, role| Link {
        role,
        target: target.value.clone(),
        span: target.span.clone(),
        from: article.path.clone(),
    };
    let video = article.meta.video.iter();
    let media = video.flat_map(|video| [Some(&video.url), video.poster.as_ref(), video.captions.as_ref()]);
    for target in media.chain([article.meta.form.as_ref()]).flatten() {
        let resolved = look_up(targets, context, &link(target, LinkRole::Raw), notes);
        links.meta.push((target.value.clone(), resolved));
    }
    for target in &article.meta.related {
        let found = targets.find(context, &article.path, &target.value);
        let found = match found.target {
            Some(LinkTarget::Article(related)) => Some(related),
            Some(LinkTarget::Folder(address)) => targets.article_at(&address),
            _ => targets.by_key_or_id(article.edition, &target.value),
        };
        match found {
            Some(related) => links.related.push(related),
            None => drop(look_up(targets, context, &link(target, LinkRole::Anchor), notes)),
        }
    }
}

/// The resolved links of the configuration for one edition.
struct ConfigurationLinks {
    written: BTreeMap<String, String>,
    footer: Option<LinkedLine>,
    notices: Vec<LinkedLine>,
}

/// Resolves the links of `answerbook.toml` for an edition. Relative ones start at the content folder. Problems are
/// reported for the latest version only, because older versions may lack some of its pages.
fn configuration(
    targets: &LinkTargets<'_>,
    edition: EditionId,
    (footer, notices): (Option<&Arc<Body>>, &[Arc<Body>]),
    reported: &[&ArticleLinks],
    problems: &mut Vec<LinkProblem>,
) -> ConfigurationLinks {
    let context = LinkContext { edition, article: None };
    let config = &targets.project.config;
    let from = configuration_path(config);
    let header = config.header_in(edition).iter().map(|header| &header.link.url);
    let written = header.chain(config.footer_in(edition).links.iter().map(|link| &link.url));
    let written = written.chain(config.quick_tasks_in(edition).iter().map(|task| &task.url));
    let contact = config.contact_in(edition);
    let written = written.chain(&contact.url).chain(&contact.return_to);
    // Redirects belong to no edition, and their targets are used as written.
    let redirects = targets.site.redirects.values().filter(|_| edition == EditionId::default());
    let redirects = redirects.filter_map(|target| match target {
        RedirectTarget::Written(url) => Some(url),
        RedirectTarget::Article(_) | RedirectTarget::Moved(_) => None,
    });
    let mut notes = LinkNotes::default();
    let link = |url: &Spanned<String>| {
        let (target, span, from) = (url.value.clone(), url.span.clone(), from.clone());
        let link = Link { role: LinkRole::Anchor, target, span, from };
        let href = look_up(targets, context, &link, &mut notes).href;
        (link.target, href)
    };
    let written = written.chain(redirects).map(link).collect();
    let mut linked = |body: &Arc<Body>| {
        let links = body.links.iter().map(|link| look_up(targets, context, link, &mut notes)).collect();
        LinkedLine { body: Arc::clone(body), links }
    };
    let footer = footer.map(&mut linked);
    let notices = notices.iter().map(linked).collect();
    if edition.version.is_latest() && !notes.problems.is_empty() {
        let of_articles = reported.iter().flat_map(|links| &links.problems);
        let reported: HashSet<&Span> = of_articles.chain(&*problems).map(|problem| &problem.span).collect();
        // A translation may lack pages that links of the default locale lead to. Links that the locale itself sets must
        // work.
        let usual = config.written_in(EditionId::default());
        let usual: HashSet<&Span> = usual.into_iter().map(|written| &written.span).collect();
        let is_own = |problem: &LinkProblem| edition.locale.is_default() || !usual.contains(&problem.span);
        let is_new = |problem: &LinkProblem| !reported.contains(&problem.span);
        let new: Vec<_> = notes.problems.into_iter().filter(|problem| is_new(problem) && is_own(problem)).collect();
        problems.extend(new);
    }
    ConfigurationLinks { written, footer, notices }
}

/// The file that relative links of the configuration start from.
fn configuration_path(config: &Config) -> ProjectPath {
    config.content.join("answerbook.toml").unwrap_or_else(|| config.content.clone())
}

/// Renders the texts of the notices, in order.
fn notices(project: &Project) -> Outcome<Vec<Arc<Body>>> {
    let from = configuration_path(&project.config);
    let mut diagnostics = Vec::new();
    let texts = project.config.notices.iter().map(|notice| &notice.text);
    let value =
        texts.map(|text| Arc::new(markdown::line(text, &from, &project.config).unpack(&mut diagnostics))).collect();
    Outcome { value, diagnostics }
}

/// Renders the footer of each edition, each distinct one once.
fn footers(project: &Project, site: &Site) -> Outcome<BTreeMap<EditionId, Arc<Body>>> {
    let from = configuration_path(&project.config);
    let mut rendered: BTreeMap<(SourceId, usize), Arc<Body>> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    let mut value = BTreeMap::new();
    for edition in site.editions.keys() {
        let Some(text) = &project.config.footer_in(*edition).text else { continue };
        let place = (text.span.source, text.span.range.start);
        let body = rendered
            .entry(place)
            .or_insert_with(|| Arc::new(markdown::line(text, &from, &project.config).unpack(&mut diagnostics)));
        value.insert(*edition, Arc::clone(body));
    }
    Outcome { value, diagnostics }
}

/// The files in content folders that are used by a link, a picture or a setting.
fn published(targets: &LinkTargets<'_>, hrefs: &Hrefs) -> BTreeMap<ProjectPath, Address> {
    let brand = &targets.project.config.brand;
    let settings = [&brand.logo, &brand.logo_dark, &brand.favicon, &brand.social_image];
    let settings = settings.into_iter().flatten().map(|path| &path.value);
    let linked = hrefs
        .articles
        .iter()
        .flat_map(|links| links.iter())
        .chain(hrefs.footers.values().flat_map(|footer| &footer.links))
        .chain(hrefs.meta.values())
        .filter_map(|resolved| resolved.file.as_ref());
    let used: BTreeSet<&ProjectPath> = linked.chain(settings).collect();
    used.into_iter().map(|path| (path.clone(), targets.file_address(path))).collect()
}

/// Files in content folders that are for maintainers, or for the tool that the articles were first written for.
#[rustfmt::skip]
const OF_THE_FOLDER: &[&str] = &[
    "license", "license.txt", "copying", "codeowners", "makefile", "package.json", "package-lock.json", "toc.yml",
    "toc.yaml", "toc.json", "docfx.json", "_category_.json", "_category_.yml", "mkdocs.yml", "book.toml",
    "hugo.toml", ".pages", "_meta.json", "meta.json", "sidebars.js", "docs.json", "mint.json", "_config.yml",
    "gemfile",
];

/// Reports unused files in content folders. Files elsewhere may have other uses.
fn orphans(project: &Project, hrefs: &Hrefs) -> Vec<Diagnostic> {
    let statics = &project.config.static_files;
    let beside = project.files.keys().filter(|path| path.strip(statics).is_none() && project.trees.hold(path));
    let beside = beside.filter(|path| !OF_THE_FOLDER.contains(&path.name().to_ascii_lowercase().as_str()));
    beside.filter(|path| !hrefs.published.contains_key(*path)).map(report::orphan).collect()
}
