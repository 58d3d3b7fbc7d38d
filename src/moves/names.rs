//! Names of files in markup of other tools, such as `[[Note]]` and `{{< ref "note" >}}`: how such a name was written, and
//! how it is written after a move.

use std::ops::Range;

use crate::content::mapped_text::TextEdit;
use crate::path::{ProjectPath, encode};

/// Ends of paths that a name may leave out.
const ENDS: &[&str] = &["/index.md", "/_index.md", "/README.md", ".markdown", ".mdx", ".md", ""];

/// A file before and after a move.
#[derive(Debug, Clone, Copy)]
pub struct MovedPath<'a> {
    /// Its path before.
    pub old: &'a ProjectPath,
    /// Its path after.
    pub new: &'a ProjectPath,
}

/// How a name refers to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameForm {
    /// By a path from the file that contains it, with `./` or `../` at its start.
    Relative,
    /// By the last parts of its path, such as its name alone.
    Parts(usize),
}

/// The edit that makes markup name a file by its new path, in the form in which it named the old one. `range` is the
/// markup in `text`, `from` the file that contains it, and `all` lists the files of the project after the move.
#[must_use]
pub fn edit<'p>(
    text: &str,
    range: &Range<usize>,
    from: MovedPath<'_>,
    target: MovedPath<'_>,
    all: &(impl Iterator<Item = &'p ProjectPath> + Clone),
) -> Option<TextEdit> {
    let markup = text.get(range.clone())?;
    let mut found = None;
    let most = target.old.as_str().split('/').count();
    for form in std::iter::once(NameForm::Relative).chain((1..=most).rev().map(NameForm::Parts)) {
        for end in ENDS {
            let Some(name) = name(form, end, from.old, target.old) else { continue };
            for is_encoded in [false, true] {
                let name = if is_encoded { encode(&name) } else { name.clone() };
                let is_longer = |known: &(Range<usize>, _, _)| name.len() > known.0.len();
                if let Some(at) = place(markup, &name).filter(|_| found.as_ref().is_none_or(is_longer)) {
                    found = Some((at..at + name.len(), (form, is_encoded), *end));
                }
            }
        }
    }
    let (at, (form, is_encoded), end) = found?;
    let replacement = new_name(form, end, from.new, target.new, all)?;
    let replacement = if is_encoded { encode(&replacement) } else { replacement };
    Some(TextEdit { range: range.start + at.start..range.start + at.end, replacement })
}

/// The name of a file in a form, without an end that it has.
fn name(form: NameForm, end: &str, from: &ProjectPath, path: &ProjectPath) -> Option<String> {
    let whole = match form {
        NameForm::Relative => match path.relative_to(from) {
            relative if relative.starts_with("../") => relative,
            relative => format!("./{relative}"),
        },
        NameForm::Parts(count) => {
            // The end of an index file is not a part of its own.
            let count = count + end.matches('/').count();
            let at = path.as_str().rmatch_indices('/').nth(count - 1).map_or(0, |(at, _)| at + 1);
            path.as_str()[at..].to_owned()
        }
    };
    whole.strip_suffix(end).filter(|name| !name.is_empty()).map(str::to_owned)
}

fn new_name<'p>(
    form: NameForm,
    end: &str,
    from: &ProjectPath,
    path: &ProjectPath,
    all: &(impl Iterator<Item = &'p ProjectPath> + Clone),
) -> Option<String> {
    let end = if path.as_str().ends_with(end) {
        end
    } else {
        // An index file that is one no more, or the other way round.
        ENDS.iter().find(|end| path.as_str().ends_with(**end)).copied().unwrap_or_default()
    };
    let NameForm::Parts(count) = form else { return name(form, end, from, path) };
    let most = path.as_str().split('/').count();
    let names = (count..=most).filter_map(|count| name(NameForm::Parts(count), end, from, path));
    let mut last = None;
    for name in names {
        let wanted = name.to_lowercase();
        let is_meant = |path: &&ProjectPath| {
            let path = path.as_str().to_lowercase();
            let bare =
                ENDS.iter().filter_map(|end| path.strip_suffix(end)).filter_map(|bare| bare.strip_suffix(&wanted));
            bare.into_iter().any(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        if all.clone().filter(is_meant).nth(1).is_none() {
            return Some(name);
        }
        last = Some(name);
    }
    last
}

/// Where markup contains a name that is not part of a longer one, in any letter case.
fn place(markup: &str, name: &str) -> Option<usize> {
    let is_wiki = markup.contains("[[");
    let is_start = |before: Option<char>| match before {
        Some(before) if is_wiki => matches!(before, '[' | '/'),
        Some(before) => before.is_whitespace() || "\"'`(</={".contains(before),
        None => true,
    };
    let is_end = |after: Option<char>| match after {
        Some(after) if is_wiki => matches!(after, ']' | '#' | '|' | '\\'),
        Some(after) => after.is_whitespace() || "\"'`)>#?/}".contains(after),
        None => true,
    };
    let last = markup.len().checked_sub(name.len())?;
    (0..=last).find(|at| {
        let found = markup.get(*at..at + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name))
            && is_start(markup[..*at].chars().next_back())
            && is_end(markup[at + name.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markup: &str, (old, new): (&str, &str), expected: Option<&str>) {
        let [from, old, new] = ["content/start/home.md", old, new].map(ProjectPath::new);
        let all = [from.clone(), new.clone(), ProjectPath::new("content/other/twin.md")];
        let text = format!("See {markup}.");
        let (from, target) = (MovedPath { old: &from, new: &from }, MovedPath { old: &old, new: &new });
        let edit = edit(&text, &(4..4 + markup.len()), from, target, &all.iter());
        let edited = edit.map(|TextEdit { range, replacement }| {
            format!("{}{replacement}{}", &text[4..range.start], &text[range.end..text.len() - 1])
        });
        assert_eq!(edited.as_deref(), expected, "{markup}");
    }

    #[test]
    fn names_keep_their_form() {
        let moved = ("content/pay/Late fees.md", "content/bills/Fees, late.md");
        check("[[Late fees]]", moved, Some("[[Fees, late]]"));
        check("![[late fees.md#Why|Late fees]]", moved, Some("![[Fees, late.md#Why|Late fees]]"));
        check("[[pay/Late fees\\|x]]", moved, Some("[[bills/Fees, late\\|x]]"));
        check("[[Other late fees]]", moved, None);
        let moved = ("content/pay/late.md", "content/bills/old.md");
        check(r#"{{< ref "late.md#why" >}}"#, moved, Some(r#"{{< ref "old.md#why" >}}"#));
        check(r#"{{< relref "../pay/late" >}}"#, moved, Some(r#"{{< relref "../bills/old" >}}"#));
        check("[[late]]", ("content/start/late.md", "content/bills/old.md"), Some("[[old]]"));
        check("[[./late]]", ("content/start/late.md", "content/bills/old.md"), Some("[[../bills/old]]"));
        check("{% link content/pay/late.md %}", moved, Some("{% link content/bills/old.md %}"));
        check("{doc}`/pay/late`", moved, Some("{doc}`/bills/old`"));
        check("late.md", moved, Some("old.md"));
        check("translate.md", moved, None);
        let moved = ("content/pay my/late fee.svg", "content/pay/fee.svg");
        check("../pay%20my/late%20fee.svg", moved, Some("../pay/fee.svg"));
    }

    #[test]
    fn names_that_another_file_has_become_paths() {
        check("[[Late]]", ("content/pay/late.md", "content/pay/twin.md"), Some("[[pay/twin]]"));
        check("[[Pay]]", ("content/pay/index.md", "content/bills/index.md"), Some("[[bills]]"));
        check("[[Pay]]", ("content/pay/index.md", "content/bills.md"), Some("[[bills]]"));
    }
}
