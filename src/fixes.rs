//! Applies the certain fixes of a report, and keeps only those that make the project better.
//!
//! [`choose`] collects the fixes and drops those that overlap. [`verify`] builds the project with the changed texts and
//! drops fixes that cause a new problem or do not remove theirs, until none is left that does. Nothing is written here;
//! [`apply`] and [`apply_to_bytes`] return the new texts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::addresses;
use crate::config;
use crate::content::mapped_text::TextEdit;
use crate::diagnostic::{Certainty, Code, Diagnostic, Place};
use crate::path::ProjectPath;
use crate::pipeline::{self, BuildCache};
use crate::project::Project;
use crate::report::Report;
use crate::source::{SourceId, Sources};

/// The path of the configuration.
const CONFIG_FILE: &str = "answerbook.toml";

/// A fix that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChosenFix {
    /// The range to replace.
    pub range: (usize, usize),
    /// Its new text.
    pub replacement: String,
    /// The problem that it removes.
    cause: FixedProblem,
}

/// The chosen fixes, by text and in the order of their ranges.
pub type ChosenFixes = BTreeMap<SourceId, Vec<ChosenFix>>;

/// What makes two problems the same: code, message and file.
type FixedProblem = (Code, String, ProjectPath);

/// The certain fixes of a report, without those that overlap an earlier one.
#[must_use]
pub fn choose(report: &Report) -> ChosenFixes {
    let mut chosen = ChosenFixes::new();
    for group in &report.groups {
        for place in &group.occurrences {
            let Some(fix) = place.fix.as_ref().map(|located| &located.fix) else { continue };
            if fix.certainty != Certainty::Certain {
                continue;
            }
            let cause = (group.diagnostic.code, group.diagnostic.message.clone(), place.path.clone());
            chosen.entry(fix.span.source).or_default().push(ChosenFix {
                range: (fix.span.range.start, fix.span.range.end),
                replacement: fix.replacement.clone(),
                cause,
            });
        }
    }
    for fixes in chosen.values_mut() {
        fixes.sort();
        // Two problems of one range, such as a link in two languages, need one change.
        fixes.dedup_by(|later, earlier| (later.range, &later.replacement) == (earlier.range, &earlier.replacement));
        let mut last: Option<(usize, usize)> = None;
        fixes.retain(|fix| {
            let is_addition = fix.range.0 == fix.range.1;
            let is_free = last.is_none_or(|(start, end)| {
                // Several lines can be added at one place.
                fix.range.0 >= end.max(start + 1) || is_addition && fix.range == (start, end)
            });
            if is_free {
                last = Some(fix.range);
            }
            is_free
        });
    }
    chosen
}

/// Whether the fix of a diagnostic is among those that were chosen.
#[must_use]
pub fn is_applied(diagnostic: &Diagnostic, chosen: &ChosenFixes) -> bool {
    diagnostic.fix.as_ref().is_some_and(|fix| {
        let range = (fix.span.range.start, fix.span.range.end);
        let list = chosen.get(&fix.span.source).into_iter().flatten();
        list.into_iter().any(|known| known.range == range && known.replacement == fix.replacement)
    })
}

/// The number of fixes.
#[must_use]
pub fn count(fixes: &ChosenFixes) -> usize {
    fixes.values().map(Vec::len).sum()
}

/// A text with fixes applied.
#[must_use]
pub fn apply(text: &str, fixes: &[ChosenFix]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for ChosenFix { range, replacement, .. } in fixes {
        new.push_str(&text[done..range.0]);
        new.push_str(replacement);
        done = range.1;
    }
    new.push_str(&text[done..]);
    new
}

/// The content of a file with fixes applied. `text` is what was read of it: without a byte-order mark and with other line
/// breaks, perhaps. `None` if the file is not that text, or not UTF-8.
#[must_use]
pub fn apply_to_bytes(bytes: &[u8], text: &str, fixes: &[ChosenFix]) -> Option<Vec<u8>> {
    let edits =
        fixes.iter().map(|fix| TextEdit { range: fix.range.0..fix.range.1, replacement: fix.replacement.clone() });
    edit_bytes(bytes, text, &edits.collect::<Vec<_>>())
}

/// Like [`apply_to_bytes`], for edits that are sorted and do not overlap. Line breaks of replacements become those of
/// the file.
#[must_use]
pub fn edit_bytes(bytes: &[u8], text: &str, edits: &[TextEdit]) -> Option<Vec<u8>> {
    let file = std::str::from_utf8(bytes).ok()?;
    let places = places_in_file(file, text, edits.iter().flat_map(|edit| [edit.range.start, edit.range.end]))?;
    let line_break = if file.contains("\r\n") { "\r\n" } else { "\n" };
    let mut new = Vec::with_capacity(bytes.len());
    let mut done = 0;
    for (edit, place) in edits.iter().zip(places.chunks(2)) {
        new.extend_from_slice(&bytes[done..place[0]]);
        new.extend_from_slice(edit.replacement.replace('\n', line_break).as_bytes());
        done = place[1];
    }
    new.extend_from_slice(&bytes[done..]);
    Some(new)
}

/// The offsets in the file of ascending offsets in its text; `None` if the file does not have that text.
fn places_in_file(file: &str, text: &str, wanted: impl Iterator<Item = usize>) -> Option<Vec<usize>> {
    let mark = file.len() - file.strip_prefix('\u{feff}').unwrap_or(file).len();
    let (file_bytes, text) = (file.as_bytes(), text.as_bytes());
    let (mut at, mut here) = (mark, 0);
    let mut places = Vec::new();
    let mut wanted = wanted.peekable();
    loop {
        while wanted.next_if(|wanted| *wanted <= here).is_some() {
            places.push(at);
        }
        let Some(byte) = text.get(here) else { break };
        match (byte, file_bytes.get(at)?) {
            (b'\n', b'\r') => at += if file_bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 },
            (byte, other) if byte == other => at += 1,
            _ => return None,
        }
        here += 1;
    }
    (at == file_bytes.len() && wanted.peek().is_none()).then_some(places)
}

/// The project with fixes applied to its texts.
#[must_use]
pub fn fixed_project(project: &Project, chosen: &ChosenFixes) -> Project {
    let mut fixed = project.clone();
    for (id, list) in chosen {
        let text = apply(&project.sources[*id].text, list);
        if project.sources[*id].path.as_str() == addresses::FILE {
            // Other texts are parsed by the build, this one when the project is loaded.
            fixed.addresses = addresses::parse(*id, &text).value.into();
        }
        fixed.sources.replace(*id, text.into());
    }
    fixed
}

/// Keeps the fixes that remove their problems and cause no new ones, and returns the fixed project with its problems.
/// `before` are the problems that the build with `cache` reported for the project.
pub fn verify(
    project: &Project,
    cache: &BuildCache,
    before: &[Diagnostic],
    chosen: &mut ChosenFixes,
) -> (Project, Vec<Diagnostic>) {
    verify_configuration(project, chosen);
    let before = counts(before, &project.sources);
    loop {
        let fixed = Arc::new(fixed_project(project, chosen));
        let diagnostics = pipeline::rebuild(Arc::clone(&fixed), cache).diagnostics;
        let after = counts(&diagnostics, &fixed.sources);
        let faults = faults(&before, &after, chosen);
        if faults.is_empty() || chosen.is_empty() {
            return (Arc::unwrap_or_clone(fixed), diagnostics);
        }
        drop_faulty(&fixed.sources, &faults, chosen);
    }
}

/// The configuration is read before a build, so its fixes are checked by reading it again.
fn verify_configuration(project: &Project, fixes: &mut ChosenFixes) {
    let Some((id, source)) = project.sources.iter().find(|(_, source)| source.path.as_str() == CONFIG_FILE) else {
        return;
    };
    let Some(of_configuration) = fixes.get(&id) else { return };
    let problems = |text: &str| config::parse(id, text).diagnostics.len();
    if problems(&apply(&source.text, of_configuration)) + of_configuration.len() > problems(&source.text) {
        fixes.remove(&id);
    }
}

/// What the fixes made worse.
struct Faults<'a> {
    /// Problems that there were fewer of before, with their places.
    new: Vec<(&'a FixedProblem, &'a BTreeSet<Place>)>,
    /// Problems that fixes should have removed.
    kept: BTreeSet<FixedProblem>,
}

impl Faults<'_> {
    fn is_empty(&self) -> bool {
        self.new.is_empty() && self.kept.is_empty()
    }
}

fn faults<'a>(before: &Counts, after: &'a Counts, fixes: &ChosenFixes) -> Faults<'a> {
    let number = |counts: &Counts, cause: &FixedProblem| counts.get(cause).map_or(0, BTreeSet::len);
    let causes = fixes.values().flatten().map(|fix| &fix.cause).filter(|(.., path)| path.as_str() != CONFIG_FILE);
    let kept = causes.filter(|cause| number(after, cause) > 0 && number(after, cause) >= number(before, cause));
    Faults {
        kept: kept.cloned().collect(),
        new: after.iter().filter(|(cause, places)| places.len() > number(before, cause)).collect(),
    }
}

/// Drops the fixes that a fault is about: those on the line of a new problem, else those of its file, else all.
fn drop_faulty(sources: &Sources, faults: &Faults<'_>, fixes: &mut ChosenFixes) {
    let mut dropped: BTreeSet<(SourceId, usize)> = BTreeSet::new();
    for ((.., path), places) in &faults.new {
        let of_file: Vec<(SourceId, usize)> = fixes
            .iter()
            .filter(|(id, _)| sources[**id].path == *path)
            .flat_map(|(id, list)| (0..list.len()).map(|number| (*id, number)))
            .collect();
        let lines: Vec<Range<usize>> = places.iter().filter_map(|place| lines_of(sources, place)).collect();
        let on_line = |(id, number): &(SourceId, usize)| {
            let at = moved(&fixes[id], fixes[id][*number].range.0);
            lines.iter().any(|line| line.contains(&at))
        };
        match of_file.iter().copied().filter(on_line).collect::<Vec<_>>() {
            near if !near.is_empty() => dropped.extend(near),
            _ if !of_file.is_empty() => dropped.extend(of_file),
            _ => return fixes.clear(),
        }
    }
    fixes.retain(|id, list| {
        let mut number = 0..;
        list.retain(|fix| {
            let number = number.next().expect("the range has no end");
            !dropped.contains(&(*id, number)) && !faults.kept.contains(&fix.cause)
        });
        !list.is_empty()
    });
}

/// The range of the lines of a place.
fn lines_of(sources: &Sources, place: &Place) -> Option<Range<usize>> {
    let Place::Span(span) = place else { return None };
    let text = &sources[span.source].text;
    let start = text[..span.range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[span.range.end..].find('\n').map_or(text.len(), |newline| span.range.end + newline);
    Some(start..end + 1)
}

/// Where an offset is after the fixes of its text.
fn moved(fixes: &[ChosenFix], offset: usize) -> usize {
    let before = fixes.iter().take_while(|fix| fix.range.1 <= offset && fix.range.0 < offset);
    before.fold(offset, |offset, fix| offset + fix.replacement.len() - (fix.range.1 - fix.range.0))
}

/// Moves diagnostics from before the fixes to their places after them.
pub fn move_places(diagnostics: &mut [Diagnostic], fixes: &ChosenFixes) {
    let places = diagnostics.iter_mut().flat_map(|diagnostic| {
        std::iter::once(&mut diagnostic.place).chain(diagnostic.related.iter_mut().map(|related| &mut related.place))
    });
    for place in places {
        let Place::Span(span) = place else { continue };
        let Some(fixes) = fixes.get(&span.source) else { continue };
        let end = moved(fixes, span.range.end);
        span.range = moved(fixes, span.range.start).min(end)..end;
    }
}

/// The places of each cause.
type Counts = BTreeMap<FixedProblem, BTreeSet<Place>>;

fn counts(diagnostics: &[Diagnostic], sources: &Sources) -> Counts {
    let mut counts = Counts::new();
    for diagnostic in diagnostics {
        let path = match &diagnostic.place {
            Place::Span(span) => sources[span.source].path.clone(),
            Place::File(path) => path.clone(),
            Place::Project => ProjectPath::new(""),
        };
        let cause = (diagnostic.code, diagnostic.message.clone(), path);
        counts.entry(cause).or_default().insert(diagnostic.place.clone());
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &[u8], text: &str, edits: &[(Range<usize>, &str)], expected: Option<&[u8]>) {
        let edits: Vec<TextEdit> = edits
            .iter()
            .map(|(range, replacement)| TextEdit { range: range.clone(), replacement: (*replacement).to_owned() })
            .collect();
        assert_eq!(edit_bytes(file, text, &edits).as_deref(), expected);
    }

    #[test]
    fn only_the_edited_bytes_of_a_file_change() {
        check(b"abc", "abc", &[(1..2, "x")], Some(b"axc"));
        check(b"\xEF\xBB\xBFa\r\nb\rc\n", "a\nb\nc\n", &[(2..3, "x"), (4..5, "y")], Some(b"\xEF\xBB\xBFa\r\nx\ry\n"));
        check(b"a\r\n", "a\n", &[(2..2, "b\n")], Some(b"a\r\nb\r\n"));
        check(b"a\r\nb", "a\nb", &[(1..1, "x"), (2..2, "y")], Some(b"ax\r\nyb"));
    }

    #[test]
    fn a_file_with_another_text_is_left_alone() {
        check(b"abc", "abd", &[(1..2, "x")], None);
        check(b"abcd", "abc", &[(1..2, "x")], None);
        check(b"ab", "abc", &[(1..2, "x")], None);
        check(b"\xFF\xFEa\0", "a", &[(0..1, "x")], None);
    }
}
