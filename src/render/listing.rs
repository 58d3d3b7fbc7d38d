//! Fills pages that list articles: home, categories, labels, all articles and "What's new".

use minijinja::Value;

use crate::path::ArticleKey;
use crate::render::text_assets::PageText;
use crate::render::{Renderer, article, cards, view};
use crate::site::{ArticleId, Edition, Label};

/// The maximum number of articles listed on the search page, and of articles with an index of words.
pub const FEW: usize = 400;

/// The maximum number of entries of "What's new", as in the feed. A hundred would be the heaviest page of most sites.
const WHATS_NEW_LIMIT: usize = 30;

/// The number of articles up to which a category's page is as short as the lists next to it.
const SHORT_LIST: usize = 6;

/// The maximum number of articles in each list next to a category.
const ASIDE: usize = 4;

/// Fills `home`.
#[must_use]
pub fn home(renderer: &Renderer, edition: &Edition, text: PageText) -> view::HomeView {
    let texts = renderer.project.config.home_in(edition.id);
    let folder = &edition.folders[&ArticleKey::new("")];
    let (popular, promoted) = popular(renderer, edition);
    // If the index is not translated, the theme's own texts are used, because they are in the right language.
    let index = folder.index.filter(|id| !renderer.site.is_fallback(*id)).map(|id| &renderer.site[id]);
    let own_texts = renderer.texts(edition.id);
    let own_lead = if folder.folders.is_empty() {
        own_texts.get("search-description").to_owned()
    } else {
        own_texts.plural("home-lead", folder.count, &[])
    };
    let given_title = index.map(|article| article.meta.title.clone());
    let given_lead = index.filter(|article| article.meta.has_lead).map(|article| article.meta.description.clone());
    view::HomeView {
        title: first_given(&texts.title, given_title, renderer.texts(edition.id).get("home-title")),
        lead: first_given(&texts.lead, given_lead, &own_lead),
        assets: text.assets(renderer),
        html: text.html,
        popular: cards::cards(renderer, &popular),
        promoted,
        whats_new: dated(renderer, edition)
            .into_iter()
            .take(texts.whats_new)
            .map(|id| cards::card(renderer, id))
            .collect(),
        articles: cards::cards(renderer, &folder.articles),
    }
}

/// Promoted articles, or the first articles of each category if there are none. Also returns whether a writer chose
/// them.
#[must_use]
pub fn popular(renderer: &Renderer, edition: &Edition) -> (Vec<ArticleId>, bool) {
    let chosen = promoted(renderer, listed(edition));
    let is_chosen = !chosen.is_empty();
    let mut popular = if is_chosen { chosen } else { first_of_each(edition) };
    popular.truncate(renderer.project.config.home_in(edition.id).popular);
    (popular, is_chosen)
}

/// The configured text, otherwise the article's text, otherwise the fallback.
fn first_given(configured: &str, written: Option<String>, fallback: &str) -> String {
    if configured.is_empty() { written.unwrap_or_else(|| fallback.to_owned()) } else { configured.to_owned() }
}

/// Promoted articles by rank, then by key.
fn promoted(renderer: &Renderer, articles: impl Iterator<Item = ArticleId>) -> Vec<ArticleId> {
    let mut promoted: Vec<(i64, ArticleId)> =
        articles.filter_map(|id| Some((renderer.site[id].meta.promoted?, id))).collect();
    promoted.sort_unstable();
    promoted.into_iter().map(|(_, id)| id).collect()
}

/// The first article of each category, then the second of each, and so on.
fn first_of_each(edition: &Edition) -> Vec<ArticleId> {
    let top = &edition.folders[&ArticleKey::new("")];
    let categories: Vec<_> = top.folders.iter().map(|key| &edition.folders[key].articles).collect();
    let longest = categories.iter().map(|articles| articles.len()).max().unwrap_or_default();
    (0..longest).flat_map(|place| categories.iter().filter_map(move |articles| articles.get(place).copied())).collect()
}

/// All listed articles of an edition, folder by folder.
pub fn listed(edition: &Edition) -> impl Iterator<Item = ArticleId> {
    edition.folders.values().flat_map(|folder| folder.articles.iter().copied())
}

/// The listed articles of a folder and its sections, folder by folder.
fn below<'e>(edition: &'e Edition, key: &'e ArticleKey) -> impl Iterator<Item = ArticleId> + 'e {
    let start = key.as_str();
    let folders = edition.folders.range(key.clone()..).take_while(move |(other, _)| other.as_str().starts_with(start));
    let is_below =
        move |other: &str| start.is_empty() || matches!(other[start.len()..].bytes().next(), None | Some(b'/'));
    folders.filter(move |(other, _)| is_below(other.as_str())).flat_map(|(_, folder)| folder.articles.iter().copied())
}

/// Articles with a date, newest first.
#[must_use]
pub fn dated(renderer: &Renderer, edition: &Edition) -> Vec<ArticleId> {
    newest(renderer, listed(edition))
}

fn newest(renderer: &Renderer, articles: impl Iterator<Item = ArticleId>) -> Vec<ArticleId> {
    let mut dated: Vec<_> = articles.filter_map(|id| Some((changed(renderer, id)?, id))).collect();
    dated.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    dated.into_iter().map(|(_, id)| id).collect()
}

/// Whether any listed article has a date.
#[must_use]
pub fn has_dates(renderer: &Renderer, edition: &Edition) -> bool {
    listed(edition).any(|id| changed(renderer, id).is_some())
}

/// The date of an article's last change or of its publication, whichever is later.
#[must_use]
pub fn changed(renderer: &Renderer, id: ArticleId) -> Option<jiff::civil::Date> {
    let meta = &renderer.site[id].meta;
    meta.updated.max(meta.publish)
}

/// Fills `category`.
#[must_use]
pub fn category(renderer: &Renderer, edition: &Edition, key: &ArticleKey, text: PageText) -> view::CategoryView {
    let folder = &edition.folders[key];
    // A description that was taken from the index is its first sentence, which the text has already.
    let is_taken = |id: ArticleId| {
        let meta = &renderer.site[id].meta;
        !meta.has_lead && meta.description == folder.description
    };
    let lead = if folder.index.is_some_and(is_taken) { String::new() } else { folder.description.clone() };
    let is_short = folder.count <= SHORT_LIST;
    let few = |mut ids: Vec<ArticleId>| {
        ids.truncate(if is_short { 0 } else { ASIDE });
        cards::cards(renderer, &ids)
    };
    view::CategoryView {
        title: folder.title.clone(),
        lead,
        assets: text.assets(renderer),
        popular: few(promoted(renderer, below(edition, key))),
        whats_new: few(newest(renderer, below(edition, key))),
        html: text.html,
        icon: folder.icon.clone().unwrap_or_else(|| "folder".into()),
        count: folder.count,
        is_section: key.as_str().contains('/'),
        tree: cards::section(renderer, edition, folder),
        edit_href: folder.index.and_then(|id| article::edit_href(renderer, id)),
        outline: folder.index.map_or_else(|| Value::from(Vec::<Value>::new()), |id| article::outline(renderer, id)),
    }
}

/// Fills `label`.
#[must_use]
pub fn label(renderer: &Renderer, label: &Label) -> view::LabelView {
    view::LabelView {
        title: label.title.clone(),
        href: renderer.href(&label.address),
        count: label.articles.len(),
        articles: cards::cards(renderer, &label.articles),
    }
}

/// Fills `labels`.
#[must_use]
pub fn labels(renderer: &Renderer, edition: &Edition) -> view::LabelsView {
    let mut labels: Vec<&Label> = edition.labels.values().collect();
    labels.sort_by_cached_key(|label| label.title.to_lowercase());
    let entry = |label: &Label| view::LabelView {
        title: label.title.clone(),
        href: renderer.href(&label.address),
        count: label.articles.len(),
        articles: Vec::new(),
    };
    labels.into_iter().map(entry).collect()
}

/// The lists of [`all`] if they are short enough for the search page; otherwise empty.
#[must_use]
pub fn all_if_few(renderer: &Renderer, edition: &Edition) -> view::AllArticlesView {
    let count = edition.folders[&ArticleKey::new("")].count;
    if count <= FEW { all(renderer, edition) } else { view::AllArticlesView::default() }
}

/// Fills `all`: a section for articles without a category, then one for each category.
#[must_use]
pub fn all(renderer: &Renderer, edition: &Edition) -> view::AllArticlesView {
    let top = &edition.folders[&ArticleKey::new("")];
    let mut sections = Vec::with_capacity(top.folders.len() + 1);
    if !top.articles.is_empty() {
        sections.push(view::SectionView {
            title: renderer
                .texts(edition.id)
                .get(if top.folders.is_empty() { "all-articles" } else { "more-articles" })
                .to_owned(),
            href: renderer.href(&top.address),
            description: String::new(),
            count: top.articles.len(),
            articles: cards::cards(renderer, &top.articles),
            sections: Vec::new(),
        });
    }
    sections.extend(top.folders.iter().map(|key| cards::whole_section(renderer, edition, &edition.folders[key])));
    sections
}

/// Fills `entries`.
#[must_use]
pub fn whats_new(renderer: &Renderer, edition: &Edition) -> Vec<view::WhatsNewEntry> {
    let entry = |id: ArticleId| {
        let date = changed(renderer, id)?;
        let article = &renderer.site[id];
        Some(view::WhatsNewEntry {
            id: crate::path::slug(article.key.as_str()),
            date: cards::date(renderer.texts(edition.id), date),
            is_new: article.meta.publish == Some(date),
            article: cards::card(renderer, id),
        })
    };
    dated(renderer, edition).into_iter().take(WHATS_NEW_LIMIT).filter_map(entry).collect()
}
