//! The only place that prints. Results go to standard output; diagnostics, progress and closing lines to standard error,
//! so that a pipe carries nothing else. Whatever is printed passes [`printable`], so that no text from outside steers the
//! terminal. `NO_COLOR`, `CLICOLOR_FORCE` and pipes are respected by `anstream`.

use std::fmt;
use std::io::{self, ErrorKind, IsTerminal as _, Write};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};

use crate::printable;
use crate::report::style::{DEFAULT_EMPHASIS_STYLE, DEFAULT_ERROR_STYLE, DEFAULT_HELP_STYLE, DEFAULT_TERM_WIDTH};
use crate::report::{ReportFormat, ReportLook};

/// How a verb ended that the machine let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Completion {
    /// Nothing to complain about.
    Fine,
    /// The content has errors.
    Problems,
}

/// The machine failed, or was asked for something it does not have.
#[derive(Debug)]
pub(super) struct Failure {
    /// What happened; lower case, no full stop.
    pub message: String,
    /// The way out; may be empty.
    pub hint: String,
}

impl Failure {
    /// A failure with a way out.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }

    /// A failed access to a file or folder.
    pub fn io(path: &std::path::Path, doing: &str, error: &io::Error) -> Self {
        let hint = match error.kind() {
            ErrorKind::PermissionDenied => "check who owns it and who may write there",
            ErrorKind::StorageFull => "free some space, then run the command again",
            _ => "",
        };
        Self::new(format!("cannot {doing} `{}`: {error}", path.display()), hint)
    }
}

/// Exit code for a machine that failed.
const FAILED: u8 = 2;

/// How long a job runs before its progress is worth showing.
const PROGRESS_DELAY: Duration = Duration::from_millis(400);

/// How often progress is shown: often enough to look alive, seldom enough to cost nothing.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// Prints a result on standard output.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    match stdout.write_all(printable::page(text).as_bytes()).and_then(|()| stdout.flush()) {
        // Whoever read the pipe has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!("cannot write to standard output: {error}"), "")),
        Ok(()) => Ok(()),
    }
}

/// Prints a text on standard error, where nobody may be listening.
pub(super) fn print_message(text: &str) {
    write_error(&printable::page(text));
}

/// Prints a message of one line on standard error, whatever is quoted in it.
pub(super) fn tell_line(line: impl fmt::Display) {
    write_error(&format!("{}\n", printable::line(&line.to_string())));
}

fn write_error(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// How reports look where they go: standard output for machines, standard error for people.
pub(super) fn look(format: ReportFormat) -> ReportLook {
    let color = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
    let width = terminal_size::terminal_size_of(io::stderr()).map_or(DEFAULT_TERM_WIDTH, |(width, _)| width.0.into());
    ReportLook { format, color, width }
}

/// Prints a usage error or a help text, and tells the exit code.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    // Help goes to standard output, and a closed pipe there is no failure.
    let text = error.render().ansi().to_string();
    if error.use_stderr() {
        print_message(&text);
    } else {
        let _ = print(&text);
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILED))
}

/// Prints what failed, if anything did, and tells the exit code.
pub(super) fn end(end: Result<Completion, Failure>) -> ExitCode {
    match end {
        Ok(Completion::Fine) => ExitCode::SUCCESS,
        Ok(Completion::Problems) => ExitCode::FAILURE,
        Err(Failure { message, hint }) => {
            let (error, bold, help) = (DEFAULT_ERROR_STYLE, DEFAULT_EMPHASIS_STYLE, DEFAULT_HELP_STYLE);
            print_message(&format!("{error}error{error:#}{bold}: {}{bold:#}\n", printable::line(&message)));
            if !hint.is_empty() {
                print_message(&format!("  {help}help{help:#}: {}\n", printable::line(&hint)));
            }
            ExitCode::from(FAILED)
        }
    }
}

/// One line that counts up while a long job runs, on terminals only.
pub(super) struct ProgressLine {
    started: Instant,
    /// When the line was last drawn; `None` where there is no terminal.
    drawn: Option<Mutex<Instant>>,
}

impl ProgressLine {
    /// Progress that starts now.
    pub fn start() -> Self {
        let now = Instant::now();
        Self { started: now, drawn: io::stderr().is_terminal().then(|| Mutex::new(now)) }
    }

    /// Counts; may be called from many threads.
    pub fn show(&self, done: usize, total: usize) {
        // A thread that finds another one drawing has nothing to add.
        let Some(Ok(mut drawn)) = self.drawn.as_ref().map(Mutex::try_lock) else { return };
        if self.started.elapsed() >= PROGRESS_DELAY && drawn.elapsed() >= PROGRESS_INTERVAL {
            *drawn = Instant::now();
            write_error(&format!("\r\u{1b}[2Kwriting {done} of {total} files"));
        }
    }

    /// Removes the line.
    pub fn end(self) {
        if self.drawn.is_some() && self.started.elapsed() >= PROGRESS_DELAY {
            write_error("\r\u{1b}[2K");
        }
    }
}
