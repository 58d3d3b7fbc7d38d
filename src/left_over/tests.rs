use super::*;
use crate::path::ProjectPath;
use crate::source::Sources;

/// Checks what is found in a text: what it is, and the text of its range.
#[track_caller]
fn check(text: &str, expected: &[(Markup, &str)]) {
    let found = find(text);
    let shown: Vec<(Markup, &str)> = found.iter().map(|found| (found.markup, &text[found.range.clone()])).collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn templates() {
    check("Pay {{ price | money }} now.", &[(Markup::Template, "{{ price | money }}")]);
    check(
        "{% include note.html %} and <%= x %>",
        &[(Markup::Template, "{% include note.html %}"), (Markup::Template, "<%= x %>")],
    );
    check("Up {{ to {} or {{}}, 5 % } {%", &[]);
}

#[test]
fn blocks() {
    check(":::note Read :::", &[(Markup::Block, ":::note"), (Markup::Block, ":::")]);
    check(
        "!!! tip ???+ note",
        &[(Markup::Block, "!!! tip"), (Markup::Block, "???+ note")]
            .map(|(markup, text)| (markup, text.split(' ').next().expect("a word"))),
    );
    check("=== \"npm\"", &[(Markup::Block, "===")]);
    check("Stop!!! now, a ::: b::c, really??? yes, std::vec", &[(Markup::Block, ":::")]);
}

#[test]
fn links() {
    check(
        "[[Page#Part|x]] and ![[pic.png|300]]",
        &[(Markup::WikiLink, "[[Page#Part|x]]"), (Markup::WikiLink, "![[pic.png|300]]")],
    );
    check(
        "![Shot](My shot.png), [refund](Get a refund.md)",
        &[(Markup::Picture, "![Shot](My shot.png)"), (Markup::Link, "[refund](Get a refund.md)")],
    );
    check("[x][] and [a b][c]", &[(Markup::Reference, "[x][]"), (Markup::Reference, "[a b][c]")]);
    check("Text^[a note] and x^[2], a ^[b c].", &[(Markup::Footnote, "^[a note]")]);
    check("see [^9] and text[^note].", &[(Markup::Footnote, "[^9]"), (Markup::Footnote, "[^note]")]);
    check("[!NOTE] Read", &[(Markup::Callout, "[!NOTE]")]);
}

#[test]
fn brackets_of_code_and_prose_are_not_links() {
    for text in [
        "list[0](x), f[T](a b), m[[1]], [[ -f x ]], [[1, 2], [3]], [x] (y), [ ] todo",
        "[^a-z]+, [^0-9], [^abc]*, [1][2], list[a][b], [] ()",
        "an [optional] word, [sic], [!], [!=]",
    ] {
        check(text, &[]);
    }
}

#[test]
fn tables() {
    check("| a | b |", &[(Markup::TableRow, "| a | b |")]);
    check("a |---| b", &[(Markup::TableRow, "|---|")]);
    check("|a|b| |c|d|", &[(Markup::TableRow, "|a|b| |c|d|")]);
    check("|x| + |y|, a | b, || |-", &[]);
    check("|x| |y|", &[]);
}

#[test]
fn attributes() {
    check("Title {#id}", &[(Markup::Attributes, "{#id}")]);
    check(
        "Text {.lead} {: .x} {:target=\"_blank\"} {width=\"3\"}",
        &[
            (Markup::Attributes, "{.lead}"),
            (Markup::Attributes, "{: .x}"),
            (Markup::Attributes, "{:target=\"_blank\"}"),
            (Markup::Attributes, "{width=\"3\"}"),
        ],
    );
    check("{:.2f} {:>10} ${#list} ${.items} rate{code=\"200\"} {.metadata.name} {name} {1}", &[]);
}

#[test]
fn tags() {
    check(
        "A<br>b <span class=\"x\">c</span> <!-- d -->",
        &[
            (Markup::Tag, "<br>"),
            (Markup::Tag, "<span class=\"x\">"),
            (Markup::Tag, "</span>"),
            (Markup::Tag, "<!-- d -->"),
        ],
    );
    check("useData <Badge text=\"new\" />", &[(Markup::Jsx, "<Badge text=\"new\" />")]);
    check("Use Vec<T> with <your-name>, the <title>, a < b > c, Map<String, List<T>>, 1<2", &[]);
}

#[test]
fn modules() {
    check("import Tabs from '@theme/Tabs';", &[(Markup::Jsx, "import Tabs from '@theme/Tabs';")]);
    check("export const days = 14;", &[(Markup::Jsx, "export const days = 14;")]);
    check("import contacts from \"Contacts\" to your phone", &[]);
    check("export default settings first", &[]);
}

#[test]
fn the_rest() {
    check("/// warning Hot", &[(Markup::Block, "///")]);
    check("/// Warning and /a/ // b", &[]);
    check("{* ../a.py *} {*a*}", &[(Markup::Template, "{* ../a.py *}")]);
    check("The area is $$\\pi r^2$$", &[(Markup::Formula, "$$\\pi r^2$$")]);
    check("The pid $$ and $$ again costs $$$ or $5", &[]);
    // Markdown has removed the backslashes.
    check("a (f(x) = x^2) b", &[(Markup::Tex, "(f(x) = x^2)")]);
    check("[ E = m c ] (\\frac{a}{b})", &[(Markup::Tex, "[ E = m c ]"), (Markup::Tex, "(\\frac{a}{b})")]);
    check("file(s), (a and b), (see user_name), (x) and (50 = 5 * 10)", &[]);
    check(
        "**File:** press `x`, 设置**。他们**",
        &[(Markup::Emphasis, "**File:**"), (Markup::Emphasis, "`x`"), (Markup::Emphasis, "**。他们**")],
    );
    check("2**n**m, **/*.js and **/*.ts, **kwargs, **more, ** a **, ***, the ` key or `, ``a''", &[]);
    check("a %%hidden%% b", &[(Markup::Comment, "%%hidden%%")]);
    check("for %%i in %%j do, 100%% or 50%%", &[]);
    check(
        "Tips &amp; tricks&nbsp;&#39;",
        &[(Markup::Entity, "&amp;"), (Markup::Entity, "&nbsp;"), (Markup::Entity, "&#39;")],
    );
    check("R&D; a & b; x &y; AT&T", &[]);
    check("title: A date: 2020", &[(Markup::FrontMatter, "title: A date: 2020")]);
    check("title: A", &[]);
    check("Explain one thing under each heading.", &[(Markup::Placeholder, "Explain one thing under each heading.")]);
}

#[test]
fn values_are_reported_whole() {
    let span = Span::new(Sources::default().add(ProjectPath::new("a.md"), ""), 0..0);
    let count = |text: &str| report(text, &span).len();
    assert_eq!(count("Tips &amp; tricks"), 1);
    // In a value, there is only one line.
    assert_eq!(count("How :::note works"), 0);
    assert_eq!(count("Plain"), 0);
    assert!(report_address("https://youtube.com/watch?v=VIDEO_ID", &span).is_some());
    assert!(report_address("/a/%7B%7B x }}", &span).is_some());
    assert!(report_address("https://example.com/?v=VIDEO_IDS", &span).is_some());
    assert!(report_address("/a/{id}/", &span).is_none());
}

#[test]
fn pieces_of_docfx_have_their_meaning_anywhere() {
    check("Choose :::image type=\"icon\" source=\"x.png\":::", &[(Markup::Block, ":::image")]);
    assert_eq!(find("a :::image x=\"y\"")[0].position, MarkupPosition::Anywhere);
    assert_eq!(find("a :::image x")[0].position, MarkupPosition::LineStart);
}

#[test]
fn blanks_in_marks_of_emphasis() {
    check("** MacOS / Linux **", &[(Markup::Emphasis, "** MacOS / Linux **")]);
    check("Press **Save **. Then", &[(Markup::Emphasis, "**Save **")]);
    check("**任何人都可以。 **目前", &[(Markup::Emphasis, "**任何人都可以。 **")]);
    for text in ["2 ** 3 ** 4", "f(a, **b, c **d)", "Price** and tax **", "x ** y", "**a, **b", "k=** v **"] {
        check(text, &[]);
    }
}

#[test]
fn names_of_emoji_and_icons() {
    check(
        "Click :no_such_sign: and (:material-cog:).",
        &[(Markup::Emoji, ":no_such_sign:"), (Markup::Emoji, ":material-cog:")],
    );
    for text in ["12:30:45", "a:b_c:d", "std::vec_of::x", "Note: see some_name: x", ":a:", "::a_b::", "key:some_value:"]
    {
        check(text, &[]);
    }
}
