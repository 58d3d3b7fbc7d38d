//! The entrance: parse, run, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    answerbook::cli::run(std::env::args_os())
}
