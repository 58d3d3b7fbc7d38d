//! The names of hosts in `hosts`.

use serde_json::{Value as Json, json};

use super::{FromText, HostName, TextProblem};
use crate::config::StaticHost;
use crate::suggest;

/// Hosts that read `_redirects` and `_headers`, which are always written.
const READ_REDIRECTS: &[&str] = &["netlify", "cloudflare", "cloudflare-pages", "gitlab", "gitlab-pages", "render"];

impl FromText for HostName {
    const EXPECTED: &'static str = "`nginx`, `apache`, `s3` or `vercel`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let name = text.to_lowercase();
        if let Some(host) = StaticHost::from_name(text) {
            return Ok(Self(host));
        }
        let problem = TextProblem::new(format!("there are no rules for `{text}`"));
        if READ_REDIRECTS.contains(&name.as_str()) {
            let help = "remove it: `_redirects` and `_headers`, which this host reads, are always written";
            return Err(TextProblem { help: Some(help.to_owned()), ..problem });
        }
        let nearest = match name.as_str() {
            "httpd" | "htaccess" | ".htaccess" | "apache2" => Some("apache"),
            "aws" | "amazon" | "cloudfront" => Some("s3"),
            "openresty" => Some("nginx"),
            _ => suggest::nearest(&name, StaticHost::ALL.iter().map(|host| host.name())),
        };
        Err(problem.did_you_mean(nearest))
    }

    fn schema() -> Json {
        json!({ "enum": StaticHost::ALL.map(StaticHost::name) })
    }
}
