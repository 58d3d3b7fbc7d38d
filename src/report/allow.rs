//! Comments that allow problems: `<!-- answerbook: allow markup/left-over -->` for a line or for the block that
//! follows, `allow-file` for a whole file.
//!
//! In front matter and in the configuration, such a comment starts with `#`; in templates it is `{# … #}`, in MDX
//! `{/* … */}`. Comments in code are not read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use memchr::memmem;

use crate::codes;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::ProjectPath;
use crate::source::{Source, SourceId, Sources, Span};
use crate::suggest;

/// What every such comment contains.
const SIGN: &str = "answerbook: allow";

/// How comments start and end. A `#` comment ends with its line.
const COMMENTS: [(&str, &str); 4] = [("<!--", "-->"), ("{/*", "*/}"), ("{#", "#}"), ("#", "\n")];

/// Areas whose problems not every command looks for, so that it is unknown whether a comment is still needed.
const NOT_ALWAYS_FOUND: [&str; 4] = ["theme/", "file/", "history/", "external/"];

/// A code that a comment allows.
struct Allowance {
    code: String,
    span: Span,
    /// Where problems are allowed.
    scope: Range<usize>,
    is_whole_file: bool,
}

/// Drops what comments allow, and reports comments that allow nothing.
pub(super) fn apply(diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let allowances: Vec<Allowance> = sources.iter().flat_map(|(id, source)| in_source(id, source)).collect();
    if allowances.is_empty() {
        return diagnostics;
    }
    let mut by_code: BTreeMap<(SourceId, &str), Vec<usize>> = BTreeMap::new();
    let mut files: BTreeMap<(&ProjectPath, &str), Vec<usize>> = BTreeMap::new();
    for (number, allowance) in allowances.iter().enumerate() {
        let source = allowance.span.source;
        by_code.entry((source, &allowance.code)).or_default().push(number);
        if allowance.is_whole_file {
            files.entry((&sources[source].path, &allowance.code)).or_default().push(number);
        }
    }
    let mut used = BTreeSet::new();
    let mut is_allowed = |diagnostic: &Diagnostic| {
        let code = diagnostic.code.0;
        let allowing: Vec<usize> = match &diagnostic.place {
            Place::Span(span) => {
                let numbers = by_code.get(&(span.source, code)).into_iter().flatten().copied();
                numbers.filter(|number| allowances[*number].scope.contains(&span.range.start)).collect()
            }
            Place::File(path) => files.get(&(path, code)).cloned().unwrap_or_default(),
            Place::Project => Vec::new(),
        };
        used.extend(allowing.iter().copied());
        !allowing.is_empty()
    };
    let mut kept: Vec<Diagnostic> = diagnostics.into_iter().filter(|diagnostic| !is_allowed(diagnostic)).collect();
    let unused = allowances.iter().enumerate().filter(|(number, _)| !used.contains(number));
    kept.extend(unused.filter_map(|(_, allowance)| objection(allowance, sources)));
    kept
}

/// What is wrong with a comment that allowed nothing.
fn objection(allowance: &Allowance, sources: &Sources) -> Option<Diagnostic> {
    let Allowance { code, span, .. } = allowance;
    let all = || codes::ALL.iter().map(|(code, ..)| code.0);
    if !all().any(|known| known == code) {
        let message = format!("there is no diagnostic `{code}` to allow");
        let diagnostic = Diagnostic::at(codes::ALLOW_UNKNOWN_CODE, message, span.clone());
        return Some(match suggest::nearest(code, all()) {
            Some(nearest) => diagnostic.did_you_mean(Some(nearest)).renamed(span, code, Some(nearest), all()),
            None => diagnostic.help("remove it from the comment"),
        });
    }
    // Texts of versions in git cannot be changed.
    let is_past = sources[span.source].path.as_str().contains(":/");
    if is_past || NOT_ALWAYS_FOUND.iter().any(|area| code.starts_with(area)) {
        return None;
    }
    let message = format!("there is no `{code}` here to allow");
    Some(Diagnostic::at(codes::ALLOW_UNUSED, message, span.clone()).help("remove the comment"))
}

fn in_source(id: SourceId, source: &Source) -> Vec<Allowance> {
    let text = &*source.text;
    if memmem::find(text.as_bytes(), SIGN.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut block = 0..0;
    let allowances = comments(text).into_iter().flat_map(|comment| {
        let codes = comment.codes.clone();
        let is_whole_file = text[codes.clone()].starts_with("-file");
        let scope = if is_whole_file { 0..text.len().max(1) } else { scope(text, &comment, &mut block) };
        words(text, codes, is_whole_file).map(move |range| Allowance {
            code: text[range.clone()].to_owned(),
            span: Span::new(id, range),
            scope: scope.clone(),
            is_whole_file,
        })
    });
    allowances.collect()
}

/// A comment that allows something.
struct AllowComment {
    range: Range<usize>,
    /// Its text after `allow`.
    codes: Range<usize>,
    /// The line where it starts.
    line: Range<usize>,
}

/// All comments outside of code.
fn comments(text: &str) -> Vec<AllowComment> {
    let mut found = Vec::new();
    let mut fence = None;
    let mut unclosed = BTreeSet::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let (mut ticks, mut counted) = (0, 0);
        let signs = memmem::find_iter(line.as_bytes(), SIGN).filter(|_| fence.is_none());
        for at in signs {
            let before = line[..at].trim_end();
            let Some((open, close)) = COMMENTS.iter().find(|(open, _)| before.ends_with(open)) else { continue };
            let start = before.len() - open.len();
            ticks += line[counted..start.max(counted)].matches('`').count();
            counted = start.max(counted);
            let from = line_start + at + SIGN.len();
            if ticks % 2 == 1 || unclosed.contains(close) {
                continue;
            }
            let end = text[from..].find(close).map(|length| from + length);
            match end.or((*close == "\n").then_some(text.len())) {
                Some(end) => {
                    let range = line_start + start..(end + close.trim_end().len()).min(text.len());
                    let line = line_start..line_start + line.trim_end_matches('\n').len();
                    found.push(AllowComment { range, codes: from..end, line });
                }
                None => drop(unclosed.insert(close)),
            }
        }
        fence = after_line(fence, line);
        line_start += line.len();
    }
    found
}

/// The fence of code that is open after a line, if `open` is the one before it.
fn after_line<'t>(open: Option<&'t str>, line: &'t str) -> Option<&'t str> {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let length = line.len() - line.trim_start_matches(['`', '~']).len();
    let fence = &line[..length];
    match open {
        None => Some(fence).filter(|_| length > 2),
        Some(opening) => Some(opening).filter(|_| !(fence.starts_with(opening) && line[length..].trim().is_empty())),
    }
}

/// The codes in a comment. What follows them is a reason.
fn words(text: &str, range: Range<usize>, is_whole_file: bool) -> impl Iterator<Item = Range<usize>> + '_ {
    let skipped = if is_whole_file { "-file".len() } else { 0 };
    let list = &text[range.start + skipped..range.end];
    let start = list.as_ptr().addr() - text.as_ptr().addr();
    let words = list.split([' ', ',', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    words.take_while(|word| word.contains('/')).map(move |word| {
        let at = start + (word.as_ptr().addr() - list.as_ptr().addr());
        at..at + word.len()
    })
}

/// The line of a comment, or, if nothing else is on it, the block that follows: the lines up to a blank one, or in
/// front matter and configuration the next line with its indented lines. `block` is what was found for the comment before:
/// the block that follows several comments is looked for once.
fn scope(
    text: &str,
    AllowComment { range: comment, line, .. }: &AllowComment,
    block: &mut Range<usize>,
) -> Range<usize> {
    let after = comment.end.max(line.end);
    let end = text[after..].find('\n').map_or(text.len(), |length| after + length);
    let line = line.start;
    let is_alone = text[line..comment.start].trim().is_empty() && text[comment.end..end].trim().is_empty();
    if !is_alone {
        return line..end + 1;
    }
    let is_value = text[comment.start..].starts_with('#');
    if !is_value && block.contains(&line) && end + 1 < block.end {
        return line..block.end;
    }
    let rest = text.get(end + 1..).unwrap_or_default();
    let mut at = end + 1;
    let mut has_begun = false;
    for line in rest.split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        let is_next_value = is_value && has_begun && !line.starts_with([' ', '\t']);
        if has_begun && (is_blank || is_next_value) {
            break;
        }
        has_begun |= !is_blank;
        at += line.len();
    }
    if !is_value {
        *block = line..at;
    }
    line..at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks which lines of a text are allowed to have the problem; lines count from 1.
    #[track_caller]
    fn check(text: &str, expected: &[usize]) {
        let mut sources = Sources::default();
        let id = sources.add(ProjectPath::new("a.md"), text);
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        let all: Vec<Diagnostic> = starts
            .filter(|start| *start < text.len())
            .map(|start| Diagnostic::at(codes::MARKUP_LEFT_OVER, "x", Span::new(id, start..start + 1)))
            .collect();
        let lines = all.len();
        let kept = apply(all, &sources);
        let kept: BTreeSet<usize> = kept
            .iter()
            .filter(|diagnostic| diagnostic.code == codes::MARKUP_LEFT_OVER)
            .filter_map(|diagnostic| match &diagnostic.place {
                Place::Span(span) => Some(sources[id].position(span.range.start).line),
                _ => None,
            })
            .collect();
        let allowed: Vec<usize> = (1..=lines).filter(|line| !kept.contains(line)).collect();
        assert_eq!(allowed, expected, "{text}");
    }

    #[test]
    fn a_comment_on_a_line_allows_for_the_line() {
        check("a\nb <!-- answerbook: allow markup/left-over -->\nc\n", &[2]);
        check("a\nb {/* answerbook: allow markup/left-over */}\nc\n", &[2]);
    }

    #[test]
    fn a_comment_alone_allows_for_the_block_that_follows() {
        check("a\n<!-- answerbook: allow markup/left-over -->\n\nb\nc\n\nd\n", &[2, 3, 4, 5]);
        check("---\n# answerbook: allow markup/left-over\na: 1\n  b\nc: 2\n", &[2, 3, 4]);
    }

    #[test]
    fn a_comment_can_allow_for_a_file() {
        check("a\n\nb\n<!-- answerbook: allow-file markup/left-over because -->\n", &[1, 2, 3, 4]);
    }

    #[test]
    fn other_codes_and_comments_in_code_allow_nothing() {
        check("a <!-- answerbook: allow markup/empty -->\n", &[]);
        check("`a <!-- answerbook: allow markup/left-over -->`\n", &[]);
        check("```md\na <!-- answerbook: allow markup/left-over -->\n```\n", &[]);
    }
}
