//! Lets `object_store` use the program's own HTTP client.

use std::fmt;
use std::pin::Pin;

use http_body_util::BodyExt as _;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
};

use crate::http_client::{HttpExchange, HttpFailure};

/// Maximum length of a response: files of a help center are smaller.
const MAX_BODY: u64 = 1024 * 1024 * 1024;

/// Makes clients.
#[derive(Debug)]
pub(super) struct OwnConnector;

impl HttpConnector for OwnConnector {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(OwnService(HttpExchange::new(MAX_BODY))))
    }
}

#[derive(Debug)]
struct OwnService(HttpExchange);

impl OwnService {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes().to_vec();
        // It blocks this thread, which has nothing else to do; see the head of `object_stores`.
        let response = self.0.send(crate::http_client::http::Request::from_parts(parts, body));
        let response = response.map_err(|failure| HttpError::new(kind(&failure), OwnError(failure)))?;
        Ok(response.map(HttpResponseBody::from))
    }
}

type ResponseFuture<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'a>>;

impl HttpService for OwnService {
    fn call<'this, 'future>(&'this self, request: HttpRequest) -> ResponseFuture<'future>
    where
        'this: 'future,
        Self: 'future,
    {
        Box::pin(self.send(request))
    }
}

fn kind(failure: &HttpFailure) -> HttpErrorKind {
    match failure {
        HttpFailure::BadAddress(_) => HttpErrorKind::Unknown,
        HttpFailure::Unreachable(_) => HttpErrorKind::Connect,
        HttpFailure::TimedOut => HttpErrorKind::Timeout,
        HttpFailure::TooLong => HttpErrorKind::Decode,
    }
}

/// A failure as an error.
#[derive(Debug)]
struct OwnError(HttpFailure);

impl fmt::Display for OwnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for OwnError {}
