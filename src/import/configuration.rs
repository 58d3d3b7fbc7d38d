//! `answerbook.toml` of an imported project: languages, what restricted articles are called, redirects. A configuration
//! that exists keeps all that it says; only what it lacks is added.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::ImportedProject;
use super::project::ProjectInputs;

/// Hosts that vendors give to their customers. A help center on its own domain can keep its address.
const VENDOR_HOSTS: [&str; 8] = [
    "zendesk.com",
    "intercom.help",
    "intercom.com",
    "freshdesk.com",
    "helpscoutdocs.com",
    "helpscout.net",
    "notion.site",
    "atlassian.net",
];

/// A new configuration.
pub(super) fn text(inputs: &ProjectInputs<'_, '_>, project: &ImportedProject) -> String {
    let (center, layout) = (inputs.old.center, inputs.old.layout);
    let title = if center.title.is_empty() { "Help Center" } else { &center.title };
    let default = layout.tags.get(&layout.default).map_or("en", String::as_str);
    let mut out = format!("title = {}\n", quoted(title));
    let is_vendors = |host: &&String| VENDOR_HOSTS.iter().any(|vendor| host.ends_with(vendor));
    if let Some(host) = center.hosts.iter().find(|host| !is_vendors(host)) {
        let _ = writeln!(out, "base_url = {}", quoted(&format!("https://{host}/")));
    }
    let _ = writeln!(out, "language = {}", quoted(default));
    for (locale, tag) in &layout.tags {
        if *locale != layout.default {
            let _ = write!(out, "\n[[locale]]\ncode = {}\n", quoted(tag));
        }
    }
    let values: BTreeSet<&String> = inputs
        .articles
        .iter()
        .filter_map(|one| one.article.restricted.as_ref())
        .flat_map(|restriction| &restriction.access)
        .collect();
    if !values.is_empty() {
        let values: Vec<String> = values.into_iter().map(|value| quoted(value)).collect();
        let _ = write!(
            out,
            "\n# Articles that were not for everybody. Move a value to `[access.editions]` to build an edition with them.\n[access]\nleft_out = [{}]\n",
            values.join(", ")
        );
    }
    if !project.redirects.is_empty() {
        out.push_str("\n# Addresses of the old help center. Those of articles in the main language are in the articles.\n[redirects]\n");
        for (from, to) in &project.redirects {
            let _ = writeln!(out, "{} = {}", quoted(from), quoted(to));
        }
    }
    out
}

/// An existing configuration with the redirects that it lacks.
#[must_use]
pub fn with_redirects(existing: &str, project: &ImportedProject) -> String {
    let missing: Vec<String> = project
        .redirects
        .iter()
        .filter(|(from, _)| !existing.contains(&format!("{} =", quoted(from))))
        .map(|(from, to)| format!("{} = {}\n", quoted(from), quoted(to)))
        .collect();
    if missing.is_empty() {
        return existing.to_owned();
    }
    let lines = missing.concat();
    let header = existing.match_indices("[redirects]").find(|(at, _)| *at == 0 || existing[..*at].ends_with('\n'));
    match header {
        Some((at, header)) => {
            let after = at + existing[at..].find('\n').map_or(header.len(), |end| end + 1);
            format!("{}{lines}{}", &existing[..after], &existing[after..])
        }
        None => format!("{}\n\n[redirects]\n{lines}", existing.trim_end()),
    }
}

/// A text in double quotes: a JSON string is a TOML string, too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
