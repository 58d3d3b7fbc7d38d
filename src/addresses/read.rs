//! Reads `addresses.toml`. An entry that cannot be read is reported and left out.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{AddressEntry, AddressFate, AddressFile, AnchoredAddress};
use crate::codes;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::{SourceId, Span, Spanned, floor_range};
use crate::suggest;

/// The tables of the file.
const TABLES: [&str; 2] = ["moved", "gone"];

/// The keys of an entry in each table.
const KEYS: [&[&str]; 2] = [&["to", "reason", "commit"], &["reason", "near", "commit"]];

type AddressValue<'i> = toml::Spanned<DeValue<'i>>;

/// Reads the text of the file.
#[must_use]
pub fn parse(source: SourceId, text: &str) -> Outcome<AddressFile> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = AddressReader { source, text, file: AddressFile::default(), diagnostics: Vec::new() };
    for (name, value) in table.get_ref() {
        match (TABLES.iter().position(|known| known == name.get_ref()), value.get_ref()) {
            (Some(number), DeValue::Table(entries)) => reader.table(number, entries),
            (Some(_), _) => reader.report(
                value.span(),
                format!("`{}` must be a table", name.get_ref()),
                "write it as a table, with one address on each line",
            ),
            (None, _) => reader.unknown("table", name, &TABLES),
        }
    }
    for error in &errors {
        reader.report(
            error.span().unwrap_or(0..0),
            error.message().to_owned(),
            "write each address once, in quotes, on a line of its own",
        );
    }
    reader.file.digest = Some(blake3::hash(text.as_bytes()));
    reader.diagnostics.sort_by(|a, b| a.place.cmp(&b.place));
    Outcome { value: reader.file, diagnostics: reader.diagnostics }
}

struct AddressReader<'i> {
    source: SourceId,
    text: &'i str,
    file: AddressFile,
    diagnostics: Vec<Diagnostic>,
}

impl AddressReader<'_> {
    fn report(&mut self, range: Range<usize>, message: String, help: &str) {
        let span = self.span(range);
        self.diagnostics.push(Diagnostic::at(codes::ADDRESSES_INVALID, message, span).help(help));
    }

    /// A range of the file without the quotes around it.
    fn span(&self, range: Range<usize>) -> Span {
        let range = floor_range(self.text, range);
        let written = &self.text[range.clone()];
        let is_quoted = written.len() > 2 && written.starts_with(['"', '\'']) && written.ends_with(['"', '\'']);
        let quote = usize::from(is_quoted);
        Span::new(self.source, range.start + quote..range.end - quote)
    }

    fn unknown(&mut self, what: &str, name: &toml::Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
        let message = format!("there is no {what} `{}`", name.get_ref());
        let diagnostic = Diagnostic::at(codes::ADDRESSES_INVALID, message, self.span(name.span()));
        let near = suggest::nearest(name.get_ref(), known.iter().copied());
        self.diagnostics.push(match near {
            Some(_) => diagnostic.did_you_mean(near),
            None => diagnostic.help(format!("use `{}`", known.join("` or `"))),
        });
    }

    fn table(&mut self, number: usize, entries: &DeTable<'_>) {
        for (name, value) in entries {
            let Some(address) = AnchoredAddress::parse(name.get_ref()) else {
                let message = format!("`{}` is not an address of this site", name.get_ref());
                self.report(name.span(), message, "write an address that starts with `/`");
                continue;
            };
            let Some((fate, reason, commit)) = self.entry(number, name.get_ref(), value) else { continue };
            let span = self.span(name.span());
            if let Some(first) = self.file.entries.get(&address) {
                let message = format!("`{address}` is listed twice");
                let diagnostic = Diagnostic::at(codes::ADDRESSES_INVALID, message, span);
                let first = crate::diagnostic::Place::Span(first.span.clone());
                self.diagnostics.push(diagnostic.related(first, "first listed here").help("remove one of the two"));
                continue;
            }
            self.file.entries.insert(address, AddressEntry { fate, reason, commit, span });
        }
    }

    /// What became of an address, why it moved, and the commit that shows it.
    fn entry(
        &mut self,
        number: usize,
        name: &str,
        value: &AddressValue<'_>,
    ) -> Option<(AddressFate, String, Option<String>)> {
        let is_moved = TABLES[number] == "moved";
        let table = match value.get_ref() {
            DeValue::String(_) if is_moved => {
                return Some((AddressFate::Moved(self.target(value)?), String::new(), None));
            }
            DeValue::String(reason) => {
                let fate = AddressFate::Gone { reason: reason.to_string(), near: None };
                return Some((fate, String::new(), None));
            }
            DeValue::Table(table) => table,
            _ => {
                let help = if is_moved { "write `{ to = \"/new/\" }`" } else { "write `{ reason = \"…\" }`" };
                self.report(value.span(), format!("`{name}` must be a table"), help);
                return None;
            }
        };
        for (key, _) in table {
            if !KEYS[number].contains(&key.get_ref().as_ref()) {
                self.unknown("key", key, KEYS[number]);
            }
        }
        let commit = self.words(table, "commit").map(|commit| commit.value);
        let reason = self.words(table, "reason").map(|reason| reason.value).unwrap_or_default();
        if is_moved {
            let Some(to) = table.get("to") else {
                self.report(value.span(), format!("`{name}` has no `to`"), "add `to = \"/new/\"`");
                return None;
            };
            return Some((AddressFate::Moved(self.target(to)?), reason, commit));
        }
        let near = table.get("near").and_then(|near| self.target(near));
        Some((AddressFate::Gone { reason, near }, String::new(), commit))
    }

    fn words(&mut self, table: &DeTable<'_>, key: &str) -> Option<Spanned<String>> {
        let value = table.get(key)?;
        let DeValue::String(text) = value.get_ref() else {
            self.report(value.span(), format!("`{key}` must be a text in quotes"), "put it in quotes");
            return None;
        };
        let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
        Some(Spanned { value: text.trim().to_owned(), span: self.span(value.span()) })
    }

    /// The target of an entry: an address of this site, or of another one.
    fn target(&mut self, value: &AddressValue<'_>) -> Option<Spanned<String>> {
        let help = "write an address that starts with `/` or `https://`";
        let DeValue::String(text) = value.get_ref() else {
            self.report(value.span(), "a target must be a text in quotes".to_owned(), help);
            return None;
        };
        let is_web = ["https://", "http://"]
            .iter()
            .any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')));
        let is_plain =
            !text.contains(|letter: char| letter.is_whitespace() || letter.is_control() || "\"<>\\".contains(letter));
        if !is_plain || !(is_web || AnchoredAddress::parse(text).is_some()) {
            self.report(value.span(), format!("`{text}` is not an address"), help);
            return None;
        }
        Some(Spanned { value: text.to_string(), span: self.span(value.span()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::ProjectPath;
    use crate::source::Sources;

    fn parsed(text: &str) -> (AddressFile, Vec<String>) {
        let mut sources = Sources::default();
        let source = sources.add(ProjectPath::new("addresses.toml"), text);
        let Outcome { value, diagnostics } = parse(source, text);
        let shown = diagnostics.into_iter().map(|diagnostic| match diagnostic.place {
            crate::diagnostic::Place::Span(span) => format!("{} `{}`", diagnostic.message, &text[span.range]),
            _ => diagnostic.message,
        });
        (value, shown.collect())
    }

    #[test]
    fn entries_are_read() {
        let text = "[moved]\n\"/a/\" = \"/b/\"\n\"/a/#x\" = { to = \"/c/#y\", commit = \"1f\" }\n[gone]\n\"/d/\" = { reason = \"over\", near = \"/\" }\n";
        let (file, problems) = parsed(text);
        assert_eq!(problems, [] as [&str; 0]);
        let seen: Vec<_> = file
            .entries
            .iter()
            .map(|(address, entry)| {
                let fate = match &entry.fate {
                    AddressFate::Moved(to) => to.value.clone(),
                    AddressFate::Gone { reason, near } => {
                        format!("{reason} {}", near.as_ref().map_or("", |near| &near.value))
                    }
                };
                (address.to_string(), fate, entry.commit.clone())
            })
            .collect();
        let expected = [("/a/", "/b/", None), ("/a/#x", "/c/#y", Some("1f")), ("/d/", "over /", None)];
        assert_eq!(
            seen,
            expected.map(|(address, fate, commit)| (address.to_owned(), fate.to_owned(), commit.map(str::to_owned)))
        );
    }

    #[test]
    fn problems_are_at_their_place() {
        let check = |text: &str, expected: &str| assert_eq!(parsed(text).1, [expected], "{text}");
        check("[move]\n", "there is no table `move` `move`");
        check("[moved]\n\"a\" = \"/b/\"\n", "`a` is not an address of this site `a`");
        check("[moved]\n\"/a/\" = 1\n", "`/a/` must be a table `1`");
        check("[moved]\n\"/a/\" = { too = \"/b/\", to = \"/b/\" }\n", "there is no key `too` `too`");
        check("[moved]\n\"/a/\" = { to = \"javascript:x\" }\n", "`javascript:x` is not an address `javascript:x`");
        check("[moved]\n\"/a/\" = { commit = \"1\" }\n", "`/a/` has no `to` `{ commit = \"1\" }`");
        check("[moved]\n\"/a/\" = \"/b/\"\n[gone]\n\"/a/\" = {}\n", "`/a/` is listed twice `/a/`");
    }

    #[test]
    fn what_is_written_can_be_read() {
        let text = "[moved]\n\"/a/\" = { to = \"/b/\" }\n\"/a/#x\" = { to = \"/c/#y\", commit = \"1f\" }\n\n[gone]\n\"/d/\" = { reason = \"it is \\\"over\\\"\", near = \"/\" }\n\"/e/\" = { commit = \"2a\" }\n";
        let (file, _) = parsed(text);
        let written = super::super::text(&file);
        assert!(written.ends_with(text), "{written}");
        assert_eq!(parsed(&written).0.entries.len(), 4);
    }
}
