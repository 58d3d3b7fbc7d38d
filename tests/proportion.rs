//! Work grows in proportion to its input: four times the text takes about four times as long, with any content.
//! Quadratic work would take sixteen times as long.
//!
//! Each construct is repeated until its time can be measured. CPU time is measured, because other programs do not
//! affect it.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use answerbook::content::highlight::Highlighter;
use answerbook::events::{Event, EventId, EventPage, EventPayload, FeedbackEvent, SearchEvent};
use answerbook::insights::{self, Catalog, EventTally};
use answerbook::load::{self, LoadOptions};
use answerbook::project::Project;
use answerbook::render::theme_tools::{self, ToolCache};
use answerbook::{content, pipeline, report, search};
use jiff::civil::date;

/// The shortest input, in bytes.
const SHORTEST: usize = 2 << 10;

/// The longest input, in bytes. Work that takes no measurable time even then is fast enough, and longer lines are
/// refused.
const LONGEST: usize = 512 << 10;

/// The ratio of the length of an input to the previous one.
const FACTOR: usize = 4;

/// Maximum ratio of their times. On a busy machine with cold caches, linear work reaches 10.
const MAX_RATIO: u32 = 12;

/// Times long enough to be compared.
const MEASURABLE: Duration = Duration::from_millis(30);

/// Number of measurements of a disproportionate result, including the first.
const ATTEMPTS: usize = 5;

/// A construct: its name, and a function that returns an input of a given number of bytes.
type Case<'c, I> = (&'c str, &'c dyn Fn(usize) -> I);

/// Runs each case with longer and longer inputs until it takes long enough, and compares the last two times. With
/// `PROPORTION_BYTES` in the environment, inputs grow to that length, which finds work that is quadratic only in long ones.
#[track_caller]
fn check<I>(cases: &[Case<'_, I>], run: &mut dyn FnMut(I)) {
    let thorough = std::env::var("PROPORTION_BYTES").ok().and_then(|text| text.parse().ok());
    let (longest, enough) = thorough.map_or((LONGEST, MEASURABLE), |bytes: usize| (bytes, Duration::MAX));
    let mut time = |case: &Case<'_, I>, bytes| {
        let input = case.1(bytes);
        processor_time(|| run(input))
    };
    // The time that any input takes. It is measured again whenever a result is in doubt, since a machine that has become
    // faster in the meantime makes the shorter input look as if it took no time at all.
    let mut fixed = (0..ATTEMPTS).map(|_| time(&cases[0], 0)).min().expect("some attempts");
    let mut faults = Vec::new();
    for case in cases {
        let (mut short, mut long, mut bytes) = (time(case, SHORTEST), time(case, SHORTEST * FACTOR), SHORTEST * FACTOR);
        while long.saturating_sub(fixed) < enough && bytes < longest {
            bytes *= FACTOR;
            (short, long) = (long, time(case, bytes));
        }
        let in_doubt = |fixed, short: Duration, long: Duration| {
            let (short, long) = (short.saturating_sub(fixed), long.saturating_sub(fixed));
            long > MEASURABLE && long > short * MAX_RATIO
        };
        for _ in 1..ATTEMPTS {
            if in_doubt(fixed, short, long) {
                fixed = fixed.min(time(&cases[0], 0));
                (short, long) = (short.max(time(case, bytes / FACTOR)), long.min(time(case, bytes)));
            }
        }
        let (name, disproportionate) = (case.0, in_doubt(fixed, short, long));
        let times = format!("{short:?} for {} bytes, {long:?} for {bytes}, {fixed:?} for none", bytes / FACTOR);
        if std::env::var_os("SHOW_TIMES").is_some() {
            println!("{name:?}: {times}");
        }
        if disproportionate {
            faults.push(format!("{name:?}: {times}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The CPU time of a function, or the elapsed time if the system does not report it. All of its work, and nothing else,
/// runs in the current thread.
fn processor_time(run: impl FnOnce()) -> Duration {
    let used = || {
        let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    };
    let (before, started) = (used(), Instant::now());
    run();
    let elapsed = started.elapsed();
    before.and_then(|before| used()?.checked_sub(before)).filter(|used| !used.is_zero()).unwrap_or(elapsed)
}

/// Makes all parallel work of this test run in its own thread.
fn stay_in_one_thread() {
    // Fails if another test has already done this in the same thread.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
}

/// A text of about this many bytes; every `№` in the part becomes the number of the repetition.
fn repeated(part: &str, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + part.len());
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&part.replace('№', &number.to_string()));
    }
    text
}

fn load(folder: &Path) -> load::Loaded {
    let options = LoadOptions { date: date(2026, 11, 22), drafts: false, edition: None, base_url: None, out: None };
    load::load(folder, &options).expect("a folder")
}

/// Parses articles with these texts.
#[track_caller]
fn check_articles(cases: &[Case<'_, String>]) {
    stay_in_one_thread();
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("content")).expect("a folder");
    fs::write(folder.path().join("content/a.md"), "Text\n").expect("a file");
    let mut project = load(folder.path()).project;
    let texts = theme_tools::tools(&project, &ToolCache::default()).value.texts;
    let article = *project.articles.values().next().expect("one article");
    check(cases, &mut |text: String| {
        project.sources.replace(article, text.into());
        let read = content::parse(&project, &content::ArticleCache::default());
        let _ = search::text::sections(&read.value[0].body, &texts[0]);
        collect(read.diagnostics, &project);
    });
}

fn collect(diagnostics: Vec<answerbook::diagnostic::Diagnostic>, project: &Project) {
    let _ =
        report::collect(diagnostics, &project.sources, &report::ReportRules::new(&project.config.diagnostics, false));
}

/// Parses articles that repeat a part.
#[track_caller]
fn check_repeated(parts: &[&str]) {
    let inputs: Vec<_> = parts.iter().map(|part| move |bytes| repeated(part, bytes)).collect();
    let cases: Vec<Case<'_, String>> = parts.iter().zip(&inputs).map(|(part, input)| (*part, input as _)).collect();
    check_articles(&cases);
}

#[test]
fn markdown_signs() {
    #[rustfmt::skip]
    let parts = [
        "> ", ">\n", "> a\n", "[", "![", "[a](", "[a]", "[a][", "[a](<", "[a](b \"", "]", "[a](b)", "*", "*a", "_a ",
        "**a *", "*a_ ", "~a~~", "`", "`a``", "``` ", "```\n", "~~~\na\n", "- ", "- a\n", "-\n", "1. a\n", "+ a\n\n",
        "  - a\n", "a\n", "| a ", "|a|\n|-|\n", "|a|b|\n", "\n", "[^a]", "[^№]: a\n", "[^№]", "[^№] [^№]: a\n\n",
        "[a№]: b\n", "[a№] ", "[a]: b\n", "&", "&#", "&amp", "\\", "<", "<a", "<!--", "<![CDATA[", "<?", "<https://a",
        "<a@b", "http://a ", "www.a", "a@b.c ", "a@", "# a\n", "# a№ {#b№}\n", "#", "===\n",
    ];
    check_repeated(&parts);
}

#[test]
fn markdown_structures() {
    #[rustfmt::skip]
    let parts = [
        "a\n===\n", "---\n", "    a\n", "> [!NOTE]\n", "> [!NOTE] a\n> b\n\n", "{#a}", "{.a", "{a=\"", "a\n: b\n",
        "a\n\n: b\n\n", ":::note\n", ":::note\na\n:::\n", "::::", ":a:", "$", "$$", "$a$", "$$a$$ ", "==a", "++a",
        "- [ ] a\n", "- [x", "a  \n", "\u{0}", "{{", "{{ a }}", "{{> a }}", "}}", "é", "\t", "https://a.b/c(",
        "![a](b№.png)\n\n", "[a](b№.md)\n", "[a](#b№)\n", "# b№\n[a](#b№)\n", "**a**\n", "a[^1]\n\n[^1]: b\n\n",
        "[x]: <", "``a", "<b>a</b>", "\"a", "'a", "--", "...", "```js\na = 1\n```\n", "```js a=b {1,2}\n",
        "| a | b |\n|-|-|\n| c | d |\n\n", "<details id=\"a№\">\n", "<p id=a№>", "[a№](#a№)\n", "# a\n\n## b\n\n",
        "<!-- a -->", "<br>", "&nbsp;", "a&x ", "<!-- answerbook: allow link/no-text -->\n",
        "<!-- answerbook: allow link/no-text -->", "<!-- answerbook: allow",
    ];
    check_repeated(&parts);
}

#[test]
fn markup_of_other_tools() {
    #[rustfmt::skip]
    let parts = [
        "{{<", "{{< a", "{{< a >}}", "{{< a >}}b{{< /a >}}", "{{% a", "{{% a %}}", "{% ", "{% a", "{% a %}",
        "{% if a %}", "{% endif %}", "{% raw %}", "{% raw %}a{% endraw %}", "{% include a.html %}",
        "{% capture a№ %}", "{{ a | b }}", "{%", "{{ page.a", "!!! note\n", "!!! note\n    a\n", "??? a\n    ",
        "=== \"a\"\n\n    b\n\n", "::: moniker\n", ":::image type=\"content\" source=\"a\":::\n", ":::row:::\n",
        "[!INCLUDE [a](b.md)]\n", "[!INCLUDE", "# [a](#tab/b)\n", "[a](xref:b)", "<xref:a", "@a.b ",
        "> [!div class=\"a\"]\n", "{: .a}\n", "{: .a", "{:", "{:toc}\n", "*[a]: b\n", "<<{", "{>>", "{++a", "{==a",
        "--8<-- \"a\"\n", "import a from 'b'\n", "import {", "export const a = {\n", "<Tabs>\n", "<Tab a={",
        "<A b={1} />", "<A b='", "{/* a", "{/* a */}", "{a", "{a.b}", "<Card>\n</Card>\n", "</A>", "{@a", "<% a",
        "{% tabs %}\n", "{% hint %}\na\n{% endhint %}\n", "<Note>a</Note>\n\n", "<Note>\n", "{{#include a}}", "{{#",
        "<!-- toc -->", "<!-- a", ".. note::\n", "```{note}\n", "```{note}\na\n```\n", "(a)=\n", "{ref}`a`",
        "{doc}`a№` ", "[[a№]] ", "[[", "[[a|", "![[a", "{youtube", "{% youtube", "<details>\n", "[TOC]\n",
        "[[_TOC_]]\n", "@[a](b)", ":fa-a: ", ":material-a:", "^a^", "~a~", "<kbd>a</kbd>", "{{ relref \"a\" }}",
        "{{< ref \"a№\" >}}", "{% link a№.md %}", "{% post_url a %}", "{{ site.a }}", "{% highlight a %}",
        "{% comment %}", "{% a %}\n\n{% enda %}", "{{<a>}}\n:::\n", "<!-- a -->\n", "{%- a -%}",
        "<Steps>\n\n1. a\n\n</Steps>\n\n", "`{{<`", "<a b={`", "=== a\n", "{{< highlight a >}}", "{{< param a№ >}}",
        "/// note\na\n///\n", "/// tab | a\nb\n///\n\n",
        "## a№ <Badge text=\"b\" />\n\n", "a :::image source=\"b№.png\"::: ", "/// a\n////\n", "{% capture a№ %}b{% endcapture %}{{ a№ }}\n", "{% assign a = 1 %}{{ a }} ", "{% raw %}{{ a }}",
        "    <Note>a</Note>\n\n", "import a from 'b'\n\n\t- a\n", "{a => b", "<br>\n**a**\n\n", "|a|b|\n|c|d|\n\n",
        "```js\na // [!code hl]\n```\n", "{: .note }\na\n\n", "$$a_b$$ ", "{* a *} ", "::: v-pre\n", "a^2^ ", "a~2~ ",
        "{{< highlight a >}}b{{< /highlight >}}", "{{< tabs >}}{{< tab a >}}b{{< /tab >}}{{< /tabs >}}",
    ];
    check_repeated(&parts);
}

#[test]
fn front_matter() {
    let front = |mark: &'static str, part: &'static str| {
        move |bytes| format!("{mark}\n{}\n{mark}\n\nText\n", repeated(part, bytes))
    };
    let inline = |mark: &'static str, start: &'static str, part: &'static str, end: &'static str| {
        move |bytes| format!("{mark}\n{start}{}{end}\n{mark}\n\nText\n", repeated(part, bytes))
    };
    check_articles(&[
        ("YAML: keys", &front("---", "key№: a\n")),
        ("YAML: one key", &front("---", "key: a\n")),
        ("YAML: a list", &inline("---", "labels:\n", "- a№\n", "")),
        ("YAML: a list of keywords", &inline("---", "keywords: [", "a№, ", "]")),
        ("YAML: aliases", &inline("---", "aliases:\n", "- /a№/\n", "")),
        ("YAML: related", &inline("---", "related:\n", "- a№\n", "")),
        ("YAML: depth", &inline("---", "a: ", "[", "")),
        ("YAML: braces", &inline("---", "a: ", "{a: ", "")),
        ("YAML: lists in lists", &inline("---", "a:\n", "- ", "a")),
        ("YAML: anchors", &front("---", "a№: &a№ b\n")),
        ("YAML: references", &inline("---", "a: &a b\n", "b№: *a\n", "")),
        ("YAML: references to a long text", &|bytes| {
            let (value, references) = ("a".repeat(bytes), repeated("b№: *a\n", bytes));
            format!("---\na: &a {value}\n{references}---\n\nText.\n")
        }),
        ("YAML: chained references", &inline("---", "a: &a [b]\n", "b№: &a [*a]\n", "")),
        ("YAML: a long text", &inline("---", "title: |\n", "  a\n", "")),
        ("YAML: quotes", &inline("---", "title: \"", "\\\"", "\"")),
        ("YAML: tags", &front("---", "!a ")),
        ("YAML: comments", &front("---", "# a\n")),
        ("YAML: colons", &front("---", "a: ")),
        ("TOML: keys", &front("+++", "key№ = 1\n")),
        ("TOML: a list", &inline("+++", "labels = [", "\"a№\", ", "]")),
        ("TOML: depth", &inline("+++", "a = ", "[", "")),
        ("TOML: tables", &front("+++", "[a№]\n")),
        ("TOML: tables in lists", &front("+++", "[[a]]\n")),
        ("TOML: dots", &inline("+++", "a", ".a", " = 1")),
        ("YAML: a broken head", &inline("---", "a: [\n", "b№: c\n", "")),
        ("YAML: keys that the text shows", &|bytes| {
            let keys = repeated("a№: b\n", bytes);
            format!("---\n{keys}---\n\n{}\n", repeated("{{ page.a№ }} {{< param a№ >}}\n", bytes))
        }),
    ]);
}

#[test]
fn long_lists_in_one_place() {
    let around = |start: &'static str, part: &'static str, end: &'static str| {
        move |bytes| format!("{start}{}{end}\n", repeated(part, bytes))
    };
    check_articles(&[
        ("attributes of a tag", &around("<p", " a№=b", ">")),
        ("ids of a tag", &around("<p", " id=a№", ">")),
        ("elements in a picture", &around("<svg>", "<g></b>", "</svg>")),
        ("addresses of a picture", &around("<img srcset=\"", "a№.png 1x, ", "\">")),
        ("attributes of code", &around("```js {", "data-a№=b ", "}\na\n```")),
        ("attributes of a heading", &around("# A {", "data-a№=b ", "}")),
        ("arguments of a shortcode", &around("{{< a ", "b№=c ", ">}}")),
        ("classes", &around("[a](b){", ".a№ ", "}")),
        ("marked lines", &|bytes| format!("```js {{{}}}\n{}```\n", repeated("№,", bytes), "a\n".repeat(bytes / 8))),
        ("code in code", &|bytes| "{{< highlight a >}}".repeat(bytes / 40) + &"{{< /highlight >}}".repeat(bytes / 40)),
    ]);
}

/// A project as paths and texts.
type Files = Vec<(String, String)>;

/// Builds sites from these files.
#[track_caller]
fn check_sites(cases: &[Case<'_, Files>]) {
    stay_in_one_thread();
    check(cases, &mut |files: Files| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let load::Loaded { project, mut diagnostics, .. } = load(folder.path());
        let site = pipeline::build(Arc::new(project)).unpack(&mut diagnostics);
        for path in site.paths() {
            let _ = site.render(path);
        }
        collect(diagnostics, &site.renderer.project);
    });
}

#[test]
fn a_long_article() {
    let one = |start: &'static str, part: &'static str| {
        move |bytes| vec![("content/a.md".to_owned(), start.to_owned() + &repeated(part, bytes / 4))]
    };
    check_sites(&[
        ("words", &one("# A\n\n", "a№ ")),
        ("headings", &one("# A\n\n", "## a№\n\n")),
        ("headings of one name", &one("# A\n\n", "## a\n\nText.\n\n")),
        ("steps", &one("---\ntype: guide\n---\n# A\n\n", "1. a№\n\n   b\n\n")),
        ("questions", &one("---\ntype: faq\n---\n# A\n\n", "## a№?\n\nb\n\n")),
        ("links", &one("# A\n\n", "[a](a.md#b№) ")),
        ("missing anchors", &one("# A\n\n", "[b](#gone-№)\n\n## a №\n\n")),
        ("anchors of other tools", &one("# A\n\n", "[b](#A-№)\n\n## a №\n\n")),
        ("footnotes", &one("# A\n\n", "b[^№]\n\n[^№]: c\n\n")),
        ("footnotes of one name", &one("# A\n\nb[^a]\n\n", "[^a]: c\n")),
    ]);
}

#[test]
fn configuration() {
    let project = |start: &'static str, part: &'static str| {
        move |bytes| {
            let text = start.to_owned() + &repeated(part, bytes);
            vec![("answerbook.toml".to_owned(), text), ("content/a.md".to_owned(), "# A\n\nText.\n".to_owned())]
        }
    };
    check_sites(&[
        ("unknown keys", &project("", "key№ = 1\n")),
        ("variables", &project("[variables]\n", "a№ = \"b\"\n")),
        ("redirects", &project("[redirects]\n", "\"/b№/\" = \"/a/\"\n")),
        ("broken redirects", &project("[redirects]\n", "\"/b№/\" = \"/c№/\"\n")),
        ("header", &project("", "[[header]]\ntitle = \"a\"\nurl = \"/b№/\"\n")),
        ("diagnostics", &project("[diagnostics]\n", "\"a/b№\" = \"off\"\n")),
        ("quick tasks", &project("", "[[quick_task]]\ntitle = \"a№\"\nurl = \"/a/\"\n")),
        ("footer", &project("[footer]\ntext = \"", "[a](b№) ")),
    ]);
}

#[test]
fn many_articles() {
    let each = |text: &'static str| {
        move |bytes: usize| -> Files {
            let article = |number: usize| {
                (format!("content/c{}/article-{number}.md", number % 7), text.replace('№', &number.to_string()))
            };
            (0..=bytes / 20).map(article).collect()
        }
    };
    check_sites(&[
        ("plain", &each("# A №\n\nText.\n")),
        ("missing pages", &each("# A №\n\n[b](artcle-№.md)\n")),
        ("missing pages elsewhere", &each("# A №\n\n[b](/nowhere/artcle-№ x/)\n")),
        ("one missing page", &each("# A №\n\n[b](/nowhere/artcle/)\n")),
        ("other case", &each("# A №\n\n[b](Article-№.md)\n")),
        ("missing anchors", &each("# A №\n\n[b](article-№.md#c)\n")),
        ("missing pictures", &each("# A №\n\n![b](c№.png)\n")),
        ("same title", &each("---\ntitle: A\n---\n\nText.\n")),
        ("same slug", &each("---\ntitle: A\nslug: a\n---\n\nText.\n")),
        ("same alias", &each("---\ntitle: A\naliases: [/a/]\n---\n\nText.\n")),
        ("same id", &each("---\ntitle: A\nid: a\n---\n\nText.\n")),
        ("related by id", &each("---\ntitle: A\nid: i№\nrelated: [i№x]\n---\n\nText.\n")),
        ("labels", &each("---\ntitle: A\nlabels: [l№]\n---\n\nText.\n")),
        ("references by name", &each("# A №\n\n{{< ref \"nothing-№\" >}} {doc}`none№` [b](xref:c№)\n")),
    ]);
}

#[test]
fn highlighting() {
    let languages = ["bash", "c", "css", "html", "http", "js", "json", "lua", "python", "yaml"];
    let parts = ["\"", "'a", "`${", "/*", "<a ", "a: ", "# a\n", "\\"];
    let inputs: Vec<_> = languages
        .iter()
        .flat_map(|language| parts.iter().map(move |part| (format!("{language}: {part}"), *language, *part)))
        .map(|(name, language, part)| (name, move |bytes| (language, repeated(part, bytes))))
        .collect();
    let cases: Vec<Case<'_, (&str, String)>> = inputs.iter().map(|(name, input)| (&**name, input as _)).collect();
    check(&cases, &mut |(language, code)| drop(Highlighter::default().highlight(language, &code)));
}

#[test]
fn insights() {
    let event = |number: usize, place: EventPage, payload: EventPayload| {
        let id = EventId((number as u128).to_be_bytes());
        Event { id, at: 1_795_334_400_000, visit: Some(id), place: place.into(), payload }
    };
    let name = |number: usize| format!("a{number}");
    let in_article = |number| EventPage { article: name(number), ..EventPage::default() };
    let in_version = |number| EventPage { version: name(number), ..in_article(0) };
    let in_locale = |number| EventPage { locale: name(number), ..in_article(0) };
    let search = |number| EventPayload::Search(SearchEvent { query: name(number), hits: 0, opened: None, rank: None });
    let feedback = |number| {
        EventPayload::Feedback(FeedbackEvent { helpful: false, answer: None, reason: None, comment: name(number) })
    };
    let events = |make: &dyn Fn(usize) -> Event, bytes: usize| (0..bytes / 50).map(make).collect::<Vec<_>>();
    let cases: &[Case<'_, Vec<Event>>] = &[
        ("articles", &|bytes| events(&|number| event(number, in_article(number), EventPayload::View), bytes)),
        ("versions", &|bytes| events(&|number| event(number, in_version(number), EventPayload::View), bytes)),
        ("locales", &|bytes| events(&|number| event(number, in_locale(number), EventPayload::View), bytes)),
        ("queries", &|bytes| events(&|number| event(number, in_article(0), search(number)), bytes)),
        ("queries in languages", &|bytes| events(&|number| event(number, in_locale(number), search(number)), bytes)),
        ("comments", &|bytes| events(&|number| event(number, in_article(0), feedback(number)), bytes)),
        ("answers", &|bytes| events(&|number| event(number, in_article(number), feedback(0)), bytes)),
    ];
    check(cases, &mut |events| {
        let mut tally = EventTally::default();
        for event in events {
            tally.add(event);
        }
        let _ = insights::report(&tally, &Catalog::default());
    });
}
