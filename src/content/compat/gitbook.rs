//! GitBook: titles of `{% code %}`, `{% content-ref %}`, links that mention a page, tables that are cards, icons, and
//! integrations. Its other blocks are translated with Liquid's.

use std::ops::Range;

use super::arguments::MarkupArguments;
use super::code::fence;
use super::{DialectPass, MAX_REACH, ceiling, tags};
use crate::html::{Tag, TagKind, Token, tokens};
use crate::path::{self, ProjectPath};

/// Strings, one of which occurs in every text that has any of these.
pub(super) const SIGNS: &[&str] =
    &["{% code ", "{% content-ref ", " \"mention\")", "data-view=\"cards\"", "<i class=\"fa-", "{% @", " srcset=\""];

/// Maximum length of a table of cards, in bytes.
const MAX_TABLE: usize = 256 << 10;

/// Translates all of these.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    for start in pass.outside_code("{% code ") {
        code_title(pass, start);
    }
    for start in pass.outside_code("{% content-ref ") {
        content_ref(pass, start);
    }
    for start in pass.outside_code(" \"mention\")") {
        mention(pass, start);
    }
    for start in pass.outside_code("<table ") {
        cards(pass, start);
    }
    for start in pass.outside_code("<i class=\"fa-") {
        icon(pass, start);
    }
    for start in pass.outside_code(" srcset=\"") {
        picture(pass, start + " srcset=\"".len());
    }
    for start in pass.outside_code("{% @") {
        let Some(end) = pass.ahead(start).find("%}").map(|end| start + end + 2) else { continue };
        let name = pass.text[start + 3..end - 2].split_whitespace().next().unwrap_or_default().to_owned();
        pass.left_out(start..end, &format!("integration `{name}`"));
        pass.remove(start..end);
    }
}

/// The end of the tag at `start`, and its arguments.
fn arguments(pass: &DialectPass<'_>, start: usize) -> Option<(usize, MarkupArguments)> {
    let ahead = pass.ahead(start);
    let end = ahead.find("%}")?;
    let inner = ahead[2..end].trim_start();
    let inner = &inner[inner.find(char::is_whitespace)?..];
    Some((start + end + 2, MarkupArguments::parse(inner)))
}

/// `{% code title="a.js" %}`: the title belongs to the code block in it.
fn code_title(pass: &mut DialectPass<'_>, start: usize) {
    let Some((end, arguments)) = arguments(pass, start) else { return };
    let Some(title) = arguments.named(&["title"]) else { return };
    let rest = &pass.text[end..];
    let line = rest.trim_start().lines().next().unwrap_or_default();
    if fence(line.trim()).is_some() {
        let at = end + (rest.len() - rest.trim_start().len()) + line.trim_end().len();
        pass.replace(at..at, format!(" title=\"{}\"", title.replace('"', "'")));
    }
}

/// `{% content-ref url="page.md" %}`: a link to a page, which GitBook shows by its title.
fn content_ref(pass: &mut DialectPass<'_>, start: usize) {
    const CLOSE: &str = "{% endcontent-ref %}";
    let Some((end, arguments)) = arguments(pass, start) else { return };
    let Some(url) = arguments.named(&["url"]).map(str::to_owned) else { return };
    let ahead = &pass.text[end..ceiling(pass.text, end + MAX_REACH)];
    let Some(close) = ahead.find(CLOSE) else { return };
    let label = ahead[..close].trim().strip_prefix('[').and_then(|rest| rest.rsplit_once("](")).map(|(label, _)| label);
    let label = label.filter(|label| !is_file_name(label)).map_or_else(|| words(&url), str::to_owned);
    let link = tags::link(&label, &url);
    pass.replace(start..end + close + CLOSE.len(), format!("\n{link}\n"));
}

/// `[page.md](page.md "mention")`: a link that GitBook shows with the page's title.
fn mention(pass: &mut DialectPass<'_>, start: usize) {
    let line = pass.line(start);
    let before = &pass.text[line.start..start];
    let Some(target_at) = before.rfind("](") else { return };
    let Some(label_at) = before[..target_at].rfind('[') else { return };
    let (label, target) = (&before[label_at + 1..target_at], &before[target_at + 2..]);
    if is_file_name(label) {
        let shown = words(target);
        pass.replace(line.start + label_at + 1..line.start + target_at, shown);
    }
    pass.replace(start..start + " \"mention\"".len(), "");
}

/// Whether a link shows the name of a file.
fn is_file_name(label: &str) -> bool {
    let label = label.split('#').next().unwrap_or(label).trim_end_matches('/');
    ProjectPath::new(label).extension() == "md"
        || label.is_empty()
        || label.contains('/') && !label.contains(' ')
        || label == "."
}

/// The name of a page in words.
fn words(target: &str) -> String {
    let place = path::decode(target.split(['#', '?']).next().unwrap_or(target));
    if place.contains("://") {
        return target.to_owned();
    }
    let names = place.trim_end_matches('/').split('/').filter(|name| !matches!(*name, "." | ".."));
    let mut names = names.rev().map(|name| name.strip_suffix(".md").unwrap_or(name));
    let name = names.find(|name| !name.is_empty() && !name.eq_ignore_ascii_case("readme") && *name != "index");
    name.map_or_else(|| target.to_owned(), path::in_words)
}

/// `srcset="../.gitbook/assets/a b (1).svg"`: the name of one file, with blanks as GitBook writes them.
fn picture(pass: &mut DialectPass<'_>, start: usize) {
    let Some(value) = pass.ahead(start).split_once('"').map(|(value, _)| value) else { return };
    let is_file = value.contains(".gitbook/assets/") && value.contains(' ') && !value.contains("%20");
    let has_extension =
        value.rsplit_once('.').is_some_and(|(_, end)| end.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if is_file && has_extension {
        let end = start + value.len();
        let address = value.replace(' ', "%20").replace(',', "%2C");
        pass.replace(start..end, address);
    }
}

/// `<i class="fa-x">:x:</i>`.
fn icon(pass: &mut DialectPass<'_>, start: usize) {
    const CLOSE: &str = ":</i>";
    let ahead = pass.ahead(start);
    let Some(end) = ahead.find(CLOSE).filter(|end| ahead[..*end].matches('<').count() == 1) else { return };
    let end = start + end + CLOSE.len();
    pass.replace(start..end + usize::from(pass.text[end..].starts_with(' ')), "");
}

/// A column of a table of cards.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Text,
    Target,
    Cover,
    Hidden,
}

impl Column {
    fn of(head: &Tag) -> Self {
        let has = |name: &str| head.attribute(name).is_some();
        if has("data-card-target") {
            Self::Target
        } else if has("data-card-cover") {
            Self::Cover
        } else if has("data-hidden") {
            Self::Hidden
        } else {
            Self::Text
        }
    }
}

/// `<table data-view="cards">`: a list of links.
fn cards(pass: &mut DialectPass<'_>, start: usize) {
    const CLOSE: &str = "</table>";
    let ahead = &pass.text[start..ceiling(pass.text, start + MAX_TABLE)];
    let Some(tag_end) = ahead.find('>') else { return };
    let Some(end) = ahead.find(CLOSE).filter(|_| ahead[..tag_end].contains("data-view=\"cards\"")) else { return };
    let list = list_of(&ahead[..end]);
    pass.replace(start..start + end + CLOSE.len(), format!("\n\n{list}\n"));
}

fn list_of(html: &str) -> String {
    let mut columns = Vec::new();
    let mut list = String::new();
    let mut row: Vec<Range<usize>> = Vec::new();
    let mut cell = None;
    let starts = |tag: &Tag, name: &str| tag.name == name && tag.kind != TagKind::End;
    for token in tokens(html, false) {
        let Token::Tag(tag) = token else { continue };
        if starts(&tag, "th") {
            columns.push(Column::of(&tag));
        } else if starts(&tag, "td") {
            cell = Some(tag.range.end);
        } else if tag.name == "td" {
            row.extend(cell.take().map(|from| from..tag.range.start));
        } else if tag.name == "tr" && tag.kind == TagKind::End && !row.is_empty() {
            list.push_str(&card(html, &columns, &row));
            row.clear();
        }
    }
    list
}

fn card(html: &str, columns: &[Column], row: &[Range<usize>]) -> String {
    let kind = |place: usize| columns.get(place).copied().unwrap_or(Column::Text);
    let cells = || row.iter().enumerate().map(|(place, range)| (kind(place), &html[range.clone()]));
    let address = |wanted: Column| cells().find(|(kind, _)| *kind == wanted).and_then(|(_, cell)| href(cell));
    let target = address(Column::Target);
    let texts: Vec<String> = cells()
        .filter(|(kind, _)| *kind == Column::Text)
        .map(|(_, cell)| text(cell))
        .filter(|text| !text.is_empty())
        .collect();
    let cover = address(Column::Cover)
        .map_or(String::new(), |cover| format!("<img src=\"{}\" alt=\"\"> ", cover.replace('"', "%22")));
    let title = texts.first().cloned().or_else(|| target.as_deref().map(words)).unwrap_or_default();
    let title = match target {
        Some(target) if !title.contains("](") => tags::link(&title, &target),
        Some(target) => format!("{title} {}", tags::link(&words(&target), &target)),
        None if title.contains("](") => title,
        None => format!("**{title}**"),
    };
    let rest = texts.get(1..).unwrap_or_default().join(" ");
    format!("- {cover}{title}{}{rest}\n", if rest.is_empty() { "" } else { ": " })
}

fn href(cell: &str) -> Option<String> {
    tokens(cell, false).into_iter().find_map(|token| match token {
        Token::Tag(tag) => tag.attribute("href").or_else(|| tag.attribute("src")).map(str::to_owned),
        _ => None,
    })
}

/// The words and links of a cell, in Markdown. Icons are left out.
fn text(cell: &str) -> String {
    let mut text = String::new();
    let mut link: Option<(String, usize)> = None;
    let mut in_icon = false;
    for token in tokens(cell, false) {
        match token {
            Token::Text { text: words, .. } if !in_icon => text.push_str(&words.replace('<', "&lt;")),
            Token::Tag(tag) if tag.name == "i" => {
                in_icon = tag.kind == TagKind::Start && tag.attribute("class").is_some_and(|it| it.contains("fa-"));
            }
            Token::Tag(tag) if tag.name == "a" && tag.kind == TagKind::Start => {
                text.push(' ');
                link = tag.attribute("href").map(|href| (href.to_owned(), text.len()));
            }
            Token::Tag(tag) if tag.name == "a" => {
                if let Some((target, start)) = link.take() {
                    let label = text.split_off(start);
                    let label = if is_file_name(label.trim()) { words(&target) } else { label.trim().to_owned() };
                    text.push_str(&tags::link(&label, &target));
                }
                text.push(' ');
            }
            Token::Tag(_) => text.push(' '),
            Token::Text { .. } | Token::Comment(_) | Token::Unfinished { .. } => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
