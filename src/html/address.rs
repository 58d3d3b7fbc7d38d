//! Parses addresses as browsers do: finds their scheme, and whether following them would run code. Does not check that
//! an address is valid or exists.

/// Schemes that run code in the page, or open a page with content from the address itself.
const CODE: &[&str] = &["javascript", "vbscript", "data", "blob", "filesystem"];

/// Schemes that only open pages, files and apps for communication.
const HARMLESS: &[&str] = &[
    "ftp", "geo", "http", "https", "irc", "ircs", "magnet", "mailto", "matrix", "sip", "sips", "sms", "smsto", "tel",
    "webcal", "xmpp",
];

/// Schemes of widely used apps, which browsers hand over to the system.
const APPS: &[&str] = &[
    "callto",
    "facetime",
    "facetime-audio",
    "ftps",
    "im",
    "intent",
    "itms",
    "itms-apps",
    "itms-services",
    "maps",
    "market",
    "ms-settings",
    "msteams",
    "nntp",
    "news",
    "sftp",
    "skype",
    "slack",
    "spotify",
    "ssh",
    "tg",
    "viber",
    "vscode",
    "whatsapp",
    "wtai",
    "zoommtg",
    "zoomus",
];

/// The scheme in lower case. Control characters and spaces are skipped, as in browsers. A single letter is a Windows
/// drive, not a scheme.
#[must_use]
pub fn scheme(url: &str) -> Option<String> {
    let end = url.find([':', '/', '?', '#']).filter(|&end| url[end..].starts_with(':'))?;
    let scheme: String = url[..end].chars().filter(|&character| character > ' ').collect();
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// Whether following an address would run code in the page. Pictures in `data:` addresses are safe, except for SVG.
#[must_use]
pub fn runs_code(url: &str) -> bool {
    let Some(scheme) = scheme(url) else { return false };
    if scheme == "data" {
        let rest: String = url.chars().filter(|&character| character > ' ').take(20).collect();
        let rest = rest.to_ascii_lowercase();
        return !rest.starts_with("data:image/") || rest.starts_with("data:image/svg");
    }
    CODE.contains(&scheme.as_str())
}

/// Whether an address has no scheme, or one that is known to be safe.
#[must_use]
pub fn is_harmless(url: &str) -> bool {
    match scheme(url) {
        Some(scheme) if scheme == "data" => !runs_code(url),
        Some(scheme) => HARMLESS.contains(&scheme.as_str()),
        None => true,
    }
}

/// Whether an address has no scheme, or one that browsers open or hand over to a widely used app.
#[must_use]
pub fn is_known(url: &str) -> bool {
    scheme(url).is_none_or(|scheme| scheme == "data" || is_listed(&scheme))
}

/// Whether an address names nobody and nothing after its scheme: `mailto:`, `https:`, `http:/host`.
#[must_use]
pub fn is_incomplete(url: &str) -> bool {
    let Some(scheme) = scheme(url) else { return false };
    let rest = url.split_once(':').map_or("", |(_, rest)| rest.trim());
    match scheme.as_str() {
        "http" | "https" => rest.strip_prefix("//").is_none_or(|host| host.is_empty() || host.starts_with('/')),
        "mailto" | "sms" | "tel" => rest.is_empty(),
        _ => false,
    }
}

fn is_listed(scheme: &str) -> bool {
    HARMLESS.contains(&scheme) || APPS.contains(&scheme)
}

/// Whether an address has the scheme that a prefix such as `acme-app:` names.
#[must_use]
pub fn is_at_scheme(url: &str, prefix: &str) -> bool {
    prefix.strip_suffix(':').is_some_and(|wanted| scheme(url).is_some_and(|scheme| scheme.eq_ignore_ascii_case(wanted)))
}

/// The scheme that a misspelled one most likely means.
#[must_use]
pub fn nearest_scheme(scheme: &str) -> Option<&'static str> {
    // `hhttps` is as near to `http` as to `https`.
    let known = ["https", "http", "mailto", "tel"].into_iter().chain(HARMLESS.iter().chain(APPS).copied());
    crate::suggest::nearest(scheme, known)
}

/// `https://host` of an address; `None` for one without a host, and for a host that a policy cannot contain.
#[must_use]
pub fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.strip_prefix("//").map_or_else(|| url.split_once("://"), |rest| Some(("https", rest)))?;
    let host = rest.split(['/', '?', '#']).next()?;
    // Whatever is not a plain host could end the directive and start another one.
    let is_plain = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'));
    (is_plain && !host.is_empty() && matches!(scheme, "https" | "http")).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_plain_hosts() {
        let check = |url: &str, expected: Option<&str>| assert_eq!(origin(url).as_deref(), expected);
        check("https://a.example/x?y", Some("https://a.example"));
        check("//a.example/x", Some("https://a.example"));
        check("/api/feedback", None);
        check("https://a.example;script-src *", None);
        check("mailto:a@b", None);
    }

    #[test]
    fn code_is_recognised_however_it_is_spelt() {
        for url in ["javascript:x()", " Java\tScript:x()", "\u{1}javascript:x", "vbscript:x", "data:text/html,x"] {
            assert!(runs_code(url) && !is_harmless(url), "{url:?}");
        }
        assert!(runs_code("data:image/svg+xml,x") && runs_code("da\nta:image/svg+xml,x") && runs_code("blob:x"));
        for url in ["a.md", "/a?x=javascript:b", "#a", "https://example.com", "data:image/png;base64,x", "C:\\a.md"] {
            assert!(!runs_code(url) && is_harmless(url), "{url:?}");
        }
        assert!(!runs_code("slack://open") && !is_harmless("slack://open"));
    }
}
