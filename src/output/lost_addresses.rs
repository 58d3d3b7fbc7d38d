//! Compares a site with the manifest of an earlier build: which addresses were public and lead nowhere now. This needs
//! no git. What `addresses.toml` says about an address, also that it is gone, is an answer.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::addresses::{self, AnchoredAddress};
use crate::codes;
use crate::diagnostic::{Certainty, Diagnostic, Fix};
use crate::output::Output;
use crate::output::manifest::BuildManifest;
use crate::path::{Address, ProjectPath};
use crate::project::Project;
use crate::site::{ArticleId, RedirectTarget, Site};
use crate::source::Span;
use crate::suggest::{self, Candidates};

/// One diagnostic for each page that is gone without an answer, and for each anchor of a page that exists or moved.
#[must_use]
pub fn lost_addresses(earlier: &BuildManifest, output: &Output) -> Vec<Diagnostic> {
    let project = &output.renderer.project;
    if earlier.edition != project.edition {
        return Vec::new();
    }
    let comparison = Comparison::new(output);
    let is_hidden = |path: &str| output.renderer.site.hidden.contains_key(&ProjectPath::new(path));
    let articles = earlier.articles.iter().filter(|(path, _)| !is_hidden(path));
    let pages: BTreeSet<(Address, Option<&str>)> = articles
        .map(|(path, address)| (Address::new(address), Some(path.as_str())))
        .chain(earlier.redirects.keys().map(|from| (Address::new(from), None)))
        .collect();
    let mut diagnostics = Vec::new();
    for (page, path) in pages {
        let at = AnchoredAddress::page(page);
        if !comparison.is_answered(&at) {
            let same = comparison.same_file(path);
            let fix = same.as_ref().and_then(|to| added(project, &at, to));
            let near = same.or_else(|| comparison.nearest_page(&at.page, path));
            diagnostics.push(lost(&at, near).fix(fix));
            continue;
        }
        for anchor in earlier.anchors.get(at.page.as_str()).into_iter().flatten() {
            let at = AnchoredAddress { anchor: anchor.clone(), ..at.clone() };
            if !comparison.has_anchor(&at) {
                let near = comparison.nearest_anchor(&at);
                let certain = near.as_ref().filter(|near| comparison.is_only_typo(&at, near));
                let fix = certain.and_then(|to| added(project, &at, &to.to_string()));
                diagnostics.push(lost(&at, near.map(|near| near.to_string())).fix(fix));
            }
        }
    }
    diagnostics
}

fn lost(at: &AnchoredAddress, near: Option<String>) -> Diagnostic {
    let message = format!("`{at}` was public and leads nowhere now");
    let diagnostic = Diagnostic::file(codes::SITE_LOST_ADDRESS, message, ProjectPath::new(addresses::FILE));
    let diagnostic = match near {
        Some(near) => diagnostic
            .help(format!("if it moved there, add `\"{at}\" = \"{near}\"` below `[moved]` in `addresses.toml`")),
        None => diagnostic,
    };
    diagnostic
        .help("find out where it is now: `answerbook addresses update`")
        .help(format!("if it is gone for good, add `\"{at}\" = {{}}` below `[gone]` in `addresses.toml`"))
}

/// The change that adds a line to `addresses.toml`, which may be missing. A file without the table gets lines that need
/// none, so that each of several fixes can be applied without the others.
fn added(project: &Project, at: &AnchoredAddress, to: &str) -> Option<Fix> {
    let (source, file) = project.sources.iter().find(|(_, source)| source.path.as_str() == addresses::FILE)?;
    let line = format!("\"{at}\" = \"{to}\"\n");
    let table = addresses::end_of_table(&file.text, "moved");
    let replacement = match table {
        Some(end) if !file.text[..end].ends_with('\n') => format!("\n{line}"),
        Some(_) => line,
        None => format!("moved.{line}"),
    };
    let place = table.unwrap_or_default();
    Some(Fix { span: Span::new(source, place..place), replacement, certainty: Certainty::Certain })
}

/// A site and its addresses.
struct Comparison<'o> {
    output: &'o Output,
    site: &'o Site,
    by_address: HashMap<&'o Address, ArticleId>,
    /// All addresses of articles, for suggestions. Made when the first is needed.
    candidates: OnceCell<Candidates<'o>>,
}

impl<'o> Comparison<'o> {
    fn new(output: &'o Output) -> Self {
        let site = &output.renderer.site;
        let by_address = site.ids().map(|id| (site.address(id), id)).collect();
        Self { output, site, by_address, candidates: OnceCell::new() }
    }

    /// Whether readers find something at a page's address, or the file says that it is gone.
    fn is_answered(&self, at: &AnchoredAddress) -> bool {
        self.output.files.contains_key(&at.page.out_path())
            || self.output.renderer.project.addresses.entries.contains_key(at)
    }

    /// Whether an anchor of a page is still found, or the file says what became of it.
    fn has_anchor(&self, at: &AnchoredAddress) -> bool {
        if self.output.renderer.project.addresses.entries.contains_key(at) {
            return true;
        }
        let redirect = self.site.redirects.get(&at.page);
        let article = self.by_address.get(&at.page).copied().or_else(|| match redirect? {
            RedirectTarget::Article(id) => Some(*id),
            RedirectTarget::Moved(to) => self.by_address.get(&to.page).copied(),
            RedirectTarget::Written(_) => None,
        });
        // Pages of other sites, and pages without a text of their own, are not ours to check.
        let Some(id) = article else { return true };
        let old = self.site.old_addresses.anchors.get(&id);
        let targets: HashSet<&String> = old.into_iter().flat_map(|old| old.by_heading.values().flatten()).collect();
        self.anchors(id).any(|known| known == at.anchor) || targets.contains(&at.anchor)
    }

    fn anchors(&self, id: ArticleId) -> impl Iterator<Item = &'o str> {
        self.site[id].body.anchors.iter().map(|anchor| &**anchor)
    }

    /// The page of the same file, which has another address now.
    fn same_file(&self, path: Option<&str>) -> Option<String> {
        let id = self.site.by_path.get(&ProjectPath::new(path?))?;
        Some(AnchoredAddress::page(self.site.address(*id).clone()).to_string())
    }

    /// The page of a file of the same name, else the one with the most similar address.
    fn nearest_page(&self, page: &Address, path: Option<&str>) -> Option<String> {
        let path = path.map(ProjectPath::new);
        let same_name = || {
            let name = path.as_ref()?.name();
            let mut named = self.site.by_path.iter().filter(|(path, _)| path.name() == name);
            named.next().map(|(_, id)| *id).filter(|_| named.next().is_none() && !name.starts_with("index."))
        };
        let found = same_name().map(|id| self.site.address(id).to_string());
        found.or_else(|| {
            let candidates = || Candidates::new(self.site.addresses.iter().map(Address::as_str));
            self.candidates.get_or_init(candidates).nearest(page.as_str()).map(str::to_owned)
        })
    }

    /// Whether the heading of an anchor had a typing mistake, and only that was changed.
    fn is_only_typo(&self, at: &AnchoredAddress, near: &AnchoredAddress) -> bool {
        let Some(id) = self.by_address.get(&at.page) else { return false };
        suggest::is_only_typo(&at.anchor, &near.anchor, self.anchors(*id))
    }

    fn nearest_anchor(&self, at: &AnchoredAddress) -> Option<AnchoredAddress> {
        let id = self.by_address.get(&at.page)?;
        let near = Candidates::new(self.anchors(*id)).nearest(&at.anchor)?.to_owned();
        Some(AnchoredAddress { page: at.page.clone(), anchor: near })
    }
}
