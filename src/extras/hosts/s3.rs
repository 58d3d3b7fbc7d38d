//! Writes `_s3.json`: what the command line of S3 needs. Old addresses are objects that redirect, as a website in S3 has
//! at most 50 rules. S3 has no status 410 and sends no custom headers.

use serde_json::{Value as Json, json};

use super::rules::HostRules;
use crate::path::encode;

/// The text of the file.
#[must_use]
pub fn text(rules: &HostRules) -> String {
    let redirects = rules.redirects.iter().map(|redirect| {
        json!({ "Key": redirect.file, "ContentType": "text/html", "WebsiteRedirectLocation": redirect.to.text() })
    });
    let missing = rules.not_found.first().map_or("404.html", |(_, page)| page.trim_start_matches('/'));
    let mut website = json!({ "IndexDocument": { "Suffix": "index.html" }, "ErrorDocument": { "Key": missing } });
    if let Some(prefix) = &rules.latest {
        let key = |path: &str| path.trim_start_matches('/').to_owned();
        website["RoutingRules"] = json!([{
            "Condition": { "KeyPrefixEquals": key(prefix) },
            "Redirect": {
                "HttpRedirectCode": "301",
                "ReplaceKeyPrefixWith": key(&format!("{}/", encode(&rules.base))),
            },
        }]);
    }
    let file = json!({ "website": website, "redirects": redirects.collect::<Vec<Json>>() });
    format!("{file:#}\n")
}
