//! Addresses: each page gets one, and no two pages get the same.
//!
//! An address follows the folders, each name made a segment by [`crate::path::slug`]; `slug` replaces the last segment
//! and `permalink` the whole. Where two pages claim one address, the later one is reported and moves aside, so that no
//! page is lost. Addresses are compared without letter case: some file systems can't tell `A` from `a`.

use std::collections::BTreeMap;

use foldhash::HashMap;

use crate::codes;
use crate::content::Article;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::{Address, ArticleKey, ProjectPath, slug};
use crate::project::Project;
use crate::site::{ArticleId, Folder, Roster, SystemPages};

/// The addresses of one edition; folders are given theirs in place.
#[derive(Debug)]
pub struct Routes {
    /// One for each article, in the same order.
    pub articles: Vec<Address>,
    /// Those of pages that no article makes.
    pub system: SystemPages,
}

/// Who has an address.
#[derive(Debug, Clone, Copy)]
enum Owner<'a> {
    Article(&'a Article),
    /// A file of the static folder.
    File(&'a ProjectPath),
    /// A page that no text makes.
    System,
}

impl<'a> From<Option<&'a Article>> for Owner<'a> {
    fn from(article: Option<&'a Article>) -> Self {
        article.map_or(Self::System, Self::Article)
    }
}

/// Who claimed which address, by the address in lower case.
#[derive(Debug, Default)]
pub struct Claims<'a> {
    taken: HashMap<String, Owner<'a>>,
    /// The claims that were refused.
    pub diagnostics: Vec<Diagnostic>,
}

/// The address that a page should have, below `parent`.
pub(super) fn wanted(roster: &Roster<'_>, parent: &Address, name: &str, article: Option<&Article>) -> Address {
    let meta = article.map(|article| &article.meta);
    if let Some(permalink) = meta.and_then(|meta| meta.permalink.as_ref()) {
        return as_page(&roster.within(&permalink.value));
    }
    let segment = match meta.and_then(|meta| meta.slug.as_ref()) {
        Some(given) => given.value.clone(),
        None => slug(name.trim_start_matches('_')),
    };
    let segment = if segment.is_empty() { "page".to_owned() } else { segment };
    Address::new(&format!("{parent}{segment}/"))
}

/// A page's address ends with `/`, or names an HTML file as the writer wished.
fn as_page(address: &Address) -> Address {
    let text = address.as_str();
    let is_file =
        text.ends_with('/') || [".html", ".htm"].iter().any(|extension| text.to_lowercase().ends_with(extension));
    if is_file { address.clone() } else { Address::new(&format!("{text}/")) }
}

impl<'a> Claims<'a> {
    /// Files of the static folder keep their addresses.
    #[must_use]
    pub fn new(project: &'a Project) -> Self {
        let mut claims = Self::default();
        let static_files = &project.config.static_files;
        for (path, name) in project.files.keys().filter_map(|path| Some((path, path.strip(static_files)?))) {
            let address = name.strip_suffix("index.html").unwrap_or(name);
            claims.taken.insert(Address::new(address).as_str().to_lowercase(), Owner::File(path));
        }
        claims
    }

    /// Whether a page or a file of the static folder has this address, letter case aside.
    #[must_use]
    pub fn is_taken(&self, address: &Address) -> bool {
        self.taken.contains_key(&address.as_str().to_lowercase())
    }

    /// Gives every folder, article and system page of an edition its address.
    pub fn assign(&mut self, roster: &Roster<'a>, folders: &mut BTreeMap<ArticleKey, Folder>) -> Routes {
        let keys: Vec<ArticleKey> = folders.keys().cloned().collect();
        for key in &keys {
            let index = folders[key].index.map(|id| (id, roster.get(id)));
            let parent = key.parent().map(|parent| folders[&parent].address.clone());
            let wanted = match parent {
                Some(parent) => wanted(roster, &parent, key.name(), index.map(|(_, index)| index)),
                None => roster.home.clone(),
            };
            // Nobody is told of an article that only stands in for another.
            let index = index.filter(|(id, _)| !roster.is_borrowed(*id)).map(|(_, index)| index);
            folders.get_mut(key).expect("key of this map").address = self.claim(&wanted, index);
        }
        let indexes: BTreeMap<ArticleId, Address> =
            folders.values().filter_map(|folder| Some((folder.index?, folder.address.clone()))).collect();
        let mut articles = vec![roster.home.clone(); roster.articles().len()];
        let (borrowed, own): (Vec<_>, Vec<_>) = roster.iter().partition(|(id, _)| roster.is_borrowed(*id));
        for (id, article) in own.into_iter().chain(borrowed) {
            articles[roster.place(id)] = indexes.get(&id).cloned().unwrap_or_else(|| {
                let parent = article.key.parent().unwrap_or_else(|| article.key.clone());
                let wanted = wanted(roster, &folders[&parent].address, article.key.name(), Some(article));
                self.claim(&wanted, Some(article).filter(|_| !roster.is_borrowed(id)))
            });
        }
        Routes { articles, system: self.system_pages(roster) }
    }

    /// Takes `wanted`, or the nearest free address, which is reported.
    fn claim(&mut self, wanted: &Address, article: Option<&'a Article>) -> Address {
        let key = wanted.as_str().to_lowercase();
        if let Some(owner) = self.taken.get(&key) {
            if let Some(diagnostic) = clash(wanted, article, *owner) {
                self.diagnostics.push(diagnostic);
            }
            return self.free(wanted, article);
        }
        self.taken.insert(key, article.into());
        wanted.clone()
    }

    /// Takes the first free one of `/name-2/`, `/name-3/`, ….
    fn free(&mut self, wanted: &Address, article: Option<&'a Article>) -> Address {
        let (stem, end) = match wanted.as_str().rsplit_once('.') {
            Some((stem, extension)) if !wanted.as_str().ends_with('/') => (stem, format!(".{extension}")),
            _ => (wanted.as_str().trim_end_matches('/'), "/".to_owned()),
        };
        let stem = if stem.is_empty() { "/index" } else { stem };
        let candidates = (2..).map(|number| Address::new(&format!("{stem}-{number}{end}")));
        let free = candidates.into_iter().find(|address| !self.taken.contains_key(&address.as_str().to_lowercase()));
        let free = free.expect("an endless supply of numbers");
        self.taken.insert(free.as_str().to_lowercase(), article.into());
        free
    }

    fn system_pages(&mut self, roster: &Roster<'_>) -> SystemPages {
        let mut page = |name: &str| {
            let wanted = Address::new(&format!("{}{name}/", roster.home));
            if self.is_taken(&wanted) {
                return self.free(&wanted, None);
            }
            self.taken.insert(wanted.as_str().to_lowercase(), Owner::System);
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

/// The diagnostic for a claim on a taken address; `None` for a folder without a text, which simply moves aside.
fn clash(address: &Address, article: Option<&Article>, owner: Owner<'_>) -> Option<Diagnostic> {
    let article = article?;
    let (code, place) = match owner {
        Owner::Article(owner) if differs_in_case(&owner.path, &article.path) => {
            (codes::SITE_CASE_CLASH, Some(article_place(owner)))
        }
        Owner::Article(owner) => (codes::SITE_DUPLICATE_ADDRESS, Some(article_place(owner))),
        Owner::File(path) => (codes::SITE_DUPLICATE_ADDRESS, Some(Place::File(path.clone()))),
        Owner::System => (codes::SITE_DUPLICATE_ADDRESS, None),
    };
    let diagnostic = Diagnostic::new(code, format!("two pages claim the address `{address}`"), article_place(article))
        .help("set another `slug` in one of them, or rename the file");
    Some(place.into_iter().fold(diagnostic, |diagnostic, place| diagnostic.related(place, "claimed first here")))
}

fn differs_in_case(a: &ProjectPath, b: &ProjectPath) -> bool {
    a != b && a.as_str().to_lowercase() == b.as_str().to_lowercase()
}

/// Where an article's address is decided: its `permalink` or `slug`, else its file.
fn article_place(article: &Article) -> Place {
    let given = article.meta.permalink.as_ref().map(|given| &given.span);
    match given.or(article.meta.slug.as_ref().map(|given| &given.span)) {
        Some(span) => Place::Span(span.clone()),
        None => Place::File(article.path.clone()),
    }
}
