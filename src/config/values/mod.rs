//! Texts in the file that have a format, such as colors and language tags. Each is a type that describes what it
//! expects, parses itself, and returns its JSON Schema.

mod contact;
mod editions;
mod hosts;
mod links;
mod names;
mod notices;
mod paths;

use serde_json::Value as Json;
use toml::de::DeValue;

use super::from_text::{FromText, TextProblem};
use super::read::{FromToml, Toml, TomlReader};
use crate::config::{
    ContactForm, ContactVisibility, NoticeKind, OpeningTime, StaticHost, VersionSource, VersionStatus,
};
use crate::diagnostic::Severity;
use crate::path::{Address, BaseUrl, ProjectPath};

pub(super) use notices::Day;

/// Declares texts as tuple structs of their parsed values.
macro_rules! words {
    ($($(#[doc = $doc:literal])+ $word:ident($meaning:ty);)*) => {$(
        $(#[doc = $doc])+
        pub(super) struct $word(pub $meaning);

        impl From<$word> for $meaning {
            fn from(word: $word) -> Self {
                word.0
            }
        }

        impl FromToml for $word {
            fn expected() -> String {
                <Self as FromText>::EXPECTED.into()
            }

            fn schema() -> Json {
                <Self as FromText>::schema()
            }

            fn read(value: &Toml, reader: &mut TomlReader) -> Option<Self> {
                let DeValue::String(text) = value.get_ref() else { return reader.wrong_type::<Self, _>(value) };
                let text = reader.without_control_characters(text, value.span());
                let parsed = Self::parse(text.trim());
                parsed.map_err(|problem| reader.wrong_value(problem, Self::EXPECTED, value.span())).ok()
            }
        }
    )*};
}

words! {
    /// A text that is not empty.
    Title(String);
    /// A color.
    Color([u8; 3]);
    /// A BCP 47 language tag.
    Language(String);
    /// The name of an icon.
    Icon(String);
    /// A diagnostic code.
    CodeName(String);
    /// A severity, or `off`.
    Level(Option<Severity>);
    /// The name of an article kind.
    KindName(String);
    /// The name of a variable.
    VariableName(String);
    /// An email address.
    Email(String);
    /// A phone number.
    Phone(String);

    /// A folder of the project.
    FolderPath(ProjectPath);
    /// The key of a folder of articles.
    FolderKey(String);
    /// A picture of the project.
    PicturePath(ProjectPath);
    /// The icon in the browser tab.
    Favicon(ProjectPath);
    /// `default`, `system` or the path of a font.
    FontName(FontChoice);
    /// A pattern of files.
    Glob(String);
    /// The name of an edition.
    EditionName(String);

    /// The name of a version.
    VersionName(String);
    /// Where a version's articles are.
    VersionOrigin(VersionSource);
    /// The state of a version.
    StatusName(VersionStatus);
    /// Where the articles of each locale are.
    TreePattern(String);
    /// A file of each locale.
    LocaleFile(String);
    /// A file of the product's texts in each locale.
    StringsFile(String);

    /// The name of a host that needs its own rules.
    HostName(StaticHost);
    /// The address of the published site.
    BaseAddress(BaseUrl);
    /// A link that readers follow: on this site, to an article's file, or elsewhere.
    Href(String);
    /// An absolute web address.
    WebUrl(String);
    /// Where a form posts.
    Endpoint(String);
    /// Where the contact form posts.
    FormTarget(ContactForm);
    /// When contact options are shown.
    ContactMode(ContactVisibility);
    /// The name of a time zone.
    TimeZone(String);
    /// When a team answers.
    OpeningTimes(Vec<OpeningTime>);
    /// What a field of the contact form is for.
    FieldType(&'static str);
    /// What a notice is about.
    NoticeKindName(NoticeKind);
    /// The address of a file's source.
    EditUrl(String);
    /// The start of a root-relative address.
    Prefix(String);
    /// The start of a root-relative address, or the scheme of an app.
    ForeignPrefix(String);
    /// An address of this site, as written in absolute links.
    Host(String);
    /// The old address of a redirect.
    OldAddress(Address);
    /// The new address of a redirect.
    NewAddress(String);
}

/// The typeface, before its place in the file is added.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FontChoice {
    /// The theme's own font.
    Theme,
    /// The reader's system font.
    System,
    /// A font file in the project.
    File(ProjectPath),
}
