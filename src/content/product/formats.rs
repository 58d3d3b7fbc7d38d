//! Reads files of a product's texts: JSON, ARB, YAML, PO, Apple `.strings` and XLIFF. All become pairs of a key and a
//! text; keys of nested tables are joined by points. What is no text is left out.

use serde_json::Value;

use crate::content::front_matter::{FrontMatterData, FrontMatterTable, ParsedHead, yaml};
use crate::html::{TagKind, Token, tokens};

/// Maximum depth of nested tables.
const MAX_DEPTH: usize = 16;

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatProblem {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes.
    pub at: usize,
}

/// The keys and texts of a file, by its extension. `locale` has the spellings of the file's locale.
///
/// # Errors
///
/// If the text is not valid in its format.
pub fn read(extension: &str, text: &str, locale: &[String]) -> Result<Vec<(String, String)>, FormatProblem> {
    let text = text.trim_start_matches('\u{feff}');
    let pairs = match extension {
        "json" | "arb" => json(text)?,
        "yaml" | "yml" => yaml(text, locale)?,
        "po" => po(text),
        "strings" => apple(text),
        _ => xliff(text),
    };
    if pairs.is_empty() {
        return Err(FormatProblem { message: "the file has no text".to_owned(), at: 0 });
    }
    Ok(pairs)
}

/// The problem of a file that is valid, but has something else in place of a table.
fn not_a_table() -> FormatProblem {
    FormatProblem { message: "the file must be a table of keys and texts".to_owned(), at: 0 }
}

fn json(text: &str) -> Result<Vec<(String, String)>, FormatProblem> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        FormatProblem { message: error.to_string(), at: line_start + error.column().saturating_sub(1) }
    })?;
    if !value.is_object() {
        return Err(not_a_table());
    }
    let mut pairs = Vec::new();
    flatten(&value, String::new(), &mut pairs);
    Ok(pairs)
}

fn flatten(value: &Value, name: String, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => pairs.push((name, text.clone())),
        Value::Object(entries) if name.matches('.').count() < MAX_DEPTH => {
            for (key, value) in entries {
                // ARB: `@key` describes `key`.
                if !key.starts_with('@') {
                    flatten(value, joined(&name, key), pairs);
                }
            }
            // Chrome's and Mozilla's `"save": { "message": "Save" }`.
            if let (Some(Value::String(text)), false) = (entries.get("message"), name.is_empty()) {
                pairs.push((name, text.clone()));
            }
        }
        _ => {}
    }
}

fn joined(name: &str, key: &str) -> String {
    if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") }
}

fn yaml(text: &str, locale: &[String]) -> Result<Vec<(String, String)>, FormatProblem> {
    let table = match yaml::parse(text.trim_start_matches("---\n")) {
        ParsedHead::Table(table, _) => table,
        ParsedHead::NotATable => return Err(not_a_table()),
        ParsedHead::Broken(problem) => {
            return Err(FormatProblem {
                message: problem.message.replace("front matter", "the file"),
                at: problem.range.start,
            });
        }
    };
    // Rails: all keys are below the locale.
    let inner = match table.0.as_slice() {
        [only] if locale.contains(&only.key) => only.value.table().cloned(),
        _ => None,
    };
    let mut pairs = Vec::new();
    flatten_table(&inner.unwrap_or(table), "", &mut pairs);
    Ok(pairs)
}

fn flatten_table(table: &FrontMatterTable, name: &str, pairs: &mut Vec<(String, String)>) {
    for entry in &table.0 {
        let key = joined(name, &entry.key);
        match &entry.value.data {
            FrontMatterData::Text { text, .. } => pairs.push((key, text.clone())),
            FrontMatterData::Table(inner) if key.matches('.').count() < MAX_DEPTH => flatten_table(inner, &key, pairs),
            _ => {}
        }
    }
}

/// gettext. The key is the context if there is one, otherwise the original text.
fn po(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let (mut context, mut id, mut translation) = (String::new(), String::new(), String::new());
    let mut field = "";
    // A blank line ends an entry, and so does the start of the next one.
    for line in text.lines().chain([""]) {
        let line = line.trim();
        let name = line.split([' ', '"']).next().unwrap_or_default();
        let starts_entry = matches!(name, "msgctxt" | "msgid") && field.starts_with("msgstr");
        if line.is_empty() || starts_entry {
            if !id.is_empty() {
                let key = if context.is_empty() { &id } else { &context };
                let shown = if translation.is_empty() { &id } else { &translation };
                pairs.push((key.clone(), shown.clone()));
            }
            (context, id, translation, field) = (String::new(), String::new(), String::new(), "");
        }
        match name {
            "msgctxt" | "msgid" | "msgid_plural" | "msgstr" | "msgstr[0]" => field = name,
            _ if name.starts_with("msgstr[") => field = "msgid_plural",
            _ => {}
        }
        let value = quoted(line).unwrap_or_default();
        match field {
            _ if line.starts_with('#') => {}
            "msgctxt" => context.push_str(&value),
            "msgid" => id.push_str(&value),
            "msgstr" | "msgstr[0]" => translation.push_str(&value),
            _ => {}
        }
    }
    pairs
}

/// `"key" = "text";`, with comments of C.
fn apple(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut is_comment = false;
    for line in text.lines() {
        let line = line.trim();
        if is_comment || line.starts_with("/*") {
            is_comment = !line.contains("*/");
            continue;
        }
        let Some((key, end)) = quoted_at(line, 0).or_else(|| bare(line)) else { continue };
        let Some(equals) = line[end..].find('=').map(|at| end + at + 1) else { continue };
        pairs.extend(quoted_at(line, equals).map(|(value, _)| (key, value)));
    }
    pairs
}

/// A key without quotes.
fn bare(line: &str) -> Option<(String, usize)> {
    let end = line.find(|letter: char| !(letter.is_alphanumeric() || "_.-".contains(letter)))?;
    (end > 0).then(|| (line[..end].to_owned(), end))
}

fn quoted(line: &str) -> Option<String> {
    quoted_at(line, 0).map(|(text, _)| text)
}

/// The first quoted text from a place of a line on, without escapes, and where it ends.
fn quoted_at(line: &str, from: usize) -> Option<(String, usize)> {
    let start = from + line[from..].find('"')? + 1;
    if from == 0 && line[..start - 1].contains(['=', '/']) {
        return None;
    }
    let mut text = String::new();
    let mut is_escaped = false;
    for (at, letter) in line[start..].char_indices() {
        match (letter, is_escaped) {
            ('\\', false) => is_escaped = true,
            ('"', false) => return Some((text, start + at + 1)),
            ('n' | 'r' | 't', true) => {
                text.push(' ');
                is_escaped = false;
            }
            (letter, _) => {
                text.push(letter);
                is_escaped = false;
            }
        }
    }
    None
}

/// XLIFF 1.2 (`trans-unit`) and 2 (`unit`). The text is the target, or the source if there is none.
fn xliff(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let (mut key, mut source, mut target) = (String::new(), String::new(), String::new());
    let mut inside = "";
    for token in tokens(text, true) {
        match token {
            Token::Tag(tag) => match (tag.name.as_str(), tag.kind) {
                ("trans-unit" | "unit", TagKind::Start) => {
                    let name = tag.attribute("resname").or(tag.attribute("name")).or(tag.attribute("id"));
                    (key, source, target) = (name.unwrap_or_default().to_owned(), String::new(), String::new());
                }
                ("trans-unit" | "unit", _) => {
                    let shown = if target.trim().is_empty() { &source } else { &target };
                    if !key.is_empty() && !shown.trim().is_empty() {
                        pairs.push((key.clone(), shown.trim().to_owned()));
                    }
                }
                ("source", TagKind::Start) => inside = "source",
                ("target", TagKind::Start) => inside = "target",
                ("source" | "target", _) => inside = "",
                _ => {}
            },
            Token::Text { text, .. } => match inside {
                "source" => source.push_str(&text),
                "target" => target.push_str(&text),
                _ => {}
            },
            _ => {}
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(extension: &str, text: &str, expected: &[(&str, &str)]) {
        let read = read(extension, text, &["de".into()]).expect("a valid file");
        let read: Vec<(&str, &str)> = read.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        assert_eq!(read, expected);
    }

    #[test]
    fn json_is_flattened() {
        let text = r#"{"settings": {"save": "Save \"all\"", "count": 3}, "@settings": {"x": "y"}, "ok": "OK"}"#;
        check("json", text, &[("settings.save", "Save \"all\""), ("ok", "OK")]);
        check(
            "arb",
            r#"{"@@locale": "de", "save": "Sichern", "@save": {"description": "A button"}}"#,
            &[("save", "Sichern")],
        );
        let chrome = r#"{"save": {"message": "Save", "description": "A button"}}"#;
        check("json", chrome, &[("save.message", "Save"), ("save.description", "A button"), ("save", "Save")]);
    }

    #[test]
    fn yaml_may_name_its_locale() {
        check("yml", "de:\n  settings:\n    save: Sichern\n", &[("settings.save", "Sichern")]);
        check("yaml", "save: 'Save'\nwhen: {now: Now}\n", &[("save", "Save"), ("when.now", "Now")]);
    }

    #[test]
    fn po_has_contexts_plurals_and_long_texts() {
        let text = "msgid \"\"\nmsgstr \"Language: de\\n\"\n\n# note\nmsgctxt \"menu.save\"\nmsgid \"Save\"\nmsgstr \"Sichern\"\n\
                    msgid \"Close\"\nmsgstr \"\"\n\nmsgid \"\"\n\"Sign \"\n\"in\"\nmsgstr \"Anmelden\"\n\n\
                    msgid \"%d file\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"%d Datei\"\nmsgstr[1] \"%d Dateien\"\n";
        check(
            "po",
            text,
            &[("menu.save", "Sichern"), ("Close", "Close"), ("Sign in", "Anmelden"), ("%d file", "%d Datei")],
        );
    }

    #[test]
    fn apple_strings_have_comments() {
        let text = "/* A button */\n\"settings.save\" = \"Save\";\n// x\nok = \"OK\";\n/* a\n\"b\" = \"c\";\n*/\n";
        check("strings", text, &[("settings.save", "Save"), ("ok", "OK")]);
    }

    #[test]
    fn xliff_has_two_versions() {
        let one = "<xliff><file><body><trans-unit id=\"save\"><source>Save</source><target>Sichern &amp; gut</target>\
                   </trans-unit><trans-unit id=\"ok\"><source>OK</source></trans-unit></body></file></xliff>";
        check("xlf", one, &[("save", "Sichern & gut"), ("ok", "OK")]);
        let two = "<xliff><file><unit id=\"1\" name=\"save\"><segment><source>Save</source><target>Sichern</target>\
                   </segment></unit></file></xliff>";
        check("xliff", two, &[("save", "Sichern")]);
    }

    #[test]
    fn broken_files_say_where() {
        let problem = read("json", "{\n  \"a\": \"b\",\n}", &[]).expect_err("a trailing comma");
        assert_eq!(problem.at, 14, "{}", problem.message);
        assert!(read("yaml", "a: [", &[]).is_err());
    }

    #[test]
    fn files_without_texts_are_problems() {
        let check = |extension: &str, text: &str, expected: &str| {
            assert_eq!(read(extension, text, &[]).expect_err("no text").message, expected, "{text}");
        };
        check("json", "[]", "the file must be a table of keys and texts");
        check("yaml", "- a\n", "the file must be a table of keys and texts");
        check("json", "{\"a\": 1}", "the file has no text");
        check("po", "\n", "the file has no text");
        check("strings", "save", "the file has no text");
        check("xliff", "<xliff/>", "the file has no text");
    }
}
