//! `answerbook schema`: the configuration file, told to editors; events, told to other receivers.

use clap::Args;

use super::terminal::{self, Completion, Failure};
use crate::{config, events};

/// Print the JSON Schema of `answerbook.toml`, or of events
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SchemaArguments {
    /// Which schema
    #[arg(value_enum, default_value_t)]
    of: SchemaName,
}

/// What has a schema.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
enum SchemaName {
    /// The configuration file
    #[default]
    Config,
    /// An event, one line per event
    Events,
}

const EXAMPLES: &str = "\
Examples:
  answerbook schema > answerbook.schema.json

Editors with a TOML language server then complete and check the configuration if its first line is
  #:schema ./answerbook.schema.json";

/// Prints it.
pub(super) fn run(arguments: &SchemaArguments) -> Result<Completion, Failure> {
    let schema = match arguments.of {
        SchemaName::Config => config::json_schema(),
        SchemaName::Events => events::json_schema(),
    };
    terminal::print(&schema).map(|()| Completion::Fine)
}
