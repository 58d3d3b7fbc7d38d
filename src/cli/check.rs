//! `answerbook check`: reports every problem that `build` would find. Builds the whole site in memory, renders the
//! pages that could fail, and writes nothing but a baseline or the fixed files, if asked.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::external::{self, ExternalArguments};
use super::fix;
use super::project::{ProjectArguments, site_size};
use super::reporting::{self, BaselineArgument};
use super::terminal::{self, Completion, Failure};
use super::timings::{Timings, TimingsArguments};
use crate::fixes;
use crate::output::{self, manifest::BuildManifest};
use crate::path::ProjectPath;
use crate::pipeline::{self, BuildCache};
use crate::report::{self, DiagnosticSelector, ReportRules};
use crate::site::Site;

/// Report every problem, and fix those that are certain if asked
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    project: ProjectArguments,
    /// Report only these problems: a code, the group of a code such as `link`, or a severity; may be repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = DiagnosticSelector::parse)]
    only: Vec<DiagnosticSelector>,
    /// Leave out these problems: a code, the group of a code, or a severity; may be repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = DiagnosticSelector::parse)]
    skip: Vec<DiagnosticSelector>,
    /// Report only problems in articles of this owner
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    #[command(flatten)]
    external: ExternalArguments,
    #[command(flatten)]
    baseline: BaselineArgument,
    /// Change the files where it is certain how, then report the other problems
    #[arg(long)]
    fix: bool,
    /// Print what `--fix` would change as a diff, and change nothing
    #[arg(long)]
    diff: bool,
    /// Write the problems that there are now to a file for `--baseline`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["only", "skip", "owner", "baseline", "fix", "diff"])]
    write_baseline: Option<PathBuf>,
    #[command(flatten)]
    timings: TimingsArguments,
}

const EXAMPLES: &str = "\
Examples:
  answerbook check                        the project in this folder
  answerbook check --format short         one line per place, for editors and `grep`
  answerbook check --format github        annotations of a pull request
  answerbook check --only link,error      problems with links, and all errors
  answerbook check --write-baseline known-problems.json
  answerbook check --baseline known-problems.json
                                          only new problems
  answerbook check --external --external-cache links.json
                                          also links to other sites, those that are new
  answerbook check --diff                 what `--fix` would change
  answerbook check --fix --only link      mend links, and report those that nobody can mend

To change the severity of a problem, name its code in `answerbook.toml`:
  [diagnostics]
  \"image/no-alt\" = \"off\"";

pub(super) fn run(arguments: &CheckArguments) -> Result<Completion, Failure> {
    let mut timings = Timings::start("read");
    let CheckArguments { project: shared, only, skip, owner, .. } = arguments;
    let baseline = arguments.baseline.read()?;
    let out = shared.dir.join(shared.default_out());
    let loaded = shared.load(&out)?;
    let cache = BuildCache::default();
    let mut of_project = loaded.diagnostics;
    let mut of_build = Vec::new();
    let mut begin = |stage| timings.begin(stage);
    let output = pipeline::rebuild_in_stages(Arc::new(loaded.project), &cache, &mut begin).unpack(&mut of_build);
    timings.begin("pages");
    of_project.extend(output.check_pages());
    timings.begin("similar articles");
    of_project.extend(output.check_articles());
    timings.begin("search tests");
    of_project.extend(output.run_search_tests());
    timings.begin("other sites");
    of_project.extend(external::problems(&arguments.external, &output)?);
    timings.begin("report");
    let earlier = BuildManifest::read(&out);
    of_project.extend(earlier.iter().flat_map(|earlier| output::lost_addresses(earlier, &output)));
    let project = &output.renderer.project;
    let owned = owner.as_ref().map(|owner| reporting::files_of(owner, articles(&output.renderer.site))).transpose()?;
    let mut rules = ReportRules::new(&project.config.diagnostics, shared.deny_warnings);
    rules.baseline = baseline.as_ref();
    (rules.only, rules.skip, rules.files) = (only, skip, owned.as_ref());
    let mut fixed = None;
    if arguments.fix || arguments.diff {
        let all = [&of_project[..], &of_build[..]].concat();
        let report = report::collect(all, &project.sources, &rules);
        let prepared = fix::prepare(&report, project, &cache, &of_build);
        if arguments.diff {
            return fix::print_diff(&prepared);
        }
        fix::write(&prepared)?;
        of_project.retain(|diagnostic| !fixes::is_applied(diagnostic, &prepared.fixes));
        fixes::move_places(&mut of_project, &prepared.fixes);
        of_build = prepared.of_build;
        fixed = Some(prepared.project);
    }
    of_project.extend(of_build);
    let project = fixed.as_ref().unwrap_or(project);
    let report = report::collect(of_project, &project.sources, &rules);
    let completion = match &arguments.write_baseline {
        Some(path) => reporting::write_baseline(&report, path).map(|()| Completion::Fine)?,
        None => reporting::print(&report, project, shared.format, &shared.dir)?,
    };
    if arguments.write_baseline.is_none() {
        reporting::print_totals(&report);
    }
    let articles = site_size(&output.renderer.site.size());
    terminal::print_status(format_args!("checked {articles} in {:.2} s", timings.end().as_secs_f64()));
    arguments.timings.print(&timings)?;
    // The process is about to exit; dropping a large site would only keep the writer waiting.
    std::mem::forget((output, cache, fixed));
    Ok(completion)
}

/// The file and the owner of each article.
pub(super) fn articles(site: &Site) -> impl Iterator<Item = (ProjectPath, Option<String>)> {
    site.articles.iter().map(|article| (article.path.clone(), article.meta.owner.clone()))
}
