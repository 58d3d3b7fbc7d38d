//! Decides which articles an edition for some readers shows, and reports restrictions that the configuration does not
//! explain.
//!
//! What restricts an article is, in this order: its own keys, those of its original if it is a translation, and those of
//! the folders above it, nearest first: of their index articles, and `[access.folders]`. An article whose restriction
//! nobody explained is left out, so that nothing is published by accident.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::codes;
use crate::config::AccessConfig;
use crate::content::{Article, LocaleId, Restriction, VersionId};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::ArticleKey;
use crate::project::Project;

/// Whether an edition shows an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum AccessDecision {
    /// It is for everybody, or for the readers of this edition.
    Shown,
    /// It is for other readers.
    LeftOut,
    /// The configuration does not say for whom.
    Undecided,
}

/// What restricts the articles of a project.
pub(super) struct ArticleAccess<'p> {
    project: &'p Project,
    /// What the articles of the default locale say, by version and key.
    originals: HashMap<(VersionId, &'p str), &'p [Restriction]>,
    /// Whether no article and no folder is restricted.
    is_open: bool,
}

impl<'p> ArticleAccess<'p> {
    /// Collects what the articles say.
    pub fn new(project: &'p Project, articles: &'p [Arc<Article>]) -> Self {
        let mut originals = HashMap::new();
        let mut is_open = project.config.access.folders.is_empty();
        for article in articles {
            let Some(restrictions) = &article.meta.access else { continue };
            is_open &= restrictions.is_empty();
            if article.edition.locale == LocaleId::default() {
                originals.entry((article.edition.version, article.key.as_str())).or_insert(restrictions.as_slice());
            }
        }
        Self { project, originals, is_open }
    }

    /// Whether the edition of this build shows an article.
    pub fn shows(&self, article: &Article) -> bool {
        self.is_open || self.decide(&self.restrictions(article)) == AccessDecision::Shown
    }

    /// Reports restrictions of an article that the configuration does not explain. Restrictions that it gets from
    /// elsewhere are reported there.
    pub fn report(&self, article: &Article, diagnostics: &mut Vec<Diagnostic>) {
        for restriction in article.meta.access.iter().flatten() {
            if self.decide(std::slice::from_ref(restriction)) != AccessDecision::Undecided {
                continue;
            }
            let shown = restriction.values.join(", ");
            let message = if shown.eq_ignore_ascii_case(&restriction.key) {
                format!("`{}` restricts this article, but `[access]` does not say to whom", restriction.key)
            } else {
                format!("`{}: {shown}` restricts this article, but `[access]` does not say to whom", restriction.key)
            };
            let value = restriction.values.first().map_or("", String::as_str);
            let diagnostic = Diagnostic::at(codes::ACCESS_UNDECIDED, message, restriction.span.clone());
            diagnostics.push(
                diagnostic
                    .label("the page would be public, so it is left out")
                    .help(format!(
                        "build it with `--edition internal`: `internal = [\"{value}\"]` in `[access.editions]`"
                    ))
                    .help(format!("leave it out everywhere: `left_out = [\"{value}\"]` in `[access]`"))
                    .help(format!("publish it for everybody: `public = [\"{value}\"]` in `[access]`")),
            );
        }
    }

    /// What restricts an article.
    fn restrictions<'a>(&'a self, article: &'a Article) -> Cow<'a, [Restriction]> {
        if let Some(own) = &article.meta.access {
            return Cow::Borrowed(own);
        }
        let version = article.edition.version;
        let original = article.original.as_ref().unwrap_or(&article.key);
        if let Some(restrictions) = self.originals.get(&(version, original.as_str())) {
            return Cow::Borrowed(restrictions);
        }
        let folders = std::iter::successors(Some(original.clone()), ArticleKey::parent);
        let found =
            folders.flat_map(|folder| [self.of_index(version, &folder), self.of_folder(&folder)]).flatten().next();
        found.unwrap_or_default()
    }

    fn of_index(&self, version: VersionId, folder: &ArticleKey) -> Option<Cow<'_, [Restriction]>> {
        self.originals.get(&(version, folder.as_str())).map(|restrictions| Cow::Borrowed(*restrictions))
    }

    fn of_folder(&self, folder: &ArticleKey) -> Option<Cow<'_, [Restriction]>> {
        let value = self.project.config.access.folders.get(folder.as_str())?;
        let key = "access".to_owned();
        let restriction = Restriction { key, values: vec![value.value.clone()], span: value.span.clone() };
        Some(Cow::Owned(vec![restriction]))
    }

    /// All restrictions must allow an article; each of them by one of its values.
    fn decide(&self, restrictions: &[Restriction]) -> AccessDecision {
        let AccessConfig { public, editions, .. } = &self.project.config.access;
        let edition = self.project.edition.as_ref().and_then(|name| editions.get(name));
        let decide = |restriction: &Restriction| {
            let has = |value: &String| public.contains(value) || edition.is_some_and(|edition| edition.contains(value));
            if restriction.values.iter().any(has) {
                AccessDecision::Shown
            } else if restriction.values.iter().all(|value| self.project.config.access.knows(value)) {
                AccessDecision::LeftOut
            } else {
                AccessDecision::Undecided
            }
        };
        restrictions.iter().map(decide).max().unwrap_or(AccessDecision::Shown)
    }
}

/// Reports a build for an edition that the configuration does not have, and folders without articles.
pub(super) fn report_configuration(project: &Project, articles: &[Arc<Article>], diagnostics: &mut Vec<Diagnostic>) {
    let access = &project.config.access;
    if let Some(name) = project.edition.as_ref().filter(|name| !access.editions.contains_key(*name)) {
        let message = format!("there is no edition `{name}`, so that only articles for everybody are shown");
        let nearest = crate::suggest::nearest(name, access.editions.keys().map(String::as_str));
        let diagnostic = Diagnostic::new(codes::ACCESS_UNKNOWN_EDITION, message, Place::Project);
        diagnostics.push(match nearest {
            Some(nearest) => diagnostic.did_you_mean(Some(nearest)),
            None => diagnostic.help(format!("add it to `answerbook.toml`: `{name} = [\"…\"]` in `[access.editions]`")),
        });
    }
    let is_below = |key: &ArticleKey, folder: &str| {
        let rest = key.as_str().strip_prefix(folder);
        folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    for (folder, value) in &access.folders {
        if !articles.iter().any(|article| is_below(&article.key, folder)) {
            let message = format!("`{folder}` in `[access.folders]` has no articles");
            let diagnostic = Diagnostic::at(codes::ACCESS_UNKNOWN_FOLDER, message, value.span.clone());
            diagnostics.push(diagnostic.help("correct the folder's path below the content folder, or remove the line"));
        }
    }
}
