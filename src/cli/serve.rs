//! `answerbook serve`: previews the site on this machine and shows each change once it is saved. Starts the preview,
//! prints its diagnostics, and opens the browser. The server is in [`crate::serve`].

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use clap::Args;

use super::project::{ProjectArguments, site_size};
use super::terminal::{self, Completion, Failure};
use crate::load;
use crate::report::{self, DiagnosticGroup, Report, ReportFormat, plural};
use crate::serve::allowed_hosts::AllowedHosts;
use crate::serve::problems::Editor;
use crate::serve::watcher::WatchMode;
use crate::serve::{FinishedBuild, Preview, PreviewEvent, PreviewSettings};

/// Preview the site in a browser, and see each change as soon as you save it
///
/// Pages are rendered when the browser requests them. Nothing is written to disk.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ServeArguments {
    #[command(flatten)]
    project: ProjectArguments,
    /// Port to listen on; 0 picks any free port [default: the first free port from 4000]
    #[arg(short, long)]
    port: Option<u16>,
    /// Address to listen on; with anything but loopback, others in your network can read the site
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Open the site in your browser
    #[arg(long)]
    open: bool,
    /// Look for changes twice a second, for folders where the system does not report them (network folders, containers)
    #[arg(long)]
    poll: bool,
    /// Also answer requests for this host name; names other than `localhost` are refused
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Address that opens a file in your editor, with `{path}`, `{line}` and `{column}` [default: `ANSWERBOOK_EDITOR`,
    /// else guessed from your editor's name]
    #[arg(long, value_name = "ADDRESS")]
    editor: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  answerbook serve                     the project in this folder, at http://localhost:4000/
  answerbook serve help --drafts       another project, with drafts
  answerbook serve --host 0.0.0.0      for a phone in the same network";

/// Serves the site until interrupted.
pub(super) fn run(arguments: &ServeArguments) -> Result<Completion, Failure> {
    let project = &arguments.project;
    if !matches!(project.format, ReportFormat::Full | ReportFormat::Short | ReportFormat::Json) {
        let hint = "use it with `answerbook check`";
        return Err(Failure::new("a preview reports problems as `full`, `short` or `json`", hint));
    }
    project.use_threads()?;
    load::find(&project.dir).map_err(|error| Failure::new(error.to_string(), error.hint()))?;
    let initial = project.options(&project.dir.join(project.default_out()))?;
    let (date, fallback) = (project.date, initial.clone());
    let options = move || load::LoadOptions {
        // An invalid `SOURCE_DATE_EPOCH` was reported at the start.
        date: date.or_else(|| super::project::today().ok()).unwrap_or(fallback.date),
        ..fallback.clone()
    };
    let printed = Mutex::new(PrintedState::default());
    let format = project.format;
    let settings = PreviewSettings {
        root: project.dir.clone(),
        options: Box::new(options),
        deny_warnings: project.deny_warnings,
        host: arguments.host,
        port: arguments.port,
        hosts: AllowedHosts(arguments.allow_host.clone()),
        mode: if arguments.poll { WatchMode::Poll } else { WatchMode::Watch },
        editor: Editor(arguments.editor.clone().unwrap_or_else(editor)),
        on_event: Box::new(move |event| {
            let mut printed = printed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            printed.print_event(event, format);
        }),
    };
    if !arguments.host.is_loopback() {
        terminal::print_status(
            "warning: everyone in your network can read this preview, including drafts if you show them",
        );
    }
    let preview = Preview::start(settings).map_err(|error| busy(arguments.host, arguments.port, &error))?;
    let address = format!("http://{}{}/", shown(&preview), preview.base_path());
    terminal::print_status(format_args!("serving at {address} (Ctrl-C to stop)"));
    if arguments.open {
        open(&address);
    }
    preview.wait();
    Ok(Completion::Fine)
}

/// The preview's address, as a user would type it.
fn shown(preview: &Preview) -> String {
    let address = preview.address();
    if address.ip().is_unspecified() { format!("localhost:{}", address.port()) } else { address.to_string() }
}

/// What has already been printed, so that a save prints only new problems.
#[derive(Default)]
struct PrintedState {
    /// Hashes of the problems' codes, messages and places.
    causes: Vec<u64>,
    hashes: RandomState,
    failure: String,
    has_built: bool,
}

impl PrintedState {
    fn print_event(&mut self, event: PreviewEvent, format: ReportFormat) {
        match event {
            PreviewEvent::Built(built) => self.built(&built, format),
            PreviewEvent::Unreadable(message, hint) => {
                terminal::print_status(format_args!("error: {message}"));
                terminal::print_status(format_args!("  help: {hint}"));
            }
            PreviewEvent::Failed(diagnostic) if diagnostic.message != self.failure => {
                self.failure.clone_from(&diagnostic.message);
                terminal::print_status(format_args!("error[{}]: {}", diagnostic.code.0, diagnostic.message));
                for help in &diagnostic.help {
                    terminal::print_status(format_args!("  help: {help}"));
                }
            }
            PreviewEvent::Failed(_) => {}
            PreviewEvent::Event(event) => terminal::print_status(format_args!("event: {event}")),
            PreviewEvent::Degraded(why) => terminal::print_status(format_args!("warning: {why}")),
        }
    }

    fn built(&mut self, built: &FinishedBuild, format: ReportFormat) {
        self.failure.clear();
        let took = built.took.as_millis();
        if self.has_built {
            let what = match (built.addresses.as_slice(), built.changed.as_slice()) {
                ([only], _) => only.clone(),
                (_, [only]) => only.to_string(),
                (_, changed) => plural(changed.len(), "file"),
            };
            let held = if built.is_held_back { "; still showing the last working site" } else { "" };
            terminal::print_status(format_args!("{what} in {took} ms{held}"));
        } else {
            terminal::print_status(format_args!("{} in {took} ms", site_size(&built.size)));
        }
        let cause = |group: &DiagnosticGroup| {
            let (diagnostic, place) = (&group.diagnostic, &group.occurrences[0]);
            let start = place.range.map(|(start, _)| start);
            self.hashes.hash_one((diagnostic.code, &diagnostic.message, &place.path, start))
        };
        let causes: Vec<u64> = built.report.groups.iter().map(cause).collect();
        let groups = built.report.groups.iter().zip(&causes);
        let known: HashSet<&u64> = self.causes.iter().collect();
        let new = groups.filter(|(_, cause)| !known.contains(cause)).map(|(group, _)| group.clone());
        let new = Report { groups: new.collect(), ..Report::default() };
        let text = report::render(&new, &built.sources, &terminal::look(format, String::new()));
        match format {
            ReportFormat::Full => terminal::print_message(&text),
            // A closed pipe must not end the preview.
            _ => drop(terminal::print(&text)),
        }
        if self.causes != causes {
            let summary = built.report.summary();
            let summary = if summary.is_empty() { "all problems are fixed" } else { &summary };
            if self.has_built || !causes.is_empty() {
                terminal::print_status(summary);
            }
        }
        self.has_built = true;
        self.causes = causes;
    }
}

/// URL templates that open a file in an editor, by a part of the editor's program name.
const SCHEMES: [(&str, &str); 9] = [
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("codium", "vscodium://file{path}:{line}:{column}"),
    ("code", "vscode://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("subl", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("mate", "txmt://open?url=file://{path}&line={line}&column={column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("storm", "idea://open?file={path}&line={line}&column={column}"),
    ("mvim", "mvim://open?url=file://{path}&line={line}"),
];

/// The URL template for the writer's editor, from the environment.
fn editor() -> String {
    if let Ok(given) = std::env::var("ANSWERBOOK_EDITOR") {
        return given;
    }
    let named = ["TERM_PROGRAM", "VISUAL", "EDITOR"].iter().filter_map(|name| std::env::var(name).ok());
    let named: Vec<String> = named.collect();
    let known = SCHEMES.iter().find(|(name, _)| {
        named.iter().any(|value| Path::new(value).file_name().is_some_and(|file| file.to_string_lossy().contains(name)))
    });
    known.map_or("vscode://file{path}:{line}:{column}", |(_, scheme)| scheme).to_owned()
}

/// Opens the site in the default browser. If that fails, the preview still runs.
fn open(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let started =
        Command::new(program).args(arguments).arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Err(error) = started {
        terminal::print_status(format_args!("warning: cannot open a browser: {error}"));
    }
}

/// The failure for an address that cannot be listened on.
pub(super) fn busy(host: IpAddr, port: Option<u16>, error: &std::io::Error) -> Failure {
    let hint = match error.kind() {
        std::io::ErrorKind::AddrInUse => "choose another port with `--port`; 0 picks any free port",
        std::io::ErrorKind::PermissionDenied => "choose a port above 1023 with `--port`",
        _ => "check `--host` and `--port`",
    };
    let port = port.map_or(String::new(), |port| format!(":{port}"));
    Failure::new(format!("cannot listen on `{host}{port}`: {error}"), hint)
}
