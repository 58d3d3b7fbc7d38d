//! Prints reports, and reads and writes baselines. The commands that check a project share the arguments.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValue;

use super::terminal::{self, Completion, Failure};
use crate::path::ProjectPath;
use crate::project::Project;
use crate::report::{self, Baseline, Report, ReportFormat, plural};

impl clap::ValueEnum for ReportFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Full, Self::Short, Self::Json, Self::Github, Self::Gitlab, Self::Sarif, Self::Junit]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Full => ("full", "With the line, the problem underlined, and how to fix it"),
            Self::Short => ("short", "One line per place: `path:line:column: severity[code] message`"),
            Self::Json => ("json", "One object per problem, one per line"),
            Self::Github => ("github", "Annotations for GitHub Actions, and a summary of the job"),
            Self::Gitlab => ("gitlab", "A Code Quality report for GitLab"),
            Self::Sarif => ("sarif", "SARIF 2.1.0, for code scanning"),
            Self::Junit => ("junit", "A report in `JUnit` format"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

/// How a list is printed.
#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    #[default]
    Text,
    /// JSON, for programs
    Json,
}

/// The file of known problems.
#[derive(Args)]
pub(super) struct BaselineArgument {
    /// Report only problems that this file does not list; `check --write-baseline` writes it
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

impl BaselineArgument {
    /// Reads the file, if there is one.
    pub fn read(&self) -> Result<Option<Baseline>, Failure> {
        let Some(path) = &self.baseline else { return Ok(None) };
        let text = fs::read_to_string(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                let hint = format!("write it with `answerbook check --write-baseline {}`", path.display());
                Failure::new(format!("there is no baseline `{}`", path.display()), hint)
            }
            _ => Failure::io(path, "read", &error),
        })?;
        let baseline = Baseline::parse(&text).map_err(|problem| {
            let hint = "write it again with `answerbook check --write-baseline`";
            Failure::new(format!("`{}` is not a baseline: {problem}", path.display()), hint)
        })?;
        Ok(Some(baseline))
    }
}

/// Writes the problems of a report as a baseline.
pub(super) fn write_baseline(report: &Report, path: &Path) -> Result<(), Failure> {
    let baseline = Baseline::of(report);
    fs::write(path, baseline.to_string()).map_err(|error| Failure::io(path, "write", &error))?;
    let count = plural(baseline.places(), "known problem");
    terminal::print_status(format_args!("wrote {count} to `{}`", path.display()));
    Ok(())
}

/// Prints a report and its counts. Only `full` goes to standard error; the other formats are results for programs.
pub(super) fn print(
    report: &Report,
    project: &Project,
    format: ReportFormat,
    dir: &Path,
) -> Result<Completion, Failure> {
    let look = terminal::look(format, prefix(dir));
    let text = report::render(report, &project.sources, &look);
    match format {
        ReportFormat::Full => terminal::print_message(&text),
        _ => terminal::print(&text)?,
    }
    if format == ReportFormat::Github {
        write_job_summary(report)?;
    }
    if report.known > 0 {
        terminal::print_status(format_args!("{} in the baseline not shown", plural(report.known, "known problem")));
    }
    if report.fixed > 0 {
        let fixed = plural(report.fixed, "problem");
        terminal::print_status(format_args!("{fixed} of the baseline fixed; write it again to remove them"));
    }
    if !report.groups.is_empty() {
        terminal::print_status(report.summary());
    }
    Ok(if report.errors > 0 { Completion::Problems } else { Completion::Fine })
}

/// Prints how often each code occurs, unless there is only one.
pub(super) fn print_totals(report: &Report) {
    let totals = report.totals();
    if totals.len() == 1 {
        return;
    }
    for (severity, code, count) in totals {
        terminal::print_status(format_args!("{count:>7} {:<7} {}", severity.name(), code.0));
    }
}

/// Appends the summary to the file that GitHub Actions names.
fn write_job_summary(report: &Report) -> Result<(), Failure> {
    use std::io::Write as _;

    let Some(path) = std::env::var("GITHUB_STEP_SUMMARY").ok().filter(|path| !path.is_empty()).map(PathBuf::from)
    else {
        return Ok(());
    };
    let file = fs::OpenOptions::new().append(true).create(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(report::job_summary(report).as_bytes()));
    written.map_err(|error| Failure::io(&path, "write", &error))
}

/// The project folder as seen from the current folder, for [`report::ReportLook::prefix`].
fn prefix(dir: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let relative = dir.strip_prefix(&current).unwrap_or(dir);
    let parts = relative.components().filter(|part| *part != Component::CurDir);
    let path: PathBuf = parts.collect();
    match path.to_string_lossy().replace('\\', "/") {
        path if path.is_empty() => path,
        path => path + "/",
    }
}

/// The files of the articles that `owner` is responsible for.
///
/// # Errors
/// If nobody of that name owns an article.
pub(super) fn files_of_owner(
    owner: &str,
    articles: impl Iterator<Item = (ProjectPath, Option<String>)>,
) -> Result<BTreeSet<ProjectPath>, Failure> {
    let mut owners = BTreeSet::new();
    let mut files = BTreeSet::new();
    for (path, name) in articles {
        let Some(name) = name else { continue };
        if name.eq_ignore_ascii_case(owner) {
            files.insert(path);
        }
        owners.insert(name);
    }
    if !files.is_empty() {
        return Ok(files);
    }
    let nearest = crate::suggest::nearest(owner, owners.iter().map(String::as_str));
    let hint = nearest.map_or_else(
        || "set `owner` in the front matter of articles".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    Err(Failure::new(format!("no article has the owner `{owner}`"), hint))
}
