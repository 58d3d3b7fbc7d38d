//! Follows pages and sections through one commit: who is who, what moved where, what is gone.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::facts::{ArticleFacts, SectionFacts};
use super::features::FeatureWeights;
use super::matching::{self, NewArticles};
use super::nodes::{NodeId, NodeState, Nodes};
use super::sections;
use super::snapshot::{ArticleChanges, KnownArticle};
use crate::path::ProjectPath;

/// How many removed articles and sections are remembered, to recognize them when they come back.
const MAX_LOST: usize = 1_000;

/// Articles and sections that were removed, the latest last.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Lost {
    articles: Vec<(ProjectPath, KnownArticle)>,
    sections: Vec<(NodeId, Arc<ArticleFacts>, usize)>,
}

/// Something that happened to a page or a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NodeEvent {
    pub node: NodeId,
    /// The commit.
    pub commit: String,
    /// In words.
    pub what: String,
}

/// What is known while commits are followed.
pub(super) struct Tracker<'h> {
    pub nodes: &'h mut Nodes,
    pub weights: &'h mut FeatureWeights,
    pub lost: &'h mut Lost,
    pub events: &'h mut Vec<NodeEvent>,
    /// The commit, as events name it.
    pub commit: &'h str,
    /// The articles that did not change. Those that changed are added to them.
    pub articles: &'h mut BTreeMap<ProjectPath, KnownArticle>,
}

/// The nodes of new articles while they are found.
struct NewNodes {
    pages: BTreeMap<ProjectPath, NodeId>,
    sections: BTreeMap<ProjectPath, Vec<Option<NodeId>>>,
}

/// A section that is not in the next version of its article.
struct LooseSection<'c> {
    article: &'c KnownArticle,
    number: usize,
    /// The next version of its article.
    next: Option<&'c ProjectPath>,
}

impl LooseSection<'_> {
    fn facts(&self) -> &SectionFacts {
        &self.article.facts.sections[self.number]
    }

    fn node(&self) -> NodeId {
        self.article.sections[self.number]
    }
}

impl Tracker<'_> {
    /// Gives the articles that a commit changed their nodes, and adds them to the others.
    pub fn follow(&mut self, changes: &ArticleChanges) {
        for (facts, _) in changes.new.values() {
            self.weights.add(&facts.features);
        }
        let matched = matching::pages(self.weights, &changes.old, &changes.new);
        let mut found = NewNodes {
            pages: BTreeMap::new(),
            sections: changes
                .new
                .iter()
                .map(|(path, (facts, _))| (path.clone(), vec![None; facts.sections.len()]))
                .collect(),
        };
        let mut loose = Vec::new();
        for (path, article) in &changes.old {
            let next = matched.get(path);
            let aligned = next.map(|next| sections::align(self.weights, &article.facts, &changes.new[next].0));
            if let Some(next) = next {
                found.pages.insert(next.clone(), article.page);
                if next != path {
                    self.note(article.page, format!("`{path}` became `{next}`"));
                }
            }
            for number in 0..article.sections.len() {
                match (next, aligned.as_ref().and_then(|aligned| aligned[number])) {
                    (Some(next), Some(place)) => {
                        found.take(next, place, article.sections[number]);
                        let (before, after) = (&article.facts.sections[number], &changes.new[next].0.sections[place]);
                        if before.id != after.id {
                            self.note(article.sections[number], format!("`#{}` became `#{}`", before.id, after.id));
                        }
                    }
                    _ => loose.push(LooseSection { article, number, next }),
                }
            }
        }
        let loose = self.find_moved(loose, &changes.new, &mut found);
        self.revive(&changes.new, &mut found);
        self.add(&changes.new, found);
        self.settle_pages(&changes.old, &matched, &changes.new);
        self.settle_sections(loose, &changes.new);
        for article in changes.old.values() {
            self.weights.remove(&article.facts.features);
        }
        self.lost.shorten();
    }

    /// Finds sections that moved to other changed articles. Returns those that did not.
    fn find_moved<'c>(
        &mut self,
        loose: Vec<LooseSection<'c>>,
        new: &NewArticles,
        found: &mut NewNodes,
    ) -> Vec<LooseSection<'c>> {
        let mut pairs: Vec<(f32, usize, &ProjectPath, usize)> = Vec::new();
        for (number, section) in loose.iter().enumerate().filter(|(_, section)| section.number > 0) {
            for (path, (facts, _)) in new.iter().filter(|(_, (_, edition))| *edition == section.article.edition) {
                for (place, after) in facts.sections.iter().enumerate().skip(1) {
                    if found.sections[path][place].is_some() {
                        continue;
                    }
                    let similarity = sections::compare(self.weights, section.facts(), after);
                    if sections::is_moved(similarity, section.facts(), after) {
                        pairs.push((similarity.text.both + 0.3 * similarity.heading, number, path, place));
                    }
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
        let mut done = HashSet::new();
        for (_, number, path, place) in pairs {
            if !done.contains(&number) && found.sections[path][place].is_none() {
                found.take(path, place, loose[number].node());
                let (before, after) = (loose[number].facts(), &new[path].0.sections[place]);
                self.note(loose[number].node(), format!("`#{}` moved to `{path}` as `#{}`", before.id, after.id));
                done.insert(number);
            }
        }
        loose.into_iter().enumerate().filter(|(number, _)| !done.contains(number)).map(|(_, section)| section).collect()
    }

    /// Recognizes articles and sections that were removed by an earlier commit and are back.
    fn revive(&mut self, new: &NewArticles, found: &mut NewNodes) {
        for (path, (facts, edition)) in new {
            if !found.pages.contains_key(path) && facts.features.len() >= super::features::FEW_FEATURES {
                let same = self.lost.articles.iter().rposition(|(old_path, old)| {
                    let has_same_id = old.facts.place.id.is_some() && old.facts.place.id == facts.place.id;
                    let similarity = self.weights.compare(&old.facts.features, &facts.features).both;
                    let title = super::features::compare_titles(&old.facts.title, &facts.title);
                    let is_same_path = old_path == path;
                    old.edition == *edition
                        && (has_same_id || is_same_path && similarity >= 0.3 || similarity >= 0.75 - 0.25 * title)
                });
                if let Some(at) = same {
                    let (_, old) = self.lost.articles.remove(at);
                    self.nodes.set(old.page, NodeState::Alive);
                    found.pages.insert(path.clone(), old.page);
                    let aligned = sections::align(self.weights, &old.facts, facts);
                    for (number, place) in aligned.into_iter().enumerate() {
                        if let Some(place) = place.filter(|place| found.sections[path][*place].is_none()) {
                            self.back(old.sections[number]);
                            found.take(path, place, old.sections[number]);
                        }
                    }
                }
            }
            for place in 1..facts.sections.len() {
                if found.sections[path][place].is_some() {
                    continue;
                }
                let after = &facts.sections[place];
                let same = self.lost.sections.iter().rposition(|(_, old, number)| {
                    let before = &old.sections[*number];
                    let similarity = sections::compare(self.weights, before, after);
                    before.features.len() >= super::features::FEW_FEATURES
                        && (similarity.text.both >= 0.7 || similarity.text.both >= 0.6 && similarity.heading >= 0.8)
                });
                if let Some(at) = same {
                    let node = self.lost.sections[at].0;
                    self.back(node);
                    found.take(path, place, node);
                }
            }
        }
    }

    fn note(&mut self, node: NodeId, what: String) {
        self.events.push(NodeEvent { node, commit: self.commit.to_owned(), what });
    }

    fn back(&mut self, node: NodeId) {
        self.lost.sections.retain(|(lost, ..)| *lost != node);
        self.nodes.set(node, NodeState::Alive);
    }

    /// Adds the new articles. What was not recognized is new.
    fn add(&mut self, new: &NewArticles, mut found: NewNodes) {
        for (path, (facts, edition)) in new {
            let page = found.pages.remove(path).unwrap_or_else(|| self.nodes.add());
            let sections = found.sections.remove(path).unwrap_or_default();
            let sections = sections.into_iter().map(|node| node.unwrap_or_else(|| self.nodes.add())).collect();
            let article = KnownArticle { facts: Arc::clone(facts), edition: Arc::clone(edition), page, sections };
            self.articles.insert(path.clone(), article);
        }
    }

    /// The article that each section of the new articles is in.
    fn places(&self, new: &NewArticles) -> HashMap<NodeId, ProjectPath> {
        let articles = new.keys().filter_map(|path| Some((path, self.articles.get(path)?)));
        articles.flat_map(|(path, article)| article.sections.iter().map(|node| (*node, path.clone()))).collect()
    }

    /// Decides what became of pages that are gone.
    fn settle_pages(
        &mut self,
        old: &BTreeMap<ProjectPath, KnownArticle>,
        matched: &BTreeMap<ProjectPath, ProjectPath>,
        new: &NewArticles,
    ) {
        let places = self.places(new);
        for (path, article) in old.iter().filter(|(path, _)| !matched.contains_key(*path)) {
            let into = host(article, &places);
            let into = into.or_else(|| matching::container(self.weights, article, self.articles.iter()).cloned());
            let into = into.and_then(|into| self.articles.get(&into).map(|article| (into.clone(), article.page)));
            let state = if let Some((into, page)) = into {
                self.note(article.page, format!("the text of `{path}` is part of `{into}`"));
                NodeState::Merged(page)
            } else {
                self.note(article.page, format!("`{path}` was removed"));
                self.lost.articles.push((path.clone(), article.clone()));
                NodeState::Removed
            };
            self.nodes.set(article.page, state);
        }
    }

    /// Decides what became of sections that are gone: part of another section, which may be in an article that did not
    /// change, or removed.
    fn settle_sections(&mut self, loose: Vec<LooseSection<'_>>, new: &NewArticles) {
        for section in loose {
            let into = self.part_of(&section, new).or_else(|| self.copy_of(&section));
            let id = &section.facts().id;
            let state = match into {
                Some(node) if node != section.node() => {
                    self.note(section.node(), format!("the text of `#{id}` is part of another section"));
                    NodeState::Merged(node)
                }
                _ => {
                    self.note(section.node(), format!("`#{id}` was removed"));
                    self.lost.sections.push((section.node(), Arc::clone(&section.article.facts), section.number));
                    NodeState::Removed
                }
            };
            self.nodes.set(section.node(), state);
        }
    }

    /// The section of a changed article that contains a section. The article that it was in comes first.
    fn part_of(&self, section: &LooseSection<'_>, new: &NewArticles) -> Option<NodeId> {
        let own = section.next.into_iter();
        let others = new.keys().filter(|path| Some(*path) != section.next);
        own.chain(others).find_map(|path| {
            let article = self.articles.get(path).filter(|article| article.edition == section.article.edition)?;
            self.best_in(section, article)
        })
    }

    /// The section of the article that a removed article became part of, or whose copy it was. Other articles that have
    /// the text are not the same: many have a section from the same template.
    fn copy_of(&self, section: &LooseSection<'_>) -> Option<NodeId> {
        let page = self.nodes.now(section.article.page).filter(|page| *page != section.article.page)?;
        let article = self.articles.values().find(|article| article.page == page)?;
        self.best_in(section, article)
    }

    fn best_in(&self, section: &LooseSection<'_>, article: &KnownArticle) -> Option<NodeId> {
        let scores = article.facts.sections.iter().enumerate().filter_map(|(place, after)| {
            let similarity = sections::compare(self.weights, section.facts(), after);
            sections::is_part(similarity, section.facts()).then_some((similarity.text.of_first, place))
        });
        let best = scores.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
        article.sections.get(best.1).copied()
    }
}

/// The article that nearly all sections of an article that is gone are in now.
fn host(gone: &KnownArticle, places: &HashMap<NodeId, ProjectPath>) -> Option<ProjectPath> {
    let mut sizes: BTreeMap<Option<&ProjectPath>, usize> = BTreeMap::new();
    for (section, node) in gone.facts.sections.iter().zip(&gone.sections).skip(1) {
        *sizes.entry(places.get(node)).or_default() += section.features.len() + 1;
    }
    let all: usize = sizes.values().sum();
    let (host, size) = sizes.into_iter().max_by_key(|(_, size)| *size)?;
    host.filter(|_| size * 5 >= all * 4).cloned()
}

impl NewNodes {
    fn take(&mut self, path: &ProjectPath, place: usize, node: NodeId) {
        if let Some(slot) = self.sections.get_mut(path).and_then(|sections| sections.get_mut(place)) {
            *slot = Some(node);
        }
    }
}

impl Lost {
    fn shorten(&mut self) {
        let over = self.articles.len().saturating_sub(MAX_LOST);
        self.articles.drain(..over);
        let over = self.sections.len().saturating_sub(MAX_LOST);
        self.sections.drain(..over);
    }
}
