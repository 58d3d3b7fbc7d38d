//! The edits of a made history, each with what it does to pages and sections.

use std::collections::BTreeSet;

use super::{EditKind, Fate, MadeHistory, Page};

impl MadeHistory {
    fn any_page(&mut self, fits: impl Fn(&Page) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = self.pages.values().filter(|page| fits(page)).map(|page| page.uid).collect();
        (!fitting.is_empty()).then(|| fitting[self.random.below(fitting.len())])
    }

    fn name(&mut self, path: &str) -> String {
        let folder = path.split('/').next().unwrap_or_default();
        let folder = if self.random.one_in(3) { format!("topic{}", self.random.below(6)) } else { folder.to_owned() };
        format!("{folder}/{}-{}", self.word(), self.word())
    }

    /// Replaces this share of the sentences, in percent.
    fn rewrite(&mut self, page: usize, percent: usize) {
        let count = self.pages[&page].sections.len();
        for number in 0..count {
            for at in 0..self.pages[&page].sections[number].sentences.len() {
                if self.random.below(100) < percent {
                    let new = self.words(10) + ".";
                    self.pages.get_mut(&page).expect("a page").sections[number].sentences[at] = new;
                }
            }
        }
    }

    /// Makes an edit of a kind, and commits it.
    pub(super) fn apply(&mut self, kind: EditKind) {
        let Some(uid) =
            self.any_page(|page| page.sections.len() >= 2 && (kind != EditKind::MoveWithId || page.id.is_some()))
        else {
            return;
        };
        let is_branch = kind == EditKind::Branch;
        let page = self.pages[&uid].clone();
        let number = self.random.below(page.sections.len());
        if kind.is_hard() {
            let section = (kind == EditKind::HardSection).then_some(number);
            let sections = page.sections.iter().enumerate().filter(|(at, _)| section.is_none_or(|only| only == *at));
            self.hard.extend(sections.map(|(_, section)| (section.uid, kind)));
            if section.is_none() {
                self.hard.insert(uid, kind);
            }
        }
        if !self.edit_page(kind, page, number) {
            return;
        }
        if self.suspended.len() > 2 {
            let page = self.suspended.remove(0);
            self.pages.insert(page.uid, page);
        }
        self.commit(kind, is_branch);
    }

    /// Makes an edit within a page, or of several pages. Returns false if there is no other page for it.
    fn edit_page(&mut self, kind: EditKind, mut page: Page, number: usize) -> bool {
        let uid = page.uid;
        match kind {
            EditKind::Slug => page.slug = Some(format!("{}-{}", self.word(), uid)),
            EditKind::Permalink => page.permalink = Some(format!("/{}/{}/", self.word(), uid)),
            EditKind::Case => {
                let (folder, name) = page.path.rsplit_once('/').expect("a folder");
                page.path = format!("{folder}/{}", name.to_uppercase());
            }
            EditKind::BecomesIndex => page.path = format!("{}/index", page.path.trim_end_matches("/index")),
            EditKind::HeadingReworded => page.sections[number].heading = self.words(3),
            EditKind::HardSection => {
                page.sections[number].heading = self.words(3);
                page.sections[number].sentences = self.sentences(2);
            }
            EditKind::SectionMovedWithin => {
                let section = page.sections.remove(number);
                let at = self.random.below(page.sections.len() + 1);
                page.sections.insert(at, section);
            }
            EditKind::SectionMovedElsewhere => {
                let Some(other) = self.any_page(|page| page.uid != uid) else { return false };
                let section = page.sections.remove(number);
                self.pages.get_mut(&other).expect("a page").sections.push(section);
            }
            EditKind::Level => page.sections[number].level = 3,
            EditKind::DuplicateRemoved => {
                for section in &mut page.sections {
                    "Example".clone_into(&mut section.heading);
                }
                self.pages.insert(uid, page.clone());
                self.commit(EditKind::HeadingReworded, false);
                let section = page.sections.remove(0);
                self.fates[section.uid] = Fate::Gone;
            }
            EditKind::ExplicitId => page.sections[number].id = Some(format!("own-{}", page.sections[number].uid)),
            EditKind::Split => {
                let mut new = self.page("split");
                new.sections.iter().for_each(|section| self.fates[section.uid] = Fate::Gone);
                new.sections = vec![page.sections.remove(number)];
                self.pages.insert(new.uid, new);
            }
            EditKind::RemoveSection => {
                let section = page.sections.remove(number);
                self.fates[section.uid] = Fate::Gone;
            }
            _ => return self.edit_pages(kind, page),
        }
        self.pages.insert(uid, page);
        true
    }

    /// Makes an edit that adds, moves or removes pages.
    fn edit_pages(&mut self, kind: EditKind, mut page: Page) -> bool {
        let uid = page.uid;
        match kind {
            EditKind::Text => self.rewrite(uid, 15),
            EditKind::Rename | EditKind::Branch => {
                page.path = self.name(&page.path.clone());
                self.pages.insert(uid, page.clone());
            }
            EditKind::RenameAndEdit | EditKind::HardRename | EditKind::MoveWithId => {
                page.path = self.name(&page.path.clone());
                if kind == EditKind::HardRename {
                    page.id = None;
                    page.title = self.words(3);
                }
                self.pages.insert(uid, page.clone());
                let percent = match kind {
                    EditKind::RenameAndEdit => 35,
                    EditKind::HardRename => 80,
                    _ => 90,
                };
                self.rewrite(uid, percent);
            }
            EditKind::RenameFolder => {
                let old = format!("{}/", page.path.split('/').next().unwrap_or_default());
                let new = format!("{}/", self.word());
                for page in self.pages.values_mut().filter(|page| page.path.starts_with(&old)) {
                    page.path = page.path.replacen(&old, &new, 1);
                }
            }
            EditKind::Merge => {
                let Some(other) = self.any_page(|page| page.uid != uid) else { return false };
                self.fates[uid] = Fate::Into(other);
                self.pages.remove(&uid);
                self.pages.get_mut(&other).expect("a page").sections.append(&mut page.sections);
            }
            EditKind::Dissolve => {
                self.fates[uid] = Fate::Gone;
                self.pages.remove(&uid);
                let mut hosts = BTreeSet::new();
                for section in page.sections.drain(..) {
                    let Some(other) = self.any_page(|_| true) else { return false };
                    hosts.insert(other);
                    self.pages.get_mut(&other).expect("a page").sections.push(section);
                }
                // All in one page is a merge.
                if let Some(only) = hosts.pop_first().filter(|_| hosts.is_empty()) {
                    self.fates[uid] = Fate::Into(only);
                }
            }
            EditKind::RemovePage | EditKind::HardTemplate => {
                self.remove(uid);
                if kind == EditKind::HardTemplate {
                    // Half of the text is the same, but it is a different article.
                    let mut new = self.page("topic0");
                    for (after, before) in new.sections.iter_mut().zip(&page.sections) {
                        after.heading.clone_from(&before.heading);
                        let half = before.sentences.len() / 2;
                        after.sentences.splice(0..0, before.sentences[..half].iter().cloned());
                    }
                    self.pages.insert(new.uid, new);
                }
            }
            EditKind::CopyReplacesOriginal => {
                let path = self.name(&page.path.clone());
                let mut copy = Page { uid: self.uid(), path, id: None, ..page.clone() };
                for section in &mut copy.sections {
                    section.uid = self.uid();
                }
                self.pages.insert(copy.uid, copy.clone());
                self.commit(EditKind::Text, false);
                self.fates[uid] = Fate::Into(copy.uid);
                for (before, after) in page.sections.iter().zip(&copy.sections) {
                    self.fates[before.uid] = Fate::Into(after.uid);
                }
                self.pages.remove(&uid);
            }
            EditKind::HardTwoCommits => {
                self.pages.remove(&uid);
                page.path = self.name(&page.path.clone());
                self.suspended.push(page.clone());
            }
            _ => return false,
        }
        true
    }

    fn remove(&mut self, uid: usize) {
        if let Some(page) = self.pages.remove(&uid) {
            self.fates[uid] = Fate::Gone;
            page.sections.iter().for_each(|section| self.fates[section.uid] = Fate::Gone);
        }
    }
}
