//! Values that are addresses: links, endpoints, redirects and hosts. Whether a link's target exists is checked
//! elsewhere.

use serde_json::{Value as Json, json};

use super::{
    BaseAddress, EditUrl, Endpoint, ForeignPrefix, FromText, Host, Href, NewAddress, OldAddress, Prefix, TextProblem,
    WebUrl,
};
use crate::html::address;
use crate::path::{Address, BaseUrl, ProjectPath, decode};

/// The schemes that links may have. Anything else is a typo or unsafe.
const LINK_SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// The schemes of websites.
const WEB_SCHEMES: &[&str] = &["http", "https"];

impl FromText for BaseAddress {
    const EXPECTED: &'static str = "an address such as `https://help.example.com/`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let parsed = BaseUrl::parse(text).map(Self);
        parsed.map_err(|message| TextProblem::new(message).did_you_mean(with_scheme(text)))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^(https?://[^/?#\\s]+)?(/[^?#]*)?$" })
    }
}

impl FromText for Href {
    const EXPECTED: &'static str = "`https://…`, `mailto:…`, `tel:…`, `/…` or the path of an article's file";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let file = text.split(['#', '?']).next().unwrap_or_default();
        let is_file = address::scheme(text).is_none() && ProjectPath::new(file).extension() == "md";
        if is_file || text.starts_with('#') {
            return Ok(Self(text.to_owned()));
        }
        link(text, LINK_SCHEMES, true).map(Self)
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^(https?://|mailto:|tel:|/|#|[^:]*\\.md)" })
    }
}

impl FromText for WebUrl {
    const EXPECTED: &'static str = "an address such as `https://example.com/`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        link(text, WEB_SCHEMES, false).map(Self)
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^https?://" })
    }
}

impl FromText for Endpoint {
    const EXPECTED: &'static str = "`https://…` or `/…`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        link(text, WEB_SCHEMES, true).map(Self)
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^(https?://|/)" })
    }
}

impl FromText for EditUrl {
    const EXPECTED: &'static str = "an address with `{path}` in it";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let url = link(text, WEB_SCHEMES, true)?;
        if url.contains("{path}") {
            return Ok(Self(url));
        }
        let suggestion = format!("{}/{{path}}", url.trim_end_matches('/'));
        Err(TextProblem::new(format!("`{text}` has no place for the file's path")).did_you_mean(Some(suggestion)))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^(https?://|/).*\\{path\\}" })
    }
}

impl FromText for ForeignPrefix {
    const EXPECTED: &'static str =
        "the start of an address, such as `/blog/`, or the scheme of an app, such as `acme:`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let is_scheme = text.ends_with(':') && scheme(text).is_some_and(|scheme| scheme.len() + 1 == text.len());
        if is_scheme { Ok(Self(text.to_owned())) } else { Prefix::parse(text).map(|prefix| Self(prefix.0)) }
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^(/|[A-Za-z][A-Za-z0-9+-]*:$)" })
    }
}

impl FromText for Prefix {
    const EXPECTED: &'static str = "the start of an address, such as `/blog/`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        if text.starts_with('/') && !text.starts_with("//") {
            return Ok(Self(text.to_owned()));
        }
        let suggestion = scheme(text).is_none().then(|| format!("/{}", text.trim_start_matches('/')));
        Err(TextProblem::new(format!("`{text}` is not the start of an address on this site")).did_you_mean(suggestion))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^/" })
    }
}

impl FromText for Host {
    const EXPECTED: &'static str = "an address such as `https://help.example.com`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        link(text, WEB_SCHEMES, false).map(|url| Self(url.trim_end_matches('/').to_owned()))
    }

    fn schema() -> Json {
        WebUrl::schema()
    }
}

impl FromText for OldAddress {
    const EXPECTED: &'static str = "an address on this site, such as `/old/`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let problem = |message: &str| TextProblem::new(format!("`{text}` {message}"));
        if text.contains(['?', '#']) {
            let path = text.split(['?', '#']).next();
            return Err(problem("has a query or a fragment, which redirects ignore").did_you_mean(path));
        }
        if text.starts_with('/') && !text.starts_with("//") {
            return Ok(Self(Address::new(&decode(text))));
        }
        let path = match text.split_once("://") {
            Some((_, rest)) => rest.find('/').map(|slash| rest[slash..].to_owned()),
            None => Some(format!("/{}", text.trim_start_matches('/'))),
        };
        Err(problem("is not an address on this site").did_you_mean(path))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^/[^?#]*$" })
    }
}

impl FromText for NewAddress {
    const EXPECTED: &'static str = "`/…` or `https://…`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        link(text, WEB_SCHEMES, true).map(Self)
    }

    fn schema() -> Json {
        Endpoint::schema()
    }
}

/// Parses a link with one of these schemes or, if `local`, a root-relative link.
fn link(text: &str, schemes: &[&str], local: bool) -> Result<String, TextProblem> {
    let problem = |message: &str| TextProblem::new(format!("`{text}` {message}"));
    if text.is_empty() {
        return Err(TextProblem::empty());
    }
    if text.contains(char::is_whitespace) || text.contains(['"', '<', '>']) {
        let encoded = text.replace(' ', "%20");
        let suggestion =
            (!encoded.contains(|letter: char| letter.is_whitespace() || "\"<>".contains(letter))).then_some(encoded);
        return Err(problem("is not a valid address").did_you_mean(suggestion));
    }
    match scheme(text) {
        Some(scheme) if WEB_SCHEMES.contains(&scheme) && host(text).is_empty() => Err(problem("has no host")),
        Some(scheme) if schemes.contains(&scheme) => Ok(text.to_owned()),
        Some(scheme) => Err(problem(&format!("has the scheme `{scheme}`, which is not allowed here"))),
        None if text.starts_with("//") => Err(problem("has no scheme").did_you_mean(Some(format!("https:{text}")))),
        None if text.starts_with('/') && local => Ok(text.to_owned()),
        None if text.contains('@') && schemes.contains(&"mailto") => {
            Err(problem("has no scheme").did_you_mean(Some(format!("mailto:{text}"))))
        }
        None => {
            let rooted = || local.then(|| format!("/{text}"));
            Err(problem("has no scheme").did_you_mean(with_scheme(text).or_else(rooted)))
        }
    }
}

/// The part before `:` if it can be a scheme (RFC 3986, section 3.1). `example.com:8080` has no scheme: the schemes
/// used here have no dots, and a port is not a path.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let fits = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-'));
    fits.then_some(scheme)
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Adds `https://` if a text starts like a host name.
fn with_scheme(text: &str) -> Option<String> {
    let host = text.split('/').next().unwrap_or_default();
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | ':');
    let is_host = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && host.chars().all(fits);
    is_host.then(|| format!("https://{text}"))
}
