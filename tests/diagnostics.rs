//! Compares each diagnostic code with a fixture: a small project that has the problem, and the report that `check`
//! prints.
//!
//! A fixture is `tests/diagnostics/CODE.txt`, with `-` instead of the code's `/`. Lines such as `-- content/a.md --`
//! divide it into sections, each a file of the project. Other sections describe what a text file cannot contain:
//!
//! - `-- hex PATH --`: a file's bytes in hexadecimal digits;
//! - `-- N times PATH --`: a file that repeats the section N times;
//! - `-- symlink PATH -> TARGET --`: a symbolic link;
//! - `-- git --`: shell commands, run in the project's folder after all files are written.
//!
//! In a path, `\xFF` is a byte. The last section, `-- expected --`, is the complete report. To accept changed reports,
//! run `SNAPSHOTS=overwrite cargo test --test diagnostics` and review the diff.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use answerbook::codes::{self, Code};
use answerbook::external::{self, ExternalAnswer, ExternalLinks};
use answerbook::load::{self, LoadOptions};
use answerbook::output::manifest::BuildManifest;
use answerbook::report::{self, ReportFormat, ReportLook, ReportRules};
use answerbook::{output, pipeline};
use jiff::civil::date;
use rayon::prelude::*;
use snapbox::{Assert, Data};
use support::fixture::Fixture;

/// The section that contains the report.
const EXPECTED: &str = "-- expected --\n";

/// Width of the reports, the same as without a terminal.
const WIDTH: usize = 140;

#[test]
fn every_code_has_a_fixture() {
    let known: BTreeSet<String> = codes::ALL.iter().map(|(code, ..)| file_name(*code)).collect();
    let found: BTreeSet<String> = fs::read_dir(folder())
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("a fixture").file_name().to_string_lossy().into_owned())
        .collect();
    let missing: Vec<&String> = known.difference(&found).collect();
    let unused: Vec<&String> = found.difference(&known).collect();
    assert!(missing.is_empty(), "codes without a fixture: {missing:?}");
    assert!(unused.is_empty(), "fixtures without a code: {unused:?}");
}

#[test]
fn every_problem_is_reported_as_expected() {
    let faults: Vec<String> = codes::ALL.par_iter().filter_map(|(code, ..)| fault(*code)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_report_shows_a_way_out() {
    for (code, ..) in codes::ALL {
        let text = fs::read_to_string(folder().join(file_name(*code))).expect("a fixture");
        let reports = text.split_once(EXPECTED).map_or("", |(_, reports)| reports);
        for report in reports.split("\n\n") {
            let is_report = ["error[", "warning[", "note["].iter().any(|start| report.starts_with(start));
            let shows_way = report.contains("help:") || report.contains("^ expected ");
            assert!(!is_report || shows_way, "{code:?} leaves its writer alone:\n{report}");
        }
    }
}

/// What is wrong with a code's fixture or its report.
fn fault(code: Code) -> Option<String> {
    let path = folder().join(file_name(code));
    let text = fs::read_to_string(&path).ok()?.replace("\r\n", "\n");
    let (project, expected) = text.split_once(EXPECTED).unwrap_or((&text, ""));
    let fixture = Fixture::parse(project);
    if !fixture.fits_this_system() {
        return None;
    }
    let report = reported(&fixture, code);
    if report != expected && std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
        fs::write(&path, format!("{project}{EXPECTED}{report}")).expect("a writable fixture");
    } else if report != expected {
        let compared =
            Assert::new().try_eq(Some(&file_name(code)), Data::text(report), Data::text(expected.to_owned()).raw());
        return compared.err().map(|difference| difference.to_string());
    }
    let shown = format!("[{}]", code.0);
    (!report.contains(&shown)).then(|| format!("{}: `{}` is not reported", file_name(code), code.0))
}

/// The report of `answerbook check` on a fixture's project.
fn reported(fixture: &Fixture, code: Code) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fixture.write(folder.path());
    let options = LoadOptions {
        date: date(2026, 11, 22),
        drafts: false,
        edition: (code == codes::ACCESS_UNKNOWN_EDITION).then(|| "staff".to_owned()),
        base_url: None,
        out: None,
    };
    let loaded = load::load(folder.path(), &options).expect("a readable project");
    let mut diagnostics = loaded.diagnostics;
    let site = pipeline::build(Arc::new(loaded.project)).unpack(&mut diagnostics);
    diagnostics.extend(site.render_all());
    diagnostics.extend(site.check_site());
    if code.0.starts_with("external/") {
        let links = external::collect(&site);
        diagnostics.extend(external::report(&links, &answers(&links), &|_| None));
    }
    let earlier = BuildManifest::read(&folder.path().join("public"));
    diagnostics.extend(earlier.iter().flat_map(|earlier| output::lost_addresses(earlier, &site)));
    let project = &site.renderer.project;
    let mut severities = project.config.diagnostics.clone();
    if code != codes::CONFIG_NO_BASE_URL {
        severities.by_code.insert(codes::CONFIG_NO_BASE_URL.0.to_owned(), None);
    }
    let report = report::collect(diagnostics, &project.sources, &ReportRules::new(&severities, false));
    let look = ReportLook { format: ReportFormat::Full, color: false, width: WIDTH, prefix: String::new() };
    report::render(&report, &project.sources, &look)
}

/// What servers say about links, by the names of their hosts.
fn answers(links: &ExternalLinks) -> BTreeMap<String, ExternalAnswer> {
    let answer = |url: &String| {
        let answer = match url {
            url if url.contains("gone.") => ExternalAnswer::Gone("the server answers with status 404".to_owned()),
            url if url.contains("slow.") => ExternalAnswer::Unknown("the server took too long to respond".to_owned()),
            url if url.contains("old.") => ExternalAnswer::There { moved_to: Some(url.replace("old.", "new.")) },
            _ => ExternalAnswer::There { moved_to: None },
        };
        (url.clone(), answer)
    };
    links.links.keys().map(answer).collect()
}

fn file_name(code: Code) -> String {
    format!("{}.txt", code.0.replace('/', "-"))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}
