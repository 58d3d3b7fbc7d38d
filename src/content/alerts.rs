//! The names that tools have for highlighted boxes.

/// The kind of alert for the name of a box, and its title if that is not the usual one; `None` for unknown names.
#[must_use]
pub fn known(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match name.to_ascii_lowercase().as_str() {
        "note" | "info" | "information" | "pageinfo" => ("note", None),
        "tip" | "hint" | "success" | "check" | "done" | "positive" => ("tip", None),
        "important" => ("important", None),
        "warning" | "attention" | "warn" => ("warning", None),
        "caution" | "danger" | "error" | "failure" | "fail" | "missing" | "negative" | "critical" => ("caution", None),
        "bug" => ("caution", Some("Bug")),
        "example" => ("note", Some("Example")),
        "question" | "help" | "faq" => ("note", Some("Question")),
        "todo" => ("note", Some("To do")),
        "abstract" | "summary" | "tldr" => ("note", Some("Summary")),
        "quote" | "cite" => ("note", Some("Quote")),
        _ => return None,
    })
}

/// Like [`known`]; a note if the name is unknown.
#[must_use]
pub fn alert(name: &str) -> (&'static str, Option<&'static str>) {
    known(name).unwrap_or(("note", None))
}
