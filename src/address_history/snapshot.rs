//! A project as one commit left it: its texts, what they are, and at which addresses they are published.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::facts::{self, ArticleFacts};
use super::nodes::NodeId;
use crate::addresses::AnchoredAddress;
use crate::config::Config;
use crate::content::{Article, EditionId, parse};
use crate::load::past_layout::{PastLayout, TextRole, layout};
use crate::path::{Address, ArticleKey, ProjectPath};
use crate::project::Project;
use crate::site::{self, RedirectTarget, Site};
use crate::source::{SourceId, Sources};

/// An edition: its version and its locale by name, as numbers change when versions and locales are added.
pub(super) type EditionName = Arc<str>;

/// A text that changed: its new contents, or `None` if it was removed.
pub(super) type ChangedText = (ProjectPath, Option<Arc<str>>);

/// An article of the present commit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KnownArticle {
    pub facts: Arc<ArticleFacts>,
    pub edition: EditionName,
    /// Its page.
    pub page: NodeId,
    /// Its sections, in the order of the facts.
    pub sections: Vec<NodeId>,
}

/// The texts of the project that matter, and what is known about them.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pub texts: BTreeMap<ProjectPath, Arc<str>>,
    pub layout: Option<PastLayout>,
    pub snippets: BTreeMap<String, (ProjectPath, Arc<str>)>,
    pub articles: BTreeMap<ProjectPath, KnownArticle>,
    /// The articles without their texts, as they were last arranged.
    pub skeletons: HashMap<ProjectPath, Arc<Article>>,
}

/// The articles that a commit changed.
#[derive(Debug, Default)]
pub(super) struct ArticleChanges {
    /// The articles that were changed or removed, as they were.
    pub old: BTreeMap<ProjectPath, KnownArticle>,
    /// The articles that were added or changed. Their nodes are not known yet.
    pub new: BTreeMap<ProjectPath, (Arc<ArticleFacts>, EditionName)>,
    /// Whether addresses may have changed.
    pub is_structural: bool,
}

impl Snapshot {
    /// Applies the changes of a commit to the texts. `configuration` is used for commits without one.
    pub fn apply(&mut self, changed: Vec<ChangedText>, configuration: Option<&str>) -> ArticleChanges {
        let mut touched = BTreeSet::new();
        let mut needs_layout = self.layout.is_none();
        for (path, text) in changed {
            let is_added = !self.texts.contains_key(&path);
            // Whether a folder exists decides where articles are.
            needs_layout |= path.as_str() == CONFIGURATION || is_added || text.is_none();
            match text {
                Some(text) => drop(self.texts.insert(path.clone(), text)),
                None => drop(self.texts.remove(&path)),
            }
            touched.insert(path);
        }
        let mut all_again = false;
        if needs_layout {
            let files: BTreeSet<ProjectPath> = self.texts.keys().cloned().collect();
            let own = self.texts.get(&ProjectPath::new(CONFIGURATION)).map(|text| &**text);
            let next = layout(own.or(configuration), &files);
            all_again = self.layout.as_ref().is_none_or(|known| reads_differently(known, &next));
            self.layout = Some(next);
        }
        self.sort(&touched, all_again)
    }

    /// Derives from the texts what is not stored. `configuration` is used if the commit has none.
    pub fn restore(&mut self, configuration: Option<&str>) {
        if self.texts.is_empty() {
            return;
        }
        let files: BTreeSet<ProjectPath> = self.texts.keys().cloned().collect();
        let own = self.texts.get(&ProjectPath::new(CONFIGURATION)).map(|text| &**text);
        let layout = layout(own.or(configuration), &files);
        for (path, text) in self.texts.iter().filter(|(path, _)| !self.articles.contains_key(*path)) {
            if let TextRole::Snippet(name) = layout.role(path, text) {
                self.snippets.insert(name, (path.clone(), Arc::clone(text)));
            }
        }
        self.layout = Some(layout);
    }

    /// Finds out what the touched texts are, and reads those that are articles.
    fn sort(&mut self, touched: &BTreeSet<ProjectPath>, all_again: bool) -> ArticleChanges {
        let layout = self.layout.clone().expect("set before");
        let paths: BTreeSet<ProjectPath> =
            if all_again { self.texts.keys().chain(self.articles.keys()).cloned().collect() } else { touched.clone() };
        let mut changes = ArticleChanges { is_structural: all_again, ..ArticleChanges::default() };
        let mut to_read = BTreeMap::new();
        for path in paths {
            let role = self.texts.get(&path).map_or(TextRole::Other, |text| layout.role(&path, text));
            match (role, self.texts.get(&path)) {
                (TextRole::Article, Some(text)) if layout.trees.place(&path).is_some() => {
                    to_read.insert(path, Arc::clone(text));
                    continue;
                }
                (TextRole::Snippet(name), Some(text)) => {
                    self.snippets.insert(name, (path.clone(), Arc::clone(text)));
                }
                _ => self.snippets.retain(|_, (own, _)| *own != path),
            }
            if let Some(known) = self.articles.remove(&path) {
                self.skeletons.remove(&path);
                changes.is_structural = true;
                changes.old.insert(path, known);
            }
        }
        for (path, facts) in facts::read(&layout, &to_read, &self.snippets) {
            let Some(placed) = layout.trees.place(&path) else { continue };
            let edition = edition_name(&layout.config, placed.edition);
            let known = self.articles.remove(&path);
            if known.as_ref().is_some_and(|known| *known.facts == facts && known.edition == edition) {
                self.articles.extend(known.map(|known| (path, known)));
                continue;
            }
            let is_same_place = known.as_ref().is_some_and(|known| known.facts.place == facts.place);
            changes.is_structural |= !is_same_place;
            self.skeletons.remove(&path);
            changes.old.extend(known.map(|known| (path.clone(), known)));
            changes.new.insert(path, (Arc::new(facts), edition));
        }
        changes
    }

    /// Where everything is published on a day.
    pub fn arrange(&mut self, date: Date) -> Site {
        let layout = self.layout.clone().expect("a commit was applied");
        let mut sources = Sources::default();
        let placeholder = sources.add(ProjectPath::new(CONFIGURATION), "");
        let paths: BTreeMap<ProjectPath, SourceId> =
            self.articles.keys().map(|path| (path.clone(), placeholder)).collect();
        let mut articles = Vec::with_capacity(self.articles.len());
        for (path, known) in &self.articles {
            let Some(placed) = layout.trees.place(path) else { continue };
            // Whether a README is an index depends on its neighbors.
            let (key, is_index) = parse::place(path, &placed.below, &paths);
            let skeleton = self.skeletons.get(path);
            let skeleton = skeleton
                .filter(|known| (known.edition, &known.key, known.is_index) == (placed.edition, &key, is_index));
            articles.push(match skeleton {
                Some(skeleton) => Arc::clone(skeleton),
                None => Arc::new(known.facts.skeleton(path, placed.edition, key, is_index, placeholder)),
            });
        }
        self.skeletons = articles.iter().map(|article| (article.path.clone(), Arc::clone(article))).collect();
        site::arrange(&Project::of_texts(layout.config, layout.trees, sources, date), &articles)
    }
}

/// The name of the configuration file.
pub(super) const CONFIGURATION: &str = "answerbook.toml";

/// Whether the same texts give other articles in another layout.
fn reads_differently(a: &PastLayout, b: &PastLayout) -> bool {
    let facts = |layout: &PastLayout| {
        let config = &layout.config;
        let editions: Vec<EditionName> = config.editions().map(|id| edition_name(config, id)).collect();
        format!(
            "{:?}{:?}{:?}{:?}{:?}{editions:?}",
            (&config.content, &config.snippets, &config.static_files, &config.theme, &config.ignore),
            (&config.markdown, &config.variables, &config.kinds, &config.redirects),
            (&config.access, &config.title),
            layout.trees,
            config.locales.iter().map(|locale| &locale.code).collect::<Vec<_>>(),
        )
    };
    facts(a) != facts(b)
}

pub(super) fn edition_name(config: &Config, id: EditionId) -> EditionName {
    format!("{}\t{}", config.version(id.version).id, config.locale(id.locale).code).into()
}

/// What a site publishes at its addresses.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Published {
    /// The articles at their addresses, by file and edition; several where an article takes the place of a missing translation.
    pub articles: BTreeMap<(ProjectPath, EditionName), Address>,
    /// Aliases, permanent addresses and configured redirects that lead to articles.
    pub redirects: BTreeMap<Address, (ProjectPath, EditionName)>,
    /// Pages of folders without an article of their own, each with its edition and the articles in it.
    pub folders: BTreeMap<Address, (EditionName, Vec<ProjectPath>)>,
    /// All pages, also those that are not made from articles, and all redirects.
    pub pages: BTreeSet<Address>,
    /// The folder of each article, for finding the folder that replaced another one.
    pub folder_of: BTreeMap<(ProjectPath, EditionName), Address>,
    /// The home pages of the editions.
    pub homes: BTreeSet<Address>,
}

impl Published {
    pub fn of(site: &Site, config: &Config) -> Self {
        let mut published = Self::default();
        for id in site.ids() {
            let article = &site[id];
            let name = (article.path.clone(), edition_name(config, article.edition));
            published.pages.insert(site.address(id).clone());
            published.folder_of.insert(name.clone(), site.folder_of(id).address.clone());
            published.articles.insert(name, site.address(id).clone());
        }
        let by_address: HashMap<&Address, usize> = site.ids().map(|id| (site.address(id), id.index())).collect();
        let name = |number: usize| {
            let article = &site.articles[number];
            (article.path.clone(), edition_name(config, article.edition))
        };
        for (from, to) in site.redirects.iter() {
            published.pages.insert(from.clone());
            let number = match to {
                RedirectTarget::Article(id) => Some(id.index()),
                RedirectTarget::Moved(to) => by_address.get(&to.page).copied(),
                RedirectTarget::Written(url) => {
                    let to = AnchoredAddress::parse(&url.value);
                    to.and_then(|to| by_address.get(&to.page).copied())
                }
            };
            published.redirects.extend(number.map(|number| (from.clone(), name(number))));
        }
        for edition in site.editions.values() {
            let system = &edition.system;
            published.homes.insert(edition.home.clone());
            published.pages.extend([&system.search, &system.all, &system.whats_new].map(Clone::clone));
            published.pages.extend([&system.labels, &system.contact, &system.thanks].map(Clone::clone));
            published.pages.extend(edition.labels.values().map(|label| label.address.clone()));
            for folder in edition.folders.values() {
                published.pages.insert(folder.address.clone());
                if folder.index.is_none() && folder.key != ArticleKey::new("") {
                    let articles = folder.articles.iter().map(|id| site[*id].path.clone()).collect();
                    published.folders.insert(folder.address.clone(), (edition_name(config, edition.id), articles));
                }
            }
        }
        published
    }
}
