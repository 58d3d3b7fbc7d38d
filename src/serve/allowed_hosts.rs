//! Decides which host names the preview answers to. It shows unpublished texts, so other sites must not be able to read
//! them, even if their name resolves to this machine (DNS rebinding).

use std::net::IpAddr;

/// Additional host names that the preview answers to. `localhost` and bare IP addresses are always allowed, because no
/// name server can assign them to another site.
#[derive(Debug, Clone, Default)]
pub struct AllowedHosts(pub Vec<String>);

impl AllowedHosts {
    /// Whether the host name in a `Host` header is allowed.
    #[must_use]
    pub fn allow(&self, host: &str) -> bool {
        let name = name(host).trim_end_matches('.').to_ascii_lowercase();
        let is_local = name == "localhost" || name.ends_with(".localhost");
        let is_address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
        is_local || is_address.parse::<IpAddr>().is_ok() || self.0.iter().any(|host| host.eq_ignore_ascii_case(&name))
    }

    /// Whether an `Origin` header belongs to a page served by `host`.
    #[must_use]
    pub fn is_same(origin: &str, host: &str) -> bool {
        origin.split_once("://").is_some_and(|(_, origin)| origin.eq_ignore_ascii_case(host))
    }
}

/// The host name in a `Host` header, without the port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        let hosts = AllowedHosts(vec!["help.test".into()]);
        let check = |host: &str, expected: bool| assert_eq!(hosts.allow(host), expected, "{host}");
        check("localhost:4000", true);
        check("LOCALHOST", true);
        check("docs.localhost:1", true);
        check("127.0.0.1:4000", true);
        check("[::1]:4000", true);
        check("[::1]", true);
        check("192.168.1.7", true);
        check("help.test:4000", true);
        check("help.test.", true);
        check("evil.example:4000", false);
        check("localhost.evil.example", false);
        check("127.0.0.1.evil.example", false);
        check("help.test.evil.example", false);
        check("", false);
        check("localhost:4000@evil.example", false);
    }

    #[test]
    fn origins_are_those_of_the_same_host() {
        let check =
            |origin: &str, host: &str, expected: bool| assert_eq!(AllowedHosts::is_same(origin, host), expected);
        check("http://localhost:4000", "localhost:4000", true);
        check("http://localhost:4001", "localhost:4000", false);
        check("https://evil.example", "localhost:4000", false);
        check("null", "localhost:4000", false);
    }
}
