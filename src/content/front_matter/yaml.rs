//! YAML events → [`FrontMatterTable`].
//!
//! This uses the event parser of serde-saphyr instead of serde, because serde would choose the type of a scalar before
//! we know which key it belongs to: `010`, `no` and `3e83372387` must stay as typed.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use super::value::{FrontMatterData, FrontMatterEntry, FrontMatterTable, FrontMatterValue};
use super::{ParsedHead, SyntaxProblem};
use crate::source::floor;

/// Maximum number of lines of quoted texts to join before giving up. Each join needs another parse.
const MAX_JOINED_LINES: usize = 32;

/// Maximum number of bytes that aliases repeat in one head. Many aliases of a long text would otherwise fill the
/// memory.
const MAX_REPEATED_BYTES: usize = 64 << 10;

/// Parses YAML front matter.
#[must_use]
pub fn parse(text: &str) -> ParsedHead {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_JOINED_LINES {
        match parse_strictly(&text) {
            Err(error) => match join_quoted_line(&text, &error).or_else(|| untab_list(&text, &error)) {
                Some(mended) => text = Cow::Owned(mended),
                None => return ParsedHead::Broken(broken(&text, &error)),
            },
            Ok(parsed) => return parsed,
        }
    }
    match parse_strictly(&text) {
        Ok(parsed) => parsed,
        Err(error) => ParsedHead::Broken(broken(&text, &error)),
    }
}

/// Joins a line of a quoted text to the line before. YAML requires such lines to be indented more than their key; the
/// parsers of Ruby and Go do not. A space replaces the newline, so that all offsets stay the same.
fn join_quoted_line(text: &str, error: &ScanError) -> Option<String> {
    if !error.info().contains("multiline quoted scalar") {
        return None;
    }
    let at = error.marker().byte_offset()?.min(text.len());
    let newline = text.as_bytes()[..at].iter().rposition(|&byte| byte == b'\n')?;
    Some(format!("{} {}", &text[..newline], &text[newline + 1..]))
}

/// Replaces tabs before the items of a list in brackets. YAML forbids them; the parsers of Ruby and Go do not. Blanks
/// replace them one by one, so that all offsets stay the same.
fn untab_list(text: &str, error: &ScanError) -> Option<String> {
    let at = error.marker().byte_offset()?.min(text.len());
    let open = memchr::memrchr(b'[', &text.as_bytes()[..at])?;
    let end = memchr::memchr(b']', &text.as_bytes()[open..])? + open;
    let mut list = String::with_capacity(end - open);
    for line in text[open..end].split_inclusive('\n') {
        let width = line.len() - line.trim_start_matches([' ', '\t']).len();
        list.push_str(&" ".repeat(width));
        list.push_str(&line[width..]);
    }
    // The bracket itself may be indented by a closing line.
    let tail = text[..end].len() - text[..end].trim_end_matches([' ', '\t']).len();
    if tail > 0 && text[..end - tail].ends_with('\n') {
        list.truncate(list.len() - tail);
        list.push_str(&" ".repeat(tail));
    }
    (list != text[open..end]).then(|| format!("{}{list}{}", &text[..open], &text[end..]))
}

fn parse_strictly(text: &str) -> Result<ParsedHead, ScanError> {
    let mut reader = YamlReader {
        parser: Parser::new_from_str(text),
        text,
        anchors: HashMap::new(),
        repeated: 0,
        problems: Vec::new(),
    };
    Ok(match reader.document()? {
        Some(FrontMatterValue { data: FrontMatterData::Table(table), .. }) => ParsedHead::Table(table, reader.problems),
        None | Some(FrontMatterValue { data: FrontMatterData::Null, .. }) => {
            ParsedHead::Table(FrontMatterTable::default(), reader.problems)
        }
        Some(_) => ParsedHead::NotATable,
    })
}

fn broken(text: &str, error: &ScanError) -> SyntaxProblem {
    let start = floor(text, error.marker().byte_offset().unwrap_or(0));
    let length = text[start..].chars().next().filter(|&character| character != '\n').map_or(0, char::len_utf8);
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    let help = match line.split_once(':').map(|(_, value)| value.trim()) {
        _ if line.contains('\t') => "replace the tab with spaces",
        _ if error.info().contains("multiline quoted") => "indent the lines of the quoted text further than their key",
        Some(value)
            if value.contains(": ") || value.starts_with(['%', '@', '`', '*', '&', '!', '[', '{', '"', '\'']) =>
        {
            "put the value in quotes"
        }
        _ => "put the value in quotes, and indent lists and tables with spaces",
    };
    SyntaxProblem {
        message: format!("front matter is not valid YAML: {}", error.info()),
        range: start..start + length,
        help: help.into(),
    }
}

struct YamlReader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    text: &'a str,
    /// Anchored scalars. Aliases of collections are not expanded: front matter does not need them, and expansion can
    /// make a small file huge.
    anchors: HashMap<usize, FrontMatterValue>,
    /// Number of bytes that aliases have repeated so far.
    repeated: usize,
    problems: Vec<SyntaxProblem>,
}

impl<'a> YamlReader<'a> {
    /// The next event other than stream events and comments; `None` at the end of the document.
    fn next(&mut self) -> Result<Option<(Event<'a>, Range<usize>)>, ScanError> {
        loop {
            let Some(next) = self.parser.next_event() else { return Ok(None) };
            let (event, span) = next?;
            match event {
                Event::StreamEnd | Event::DocumentEnd => return Ok(None),
                event if event.is_node() || matches!(event, Event::SequenceEnd | Event::MappingEnd) => {
                    return Ok(Some((event, self.range(span))));
                }
                _ => {}
            }
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let range = span.byte_range().unwrap_or(0..0);
        let end = range.end.min(self.text.len());
        let start = range.start.min(end);
        // Block scalars and plain scalars may extend to the start of the next line.
        let trimmed = self.text.get(start..end).map_or(0, |text| text.trim_end().len());
        start..start + trimmed
    }

    fn document(&mut self) -> Result<Option<FrontMatterValue>, ScanError> {
        let Some((event, range)) = self.next()? else { return Ok(None) };
        let value = self.node(event, range)?;
        // Read to the end to find syntax errors after the last key.
        while self.next()?.is_some() {}
        Ok(Some(value))
    }

    fn node(&mut self, event: Event<'a>, range: Range<usize>) -> Result<FrontMatterValue, ScanError> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let quoted = style != ScalarStyle::Plain;
                let data = match (quoted, &*text) {
                    (false, "" | "~" | "null" | "Null" | "NULL") => FrontMatterData::Null,
                    _ => FrontMatterData::Text { text: text.into_owned(), quoted },
                };
                let value = FrontMatterValue { data, range };
                if anchor != 0 {
                    self.anchors.insert(anchor, value.clone());
                }
                Ok(value)
            }
            Event::Alias(id) => Ok(self.reference(id, range)),
            Event::SequenceStart(..) => self.list(range),
            Event::MappingStart(..) => self.table(range),
            _ => Ok(FrontMatterValue { data: FrontMatterData::Null, range }),
        }
    }

    /// The value of an alias.
    fn reference(&mut self, id: usize, range: Range<usize>) -> FrontMatterValue {
        let Some(value) = self.anchors.get(&id) else { return FrontMatterValue { data: FrontMatterData::Null, range } };
        let before = self.repeated;
        self.repeated += value.text().map_or(0, str::len);
        if self.repeated <= MAX_REPEATED_BYTES {
            return FrontMatterValue { data: value.data.clone(), range };
        }
        if before <= MAX_REPEATED_BYTES {
            self.problems.push(SyntaxProblem {
                message: format!("references repeat more than {} KB", MAX_REPEATED_BYTES >> 10),
                range: range.clone(),
                help: "write the value in place of the reference, or shorten the value".into(),
            });
        }
        FrontMatterValue { data: FrontMatterData::Null, range }
    }

    fn list(&mut self, range: Range<usize>) -> Result<FrontMatterValue, ScanError> {
        let mut values = Vec::new();
        let mut end = range.end;
        while let Some((event, range)) = self.next()? {
            if event == Event::SequenceEnd {
                end = end.max(range.end);
                break;
            }
            let value = self.node(event, range)?;
            end = end.max(value.range.end);
            values.push(value);
        }
        Ok(FrontMatterValue { data: FrontMatterData::List(values), range: range.start..end })
    }

    fn table(&mut self, range: Range<usize>) -> Result<FrontMatterValue, ScanError> {
        let mut table = FrontMatterTable::default();
        let mut keys = HashSet::new();
        let mut end = range.end;
        while let Some((event, key_range)) = self.next()? {
            if event == Event::MappingEnd {
                end = end.max(key_range.end);
                break;
            }
            let key = self.node(event, key_range.clone())?;
            let Some((event, value_range)) = self.next()? else { break };
            let value = self.node(event, value_range)?;
            end = end.max(value.range.end);
            let key = key.text().unwrap_or_default().to_owned();
            if !keys.insert(key.clone()) {
                self.problems.push(SyntaxProblem {
                    message: format!("key `{key}` appears twice; the first one is used"),
                    range: key_range,
                    help: "remove one of the two".into(),
                });
                continue;
            }
            table.0.push(FrontMatterEntry { key, key_range, value });
        }
        Ok(FrontMatterValue { data: FrontMatterData::Table(table), range: range.start..end })
    }
}
