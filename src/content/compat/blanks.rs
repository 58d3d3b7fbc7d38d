//! Link targets with blanks, such as `[Refunds](Get a refund.md)`. Many editors and wikis accept them, but in Markdown
//! they need `<` and `>`; without, readers would see the brackets.

use std::ops::Range;

use super::DialectPass;

/// Whether a text may have such a target. Takes linear time.
pub(super) fn may_occur(text: &str) -> bool {
    let targets = text.split("](").skip(1).map(|rest| rest.lines().next().unwrap_or_default());
    targets.map(|line| &line[..line.find(')').unwrap_or(0)]).any(|target| target.trim().contains(' '))
        || text.split("]: ").skip(1).any(|rest| rest.lines().next().unwrap_or_default().trim().contains(' '))
}

/// Puts such targets between `<` and `>`.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    for at in pass.outside_code("](") {
        let start = at + "](".len();
        if !is_label_end(&pass.text[pass.line(at).start..at]) {
            continue;
        }
        if let Some(target) = inline_target(pass.ahead(start)) {
            enclose(pass, start + target.start..start + target.end);
        }
    }
    for at in pass.outside_code("]: ") {
        let line = pass.line(at);
        let label = pass.text[line.start..at].trim_start_matches([' ', '>']);
        let start = at + "]: ".len();
        if label.starts_with('[') && !label.starts_with("[^") && !label[1..].contains('[') {
            let target = without_title(pass.text[start..line.end].trim_end());
            // Anything else is more likely a sentence.
            if has_blank(target) && ends_with_extension(target) && !target.contains(['<', '>', '"', '[', ']', '(']) {
                enclose(pass, start..start + target.len());
            }
        }
    }
}

fn enclose(pass: &mut DialectPass<'_>, target: Range<usize>) {
    let text = &pass.text[target.clone()];
    let start = target.start + text.len() - text.trim_start().len();
    pass.replace(start..start, "<");
    pass.replace(target.end..target.end, ">");
}

/// Whether the brackets before a `](` are those of a link, rather than of code such as `list[i](x, y)`.
fn is_label_end(before: &str) -> bool {
    let mut depth = 0_usize;
    let open = before.char_indices().rev().find(|(_, character)| {
        match character {
            ']' => depth += 1,
            '[' if depth == 0 => return true,
            '[' => depth -= 1,
            _ => {}
        }
        false
    });
    open.is_some_and(|(open, _)| {
        !before[..open].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '\\' | ']' | ')' | '_'))
    })
}

/// The range of an inline target with blanks, without its title. `text` starts after `](`.
fn inline_target(text: &str) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut before = ' ';
    let mut end = None;
    for (at, character) in text.char_indices() {
        let is_escaped = before == '\\';
        if let Some(open) = quote {
            if character == open && !is_escaped {
                quote = None;
            }
        } else if !is_escaped {
            match character {
                '"' | '\'' if before == ' ' => quote = Some(character),
                '(' => depth += 1,
                ')' if depth == 0 => {
                    end = Some(at);
                    break;
                }
                ')' => depth -= 1,
                _ => {}
            }
        }
        before = character;
    }
    let target = without_title(text[..end?].trim_end());
    let is_plain = !target.trim_start().starts_with(['<', '#']) && !target.contains(['<', '>', '"', '[', ']', '\n']);
    (is_plain && has_blank(target)).then_some(0..target.len())
}

/// A target without the title in quotes after it.
fn without_title(target: &str) -> &str {
    let quotes = [('"', " \""), ('\'', " '"), (')', " (")];
    let title = quotes.iter().find_map(|(close, open)| target.strip_suffix(*close)?.find(open));
    title.map_or(target, |at| &target[..at]).trim_end()
}

/// Whether there is a blank outside `{{ … }}`, which may have some.
fn has_blank(target: &str) -> bool {
    let mut rest = target.trim();
    while let Some((before, after)) = rest.split_once("{{") {
        if before.contains(' ') {
            return true;
        }
        rest = after.split_once("}}").map_or("", |(_, rest)| rest);
    }
    rest.contains(' ')
}

fn ends_with_extension(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    (2..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::{inline_target, may_occur};

    #[test]
    fn only_targets_that_markdown_does_not_read_are_found() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(inline_target(text).map(|target| text[target].trim()), expected, "{text}");
            assert!(expected.is_none() || may_occur(&format!("[x]({text}")), "{text}");
        };
        check("Get a refund.md)", Some("Get a refund.md"));
        check("a (b) c.md) d)", Some("a (b) c.md"));
        check("a b.md#c \"t (u)\")", Some("a b.md#c"));
        check("a b.md 't')", Some("a b.md"));
        check(" a b.md )", Some("a b.md"));
        check("a{{ x }} b)", Some("a{{ x }} b"));
        for text in ["a.md)", "a.md \"b c\")", " a.md )", "<a b.md>)", "a{{ x }}b)", "a b", "a.md (b c))", "#a b)"] {
            check(text, None);
        }
    }
}
