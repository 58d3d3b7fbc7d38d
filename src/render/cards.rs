//! Small views that many pages share: article cards, links, images and sections.

use std::sync::Arc;

use minijinja::Value;

use crate::content::ArticleKind;
use crate::path::ProjectPath;
use crate::render::env::NamedValue;
use crate::render::{Renderer, page_facts, view};
use crate::site::{ArticleId, Edition, Folder};
use crate::theme::texts::UiTexts;

/// The number of levels in a page's tree of sections. Deeper sections are only shown on their own pages.
const TREE_DEPTH: usize = 2;

/// An article in a list, as a [`view::Card`].
#[must_use]
pub fn card(renderer: &Renderer, id: ArticleId) -> Value {
    let article = &renderer.site[id];
    let (meta, texts) = (Arc::clone(&article.meta), Arc::clone(renderer.texts(article.edition)));
    let language = page_facts::language(renderer, id);
    let category = category_of(renderer, id).map_or(String::new(), |folder| folder.title.clone());
    let draft = crate::site::visibility::hidden(article, renderer.project.date).is_some();
    // The name identifies a card without its address. Versions share the metadata of an article, and most cards are
    // only compared by name.
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

/// The cards of several articles.
#[must_use]
pub fn cards(renderer: &Renderer, ids: &[ArticleId]) -> Vec<Value> {
    ids.iter().map(|id| card(renderer, *id)).collect()
}

/// The name of the kind, in the language of the texts.
#[must_use]
pub fn kind_label(texts: &UiTexts, kind: ArticleKind) -> String {
    texts.get(&format!("kind-{}", kind.name())).to_owned()
}

/// The top category of an article, or `None` if the article is not in a category.
#[must_use]
pub fn category_of(renderer: &Renderer, id: ArticleId) -> Option<&Folder> {
    let top = renderer.site[id].key.as_str().split_once('/')?.0;
    renderer.site.edition_of(id).folders.get(&crate::path::ArticleKey::new(top))
}

/// A date in both formats.
#[must_use]
pub fn date(texts: &UiTexts, date: jiff::civil::Date) -> view::Date {
    view::Date { iso: date.to_string(), text: texts.date(date) }
}

/// A link to an article.
#[must_use]
pub fn link(renderer: &Renderer, id: ArticleId) -> view::LinkView {
    view::LinkView { title: renderer.site[id].meta.title.clone(), href: renderer.href(renderer.site.address(id)) }
}

/// An image of the project with its size, or `None` if it is not published.
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

/// The lists of a folder, down to the second level.
#[must_use]
pub fn section(renderer: &Renderer, edition: &Edition, folder: &Folder) -> view::SectionView {
    section_at(renderer, edition, folder, 0)
}

/// The lists of a folder, with all levels.
#[must_use]
pub fn whole_section(renderer: &Renderer, edition: &Edition, folder: &Folder) -> view::SectionView {
    let mut whole = section_at(renderer, edition, folder, TREE_DEPTH);
    whole.articles = cards(renderer, &folder.articles);
    whole.sections = folder.folders.iter().map(|key| whole_section(renderer, edition, &edition.folders[key])).collect();
    whole
}

/// A folder without its articles and sections.
#[must_use]
pub fn heading(renderer: &Renderer, folder: &Folder) -> view::SectionView {
    view::SectionView {
        title: folder.title.clone(),
        href: renderer.href(&folder.address),
        description: folder.description.clone(),
        count: folder.count,
        articles: Vec::new(),
        sections: Vec::new(),
    }
}

fn section_at(renderer: &Renderer, edition: &Edition, folder: &Folder, depth: usize) -> view::SectionView {
    let is_shown = depth < TREE_DEPTH;
    let below = if is_shown { folder.folders.as_slice() } else { &[] };
    view::SectionView {
        articles: if is_shown { cards(renderer, &folder.articles) } else { Vec::new() },
        sections: below.iter().map(|key| section_at(renderer, edition, &edition.folders[key], depth + 1)).collect(),
        ..heading(renderer, folder)
    }
}
