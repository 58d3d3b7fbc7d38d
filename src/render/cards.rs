//! Small views that many pages share: cards of articles, links, pictures, sections.

use std::sync::Arc;

use minijinja::Value;

use crate::content::ArticleKind;
use crate::path::ProjectPath;
use crate::render::env::NamedValue;
use crate::render::{Renderer, frame, view};
use crate::site::{ArticleId, Edition, Folder};
use crate::theme::texts::UiTexts;

/// Sections below this level are left out of a page's tree; their own page shows them.
const TREE_DEPTH: usize = 2;

/// An article in a list: a [`view::Card`].
#[must_use]
pub fn card(kitchen: &Renderer, id: ArticleId) -> Value {
    let article = &kitchen.site[id];
    let (meta, texts) = (Arc::clone(&article.meta), Arc::clone(kitchen.texts(article.edition)));
    let language = frame::language(kitchen, id);
    let category = category_of(kitchen, id).map_or(String::new(), |folder| folder.title.clone());
    let draft = crate::site::visibility::hidden(article, kitchen.project.date).is_some();
    // Versions share what an article says of itself; nearly all cards are only asked for their name.
    let name = format!("{:p}\0{}\0{category}\0{draft}", Arc::as_ptr(&meta), language.as_deref().unwrap_or_default());
    NamedValue::table(name, kitchen.href(kitchen.site.address(id)), move |href| view::Card {
        title: meta.title.clone(),
        language: language.clone(),
        href,
        description: meta.description.clone(),
        kind: meta.kind.name(),
        kind_label: if meta.kind == ArticleKind::Article { String::new() } else { kind_label(&texts, meta.kind) },
        category: category.clone(),
        updated: meta.updated.map(|date| self::date(&texts, date)),
        draft,
    })
}

/// Cards of several articles.
#[must_use]
pub fn cards(kitchen: &Renderer, ids: &[ArticleId]) -> Vec<Value> {
    ids.iter().map(|id| card(kitchen, *id)).collect()
}

/// The kind in the language of the texts.
#[must_use]
pub fn kind_label(texts: &UiTexts, kind: ArticleKind) -> String {
    texts.get(&format!("kind-{}", kind.name())).to_owned()
}

/// The top category that an article lies in; `None` at the top.
#[must_use]
pub fn category_of(kitchen: &Renderer, id: ArticleId) -> Option<&Folder> {
    let top = kitchen.site[id].key.as_str().split_once('/')?.0;
    kitchen.site.edition_of(id).folders.get(&crate::path::ArticleKey::new(top))
}

/// A date in both forms.
#[must_use]
pub fn date(texts: &UiTexts, date: jiff::civil::Date) -> view::Date {
    view::Date { iso: date.to_string(), text: texts.date(date) }
}

/// A link to an article.
#[must_use]
pub fn link(kitchen: &Renderer, id: ArticleId) -> view::LinkView {
    view::LinkView { title: kitchen.site[id].meta.title.clone(), href: kitchen.href(kitchen.site.address(id)) }
}

/// A picture of the project with its size; `None` if it is not published.
#[must_use]
pub fn picture(kitchen: &Renderer, path: &ProjectPath) -> Option<view::Picture> {
    let address = kitchen.hrefs.published.get(path)?;
    let dimensions = kitchen.project.files.get(path).and_then(|file| file.dimensions);
    Some(view::Picture {
        src: kitchen.href(address),
        width: dimensions.map(|(width, _)| width),
        height: dimensions.map(|(_, height)| height),
    })
}

/// A folder's lists, down to the second level.
#[must_use]
pub fn section(kitchen: &Renderer, edition: &Edition, folder: &Folder) -> view::SectionView {
    section_at(kitchen, edition, folder, 0)
}

/// A folder's lists, all the way down.
#[must_use]
pub fn whole_section(kitchen: &Renderer, edition: &Edition, folder: &Folder) -> view::SectionView {
    let mut whole = section_at(kitchen, edition, folder, TREE_DEPTH);
    whole.articles = cards(kitchen, &folder.articles);
    whole.sections = folder.folders.iter().map(|key| whole_section(kitchen, edition, &edition.folders[key])).collect();
    whole
}

fn section_at(kitchen: &Renderer, edition: &Edition, folder: &Folder, depth: usize) -> view::SectionView {
    let is_shown = depth < TREE_DEPTH;
    let below = if is_shown { folder.folders.as_slice() } else { &[] };
    view::SectionView {
        title: folder.title.clone(),
        href: kitchen.href(&folder.address),
        description: folder.description.clone(),
        count: folder.count,
        articles: if is_shown { cards(kitchen, &folder.articles) } else { Vec::new() },
        sections: below.iter().map(|key| section_at(kitchen, edition, &edition.folders[key], depth + 1)).collect(),
    }
}
