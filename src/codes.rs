//! All diagnostic codes, each with its usual severity and a one-line summary. The documentation has an entry for each
//! code, which a test checks.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// How serious a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Readers see something broken. The build ends with exit code 1.
    Error,
    /// Probably a mistake. An error with `--deny-warnings`.
    Warning,
    /// Good to know. Never changes the exit code.
    Note,
}

impl Severity {
    /// The severity's name, as printed and as written in `[diagnostics]` of the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A kebab-case code such as `link/missing-page`. All codes are in [`ALL`] and in the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Code(pub &'static str);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = ALL.iter().map(|(code, ..)| *code).find(|code| code.0 == name);
        known.ok_or_else(|| D::Error::custom("there is no such code"))
    }
}

/// Declares codes as constants, and lists them in [`ALL`].
macro_rules! codes {
    ($($name:ident = $code:literal $severity:ident $summary:literal;)*) => {
        $(#[doc = $summary] pub const $name: Code = Code($code);)*

        /// All codes with severity and summary, in the order of the modules that report them.
        pub const ALL: &[(Code, Severity, &str)] = &[$(($name, Severity::$severity, $summary),)*];
    };
}

codes! {
    // load
    FILE_UNREADABLE = "file/unreadable" Error "A file or folder could not be read.";
    FILE_NOT_UTF8 = "file/not-utf8" Error "A text file is not valid UTF-8.";
    FILE_BINARY = "file/binary" Error "A `.md` file contains binary data.";
    FILE_NOT_A_PICTURE = "file/not-a-picture" Warning "A file with a picture's name is not a picture.";
    FILE_TOO_LARGE = "file/too-large" Error "A file is larger than the limit.";
    FILE_NAME = "file/name" Error "A file's name is not valid UTF-8, so it cannot have an address.";
    FILE_LINK_LOOP = "file/link-loop" Error "A symbolic link leads back to a folder that contains it.";
    FILE_OUTSIDE = "file/outside" Warning "A symbolic link leads outside of the project and was not followed.";
    HISTORY_SHALLOW = "history/shallow" Note "The git clone does not include the last change of every file.";
    VERSION_NO_REPOSITORY = "version/no-repository" Error "A version is read from git, but the folder is not in a repository.";
    VERSION_MISSING_REF = "version/missing-ref" Error "The repository does not have the tag or branch of a version.";
    VERSION_MISSING_OBJECT = "version/missing-object" Error "The clone lacks files of a version.";
    VERSION_MISSING_FOLDER = "version/missing-folder" Error "A version did not have the content folder at that time.";
    VERSION_TOO_LARGE = "version/too-large" Error "A version has more files than a help center can have.";
    VERSION_REFUSED_ENTRY = "version/refused-entry" Note "A symbolic link or submodule of an earlier version was ignored.";
    // config
    CONFIG_SYNTAX = "config/syntax" Error "`answerbook.toml` is not valid TOML.";
    CONFIG_UNKNOWN_KEY = "config/unknown-key" Error "The configuration has an unknown key.";
    CONFIG_TYPE = "config/type" Error "A configuration value has the wrong type.";
    CONFIG_VALUE = "config/value" Error "A configuration value is not allowed.";
    CONFIG_CONTROL_CHARACTER = "config/control-character" Warning "A text in the configuration contains control characters, which were removed.";
    CONFIG_MISSING_KEY = "config/missing-key" Error "A configuration table lacks a required key.";
    CONFIG_MISSING_FILE = "config/missing-file" Error "The configuration names a file that does not exist.";
    CONFIG_NO_BASE_URL = "config/no-base-url" Note "Without `base_url`, there is no sitemap, no feed and no canonical addresses.";
    CONFIG_UNKNOWN_LANGUAGE = "config/unknown-language" Warning "The configuration has an unknown language.";
    // addresses
    ADDRESSES_INVALID = "addresses/invalid" Error "An entry of `addresses.toml` cannot be read.";
    ADDRESSES_UNUSED = "addresses/unused" Warning "An entry of `addresses.toml` is not used.";
    ADDRESSES_LOOP = "addresses/loop" Error "An entry of `addresses.toml` leads back to itself.";
    ADDRESSES_CHAIN = "addresses/chain" Note "An entry of `addresses.toml` leads to another old address.";
    ADDRESSES_MISSING_TARGET = "addresses/missing-target" Error "An entry of `addresses.toml` leads to a page or heading that does not exist.";
    // theme
    THEME_CONTRAST = "theme/contrast" Warning "The brand color was changed to keep text legible.";
    THEME_UNKNOWN_FILE = "theme/unknown-file" Warning "A file in the theme folder overrides nothing and is not used.";
    THEME_OTHER_NUMBER = "theme/other-number" Warning "A file in the theme folder has the name of a default file with another number, and does not replace it.";
    THEME_TEXTS = "theme/texts" Error "A file of UI texts is not valid.";
    THEME_TEMPLATE = "theme/template" Error "A template could not be read or rendered.";
    THEME_MISSING_ICON = "theme/missing-icon" Warning "The theme does not have an icon.";
    // content
    FRONT_MATTER_SYNTAX = "front-matter/syntax" Error "Front matter is not valid YAML or TOML.";
    FRONT_MATTER_UNCLOSED = "front-matter/unclosed" Error "Front matter is opened but not closed.";
    FRONT_MATTER_UNKNOWN_KEY = "front-matter/unknown-key" Warning "A front-matter key is unknown.";
    FRONT_MATTER_TYPE = "front-matter/type" Warning "A front-matter value has the wrong type and was not used.";
    FRONT_MATTER_VALUE = "front-matter/value" Warning "A front-matter value is not allowed and was not used.";
    FRONT_MATTER_CONTROL_CHARACTER = "front-matter/control-character" Warning "A text in the front matter contains control characters, which were removed.";
    FRONT_MATTER_FOREIGN_KEY = "front-matter/foreign-key" Note "A key of another tool was left out because there is no equivalent.";
    FOREIGN_MARKUP = "markup/foreign" Warning "Markup of another tool was left out because there is no equivalent.";
    VARIABLE_UNKNOWN = "variable/unknown" Warning "A variable is not defined in the configuration.";
    SNIPPET_MISSING = "snippet/missing" Error "A snippet does not exist.";
    SNIPPET_CYCLE = "snippet/cycle" Error "A snippet includes itself.";
    SNIPPET_NOT_INLINE = "snippet/not-inline" Error "A snippet with several blocks is used inside a line of text.";
    MARKUP_UNCLOSED_BLOCK = "markup/unclosed-block" Error "A `:::` block is opened but not closed.";
    MARKUP_UNKNOWN_BLOCK = "markup/unknown-block" Warning "A `:::` block has an unknown name.";
    MARKUP_UNCLOSED_FENCE = "markup/unclosed-fence" Warning "A code fence is opened but not closed.";
    MARKUP_TOO_COMPLEX = "markup/too-complex" Error "The Markdown would take too long to process.";
    MARKUP_EMPTY = "markup/empty" Note "An article has no text.";
    MARKUP_DUPLICATE_ID = "markup/duplicate-id" Warning "Two headings or elements of an article have the same id.";
    MARKUP_UNDEFINED_REFERENCE = "markup/undefined-reference" Warning "A `[text][name]` link or a footnote names a reference that is not defined.";
    MARKUP_UNBALANCED_HTML = "markup/unbalanced-html" Warning "Raw HTML is opened but not closed, or closed but not opened.";
    MARKUP_UNKNOWN_ELEMENT = "markup/unknown-element" Warning "A tag is not an HTML element.";
    MARKUP_BLOCKED_BY_POLICY = "markup/blocked-by-policy" Note "Raw HTML contains a script or a style that the pages' security policy blocks.";
    MARKUP_LEFT_OVER = "markup/left-over" Warning "Readers see markup that was not understood.";
    MARKUP_REMOVED_HTML = "markup/removed-html" Note "Raw HTML was left out, because the configuration forbids it.";
    IMAGE_NO_ALT = "image/no-alt" Note "A picture has no text for readers who cannot see it.";
    FAQ_NO_QUESTION = "faq/no-question" Note "A `faq` article has no H2, so it has no questions.";
    VIDEO_MISSING = "video/missing" Warning "A `video` article has no `video` key.";
    LABEL_UNREADABLE = "label/unreadable" Error "A file of the product's texts could not be read.";
    LABEL_OUTDATED = "label/outdated" Warning "An article names a button or menu by a label that the product no longer has.";
    LABEL_MISSPELLED = "label/misspelled" Warning "An article names a button or menu by nearly the label that the product has.";
    WORDING_TERM = "wording/term" Warning "A text uses a form that the file of terms says not to use.";
    WORDING_MISPLACED_TERM = "wording/misplaced-term" Warning "A term is used in a file that is not for it.";
    WORDING_CONTRADICTION = "wording/contradiction" Warning "Two terms contradict each other.";
    WORDING_UNREAD_TERMS = "wording/unread-terms" Warning "A file of terms is not used.";
    HEADING_ORDER = "markup/heading-order" Note "A heading skips a level.";
    FRONT_MATTER_BLANK = "front-matter/blank" Note "A title or description is empty.";
    ARTICLE_TOO_LONG = "article/too-long" Note "An article takes very long to read.";
    GUIDE_NO_STEPS = "guide/no-steps" Note "A `guide` article has no numbered steps.";
    VIDEO_NO_TRANSCRIPT = "video/no-transcript" Note "A `video` article has neither a transcript nor captions.";
    TROUBLESHOOTING_NO_FIX = "troubleshooting/no-fix" Note "A `troubleshooting` article has no fix.";
    // site
    ARTICLE_DUPLICATE_TITLE = "article/duplicate-title" Note "Several articles have the same title.";
    ARTICLE_DUPLICATE_DESCRIPTION = "article/duplicate-description" Note "Several articles have the same description.";
    ARTICLE_NEAR_DUPLICATE = "article/near-duplicate" Note "Two articles have nearly the same text.";
    SITE_NO_ARTICLES = "site/no-articles" Error "The content folder has no article.";
    SITE_DUPLICATE_ADDRESS = "site/duplicate-address" Error "Two pages claim the same address.";
    SITE_UNWRITABLE_ADDRESS = "site/unwritable-address" Error "An address cannot be stored as a file.";
    SITE_CASE_CLASH = "site/case-clash" Error "Two files or folders differ only in letter case, so one would overwrite the other on some systems.";
    SITE_DUPLICATE_ID = "site/duplicate-id" Error "Two articles have the same permanent id.";
    SITE_ALIAS_TAKEN = "site/alias-taken" Warning "An alias or redirect is the address of an existing page or file and was ignored.";
    SITE_LOST_ADDRESS = "site/lost-address" Warning "An address that an earlier build published leads nowhere now.";
    SITE_EMPTY_CATEGORY = "site/empty-category" Note "A category has no listed articles.";
    SITE_ORPHAN_FILE = "site/orphan-file" Note "A file in the content folder is not used by any page and was not published.";
    SITE_STALE = "site/stale" Note "An article is due for review.";
    SITE_WATCHES_NOTHING = "site/watches-nothing" Warning "An article watches files that do not exist.";
    ACCESS_UNDECIDED = "access/undecided" Error "A key restricts who may read an article, but the configuration does not say what its value means.";
    ACCESS_UNKNOWN_EDITION = "access/unknown-edition" Error "The edition to build is not in the configuration.";
    ACCESS_UNKNOWN_FOLDER = "access/unknown-folder" Error "A folder in `[access.folders]` has no articles.";
    TRANSLATION_OLDER = "translation/older" Note "The original has changed since it was translated.";
    TRANSLATION_DUPLICATE = "translation/duplicate" Warning "Two articles are translations of the same original into the same language.";
    TRANSLATION_ALONE = "translation/alone" Warning "A translation has `translated_from` but no original.";
    // search
    SEARCH_FAILED_TEST = "search/failed-test" Error "A search does not find the article that `search-tests.toml` expects.";
    SEARCH_UNKNOWN_TARGET = "search/unknown-target" Error "`search-tests.toml` names an article, a locale or a version that does not exist.";
    // comments
    ALLOW_UNUSED = "allow/unused" Warning "A comment allows a problem that is not there.";
    ALLOW_UNKNOWN_CODE = "allow/unknown-code" Warning "A comment allows a code that does not exist.";
    // links
    LINK_MISSING_PAGE = "link/missing-page" Error "A link leads to a page that does not exist.";
    LINK_MISSING_FILE = "link/missing-file" Error "A link leads to a file that does not exist.";
    LINK_MISSING_ANCHOR = "link/missing-anchor" Warning "A link leads to a heading that does not exist.";
    LINK_HIDDEN_PAGE = "link/hidden-page" Error "A link leads to a draft, to an article that is not public on this date, or to a restricted one.";
    LINK_OUTSIDE = "link/outside" Error "A relative link leads outside of the project.";
    LINK_WRONG_CASE = "link/wrong-case" Note "A link differs from its target in letter case.";
    LINK_AMBIGUOUS = "link/ambiguous" Warning "A link names a file, and several files have this name.";
    LINK_NO_TEXT = "link/no-text" Warning "A link has no text.";
    LINK_UNSAFE = "link/unsafe" Warning "A link has a scheme such as `javascript:` that the pages' security policy forbids.";
    LINK_UNKNOWN_SCHEME = "link/unknown-scheme" Error "A link has a scheme that browsers do not know.";
    LINK_INVALID = "link/invalid" Warning "A link's target is not a valid address.";
    IMAGE_MISSING = "image/missing" Error "A picture does not exist.";
    // other sites
    EXTERNAL_BROKEN = "external/broken" Error "A link leads to a page of another site that does not exist.";
    EXTERNAL_UNREACHABLE = "external/unreachable" Warning "A link to another site could not be checked.";
    EXTERNAL_REDIRECT = "external/redirect" Note "A link leads to a page of another site that has moved.";
    EXTERNAL_PICTURE = "external/picture" Note "A picture is stored on another site.";
}

/// Codes that are reported only if the configuration sets their severity, because many good sites have such places.
pub const OFF: &[Code] = &[HEADING_ORDER];

/// The usual severity of a code.
#[must_use]
pub fn severity(code: Code) -> Severity {
    ALL.iter().find(|(known, ..)| *known == code).map_or(Severity::Error, |(_, severity, _)| *severity)
}
