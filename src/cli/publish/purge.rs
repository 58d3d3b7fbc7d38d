//! Runs the command that drops changed pages from caches.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::publish::address;

/// Runs a command in the system's shell, with the address of each path on a line of its standard input.
pub(super) fn run(command: &str, base: &str, paths: &[String]) -> Result<(), String> {
    let mut lines: Vec<String> = paths.iter().map(|path| address(base, path) + "\n").collect();
    lines.sort();
    let shell = if cfg!(windows) { ["cmd", "/C"] } else { ["sh", "-c"] };
    let mut process = Command::new(shell[0]);
    process.args([shell[1], command]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut process = process.spawn().map_err(|error| format!("cannot start it: {error}"))?;
    if let Some(mut input) = process.stdin.take() {
        // A command that does not read all of them decides by its exit code.
        let _ = input.write_all(lines.concat().as_bytes());
    }
    let status = process.wait().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(status.to_string()) }
}
