//! Versions, locales and editions: an edition is one version in one locale. Derives the starts of their addresses, and
//! their folders. The edition of a file is found in `trees`.

use super::{ContactConfig, Footer, HeaderLink, HomeTexts, QuickTask};
use crate::named::named;
use crate::path::ProjectPath;
use crate::source::Span;

/// One version in one locale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EditionId {
    /// The version.
    pub version: VersionId,
    /// The locale.
    pub locale: LocaleId,
}

/// Index of a version in the configuration; 0 is the latest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct VersionId(pub u16);

/// Index of a locale in the configuration; 0 is the default one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LocaleId(pub u16);

impl VersionId {
    /// Position in [`super::Config::versions`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// Whether this is the latest version, which has no prefix in its addresses.
    #[must_use]
    pub fn is_latest(self) -> bool {
        self.0 == 0
    }
}

impl LocaleId {
    /// Position in [`super::Config::locales`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// Whether this is the default locale, which has no prefix in its addresses.
    #[must_use]
    pub fn is_default(self) -> bool {
        self.0 == 0
    }
}

/// A version of the product that the help center covers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Version {
    /// Its name in addresses, such as `2.4`; empty if no version is declared.
    pub id: String,
    /// Its name for readers.
    pub label: String,
    /// Where its articles are.
    pub source: VersionSource,
    /// Its state, such as `latest` or `eol`.
    pub status: VersionStatus,
    /// The folder of each additional locale, with `{locale}` for its code. `None` for a folder in the version's own
    /// folder.
    pub translations: Option<String>,
    /// Whether to keep the files that an earlier build wrote for it.
    pub frozen: bool,
    /// The maximum number of versions that a pattern matches.
    pub limit: usize,
    /// Its index in the order of the configuration file, newest first.
    pub place: usize,
    /// The commit that was read, in hexadecimal digits; `None` for folders.
    pub commit: Option<String>,
    /// The value of `source`, else the table; `None` if no version is declared.
    pub span: Option<Span>,
}

/// Where a version's articles are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum VersionSource {
    /// In the content folder.
    #[default]
    Content,
    /// In another folder of the project.
    Folder(ProjectPath),
    /// In git, at a tag or branch, or at several if the name is a pattern such as `v*`.
    Git {
        /// The name or pattern.
        reference: String,
        /// The folder of articles at that commit, relative to the project folder. `None` for the current content
        /// folder.
        folder: Option<ProjectPath>,
    },
}

impl VersionSource {
    /// Whether this is a pattern, which matches any number of tags and branches.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        matches!(self, Self::Git { reference, .. } if reference.contains('*'))
    }
}

impl std::fmt::Display for VersionSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Content => f.write_str("content"),
            Self::Folder(path) => write!(f, "dir:{path}"),
            Self::Git { reference, folder: None } => write!(f, "git:{reference}"),
            Self::Git { reference, folder: Some(folder) } => write!(f, "git:{reference}:{folder}"),
        }
    }
}

named! {
    /// The state of a version, newest first.
    #[derive(Default)]
    pub enum VersionStatus {
        /// Not released yet.
        Prerelease = "prerelease",
        /// The current version, for most readers.
        #[default]
        Latest = "latest",
        /// Older, but still supported.
        Supported = "supported",
        /// Older, and no longer supported.
        Eol = "eol",
    }
}

/// A language that the help center is available in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Locale {
    /// BCP 47 tag.
    pub code: String,
    /// The language's own name.
    pub label: String,
    /// The help center's name in this language, if it differs.
    pub title: Option<String>,
    /// The help center's description in this language, if it differs.
    pub description: Option<String>,
    /// Other values that differ in this language.
    pub overrides: LocaleOverrides,
    /// The value of `code`; `None` for the locale of `language`.
    pub span: Option<Span>,
}

/// The values that a locale sets itself. For all others, the top-level values apply.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct LocaleOverrides {
    /// Links in the header.
    pub header: Option<Vec<HeaderLink>>,
    /// The footer.
    pub footer: Option<Footer>,
    /// Texts of the home page.
    pub home: Option<HomeTexts>,
    /// Shortcuts into the product.
    pub quick_tasks: Option<Vec<QuickTask>>,
    /// Contact options.
    pub contact: Option<ContactConfig>,
}

impl Locale {
    /// A locale with nothing but its tag and the language's name.
    #[must_use]
    pub fn of(code: &str) -> Self {
        let label = super::languages::name(code).unwrap_or(code).to_owned();
        Self {
            code: code.to_owned(),
            label,
            title: None,
            description: None,
            overrides: LocaleOverrides::default(),
            span: None,
        }
    }

    /// Its segment in addresses.
    #[must_use]
    pub fn segment(&self) -> String {
        self.code.to_lowercase()
    }

    /// The spellings of its code in the names of folders and files.
    #[must_use]
    pub fn spellings(&self) -> Vec<String> {
        let cases = [self.code.clone(), self.code.to_lowercase(), self.code.to_uppercase()];
        let with_underscores = cases.clone().map(|spelling| spelling.replace('-', "_"));
        let mut spellings: Vec<String> = Vec::new();
        for spelling in cases.into_iter().chain(with_underscores) {
            if !spellings.contains(&spelling) {
                spellings.push(spelling);
            }
        }
        spellings
    }
}

impl super::Config {
    /// The version with this id.
    #[must_use]
    pub fn version(&self, id: VersionId) -> &Version {
        &self.versions[id.index()]
    }

    /// The locale with this id.
    #[must_use]
    pub fn locale(&self, id: LocaleId) -> &Locale {
        &self.locales[id.index()]
    }

    /// The BCP 47 tag of an edition's language.
    #[must_use]
    pub fn language(&self, edition: EditionId) -> &str {
        &self.locale(edition.locale).code
    }

    /// All editions, sorted by version and then by locale.
    pub fn editions(&self) -> impl Iterator<Item = EditionId> + use<> {
        let count = |length: usize| u16::try_from(length).expect("fewer than 2^16, as the check of the file keeps it");
        let locales = count(self.locales.len());
        (0..count(self.versions.len()))
            .flat_map(move |version| (0..locales).map(move |locale| (version, locale)))
            .map(|(version, locale)| EditionId { version: VersionId(version), locale: LocaleId(locale) })
    }

    /// Whether there is more than one edition.
    #[must_use]
    pub fn has_editions(&self) -> bool {
        self.versions.len() > 1 || self.locales.len() > 1
    }

    /// The versions in the order of the configuration file, newest first.
    #[must_use]
    pub fn versions_by_place(&self) -> Vec<VersionId> {
        let mut ids: Vec<VersionId> = self.editions().map(|edition| edition.version).collect();
        ids.dedup();
        ids.sort_by_key(|id| self.version(*id).place);
        ids
    }

    /// The start of an edition's addresses, with a slash at both ends.
    #[must_use]
    pub fn prefix(&self, edition: EditionId) -> String {
        let id = &self.version(edition.version).id;
        let version = if edition.version.is_latest() { String::new() } else { format!("v/{id}/") };
        let segment = self.locale(edition.locale).segment();
        let locale = if edition.locale.is_default() { String::new() } else { format!("{segment}/") };
        format!("/{version}{locale}")
    }

    /// The prefix that leads to the latest version by its name, with a slash at both ends; `None` if no version is
    /// declared.
    #[must_use]
    pub fn latest_prefix(&self) -> Option<String> {
        let id = &self.versions.first()?.id;
        (!id.is_empty()).then(|| format!("/v/{id}/"))
    }

    /// A version's folder in the project; `None` for versions in git.
    #[must_use]
    pub fn version_folder(&self, version: &Version) -> Option<ProjectPath> {
        match &version.source {
            VersionSource::Content => Some(self.content.clone()),
            VersionSource::Folder(folder) => Some(folder.clone()),
            VersionSource::Git { .. } => None,
        }
    }

    /// The folder of a translation. `folder` has the version's articles, `root` is the version's project folder (`None`
    /// for this project), and `spelling` is the locale's code as written in the path. `None` if the path leads outside
    /// of the project.
    #[must_use]
    pub fn translated(
        &self,
        version: &Version,
        folder: &ProjectPath,
        root: Option<&ProjectPath>,
        spelling: &str,
    ) -> Option<ProjectPath> {
        match (&version.translations, root) {
            (Some(pattern), Some(root)) => root.join(&pattern.replace("{locale}", spelling)),
            (Some(pattern), None) => Some(ProjectPath::new(&pattern.replace("{locale}", spelling))),
            (None, _) => folder.join(spelling),
        }
    }
}
