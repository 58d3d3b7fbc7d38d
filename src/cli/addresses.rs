//! `answerbook addresses`: reads from git where old addresses lead, and keeps `addresses.toml` up to date.

mod text;
mod update;
mod versions;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::project::{OUT, today};
use super::reporting::ListFormat;
use super::terminal::{self, Completion, Failure};
use crate::address_history::{self, AddressHistory, AddressHistoryError};
use crate::addresses::{self, AddressFate, AddressFile, AnchoredAddress};
use crate::config::Config;
use crate::load;
use crate::path::ProjectPath;
use crate::report::{self, ReportFormat, ReportRules};
use crate::source::{SourceId, Sources};

/// Keep old addresses alive: find out from git where pages and headings are now
#[derive(Args)]
#[command(after_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true, disable_help_subcommand = true)]
pub(super) struct AddressesArguments {
    #[command(subcommand)]
    verb: AddressesVerb,
}

const EXAMPLES: &str = "\
Examples:
  answerbook addresses update             add to `addresses.toml` what moved since the last time
  answerbook addresses update --locked    fail if `addresses.toml` is out of date, for CI
  answerbook addresses list               every old address, and where it leads
  answerbook addresses why /old/#part     what became of an address, and which commit did it";

#[derive(Subcommand)]
enum AddressesVerb {
    Update(update::UpdateArguments),
    List(AddressListArguments),
    Why(WhyArguments),
}

/// List old addresses and where they lead
#[derive(Args)]
struct AddressListArguments {
    /// Folder of the help center
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// How to print the list
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
}

/// Explain what became of an address
#[derive(Args)]
struct WhyArguments {
    /// The address, such as `/old/#part`
    #[arg(value_parser = parse_address)]
    address: AnchoredAddress,
    /// Folder of the help center
    #[arg(default_value = ".")]
    dir: PathBuf,
}

fn parse_address(text: &str) -> Result<AnchoredAddress, String> {
    let local = text.split_once("://").map_or(text, |(_, rest)| rest.find('/').map_or("/", |slash| &rest[slash..]));
    AnchoredAddress::parse(local).ok_or_else(|| "an address starts with `/`".to_owned())
}

pub(super) fn run(arguments: &AddressesArguments) -> Result<Completion, Failure> {
    match &arguments.verb {
        AddressesVerb::Update(arguments) => update::run(arguments),
        AddressesVerb::List(arguments) => {
            let file = OldAddressFile::read(&load_root(&arguments.dir)?)?;
            for (address, entry) in &file.file.entries {
                terminal::print(&text::entry(address, entry, arguments.format == ListFormat::Json))?;
            }
            Ok(file.completion)
        }
        AddressesVerb::Why(arguments) => why(arguments),
    }
}

fn why(WhyArguments { address, dir }: &WhyArguments) -> Result<Completion, Failure> {
    let root = load_root(dir)?;
    let OldAddressFile { file, .. } = OldAddressFile::read(&root)?;
    let history = history(&root)?;
    terminal::print(&text::explanation(address, &history, file.entries.get(address)))?;
    let is_known = history.answer(address).is_some() || file.entries.contains_key(address);
    Ok(if is_known { Completion::Fine } else { Completion::Problems })
}

fn load_root(dir: &Path) -> Result<PathBuf, Failure> {
    load::find(dir).map_err(|error| Failure::new(error.to_string(), error.hint()))
}

/// The history of the project in `root`, up to the work tree.
fn history(root: &Path) -> Result<AddressHistory, Failure> {
    address_history::read(root, today()?, Some(&root.join(OUT))).map_err(|error| match error {
        AddressHistoryError::NoRepository => Failure::new(
            "this folder is not in a git repository with a commit",
            "run it in a clone of the repository, or write `addresses.toml` by hand",
        ),
        AddressHistoryError::Git(error) => {
            Failure::new(format!("the history cannot be read: {error}"), "fetch it: `git fetch --refetch`")
        }
    })
}

/// `addresses.toml` as it is.
struct OldAddressFile {
    path: PathBuf,
    text: String,
    file: AddressFile,
    source: SourceId,
    /// Whether it can be read.
    completion: Completion,
}

impl OldAddressFile {
    /// Reads the file, and prints what is wrong with it.
    fn read(root: &Path) -> Result<Self, Failure> {
        let path = root.join(addresses::FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Failure::io(&path, "read", &error)),
        };
        let mut sources = Sources::default();
        let source = sources.add(ProjectPath::new(addresses::FILE), text.as_str());
        let mut diagnostics = Vec::new();
        let file = addresses::parse(source, &text).unpack(&mut diagnostics);
        let completion = if diagnostics.is_empty() { Completion::Fine } else { Completion::Problems };
        let severities = Config::default().diagnostics;
        let rules = ReportRules::new(&severities, false);
        let report = report::collect_some(diagnostics, &sources, &rules);
        let look = terminal::look(ReportFormat::Full, String::new());
        terminal::print_message(&report::render(&report, &sources, &look));
        Ok(Self { path, text, file, source, completion })
    }
}

/// Where an entry leads; `None` if it is gone.
fn target(fate: &AddressFate) -> Option<&str> {
    match fate {
        AddressFate::Moved(to) => Some(&to.value),
        AddressFate::Gone { .. } => None,
    }
}
