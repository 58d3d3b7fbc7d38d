//! What may be typed in `answerbook.toml`: one declaration per key.
//!
//! This is the only list of keys. From it come the structs that the file is read into, the check for unknown keys with
//! its suggestions, and the JSON Schema. A doc comment is the key's description in the schema; `= value` its default
//! there, which a test compares with [`super::Config::default`]; `= required` says that it must be given.

use super::read::{Count, Map, Reader, Scalar, Toml, Value};
use super::schema::{self, Key, Presence};
use super::words::{
    Base, CodeName, Color, ContactMode, EditUrl, Email, Endpoint, Favicon, Folder, FolderKey, FontName, FormTarget,
    Glob, Host, Href, Icon, KindName, Language, Level, NewAddress, OldAddress, Phone, Picture, Prefix, StatusName,
    TimeZone, Title, TreePattern, VariableName, VersionName, VersionOrigin, WebUrl,
};
use crate::source::Spanned;

/// Whether a key may be left out.
macro_rules! presence {
    () => {
        Presence::Optional
    };
    (required) => {
        Presence::Required
    };
    ($default:tt) => {
        Presence::Default(serde_json::json!($default))
    };
}

/// Declares tables as structs of optional, spanned values. A trailing `_` is not part of a key's name.
macro_rules! tables {
    ($(
        $(#[doc = $doc:literal])+
        $table:ident {
            $($(#[doc = $key_doc:literal])+ $key:ident: $type:ty $(= $presence:tt)?;)*
        }
    )*) => {$(
        $(#[doc = $doc])+
        #[derive(Default)]
        pub(super) struct $table {
            $($(#[doc = $key_doc])+ pub $key: Option<Spanned<$type>>,)*
        }

        impl $table {
            fn keys() -> Vec<Key> {
                vec![$(Key {
                    name: stringify!($key).trim_end_matches('_'),
                    description: schema::description(&[$($key_doc),+]),
                    presence: presence!($($presence)?),
                    schema: <$type as Value>::schema(),
                },)*]
            }
        }

        impl Value for $table {
            fn expected() -> String {
                "a table".into()
            }

            fn schema() -> serde_json::Value {
                schema::table(&schema::description(&[$($doc),+]), &Self::keys())
            }

            fn read(value: &Toml, reader: &mut Reader) -> Option<Self> {
                let table = reader.table::<Self>(value)?;
                reader.check_keys(table, &Self::keys(), value);
                Some(Self { $($key: reader.field(table, stringify!($key).trim_end_matches('_')),)* })
            }
        }
    )*};
}

/// A list of values, each with its place.
pub(super) type List<T> = Vec<Spanned<T>>;

tables! {
    /// Configuration of an Answerbook help center. Every key is optional.
    Root {
        /// The help center's name.
        title: Title = "Help Center";
        /// One sentence for search engines and the home page.
        description: String = "";
        /// The address of the published site, such as `https://help.example.com/` or `/help/`. Needed for the sitemap, the feed and canonical addresses.
        base_url: Base = "";
        /// BCP 47 tag of the content's language, such as `en` or `pt-BR`.
        language: Language = "en";
        /// The folder of articles. If there is no `content` folder, the project folder itself.
        content: Folder = "content";
        /// The folder of each additional `[[locale]]`, such as `i18n/{locale}/articles`. By default, a folder in the content folder, named after the locale.
        translations: TreePattern;
        /// The folder of files that are copied unchanged.
        static_: Folder = "static";
        /// The folder of reusable Markdown.
        snippets: Folder = "snippets";
        /// The folder of your own templates, styles, scripts and UI texts.
        theme: Folder = "theme";
        /// Patterns of files that are not read, from the project folder, such as `drafts/**`.
        ignore: List<Glob> = [];
        /// A version of the product that the help center covers, newest first.
        version: List<Version> = [];
        /// A language that the help center is available in, besides `language`.
        locale: List<Locale> = [];
        /// The look.
        brand: Brand;
        /// A link in the header.
        header: List<NavLink> = [];
        /// The footer of every page.
        footer: Footer;
        /// Texts of the home page.
        home: Home;
        /// A shortcut into the product, such as resetting a password.
        quick_task: List<QuickTask> = [];
        /// How readers reach a person.
        contact: Contact;
        /// The question "Was this page helpful?".
        feedback: Feedback;
        /// Settings for search.
        search: Search;
        /// Where pages send events. Without an endpoint or a service, they send nothing.
        events: Events;
        /// The link "Edit this page".
        edit: Edit;
        /// How Markdown is read.
        markdown: Markdown;
        /// How links are checked.
        links: Links;
        /// What article pages show.
        articles: Articles;
        /// Values for `{{ name }}` in articles.
        variables: Map<VariableName, Scalar>;
        /// Old addresses and where they lead now, such as `"/old/" = "/new/"`.
        redirects: Map<OldAddress, NewAddress>;
        /// The severity of each diagnostic, by its code.
        diagnostics: Map<CodeName, Level>;
        /// The kind of articles that do not set `type`, by folder.
        kinds: Map<FolderKey, KindName>;
    }

    /// A version of the product that the help center covers.
    Version {
        /// The version's name in addresses, such as `2.4`. For a pattern of git references, `*` is what the pattern's `*` matches, and `{major}`, `{minor}` and `{patch}` are the numbers in it.
        id: VersionName;
        /// The version's name for readers. The id by default.
        label: Title;
        /// Where the articles are: `dir:` and a folder, or `git:` and a tag, branch or pattern such as `v*`. The content folder by default.
        source: VersionOrigin;
        /// The state of the version: `prerelease`, `latest`, `supported` or `eol`. By default `latest` for the first version without a status, else `supported`.
        status: StatusName;
        /// The folder of each additional locale, with `{locale}` for its code. By default, a folder in the version's own folder.
        translations: TreePattern;
        /// Keeps what an earlier build wrote for this version.
        frozen: bool = false;
        /// The maximum number of versions that a pattern matches; the newest ones count.
        limit: Count<1, 100> = 5;
    }

    /// A language that the help center is available in.
    Locale {
        /// BCP 47 tag, such as `fr` or `pt-BR`.
        code: Language = required;
        /// The language's own name, such as `Français`. Known for most languages.
        label: Title;
        /// The help center's name in this language.
        title: Title;
        /// The help center's description in this language.
        description: Title;
        /// The links in the header in this language. They replace all others.
        header: List<NavLink>;
        /// Keys of the footer that differ in this language.
        footer: Footer;
        /// Keys of the home page that differ in this language. By default, the translated home page.
        home: Home;
        /// The quick tasks in this language. They replace all others.
        quick_task: List<QuickTask>;
        /// Contact details that differ in this language.
        contact: Contact;
    }

    /// The look.
    Brand {
        /// The brand color, `#rrggbb`. The theme's green by default.
        color: Color;
        /// The typeface: `default`, `system`, or the path of a variable `.woff2` file.
        font: FontName = "default";
        /// A picture shown in the header.
        logo: Picture;
        /// The logo for dark pages, if another one is needed.
        logo_dark: Picture;
        /// The icon in the browser tab.
        favicon: Favicon;
        /// The picture for shared links.
        social_image: Picture;
        /// The organization, for structured data and the footer. The title by default.
        organization: String = "";
        /// The organization's website.
        organization_url: WebUrl;
    }

    /// A link.
    NavLink {
        /// What the reader sees.
        title: Title = required;
        /// Where it leads: `https://…`, `/…` or the path of an article's file.
        url: Href = required;
    }

    /// The footer of every page.
    Footer {
        /// A line of inline Markdown, such as `© 2026 Acme`.
        text: String;
        /// A link in the footer.
        links: List<NavLink> = [];
    }

    /// Texts of the home page.
    Home {
        /// The large heading. The theme's own by default.
        title: String = "";
        /// The line below the heading.
        lead: String = "";
        /// The number of entries in "What's new".
        whats_new: Count<0, 50> = 5;
        /// The number of articles in "Popular".
        popular: Count<0, 50> = 6;
    }

    /// A shortcut into the product.
    QuickTask {
        /// What the reader sees.
        title: Title = required;
        /// Where it leads: `https://…`, `/…` or the path of an article's file.
        url: Href = required;
        /// A second line.
        description: String = "";
        /// The name of an icon in the theme.
        icon: Icon;
        /// More words to find the task by in search.
        keywords: List<Title> = [];
    }

    /// How readers reach a person.
    Contact {
        /// The page that contact links lead to instead of the built-in contact page.
        url: Href;
        /// Where the contact form posts: an address, `netlify` for Netlify Forms, or `mailto:` for an email with the message filled in. Without it, there is no form.
        form: FormTarget;
        /// The support team's email address.
        email: Email;
        /// Phone number as shown.
        phone: Phone;
        /// Address of a chat.
        chat: Href;
        /// Support hours.
        hours: String = "";
        /// The time zone of the hours, such as `Europe/London`: readers see the current time there.
        time_zone: TimeZone;
        /// When contact options are shown: `always`, `after-search` (after the reader typed a subject) or `after-answer` (after the reader read an article).
        mode: ContactMode = "always";
        /// What readers can expect, such as `We answer within one working day.`
        promise: String = "";
    }

    /// The question "Was this page helpful?".
    Feedback {
        /// Whether articles ask it. Front matter can turn it off.
        enabled: bool = true;
        /// Where the form posts without JavaScript, if not to `endpoint` in `[events]`. Without any endpoint or analytics service, the question is not shown.
        endpoint: Endpoint;
    }

    /// Settings for search.
    Search {
        /// Whether the site has a search index. Without one, search leads to the list of all articles.
        enabled: bool = true;
        /// Words to ignore, such as the product's own name.
        stop_words: List<Title> = [];
        /// Words with the same meaning, such as `["log in", "sign in"]`: a search for one finds all of them.
        synonyms: List<List<Title>> = [];
        /// Words that a word also finds, such as `wifi = ["wireless"]`, but not the other way around.
        one_way: Map<Title, List<Title>>;
        /// What ranks higher or lower, in percent.
        weights: SearchWeights;
    }

    /// What counts more or less, in percent.
    SearchWeights {
        /// Promoted articles.
        promoted: Count<10, 400> = 115;
        /// Articles that are due for a review.
        stale: Count<10, 400> = 85;
        /// Articles of the kind `article`.
        article: Count<10, 400> = 100;
        /// Articles of the kind `faq`.
        faq: Count<10, 400> = 100;
        /// Articles of the kind `guide`.
        guide: Count<10, 400> = 100;
        /// Articles of the kind `video`.
        video: Count<10, 400> = 100;
        /// Articles of the kind `troubleshooting`.
        troubleshooting: Count<10, 400> = 100;
        /// Articles of the kind `form`.
        form: Count<10, 400> = 100;
    }

    /// Where pages send events.
    Events {
        /// A receiver of events, such as `answerbook collect`.
        endpoint: Endpoint;
        /// The share of visits that send events, in percent. Answers to "Was this page helpful?" are always sent.
        sample: Count<1, 100> = 100;
        /// Plausible Analytics.
        plausible: Plausible;
        /// Matomo.
        matomo: Matomo;
        /// PostHog.
        posthog: PostHog;
        /// Google Analytics 4, by its Measurement Protocol.
        ga4: Ga4;
    }

    /// Plausible Analytics.
    Plausible {
        /// The name of the site in Plausible, such as `help.example.com`.
        domain: Title = required;
        /// The address of Plausible. `https://plausible.io` by default.
        url: WebUrl;
    }

    /// Matomo.
    Matomo {
        /// The address of Matomo.
        url: WebUrl = required;
        /// The number of the site in Matomo.
        site: Count<1, 1_000_000> = required;
    }

    /// PostHog.
    PostHog {
        /// The project's key, which starts with `phc_`.
        key: Title = required;
        /// The address of PostHog. `https://eu.i.posthog.com` by default.
        url: WebUrl;
    }

    /// Google Analytics 4.
    Ga4 {
        /// The measurement id, such as `G-1A2B3C4D5E`.
        id: Title = required;
        /// A secret of the Measurement Protocol API. It can only send events; readers of a page can see it.
        secret: Title = required;
    }

    /// The link "Edit this page".
    Edit {
        /// The address of an article's source, with `{path}` for the file's path from the project folder.
        url: EditUrl = required;
    }

    /// How Markdown is read.
    Markdown {
        /// Keeps raw HTML as written. Otherwise it is sanitized.
        raw_html: bool = true;
        /// Highlights code.
        highlight: bool = true;
        /// Turns `:tada:` into an emoji.
        emoji: bool = true;
        /// Turns straight quotes into typographic ones.
        smart: bool = false;
        /// Shows ordered lists in guides as steps.
        steps: bool = true;
        /// Words per minute, for the reading time.
        reading_speed: Count<50, 1000> = 220;
    }

    /// How links are checked.
    Links {
        /// Starts of addresses that another system serves, such as `/blog/`. Links to them are not checked.
        elsewhere: List<Prefix> = [];
        /// Full addresses of this site, such as `https://help.example.com`. Links to them are checked.
        own_hosts: List<Host> = [];
    }

    /// What article pages show.
    Articles {
        /// The number of related articles below an article.
        related: Count<0, 20> = 4;
        /// The deepest heading in "On this page".
        outline_depth: Count<2, 6> = 3;
        /// Lists the category's articles next to the article on wide screens.
        sidebar: bool = false;
        /// How many days after its `reviewed` date an article is due for review.
        review_every: Count<1, 3650>;
    }
}
