//! How long the stages of a command take, as a table and as a trace for viewers of flame graphs.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use super::terminal::{self, Failure};

/// Whether to show the stages.
#[derive(Args)]
pub(super) struct TimingsArguments {
    /// Print how long each stage took
    #[arg(long)]
    timings: bool,
    /// Write how long each stage took to a file, for Perfetto, Speedscope or Chromium
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
}

impl TimingsArguments {
    /// Prints or writes the stages, as the arguments say.
    pub fn print(&self, timings: &Timings) -> Result<(), Failure> {
        if self.timings {
            terminal::print_message(&timings.to_string());
        }
        self.trace.as_ref().map_or(Ok(()), |file| timings.write_trace(file))
    }
}

/// The stages so far. Each ends where the next one begins.
pub(super) struct Timings {
    started: Instant,
    stages: Vec<TimedStage>,
}

/// A stage, which begins and ends this long after the start of the program.
struct TimedStage {
    name: &'static str,
    begin: Duration,
    end: Duration,
}

impl Timings {
    /// Begins with the first stage.
    pub fn start(name: &'static str) -> Self {
        let begin = Duration::ZERO;
        Self { started: Instant::now(), stages: vec![TimedStage { name, begin, end: begin }] }
    }

    /// Ends the present stage, and begins the next one.
    pub fn begin(&mut self, name: &'static str) {
        let begin = self.end();
        self.stages.push(TimedStage { name, begin, end: begin });
    }

    /// Ends the present stage. Returns how much time has passed since the start.
    pub fn end(&mut self) -> Duration {
        let now = self.started.elapsed();
        if let Some(stage) = self.stages.last_mut() {
            stage.end = now;
        }
        now
    }

    /// Writes the stages in the Trace Event Format, which Perfetto, Speedscope and the tools of Chromium open.
    fn write_trace(&self, file: &Path) -> Result<(), Failure> {
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let event = |stage: &TimedStage| {
            let duration = micros(stage.end) - micros(stage.begin);
            json!({ "name": stage.name, "ph": "X", "ts": micros(stage.begin), "dur": duration, "pid": 1, "tid": 1 })
        };
        let events: Vec<_> = self.stages.iter().map(event).collect();
        fs::write(file, format!("{}\n", json!({ "traceEvents": events }))).map_err(|error| {
            let message = format!("cannot write `{}`: {error}", file.display());
            Failure::new(message, "choose a file in a folder that exists")
        })
    }
}

impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.stages.last().map_or(0.0, |stage| stage.end.as_secs_f64());
        let width = self.stages.iter().map(|stage| stage.name.len()).max().unwrap_or_default();
        for stage in &self.stages {
            let time = stage.end.saturating_sub(stage.begin).as_secs_f64();
            let share = if total > 0.0 { time / total * 100.0 } else { 0.0 };
            writeln!(f, "{:width$} {time:9.3} s {share:5.1} %", stage.name)?;
        }
        writeln!(f, "{:width$} {total:9.3} s", "total")
    }
}
