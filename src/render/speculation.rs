//! The speculation rules of a site: browsers that know them load a page of the site while the reader points at its link.

use serde_json::json;

use crate::config::Config;
use crate::path::Address;

/// The rules as JSON, safe to print into a script. Addresses that another system serves are left out.
#[must_use]
pub fn rules(config: &Config) -> String {
    let own = json!({ "href_matches": format!("{}*", config.base_url.href(&Address::new("/"))) });
    let elsewhere = config.links.elsewhere.iter();
    let except = elsewhere.map(|start| json!({ "not": { "href_matches": format!("*{start}*") } }));
    let all: Vec<_> = std::iter::once(own.clone()).chain(except).collect();
    let pages = if all.len() == 1 { own } else { json!({ "and": all }) };
    let rules = json!({ "prefetch": [{ "where": pages, "eagerness": "moderate" }] });
    rules.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_systems_are_left_alone() {
        let mut config = Config::default();
        assert_eq!(rules(&config), r#"{"prefetch":[{"where":{"href_matches":"/*"},"eagerness":"moderate"}]}"#);
        config.links.elsewhere.push("</script>".into());
        let rules = rules(&config);
        assert!(rules.contains(r#"{"not":{"href_matches":"*\u003c/script>*"}}"#), "{rules}");
    }
}
