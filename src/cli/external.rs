//! `check --external`: asks other sites about links, and keeps the answers in a file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::terminal::{self, Failure};
use crate::diagnostic::Diagnostic;
use crate::external::{self, AnswerCache};
use crate::output::Output;
use crate::report::plural;

#[derive(Args)]
pub(super) struct ExternalArguments {
    /// Ask other sites whether the pages that links lead to exist
    #[arg(long)]
    external: bool,
    /// Keep the answers in this file, and ask only about links that it does not list
    #[arg(long, value_name = "FILE", requires = "external")]
    external_cache: Option<PathBuf>,
    /// Ask about all links again, also those that the file lists
    #[arg(long, requires = "external_cache")]
    recheck: bool,
    /// Also ask hosts that are not on the public internet
    #[arg(long, requires = "external")]
    private_hosts: bool,
}

impl ExternalArguments {
    /// Whether the user asked for other sites.
    pub fn is_asked_for(&self) -> bool {
        self.external
    }
}

/// The problems of links to other sites; none if the user did not ask for them.
pub(super) fn problems(arguments: &ExternalArguments, output: &Output) -> Result<Vec<Diagnostic>, Failure> {
    if !arguments.external {
        return Ok(Vec::new());
    }
    let links = external::collect(output);
    let mut cache = arguments.external_cache.as_deref().map(read).transpose()?.unwrap_or_default();
    let is_wanted = |url: &&String| arguments.recheck || !cache.knows(url);
    let wanted: Vec<&str> = links.links.keys().filter(is_wanted).map(String::as_str).collect();
    terminal::print_status(format_args!("asking about {} on other sites", plural(wanted.len(), "page")));
    let new = external::ask(wanted.into_iter(), !arguments.private_hosts);
    let known = if arguments.recheck { BTreeMap::new() } else { cache.good() };
    let answers = known.into_iter().chain(new.clone()).collect();
    let diagnostics = external::report(&links, &answers, &|url| cache.last_good(url));
    if let Some(path) = &arguments.external_cache {
        cache.update(&new, output.renderer.project.date, &|url| links.links.contains_key(url));
        let text = cache.to_string();
        if fs::read(path).ok().as_deref() != Some(text.as_bytes()) {
            fs::write(path, text).map_err(|error| Failure::io(path, "write", &error))?;
        }
    }
    Ok(diagnostics)
}

/// Reads the file. Without one, nothing is known.
fn read(path: &Path) -> Result<AnswerCache, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(AnswerCache::default()),
        Err(error) => return Err(Failure::io(path, "read", &error)),
    };
    AnswerCache::parse(&text).map_err(|problem| {
        let hint = "delete it, and check again";
        Failure::new(format!("`{}` is not a file of answers: {problem}", path.display()), hint)
    })
}
