//! The command line, with one file per command.
//!
//! Only this module reads the environment and the current date, and only [`terminal`] prints. A command returns a
//! [`terminal::Completion`], or a [`terminal::Failure`] if the system failed. Both determine the exit code.

mod addresses;
mod article;
mod build;
mod cache;
mod check;
mod collect;
mod completions;
mod create;
mod diff;
mod edited_files;
mod external;
mod fix;
mod import;
mod insights;
mod man;
mod mv;
mod new;
mod project;
mod publish;
mod reporting;
mod review;
mod schema;
mod search;
mod serve;
mod temporary_folder;
mod terminal;
mod theme;
mod timings;
mod translations;
mod versions;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Turn a folder of Markdown FAQs and guides into a help center.
#[derive(Parser)]
#[command(name = "answerbook", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  answerbook new help          create a help center in the folder `help`
  answerbook serve help        preview it, and see each change as you write
  answerbook check help        report every problem without writing anything
  answerbook build help        write the site to `help/public`

Exit codes: 0 success, 1 problems in the content, 2 system or usage error.";

#[derive(Subcommand)]
enum Verb {
    New(new::NewArguments),
    Build(build::BuildArguments),
    Publish(publish::PublishArguments),
    Check(check::CheckArguments),
    Serve(serve::ServeArguments),
    Search(search::SearchArguments),
    Import(import::ImportArguments),
    Collect(collect::CollectArguments),
    Insights(insights::InsightsArguments),
    Review(review::ReviewArguments),
    Translations(translations::TranslationsArguments),
    Mv(mv::MoveArguments),
    Diff(diff::DiffArguments),
    Addresses(addresses::AddressesArguments),
    Completions(completions::CompletionsArguments),
    #[command(hide = true)]
    Man(man::Arguments),
    Schema(schema::SchemaArguments),
    Theme(theme::ThemeArguments),
    Versions(versions::VersionsArguments),
}

/// Runs the program and returns its exit code. The first argument is the program's name.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let verb = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli.verb,
        Err(usage) => return terminal::usage(&usage),
    };
    let end = match &verb {
        Verb::New(arguments) => new::run(arguments),
        Verb::Build(arguments) => build::run(arguments),
        Verb::Publish(arguments) => publish::run(arguments),
        Verb::Check(arguments) => check::run(arguments),
        Verb::Serve(arguments) => serve::run(arguments),
        Verb::Search(arguments) => search::run(arguments),
        Verb::Import(arguments) => import::run(arguments),
        Verb::Collect(arguments) => collect::run(arguments),
        Verb::Insights(arguments) => insights::run(arguments),
        Verb::Review(arguments) => review::run(arguments),
        Verb::Translations(arguments) => translations::run(arguments),
        Verb::Mv(arguments) => mv::run(arguments),
        Verb::Diff(arguments) => diff::run(arguments),
        Verb::Addresses(arguments) => addresses::run(arguments),
        Verb::Completions(arguments) => completions::run(arguments),
        Verb::Man(arguments) => man::run(arguments),
        Verb::Schema(arguments) => schema::run(arguments),
        Verb::Theme(arguments) => theme::run(arguments),
        Verb::Versions(arguments) => versions::run(arguments),
    };
    terminal::end(end)
}
