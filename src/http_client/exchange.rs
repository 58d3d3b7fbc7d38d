//! Single requests with any method, headers and body, for callers that decide themselves what to repeat.

use std::time::Duration;

use super::{HttpFailure, failure, http};

/// Limits the time until a server accepts a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Limits the time in which no byte is sent or received. There is no limit for a whole exchange: a large file on a slow
/// line takes its time.
const PROGRESS_TIMEOUT: Duration = Duration::from_secs(60);

/// Connections that stay open, at most.
const MAX_IDLE_CONNECTIONS: usize = 16;

/// A client without pauses, further attempts and redirects. Credentials are in no message.
#[derive(Debug, Clone)]
pub struct HttpExchange {
    agent: ureq::Agent,
    /// Maximum length of a response in bytes.
    max_body: u64,
}

impl HttpExchange {
    /// A client that limits the length of a response, in bytes. Proxies are those of the environment.
    #[must_use]
    pub fn new(max_body: u64) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_resolve(Some(CONNECT_TIMEOUT))
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_per_read(Some(PROGRESS_TIMEOUT))
            .timeout_per_write(Some(PROGRESS_TIMEOUT))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(MAX_IDLE_CONNECTIONS)
            .max_idle_connections_per_host(MAX_IDLE_CONNECTIONS)
            // Callers compare lengths and tags, which a packed response does not have.
            .accept_encoding("identity")
            .user_agent(concat!("answerbook/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.new_agent(), max_body }
    }

    /// Sends a request, and returns the response with any status.
    pub fn send(&self, mut request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, HttpFailure> {
        // With a body of no bytes, servers expect its length, and other methods have no body.
        let has_body = matches!(*request.method(), http::Method::PUT | http::Method::POST);
        let response = if has_body {
            self.agent.run(request)
        } else {
            request.headers_mut().remove(http::header::CONTENT_LENGTH);
            self.agent.run(request.map(|_| ()))
        };
        let mut response = response.map_err(|error| failure(&error))?;
        let body = response.body_mut().with_config().limit(self.max_body).read_to_vec();
        let body = body.map_err(|error| failure(&error))?;
        Ok(response.map(|_| body))
    }
}
