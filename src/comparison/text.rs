//! Presents a comparison as text for a terminal.

use std::fmt::Write as _;

use super::{ArticleDifference, PassageDifference, PictureDifference, SiteDifference};
use crate::printable::line;

/// All differences, in sections that are not empty.
#[must_use]
pub fn text(difference: &SiteDifference) -> String {
    if difference.is_empty() {
        return "no differences\n".to_owned();
    }
    let mut text = String::new();
    let articles = [
        ("added", &difference.added),
        ("changed", &difference.changed),
        ("moved", &difference.moved),
        ("removed", &difference.removed),
    ];
    for (name, articles) in articles {
        for article in articles {
            write_article(&mut text, name, article);
        }
    }
    let moved = difference.moved_addresses.iter().map(|moved| format!("{} → {}", moved.from, moved.to));
    section(&mut text, "addresses that moved", moved);
    section(&mut text, "addresses that are lost", difference.lost_addresses.iter().cloned());
    section(&mut text, "anchors that are lost", difference.lost_anchors.iter().cloned());
    let shown = |problem: &super::SnapshotProblem| {
        format!("{}: {}[{}] {}", problem.path, problem.severity, problem.code, problem.message)
    };
    section(&mut text, "new problems", difference.new_problems.iter().map(shown));
    section(&mut text, "fixed problems", difference.fixed_problems.iter().map(shown));
    section(&mut text, "translations that became older", difference.outdated_translations.iter().cloned());
    section(&mut text, "pictures", difference.pictures.iter().map(picture));
    text
}

fn write_article(text: &mut String, name: &str, article: &ArticleDifference) {
    let from = article.from.as_ref().map_or(String::new(), |from| format!("{} → ", line(from)));
    let _ = writeln!(text, "{name:<8} {from}{}", line(&article.path));
    for passage in &article.passages {
        for (sign, words) in lines(passage) {
            let _ = writeln!(text, "       {sign} {}", line(&words));
        }
    }
}

/// The lines of a passage with `-` or `+` before them.
pub(super) fn lines(passage: &PassageDifference) -> Vec<(char, String)> {
    let all = |sign: char, text: &str| text.lines().map(move |line| (sign, line.to_owned())).collect::<Vec<_>>();
    match passage {
        PassageDifference::Added(text) => all('+', text),
        PassageDifference::Removed(text) => all('-', text),
        PassageDifference::Reworded { before, after } => [all('-', before), all('+', after)].concat(),
    }
}

fn section(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    for (number, words) in lines.enumerate() {
        if number == 0 {
            let _ = writeln!(text, "\n{title}");
        }
        let _ = writeln!(text, "  {}", line(&words));
    }
}

/// A picture with its size before and after.
pub(super) fn picture(picture: &PictureDifference) -> String {
    let size = |size: Option<u64>| size.map_or_else(|| "none".to_owned(), kilobytes);
    format!("{}: {} → {}", picture.path, size(picture.before), size(picture.after))
}

fn kilobytes(bytes: u64) -> String {
    /// Bytes in a kilobyte.
    const KB: u64 = 1000;
    if bytes < KB { format!("{bytes} B") } else { format!("{} kB", bytes / KB) }
}
