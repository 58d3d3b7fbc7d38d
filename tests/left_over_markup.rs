//! Markup of other tools that used to reach readers without a word: it is translated, or reported as left over.

#[path = "support/other_tool.rs"]
mod other_tool;

use other_tool::{build, check, prose};

/// The text of one article, and the number of problems with what is left over.
#[track_caller]
fn left_over(extension: &str, text: &str) -> (String, usize) {
    let built = build(&[(&format!("content/a.{extension}"), text)]);
    (prose(&built.page("a/index.html")), built.left_over)
}

#[test]
fn tabs_in_lists_of_front_matter_are_blanks() {
    let built =
        build(&[("content/a.md", "---\ntitle: A\naliases: [\n\t\"/old/one\",\n  \"/old/two\",\n\t]\n---\nText.\n")]);
    built.check_problems(&[]);
    let redirects: Vec<&str> =
        built.output.paths().map(answerbook::path::OutPath::as_str).filter(|path| path.starts_with("old/")).collect();
    assert_eq!(redirects, ["old/one/index.html", "old/two/index.html"]);
    // Even if the rest is broken, a list on several lines stays a list.
    let broken = build(&[(
        "content/a.md",
        "---\ntitle: A: b: c\naliases: [\n\t\"/old/one\",\n  '/old/two' ]\nfoo: [\n---\nText.\n",
    )]);
    assert!(broken.output.paths().any(|path| path.as_str() == "old/two/index.html"));
}

#[test]
fn a_tag_alone_on_a_line_does_not_hide_markdown() {
    check("# A\n\n<br>\n**File:** press `x`\n", "<p><br> <strong>File:</strong> press <code>x</code></p>", &[]);
    check("# A\n\n<br />\n<br>\n___\n\nEnd.\n", "<br>\n<br>\n<hr>\n<p>End.</p>", &[]);
    check(
        "# A\n\n<small>\n  :octicons-x-16:\n  **Tip:** text\n</small>\n\nEnd.\n",
        "<p><small> <strong>Tip:</strong> text\n</small></p>\n<p>End.</p>",
        &[],
    );
    check("# A\n\n<span class=\"x\">\nPlain.\n</span>\n", "<span class=\"x\">\nPlain.\n</span>", &[]);
}

#[test]
fn icons_of_material_say_what_they_mean_where_nothing_else_does() {
    check(
        "# A\n\n| a | b |\n|-|-|\n| :material-check: | :material-close:{ .x } |\n| :octicons-heart-16: | x :material-check: |\n\n=== \":octicons-file-code-16: `x.md`\"\n\n    One.\n\n:fontawesome-brands-youtube:{ style=\"color: red\" } Text\n",
        "<section class=\"table\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n<th scope=\"col\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>✓</td>\n<td>✗</td>\n</tr>\n<tr>\n<td>Heart 16</td>\n<td>x</td>\n</tr>\n</tbody>\n</table></section>\n<div class=\"tabs\">\n<section class=\"tab\" aria-label=\"x.md\"><p class=\"tab-title\"><code>x.md</code></p>\n<p>One.</p>\n</section>\n</div>\n<p>Text</p>",
        &[],
    );
}

#[test]
fn scripts_of_mdx_are_left_out_and_reported() {
    let built = build(&[(
        "content/a.mdx",
        "# A\n\n<ul>\n  {items.map((x) => (\n    <li>{x.name}</li>\n  ))}\n</ul>\n\n{ok && <b>x</b>} After.\n",
    )]);
    assert_eq!(prose(&built.page("a/index.html")), "<ul>\n</ul>\n<p>After.</p>");
    assert_eq!(built.problems.len(), 2, "{:?}", built.problems);
}

#[test]
fn left_over_markup_is_reported() {
    for (text, count) in [
        ("{* ../../docs_src/a.py *}", 1),
        ("The area is $$\\pi r^2$$.", 1),
        ("$$\na_1 + b_2\n$$", 1),
        ("/// unknown\n\nText.\n\n///", 2),
        ("The id is $$ and costs $5 or /// more.", 0),
        ("`$$x^2$$` and `{* a *}`", 0),
    ] {
        assert_eq!(left_over("md", &format!("# A\n\n{text}\n")).1, count, "{text}");
    }
    let ranges = build(&[(
        "content/a.md",
        "# A\n\n::: moniker range=\">= 5.0\"\nNew\n::: moniker-end\n\n::: zone pivot=\"a\"\nZone\n::: zone-end\n",
    )]);
    assert_eq!(ranges.problems.len(), 2, "{:?}", ranges.problems);
}

#[test]
fn components_of_documentation_keep_their_names() {
    let (html, _) = left_over(
        "mdx",
        "# A\n\n<ResponseField name=\"theme\" type=\"string\" required>\n  The theme.\n</ResponseField>\n\n<ParamField path=\"id\" type=\"int\">\n  The id.\n</ParamField>\n\n<Update label=\"v1\">\n  News.\n</Update>\n",
    );
    assert_eq!(
        html,
        "<p><strong><code>theme</code></strong> string</p>\n<p>The theme.</p>\n<p><strong><code>id</code></strong> int</p>\n<p>The id.</p>\n<p><strong>v1</strong></p>\n<p>News.</p>",
    );
    let built = build(&[("content/a.md", "# API <Badge type=\"tip\" text=\"new\" />\n")]);
    assert!(built.page("a/index.html").contains("API new"));
    built.check_problems(&[]);
    let tabs = "# A\n\n<Tabs values={[{label: 'Apple', value: 'a'}, {label: 'Pear', value: 'p'}]}>\n<TabItem value=\"a\">One</TabItem>\n<TabItem value=\"p\">Two</TabItem>\n</Tabs>\n";
    let (html, _) = left_over("mdx", tabs);
    assert!(html.contains(">Apple<") && html.contains(">Pear<"), "{html}");
    let themes = format!(
        "# A\n\n<Grid themes={{[{}]}} />\n\nEnd.\n",
        "{ title: 'A long title', href: 'https://a.example' },\n".repeat(60)
    );
    assert_eq!(left_over("mdx", &themes).0, "<p>End.</p>");
}

#[test]
fn comments_that_mark_lines_of_code_are_left_out() {
    check(
        "# A\n\n```js\nlet a // [!code --]\nlet b // [!code focus:2]\nlet c\n```\n\n```\n// highlight-next-line\na\nb\n# highlight-start\nc\n# highlight-end\n```\n\n```md\nx // [!code --]\n```\n",
        "<div class=\"code\"><pre tabindex=\"0\"><code class=\"language-js\"><span class=\"line-mark\"><span class=\"t-k\">let </span>a\n</span><span class=\"line-mark\"><span class=\"t-k\">let </span>b\n</span><span class=\"line-mark\"><span class=\"t-k\">let </span>c\n</span></code></pre></div>\n<div class=\"code\"><pre tabindex=\"0\"><code>a\nb\nc\n</code></pre></div>\n<div class=\"code\"><pre tabindex=\"0\"><code class=\"language-md\">x // [!code --]\n</code></pre></div>",
        &[],
    );
}

#[test]
fn smaller_marks_are_read() {
    check(
        "# A\n\na^2^, H~2~O, ^^ins^^, x^2, ~~gone~~, [a](pathname:///f.pdf)\n",
        "<p>a<sup>2</sup>, H<sub>2</sub>O, <ins>ins</ins>, x^2, <del>gone</del>, <a href=\"/f.pdf\">a</a></p>",
        &["link/missing-file: there is no file `/f.pdf`"],
    );
    check(
        "# A\n\n::: v-pre\n{{ x }}\n:::\n\n@[code](@snippets/x.sh)\n",
        "<p>{{ x }}</p>",
        &["markup/foreign: code from `@snippets/x.sh` of another tool has no equivalent here and was left out"],
    );
    check(
        "# A\n\n[Home]({{site.baseurl}}) [b]({{ site.baseurl }}/a/)\n",
        "<p><a href=\"/\">Home</a> <a href=\"/a/\">b</a></p>",
        &[],
    );
    check(
        "# A\n\n{: .warning }\nCareful.\n\n> Quote\n{: .x }\n",
        "<div class=\"alert alert-warning\" role=\"note\"><p class=\"alert-title\">Warning</p>\n<p>Careful.</p>\n</div>\n<blockquote>\n<p>Quote</p>\n</blockquote>",
        &[],
    );
    // Blanks before a fence tell whether it ends a block.
    check(
        "# A\n\n```\n    ````\n    x\n    ````\n```\n\n!!! note\n\n    Text.\n",
        "<div class=\"code\"><pre tabindex=\"0\"><code>    ````\n    x\n    ````\n</code></pre></div>\n<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">Note</p>\n<p>Text.</p>\n</div>",
        &[],
    );
}

#[test]
fn references_may_leave_out_numbers_and_letter_case() {
    let built = build(&[
        ("content/docs/3_dlna.md", "# D\n"),
        ("content/docs/2-net/4_x.md", "# X\n"),
        ("content/entities/Relationship.md", "# R\n"),
        ("content/a.md", "# A\n\n[a](/docs/dlna) [b](docs/net/x.md) [c]({{< relref \"relationship\" >}})\n"),
        ("content/methods/b.md", "# B\n\n[c]({{< relref \"entities/relationship\" >}})\n"),
    ]);
    built.check_problems(&[]);
    assert!(built.page("methods/b/index.html").contains("href=\"/entities/relationship/\""));
}

#[test]
fn rows_without_a_header_are_a_table() {
    check(
        "# A\n\n|**Apps**|Uses them|\n|**Email**|Logs in|\n\n| one |\n\n|x| and |y|\n",
        "<section class=\"table\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead>\n<tr>\n<td></td>\n<td></td>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><strong>Apps</strong></td>\n<td>Uses them</td>\n</tr>\n<tr>\n<td><strong>Email</strong></td>\n<td>Logs in</td>\n</tr>\n</tbody>\n</table></section>\n<p>| one |</p>\n<p>|x| and |y|</p>",
        &[],
    );
}

#[test]
fn a_sentence_is_no_group_of_readers() {
    let text = "---\ntitle: A\nviewers: |\n  Launch a tool to look at words.\n---\nText.\n";
    let built = build(&[("content/a.md", text), ("content/b.md", "---\ntitle: B\nviewers: staff\n---\nText.\n")]);
    assert_eq!(built.pages(), ["a/index.html"]);
}
