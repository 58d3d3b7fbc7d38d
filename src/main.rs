//! The program's entry point: runs the command line and returns its exit code. Everything else is in the library.

use std::process::ExitCode;

/// A build allocates millions of small texts on all cores at once, which takes 10 % longer with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    answerbook::cli::run(std::env::args_os())
}
