//! A patch in the unified format (<https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html>).

use std::fmt::Write as _;

/// Number of unchanged lines around a change.
const CONTEXT: usize = 3;

/// A patch from `old` to `new`, as one change between their common first and last lines.
pub(super) fn changed_file(file: &str, is_new: bool, old: &str, new: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let common = before.iter().zip(&after).take_while(|(old, new)| old == new).count();
    let rest = before.len().min(after.len()) - common;
    let tail = before.iter().rev().zip(after.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let start = common.saturating_sub(CONTEXT);
    let end = |lines: &[&str]| (lines.len() - tail + CONTEXT).min(lines.len());
    let (old_end, new_end) = (end(&before), end(&after));
    let from = if is_new { "/dev/null".to_owned() } else { format!("a/{file}") };
    let first = |count: usize| if count == 0 { start } else { start + 1 };
    let (old_count, new_count) = (old_end - start, new_end - start);
    let mut patch = format!("diff --git a/{file} b/{file}\n");
    if is_new {
        patch += "new file mode 100644\n";
    }
    let _ = writeln!(
        patch,
        "--- {from}\n+++ b/{file}\n@@ -{},{old_count} +{},{new_count} @@",
        first(old_count),
        first(new_count)
    );
    let mut write =
        |sign: char, lines: &[&str]| lines.iter().for_each(|line| patch.extend([&sign.to_string(), *line, "\n"]));
    write(' ', &before[start..common]);
    write('-', &before[common..before.len() - tail]);
    write('+', &after[common..after.len() - tail]);
    write(' ', &before[before.len() - tail..old_end]);
    if !old.is_empty() && !old.ends_with('\n') && old_end == before.len() {
        patch += "\\ No newline at end of file\n";
    }
    patch
}
