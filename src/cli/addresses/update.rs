//! `answerbook addresses update`: adds to `addresses.toml` what git shows, and removes what is no longer needed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::super::terminal::{self, Completion, Failure};
use super::{OldAddressFile, history, load_root, versions};
use crate::address_history::{AddressHistory, WORK_TREE};
use crate::addresses::{self, AddressEntry, AddressFate, AddressFile, AnchoredAddress};
use crate::report::plural;
use crate::source::Span;

/// Add to `addresses.toml` what moved since the last time
///
/// Reads the history of the main branch and the work tree. Lines that people wrote, which have no `commit`, stay as they
/// are.
#[derive(Args)]
pub(super) struct UpdateArguments {
    /// Folder of the help center
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Write nothing, and end with exit code 1 if the file is out of date
    #[arg(long)]
    locked: bool,
}

pub(super) fn run(arguments: &UpdateArguments) -> Result<Completion, Failure> {
    let started = Instant::now();
    let root = load_root(&arguments.dir)?;
    let old = OldAddressFile::read(&root)?;
    if let Completion::Problems = old.completion {
        terminal::print_status("correct `addresses.toml` first; nothing was written");
        return Ok(Completion::Problems);
    }
    let history = history(&root)?;
    let mut entries = merged(&old, &history);
    versions::apply(&root, &old.file, &history, &mut entries)?;
    let changes = Changes::between(&old.file.entries, &entries);
    if history.is_shallow {
        terminal::print_status("the clone has only the newest commits; older addresses stay as they are in the file");
    }
    if arguments.locked {
        if changes.is_none() {
            terminal::print_status("`addresses.toml` is up to date");
            return Ok(Completion::Fine);
        }
        terminal::print_status(format_args!("`addresses.toml` is out of date: {changes}"));
        terminal::print_status("run `answerbook addresses update` and commit the file");
        return Ok(Completion::Problems);
    }
    let text = addresses::text(&AddressFile { entries, digest: None });
    let is_needed =
        !old.text.is_empty() || text.lines().count() > addresses::text(&AddressFile::default()).lines().count();
    if is_needed && text != old.text {
        std::fs::write(&old.path, text).map_err(|error| Failure::io(&old.path, "write", &error))?;
    }
    let seconds = started.elapsed().as_secs_f64();
    terminal::print_status(format_args!("{changes}; read {} in {seconds:.2} s", plural(history.read, "commit")));
    Ok(Completion::Fine)
}

/// The entries that people wrote, and those that were found in git.
fn merged(old: &OldAddressFile, history: &AddressHistory) -> BTreeMap<AnchoredAddress, AddressEntry> {
    let known = &old.file.entries;
    let is_own = |(_, entry): &(&AnchoredAddress, &AddressEntry)| entry.commit.is_none();
    let own: BTreeMap<AnchoredAddress, AddressEntry> =
        known.iter().filter(is_own).map(|(address, entry)| (address.clone(), entry.clone())).collect();
    let mut entries = history.entries(&own, &Span::new(old.source, 0..0));
    for (address, entry) in known.iter().filter(|(_, entry)| entry.commit.is_some()) {
        match entries.get_mut(address) {
            // The commit that is named already stays, unless it was not committed yet.
            Some(new) if is_same(new, entry) && entry.commit.as_deref() != Some(WORK_TREE) => {
                new.commit.clone_from(&entry.commit);
            }
            // Older commits, which the clone lacks, may have shown it.
            None if history.is_shallow && history.answer(address).is_none() => {
                entries.insert(address.clone(), entry.clone());
            }
            Some(_) | None => {}
        }
    }
    entries.extend(own);
    entries
}

/// Whether two entries have the same effect.
fn is_same(a: &AddressEntry, b: &AddressEntry) -> bool {
    match (&a.fate, &b.fate) {
        (AddressFate::Moved(a), AddressFate::Moved(b)) => a.value == b.value,
        (AddressFate::Gone { .. }, AddressFate::Gone { .. }) => true,
        _ => false,
    }
}

/// How the file changes.
struct Changes {
    added: usize,
    changed: usize,
    removed: usize,
}

impl Changes {
    fn between(old: &BTreeMap<AnchoredAddress, AddressEntry>, new: &BTreeMap<AnchoredAddress, AddressEntry>) -> Self {
        let added = new.keys().filter(|address| !old.contains_key(*address)).count();
        let differs = |(address, entry): &(&AnchoredAddress, &AddressEntry)| {
            old.get(*address).is_some_and(|known| !is_same(known, entry))
        };
        let changed = new.iter().filter(differs).count();
        let removed = old.keys().filter(|address| !new.contains_key(*address)).count();
        Self { added, changed, removed }
    }

    fn is_none(&self) -> bool {
        self.added + self.changed + self.removed == 0
    }
}

impl std::fmt::Display for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_none() {
            return f.write_str("nothing moved");
        }
        write!(f, "{} added, {} changed, {} removed", plural(self.added, "line"), self.changed, self.removed)
    }
}
