//! The meaning of each front-matter key: our own, and those of Hugo, Zola, Jekyll, Docusaurus, MkDocs Material,
//! Starlight and DocFX.
//!
//! A key of another tool either sets one of our fields or is known and ignored, so that a folder written for another
//! tool builds without warnings. As in Hugo, letter case does not matter.

/// A field that a key can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // each is the field of `Meta` with the same name
pub enum MetaField {
    Title,
    ShortTitle,
    Description,
    Kind,
    Id,
    Slug,
    Permalink,
    Aliases,
    Order,
    Labels,
    Keywords,
    Promoted,
    Related,
    Owner,
    Reviewed,
    ReviewedBy,
    ReviewEvery,
    Watches,
    Updated,
    Publish,
    Expires,
    Draft,
    Video,
    Toc,
    Feedback,
    Search,
    Contact,
    Icon,
    Form,
    Lang,
    TranslatedFrom,
    TranslationKey,
    Unlisted,
    Access,
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyMeaning {
    /// Sets a field. If several keys set the same field, the one with the lowest rank wins; our own keys have rank 0.
    Field(MetaField, u8),
    /// An inverted switch, such as `published: false` for a draft.
    Inverted(MetaField),
    /// A table whose keys are looked up as `table.key`.
    Group,
    /// Material's `hide`: a list of page parts to hide.
    Hide,
    /// One of Hugo's build options (`_build.list: never`).
    BuildList,
    /// Known, without an equivalent here.
    Ignored,
    /// Known, without an equivalent here, and readers would notice its absence. The text says what to do instead.
    Lost(&'static str),
    /// Not known.
    Unknown,
}

/// Our own keys, for "did you mean".
pub const OWN: &[&str] = &[
    "title",
    "short_title",
    "description",
    "type",
    "id",
    "slug",
    "permalink",
    "aliases",
    "order",
    "labels",
    "keywords",
    "promoted",
    "related",
    "owner",
    "reviewed",
    "reviewed_by",
    "review_every",
    "watches",
    "updated",
    "draft",
    "publish",
    "expires",
    "video",
    "toc",
    "feedback",
    "search",
    "contact",
    "icon",
    "form_url",
    "lang",
    "translated_from",
    "unlisted",
    "access",
];

/// Common keys of other tools, also for "did you mean".
pub const FAMILIAR: &[&str] = &[
    "linkTitle",
    "weight",
    "tags",
    "lastmod",
    "nav_order",
    "sidebar_position",
    "sidebar_label",
    "redirect_from",
    "publishDate",
    "expiryDate",
    "last_modified_at",
    "hide_table_of_contents",
];

/// Keys of other tools for things that we do not have: authors, pictures for social networks, layout, build settings,
/// and data for a site's own templates.
#[rustfmt::skip]
const IGNORED: &[&str] = &[
    // Hugo and Docsy
    "images", "image", "thumbnail", "featured_image", "cover", "cascade", "layout", "markup", "outputs", "resources",
    "headless", "menu", "menus", "series", "categories", "category", "iscjklanguage", "author", "authors",
    "params", "no_list", "simple_list", "manuallinkrelref", "manuallinktitle", "manuallinktarget", "toc_root",
    "body_class", "github_repo", "github_subdir", "github_url", "path_base_for_github_subdir", "sitemap", "sitemap_exclude",
    "show_comments", "comments", "math", "katex", "mermaid", "linkcolor", "content_type", "card", "spelling", "notoc_root",
    "hide_feedback", "hide_readingtime", "readingtime", "showtoc", "bookcomments", "bookflatsection",
    // Zola
    "template", "page_template", "sort_by", "paginate_by", "paginate_path", "paginate_reversed", "insert_anchor_links",
    "render", "redirect_to_section", "transparent", "generate_feeds", "generate_feed", "extra", "authors_list",
    // Jekyll and its themes
    "excerpt_separator", "has_children", "has_toc", "parent", "grand_parent", "nav_fold", "breadcrumbs", "sidebar_main",
    "sidenav", "twitter_card", "collection", "defaults", "class", "last_modified_at_format", "comments_id", "header",
    "footer", "meta_title", "robots", "canonical_url", "author_profile", "show_date", "styles", "scripts",
    // Obsidian
    "cssclass", "cssclasses", "mobile",
    // MyST, Sphinx
    "myst", "html_meta", "relatedlinks", "sequential_nav", "orphan", "tocdepth", "nosearch", "kernelspec", "jupytext",
    "file_format", "substitutions",
    // Docusaurus
    "pagination_label", "pagination_next", "pagination_prev", "pagination", "custom_edit_url", "hide_title",
    "toc_min_heading_level", "toc_max_heading_level", "parse_number_prefixes", "displayed_sidebar", "sidebar_class_name",
    "sidebar_custom_props", "hide_table_of_contents_mobile", "format", "mdx", "last_update.author", "default_lang_commit",
    "wrapperclassname", "custom_props",
    // MkDocs Material
    "status", "subtitle", "revision_date", "hide_footer", "links", "readtime", "search.boost", "social", "template_name",
    // Starlight and VitePress
    "editurl", "head", "hero", "banner", "prev", "next", "sidebar.badge", "sidebar.attrs", "outline", "aside", "navbar",
    "features", "pageclass", "titletemplate", "outlinedepth",
    // GitHub's, Kubernetes' and GitLab's documentation
    "versions", "children", "permissions", "allowtitletodifferfromfilename", "product", "changelog", "defaultplatform",
    "defaulttool", "learningtracks", "featuredlinks", "childgroups", "reviewers", "min-kubernetes-server-version",
    "feature", "stage", "group", "info", "ignore_in_report",
    // DocFX
    "uid", "documentationcenter", "services", "manager", "editor", "api_name", "api_type", "topic_type", "api_location",
    "feedback_system", "feedback_product_url", "feedback_help_link_url", "no-loc", "localization_priority", "recommendations",
    "titlesuffix", "pcx_content_type", "dev_langs", "assetid", "mtps_version", "helpviewer_keywords", "toc_title", "summary_list",
];

/// Keys of other tools that restrict who may read a page: Zendesk, Document360, Freshdesk, Intercom, GitBook, Ghost,
/// Confluence, and plug-ins and themes of Docusaurus, Hugo, Jekyll and MkDocs.
#[rustfmt::skip]
const RESTRICTING: &[&str] = &[
    "visibility", "visible_to", "access_level", "access_levels", "access_group", "access_groups", "access_control",
    "accesscontrol", "acl", "audience", "audiences", "security_level", "confidentiality", "classification",
    "sensitivity", "private", "is_private", "isprivate", "restricted", "is_restricted", "isrestricted", "restricted_to",
    "restrict_to", "restrictions", "read_restrictions", "internal", "is_internal", "isinternal", "internal_only",
    "internal_use_only", "staff_only", "agents_only", "employees_only", "members_only", "membersonly", "membership",
    "subscribers_only", "customers_only", "partners_only", "paid", "premium", "tiers", "user_segment",
    "user_segments", "user_segment_id", "user_segment_ids", "groups", "user_groups", "usergroups", "allowed_groups",
    "permitted_groups", "security_groups", "roles", "allowed_roles", "required_role", "required_roles",
    "allowed_users", "viewers", "permission_groups", "entitlement", "entitlements", "login_required", "require_login",
    "requires_login", "requireslogin", "requires_auth", "require_auth", "auth_required", "authenticated", "gated",
    "protected", "password", "encrypted", "confidential",
];

/// Keys of other tools that say that everybody may read a page.
const OPENING: &[&str] = &["public", "is_public", "ispublic", "isvisibleinpkb"];

/// What a key means; nested keys are written `table.key`.
#[must_use]
pub fn meaning(key: &str) -> KeyMeaning {
    use KeyMeaning::{BuildList, Field as Is, Group, Hide, Inverted, Lost};
    use MetaField as F;
    let key = key.to_ascii_lowercase();
    match key.as_str() {
        "title" => Is(F::Title, 0),
        "short_title" => Is(F::ShortTitle, 0),
        "linktitle" | "sidebar_label" | "sidebar.label" | "nav_title" | "sidebartitle" | "navtitle" | "menutitle"
        | "shorttitle" => Is(F::ShortTitle, 1),
        "description" => Is(F::Description, 0),
        "summary" | "excerpt" | "meta_description" | "lead" | "intro" => Is(F::Description, 1),
        "type" => Is(F::Kind, 0),
        "id" => Is(F::Id, 0),
        "slug" => Is(F::Slug, 0),
        "permalink" => Is(F::Permalink, 0),
        "url" | "path" => Is(F::Permalink, 1),
        "aliases" => Is(F::Aliases, 0),
        "alias" | "redirect_from" | "redirects" | "redirect_urls" => Is(F::Aliases, 1),
        "order" => Is(F::Order, 0),
        "weight" | "nav_order" | "sidebar_position" | "sidebar.order" | "position" => Is(F::Order, 1),
        "labels" => Is(F::Labels, 0),
        "tags" | "tag" | "label" | "topics" | "taxonomies.tags" | "taxonomies.labels" => Is(F::Labels, 1),
        "keywords" => Is(F::Keywords, 0),
        "keyword" | "f1_keywords" => Is(F::Keywords, 1),
        "promoted" => Is(F::Promoted, 0),
        "featured" | "pinned" => Is(F::Promoted, 1),
        "related" => Is(F::Related, 0),
        "see_also" | "related_articles" => Is(F::Related, 1),
        "owner" => Is(F::Owner, 0),
        "reviewed" => Is(F::Reviewed, 0),
        "last_reviewed" | "reviewed_on" | "last_reviewed_on" => Is(F::Reviewed, 1),
        "reviewed_by" => Is(F::ReviewedBy, 0),
        "watches" => Is(F::Watches, 0),
        "review_every" | "review_in" => Is(F::ReviewEvery, 0),
        "updated" => Is(F::Updated, 0),
        "lastmod" | "last_modified_at" | "last_modified" | "modified" | "last_update.date" | "lastupdated"
        | "ms.date" => Is(F::Updated, 1),
        "publish" => Is(F::Publish, 0),
        "publishdate" | "pubdate" | "published_at" => Is(F::Publish, 1),
        "date" => Is(F::Publish, 2),
        "expires" => Is(F::Expires, 0),
        "expirydate" | "unpublishdate" => Is(F::Expires, 1),
        "draft" => Is(F::Draft, 0),
        "published" => Inverted(F::Draft),
        "video" => Is(F::Video, 0),
        "toc" => Is(F::Toc, 0),
        "tableofcontents" | "show_toc" => Is(F::Toc, 1),
        "hide_table_of_contents" | "notoc" | "disable_toc" => Inverted(F::Toc),
        "feedback" => Is(F::Feedback, 0),
        "search" => Is(F::Search, 0),
        "in_search_index" | "pagefind" | "search.include" => Is(F::Search, 1),
        "search.exclude" | "exclude_search" | "search_exclude" | "hide_from_search" => Inverted(F::Search),
        "contact" => Is(F::Contact, 0),
        "icon" => Is(F::Icon, 0),
        "form_url" => Is(F::Form, 0),
        "lang" => Is(F::Lang, 0),
        "translated_from" => Is(F::TranslatedFrom, 0),
        "translationkey" | "translation_key" | "page_id" | "lang_ref" | "lang-ref" => Is(F::TranslationKey, 1),
        "unlisted" => Is(F::Unlisted, 0),
        "access" => Is(F::Access, 0),
        _ if RESTRICTING.contains(&key.as_str()) => Is(F::Access, 1),
        _ if OPENING.contains(&key.as_str()) => Inverted(F::Access),
        "sidebar.hidden" | "nav_exclude" | "toc_hide" | "hidden" | "bookhidden" => Is(F::Unlisted, 1),
        "sidebar" | "last_update" | "taxonomies" | "_build" | "build" | "ms" => Group,
        "hide" => Hide,
        "_build.list" | "build.list" => BuildList,
        "redirect_to" | "redirect_url" | "manuallink" | "target" | "external_url" | "redirect" => {
            Lost("list the address under `[redirects]` in `answerbook.toml` and delete the file")
        }
        _ if is_ignored(&key) => KeyMeaning::Ignored,
        _ => KeyMeaning::Unknown,
    }
}

fn is_ignored(key: &str) -> bool {
    let families =
        ["ms.", "og_", "og:", "twitter_", "twitter:", "_build.", "build.", "taxonomies.", "sidebar.", "last_update."];
    IGNORED.contains(&key) || families.iter().any(|family| key.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_own_key_is_understood_and_first_in_rank() {
        for key in OWN {
            assert!(matches!(meaning(key), KeyMeaning::Field(_, 0)), "`{key}` is {:?}", meaning(key));
        }
    }

    #[test]
    fn ignored_keys_are_not_also_understood() {
        for key in IGNORED {
            assert_eq!(meaning(key), KeyMeaning::Ignored, "{key}");
        }
    }

    #[test]
    fn letter_case_does_not_count() {
        assert_eq!(meaning("linkTitle"), KeyMeaning::Field(MetaField::ShortTitle, 1));
        assert_eq!(meaning("MS.Date"), KeyMeaning::Field(MetaField::Updated, 1));
    }

    #[test]
    fn strange_keys_are_unknown() {
        assert_eq!(meaning("descripton"), KeyMeaning::Unknown);
    }
}
