//! Turns the values that were read into a [`Config`]. Fills in defaults and checks the rules that involve more than one
//! value. Single values have been checked before, in `values`.

mod editions;
mod notices;
mod redirects;

use std::collections::BTreeMap;

use super::given::{count, entries, list, plain, spanned, table, texts, value, value_or};
use super::raw::{self, SpannedList};
use super::read::OrderedTable;
use super::values::{CodeName, FontChoice, FontName, Glob, HostName, Level, StringsFile};
use super::{
    Analytics, ArticleConfig, Brand, Config, ContactConfig, ContactField, ContactNames, EditLink, EventConfig,
    FeedbackConfig, Font, Footer, HeaderLink, HomeTexts, LinkConfig, MarkdownConfig, NavLink, QuickTask, SearchConfig,
    SearchWeights,
};
use super::{access, publish};
use crate::codes;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::ProjectPath;
use crate::report::{ConfiguredSeverities, SeverityByCode};
use crate::source::{Span, Spanned};

/// The configuration. Reports problems that involve several values.
pub(super) fn config(raw: raw::Root, diagnostics: &mut Vec<Diagnostic>) -> Config {
    let default = Config::default();
    let mut folders = Vec::new();
    let language = value_or(raw.language, default.language);
    let footer = footer(table(raw.footer), Footer::default());
    let home = home(table(raw.home), default.home);
    let contact = contact(table(raw.contact), ContactConfig::default());
    let usual = editions::LocaleDefaults { footer: &footer, home: &home, contact: &contact };
    let locales = editions::locales(raw.locale, &language, &usual, diagnostics);
    let translations: Option<String> = value(raw.translations);
    let versions = editions::versions(raw.version, translations.as_ref(), &mut folders, diagnostics);
    let notices = notices::notices(raw.notice, &versions, &locales, diagnostics);
    let mut folder = |given: Option<Spanned<_>>, default| folder(given, default, &mut folders);
    Config {
        title: value_or(raw.title, default.title),
        description: value_or(raw.description, default.description),
        base_url: value_or(raw.base_url, default.base_url),
        language,
        versions,
        locales,
        content_is_default: raw.content.is_none(),
        content: folder(raw.content, default.content),
        static_files: folder(raw.static_, default.static_files),
        snippets: folder(raw.snippets, default.snippets),
        theme: folder(raw.theme, default.theme),
        folders: distinct(folders, diagnostics),
        ignore: texts(raw.ignore),
        brand: brand(table(raw.brand)),
        header: header(raw.header),
        footer,
        home,
        quick_tasks: list(raw.quick_task, quick_task),
        notices,
        contact,
        feedback: feedback(table(raw.feedback), &default.feedback),
        search: search(table(raw.search)),
        events: events(table(raw.events), &default.events),
        edit: table(raw.edit).url.map(|url| EditLink { url: url.value.into() }),
        markdown: markdown(table(raw.markdown), &default.markdown),
        product_strings: strings(table(raw.product).strings),
        terms: value_or(table(raw.terms).files, default.terms),
        publish: publish::publish(table(raw.publish)),
        links: link_config(table(raw.links)),
        articles: articles(table(raw.articles), &default.articles),
        variables: entries(raw.variables, |name| name.0, |text| text.0),
        redirects: redirects::checked(raw.redirects, diagnostics),
        hosts: list(raw.hosts, |host: HostName| Some(host.0)).into_iter().collect(),
        diagnostics: ConfiguredSeverities {
            by_code: severities(raw.diagnostics),
            by_path: severities_by_path(raw.diagnostics_by_path),
        },
        access: access::access(raw.access, diagnostics),
        kinds: entries(raw.kinds, |folder| folder.0, |kind| kind.0),
    }
}

fn brand(raw: raw::BrandTable) -> Brand {
    Brand {
        color: spanned(raw.color),
        font: raw.font.map_or(Font::Theme, font),
        logo: spanned(raw.logo),
        logo_dark: spanned(raw.logo_dark),
        favicon: spanned(raw.favicon),
        social_image: spanned(raw.social_image),
        organization: value_or(raw.organization, String::new()),
        organization_url: value(raw.organization_url),
    }
}

fn font(name: Spanned<FontName>) -> Font {
    match name.value.0 {
        FontChoice::Theme => Font::Theme,
        FontChoice::System => Font::System,
        FontChoice::File(path) => Font::File(Spanned { value: path, span: name.span }),
    }
}

fn footer(raw: raw::FooterTable, default: Footer) -> Footer {
    Footer {
        text: spanned(raw.text).or(default.text),
        links: raw.links.map_or(default.links, |given| links(Some(given))),
    }
}

fn home(raw: raw::HomeTable, default: HomeTexts) -> HomeTexts {
    HomeTexts {
        title: value_or(raw.title, default.title),
        lead: value_or(raw.lead, default.lead),
        whats_new: count(raw.whats_new, default.whats_new),
        popular: count(raw.popular, default.popular),
    }
}

/// `None` if a required key is missing, which was reported when the table was read.
fn quick_task(raw: raw::QuickTaskTable) -> Option<QuickTask> {
    Some(QuickTask {
        title: value(raw.title)?,
        url: spanned(raw.url)?,
        description: value_or(raw.description, String::new()),
        icon: spanned(raw.icon),
        keywords: texts(raw.keywords),
    })
}

fn contact(raw: raw::ContactTable, default: ContactConfig) -> ContactConfig {
    ContactConfig {
        url: spanned(raw.url).or(default.url),
        form: value(raw.form).or(default.form),
        email: value(raw.email).or(default.email),
        phone: value(raw.phone).or(default.phone),
        chat: value(raw.chat).or(default.chat),
        hours: value_or(raw.hours, default.hours),
        time_zone: value(raw.time_zone).or(default.time_zone),
        mode: value_or(raw.mode, default.mode),
        promise: value_or(raw.promise, default.promise),
        open: raw.open.map_or(default.open, |times| times.value.into_iter().flat_map(|time| time.value.0).collect()),
        topics: raw.topics.map_or(default.topics, |topics| texts(Some(topics))),
        fields: raw.field.map_or(default.fields, |fields| list(Some(fields), contact_field)),
        names: contact_names(table(raw.names), default.names),
        return_to: spanned(raw.return_).or(default.return_to),
    }
}

fn contact_field(raw: raw::ContactFieldTable) -> Option<ContactField> {
    let label = value_or(raw.label, String::new());
    let options = texts(raw.options);
    let kind = value_or(raw.type_, "text");
    Some(ContactField {
        name: value(raw.name)?,
        kind: match (label.is_empty(), options.is_empty()) {
            (true, _) => "hidden",
            (false, false) => "select",
            (false, true) => kind,
        },
        label,
        help: value_or(raw.help, String::new()),
        value: value_or(raw.value, String::new()),
        options,
        is_required: value_or(raw.required, false),
    })
}

fn contact_names(raw: raw::ContactNamesTable, default: ContactNames) -> ContactNames {
    ContactNames {
        subject: value_or(raw.subject, default.subject),
        message: value_or(raw.message, default.message),
        email: value_or(raw.email, default.email),
        topic: value_or(raw.topic, default.topic),
        page: value_or(raw.page, default.page),
        from: value_or(raw.from, default.from),
        history: value_or(raw.history, default.history),
        return_to: value_or(raw.return_, default.return_to),
    }
}

fn feedback(raw: raw::FeedbackTable, default: &FeedbackConfig) -> FeedbackConfig {
    FeedbackConfig { enabled: value_or(raw.enabled, default.enabled), endpoint: value(raw.endpoint) }
}

fn search(raw: raw::SearchTable) -> SearchConfig {
    SearchConfig {
        enabled: value_or(raw.enabled, SearchConfig::default().enabled),
        stop_words: texts(raw.stop_words),
        thesaurus: value_or(raw.thesaurus, SearchConfig::default().thesaurus),
        related: value_or(raw.related, SearchConfig::default().related),
        synonyms: list(raw.synonyms, |group| Some(plain(group))),
        one_way: entries(raw.one_way, |word| word.0, plain),
        weights: search_weights(table(raw.weights), &SearchWeights::default()),
    }
}

fn search_weights(raw: raw::SearchWeightsTable, default: &SearchWeights) -> SearchWeights {
    let kinds = [
        ("article", raw.article),
        ("faq", raw.faq),
        ("guide", raw.guide),
        ("video", raw.video),
        ("troubleshooting", raw.troubleshooting),
        ("form", raw.form),
    ];
    let given = kinds.into_iter().filter_map(|(kind, percent)| Some((kind.to_owned(), percent?.value.0)));
    SearchWeights {
        promoted: raw.promoted.map_or(default.promoted, |percent| percent.value.0),
        stale: raw.stale.map_or(default.stale, |percent| percent.value.0),
        kinds: given.collect(),
    }
}

fn events(raw: raw::EventsTable, default: &EventConfig) -> EventConfig {
    let mut analytics = Vec::new();
    let own = |url: String| url.trim_end_matches('/').to_owned();
    let url = |given: Option<_>, usual: &str| own(value_or(given, usual.to_owned()));
    if let Some(raw::PlausibleTable { domain: Some(domain), url: given }) = raw.plausible.map(|raw| raw.value) {
        let url = url(given, "https://plausible.io");
        analytics.push(Analytics::Plausible { domain: domain.value.into(), url });
    }
    if let Some(raw::MatomoTable { url: Some(url), site: Some(site) }) = raw.matomo.map(|raw| raw.value) {
        analytics.push(Analytics::Matomo { url: own(url.value.into()), site: site.value.0 });
    }
    if let Some(raw::PostHogTable { key: Some(key), url: given }) = raw.posthog.map(|raw| raw.value) {
        analytics.push(Analytics::PostHog { key: key.value.into(), url: url(given, "https://eu.i.posthog.com") });
    }
    if let Some(raw::Ga4 { id: Some(id), secret: Some(secret) }) = raw.ga4.map(|raw| raw.value) {
        analytics.push(Analytics::Ga4 { id: id.value.into(), secret: secret.value.into() });
    }
    EventConfig { endpoint: value(raw.endpoint), sample: count(raw.sample, default.sample), analytics }
}

fn markdown(raw: raw::MarkdownTable, default: &MarkdownConfig) -> MarkdownConfig {
    MarkdownConfig {
        raw_html: value_or(raw.raw_html, default.raw_html),
        highlight: value_or(raw.highlight, default.highlight),
        emoji: value_or(raw.emoji, default.emoji),
        smart: value_or(raw.smart, default.smart),
        steps: value_or(raw.steps, default.steps),
        reading_speed: count(raw.reading_speed, default.reading_speed),
    }
}

fn link_config(raw: raw::LinksTable) -> LinkConfig {
    LinkConfig { elsewhere: texts(raw.elsewhere), own_hosts: texts(raw.own_hosts) }
}

fn articles(raw: raw::ArticlesTable, default: &ArticleConfig) -> ArticleConfig {
    ArticleConfig {
        related: count(raw.related, default.related),
        outline_depth: raw
            .outline_depth
            .and_then(|depth| depth.value.0.try_into().ok())
            .unwrap_or(default.outline_depth),
        sidebar: raw.sidebar.map(|sidebar| sidebar.value),
        review_every: raw.review_every.map(|days| days.value.0),
    }
}

fn header(raw: Option<Spanned<SpannedList<raw::HeaderLinkTable>>>) -> Vec<HeaderLink> {
    list(raw, |link| {
        let is_on_phones = value_or(link.on_phones, false);
        Some(HeaderLink { link: NavLink { title: value(link.title)?, url: spanned(link.url)? }, is_on_phones })
    })
}

fn links(raw: Option<Spanned<SpannedList<raw::NavLinkTable>>>) -> Vec<NavLink> {
    list(raw, |link| Some(NavLink { title: value(link.title)?, url: spanned(link.url)? }))
}

/// The given folder, or the default. A given folder is added to `folders` with its place in the file.
fn folder<T: Into<ProjectPath>>(
    given: Option<Spanned<T>>,
    default: ProjectPath,
    folders: &mut Vec<Spanned<ProjectPath>>,
) -> ProjectPath {
    let Some(given) = spanned(given) else { return default };
    folders.push(given.clone());
    given.value
}

/// Reports folders that are used for two things.
fn distinct(folders: Vec<Spanned<ProjectPath>>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Spanned<ProjectPath>> {
    let mut places: BTreeMap<&ProjectPath, &Span> = BTreeMap::new();
    for folder in &folders {
        if let Some(first) = places.insert(&folder.value, &folder.span) {
            let message = format!("the folder `{}` is used for two things", folder.value);
            let diagnostic = Diagnostic::at(codes::CONFIG_VALUE, message, folder.span.clone());
            diagnostics.push(diagnostic.related(Place::Span(first.clone()), "used here first"));
        }
    }
    folders
}

fn severities(given: Option<Spanned<OrderedTable<CodeName, Level>>>) -> SeverityByCode {
    entries(given, |code| code.0, |level| level.0)
}

fn severities_by_path(
    given: Option<Spanned<OrderedTable<Glob, OrderedTable<CodeName, Level>>>>,
) -> Vec<(String, SeverityByCode)> {
    let patterns = given.map(|given| given.value.0).unwrap_or_default();
    patterns.into_iter().map(|(pattern, codes)| (pattern.value.0, severities(Some(codes)))).collect()
}

fn strings(given: Option<Spanned<SpannedList<StringsFile>>>) -> Vec<Spanned<String>> {
    let files = given.map(|given| given.value).unwrap_or_default();
    files.into_iter().map(|file| Spanned { value: file.value.0, span: file.span }).collect()
}
