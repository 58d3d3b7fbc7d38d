//! A help center as its vendor keeps it, in terms that all vendors share. Each vendor's module fills in these types from
//! its export; everything after that is the same for all.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::page::HtmlNode;

/// A help center.
#[derive(Debug, Clone, Default)]
pub struct HelpCenter {
    /// The vendor's name for readers of the report, such as `Zendesk`.
    pub vendor: &'static str,
    /// The help center's name, if the export has it.
    pub title: String,
    /// Its own hosts in lower case, such as `help.acme.example`.
    pub hosts: Vec<String>,
    /// The language of most articles, as a BCP 47 tag.
    pub language: String,
    /// Categories and sections.
    pub places: Vec<SourcePlace>,
    /// The articles.
    pub articles: Vec<SourceArticle>,
    /// Pictures and other files.
    pub attachments: Vec<SourceAttachment>,
    /// Addresses that lead to others: path without host, target.
    pub rules: Vec<(String, String)>,
    /// Addresses of the home page.
    pub home_addresses: Vec<(String, String)>,
    /// Addresses of the contact form.
    pub contact_addresses: Vec<String>,
    /// Pieces of text that articles share.
    pub snippets: Vec<SourceSnippet>,
    /// What the report must say about the export as a whole.
    pub remarks: Vec<String>,
    /// The folder of the export that is the root of the old site, where addresses with a leading `/` start.
    pub site_root: Option<String>,
    /// The start of addresses that belong to the help center; pages of the same host elsewhere are another system's.
    pub section: Option<String>,
    /// Names of files of the export that have others there.
    pub file_names: BTreeMap<String, String>,
    /// How a link of the vendor's is read.
    pub read_link: Option<LinkReader>,
}

/// Hosts that vendors give to their customers. A help center on its own domain can keep its address.
const VENDOR_HOSTS: [&str; 8] = [
    "zendesk.com",
    "intercom.help",
    "intercom.com",
    "freshdesk.com",
    "helpscoutdocs.com",
    "helpscout.net",
    "notion.site",
    "atlassian.net",
];

/// Whether a host is one that a vendor gives to its customers.
#[must_use]
pub fn is_vendors_host(host: &str) -> bool {
    VENDOR_HOSTS.iter().any(|vendor| host.ends_with(vendor))
}

impl HelpCenter {
    /// The address of the old contact form on the vendor's own host, which stays where it is when the help center moves.
    #[must_use]
    pub fn contact_form(&self) -> Option<String> {
        let host = self.hosts.iter().find(|host| is_vendors_host(host))?;
        Some(format!("https://{host}{}", self.contact_addresses.first()?))
    }
}

/// Reads the path of an address on one of the help center's hosts: what it leads to.
pub type LinkReader = fn(path: &str) -> Option<OldTarget>;

/// What an old address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OldTarget {
    /// An article, by id, in a locale if the address names one.
    Article(String, Option<String>),
    /// A category or section.
    Place(String, Option<String>),
    /// A file, by id.
    Attachment(String),
    /// The home page.
    Home(Option<String>),
    /// The contact form.
    Contact,
    /// A page that the new help center does not have: what it is, for the report.
    Gone(&'static str),
}

/// A category or section.
#[derive(Debug, Clone, Default)]
pub struct SourcePlace {
    /// The vendor's id.
    pub id: String,
    /// The category or section that it is in.
    pub parent: Option<String>,
    /// The position among its siblings.
    pub order: Option<i64>,
    /// Who may read it, if not everybody.
    pub restricted: Option<SourceRestriction>,
    /// Its name by locale.
    pub texts: BTreeMap<String, PlaceText>,
    /// Its name in addresses, if the vendor has one.
    pub slug: Option<String>,
    /// Old addresses: path, and locale if the address names one.
    pub addresses: Vec<(String, Option<String>)>,
    /// Whether it is only the vendor's name for articles without a category.
    pub is_none: bool,
}

/// The name of a category in a locale.
#[derive(Debug, Clone, Default)]
pub struct PlaceText {
    /// The name.
    pub title: String,
    /// One sentence.
    pub description: String,
}

/// Who may read something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRestriction {
    /// The values for `access`, such as `for-dealers`. They begin with `for-`, so that none of them means everybody.
    pub access: Vec<String>,
    /// Why, for the report: `for the user segment “Dealers”`.
    pub reason: String,
}

impl SourceRestriction {
    /// A restriction to readers with this name.
    #[must_use]
    pub fn new(readers: &str, reason: impl Into<String>) -> Self {
        let name = crate::path::slug(readers);
        Self { access: vec![format!("for-{}", if name.is_empty() { "some" } else { &name })], reason: reason.into() }
    }
}

/// An article in all its languages.
#[derive(Debug, Clone, Default)]
pub struct SourceArticle {
    /// The vendor's id.
    pub id: String,
    /// The category or section that it is in.
    pub place: Option<String>,
    /// Other places that also list it.
    pub other_places: Vec<String>,
    /// The position in its section.
    pub order: Option<i64>,
    /// Labels.
    pub labels: Vec<String>,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// Whether it is shown first.
    pub promoted: bool,
    /// Whether search engines must not list it.
    pub unsearched: bool,
    /// The author's name.
    pub owner: Option<String>,
    /// Ids of related articles.
    pub related: Vec<String>,
    /// Who may read it, if not everybody.
    pub restricted: Option<SourceRestriction>,
    /// Its text by locale.
    pub texts: BTreeMap<String, ArticleText>,
    /// Its name in addresses, if the vendor's are unique.
    pub slug: Option<String>,
    /// Its folder and file name, if the source has them.
    pub path: Option<String>,
    /// Ids of files that are listed below it.
    pub attachments: Vec<String>,
    /// What readers answered.
    pub votes: Votes,
    /// What the report must say about it.
    pub remarks: Vec<String>,
}

/// An article in one language.
#[derive(Debug, Clone, Default)]
pub struct ArticleText {
    /// The title, as text.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// The text.
    pub body: SourceBody,
    /// Whether it is not public yet.
    pub draft: bool,
    /// Why it counts as a draft although the source does not call it one.
    pub draft_reason: Option<String>,
    /// When its words last changed.
    pub updated: Option<Date>,
    /// The first day on which it is public.
    pub publish: Option<Date>,
    /// The first day on which it is no longer public.
    pub expires: Option<Date>,
    /// Old addresses: paths without host.
    pub addresses: Vec<String>,
    /// Labels of this language, if they differ.
    pub labels: Vec<String>,
    /// Its language, if it is not the one of its locale.
    pub lang: Option<String>,
    /// The file of the export that the text is in, where relative addresses start from.
    pub base: Option<String>,
}

/// The text of an article.
#[derive(Debug, Clone)]
pub enum SourceBody {
    /// HTML.
    Html(String),
    /// A part of a page that was parsed already.
    Nodes(Vec<HtmlNode>),
}

impl Default for SourceBody {
    fn default() -> Self {
        Self::Html(String::new())
    }
}

/// Answers to *Was this page helpful?*
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Votes {
    /// How many said yes.
    pub up: u64,
    /// How many said no.
    pub down: u64,
}

/// A picture or another file.
#[derive(Debug, Clone, Default)]
pub struct SourceAttachment {
    /// The vendor's id, or its address.
    pub id: String,
    /// Its name, if the export has it.
    pub name: String,
    /// Addresses of it in texts, each without query.
    pub addresses: Vec<String>,
    /// The id of the article that it was added to, if the export has it.
    pub article: Option<String>,
}

/// A piece of text that articles share.
#[derive(Debug, Clone, Default)]
pub struct SourceSnippet {
    /// Its name.
    pub name: String,
    /// Its HTML.
    pub html: String,
}
