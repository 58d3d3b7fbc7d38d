//! Rewrites the target of a broken link so that it leads where it was meant to, in the way in which its writer spelled
//! it: relative or from the root, with or without an extension, an index name and a slash at the end.
//!
//! Every proposal is looked up, so that a fix always leads to the same place as the suggestion.

use super::spelling::{has_page_extension, stem};
use super::target::{LinkTarget, LinkTargets};
use super::{LinkMiss, LinkProblem};
use crate::config::EditionId;
use crate::diagnostic::{Certainty, Fix};
use crate::path::{ProjectPath, decode, encode};
use crate::site::ArticleId;
use crate::suggest;

/// The fix of a link that was meant to lead to the file or article at `path`.
pub(super) fn to_path(
    targets: &LinkTargets<'_>,
    problem: &LinkProblem,
    path: &ProjectPath,
    certainty: Certainty,
) -> Option<Fix> {
    let written = written_target(targets, problem)?;
    let (old, suffix) = written.find(['?', '#']).map_or((written, ""), |at| written.split_at(at));
    let from = targets.start(problem.context, &problem.from);
    let spellings = spellings(targets, problem.context.edition, from, old, path);
    let mut fixed = spellings.into_iter().map(|spelling| format!("{spelling}{suffix}"));
    let fixed = fixed.find(|fixed| fixed != written && leads_to(targets, problem, fixed, path))?;
    let own = targets.roots(problem.context.edition);
    let certainty = if is_of_another_root(from, &own, old, path) { Certainty::Possible } else { certainty };
    Some(Fix { span: problem.span.clone(), replacement: fixed, certainty })
}

/// The fix of a link whose anchor was meant to be `anchor` of an article.
pub(super) fn to_anchor(
    targets: &LinkTargets<'_>,
    problem: &LinkProblem,
    article: ArticleId,
    anchor: &str,
) -> Option<Fix> {
    let written = written_target(targets, problem)?;
    let (before, old) = written.split_once('#')?;
    let decoded = decode(old);
    let new = if decoded == old { anchor.to_owned() } else { encode(anchor) };
    let fixed = format!("{before}#{new}");
    let is_valid = !new.contains(|c: char| c.is_whitespace() || "()<>[]\"'|".contains(c))
        && targets.find(problem.context, &problem.from, &fixed).miss.is_none();
    let names = targets.site[article].body.anchors.iter().map(|anchor| &**anchor);
    let certainty =
        if suggest::is_only_typo(&decoded, anchor, names) { Certainty::Certain } else { Certainty::Possible };
    is_valid.then(|| Fix { span: problem.span.clone(), replacement: fixed, certainty })
}

/// The fix that replaces the whole target of a link.
pub(super) fn to_address(
    targets: &LinkTargets<'_>,
    problem: &LinkProblem,
    address: &str,
    certainty: Certainty,
) -> Option<Fix> {
    written_target(targets, problem)?;
    Some(Fix { span: problem.span.clone(), replacement: address.to_owned(), certainty })
}

/// The target as written in the source; `None` if it was written with escapes, or comes from a variable.
fn written_target<'t>(targets: &LinkTargets<'t>, problem: &LinkProblem) -> Option<&'t str> {
    let text = targets.project.sources[problem.span.source].text.get(problem.span.range.clone())?;
    (text == problem.target).then_some(text)
}

/// The path of the same name below the root from which a link is written, if there is one. Languages and versions can
/// have a root each.
pub(super) fn below_same_root(targets: &LinkTargets<'_>, problem: &LinkProblem, path: ProjectPath) -> ProjectPath {
    let written = problem.target.split(['?', '#']).next().unwrap_or_default();
    let Some(below) = written.strip_prefix('/').map(|below| below.trim_end_matches('/')) else { return path };
    let Some(end) = last_segments(&path, below.split('/').count()) else { return path };
    let found = targets.find(problem.context, &problem.from, &format!("/{end}"));
    match (found.target, found.miss) {
        (Some(LinkTarget::Article(id)), None) => targets.site[id].path.clone(),
        (Some(LinkTarget::File(file)), None) => file,
        _ => path,
    }
}

/// Whether a path from the root of a site is below another root than the file with the link, such as that of another
/// language or version. `own` are the roots of the article's edition, for links in snippets.
fn is_of_another_root(from: &ProjectPath, own: &[ProjectPath], old: &str, path: &ProjectPath) -> bool {
    let Some(below) = old.strip_prefix('/').map(|old| stem(old.trim_end_matches('/'))) else { return false };
    let folder = below.rsplit_once('/').map(|(folder, _)| folder);
    let parent = path.parent();
    let roots =
        [stem(path.as_str()).strip_suffix(below), folder.and_then(|folder| parent.as_str().strip_suffix(folder))];
    let mut roots = roots.into_iter().flatten().map(|root| ProjectPath::new(root.trim_end_matches('/')));
    roots.any(|root| from.strip(&root).is_none() && !own.contains(&root))
}

/// The path with the letter case of its target, if it differs in nothing else.
fn with_other_case(old: &str, path: &ProjectPath) -> Option<String> {
    let rest = old.trim_start_matches(['.', '/']);
    let start = &old[..old.len() - rest.len()];
    [path.as_str(), stem(path.as_str())].into_iter().find_map(|actual| {
        let at = actual.len().checked_sub(rest.len())?;
        let tail = actual.get(at..).filter(|tail| tail.to_lowercase() == rest.to_lowercase())?;
        (at == 0 || actual[..at].ends_with('/')).then(|| format!("{start}{tail}"))
    })
}

/// The ways to write a link in `from` to the article, folder or file at `path`, the most similar to `old` first. Not all
/// of them lead there.
#[must_use]
pub fn spellings(
    targets: &LinkTargets<'_>,
    edition: EditionId,
    from: &ProjectPath,
    old: &str,
    path: &ProjectPath,
) -> Vec<String> {
    let config = &targets.project.config;
    let mut bases = Vec::new();
    if let Some(below) = old.strip_prefix('/') {
        let end = last_segments(path, below.trim_end_matches('/').split('/').count());
        bases.extend(end.map(|end| format!("/{end}")));
        if !has_page_extension(old)
            && let Some(id) = targets.site.by_path.get(path)
        {
            bases.push(targets.site.address(*id).as_str().trim_end_matches('/').to_owned());
        }
        let roots = targets.roots(edition);
        bases.extend(roots.iter().filter_map(|root| Some(format!("/{}", path.strip(root)?))));
    }
    bases.extend(path.strip(&config.static_files).map(|below| format!("/{below}")));
    let relative = path.relative_to(from);
    let dot = if old.starts_with("./") && !relative.starts_with("../") { "./" } else { "" };
    bases.push(format!("{dot}{relative}"));
    let slash = if old.ends_with('/') { "/" } else { "" };
    let is_page = has_page_extension(path.as_str());
    let mut spellings: Vec<String> = with_other_case(old, path).into_iter().collect();
    for base in bases {
        let base = encoded(&base);
        if is_page && !has_page_extension(old) {
            let without = base.rsplit_once('.').filter(|_| has_page_extension(&base)).map_or(&*base, |(stem, _)| stem);
            let folder = ["/index", "/_index", "/README"].iter().find_map(|name| without.strip_suffix(name));
            spellings.extend(folder.map(|folder| format!("{folder}{slash}")));
            spellings.push(format!("{without}{slash}"));
        } else if !is_page {
            spellings.push(format!("{base}{slash}"));
        }
        spellings.push(base);
    }
    spellings
}

/// The end of a path with this number of segments.
fn last_segments(path: &ProjectPath, count: usize) -> Option<String> {
    let segments: Vec<&str> = path.as_str().split('/').collect();
    let start = segments.len().checked_sub(count)?;
    Some(segments[start..].join("/"))
}

/// A path without the characters that end a link's target in Markdown.
fn encoded(path: &str) -> String {
    if path.contains(|c: char| c.is_whitespace() || "<>\"'|[]#?%".contains(c)) { encode(path) } else { path.to_owned() }
}

/// Whether a target leads to the file or article at `path`, and nothing is wrong with it.
fn leads_to(targets: &LinkTargets<'_>, problem: &LinkProblem, target: &str, path: &ProjectPath) -> bool {
    let found = targets.find(problem.context, &problem.from, target);
    let is_there = match &found.target {
        Some(LinkTarget::Article(id)) => {
            targets.site.by_path.get(path).is_some_and(|wanted| targets.site[*wanted].key == targets.site[*id].key)
        }
        Some(LinkTarget::File(file)) => file == path,
        _ => false,
    };
    // A wrong anchor is a separate problem, which is reported then.
    is_there && !matches!(found.miss, Some(miss) if !matches!(miss, LinkMiss::Anchor { .. }))
}
