//! `answerbook mv`: moves or renames articles, folders, pictures, snippets and headings with everything that links to
//! them.
//!
//! The move is tried out in a [copy] of the project. Only if the copy has no new problem and all old addresses still
//! answer are the same changes made to the project itself, all of them or none.

mod copy;
mod edits;
mod request;
mod trial;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::edited_files;
use super::terminal::{self, Completion, Failure};
use crate::content::mapped_text::TextEdit;
use crate::fixes;
use crate::moves::{Renames, TextEdits};
use crate::path::ProjectPath;
use crate::report::plural;
use copy::ProjectCopy;

/// Move or rename an article, a folder, a picture, a snippet or a heading, and rewrite all links to it
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct MoveArguments {
    /// A file or folder, or an article with one of its anchors: `content/billing/refunds.md#limits`
    from: String,
    /// The new path, a folder to move it to, or the new anchor: `#rules`
    to: String,
    /// Folder of the help center
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Print what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

const EXAMPLES: &str = "\
Examples:
  answerbook mv content/billing/refunds.md content/payments/
  answerbook mv content/billing content/payments
  answerbook mv content/billing/refunds.md#limits \"#rules\"
  answerbook mv --dry-run snippets/window.md snippets/refund-window.md";

pub(super) fn run(arguments: &MoveArguments) -> Result<Completion, Failure> {
    let before = trial::build(&arguments.dir)?;
    let project = before.project();
    let root = project.root.clone();
    let renames = request::renames(project, &arguments.from, &arguments.to)?;
    let copy = ProjectCopy::of(&root).map_err(|error| Failure::io(&root, "copy", &error))?;
    copy::rename(&copy.root, &renames).map_err(|error| Failure::io(&copy.root, "try the move in", &error))?;
    let moved = trial::build(&copy.root)?;
    let planned = edits::plan(&before, &moved, &renames)?;
    let files = edited_files(&root, &planned.edits)?;
    for file in &files {
        let written = copy.replace(renames.path(&file.name).as_str(), &file.new);
        written.map_err(|error| Failure::io(&copy.root, "try the move in", &error))?;
    }
    let after = trial::build(&copy.root)?;
    trial::verify(&before, &after, &renames, &planned.references)?;
    drop(copy);
    if arguments.dry_run {
        terminal::print(&patch(&files, &renames))?;
        terminal::print_status(format_args!("would {}", summary("move", "change", &renames, &planned, files.len())));
        return Ok(Completion::Fine);
    }
    apply(&root, &files, &renames)?;
    terminal::print_status(summary("moved", "changed", &renames, &planned, files.len()));
    Ok(Completion::Fine)
}

/// A file with its old and new content.
struct MovedFile {
    /// Its path before the move.
    name: ProjectPath,
    /// `None` if it does not exist.
    old: Option<Vec<u8>>,
    new: Vec<u8>,
}

/// Reads the files that change, and edits them.
fn edited_files(root: &Path, edits: &TextEdits) -> Result<Vec<MovedFile>, Failure> {
    let mut files = Vec::new();
    for (name, edits) in edits.iter().filter(|(_, edits)| !edits.is_empty()) {
        let path = root.join(name.as_str());
        let old = match fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::io(&path, "read", &error)),
        };
        if old.is_some() && !edited_files::is_writable(&path) {
            return Err(Failure::new(format!("`{name}` has to change, but is read-only"), "make it writable"));
        }
        let bytes = old.clone().unwrap_or_default();
        let new = edit(&bytes, edits).ok_or_else(|| {
            Failure::new(format!("`{name}` has to change, but is not UTF-8"), "save the file as UTF-8")
        })?;
        files.push(MovedFile { name: name.clone(), old, new });
    }
    Ok(files)
}

/// Edits the bytes of a file. Ranges are those of its text with `\n` as line breaks.
fn edit(bytes: &[u8], edits: &[TextEdit]) -> Option<Vec<u8>> {
    let file = std::str::from_utf8(bytes).ok()?;
    let text = file.strip_prefix('\u{feff}').unwrap_or(file).replace("\r\n", "\n").replace('\r', "\n");
    fixes::edit_bytes(bytes, &text, edits)
}

/// Makes the changes, all of them or none.
fn apply(root: &Path, files: &[MovedFile], renames: &Renames) -> Result<(), Failure> {
    copy::rename(root, renames).map_err(|error| Failure::io(root, "rename the files in", &error))?;
    for (number, file) in files.iter().enumerate() {
        let path = root.join(renames.path(&file.name).as_str());
        if let Err(error) = fs::write(&path, &file.new) {
            for file in &files[..=number] {
                let path = root.join(renames.path(&file.name).as_str());
                let _ = match &file.old {
                    Some(old) => fs::write(path, old),
                    None => fs::remove_file(path),
                };
            }
            copy::undo(root, renames);
            return Err(Failure::io(&path, "write", &error));
        }
    }
    Ok(())
}

/// All changes as a patch in the format of git.
fn patch(files: &[MovedFile], renames: &Renames) -> String {
    let heads = renames.paths.iter().map(|(from, to)| format!("rename from {from}\nrename to {to}\n"));
    let by_name: BTreeMap<&ProjectPath, &MovedFile> = files.iter().map(|file| (&file.name, file)).collect();
    let changed = by_name.values().map(|file| {
        let old = file.old.as_deref().unwrap_or_default();
        edited_files::patch_of(file.name.as_str(), renames.path(&file.name).as_str(), old, &file.new)
    });
    heads.chain(changed).collect()
}

fn summary(moved: &str, changed: &str, renames: &Renames, planned: &edits::PlannedMove, files: usize) -> String {
    let what = match (&renames.anchor, renames.paths.as_slice()) {
        (Some((path, old, new)), _) => format!("`{path}#{old}` to `#{new}`"),
        (None, [(from, to)]) => format!("`{from}` to `{to}`"),
        (None, [(from, to), more @ ..]) => format!("`{from}` to `{to}`, with {}", plural(more.len(), "translation")),
        (None, []) => String::new(),
    };
    let links = plural(planned.links, "link");
    let addresses = match planned.aliases {
        1 => "1 old address".to_owned(),
        count => format!("{count} old addresses"),
    };
    format!("{moved} {what}; {changed} {links} in {}, kept {addresses}", plural(files, "file"))
}
