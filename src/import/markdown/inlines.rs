//! Inline elements → [`Inline`]s, with blanks as a browser shows them.

use super::{ConversionNotes, Inline, TextStyle};
use crate::import::page::{HtmlElement, HtmlNode, is_invisible, one_line};

/// The line that some nodes make.
pub(super) fn inlines(nodes: &[HtmlNode], remarks: &mut ConversionNotes) -> Vec<Inline> {
    let mut line = Vec::new();
    collect(nodes, remarks, &mut line);
    tidy(line)
}

fn collect(nodes: &[HtmlNode], remarks: &mut ConversionNotes, line: &mut Vec<Inline>) {
    for node in nodes {
        match node {
            HtmlNode::Text(text) => line.push(Inline::Text(plain_blanks(text))),
            HtmlNode::Element(element) => element_into(element, remarks, line),
        }
    }
}

fn element_into(element: &HtmlElement, remarks: &mut ConversionNotes, line: &mut Vec<Inline>) {
    if let Some(id) = element.attribute("id").filter(|id| !id.is_empty() && element.name != "img") {
        line.push(Inline::Anchor(id.to_owned()));
    }
    let mut content = || {
        let mut content = Vec::new();
        collect(&element.children, remarks, &mut content);
        content
    };
    match element.name.as_str() {
        "br" => line.push(Inline::Break),
        "a" => {
            if let Some(name) = element.attribute("name").filter(|name| !name.is_empty()) {
                line.push(Inline::Anchor(name.to_owned()));
            }
            let content = content();
            match element.attribute("href") {
                Some(href) => line.push(Inline::Link {
                    href: href.trim().to_owned(),
                    title: element.attribute("title").map(one_line).unwrap_or_default(),
                    is_button: element.classes().any(is_button),
                    content,
                }),
                None => line.extend(content),
            }
        }
        "b" | "strong" => line.push(Inline::Styled(TextStyle::Strong, content())),
        "i" | "em" => line.push(Inline::Styled(TextStyle::Emphasis, content())),
        "s" | "strike" | "del" => line.push(Inline::Styled(TextStyle::Strike, content())),
        "kbd" => line.push(Inline::Styled(TextStyle::Element("kbd"), content())),
        "sub" => line.push(Inline::Styled(TextStyle::Element("sub"), content())),
        "sup" => line.push(Inline::Styled(TextStyle::Element("sup"), content())),
        "mark" => line.push(Inline::Styled(TextStyle::Element("mark"), content())),
        "code" | "tt" | "samp" => {
            let content = content();
            line.extend(code(content));
        }
        "q" => {
            line.push(Inline::Text("“".into()));
            line.extend(content());
            line.push(Inline::Text("”".into()));
        }
        "img" => line.extend(image(element)),
        "picture" => {
            if let Some(inner) = element.find(&|inner| inner.name == "img") {
                line.extend(image(inner));
            }
        }
        "input" => {
            if element.attribute("type").is_none_or(|kind| !kind.eq_ignore_ascii_case("checkbox")) {
                remarks.note("a field of a form (`<input>`) was left out");
            }
        }
        "wbr" | "rp" => {}
        "rt" => {
            line.push(Inline::Text(" (".into()));
            line.extend(content());
            line.push(Inline::Text(")".into()));
        }
        _ => {
            let is_bold = element.style("font-weight").is_some_and(|weight| {
                weight == "bold" || weight == "bolder" || weight.parse::<u32>().is_ok_and(|weight| weight >= 600)
            });
            let is_italic = element.style("font-style").is_some_and(|style| style == "italic");
            let content = content();
            match (is_bold, is_italic) {
                (true, true) => {
                    let inner = Inline::Styled(TextStyle::Emphasis, content);
                    line.push(Inline::Styled(TextStyle::Strong, vec![inner]));
                }
                (true, false) => line.push(Inline::Styled(TextStyle::Strong, content)),
                (false, true) => line.push(Inline::Styled(TextStyle::Emphasis, content)),
                (false, false) => line.extend(content),
            }
        }
    }
}

/// Code with other elements in it: links and pictures stay, styles go.
fn code(content: Vec<Inline>) -> Vec<Inline> {
    let is_plain = |inline: &Inline| !matches!(inline, Inline::Link { .. } | Inline::Image { .. });
    if !content.iter().all(is_plain) {
        let code = content.into_iter().map(|inline| match inline {
            Inline::Text(text) => Inline::Code(text),
            Inline::Link { href, title, is_button, content } => {
                Inline::Link { href, title, is_button, content: code(content) }
            }
            other => other,
        });
        return code.collect();
    }
    let mut anchors: Vec<Inline> = Vec::new();
    let mut lines = vec![String::new()];
    for inline in content {
        match inline {
            Inline::Anchor(_) => anchors.push(inline),
            Inline::Break => lines.push(String::new()),
            other => super::line_words(&[other], lines.last_mut().expect("it starts with one line")),
        }
    }
    for (number, text) in lines.into_iter().enumerate() {
        if number > 0 {
            anchors.push(Inline::Break);
        }
        anchors.push(Inline::Code(text));
    }
    anchors
}

/// Whether a class makes a link look like a button: `btn-primary`, `intercom-h2b-button`, `wp-block-button__link`.
fn is_button(class: &str) -> bool {
    class.split(['-', '_']).any(|part| matches!(part.to_ascii_lowercase().as_str(), "btn" | "button" | "cta"))
}

/// The picture of an `img`; `None` for pixels that only count readers.
fn image(element: &HtmlElement) -> Option<Inline> {
    let alt = one_line(element.attribute("alt").unwrap_or_default());
    // Emoji as pictures.
    if element.classes().any(|class| matches!(class, "emoji" | "emoticon" | "wp-smiley")) {
        let text = element.attribute("data-emoji-fallback").map_or(alt, str::to_owned);
        return (!text.is_empty()).then_some(Inline::Text(text));
    }
    let lazy = ["data-src", "data-lazy-src", "data-original"].iter().find_map(|name| element.attribute(name));
    let src = element
        .attribute("src")
        .filter(|src| !src.starts_with("data:"))
        .or(lazy)
        .or_else(|| element.attribute("src"))?;
    let is_pixel = |name| element.attribute(name).is_some_and(|size| matches!(size.trim(), "0" | "1"));
    if src.trim().is_empty() || is_pixel("width") && is_pixel("height") {
        return None;
    }
    // An address is no description.
    let alt = if alt.contains("://") { String::new() } else { alt };
    Some(Inline::Image { src: src.trim().to_owned(), alt, title: String::new() })
}

/// Blanks as they are shown: runs of them are one. A no-break space stays between two words, unless an editor wrote
/// most of a text's blanks that way.
fn plain_blanks(text: &str) -> String {
    let letters: Vec<char> = text.chars().filter(|letter| !is_invisible(*letter)).collect();
    let is_hard = |letter: &&char| matches!(**letter, '\u{a0}' | '\u{202f}');
    let (hard, soft) =
        (letters.iter().filter(is_hard).count(), letters.iter().filter(|letter| **letter == ' ').count());
    let is_by_chance = hard > 3 && hard > soft;
    let mut out = String::with_capacity(text.len());
    for (at, letter) in letters.iter().enumerate() {
        let (previous, next) = (at.checked_sub(1).map(|at| letters[at]), letters.get(at + 1).copied());
        match letter {
            '\u{a0}' | '\u{202f}' if is_held(previous, next, is_by_chance) => out.push(*letter),
            letter if letter.is_whitespace() => out.push(' '),
            letter if letter.is_control() => {}
            letter => out.push(*letter),
        }
    }
    out
}

/// Whether a no-break space stays. Between a number and its unit it always does.
fn is_held(previous: Option<char>, next: Option<char>, is_by_chance: bool) -> bool {
    let (Some(previous), Some(next)) = (previous, next) else { return !is_by_chance };
    let is_between = !previous.is_whitespace() && !next.is_whitespace();
    is_between && (!is_by_chance || previous.is_numeric() && (next.is_alphanumeric() || "%°€$£¥‰".contains(next)))
}

/// Merges neighbors, drops what is empty, and leaves one blank where there were several, none at the ends of the line.
pub(in crate::import) fn tidy(line: Vec<Inline>) -> Vec<Inline> {
    let mut line = merged(line);
    let mut is_blank = true;
    collapse(&mut line, &mut is_blank);
    trim_end(&mut line);
    let mut line = merged(line);
    while matches!(line.last(), Some(Inline::Break)) {
        line.pop();
    }
    while matches!(line.first(), Some(Inline::Break)) {
        line.remove(0);
    }
    trim_end(&mut line);
    line
}

/// Merges neighbors of the same style, flattens styles in themselves, and drops empty ones.
fn merged(line: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(line.len());
    for inline in line {
        match (out.last_mut(), inline) {
            (_, Inline::Text(text) | Inline::Code(text)) if text.is_empty() => {}
            (Some(Inline::Text(last)), Inline::Text(text)) | (Some(Inline::Code(last)), Inline::Code(text)) => {
                last.push_str(&text);
            }
            (Some(Inline::Styled(last_style, last)), Inline::Styled(style, content)) if *last_style == style => {
                last.extend(content);
                *last = merged(std::mem::take(last));
            }
            (_, Inline::Styled(style, content)) => {
                let content = merged(without(content, style));
                match content.as_slice() {
                    [] => {}
                    // A blank has no style.
                    [Inline::Text(text)] if text.trim().is_empty() => out.push(Inline::Text(text.clone())),
                    [Inline::Break] => out.push(Inline::Break),
                    _ => out.push(Inline::Styled(style, content)),
                }
            }
            (_, Inline::Link { href, title, is_button, content }) => {
                out.push(Inline::Link { href, title, is_button, content: merged(content) });
            }
            (_, other) => out.push(other),
        }
    }
    out
}

/// The content of a style without the same style inside.
fn without(content: Vec<Inline>, style: TextStyle) -> Vec<Inline> {
    let unwrap = |inline| match inline {
        Inline::Styled(inner, content) if inner == style => without(content, style),
        other => vec![other],
    };
    content.into_iter().flat_map(unwrap).collect()
}

fn collapse(line: &mut [Inline], is_blank: &mut bool) {
    for inline in line {
        match inline {
            Inline::Text(text) => {
                let mut out = String::with_capacity(text.len());
                for letter in text.chars() {
                    let is_space = matches!(letter, ' ' | '\u{a0}' | '\u{202f}');
                    if !is_space || !*is_blank {
                        out.push(letter);
                    } else if out.ends_with('\u{a0}') {
                        // Next to another blank it holds nothing together.
                        out.pop();
                        out.push(' ');
                    }
                    *is_blank = is_space;
                }
                *text = out;
            }
            Inline::Code(text) => {
                *text = one_line_code(text);
                *is_blank = false;
            }
            Inline::Break => *is_blank = true,
            Inline::Styled(_, content) | Inline::Link { content, .. } => collapse(content, is_blank),
            Inline::Image { .. } => *is_blank = false,
            Inline::Anchor(_) => {}
        }
    }
}

fn one_line_code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if !letter.is_whitespace() {
            out.push(letter);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

fn trim_end(line: &mut [Inline]) {
    // Blanks before a line break are not shown either.
    for at in 0..line.len() {
        if matches!(line.get(at + 1), Some(Inline::Break)) {
            trim_last(&mut line[at]);
        }
    }
    if let Some(last) = line.last_mut() {
        trim_last(last);
    }
}

fn trim_last(inline: &mut Inline) {
    match inline {
        Inline::Text(text) => text.truncate(text.trim_end_matches([' ', '\u{a0}', '\u{202f}']).len()),
        Inline::Styled(_, content) | Inline::Link { content, .. } => {
            if let Some(last) = content.last_mut() {
                trim_last(last);
            }
        }
        _ => {}
    }
}
