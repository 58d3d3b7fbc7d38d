//! The folders of categories, and who may see them.

use super::super::project_inputs::ProjectInputs;
use super::{ImportReport, ImportedFile, ImportedProject, UNSORTED, ancestors, front_matter, layout};
use crate::import::model::{SourceArticle, SourcePlace};

/// The `index.md` of each category in each language. Returns how many old addresses they have.
pub(super) fn places(
    inputs: &ProjectInputs<'_, '_>,
    project: &mut ImportedProject,
    report: &mut ImportReport<'_>,
) -> usize {
    let (old, layout) = (inputs.old, inputs.old.layout);
    let mut count = 0;
    for place in &old.center.places {
        let Some(folder) = layout.folders.get(&place.id) else { continue };
        let state = state(inputs, place);
        if let PlaceState::LeftOut(access) = &state {
            for path in layout.tags.keys().filter_map(|locale| layout.place_file(&place.id, locale)) {
                project.left_out.insert(path, access.clone());
            }
            report.remarks.push(format!(
                "the category “{}” has only restricted articles, and was not written",
                layout::place_text(place, &layout.default).title
            ));
            continue;
        }
        let mut aliases = Vec::new();
        for (address, locale) in &place.addresses {
            let locale = locale.clone().unwrap_or_else(|| layout.default.clone());
            let new =
                if folder.is_empty() { layout.prefix(&locale) } else { format!("{}{folder}/", layout.prefix(&locale)) };
            if address.trim_end_matches('/') == new.trim_end_matches('/') {
            } else if locale == layout.default && !place.is_none && !folder.is_empty() {
                aliases.push(address.clone());
                count += 1;
            } else if state == PlaceState::Public && layout.tags.contains_key(&locale) {
                project.redirects.insert(address.clone(), new);
            }
        }
        if place.is_none {
            continue;
        }
        for (locale, text) in &place.texts {
            // A language without articles has no folder.
            let (Some(file), true) = (layout.place_file(&place.id, locale), layout.tags.contains_key(locale)) else {
                continue;
            };
            let is_default = *locale == layout.default;
            let aliases = if is_default { aliases.as_slice() } else { &[] };
            let access = match &state {
                PlaceState::Restricted(access) => access.as_slice(),
                _ => &[],
            };
            let text = front_matter::place(
                text,
                place.order.filter(|_| is_default),
                state == PlaceState::Draft,
                access,
                aliases,
            );
            project.files.entry(file).or_insert(ImportedFile::Text(text));
        }
        if !place.texts.contains_key(&layout.default) && has_default_article(inputs, place) {
            let text = front_matter::place(
                &layout::place_text(place, &layout.default),
                place.order,
                state == PlaceState::Draft,
                &[],
                &aliases,
            );
            if let Some(file) = layout.place_file(&place.id, &layout.default) {
                project.files.insert(file, ImportedFile::Text(text));
            }
        }
    }
    let is_unsorted = |path: &String| path.starts_with(&format!("{UNSORTED}/"));
    if project.articles.values().any(is_unsorted) {
        let unsorted = "---\ntitle: \"Unsorted\"\norder: 9999\n---\n";
        project.files.insert(format!("content/{UNSORTED}/index.md"), ImportedFile::Text(unsorted.into()));
    }
    count
}

/// Whether a category has an article in the default language.
fn has_default_article(inputs: &ProjectInputs<'_, '_>, place: &SourcePlace) -> bool {
    let old = inputs.old;
    old.center.articles.iter().any(|article| {
        let own = article.place.as_deref().and_then(|id| old.places.get(id));
        let is_in = own.is_some_and(|own| ancestors(own, &old.places).iter().any(|outer| outer.id == place.id));
        is_in && article.texts.contains_key(&old.layout.default)
    })
}

#[derive(Debug, PartialEq, Eq)]
enum PlaceState {
    Public,
    /// All articles are drafts.
    Draft,
    /// All articles are restricted: the values of `access`.
    Restricted(Vec<String>),
    /// All articles were left out: the values of `access` that they would have.
    LeftOut(Vec<String>),
}

/// Who may see a category: whoever may see one of its articles.
fn state(inputs: &ProjectInputs<'_, '_>, place: &SourcePlace) -> PlaceState {
    let old = inputs.old;
    let is_in = |article: &&SourceArticle| {
        let own = article.place.as_deref().and_then(|id| old.places.get(id));
        own.is_some_and(|own| ancestors(own, &old.places).iter().any(|outer| outer.id == place.id))
    };
    let articles: Vec<&SourceArticle> = old.center.articles.iter().filter(is_in).collect();
    let open: Vec<&&SourceArticle> = articles.iter().filter(|article| article.restricted.is_none()).collect();
    if open.is_empty() {
        let mut access: Vec<String> = Vec::new();
        for value in articles
            .iter()
            .filter_map(|article| article.restricted.as_ref())
            .flat_map(|restriction| &restriction.access)
        {
            if !access.contains(value) {
                access.push(value.clone());
            }
        }
        let left_out = inputs.options.without_restricted;
        return if left_out { PlaceState::LeftOut(access) } else { PlaceState::Restricted(access) };
    }
    let is_draft = |article: &&&SourceArticle| article.texts.values().all(|text| text.draft);
    if open.iter().all(is_draft) { PlaceState::Draft } else { PlaceState::Public }
}
