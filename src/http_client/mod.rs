//! A polite HTTP client for the commands that ask other servers, such as `import --from`. A build asks none.
//!
//! - It introduces itself in `User-Agent`, and waits between two requests to the same host ([`ClientSettings::pause`]).
//! - It asks again after failures that pass (status 429, 502, 503 and 504, a broken connection): each time after twice
//!   the pause, or after what the server asks for in `Retry-After` (`retry.rs`).
//! - It follows redirects, but never sends credentials to another host.
//! - It limits the time of a request and the bytes of a response.
//! - With [`ClientSettings::only_public_hosts`] it never connects to an address of a private network, whatever the name
//!   resolves to, so that addresses in untrusted texts cannot reach internal services (`public_hosts.rs`).
//!
//! A client may be shared by threads: the pause is between the requests of all of them. Credentials are in no message.
//! It does not cache, keeps no cookies, and does not read `robots.txt`: it asks only for addresses that it was given.

mod exchange;
mod public_hosts;
mod retry;

pub use exchange::HttpExchange;
pub use ureq::http;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use ureq::unversioned::transport::DefaultConnector;

/// How a client behaves.
#[derive(Debug, Clone)]
pub struct ClientSettings {
    /// Limits a request with its redirects and its response, without the pauses between attempts.
    pub timeout: Duration,
    /// Attempts for one request, at least 1.
    pub attempts: u32,
    /// Time between the end of a request and the next one to the same host; doubled for each further attempt.
    pub pause: Duration,
    /// The longest wait that a server may ask for in `Retry-After`. If it asks for more, its answer is returned.
    pub max_wait: Duration,
    /// Maximum length of a response in bytes, unpacked.
    pub max_body: u64,
    /// Refuses hosts whose address is not on the public internet.
    pub only_public_hosts: bool,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            attempts: 5,
            pause: Duration::from_millis(200),
            max_wait: Duration::from_secs(120),
            max_body: 64 * 1024 * 1024,
            only_public_hosts: false,
        }
    }
}

/// The final response to a request, after redirects and further attempts. Any status may occur.
#[derive(Debug, Clone)]
pub struct HttpResponse {
    /// The status, such as 200.
    pub status: u16,
    /// The address that responded, after redirects.
    pub url: String,
    /// Names in lower case and values, in the server's order; values that are not text are left out.
    pub headers: Vec<(String, String)>,
    /// The body, unpacked; empty for [`HttpClient::head`].
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The first value of a header. `name` is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 200 to 299.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there was no response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpFailure {
    /// The address cannot be asked: it has another scheme, no host, or a host that is not public.
    BadAddress(String),
    /// The server was not found, refused the connection, or broke it off.
    Unreachable(String),
    /// It took longer than [`ClientSettings::timeout`].
    TimedOut,
    /// The response is longer than [`ClientSettings::max_body`].
    TooLong,
}

impl fmt::Display for HttpFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadAddress(reason) | Self::Unreachable(reason) => f.write_str(reason),
            Self::TimedOut => f.write_str("the server took too long to respond"),
            Self::TooLong => f.write_str("the response is too long"),
        }
    }
}

/// The client: connections that stay open, and when each host was asked last.
#[derive(Debug)]
pub struct HttpClient {
    agent: ureq::Agent,
    settings: ClientSettings,
    /// When the next request to a host may start.
    next: Mutex<BTreeMap<String, Instant>>,
}

impl HttpClient {
    /// A client. Proxies are those of the environment (`HTTPS_PROXY` and the like).
    #[must_use]
    pub fn new(settings: ClientSettings) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(settings.timeout))
            .user_agent(concat!("answerbook/", env!("CARGO_PKG_VERSION")))
            .build();
        let agent = if settings.only_public_hosts {
            ureq::Agent::with_parts(config, DefaultConnector::default(), public_hosts::PublicHosts::default())
        } else {
            config.new_agent()
        };
        Self { agent, settings, next: Mutex::default() }
    }

    /// Fetches an address. `authorization` is the value of the header of that name.
    pub fn get(&self, url: &str, authorization: Option<&str>) -> Result<HttpResponse, HttpFailure> {
        self.request(&http::Method::GET, url, authorization)
    }

    /// Asks whether an address exists, without its content.
    pub fn head(&self, url: &str) -> Result<HttpResponse, HttpFailure> {
        self.request(&http::Method::HEAD, url, None)
    }

    fn request(
        &self,
        method: &http::Method,
        url: &str,
        authorization: Option<&str>,
    ) -> Result<HttpResponse, HttpFailure> {
        let uri: http::Uri = url.parse().map_err(|_| HttpFailure::BadAddress("the address is invalid".into()))?;
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        let host = uri.host().filter(|_| is_web);
        let host = host.ok_or_else(|| HttpFailure::BadAddress("only http and https can be asked".into()))?.to_owned();
        let mut pause = self.settings.pause;
        for attempt in 1.. {
            self.wait_for_turn(&host);
            let result = self.request_once(method, &uri, authorization);
            let is_last = attempt >= self.settings.attempts;
            let wait = if is_last { None } else { retry::wait(&result, pause, SystemTime::now()) };
            pause = pause.saturating_mul(2);
            let next = wait.filter(|wait| *wait <= self.settings.max_wait);
            let until_next = next.unwrap_or(self.settings.pause);
            self.lock().insert(host.clone(), Instant::now() + until_next);
            if next.is_none() {
                return result;
            }
        }
        Err(HttpFailure::TimedOut)
    }

    /// Waits until a request to the host may start, and reserves the next turn, so that threads take turns.
    fn wait_for_turn(&self, host: &str) {
        let now = Instant::now();
        let start = {
            let mut next = self.lock();
            let start = next.get(host).copied().unwrap_or(now).max(now);
            next.insert(host.to_owned(), start + self.settings.pause);
            start
        };
        std::thread::sleep(start.saturating_duration_since(now));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Instant>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn request_once(
        &self,
        method: &http::Method,
        uri: &http::Uri,
        authorization: Option<&str>,
    ) -> Result<HttpResponse, HttpFailure> {
        let mut request = http::Request::builder().method(method).uri(uri);
        if let Some(value) = authorization {
            request = request.header(http::header::AUTHORIZATION, value);
        }
        // The value of a header is in no message: it may be a credential.
        let request = request.body(()).map_err(|_| HttpFailure::BadAddress("the request is invalid".into()))?;
        let mut response = self.agent.run(request).map_err(|error| failure(&error))?;
        let url = ureq::ResponseExt::get_uri(&response).to_string();
        let body = response.body_mut().with_config().limit(self.settings.max_body).read_to_vec();
        let body = if *method == http::Method::HEAD { Vec::new() } else { body.map_err(|error| failure(&error))? };
        let headers = response.headers().iter();
        let headers =
            headers.filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
        Ok(HttpResponse { status: response.status().as_u16(), url, headers: headers.collect(), body })
    }
}

fn failure(error: &ureq::Error) -> HttpFailure {
    match error {
        ureq::Error::Timeout(_) => HttpFailure::TimedOut,
        ureq::Error::BodyExceedsLimit(_) => HttpFailure::TooLong,
        ureq::Error::BadUri(_) => HttpFailure::BadAddress("the address is invalid".into()),
        ureq::Error::HostNotFound => HttpFailure::Unreachable("the host was not found".into()),
        ureq::Error::TooManyRedirects => HttpFailure::BadAddress("there are too many redirects".into()),
        ureq::Error::Other(reason) if reason.is::<public_hosts::NotPublic>() => {
            HttpFailure::BadAddress(reason.to_string())
        }
        other => HttpFailure::Unreachable(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
