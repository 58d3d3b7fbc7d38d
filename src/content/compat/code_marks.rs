//! Comments in code that mark lines: `// [!code highlight]` of `VitePress`, and Docusaurus's `// highlight-next-line`,
//! `// highlight-start` and `// highlight-end`. The comments go, and the lines are marked.

use std::ops::Range;

use super::super::front_matter::lines_with_offsets;
use super::DialectPass;
use super::code::fence;

/// Signs, one of which occurs in every text that has such comments.
pub(super) const SIGNS: &[&str] = &["[!code ", "highlight-next-line", "highlight-start"];

/// What opens a comment in some language.
const COMMENTS: &[&str] = &["//", "<!--", "/*", "{/*", "--", "#", ";", "%"];

/// Maximum number of lines that one comment marks.
const MAX_LINES: usize = 1_000;

/// A code block that is being read.
struct MarkedCode {
    mark: char,
    length: usize,
    /// The end of its first line, if lines can be marked there.
    info_end: Option<usize>,
    /// The number of lines that readers see.
    lines: usize,
    marked: Vec<usize>,
    in_range: bool,
    edits: Vec<Range<usize>>,
}

/// Translates the comments of all code blocks but those of Markdown, which show how to write them.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let mut open: Option<MarkedCode> = None;
    for (offset, line) in lines_with_offsets(pass.text) {
        let body = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let Some(block) = &mut open else {
            if let Some((mark, length)) = fence(body) {
                let info = body[length..].trim();
                let is_markdown =
                    ["md", "mdx", "markdown"].contains(&info.split([' ', '{', ':']).next().unwrap_or_default());
                let info_end = (!is_markdown).then_some(offset + line.trim_end().len());
                let (marked, edits) = (Vec::new(), Vec::new());
                open = Some(MarkedCode { mark, length, info_end, lines: 0, marked, in_range: false, edits });
            }
            continue;
        };
        if body.len() >= block.length && body.trim_start_matches(block.mark).is_empty() {
            finish(pass, open.take());
            continue;
        }
        read_line(block, offset, line);
    }
    finish(pass, open);
}

fn read_line(block: &mut MarkedCode, offset: usize, line: &str) {
    let number = block.lines + 1;
    let inner = line.trim().trim_end_matches("*/}").trim_end_matches("*/").trim_end_matches("-->").trim();
    let comment = COMMENTS.iter().find_map(|opening| inner.strip_prefix(opening)).map(str::trim);
    match comment {
        Some("highlight-next-line") => block.marked.push(number),
        Some("highlight-start") => block.in_range = true,
        Some("highlight-end") => block.in_range = false,
        _ => {
            block.lines = number;
            if block.in_range {
                block.marked.push(number);
            }
            if let Some((range, count)) = code_mark(line) {
                block.edits.push(offset + range.start..offset + range.end);
                block.marked.extend(number..number + count);
            }
            return;
        }
    }
    block.edits.push(offset..offset + line.len());
}

/// The comment `// [!code highlight]` in a line, and the number of lines that it marks.
fn code_mark(line: &str) -> Option<(Range<usize>, usize)> {
    let at = line.find("[!code ")?;
    let kind = &line[at + "[!code ".len()..];
    let end = kind.find(']')?;
    let (name, count) = kind[..end]
        .split_once(':')
        .map_or((&kind[..end], 1), |(name, count)| (name, count.trim().parse().unwrap_or(1).min(MAX_LINES)));
    let is_known = ["++", "--", "highlight", "hl", "focus", "warning", "error", "info"].contains(&name.trim());
    let before = line[..at].trim_end();
    let opening = COMMENTS.iter().find_map(|opening| before.strip_suffix(opening)).filter(|_| is_known)?;
    let after = &line[at + "[!code ".len() + end + 1..];
    let closing = ["*/}", "-->", "*/"].iter().find_map(|closing| {
        let rest = after.trim_start();
        rest.strip_prefix(closing).map(|rest| after.len() - rest.len())
    });
    let stop = line.len() - after.len() + closing.unwrap_or(0);
    Some((opening.trim_end().len()..stop, count))
}

fn finish(pass: &mut DialectPass<'_>, block: Option<MarkedCode>) {
    let Some(MarkedCode { info_end: Some(info_end), marked, edits, lines, .. }) = block else { return };
    if edits.is_empty() {
        return;
    }
    for range in edits {
        pass.replace(range, "");
    }
    let marked: Vec<String> = marked.iter().filter(|line| **line <= lines).map(usize::to_string).collect();
    let info = &pass.text[pass.line(info_end.saturating_sub(1)).start..info_end];
    if !marked.is_empty() && !info.contains('{') && !info.ends_with(['`', '~']) {
        pass.replace(info_end..info_end, format!(" {{{}}}", marked.join(",")));
    }
}
