//! `answerbook schema`: the configuration file, told to editors.

use clap::Args;

use super::terminal::{self, End, Failure};
use crate::config;

/// Print the JSON Schema of `answerbook.toml`
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {}

const EXAMPLES: &str = "\
Examples:
  answerbook schema > answerbook.schema.json

Editors with a TOML language server then complete and check the configuration if its first line is
  #:schema ./answerbook.schema.json";

/// Prints it.
pub(super) fn run(_: &Arguments) -> Result<End, Failure> {
    terminal::print(&config::json_schema()).map(|()| End::Fine)
}
