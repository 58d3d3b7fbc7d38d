//! Generates a help center with a history of ordinary edits, and knows what became of every page and every section,
//! because it made the edits itself.

mod edits;
mod publish;

use std::collections::BTreeMap;

use super::random::Random;

/// Syllables of the words that articles are made of.
const SYLLABLES: [&str; 40] = [
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta", "ve", "wi", "xo",
    "zu", "bra", "cle", "dri", "flo", "gru", "pla", "ste", "tri", "sno", "blu", "cha", "she", "thi", "pho", "gra",
    "kle", "sti", "tro", "spu", "cri",
];

/// Sentences that many articles have.
const PHRASES: [&str; 5] = [
    "Sign in before you start, and open the settings of your account.",
    "Select save to keep your changes, or cancel to leave everything as it was.",
    "If this does not help, write to our support team and tell them what you tried.",
    "You need the role of an administrator for this step.",
    "Changes can take a few minutes until they are visible everywhere.",
];

/// Headings that many articles have.
const HEADINGS: [&str; 4] = ["Before you start", "Steps", "Example", "More help"];

/// What an edit is, for the goals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EditKind {
    Text,
    Rename,
    RenameAndEdit,
    RenameFolder,
    Slug,
    Permalink,
    Case,
    BecomesIndex,
    HeadingReworded,
    SectionMovedWithin,
    SectionMovedElsewhere,
    Level,
    DuplicateRemoved,
    ExplicitId,
    Merge,
    Split,
    Dissolve,
    RemovePage,
    RemoveSection,
    CopyReplacesOriginal,
    MoveWithId,
    Branch,
    HardRename,
    HardTemplate,
    HardSection,
    HardTwoCommits,
}

impl EditKind {
    /// All kinds, with how often they occur.
    const ALL: [(Self, usize); 26] = [
        (Self::Text, 8),
        (Self::Rename, 4),
        (Self::RenameAndEdit, 4),
        (Self::RenameFolder, 1),
        (Self::Slug, 2),
        (Self::Permalink, 1),
        (Self::Case, 1),
        (Self::BecomesIndex, 1),
        (Self::HeadingReworded, 6),
        (Self::SectionMovedWithin, 3),
        (Self::SectionMovedElsewhere, 4),
        (Self::Level, 2),
        (Self::DuplicateRemoved, 2),
        (Self::ExplicitId, 2),
        (Self::Merge, 2),
        (Self::Split, 2),
        (Self::Dissolve, 1),
        (Self::RemovePage, 2),
        (Self::RemoveSection, 3),
        (Self::CopyReplacesOriginal, 1),
        (Self::MoveWithId, 2),
        (Self::Branch, 2),
        (Self::HardRename, 1),
        (Self::HardTemplate, 1),
        (Self::HardSection, 1),
        (Self::HardTwoCommits, 1),
    ];

    /// Whether what the edit moves cannot always be recognized.
    pub fn is_hard(self) -> bool {
        matches!(self, Self::HardRename | Self::HardTemplate | Self::HardSection | Self::HardTwoCommits)
    }
}

#[derive(Debug, Clone)]
struct Section {
    uid: usize,
    heading: String,
    level: usize,
    id: Option<String>,
    sentences: Vec<String>,
}

#[derive(Debug, Clone)]
struct Page {
    uid: usize,
    title: String,
    path: String,
    slug: Option<String>,
    permalink: Option<String>,
    id: Option<String>,
    lead: Vec<String>,
    sections: Vec<Section>,
}

/// What became of a page or section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Alive,
    Into(usize),
    Gone,
}

/// Where an address should lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// The page, and the id of the heading or nothing; `None` if it is gone.
    pub target: Option<(String, String)>,
    /// The kind of the edit that took the address away; `None` while it is published.
    pub kind: Option<EditKind>,
}

/// A made-up help center.
pub struct MadeHistory {
    random: Random,
    pages: BTreeMap<usize, Page>,
    fates: Vec<Fate>,
    /// The page or section that each address named last, and the edit that took it away.
    named: BTreeMap<String, (usize, Option<EditKind>)>,
    live: BTreeMap<String, usize>,
    /// Pages and sections that an edit changed so much that their history may end there.
    hard: BTreeMap<usize, EditKind>,
    /// Pages that a commit removed, to be added by a later one.
    suspended: Vec<Page>,
    files: BTreeMap<String, String>,
    stream: String,
    marks: usize,
    time: u64,
}

impl MadeHistory {
    /// A help center with this many articles, after its first commit.
    pub fn new(seed: u64, articles: usize) -> Self {
        let mut made = Self {
            random: Random::new(seed),
            pages: BTreeMap::new(),
            fates: Vec::new(),
            named: BTreeMap::new(),
            live: BTreeMap::new(),
            hard: BTreeMap::new(),
            suspended: Vec::new(),
            files: BTreeMap::new(),
            stream: String::new(),
            marks: 0,
            time: 1_700_000_000,
        };
        for number in 0..articles {
            let folder = format!("topic{}", number % (articles / 12).max(2));
            let page = made.page(&folder);
            made.pages.insert(page.uid, page);
        }
        made.commit(EditKind::Text, false);
        made
    }

    /// Makes this many commits.
    pub fn edit(&mut self, commits: usize) {
        let total: usize = EditKind::ALL.iter().map(|(_, weight)| weight).sum();
        for _ in 0..commits {
            let mut at = self.random.below(total);
            let kind = EditKind::ALL.iter().find(|(_, weight)| {
                let is_it = at < *weight;
                at = at.saturating_sub(*weight);
                is_it
            });
            self.apply(kind.expect("a kind of edit").0);
        }
        for page in std::mem::take(&mut self.suspended) {
            self.fates[page.uid] = Fate::Alive;
            page.sections.iter().for_each(|section| self.fates[section.uid] = Fate::Alive);
            self.pages.insert(page.uid, page);
        }
        self.commit(EditKind::HardTwoCommits, false);
    }

    fn uid(&mut self) -> usize {
        self.fates.push(Fate::Alive);
        self.fates.len() - 1
    }

    fn word(&mut self) -> String {
        (0..2 + self.random.below(2)).map(|_| self.random.pick(&SYLLABLES)).collect()
    }

    fn words(&mut self, count: usize) -> String {
        let mut text = (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ");
        text[..1].make_ascii_uppercase();
        text
    }

    fn sentences(&mut self, at_least: usize) -> Vec<String> {
        let count = at_least + self.random.below(3);
        let mut sentences: Vec<String> = (0..count)
            .map(|_| {
                let length = 8 + self.random.below(8);
                self.words(length) + "."
            })
            .collect();
        if self.random.one_in(3) {
            let at = self.random.below(sentences.len() + 1);
            sentences.insert(at, self.random.pick(&PHRASES).to_owned());
        }
        sentences
    }

    fn section(&mut self) -> Section {
        let heading = if self.random.one_in(4) { self.random.pick(&HEADINGS).to_owned() } else { self.words(3) };
        Section { uid: self.uid(), heading, level: 2, id: None, sentences: self.sentences(2) }
    }

    fn page(&mut self, folder: &str) -> Page {
        let name = format!("{}-{}", self.word(), self.word());
        let title = self.words(3);
        let count = 2 + self.random.below(5);
        let uid = self.uid();
        let id = self.random.one_in(8).then(|| format!("id{uid}"));
        let sections = (0..count).map(|_| self.section()).collect();
        Page {
            uid,
            title,
            path: format!("{folder}/{name}{uid}"),
            slug: None,
            permalink: None,
            id,
            lead: self.sentences(1),
            sections,
        }
    }
}
