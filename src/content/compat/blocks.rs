//! Blocks that the passes create. They are written as markers first and become `:::` fences at the end.
//!
//! An outer fence needs more colons than the fences inside it, and a pass cannot know what later passes will insert. So
//! a pass writes `NUL {name title` and `NUL }` on lines of their own. A NUL in the source could forge a fence, but
//! nothing else.

use std::collections::BTreeSet;
use std::ops::Range;

use super::DialectPass;
use super::code::list_mark;

/// Opens a block.
const OPEN: &str = "\0{";
/// Closes it.
const CLOSE: &str = "\0}";

/// Deepest nesting of blocks. Each level adds a colon to every fence around it.
const MAX_DEPTH: usize = 64;

/// Minimum number of colons in a fence.
const MIN_COLONS: usize = 3;

/// A block's opening line. A colon in its title would end the fence, so it is written as an entity.
pub(super) fn open(name: &str, title: Option<&str>) -> String {
    let title = title.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").replace(':', "&#58;");
    let space = if title.is_empty() { "" } else { " " };
    format!("{OPEN}{name}{space}{title}")
}

/// A block's closing line.
pub(super) fn close() -> &'static str {
    CLOSE
}

/// Replaces `range` by `line`, on a line of its own. Text before and after it on the same line moves to lines with the
/// same quotation marks and indentation. Returns this prefix, which the end of the block needs too.
pub(super) fn on_own_line(
    pass: &mut DialectPass<'_>,
    range: Range<usize>,
    line: &str,
    continuation: Option<&str>,
) -> String {
    let whole = pass.line(range.start);
    let before = &pass.text[whole.start..range.start];
    let after = &pass.text[range.end..pass.line(range.end).end];
    let prefix = continuation.map_or_else(|| continuation_of(before), str::to_owned);
    let is_only_prefix = before.trim_start_matches([' ', '\t', '>']).is_empty()
        || continuation.is_none() && list_mark(before.trim()).is_some_and(|width| width == before.trim().len());
    let mut replacement = String::new();
    if !is_only_prefix {
        replacement.push('\n');
        replacement.push_str(&prefix);
    }
    replacement.push_str(line);
    if !after.trim().is_empty() {
        replacement.push('\n');
        replacement.push_str(&prefix);
    }
    // White space between the tag and the rest of its line would indent the rest.
    let gap = if after.trim().is_empty() { 0 } else { after.len() - after.trim_start().len() };
    pass.replace(range.start..range.end + gap, replacement);
    prefix
}

/// The prefix of a line that continues the block in which `before` starts a line: quotation marks stay, list marks
/// become spaces.
pub(super) fn continuation_of(before: &str) -> String {
    let trimmed = before.trim_start_matches([' ', '\t', '>']);
    let quotes = &before[..before.len() - trimmed.len()];
    match list_mark(trimmed) {
        Some(width) => {
            let gap = trimmed[width..].len() - trimmed[width..].trim_start().len();
            format!("{quotes}{}", " ".repeat(width + gap))
        }
        None => quotes.to_owned(),
    }
}

/// A fence line: a marker, or colons that the writer typed.
struct FenceLine {
    /// The marker or the colons.
    range: Range<usize>,
    colons: usize,
    opens: bool,
    generated: bool,
}

/// Turns markers into fences with enough colons for what they contain. Blocks that are nested too deeply get no fence.
pub(super) fn resolve(pass: &mut DialectPass<'_>) {
    let lines = fence_lines(pass);
    let mut colons: Vec<usize> = lines.iter().map(|line| line.colons).collect();
    let mut paired = vec![false; lines.len()];
    let mut stack: Vec<usize> = Vec::new();
    let mut too_deep = 0_usize;
    for (index, line) in lines.iter().enumerate() {
        if line.opens {
            if stack.len() < MAX_DEPTH {
                stack.push(index);
            } else {
                too_deep += usize::from(line.generated);
            }
            continue;
        }
        if line.generated && too_deep > 0 {
            too_deep -= 1;
            continue;
        }
        let Some(depth) = stack.iter().rposition(|&open| lines[open].generated == line.generated) else { continue };
        // Blocks left open inside this one end here, without a closing fence. The Markdown module reports them.
        stack.truncate(depth + 1);
        let Some(open) = stack.pop() else { continue };
        (paired[open], paired[index]) = (true, true);
        let needed = colons[open].max(colons[index]);
        (colons[open], colons[index]) = (needed, needed);
        if let Some(&outer) = stack.last() {
            colons[outer] = colons[outer].max(needed + 1);
        }
    }
    let known: BTreeSet<usize> = lines.iter().map(|line| line.range.start).collect();
    for (index, line) in lines.into_iter().enumerate() {
        if paired[index] && (line.generated || colons[index] != line.colons) {
            pass.replace(line.range, ":".repeat(colons[index]));
        } else if line.generated {
            pass.replace(pass.line(line.range.start), "");
        }
    }
    // A marker that ended up in code, for example after an unclosed fence, opens nothing.
    for marker in [OPEN, CLOSE] {
        for (at, _) in pass.text.match_indices(marker).filter(|(at, _)| !known.contains(at)) {
            pass.replace(at..at + marker.len(), "");
        }
    }
}

fn fence_lines(pass: &DialectPass<'_>) -> Vec<FenceLine> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in pass.text.split_inclusive('\n') {
        let start = offset + line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        let start = start + line_mark(&pass.text[start..offset + line.len()]);
        let body = pass.text[start..offset + line.len()].trim_end();
        offset += line.len();
        if pass.shape.code.holds(start) {
            continue;
        }
        let colons = body.len() - body.trim_start_matches(':').len();
        if body.starts_with(OPEN) || body.starts_with(CLOSE) {
            let range = start..start + OPEN.len();
            found.push(FenceLine { range, colons: MIN_COLONS, opens: body.starts_with(OPEN), generated: true });
        } else if colons >= MIN_COLONS && !body[colons..].contains(':') {
            let opens = colons < body.len();
            found.push(FenceLine { range: start..start + colons, colons, opens, generated: false });
        }
    }
    found
}

/// The length of a list mark and its white space, in bytes.
fn line_mark(text: &str) -> usize {
    list_mark(text.trim_end()).map_or(0, |width| text.len() - text[width..].trim_start().len())
}
