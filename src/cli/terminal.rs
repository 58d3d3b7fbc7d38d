//! The only module that prints. Results go to standard output, and so do diagnostics in formats for programs;
//! everything else goes to standard error, so that pipes contain only results. Everything goes through [`printable`],
//! so that text from outside cannot control the terminal. `anstream` handles `NO_COLOR`, `CLICOLOR_FORCE` and pipes.

use std::fmt;
use std::io::{self, ErrorKind, IsTerminal as _, Write};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};

use crate::printable;
use crate::report::style::{DEFAULT_EMPHASIS_STYLE, DEFAULT_ERROR_STYLE, DEFAULT_HELP_STYLE, DEFAULT_TERM_WIDTH};
use crate::report::{ReportFormat, ReportLook};

/// How a command ended if the system did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Completion {
    /// No errors.
    Fine,
    /// The content has errors.
    Problems,
}

/// A failure of the system, or a request that cannot be met.
#[derive(Debug)]
pub(super) struct Failure {
    /// What happened; lower case, no full stop.
    pub message: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

impl Failure {
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }

    /// A file or folder that could not be accessed. `doing` is a verb, such as `read`.
    pub fn io(path: &std::path::Path, doing: &str, error: &io::Error) -> Self {
        let hint = match error.kind() {
            ErrorKind::PermissionDenied => "check who owns it and who may write there",
            ErrorKind::StorageFull => "free some space, then run the command again",
            _ => "",
        };
        Self::new(format!("cannot {doing} `{}`: {error}", path.display()), hint)
    }
}

/// Exit code for a [`Failure`].
const FAILED: u8 = 2;

/// How long a job must run before its progress is shown.
const PROGRESS_DELAY: Duration = Duration::from_millis(400);

/// Minimum time between two updates: short enough to look alive, long enough to cost nothing.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// Prints a result on standard output. A closed pipe is not a failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    match stdout.write_all(printable::page(text).as_bytes()).and_then(|()| stdout.flush()) {
        // The reader of the pipe has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!("cannot write to standard output: {error}"), "")),
        Ok(()) => Ok(()),
    }
}

/// Prints a text on standard error, and ignores failures.
pub(super) fn print_message(text: &str) {
    write_error(&printable::page(text));
}

/// An argument as it can be typed in a shell: in quotes if it needs them.
pub(super) fn argument(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/\\.:_-+@%,".contains(letter);
    match () {
        () if !text.is_empty() && text.chars().all(is_plain) => text.to_owned(),
        () if !text.contains(['"', '$', '`', '\\', '!']) => format!("\"{text}\""),
        () => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

/// Prints a one-line message on standard error. Line breaks in quoted text become spaces.
pub(super) fn print_status(line: impl fmt::Display) {
    write_error(&format!("{}\n", printable::line(&line.to_string())));
}

fn write_error(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// The look of a report, based on the terminal that it goes to. `prefix` is the project folder for services.
pub(super) fn look(format: ReportFormat, prefix: String) -> ReportLook {
    let choice = match format {
        ReportFormat::Full => AutoStream::choice(&io::stderr()),
        _ => AutoStream::choice(&io::stdout()),
    };
    let width = terminal_size::terminal_size_of(io::stderr()).map_or(DEFAULT_TERM_WIDTH, |(width, _)| width.0.into());
    ReportLook { format, color: choice != ColorChoice::Never, width, prefix }
}

/// Prints a usage error or a help text, and returns the exit code.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    // Help goes to standard output, where a closed pipe is not a failure.
    let text = error.render().ansi().to_string();
    if error.use_stderr() {
        print_message(&text);
    } else {
        let _ = print(&text);
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILED))
}

/// Prints the failure, if there is one, and returns the exit code.
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

/// A line that counts up while a long job runs, on terminals only.
pub(super) struct ProgressLine {
    started: Instant,
    /// When the line was last drawn; `None` without a terminal.
    drawn: Option<Mutex<Instant>>,
}

impl ProgressLine {
    pub fn start() -> Self {
        let now = Instant::now();
        Self { started: now, drawn: io::stderr().is_terminal().then(|| Mutex::new(now)) }
    }

    /// Updates the counts. May be called from any thread.
    pub fn show(&self, done: usize, total: usize) {
        self.draw(|| format!("writing {done} of {total} files"));
    }

    /// Draws a text. May be called from any thread.
    pub fn draw(&self, text: impl FnOnce() -> String) {
        // Another thread is drawing, so there is no need to.
        let Some(Ok(mut drawn)) = self.drawn.as_ref().map(Mutex::try_lock) else { return };
        if self.started.elapsed() >= PROGRESS_DELAY && drawn.elapsed() >= PROGRESS_INTERVAL {
            *drawn = Instant::now();
            write_error(&format!("\r\u{1b}[2K{}", text()));
        }
    }

    /// Removes the line from the terminal.
    pub fn end(self) {
        if self.drawn.is_some() && self.started.elapsed() >= PROGRESS_DELAY {
            write_error("\r\u{1b}[2K");
        }
    }
}
