//! Sets one key in the front matter of a text and leaves every other byte unchanged.

use super::{FrontMatterData, FrontMatterFormat, FrontMatterValue, split, table};

/// `text` with the front-matter key `key` set to the text `value`. `None` if the front matter is written so that adding
/// a line would change the meaning of other keys.
#[must_use]
pub fn set(text: &str, key: &str, value: &str) -> Option<String> {
    // A JSON string means the same in YAML and TOML.
    set_written(text, key, &serde_json::Value::from(value).to_string(), &|written| written.text() == Some(value))
}

/// Like [`set`], with a list of texts. A list that has texts already is not replaced.
#[must_use]
pub fn set_list(text: &str, key: &str, values: &[String]) -> Option<String> {
    let written = serde_json::Value::from(values).to_string();
    let is_set = |written: &FrontMatterValue| match &written.data {
        FrontMatterData::List(found) => found.iter().filter_map(FrontMatterValue::text).eq(values),
        _ => false,
    };
    set_written(text, key, &written, &is_set)
}

/// Like [`set`], with a value that needs no quotes, such as a date. An old value in quotes keeps them.
#[must_use]
pub fn set_plain(text: &str, key: &str, value: &str) -> Option<String> {
    let old = table(text).value(key).map(|old| old.range.clone());
    let quote = old.and_then(|range| text[range].chars().next()).filter(|quote| matches!(quote, '"' | '\''));
    let quote = quote.map_or(String::new(), String::from);
    set_written(text, key, &format!("{quote}{value}{quote}"), &|written| written.text() == Some(value))
}

/// Sets a key to `written`; `is_set` tells whether it is read as meant.
fn set_written(text: &str, key: &str, written: &str, is_set: &dyn Fn(&FrontMatterValue) -> bool) -> Option<String> {
    let before = table(text);
    let split = split(text);
    if split.unclosed {
        return None;
    }
    let edited = match (split.head, before.value(key)) {
        (Some(_), Some(old)) if matches!(&old.data, FrontMatterData::Text { .. }) || old.is_empty_list() => {
            [&text[..old.range.start], written, &text[old.range.end..]].concat()
        }
        (Some((FrontMatterFormat::Yaml, _)), Some(old)) if matches!(old.data, FrontMatterData::Null) => {
            let written_null = &text[old.range.clone()];
            if matches!(written_null.trim(), "~" | "null" | "Null" | "NULL") {
                [&text[..old.range.start], written, &text[old.range.end..]].concat()
            } else {
                let entry = before.0.iter().find(|entry| entry.key.eq_ignore_ascii_case(key))?;
                let colon = entry.key_range.end + text[entry.key_range.end..].find(':')? + 1;
                [&text[..colon], " ", written, &text[colon..]].concat()
            }
        }
        (_, Some(_)) => return None,
        (Some((format, range)), None) => {
            let head = &text[range.clone()];
            let (at, line) = match format {
                FrontMatterFormat::Yaml => (range.end, format!("{key}: {written}")),
                // A line after a table would belong to that table.
                FrontMatterFormat::Toml => (range.start + first_table(head), format!("{key} = {written}")),
            };
            [&text[..at], &line, line_end(text), &text[at..]].concat()
        }
        (None, None) => {
            let bare = text.trim_start_matches('\u{feff}');
            let mark = &text[..text.len() - bare.len()];
            let end = line_end(text);
            [mark, "---", end, key, ": ", written, end, "---", end, end, bare].concat()
        }
    };
    // Read the result again: no other value may have changed.
    let after = table(&edited);
    let kept = after.0.iter().filter(|entry| !entry.key.eq_ignore_ascii_case(key));
    let others = before.0.iter().filter(|entry| !entry.key.eq_ignore_ascii_case(key));
    let is_kept = kept
        .map(|entry| (&entry.key, entry.value.kind(), entry.value.text()))
        .eq(others.map(|entry| (&entry.key, entry.value.kind(), entry.value.text())));
    (is_kept && after.value(key).is_some_and(is_set)).then_some(edited)
}

/// The start of the first table of TOML front matter, or the end of the front matter.
pub(super) fn first_table(head: &str) -> usize {
    let lines = super::lines_with_offsets(head);
    lines.into_iter().find(|(_, line)| line.starts_with('[')).map_or(head.len(), |(at, _)| at)
}

/// The line ending that a text uses.
pub(super) fn line_end(text: &str) -> &'static str {
    if text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r')) { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(set(text, "translated_from", "abc").as_deref(), Some(expected));
    }

    #[test]
    fn a_list_is_added_and_never_replaced() {
        let set = |text| set_list(text, "access", &["for-staff".into(), "for-a".into()]);
        assert_eq!(
            set("---\nt: 1 # x\n---\nB").as_deref(),
            Some("---\nt: 1 # x\naccess: [\"for-staff\",\"for-a\"]\n---\nB")
        );
        assert_eq!(set("---\naccess: []\n---\n").as_deref(), Some("---\naccess: [\"for-staff\",\"for-a\"]\n---\n"));
        assert_eq!(set("+++\nt = 1\n+++\n").as_deref(), Some("+++\nt = 1\naccess = [\"for-staff\",\"for-a\"]\n+++\n"));
        assert_eq!(set("B\n").as_deref(), Some("---\naccess: [\"for-staff\",\"for-a\"]\n---\n\nB\n"));
        assert_eq!(set("---\naccess: [x]\n---\n"), None);
    }

    #[test]
    fn a_key_is_added_as_the_last_one() {
        check("---\ntitle: A # name\n---\nB\n", "---\ntitle: A # name\ntranslated_from: \"abc\"\n---\nB\n");
        check("+++\ntitle = \"A\"\n+++\nB", "+++\ntitle = \"A\"\ntranslated_from = \"abc\"\n+++\nB");
        check("---\r\ntitle: A\r\n---\r\nB", "---\r\ntitle: A\r\ntranslated_from: \"abc\"\r\n---\r\nB");
        check("---\ntext: |\n  a\n---\n", "---\ntext: |\n  a\ntranslated_from: \"abc\"\n---\n");
        check("---\n---\n", "---\ntranslated_from: \"abc\"\n---\n");
    }

    #[test]
    fn in_toml_it_stands_before_the_first_table() {
        check("+++\na = 1\n[b]\nc = 2\n+++\n", "+++\na = 1\ntranslated_from = \"abc\"\n[b]\nc = 2\n+++\n");
    }

    #[test]
    fn a_key_that_is_there_gets_a_new_value() {
        check("---\ntranslated_from: old # x\na: 1\n---\n", "---\ntranslated_from: \"abc\" # x\na: 1\n---\n");
        check("+++\ntranslated_from = 'old'\n+++\n", "+++\ntranslated_from = \"abc\"\n+++\n");
    }

    #[test]
    fn a_text_without_a_head_gets_one() {
        check("# A\n", "---\ntranslated_from: \"abc\"\n---\n\n# A\n");
        check("\u{feff}# A\n", "\u{feff}---\ntranslated_from: \"abc\"\n---\n\n# A\n");
    }

    #[test]
    fn a_date_is_written_as_the_old_one() {
        let check = |text: &str, expected: &str| {
            assert_eq!(set_plain(text, "reviewed", "2026-11-30").as_deref(), Some(expected), "{text:?}");
        };
        check("---\nreviewed: 2025-01-02 # by Ada\n---\n", "---\nreviewed: 2026-11-30 # by Ada\n---\n");
        check("---\nreviewed: '2025-01-02'\n---\n", "---\nreviewed: '2026-11-30'\n---\n");
        check("---\nreviewed:\ntitle: A\n---\n", "---\nreviewed: 2026-11-30\ntitle: A\n---\n");
        check("---\nreviewed: ~\n---\n", "---\nreviewed: 2026-11-30\n---\n");
        check("---\ntitle: A\n---\n", "---\ntitle: A\nreviewed: 2026-11-30\n---\n");
        check("+++\nreviewed = 2025-01-02\n+++\n", "+++\nreviewed = 2026-11-30\n+++\n");
        check("+++\r\ntitle = 'A'\r\n[a]\r\n+++\r\n", "+++\r\ntitle = 'A'\r\nreviewed = 2026-11-30\r\n[a]\r\n+++\r\n");
        check("\u{feff}---\r\ntitle: A\r\n---\r\nB", "\u{feff}---\r\ntitle: A\r\nreviewed: 2026-11-30\r\n---\r\nB");
        check("\u{feff}# A\r\n", "\u{feff}---\r\nreviewed: 2026-11-30\r\n---\r\n\r\n# A\r\n");
        check("Text", "---\nreviewed: 2026-11-30\n---\n\nText");
    }

    #[test]
    fn texts_are_escaped() {
        let name = "Ada \"Lady\" \\ Lovelace";
        for text in ["---\na: 1\n---\n", "+++\na = 1\n+++\n", "B"] {
            let edited = set(text, "by", name).expect("the key can be added");
            assert_eq!(table(&edited).value("by").and_then(|value| value.text()), Some(name));
        }
    }

    #[test]
    fn what_cannot_take_a_line_is_left_alone() {
        assert_eq!(set("---\n{title: A}\n---\n", "translated_from", "abc"), None);
        assert_eq!(set("---\ntranslated_from: [a]\n---\n", "translated_from", "abc"), None);
    }
}
