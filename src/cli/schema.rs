//! `answerbook schema`: prints the JSON Schema of the configuration file, for editors, or of events, for other
//! receivers. The schemas are generated in [`crate::config`] and [`crate::events`].

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

/// The formats that have a schema.
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

pub(super) fn run(arguments: &SchemaArguments) -> Result<Completion, Failure> {
    let schema = match arguments.of {
        SchemaName::Config => config::json_schema(),
        SchemaName::Events => events::json_schema(),
    };
    terminal::print(&schema).map(|()| Completion::Fine)
}
