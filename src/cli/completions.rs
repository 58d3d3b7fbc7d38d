//! `answerbook completions`: prints a shell's completion script. The script is generated from the argument definitions.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::Cli;
use super::terminal::{self, Completion, Failure};

/// Print completions for a shell
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CompletionsArguments {
    /// Shell
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  answerbook completions bash > ~/.local/share/bash-completion/completions/answerbook
  answerbook completions zsh > ~/.zfunc/_answerbook
  answerbook completions fish > ~/.config/fish/completions/answerbook.fish";

pub(super) fn run(arguments: &CompletionsArguments) -> Result<Completion, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "answerbook", &mut script);
    terminal::print(&String::from_utf8_lossy(&script)).map(|()| Completion::Fine)
}
