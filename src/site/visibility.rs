//! Decides which articles are public on the day of the build.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::codes;
use crate::content::Article;
use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;
use crate::project::Project;
use crate::site::access::{self, ArticleAccess};

/// Why an article is not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HiddenReason {
    /// It is a draft.
    Draft,
    /// Its publication date is in the future.
    Future(Date),
    /// Its expiry date has been reached.
    Expired(Date),
    /// It is not for everybody, nor for the readers of the edition that is built.
    Restricted,
}

impl HiddenReason {
    /// The reason in words, to follow "the article".
    #[must_use]
    pub fn reason(self) -> String {
        match self {
            Self::Draft => "is a draft".into(),
            Self::Future(date) => format!("is published on {date}"),
            Self::Expired(date) => format!("expired on {date}"),
            Self::Restricted => "is restricted".into(),
        }
    }
}

/// Why `article` is not public on `date`, or `None` if it is.
#[must_use]
pub fn hidden(article: &Article, date: Date) -> Option<HiddenReason> {
    let meta = &article.meta;
    match (meta.publish, meta.expires) {
        _ if meta.draft => Some(HiddenReason::Draft),
        (Some(publish), _) if publish > date => Some(HiddenReason::Future(publish)),
        (_, Some(expires)) if expires <= date => Some(HiddenReason::Expired(expires)),
        _ => None,
    }
}

/// Returns the positions of public articles, and the reasons of hidden ones. If drafts are included, only expired
/// articles are hidden. Restricted articles are always hidden, unless the edition shows them.
#[must_use]
pub fn split(
    project: &Project,
    articles: &[Arc<Article>],
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<u32>, BTreeMap<ProjectPath, HiddenReason>) {
    let access = ArticleAccess::new(project, articles);
    access::report_configuration(project, articles, diagnostics);
    let mut public = Vec::with_capacity(articles.len());
    let mut all_hidden = BTreeMap::new();
    for (number, article) in (0..).zip(articles) {
        let reason = hidden(article, project.date);
        let is_shown = match reason {
            None => true,
            Some(reason) => project.drafts && matches!(reason, HiddenReason::Draft | HiddenReason::Future(_)),
        };
        if is_shown {
            access.report(article, diagnostics);
        }
        match reason {
            _ if is_shown && !access.shows(article) => {
                all_hidden.insert(article.path.clone(), HiddenReason::Restricted);
            }
            None => public.push(number),
            Some(HiddenReason::Draft | HiddenReason::Future(_)) if project.drafts => public.push(number),
            Some(reason) => drop(all_hidden.insert(article.path.clone(), reason)),
        }
    }
    (public, all_hidden)
}

/// Reports a site without articles.
pub fn report(project: &Project, articles: &[Arc<Article>], diagnostics: &mut Vec<Diagnostic>) {
    let content = &project.config.content;
    if articles.is_empty() {
        let shown = if content.as_str().is_empty() { "this folder".to_owned() } else { format!("`{content}`") };
        diagnostics.push(
            Diagnostic::file(codes::SITE_NO_ARTICLES, format!("{shown} has no public article"), content.clone())
                .help("write a first article, such as `index.md`")
                .help("set `content` in `answerbook.toml` if the articles are elsewhere"),
        );
    }
}
