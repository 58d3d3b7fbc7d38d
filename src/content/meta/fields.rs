//! Reads single fields: the meaning of their values, and problems with values that have none.

use std::collections::HashSet;

use jiff::civil::Date;

use super::super::front_matter::{FrontMatterData, FrontMatterValue, read_as};
use super::super::keys::MetaField;
use super::super::wording::WordingChecker;
use super::super::{ArticleKind, Meta, Video};
use super::{ArticleKeys, GivenKey};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic};
use crate::html::address;
use crate::left_over;
use crate::path::{self, Address};
use crate::source::{Span, Spanned};
use crate::suggest;

/// Layout names of other tools, used as values of `type`. The article is an ordinary one.
const LAYOUTS: &[&str] = &[
    "docs",
    "doc",
    "documentation",
    "page",
    "pages",
    "post",
    "posts",
    "blog",
    "section",
    "default",
    "single",
    "list",
    "book",
    "reference",
    "concept",
    "overview",
    "home",
    "landing",
    "redirect",
    "splash",
    "chapter",
    "task",
];

/// The keys of the table `video`.
const VIDEO_KEYS: &[&str] = &["url", "duration", "poster", "captions", "title"];

/// Reads the fields of one article's front matter.
pub(super) struct FieldReader<'a> {
    head: &'a ArticleKeys,
    pub(super) wording: Option<(&'a WordingChecker<'a>, &'a str)>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> FieldReader<'a> {
    pub(super) fn new(head: &'a ArticleKeys) -> Self {
        Self { head, wording: None, diagnostics: Vec::new() }
    }

    /// The non-empty keys given for a field, best first.
    pub(super) fn given(&self, field: MetaField) -> impl Iterator<Item = &'a GivenKey> + use<'a> {
        self.head.given.get(&field).into_iter().flatten().filter(|given| given.value.data != FrontMatterData::Null)
    }

    pub(super) fn span(&self, value: &FrontMatterValue) -> Span {
        Span::new(self.head.source, value.range.clone())
    }

    fn report(&mut self, code: Code, message: String, value: &FrontMatterValue, help: &str) {
        let diagnostic = Diagnostic::at(code, message, self.span(value));
        self.diagnostics.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    fn wrong_type(&mut self, key: &str, value: &FrontMatterValue, expected: &str) {
        let message = format!("`{key}` is {}, but {expected} is expected", value.kind());
        self.report(codes::FRONT_MATTER_TYPE, message, value, &format!("write {expected}, or remove the key"));
    }

    /// The first value of a field that `read` accepts. `expected` names such a value in messages, with its article;
    /// `help` shows how to write it.
    fn first<T>(
        &mut self,
        field: MetaField,
        expected: &str,
        help: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        for given in self.given(field) {
            let Some(text) = given.value.text() else {
                self.wrong_type(&given.key, &given.value, expected);
                continue;
            };
            if let Some(value) = read(text) {
                return Some(value);
            }
            let message = format!("`{}` is `{text}`, which is not {expected}", given.key);
            self.report(codes::FRONT_MATTER_VALUE, message, &given.value, help);
        }
        None
    }

    pub(super) fn text(&mut self, field: MetaField) -> Option<String> {
        self.spanned(field).map(|text| text.value)
    }

    /// Reports `review_every` of an article without any date to count from.
    pub(super) fn check_review(&mut self, meta: &Meta) {
        let given = self.given(MetaField::ReviewEvery).next();
        let has_date = meta.reviewed.is_some() || meta.updated.is_some();
        if let Some(given) = given.filter(|_| meta.review_every.is_some() && !has_date) {
            let message = format!("`{}` has no effect without `reviewed`", given.key);
            self.report(
                codes::FRONT_MATTER_VALUE,
                message,
                &given.value,
                "add `reviewed` with the date of the last review",
            );
        }
    }

    /// A text that readers see.
    pub(super) fn shown(&mut self, field: MetaField) -> Option<String> {
        let text = self.spanned(field)?;
        self.diagnostics.extend(left_over::report(&text.value, &text.span));
        if let Some((checker, source)) = self.wording {
            let found = checker.check(&text.value, &[]);
            // Without escapes, the value is written as it is read, perhaps in quotes.
            let written = source.get(text.span.range.clone()).and_then(|written| written.find(&text.value));
            let start = written.map(|at| text.span.range.start + at);
            self.diagnostics.extend(found.iter().map(|found| {
                let range = start.map(|start| start + found.range.start..start + found.range.end);
                let span = range.map_or_else(|| text.span.clone(), |range| Span::new(text.span.source, range));
                found.diagnostic(span)
            }));
        }
        Some(text.value)
    }

    pub(super) fn spanned(&mut self, field: MetaField) -> Option<Spanned<String>> {
        for given in self.given(field) {
            match given.value.text().map(str::trim) {
                Some("") => {}
                Some(text) => return Some(Spanned { value: text.to_owned(), span: self.span(&given.value) }),
                None => self.wrong_type(&given.key, &given.value, "a text"),
            }
        }
        None
    }

    /// An address that readers may follow.
    pub(super) fn link(&mut self, field: MetaField) -> Option<Spanned<String>> {
        let target = self.spanned(field)?;
        self.harmless(target)
    }

    /// An address, unless its scheme can run code.
    fn harmless(&mut self, target: Spanned<String>) -> Option<Spanned<String>> {
        if address::is_harmless(&target.value) {
            return Some(target);
        }
        let scheme = address::scheme(&target.value).unwrap_or_default();
        let message = format!("an address has the scheme `{scheme}`, which is not allowed here");
        let help = "write an address that starts with `https://`, or the path of a file";
        self.diagnostics.push(Diagnostic::at(codes::FRONT_MATTER_VALUE, message, target.span).help(help));
        None
    }

    /// The items of all keys for a field, in one list.
    fn items(&mut self, field: MetaField, commas: bool) -> Vec<FrontMatterValue> {
        let mut all = Vec::new();
        for given in self.given(field) {
            match read_as::list(&labelled(&given.value), commas) {
                Some(values) => all.extend(values),
                None => self.wrong_type(&given.key, &given.value, "a list of texts"),
            }
        }
        all
    }

    pub(super) fn list(&mut self, field: MetaField) -> Vec<String> {
        let items = self.items(field, true);
        let mut known = HashSet::new();
        let texts = items.iter().filter_map(FrontMatterValue::text).map(str::trim);
        texts.filter(|text| !text.is_empty() && known.insert(*text)).map(str::to_owned).collect()
    }

    pub(super) fn spanned_list(&mut self, field: MetaField) -> Vec<Spanned<String>> {
        let items = self.items(field, false);
        let spanned = |item: &FrontMatterValue| {
            let text = item.text()?.trim();
            (!text.is_empty()).then(|| Spanned { value: text.to_owned(), span: self.span(item) })
        };
        items.iter().filter_map(spanned).collect()
    }

    pub(super) fn switch(&mut self, field: MetaField) -> Option<bool> {
        for given in self.given(field) {
            let value = match &given.value.data {
                // `tableOfContents: { minHeadingLevel: 2 }` switches it on.
                FrontMatterData::Table(_) => Some(true),
                _ => given.value.text().and_then(read_as::switch),
            };
            if let Some(value) = value {
                return Some(value != given.inverted);
            }
            let message = match given.value.text() {
                Some(text) => format!("`{}` is `{text}`, which is neither `true` nor `false`", given.key),
                None => format!("`{}` is {}, but `true` or `false` is expected", given.key, given.value.kind()),
            };
            self.report(codes::FRONT_MATTER_TYPE, message, &given.value, "write `true` or `false`, or remove the key");
        }
        None
    }

    /// A position among siblings, in thousandths.
    pub(super) fn order(&mut self) -> Option<i64> {
        self.first(MetaField::Order, "a number", "", read_as::thousandths)
    }

    pub(super) fn promoted(&mut self) -> Option<i64> {
        let read = |text: &str| match (read_as::number(text), read_as::switch(text)) {
            (Some(number), _) => Some((number > 0).then_some(number)),
            (None, switch) => switch.map(|on| on.then_some(1)),
        };
        self.first(MetaField::Promoted, "`true`, `false` or a rank from 1", "", read).flatten()
    }

    pub(super) fn date(&mut self, field: MetaField) -> Option<Date> {
        // Starlight's `lastUpdated: false` hides the date; it does not set one.
        let read = |text: &str| match read_as::date(text) {
            Some(date) => Some(Some(date)),
            None => matches!(text, "true" | "false").then_some(None),
        };
        self.first(field, "a date", "write it as in `2024-05-02`", read).flatten()
    }

    pub(super) fn days(&mut self, field: MetaField) -> Option<u32> {
        self.first(field, "a number of days", "write it as in `180` or `6 months`", read_as::days)
    }

    /// The name of an icon. Names from other icon sets (`material/key`, `fa-solid fa-key`) are not checked.
    pub(super) fn icon(&mut self) -> Option<Spanned<String>> {
        self.spanned(MetaField::Icon)
            .filter(|icon| icon.value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    }

    pub(super) fn kind(&mut self) -> Option<ArticleKind> {
        let given = self.given(MetaField::Kind).next()?;
        let Some(text) = given.value.text() else {
            self.wrong_type(&given.key, &given.value, "a text");
            return None;
        };
        let name = text.trim().to_lowercase();
        let kind = match name.as_str() {
            "how-to" | "howto" | "tutorial" => Some(ArticleKind::Guide),
            name => ArticleKind::from_name(name),
        };
        if kind.is_none() && !LAYOUTS.contains(&name.as_str()) {
            let names = ArticleKind::ALL.map(ArticleKind::name);
            let message = format!("`{}` is `{text}`, which is not a kind of article", given.key);
            let diagnostic = Diagnostic::at(codes::FRONT_MATTER_VALUE, message, self.span(&given.value));
            let nearest = suggest::nearest(&name, names);
            let all = names.map(|name| format!("`{name}`")).join(", ");
            self.diagnostics.push(match nearest {
                Some(_) => diagnostic.did_you_mean(nearest).renamed(&self.span(&given.value), text, nearest, names),
                None => diagnostic.help(format!("use one of {all}")),
            });
        }
        kind
    }

    /// The last segment of the address, or the whole address (a `permalink`, or a `slug` that starts with `/`).
    pub(super) fn address(&mut self) -> (Option<Spanned<String>>, Option<Spanned<Address>>) {
        let slug = self.spanned(MetaField::Slug);
        let whole =
            self.spanned(MetaField::Permalink).or_else(|| slug.clone().filter(|slug| slug.value.starts_with('/')));
        let permalink = whole.and_then(|whole| self.permalink(whole));
        let slug = slug.filter(|slug| !slug.value.starts_with('/')).and_then(|slug| self.slug(slug));
        (slug, permalink)
    }

    fn slug(&mut self, slug: Spanned<String>) -> Option<Spanned<String>> {
        let segment = path::slug(&slug.value);
        let problem = match slug.value.trim_matches('/').contains('/') {
            true => "has more than one segment",
            false if segment.is_empty() => "has no letter or digit",
            false => return Some(Spanned { value: segment, span: slug.span }),
        };
        let message = format!("`slug` is `{}`, which {problem}", slug.value);
        self.diagnostics.push(
            Diagnostic::at(codes::FRONT_MATTER_VALUE, message, slug.span)
                .help("use `permalink: /…/` for a whole address"),
        );
        None
    }

    fn permalink(&mut self, whole: Spanned<String>) -> Option<Spanned<Address>> {
        let text = whole.value.as_str();
        // Jekyll's patterns and named styles describe the addresses of a collection, not of this page.
        if text.split('/').any(|segment| segment.starts_with(':'))
            || matches!(text, "pretty" | "date" | "ordinal" | "weekdate" | "none")
        {
            return None;
        }
        if text.contains("://") || text.contains(['?', '#']) {
            let message = format!("`{text}` is not a path on this site");
            let help = "write a path such as `/billing/refunds/`";
            self.diagnostics.push(Diagnostic::at(codes::FRONT_MATTER_VALUE, message, whole.span).help(help));
            return None;
        }
        let decoded = path::decode(text);
        let path = decoded.strip_suffix("index.html").filter(|path| path.ends_with('/')).unwrap_or(&decoded);
        let last = path.rsplit('/').next().unwrap_or_default();
        let is_file =
            last.rsplit_once('.').is_some_and(|(_, end)| end.starts_with(|letter: char| letter.is_ascii_alphabetic()));
        let address = Address::new(&if is_file { path.to_owned() } else { format!("{path}/") });
        Some(Spanned { value: address, span: whole.span })
    }

    pub(super) fn video(&mut self) -> Option<Video> {
        let given = self.given(MetaField::Video).next()?;
        let table = match &given.value.data {
            FrontMatterData::Text { text, .. } => {
                let url = Spanned { value: text.clone(), span: self.span(&given.value) };
                let url = self.harmless(url)?;
                return Some(Video { url, duration: None, poster: None, captions: None, title: None });
            }
            FrontMatterData::Table(table) => table,
            _ => {
                self.wrong_type(&given.key, &given.value, "an address or a table");
                return None;
            }
        };
        for entry in table.0.iter().filter(|entry| !VIDEO_KEYS.contains(&entry.key.as_str())) {
            let message = format!("key `{}` of `video` is unknown", entry.key);
            let span = Span::new(self.head.source, entry.key_range.clone());
            let nearest = suggest::nearest(&entry.key, VIDEO_KEYS.iter().copied());
            let free = nearest.filter(|near| table.value(near).is_none());
            let diagnostic = Diagnostic::at(codes::FRONT_MATTER_UNKNOWN_KEY, message, span.clone());
            let keys = VIDEO_KEYS.iter().copied();
            self.diagnostics.push(diagnostic.did_you_mean(nearest).renamed(&span, &entry.key, free, keys));
        }
        let text = |key: &str| {
            let value = table.value(key)?;
            Some(Spanned { value: value.text()?.to_owned(), span: self.span(value) })
        };
        let (url, poster, captions, length) = (text("url"), text("poster"), text("captions"), text("duration"));
        let title = text("title").map(|title| title.value);
        let duration = length.as_ref().and_then(|length| read_as::seconds(&length.value));
        if let (Some(length), None) = (length, duration) {
            let message = format!("`duration` is `{}`, which is not a length", length.value);
            let help = "write minutes and seconds as in `5:12`";
            self.diagnostics.push(Diagnostic::at(codes::FRONT_MATTER_VALUE, message, length.span).help(help));
        }
        if url.is_none() {
            self.report(codes::FRONT_MATTER_VALUE, "`video` has no `url`".into(), &given.value, "add `url`");
        }
        let mut harmless = |target: Option<Spanned<String>>| target.and_then(|target| self.harmless(target));
        let (url, poster, captions) = (harmless(url), harmless(poster), harmless(captions));
        Some(Video { url: url?, duration, poster, captions, title })
    }
}

/// Converts Docusaurus' `tags: [{ label: Billing }]` to a list of labels.
fn labelled(value: &FrontMatterValue) -> FrontMatterValue {
    let FrontMatterData::List(values) = &value.data else { return value.clone() };
    let label = |item: &FrontMatterValue| match &item.data {
        FrontMatterData::Table(table) => table.value("label").unwrap_or(item).clone(),
        _ => item.clone(),
    };
    FrontMatterValue { data: FrontMatterData::List(values.iter().map(label).collect()), range: value.range.clone() }
}
