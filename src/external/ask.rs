//! Asks servers whether addresses exist: several hosts at once, and each host one address after the other.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::ExternalAnswer;
use crate::html::address;
use crate::http_client::{ClientSettings, HttpClient, HttpFailure, HttpResponse};

/// How many hosts are asked at once.
const HOSTS_AT_ONCE: usize = 16;

/// How long a server may take, in seconds.
const TIMEOUT: u64 = 20;

/// How often a server is asked that does not answer, or says that it is busy.
const ATTEMPTS: u32 = 3;

/// The longest time that a busy server may ask to wait, in seconds.
const MAX_WAIT: u64 = 30;

/// How much of a page is read. More means that there is a page.
const MAX_BODY: u64 = 1024 * 1024;

/// Asks about all addresses.
#[must_use]
pub fn ask<'u>(urls: impl Iterator<Item = &'u str>, only_public_hosts: bool) -> BTreeMap<String, ExternalAnswer> {
    let client = HttpClient::new(ClientSettings {
        timeout: Duration::from_secs(TIMEOUT),
        attempts: ATTEMPTS,
        max_wait: Duration::from_secs(MAX_WAIT),
        max_body: MAX_BODY,
        only_public_hosts,
        ..ClientSettings::default()
    });
    let mut hosts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for url in urls {
        hosts.entry(address::origin(url).unwrap_or_default()).or_default().push(url);
    }
    let hosts = Mutex::new(hosts.into_values().collect::<Vec<_>>());
    let answers = Mutex::new(BTreeMap::new());
    let next = || hosts.lock().unwrap_or_else(PoisonError::into_inner).pop();
    std::thread::scope(|scope| {
        for _ in 0..HOSTS_AT_ONCE {
            scope.spawn(|| {
                while let Some(urls) = next() {
                    for url in urls {
                        let found = answer(&client, url);
                        answers.lock().unwrap_or_else(PoisonError::into_inner).insert(url.to_owned(), found);
                    }
                }
            });
        }
    });
    answers.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Asks for the head of a page, and for the page itself if the server does not know how to answer that.
fn answer(client: &HttpClient, url: &str) -> ExternalAnswer {
    match client.head(url) {
        Ok(response) if response.is_success() => there(url, &response),
        Ok(_) => client.get(url, None).map_or_else(|failure| failed(&failure), |response| of_response(url, &response)),
        // A host that cannot be found is not found by another method.
        Err(failure @ HttpFailure::BadAddress(_)) => failed(&failure),
        Err(_) => client.get(url, None).map_or_else(|failure| failed(&failure), |response| of_response(url, &response)),
    }
}

fn of_response(url: &str, response: &HttpResponse) -> ExternalAnswer {
    match response.status {
        404 | 410 => ExternalAnswer::Gone(format!("the server answers with status {}", response.status)),
        // The page exists, but not for programs, or not without signing in.
        401 | 402 | 403 | 405 | 406 | 429 | 451 | 999 => ExternalAnswer::There { moved_to: None },
        _ if response.is_success() => there(url, response),
        status => ExternalAnswer::Unknown(format!("the server answers with status {status}")),
    }
}

/// A page that exists. A page for signing in is not where it has moved to.
fn there(url: &str, response: &HttpResponse) -> ExternalAnswer {
    let to = response.url.as_str();
    let key = |url: &str| url.trim_end_matches('/').to_owned();
    let is_gate = ["login", "signin", "sign-in", "auth", "consent"].iter().any(|word| to.to_lowercase().contains(word));
    let has_moved = key(to) != key(url) && !is_gate && !to.contains('?');
    ExternalAnswer::There { moved_to: has_moved.then(|| to.to_owned()) }
}

fn failed(failure: &HttpFailure) -> ExternalAnswer {
    match failure {
        HttpFailure::TooLong => ExternalAnswer::There { moved_to: None },
        HttpFailure::Unreachable(reason) if reason == "the host was not found" => ExternalAnswer::Gone(reason.clone()),
        failure => ExternalAnswer::Unknown(failure.to_string()),
    }
}
