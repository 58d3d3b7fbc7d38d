//! `opensearch.xml`: lets browsers search the help center from their address bar (`OpenSearch` 1.1).

use crate::extras::xml;
use crate::path::Address;
use crate::render::Kitchen;

/// Where the description lies.
pub const FILE: &str = "opensearch.xml";

/// The longest name that the specification allows, in characters.
const LONGEST_NAME: usize = 16;

/// The description; `None` without a `base_url`, since it holds absolute addresses only.
#[must_use]
pub fn description(kitchen: &Kitchen) -> Option<String> {
    let config = &kitchen.project.config;
    let search = &kitchen.edition(crate::content::EditionId::default()).system.search;
    let url = config.base_url.absolute(search)?;
    let own = config.base_url.absolute(&Address::new(&format!("/{FILE}")))?;
    let name: String = config.title.chars().take(LONGEST_NAME).collect();
    let description = if config.description.is_empty() { &config.title } else { &config.description };
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n<ShortName>{}</ShortName>\n\
         <Description>{}</Description>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Url type=\"text/html\" method=\"get\" template=\"{}?q={{searchTerms}}\"/>\n\
         <Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"{}\"/>\n\
         </OpenSearchDescription>\n",
        xml(name.trim_end()),
        xml(description),
        xml(&url),
        xml(&own),
    ))
}
