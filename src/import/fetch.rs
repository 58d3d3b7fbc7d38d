//! Fetches an export from a vendor's API, by the same answers that a writer could save: [`Export`] has them as files, and
//! everything after that is the same. The token is sent to the API's own host only, and is in no message.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::ImportSource;
use super::export::Export;
use super::json::{self, Object};
use super::names::host_of;
use crate::http_client::{ClientSettings, HttpClient, HttpFailure, HttpResponse};

/// Pages of one list, so that an API that always names a next page does not keep the program busy forever.
const MAX_PAGES: usize = 10_000;

/// An API, and how to ask it.
pub struct VendorApi<'c> {
    client: &'c HttpClient,
    /// The address without a slash at its end.
    base: String,
    authorization: String,
    export: Export,
    /// Called for each answer, with the number of answers so far.
    progress: &'c dyn Fn(usize),
    answers: usize,
}

/// Fetches everything that an import needs. `base` is the address of the API: `https://acme.zendesk.com`,
/// `https://api.intercom.io`, `https://acme.freshdesk.com`, `https://docsapi.helpscout.net`.
pub fn fetch(
    source: ImportSource,
    base: &str,
    token: &str,
    client: &HttpClient,
    progress: &dyn Fn(usize),
) -> Result<Export, String> {
    let base = base.trim_end_matches('/').to_owned();
    if host_of(&base).is_none() {
        return Err(format!("`{base}` is no address of an API"));
    }
    let authorization = authorization(source, token);
    let mut api = VendorApi { client, base, authorization, export: Export::default(), progress, answers: 0 };
    match source {
        ImportSource::Zendesk => zendesk(&mut api)?,
        ImportSource::Intercom => intercom(&mut api)?,
        ImportSource::Freshdesk => freshdesk(&mut api)?,
        ImportSource::HelpScout => helpscout(&mut api)?,
        ImportSource::Html | ImportSource::Notion | ImportSource::Confluence => {
            return Err(format!("`{}` has no API that this program knows: import its export", source.name()));
        }
    }
    api.export.index();
    Ok(api.export)
}

/// The header of a request: vendors want a bearer token, or a name and a password.
fn authorization(source: ImportSource, token: &str) -> String {
    let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
    match source {
        ImportSource::Freshdesk | ImportSource::HelpScout if !token.contains(':') => basic(&format!("{token}:X")),
        _ if token.contains(':') => basic(token),
        _ => format!("Bearer {token}"),
    }
}

impl VendorApi<'_> {
    /// Asks for a path or a full address, and keeps the answer as a file. `None` if there is no such thing, or nothing
    /// that this account may see.
    fn get(&mut self, address: &str, file: &str) -> Result<Option<(Value, HttpResponse)>, String> {
        let url = if address.contains("://") { address.to_owned() } else { format!("{}{address}", self.base) };
        if host_of(&url) != host_of(&self.base) {
            return Err(format!("the API names an address of another host: `{url}`"));
        }
        let response = self.client.get(&url, Some(&self.authorization));
        let response = response.map_err(|failure: HttpFailure| format!("`{url}` cannot be asked: {failure}"))?;
        match response.status {
            200..300 => {}
            401 => return Err(format!("`{url}` does not accept the token")),
            403 | 404 => {
                self.export
                    .remarks
                    .push(format!("`{url}` answered {}, so nothing of it was imported", response.status));
                return Ok(None);
            }
            status => return Err(format!("`{url}` answered {status}")),
        }
        let value = serde_json::from_slice(&response.body).map_err(|_| format!("the answer of `{url}` is not JSON"))?;
        self.answers += 1;
        (self.progress)(self.answers);
        self.export.add(file, response.body.clone());
        Ok(Some((value, response)))
    }

    /// Asks for all pages of a list. `next` finds the address of the next page in an answer.
    fn pages(
        &mut self,
        address: &str,
        name: &str,
        next: &dyn Fn(&Value, &HttpResponse, usize) -> Option<String>,
    ) -> Result<Vec<Value>, String> {
        let mut values = Vec::new();
        let mut asked = BTreeSet::new();
        let mut address = Some(address.to_owned());
        for page in 1..=MAX_PAGES {
            // A list that leads back to a page that was read is complete.
            let Some(url) = address.take().filter(|url| asked.insert(url.clone())) else { break };
            let Some((value, response)) = self.get(&url, &format!("{name}.{page}.json"))? else { break };
            address = next(&value, &response, page);
            values.push(value);
        }
        Ok(values)
    }
}

/// The ids of objects in answers, by the key of their list.
fn ids(values: &[Value], fits: &dyn Fn(&Object) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for value in values {
        json::each(value, "", &mut |_, object| {
            let is_wanted = fits(object);
            if is_wanted {
                found.extend(json::text(object, "id"));
            }
            is_wanted
        });
    }
    found.dedup();
    found
}

fn zendesk(api: &mut VendorApi<'_>) -> Result<(), String> {
    let next = |value: &Value, _: &HttpResponse, _: usize| {
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        if value["meta"]["has_more"] == Value::Bool(false) {
            return None;
        }
        text(&value["links"]["next"]).or_else(|| text(&value["next_page"]))
    };
    let center = "/api/v2/help_center";
    api.get(&format!("{center}/locales.json"), "locales.json")?;
    let include = "include=translations&page[size]=100";
    api.pages(&format!("{center}/categories.json?{include}"), "categories", &next)?;
    api.pages(&format!("{center}/sections.json?{include}"), "sections", &next)?;
    let articles = format!("{center}/articles.json?include=translations,users&page[size]=100");
    let articles = api.pages(&articles, "articles", &next)?;
    api.pages(&format!("{center}/user_segments.json?page[size]=100"), "user_segments", &next)?;
    api.pages("/api/v2/guide/redirect_rules?page[size]=100", "redirect_rules", &next)?;
    api.pages("/api/v2/guide/content_tags?page[size]=30", "content_tags", &next)?;
    for id in ids(&articles, &|object| object.contains_key("section_id")) {
        api.pages(&format!("{center}/articles/{id}/attachments.json"), &format!("attachments/{id}"), &next)?;
    }
    Ok(())
}

fn intercom(api: &mut VendorApi<'_>) -> Result<(), String> {
    let list = |path: &'static str| {
        move |value: &Value, _: &HttpResponse, _: usize| match &value["pages"]["next"] {
            Value::String(url) if !url.is_empty() => Some(url.clone()),
            Value::Object(next) => {
                let after = json::text(next, "starting_after").map(|after| format!("&starting_after={after}"));
                let page = json::text(next, "page").map(|page| format!("&page={page}"));
                Some(format!("{path}?per_page=50{}", after.or(page)?))
            }
            _ => None,
        }
    };
    for (path, name) in [
        ("/help_center/help_centers", "help_centers"),
        ("/help_center/collections", "collections"),
        ("/articles", "articles"),
    ] {
        let centers = api.pages(&format!("{path}?per_page=50"), name, &list(path))?;
        if name == "help_centers" {
            for id in ids(&centers, &|object| object.contains_key("identifier")) {
                api.get(&format!("{path}/{id}/redirects"), &format!("redirects.{id}.json"))?;
            }
        }
    }
    Ok(())
}

fn freshdesk(api: &mut VendorApi<'_>) -> Result<(), String> {
    let base = "/api/v2/solutions";
    let settings = api.get("/api/v2/settings/helpdesk", "settings.json")?;
    let languages =
        settings.and_then(|(value, _)| value.as_object().map(|object| json::texts(object, "supported_languages")));
    let languages: Vec<String> = std::iter::once(String::new()).chain(languages.unwrap_or_default()).collect();
    for language in languages {
        let (path, suffix) = if language.is_empty() {
            (String::new(), String::new())
        } else {
            (format!("/{language}"), format!(".{language}"))
        };
        let next = |value: &Value, response: &HttpResponse, _: usize| {
            next_link(response).filter(|_| value.as_array().is_some_and(|list| !list.is_empty()))
        };
        let categories =
            api.pages(&format!("{base}/categories{path}?per_page=100"), &format!("categories{suffix}"), &next)?;
        for category in ids(&categories, &|object| object.contains_key("name")) {
            let address = format!("{base}/categories/{category}/folders{path}?per_page=100");
            let folders = api.pages(&address, &format!("categories/{category}/folders{suffix}"), &next)?;
            let mut queue = ids(&folders, &|object| object.contains_key("visibility"));
            let mut seen = BTreeSet::new();
            while let Some(folder) = queue.pop() {
                if !seen.insert(folder.clone()) {
                    continue;
                }
                let address = format!("{base}/folders/{folder}/articles{path}?per_page=100");
                api.pages(&address, &format!("folders/{folder}/articles{suffix}"), &next)?;
                if language.is_empty() {
                    let inner = api.pages(
                        &format!("{base}/folders/{folder}/subfolders?per_page=100"),
                        &format!("folders/{folder}/subfolders"),
                        &next,
                    )?;
                    queue.extend(ids(&inner, &|object| object.contains_key("visibility")));
                }
            }
        }
    }
    Ok(())
}

/// The next page in a `Link` header (RFC 8288).
fn next_link(response: &HttpResponse) -> Option<String> {
    let header = response.header("link")?;
    let next = header.split(',').find(|link| link.contains("rel=\"next\"") || link.contains("rel=next"))?;
    Some(next.split_once('<')?.1.split_once('>')?.0.to_owned())
}

fn helpscout(api: &mut VendorApi<'_>) -> Result<(), String> {
    /// The next page of a list: answers count pages in the object of the list.
    fn list(path: String) -> impl Fn(&Value, &HttpResponse, usize) -> Option<String> {
        move |value: &Value, _: &HttpResponse, page: usize| {
            let list = value.as_object()?.values().find_map(Value::as_object)?;
            let pages = usize::try_from(json::number(list, "pages")?).ok()?;
            (page < pages).then(|| format!("{path}?page={}", page + 1))
        }
    }
    let mut all = |path: String, name: &str| api.pages(&path.clone(), name, &list(path));
    let sites = all("/v1/sites".into(), "sites")?;
    for site in ids(&sites, &|object| object.contains_key("subDomain")) {
        all(format!("/v1/redirects/site/{site}"), &format!("redirects/{site}"))?;
    }
    let collections = all("/v1/collections".into(), "collections")?;
    let mut articles = BTreeSet::new();
    for collection in ids(&collections, &|object| object.contains_key("siteId")) {
        let categories =
            all(format!("/v1/collections/{collection}/categories"), &format!("collections/{collection}/categories"))?;
        let listed =
            all(format!("/v1/collections/{collection}/articles"), &format!("collections/{collection}/articles"))?;
        articles.extend(ids(&listed, &|object| object.contains_key("status")));
        for category in ids(&categories, &|object| object.contains_key("collectionId")) {
            let listed =
                all(format!("/v1/categories/{category}/articles"), &format!("categories/{category}/articles"))?;
            articles.extend(ids(&listed, &|object| object.contains_key("status")));
        }
    }
    for id in articles {
        api.get(&format!("/v1/articles/{id}"), &format!("articles/{id}.json"))?;
    }
    Ok(())
}

/// Fetches pictures and files that the export lacks. Those on the API's own host are requested with the token; others
/// only on the public internet, since their addresses are untrusted.
pub fn pictures(
    export: &mut Export,
    urls: &[String],
    token: Option<(ImportSource, &str, &str)>,
    progress: &dyn Fn(usize),
) -> Vec<String> {
    /// Larger files are not what an article shows.
    const MAX_PICTURE: u64 = 256 * 1024 * 1024;
    let settings = ClientSettings { max_body: MAX_PICTURE, attempts: 3, ..ClientSettings::default() };
    let own = HttpClient::new(settings.clone());
    let others = HttpClient::new(ClientSettings { only_public_hosts: true, ..settings });
    let mut problems = Vec::new();
    for (number, url) in urls.iter().enumerate() {
        progress(number + 1);
        let is_own = token.is_some_and(|(_, base, _)| host_of(base) == host_of(url));
        let header = token.filter(|_| is_own).map(|(source, _, token)| authorization(source, token));
        let client = if is_own { &own } else { &others };
        match client.get(url, header.as_deref()) {
            Ok(response) if response.is_success() => export.add_copy(url, response.body),
            Ok(response) => problems.push(format!("`{url}` answered {}", response.status)),
            Err(failure) => problems.push(format!("`{url}` cannot be fetched: {failure}")),
        }
    }
    export.index();
    problems
}
