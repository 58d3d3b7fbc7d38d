//! Front matter → [`Meta`]: maps keys to fields, converts values, and fills in defaults.
//!
//! There are two steps, because the Markdown module needs the kind and the title before there is a body:
//! [`ArticleKeys::read`] sorts the keys by meaning; [`complete`] reads each field once and fills in the rest from the
//! text, the file's name, the configuration and git.

mod access;
mod defaults;
mod fields;
mod language;
mod missing_values;
#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;

pub(super) use missing_values::{blank_values, missing_value};

use super::front_matter::{FrontMatterData, FrontMatterEntry, FrontMatterTable, FrontMatterValue};
use super::keys::{self, KeyMeaning, MetaField};
use super::originals::{OriginalArticle, PairingKeys};
use super::wording::WordingChecker;
use super::{ArticleKind, Body, Meta};
use crate::codes;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::path::{ArticleKey, ProjectPath, numbered};
use crate::source::{SourceId, Span};
use crate::suggest;

/// Order is stored in thousandths, because some tools allow fractions.
const THOUSANDTHS: i64 = 1_000;

/// Maximum distance of a typo from the key it is taken for. Front matter of other tools has many short words of its
/// own.
const MAX_TYPOS: usize = 2;

/// The keys of an article, by meaning.
#[derive(Debug)]
pub struct ArticleKeys {
    source: SourceId,
    given: BTreeMap<MetaField, Vec<GivenKey>>,
}

/// A key that sets a field.
#[derive(Debug, Clone)]
struct GivenKey {
    /// The key as written, with its table: `sidebar.order`.
    key: String,
    value: FrontMatterValue,
    inverted: bool,
    rank: u8,
}

/// The inputs that complete an article's front matter.
#[derive(Debug)]
pub struct MetaContext<'a> {
    /// The article's file.
    pub path: &'a ProjectPath,
    /// Its key.
    pub key: &'a ArticleKey,
    /// The title of the site, for a home page that has none.
    pub site_title: &'a str,
    /// The article's kind.
    pub kind: ArticleKind,
    /// The rendered text.
    pub body: &'a Body,
    /// Its original, if it is a translation.
    pub original: Option<&'a OriginalArticle>,
    /// The article's position in a table of contents.
    pub place: Option<i64>,
    /// When git last saw a change.
    pub changed: Option<Date>,
    /// Checks the wording of what readers see, with the text of the file; `None` without rules.
    pub wording: Option<(&'a WordingChecker<'a>, &'a str)>,
}

impl ArticleKeys {
    /// Sorts keys by meaning and reports unknown ones. A key that the `body` uses, as with Hugo's `param` and Jekyll's
    /// `page.key`, is the writer's own and not reported.
    #[must_use]
    pub fn read(source: SourceId, table: &FrontMatterTable, body: &str) -> Outcome<Self> {
        let mut head = Self { source, given: BTreeMap::new() };
        let mut diagnostics = Vec::new();
        head.sort(table, "", &ShownKeys { body, keys: OnceCell::new() }, &mut diagnostics);
        for given in head.given.values_mut() {
            given.sort_by_key(|given| given.rank);
        }
        Outcome { value: head, diagnostics }
    }

    fn sort(
        &mut self,
        table: &FrontMatterTable,
        group: &str,
        shown: &ShownKeys<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let for_layout = table.value("layout").or_else(|| table.value("template")).is_some();
        for entry in &table.0 {
            let key = if group.is_empty() { entry.key.clone() } else { format!("{group}.{}", entry.key) };
            match (keys::meaning(&key), &entry.value.data) {
                (KeyMeaning::Group | KeyMeaning::Field(MetaField::Search, _), FrontMatterData::Table(table)) => {
                    self.sort(table, &key, shown, diagnostics);
                }
                // What a folder's index hands down to the folder restricts the index, and with it all below.
                (KeyMeaning::Ignored, FrontMatterData::Table(handed_down)) if group.is_empty() && key == "cascade" => {
                    self.add_restrictions(handed_down);
                }
                (KeyMeaning::Ignored, FrontMatterData::List(items)) if group.is_empty() && key == "cascade" => {
                    items.iter().filter_map(FrontMatterValue::table).for_each(|it| self.add_restrictions(it));
                }
                (KeyMeaning::Field(field, rank), _) => self.add(field, key, &entry.value, false, rank),
                (KeyMeaning::Inverted(field), _) => self.add(field, key, &entry.value, true, 1),
                (KeyMeaning::Hide, _) if has_item(&entry.value, "toc") => {
                    self.add_false(MetaField::Toc, key, &entry.value);
                }
                (KeyMeaning::BuildList, _) if has_item(&entry.value, "never") || has_item(&entry.value, "false") => {
                    self.add(MetaField::Unlisted, key, &yes(&entry.value), false, 1);
                }
                (KeyMeaning::Lost(help), data) if *data != FrontMatterData::Null => {
                    let message = format!("front-matter key `{key}` of another tool has no equivalent here");
                    let span = Span::new(self.source, entry.key_range.clone());
                    diagnostics.push(Diagnostic::at(codes::FRONT_MATTER_FOREIGN_KEY, message, span).help(help));
                }
                (KeyMeaning::Unknown, _) if group.is_empty() && !shown.contains(&key) => {
                    diagnostics.push(unknown(self.source, entry, table, for_layout));
                }
                _ => {}
            }
        }
    }

    fn add_restrictions(&mut self, table: &FrontMatterTable) {
        for entry in &table.0 {
            match keys::meaning(&entry.key) {
                KeyMeaning::Field(MetaField::Access, rank) => {
                    self.add(MetaField::Access, entry.key.clone(), &entry.value, false, rank);
                }
                KeyMeaning::Inverted(MetaField::Access) => {
                    self.add(MetaField::Access, entry.key.clone(), &entry.value, true, 1);
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, field: MetaField, key: String, value: &FrontMatterValue, inverted: bool, rank: u8) {
        self.given.entry(field).or_default().push(GivenKey { key, value: value.clone(), inverted, rank });
    }

    fn add_false(&mut self, field: MetaField, key: String, value: &FrontMatterValue) {
        self.add(field, key, &yes(value), true, 1);
    }

    /// The title, if there is one.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.given
            .get(&MetaField::Title)?
            .iter()
            .find_map(|given| given.value.text())
            .filter(|title| !title.trim().is_empty())
    }

    /// Whether the front matter has everything that lists show of an article, so that they do not need its text.
    #[must_use]
    pub fn introduces(&self) -> bool {
        let is_given = |given: &GivenKey| given.value.text().is_some_and(|text| !text.trim().is_empty());
        self.title().is_some()
            && self.given.get(&MetaField::Description).is_some_and(|given| given.iter().any(is_given))
    }
}

/// The keys of its own front matter that a text shows, found when the first unknown key is encountered.
struct ShownKeys<'b> {
    body: &'b str,
    keys: OnceCell<HashSet<&'b str>>,
}

impl ShownKeys<'_> {
    fn contains(&self, key: &str) -> bool {
        self.keys.get_or_init(|| shown_keys(self.body)).contains(key)
    }
}

fn shown_keys(body: &str) -> HashSet<&str> {
    /// Maximum length of a key to search for.
    const LONGEST: usize = 200;
    let after = |sign: &'static str| body.match_indices(sign).map(move |(at, _)| &body[at + sign.len()..]);
    let named = after("param ").chain(after("page.")).map(|rest| {
        let rest = rest.trim_start_matches(['"', '`']);
        let is_end =
            |(at, letter): &(usize, char)| *at >= LONGEST || !(letter.is_alphanumeric() || "_-.".contains(*letter));
        &rest[..rest.char_indices().find(is_end).map_or(rest.len(), |(at, _)| at)]
    });
    // `page.a.b` may show the key `a` or the key `a.b`, and in `a-b` the `-` may be a subtraction.
    let parts = |name| str::match_indices(name, ['.', '-']).map(move |(end, _)| &name[..end]);
    named.flat_map(|name| parts(name).chain([name])).collect()
}

/// A switch that is on, at the position of `value`.
fn yes(value: &FrontMatterValue) -> FrontMatterValue {
    FrontMatterValue { data: FrontMatterData::Text { text: "true".into(), quoted: false }, range: value.range.clone() }
}

fn has_item(value: &FrontMatterValue, item: &str) -> bool {
    match &value.data {
        FrontMatterData::List(values) => values.iter().any(|value| value.text() == Some(item)),
        _ => value.text() == Some(item),
    }
}

/// Reports an unknown key. In a file that names another tool's layout the key is probably data for that layout, so it
/// is reported only if it resembles one of our keys.
fn unknown(source: SourceId, entry: &FrontMatterEntry, table: &FrontMatterTable, for_layout: bool) -> Diagnostic {
    let key = entry.key.as_str();
    let span = Span::new(source, entry.key_range.clone());
    let nearest = suggest::nearest(key, keys::OWN.iter().chain(keys::FAMILIAR).copied());
    let nearest = nearest.filter(|near| strsim::osa_distance(key, near) <= MAX_TYPOS.min(key.chars().count() / 2));
    if for_layout && nearest.is_none() {
        let message = format!("front-matter key `{key}` is data for a layout of another tool");
        return Diagnostic::at(codes::FRONT_MATTER_FOREIGN_KEY, message, span)
            .help("remove it, unless another tool reads the file too");
    }
    let message = format!("front-matter key `{key}` is unknown");
    let entry_span = span.clone();
    let diagnostic = Diagnostic::at(codes::FRONT_MATTER_UNKNOWN_KEY, message, span);
    let Some(near) = nearest else { return diagnostic.help("remove it") };
    // A key that is there already has a value, and the page shows only one of both.
    let free = nearest.filter(|near| table.value(near).is_none());
    let known = keys::OWN.iter().chain(keys::FAMILIAR).copied();
    diagnostic.did_you_mean(Some(near)).renamed(&entry_span, key, free, known)
}

/// The kind that the front matter names. Layout names of other tools do not count.
#[must_use]
pub fn kind(head: &ArticleKeys) -> Outcome<Option<ArticleKind>> {
    let mut reader = fields::FieldReader::new(head);
    let value = reader.kind();
    Outcome { value, diagnostics: reader.diagnostics }
}

/// Reads what a translation can share with its original. Mistakes are reported by [`complete`].
#[must_use]
pub fn pairing_keys(head: &ArticleKeys) -> PairingKeys {
    let mut reader = fields::FieldReader::new(head);
    let (slug, permalink) = reader.address();
    PairingKeys {
        id: reader.text(MetaField::Id),
        permalink: permalink.map(|permalink| permalink.value.as_str().to_owned()),
        slug: slug.map(|slug| slug.value),
        translation_key: reader.text(MetaField::TranslationKey),
    }
}

/// Reads all fields and fills in missing ones.
#[must_use]
pub fn complete(head: &ArticleKeys, around: &MetaContext<'_>) -> Outcome<Meta> {
    let mut reader = fields::FieldReader::new(head);
    reader.wording = around.wording;
    let title = reader
        .shown(MetaField::Title)
        .or_else(|| around.body.title.clone())
        .unwrap_or_else(|| defaults::title(around.key, around.path, around.site_title));
    let given_description = reader.shown(MetaField::Description).filter(|given| !defaults::repeats(given, &title));
    let (slug, permalink) = reader.address();
    let meta = Meta {
        short_title: reader.shown(MetaField::ShortTitle).unwrap_or_else(|| title.clone()),
        has_lead: given_description.is_some(),
        description: given_description.unwrap_or_else(|| defaults::description(&around.body.lead, &title)),
        title,
        kind: around.kind,
        id: reader.spanned(MetaField::Id),
        slug,
        permalink,
        aliases: reader.spanned_list(MetaField::Aliases),
        order: reader
            .order()
            .or(around.place.map(|place| place * THOUSANDTHS))
            .or(around.original.and_then(|original| original.order))
            .or_else(|| Some(numbered(around.key.name())?.0 * THOUSANDTHS)),
        labels: match around.original.filter(|_| !head.given.contains_key(&MetaField::Labels)) {
            Some(original) => original.labels.clone(),
            None => reader.list(MetaField::Labels),
        },
        keywords: reader.list(MetaField::Keywords),
        promoted: reader.promoted(),
        related: reader.spanned_list(MetaField::Related),
        owner: reader.text(MetaField::Owner).or_else(|| around.original.and_then(|original| original.owner.clone())),
        reviewed: reader.date(MetaField::Reviewed),
        reviewed_by: reader.text(MetaField::ReviewedBy),
        review_every: reader.days(MetaField::ReviewEvery),
        watches: reader.spanned_list(MetaField::Watches),
        publish: reader.date(MetaField::Publish),
        expires: reader.date(MetaField::Expires),
        updated: reader.date(MetaField::Updated).or(around.changed),
        draft: reader.switch(MetaField::Draft).unwrap_or(false),
        video: reader.video(),
        toc: reader.switch(MetaField::Toc).unwrap_or(true),
        feedback: reader.switch(MetaField::Feedback).unwrap_or(true),
        search: reader.switch(MetaField::Search).unwrap_or(true),
        contact: reader.switch(MetaField::Contact).unwrap_or(true),
        icon: reader.icon().or_else(|| around.original.and_then(|original| original.icon.clone())),
        form: reader.link(MetaField::Form),
        lang: reader.text(MetaField::Lang).or_else(|| language::of(around.path).map(str::to_owned)),
        translated_from: reader.spanned(MetaField::TranslatedFrom),
        translation_key: reader.text(MetaField::TranslationKey),
        unlisted: reader.switch(MetaField::Unlisted).unwrap_or(false),
        access: reader.access(),
    };
    reader.check_review(&meta);
    Outcome { value: meta, diagnostics: reader.diagnostics }
}
