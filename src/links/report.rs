//! Turns misses into diagnostics that suggest the nearest existing target.

use std::sync::OnceLock;

use foldhash::HashMap;
use rayon::prelude::*;

use crate::codes;
use crate::content::LinkRole;
use crate::diagnostic::{Certainty, Diagnostic};
use crate::html::address;
use crate::links::cache::ArticleLinks;
use crate::links::paths_by_name::NearPath;
use crate::links::spelling::{looks_like_file, with_scheme};
use crate::links::target::{LinkMiss, LinkTargets};
use crate::links::{LinkProblem, fixes};
use crate::path::ProjectPath;
use crate::site::{ArticleId, HiddenReason};
use crate::suggest::{self, Candidates};

/// One diagnostic for each problem of these articles. Those of articles that were reported before are reused.
#[must_use]
pub(super) fn of_articles(targets: &LinkTargets<'_>, articles: &[&ArticleLinks]) -> Vec<Diagnostic> {
    let new: Vec<&&ArticleLinks> = articles.iter().filter(|links| links.diagnostics.get().is_none()).collect();
    let anchors = AnchorsByTarget::of(new.iter().flat_map(|links| &links.problems));
    new.par_iter().for_each(|links| {
        let problems = links.problems.par_iter().map(|problem| diagnostic(targets, problem, &anchors));
        // Each article is in the list once, so that no other thread has set them.
        let _ = links.diagnostics.set(problems.collect());
    });
    articles.iter().filter_map(|links| links.diagnostics.get()).flatten().cloned().collect()
}

/// One diagnostic for each problem of the configuration.
#[must_use]
pub(super) fn of_configuration(targets: &LinkTargets<'_>, problems: &[LinkProblem]) -> Vec<Diagnostic> {
    let anchors = AnchorsByTarget::of(problems);
    problems.par_iter().map(|problem| diagnostic(targets, problem, &anchors)).collect()
}

/// Maximum number of anchors on a page of which the most similar one is looked for. Each broken link looks at all of them.
const MAX_ANCHORS: usize = 2_000;

/// The anchors of pages with broken anchor links, by page.
struct AnchorsByTarget<'a>(HashMap<ArticleId, OnceLock<Candidates<'a>>>);

impl<'a> AnchorsByTarget<'a> {
    fn of<'p>(problems: impl IntoIterator<Item = &'p LinkProblem>) -> Self {
        let pages = problems.into_iter().filter_map(|problem| match problem.miss {
            LinkMiss::Anchor { article, .. } => article,
            _ => None,
        });
        Self(pages.map(|page| (page, OnceLock::new())).collect())
    }

    fn nearest(&self, targets: &LinkTargets<'a>, page: ArticleId, anchor: &str) -> Option<&'a str> {
        let site = targets.site;
        if site[page].body.anchors.len() > MAX_ANCHORS {
            return None;
        }
        let candidates = || Candidates::new(site[page].body.anchors.iter().map(|anchor| &**anchor));
        self.0.get(&page)?.get_or_init(candidates).nearest(anchor)
    }
}

fn diagnostic<'a>(targets: &LinkTargets<'a>, problem: &LinkProblem, anchors: &AnchorsByTarget<'a>) -> Diagnostic {
    let span = problem.span.clone();
    match &problem.miss {
        LinkMiss::Missing(path) => {
            if let Some(address) = with_scheme(problem.target.trim()) {
                let message = format!("there is no page `{path}`");
                let target = problem.target.trim();
                let is_certain = target.starts_with("www.") || target.contains(['@', '+']) || target.contains("//");
                let certainty = if is_certain { Certainty::Certain } else { Certainty::Possible };
                let fix = fixes::to_address(targets, problem, &address, certainty);
                return Diagnostic::at(codes::LINK_MISSING_PAGE, message, span).did_you_mean(Some(address)).fix(fix);
            }
            let is_file = looks_like_file(problem.role, path);
            let near = targets.paths_by_name().nearest(path, is_file);
            let (code, what) = match (is_file, problem.role) {
                (true, LinkRole::Picture | LinkRole::InlinePicture | LinkRole::RawPicture) => {
                    (codes::IMAGE_MISSING, "picture")
                }
                (true, _) => (codes::LINK_MISSING_FILE, "file"),
                (false, _) => (codes::LINK_MISSING_PAGE, "page"),
            };
            let diagnostic = Diagnostic::at(code, format!("there is no {what} `{path}`"), span);
            match near {
                Some(NearPath { path, certainty }) => {
                    let path = fixes::below_same_root(targets, problem, path);
                    let fix = fixes::to_path(targets, problem, &path, certainty);
                    diagnostic.did_you_mean(Some(path.relative_to(&problem.from))).fix(fix)
                }
                None => diagnostic.help(format!("add the {what}, or correct the path")),
            }
        }
        LinkMiss::Outside => {
            Diagnostic::at(codes::LINK_OUTSIDE, format!("`{}` leads outside of the project", problem.target), span)
                .help("link to a file inside the project, or to a full address")
        }
        LinkMiss::Anchor { article: Some(id), anchor } => {
            let article = &targets.site[*id];
            let near = anchors.nearest(targets, *id, anchor);
            let message = format!("`{}` has no heading or id `#{anchor}`", article.path);
            let diagnostic = Diagnostic::at(codes::LINK_MISSING_ANCHOR, message, span);
            match near {
                Some(near) => {
                    diagnostic.did_you_mean(Some(format!("#{near}"))).fix(fixes::to_anchor(targets, problem, *id, near))
                }
                None => diagnostic.help(format!(
                    "remove the part after `#`, or add the anchor to a heading: `## Title {{#{anchor}}}`"
                )),
            }
        }
        LinkMiss::Anchor { article: None, anchor } => {
            let message = format!("the page has no heading or id `#{anchor}`");
            Diagnostic::at(codes::LINK_MISSING_ANCHOR, message, span).help("remove the part after `#`")
        }
        LinkMiss::Hidden(path, why) => {
            let message = format!("`{path}` {}, so readers cannot see it", why.reason());
            let help = match why {
                HiddenReason::Draft => "remove `draft` there, or the link here",
                HiddenReason::Future(_) => "publish that article earlier, or this one later",
                HiddenReason::Restricted => "remove the link, or restrict this article as well",
                HiddenReason::Expired(_) => "set a later `expires` there, or remove the link",
            };
            Diagnostic::at(codes::LINK_HIDDEN_PAGE, message, span).help(help)
        }
        // The link works on this site, but may not elsewhere, such as on GitHub.
        LinkMiss::Case(name) => {
            let message = format!("`{name}` is linked with different letter case");
            let path = ProjectPath::new(name);
            let fix = fixes::to_path(targets, problem, &path, Certainty::Certain);
            let near = path.relative_to(&problem.from);
            Diagnostic::at(codes::LINK_WRONG_CASE, message, span).did_you_mean(Some(near)).fix(fix)
        }
        LinkMiss::Scheme(scheme) => {
            let message = format!("browsers do not know addresses that start with `{scheme}:`");
            let diagnostic = Diagnostic::at(codes::LINK_UNKNOWN_SCHEME, message, span);
            let rest = &problem.target.trim()[scheme.len()..];
            match address::nearest_scheme(scheme) {
                Some(near) => {
                    let is_certain = suggest::is_only_typo(scheme, near, ["https", "http", "mailto", "tel"]);
                    let certainty = if is_certain { Certainty::Certain } else { Certainty::Possible };
                    let address = format!("{near}{rest}");
                    let fix = fixes::to_address(targets, problem, &address, certainty);
                    diagnostic.did_you_mean(Some(address)).fix(fix)
                }
                None => diagnostic
                    .help("enter an address that starts with `https://`, or the path of a file")
                    .help(format!("if an app opens it, add `\"{scheme}:\"` to `links.elsewhere` in `answerbook.toml`")),
            }
        }
        LinkMiss::Invalid => {
            let message = match problem.target.trim() {
                "" => "a link has no target".to_owned(),
                target => format!("`{target}` leads to no page"),
            };
            let help = if address::is_incomplete(problem.target.trim()) {
                "write the whole address, such as `https://acme.example` or `mailto:help@acme.example`"
            } else {
                "enter an address or the path of a file"
            };
            Diagnostic::at(codes::LINK_INVALID, message, span).help(help)
        }
    }
}

/// A note on a file that nothing uses.
#[must_use]
pub fn orphan(path: &ProjectPath) -> Diagnostic {
    Diagnostic::file(
        codes::SITE_ORPHAN_FILE,
        format!("`{path}` is not used by any page and was not published"),
        path.clone(),
    )
    .help("link to it, delete it, or move it to the static folder to publish it unchanged")
}
