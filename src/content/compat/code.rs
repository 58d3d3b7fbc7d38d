//! Finds code and HTML comments in a text, line by line, as CommonMark would.
//!
//! This is not a full parser. It tracks only the indentation of list items and the open fence, which is enough to
//! distinguish an indented code block from a paragraph in a list. It takes time linear in the text.

use std::collections::BTreeMap;
use std::ops::Range;

/// Ranges of a text that are code or comments, sorted.
#[derive(Debug)]
pub(super) struct CodeRanges(Vec<Range<usize>>);

impl CodeRanges {
    /// Finds the code in `text`. MDX has no indented code.
    pub(super) fn find(text: &str, indented: bool) -> Self {
        let mut scan = CodeScan {
            text,
            indented,
            ranges: Vec::new(),
            items: Vec::new(),
            fence: None,
            after_blank: true,
            paragraph: None,
            has_comments: memchr::memmem::find(text.as_bytes(), b"<!--").is_some(),
            comment_end: 0,
        };
        let mut offset = 0;
        let rest = (!text.ends_with('\n')).then_some(text.len());
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).chain(rest) {
            scan.line(offset, &text[offset..end]);
            offset = end;
        }
        scan.end_paragraph(text.len());
        scan.ranges.sort_by_key(|range| range.start);
        // Ranges can be nested, but the lookup needs them to be disjoint.
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(scan.ranges.len());
        for range in scan.ranges {
            match apart.last_mut() {
                Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        Self(apart)
    }

    /// Whether the byte at `offset` is code.
    pub(super) fn holds(&self, offset: usize) -> bool {
        let after = self.0.partition_point(|range| range.start <= offset);
        after > 0 && self.0[after - 1].end > offset
    }
}

/// An open code fence.
struct OpenFence {
    mark: char,
    length: usize,
    indent: usize,
    /// Column at which the text of the list item around it starts.
    container: usize,
    quoted: bool,
}

struct CodeScan<'t> {
    text: &'t str,
    indented: bool,
    ranges: Vec<Range<usize>>,
    /// Columns at which the text of the open list items starts.
    items: Vec<usize>,
    fence: Option<OpenFence>,
    after_blank: bool,
    /// Where the current run of text lines began.
    paragraph: Option<usize>,
    has_comments: bool,
    /// The end of the last comment. Comments may continue across blank lines.
    comment_end: usize,
}

impl CodeScan<'_> {
    fn line(&mut self, offset: usize, line: &str) {
        if offset + line.len() <= self.comment_end {
            return;
        }
        let (quoted, content) = unquote(line);
        let indent = indentation(content);
        let body = content.trim();
        if self.in_fence(offset, line, quoted, indent, body) {
            return;
        }
        if body.is_empty() {
            self.end_paragraph(offset);
            self.after_blank = true;
            return;
        }
        if self.after_blank {
            while self.items.last().is_some_and(|&item| indent < item) {
                self.items.pop();
            }
        }
        let base = self.items.last().copied().unwrap_or(0);
        if self.indented && self.paragraph.is_none() && self.after_blank && indent >= base + 4 {
            // `after_blank` stays: the next indented line continues the block.
            self.ranges.push(offset..offset + line.len());
            return;
        }
        self.after_blank = false;
        let body = self.enter_items(indent, body);
        if let Some((mark, length)) = fence(body) {
            self.end_paragraph(offset);
            self.ranges.push(offset..offset + line.len());
            let container = self.items.last().copied().unwrap_or(0);
            self.fence = Some(OpenFence { mark, length, indent, container, quoted });
        } else {
            self.paragraph.get_or_insert(offset);
            if self.has_comments && line.contains("<!--") {
                self.end_paragraph(offset + line.len());
            }
        }
    }

    /// Handles a line while a fence is open.
    fn in_fence(&mut self, offset: usize, line: &str, quoted: bool, indent: usize, body: &str) -> bool {
        let Some(open) = &self.fence else { return false };
        // A fence ends with the quotation or list item that contains it.
        let is_end = closes(open, body) && (!self.indented || indent < open.indent.max(open.container) + 4);
        if open.quoted && !quoted || open.indent >= 2 && indent == 0 && !body.is_empty() && !is_end {
            self.fence = None;
            self.after_blank = true;
            return false;
        }
        self.ranges.push(offset..offset + line.len());
        if is_end {
            self.fence = None;
            self.after_blank = true;
        }
        true
    }

    /// Records the list items that a line opens, and returns the text after their marks.
    fn enter_items<'l>(&mut self, mut indent: usize, mut body: &'l str) -> &'l str {
        while let Some(width) = list_mark(body) {
            while self.items.last().is_some_and(|&item| indent < item) {
                self.items.pop();
            }
            let rest = &body[width..];
            let space = indentation(rest);
            let text = rest.trim_start();
            self.items.push(indent + width + if text.is_empty() || space > 4 { 1 } else { space });
            indent += width + space;
            body = text;
        }
        body
    }

    /// Finds code spans and comments in the text lines that end at `end`.
    fn end_paragraph(&mut self, end: usize) {
        let Some(start) = self.paragraph.take() else { return };
        let text = &self.text[start..end];
        // Most texts have neither. Checking for that is faster than searching for their positions.
        if memchr::memchr(b'`', text.as_bytes()).is_none() && !self.has_comments {
            return;
        }
        let runs = runs(text);
        let mut at = 0;
        while let Some(next) = text[at..].find(['`', '<', '\\']) {
            let here = at + next;
            let rest = &text[here..];
            at = here + 1;
            if let Some(escaped) = rest.strip_prefix('\\') {
                at += escaped.chars().next().map_or(0, char::len_utf8);
            } else if rest.starts_with("<!--") {
                let close = self.text[start + here..].find("-->").map_or(self.text.len(), |end| start + here + end + 3);
                self.ranges.push(start + here..close);
                self.comment_end = close;
                at = (close - start).min(text.len());
            } else if rest.starts_with('`') {
                let length = rest.len() - rest.trim_start_matches('`').len();
                at = here + length;
                let same = runs.get(&length).map_or(&[][..], Vec::as_slice);
                if let Some(&close) = same.get(same.partition_point(|&run| run < at)) {
                    at = close + length;
                    self.ranges.push(start + here..start + at);
                }
            }
        }
    }
}

/// Start offsets of the runs of backticks in a text, by run length.
fn runs(text: &str) -> BTreeMap<usize, Vec<usize>> {
    let mut runs: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut at = 0;
    while let Some(next) = text[at..].find('`') {
        let start = at + next;
        let length = text[start..].len() - text[start..].trim_start_matches('`').len();
        runs.entry(length).or_default().push(start);
        at = start + length;
    }
    runs
}

/// Whether a line is quoted, and its text without the quotation marks.
fn unquote(line: &str) -> (bool, &str) {
    let mut rest = line;
    loop {
        let text = rest.trim_start_matches(' ');
        match text.strip_prefix('>') {
            Some(inner) if rest.len() - text.len() < 4 => rest = inner.strip_prefix(' ').unwrap_or(inner),
            _ => return (rest.len() != line.len(), rest),
        }
    }
}

/// Columns of white space at the start of a line. A tab advances to the next multiple of four.
pub(super) fn indentation(line: &str) -> usize {
    let mut column = 0;
    for character in line.chars() {
        match character {
            ' ' => column += 1,
            '\t' => column += 4 - column % 4,
            _ => break,
        }
    }
    column
}

/// The mark and length of an opening code fence.
pub(super) fn fence(body: &str) -> Option<(char, usize)> {
    let mark = body.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = body.len() - body.trim_start_matches(mark).len();
    (length >= 3 && (mark == '~' || !body[length..].contains('`'))).then_some((mark, length))
}

fn closes(open: &OpenFence, body: &str) -> bool {
    let run = body.len() - body.trim_start_matches(open.mark).len();
    run >= open.length && run == body.len()
}

/// The length in bytes of a list mark at the start of a text, without the white space after it.
pub(super) fn list_mark(body: &str) -> Option<usize> {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let width = match body.as_bytes().get(digits)? {
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        b'-' | b'*' | b'+' if digits == 0 => 1,
        _ => return None,
    };
    let rest = &body[width..];
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Code is what is between `⟦` and `⟧` in `marked`.
    #[track_caller]
    fn check(marked: &str) {
        let text = marked.replace(['⟦', '⟧'], "");
        let code = CodeRanges::find(&text, true);
        let mut shown = String::new();
        let mut inside = false;
        for (offset, character) in text.char_indices() {
            if code.holds(offset) != inside {
                shown.push(if inside { '⟧' } else { '⟦' });
                inside = !inside;
            }
            shown.push(character);
        }
        if inside {
            shown.push('⟧');
        }
        assert_eq!(shown, marked);
    }

    #[test]
    fn fences_are_code() {
        check("a\n⟦```\nb\n\n```\n⟧c");
        check("a\n⟦~~~~\n```\n~~~\n~~~~\n⟧c");
        check("⟦> ```\n> a\n⟧b");
        check("⟦```\nnever closed⟧");
        // A fence that is indented by four blanks closes nothing, except in an item that is.
        check("⟦```\n    ```\nx\n    ```\n```\n⟧a ⟦`b`⟧");
        check("- a\n\n⟦  ```\n  x\n     ```\n⟧b");
        check("⟦1. - ```\n     x\n     ```\n⟧b");
        check("1. a\n\n⟦   ```\n   b\n⟧c");
    }

    #[test]
    fn indentation_is_code_unless_a_list_explains_it() {
        check("a\n\n⟦    b\n⟧\nc");
        check("a\n    b\n");
        check("- a\n\n    b\n");
        check("- a\n\n⟦      b\n⟧");
        check("10. a\n\n    b\n\nc\n\n⟦    d\n⟧");
    }

    #[test]
    fn spans_and_comments_are_code() {
        check("a ⟦`b`⟧ c ⟦``d`e``⟧ f");
        check("a \\`b` c");
        check("a `b\n\nc` d");
        check("a ⟦<!-- b\n\n`c -->⟧ d");
    }
}
