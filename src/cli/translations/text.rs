//! Formats the report on translations, as text or as JSON. Nothing is printed here.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{LocaleReport, OutdatedTranslation};
use crate::content::changes::{self, Change, DiffPiece};
use crate::content::passages::Passage;
use crate::printable::{self, line};
use crate::report::plural;

/// The report for people: the counts, then what to do, most urgent first.
pub(super) fn page(report: &LocaleReport<'_>) -> String {
    let translated = report.current + report.unmarked.len() + report.older.len();
    let all = translated + report.missing.len();
    let (label, count) = (line(report.label), plural(all, "article"));
    let mut text = format!("{label} ({}): {translated} of {count} translated", report.code);
    for (count, what) in [(report.older.len(), "older than the original"), (report.unmarked.len(), "not marked")] {
        if count > 0 {
            let _ = write!(text, ", {count} {what}");
        }
    }
    text.push('\n');
    for older in &report.older {
        let _ = writeln!(text, "\nolder    {}\n         {} has changed", line(&older.path), line(&older.original));
        match &older.texts {
            Some((was, is)) => differences(&mut text, was, is),
            None => text.push_str("         git does not have the old text\n"),
        }
    }
    section(&mut text, "unmarked", report.unmarked.iter().map(String::as_str));
    section(&mut text, "alone   ", report.alone.iter().map(String::as_str));
    section(&mut text, "text    ", report.texts.iter().copied());
    section(&mut text, "missing ", report.missing.iter().map(|(original, _)| original.as_str()));
    text.push('\n');
    text
}

fn section<'p>(text: &mut String, title: &str, paths: impl Iterator<Item = &'p str>) {
    for (number, path) in paths.enumerate() {
        if number == 0 {
            text.push('\n');
        }
        let _ = writeln!(text, "{title} {}", line(path));
    }
}

/// The changed passages: `+` added, `-` removed, `~` reworded. Changed words are in `[-…-]` and `{+…+}`, as in
/// `git diff --word-diff`.
fn differences(text: &mut String, was: &[Passage], is: &[Passage]) {
    for change in changes::between(was, is) {
        let (sign, passage) = match change {
            Change::Same(_) => continue,
            Change::Added(passage) => ('+', passage.text.clone()),
            Change::Removed(passage) => ('-', passage.text.clone()),
            Change::Reworded { pieces, .. } => ('~', pieces.iter().map(|piece| shown(*piece)).collect()),
        };
        for (number, words) in passage.lines().enumerate() {
            let _ = writeln!(text, "       {} {}", if number == 0 { sign } else { ' ' }, line(words));
        }
    }
}

fn shown(piece: DiffPiece<'_>) -> String {
    let (open, words, close) = match piece {
        DiffPiece::Same(words) => return words.to_owned(),
        DiffPiece::Added(words) => ("{+", words, "+}"),
        DiffPiece::Removed(words) => ("[-", words, "-]"),
    };
    let bare = words.trim_end();
    format!("{open}{bare}{close}{}", &words[bare.len()..])
}

/// The report for programs: one object per line.
pub(super) fn object(report: &LocaleReport<'_>) -> String {
    let missing: Vec<Value> =
        report.missing.iter().map(|(original, place)| json!({ "original": original, "path": place })).collect();
    let object = json!({
        "locale": report.code,
        "label": report.label,
        "current": report.current,
        "older": report.older.iter().map(older).collect::<Vec<_>>(),
        "unmarked": report.unmarked,
        "alone": report.alone,
        "texts": report.texts,
        "missing": missing,
    });
    format!("{}\n", printable::json(&object.to_string()))
}

fn older(older: &OutdatedTranslation) -> Value {
    let changes = older.texts.as_ref().map(|(was, is)| {
        let changes = changes::between(was, is);
        changes.iter().filter_map(change).collect::<Vec<_>>()
    });
    json!({
        "path": older.path,
        "original": older.original,
        "translated_from": older.translated_from,
        "changes": changes,
    })
}

fn change(change: &Change<'_>) -> Option<Value> {
    Some(match change {
        Change::Same(_) => return None,
        Change::Added(passage) => json!({ "added": passage.text }),
        Change::Removed(passage) => json!({ "removed": passage.text }),
        Change::Reworded { pieces, .. } => {
            let piece = |piece: &DiffPiece<'_>| match piece {
                DiffPiece::Same(words) => json!({ "same": words }),
                DiffPiece::Added(words) => json!({ "added": words }),
                DiffPiece::Removed(words) => json!({ "removed": words }),
            };
            json!({ "reworded": pieces.iter().map(piece).collect::<Vec<_>>() })
        }
    })
}
