//! Tests for front matter as articles use it.

use super::*;
use crate::content::front_matter;
use crate::source::Sources;

/// Reads front matter (without its fences) of `billing/refund-window.md` and formats it with `show`.
#[track_caller]
fn check(yaml: &str, show: impl Fn(&Meta) -> String, expected: &str, codes: &[&str]) {
    let text = format!("---\n{yaml}\n---\n");
    let path = ProjectPath::new("content/billing/refund-window.md");
    let source = Sources::default().add(path.clone(), text.as_str());
    let mut diagnostics = Vec::new();
    let front = front_matter::read(source, &text).unpack(&mut diagnostics);
    let head = ArticleKeys::read(source, &front.table, "{{< param asked >}}").unpack(&mut diagnostics);
    let kind = kind(&head).unpack(&mut diagnostics).unwrap_or_default();
    let body = Body { lead: "It is long. Very.".into(), ..Body::default() };
    let key = ArticleKey::new("billing/refund-window");
    let around = MetaContext {
        path: &path,
        key: &key,
        site_title: "Help",
        kind,
        body: &body,
        original: None,
        place: None,
        changed: None,
        wording: None,
    };
    let meta = complete(&head, &around).unpack(&mut diagnostics);
    assert_eq!(show(&meta), expected);
    let found: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect();
    assert_eq!(found, codes, "{diagnostics:#?}");
}

#[test]
fn what_is_not_given_is_filled_in() {
    let show =
        |meta: &Meta| format!("{} | {} | {} | {}", meta.title, meta.short_title, meta.description, meta.has_lead);
    check("", show, "Refund window | Refund window | It is long. | false", &[]);
    check("title: 123\nlinkTitle: x\ndescription: d", show, "123 | x | d | true", &[]);
}

#[test]
fn foreign_keys_are_understood() {
    check("weight: 010", |meta| format!("{:?}", meta.order), "Some(10000)", &[]);
    check(
        "sidebar:\n  order: 2\n  label: S",
        |meta| format!("{:?}{}", meta.order, meta.short_title),
        "Some(2000)S",
        &[],
    );
    check("ms.date: 04/16/2019", |meta| format!("{:?}", meta.updated), "Some(2019-04-16)", &[]);
    check(
        "last_update:\n  date: 2024-05-02\n  author: x",
        |meta| format!("{:?}", meta.updated),
        "Some(2024-05-02)",
        &[],
    );
    check("published: false", |meta| meta.draft.to_string(), "true", &[]);
    check("search:\n  exclude: true", |meta| meta.search.to_string(), "false", &[]);
    check("hide:\n  - toc", |meta| meta.toc.to_string(), "false", &[]);
    check("taxonomies:\n  tags: [a, b]", |meta| meta.labels.join("+"), "a+b", &[]);
    check("tags: a, b", |meta| meta.labels.join("+"), "a+b", &[]);
    check("_build:\n  list: never", |meta| meta.unlisted.to_string(), "true", &[]);
    check("type: docs", |meta| meta.kind.name().into(), "article", &[]);
}

#[test]
fn our_own_keys_win() {
    check("weight: 9\norder: 1", |meta| format!("{:?}", meta.order), "Some(1000)", &[]);
    check("date: 2024-01-01\npublishDate: 2024-02-01", |meta| format!("{:?}", meta.publish), "Some(2024-02-01)", &[]);
}

#[test]
fn kinds_may_be_shouted() {
    check("type: FAQ", |meta| meta.kind.name().into(), "faq", &[]);
    check("type: fqa", |meta| meta.kind.name().into(), "article", &["front-matter/value"]);
}

#[test]
fn addresses_are_whole_or_a_segment() {
    let show = |meta: &Meta| {
        let slug = meta.slug.as_ref().map_or("-", |slug| &slug.value);
        let permalink = meta.permalink.as_ref().map_or("-", |permalink| permalink.value.as_str());
        format!("{slug} {permalink}")
    };
    check("slug: Get Money", show, "get-money -", &[]);
    check("slug: /get/money", show, "- /get/money/", &[]);
    check("slug: a/b", show, "- -", &["front-matter/value"]);
    check("permalink: /a/b.html", show, "- /a/b.html", &[]);
    check("url: /v3.5", show, "- /v3.5/", &[]);
    check("permalink: /:categories/:title/", show, "- -", &[]);
    check("url: https://example.com/x", show, "- -", &["front-matter/value"]);
}

#[test]
fn videos_are_an_address_or_a_table() {
    let show = |meta: &Meta| {
        meta.video.as_ref().map_or("-".into(), |video| format!("{} {:?}", video.url.value, video.duration))
    };
    check("video: tour.mp4", show, "tour.mp4 None", &[]);
    check("video: { url: a.mp4, duration: '5:12' }", show, "a.mp4 Some(312)", &[]);
    check("video: { ulr: a.mp4 }", show, "-", &["front-matter/unknown-key", "front-matter/value"]);
}

#[test]
fn mistakes_are_reported_and_left_out() {
    let title = |meta: &Meta| meta.title.clone();
    check("asked: x", title, "Refund window", &[]);
    check("descripton: x", title, "Refund window", &["front-matter/unknown-key"]);
    check("order: first", |meta| format!("{:?}", meta.order), "None", &["front-matter/value"]);
    check("updated: soon", |meta| format!("{:?}", meta.updated), "None", &["front-matter/value"]);
    check("draft: perhaps", |meta| meta.draft.to_string(), "false", &["front-matter/type"]);
    check("title: [a]", title, "Refund window", &["front-matter/type"]);
    check("redirect_to: /x/", title, "Refund window", &["front-matter/foreign-key"]);
}

#[test]
fn keys_of_other_tools_restrict() {
    let show = |meta: &Meta| match &meta.access {
        None => "unsaid".to_owned(),
        Some(access) => access.iter().flat_map(|it| it.values.clone()).collect::<Vec<_>>().join(" "),
    };
    for (front, expected) in [
        ("title: A", "unsaid"),
        ("private: true", "private"),
        ("private: false", ""),
        ("public: false", "private"),
        ("visibility: Internal", "internal"),
        ("visibility: public", ""),
        ("user_segment_id: 1234", "1234"),
        ("user_segment_id:", "unsaid"),
        ("groups: [staff, everyone]", ""),
        ("groups: [staff, partners]\nroles: [admin]", "staff partners admin"),
        ("password: swordfish", "password"),
        ("audience: developer", "unsaid"),
        ("audience: employees", "employees"),
    ] {
        check(front, show, expected, &[]);
    }
}

#[test]
fn a_review_needs_a_date_to_count_from() {
    let show = |meta: &Meta| format!("{:?}", meta.review_every);
    check("review_every: 30", show, "Some(30)", &["front-matter/value"]);
    check("review_every: 30\nreviewed: 2026-01-01", show, "Some(30)", &[]);
    check("review_every: 30\nupdated: 2026-01-01", show, "Some(30)", &[]);
}
