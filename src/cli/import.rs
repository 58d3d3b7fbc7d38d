//! `answerbook import`: turns the export of another help center into a project. `crate::import` does the work.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::terminal::{self, Completion, Failure};
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
    #[arg(value_enum)]
    source: SourceName,
    /// The export: a file or a folder
    export: PathBuf,
    /// Folder for the project
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// Replace files that were edited since the last import
    #[arg(long)]
    overwrite: bool,
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
  answerbook import zendesk export -o help     a help center from saved answers of Zendesk's API
  answerbook check help                        what is left to do";

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SourceName {
    Zendesk,
    Intercom,
    Freshdesk,
    Helpscout,
    Html,
    Notion,
    Confluence,
}

impl From<SourceName> for ImportSource {
    fn from(name: SourceName) -> Self {
        match name {
            SourceName::Zendesk => Self::Zendesk,
            SourceName::Intercom => Self::Intercom,
            SourceName::Freshdesk => Self::Freshdesk,
            SourceName::Helpscout => Self::HelpScout,
            SourceName::Html => Self::Html,
            SourceName::Notion => Self::Notion,
            SourceName::Confluence => Self::Confluence,
        }
    }
}

pub(super) fn run(arguments: &ImportArguments) -> Result<Completion, Failure> {
    let source = ImportSource::from(arguments.source);
    let hint = "see https://answerbook.dev/getting-started/import/ for what an export is";
    let failure = |message: String| Failure::new(message, "");
    let earlier = write::earlier(&arguments.out).map_err(failure)?;
    let export = Export::open(&arguments.export).map_err(failure)?;
    let options = ImportOptions {
        keep_anchors: arguments.keep_anchors,
        without_restricted: arguments.without_restricted,
        article: arguments.article.as_deref().map(Selector::parse).transpose().map_err(failure)?,
        known: earlier.articles,
    };
    let project = import::import(source, &export, &options).map_err(|message| Failure::new(message, hint))?;
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
    Ok(if result.unreadable.is_empty() { Completion::Fine } else { Completion::Problems })
}

fn print_files(result: &WriteResult) {
    for path in &result.kept {
        terminal::print_status(format_args!("kept `{path}`: it was edited; `--overwrite` replaces it"));
    }
    for path in &result.gone {
        terminal::print_status(format_args!("`{path}` is no longer in the export"));
    }
    for problem in &result.unreadable {
        terminal::print_status(problem);
    }
}
