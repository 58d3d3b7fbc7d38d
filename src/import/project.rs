//! The files of an imported project, in memory: articles, categories, snippets, the configuration, the report, votes.

mod places;

use std::collections::BTreeMap;

use super::layout::{self, UNSORTED, ancestors};
use super::markdown::write::WrittenMarkdown;
use super::markdown::{ImportedBlock, Inline, ListEntry};
use super::model::{ArticleText, OldTarget, SourceArticle};
use super::project_inputs::ProjectInputs;
use super::report::{ImportReport, REPORT_FILE};
use super::rewrite::{Rewriting, RewrittenArticle};
use super::targets::OldLinkTarget;
use super::{ConvertedArticle, ImportedFile, ImportedProject, configuration, front_matter, old_addresses, votes};
use crate::addresses;

/// Adds the files that are listed below an article to its end.
pub(super) fn list_attachments(
    blocks: &mut Vec<ImportedBlock>,
    from: RewrittenArticle<'_>,
    with: &mut Rewriting<'_, '_>,
) {
    let mut items = Vec::new();
    for id in &from.article.attachments {
        let Some(attachment) = with.old.center.attachments.iter().find(|attachment| attachment.id == *id) else {
            continue;
        };
        let name = attachment.name.clone();
        let href = match with.old.attachment(id, "") {
            OldLinkTarget::File(path, name) => match with.old.withheld(&path, from.article) {
                Some(reason) => {
                    with.remarks.push(format!("the file `{name}` was left out: {reason}"));
                    continue;
                }
                None => with.place(&path, &name, from),
            },
            OldLinkTarget::Outside(url) => {
                with.remarks.push(format!("the file `{name}` is not in the export, and is linked at its old place"));
                with.missing.push(url.clone());
                url
            }
            _ => {
                with.remarks.push(format!("the file `{name}` is not in the export"));
                continue;
            }
        };
        // The text of the article links to it already.
        if has_link(blocks, &href) {
            continue;
        }
        let link = Inline::Link { href, title: String::new(), is_button: false, content: vec![Inline::Text(name)] };
        items.push(ListEntry { checked: None, content: vec![ImportedBlock::Paragraph(vec![link])] });
    }
    if !items.is_empty() {
        blocks.push(ImportedBlock::List { start: None, items });
    }
}

fn has_link(blocks: &mut [ImportedBlock], wanted: &str) -> bool {
    let mut found = false;
    super::markdown::each_line(blocks, &mut |line| {
        found |= line.iter().any(|inline| matches!(inline, Inline::Link { href, .. } if href == wanted));
    });
    found
}

/// All files of the project.
pub(super) fn files(inputs: &ProjectInputs<'_, '_>, report: &mut ImportReport<'_>) -> ImportedProject {
    let layout = inputs.old.layout;
    let mut project = ImportedProject { vendor: inputs.old.center.vendor, ..ImportedProject::default() };
    let mut aliases = 0;
    for (one, written) in inputs.articles.iter().zip(inputs.written) {
        aliases += article(inputs, one, written, &mut project, report);
    }
    project.language = layout.tags.get(&layout.default).cloned().unwrap_or_default();
    project.counts.articles = inputs.old.center.articles.len();
    aliases += places::places(inputs, &mut project, report);
    for snippet in inputs.snippets {
        let written = super::markdown::write::markdown(&snippet.blocks);
        project.files.insert(format!("snippets/{}.md", snippet.name), ImportedFile::Text(written.text));
    }
    for (path, place) in &inputs.files.places {
        project.files.insert(format!("content/{place}"), ImportedFile::Copy(path.clone()));
    }
    hidden(inputs, &mut project, report);
    rules(inputs, &mut project, report);
    let events = votes::events(inputs.old.center, layout);
    if !events.is_empty() {
        project.files.insert("import-votes.jsonl".into(), ImportedFile::Text(events));
    }
    project.counts.remarks = report.count();
    let configuration = configuration::text(inputs, &project);
    project.files.insert("answerbook.toml".into(), ImportedFile::Text(configuration));
    let old = old_addresses::text(&project).map(|text| (addresses::FILE.to_owned(), ImportedFile::Text(text)));
    project.files.extend(old);
    let text = report.text(&project.counts, aliases + project.redirects.len());
    project.files.insert(REPORT_FILE.into(), ImportedFile::Text(text));
    project
}

/// One article in one language. Returns how many old addresses it has.
fn article(
    inputs: &ProjectInputs<'_, '_>,
    one: &ConvertedArticle<'_>,
    written: &WrittenMarkdown,
    project: &mut ImportedProject,
    report: &mut ImportReport<'_>,
) -> usize {
    let layout = inputs.old.layout;
    let Some(file) = layout.article_file(&one.article.id, one.locale) else { return 0 };
    let is_default = one.locale == layout.default;
    let is_restricted = one.article.restricted.is_some();
    let counts = &mut project.counts;
    counts.translations += usize::from(!is_default && one.article.texts.contains_key(&layout.default));
    match (is_restricted, one.text.draft) {
        (true, _) => counts.restricted += 1,
        (false, true) => counts.drafts += 1,
        (false, false) => counts.public += 1,
    }
    let mut addresses: Vec<String> = Vec::new();
    for address in &one.text.addresses {
        if !addresses.contains(address) && !one.text.draft {
            addresses.push(address.clone());
        }
    }
    let own = layout.article_address(&one.article.id).unwrap_or_default();
    let new = format!("{}{own}", layout.prefix(one.locale));
    addresses.retain(|address| address.trim_end_matches('/') != new.trim_end_matches('/'));
    let count = addresses.len();
    let mut aliases = Vec::new();
    if is_default {
        aliases = addresses;
    } else if !is_restricted {
        // An alias of a translation would be below the prefix of its locale.
        project.redirects.extend(addresses.into_iter().map(|address| (address, new.clone())));
    }
    let related = related(inputs, one.article);
    let is_main = is_default
        || !one.article.texts.contains_key(&layout.default)
            && one.article.texts.keys().next().is_some_and(|first| first == one.locale);
    let text = front_matter::article(one.article, one.text, is_main, &aliases, &related) + &body(written);
    project.files.insert(file.clone(), ImportedFile::Text(text));
    project.articles.insert(one.article.id.clone(), layout.files[&one.article.id].clone());
    let mut remarks: Vec<String> = if is_default { one.article.remarks.clone() } else { Vec::new() };
    remarks.extend(one.remarks.iter().cloned());
    if written.text.trim().is_empty() {
        remarks.push("the source has no text".into());
    }
    if is_default
        && one.article.place.as_ref().is_none_or(|place| !layout.folders.contains_key(place))
        && one.article.path.is_none()
    {
        remarks.push(match &one.article.place {
            Some(place) => format!("its category {place} is not in the export, so it is in `{UNSORTED}`"),
            None => format!("it is in no category, so it is in `{UNSORTED}`"),
        });
    }
    if one.text.draft && !is_restricted {
        report.hidden.push((
            one.text.title.clone(),
            one.article.id.clone(),
            one.text.draft_reason.clone().unwrap_or_else(|| "a draft".into()),
            Some(file.clone()),
        ));
    }
    if !remarks.is_empty() {
        let title = format!(
            "{} ({}{})",
            one.text.title,
            one.article.id,
            if is_default { String::new() } else { format!(", {}", layout.tags[one.locale]) }
        );
        report.articles.push((title, file, remarks));
    }
    count
}

fn body(written: &WrittenMarkdown) -> String {
    if written.text.trim().is_empty() { String::new() } else { format!("\n{}", written.text) }
}

/// Related articles that are in the export and for the same readers, as addresses.
fn related(inputs: &ProjectInputs<'_, '_>, article: &SourceArticle) -> Vec<String> {
    let old = inputs.old;
    let shown = article.related.iter().filter(|id| old.hidden(id, None, article).is_none());
    let own = old.layout.files.get(&article.id).cloned().unwrap_or_default();
    shown.filter_map(|id| Some(super::rewrite::relative(&own, &format!("{}.md", old.layout.files.get(id)?)))).collect()
}

/// Restricted articles and places without articles, for the report.
fn hidden(inputs: &ProjectInputs<'_, '_>, project: &mut ImportedProject, report: &mut ImportReport<'_>) {
    let layout = inputs.old.layout;
    for article in &inputs.old.center.articles {
        let Some(restriction) = &article.restricted else { continue };
        // Also files of languages that the export no longer has.
        for path in layout.tags.keys().filter_map(|locale| layout.article_file(&article.id, locale)) {
            if !project.files.contains_key(&path) {
                project.left_out.insert(path, restriction.access.clone());
            }
        }
        let file = article.texts.keys().next().and_then(|locale| layout.article_file(&article.id, locale));
        let file = file.filter(|_| !inputs.options.without_restricted);
        report.hidden.push((
            layout::title(article, &layout.default),
            article.id.clone(),
            restriction.reason.clone(),
            file,
        ));
    }
    for id in &layout.empty {
        if let Some(place) = inputs.old.places.get(id.as_str()) {
            report.remarks.push(format!(
                "the category “{}” has no articles, and was not written",
                layout::place_text(place, &layout.default).title
            ));
        }
    }
}

/// Redirects of the old help center, its home pages and its contact form.
fn rules(inputs: &ProjectInputs<'_, '_>, project: &mut ImportedProject, report: &mut ImportReport<'_>) {
    let (old, layout) = (inputs.old, inputs.old.layout);
    let nobody = SourceArticle::default();
    let nothing = ArticleText::default();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (address, locale) in &old.center.home_addresses {
        if *locale == layout.default || old.is_public_locale(locale) {
            found.insert(address.clone(), layout.prefix(locale));
        }
    }
    let has_contact = old.center.contact_form().is_some();
    for address in old.center.contact_addresses.iter().filter(|_| has_contact) {
        found.insert(address.clone(), "/contact/".into());
    }
    for (from, to) in &old.center.rules {
        // A redirect to a place in a page leads to the page: whether the place still exists is not known here.
        let (target, _) = old.find(to, &nothing);
        let new = match target {
            OldLinkTarget::Article(id, locale) => {
                if let Some(reason) = old.hidden(&id, locale.as_deref(), &nobody) {
                    Err(format!("the article {id} {reason}"))
                } else {
                    let has = |locale: &String| old.articles[id.as_str()].texts.contains_key(locale);
                    let locale = locale.filter(has).unwrap_or_else(|| layout.default.clone());
                    Ok(format!("{}{}", layout.prefix(&locale), layout.article_address(&id).unwrap_or_default()))
                }
            }
            OldLinkTarget::Place(id, locale) => {
                let folder = layout.folders.get(&id).filter(|_| old.is_public_place(&id));
                let locale = locale.filter(|locale| layout.tags.contains_key(locale));
                let prefix = layout.prefix(&locale.unwrap_or_else(|| layout.default.clone()));
                let address = folder.map(|folder| format!("{prefix}{folder}/"));
                address.ok_or_else(|| format!("the category {id} has no public article"))
            }
            OldLinkTarget::Home(locale) => {
                let locale =
                    locale.filter(|locale| old.is_public_locale(locale)).unwrap_or_else(|| layout.default.clone());
                Ok(layout.prefix(&locale))
            }
            OldLinkTarget::Contact if has_contact => Ok("/contact/".to_owned()),
            OldLinkTarget::Contact => Err("there is no contact page yet".to_owned()),
            OldLinkTarget::Outside(url) => Ok(url),
            OldLinkTarget::File(..) | OldLinkTarget::Here => Err("it leads to a file".to_owned()),
            OldLinkTarget::Nowhere(reason) => Err(reason),
        };
        match new {
            Ok(_) if from.contains(|letter: char| letter.is_control() || letter == ' ') => {
                report.remarks.push(format!("the redirect from `{from}` was left out: it is not an address"));
            }
            Ok(_) if from.contains('?') => report
                .remarks
                .push(format!("the redirect from `{from}` was left out: a redirect does not see what is after `?`")),
            Ok(new) => {
                found.insert(from.clone(), new);
            }
            Err(reason) => report.remarks.push(format!("the redirect from `{from}` was left out: {reason}")),
        }
    }
    for (from, to) in found {
        let is_same = from.trim_end_matches('/') == to.trim_end_matches('/');
        // An article that still exists has its own redirect.
        let is_article = old.center.read_link.and_then(|read| read(&from)).is_some_and(
            |target| matches!(target, OldTarget::Article(id, _) if old.articles.contains_key(id.as_str())),
        );
        if !is_same && !is_article && from.starts_with('/') {
            project.redirects.entry(from).or_insert(to);
        }
    }
}
