//! The entrance: parse, run, exit.

use std::process::ExitCode;

/// A build makes and drops millions of small texts on all cores at once; the system's allocator is a tenth slower at it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    answerbook::cli::run(std::env::args_os())
}
