//! The lines in which two texts differ, in the unified format of `diff -u` and git.

use std::fmt::Write as _;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

/// How many unchanged lines are shown before and after changed ones.
const CONTEXT: usize = 3;

/// The lines that differ, without the names of the files; empty if the texts are equal.
#[must_use]
pub fn unified(old: &str, new: &str) -> String {
    let input = InternedInput::new(old, new);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let hunks: Vec<Hunk> = diff.hunks().collect();
    let mut text = String::new();
    // Hunks whose context would touch are shown as one.
    for group in hunks.chunk_by(|hunk, next| (next.before.start - hunk.before.end) as usize <= 2 * CONTEXT) {
        write_group(group, &old, &new, &mut text);
    }
    text
}

fn write_group(group: &[Hunk], old: &[&str], new: &[&str], text: &mut String) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
    let lead = CONTEXT.min(first.before.start as usize);
    let start = first.before.start as usize - lead;
    let end = old.len().min(last.before.end as usize + CONTEXT);
    let new_start = first.after.start as usize - lead;
    let new_end = last.after.end as usize + (end - last.before.end as usize);
    let _ = writeln!(text, "@@ -{} +{} @@", range(start, end), range(new_start, new_end));
    let mut at = start;
    for hunk in group {
        write_lines(' ', &old[at..hunk.before.start as usize], text);
        write_lines('-', &old[hunk.before.start as usize..hunk.before.end as usize], text);
        write_lines('+', &new[hunk.after.start as usize..hunk.after.end as usize], text);
        at = hunk.before.end as usize;
    }
    write_lines(' ', &old[at..end], text);
}

/// The first line, from 1, and the number of lines. An empty range is named by the line before it.
fn range(start: usize, end: usize) -> String {
    if start == end { format!("{start},0") } else { format!("{},{}", start + 1, end - start) }
}

fn write_lines(sign: char, lines: &[&str], text: &mut String) {
    for line in lines {
        let _ = write!(text, "{sign}{line}");
        if !line.ends_with('\n') {
            text.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        assert_eq!(unified(old, new), expected);
    }

    #[test]
    fn changed_lines_are_shown_with_three_around_them() {
        check("a\nb\n", "a\nb\n", "");
        check("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\nx\n6\n", "@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\n+x\n 6\n");
        check("a\n", "b\na\n", "@@ -1,1 +1,2 @@\n+b\n a\n");
        check("", "b\n", "@@ -0,0 +1,1 @@\n+b\n");
        check("a", "b\n", "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n");
    }

    #[test]
    fn changes_far_apart_are_shown_apart() {
        let lines = |first: &str, last: &str| format!("{first}\n{}{last}\n", "x\n".repeat(8));
        let expected = "@@ -1,4 +1,4 @@\n-a\n+b\n x\n x\n x\n@@ -7,4 +7,4 @@\n x\n x\n x\n-c\n+d\n";
        check(&lines("a", "c"), &lines("b", "d"), expected);
    }
}
