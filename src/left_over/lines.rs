//! Markup that has its meaning at the start of a line or of a text.

use super::{LeftOver, MASK, Markup, MarkupPosition, ahead, starts_word};

/// The texts of the templates for new articles.
pub const PLACEHOLDERS: &[&str] = &[
    "What readers learn here, in one sentence.",
    "What the form is for, and who can submit it.",
    "What readers will have done at the end.",
    "What goes wrong, in the words of the error message.",
    "What the video shows, in one sentence.",
    "What this category helps with, in one sentence.",
    "Start with the most important point. Many readers stop after the first sentence.",
    "Explain one thing under each heading.",
    "What is the first question, in the reader's own words?",
    "Give the answer in the first sentence. Reasons and exceptions follow.",
    "Each second-level heading is a question with its own address.",
    "What readers need to have ready.",
    "How long it takes, and what happens next.",
    "Start each step with what the reader does: open Settings.",
    "Use one action per step. Write the names of buttons as they appear on the screen.",
    "End with what the reader sees when it worked.",
    "Put exceptions that affect only a few readers in a note below the steps.",
    "What the reader sees, with the exact text of the message.",
    "Why it happens, in one or two sentences.",
    "Say how readers can tell that it worked.",
    "Write down what is said and shown, for search and for readers who cannot hear or play the video.",
];

/// Keys that front matter usually starts with.
const KEYS: &[&str] = &[
    "title",
    "layout",
    "id",
    "slug",
    "date",
    "description",
    "tags",
    "weight",
    "order",
    "permalink",
    "sidebar_label",
    "sidebar_position",
    "nav_order",
    "author",
    "draft",
    "categories",
    "category",
    "lang",
    "type",
];

/// A candidate that is the whole text, or its start.
pub(super) fn whole(text: &str) -> Option<LeftOver> {
    let first = *text.as_bytes().first()?;
    if !first.is_ascii() {
        return None;
    }
    match first {
        b'|' => table_row(text),
        b'+' => toml_front_matter(text),
        b'i' | b'e' => module_line(text).or_else(|| front_matter(text)),
        b'a'..=b'z' => front_matter(text),
        b'A'..=b'Z' if PLACEHOLDERS.contains(&text) => Some(LeftOver::new(Markup::Placeholder, 0..text.len(), &[])),
        _ => None,
    }
}

/// `| a | b |`, or several rows such as `|a|b|`. In mathematics, no blank follows the first line.
fn table_row(text: &str) -> Option<LeftOver> {
    /// Minimum number of lines in two rows of two cells.
    const TWO_ROWS: usize = 6;
    let lines = text.matches('|').count();
    let is_spaced = text.starts_with("| ") && lines > 2;
    let is_row = text.trim_end().ends_with('|') && (is_spaced || lines >= TWO_ROWS && text.contains("| |"));
    is_row.then(|| LeftOver::new(Markup::TableRow, 0..text.len(), &[0]).at(MarkupPosition::LineStart))
}

/// `|---|`, with colons and blanks.
pub(super) fn delimiter_row(text: &str, at: usize) -> Option<LeftOver> {
    let near = &ahead(text, at)[1..];
    let cell = &near[..near.find('|')?];
    let dashes = cell.trim().trim_start_matches(':').trim_end_matches(':');
    let is_cell = dashes.len() > 1 && dashes.bytes().all(|byte| byte == b'-');
    is_cell.then(|| LeftOver::new(Markup::TableRow, at..at + cell.len() + 2, &[at]))
}

/// `title: …` on the line after `---`, with another key.
fn front_matter(text: &str) -> Option<LeftOver> {
    let is_key = |word: &str| word.strip_suffix(':').is_some_and(|key| KEYS.contains(&key));
    let first = text.split(' ').next()?;
    if !is_key(first) || text.split(' ').filter(|word| is_key(word)).count() < 2 {
        return None;
    }
    Some(LeftOver::new(Markup::FrontMatter, 0..text.len(), &[0]).at(MarkupPosition::AfterRule))
}

/// `+++ title = "…" +++`.
fn toml_front_matter(text: &str) -> Option<LeftOver> {
    let key = text.strip_prefix("+++ ")?.split(" = ").next()?;
    let is_found = KEYS.contains(&key);
    is_found.then(|| LeftOver::new(Markup::FrontMatter, 0..text.len(), &[0]).at(MarkupPosition::LineStart))
}

/// `import X from 'y'` or `export const x =`.
fn module_line(text: &str) -> Option<LeftOver> {
    let near = ahead(text, 0);
    let is_import = near.strip_prefix("import ").is_some_and(|rest| {
        let names = rest.split(['\'', '"']).next().unwrap_or_default();
        let is_module = names.is_empty() || names.trim_end().ends_with(" from");
        // "import data from "file"" in prose has a word without braces, too, but continues after the quotes.
        let end = rest[names.len()..].split(['\'', '"']).nth(2).map(|end| end.trim_start_matches(';'));
        is_module && end.is_some_and(|end| end.is_empty() || end.starts_with(" import ") || end.starts_with(" export "))
    });
    let is_export = near.strip_prefix("export ").is_some_and(|rest| {
        let mut words = rest.split(' ');
        let is_declared = matches!(words.next(), Some("const" | "let" | "var"));
        is_declared && words.nth(1) == Some("=") || rest.starts_with("default function ")
    });
    (is_import || is_export).then(|| LeftOver::new(Markup::Jsx, 0..near.len(), &[0]).at(MarkupPosition::LineStart))
}

/// `**words**` or `` `code` ``. Powers (`2**3**4`), patterns (`**/*.js`) and arguments (`**a, **b`) look similar.
pub(super) fn pair(text: &str, at: usize, mark: &str) -> Option<LeftOver> {
    /// Maximum number of characters between the marks.
    const LONGEST: usize = 80;
    let sign = mark.chars().next()?;
    let inner = ahead(text, at).strip_prefix(mark)?;
    let inner = &inner[..inner.find(mark)?];
    let (first, last) = (inner.chars().next()?, inner.chars().next_back()?);
    let is_apart = super::before(text, at).is_none_or(|it| it != sign && it != '\\' && !it.is_ascii_alphanumeric());
    let is_text = !first.is_whitespace()
        && !last.is_whitespace()
        && !inner.contains(['/', '\\', sign, MASK])
        && inner.chars().any(char::is_alphabetic)
        && inner.chars().nth(LONGEST).is_none();
    let signs: Vec<usize> = (at..at + mark.len()).collect();
    let end = at + inner.len() + 2 * mark.len();
    let goes_on = text[end..].starts_with(sign);
    (is_apart && is_text && !goes_on).then(|| LeftOver::new(Markup::Emphasis, at..end, &signs))
}

/// `**words **`, which is no emphasis because of the blank. Powers and arguments are in the middle of a word.
pub(super) fn loose_pair(text: &str, at: usize) -> Option<LeftOver> {
    /// Maximum number of characters between the marks.
    const LONGEST: usize = 80;
    let inner = ahead(text, at).strip_prefix("**")?;
    let inner = &inner[..inner.find("**")?];
    let end = at + inner.len() + 4;
    let (is_first_blank, is_last_blank) =
        (inner.starts_with(char::is_whitespace), inner.ends_with(char::is_whitespace));
    let is_whole = text[..at].trim().is_empty() && text[end..].trim().is_empty();
    let is_loose = if is_whole { is_first_blank || is_last_blank } else { is_first_blank != is_last_blank };
    let is_apart =
        starts_word(text, at) && !text[end..].starts_with(|next: char| next == '*' || next.is_ascii_alphanumeric());
    let is_text = inner.chars().any(char::is_alphabetic)
        && !inner.trim_end().ends_with(',')
        && !inner.contains(['\\', '*', '(', ')', '=', MASK])
        && inner.chars().nth(LONGEST).is_none();
    let signs: Vec<usize> = vec![at, at + 1];
    (is_loose && is_apart && is_text).then(|| LeftOver::new(Markup::Emphasis, at..end, &signs))
}

/// `:heavy_plus_sign:`: the name of an emoji or of an icon that has more than one part.
pub(super) fn emoji(text: &str, at: usize) -> Option<LeftOver> {
    let near = &ahead(text, at)[1..];
    let name = &near[..near.find(':')?];
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let is_set = ["material-", "octicons-", "fontawesome-", "simple-"].iter().any(|set| name.starts_with(set));
    let is_name = name.starts_with(|first: char| first.is_ascii_lowercase())
        && (name.contains('_') || is_set)
        && name.split(['_', '-']).all(|part| !part.is_empty() && is_plain(part));
    let end = at + name.len() + 2;
    let is_apart = super::before(text, at).is_none_or(|before| before.is_whitespace() || "([\"".contains(before))
        && !text[end..].starts_with(|next: char| next.is_alphanumeric() || next == ':');
    (is_name && is_apart).then(|| LeftOver::new(Markup::Emoji, at..end, &[at]))
}

/// `$$…$$` with a sign that only formulas have.
pub(super) fn formula(text: &str, at: usize) -> Option<LeftOver> {
    let inner = ahead(text, at).strip_prefix("$$")?;
    let inner = &inner[..inner.find("$$")?];
    let is_formula = inner.contains(['\\', '^', '_', '=']) && !inner.trim().is_empty() && !inner.contains('`');
    is_formula.then(|| LeftOver::new(Markup::Formula, at..at + inner.len() + 4, &[at, at + 1]))
}

/// `\\(…\\)` and `\\[…\\]` of TeX. Markdown takes the backslashes for escapes, so they are not in the text.
pub(super) fn tex(text: &str, at: usize) -> Option<LeftOver> {
    let near = ahead(text, at);
    let (open, close) = if near.starts_with('(') { (b'(', b')') } else { (b'[', b']') };
    let mut depth = 0_usize;
    let end = near.bytes().position(|byte| {
        depth = depth + usize::from(byte == open) - usize::from(byte == close);
        depth == 0
    })?;
    is_tex(near[1..end].trim()).then(|| LeftOver::new(Markup::Tex, at..at + end + 1, &[at, at + end]))
}

/// Whether a text has a command, a power, an index, or starts like an equation.
fn is_tex(text: &str) -> bool {
    let follows =
        |sign: &str, is_next: &dyn Fn(char) -> bool| text.split(sign).skip(1).any(|rest| rest.starts_with(is_next));
    let mut letters = text.chars().filter(|letter| *letter != ' ');
    let starts_equation = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && letters.next().is_some_and(|sign| "=<>".contains(sign));
    starts_equation
        || follows("\\", &|next| next.is_ascii_alphabetic())
        || text.match_indices('^').any(|(at, _)| is_power(&text[..at], &text[at + 1..]))
        || follows("_", &|next| next == '{')
}

/// Whether `^` between two texts is a power. In `[^a-z]`, nothing is before it.
fn is_power(base: &str, exponent: &str) -> bool {
    base.ends_with(|letter: char| letter.is_ascii_alphanumeric() || "})".contains(letter))
        && exponent.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '{')
}

/// `:::note`, `!!! note`, `??? note`, `/// note` and `=== "Tab"`.
pub(super) fn block(text: &str, at: usize) -> Option<LeftOver> {
    let near = ahead(text, at);
    let sign =
        near.get(..3).filter(|sign| matches!(*sign, ":::" | "!!!" | "???" | "===" | "///") && starts_word(text, at))?;
    let after = near[3..].trim_start_matches([':', '/']);
    let is_mark = match sign {
        ":::" => {
            after.starts_with(|next: char| next.is_whitespace() || next.is_alphabetic() || next == '{')
                || after.is_empty()
        }
        "///" if after.is_empty() => true,
        "===" => after.strip_prefix(' ').is_some_and(|title| title.starts_with('"')),
        _ => after
            .trim_start_matches('+')
            .strip_prefix(' ')
            .is_some_and(|name| name.starts_with(|it: char| it.is_ascii_lowercase())),
    };
    // `:::image source="…":::` has its meaning anywhere.
    let is_tag = sign == ":::"
        && after.split_once(' ').is_some_and(|(name, values)| {
            let is_key = |key: &str| !key.is_empty() && key.bytes().all(|it| it.is_ascii_alphabetic() || it == b'-');
            !name.is_empty() && values.split_once("=\"").is_some_and(|(key, _)| is_key(key))
        });
    let position = if is_tag { MarkupPosition::Anywhere } else { MarkupPosition::LineStart };
    let length = near.len() - after.len() + after.find(char::is_whitespace).unwrap_or(after.len());
    is_mark.then(|| LeftOver::new(Markup::Block, at..at + length, &[at, at + 1, at + 2]).at(position))
}

/// `%%…%%`.
pub(super) fn comment(text: &str, at: usize) -> Option<LeftOver> {
    let inner = ahead(text, at).strip_prefix("%%").filter(|_| starts_word(text, at))?;
    let end = inner.find("%%")?;
    let after = inner[end + 2..].chars().next();
    let is_quantity = inner[..end].ends_with(|last: char| last.is_ascii_digit());
    let is_comment = !inner[..end].trim().is_empty()
        && !is_quantity
        && after.is_none_or(|after| after.is_whitespace() || after == '.');
    is_comment.then(|| LeftOver::new(Markup::Comment, at..at + end + 4, &[at, at + 1]))
}
