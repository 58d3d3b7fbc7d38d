//! Looks up what a target leads to.
//!
//! A target is looked up as a file relative to the file with the link, or, with a leading `/`, relative to the content
//! folder, the project folder or the static folder. If there is no such file, it is looked up as an address of the
//! site. File extensions and index names may be omitted. Links that worked in the tool that the articles were written
//! for should work here too.

use std::borrow::Cow;

use crate::html::address;
use crate::links::anchor_lookup::AnchorLookup;
use crate::links::link_context::LinkContext;
use crate::links::spelling::{address_key, has_page_extension, has_scheme, is_same_text, join_address, stem};
use crate::links::target::{FoundTarget, LinkMiss, LinkTarget, LinkTargets};
use crate::path::{Address, ProjectPath, decode, folded};
use crate::site::RedirectTarget;

/// Folders that other tools keep articles in, and that their links from the root of the site begin with.
const ROOTS_OF_OTHER_TOOLS: &[&str] = &["docs", "doc", "content", "source", "website/docs", "src/content/docs", "src"];

/// The number of redirects that are followed to find the page at an address. Browsers follow 20.
const MAX_REDIRECTS: usize = 20;

/// The part of a target that is looked up.
enum LocalPart<'t> {
    /// A path on this site, with its query and fragment.
    Here(Cow<'t, str>),
    /// It leads elsewhere.
    Elsewhere,
    /// It has nothing after its scheme, or less than browsers need.
    Incomplete,
    /// It has a scheme that browsers do not know. Contains the scheme.
    UnknownScheme(String),
}

impl LinkTargets<'_> {
    /// Looks up a target as written in the file `from`. `context` is the page that shows it.
    #[must_use]
    pub fn find(&self, context: LinkContext, from: &ProjectPath, written: &str) -> FoundTarget {
        let from = self.start(context, from);
        let written = written.trim();
        if written.is_empty() {
            return FoundTarget { target: None, suffix: String::new(), miss: Some(LinkMiss::Invalid), anchor: None };
        }
        let as_written = |miss| FoundTarget {
            target: Some(LinkTarget::AsWritten(written.to_owned())),
            suffix: String::new(),
            miss,
            anchor: None,
        };
        match self.local_part(written) {
            LocalPart::Here(local) => self.find_local(context, from, &local),
            LocalPart::Elsewhere => as_written(None),
            LocalPart::Incomplete => as_written(Some(LinkMiss::Invalid)),
            // The name of a file may look like an address with a scheme.
            LocalPart::UnknownScheme(scheme) => Some(self.find_local(context, from, written))
                .filter(|found| found.target.is_some())
                .unwrap_or_else(|| as_written(Some(LinkMiss::Scheme(scheme)))),
        }
    }

    fn find_local(&self, context: LinkContext, from: &ProjectPath, local: &str) -> FoundTarget {
        let article = context.article;
        let (path, suffix) = local.find(['?', '#']).map_or((local, ""), |at| local.split_at(at));
        let fragment =
            suffix.split_once('#').map(|(_, fragment)| decode(fragment)).filter(|fragment| !fragment.is_empty());
        let query = super::encode_target(suffix.split('#').next().unwrap_or_default());
        let mut suffix = super::encode_target(suffix);
        let (target, miss) = match (path.is_empty(), article) {
            (true, Some(id)) => (Some(LinkTarget::Article(id)), None),
            (true, None) => (None, Some(LinkMiss::Invalid)),
            // Browsers read backslashes as slashes, too.
            (false, _) => self.find_path(context, from, &decode(path).replace('\\', "/")),
        };
        let target = target.map(|target| self.within(context, target));
        let asked = fragment.zip(target.as_ref()).filter(|_| miss.is_none());
        let (anchored, anchor) =
            asked.map_or((Anchored::AsWritten, None), |(anchor, target)| self.check_anchor(target, anchor));
        let miss = match anchored {
            Anchored::AsWritten => miss,
            Anchored::OtherForm(anchor) => {
                suffix = format!("{query}#{}", super::encode_target(&anchor));
                miss
            }
            Anchored::Missing(missing) => miss.or(Some(missing)),
        };
        // A link to an anchor on the same page needs no address, and then also works in a saved copy of the page.
        let target =
            if path.is_empty() && article.is_some() { Some(LinkTarget::AsWritten(String::new())) } else { target };
        FoundTarget { target, suffix, miss, anchor }
    }

    /// The part of a target to look up, without the site's own host and base path.
    fn local_part<'t>(&self, written: &'t str) -> LocalPart<'t> {
        let config = &self.project.config;
        let base = &config.base_url;
        let local = match config.links.own_hosts.iter().find_map(|host| below_host(written, host)) {
            Some(rest) => Some(below_path(rest, &base.path).unwrap_or(Cow::Borrowed(rest))),
            // What is not at or below the base path belongs to another site on the same host.
            None => match base.origin.as_deref().and_then(|origin| below_host(written, origin)) {
                Some(rest) => below_path(rest, &base.path),
                None if written.starts_with("//") => None,
                None if has_scheme(written) => {
                    if address::is_incomplete(written) {
                        return LocalPart::Incomplete;
                    }
                    let is_expected = |prefix: &String| address::is_at_scheme(written, prefix);
                    if address::is_known(written) || config.links.elsewhere.iter().any(is_expected) {
                        return LocalPart::Elsewhere;
                    }
                    let scheme = written.split_once(':').map_or(written, |(scheme, _)| scheme);
                    return LocalPart::UnknownScheme(scheme.to_ascii_lowercase());
                }
                None => Some(Cow::Borrowed(written)),
            },
        };
        let is_here = |local: &Cow<'_, str>| !config.links.elsewhere.iter().any(|prefix| local.starts_with(prefix));
        local.filter(is_here).map_or(LocalPart::Elsewhere, LocalPart::Here)
    }

    fn find_path(
        &self,
        context: LinkContext,
        from: &ProjectPath,
        path: &str,
    ) -> (Option<LinkTarget>, Option<LinkMiss>) {
        // In Zola, internal links start at the content folder.
        let path = path.strip_prefix('@').filter(|rest| rest.starts_with('/')).unwrap_or(path);
        // Nearly all links are exact relative paths, so this is tried first, before other candidates are collected.
        if !path.starts_with('/')
            && let Some((target, None)) = from.parent().join(path).and_then(|path| self.on_disk(&path))
        {
            return (Some(target), None);
        }
        let (paths, address) =
            if path.starts_with('/') { self.below_root(context, path) } else { self.beside(context, from, path) };
        let mut other_case = None;
        for candidate in paths.iter().flatten() {
            match self.on_disk(candidate) {
                Some((target, None)) => return (Some(target), None),
                Some((target, Some(name))) if other_case.is_none() => {
                    let name = if let LinkTarget::Article(id) = target { self.site[id].path.to_string() } else { name };
                    other_case = Some((target, name));
                }
                _ => {}
            }
        }
        if let Some(target) = address.as_ref().and_then(|address| self.at_address_within(context.edition, address)) {
            return (Some(target), None);
        }
        // Other tools put pages of the first language into a folder, too.
        if let Some(rest) = self.below_first_locale(path)
            && let Some(target) = self.at_address_within(context.edition, &Address::new(&format!("/{rest}")))
        {
            return (Some(target), None);
        }
        let of_other_tools = self.of_other_tools(context, from, path);
        if let Some((target, None)) = of_other_tools.iter().find_map(|path| self.on_disk(path)) {
            return (Some(target), None);
        }
        if let Some((target, name)) = other_case {
            return (Some(target.clone()), Some(LinkMiss::Case(self.full_name(&target, name))));
        }
        if let Some((path, why)) =
            paths.iter().flatten().find_map(|path| self.index.hidden.get(&folded(stem(path.as_str()))))
        {
            return (None, Some(LinkMiss::Hidden((*path).clone(), *why)));
        }
        let looked_for = match (paths.first(), path.starts_with(['/', '~'])) {
            (_, true) => path.to_owned(),
            (Some(Some(first)), false) => first.to_string(),
            (_, false) => return (None, Some(LinkMiss::Outside)),
        };
        (None, Some(LinkMiss::Missing(looked_for)))
    }

    /// The full name of an article's file. The index has only names without extension.
    fn full_name(&self, target: &LinkTarget, name: String) -> String {
        match target {
            LinkTarget::Article(id) if stem(self.site[*id].path.as_str()) == name => self.site[*id].path.to_string(),
            _ => name,
        }
    }

    /// The candidates for a path with a leading `/`: files in several folders, and an address.
    fn below_root(&self, context: LinkContext, path: &str) -> (Vec<Option<ProjectPath>>, Option<Address>) {
        let config = &self.project.config;
        let relative = path.trim_start_matches('/');
        let folders = self.roots(context.edition);
        let below_base = below_path(path, &config.base_url.path);
        let below_base = below_base.as_deref().unwrap_or(path);
        let foreign = self.foreign_roots(context.edition, below_base).into_iter().map(Some);
        let paths = folders.iter().map(|folder| folder.join(relative)).chain(foreign).collect();
        (paths, Some(Address::new(below_base)))
    }

    /// The candidates for a relative path: relative to the file, and relative to the page's address as in a browser.
    fn beside(
        &self,
        context: LinkContext,
        from: &ProjectPath,
        path: &str,
    ) -> (Vec<Option<ProjectPath>>, Option<Address>) {
        let address = context.article.map(|id| join_address(self.site.address(id).as_str(), path));
        let browser_paths = address.as_ref().map(|address| self.below_home(context.edition, address.as_str()));
        let mut paths = vec![from.parent().join(path)];
        if let Some(relative) = browser_paths {
            let roots = self.roots(context.edition);
            let is_place = |root: &&ProjectPath| !root.as_str().is_empty() || self.project.config.content == **root;
            paths.extend(roots.iter().filter(is_place).map(|root| root.join(relative)));
            // Other tools publish static files as if they were among the articles.
            let config = &self.project.config;
            let beside = paths.first().cloned().flatten();
            let in_content =
                beside.as_ref().and_then(|path| roots.iter().filter(is_place).find_map(|root| path.strip(root)));
            paths.extend(in_content.map(|path| config.static_files.join(path)));
        }
        (paths, address)
    }

    /// What a path from the root of another tool's site may mean: `~/a.md` of DocFX, or the path of an article's file
    /// that starts with `/` or with the name of a folder or file, as in Docusaurus. The root may be any folder around the
    /// file, or a folder that has the name of one that such tools use; without a `/`, it is the folder of articles.
    fn of_other_tools(&self, context: LinkContext, from: &ProjectPath, path: &str) -> Vec<ProjectPath> {
        if !path.starts_with(['/', '~', '.']) && has_page_extension(path) {
            return self.roots(context.edition).iter().filter_map(|root| root.join(path)).collect();
        }
        let file = path.strip_prefix('/').filter(|path| has_page_extension(path));
        let Some(relative) = path.strip_prefix("~/").or(file) else { return Vec::new() };
        let above = |folder: &ProjectPath| (!folder.as_str().is_empty()).then(|| folder.parent());
        let mut roots = self.roots(context.edition);
        roots.extend(std::iter::successors(Some(from.parent()), above));
        let shorter = ROOTS_OF_OTHER_TOOLS.iter().filter_map(|root| relative.strip_prefix(root)?.strip_prefix('/'));
        let relative = std::iter::once(relative).chain(shorter);
        relative.flat_map(|relative| roots.iter().filter_map(move |root| root.join(relative))).collect()
    }

    /// The article, folder or file at a path on disk. Also returns its actual name if that differs in upper and lower
    /// case.
    fn on_disk(&self, path: &ProjectPath) -> Option<(LinkTarget, Option<String>)> {
        let text = path.as_str();
        if let Some(files) = self.index.files.get(&folded(text)) {
            let exact = files.iter().find(|file| file.as_str() == text);
            let exact = exact.or_else(|| files.iter().find(|file| is_same_text(file.as_str(), text)));
            let file = exact.unwrap_or(&files[0]);
            return Some((LinkTarget::File((*file).clone()), exact.is_none().then(|| file.to_string())));
        }
        // A name may contain dots (`Excel.Chart`), so the whole name is tried before its extension is removed.
        [text, stem(text)].into_iter().find_map(|name| {
            let candidates = self.index.stems.get(&folded(name))?;
            let exact = candidates.iter().find(|(true_name, _)| true_name == name);
            let exact = exact.or_else(|| candidates.iter().find(|(true_name, _)| is_same_text(true_name, name)));
            let (true_name, target) = exact.unwrap_or(&candidates[0]);
            Some((target.clone(), exact.is_none().then(|| true_name.clone())))
        })
    }

    pub(super) fn at_address(&self, address: &Address) -> Option<LinkTarget> {
        let text = address.as_str();
        let exact = self.index.addresses.get(&address_key(text));
        exact.or_else(|| self.index.addresses.get(&address_key(stem(text)))).cloned()
    }

    /// Checks an anchor of a target. Also returns the lookup, if the target is an article.
    fn check_anchor(&self, target: &LinkTarget, anchor: String) -> (Anchored, Option<AnchorLookup>) {
        let article = match self.behind_redirects(target) {
            Some(LinkTarget::Article(id)) => Some(id),
            Some(LinkTarget::Folder(_)) => None,
            Some(LinkTarget::File(_) | LinkTarget::AsWritten(_)) | None => return (Anchored::AsWritten, None),
        };
        // Browsers know `top` and fragments of text; the other one is in the base template.
        if matches!(anchor.as_str(), "top" | "ab-main") || anchor.starts_with(":~:") {
            return (Anchored::AsWritten, None);
        }
        let asked = article.map(|article| AnchorLookup::new(self.site, article, anchor.clone()));
        if asked.as_ref().is_some_and(|lookup| lookup.is_there) {
            return (Anchored::AsWritten, asked);
        }
        let anchors = article.map_or(&[][..], |article| &self.site[article].body.anchors);
        let anchored = match anchors.iter().find(|known| is_same_text(known, &anchor)) {
            Some(known) => Anchored::OtherForm(known.to_string()),
            None => Anchored::Missing(LinkMiss::Anchor { article, anchor }),
        };
        (anchored, asked)
    }

    /// The page that a browser ends up at. `None` if a redirect leads nowhere, which is reported where it is set.
    fn behind_redirects(&self, target: &LinkTarget) -> Option<LinkTarget> {
        let mut target = target.clone();
        for _ in 0..MAX_REDIRECTS {
            let LinkTarget::Folder(address) = &target else { break };
            let url = match self.site.redirects.get(address) {
                Some(RedirectTarget::Written(url)) => url,
                Some(RedirectTarget::Moved(to)) => return self.at_address(&to.page),
                Some(RedirectTarget::Article(_)) | None => break,
            };
            target = match self.local_part(&url.value) {
                LocalPart::Here(local) => {
                    let path = local.split(['?', '#']).next().unwrap_or_default();
                    let path = below_path(path, &self.project.config.base_url.path).unwrap_or(Cow::Borrowed(path));
                    self.at_address(&Address::new(&decode(&path)))?
                }
                LocalPart::Elsewhere | LocalPart::Incomplete | LocalPart::UnknownScheme(_) => {
                    LinkTarget::AsWritten(url.value.clone())
                }
            };
        }
        Some(target)
    }
}

/// Whether a target has its anchor.
enum Anchored {
    /// It has it, or nothing is known about its anchors.
    AsWritten,
    /// It has one that differs only in Unicode's composed and decomposed forms, which browsers tell apart.
    OtherForm(String),
    /// It does not have it.
    Missing(LinkMiss),
}

/// The part of a full address after a host, in any letter case.
fn below_host<'t>(written: &'t str, host: &str) -> Option<&'t str> {
    let host = host.trim_end_matches('/');
    let is_there = written.get(..host.len()).is_some_and(|start| start.eq_ignore_ascii_case(host));
    is_there.then(|| &written[host.len()..]).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// The part of an address at or below a path; it always starts with `/`.
fn below_path<'t>(address: &'t str, path: &str) -> Option<Cow<'t, str>> {
    let rest = address.strip_prefix(path)?;
    match rest.chars().next() {
        Some('/') => Some(Cow::Borrowed(rest)),
        None | Some('?' | '#') => Some(Cow::Owned(format!("/{rest}"))),
        Some(_) => None,
    }
}
