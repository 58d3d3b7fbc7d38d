//! Our own `:::` lines, where the parser needs help: colons in titles, and the colons that Pandoc puts after a name.

use super::DialectPass;
use super::code::list_mark;

/// Rewrites both.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let mut done = 0;
    for start in pass.outside_code(":::") {
        if start < done {
            continue;
        }
        let line = pass.line(start);
        done = line.end;
        let before = pass.text[line.start..start].trim_matches([' ', '\t', '>']);
        if !before.is_empty() && list_mark(before) != Some(before.len()) {
            continue;
        }
        let body = pass.text[start..line.end].trim_end();
        let inner = body.trim_start_matches(':');
        let inner_start = start + body.len() - inner.len();
        let name = inner.trim_start();
        if !name.starts_with(|first: char| first.is_alphabetic() || first == '{') {
            continue;
        }
        let title = name.trim_end_matches(':').trim_end();
        let is_enclosed = name.ends_with(":::");
        let end = if is_enclosed { inner_start + inner.len() - name.len() + title.len() } else { start + body.len() };
        if is_enclosed {
            pass.replace(end..start + body.len(), "");
        }
        let colons: Vec<usize> =
            pass.text[inner_start..end].match_indices(':').map(|(at, _)| inner_start + at).collect();
        for colon in colons {
            pass.replace(colon..colon + 1, "&#58;");
        }
    }
}
