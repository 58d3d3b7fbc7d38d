//! The HTTP server, within the [limits] on connections, time and bytes. Only this file uses hyper.
//!
//! The preview uses `tiny_http`, but this server is open to strangers: it needs time-outs for slow requests, limits on
//! what is buffered, and a graceful shutdown. One thread serves all connections, because a request takes microseconds
//! and then waits for the disk.

use std::convert::Infallible;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{oneshot, watch};

use super::answer::{self, ReceiverReply, ReceiverRules, RequestMoment, RequestOutcome};
use super::origin::Sender;
use super::rate::RateBuckets;
use super::store::{self, OpenMode, StoreError};
use super::timed::Timed;
use super::writer::{self, StoreWriter};
use super::{CollectOptions, WarningSink, forwarded};
use crate::accept;
use crate::events::{Event, EventId};
use crate::limits::{self, BODY_TIME, HEAD_TIME, MAX_BODY, MAX_HEAD};

/// Open files per connection.
const FILES_EACH: u64 = 1;

/// How long a request waits for the store. After that, the reply is `503`. The page tries again, and the event is still
/// stored only once.
const STORE_TIME: Duration = Duration::from_secs(10);

/// Maximum time for a shutdown: first for open requests, then for events that wait to be written.
const STOP_TIME: Duration = Duration::from_secs(10);

/// The part of [`STOP_TIME`] that is reserved for the writer.
const WRITER_TIME: Duration = Duration::from_secs(2);

/// A receiver that is bound to its port and has opened its store.
pub struct Collector {
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<ServerContext>,
}

/// Why a receiver cannot start.
#[derive(Debug)]
pub enum StartError {
    /// The address cannot be listened on.
    Listen(std::io::Error),
    /// The store cannot be opened.
    Store(StoreError),
}

/// What all connections share.
struct ServerContext {
    rules: Mutex<ReceiverRules>,
    writer: StoreWriter,
    behind_proxy: bool,
    names: EventNames,
}

/// Opens the store and binds to the address. Later warnings for the operator go to `report`.
pub fn bind(options: CollectOptions, report: WarningSink) -> Result<Collector, StartError> {
    let store = store::open(&options.store, OpenMode::Make).map_err(StartError::Store)?;
    let listener = accept::listen(options.address).map_err(StartError::Listen)?;
    let address = listener.local_addr().map_err(StartError::Listen)?;
    let writer = StoreWriter::start(store, options.keep, report).map_err(StartError::Listen)?;
    let rules = Mutex::new(ReceiverRules { origins: options.origins, buckets: options.rate.map(RateBuckets::new) });
    let shared = ServerContext { rules, writer, behind_proxy: options.behind_proxy, names: EventNames::default() };
    Ok(Collector { listener, address, shared: Arc::new(shared) })
}

impl Collector {
    /// The address it listens on, with the actual port even if port 0 was requested.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Receives events until the process is asked to stop. Then answers open requests and writes the events in the
    /// queue. Returns whether all of them were written in time; events that were not written were not acknowledged.
    pub fn run(self) -> std::io::Result<bool> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let shared = Arc::clone(&self.shared);
        let deadline = runtime.block_on(accept(self.listener, self.shared))?;
        drop(runtime);
        // All connections ended with the runtime, so this is the last reference.
        let is_written = Arc::into_inner(shared).is_some_and(|shared| {
            shared.writer.finish(deadline.saturating_duration_since(Instant::now()).max(WRITER_TIME))
        });
        Ok(is_written)
    }
}

/// Accepts connections until the process is asked to stop. Returns the deadline for the shutdown.
async fn accept(listener: TcpListener, shared: Arc<ServerContext>) -> std::io::Result<Instant> {
    let (stop, stopped) = watch::channel(false);
    let limit = limits::connections(accept::open_files(), FILES_EACH);
    let serve = |stream, peer: SocketAddr| serve(stream, peer.ip(), Arc::clone(&shared), stopped.clone());
    let connections = accept::accept(listener, limit, asked_to_stop(), serve).await?;
    let deadline = Instant::now() + STOP_TIME;
    let _ = stop.send(true);
    connections.closed(STOP_TIME.saturating_sub(WRITER_TIME)).await;
    Ok(deadline)
}

/// Waits for Ctrl-C or, on Unix, `SIGTERM`.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Serves one connection until it closes or the server stops.
async fn serve(stream: TcpStream, peer: IpAddr, shared: Arc<ServerContext>, mut stopped: watch::Receiver<bool>) {
    // Replies are small: send them without waiting for more data.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(respond(request, peer, &shared).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(Timed::new(stream)), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // A client that disconnects is not an error.
        _ = connection.as_mut() => {}
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn respond(request: Request<Incoming>, peer: IpAddr, shared: &ServerContext) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    if body.size_hint().lower() > MAX_BODY as u64 {
        return response(refused(413, "the body is too large"), true);
    }
    let body = match tokio::time::timeout(BODY_TIME, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => return response(refused(413, "the body is too large or broken"), true),
        Err(_) => return response(refused(408, "the body took too long"), true),
    };
    let header = |name| single(&head.headers, name);
    let (Ok(origin), Ok(host), Ok(content_type)) =
        (header(header::ORIGIN), header(header::HOST), header(header::CONTENT_TYPE))
    else {
        return response(refused(400, "`Origin`, `Host` or `Content-Type` is given twice, or is not ASCII"), false);
    };
    let request = answer::Request {
        method: head.method.as_str(),
        path: head.uri.path(),
        sender: Sender { origin, host },
        content_type: content_type.unwrap_or_default(),
        body: &body,
        address: if shared.behind_proxy { forwarded(&head.headers).unwrap_or(peer) } else { peer },
    };
    let moment = RequestMoment { now: writer::now(), instant: Instant::now(), id: shared.names.next() };
    let judged = {
        let mut rules = shared.rules.lock().unwrap_or_else(PoisonError::into_inner);
        answer::judge(&request, &mut rules, moment)
    };
    let reply = match judged {
        RequestOutcome::Done(reply) => reply,
        RequestOutcome::Health => {
            kept(shared, Vec::new(), ReceiverReply { status: 200, body: "ok\n".into(), ..ReceiverReply::default() })
                .await
        }
        RequestOutcome::Keep(events, reply) => kept(shared, events, reply).await,
    };
    response(reply, false)
}

/// Stores the events and returns the reply, or a `503` if that fails.
async fn kept(shared: &ServerContext, events: Vec<Event>, reply: ReceiverReply) -> ReceiverReply {
    let (done, outcome) = oneshot::channel();
    let done = Box::new(move |result| drop(done.send(result)));
    let unavailable = |message: &str| ReceiverReply { allow: reply.allow.clone(), ..refused(503, message) };
    if shared.writer.submit(events, done).is_err() {
        return unavailable("too many events are waiting to be stored");
    }
    match tokio::time::timeout(STORE_TIME, outcome).await {
        Ok(Ok(Ok(()))) => reply,
        // The store's message is for the operator: it may contain details that strangers must not see.
        Ok(_) => unavailable("the store is not available"),
        Err(_) => unavailable("the store does not answer"),
    }
}

/// The value of a header. A repeated or unreadable header is an error, because it must not count as missing.
fn single(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, ()> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().map(|value| value.to_str().map_err(drop)).transpose()?;
    if values.next().is_none() { Ok(value) } else { Err(()) }
}

fn refused(status: u16, message: &str) -> ReceiverReply {
    ReceiverReply { status, body: format!("{message}\n"), ..ReceiverReply::default() }
}

/// The reader's address, from the proxy's headers.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let lists = headers.get_all("x-forwarded-for").iter();
    forwarded::reader(lists.map(|value| value.to_str().unwrap_or("unreadable")))
}

fn response(reply: ReceiverReply, close: bool) -> Response<Full<Bytes>> {
    let ReceiverReply { status, location, allow, body } = reply;
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "text/plain; charset=utf-8");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CACHE_CONTROL, "no-store");
    set(header::VARY, "Origin");
    if let Some(origin) = allow {
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, &origin);
        set(header::ACCESS_CONTROL_ALLOW_METHODS, "POST");
        set(header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type");
        set(header::ACCESS_CONTROL_MAX_AGE, "86400");
    }
    if let Some(location) = location {
        set(header::LOCATION, &location);
    }
    match status {
        429 => set(header::RETRY_AFTER, "60"),
        503 => set(header::RETRY_AFTER, "5"),
        405 => set(header::ALLOW, "GET, HEAD, POST, OPTIONS"),
        _ => {}
    }
    if close {
        set(header::CONNECTION, "close");
    }
    response
}

/// Creates ids for events that have none. They are unique across receivers, because the keys are random.
#[derive(Default)]
struct EventNames {
    keys: [RandomState; 2],
    count: AtomicU64,
}

impl EventNames {
    fn next(&self) -> EventId {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let [first, second] = &self.keys;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&first.hash_one(count).to_be_bytes());
        bytes[8..].copy_from_slice(&second.hash_one(count).to_be_bytes());
        // UUID version 4, variant 10 (RFC 9562, section 5.4).
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        EventId(bytes)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}
