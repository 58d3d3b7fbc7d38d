//! Generates `opensearch.xml`, which lets browsers search the help center from the address bar (`OpenSearch` 1.1).

use crate::extras::xml;
use crate::render::{Renderer, site};
use crate::site::Edition;

/// The name of the file.
pub const FILE: &str = "opensearch.xml";

/// The maximum length of a name in the specification, in characters.
const LONGEST_NAME: usize = 16;

/// Generates the description, or returns `None` without a `base_url`, because it needs absolute addresses.
#[must_use]
pub fn description(renderer: &Renderer, edition: &Edition) -> Option<String> {
    let config = &renderer.project.config;
    let search = &edition.system.search;
    let url = config.base_url.absolute(search)?;
    let own = config.base_url.absolute(&site::in_edition(edition, FILE))?;
    let name: String = config.title_in(edition.id).chars().take(LONGEST_NAME).collect();
    let (title, description) = (config.title_in(edition.id), config.description_in(edition.id));
    let description = if description.is_empty() { title } else { description };
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
