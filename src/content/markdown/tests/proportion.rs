//! Raw HTML is read in time that grows with the text, and not with its square.

use std::time::{Duration, Instant};

use super::*;

/// How many times longer the second text is.
const FACTOR: u32 = 16;

/// How much longer than that the second text may take: between what is in proportion and its square.
const SLACK: u32 = 4;

/// What a busy machine may add.
const NOISE: Duration = Duration::from_millis(500);

/// The shortest of some times that a text takes.
fn time(project: &TestProject, text: &str) -> Duration {
    let once = || {
        let start = Instant::now();
        let _ = project.render(text);
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

#[test]
fn raw_html_takes_time_in_proportion() {
    let names = |count: usize| (0..count).map(|number| format!("<x{number}>")).collect::<Vec<_>>().concat();
    let attributes = |count: usize| (0..count).map(|number| format!(" a{number}=\"b\"")).collect::<Vec<_>>().concat();
    let cases: &[(&str, &dyn Fn(usize) -> String)] = &[
        ("rows of a table", &|count| format!("<table>{}</table>", "<tr><td>a</td><td>b</td></tr>".repeat(count))),
        ("tables", &|count| "<table><tr><td>a</td></tr></table>".repeat(count)),
        ("lines", &|count| format!("<div>\n{}</div>", "<b>a</b>\n".repeat(count))),
        ("nested elements", &|count| "<div>".repeat(count)),
        ("elements without an end", &|count| "a <b>".repeat(count)),
        ("ends without a start", &|count| "a </b>".repeat(count)),
        ("attributes", &|count| format!("<b{}>a</b>", attributes(count))),
        ("pictures of many sizes", &|count| format!("<img alt=\"\" srcset=\"{}\">", "a.png 1x, ".repeat(count))),
        ("references", &|count| format!("<div title=\"{}\">{}</div>", "&amp;".repeat(count), "&eacute;".repeat(count))),
        ("comments", &|count| format!("<div>{}</div>", "<!-- a -->".repeat(count))),
        ("comments without an end", &|count| format!("<div>{}", "<!-- ".repeat(count))),
        ("placeholders", &|count| format!("a {}", names(count))),
        ("texts without an end", &|count| "a <textarea>".repeat(count)),
        ("blocks of text without an end", &|count| "<title>\n\n".repeat(count)),
        ("scripts", &|count| "<script>a</script>\n".repeat(count)),
        ("pictures of vectors", &|count| format!("<svg>{}</svg>", "<g><path d=\"x\"/></g>".repeat(count))),
        ("nested pictures of vectors", &|count| "<svg><g>".repeat(count)),
        ("headings", &|count| "<h2>a</h2>\n\n".repeat(count)),
        ("links", &|count| "<a href=\"b.md\">a</a> ".repeat(count)),
        ("ids", &|count| "<i id=\"a\"></i>".repeat(count)),
    ];
    for raw_html in [true, false] {
        let mut project = TestProject::default();
        project.config.markdown.raw_html = raw_html;
        for (name, text) in cases {
            let short = time(&project, &text(250));
            let long = time(&project, &text(250 * FACTOR as usize));
            let limit = short * FACTOR * SLACK + NOISE;
            assert!(long < limit, "{name}: {short:?}, and {long:?} for {FACTOR} times as much");
        }
    }
}
