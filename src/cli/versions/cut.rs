//! `answerbook versions cut`: saves the current articles as a version. The content folder continues as the next
//! version.
//!
//! The content folder is copied, or a git tag is created; then the version is declared in `answerbook.toml`. That file
//! is edited as text, at positions from the TOML parser, so that comments and formatting stay.

use std::path::{Path, PathBuf};

use clap::Args;
use toml::de::{DeTable, DeValue};

use crate::cli::article::refuse_outside;
use crate::cli::terminal::{self, Completion, Failure};
use crate::config::{self, Config, Version};
use crate::load;
use crate::path::ProjectPath;
use crate::source::Sources;

/// Save the current articles as a version
///
/// Without `--tag`, the content folder is copied. The content folder itself continues as the latest version.
#[derive(Args)]
pub(in crate::cli) struct CutArguments {
    /// Name of the version in addresses, such as `2.4`
    id: String,
    /// Folder of the help center
    #[arg(default_value = ".")]
    project: PathBuf,
    /// Copy the articles to this folder of the project [default: `versions/ID`]
    #[arg(long, value_name = "FOLDER", conflicts_with = "tag")]
    dir: Option<String>,
    /// Read the version from this git tag; if it does not exist yet, it is created at the last commit
    #[arg(long)]
    tag: Option<String>,
    /// Name of the content folder's version from now on; required if it has none yet, or has the one that you save
    #[arg(long, value_name = "ID")]
    next: Option<String>,
}

const CONFIG_FILE: &str = "answerbook.toml";

/// Copies or tags the articles, then declares the version.
pub(super) fn run(arguments: &CutArguments) -> Result<Completion, Failure> {
    let root = load::find(&arguments.project).map_err(|error| Failure::new(error.to_string(), error.hint()))?;
    let file = root.join(CONFIG_FILE);
    refuse_outside(&root, &ProjectPath::new(CONFIG_FILE))?;
    let text = if file.is_file() {
        std::fs::read_to_string(&file).map_err(|error| Failure::io(&file, "read", &error))?
    } else {
        String::new()
    };
    let source = Sources::default().add(ProjectPath::new(CONFIG_FILE), text.as_str());
    let parsed = config::parse(source, &text);
    if !parsed.diagnostics.is_empty() {
        return Err(Failure::new(format!("`{CONFIG_FILE}` has mistakes"), "fix what `answerbook check` reports"));
    }
    let config = parsed.value;
    let id = &arguments.id;
    let is_latest = config.versions[0].id == *id;
    if config.versions.iter().any(|version| version.id == *id) && !is_latest {
        return Err(Failure::new(format!("version `{id}` already exists"), "choose another name"));
    }
    let needs_name = is_latest || config.versions[0].id.is_empty();
    let now = match &arguments.next {
        _ if !needs_name => &config.versions[0].id,
        Some(next) => next,
        None => {
            let help = format!("add `--next` with it, such as `--next {}`", following(id));
            return Err(Failure::new(format!("`{}/` needs the name of another version", config.content), help));
        }
    };
    let folder = copy_folder(&root, &config, arguments)?;
    let from = match (&arguments.tag, &folder) {
        (Some(tag), _) => format!("git:{tag}"),
        (None, folder) => format!("dir:{}", folder.as_ref().map_or("", ProjectPath::as_str)),
    };
    // Checked before anything is changed.
    let edited = declare(&text, &config.versions[0], now, id, &from);
    let check = config::parse(source, &edited);
    if let Some(problem) = check.diagnostics.first() {
        return Err(Failure::new(problem.message.clone(), "choose another name"));
    }
    match (&arguments.tag, &folder) {
        (Some(tag), _) => tag_articles(&root, tag)?,
        (None, folder) => folder.iter().try_for_each(|folder| copy_articles(&root, &config, folder))?,
    }
    std::fs::write(&file, edited).map_err(|error| Failure::io(&file, "write", &error))?;
    let kept = from.strip_prefix("dir:").map_or_else(|| format!("as `{from}`"), |folder| format!("to `{folder}`"));
    terminal::print_status(format_args!("saved version `{id}` {kept}; `{}/` is now version `{now}`", config.content));
    Ok(Completion::Fine)
}

/// An example of a version after `id`: one with the next number at its end.
fn following(id: &str) -> String {
    let start = id.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    let number = id[start..].parse::<u32>().ok().and_then(|number| number.checked_add(1));
    number.map_or_else(|| "2".to_owned(), |number| format!("{}{number}", &id[..start]))
}

/// Creates the tag if it does not exist.
fn tag_articles(root: &Path, tag: &str) -> Result<(), Failure> {
    load::tag(root, tag).map_err(|message| {
        Failure::new(format!("cannot create the tag `{tag}`: {message}"), "create it yourself with `git tag NAME`")
    })
}

/// The folder that the articles are copied to; `None` for a version from a tag.
fn copy_folder(root: &Path, config: &Config, arguments: &CutArguments) -> Result<Option<ProjectPath>, Failure> {
    if arguments.tag.is_some() {
        return Ok(None);
    }
    let name = arguments.dir.clone().unwrap_or_else(|| format!("versions/{}", arguments.id));
    let folder = ProjectPath::new("").join(&name).filter(|path| !path.as_str().is_empty());
    let Some(folder) = folder.filter(|_| !name.starts_with('/')) else {
        return Err(Failure::new(format!("`{name}` is not a folder of the project"), "write it like `versions/2.4`"));
    };
    refuse_outside(root, &folder)?;
    if root.join(folder.as_str()).exists() {
        return Err(Failure::new(format!("`{folder}` already exists"), "choose another folder with `--dir`"));
    }
    if !root.join(config.content.as_str()).is_dir() || config.content.as_str().is_empty() {
        return Err(Failure::new("there is no content folder to copy", "use `--tag`, or set `content`"));
    }
    Ok(Some(folder))
}

fn copy_articles(root: &Path, config: &Config, folder: &ProjectPath) -> Result<(), Failure> {
    let (from, to) = (root.join(config.content.as_str()), root.join(folder.as_str()));
    let copied = root.canonicalize().and_then(|inside| copy(&from, &to, &to, &inside));
    copied.map_err(|error| Failure::io(&to, "copy the articles to", &error))
}

/// Copies a folder without `except`, which may be inside it, and without links that lead out of the project: a build
/// does not read them, and the copy would be a file of the project.
fn copy(from: &Path, to: &Path, except: &Path, project: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path() == except {
            continue;
        }
        let kind = entry.file_type()?;
        let is_inside = || entry.path().canonicalize().is_ok_and(|real| real.starts_with(project) && real.is_file());
        if kind.is_dir() {
            copy(&entry.path(), &target, except, project)?;
        } else if !kind.is_symlink() || is_inside() {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The configuration with the new version below the latest one. The latest version is named `next` if it had this id,
/// or if no version was declared.
fn declare(text: &str, latest: &Version, next: &str, id: &str, source: &str) -> String {
    let table = format!("[[version]]\nid = \"{id}\"\nsource = \"{source}\"\n");
    let Some(place) = place(text, &latest.id) else {
        let gap = if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return format!("{text}{end}{gap}[[version]]\nid = \"{next}\"\nstatus = \"latest\"\n\n{table}");
    };
    let end = text[place.end..].find('\n').map_or(text.len(), |newline| place.end + newline + 1);
    let (before, after) = text.split_at(end);
    let mut edited = before.to_owned();
    if latest.id == id {
        edited.replace_range(place.id, &format!("\"{next}\""));
    }
    let newline = if before.ends_with('\n') { "" } else { "\n" };
    format!("{edited}{newline}\n{table}{after}")
}

/// Byte positions in a version's table.
struct TablePosition {
    /// The value of `id`, including its quotes.
    id: std::ops::Range<usize>,
    /// The end of the table's last value.
    end: usize,
}

fn place(text: &str, id: &str) -> Option<TablePosition> {
    let table = DeTable::parse(text).ok()?;
    let DeValue::Array(versions) = table.get_ref().get("version")?.get_ref() else { return None };
    versions.iter().find_map(|version| {
        let DeValue::Table(table) = version.get_ref() else { return None };
        let named = table.get("id").filter(|value| value.get_ref().as_str() == Some(id))?;
        let end = table.iter().map(|(_, value)| value.span().end).max()?;
        Some(TablePosition { id: named.span(), end })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, latest: &str, expected: &str) {
        let latest = Version { id: latest.to_owned(), ..Version::default() };
        assert_eq!(declare(text, &latest, "next", "2.4", "git:v2.4"), expected);
    }

    #[test]
    fn the_first_version_is_declared_with_the_next_one() {
        let new =
            "[[version]]\nid = \"next\"\nstatus = \"latest\"\n\n[[version]]\nid = \"2.4\"\nsource = \"git:v2.4\"\n";
        check("", "", new);
        check("title = \"A\" # ours\n", "", &format!("title = \"A\" # ours\n\n{new}"));
    }

    #[test]
    fn a_version_stands_below_the_latest_and_no_comment_moves() {
        check(
            "# top\n[[version]]\nid = \"3\" # now\n# soon\nlabel = \"Three\"\n\n# old\n[[version]]\nid = \"2.3\"\nsource = \"dir:a\"\n",
            "3",
            "# top\n[[version]]\nid = \"3\" # now\n# soon\nlabel = \"Three\"\n\n[[version]]\nid = \"2.4\"\nsource = \"git:v2.4\"\n\n# old\n[[version]]\nid = \"2.3\"\nsource = \"dir:a\"\n",
        );
        check(
            "[[version]]\nid = \"2.4\"\nstatus = \"latest\"",
            "2.4",
            "[[version]]\nid = \"next\"\nstatus = \"latest\"\n\n[[version]]\nid = \"2.4\"\nsource = \"git:v2.4\"\n",
        );
    }
}
