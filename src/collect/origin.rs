//! Decides which sites' pages may send events, from the `Origin` header
//! (<https://fetch.spec.whatwg.org/#origin-header>). Without configured origins, only pages on the receiver's own host
//! may send.

/// A scheme and a host in lower case, such as `https://help.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Parses an origin, or takes the origin of a full URL.
    pub fn parse(text: &str) -> Result<Self, String> {
        let problem = || format!("`{text}` is not an origin such as `https://help.example.com`");
        let (scheme, rest) = text.split_once("://").ok_or_else(problem)?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_host = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
        if !matches!(scheme, "http" | "https") || !is_host {
            return Err(problem());
        }
        Ok(Self(format!("{scheme}://{host}").to_ascii_lowercase()))
    }

    /// The origin as browsers send it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The headers that say where a request comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sender<'a> {
    /// The header `Origin`.
    pub origin: Option<&'a str>,
    /// The header `Host`.
    pub host: Option<&'a str>,
}

/// Whether a request may send events. Browsers send `Origin` with every `POST`. A request without it comes from another
/// program, which could send any origin, so it is allowed.
#[must_use]
pub fn is_allowed(sender: Sender<'_>, allowed: &[Origin]) -> bool {
    let Some(origin) = sender.origin else { return true };
    if allowed.is_empty() {
        let host = origin.split_once("://").map(|(_, host)| host);
        return host.is_some() && host == sender.host;
    }
    allowed.iter().any(|known| known.0.eq_ignore_ascii_case(origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_configured_sites_may_send() {
        let allowed = [Origin::parse("https://Help.example.com/x/").expect("an origin")];
        let check = |origin: Option<&str>, expected: bool| {
            assert_eq!(is_allowed(Sender { origin, host: Some("c.example") }, &allowed), expected, "{origin:?}");
        };
        check(Some("https://help.example.com"), true);
        check(Some("http://help.example.com"), false);
        check(Some("https://help.example.com.evil.example"), false);
        check(Some("null"), false);
        check(None, true);
    }

    #[test]
    fn without_configuration_the_own_host_may_send() {
        let check = |origin: &str, expected: bool| {
            assert_eq!(
                is_allowed(Sender { origin: Some(origin), host: Some("a.example:81") }, &[]),
                expected,
                "{origin}"
            );
        };
        check("https://a.example:81", true);
        check("https://a.example", false);
        check("null", false);
    }

    #[test]
    fn origins_are_scheme_and_host() {
        assert!(Origin::parse("help.example.com").is_err());
        assert!(Origin::parse("ftp://help.example.com").is_err());
        assert!(Origin::parse("https://a b").is_err());
        assert_eq!(Origin::parse("http://[::1]:80/").map(|origin| origin.0), Ok("http://[::1]:80".into()));
    }
}
