//! Notices: messages on pages from one day to another.

use jiff::civil::Date;

use crate::named::named;
use crate::source::Spanned;

/// A message on pages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Notice {
    /// Inline Markdown.
    pub text: Spanned<String>,
    /// What it is about.
    pub kind: NoticeKind,
    /// The first day on which it is shown.
    pub from: Option<Date>,
    /// The last day on which it is shown.
    pub until: Option<Date>,
    /// The starts of the addresses that show it, without version and language; empty for all pages.
    pub pages: Vec<String>,
    /// The ids of the versions that show it; empty for all.
    pub versions: Vec<String>,
    /// The codes of the locales that show it; empty for all.
    pub locales: Vec<String>,
    /// Whether readers can dismiss it.
    pub is_dismissible: bool,
}

named! {
    /// What a notice is about.
    pub enum NoticeKind {
        /// Something does not work.
        Incident = "incident",
        /// Something is going to change.
        Change = "change",
        /// Anything else.
        News = "news",
    }
}
