//! Lists the links of a site with where they lead.

use std::ops::Range;

use super::Renames;
use crate::addresses::AddressFate;
use crate::config::EditionId;
use crate::content::Link;
use crate::links::heading_ids::HeadingIds;
use crate::links::link_context::LinkContext;
use crate::links::target::{LinkTarget, LinkTargets, TargetIndex};
use crate::output::Output;
use crate::path::{Address, ArticleKey, ProjectPath, decode};
use crate::project::Project;
use crate::site::{ArticleId, RedirectTarget, Site};
use crate::source::{Span, Spanned};

/// Where a link leads, by names that can be followed through a move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// The article of a file.
    Article(ProjectPath),
    /// A folder without an article.
    Folder(ProjectPath),
    /// Another file.
    File(ProjectPath),
    /// A page that has no file.
    Address(Address),
}

impl Destination {
    /// Where it is after a move.
    #[must_use]
    pub fn moved(&self, renames: &Renames) -> Self {
        match self {
            Self::Article(path) => Self::Article(renames.path(path)),
            Self::Folder(path) => Self::Folder(renames.path(path)),
            Self::File(path) => Self::File(renames.path(path)),
            Self::Address(address) => Self::Address(address.clone()),
        }
    }
}

/// A link and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkReference {
    /// The file that contains it.
    pub file: ProjectPath,
    /// Its target's range in the text of the file.
    pub range: Range<usize>,
    /// The target.
    pub written: String,
    /// Whether the range holds exactly the target, without escapes.
    pub is_verbatim: bool,
    /// Whether it names the key or the id of an article.
    pub is_key: bool,
    /// The file that it is relative to.
    pub from: ProjectPath,
    /// The file of the page that shows it; `None` for links of the configuration.
    pub page: Option<ProjectPath>,
    /// The edition of that page.
    pub edition: EditionId,
    /// Where it leads.
    pub destination: Destination,
    /// The anchor, decoded.
    pub anchor: Option<String>,
}

/// A site that was built, and what can be linked to.
pub struct BuiltSite<'a> {
    /// The site.
    pub output: &'a Output,
    index: TargetIndex,
    heading_ids: HeadingIds,
}

impl<'a> BuiltSite<'a> {
    /// Indexes a site.
    #[must_use]
    pub fn new(output: &'a Output) -> Self {
        Self {
            output,
            index: TargetIndex::new(&output.renderer.project, &output.renderer.site),
            heading_ids: HeadingIds::default(),
        }
    }

    /// The project.
    #[must_use]
    pub fn project(&self) -> &'a Project {
        &self.output.renderer.project
    }

    /// The articles with their addresses.
    #[must_use]
    pub fn site(&self) -> &'a Site {
        &self.output.renderer.site
    }

    /// The link targets.
    #[must_use]
    pub fn targets(&self) -> LinkTargets<'_> {
        LinkTargets { project: self.project(), site: self.site(), index: &self.index, heading_ids: &self.heading_ids }
    }

    /// Where a target leads.
    #[must_use]
    pub fn destination(
        &self,
        context: LinkContext,
        from: &ProjectPath,
        written: &str,
        is_key: bool,
    ) -> Option<Destination> {
        let targets = self.targets();
        let found = targets.find(context, from, written).target;
        let found = match found {
            Some(LinkTarget::AsWritten(text)) if text.is_empty() => context.article.map(LinkTarget::Article),
            found => found,
        };
        let by_key = || targets.by_key_or_id(context.edition, written).filter(|_| is_key).map(LinkTarget::Article);
        self.named(&found.filter(|found| !is_key || !matches!(found, LinkTarget::File(_))).or_else(by_key)?)
    }

    fn named(&self, target: &LinkTarget) -> Option<Destination> {
        match target {
            LinkTarget::Article(id) => Some(Destination::Article(self.site()[*id].path.clone())),
            LinkTarget::File(path) => Some(Destination::File(path.clone())),
            LinkTarget::Folder(address) => Some(match self.folder_at(address) {
                Some(path) => Destination::Folder(path),
                None => Destination::Address(address.clone()),
            }),
            LinkTarget::AsWritten(_) => None,
        }
    }

    /// The folder whose page has an address.
    fn folder_at(&self, address: &Address) -> Option<ProjectPath> {
        self.folders()
            .find(|(_, _, found)| *found == address)
            .and_then(|(edition, key, _)| self.project().trees.folder(edition)?.join(key.as_str()))
    }

    /// All folders, with their editions and addresses.
    pub fn folders(&self) -> impl Iterator<Item = (EditionId, &'a ArticleKey, &'a Address)> {
        let editions = self.site().editions.values();
        editions.flat_map(|edition| edition.folders.values().map(|folder| (edition.id, &folder.key, &folder.address)))
    }
}

/// All links of a site that lead to something in it.
#[must_use]
pub fn of_site(site: &BuiltSite<'_>) -> Vec<LinkReference> {
    let mut found = Vec::new();
    for id in site.site().ids().filter(|id| !site.site().is_fallback(*id)) {
        of_article(site, id, &mut found);
    }
    of_configuration(site, &mut found);
    found
}

fn of_article(site: &BuiltSite<'_>, id: ArticleId, found: &mut Vec<LinkReference>) {
    let article = &site.site()[id];
    let context = LinkContext::on(site.site(), id);
    let page = Some(&article.path);
    for Link { target, span, from, .. } in &article.body.links {
        found.extend(reference(site, (context, page), (target, span), from, false));
    }
    let video = article.meta.video.iter();
    let media = video.flat_map(|video| [Some(&video.url), video.poster.as_ref(), video.captions.as_ref()]);
    for target in media.chain([article.meta.form.as_ref()]).flatten() {
        found.extend(reference(site, (context, page), (&target.value, &target.span), &article.path, false));
    }
    for target in &article.meta.related {
        found.extend(reference(site, (context, page), (&target.value, &target.span), &article.path, true));
    }
}

fn of_configuration(site: &BuiltSite<'_>, found: &mut Vec<LinkReference>) {
    let config = &site.project().config;
    let from = config.content.join("answerbook.toml").unwrap_or_else(|| config.content.clone());
    for edition in site.site().editions.keys() {
        let context = LinkContext { edition: *edition, article: None };
        let header = config.header_in(*edition).iter().map(|header| &header.link.url);
        let written = header.chain(config.footer_in(*edition).links.iter().map(|link| &link.url));
        let written = written.chain(config.quick_tasks_in(*edition).iter().map(|task| &task.url));
        let contact = config.contact_in(*edition);
        let written = written.chain(&contact.url).chain(&contact.return_to);
        let redirects = site.site().redirects.values().filter(|_| *edition == EditionId::default());
        let redirects = redirects.filter_map(|target| match target {
            RedirectTarget::Written(url) => Some(url),
            RedirectTarget::Article(_) | RedirectTarget::Moved(_) => None,
        });
        let old_addresses = site.project().addresses.entries.values().filter(|_| *edition == EditionId::default());
        let old_addresses = old_addresses.filter_map(|entry| match &entry.fate {
            AddressFate::Moved(to) => Some(to),
            AddressFate::Gone { near, .. } => near.as_ref(),
        });
        for Spanned { value, span } in written.chain(redirects).chain(old_addresses) {
            found.extend(reference(site, (context, None), (value, span), &from, false));
        }
        let hrefs = &site.output.renderer.hrefs;
        let lines = hrefs.footers.get(edition).into_iter().chain(hrefs.notices.get(edition).into_iter().flatten());
        for Link { target, span, .. } in lines.flat_map(|line| &line.body.links) {
            found.extend(reference(site, (context, None), (target, span), &from, false));
        }
    }
}

fn reference(
    site: &BuiltSite<'_>,
    (context, page): (LinkContext, Option<&ProjectPath>),
    (written, span): (&str, &Span),
    from: &ProjectPath,
    is_key: bool,
) -> Option<LinkReference> {
    let source = &site.project().sources[span.source];
    // Texts of versions in git cannot be changed.
    if source.path.as_str().contains(":/") {
        return None;
    }
    let destination = site.destination(context, from, written, is_key)?;
    // Markup of other tools is read as a relative link, with `./` before the path that was written.
    let bare = written.strip_prefix("./").filter(|bare| target_range(&source.text, &span.range, bare).1);
    let written = if target_range(&source.text, &span.range, written).1 { written } else { bare.unwrap_or(written) };
    let (range, is_verbatim) = target_range(&source.text, &span.range, written);
    let anchor = written.split_once('#').map(|(_, anchor)| decode(anchor)).filter(|anchor| !anchor.is_empty());
    Some(LinkReference {
        file: source.path.clone(),
        range,
        written: written.to_owned(),
        is_verbatim,
        is_key,
        from: from.clone(),
        page: page.cloned(),
        edition: context.edition,
        destination,
        anchor,
    })
}

/// The range of the target itself: values of front matter and of the configuration are in quotes.
fn target_range(text: &str, range: &Range<usize>, written: &str) -> (Range<usize>, bool) {
    let Some(found) = text.get(range.clone()) else { return (range.clone(), false) };
    if found == written {
        return (range.clone(), true);
    }
    match found.find(written) {
        Some(at) if !written.is_empty() && found.matches(written).count() == 1 => {
            (range.start + at..range.start + at + written.len(), true)
        }
        _ => (range.clone(), false),
    }
}
