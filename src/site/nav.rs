//! Builds the tree of categories and sections from the folders of the articles.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::codes;
use crate::config::ContentTree;
use crate::content::{Article, EditionId, LocaleId};
use crate::diagnostic::Diagnostic;
use crate::path::{Address, ArticleKey, in_words, numbered};
use crate::project::Project;
use crate::site::wanted_address::wanted_address;
use crate::site::{ArticleId, EditionArticles};

/// A category (a top folder), a section (a folder below it), or the home page (the content folder itself).
#[derive(Debug, Clone)]
pub struct Folder {
    /// The key within the edition.
    pub key: ArticleKey,
    /// The address of the folder's page.
    pub address: Address,
    /// The title of the index, otherwise the folder's name in words.
    pub title: String,
    /// A shorter title for breadcrumbs.
    pub short_title: String,
    /// The description from the index; may be empty.
    pub description: String,
    /// The name of a theme icon, from the index.
    pub icon: Option<String>,
    /// The article that represents the folder.
    pub index: Option<ArticleId>,
    /// Direct subfolders, in order.
    pub folders: Vec<ArticleKey>,
    /// Listed articles directly in the folder, in order, without the index.
    pub articles: Vec<ArticleId>,
    /// The number of listed articles in the folder and its subfolders.
    pub count: usize,
    order: Option<i64>,
    unlisted: bool,
}

/// Builds the tree. All addresses are placeholders (the home page) until [`super::route`] sets them.
#[must_use]
pub fn grow(project: &Project, members: &EditionArticles<'_>) -> BTreeMap<ArticleKey, Folder> {
    let mut folders = plant(project, members);
    order_by_summary(project, members, &mut folders);
    let mut listed = Vec::new();
    for (id, article) in members.iter() {
        match folders.get_mut(&article.key).filter(|folder| can_be_index(article, folder)) {
            Some(folder) => name_after(folder, id, article),
            None => listed.push((id, article)),
        }
    }
    let adopted = assign_by_permalink(&mut folders, members, &listed);
    for (id, article) in listed {
        if !article.meta.unlisted && !adopted.contains(&id) {
            let parent = article.key.parent().unwrap_or_else(|| article.key.clone());
            folders.get_mut(&parent).expect("planted for each article").articles.push(id);
        }
    }
    connect(&mut folders);
    count(&mut folders);
    for folder in folders.values_mut() {
        folder.articles.sort_by(|a, b| compare(members.get(*a), members.get(*b)));
    }
    folders
}

/// The order of the articles in a folder. No two are equal, because no two have the same path.
#[must_use]
pub fn compare(a: &Article, b: &Article) -> Ordering {
    let order = |article: &Article| (article.meta.order.is_none(), article.meta.order);
    let by_title = || compare_titles(&a.meta.title, &b.meta.title);
    order(a).cmp(&order(b)).then_with(by_title).then_with(|| a.path.cmp(&b.path))
}

/// Makes an article the index of a folder if its `permalink` is the folder's address and the folder has no index.
/// Jekyll's collections need this: the page of `_help/` is `_landing/help.md`.
fn assign_by_permalink(
    folders: &mut BTreeMap<ArticleKey, Folder>,
    members: &EditionArticles<'_>,
    candidates: &[(ArticleId, &Article)],
) -> BTreeSet<ArticleId> {
    let address_of = |address: &Address| address.as_str().to_lowercase();
    let mut by_address = BTreeMap::new();
    for &(id, article) in candidates {
        if let Some(permalink) = &article.meta.permalink {
            by_address.entry(address_of(&members.within(&permalink.value))).or_insert(id);
        }
    }
    let mut addresses: BTreeMap<ArticleKey, Address> = BTreeMap::new();
    let mut adopted = BTreeSet::new();
    for (key, folder) in folders.iter_mut() {
        let index = folder.index.map(|id| members.get(id));
        // In order of keys, each folder comes before its contents.
        let parent = key.parent().and_then(|parent| addresses.get(&parent));
        let address =
            parent.map_or_else(|| members.home.clone(), |parent| wanted_address(members, parent, key.name(), index));
        if let (None, Some(&id)) = (index, by_address.get(&address_of(&address))) {
            name_after(folder, id, members.get(id));
            adopted.insert(id);
        }
        addresses.insert(key.clone(), address);
    }
    adopted
}

/// Creates a folder for each proper prefix of each key. A folder with only an index is therefore not a section, but an
/// article with its images. An article with the same name as a folder becomes the folder's index if the folder has
/// none.
fn plant(project: &Project, members: &EditionArticles<'_>) -> BTreeMap<ArticleKey, Folder> {
    let mut folders = BTreeMap::new();
    let root = ArticleKey::new("");
    folders.insert(root.clone(), bare(project, members.edition, root));
    for article in members.articles() {
        let mut key = article.key.parent();
        // If a folder exists, so do its parents.
        while let Some(folder) = key.filter(|folder| !folders.contains_key(folder)) {
            key = folder.parent();
            folders.insert(folder.clone(), bare(project, members.edition, folder));
        }
    }
    folders
}

/// Gives each folder the place that a `SUMMARY.md` gives to the first article in it. Its own order takes precedence.
fn order_by_summary(project: &Project, members: &EditionArticles<'_>, folders: &mut BTreeMap<ArticleKey, Folder>) {
    let mut places: BTreeMap<ArticleKey, i64> = BTreeMap::new();
    for article in members.articles() {
        let Some(&place) = project.places.get(&article.path) else { continue };
        let mut key = article.key.parent();
        while let Some(folder) = key {
            let first = places.entry(folder.clone()).or_insert(place);
            *first = place.min(*first);
            key = folder.parent();
        }
    }
    for (key, place) in places {
        if let Some(folder) = folders.get_mut(&key) {
            folder.order = folder.order.or(Some(place * 1_000));
        }
    }
}

fn bare(project: &Project, edition: EditionId, key: ArticleKey) -> Folder {
    let meta = settings(project, edition, &key);
    let title = match meta.and_then(|meta| meta.title.clone()) {
        Some(title) => title,
        None if key.as_str().is_empty() => project.config.title_in(edition).to_owned(),
        None => title_of(key.name()),
    };
    Folder {
        address: Address::new("/"),
        short_title: title.clone(),
        title,
        description: meta.and_then(|meta| meta.description.clone()).unwrap_or_default(),
        icon: None,
        index: None,
        folders: Vec::new(),
        articles: Vec::new(),
        count: 0,
        order: meta.and_then(|meta| meta.order).or_else(|| numbered(key.name()).map(|(place, _)| place * 1_000)),
        unlisted: false,
        key,
    }
}

/// The settings of a folder in the edition, otherwise in the default locale of its version.
fn settings<'p>(
    project: &'p Project,
    edition: EditionId,
    key: &ArticleKey,
) -> Option<&'p crate::project::FolderSettings> {
    let original = EditionId { locale: LocaleId::default(), ..edition };
    let trees = |edition| project.trees.iter().filter(move |tree: &&ContentTree| tree.edition == edition);
    let in_tree = |tree: &ContentTree| project.folders.get(&tree.folder.join(key.as_str())?);
    trees(edition).find_map(in_tree).or_else(|| trees(original).find_map(in_tree))
}

/// The title of a folder, from its name: `getting-started` → `Getting started`. Leading underscores and ordering
/// numbers (`01-`) are removed.
#[must_use]
pub fn title_of(name: &str) -> String {
    let name = name.trim_start_matches('_');
    in_words(numbered(name).map_or(name, |(_, name)| name))
}

fn can_be_index(article: &Article, folder: &Folder) -> bool {
    folder.index.is_none() && (article.is_index || !article.key.as_str().is_empty())
}

fn name_after(folder: &mut Folder, id: ArticleId, article: &Article) {
    let meta = &article.meta;
    folder.index = Some(id);
    folder.title.clone_from(&meta.title);
    folder.short_title.clone_from(&meta.short_title);
    folder.icon = meta.icon.as_ref().map(|icon| icon.value.clone());
    folder.unlisted = meta.unlisted;
    folder.order = meta.order.or(folder.order);
    if meta.has_lead || folder.description.is_empty() {
        folder.description.clone_from(&meta.description);
    }
}

/// Adds each folder to its parent, in order.
fn connect(folders: &mut BTreeMap<ArticleKey, Folder>) {
    let mut listed: Vec<_> = folders
        .values()
        .filter(|folder| !folder.unlisted)
        .filter_map(|folder| Some((folder.key.parent()?, folder)))
        .collect();
    listed.sort_by(|(parent, a), (other, b)| {
        let order = |folder: &Folder| (folder.order.is_none(), folder.order);
        let by_title = || compare_titles(&a.title, &b.title);
        parent.cmp(other).then_with(|| order(a).cmp(&order(b))).then_with(by_title).then_with(|| a.key.cmp(&b.key))
    });
    let listed: Vec<_> = listed.into_iter().map(|(parent, folder)| (parent, folder.key.clone())).collect();
    for (parent, key) in listed {
        folders.get_mut(&parent).expect("each prefix of a key was planted").folders.push(key);
    }
}

/// Whether `address` is the page of a folder that contains the article and has no index.
pub(super) fn lists(folders: &BTreeMap<ArticleKey, Folder>, address: &Address, article: &Article) -> bool {
    let mut key = article.key.parent();
    while let Some(folder) = key {
        if folders.get(&folder).is_some_and(|folder| folder.index.is_none() && folder.address == *address) {
            return true;
        }
        key = folder.parent();
    }
    false
}

/// Compares two titles in natural order: ignoring case, with numbers by value and before letters.
fn compare_titles(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (title_parts(a), title_parts(b));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (a, b) if a == b => {}
            (a, b) => return a.cmp(&b),
        }
    }
}

/// A number or a letter of a title.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum TitlePart {
    Number(u64),
    Letter(char),
}

fn title_parts(title: &str) -> impl Iterator<Item = TitlePart> {
    let mut characters = title.chars().flat_map(char::to_lowercase).peekable();
    std::iter::from_fn(move || {
        let first = characters.next()?;
        let Some(digit) = first.to_digit(10) else { return Some(TitlePart::Letter(first)) };
        let mut number = u64::from(digit);
        while let Some(digit) = characters.peek().and_then(|character| character.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(u64::from(digit));
            characters.next();
        }
        Some(TitlePart::Number(number))
    })
}

/// Counts the articles of each folder. Subfolders come first, in reverse order of keys.
fn count(folders: &mut BTreeMap<ArticleKey, Folder>) {
    let keys: Vec<ArticleKey> = folders.keys().rev().cloned().collect();
    for key in keys {
        let folder = &folders[&key];
        let below: usize = folder.folders.iter().map(|child| folders[child].count).sum();
        let total = below + folder.articles.len();
        folders.get_mut(&key).expect("just listed").count = total;
    }
}

/// Reports categories without articles whose index has no text.
pub fn report_empty(
    folders: &BTreeMap<ArticleKey, Folder>,
    members: &EditionArticles<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let is_empty = |article: &&Article| {
        let count = folders.get(&article.key).map_or(0, |folder| folder.count);
        article.is_index && !article.key.as_str().is_empty() && count == 0 && article.body.words == 0
    };
    let own = members.iter().filter(|(id, _)| !members.is_borrowed(*id)).map(|(_, article)| article);
    for index in own.filter(is_empty) {
        let message = format!("category `{}` has no article", index.meta.title);
        diagnostics.push(
            Diagnostic::file(codes::SITE_EMPTY_CATEGORY, message, index.path.clone())
                .help("write an article in it, or remove the folder"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        let check = |name: &str, expected: &str| assert_eq!(title_of(name), expected);
        check("getting-started", "Getting started");
        check("_help", "Help");
        check("01-intro", "Intro");
        check("2-factor", "2-factor");
    }

    #[test]
    fn titles_sort_as_people_do() {
        let sorted = |mut titles: Vec<&'static str>| {
            titles.sort_by(|a, b| compare_titles(a, b));
            titles
        };
        assert_eq!(sorted(vec!["step 10", "Step 9", "apple"]), ["apple", "Step 9", "step 10"]);
        assert_eq!(sorted(vec!["a b", "a", "a1", "ab"]), ["a", "a1", "a b", "ab"]);
    }
}
