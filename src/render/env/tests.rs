use minijinja::context;

use super::*;
use crate::diagnostic::{Diagnostic, Place};
use crate::source::Sources;
use crate::theme::fixture;

const DEFAULTS: [(&str, &str); 5] = [
    ("templates/base.html", "<{% block main %}base{% endblock %}>"),
    ("templates/page.html", "{% extends \"base.html\" %}{% block main %}{{ page.title }}{% endblock %}"),
    ("templates/parts/card.html", "{{ card.title }}"),
    ("icons/folder.svg", "<svg/>"),
    (
        "i18n/en.toml",
        "link-to = \"Link to {title}\"\narticles = { one = \"{count} article\", other = \"{count} articles\" }",
    ),
];

/// The rendered page, or the diagnostic and the text that it points to.
fn render(site: &[(&str, &str)]) -> Result<String, Box<(Diagnostic, String)>> {
    let mut sources = Sources::default();
    let theme = fixture::theme(&mut sources, &DEFAULTS, site);
    let texts = UiTexts::load(&theme, "en").value;
    let env = environment(&theme, Arc::new(texts));
    let site = SharedSite::value(context! { title => "Help" }, CommonParts::default());
    let list = |name: &str, hrefs: &[&str]| {
        let hrefs = hrefs.iter().map(|href| (*href).to_owned()).collect();
        NamedValue::list(name.to_owned(), hrefs, |hrefs| hrefs.iter().map(|href| ("x", href.clone())).collect())
    };
    let (ab, cd, other) = (list("two", &["/a/", "/b/"]), list("two", &["/c/", "/d/"]), list("one", &["/e/"]));
    let table = NamedValue::table("table".to_owned(), "/t/".to_owned(), |href| BTreeMap::from([("href", href)]));
    let page = context! { title => "A & B", none => (), ab, cd, other, table };
    let rendered = env.get_template("page.html").and_then(|template| template.render(context! { site, page }));
    rendered.map_err(|error| {
        let diagnostic = template_error(&error, &theme);
        let shown = match &diagnostic.place {
            Place::Span(span) => sources[span.source].text[span.range.clone()].to_owned(),
            other => format!("{other:?}"),
        };
        Box::new((diagnostic, shown))
    })
}

#[track_caller]
fn check(page: &str, expected: &str) {
    assert_eq!(render(&[("templates/page.html", page)]), Ok(expected.to_owned()));
}

#[track_caller]
fn check_error(page: &str, message: &str, shown: &str, help: &str) {
    let (diagnostic, found) = *render(&[("templates/page.html", page)]).expect_err("the template is wrong");
    assert_eq!((diagnostic.message.as_str(), found.as_str()), (message, shown));
    assert_eq!(diagnostic.help.join("; "), help);
}

/// The help if nothing more specific is known.
const MEND: &str = "fix the template, or delete it to use the theme's own";

#[test]
fn a_template_extends_the_one_it_overrides() {
    assert_eq!(render(&[]), Ok("<A &amp; B>".into()));
    check("{% extends 'default/page.html' %}{% block main %}[{{ super() }}]{% endblock %}", "<[A &amp; B]>");
}

#[test]
fn an_overridden_base_is_that_of_all_templates() {
    assert_eq!(render(&[("templates/base.html", "({% block main %}{% endblock %})")]), Ok("(A &amp; B)".into()));
}

#[test]
fn texts_are_looked_up_filled_and_escaped() {
    check("{{ t('link-to', title=page.title) }}", "Link to A &amp; B");
    check("{{ t('articles', count=1) }}, {{ t('articles', count=2) }}", "1 article, 2 articles");
}

#[test]
fn icons_are_drawn() {
    let icon = "<svg class=\"icon\" width=\"20\" height=\"20\" aria-hidden=\"true\"/>";
    check("{{ icon('folder') }}{{ icon(page.none) }}", &format!("{icon}{icon}"));
    check_error(
        "{{ icon('folder', sise=3) }}",
        "too many arguments: unknown keyword argument 'sise'",
        "icon('folder', sise=3)",
        MEND,
    );
}

#[test]
fn a_shared_template_sees_the_site_and_what_it_is_given() {
    let check = |part: &str, page: &str, expected: &str| {
        let files = [("templates/page.html", page), ("templates/part.html", part)];
        assert_eq!(render(&files), Ok(expected.to_owned()));
    };
    let given = "{{ site.title }} {{ value }}{% if page %} and the page{% endif %}; ";
    check(given, "{{ shared('part.html', value=page.title) }}", "Help A &amp; B; ");
    let all = "{% for value in [1, true, '1', '1'|safe, 'true', page.none, 1] %}{{ shared('part.html', value=value) }}{% endfor %}";
    check(given, all, "Help 1; Help true; Help 1; Help 1; Help true; Help ; Help 1; ");
    check(
        "{{ '<b>'|safe if value is none else value }}",
        "{{ shared('part.html', value=page.none) }}{{ shared('part.html', value='<b>') }}{{ shared('part.html', value='<b>'|safe) }}",
        "<b>&lt;b&gt;<b>",
    );
    check(
        "{{ a }}|{{ b }};",
        "{{ shared('part.html', a='1 b=string:1:2', b='') }}{{ shared('part.html', a='1', b='2') }}",
        "1 b=string:1:2|;1|2;",
    );
}

#[test]
fn values_of_one_name_share_a_part_and_lead_where_each_does() {
    let check = |part: &str, page: &str, expected: &str| {
        let files = [("templates/page.html", page), ("templates/part.html", part)];
        assert_eq!(render(&files), Ok(expected.to_owned()));
    };
    let part = "{% for text, href in links %}{{ text }} {{ href }}; {% endfor %}{{ title or '' }}|";
    let page =
        "{% for links in [page.ab, page.cd, page.other, page.ab] %}{{ shared('part.html', links=links) }}{% endfor %}";
    check(part, page, "x /a/; x /b/; |x /c/; x /d/; |x /e/; |x /a/; x /b/; |");
    let two = "{{ shared('part.html', links=page.ab, title='a') }}{{ shared('part.html', links=page.cd, title='b') }}";
    check(part, two, "x /a/; x /b/; a|x /c/; x /d/; b|");
    let both = "{{ shared('part.html', a=page.table, b=page.other) }}";
    check("{{ b[0][1] }}{{ a.href }}{{ site.title }}", both, "/e//t/Help");
    // Outside `shared`, they are like any other value.
    check(
        "",
        "{{ page.ab|length }} {{ page.cd[1][1] }} {{ page.table.href }} {{ page.ab is true or 'is' }}",
        "2 /d/ /t/ is",
    );
}

#[test]
fn what_asks_nothing_of_the_site_is_shared_by_editions() {
    let mut sources = Sources::default();
    let parts = [
        ("templates/own.html", "{{ site.title }}"),
        ("templates/same.html", "{{ value }}{{ shared('own.html') if deep }}"),
    ];
    let theme = fixture::theme(&mut sources, &DEFAULTS, &parts);
    let texts = UiTexts::load(&theme, "en").value;
    let env = environment(&theme, Arc::new(texts));
    let common = CommonParts::default();
    let check = |title: &str, page: &str, expected: &str| {
        let site = SharedSite::value(context! { title }, common.clone());
        assert_eq!(env.render_str(page, context! { site }).expect("the template is right"), expected);
    };
    for title in ["One", "Two"] {
        check(title, "{{ shared('own.html') }}", title);
        check(title, "{{ shared('same.html', value=1, deep=true) }}", &format!("1{title}"));
        check(title, "{{ shared('same.html', value=2, deep=false) }}", "2");
    }
    let is_common = |part: &str| common.0.get(part).is_some();
    assert!(is_common("same.html\0value number 2\0deep bool False"));
    assert!(!is_common("same.html\0value number 1\0deep bool True") && !is_common("own.html"));
}

#[test]
fn mistakes_around_shared_templates_are_shown_where_they_are() {
    let check = |part: &str, page: &str, message: &str, shown: &str, help: &str| {
        let files = [("templates/page.html", page), ("templates/part.html", part)];
        let (diagnostic, found) = *render(&files).expect_err("a template is wrong");
        assert_eq!((diagnostic.message.as_str(), found.as_str()), (message, shown));
        assert_eq!(diagnostic.help.join("; "), help);
    };
    check("{{ page.title }}", "{{ shared('part.html') }}", "`page` is undefined", "page.title", MEND);
    check(
        "",
        "{{ shared('part.html', of=[1]) }}",
        "`shared` cannot pass `of`, which is sequence, to `part.html`",
        "shared('part.html', of=[1])",
        "pass texts, numbers, or true and false",
    );
    check("", "{{ shared('prt.html') }}", "there is no template `prt.html`", "prt.html", "did you mean `part.html`?");
    check(
        "{% for text, href in links %}{{ href|upper }}{% endfor %}",
        "{{ shared('part.html', links=page.other) }}",
        "a shared template changed an address",
        "shared('part.html', links=page.other)",
        MEND,
    );
    check(
        "{{ shared('part.html', of=1) }}",
        "{{ shared('part.html') }}",
        "the shared template `part.html` is part of itself",
        "shared('part.html', of=1)",
        MEND,
    );
}

#[test]
fn missing_values_may_be_tested_but_not_printed() {
    check("{% if page.missing %}x{% endif %}{{ page.none }}", "");
    check_error("<p>{{ page.titel }}</p>", "`page.titel` is undefined", "page.titel", MEND);
    check_error(
        "{{ t('link-to', title=page.titel) }}",
        "the value `title` for the UI text `link-to` is undefined",
        "t('link-to', title=page.titel)",
        MEND,
    );
}

#[test]
fn unknown_names_are_shown_with_the_nearest_known_one() {
    check_error("{{ page.title|uper }}", "there is no filter `uper`", "uper", "did you mean `upper`?");
    check_error("{{ icn('key') }}", "there is no function `icn`", "icn", "did you mean `icon`?");
    check_error("{{ 1 is evn }}", "there is no test `evn`", "evn", "did you mean `even`?");
    check_error(
        "{% include 'parts/crad.html' %}",
        "there is no template `parts/crad.html`",
        "parts/crad.html",
        "did you mean `parts/card.html`?",
    );
    check_error("{% extends 'bas.html' %}", "there is no template `bas.html`", "bas.html", "did you mean `base.html`?");
    check_error(
        "{% from 'parts/crad.html' import x %}",
        "there is no template `parts/crad.html`",
        "parts/crad.html",
        "did you mean `parts/card.html`?",
    );
    check_error(
        "{{ self.mian() }}{% block main %}{% endblock %}",
        "there is no block `mian`",
        "mian",
        "did you mean `main`?",
    );
    check_error("{{ t('link-too') }}", "there is no UI text `link-too`", "t('link-too')", "did you mean `link-to`?");
    check_error(
        "{{ t('zzz') }}",
        "there is no UI text `zzz`",
        "t('zzz')",
        "add `zzz` to `i18n/en.toml` in the theme folder",
    );
}

#[test]
fn an_error_in_a_default_template_points_at_the_sites_own() {
    let page = "<p>\n{% include 'parts/card.html' %}";
    check_error(
        page,
        "`card` is undefined (line 1 of the default theme's `parts/card.html`)",
        "include 'parts/card.html'",
        MEND,
    );
}

#[test]
fn runaway_templates_are_stopped() {
    let page = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
    let (diagnostic, _) = *render(&[("templates/page.html", page)]).expect_err("it never ends");
    assert_eq!(diagnostic.message, "the template takes too many steps, so it was stopped");
}

#[test]
fn syntax_errors_are_found_up_front() {
    let mut sources = Sources::default();
    let site =
        [("templates/new.html", "\n  {% if %}"), ("templates/page.html", "{% block a %}"), ("templates/ok.html", "")];
    let theme = fixture::theme(&mut sources, &DEFAULTS, &site);
    let env = environment(&theme, Arc::default());
    let found: Vec<(String, String)> = check_templates(&env, &theme)
        .into_iter()
        .map(|diagnostic| match &diagnostic.place {
            Place::Span(span) => (diagnostic.message, sources[span.source].text[span.range.clone()].to_owned()),
            other => (diagnostic.message, format!("{other:?}")),
        })
        .collect();
    let expected = [
        ("template syntax: unexpected end of block", "%}"),
        ("template syntax: unexpected end of input, expected end of block", "%}"),
    ];
    assert_eq!(found, expected.map(|(message, shown)| (message.to_owned(), shown.to_owned())));
}

#[test]
fn the_suggested_filters_and_tests_exist() {
    let env = Environment::new();
    let names = errors::known_names();
    for (expression, kind) in names {
        let error = env.render_str(&format!("{{{{ {expression} }}}}"), ()).err();
        assert_ne!(error.map(|error| error.kind()), Some(kind), "{expression}");
    }
}
