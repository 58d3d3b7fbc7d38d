//! Checks `[[version]]` and `[[locale]]`, and applies the rules for them. Exactly one version is the latest, names are
//! unique, and the content's language is always one of the locales.

use std::collections::BTreeMap;

use super::{SpannedList, contact, footer, header, home, quick_task, raw};
use crate::codes;
use crate::config::given::{list, value, value_or};
use crate::config::{ContactConfig, Footer, HomeTexts, Locale, LocaleOverrides, Version, VersionSource, VersionStatus};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::ProjectPath;
use crate::source::{Span, Spanned};

/// The maximum number of versions for a pattern without a `limit`.
const USUAL_LIMIT: usize = 5;

/// A version from the file, before its status is decided.
struct DraftVersion {
    version: Version,
    status: Option<Spanned<VersionStatus>>,
    has_source: bool,
    span: Span,
}

/// The versions, with the latest one first. If none is declared, there is one version without a name. Folders in `dir:`
/// sources are added to `folders`.
pub(super) fn versions(
    given: Option<Spanned<SpannedList<raw::VersionTable>>>,
    translations: Option<&String>,
    folders: &mut Vec<Spanned<ProjectPath>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Version> {
    let tables = given.map(|given| given.value).unwrap_or_default();
    let mut drafts: Vec<DraftVersion> = Vec::new();
    for (place, table) in tables.into_iter().enumerate() {
        let Some(draft) = draft(table, place) else { continue };
        if let (VersionSource::Folder(folder), Some(span)) = (&draft.version.source, &draft.version.span) {
            folders.push(Spanned { value: folder.clone(), span: span.clone() });
        }
        drafts.push(draft);
    }
    diagnostics.extend(drafts.iter().filter(|draft| !draft.has_source).filter_map(lacks_source));
    let drafts = without_doubles(drafts, diagnostics);
    let Some(latest) = latest(&drafts, diagnostics) else {
        return vec![Version { translations: translations.cloned(), limit: USUAL_LIMIT, ..Version::default() }];
    };
    let with_status = |(number, DraftVersion { mut version, status, .. }): (usize, DraftVersion)| {
        version.status = match status {
            _ if number == latest => VersionStatus::Latest,
            Some(status) if status.value != VersionStatus::Latest => status.value,
            _ => VersionStatus::Supported,
        };
        if matches!(version.source, VersionSource::Content) && version.translations.is_none() {
            version.translations = translations.cloned();
        }
        version
    };
    let mut versions: Vec<Version> = drafts.into_iter().enumerate().map(with_status).collect();
    versions[..=latest].rotate_right(1);
    if versions[0].frozen {
        let span = versions[0].span.clone();
        diagnostics.extend(span.map(|span| {
            Diagnostic::at(codes::CONFIG_VALUE, "the latest version cannot be frozen", span).help("remove `frozen`")
        }));
        versions[0].frozen = false;
    }
    versions
}

/// `None` if the id is missing or wrong, which was reported when the table was read.
fn draft(table: Spanned<raw::VersionTable>, place: usize) -> Option<DraftVersion> {
    let raw = table.value;
    let is_pattern = raw.source.as_ref().is_some_and(|source| source.value.0.is_pattern());
    let id: String = match value(raw.id) {
        Some(id) => id,
        None if is_pattern => "*".to_owned(),
        None => return None,
    };
    let span = raw.source.as_ref().map_or(&table.span, |source| &source.span).clone();
    let version = Version {
        label: value_or(raw.label, id.clone()),
        id,
        source: raw.source.as_ref().map_or(VersionSource::Content, |source| source.value.0.clone()),
        status: VersionStatus::Supported,
        translations: value(raw.translations),
        frozen: value_or(raw.frozen, false),
        limit: raw.limit.map_or(USUAL_LIMIT, |limit| limit.value.0 as usize),
        place,
        commit: None,
        span: Some(span),
    };
    let status = raw.status.map(|status| Spanned { value: status.value.0, span: status.span });
    Some(DraftVersion { version, status, has_source: raw.source.is_some(), span: table.span })
}

/// Reports a version that needs a source and has none. Only the latest version may use the content folder.
fn lacks_source(draft: &DraftVersion) -> Option<Diagnostic> {
    let is_older = draft.status.as_ref().is_some_and(|status| status.value != VersionStatus::Latest);
    is_older.then(|| {
        let message = format!("version `{}` has no `source`", draft.version.id);
        Diagnostic::at(codes::CONFIG_MISSING_KEY, message, draft.span.clone())
            .help("add `source = \"dir:…\"` with the folder of its articles")
            .help("add `source = \"git:…\"` with its tag or branch")
    })
}

/// Removes and reports versions with an id that was used before. Also removes older versions without a source, which
/// were reported already.
fn without_doubles(drafts: Vec<DraftVersion>, diagnostics: &mut Vec<Diagnostic>) -> Vec<DraftVersion> {
    let mut places: BTreeMap<String, Span> = BTreeMap::new();
    let mut distinct = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let key = draft.version.id.to_lowercase();
        let is_unlisted =
            !draft.has_source && draft.status.as_ref().is_some_and(|status| status.value != VersionStatus::Latest);
        if let Some(first) = places.get(&key).filter(|_| !draft.version.source.is_pattern()) {
            let message = format!("version `{}` is declared twice", draft.version.id);
            let diagnostic = Diagnostic::at(codes::CONFIG_VALUE, message, draft.span.clone());
            diagnostics.push(
                diagnostic
                    .related(Place::Span(first.clone()), "declared here first")
                    .help("give each version its own `id`"),
            );
            continue;
        }
        if !draft.version.source.is_pattern() {
            places.insert(key, draft.span.clone());
        }
        if !is_unlisted {
            distinct.push(draft);
        }
    }
    distinct
}

/// The index of the latest version: the one with `status = "latest"`, else the first one without a status.
fn latest(drafts: &[DraftVersion], diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
    let is_latest =
        |draft: &&DraftVersion| draft.status.as_ref().is_some_and(|status| status.value == VersionStatus::Latest);
    let mut named = drafts.iter().filter(is_latest);
    if let (Some(first), Some(second)) = (named.next(), named.next()) {
        let span = |draft: &DraftVersion| draft.status.as_ref().map_or(&draft.span, |status| &status.span).clone();
        diagnostics.push(
            Diagnostic::at(codes::CONFIG_VALUE, "two versions are `latest`", span(second))
                .related(Place::Span(span(first)), "the first one")
                .help("make one of them `supported`, `eol` or `prerelease`"),
        );
    }
    let may_be_latest = |draft: &DraftVersion| draft.status.is_none() && !draft.version.source.is_pattern();
    let found = drafts.iter().position(|draft| is_latest(&draft)).or_else(|| drafts.iter().position(may_be_latest));
    match (found, drafts.first()) {
        (Some(latest), _) if drafts[latest].version.source.is_pattern() => {
            let message = "a pattern of git references cannot be the latest version";
            let span = drafts[latest].span.clone();
            diagnostics.push(
                Diagnostic::at(codes::CONFIG_VALUE, message, span)
                    .help("declare the latest version in its own table, with a single source"),
            );
            None
        }
        (None, Some(first)) => {
            diagnostics.push(
                Diagnostic::at(codes::CONFIG_VALUE, "no version is `latest`", first.span.clone())
                    .help("add a `[[version]]` for the current articles, with `status = \"latest\"`"),
            );
            None
        }
        (found, _) => found,
    }
}

/// The values for locales that don't set their own.
pub(super) struct LocaleDefaults<'c> {
    pub footer: &'c Footer,
    pub home: &'c HomeTexts,
    pub contact: &'c ContactConfig,
}

/// The values that a locale sets itself.
fn locale_overrides(raw: &mut raw::LocaleTable, usual: &LocaleDefaults<'_>) -> LocaleOverrides {
    LocaleOverrides {
        header: raw.header.take().map(|given| header(Some(given))),
        footer: raw.footer.take().map(|given| footer(given.value, usual.footer.clone())),
        home: raw.home.take().map(|given| home(given.value, usual.home.clone())),
        quick_tasks: raw.quick_task.take().map(|given| list(Some(given), quick_task)),
        contact: raw.contact.take().map(|given| contact(given.value, usual.contact.clone())),
    }
}

/// The locales, with the content's language first.
pub(super) fn locales(
    given: Option<Spanned<SpannedList<raw::LocaleTable>>>,
    language: &str,
    usual: &LocaleDefaults<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Locale> {
    let read = |mut raw: raw::LocaleTable| {
        let overrides = locale_overrides(&mut raw, usual);
        let code = raw.code?;
        let known = Locale::of(&code.value.0);
        let label = value_or(raw.label, String::new());
        let (title, description) = (value(raw.title), value(raw.description));
        Some(Locale { label, title, description, overrides, span: Some(code.span), ..known })
    };
    let mut locales: Vec<Locale> = Vec::new();
    for locale in list(given, read) {
        match locales.iter().find(|known| known.code == locale.code) {
            None => locales.push(locale),
            Some(first) => {
                let message = format!("locale `{}` is declared twice", locale.code);
                let diagnostic = locale.span.map(|span| Diagnostic::at(codes::CONFIG_VALUE, message, span));
                let first = first.span.clone();
                diagnostics.extend(diagnostic.into_iter().map(|diagnostic| {
                    let place = first.clone().map(Place::Span);
                    place.into_iter().fold(diagnostic, |diagnostic, place| {
                        diagnostic.related(place, "declared here first").help("remove one of the two")
                    })
                }));
            }
        }
    }
    match locales.iter().position(|locale| locale.code == language) {
        Some(place) => locales[..=place].rotate_right(1),
        None => locales.insert(0, Locale { label: String::new(), ..Locale::of(language) }),
    }
    name(&mut locales);
    locales
}

/// Sets the missing labels. A locale is labeled with its language's own name. If several locales share that name, the
/// rest of the tag is added, as in `Deutsch (AT)`.
fn name(locales: &mut [Locale]) {
    let default_labels: Vec<String> = locales.iter().map(|locale| Locale::of(&locale.code).label).collect();
    for (locale, label) in locales.iter_mut().zip(&default_labels).filter(|(locale, _)| locale.label.is_empty()) {
        let is_shared = default_labels.iter().filter(|other| *other == label).count() > 1;
        locale.label = match locale.code.split_once('-').filter(|_| is_shared) {
            Some((_, rest)) => format!("{label} ({rest})"),
            None => label.clone(),
        };
    }
}
