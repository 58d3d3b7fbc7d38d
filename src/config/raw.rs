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
        /// Where the site will live, such as `https://help.example.com/` or `/help/`. Needed for the sitemap, the feed and canonical addresses.
        base_url: Base = "";
        /// BCP 47 tag of the content's language, such as `en` or `pt-BR`.
        language: Language = "en";
        /// The folder of articles. Where there is no folder `content`, the project's folder itself.
        content: Folder = "content";
        /// Where the articles of each further `[[locale]]` are, such as `i18n/{locale}/articles`. A folder of the content folder that is named after it where not given.
        translations: TreePattern;
        /// The folder of files that are copied as they are.
        static_: Folder = "static";
        /// The folder of reusable Markdown.
        snippets: Folder = "snippets";
        /// The folder of your own templates, styles, scripts and UI texts.
        theme: Folder = "theme";
        /// Patterns of files that are not read, from the project's folder, such as `drafts/**`.
        ignore: List<Glob> = [];
        /// A version of the product that the help center is about, the newest first.
        version: List<Version> = [];
        /// A language that the help center is written in, beside `language`.
        locale: List<Locale> = [];
        /// The look.
        brand: Brand;
        /// A link in the header.
        header: List<NavLink> = [];
        /// The foot of every page.
        footer: Footer;
        /// Texts of the home page.
        home: Home;
        /// A shortcut into the product, such as resetting a password.
        quick_task: List<QuickTask> = [];
        /// Ways to a person.
        contact: Contact;
        /// The question "Was this helpful?".
        feedback: Feedback;
        /// What search knows beside the articles.
        search: Search;
        /// Where pages tell what readers do. Nowhere, unless a receiver is named.
        events: Events;
        /// The link "Edit this page".
        edit: Edit;
        /// How Markdown is read.
        markdown: Markdown;
        /// How links are judged.
        links: Links;
        /// What article pages show.
        articles: Articles;
        /// Names that `{{ name }}` stands for in articles.
        variables: Map<VariableName, Scalar>;
        /// Old addresses and where they lead now, such as `"/old/" = "/new/"`.
        redirects: Map<OldAddress, NewAddress>;
        /// The severity of each diagnostic, by its code.
        diagnostics: Map<CodeName, Level>;
        /// The kind of articles that name none themselves, by their folder.
        kinds: Map<FolderKey, KindName>;
    }

    /// A version of the product that the help center is about.
    Version {
        /// Its name in addresses, such as `2.4`. For a pattern of git references, `*` is what its `*` stands for, and `{major}`, `{minor}` and `{patch}` are its numbers.
        id: VersionName;
        /// Its name for readers. The id where not given.
        label: Title;
        /// Where its articles are: `dir:` and a folder, or `git:` and a tag, branch or pattern such as `v*`. The content folder where not given.
        source: VersionOrigin;
        /// How it stands to the others: `prerelease`, `latest`, `supported` or `eol`. The first version is `latest` and all others are `supported` where not given.
        status: StatusName;
        /// Where the articles of each further locale are, with `{locale}` for its code. Folders of the version's own folder where not given.
        translations: TreePattern;
        /// Whether what an earlier build wrote of this version stays as it is.
        frozen: bool = false;
        /// How many versions a pattern stands for at most, the newest ones.
        limit: Count<1, 100> = 5;
    }

    /// A language that the help center is written in.
    Locale {
        /// BCP 47 tag, such as `fr` or `pt-BR`.
        code: Language = required;
        /// Its name in itself, such as `Français`. Known for most languages.
        label: Title;
        /// The help center's name in this language.
        title: Title;
        /// The help center's description in this language.
        description: Title;
        /// The links in the header in this language, instead of all others.
        header: List<NavLink>;
        /// What the foot of every page says otherwise.
        footer: Footer;
        /// What the home page says otherwise. Without it, the home page's own article comes first.
        home: Home;
        /// The shortcuts into the product in this language, instead of all others.
        quick_task: List<QuickTask>;
        /// The ways to a person that are others in this language.
        contact: Contact;
    }

    /// The look.
    Brand {
        /// The brand's colour, `#rrggbb`. The theme's evergreen where not given.
        color: Color;
        /// The typeface: `default`, `system`, or the path of a variable `.woff2` file.
        font: FontName = "default";
        /// A picture shown in the header.
        logo: Picture;
        /// The logo for dark pages, if another one is needed.
        logo_dark: Picture;
        /// The icon of the browser tab.
        favicon: Favicon;
        /// The picture that shared links show.
        social_image: Picture;
        /// The organisation, for structured data and the footer. The title where not given.
        organization: String = "";
        /// The organisation's own site.
        organization_url: WebUrl;
    }

    /// A link.
    NavLink {
        /// What the reader sees.
        title: Title = required;
        /// Where it leads: `https://…`, `/…` or the path of an article's file.
        url: Href = required;
    }

    /// The foot of every page.
    Footer {
        /// A line of inline Markdown, such as `© 2026 Acme`.
        text: String;
        /// A link in the footer.
        links: List<NavLink> = [];
    }

    /// Texts of the home page.
    Home {
        /// The large question. The theme's own where not given.
        title: String = "";
        /// The line below it.
        lead: String = "";
        /// How many entries "What's new" shows.
        whats_new: Count<0, 50> = 5;
        /// How many promoted articles "Popular" shows.
        popular: Count<0, 50> = 6;
    }

    /// A shortcut into the product.
    QuickTask {
        /// What the reader sees.
        title: Title = required;
        /// Where it leads: `https://…`, `/…` or the path of an article's file.
        url: Href = required;
        /// One line more.
        description: String = "";
        /// The name of an icon of the theme.
        icon: Icon;
        /// Words that find it in search.
        keywords: List<Title> = [];
    }

    /// Ways to a person.
    Contact {
        /// The page that contact links lead to instead of the built-in contact page.
        url: Href;
        /// Where the contact form posts: an address, `netlify` for Netlify Forms, or `mailto:` for an e-mail with everything filled in. Without it there is no form.
        form: FormTarget;
        /// E-mail address.
        email: Email;
        /// Phone number as shown.
        phone: Phone;
        /// Address of a chat.
        chat: Href;
        /// Opening hours.
        hours: String = "";
        /// The time zone of the opening hours, such as `Europe/London`: readers see what time it is there.
        time_zone: TimeZone;
        /// When the ways to a person are shown: `always`, `after-search` (once a subject was typed) or `after-answer` (once an answer was read).
        mode: ContactMode = "always";
        /// What to expect, such as `We answer within one working day.`
        promise: String = "";
    }

    /// The question "Was this helpful?".
    Feedback {
        /// Whether articles ask it. Front matter can still switch it off.
        enabled: bool = true;
        /// Where the form posts, if not to the end point of `[events]`. Without either the question is not asked.
        endpoint: Endpoint;
    }

    /// What search knows beside the articles.
    Search {
        /// Whether there is an index to search in. Without one, search leads to the list of all articles.
        enabled: bool = true;
        /// Words that tell nothing here, such as the product's own name.
        stop_words: List<Title> = [];
        /// Words that mean the same, such as `["log in", "sign in"]`: who searches for one finds all.
        synonyms: List<List<Title>> = [];
        /// What else a word finds, such as `wifi = ["wireless"]`, but not the other way round.
        one_way: Map<Title, List<Title>>;
        /// What counts more or less, in percent.
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

    /// Where pages tell what readers do.
    Events {
        /// A receiver of events, such as `answerbook collect`.
        endpoint: Endpoint;
        /// The share of visits that are told of, in percent. Answers to "Was this helpful?" are always told.
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
        /// The site's name there, such as `help.example.com`.
        domain: Title = required;
        /// Where Plausible lives. `https://plausible.io` where not given.
        url: WebUrl;
    }

    /// Matomo.
    Matomo {
        /// Where Matomo lives.
        url: WebUrl = required;
        /// The site's number there.
        site: Count<1, 1_000_000> = required;
    }

    /// PostHog.
    PostHog {
        /// The project's key, which starts with `phc_`.
        key: Title = required;
        /// Where PostHog lives. `https://eu.i.posthog.com` where not given.
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
        /// The address of an article's source, with `{path}` for the file's path from the project's folder.
        url: EditUrl = required;
    }

    /// How Markdown is read.
    Markdown {
        /// Raw HTML passes through. Otherwise it is sanitised.
        raw_html: bool = true;
        /// Code blocks are coloured.
        highlight: bool = true;
        /// `:tada:` becomes an emoji.
        emoji: bool = true;
        /// Straight quotes become typographic ones.
        smart: bool = false;
        /// Ordered lists in a guide are drawn as steps.
        steps: bool = true;
        /// Words a minute, for the reading time.
        reading_speed: Count<50, 1000> = 220;
    }

    /// How links are judged.
    Links {
        /// Starts of addresses that another system serves, such as `/blog/`. Links there are not checked.
        elsewhere: List<Prefix> = [];
        /// Absolute addresses that are this site, such as `https://help.example.com`. Links there are checked.
        own_hosts: List<Host> = [];
    }

    /// What article pages show.
    Articles {
        /// How many related articles to show.
        related: Count<0, 20> = 4;
        /// Deepest heading level in the outline.
        outline_depth: Count<2, 6> = 3;
        /// Whether the category's articles stand beside the article on wide screens.
        sidebar: bool = false;
        /// After how many days without a review an article is reported as stale.
        review_every: Count<1, 3650>;
    }
}
