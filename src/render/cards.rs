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
pub fn card(renderer: &Renderer, id: ArticleId) -> Value {
    let article = &renderer.site[id];
    let (meta, texts) = (Arc::clone(&article.meta), Arc::clone(renderer.texts(article.edition)));
    let language = frame::language(renderer, id);
    let category = category_of(renderer, id).map_or(String::new(), |folder| folder.title.clone());
    let draft = crate::site::visibility::hidden(article, renderer.project.date).is_some();
    // Versions share what an article says of itself; nearly all cards are only asked for their name.
    let name = format!("{:p}\0{}\0{category}\0{draft}", Arc::as_ptr(&meta), language.as_deref().unwrap_or_default());
    NamedValue::table(name, renderer.href(renderer.site.address(id)), move |href| view::Card {
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
pub fn cards(renderer: &Renderer, ids: &[ArticleId]) -> Vec<Value> {
    ids.iter().map(|id| card(renderer, *id)).collect()
}

/// The kind in the language of the texts.
#[must_use]
pub fn kind_label(texts: &UiTexts, kind: ArticleKind) -> String {
    texts.get(&format!("kind-{}", kind.name())).to_owned()
}

/// The top category that an article lies in; `None` at the top.
#[must_use]
pub fn category_of(renderer: &Renderer, id: ArticleId) -> Option<&Folder> {
    let top = renderer.site[id].key.as_str().split_once('/')?.0;
    renderer.site.edition_of(id).folders.get(&crate::path::ArticleKey::new(top))
}

/// A date in both forms.
#[must_use]
pub fn date(texts: &UiTexts, date: jiff::civil::Date) -> view::Date {
    view::Date { iso: date.to_string(), text: texts.date(date) }
}

/// A link to an article.
#[must_use]
pub fn link(renderer: &Renderer, id: ArticleId) -> view::LinkView {
    view::LinkView { title: renderer.site[id].meta.title.clone(), href: renderer.href(renderer.site.address(id)) }
}

/// A picture of the project with its size; `None` if it is not published.
#[must_use]
pub fn picture(renderer: &Renderer, path: &ProjectPath) -> Option<view::Picture> {
    let address = renderer.hrefs.published.get(path)?;
    let dimensions = renderer.project.files.get(path).and_then(|file| file.dimensions);
    Some(view::Picture {
        src: renderer.href(address),
        width: dimensions.map(|(width, _)| width),
        height: dimensions.map(|(_, height)| height),
    })
}

/// A folder's lists, down to the second level.
#[must_use]
pub fn section(renderer: &Renderer, edition: &Edition, folder: &Folder) -> view::SectionView {
    section_at(renderer, edition, folder, 0)
}

/// A folder's lists, all the way down.
#[must_use]
pub fn whole_section(renderer: &Renderer, edition: &Edition, folder: &Folder) -> view::SectionView {
    let mut whole = section_at(renderer, edition, folder, TREE_DEPTH);
    whole.articles = cards(renderer, &folder.articles);
    whole.sections = folder.folders.iter().map(|key| whole_section(renderer, edition, &edition.folders[key])).collect();
    whole
}

fn section_at(renderer: &Renderer, edition: &Edition, folder: &Folder, depth: usize) -> view::SectionView {
    let is_shown = depth < TREE_DEPTH;
    let below = if is_shown { folder.folders.as_slice() } else { &[] };
    view::SectionView {
        title: folder.title.clone(),
        href: renderer.href(&folder.address),
        description: folder.description.clone(),
        count: folder.count,
        articles: if is_shown { cards(renderer, &folder.articles) } else { Vec::new() },
        sections: below.iter().map(|key| section_at(renderer, edition, &edition.folders[key], depth + 1)).collect(),
    }
}
