//! Suggests what to do about an unknown key: use the most similar key, move it to its table, or use this program's name
//! for a key of another tool. The key itself is ignored.

use serde_json::Value as Json;

use super::schema::KeySchema;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::suggest;

/// Keys of Hugo, Zola, Jekyll, Docusaurus and `MkDocs`, and our names for them, where the two are not similar.
const NAMES_OF_OTHER_TOOLS: &[(&str, &str)] = &[
    ("contentDir", "content"),
    ("copyright", "footer.text"),
    ("defaultContentLanguage", "language"),
    ("default_language", "language"),
    ("docs_dir", "content"),
    ("edit_uri", "edit.url"),
    ("editUrl", "edit.url"),
    ("exclude", "ignore"),
    ("extra", "variables"),
    ("i18n", "locale"),
    ("lang", "language"),
    ("languages", "locale"),
    ("locales", "locale"),
    ("languageCode", "language"),
    ("menu", "header"),
    ("nav", "header"),
    ("navbar", "header"),
    ("organizationName", "brand.organization"),
    ("params", "variables"),
    ("primary_color", "brand.color"),
    ("site_author", "brand.organization"),
    ("site_description", "description"),
    ("site_name", "title"),
    ("site_url", "base_url"),
    ("staticDir", "static"),
    ("tagline", "description"),
    ("url", "base_url"),
    ("versions", "version"),
];

/// The maximum number of keys to list in a suggestion.
const LISTED_KEYS: usize = 12;

/// The keys that are known where an unknown one is.
pub(super) struct KnownKeys<'k> {
    /// The names that lead to the table.
    pub path: &'k [String],
    /// The keys of the table.
    pub keys: &'k [KeySchema],
    /// The schema of the whole file.
    pub root: fn() -> Json,
}

/// The diagnostic for the unknown key `name`.
pub(super) fn diagnostic(name: &str, span: Span, known: &KnownKeys<'_>) -> Diagnostic {
    let keys = known.keys;
    let table = known.path.join(".");
    let message = match table.as_str() {
        "" => format!("unknown key `{name}`"),
        table => format!("unknown key `{name}` in `{table}`"),
    };
    let key_span = span.clone();
    let diagnostic = Diagnostic::at(codes::CONFIG_UNKNOWN_KEY, message, span);
    let nearest = || suggest::nearest(name, keys.iter().map(|key| key.name));
    if let Some(help) = elsewhere(name, &(known.root)()) {
        return diagnostic.help(help);
    }
    if let Some(nearest) = nearest() {
        let keys = keys.iter().map(|key| key.name);
        return diagnostic.did_you_mean(Some(nearest)).renamed(&key_span, name, Some(nearest), keys);
    }
    if let Some((_, ours)) = NAMES_OF_OTHER_TOOLS.iter().find(|(theirs, _)| *theirs == name) {
        return diagnostic.did_you_mean(Some(ours));
    }
    if keys.len() > LISTED_KEYS {
        return diagnostic.help("see `answerbook schema` for all keys");
    }
    let known: Vec<String> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
    diagnostic.help(format!("use one of {}", known.join(", ")))
}

/// The table in which a key of exactly this name exists, as a suggestion; `None` if there are several.
fn elsewhere(name: &str, root: &Json) -> Option<String> {
    let properties = root["properties"].as_object()?;
    if properties.contains_key(name) {
        return Some(format!("move `{name}` to the top of the file, above the first `[table]`"));
    }
    let holds = |table: &Json| table["properties"].get(name).is_some();
    let mut tables = properties.iter().filter(|(_, schema)| holds(schema));
    let (table, _) = tables.next()?;
    match tables.next() {
        None => Some(format!("did you mean `{table}.{name}`, below `[{table}]`?")),
        Some(_) => None,
    }
}
