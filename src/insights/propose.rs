//! Makes a patch from searches without results: synonyms if readers found the answer with other words, otherwise a
//! draft article. A person reviews the patch and applies it with `git apply`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::figures::counted;
use super::patch::changed_file;
use super::report::MissingTopic;
use crate::path::slug;

/// A patch in the unified format (<https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html>);
/// empty if there is nothing to propose. `config` is the text of `answerbook.toml`, if the file exists. `content`
/// returns the folder of a locale's articles. `exists` returns whether a file exists; drafts never replace files.
#[must_use]
pub fn propose(
    missing: &[MissingTopic],
    config: Option<&str>,
    content: &dyn Fn(&str) -> String,
    exists: &dyn Fn(&str) -> bool,
) -> String {
    let mut synonyms: Vec<(&str, &str)> = Vec::new();
    let mut drafts: BTreeSet<String> = BTreeSet::new();
    let mut patch = String::new();
    for missing in missing {
        for (from, to) in &missing.synonyms {
            // Several languages may propose the same pair.
            if !synonyms.contains(&(from, to)) {
                synonyms.push((from, to));
            }
        }
        let Some((title, _)) = missing.queries.first().filter(|_| missing.synonyms.is_empty()) else { continue };
        let name = slug(title);
        let content = content(&missing.locale);
        let folder = if content.is_empty() { String::new() } else { format!("{content}/") };
        let file = format!("{folder}{name}.md");
        if !name.is_empty() && !exists(&file) && drafts.insert(file.clone()) {
            patch += &new_file(&file, &draft(title, missing));
        }
    }
    if !synonyms.is_empty() {
        let old = config.unwrap_or_default();
        patch += &changed_file("answerbook.toml", config.is_none(), old, &with_synonyms(old, &synonyms));
    }
    patch
}

/// A draft article, with the searches that led to it in a comment.
fn draft(title: &str, missing: &MissingTopic) -> String {
    let mut sentence = title.chars();
    let title: String = sentence.next().into_iter().flat_map(char::to_uppercase).chain(sentence).collect();
    let mut keywords: Vec<String> = missing.queries.iter().map(|(query, _)| quoted(query)).collect();
    keywords.dedup();
    let mut text = format!("---\ntitle: {}\ndraft: true\nkeywords: [{}]\n---\n\n", quoted(&title), keywords.join(", "));
    let searches = counted(missing.searches, "search", "searches");
    let _ = writeln!(text, "<!-- {searches} found nothing:");
    for (query, count) in &missing.queries {
        let _ = writeln!(text, "     {} ({count})", query.replace("--", "-"));
    }
    text + "-->\n\nThe answer in a sentence.\n"
}

/// A quoted string, valid in both TOML and YAML.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The configuration with the synonyms added. Everything else stays as it is.
fn with_synonyms(config: &str, synonyms: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = synonyms.iter().map(|(from, to)| format!("[{}, {}]", quoted(to), quoted(from))).collect();
    let mut lines: Vec<String> = config.lines().map(str::to_owned).collect();
    let table = lines.iter().position(|line| line.split('#').next().unwrap_or_default().trim() == "[search]");
    let Some(table) = table else {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(["[search]".to_owned(), "synonyms = [".to_owned()]);
        lines.extend(pairs.iter().map(|pair| format!("  {pair},")));
        lines.push("]".to_owned());
        return lines.join("\n") + "\n";
    };
    let end =
        lines[table + 1..].iter().position(|line| line.starts_with('[')).map_or(lines.len(), |end| table + 1 + end);
    let key = |line: &String| line.split_once('=').is_some_and(|(key, _)| key.trim() == "synonyms");
    match lines[table..end].iter().position(key).map(|place| table + place) {
        // Insert after the list's opening bracket, and keep the rest of the line after the new entries.
        Some(place) => {
            if let Some(bracket) = lines[place].find('[') {
                let is_last = lines[place].len() == bracket + 1;
                let entries = format!("{},{}", pairs.join(", "), if is_last { "" } else { " " });
                lines[place].insert_str(bracket + 1, &entries);
            }
        }
        None => lines.insert(table + 1, format!("synonyms = [{}]", pairs.join(", "))),
    }
    lines.join("\n") + "\n"
}

fn new_file(path: &str, text: &str) -> String {
    changed_file(path, true, "", text)
}
