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
    let found = memmem::find_iter(text.as_bytes(), SIGN).filter_map(|at| comment(text, at));
    let allowances = found.flat_map(|(comment, codes)| {
        let is_whole_file = text[codes.clone()].starts_with("-file");
        let scope = if is_whole_file { 0..text.len().max(1) } else { scope(text, &comment) };
        words(text, codes, is_whole_file).map(move |range| Allowance {
            code: text[range.clone()].to_owned(),
            span: Span::new(id, range),
            scope: scope.clone(),
            is_whole_file,
        })
    });
    allowances.collect()
}

/// The ranges of a comment and of its text after `allow`.
fn comment(text: &str, at: usize) -> Option<(Range<usize>, Range<usize>)> {
    let line = line_start(text, at);
    let before = text[line..at].trim_end();
    let (open, close) = COMMENTS.iter().find(|(open, _)| before.ends_with(open))?;
    let start = line + before.len() - open.len();
    let from = at + SIGN.len();
    let end = text[from..].find(close).map(|length| from + length).or((*close == "\n").then_some(text.len()))?;
    let is_code = text[line..start].matches('`').count() % 2 == 1 || is_in_fence(&text[..line]);
    (!is_code).then_some((start..(end + close.trim_end().len()).min(text.len()), from..end))
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
/// front matter and configuration the next line with its indented lines.
fn scope(text: &str, comment: &Range<usize>) -> Range<usize> {
    let line = line_start(text, comment.start);
    let end = text[comment.end..].find('\n').map_or(text.len(), |length| comment.end + length);
    let is_alone = text[line..comment.start].trim().is_empty() && text[comment.end..end].trim().is_empty();
    if !is_alone {
        return line..end + 1;
    }
    let is_value = text[comment.start..].starts_with('#');
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
    line..at
}

/// Whether a fence of code is open at the end of a text.
fn is_in_fence(text: &str) -> bool {
    let mut open: Option<&str> = None;
    for line in text.lines() {
        let line = line.trim_start_matches([' ', '\t', '>']);
        let length = line.len() - line.trim_start_matches(['`', '~']).len();
        let fence = &line[..length];
        match open {
            None if length > 2 => open = Some(fence),
            Some(opening) if fence.starts_with(opening) && line[length..].trim().is_empty() => open = None,
            _ => {}
        }
    }
    open.is_some()
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
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
