//! Presents a comparison as Markdown for a comment on a pull request.

use std::fmt::Write as _;

use super::text::{lines, picture};
use super::{ArticleDifference, SiteDifference, SnapshotProblem};
use crate::printable;
use crate::report::plural;

/// Maximum length of a comment on GitHub in characters. Source: the message of its API for a longer one.
pub const MAX_CHARACTERS: usize = 65_536;

/// What is kept free for the line that says how much was left out.
const RESERVED: usize = 200;

/// All differences, the most important first. What does not fit is counted in the last line.
#[must_use]
pub fn markdown(difference: &SiteDifference) -> String {
    let mut comment = Comment { text: "### Help center\n\n".to_owned(), characters: 17, left_out: 0 };
    if difference.is_empty() {
        comment.text.push_str("No differences.\n");
        return comment.text;
    }
    comment.section("Addresses that are lost", difference.lost_addresses.iter().map(|it| code(it)));
    comment.section("Anchors that are lost", difference.lost_anchors.iter().map(|it| code(it)));
    comment.section("New problems", difference.new_problems.iter().map(problem));
    let older = "Translations that are older than their originals now";
    comment.section(older, difference.outdated_translations.iter().map(|it| code(it)));
    comment.articles("Added", &difference.added);
    comment.articles("Changed", &difference.changed);
    comment.articles("Moved", &difference.moved);
    comment.articles("Removed", &difference.removed);
    let moved = difference.moved_addresses.iter().map(|it| format!("{} → {}", code(&it.from), code(&it.to)));
    comment.section("Addresses that moved", moved);
    comment.section("Fixed problems", difference.fixed_problems.iter().map(problem));
    comment.section("Pictures", difference.pictures.iter().map(|it| plain(&picture(it))));
    if comment.left_out > 0 {
        let _ = write!(
            comment.text,
            "\n… and {} that did not fit here.\n",
            plural(comment.left_out, "entry").replace("entrys", "entries")
        );
    }
    printable::page(&comment.text).into_owned()
}

/// A comment that grows by whole entries for as long as they fit.
struct Comment {
    text: String,
    characters: usize,
    left_out: usize,
}

impl Comment {
    fn section(&mut self, title: &str, entries: impl Iterator<Item = String>) {
        let entries: Vec<String> = entries.map(|entry| format!("- {entry}\n")).collect();
        self.all(title, &entries);
    }

    fn articles(&mut self, title: &str, articles: &[ArticleDifference]) {
        let entries: Vec<String> = articles.iter().map(article).collect();
        self.all(title, &entries);
    }

    fn all(&mut self, title: &str, entries: &[String]) {
        if entries.is_empty() {
            return;
        }
        self.push(&format!("**{title}** ({})\n\n", entries.len()), false);
        for entry in entries {
            self.push(entry, true);
        }
        self.push("\n", false);
    }

    fn push(&mut self, entry: &str, is_counted: bool) {
        let count = entry.chars().count();
        if self.characters + count + RESERVED > MAX_CHARACTERS {
            self.left_out += usize::from(is_counted);
            return;
        }
        self.characters += count;
        self.text.push_str(entry);
    }
}

fn article(article: &ArticleDifference) -> String {
    /// How much of an article's changes is shown, in characters.
    const SHOWN: usize = 4_000;
    if article.passages.is_empty() {
        let from = article.from.as_ref().map_or(String::new(), |from| format!("{} → ", code(from)));
        return format!("- {} {from}{}\n", plain(&article.title), code(&article.path));
    }
    let mut changes = String::new();
    let mut shown = 0;
    for passage in &article.passages {
        for (sign, words) in lines(passage) {
            shown += words.chars().count() + 3;
            if shown <= SHOWN {
                let _ = writeln!(changes, "{sign} {words}");
            }
        }
    }
    if shown > SHOWN {
        changes.push_str("…\n");
    }
    // A fence in the text must not end this one.
    let longest = changes.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("<details><summary>{}</summary>\n\n{fence}diff\n{changes}{fence}\n\n</details>\n", summary(article))
}

/// The line of a fold, in which Markdown has no meaning.
fn summary(article: &ArticleDifference) -> String {
    let text = |text: &str| {
        let mut escaped = String::new();
        crate::html::escape_text(text, &mut escaped);
        escaped.replace('@', "&#64;")
    };
    let from = article.from.as_ref().map_or(String::new(), |from| format!("<code>{}</code> → ", text(from)));
    format!("{} {from}<code>{}</code>", text(&article.title), text(&article.path))
}

fn problem(problem: &SnapshotProblem) -> String {
    let path = if problem.path.is_empty() { String::new() } else { format!("{}: ", code(&problem.path)) };
    format!("{path}{} {} {}", problem.severity, code(&problem.code), plain(&problem.message))
}

/// A text as code. Backticks in it become quotes.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace(['\n', '\r'], " "))
}

/// A text in which nothing has a meaning in Markdown, and nobody is mentioned. Code in backticks stays.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for (number, part) in text.replace(['\n', '\r'], " ").split('`').enumerate() {
        if number % 2 == 1 {
            plain.push_str(&code(part));
            continue;
        }
        for letter in part.chars() {
            match letter {
                '@' => plain.push_str("&#64;"),
                '<' => plain.push_str("&lt;"),
                '\\' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => plain.extend(['\\', letter]),
                letter => plain.push(letter),
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::PassageDifference;

    #[test]
    fn a_comment_fits_whatever_changed() {
        let article = |number: usize| ArticleDifference {
            path: format!("content/{number}.md"),
            from: None,
            title: "A *b* @c".into(),
            address: "/a/".into(),
            passages: vec![PassageDifference::Added("```\nwörds ".repeat(900))],
        };
        let difference = SiteDifference { changed: (0..200).map(article).collect(), ..SiteDifference::default() };
        let text = markdown(&difference);
        assert!(text.chars().count() <= MAX_CHARACTERS, "{}", text.chars().count());
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
        assert!(text.contains("entries that did not fit here."));
        assert!(!text.contains("@c"), "nobody is mentioned");
        assert!(text.contains("\n````diff\n"), "the fence is longer than those in the text");
    }

    #[test]
    fn texts_have_no_meaning_in_markdown() {
        assert_eq!(plain("a `b_c` *d* <e>"), "a `b_c` \\*d\\* &lt;e>");
        assert_eq!(code("a`b"), "`a'b`");
    }
}
