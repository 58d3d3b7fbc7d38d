//! `answerbook translations`: lists articles without a translation, and translations that are older than their
//! originals. Shows what changed in the originals, with their old texts from git. Formatting is in `text`, marking
//! translations in `sync`.

mod sync;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::project::{load_all, today};
use super::reporting::ListFormat;
use super::terminal::{self, Completion, Failure};
use crate::config::LocaleId;
use crate::content::passages::Passage;
use crate::content::translation;
use crate::load::past_wordings;
use crate::pipeline;
use crate::project::Project;
use crate::site::translations::{self, TranslationStatus};
use crate::site::{ArticleId, Site};

/// List translations that are missing or older than their originals
///
/// Shows what changed in each original since it was translated, if git has the old text. The exit code is 1 if a
/// translation is older than its original; a missing one does not count, because readers see the original.
#[derive(Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(super) struct TranslationsArguments {
    #[command(subcommand)]
    what: Option<TranslationsVerb>,
    /// Folder of the help center
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Only this locale
    #[arg(long, value_name = "CODE")]
    locale: Option<String>,
    /// How to print the list
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
}

const EXAMPLES: &str = "\
Examples:
  answerbook translations                       all languages of the help center in this folder
  answerbook translations --locale fr           what to translate into French
  answerbook translations --format json         one JSON object per language
  answerbook translations sync content/fr/billing/refunds.md
                                                mark this one as up to date";

#[derive(Subcommand)]
enum TranslationsVerb {
    Sync(sync::SyncArguments),
}

/// The report on one locale.
struct LocaleReport<'p> {
    code: &'p str,
    label: &'p str,
    /// Originals without a translation, each with the path where the translation belongs.
    missing: Vec<(String, Option<String>)>,
    older: Vec<OutdatedTranslation>,
    /// Translations that don't record the wording they were made from.
    unmarked: Vec<String>,
    /// Translations without an original.
    alone: Vec<String>,
    /// Keys of the configuration whose texts the locale does not translate.
    texts: Vec<&'static str>,
    current: usize,
}

/// A translation that is older than its original.
struct OutdatedTranslation {
    path: String,
    original: String,
    translated_from: String,
    /// The original's passages then and now; `None` if the old text is unknown.
    texts: Option<(Vec<Passage>, Vec<Passage>)>,
}

/// Lists translations, or marks some as up to date.
pub(super) fn run(arguments: &TranslationsArguments) -> Result<Completion, Failure> {
    if let Some(TranslationsVerb::Sync(arguments)) = &arguments.what {
        return sync::run(arguments);
    }
    let (project, site) = read(&arguments.dir)?;
    let mut is_current = true;
    for locale in locales(&project, arguments.locale.as_deref())? {
        let report = report(&project, &site, locale);
        is_current &= report.older.is_empty();
        let printed = match arguments.format {
            ListFormat::Text => text::page(&report),
            ListFormat::Json => text::object(&report),
        };
        terminal::print(&printed)?;
    }
    Ok(if is_current { Completion::Fine } else { Completion::Problems })
}

/// The project and its site. Drafts are included because they are translated too.
fn read(dir: &Path) -> Result<(Arc<Project>, Arc<Site>), Failure> {
    let project = load_all(dir, today()?)?;
    let renderer = pipeline::build(Arc::new(project)).value.renderer;
    Ok((Arc::clone(&renderer.project), Arc::new(renderer.site.clone())))
}

/// All locales but the default one, or only the requested one.
fn locales(project: &Project, requested: Option<&str>) -> Result<Vec<LocaleId>, Failure> {
    let locales = &project.config.locales;
    let all = (0..).map(LocaleId).zip(locales).skip(1);
    let codes: Vec<&str> = locales[1..].iter().map(|locale| locale.code.as_str()).collect();
    if codes.is_empty() {
        let hint = "declare one in `answerbook.toml`: `[[locale]]` with `code = \"fr\"`";
        return Err(Failure::new("the help center has only one language", hint));
    }
    let Some(requested) = requested else { return Ok(all.map(|(id, _)| id).collect()) };
    let found: Vec<LocaleId> =
        all.filter(|(_, locale)| locale.code.eq_ignore_ascii_case(requested)).map(|(id, _)| id).collect();
    if found.is_empty() {
        let hint = format!("it has `{}`", codes.join("`, `"));
        return Err(Failure::new(format!("the help center has no locale `{requested}`"), hint));
    }
    Ok(found)
}

fn report<'p>(project: &'p Project, site: &Site, locale: LocaleId) -> LocaleReport<'p> {
    let survey = translations::survey(project, site, locale);
    let path = |id: ArticleId| site[id].path.to_string();
    let of = project.config.locale(locale);
    let missing = survey.missing.iter().map(|id| (path(*id), place(project, site, *id, locale))).collect();
    let mut report = LocaleReport {
        code: &of.code,
        label: &of.label,
        missing,
        older: Vec::new(),
        unmarked: Vec::new(),
        alone: Vec::new(),
        texts: project.config.untranslated(locale),
        current: 0,
    };
    let mut older = Vec::new();
    for (id, status) in survey.translated {
        match status {
            TranslationStatus::Current(_) => report.current += 1,
            TranslationStatus::Unmarked(_) => report.unmarked.push(path(id)),
            TranslationStatus::Alone => report.alone.push(path(id)),
            TranslationStatus::Older(original) => older.push((id, original)),
        }
    }
    let from = |id: ArticleId| site[id].meta.translated_from.as_ref().map_or("", |from| from.value.as_str()).to_owned();
    let wanted: BTreeSet<past_wordings::WantedWording> =
        older.iter().map(|(id, original)| (site[*original].path.clone(), from(*id))).collect();
    let found: BTreeMap<past_wordings::WantedWording, String> = past_wordings::earlier(&project.root, wanted);
    report.older.extend(older.into_iter().map(|(id, original)| {
        let (article, translated_from) = (&site[original], from(id));
        let was = found.get(&(article.path.clone(), translated_from.clone()));
        let is = &project.sources[article.source].text;
        let texts = was.map(|was| (translation::passages(was), translation::passages(is)));
        OutdatedTranslation { path: path(id), original: article.path.to_string(), translated_from, texts }
    }));
    report
}

/// The path where the translation of an original belongs.
fn place(project: &Project, site: &Site, original: ArticleId, locale: LocaleId) -> Option<String> {
    let article = &site[original];
    let below = project.trees.place(&article.path)?.below.into_owned();
    let folder = project.trees.folder(crate::config::EditionId { locale, ..article.edition })?;
    Some(folder.join(&below)?.to_string())
}
