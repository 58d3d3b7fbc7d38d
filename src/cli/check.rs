//! `answerbook check`: reports every problem that `build` would find. Builds the whole site in memory, renders the
//! pages that could fail, and writes nothing but a baseline or the fixed files, if asked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::cache::{CacheArguments, CachedRecord};
use super::external::{self, ExternalArguments};
use super::fix;
use super::project::{ProjectArguments, site_size};
use super::reporting::{self, BaselineArgument};
use super::terminal::{self, Completion, Failure};
use super::timings::{Timings, TimingsArguments};
use crate::beneath;
use crate::fixes;
use crate::output;
use crate::output::build_record::CheckRecord;
use crate::output::manifest::{self, BuildManifest};
use crate::path::ProjectPath;
use crate::pipeline::{self, BuildCache};
use crate::project::Project;
use crate::report::{self, Baseline, DiagnosticSelector, Report, ReportRules};
use crate::site::{Site, SiteSize};

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
    cache: CacheArguments,
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
    let CheckArguments { project: shared, owner, .. } = arguments;
    let baseline = arguments.baseline.read()?;
    let out = shared.dir.join(shared.default_out());
    let loaded = shared.load(&out)?;
    let project = Arc::new(loaded.project);
    let cached = arguments.cached_record(&project, &out, &mut timings);
    let record = cached.as_ref().and_then(CachedRecord::read::<CheckRecord>).filter(|record| record.fits(&project));
    if let Some(record) = record {
        timings.begin("report");
        let diagnostics = [loaded.diagnostics, record.of_project, record.of_build].concat();
        let report =
            report::collect(diagnostics, &project.sources, &arguments.rules(&project, baseline.as_ref(), None));
        return arguments.end(&report, &project, &record.size, timings);
    }
    let cache = BuildCache::default();
    let mut of_project = loaded.diagnostics;
    let count_of_load = of_project.len();
    let mut of_build = Vec::new();
    let mut begin = |stage| timings.begin(stage);
    let output = pipeline::rebuild_in_stages(Arc::clone(&project), &cache, &mut begin).unpack(&mut of_build);
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
    let size = output.renderer.site.size();
    if let Some(cached) = cached {
        let of_project = of_project[count_of_load..].to_vec();
        cached.keep(Some(CheckRecord { of_project, of_build: of_build.clone(), size }));
    }
    let owned =
        owner.as_ref().map(|owner| reporting::files_of_owner(owner, owned_files(&output.renderer.site))).transpose()?;
    let rules = arguments.rules(&project, baseline.as_ref(), owned.as_ref());
    let mut fixed = None;
    if arguments.fix || arguments.diff {
        let all = [&of_project[..], &of_build[..]].concat();
        let report = report::collect(all, &project.sources, &rules);
        let prepared = fix::prepare(&report, &project, &cache, &of_build);
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
    let after = fixed.as_ref().unwrap_or(&project);
    let report = report::collect(of_project, &after.sources, &rules);
    let completion = arguments.end(&report, after, &size, timings)?;
    // The process is about to exit; dropping a large site would only keep the writer waiting.
    std::mem::forget((output, cache, fixed));
    Ok(completion)
}

impl CheckArguments {
    /// The record of this check; `None` if its result depends on more than the project, or is more than a report.
    fn cached_record(&self, project: &Project, out: &Path, timings: &mut Timings) -> Option<CachedRecord> {
        if self.external.is_asked_for() || self.owner.is_some() || self.fix || self.diff {
            return None;
        }
        let cache = self.cache.folder(project)?;
        timings.begin("cache");
        // Lost addresses come from it.
        let earlier = beneath::read(out, manifest::NAME).unwrap_or_default();
        Some(CachedRecord::new(cache, "check", project, out).depending_on(&earlier))
    }

    fn rules<'r>(
        &'r self,
        project: &'r Project,
        baseline: Option<&'r Baseline>,
        files: Option<&'r BTreeSet<ProjectPath>>,
    ) -> ReportRules<'r> {
        let mut rules = ReportRules::new(&project.config.diagnostics, self.project.deny_warnings);
        (rules.baseline, rules.files) = (baseline, files);
        (rules.only, rules.skip) = (&self.only, &self.skip);
        rules
    }

    /// Prints the report, or writes the baseline.
    fn end(
        &self,
        report: &Report,
        project: &Project,
        size: &SiteSize,
        mut timings: Timings,
    ) -> Result<Completion, Failure> {
        let completion = match &self.write_baseline {
            Some(path) => reporting::write_baseline(report, path).map(|()| Completion::Fine)?,
            None => reporting::print(report, project, self.project.format, &self.project.dir)?,
        };
        if self.write_baseline.is_none() {
            reporting::print_totals(report);
        }
        let elapsed = timings.end().as_secs_f64();
        terminal::print_status(format_args!("checked {} in {elapsed:.2} s", site_size(size)));
        self.timings.print(&timings)?;
        Ok(completion)
    }
}

/// The file and the owner of each article.
pub(super) fn owned_files(site: &Site) -> impl Iterator<Item = (ProjectPath, Option<String>)> {
    site.articles.iter().map(|article| (article.path.clone(), article.meta.owner.clone()))
}
