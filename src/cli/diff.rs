//! `answerbook diff`: compares two states of a help center for reviewers: commits, folders, or builds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::project::{OUT, today};
use super::temporary_folder::TemporaryFolder;
use super::terminal::{self, Completion, Failure};
use crate::comparison::{self, SiteSnapshot, markdown, text};
use crate::load::{self, LoadOptions};
use crate::output::manifest::{BuildManifest, NAME};
use crate::pipeline;
use crate::printable;
use crate::report::{self, ReportRules};

/// Compare two states of the help center: articles, addresses, problems, translations and pictures
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DiffArguments {
    /// The state before: a commit, branch or tag; a project's folder; or the folder or manifest of a build
    before: String,
    /// The state after [default: the project as it is now]
    after: Option<String>,
    /// Folder of the help center
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// How to print the differences
    #[arg(long, value_enum, default_value_t)]
    format: DiffFormat,
}

/// The formats of a comparison.
#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum DiffFormat {
    /// For people
    #[default]
    Text,
    /// One object with all differences
    Json,
    /// For a comment on a pull request, within the limit of GitHub
    Markdown,
}

const EXAMPLES: &str = "\
Examples:
  answerbook diff main                       what changed since `main`
  answerbook diff v1.0 v1.1                  between two tags
  answerbook diff old/public public          between two builds, by their manifests
  answerbook diff origin/main --format markdown > comment.md
                                             for a comment on a pull request";

pub(super) fn run(arguments: &DiffArguments) -> Result<Completion, Failure> {
    let before = snapshot(&arguments.before, &arguments.dir)?;
    let after = match &arguments.after {
        Some(after) => snapshot(after, &arguments.dir)?,
        None => built(&arguments.dir)?,
    };
    let difference = comparison::compare(&before, &after);
    let printed = match arguments.format {
        DiffFormat::Text => text::text(&difference),
        DiffFormat::Markdown => markdown::markdown(&difference),
        DiffFormat::Json => {
            let json = serde_json::to_string_pretty(&difference).expect("texts and numbers are always JSON");
            printable::json(&json).into_owned() + "\n"
        }
    };
    terminal::print(&printed)?;
    if difference.is_partial {
        terminal::print_status("the manifest of a build has no texts, anchors and problems, so they are not compared");
    }
    Ok(Completion::Fine)
}

/// The state that an argument names.
fn snapshot(name: &str, dir: &Path) -> Result<SiteSnapshot, Failure> {
    let path = Path::new(name);
    let folder = if path.file_name().is_some_and(|file| file == NAME) { path.parent() } else { Some(path) };
    if let Some(manifest) = folder.and_then(BuildManifest::read) {
        return Ok(SiteSnapshot::of_manifest(&manifest));
    }
    if path.is_dir() {
        return built(path);
    }
    let copy = TemporaryFolder::new("diff").map_err(|error| Failure::io(path, "create a folder for", &error))?;
    let root = dir.canonicalize().map_err(|error| Failure::io(dir, "read", &error))?;
    let project = copy.of_project(&root).map_err(|error| Failure::io(&copy.folder, "write to", &error))?;
    load::checkout(&root, name, &project).map_err(|message| {
        let hint = "enter a commit, a branch or a tag, a folder, or the manifest of a build; fetch what is missing";
        Failure::new(message, hint)
    })?;
    built(&project)
}

/// The state of a project.
fn built(root: &Path) -> Result<SiteSnapshot, Failure> {
    let options =
        LoadOptions { date: today()?, drafts: false, edition: None, base_url: None, out: Some(root.join(OUT)) };
    let loaded = load::load(root, &options).map_err(|error| Failure::new(error.to_string(), error.hint()))?;
    let mut diagnostics = loaded.diagnostics;
    let output = pipeline::build(Arc::new(loaded.project)).unpack(&mut diagnostics);
    diagnostics.extend(output.check_site());
    let project = &output.renderer.project;
    let rules = ReportRules::new(&project.config.diagnostics, false);
    let report = report::collect(diagnostics, &project.sources, &rules);
    Ok(SiteSnapshot::of_output(&output, &report))
}
