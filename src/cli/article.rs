//! `answerbook new article`: creates an article from the template for its kind. Also creates an `index.md` in each new
//! category folder above it. Existing files are never overwritten.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::create::{create, title};
use super::terminal::{self, Completion, Failure};
use crate::config::{self, Config};
use crate::content::ArticleKind;
use crate::path::ProjectPath;
use crate::source::Sources;

/// Create an article
///
/// Creates an article in the content folder from its kind's template. A new category gets an `index.md` with its title.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ArticleArguments {
    /// File to create in the content folder
    path: String,
    /// Kind of article
    #[arg(
        long = "type",
        value_name = "KIND",
        default_value = "article",
        value_parser = PossibleValuesParser::new(ArticleKind::ALL.map(ArticleKind::name)).map(|name| ArticleKind::from_name(&name).unwrap_or_default())
    )]
    kind: ArticleKind,
    /// Title [default: the file name as words]
    #[arg(long)]
    title: Option<String>,
    /// Folder of the help center [default: the closest folder upwards with an `answerbook.toml`, else this one]
    #[arg(long)]
    dir: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  answerbook new article billing/refunds.md --type guide
  answerbook new article account/faq.md --type faq --title \"Questions about your account\"";

const CONFIG_FILE: &str = "answerbook.toml";

/// Creates the article, and an `index.md` in each new folder above it.
pub(super) fn run(arguments: &ArticleArguments) -> Result<Completion, Failure> {
    let root = arguments.dir.clone().unwrap_or_else(nearest_project);
    if !root.is_dir() {
        let message = format!("there is no folder `{}`", root.display());
        return Err(Failure::new(message, "create a help center with `answerbook new DIR`"));
    }
    let content = content_folder(&root)?;
    let path = article_path(&arguments.path, &content)?;
    let name = path.stem().to_owned();
    let title = arguments.title.clone().unwrap_or_else(|| title(&name));
    let new_folders = new_folders(&root, &content, &path);
    refuse_outside(&root, &path)?;
    create(&root.join(path.as_str()), &start(arguments.kind, &title))?;
    for folder in new_folders.iter().filter(|folder| name != "index" || **folder != path.parent()) {
        create(&root.join(folder.as_str()).join("index.md"), &index(folder))?;
    }
    let shown = root.join(path.as_str());
    terminal::print_status(format_args!("created `{}`", shown.strip_prefix(".").unwrap_or(&shown).display()));
    Ok(Completion::Fine)
}

/// The closest folder, from the current one upwards, that contains a configuration file; `.` if there is none.
fn nearest_project() -> PathBuf {
    let here = Path::new(".");
    let current = std::env::current_dir().unwrap_or_default();
    let mut above = current.ancestors();
    match above.find(|folder| folder.join(CONFIG_FILE).is_file()) {
        Some(folder) if folder != current => folder.to_owned(),
        _ => here.to_owned(),
    }
}

/// The content folder that a build would use.
fn content_folder(root: &Path) -> Result<ProjectPath, Failure> {
    let file = root.join(CONFIG_FILE);
    let config = if file.is_file() {
        let text = std::fs::read_to_string(&file).map_err(|error| Failure::io(&file, "read", &error))?;
        let source = Sources::default().add(ProjectPath::new(CONFIG_FILE), text.as_str());
        config::parse(source, &text).value
    } else {
        Config::default()
    };
    let is_there = root.join(config.content.as_str()).is_dir();
    Ok(if config.content_is_default && !is_there { ProjectPath::new("") } else { config.content })
}

/// The article's path in the project. `typed` may include the content folder, because shells complete paths that way.
fn article_path(typed: &str, content: &ProjectPath) -> Result<ProjectPath, Failure> {
    let typed = typed.replace('\\', "/");
    let failure = |message: &str, hint: &str| Failure::new(format!("`{typed}` {message}"), hint);
    let inside = format!("{content}/");
    let path = typed.trim_start_matches("./");
    let path = path.strip_prefix(&inside).unwrap_or(path);
    if path.starts_with('/') || path.split('/').any(|segment| segment == "..") {
        return Err(failure("is not a path in the content folder", "write it like `billing/refunds.md`"));
    }
    if path.is_empty() || path.ends_with('/') {
        return Err(failure("is a folder", "add the article's name, like `billing/refunds.md`"));
    }
    let path = ProjectPath::new(&format!("{content}/{path}"));
    Ok(if path.extension() == "md" { path } else { ProjectPath::new(&format!("{path}.md")) })
}

/// Refuses a path below a symbolic link that leads out of the help center, because a build would not read it either.
pub(super) fn refuse_outside(root: &Path, path: &ProjectPath) -> Result<(), Failure> {
    let failure = |error: std::io::Error| Failure::io(root, "read", &error);
    let inside = root.canonicalize().map_err(failure)?;
    let file = root.join(path.as_str());
    let existing = file.ancestors().find_map(|folder| folder.canonicalize().ok());
    if existing.is_none_or(|folder| folder.starts_with(&inside)) {
        return Ok(());
    }
    let message = format!("`{path}` lies below a symbolic link that leads out of the help center");
    Err(Failure::new(message, "choose a folder inside of it"))
}

/// The missing folders between the content folder and the article, outermost first.
fn new_folders(root: &Path, content: &ProjectPath, article: &ProjectPath) -> Vec<ProjectPath> {
    let mut folders: Vec<ProjectPath> = std::iter::successors(Some(article.parent()), |folder| Some(folder.parent()))
        .take_while(|folder| folder != content && !root.join(folder.as_str()).exists())
        .collect();
    folders.reverse();
    folders
}

fn index(folder: &ProjectPath) -> String {
    let title = front_matter_text(&title(folder.name()));
    format!("---\ntitle: {title}\ndescription: What this category helps with, in one sentence.\n---\n")
}

fn start(kind: ArticleKind, title: &str) -> String {
    let template = match kind {
        ArticleKind::Article => include_str!("articles/article.md"),
        ArticleKind::Faq => include_str!("articles/faq.md"),
        ArticleKind::Guide => include_str!("articles/guide.md"),
        ArticleKind::Video => include_str!("articles/video.md"),
        ArticleKind::Troubleshooting => include_str!("articles/troubleshooting.md"),
        ArticleKind::Form => include_str!("articles/form.md"),
    };
    template.replace("TITLE", &front_matter_text(title))
}

/// A text as a YAML value, in quotes unless it can only mean plain text.
fn front_matter_text(text: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '\'' | ',' | '.' | '?' | '!');
    // A single word such as `no` or `null` can be a YAML keyword; two words never are.
    let is_plain = text.chars().all(plain) && text.contains(' ') && text.starts_with(char::is_alphabetic);
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::left_over;

    #[test]
    fn paths_start_at_the_content_folder() {
        let check = |typed: &str, expected: Option<&str>| {
            let path = article_path(typed, &ProjectPath::new("content")).ok();
            assert_eq!(path.as_ref().map(ProjectPath::as_str), expected);
        };
        check("billing/refunds.md", Some("content/billing/refunds.md"));
        check("content/billing/refunds", Some("content/billing/refunds.md"));
        check("./faq.md", Some("content/faq.md"));
        check("../x.md", None);
        check("/x.md", None);
        check("billing/", None);
    }

    #[test]
    fn the_texts_of_templates_are_known_as_placeholders() {
        for kind in ArticleKind::ALL {
            let template = start(kind, "Pay a bill");
            let shown = template.replace("**", "");
            assert!(left_over::PLACEHOLDERS.iter().any(|text| shown.contains(text)), "{kind:?}");
        }
        let all: String = ArticleKind::ALL.map(|kind| start(kind, "x")).concat() + &index(&ProjectPath::new("a"));
        for text in left_over::PLACEHOLDERS {
            assert!(all.replace("**", "").contains(text), "{text}");
        }
    }

    #[test]
    fn titles_are_safe_in_front_matter() {
        let check = |title: &str, expected: &str| assert_eq!(front_matter_text(title), expected);
        check("Get a refund", "Get a refund");
        check("no", "\"no\"");
        check("Error: \"disk full\"", r#""Error: \"disk full\"""#);
        check("1 2", "\"1 2\"");
    }
}
