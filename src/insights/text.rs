//! Formats the report for terminals. Long lists are cut; the web page shows all of them.

use std::fmt::Write as _;

use super::figures::{Share, counted, grouped};
use super::report::{ArticleFigures, InsightsReport};
use crate::printable;

/// Maximum number of comments.
const COMMENTS: usize = 10;

/// Maximum number of editions.
const EDITIONS: usize = 50;

/// Maximum number of unread articles.
const UNREAD: usize = 25;

/// The report as text.
#[must_use]
pub fn text(report: &InsightsReport) -> String {
    let mut text = String::new();
    if report.events == 0 {
        text.push_str("no events\n");
    }
    if report.left_out > 0 {
        let _ = writeln!(text, "{}", left_out(report.left_out));
    }
    if report.events == 0 {
        return text;
    }
    let _ = writeln!(
        text,
        "{} to {}: {}, {}, {}\n",
        report.from,
        report.to,
        counted(report.events, "event", "events"),
        counted(report.views, "view", "views"),
        counted(report.visits, "visit", "visits")
    );
    let score = report
        .self_service_score
        .map_or_else(|| "no requests".into(), |score| format!("{score:.1} visits per request"));
    for (name, share, note) in [
        ("helpfulness", report.helpfulness, "helpful answers ÷ answers"),
        ("self-service", report.self_service, score.as_str()),
        ("search success", report.search.success, "led to an opened article ÷ searches"),
        ("zero results", report.search.zero_results, "found nothing ÷ searches"),
        ("click-through", report.search.click_through, "led to an opened article ÷ searches with results"),
        ("deflection", report.deflection, "opened a suggestion and sent no request ÷ saw suggestions"),
    ] {
        let _ = writeln!(text, "{name:<16}{:<44}{note}", shown(share));
    }
    if let Some(rank) = report.search.mean_rank {
        let _ = writeln!(text, "{:<16}{rank:.1}", "mean rank");
    }
    editions(&mut text, report);
    todo(&mut text, report);
    comments(&mut text, report);
    text
}

/// How many lines and rows were left out, in words.
#[must_use]
pub fn left_out(count: u64) -> String {
    format!("ignored {}", counted(count, "invalid line or row", "invalid lines or rows"))
}

/// `71.4 %  (5 of 7; 95 %: 35.9–91.8 %)`
pub(super) fn shown(share: Share) -> String {
    let Some(value) = share.value() else { return "–  (none)".into() };
    let (low, high) = share.interval();
    let (value, low, high) = (value * 100.0, low * 100.0, high * 100.0);
    let (numerator, denominator) = (grouped(share.numerator), grouped(share.denominator));
    format!("{value:.1} %  ({numerator} of {denominator}; 95 %: {low:.1}–{high:.1} %)")
}

fn editions(text: &mut String, report: &InsightsReport) {
    if report.editions.len() < 2 {
        return;
    }
    text.push_str("\nBy version and language\n");
    for edition in report.editions.iter().take(EDITIONS) {
        let shown_name =
            |name: &str| if name.is_empty() { "–".to_owned() } else { printable::line(name).into_owned() };
        let (version, locale) = (shown_name(&edition.version), shown_name(&edition.locale));
        let requests = counted(edition.requests, "request", "requests");
        let views = counted(edition.views, "view", "views");
        let _ = writeln!(text, "  {version:<12}{locale:<8}{views}, {requests}");
        for (name, share) in [
            ("helpfulness", edition.helpfulness),
            ("search success", edition.success),
            ("zero results", edition.zero_results),
        ] {
            let _ = writeln!(text, "    {name:<16}{}", shown(share));
        }
    }
    if let Some(rest @ 1..) = report.editions.len().checked_sub(EDITIONS) {
        let _ = writeln!(text, "  and {rest} more: `--html` and `--json` name all");
    }
}

fn owner(owner: &str) -> String {
    if owner.is_empty() { String::new() } else { format!(", owner {}", printable::line(owner)) }
}

fn todo(text: &mut String, report: &InsightsReport) {
    let todo = &report.todo;
    if !todo.rewrite.is_empty() {
        text.push_str("\nRewrite first (views × lower bound of unhelpful answers)\n");
        for article in &todo.rewrite {
            let _ = writeln!(text, "  {}", line(report, article));
        }
    }
    if !todo.missing.is_empty() {
        text.push_str("\nSearched for and not found\n");
        for missing in &todo.missing {
            let queries: Vec<_> =
                missing.queries.iter().map(|(query, count)| format!("“{}” ×{count}", printable::line(query))).collect();
            let _ = writeln!(
                text,
                "  {}{}: {} ({})",
                printable::line(&missing.word),
                printable::line(&report.edition("", &missing.locale)),
                counted(missing.searches, "search", "searches"),
                queries.join(", ")
            );
            for (from, to) in &missing.synonyms {
                let _ = writeln!(
                    text,
                    "    readers then searched for “{}”: a synonym of “{}”?",
                    printable::line(to),
                    printable::line(from)
                );
            }
        }
    }
    if !todo.requested.is_empty() {
        text.push_str("\nRead last before a request\n");
        for article in &todo.requested {
            let _ = writeln!(
                text,
                "  {}: {}{}",
                called(report, article),
                counted(article.requests, "request", "requests"),
                owner(&article.owner)
            );
        }
    }
    if !todo.lost.is_empty() {
        text.push_str("\nAsked for and missing\n");
        for lost in &todo.lost {
            let near = match (&lost.near, lost.is_certain) {
                (Some(near), true) => format!("; it is `{near}` now"),
                (Some(near), false) => format!("; the nearest is `{near}`"),
                (None, _) => String::new(),
            };
            let _ = writeln!(
                text,
                "  {}: {}{}",
                printable::line(&lost.address),
                lost.requests_in_words(),
                printable::line(&near)
            );
        }
    }
    if !todo.unread.is_empty() {
        text.push_str("\nNobody read\n");
        for unread in todo.unread.iter().take(UNREAD) {
            let name = format!("{}{} ({}", unread.title, report.edition(&unread.version, &unread.locale), unread.key);
            let _ = writeln!(text, "  {}{})", printable::line(&name), owner(&unread.owner));
        }
        if let Some(rest @ 1..) = todo.unread.len().checked_sub(UNREAD) {
            let _ = writeln!(text, "  and {rest} more: `--html` and `--json` list all");
        }
    }
}

/// The title, with the edition if the site has several.
fn called(report: &InsightsReport, article: &ArticleFigures) -> String {
    printable::line(&format!("{}{}", article.title, report.edition(&article.version, &article.locale))).into_owned()
}

fn line(report: &InsightsReport, article: &ArticleFigures) -> String {
    let before =
        article.before.map_or_else(String::new, |before| format!(", before the last rewrite {}", shown(before)));
    let reasons: Vec<_> = article.reasons.iter().map(|(reason, count)| format!("{reason} ×{count}")).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!("; {}", reasons.join(", ")) };
    format!(
        "{}: {}, helpful {}{before}{reasons}{}",
        called(report, article),
        counted(article.views, "view", "views"),
        shown(article.helpfulness),
        owner(&article.owner)
    )
}

fn comments(text: &mut String, report: &InsightsReport) {
    if !report.reasons.is_empty() {
        text.push_str("\nReasons\n");
        for reason in &report.reasons {
            let _ = writeln!(text, "  {:<10}{}", reason.reason, shown(reason.share));
        }
    }
    if !report.comments.is_empty() {
        text.push_str("\nComments\n");
        for comment in report.comments.iter().take(COMMENTS) {
            let mark = if comment.helpful { '+' } else { '-' };
            let title = format!("{}{}", comment.title, report.edition(&comment.version, &comment.locale));
            let _ = writeln!(
                text,
                "  {mark} {} {}: {}",
                comment.day,
                printable::line(&title),
                printable::line(&comment.text)
            );
        }
    }
}
