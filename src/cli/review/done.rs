//! `answerbook review done`: records reviews. Sets the date, and the reviewer if given, in the front matter of articles
//! and changes nothing else.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

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
            let message = format!("`{}` is not an article and has none", path.display());
            return Err(Failure::new(message, "list the articles that are due with `answerbook review`"));
        }
        chosen.extend(found);
    }
    let mut completion = Completion::Fine;
    let mut done = 0;
    for file in chosen {
        let edited = project::edit_file(&loaded.root, file, |text| recorded(text, date, arguments.by.as_deref()))?;
        if edited.is_none() {
            terminal::print_status(format_args!("`{file}`: add `reviewed: {date}` to its front matter by hand"));
            completion = Completion::Problems;
        }
        done += usize::from(edited.is_some());
        if arguments.by.is_none() && edited.is_some() {
            report_reviewer(&loaded, file);
        }
    }
    terminal::print_status(format_args!("recorded a review of {}", plural(done, "article")));
    Ok(completion)
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
