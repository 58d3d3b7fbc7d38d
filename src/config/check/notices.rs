//! Checks `[[notice]]`: the versions and languages that it names exist, and it does not end before it starts.

use super::{SpannedList, raw};
use crate::codes;
use crate::config::given::{spanned, texts, value, value_or};
use crate::config::{Locale, Notice, NoticeKind, Version};
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};
use crate::suggest;

/// The notices, in order. One that names something unknown is reported and keeps what is known.
pub(super) fn notices(
    raw: Option<Spanned<SpannedList<raw::NoticeTable>>>,
    versions: &[Version],
    locales: &[Locale],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Notice> {
    let versions: Vec<&str> = versions.iter().map(|version| version.id.as_str()).collect();
    let locales: Vec<&str> = locales.iter().map(|locale| locale.code.as_str()).collect();
    let mut notices = Vec::new();
    for table in raw.map(|raw| raw.value).unwrap_or_default() {
        let raw = table.value;
        let kind = value_or(raw.kind, NoticeKind::News);
        let end = raw.until.as_ref().map(|day| day.span.clone());
        let Some(text) = spanned(raw.text) else { continue };
        // A pattern of git references becomes versions only when they are read.
        let is_open = versions.iter().any(|id| id.contains('*') || id.contains('{'));
        let named = named(raw.versions);
        if !is_open {
            diagnostics.extend(unknown("version", &named, &versions));
        }
        let in_locales = self::named(raw.locales);
        diagnostics.extend(unknown("locale", &in_locales, &locales));
        let notice = Notice {
            text,
            kind,
            from: value(raw.from),
            until: value(raw.until),
            pages: texts(raw.pages),
            versions: named.into_iter().map(|(id, _)| id).collect(),
            locales: in_locales.into_iter().map(|(code, _)| code).collect(),
            is_dismissible: value_or(raw.dismissible, kind != NoticeKind::Incident),
        };
        if let (Some(from), Some(until), Some(span)) = (notice.from, notice.until, end)
            && until < from
        {
            diagnostics.push(Diagnostic::at(codes::CONFIG_VALUE, "a notice ends before it starts", span));
        }
        notices.push(notice);
    }
    notices
}

fn named<T: Into<String>>(given: Option<Spanned<SpannedList<T>>>) -> Vec<(String, Span)> {
    let names = given.map(|given| given.value).unwrap_or_default();
    names.into_iter().map(|name| (name.value.into(), name.span)).collect()
}

fn unknown(what: &str, named: &[(String, Span)], known: &[&str]) -> Vec<Diagnostic> {
    let unknown = named.iter().filter(|(name, _)| !known.contains(&name.as_str()));
    let report = |(name, span): &(String, Span)| {
        let diagnostic = Diagnostic::at(codes::CONFIG_VALUE, format!("there is no {what} `{name}`"), span.clone());
        diagnostic.did_you_mean(suggest::nearest(name, known.iter().copied()))
    };
    unknown.map(report).collect()
}

#[cfg(test)]
mod tests {
    use crate::config::parse;
    use crate::path::ProjectPath;
    use crate::source::Sources;

    #[track_caller]
    fn check(notice: &str, expected: &[&str]) {
        let text = format!("[[notice]]\ntext = \"a\"\n{notice}\n");
        let source = Sources::default().add(ProjectPath::new("answerbook.toml"), text.as_str());
        let problems = parse(source, &text).diagnostics;
        let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, expected, "{notice}");
    }

    #[test]
    fn what_a_notice_names_exists() {
        check("locales = [\"en\"]\nfrom = 2026-01-01\nuntil = \"2026-01-01\"", &[]);
        check("locales = [\"fr\"]", &["there is no locale `fr`"]);
        check("versions = [\"2.4\"]", &["there is no version `2.4`"]);
        check("from = 2026-01-02\nuntil = 2026-01-01", &["a notice ends before it starts"]);
        check("from = 2026-01-02T10:00:00", &["`2026-01-02T10:00:00` is not a date"]);
        check("kind = \"incidents\"", &["`incidents` is not a kind of notice"]);
    }
}
