//! `answerbook import`: turns the export of another help center into a project. `crate::import` does the work.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::terminal::{self, Completion, Failure};
use crate::http_client::{ClientSettings, HttpClient};
use crate::import::edited::RestrictedFile;
use crate::import::export::Export;
use crate::import::page_text::Selector;
use crate::import::write::{self, WriteResult};
use crate::import::{self, ImportOptions, ImportSource};
use crate::report::plural;

/// Import a help center from another vendor
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ImportArguments {
    /// Where the help center comes from
    #[arg(value_parser = PossibleValuesParser::new(ImportSource::ALL.map(ImportSource::name)).map(|name| ImportSource::from_name(&name).expect("a possible value")))]
    source: ImportSource,
    /// The export: a folder, a file or an archive
    #[arg(required_unless_present = "from")]
    export: Option<PathBuf>,
    /// Folder for the project
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// Fetch the export from the vendor's API at this address
    #[arg(long, value_name = "URL", conflicts_with = "export", requires = "token_env")]
    from: Option<String>,
    /// The environment variable with the token for `--from`
    #[arg(long, value_name = "NAME", requires = "from")]
    token_env: Option<String>,
    /// Fetch pictures and files that the export lacks
    #[arg(long)]
    fetch_pictures: bool,
    /// Replace files that were edited since the last import
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    choices: ImportChoices,
}

// Not a doc comment: it would replace the help of the command.
// How articles are converted.
#[derive(Args)]
struct ImportChoices {
    /// Keep the anchors of all headings, not only those that links of the export lead to
    #[arg(long)]
    keep_anchors: bool,
    /// Which element of a page has the article, such as `main` or `#content`; for a folder of pages
    #[arg(long, value_name = "ELEMENT")]
    article: Option<String>,
    /// Leave out restricted articles instead of writing them with `access`
    #[arg(long)]
    without_restricted: bool,
}

const EXAMPLES: &str = "\
Examples:
  answerbook import zendesk export -o help     a help center from saved responses of Zendesk's API
  answerbook import html site.zip -o help      articles of a folder of pages, in an archive
  answerbook import intercom --from https://api.intercom.io --token-env TOKEN -o help
  answerbook check help                        what is left to do";

pub(super) fn run(arguments: &ImportArguments) -> Result<Completion, Failure> {
    let source = arguments.source;
    let hint = "an export is a folder of saved answers or pages; `answerbook import --help` has examples";
    let failure = |message: String| Failure::new(message, "");
    let earlier = write::earlier(&arguments.out).map_err(failure)?;
    let access = access(arguments)?;
    let mut export = match (&access, &arguments.export) {
        (Some((from, token)), _) => {
            let client = HttpClient::new(ClientSettings::default());
            import::fetch::fetch(source, from, token, &client, &progress).map_err(failure)?
        }
        (None, Some(path)) => Export::open(path).map_err(failure)?,
        (None, None) => return Err(Failure::new("no export was given", "name a folder, or use `--from`")),
    };
    let options = ImportOptions {
        keep_anchors: arguments.choices.keep_anchors,
        without_restricted: arguments.choices.without_restricted,
        article: arguments.choices.article.as_deref().map(Selector::parse).transpose().map_err(failure)?,
        known: earlier.articles,
    };
    let mut project = import::import(source, &export, &options).map_err(|message| Failure::new(message, hint))?;
    if arguments.fetch_pictures && !project.missing.is_empty() {
        let token = access.as_ref().map(|(from, token)| (source, from.as_str(), token.as_str()));
        for problem in import::fetch::pictures(&mut export, &project.missing, token, &progress) {
            terminal::print_status(problem);
        }
        project = import::import(source, &export, &options).map_err(|message| Failure::new(message, hint))?;
    }
    let result =
        write::write(&project, &export, source.name(), &arguments.out, arguments.overwrite).map_err(failure)?;
    let counts = project.counts;
    terminal::print_status(format_args!(
        "imported {}: {} public, {} drafts, {} restricted; {} created, {} updated, {} unchanged",
        plural(counts.articles, "article"),
        counts.public,
        counts.drafts,
        counts.restricted,
        plural(result.created, "file"),
        result.updated,
        result.unchanged
    ));
    print_files(&result);
    let shown = arguments.out.display();
    terminal::print_status(format_args!("{} in `{shown}/import-report.md`", plural(counts.remarks, "remark")));
    let is_safe = result.restricted.iter().all(|(_, done)| *done != RestrictedFile::StillPublic);
    Ok(if result.unreadable.is_empty() && is_safe { Completion::Fine } else { Completion::Problems })
}

/// The address of an API and the token for it, which is never printed.
fn access(arguments: &ImportArguments) -> Result<Option<(String, String)>, Failure> {
    let (Some(from), Some(name)) = (&arguments.from, &arguments.token_env) else { return Ok(None) };
    let token = std::env::var(name).ok().filter(|token| !token.trim().is_empty());
    let token = token
        .ok_or_else(|| Failure::new(format!("the variable `{name}` has no token"), "set it to a token of the API"))?;
    Ok(Some((from.clone(), token.trim().to_owned())))
}

/// Prints a line now and then, so that a long job shows its progress.
fn progress(count: usize) {
    const STEP: usize = 50;
    if count.is_multiple_of(STEP) {
        terminal::print_status(format_args!("fetched {count} files"));
    }
}

fn print_files(result: &WriteResult) {
    for (path, done) in &result.restricted {
        let words = match done {
            RestrictedFile::Marked => "its source is not public, so its front matter now keeps it out of builds",
            RestrictedFile::Removed => "was removed: its source is not public",
            RestrictedFile::StillPublic => {
                "IS STILL PUBLIC, but its source is not: its front matter cannot be changed; add `access` or `draft: true`"
            }
        };
        terminal::print_status(format_args!("`{path}`: {words}"));
    }
    for path in &result.kept {
        terminal::print_status(format_args!("kept `{path}`: it was edited; `--overwrite` replaces it"));
    }
    for path in &result.foreign {
        terminal::print_status(format_args!("kept `{path}`: no import wrote it; `--overwrite` replaces it"));
    }
    for path in &result.removed {
        terminal::print_status(format_args!("`{path}` was removed, and is not written again"));
    }
    for path in &result.gone {
        terminal::print_status(format_args!("`{path}` is no longer in the export"));
    }
    for problem in result.remarks.iter().chain(&result.unreadable) {
        terminal::print_status(problem);
    }
}
