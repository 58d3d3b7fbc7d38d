//! The report as one web page that works offline. It contains its styles and charts, and its content security policy
//! allows nothing else.

use std::fmt::Write as _;

use super::chart::{bars, columns, escaped};
use super::figures::{Share, counted, grouped, number};
use super::report::{ArticleFigures, DayFigures, InsightsReport};
use super::text::{left_out, shown};

/// If there are more days than this, columns show weeks.
const MAX_COLUMNS: usize = 92;

/// Maximum number of bars in the chart of articles.
const BARS: usize = 20;

const STYLE: &str = "
:root{color-scheme:light dark;--ink:light-dark(#1d2321,#e8ecea);--soft:light-dark(#56605c,#a5b0ab);--line:light-dark(#d5dad7,#39423e);
--bg:light-dark(#fbfaf7,#101413);--card:light-dark(#fff,#181d1b);--mark:light-dark(#0b6354,#4fbfa8);--range:light-dark(#b4552f,#f0a27e)}
*{box-sizing:border-box}body{margin:0 auto;max-width:60rem;padding:2rem 1rem 4rem;background:var(--bg);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}
h1{font-size:1.75rem;line-height:1.2}h2{margin-top:3rem;font-size:1.25rem}.soft,small{color:var(--soft)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1rem;margin:0;padding:0}
.figures>div{padding:1rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card)}dt{font-weight:600}dd{margin:0}dd b{font-size:1.75rem}
.scroll{overflow-x:auto}figure{margin:1.5rem 0 0}figcaption{position:sticky;inset-inline-start:0;width:fit-content;font-weight:600}table{width:100%;border-collapse:collapse;font-size:.9375rem}th,td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);text-align:start;vertical-align:top}
td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}svg{display:block;width:100%;min-width:36rem;height:auto;margin-block:.5rem 1rem}svg text{fill:var(--soft);font-size:12px}
.mark{fill:var(--mark)}.axis,.interval{fill:none;stroke:var(--line);stroke-width:1}.interval{stroke:var(--range);stroke-width:3}
blockquote{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}summary{cursor:pointer}@media print{details>*{display:block}}";

/// The report as a page. `title` is the help center's name.
#[must_use]
pub fn html(report: &InsightsReport, title: &str) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>Insights – {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>What readers of {title} found</h1>\n",
        title = escaped(title)
    );
    let _ = writeln!(
        page,
        "<p class=\"soft\">{} to {}: {}, {}, {}. Percentages have 95 % confidence intervals.</p>",
        report.from,
        report.to,
        counted(report.events, "event", "events"),
        counted(report.views, "view", "views"),
        counted(report.visits, "visit", "visits")
    );
    if report.left_out > 0 {
        let _ = writeln!(page, "<p class=\"soft\">{}</p>", escaped(&left_out(report.left_out)));
    }
    figures(&mut page, report);
    time(&mut page, report);
    todo(&mut page, report);
    articles(&mut page, report);
    comments(&mut page, report);
    page + "</main>\n</body>\n</html>\n"
}

fn figures(page: &mut String, report: &InsightsReport) {
    page.push_str("<dl class=\"figures\">\n");
    let score = report.self_service_score.map_or_else(String::new, |score| format!(" {score:.1} visits per request."));
    let rank =
        report.search.mean_rank.map_or_else(String::new, |rank| format!(" Mean rank of opened results: {rank:.1}."));
    for (name, share, note) in [
        ("Helpfulness", report.helpfulness, "Helpful answers ÷ answers.".to_owned()),
        ("Self-service", report.self_service, format!("Visits without a request ÷ visits.{score}")),
        ("Search success", report.search.success, "Searches that led to an opened article ÷ searches.".to_owned()),
        ("Zero results", report.search.zero_results, "Searches that found nothing ÷ searches.".to_owned()),
        (
            "Click-through",
            report.search.click_through,
            format!("Searches with an opened result ÷ searches with results.{rank}"),
        ),
        (
            "Deflection",
            report.deflection,
            "Visits that opened a suggestion and sent no request ÷ visits that saw suggestions.".to_owned(),
        ),
    ] {
        let value = share.value().map_or_else(|| "–".to_owned(), |value| format!("{:.1} %", value * 100.0));
        let _ = writeln!(
            page,
            "<div><dt>{name}</dt><dd><b>{value}</b><br><span>{}</span><br><small>{note}</small></dd></div>",
            of(share)
        );
    }
    page.push_str("</dl>\n");
}

/// `5 of 7, 95 %: 35.9–91.8 %`
fn of(share: Share) -> String {
    if share.denominator == 0 {
        return "no data yet".into();
    }
    let (low, high) = share.interval();
    let (numerator, denominator) = (grouped(share.numerator), grouped(share.denominator));
    format!("{numerator} of {denominator}, 95 %: {:.1}–{:.1} %", low * 100.0, high * 100.0)
}

/// A table with cells of HTML. A leading `#` in a column's name marks numbers. The table scrolls, so it must have a
/// name and be reachable by keyboard.
fn table(page: &mut String, title: &str, names: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        page.push_str("<p class=\"soft\">None.</p>\n");
        return;
    }
    let class = |name: &str| if name.starts_with('#') { " class=\"n\"" } else { "" };
    let _ = write!(
        page,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\"><table>\n<thead><tr>"
    );
    for name in names {
        let _ = write!(page, "<th scope=\"col\"{}>{}</th>", class(name), name.trim_start_matches('#'));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        page.push_str("<tr>");
        for (name, cell) in names.iter().zip(row) {
            let _ = write!(page, "<td{}>{cell}</td>", class(name));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}

/// The columns of a chart: days, or weeks if there are many days, because a chart has limited space.
fn columns_of(days: &[DayFigures], value: fn(&DayFigures) -> u64) -> Vec<(String, f64)> {
    let size = if days.len() > MAX_COLUMNS { 7 } else { 1 };
    let sum = |chunk: &[DayFigures]| number(chunk.iter().map(value).sum());
    days.chunks(size).map(|chunk| (chunk[0].day.clone(), sum(chunk))).collect()
}

fn time(page: &mut String, report: &InsightsReport) {
    let days = &report.days;
    let unit = if days.len() > MAX_COLUMNS { "week" } else { "day" };
    page.push_str("<h2>Over time</h2>\n");
    page.push_str(&columns("views", &format!("Views per {unit}"), &columns_of(days, |day| day.views)));
    page.push_str(&columns("requests", &format!("Requests per {unit}"), &columns_of(days, |day| day.requests)));
    page.push_str("<details><summary>All days as a table</summary>\n");
    let row = |day: &DayFigures| {
        vec![day.day.clone(), grouped(day.views), cell(day.helpfulness), cell(day.success), grouped(day.requests)]
    };
    table(page, "Days", &["Day", "#Views", "#Helpful", "#Search success", "#Requests"], days.iter().map(row));
    page.push_str("</details>\n");
    if report.editions.len() > 1 {
        page.push_str("<h2>By version and language</h2>\n");
        let rows = report.editions.iter().map(|edition| {
            vec![
                escaped(&edition.version),
                escaped(&edition.locale),
                grouped(edition.views),
                cell(edition.helpfulness),
                cell(edition.success),
                cell(edition.zero_results),
                grouped(edition.requests),
            ]
        });
        let names = ["Version", "Language", "#Views", "#Helpful", "#Search success", "#Zero results", "#Requests"];
        table(page, "Versions and languages", &names, rows);
    }
}

/// A share as a table cell.
fn cell(share: Share) -> String {
    share.value().map_or_else(|| "–".into(), |_| shown(share))
}

fn todo(page: &mut String, report: &InsightsReport) {
    let todo = &report.todo;
    page.push_str(
        "<h2>Rewrite first</h2>\n<p class=\"soft\">Views × the lower end of the interval of unhelpful answers.</p>\n",
    );
    let bars_of = |articles: &[ArticleFigures]| -> Vec<(String, Share)> {
        let called = |article: &ArticleFigures| {
            format!("{}{}", article.title, report.edition(&article.version, &article.locale))
        };
        articles.iter().take(BARS).map(|article| (called(article), article.helpfulness)).collect()
    };
    page.push_str(&bars("rewrite", "Helpfulness of the articles to rewrite first", &bars_of(&todo.rewrite)));
    article_table(page, report, "Articles to rewrite first", &todo.rewrite);
    page.push_str("<h2>Searched for and not found</h2>\n");
    let rows = todo.missing.iter().map(|missing| {
        let queries: Vec<_> =
            missing.queries.iter().map(|(query, count)| format!("{} ×{count}", escaped(query))).collect();
        let synonyms: Vec<_> =
            missing.synonyms.iter().map(|(from, to)| format!("{} = {}", escaped(from), escaped(to))).collect();
        let word = format!("{}{}", missing.word, report.edition("", &missing.locale));
        vec![escaped(&word), grouped(missing.searches), queries.join("<br>"), synonyms.join("<br>")]
    });
    table(page, "Searches that found nothing", &["Word", "#Searches", "Queries", "Possible synonyms"], rows);
    page.push_str("<h2>Read last before a request</h2>\n");
    article_table(page, report, "Articles read last before a request", &todo.requested);
    page.push_str("<h2>Asked for and missing</h2>\n");
    let rows = todo.lost.iter().map(|lost| {
        let from: Vec<_> = lost.from.iter().map(|(host, count)| format!("{} ×{count}", escaped(host))).collect();
        let near = lost.near.as_ref().map_or_else(|| "–".into(), |near| escaped(near));
        vec![escaped(&lost.address), grouped(lost.requests), from.join("<br>"), near]
    });
    table(page, "Addresses that lead nowhere", &["Address", "#Requests", "Linked from", "Nearest address"], rows);
    page.push_str("<h2>Nobody read</h2>\n");
    let rows = todo.unread.iter().map(|unread| {
        let key = format!("{}{}", unread.key, report.edition(&unread.version, &unread.locale));
        vec![escaped(&unread.title), escaped(&key), escaped(&unread.owner)]
    });
    table(page, "Articles that nobody read", &["Article", "Key", "Owner"], rows);
}

fn article_table(page: &mut String, report: &InsightsReport, title: &str, articles: &[ArticleFigures]) {
    let rows = articles.iter().map(|article| {
        let reasons: Vec<_> = article.reasons.iter().map(|(reason, count)| format!("{reason} ×{count}")).collect();
        let key = format!("{}{}", article.key, report.edition(&article.version, &article.locale));
        vec![
            format!("{}<br><small>{}</small>", escaped(&article.title), escaped(&key)),
            escaped(&article.owner),
            grouped(article.views),
            cell(article.helpfulness),
            article.before.map_or_else(|| "–".into(), cell),
            reasons.join("<br>"),
            grouped(article.requests),
        ]
    });
    let names = ["Article", "Owner", "#Views", "#Helpful", "#Before the last rewrite", "Reasons", "#Requests"];
    table(page, title, &names, rows);
}

fn articles(page: &mut String, report: &InsightsReport) {
    page.push_str("<h2>All articles</h2>\n<details><summary>Show the table</summary>\n");
    article_table(page, report, "All articles", &report.articles);
    page.push_str("</details>\n");
}

fn comments(page: &mut String, report: &InsightsReport) {
    page.push_str("<h2>Reasons</h2>\n");
    let shares: Vec<_> = report.reasons.iter().map(|reason| (reason.reason.to_owned(), reason.share)).collect();
    page.push_str(&bars("reasons", "Why articles did not help", &shares));
    table(
        page,
        "Reasons",
        &["Reason", "#Share"],
        shares.iter().map(|(reason, share)| vec![reason.clone(), cell(*share)]),
    );
    page.push_str("<h2>Comments</h2>\n");
    let rows = report.comments.iter().map(|comment| {
        let answer = if comment.helpful { "yes" } else { "not really" };
        let text = format!("<blockquote>{}</blockquote>", escaped(&comment.text));
        let title = format!("{}{}", comment.title, report.edition(&comment.version, &comment.locale));
        vec![comment.day.clone(), escaped(&title), answer.to_owned(), text]
    });
    table(page, "Comments", &["Day", "Article", "Helpful", "Comment"], rows);
}
