//! What `publish` prints.

use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;

use super::super::terminal::{self, Failure};
use crate::publish::{PublishPlan, PublishSummary, SendProgress, TargetState, removals};
use crate::report::plural;

/// Prints what would be sent and removed, one file per line, with sizes in bytes.
pub(super) fn print_plan(plan: &PublishPlan, state: &TargetState, grace: Duration) -> Result<(), Failure> {
    let removed = removals(&plan.next, &state.listing, grace, Timestamp::now());
    let removed: Vec<&String> = removed.iter().filter(|path| !path.starts_with(".answerbook/")).collect();
    let mut lines = String::new();
    for planned in &plan.send {
        let _ = writeln!(lines, "send   {:>10}  {}", planned.size, planned.path);
    }
    for path in &removed {
        let _ = writeln!(lines, "remove {:>10}  {path}", state.listing.get(*path).unwrap_or(&0));
    }
    terminal::print(&lines)?;
    let bytes = plan.send.iter().map(|planned| planned.size).sum();
    let later = plan.next.leaving.len().saturating_sub(removed.len());
    let later = if later > 0 { format!(", {later} later") } else { String::new() };
    terminal::print_status(format_args!(
        "would send {} ({}) and remove {}{later}; {} unchanged",
        plural(plan.send.len(), "file"),
        size(bytes),
        removed.len(),
        plan.unchanged
    ));
    Ok(())
}

/// How far a publish is.
pub(super) fn progress(sent: SendProgress, time: Duration) -> String {
    let SendProgress { files, all_files, bytes, all_bytes } = sent;
    format!("sent {files} of {all_files} files, {} of {}, {} s", size(bytes), size(all_bytes), time.as_secs())
}

/// What a publish did.
pub(super) fn summary(summary: &PublishSummary, time: Duration, target: &str) -> String {
    let PublishSummary { sent, bytes, unchanged, removed, .. } = summary;
    format!(
        "published {} ({sent} sent, {}, {unchanged} unchanged, {removed} removed) in {:.2} s → {target}",
        plural(sent + unchanged, "file"),
        size(*bytes),
        time.as_secs_f64()
    )
}

/// A size as people read it, in units of 1,000 bytes.
fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", tenths(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}
