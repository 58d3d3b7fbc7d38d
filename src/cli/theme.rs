//! `answerbook theme`: lists the files of the default theme, or copies one into the site's theme folder, where it
//! overrides the built-in one. Existing files are never overwritten.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::create::create_bytes;
use super::terminal::{self, Completion, Failure};
use crate::config;
use crate::load;
use crate::path::ProjectPath;
use crate::source::Sources;
use crate::suggest;
use crate::theme::{FOLDERS, Theme, ThemeOverrides};

/// List the theme's files, or copy one to change it
#[derive(Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(super) struct ThemeArguments {
    #[command(subcommand)]
    what: ThemeVerb,
}

const EXAMPLES: &str = "\
Examples:
  answerbook theme list templates                        the templates; overridden ones are marked
  answerbook theme eject templates/partials/footer.html  copy a template into `theme/` to change it";

#[derive(Subcommand)]
enum ThemeVerb {
    /// List the theme's files, and mark those that the site overrides
    List(ListArguments),
    /// Copy a file of the theme into the site's theme folder
    ///
    /// The copy overrides the built-in file. It no longer gets the changes of later versions, so copy only what you change.
    Eject(EjectArguments),
}

#[derive(Args)]
struct ListArguments {
    /// Only files whose path starts with this, such as `templates`
    #[arg(default_value = "")]
    start: String,
    /// Folder of the help center
    #[arg(long, default_value = ".")]
    dir: PathBuf,
}

#[derive(Args)]
struct EjectArguments {
    /// Path of the file in the theme, such as `templates/article.html`
    name: String,
    /// Folder of the help center
    #[arg(long, default_value = ".")]
    dir: PathBuf,
}

pub(super) fn run(arguments: &ThemeArguments) -> Result<Completion, Failure> {
    let theme = Theme::layered(ThemeOverrides::new());
    match &arguments.what {
        ThemeVerb::List(arguments) => list(&theme, arguments),
        ThemeVerb::Eject(arguments) => eject(&theme, arguments),
    }
}

fn list(theme: &Theme, arguments: &ListArguments) -> Result<Completion, Failure> {
    let folder = theme_folder(&arguments.dir)?;
    let start = arguments.start.trim_start_matches("theme/");
    let mut text = String::new();
    for path in theme.files.keys().filter(|path| path.starts_with(start)) {
        let mark = if folder.join(path).is_file() { "  overridden" } else { "" };
        text.push_str(path);
        text.push_str(mark);
        text.push('\n');
    }
    if text.is_empty() {
        let message = format!("the theme has no file that starts with `{start}`");
        return Err(Failure::new(message, format!("its folders are {}", FOLDERS.join(", "))));
    }
    terminal::print(&text).map(|()| Completion::Fine)
}

fn eject(theme: &Theme, arguments: &EjectArguments) -> Result<Completion, Failure> {
    let name = arguments.name.replace('\\', "/");
    let name = name.trim_start_matches("./").trim_start_matches("theme/");
    let Some(file) = theme.file(name) else {
        let with_name = theme.files.keys().find(|path| path.ends_with(&format!("/{name}")));
        let nearest =
            with_name.map(String::as_str).or_else(|| suggest::nearest(name, theme.files.keys().map(String::as_str)));
        let hint =
            nearest.map_or_else(|| "see `answerbook theme list`".into(), |path| format!("did you mean `{path}`?"));
        return Err(Failure::new(format!("the theme has no file `{name}`"), hint));
    };
    let path = theme_folder(&arguments.dir)?.join(name);
    create_bytes(&path, &file.bytes)?;
    let shown = path.strip_prefix(".").unwrap_or(&path);
    terminal::print_status(format_args!("copied to `{}`, which now overrides the theme's own file", shown.display()));
    Ok(Completion::Fine)
}

/// The site's theme folder.
fn theme_folder(dir: &Path) -> Result<PathBuf, Failure> {
    const CONFIG_FILE: &str = "answerbook.toml";
    let root = load::find(dir).map_err(|error| Failure::new(error.to_string(), error.hint()))?;
    let file = root.join(CONFIG_FILE);
    if !file.is_file() {
        return Ok(root.join("theme"));
    }
    let text = std::fs::read_to_string(&file).map_err(|error| Failure::io(&file, "read", &error))?;
    let source = Sources::default().add(ProjectPath::new(CONFIG_FILE), text.as_str());
    Ok(root.join(config::parse(source, &text).value.theme.as_str()))
}
