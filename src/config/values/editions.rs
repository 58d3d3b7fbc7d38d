//! Values of `[[version]]` and `[[locale]]`: names, sources, states and folders. Whether versions fit together is
//! checked in `check`.

use serde_json::{Value as Json, json};

use super::{FromText, StatusName, TextProblem, TreePattern, VersionName, VersionOrigin};
use crate::config::{VersionSource, VersionStatus};
use crate::path::ProjectPath;
use crate::suggest;

/// The prefixes of a source.
const KINDS: [&str; 2] = ["dir", "git"];

/// Maximum length of a version's name in bytes. The name is part of the address of each of its pages.
const MAX_NAME: usize = 100;

impl FromText for VersionName {
    const EXPECTED: &'static str = "a name such as `2.4`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
        // The name of a pattern contains placeholders, such as `{major}.{minor}`.
        let plain =
            ["{major}", "{minor}", "{patch}", "*"].iter().fold(text.to_owned(), |text, part| text.replace(part, "0"));
        if text.len() > MAX_NAME {
            return Err(TextProblem::new(format!("a name of {} letters is too long for addresses", text.len())));
        }
        if !text.is_empty() && plain.chars().all(fits) && !text.starts_with('.') && !text.ends_with('.') {
            return Ok(Self(text.to_owned()));
        }
        let name = crate::path::slug(text);
        let suggestion = Some(name).filter(|name| !name.is_empty() && name.chars().all(fits));
        Err(TextProblem::new(format!("`{text}` cannot be part of an address")).did_you_mean(suggestion))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[A-Za-z0-9_{*][A-Za-z0-9._{}*-]*$", "maxLength": MAX_NAME })
    }
}

impl FromText for VersionOrigin {
    const EXPECTED: &'static str = "`dir:` and a folder, or `git:` and a tag, branch or pattern";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let Some((kind, rest)) = text.split_once(':') else {
            let kind = if text.contains('/') && !text.contains('*') { "dir" } else { "git" };
            let suggestion = (!text.is_empty()).then(|| format!("{kind}:{text}"));
            return Err(TextProblem::new(format!("`{text}` does not say where it is")).did_you_mean(suggestion));
        };
        match kind {
            "dir" => {
                let folder = super::paths::inside(rest)?;
                Ok(Self(VersionSource::Folder(folder)))
            }
            "git" => git(text, rest).map(Self),
            _ => {
                let nearest = suggest::nearest(kind, KINDS).or((kind == "folder" || kind == "path").then_some("dir"));
                let suggestion = nearest.map(|kind| format!("{kind}:{rest}"));
                Err(TextProblem::new(format!("`{kind}:` is not a kind of source")).did_you_mean(suggestion))
            }
        }
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^(dir|git):.+" })
    }
}

/// Parses a tag, branch or pattern, with an optional folder of articles after a second colon.
fn git(text: &str, rest: &str) -> Result<VersionSource, TextProblem> {
    let (reference, folder) = match rest.split_once(':') {
        Some((reference, folder)) => (reference, Some(folder)),
        None => (rest, None),
    };
    let folder: Option<ProjectPath> = folder.map(super::paths::inside).transpose()?;
    // The characters that `git check-ref-format` refuses, except the `*` of patterns.
    let is_forbidden = |letter: char| letter.is_control() || " ~^?[\\".contains(letter);
    let is_name = !reference.is_empty() && !reference.contains(is_forbidden) && !reference.contains("..");
    if !is_name || reference.starts_with(['/', '-']) || reference.ends_with(['/', '.']) {
        return Err(TextProblem::new(format!("`{text}` has no tag or branch")));
    }
    if reference.matches('*').count() > 1 {
        return Err(TextProblem::new(format!("`{reference}` has more than one `*`")));
    }
    Ok(VersionSource::Git { reference: reference.to_owned(), folder })
}

impl FromText for StatusName {
    const EXPECTED: &'static str = "`prerelease`, `latest`, `supported` or `eol`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        if let Some(status) = VersionStatus::from_name(text) {
            return Ok(Self(status));
        }
        let nearest = match text {
            "current" | "stable" => Some("latest"),
            "next" | "beta" | "dev" | "preview" | "unreleased" => Some("prerelease"),
            "lts" | "maintained" | "active" => Some("supported"),
            "deprecated" | "unsupported" | "unmaintained" | "archived" | "old" => Some("eol"),
            _ => suggest::nearest(text, VersionStatus::ALL.iter().map(|status| status.name())),
        };
        Err(TextProblem::new(format!("`{text}` is not a status")).did_you_mean(nearest))
    }

    fn schema() -> Json {
        json!({ "enum": VersionStatus::ALL.map(VersionStatus::name) })
    }
}

impl FromText for TreePattern {
    const EXPECTED: &'static str = "the path of a folder with `{locale}` in it, such as `i18n/{locale}`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let path = super::paths::inside(text)?;
        if path.as_str().contains("{locale}") {
            return Ok(Self(path.to_string()));
        }
        let suggestion = format!("{path}/{{locale}}");
        Err(TextProblem::new(format!("`{text}` has no place for the locale")).did_you_mean(Some(suggestion)))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "\\{locale\\}" })
    }
}
