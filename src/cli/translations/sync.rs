//! `answerbook translations sync`: records in translations which wording of the original they were made from. Sets one
//! front-matter key per file and changes nothing else.

use std::path::{Path, PathBuf};

use clap::Args;

use super::super::project::{edit_file, project_path};
use super::super::terminal::{self, Completion, Failure};
use crate::config::LocaleId;
use crate::content::front_matter::edit;
use crate::path::ProjectPath;
use crate::project::Project;
use crate::report::plural;
use crate::site::translations::{self, TranslationStatus};
use crate::site::{ArticleId, Site};

/// The front-matter key to set.
const KEY: &str = "translated_from";

/// Mark translations as up to date with their originals
///
/// Writes `translated_from` to the front matter and changes nothing else. Without paths, marks the translations that
/// are not marked yet, and skips those that are older than their originals.
#[derive(Args)]
pub(super) struct SyncArguments {
    /// Translations to mark, or folders of translations
    paths: Vec<PathBuf>,
    /// Folder of the help center
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// A translation to mark.
struct SyncTask {
    path: ProjectPath,
    wording: String,
}

pub(super) fn run(arguments: &SyncArguments) -> Result<Completion, Failure> {
    let (project, site) = super::read(&arguments.dir)?;
    let tasks = match arguments.paths.as_slice() {
        [] => chosen(&project, &site, |_, status| matches!(status, TranslationStatus::Unmarked(_))),
        paths => named_translations(&project, &site, paths)?,
    };
    let mut marked = 0;
    let mut completion = Completion::Fine;
    for task in &tasks {
        if let Some(is_new) = mark(&project.root, task)? {
            marked += usize::from(is_new);
        } else {
            let SyncTask { path, wording } = task;
            terminal::print_status(format_args!("`{path}`: add `{KEY}: \"{wording}\"` to its front matter by hand"));
            completion = Completion::Problems;
        }
    }
    terminal::print_status(format_args!("marked {}", plural(marked, "translation")));
    Ok(completion)
}

/// The translations that match `fits`, in all languages.
fn chosen(project: &Project, site: &Site, fits: impl Fn(ArticleId, &TranslationStatus) -> bool) -> Vec<SyncTask> {
    let locales = (0..).map(LocaleId).zip(&project.config.locales).skip(1);
    let all = locales.flat_map(|(locale, _)| translations::survey(project, site, locale).translated);
    let task = |(id, status): (ArticleId, TranslationStatus)| {
        let (TranslationStatus::Unmarked(original)
        | TranslationStatus::Current(original)
        | TranslationStatus::Older(original)) = status
        else {
            return None;
        };
        Some(SyncTask { path: site[id].path.clone(), wording: translations::wording(project, site, original) })
    };
    all.filter(|(id, status)| fits(*id, status)).filter_map(task).collect()
}

/// The translations at the given paths, or in the given folders.
fn named_translations(project: &Project, site: &Site, paths: &[PathBuf]) -> Result<Vec<SyncTask>, Failure> {
    let mut tasks = Vec::new();
    for path in paths {
        let place = project_path(&project.root, path)?;
        let is_there = |path: &ProjectPath| *path == place || path.strip(&place).is_some();
        let found = chosen(project, site, |id, _| is_there(&site[id].path));
        if found.is_empty() {
            let message = format!("`{}` is not a translation with an original", path.display());
            return Err(Failure::new(message, "list all translations with `answerbook translations`"));
        }
        tasks.extend(found);
    }
    Ok(tasks)
}

/// Records the wording in a file. Returns whether the file changed; `None` if its front matter cannot be edited.
fn mark(root: &Path, task: &SyncTask) -> Result<Option<bool>, Failure> {
    edit_file(root, &task.path, |text| edit::set(text, KEY, &task.wording))
}
