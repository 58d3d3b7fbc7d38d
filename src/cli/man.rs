//! `answerbook man`: writes the manual pages of all commands, for packagers. The pages are generated from the argument
//! definitions.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};

use super::Cli;
use super::terminal::{Completion, Failure};

/// Write a manual page for each command
#[derive(Args)]
pub(super) struct Arguments {
    /// Folder for the pages, created if missing
    folder: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<Completion, Failure> {
    let folder = &arguments.folder;
    let written = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
    written.map(|()| Completion::Fine).map_err(|error| Failure::io(folder, "write manual pages to", &error))
}
