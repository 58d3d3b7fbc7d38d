//! Values that are paths of files and folders in the project. Whether they exist is checked in `files`; nothing here
//! reads the disk.

use serde_json::{Value as Json, json};

use super::{
    Favicon, FolderKey, FolderPath, FontChoice, FontName, FromText, Glob, LocaleFile, PicturePath, StringsFile,
    TextProblem,
};
use crate::path::ProjectPath;

/// Extensions of pictures that browsers can show.
const PICTURES: &[&str] = &["svg", "png", "jpg", "jpeg", "webp", "avif", "gif"];

/// Extensions of files with a product's texts.
const STRINGS: &[&str] = &["json", "arb", "yaml", "yml", "po", "strings", "xlf", "xliff"];

/// Extensions of icons that browsers can show in a tab.
const FAVICONS: &[&str] = &["svg", "png", "ico"];

impl FromText for FolderPath {
    const EXPECTED: &'static str = "the path of a folder in the project";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        inside(text).map(Self)
    }
}

impl FromText for PicturePath {
    const EXPECTED: &'static str = "the path of a picture in the project";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        file(text, PICTURES).map(Self)
    }
}

impl FromText for Favicon {
    const EXPECTED: &'static str = "the path of an icon in the project";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        file(text, FAVICONS).map(Self)
    }
}

impl FromText for FontName {
    const EXPECTED: &'static str = "`default`, `system` or the path of a `.woff2` file";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        Ok(Self(match text {
            "default" => FontChoice::Theme,
            "system" => FontChoice::System,
            path => FontChoice::File(file(path, &["woff2"])?),
        }))
    }

    fn schema() -> Json {
        json!({ "type": "string", "anyOf": [{ "enum": ["default", "system"] }, { "pattern": "\\.woff2$" }] })
    }
}

impl FromText for FolderKey {
    const EXPECTED: &'static str = "a folder below the content folder, such as `billing/faq`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        // The keys of articles never start or end with a slash.
        let path = inside(text.trim_start_matches('/'))?;
        if path.extension() == "md" {
            return Err(TextProblem::new(format!("`{text}` is a file, not a folder")));
        }
        Ok(Self(path.as_str().to_owned()))
    }
}

impl FromText for LocaleFile {
    const EXPECTED: &'static str = "the path of a file in the project, with `{locale}` for the locale's code";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        inside(text).map(|path| Self(path.as_str().to_owned()))
    }
}

impl FromText for StringsFile {
    const EXPECTED: &'static str = "the path of a file of texts in the project, with `{locale}` for the locale's code";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        file(text, STRINGS).map(|path| Self(path.as_str().to_owned()))
    }
}

impl FromText for Glob {
    const EXPECTED: &'static str = "a pattern of files, such as `drafts/**`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        match text.trim_start_matches("./") {
            "" => Err(TextProblem::empty()),
            absolute if absolute.starts_with('/') => {
                let suggestion = absolute.trim_start_matches('/');
                Err(TextProblem::new(format!("`{text}` does not start at the project folder"))
                    .did_you_mean(Some(suggestion)))
            }
            pattern => Ok(Self(pattern.to_owned())),
        }
    }
}

/// Parses a path that stays inside the project.
pub(super) fn inside(text: &str) -> Result<ProjectPath, TextProblem> {
    let problem = |message: &str| TextProblem::new(format!("`{text}` {message}"));
    if text.is_empty() {
        return Err(TextProblem::empty());
    }
    if text.starts_with('/') || text.contains(':') {
        let suggestion = Some(text.trim_start_matches('/')).filter(|path| !path.is_empty() && !path.contains(':'));
        return Err(problem("is not a path in the project").did_you_mean(suggestion));
    }
    if text.contains('\\') {
        return Err(problem("is not written with `/`").did_you_mean(Some(text.replace('\\', "/"))));
    }
    ProjectPath::new("").join(text).ok_or_else(|| problem("leads outside of the project"))
}

/// Parses a path inside the project with one of these extensions.
fn file(text: &str, extensions: &[&str]) -> Result<ProjectPath, TextProblem> {
    let path = inside(text)?;
    if extensions.contains(&path.extension().as_str()) {
        return Ok(path);
    }
    let known: Vec<String> = extensions.iter().map(|extension| format!("`.{extension}`")).collect();
    let help = Some(format!("use a file that ends in {}", known.join(", ")));
    Err(TextProblem { message: format!("`{text}` has a file type that does not work here"), help })
}
