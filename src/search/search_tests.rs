//! Runs the searches of `search-tests.toml` against the index that readers load, with the engine that ranks like theirs.

use std::collections::BTreeMap;

use super::query::{Hit, QueryOptions, SearchIndex};
use super::{IndexFiles, POINTER};
use crate::codes;
use crate::config::{Config, SearchTest};
use crate::content::{EditionId, LocaleId, VersionId};
use crate::diagnostic::Diagnostic;
use crate::path::{ArticleKey, OutPath, ProjectPath};
use crate::render::Renderer;
use crate::render::site::search_folder;
use crate::site::{ArticleId, KeyContent};
use crate::source::Spanned;
use crate::suggest;

/// The number of first results that are named when a test fails.
const SHOWN: usize = 3;

/// How many results are searched for the article, to report its rank.
const SEARCHED: usize = 100;

/// Runs all tests and reports those that fail.
#[must_use]
pub fn run(renderer: &Renderer, files: &IndexFiles) -> Vec<Diagnostic> {
    let mut indexes = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for test in &renderer.project.search_tests {
        let edition = match edition(&renderer.project.config, test) {
            Ok(edition) => edition,
            Err(problem) => {
                diagnostics.push(*problem);
                continue;
            }
        };
        let folder = search_folder(renderer, edition);
        let index = indexes.entry(edition).or_insert_with(|| {
            let has_index = files.contains_key(&OutPath::new(&format!("{folder}/{POINTER}")));
            has_index.then(|| SearchIndex::open(&folder, |path| Some(files.get(path)?.to_vec()))).flatten()
        });
        diagnostics.extend(match index {
            Some(index) => article(renderer, edition, test)
                .map_or_else(|problem| Some(*problem), |article| result(renderer, index, edition, article, test)),
            None => Some(no_index(test)),
        });
    }
    diagnostics
}

/// The edition that a test searches.
fn edition(config: &Config, test: &SearchTest) -> Result<EditionId, Box<Diagnostic>> {
    let locales = config.locales.iter().map(|locale| locale.code.as_str());
    let versions = config.versions.iter().map(|version| version.id.as_str());
    let locale = place("locale", test.locale.as_ref(), locales)?;
    let version = place("version", test.version.as_ref(), versions)?;
    Ok(EditionId { version: VersionId(version), locale: LocaleId(locale) })
}

/// The place of what a test names in a list; 0 if it names nothing.
fn place<'n>(
    what: &str,
    wanted: Option<&Spanned<String>>,
    known: impl Iterator<Item = &'n str>,
) -> Result<u16, Box<Diagnostic>> {
    let Some(wanted) = wanted else { return Ok(0) };
    let known: Vec<&str> = known.collect();
    let found = (0..).zip(&known).find(|(_, name)| name.eq_ignore_ascii_case(&wanted.value));
    found.map(|(place, _)| place).ok_or_else(|| {
        let message = format!("the help center has no {what} `{}`", wanted.value);
        let diagnostic = Diagnostic::at(codes::SEARCH_UNKNOWN_TARGET, message, wanted.span.clone());
        let known: Vec<&str> = known.into_iter().filter(|name| !name.is_empty()).collect();
        Box::new(match known.as_slice() {
            [] => diagnostic.help("remove the key"),
            known => diagnostic.help(format!("use one of `{}`", known.join("`, `"))),
        })
    })
}

/// The article that a test names, in the edition that it searches.
fn article(renderer: &Renderer, edition: EditionId, test: &SearchTest) -> Result<ArticleId, Box<Diagnostic>> {
    let site = &renderer.site;
    let pages = site.editions.get(&edition).map(|edition| &edition.pages);
    let written = test.article.value.trim_start_matches('/');
    let file = ProjectPath::new(written);
    // A file names its article in all locales and versions.
    let key = match site.by_path.get(&file).map(|id| &site[*id]) {
        Some(article) => article.key.clone(),
        None => ArticleKey::new(written.trim_end_matches('/').trim_end_matches(".md").trim_end_matches("/index")),
    };
    let report =
        |message: String| Box::new(Diagnostic::at(codes::SEARCH_UNKNOWN_TARGET, message, test.article.span.clone()));
    match pages.and_then(|pages| pages.get(&key)) {
        Some(KeyContent::Own(id)) => Ok(*id),
        Some(KeyContent::Fallback { .. }) => {
            let message = format!("`{written}` has no translation that readers of this language could find");
            Err(report(message).help("remove the test, or translate the article").into())
        }
        None => {
            let files = || site.by_path.keys().map(ProjectPath::as_str);
            let keys = || pages.into_iter().flat_map(|pages| pages.keys().map(ArticleKey::as_str));
            let nearest = match file.extension().as_str() {
                "md" => suggest::nearest(written, files()),
                _ => suggest::nearest(written, keys()),
            };
            let diagnostic = *report(format!("there is no article `{written}`"));
            Err(match nearest {
                Some(_) => diagnostic.did_you_mean(nearest),
                None => diagnostic.help("write the path of the article's file, such as `content/billing/refunds.md`"),
            }
            .into())
        }
    }
}

/// Reports a test whose article is not among the first results.
fn result(
    renderer: &Renderer,
    index: &SearchIndex<'_>,
    edition: EditionId,
    article: ArticleId,
    test: &SearchTest,
) -> Option<Diagnostic> {
    let SearchTest { query, within, .. } = test;
    let options = QueryOptions { limit: SEARCHED.max(*within), ..QueryOptions::default() };
    let answer = index.search(&query.value, &options)?;
    let href = renderer.href(renderer.site.address(article));
    let place = answer.hits.iter().position(|hit| hit.href.split('#').next() == Some(&href)).map(|place| place + 1);
    if place.is_some_and(|place| place <= *within) {
        return None;
    }
    let title = &renderer.site[article].meta.title;
    let meta = &renderer.site[article].meta;
    let message = match place {
        Some(place) => format!("`{}` finds “{title}” in place {place}, not among the first {within}", query.value),
        None => format!("`{}` does not find “{title}”", query.value),
    };
    let first: Vec<String> = answer.hits.iter().take(SHOWN).map(named).collect();
    let label = if first.is_empty() { "finds nothing".to_owned() } else { format!("finds {}", first.join(", ")) };
    let diagnostic = Diagnostic::at(codes::SEARCH_FAILED_TEST, message, query.span.clone()).label(label);
    if !meta.search || meta.unlisted {
        return Some(
            diagnostic.help("remove `search: false` or `unlisted` from the article, which hide it from search"),
        );
    }
    let words = query.value.replace('"', "\\\"");
    let config = &renderer.project.config;
    let locale = if edition.locale.is_default() {
        String::new()
    } else {
        format!(" --locale {}", config.locale(edition.locale).code)
    };
    let version = if edition.version.is_latest() {
        String::new()
    } else {
        format!(" --in-version {}", config.version(edition.version).id)
    };
    let command = format!("answerbook search \"{words}\" --explain{locale}{version}");
    Some(
        diagnostic
            .help(format!("see why: `{command}`"))
            .help("add words that customers use to the article's `keywords`, or to `synonyms` in `answerbook.toml`"),
    )
}

fn named(hit: &Hit) -> String {
    format!("“{}”", hit.title)
}

fn no_index(test: &SearchTest) -> Diagnostic {
    let message = "a search is tested, but there is no search index";
    Diagnostic::at(codes::SEARCH_UNKNOWN_TARGET, message, test.query.span.clone())
        .help("turn search on in `answerbook.toml`, or remove the test")
}
