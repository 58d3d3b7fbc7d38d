//! Drops mentions of left-over markup where another diagnostic already names the same place with its cause.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::codes::{self, Code};
use crate::diagnostic::{Diagnostic, Place};
use crate::source::SourceId;

/// Areas of codes that explain left-over markup at their place.
const AREAS: &[&str] = &["markup/", "variable/", "snippet/", "link/", "image/missing", "front-matter/"];

/// Codes of those areas whose places are much larger than the problem, or that are about something else.
const OTHERS: &[Code] = &[
    codes::MARKUP_LEFT_OVER,
    codes::MARKUP_BLOCKED_BY_POLICY,
    codes::MARKUP_REMOVED_HTML,
    codes::MARKUP_DUPLICATE_ID,
    codes::MARKUP_TOO_COMPLEX,
    codes::MARKUP_EMPTY,
];

/// The diagnostics without repeated mentions.
#[must_use]
pub fn without_repeated(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if !diagnostics.iter().any(|diagnostic| diagnostic.code == codes::MARKUP_LEFT_OVER) {
        return diagnostics;
    }
    let mut explained: BTreeMap<SourceId, Vec<Range<usize>>> = BTreeMap::new();
    for diagnostic in &diagnostics {
        let is_in_area = AREAS.iter().any(|area| diagnostic.code.0.starts_with(area));
        if let (true, Place::Span(span)) = (is_in_area && !OTHERS.contains(&diagnostic.code), &diagnostic.place) {
            explained.entry(span.source).or_default().push(span.range.clone());
        }
    }
    for ranges in explained.values_mut() {
        ranges.sort_by_key(|range| range.start);
        // Each range reaches at least as far as the ones before, so that the last one that starts early enough decides.
        let mut reach = 0;
        for range in ranges {
            reach = reach.max(range.end);
            range.end = reach;
        }
    }
    let is_explained = |place: &Place| {
        let Place::Span(span) = place else { return false };
        let Some(ranges) = explained.get(&span.source) else { return false };
        let before = ranges.partition_point(|range| range.start < span.range.end.max(span.range.start + 1));
        before.checked_sub(1).is_some_and(|last| ranges[last].end > span.range.start)
    };
    diagnostics.retain(|diagnostic| diagnostic.code != codes::MARKUP_LEFT_OVER || !is_explained(&diagnostic.place));
    diagnostics
}
