//! The keys of `answerbook.toml`, with one declaration per key.
//!
//! This is the only list of keys. The structs that the file is parsed into, the check for unknown keys with its
//! suggestions, and the JSON Schema are all made from it. A doc comment is the key's description in the schema.
//! `= value` is its default in the schema, which a test compares with [`super::Config::default`]; `= required` marks a
//! required key.

use super::declare::{presence, tables};
use super::read::{BoundedNumber, FromToml, OrderedTable, ScalarText, Toml, TomlReader};
use super::schema::{self, KeyPresence, KeySchema};
use super::values::{
    BaseAddress, CodeName, Color, EditUrl, EditionName, Favicon, FolderKey, FolderPath, FontName, ForeignPrefix, Glob,
    Host, HostName, Href, Icon, KindName, Language, Level, LocaleFile, NewAddress, OldAddress, PicturePath, StatusName,
    StringsFile, Title, TreePattern, VariableName, VersionName, VersionOrigin, WebUrl,
};
use crate::source::Spanned;

mod listen;

pub(super) use listen::{
    ContactFieldTable, ContactNamesTable, ContactTable, EventsTable, FeedbackTable, Ga4, MatomoTable, NoticeTable,
    PlausibleTable, PostHogTable,
};

/// A list of values, each with its place in the file.
pub(super) type SpannedList<T> = Vec<Spanned<T>>;

/// The JSON Schema (draft 7 and later) of `answerbook.toml`, indented, with a newline at its end.
#[must_use]
pub fn json_schema() -> String {
    let mut schema = serde_json::json!({ "title": "answerbook.toml" });
    schema::merge(&mut schema, Root::schema());
    format!("{schema:#}\n")
}

tables! {
    /// Configuration of an Answerbook help center. Every key is optional.
    Root {
        /// The help center's name.
        title: Title = "Help Center";
        /// One sentence for search engines and the home page.
        description: String = "";
        /// The address of the published site, such as `https://help.example.com/` or `/help/`. Needed for the sitemap, the feed and canonical addresses.
        base_url: BaseAddress = "";
        /// BCP 47 tag of the content's language, such as `en` or `pt-BR`.
        language: Language = "en";
        /// The folder of articles. If there is no `content` folder, the project folder itself.
        content: FolderPath = "content";
        /// The folder of each additional `[[locale]]`, such as `i18n/{locale}/articles`. By default, a folder in the content folder, named after the locale.
        translations: TreePattern;
        /// The folder of files that are copied unchanged.
        static_: FolderPath = "static";
        /// The folder of reusable Markdown.
        snippets: FolderPath = "snippets";
        /// The folder of your own templates, styles, scripts and UI texts.
        theme: FolderPath = "theme";
        /// Patterns of files that are not read, from the project folder, such as `drafts/**`.
        ignore: SpannedList<Glob> = [];
        /// A version of the product that the help center covers, newest first.
        version: SpannedList<VersionTable> = [];
        /// A language that the help center is available in, besides `language`.
        locale: SpannedList<LocaleTable> = [];
        /// The look.
        brand: BrandTable;
        /// A link in the header.
        header: SpannedList<HeaderLinkTable> = [];
        /// The footer of every page.
        footer: FooterTable;
        /// Texts of the home page.
        home: HomeTable;
        /// A shortcut into the product, such as resetting a password.
        quick_task: SpannedList<QuickTaskTable> = [];
        /// A message on pages, such as an incident or a change.
        notice: SpannedList<NoticeTable> = [];
        /// How readers reach a person.
        contact: ContactTable;
        /// The question "Was this page helpful?".
        feedback: FeedbackTable;
        /// Settings for search.
        search: SearchTable;
        /// Where pages send events. Without an endpoint or a service, they send nothing.
        events: EventsTable;
        /// The link "Edit this page".
        edit: EditTable;
        /// How Markdown is read.
        markdown: MarkdownTable;
        /// The product that the help center is about.
        product: ProductTable;
        /// The terms that articles use.
        terms: TermsTable;
        /// Where and how `answerbook publish` sends the site.
        publish: PublishTable;
        /// How links are checked.
        links: LinksTable;
        /// What article pages show.
        articles: ArticlesTable;
        /// Values for `{{ name }}` in articles.
        variables: OrderedTable<VariableName, ScalarText>;
        /// Old addresses and where they lead now, such as `"/old/" = "/new/"`.
        redirects: OrderedTable<OldAddress, NewAddress>;
        /// Hosts to write redirects and headers for: `nginx`, `apache`, `s3` or `vercel`. `_redirects` and `_headers`, which Netlify, Cloudflare Pages and others read, are always written.
        hosts: SpannedList<HostName> = [];
        /// The severity of each diagnostic, by its code.
        diagnostics: OrderedTable<CodeName, Level>;
        /// The severity of each diagnostic in the files that match a pattern from the project folder, such as `content/archive/**`. Wins over `diagnostics`; later patterns win over earlier ones.
        diagnostics_by_path: OrderedTable<Glob, OrderedTable<CodeName, Level>>;
        /// Who may read articles that are not for everybody.
        access: AccessTable;
        /// The kind of articles that do not set `type`, by folder.
        kinds: OrderedTable<FolderKey, KindName>;
    }

    /// A version of the product that the help center covers.
    VersionTable {
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
        limit: BoundedNumber<1, 100> = 5;
    }

    /// A language that the help center is available in.
    LocaleTable {
        /// BCP 47 tag, such as `fr` or `pt-BR`.
        code: Language = required;
        /// The language's own name, such as `Français`. Known for most languages.
        label: Title;
        /// The help center's name in this language.
        title: Title;
        /// The help center's description in this language.
        description: Title;
        /// The links in the header in this language. They replace all others.
        header: SpannedList<HeaderLinkTable>;
        /// Keys of the footer that differ in this language.
        footer: FooterTable;
        /// Keys of the home page that differ in this language. By default, the translated home page.
        home: HomeTable;
        /// The quick tasks in this language. They replace all others.
        quick_task: SpannedList<QuickTaskTable>;
        /// Contact details that differ in this language.
        contact: ContactTable;
    }

    /// The look.
    BrandTable {
        /// The brand color, `#rrggbb`. The theme's green by default.
        color: Color;
        /// The typeface: `default`, `system`, or the path of a variable `.woff2` file.
        font: FontName = "default";
        /// A picture shown in the header.
        logo: PicturePath;
        /// The logo for dark pages, if another one is needed.
        logo_dark: PicturePath;
        /// The icon in the browser tab.
        favicon: Favicon;
        /// The picture for shared links.
        social_image: PicturePath;
        /// The organization, for structured data and the footer. The title by default.
        organization: String = "";
        /// The organization's website.
        organization_url: WebUrl;
    }

    /// A link in the header.
    HeaderLinkTable {
        /// What the reader sees.
        title: Title = required;
        /// Where it leads: `https://…`, `/…` or the path of an article's file.
        url: Href = required;
        /// Whether it stays in the header on phones, which have space for one or two short links. All links are in the footer, too.
        on_phones: bool = false;
    }

    /// A link.
    NavLinkTable {
        /// What the reader sees.
        title: Title = required;
        /// Where it leads: `https://…`, `/…` or the path of an article's file.
        url: Href = required;
    }

    /// The footer of every page.
    FooterTable {
        /// A line of inline Markdown, such as `© 2026 Acme`.
        text: String;
        /// A link in the footer.
        links: SpannedList<NavLinkTable> = [];
    }

    /// Texts of the home page.
    HomeTable {
        /// The large heading. The theme's own by default.
        title: String = "";
        /// The line below the heading.
        lead: String = "";
        /// The number of entries in "What's new".
        whats_new: BoundedNumber<0, 50> = 5;
        /// The number of articles in "Popular".
        popular: BoundedNumber<0, 50> = 6;
    }

    /// A shortcut into the product.
    QuickTaskTable {
        /// What the reader sees.
        title: Title = required;
        /// Where it leads: `https://…`, `/…` or the path of an article's file.
        url: Href = required;
        /// A second line.
        description: String = "";
        /// The name of an icon in the theme.
        icon: Icon;
        /// More words to find the task by in search.
        keywords: SpannedList<Title> = [];
    }

    /// Settings for search.
    SearchTable {
        /// Whether the site has a search index. Without one, search leads to the list of all articles.
        enabled: bool = true;
        /// Words to ignore, such as the product's own name.
        stop_words: SpannedList<Title> = [];
        /// Whether words that customers often use also find the words that articles use, such as "get my money back" for "refund".
        thesaurus: bool = true;
        /// Whether words also find words of the articles that mean nearly the same, such as "stolen" for "theft", in English.
        related: bool = true;
        /// Words with the same meaning, such as `["log in", "sign in"]`: a search for one finds all of them.
        synonyms: SpannedList<SpannedList<Title>> = [];
        /// Words that a word also finds, such as `wifi = ["wireless"]`, but not the other way around.
        one_way: OrderedTable<Title, SpannedList<Title>>;
        /// What ranks higher or lower, in percent.
        weights: SearchWeightsTable;
    }

    /// What counts more or less, in percent.
    SearchWeightsTable {
        /// Promoted articles.
        promoted: BoundedNumber<10, 400> = 115;
        /// Articles that are due for a review.
        stale: BoundedNumber<10, 400> = 85;
        /// Articles of the kind `article`.
        article: BoundedNumber<10, 400> = 100;
        /// Articles of the kind `faq`.
        faq: BoundedNumber<10, 400> = 100;
        /// Articles of the kind `guide`.
        guide: BoundedNumber<10, 400> = 100;
        /// Articles of the kind `video`.
        video: BoundedNumber<10, 400> = 100;
        /// Articles of the kind `troubleshooting`.
        troubleshooting: BoundedNumber<10, 400> = 100;
        /// Articles of the kind `form`.
        form: BoundedNumber<10, 400> = 100;
    }

    /// The link "Edit this page".
    EditTable {
        /// The address of an article's source, with `{path}` for the file's path from the project folder.
        url: EditUrl = required;
    }

    /// How Markdown is read.
    MarkdownTable {
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
        reading_speed: BoundedNumber<50, 1000> = 220;
    }

    /// The product that the help center is about.
    ProductTable {
        /// The files of the product's texts, with `{locale}` for the locale's code, such as `strings/{locale}.json`. JSON, ARB, YAML, PO, `.strings` and XLIFF.
        strings: SpannedList<StringsFile> = [];
    }

    /// The terms that articles use.
    TermsTable {
        /// The file of the terms of each locale, with `{locale}` for the locale's code.
        files: LocaleFile = "terms/{locale}.toml";
    }

    /// Where and how `answerbook publish` sends the site.
    PublishTable {
        /// Where the site is published: a folder, `s3://bucket/path`, `gs://bucket/path` or `az://container/path`.
        target: Title;
        /// How many days assets and downloads stay after the site no longer needs them, and how long `--rollback` works.
        grace: BoundedNumber<0, 365> = 7;
        /// How many seconds browsers and CDNs may keep pages, and other files whose names stay when their content changes.
        page_age: BoundedNumber<0, 31_536_000> = 60;
        /// How many seconds they may keep files whose names change with their content.
        asset_age: BoundedNumber<0, 31_536_000> = 31_536_000;
        /// A command of the system's shell that gets the addresses that changed, one per line, to drop them from caches.
        purge_command: Title;
    }

    /// How links are checked.
    LinksTable {
        /// Starts of addresses that another system serves, such as `/blog/`, or schemes of apps, such as `acme-app:`. Links
        /// to them are not checked.
        elsewhere: SpannedList<ForeignPrefix> = [];
        /// Full addresses of this site, such as `https://help.example.com`. Links to them are checked.
        own_hosts: SpannedList<Host> = [];
    }

    /// Who may read articles that are not for everybody.
    AccessTable {
        /// Values of `access` and similar keys that mean everybody, besides `public`, `everyone` and the like.
        public: SpannedList<Title> = [];
        /// Values of articles that are in no edition.
        left_out: SpannedList<Title> = [];
        /// The editions besides the public one, and the values of the articles that each of them adds, such as `internal = ["internal", "staff"]`. `--edition internal` builds it.
        editions: OrderedTable<EditionName, SpannedList<Title>>;
        /// The value of articles that do not set `access`, by folder, such as `"staff" = "internal"`.
        folders: OrderedTable<FolderKey, Title>;
    }

    /// What article pages show.
    ArticlesTable {
        /// The number of related articles below an article.
        related: BoundedNumber<0, 20> = 4;
        /// The deepest heading in "On this page".
        outline_depth: BoundedNumber<2, 6> = 3;
        /// Lists the category's articles next to the article on wide screens. By default, help centers with 100 or more articles do.
        sidebar: bool;
        /// How many days after its last review an article is due for review, or after its last change if it was never reviewed.
        review_every: BoundedNumber<1, 3650>;
    }
}
