//! Fills `page.notices`: the configured notices for a page. Those that have ended are left out; those that start later
//! are there, hidden, because nobody builds the site at midnight.

use crate::config::Notice;
use crate::links::LinkedLine;
use crate::path::Address;
use crate::render::{Page, Renderer, links, view};

/// The file at the site's root from which pages read notices, so that an incident needs no build.
const LIVE: &str = "notice.json";

/// The address of [`LIVE`], if the site has the file: pages ask for it only then.
#[must_use]
pub fn live(renderer: &Renderer) -> Option<Address> {
    let path = renderer.project.config.static_files.join(LIVE)?;
    renderer.project.files.contains_key(&path).then(|| Address::new(&format!("/{LIVE}")))
}

/// The notices for the page at `address`.
#[must_use]
pub fn view(renderer: &Renderer, page: &Page, address: &Address) -> Vec<view::NoticeView> {
    let project = &renderer.project;
    let edition = renderer.edition(renderer.edition_of(page));
    let version = &project.config.version(edition.id.version).id;
    let locale = &project.config.locale(edition.id.locale).code;
    let below = address.as_str().strip_prefix(edition.home.as_str()).unwrap_or_default();
    let path = format!("/{below}");
    let is_shown = |(notice, _): &(&Notice, &LinkedLine)| {
        notice.until.is_none_or(|until| until >= project.date)
            && (notice.versions.is_empty() || notice.versions.contains(version))
            && (notice.locales.is_empty() || notice.locales.contains(locale))
            && (notice.pages.is_empty() || notice.pages.iter().any(|start| path.starts_with(start.as_str())))
    };
    let view = |(notice, line): (&Notice, &LinkedLine)| view::NoticeView {
        id: crate::theme::fingerprint::fingerprint(notice.text.value.as_bytes()),
        kind: notice.kind.name(),
        html: links::html(renderer, &line.body, edition.id, &line.links, |_, _| {}).trim_end().to_owned(),
        from: notice.from.map(|day| day.to_string()),
        until: notice.until.map(|day| day.to_string()),
        is_dismissible: notice.is_dismissible,
        is_started: notice.from.is_none_or(|from| from <= project.date),
    };
    let lines = renderer.hrefs.notices.get(&edition.id).into_iter().flatten();
    project.config.notices.iter().zip(lines).filter(is_shown).map(view).collect()
}
