//! `answerbook versions`: lists the versions of the help center. Its subcommand `cut` saves the current articles as a
//! version.

mod cut;

use std::collections::BTreeMap;
use std::path::Path;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::project::{OUT, today};
use super::reporting::ListFormat;
use super::terminal::{self, Completion, Failure};
use crate::config::VersionId;
use crate::load;
use crate::printable;
use crate::report::{self, ReportFormat, ReportRules, plural};

/// List the versions of the help center, or save a new one
#[derive(Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(super) struct VersionsArguments {
    #[command(subcommand)]
    verb: Option<VersionsVerb>,
    #[command(flatten)]
    list: VersionListArguments,
}

#[derive(Args)]
struct VersionListArguments {
    /// Folder of the help center
    #[arg(default_value = ".")]
    dir: std::path::PathBuf,
    /// How to print the list
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
}

#[derive(Subcommand)]
enum VersionsVerb {
    Cut(cut::CutArguments),
}

const EXAMPLES: &str = "\
Examples:
  answerbook versions                     the versions of the project in this folder
  answerbook versions --format json help  the versions of the project in `help`, for programs
  answerbook versions cut 2.4 --next 2.5  save the current articles as version 2.4";

/// A version in the list.
#[derive(Serialize)]
struct VersionRow {
    id: String,
    label: String,
    status: &'static str,
    source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    articles: usize,
}

pub(super) fn run(arguments: &VersionsArguments) -> Result<Completion, Failure> {
    match &arguments.verb {
        Some(VersionsVerb::Cut(arguments)) => cut::run(arguments),
        None => list(&arguments.list.dir, arguments.list.format),
    }
}

fn list(dir: &Path, format: ListFormat) -> Result<Completion, Failure> {
    let options =
        load::LoadOptions { date: today()?, drafts: true, edition: None, base_url: None, out: Some(dir.join(OUT)) };
    let loaded = load::load(dir, &options).map_err(|error| Failure::new(error.to_string(), error.hint()))?;
    let project = loaded.project;
    let mut counts: BTreeMap<VersionId, usize> = BTreeMap::new();
    for placed in project.articles.keys().filter_map(|path| project.trees.place(path)) {
        *counts.entry(placed.edition.version).or_default() += 1;
    }
    let listed = |id: VersionId| {
        let version = project.config.version(id);
        VersionRow {
            id: version.id.clone(),
            label: version.label.clone(),
            status: version.status.name(),
            source: match project.config.version_folder(version) {
                Some(folder) => format!("dir:{folder}"),
                None => version.source.to_string(),
            },
            commit: version.commit.clone(),
            articles: counts.get(&id).copied().unwrap_or_default(),
        }
    };
    let versions: Vec<VersionRow> = project.config.versions_by_place().into_iter().map(listed).collect();
    let text = if format == ListFormat::Json { json(&versions) } else { table(&versions) };
    terminal::print(&text)?;
    let about_versions = loaded.diagnostics.into_iter().filter(|diagnostic| diagnostic.code.0.starts_with("version/"));
    let rules = ReportRules::new(&project.config.diagnostics, false);
    let report = report::collect_some(about_versions.collect(), &project.sources, &rules);
    terminal::print_message(&report::render(
        &report,
        &project.sources,
        &terminal::look(ReportFormat::Full, String::new()),
    ));
    Ok(if report.errors > 0 { Completion::Problems } else { Completion::Fine })
}

fn json(versions: &[VersionRow]) -> String {
    let line = |version| serde_json::to_string(version).expect("texts and numbers are JSON") + "\n";
    versions.iter().map(line).map(|line| printable::json(&line).into_owned()).collect()
}

fn table(versions: &[VersionRow]) -> String {
    /// Enough digits to identify a commit.
    const DIGITS: usize = 10;
    let width = |text: fn(&VersionRow) -> &str| versions.iter().map(|version| text(version).chars().count()).max();
    let (id, label) = (width(|version| &version.id), width(|version| &version.label));
    let source = width(|version| &version.source);
    let row = |version: &VersionRow| {
        let commit = version.commit.as_ref().map_or(String::new(), |commit| commit.chars().take(DIGITS).collect());
        let VersionRow { id: name, label: shown, status, source: from, articles, .. } = version;
        let (id, label, source) = (id.unwrap_or(0), label.unwrap_or(0), source.unwrap_or(0));
        let row = format!("{name:id$}  {shown:label$}  {status:10}  {from:source$}  {commit:DIGITS$}  ");
        format!("{}\n", printable::line((row + &plural(*articles, "article")).trim()))
    };
    versions.iter().map(row).collect()
}
