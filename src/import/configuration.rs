//! `answerbook.toml` of an imported project: languages, and what restricted articles are called. A configuration that
//! exists stays as it is.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::front_matter::quoted;
use super::model::{HelpCenter, is_vendors_host};
use super::project_inputs::ProjectInputs;
use super::{ImportedFile, ImportedProject};

/// A new configuration.
pub(super) fn text(inputs: &ProjectInputs<'_, '_>, project: &ImportedProject) -> String {
    let (center, layout) = (inputs.old.center, inputs.old.layout);
    let title = if center.title.is_empty() { "Help Center" } else { &center.title };
    let default = layout.tags.get(&layout.default).map_or("en", String::as_str);
    let mut out = format!("title = {}\n", quoted(title));
    if let Some(host) = center.hosts.iter().find(|host| !is_vendors_host(host)) {
        let _ = writeln!(out, "base_url = {}", quoted(&format!("https://{host}/")));
    }
    let _ = writeln!(out, "language = {}", quoted(default));
    for (locale, tag) in &layout.tags {
        if *locale != layout.default {
            let _ = write!(out, "\n[[locale]]\ncode = {}\n", quoted(tag));
        }
    }
    if let Some(form) = center.contact_form() {
        let comment = "The old contact form, until you say how readers reach you: `form`, `email`, `phone` or `chat`.";
        let _ = write!(out, "\n# {comment}\n[contact]\nchat = {}\n", quoted(&form));
    }
    let elsewhere = elsewhere(center, project);
    if !elsewhere.is_empty() {
        let prefixes: Vec<String> = elsewhere.iter().map(|prefix| quoted(prefix)).collect();
        let _ = write!(
            out,
            "\n# Pages of the same host that another system serves.\n[links]\nelsewhere = [{}]\n",
            prefixes.join(", ")
        );
    }
    let values: BTreeSet<&String> = inputs
        .articles
        .iter()
        .filter_map(|one| one.article.restricted.as_ref())
        .flat_map(|restriction| &restriction.access)
        .chain(project.left_out.values().flatten())
        .collect();
    if !values.is_empty() {
        let values: Vec<String> = values.into_iter().map(|value| quoted(value)).collect();
        let _ = write!(
            out,
            "\n# Articles that were not for everybody. Move a value to `[access.editions]` to build an edition with them.\n[access]\nleft_out = [{}]\n",
            values.join(", ")
        );
    }
    out
}

/// The first parts of addresses on the help center's own host that are not part of it.
fn elsewhere(center: &HelpCenter, project: &ImportedProject) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (Some(section), Some(host)) = (&center.section, center.hosts.first()) else { return found };
    let start = format!("https://{host}/");
    for file in project.files.values() {
        let ImportedFile::Text(text) = file else { continue };
        for rest in text.split(&start).skip(1) {
            let path: String =
                rest.chars().take_while(|letter| !matches!(letter, ')' | '"' | '>' | ' ' | '\n' | '?' | '#')).collect();
            let first = path.split_inclusive('/').next().unwrap_or_default();
            if !first.is_empty() && !format!("/{path}").starts_with(section.as_str()) {
                found.insert(format!("/{first}"));
            }
        }
    }
    found
}

/// Why an existing configuration does not fit the import: it cannot be read, or has another language.
pub fn problem(existing: &str, project: &ImportedProject) -> Option<String> {
    let configuration = match existing.parse::<toml::Table>() {
        Ok(configuration) => configuration,
        Err(error) => {
            let reason = error.message().to_owned();
            return Some(format!("`answerbook.toml` cannot be read, and stays as it is: {reason}"));
        }
    };
    let language = configuration.get("language").and_then(toml::Value::as_str).unwrap_or("en");
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    (primary(language) != primary(&project.language)).then(|| {
        format!(
            "`answerbook.toml` has the language `{language}`, but the main language of the export is `{}`: its articles are in `content`, where the site expects `{language}`",
            project.language
        )
    })
}
