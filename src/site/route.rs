//! Gives each page its own address.
//!
//! An address consists of the names of the folders and the article, each turned into a segment by
//! [`crate::path::slug`]. `slug` replaces the last segment, and `permalink` the whole address. If two pages claim the
//! same address, the later one is reported and gets another one, so that no page is lost. The same happens if an
//! address cannot be stored as a file. [`Occupied`] decides which paths conflict.

use std::collections::{BTreeMap, HashMap};

use crate::codes;
use crate::content::Article;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::{Address, ArticleKey, Occupied, OutPath, ProjectPath, folded};
use crate::project::Project;
use crate::site::wanted_address::wanted_address;
use crate::site::{ArticleId, EditionArticles, Folder, SystemPages};

/// The addresses of one edition. Those of folders are stored in the folders themselves.
#[derive(Debug)]
pub struct Routes {
    /// The address of each article, in the same order.
    pub articles: Vec<Address>,
    /// The addresses of pages that are not made from articles.
    pub system: SystemPages,
}

/// What an address belongs to.
#[derive(Debug, Clone, Copy)]
enum AddressOwner<'a> {
    Article(&'a Article),
    /// A file of the static folder.
    File(&'a ProjectPath),
    /// The page of a folder without an index, by the folder's key and an article in it.
    Folder(&'a str, &'a Article),
    /// A page that is not made from an article.
    System,
}

impl<'a> AddressOwner<'a> {
    /// Where a diagnostic about it points.
    fn place(self) -> Option<Place> {
        match self {
            Self::Article(article) => Some(article_place(article)),
            Self::Folder(_, article) => Some(Place::File(article.path.clone())),
            Self::File(path) => Some(Place::File(path.clone())),
            Self::System => None,
        }
    }

    /// The path that determines its address.
    fn path(self) -> Option<&'a str> {
        match self {
            Self::Article(article) if article.is_index => Some(article.key.as_str()),
            Self::Article(article) => Some(article.path.as_str()),
            Self::Folder(key, _) => Some(key),
            Self::File(path) => Some(path.as_str()),
            Self::System => None,
        }
    }
}

/// Files for machines that a site may have. Another file may replace one, but no folder can have its name.
const SITE_FILES: &[&str] = &[
    "robots.txt",
    "sitemap.xml",
    "versions.json",
    "_redirects",
    "_headers",
    ".htaccess",
    "_nginx.conf",
    "_s3.json",
    "vercel.json",
];

/// Files for machines that each edition may have.
const EDITION_FILES: &[&str] = &["404.html", "feed.xml", "llms.txt", "opensearch.xml", "pages.json"];

/// The claimed addresses and their owners.
#[derive(Debug, Default)]
pub struct AddressClaims<'a> {
    taken: Occupied<AddressOwner<'a>>,
    /// Names that another file may have, but no folder.
    no_folders: Occupied<AddressOwner<'a>>,
    /// The home pages of all editions, which no page of another edition may replace.
    homes: Occupied<AddressOwner<'a>>,
    /// The last number that was used for each address with several claims.
    numbers: BTreeMap<Address, u32>,
    /// The claims that were refused.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> AddressClaims<'a> {
    /// Starts with the claims of static files, which always keep their addresses.
    #[must_use]
    pub fn new(project: &'a Project) -> Self {
        let mut claims = Self::default();
        let static_files = &project.config.static_files;
        for (path, file) in &project.files {
            match path.strip(static_files) {
                Some(name) => claims.taken.take(&OutPath::new(name), AddressOwner::File(path)),
                // Published under its own name if a page links to it.
                None if file.fingerprint.is_none() && project.trees.hold(path) => {
                    let name = path.strip(&project.config.content).unwrap_or(path.as_str());
                    claims.no_folders.take(&OutPath::new(name), AddressOwner::File(path));
                }
                None => {}
            }
        }
        for name in SITE_FILES {
            claims.no_folders.take(&OutPath::new(name), AddressOwner::System);
        }
        claims
    }

    /// Keeps the address of an edition's home page for it.
    pub fn keep_home(&mut self, home: &Address) {
        self.homes.take(&home.out_path(), AddressOwner::System);
    }

    /// Whether a page or a static file has this address, ignoring letter case.
    #[must_use]
    pub fn is_taken(&self, address: &Address) -> bool {
        self.owner(address).is_some()
    }

    /// What prevents a page or redirect at this address.
    fn owner(&self, address: &Address) -> Option<AddressOwner<'a>> {
        let path = address.out_path();
        let taken = self.taken.owner(&path);
        taken.or_else(|| path.folders().find_map(|folder| self.no_folders.same(&OutPath::new(folder))))
    }

    /// Gives every folder, article and system page of an edition its address.
    pub fn assign(&mut self, members: &EditionArticles<'a>, folders: &mut BTreeMap<ArticleKey, Folder>) -> Routes {
        for name in EDITION_FILES {
            let path = Address::new(&format!("{}{name}", members.home)).out_path();
            self.no_folders.take(&path, AddressOwner::System);
        }
        let first = first_articles(members);
        let keys: Vec<ArticleKey> = folders.keys().cloned().collect();
        for key in &keys {
            let index = folders[key].index.map(|id| (id, members.get(id)));
            let parent = key.parent().map(|parent| folders[&parent].address.clone());
            let wanted = match parent {
                Some(parent) => wanted_address(members, &parent, key.name(), index.map(|(_, index)| index)),
                None => members.home.clone(),
            };
            // Problems are not reported for borrowed articles, which have no file in this edition.
            let index = index.filter(|(id, _)| !members.is_borrowed(*id)).map(|(_, index)| index);
            let claimant = match (index, first.get_key_value(key.as_str())) {
                (Some(index), _) => AddressOwner::Article(index),
                (None, Some((key, article))) => AddressOwner::Folder(key, article),
                (None, None) => AddressOwner::System,
            };
            folders.get_mut(key).expect("key of this map").address = self.claim(&wanted, claimant, members);
        }
        let indexes: BTreeMap<ArticleId, Address> =
            folders.values().filter_map(|folder| Some((folder.index?, folder.address.clone()))).collect();
        let mut articles = vec![members.home.clone(); members.articles().len()];
        let (borrowed, own): (Vec<_>, Vec<_>) = members.iter().partition(|(id, _)| members.is_borrowed(*id));
        for (id, article) in own.into_iter().chain(borrowed) {
            articles[members.place(id)] = indexes.get(&id).cloned().unwrap_or_else(|| {
                let parent = article.key.parent().unwrap_or_else(|| article.key.clone());
                let wanted = wanted_address(members, &folders[&parent].address, article.key.name(), Some(article));
                let claimant =
                    if members.is_borrowed(id) { AddressOwner::System } else { AddressOwner::Article(article) };
                self.claim(&wanted, claimant, members)
            });
        }
        Routes { articles, system: self.system_pages(members) }
    }

    /// Claims `wanted`, or reports why it is not possible and claims the nearest free address.
    fn claim(&mut self, wanted: &Address, claimant: AddressOwner<'a>, members: &EditionArticles<'a>) -> Address {
        let fault = wanted.out_path().fault();
        let storable = fault.map(|fault| {
            let message = format!("the address `{}` cannot be stored as a file: {fault}", shown(wanted));
            let place = claimant.place().unwrap_or(Place::Project);
            let diagnostic = Diagnostic::new(codes::SITE_UNWRITABLE_ADDRESS, message, place);
            self.diagnostics.push(diagnostic.help("set another `slug`, or rename the file or its folders"));
            wanted.storable(&members.home)
        });
        let wanted = storable.as_ref().unwrap_or(wanted);
        let kept = || self.homes.same(&wanted.out_path()).filter(|_| *wanted != members.home);
        if let Some(owner) = self.owner(wanted).or_else(kept) {
            self.diagnostics.extend(clash(wanted, claimant, owner));
            return self.free(wanted, claimant);
        }
        self.taken.take(&wanted.out_path(), claimant);
        wanted.clone()
    }

    /// Claims the first free address of `/name-2/`, `/name-3/`, … If one of its folders has the path of a file, the
    /// folder gets the number.
    fn free(&mut self, wanted: &Address, claimant: AddressOwner<'a>) -> Address {
        let path = wanted.out_path();
        let is_file = |folder: &&str| {
            let folder = OutPath::new(folder);
            self.taken.same(&folder).or_else(|| self.no_folders.same(&folder)).is_some()
        };
        let (stem, end) = match (path.folders().find(is_file), wanted.as_str().rsplit_once('.')) {
            (Some(folder), _) => {
                let (stem, rest) = wanted.as_str().split_at(1 + folder.len());
                (stem, rest.to_owned())
            }
            (None, Some((stem, extension))) if !wanted.as_str().ends_with('/') => (stem, format!(".{extension}")),
            (None, _) => (wanted.as_str().trim_end_matches('/'), "/".to_owned()),
        };
        let stem = if stem.is_empty() { "/index" } else { stem };
        let numbered = |number| {
            let address = Address::new(&format!("{stem}-{number}{end}"));
            if address.out_path().fault().is_none() { address } else { address.storable(&Address::new("/")) }
        };
        let latest = self.numbers.get(wanted).copied().unwrap_or(1);
        let candidates = (latest + 1..).map(|number| (number, numbered(number)));
        let free = candidates.into_iter().find(|(_, address)| !self.is_taken(address));
        let (number, free) = free.expect("an endless supply of numbers");
        self.numbers.insert(wanted.clone(), number);
        self.taken.take(&free.out_path(), claimant);
        free
    }

    fn system_pages(&mut self, members: &EditionArticles<'_>) -> SystemPages {
        let mut page = |name: &str| {
            let wanted = Address::new(&format!("{}{name}/", members.home));
            if self.is_taken(&wanted) {
                return self.free(&wanted, AddressOwner::System);
            }
            self.taken.take(&wanted.out_path(), AddressOwner::System);
            wanted
        };
        SystemPages {
            search: page("search"),
            all: page("all"),
            whats_new: page("whats-new"),
            labels: page("labels"),
            contact: page("contact"),
            thanks: page("thanks"),
        }
    }
}

/// The diagnostic for a claimed address, or `None` for a page that is not made from an article.
fn clash(address: &Address, claimant: AddressOwner<'_>, owner: AddressOwner<'_>) -> Option<Diagnostic> {
    let place = claimant.place()?;
    let differs_in_case = claimant.path().zip(owner.path()).is_some_and(|(one, other)| differs_in_case(one, other));
    let code = if differs_in_case { codes::SITE_CASE_CLASH } else { codes::SITE_DUPLICATE_ADDRESS };
    let (message, help) = match (claimant, owner) {
        (AddressOwner::Folder(folder, _), AddressOwner::Folder(other, _)) if differs_in_case => {
            (format!("the folders `{other}` and `{folder}` differ only in letter case"), "rename one of the two")
        }
        (AddressOwner::Folder(folder, _), AddressOwner::Folder(other, _)) => {
            (format!("the folders `{other}` and `{folder}` claim the address `{address}`"), "rename one of the two")
        }
        _ => (
            format!("two pages claim the address `{address}`"),
            "set another `slug` in one of them, or rename the file",
        ),
    };
    let diagnostic = Diagnostic::new(code, message, place).help(help);
    Some(owner.place().into_iter().fold(diagnostic, |diagnostic, place| diagnostic.related(place, "first used here")))
}

/// For each folder, the first article in it that is not borrowed.
fn first_articles<'a>(members: &EditionArticles<'a>) -> HashMap<&'a str, &'a Article> {
    let mut first = HashMap::new();
    for (_, article) in members.iter().filter(|(id, _)| !members.is_borrowed(*id)) {
        let above = |folder: &&'a str| Some(folder.rsplit_once('/')?.0);
        for folder in std::iter::successors(Some(article.key.as_str()), above) {
            // Where a folder is known, those above it are too.
            if first.contains_key(folder) {
                break;
            }
            first.insert(folder, article);
        }
    }
    first
}

/// An address for a message, on one line and shortened.
pub(crate) fn shown(address: &Address) -> String {
    const LONGEST: usize = 60;
    let text: String = address
        .as_str()
        .chars()
        .flat_map(|letter| {
            let escaped: Vec<char> = if letter.is_control() { letter.escape_unicode().collect() } else { vec![letter] };
            escaped
        })
        .collect();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn differs_in_case(a: &str, b: &str) -> bool {
    a != b && folded(a) == folded(b)
}

/// The place that determines an article's address: its `permalink` or `slug`, otherwise its file.
fn article_place(article: &Article) -> Place {
    let given = article.meta.permalink.as_ref().map(|given| &given.span);
    match given.or(article.meta.slug.as_ref().map(|given| &given.span)) {
        Some(span) => Place::Span(span.clone()),
        None => Place::File(article.path.clone()),
    }
}
