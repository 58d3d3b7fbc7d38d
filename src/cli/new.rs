//! `answerbook new`: creates a small help center, or an article in one (`article.rs`). A help center needs a new or
//! empty folder, and files are never overwritten.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::article;
use super::create::{create, title};
use super::terminal::{self, Completion, Failure};
use crate::report::plural;

/// Create a help center, or an article in one
#[derive(Args)]
#[command(
    after_help = EXAMPLES,
    arg_required_else_help = true,
    // Allows `answerbook new help`: it is the most likely name for the folder.
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
pub(super) struct NewArguments {
    #[command(subcommand)]
    what: Option<NewVerb>,
    /// Folder for the help center; must be empty if it exists
    #[arg(required = true)]
    dir: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  answerbook new help                                           a help center in the folder `help`
  answerbook new article billing/refunds.md --type guide        an article in this help center";

#[derive(Subcommand)]
enum NewVerb {
    Article(article::ArticleArguments),
}

/// Path and content of each file in a new help center.
const STARTER: &[(&str, &str)] = &[
    ("answerbook.toml", include_str!("starter/answerbook.toml")),
    (".gitignore", include_str!("starter/gitignore")),
    ("content/index.md", include_str!("starter/content/index.md")),
    ("content/getting-started/index.md", include_str!("starter/content/getting-started/index.md")),
    ("content/getting-started/faq.md", include_str!("starter/content/getting-started/faq.md")),
    ("content/getting-started/first-steps.md", include_str!("starter/content/getting-started/first-steps.md")),
];

pub(super) fn run(arguments: &NewArguments) -> Result<Completion, Failure> {
    match (&arguments.what, &arguments.dir) {
        (Some(NewVerb::Article(arguments)), _) => article::run(arguments),
        (None, Some(dir)) => site(dir),
        (None, None) => Err(Failure::new("no folder was given", "run `answerbook new DIR`")),
    }
}

fn site(dir: &Path) -> Result<Completion, Failure> {
    if let Some(found) = first_file(dir)? {
        let message = format!("the folder `{}` is not empty: it contains `{found}`", dir.display());
        return Err(Failure::new(message, "choose a folder that is empty or does not exist"));
    }
    fs::create_dir_all(dir).map_err(|error| Failure::io(dir, "create", &error))?;
    let name = dir.canonicalize().ok().and_then(|dir| Some(dir.file_name()?.to_string_lossy().into_owned()));
    let title = title(&name.unwrap_or_default());
    // A JSON string is also a valid TOML string.
    let quoted = serde_json::Value::from(title).to_string();
    for (path, text) in STARTER {
        create(&dir.join(path), &text.replace("\"TITLE\"", &quoted))?;
    }
    let files = plural(STARTER.len(), "file");
    let shown = dir.display();
    let argument = terminal::argument(&shown.to_string());
    terminal::print_status(format_args!("created {files} in `{shown}`; to preview, run `answerbook serve {argument}`"));
    Ok(Completion::Fine)
}

/// The first file name in the folder; `None` if the folder is empty or missing. A new git repository counts as empty.
fn first_file(dir: &Path) -> Result<Option<String>, Failure> {
    match fs::read_dir(dir) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Err(Failure::new(
            format!("`{}` is a file", dir.display()),
            "choose a folder that is empty or does not exist",
        )),
        Err(error) => Err(Failure::io(dir, "read", &error)),
        Ok(entries) => {
            let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
            Ok(names.filter(|name| name != ".git").min())
        }
    }
}
