//! `answerbook insights`: reports figures from events, and what to improve. Reads the stores and the project, then
//! prints or writes the report as text, JSON, a web page or a patch. The figures are computed in [`crate::insights`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::collect::{time, unopened};
use super::project::{OUT, today};
use super::terminal::{self, Completion, Failure};
use crate::address_history::{self, HistoryAnswer, WORK_TREE};
use crate::addresses::{self, AnchoredAddress};
use crate::collect::StoreLocation;
use crate::collect::store::{self, OpenMode};
use crate::content::EditionId;
use crate::events::Millis;
use crate::insights::{self, Catalog, EventFilter, EventTally, InsightsReport, LostAddress};
use crate::load;
use crate::pipeline;
use crate::printable;
use crate::render::Renderer;

/// Report what readers found, and what to improve
///
/// Reads events from a store of `answerbook collect` or from files of JSON lines, and titles and owners from the
/// project. Figures are shares with their counts and 95 % confidence intervals; the documentation has the formulas.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct InsightsArguments {
    /// SQLite files, `postgres://…`, or files of JSON lines
    #[arg(value_name = "STORE", default_value = "events.sqlite")]
    stores: Vec<String>,
    /// Folder of the help center
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    /// Count only events since then, such as `2026-11-01` or `30d`
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Count only events of this version
    #[arg(long, value_name = "ID")]
    version: Option<String>,
    /// Count only events of this locale
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Write the report as a web page that works offline
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write a patch that adds synonyms and drafts for searches that found nothing, and lost addresses
    #[arg(long, value_name = "FILE")]
    propose: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  answerbook insights --since 30d                       the last 30 days of `events.sqlite`
  answerbook insights postgres://help@db/help --html report.html
  answerbook insights events-*.jsonl --locale de --json | jq .search.success
  answerbook insights --propose ideas.patch && git apply ideas.patch";

pub(super) fn run(arguments: &InsightsArguments) -> Result<Completion, Failure> {
    let since = arguments.since.as_deref().map_or(Ok(Millis::MIN), since)?;
    let project = project(&arguments.project)?;
    let filter = EventFilter { version: arguments.version.clone(), locale: arguments.locale.clone() };
    let mut tally = EventTally::new(filter);
    let catalog = project.as_ref().map_or_else(Catalog::default, insights::catalog);
    tally.reserve(&catalog);
    for name in &arguments.stores {
        tally.left_out += read(name, since, &mut tally)? as u64;
    }
    if arguments.json && tally.left_out > 0 {
        terminal::print_status(insights::left_out(tally.left_out));
    }
    let mut report = insights::report(&tally, &catalog);
    if arguments.propose.is_some() {
        ask_git(&mut report.todo.lost, &arguments.project)?;
    }
    if let Some(path) = &arguments.html {
        let title = project.as_ref().map_or("the help center", |renderer| &renderer.project.config.title);
        write(path, &insights::html(&report, title))?;
    }
    if let Some(path) = &arguments.propose {
        write(path, &proposal(&report, project.as_ref(), &arguments.project))?;
    }
    if arguments.json {
        let json = serde_json::to_string_pretty(&report).expect("a report has text keys and finite numbers");
        return terminal::print(&format!("{}\n", printable::json(&json))).map(|()| Completion::Fine);
    }
    terminal::print(&insights::text(&report)).map(|()| Completion::Fine)
}

/// The project, or `None` if the folder does not contain one: the figures don't depend on it.
fn project(folder: &Path) -> Result<Option<Renderer>, Failure> {
    if !folder.join("answerbook.toml").exists() && !folder.join("content").exists() {
        return Ok(None);
    }
    let options = load::LoadOptions { date: today()?, drafts: false, edition: None, base_url: None, out: None };
    let loaded = load::load(folder, &options).map_err(|error| Failure::new(error.to_string(), error.hint()))?;
    Ok(Some(pipeline::build(Arc::new(loaded.project)).value.renderer))
}

/// Adds the events of a store to `tally`. Returns the number of lines or rows that are not events.
pub(super) fn read(name: &str, since: Millis, tally: &mut EventTally) -> Result<usize, Failure> {
    let mut add = |event| tally.add(event);
    let unreadable = |error: store::StoreError| Failure::new(format!("cannot read `{name}`: {error}"), "");
    let location = StoreLocation::parse(name);
    if let StoreLocation::Sqlite(path) = &location
        && !store::is_sqlite(path).map_err(|error| Failure::io(path, "read", &error))?
    {
        return store::read_lines(path, since, &mut add).map_err(unreadable);
    }
    let mut store = store::open(&location, OpenMode::Existing).map_err(|error| unopened(&location, &error))?;
    store.read(since, &mut add).map_err(unreadable)
}

/// The patch that adds synonyms and drafts to the project.
fn proposal(report: &InsightsReport, project: Option<&Renderer>, folder: &Path) -> String {
    let config = std::fs::read_to_string(folder.join("answerbook.toml")).ok();
    let content = |locale: &str| project.map_or_else(|| "content".to_owned(), |renderer| content_of(renderer, locale));
    let exists = |path: &str| folder.join(path).exists();
    let addresses = std::fs::read_to_string(folder.join(addresses::FILE)).ok();
    insights::propose(&report.todo.missing, config.as_deref(), &content, &exists)
        + &insights::propose_addresses(&report.todo.lost, addresses.as_deref())
}

/// Replaces what only looks similar by what git shows. Without a repository, nothing changes.
fn ask_git(lost: &mut [LostAddress], folder: &Path) -> Result<(), Failure> {
    if lost.is_empty() {
        return Ok(());
    }
    let Ok(history) = address_history::read(folder, today()?, Some(&folder.join(OUT))) else { return Ok(()) };
    for lost in lost {
        let Some(at) = AnchoredAddress::parse(&lost.address) else { continue };
        // What is not committed yet has no commit that proves it.
        if let Some((HistoryAnswer::Moved(to), Some(commit))) = history.answer(&at)
            && to != at
            && commit != WORK_TREE
        {
            (lost.near, lost.is_certain, lost.commit) = (Some(to.to_string()), true, Some(commit.to_owned()));
        }
    }
    Ok(())
}

/// The folder of the latest version's articles in a language, or in the default language if there is none.
fn content_of(renderer: &Renderer, language: &str) -> String {
    let config = &renderer.project.config;
    let present = EditionId::default();
    let mut editions = renderer.site.editions.keys().filter(|edition| edition.version == present.version);
    let edition = editions.find(|edition| config.language(**edition) == language).unwrap_or(&present);
    let folder = renderer.project.trees.folder(*edition).or_else(|| renderer.project.trees.folder(present));
    folder.unwrap_or(&config.content).as_str().to_owned()
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| Failure::io(path, "write", &error))
}

/// The earliest time of events to count.
fn since(text: &str) -> Result<Millis, Failure> {
    const HINT: &str = "use a date, such as `2026-11-01`, or a time, such as `30d`";
    let start = |date: Date| {
        let start = date.to_zoned(TimeZone::UTC).map(|start| start.timestamp().as_millisecond());
        start.map_err(|error| Failure::new(error.to_string(), HINT))
    };
    if let Ok(date) = text.parse::<Date>() {
        return start(date);
    }
    let age = time(text).map_err(|message| Failure::new(message, HINT))?;
    let age = Millis::try_from(age.as_millis()).unwrap_or(Millis::MAX);
    Ok(start(today()?)?.saturating_sub(age))
}
