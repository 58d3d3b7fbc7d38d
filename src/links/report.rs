//! Misses → diagnostics, each with the nearest thing that does exist.

use std::collections::HashMap;

use crate::codes;
use crate::content::LinkRole;
use crate::diagnostic::Diagnostic;
use crate::links::Problem;
use crate::links::spelling::looks_like_file;
use crate::links::target::{Miss, Targets};
use crate::path::ProjectPath;
use crate::site::Hidden;
use crate::suggest;

/// One diagnostic for each problem. The same target is searched for only once.
#[must_use]
pub fn problems(targets: &Targets<'_>, problems: &[Problem]) -> Vec<Diagnostic> {
    let mut known: HashMap<(String, bool), Option<ProjectPath>> = HashMap::new();
    problems.iter().map(|problem| diagnostic(targets, problem, &mut known)).collect()
}

fn diagnostic(
    targets: &Targets<'_>,
    problem: &Problem,
    known: &mut HashMap<(String, bool), Option<ProjectPath>>,
) -> Diagnostic {
    let span = problem.span.clone();
    match &problem.miss {
        Miss::Missing(path) => {
            let is_file = looks_like_file(problem.role, path);
            let near = known.entry((path.clone(), is_file)).or_insert_with(|| nearest(targets, path, is_file)).clone();
            let (code, what) = match (is_file, problem.role) {
                (true, LinkRole::Picture | LinkRole::InlinePicture | LinkRole::RawPicture) => {
                    (codes::IMAGE_MISSING, "picture")
                }
                (true, _) => (codes::LINK_MISSING_FILE, "file"),
                (false, _) => (codes::LINK_MISSING_PAGE, "page"),
            };
            let diagnostic = Diagnostic::at(code, format!("there is no {what} `{path}`"), span);
            match near {
                Some(near) => diagnostic.did_you_mean(Some(relative(&problem.from, &near))),
                None => diagnostic.help(format!("add the {what}, or correct the path")),
            }
        }
        Miss::Outside => Diagnostic::at(codes::LINK_OUTSIDE, format!("`{}` leaves the project", problem.target), span)
            .help("link to a file inside the project, or to a full address"),
        Miss::Anchor { article: Some(id), anchor } => {
            let article = &targets.site[*id];
            let anchors = article.body.anchors.iter().map(|anchor| &**anchor);
            let near = suggest::nearest(anchor, anchors).map(|near| format!("#{near}"));
            let message = format!("`{}` has no heading or id `#{anchor}`", article.path);
            let diagnostic = Diagnostic::at(codes::LINK_MISSING_ANCHOR, message, span);
            match near {
                Some(_) => diagnostic.did_you_mean(near),
                None => {
                    diagnostic.help(format!("remove the part after `#`, or name a heading: `## Title {{#{anchor}}}`"))
                }
            }
        }
        Miss::Anchor { article: None, anchor } => {
            let message = format!("the page has no heading or id `#{anchor}`");
            Diagnostic::at(codes::LINK_MISSING_ANCHOR, message, span).help("remove the part after `#`")
        }
        Miss::Hidden(path, why) => {
            let message = format!("`{path}` {}, so readers cannot see it", why.reason());
            let help = match why {
                Hidden::Draft => "remove `draft` there, or the link here",
                Hidden::Future(_) => "give that article an earlier day, or this one the same",
                Hidden::Expired(_) => "give that article a later `expires`, or remove the link",
            };
            Diagnostic::at(codes::LINK_HIDDEN_PAGE, message, span).help(help)
        }
        // The link works on this site; elsewhere, as on GitHub, it may not.
        Miss::Case(name) => {
            let message = format!("`{name}` is linked to with other upper and lower case");
            let near = relative(&problem.from, &ProjectPath::new(name));
            Diagnostic::at(codes::LINK_WRONG_CASE, message, span).did_you_mean(Some(near))
        }
        Miss::Invalid => {
            let message = match problem.target.trim() {
                "" => "a link has no target".to_owned(),
                target => format!("`{target}` leads to no page"),
            };
            Diagnostic::at(codes::LINK_INVALID, message, span).help("write an address or the path of a file")
        }
    }
}

/// A note on a file that nothing uses.
#[must_use]
pub fn orphan(path: &ProjectPath) -> Diagnostic {
    Diagnostic::file(
        codes::SITE_ORPHAN_FILE,
        format!("`{path}` is used by no article and was not published"),
        path.clone(),
    )
    .help("link to it, delete it, or move it to the static folder to publish it as it is")
}

/// The file that a missing path most likely meant: one of the same name elsewhere, else one of a similar name in the
/// same folder, else one of a similar name anywhere.
fn nearest(targets: &Targets<'_>, missing: &str, is_file: bool) -> Option<ProjectPath> {
    let missing = ProjectPath::new(missing);
    let all: Vec<&ProjectPath> =
        if is_file { targets.project.files.keys().collect() } else { targets.site.by_path.keys().collect() };
    let name = if is_file { missing.name() } else { name_of_page(&missing) };
    let name_of = |path: &&'_ ProjectPath| if is_file { path.name().to_owned() } else { name_of_page(path).to_owned() };
    if name.is_empty() {
        return None;
    }
    let mut same_name = all.iter().filter(|path| name_of(path).eq_ignore_ascii_case(name));
    if let (Some(only), None) = (same_name.next(), same_name.next()) {
        return Some((*only).clone());
    }
    let folder = missing.parent();
    let pick = |candidates: Vec<&ProjectPath>| {
        let names: Vec<(String, &ProjectPath)> = candidates.into_iter().map(|path| (name_of(&path), path)).collect();
        let near = suggest::nearest(name, names.iter().map(|(name, _)| name.as_str()))?.to_owned();
        names.into_iter().find(|(name, _)| *name == near).map(|(_, path)| path.clone())
    };
    let siblings = all.iter().filter(|path| ends_with_folder(&path.parent(), &folder)).copied().collect();
    pick(siblings).or_else(|| pick(all))
}

/// The name that tells a page: its own, or its folder's for an index.
fn name_of_page(path: &ProjectPath) -> &str {
    let is_page = ["md", "mdx", "markdown", "html", "htm"].contains(&path.extension().as_str());
    let name = if is_page { path.stem() } else { path.name() };
    if !matches!(name, "index" | "_index" | "README") {
        return name;
    }
    let text = path.as_str();
    let folder = &text[..text.len() - path.name().len()];
    folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

fn ends_with_folder(folder: &ProjectPath, wanted: &ProjectPath) -> bool {
    folder == wanted || folder.as_str().ends_with(&format!("/{wanted}"))
}

/// The path to `to` as one would write it in `from`.
fn relative(from: &ProjectPath, to: &ProjectPath) -> String {
    let folder = from.parent();
    let here: Vec<&str> = folder.as_str().split('/').filter(|segment| !segment.is_empty()).collect();
    let there: Vec<&str> = to.as_str().split('/').collect();
    let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", here.len() - shared);
    up.chain(there[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_written_as_the_writer_would() {
        let check = |from: &str, to: &str, expected: &str| {
            assert_eq!(relative(&ProjectPath::new(from), &ProjectPath::new(to)), expected);
        };
        check("content/a/b.md", "content/a/c.md", "c.md");
        check("content/a/b.md", "content/d/c.md", "../d/c.md");
        check("b.md", "d/c.md", "d/c.md");
    }

    #[test]
    fn an_index_is_known_by_its_folder() {
        assert_eq!(name_of_page(&ProjectPath::new("content/billing/index.md")), "billing");
        assert_eq!(name_of_page(&ProjectPath::new("content/billing/refunds.md")), "refunds");
    }
}
