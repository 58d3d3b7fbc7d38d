//! Chooses the passage of a section that answers a query: its paragraphs, steps or table that have most of the query's
//! words, whole and as they are. The same as the theme's `modules/passages.js`, which takes them from the built page.
//!
//! Nothing is shortened, and nothing is joined that is not together in the article.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::content::document::{Step, blocks};
use crate::content::passages::PassageKind;
use crate::content::{Body, Meta};
use crate::theme::texts::UiTexts;
use crate::words;

/// A passage continues with the next paragraph or list while it has at most this many characters, without blanks.
const ENOUGH: usize = 400;

/// A paragraph before a list or a table introduces it, if it has at most this many characters, without blanks.
const LONGEST_LEAD: usize = 250;

/// A paragraph, or a list, a table or code as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PassageUnit {
    /// Its lines: one for each item, row or paragraph.
    pub lines: Vec<String>,
    /// For each line, the sign or the number of an item.
    pub signs: Vec<String>,
    /// Whether it is a list, a table or the like.
    pub is_grouped: bool,
}

/// The units of the section with an anchor. An empty anchor leads to the text before all headings, after the article's
/// lead; if there is none, to the section with the anchor `closest`, or else to the first one.
#[must_use]
pub fn units(meta: &Meta, body: &Body, anchor: &str, closest: &str, texts: &UiTexts) -> Vec<PassageUnit> {
    let place = |anchor: &str| body.outline.iter().position(|heading| heading.id == anchor).map(|place| place + 1);
    if let Some(section) = place(anchor) {
        return units_of(body, section, texts);
    }
    let first = units_of(body, 0, texts);
    if let (true, Some(section)) = (first.is_empty(), place(closest)) {
        return units_of(body, section, texts);
    }
    let own = if first.is_empty() { units_of(body, 1, texts) } else { first };
    let lead = PassageUnit { lines: vec![meta.description.clone()], signs: vec![String::new()], is_grouped: false };
    // A page with nothing but a lead only lists others.
    let lead = Some(lead).filter(|_| meta.has_lead && !own.is_empty());
    lead.into_iter().chain(own).collect()
}

fn units_of(body: &Body, section: usize, texts: &UiTexts) -> Vec<PassageUnit> {
    let record = body.document.record(texts);
    let mut units: Vec<PassageUnit> = Vec::new();
    let (mut last, mut number) = (0, 0);
    for block in blocks(&record).filter(|block| block.section == section && !block.is_title) {
        number = if block.step == Some(Step::First) { 1 } else { number + usize::from(block.step.is_some()) };
        let sign = match block.step {
            Some(_) => format!("{number}. "),
            None if block.kind == PassageKind::Item => "- ".to_owned(),
            None => String::new(),
        };
        if block.unit != last || units.is_empty() {
            units.push(PassageUnit { is_grouped: block.is_grouped, ..PassageUnit::default() });
        }
        if let Some(unit) = units.last_mut() {
            unit.lines.push(block.line());
            unit.signs.push(sign);
        }
        last = block.unit;
    }
    units
}

/// The units that answer. `terms` has the words that match each term of the query; each term counts once.
#[must_use]
pub fn choose(units: &[PassageUnit], terms: &[Vec<String>]) -> Range<usize> {
    let texts: Vec<String> = units.iter().map(|unit| plain(&unit.lines.join(" "))).collect();
    let terms: Vec<Vec<String>> = terms.iter().map(|words| words.iter().map(|word| wanted(word)).collect()).collect();
    let has = |text: &str, words: &[String]| words.iter().any(|word| text.contains(word.as_str()));
    let count = |text: &str| terms.iter().filter(|words| has(text, words)).count();
    // The first of those that have the most.
    let Some((best, _)) = texts.iter().enumerate().rev().max_by_key(|(_, text)| count(text)) else { return 0..0 };
    let length = |place: usize| texts[place].chars().filter(|c| *c != ' ').count();
    let introduces = |place: usize| !units[place].is_grouped && length(place) <= LONGEST_LEAD;
    let start = if units[best].is_grouped && best > 0 && introduces(best - 1) { best - 1 } else { best };
    let mut total: usize = (start..=best).map(length).sum();
    let mut end = best + 1;
    while end < units.len() && (announces(&units[end - 1]) || total + length(end) <= ENOUGH) {
        total += length(end);
        end += 1;
    }
    start..end
}

/// Whether it ends with a colon, so that it says nothing without the next unit.
fn announces(unit: &PassageUnit) -> bool {
    unit.lines.last().is_some_and(|line| line.ends_with([':', '：']))
}

/// A word as it is in a [`plain`] text: whole, but for scripts without blanks between words.
fn wanted(word: &str) -> String {
    let plain = plain(word);
    if word.chars().any(words::is_dense) { plain.trim().to_owned() } else { plain }
}

/// A text with blanks around its words, in lower case and without marks. Both engines compare texts in this form only.
fn plain(text: &str) -> String {
    let mut plain = String::from(" ");
    let characters = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    for c in characters.chain([' ']) {
        if c.is_alphanumeric() {
            plain.push(c);
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    words::fold(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chooses among paragraphs, and among lists, which begin with `*`.
    #[track_caller]
    fn check(units: &[&str], terms: &[&[&str]], expected: Range<usize>) {
        let unit = |text: &&str| PassageUnit {
            lines: vec![text.trim_start_matches('*').to_owned()],
            is_grouped: text.starts_with('*'),
            ..PassageUnit::default()
        };
        let units: Vec<PassageUnit> = units.iter().map(unit).collect();
        let words = |words: &&[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let terms: Vec<Vec<String>> = terms.iter().map(words).collect();
        assert_eq!(choose(&units, &terms), expected, "{units:?}");
    }

    #[test]
    fn the_unit_with_most_words_comes_first() {
        let long = "x ".repeat(401);
        check(&[], &[], 0..0);
        check(&[&long, "reset it", &long], &[&["reset"]], 1..2);
        check(&[&long, &long], &[&["reset"]], 0..1);
        check(&["a reset", "b password reset", &long], &[&["reset"], &["password", "code"]], 1..2);
        check(&["reset", "next", &long], &[&["reset"]], 0..2);
    }

    #[test]
    fn steps_keep_their_lead_and_a_colon_its_steps() {
        let long = "x ".repeat(401);
        let list = format!("*{long}");
        check(&["To reset it", "*choose reset", &long], &[&["choose"]], 0..2);
        check(&["Reset it like this:", &list, &long], &[&["reset"]], 0..2);
        check(&[&long, "*choose", &long], &[&["choose"]], 1..2);
    }

    #[test]
    fn words_are_whole_words() {
        let long = "x ".repeat(401);
        check(&["presets", &long, "reset"], &[&["reset"]], 2..3);
        check(&["v2", &long, "Crème v1.0 brûlée"], &[&["v1.0"], &["creme"]], 2..3);
        check(&[&long, "忘记密码了"], &[&["密码"]], 1..2);
    }
}
