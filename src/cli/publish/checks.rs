//! Whether a built folder may be published: it is whole, has no errors, is up to date, and loses no public address.

use std::path::Path;
use std::sync::Arc;

use super::super::reporting;
use super::super::terminal::{self, Failure};
use crate::diagnostic::Diagnostic;
use crate::load::Loaded;
use crate::output::manifest::{BuildManifest, inputs};
use crate::output::{self, Output};
use crate::pipeline;
use crate::publish::{self, BuiltFolder, BuiltFolderError, TargetState};
use crate::report::{self, ReportFormat, ReportRules, plural};

/// Reads the folder of a build, which must have ended without errors.
pub(super) fn built_folder(out: &Path, is_forced: bool) -> Result<BuiltFolder, Failure> {
    let built = BuiltFolder::read(out).map_err(|error| {
        let hint = match error {
            BuiltFolderError::NoManifest(_) => "build first: `answerbook build`; or name the folder with `--out`",
            BuiltFolderError::Unfinished(_) | BuiltFolderError::Changed { .. } => "build again: `answerbook build`",
        };
        Failure::new(error.to_string(), hint)
    })?;
    if built.errors > 0 && !is_forced {
        let message = format!("the build of `{}` has {}", out.display(), plural(built.errors, "error"));
        return Err(Failure::new(
            message,
            "see them with `answerbook check`, or publish the site as it is with `--force`",
        ));
    }
    Ok(built)
}

/// The project as a site, for its addresses. Fails if the built folder is out of date.
pub(super) fn current_site(loaded: Loaded, built: &BuiltFolder, is_forced: bool) -> Result<Output, Failure> {
    let output = pipeline::build(Arc::new(loaded.project)).value;
    let is_current = built.inputs == inputs(&output);
    let site = &output.renderer.site;
    let articles = site.by_path.iter().map(|(path, id)| (path.as_str(), site.address(*id).as_str()));
    let built_articles = built.site.build.articles.iter().map(|(path, address)| (path.as_str(), address.as_str()));
    // What is public also depends on the date.
    if (is_current && articles.eq(built_articles)) || is_forced {
        return Ok(output);
    }
    let message = format!("`{}` is out of date: the project changed after it was built", built.root.display());
    Err(Failure::new(message, "build again: `answerbook build`"))
}

/// Reports the addresses that are public now and that the new site would lose. Returns whether there are any.
pub(super) fn loses_addresses(
    state: &TargetState,
    built: &BuiltFolder,
    site: Option<&Output>,
    dir: &Path,
) -> Result<bool, Failure> {
    let Some(live) = &state.live else { return Ok(false) };
    let count = if let Some(site) = site {
        report_lost(&live.site.build, site, dir)?
    } else {
        let lost = publish::lost_pages(&live.site, &built.site);
        for address in &lost {
            terminal::print_status(format_args!("`{address}` is public and would lead nowhere"));
        }
        lost.len()
    };
    if count == 0 {
        return Ok(false);
    }
    let addresses = if count == 1 { "1 address".to_owned() } else { format!("{count} addresses") };
    terminal::print_status(format_args!(
        "nothing was published: {addresses} would be lost; `--allow-lost-addresses` publishes all the same"
    ));
    Ok(true)
}

/// Prints the lost addresses with their ways out. Returns how many there are.
fn report_lost(live: &BuildManifest, site: &Output, dir: &Path) -> Result<usize, Failure> {
    let lost: Vec<Diagnostic> = output::lost_addresses(live, site);
    let project = &site.renderer.project;
    let rules = ReportRules::new(&project.config.diagnostics, true);
    let report = report::collect(lost, &project.sources, &rules);
    reporting::print(&report, project, ReportFormat::Full, dir)?;
    Ok(report.groups.len())
}
