//! Tests for markup of other tools, one idea each.

use super::*;
use crate::source::Sources;

/// Translates `text` as a file in `content/guides/`, and compares the result and the messages.
#[track_caller]
pub(super) fn check_in(name: &str, text: &str, expected: &str, messages: &[&str]) {
    let path = ProjectPath::new(&format!("content/guides/{name}"));
    let mut sources = Sources::default();
    let source = sources.add(path.clone(), text);
    let article = |path: &str| (ProjectPath::new(path), source);
    let articles =
        [article("content/guides/pay.md"), article("content/billing/_index.md"), article("content/billing/refund.md")];
    let snippets = ["note", "content/_beta.mdx", "includes/support.md"].map(|name| (name.to_owned(), source));
    let variables = BTreeMap::from([("version".to_owned(), "3.5".to_owned())]);
    let front = super::super::front_matter::read(source, "---\ncolor: red\ntitle: Pay\n---\n").value;
    let articles = articles.into();
    let context = CompatContext {
        path: &path,
        content: &ProjectPath::new("content"),
        front_matter: &[&front.table],
        site_title: "Help",
        variables: &variables,
        names: &Names::default(),
        articles: &articles,
        labels: &Labels::new(&articles, &sources),
        files: &BTreeMap::new(),
        snippets: &snippets.into(),
        snippet_folder: &ProjectPath::new("snippets"),
        recorder: &DependencyRecorder::default(),
    };
    let Outcome { value, diagnostics } = translate(MappedText::new(source, 0, text), &context);
    assert_eq!(value.text, expected);
    let found: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(found, messages);
}

#[track_caller]
pub(super) fn check(text: &str, expected: &str) {
    check_in("a.md", text, expected, &[]);
}

#[track_caller]
pub(super) fn unchanged(text: &str) {
    check(text, text);
}

#[test]
fn our_own_markup_and_go_templates_are_left_alone() {
    unchanged("{{ product }} and {{> note }}, {{ .Values.x }}, {{- if .y }} {{ include \"z\" . }}");
    unchanged(":::note Title\nText\n:::\n");
    unchanged("> [!NOTE]\n> Text\n");
    unchanged("Placeholders: <NAME>, <Debug>, {:ok, value}");
}

#[test]
fn hugo_boxes_become_blocks() {
    check(
        "{{% alert title=\"Careful: hot\" color=\"warning\" %}}\nText\n{{% /alert %}}\n",
        ":::warning Careful&#58; hot\nText\n:::\n",
    );
    check("{{< note >}}Text{{< /note >}}", ":::note\nText\n:::");
    check("1. a\n\n   {{% alert %}}\n   b\n   {{% /alert %}}\n", "1. a\n\n   :::note\n   b\n   :::\n");
    check("- {{< tip >}}a{{< /tip >}}\n", "- :::tip\n  a\n  :::\n");
    check("> {{< tip >}}a\n> {{< /tip >}}\n", "> :::tip\n> a\n> :::\n");
}

#[test]
fn nested_blocks_get_more_colons_outside() {
    check(
        "{{< tabs >}}\n{{< tab \"A\" >}}\n{{< note >}}\nx\n{{< /note >}}\n{{< /tab >}}\n{{< /tabs >}}\n",
        ":::::tabs\n::::tab A\n:::note\nx\n:::\n::::\n:::::\n",
    );
    check("{{< details \"More\" >}}\n:::tip\nx\n:::\n{{< /details >}}\n", "::::details More\n:::tip\nx\n:::\n::::\n");
    check("```\n:::\n```\n{{< note >}}\nx\n{{< /note >}}\n", "```\n:::\n```\n:::note\nx\n:::\n");
}

#[test]
fn hugo_inlines_become_markdown() {
    check("{{< figure src=\"/a b.png\" alt=\"A\" caption=\"C\" >}}", "![A](</a b.png> \"C\")");
    check("[a]({{<ref \"refund.md#x\" >}})", "[a](../billing/refund.md#x)");
    check("[a]({{< relref \"pay\" >}}) [b]({{< ref \"/billing\" >}})", "[a](./pay.md) [b](../billing/_index.md)");
    check("[a]({{< ref \"gone\" >}})", "[a](gone)");
    check("{{< param version >}} {{% param \"color\" %}}", "3.5 red");
    check("{{< youtube dQw4w9 >}}", "![YouTube video](https://www.youtube.com/watch?v=dQw4w9)");
}

#[test]
fn in_code_hugo_replaces_only_what_it_would() {
    check(
        "```\n{{</* note */>}} {{< param version >}} {{< param gone >}}\n```\n",
        "```\n{{< note >}} 3.5 {{< param gone >}}\n```\n",
    );
    unchanged("`{{< note >}}`\n");
}

#[test]
fn docsy_tabs_hold_code() {
    check(
        "{{< tabpane lang=\"sh\" >}}\n{{< tab header=\"A\" >}}\nls\n{{< /tab >}}\n{{< /tabpane >}}\n",
        "::::tabs\n:::tab A\n```sh\nls\n```\n:::\n::::\n",
    );
}

#[test]
fn unknown_shortcodes_leave_what_they_hold() {
    let message = "shortcode `cards` of another tool has no equivalent here and was left out";
    check_in("a.md", "a {{% cards %}}b{{% /cards %}} c", "a b c", &[message]);
    check_in("a.md", "{{< note >}}\nx", "\nx", &["`note` is opened but not closed"]);
    check_in("a.md", "a {{< param gone >}}b", "a b", &["parameter `gone` has no value here and was left out"]);
}

#[test]
fn jekyll_is_read() {
    check("[a]({% link guides/pay.md %}) {% raw %}{{ x }}{% endraw %}", "[a](./pay.md) \\{{ x }}");
    check("[a]({{ site.baseurl }}/x/) [b]({{ '/y/' | relative_url }}) {{ page.title }}", "[a](/x/) [b](/y/) Pay");
    let condition = "Liquid tag `if` of another tool has no equivalent here and was left out";
    check_in(
        "a.md",
        "{% if x %}a{% else %}b{% endif %}{% comment %}{% include c %}{% endcomment %}",
        "a",
        &[condition],
    );
    let message = "include `x.html` of another tool has no equivalent here and was left out";
    check_in("a.md", "a{% include x.html y=\"z\" %}b", "ab", &[message]);
}

#[test]
fn boxes_of_jekyll_themes_are_read() {
    check("{% include note.html content=\"a\" %}\n", ":::note\na\n:::\n");
    check("a {% include note.html content=\"b\" %} c\n", "a b c\n");
    let captured = "{% capture x %}\na\n{% endcapture %}\n\n{% include alert.html type=\"warning\" content=x %}\n";
    check(captured, ":::warning\na\n:::\n\n\n");
}

#[test]
fn what_is_taken_out_of_html_leaves_no_blank_line() {
    let message = "include `x.html` of another tool has no equivalent here and was left out";
    check_in(
        "a.md",
        "<div>\n    {% include x.html %}\n    <p>a</p>\n</div>",
        "<div>\n    <p>a</p>\n</div>",
        &[message],
    );
    check_in("a.md", "a\n{% include x.html %}\nb", "a\n\nb", &[message]);
}

#[test]
fn kramdown_attributes_go_and_ids_stay() {
    check("[a](b){:class=\"x\"} *c*{: .d}", "[a](b) *c*");
    unchanged("## H {#v3.5}\n\n[a](b){.c width=3}\n");
    check("## H\n{: #here .x}\n\nText\n{: .y}\n", "## H {#here}\n\n\nText\n\n");
    check("1. a\n{: .x}\n2. b\n", "1. a\n2. b\n");
    check("* TOC\n{:toc}\n", "\n\n");
}

#[test]
fn gitbook_blocks_are_read() {
    check("{% hint style=\"danger\" %}\na\n{% endhint %}\n", ":::caution\na\n:::\n");
    check("{% tabs %}\n{% tab title=\"A\" %}\na\n{% endtab %}\n{% endtabs %}\n", "::::tabs\n:::tab A\na\n:::\n::::\n");
}

#[test]
fn mdx_partials_are_included() {
    check_in("a.md", "import Beta from '../_beta.mdx';\n\n<Beta />\n", "\n{{> content/_beta.mdx }}\n", &[]);
    check_in(
        "a.mdx",
        "import B from \"@site/_gone.mdx\"\n\n<B/>",
        "\n",
        &["there is no file `@site/_gone.mdx` to include"],
    );
}

#[test]
fn mdx_components_are_understood_or_reported() {
    let tabs = "import Tabs from '@theme/Tabs';\nimport TabItem from '@theme/TabItem';\n\n<Tabs>\n  <TabItem value=\"a\" label=\"A\">\n\n    x\n\n  </TabItem>\n</Tabs>\n";
    check_in("a.md", tabs, "\n::::tabs\n  :::tab A\n\n   x\n\n  :::\n::::\n", &[]);
    let message = "component `Cards` of another tool has no equivalent here and was left out";
    check_in("a.mdx", "<Cards a={{ b: 1 }}>x</Cards> {/* c */}", "x ", &[message]);
    let expression = "the expression `{x.y}` of another tool has no equivalent here and was left out";
    check_in("a.mdx", "a{\" \"}{x.y} \\{z} {#id}", "a  \\{z} {#id}", &[expression]);
    check_in(
        "a.mdx",
        "<div className=\"x\" style={{ a: 1 }} id={\"y\"}>z</div>",
        "<div class=\"x\" id=\"y\">z</div>",
        &[],
    );
}

#[test]
fn code_that_imports_is_no_mdx() {
    unchanged("```js\nimport A from 'a';\n```\n\n<A>\n");
    unchanged("import asyncio\n\n<A>\n");
}

#[test]
fn docfx_is_read() {
    check("[!include[Support](~/includes/support.md)]", "{{> includes/support.md }}");
    check("> [!VIDEO https://www.youtube.com/embed/x]\n", "![Video](https://www.youtube.com/embed/x)\n");
    check("> [!div class=\"nextstepaction\"]\n> [Next](b.md)\n", "> \n> [Next](b.md)\n");
    check(":::image type=\"content\" source=\"a.png\" alt-text=\"A\":::\n", "![A](a.png)\n");
    check(">[!NOTE]\n> a\n", "> [!NOTE]\n> a\n");
    check("<xref:System.String>", "`System.String`");
    check_in("a.md", "[!INCLUDE [x](gone.md)]", "", &["there is no file `gone.md` to include"]);
}

#[test]
fn mkdocs_bodies_are_moved_out() {
    check("!!! warning \"Hot\"\n    a\n\n    b\n\nc\n", ":::warning Hot\na\n\nb\n:::\n\nc\n");
    check("??? tip\n    a\n", ":::details Tip\na\n:::\n");
    check("=== \"A\"\n\n    a\n\n=== \"B\"\n\n    b\n", "::::tabs\n:::tab A\n\na\n:::\n\n:::tab B\n\nb\n:::\n::::\n");
    check("!!! note\n\n    !!! tip\n\n        a\n", "::::note\n\n:::tip\n\na\n:::\n::::\n");
    unchanged("Wow!!! Really??? Yes\n===\n");
    check("--8<-- \"note.md\"\n", "{{> note }}\n");
}

#[test]
fn spans_find_their_way_back() {
    let text = "{{< note >}}\n[a](b)\n{{< /note >}}";
    let mut sources = Sources::default();
    let source = sources.add(ProjectPath::new("a.md"), text);
    let front = FrontMatterTable::default();
    let none = BTreeMap::new();
    let context = CompatContext {
        path: &ProjectPath::new("a.md"),
        content: &ProjectPath::new(""),
        front_matter: &[&front],
        site_title: "Help",
        variables: &BTreeMap::new(),
        names: &Names::default(),
        articles: &BTreeMap::new(),
        labels: &Labels::new(&none, &sources),
        files: &BTreeMap::new(),
        snippets: &BTreeMap::new(),
        snippet_folder: &ProjectPath::new("snippets"),
        recorder: &DependencyRecorder::default(),
    };
    let translated = translate(MappedText::new(source, 0, text), &context).value;
    let link = translated.text.find("[a](b)").expect("kept");
    let span = translated.span(link..link + 6);
    assert_eq!(&text[span.range], "[a](b)");
}

#[test]
fn endless_signs_end() {
    for sign in [
        "{{<",
        "{%",
        "{:",
        "[!",
        ":::",
        "<!--\n\n",
        "```a``b`",
        "[a](xref:",
        "<A a={",
        "{/*",
        "!!! a\n",
        "\0{",
        "{a}`",
        ":::{note}\n",
        "```{image}\n",
    ] {
        let text = sign.repeat(30_000 / sign.len());
        let path = ProjectPath::new("a.mdx");
        let mut sources = Sources::default();
        let source = sources.add(path.clone(), text.as_str());
        let none = BTreeMap::new();
        let context = CompatContext {
            path: &path,
            content: &ProjectPath::new(""),
            front_matter: &[],
            site_title: "Help",
            variables: &BTreeMap::new(),
            names: &Names::default(),
            articles: &BTreeMap::new(),
            labels: &Labels::new(&none, &sources),
            files: &BTreeMap::new(),
            snippets: &BTreeMap::new(),
            snippet_folder: &ProjectPath::new("snippets"),
            recorder: &DependencyRecorder::default(),
        };
        let start = std::time::Instant::now();
        drop(translate(MappedText::new(source, 0, &text), &context));
        // A quadratic search would take minutes. The wide margin allows for slow machines.
        assert!(start.elapsed().as_secs() < 10, "{sign:?} took {:?}", start.elapsed());
    }
}

#[test]
fn calls_of_zola_become_blocks() {
    check("{{ youtube(id=\"dQw4w9\") }}", "![YouTube video](https://www.youtube.com/watch?v=dQw4w9)");
    check("{% note(title=\"Hi\") %}\nBody\n{% end %}\n", ":::note Hi\nBody\n:::\n");
    check("`x` {{/* youtube(id=1) */}}", "`x` {{ youtube(id=1) }}");
    unchanged("{{ states('sensor.x') }} and `{{ youtube(id=1) }}`");
    let message = "shortcode `chart` of another tool has no equivalent here and was left out";
    check_in("a.md", "a {{ chart(kind=\"bar\", n=2) }} b", "a  b", &[message]);
}

#[test]
fn includes_of_mdbook_and_vitepress_become_snippets() {
    check("{{#include ../../includes/support.md:3:9}}", "{{> includes/support.md }}");
    check("<!--@include: ../../includes/support.md{2,}-->", "{{> includes/support.md }}");
    let message = "the text of `x.rs` of another tool has no equivalent here and was left out";
    check_in("a.md", "```rust\n{{#include x.rs:main}}\n```\n", "```rust\n\n```\n", &[message]);
    unchanged("Write `{{#include part.md}}` or `<!--@include: part.md-->`.");
    check("a\n\n[[toc]]\n\n{{ $frontmatter.title }}\n", "a\n\n\n\nPay\n");
    unchanged("{{#if x}}{{/if}} [[toc]] in a line");
}

#[test]
fn code_groups_become_tabs() {
    check(
        "::: code-group\n\n```js [a.js]\n1\n```\n\n```ts\n:::\n```\n:::\n",
        "::::tabs\n\n:::tab a.js\n```js [a.js]\n1\n```\n:::\n\n:::tab ts\n```ts\n:::\n```\n:::\n::::\n",
    );
    unchanged("::: code-group\n\n```js\n1\n```\n");
}

#[test]
fn headings_of_docfx_become_tabs() {
    check(
        "# [Portal](#tab/portal)\n\na\n\n# [CLI](#tab/cli)\n\nb\n\n---\n\nc\n",
        "::::tabs\n:::tab Portal\n\na\n\n:::\n:::tab CLI\n\nb\n\n:::\n::::\n\nc\n",
    );
    check("## [A](#tab/a)\nb", "::::tabs\n:::tab A\nb\n:::\n::::\n");
    let message = "the condition `zone pivot=\"x\"` of another tool has no equivalent here and was left out";
    check_in("a.md", "::: zone pivot=\"x\"\na\n::: zone-end\n", "\na\n\n", &[message]);
}

#[test]
fn words_of_unknown_shortcodes_are_kept() {
    let message = "shortcode `term` of another tool has no equivalent here and was left out";
    check_in("a.md", "{{< term text=\"Pods\" id=\"pod\" >}}", "Pods", &[message]);
    check("{{ site.title }}", "Help");
}

#[test]
fn marks_of_mkdocs_become_elements() {
    check("Press ++ctrl+page-up++ or ++\"A\"++", "Press <kbd>Ctrl</kbd>+<kbd>Page up</kbd> or <kbd>A</kbd>");
    check(
        "==a b== {--c--}{++d++} {==e==} {~~f~>g~~}{>>h<<}",
        "<mark>a b</mark> <del>c</del><ins>d</ins> <mark>e</mark> <del>f</del><ins>g</ins>",
    );
    unchanged("C++ and D++, a == b == c, `==x==`, ===\n\nTitle\n====\n");
    check_in(
        "a.md",
        "*[CDN]: Network\n",
        "\n",
        &["an abbreviation of another tool has no equivalent here and was left out"],
    );
}

#[test]
fn what_mkdocstrings_would_print_is_left_out() {
    let message =
        "documentation from the source code of `acme.api` of another tool has no equivalent here and was left out";
    check_in("a.md", "Text\n\n::: acme.api\n    options:\n      x: y\nMore\n", "Text\n\n\nMore\n", &[message]);
    unchanged("::: note\nText\n:::\n");
}

#[test]
fn columns_of_docfx_are_no_code() {
    check(
        ":::row:::\n   :::column span=\"2\":::\n      - a\n        b\n   :::column-end:::\n:::row-end:::\n",
        "\n   \n- a\n  b\n\n\n",
    );
}
