//! Formats the list of reviews, as text or as JSON. Nothing is printed here.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde_json::json;

use super::ReviewTask;
use crate::printable::{self, line};
use crate::report::plural;

/// The list for people: owner by owner, what has been due longest first.
pub(super) fn page(owners: &[(Option<&str>, Vec<&ReviewTask<'_>>)], date: Date) -> String {
    let count: usize = owners.iter().map(|(_, tasks)| tasks.len()).sum();
    let verb = if count == 1 { "is" } else { "are" };
    let mut text = format!("{} {verb} due for a review on {date}\n", plural(count, "article"));
    for (owner, tasks) in owners {
        let owner = owner.map_or("No owner".into(), line);
        let _ = writeln!(text, "\n{owner} ({})", tasks.len());
        for task in tasks {
            let _ = writeln!(text, "  {}", line(task.path.as_str()));
            let _ = writeln!(text, "    {}", history(task));
            if let Some(change) = &task.due.changed {
                let _ = writeln!(text, "    {} changed on {}", line(&change.file), change.date);
            }
            if let Some(share) = task.helpfulness {
                let _ = match share.denominator {
                    0 => writeln!(text, "    no votes on the current text"),
                    all => writeln!(text, "    helped {} of {all} readers who voted", share.numerator),
                };
            }
        }
    }
    text
}

/// `due since 2026-09-01, reviewed on 2026-03-01 by Ada`
fn history(task: &ReviewTask<'_>) -> String {
    let mut text = format!("due since {}", task.due.since);
    match (task.reviewed, task.updated) {
        (Some(reviewed), _) => {
            let _ = write!(text, ", reviewed on {reviewed}");
            if let Some(name) = task.reviewed_by {
                let _ = write!(text, " by {}", line(name));
            }
        }
        (None, Some(updated)) => {
            let _ = write!(text, ", never reviewed, changed on {updated}");
        }
        (None, None) => text.push_str(", never reviewed"),
    }
    text
}

/// An article for programs, on one line.
pub(super) fn object(task: &ReviewTask<'_>) -> String {
    let object = json!({
        "path": task.path.as_str(),
        "title": task.title,
        "owner": task.owner,
        "due": task.due.since.to_string(),
        "review_every": task.due.interval,
        "changed": task.due.changed.as_ref().map(|change| json!({
            "watch": change.watch, "file": change.file, "date": change.date.to_string(),
        })),
        "reviewed": task.reviewed.map(|date| date.to_string()),
        "reviewed_by": task.reviewed_by,
        "updated": task.updated.map(|date| date.to_string()),
        "helpfulness": task.helpfulness,
    });
    format!("{}\n", printable::json(&object.to_string()))
}
