//! `answerbook review done`: records reviews. Sets the date, and the reviewer if given, in the front matter of articles
//! and changes nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::super::edited_files::{self, EditedFile};
use super::super::project;
use super::super::terminal::{self, Completion, Failure};
use crate::content::front_matter::{self, FrontMatterValue, edit};
use crate::content::keys::{self, KeyMeaning, MetaField};
use crate::path::ProjectPath;
use crate::project::Project;
use crate::report::plural;

/// Record that articles were reviewed
///
/// Writes `reviewed` to the front matter, and `reviewed_by` with `--by`, and changes nothing else.
#[derive(Args)]
pub(super) struct DoneArguments {
    /// Articles that were reviewed, or folders of articles
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Who reviewed them
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// The day of the review [default: today in UTC, or `SOURCE_DATE_EPOCH`]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// Folder of the help center
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

pub(super) fn run(arguments: &DoneArguments) -> Result<Completion, Failure> {
    let date = arguments.date.map_or_else(project::today, Ok)?;
    let loaded = project::load_all(&arguments.dir, date)?;
    let files = loaded.articles.keys().filter(|path| loaded.root.join(path.as_str()).is_file());
    let files: Vec<&ProjectPath> = files.collect();
    let mut chosen = BTreeSet::new();
    for path in &arguments.paths {
        let place = project::project_path(&loaded.root, path)?;
        let is_there = |file: &&&ProjectPath| ***file == place || file.strip(&place).is_some();
        let found: Vec<&ProjectPath> = files.iter().filter(is_there).copied().collect();
        if found.is_empty() {
            let message = format!("`{}` is not an article, and contains none", path.display());
            return Err(Failure::new(message, "list the articles that are due with `answerbook review`"));
        }
        chosen.extend(found);
    }
    // All files are read before the first one is written.
    let mut completion = Completion::Fine;
    let mut edits = Vec::new();
    for file in chosen {
        match edited(&loaded.root, file, date, arguments.by.as_deref()) {
            Ok(edit) => edits.push(edit),
            Err(problem) => {
                terminal::print_status(format_args!("`{file}` {problem}"));
                completion = Completion::Problems;
            }
        }
    }
    edited_files::write(&edits)?;
    if arguments.by.is_none() {
        for edit in &edits {
            report_reviewer(&loaded, &edit.name);
        }
    }
    terminal::print_status(format_args!("recorded a review of {}", plural(edits.len(), "article")));
    Ok(completion)
}

/// A file with the review in its front matter, or why it cannot have it.
fn edited(root: &Path, file: &ProjectPath, date: Date, by: Option<&str>) -> Result<EditedFile, String> {
    let path = root.join(file.as_str());
    let old = fs::read(&path).map_err(|error| format!("cannot be read: {error}"))?;
    let text = str::from_utf8(&old).map_err(|_| "is not UTF-8: save it as UTF-8, then record the review".to_owned())?;
    if !edited_files::is_writable(&path) {
        return Err("is read-only".to_owned());
    }
    if front_matter::split(text).unclosed {
        return Err("has front matter that is not closed: end it, then record the review".to_owned());
    }
    let by_hand = || format!("has front matter that cannot be edited: add `reviewed: {date}` to it by hand");
    let new = recorded(text, date, by).ok_or_else(by_hand)?.into_bytes();
    Ok(EditedFile { name: file.clone(), path, old, new })
}

/// Points at a `reviewed_by` that names the reviewer of an earlier review.
fn report_reviewer(project: &Project, file: &ProjectPath) {
    let text = project.articles.get(file).map_or("", |source| &*project.sources[*source].text);
    let table = front_matter::table(text);
    if let Some(name) = table.value("reviewed_by").and_then(FrontMatterValue::text) {
        terminal::print_status(format_args!("`{file}` still has `reviewed_by: {name}`; set it with `--by NAME`"));
    }
}

/// The text with the review in its front matter, or `None` if that cannot be edited.
fn recorded(text: &str, date: Date, by: Option<&str>) -> Option<String> {
    let text = edit::set_plain(text, &key(text), &date.to_string())?;
    by.map_or(Some(text.clone()), |by| edit::set(&text, "reviewed_by", by))
}

/// The key that the article uses for the date: its own, or that of another tool.
fn key(text: &str) -> String {
    let table = front_matter::table(text);
    let dated = table.0.iter().filter_map(|entry| match keys::meaning(&entry.key) {
        KeyMeaning::Field(MetaField::Reviewed, rank) => Some((rank, &entry.key)),
        _ => None,
    });
    dated.min().map_or_else(|| "reviewed".to_owned(), |(_, key)| key.clone())
}
