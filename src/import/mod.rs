//! `answerbook import`: a help center of another vendor becomes a project.
//!
//! Steps: the files of an export are listed ([`export`]); the vendor's module reads them into a [`model::HelpCenter`];
//! [`layout`] decides where everything goes; [`page`] parses the HTML of articles and [`markdown`] turns it into
//! Markdown; [`targets`] and [`rewrite`] find what links and pictures lead to; [`project`] writes the files in memory,
//! and [`report`] what was changed or left out. [`mod@write`] puts them on disk: a file that was edited since the last
//! import is not touched, which [`record`] knows from the hashes of what was written.
//!
//! An export is not trusted: it may be hostile, and what it does not say about who may read an article counts as
//! restricted. Nothing is dropped without a line in the report. The same export gives the same files.

mod archive;
mod configuration;
mod confluence;
pub mod edited;
pub mod export;
pub mod fetch;
mod freshdesk;
mod front_matter;
mod helpscout;
mod intercom;
mod json;
mod language;
pub mod layout;
mod locales;
pub mod markdown;
pub mod model;
mod names;
mod notion;
mod old_addresses;
pub mod page;
pub mod page_text;
mod pages;
pub mod project;
mod project_inputs;
pub mod record;
pub mod report;
mod rewrite;
mod shortcodes;
mod snippets;
mod targets;
mod visibility;
mod votes;
pub mod write;
mod zendesk;

use crate::named::named;
use std::collections::BTreeMap;

use rayon::prelude::*;

use export::Export;
use markdown::{ConversionNotes, ImportedBlock};
use model::{ArticleText, HelpCenter, SourceArticle, SourceBody};
use rewrite::RewrittenArticle;

named! {
    /// Where a help center comes from.
    pub enum ImportSource {
        /// Answers of Zendesk's Help Center API.
        Zendesk = "zendesk",
        /// Answers of Intercom's API.
        Intercom = "intercom",
        /// Answers of Freshdesk's API.
        Freshdesk = "freshdesk",
        /// Answers of Help Scout's Docs API.
        HelpScout = "helpscout",
        /// A folder of HTML pages.
        Html = "html",
        /// An export of Notion, as HTML or Markdown.
        Notion = "notion",
        /// A space of Confluence, exported as HTML.
        Confluence = "confluence",
    }
}

/// What a writer chooses.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Whether anchors stay that no link of the export leads to.
    pub keep_anchors: bool,
    /// Whether restricted articles are left out rather than written as restricted.
    pub without_restricted: bool,
    /// Which element of a page contains the article, for a folder of pages.
    pub article: Option<page_text::Selector>,
    /// The files of articles by id, from an earlier import.
    pub known: BTreeMap<String, String>,
}

/// A file of the imported project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportedFile {
    /// A text.
    Text(String),
    /// A copy of a file in the export, by its path there.
    Copy(String),
}

/// An imported project, before it is written.
#[derive(Debug, Default)]
pub struct ImportedProject {
    /// The files by path below the project folder.
    pub files: BTreeMap<String, ImportedFile>,
    /// The files of articles by id, without folder of the locale and extension.
    pub articles: BTreeMap<String, String>,
    /// Old addresses that no article can list, for `addresses.toml`: from, to.
    pub redirects: BTreeMap<String, String>,
    /// Files that are left out because not everybody may read them, with the values of `access` that they would have.
    pub left_out: BTreeMap<String, Vec<String>>,
    /// The vendor's name, such as `Zendesk`.
    pub vendor: &'static str,
    /// The tag of the main language.
    pub language: String,
    /// Addresses of pictures and files that the export lacks.
    pub missing: Vec<String>,
    /// How much there is of what.
    pub counts: ImportCounts,
}

/// How much an import found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Articles of the export.
    pub articles: usize,
    /// Their translations.
    pub translations: usize,
    /// Articles and translations that everybody can read.
    pub public: usize,
    /// Drafts.
    pub drafts: usize,
    /// Articles that are not for everybody.
    pub restricted: usize,
    /// Remarks in the report.
    pub remarks: usize,
}

/// An article in one language, as blocks.
struct ConvertedArticle<'c> {
    article: &'c SourceArticle,
    locale: &'c str,
    text: &'c ArticleText,
    blocks: Vec<ImportedBlock>,
    remarks: Vec<String>,
}

/// Imports an export.
///
/// # Errors
///
/// If the export cannot be read, or is not one of this source.
pub fn import(source: ImportSource, export: &Export, options: &ImportOptions) -> Result<ImportedProject, String> {
    let mut center = match source {
        ImportSource::Zendesk => zendesk::read(export)?,
        ImportSource::Intercom => intercom::read(export)?,
        ImportSource::Freshdesk => freshdesk::read(export)?,
        ImportSource::HelpScout => helpscout::read(export)?,
        ImportSource::Html => pages::read(export, options.article.as_ref())?,
        ImportSource::Notion => notion::read(export)?,
        ImportSource::Confluence => confluence::read(export)?,
    };
    let has_articles = !center.articles.is_empty();
    locales::check(&mut center);
    if has_articles && center.articles.is_empty() {
        return Err(center.remarks.pop().unwrap_or_default());
    }
    if center.articles.is_empty() {
        return Err(format!("no article of {} was found in the export", center.vendor));
    }
    center.remarks.extend(export.remarks.iter().cloned());
    let layout = layout::layout(&center, &options.known);
    let old = targets::OldTargets::new(&center, &layout, export);
    let mut converted = converted(&center);
    if options.without_restricted {
        converted.retain(|one| one.article.restricted.is_none());
    }
    let snippets = snippets::call(&center, &mut converted);
    let mut used = rewrite::UsedAnchors::new();
    let mut anchors: BTreeMap<String, _> = BTreeMap::new();
    for one in &mut converted {
        let from = RewrittenArticle { article: one.article, locale: one.locale, text: one.text };
        rewrite::collect_anchors(&mut one.blocks, from, &old, &mut used);
        anchors
            .entry(one.article.id.clone())
            .or_insert_with(std::collections::BTreeSet::new)
            .extend(rewrite::anchors_of(&mut one.blocks));
    }
    let mut files = rewrite::FilePlan::default();
    let mut missing = Vec::new();
    // The default language first: its articles have the files in their folders.
    converted.sort_by_key(|one| (one.locale != layout.default, names::id_order(&one.article.id), one.locale));
    for one in &mut converted {
        let from = RewrittenArticle { article: one.article, locale: one.locale, text: one.text };
        let mut with = rewrite::Rewriting {
            old: &old,
            used: &used,
            anchors: &anchors,
            files: &mut files,
            keep_anchors: options.keep_anchors,
            remarks: &mut one.remarks,
            missing: &mut missing,
        };
        rewrite::rewrite(&mut one.blocks, from, &mut with);
        project::list_attachments(&mut one.blocks, from, &mut with);
    }
    let written: Vec<markdown::write::WrittenMarkdown> =
        converted.par_iter().map(|one| markdown::write::markdown(&one.blocks)).collect();
    for (one, written) in converted.iter_mut().zip(&written) {
        one.remarks.extend(written.kept_as_html.iter().map(|what| format!("stays HTML: {what}")));
    }
    let mut report = report::ImportReport::new(&center, &layout, options);
    let inputs = project_inputs::ProjectInputs {
        old: &old,
        options,
        articles: &converted,
        written: &written,
        snippets: &snippets,
        files: &files,
    };
    missing.sort();
    missing.dedup();
    Ok(ImportedProject { missing, ..project::files(&inputs, &mut report) })
}

/// All articles in all languages, as blocks.
fn converted(center: &HelpCenter) -> Vec<ConvertedArticle<'_>> {
    let all: Vec<(&SourceArticle, &String, &ArticleText)> = center
        .articles
        .iter()
        .flat_map(|article| article.texts.iter().map(move |(locale, text)| (article, locale, text)))
        .collect();
    let results: Vec<(Vec<ImportedBlock>, Vec<String>)> = all.par_iter().map(|(_, _, text)| convert(text)).collect();
    let mut converted = Vec::with_capacity(all.len());
    for ((article, locale, text), (blocks, remarks)) in all.into_iter().zip(results) {
        converted.push(ConvertedArticle { article, locale, text, blocks, remarks });
    }
    converted
}

/// The blocks of a text, and remarks about them.
fn convert(text: &ArticleText) -> (Vec<ImportedBlock>, Vec<String>) {
    let mut remarks = ConversionNotes::default();
    let nodes = match &text.body {
        SourceBody::Html(html) => page::fragment(html),
        SourceBody::Nodes(nodes) => nodes.clone(),
    };
    let blocks = markdown::build::article(&nodes, &text.title, &mut remarks);
    if !has_all_words(&nodes, &blocks, &remarks) {
        remarks.note("some words of the source may be missing: compare this article with its source");
    }
    (blocks, remarks.remarks)
}

/// Whether the blocks have each letter of the source as often as the source, whatever their order.
fn has_all_words(nodes: &[page::HtmlNode], blocks: &[ImportedBlock], remarks: &ConversionNotes) -> bool {
    let count = |text: &str| {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        // Signs around a title go when it becomes one, and quotes and brackets come in for elements.
        let is_word = |letter: &char| letter.is_alphanumeric();
        for letter in page::squeezed(text).chars().filter(is_word) {
            *counts.entry(letter).or_insert(0) += 1;
        }
        counts
    };
    let found = count(&(markdown::words(blocks) + &remarks.left_out));
    // Titles of frames and file names are added, never removed.
    count(&page::visible_text(nodes))
        .iter()
        .all(|(letter, times)| found.get(letter).is_some_and(|found| found >= times))
}
