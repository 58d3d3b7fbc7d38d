//! HTTP, bounded in everything: connections, time, and bytes. The only file that knows hyper and tokio.
//!
//! hyper rather than the preview's `tiny_http`: this server is asked by strangers, and needs time-outs for slow heads and slow
//! bodies, limits on what is buffered, and an orderly stop. One thread serves all connections, since a request costs some
//! microseconds and then waits for the disk.

use std::convert::Infallible;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot, watch};

use super::Options;
use super::answer::{self, Judged, LARGEST_BODY, Moment, Reply, Rules};
use super::origin::Sender;
use super::rate::Buckets;
use super::store::{self, Open, StoreError};
use super::writer::{self, Writer};
use crate::events::{Event, Id};

/// As many connections are open at most; more wait in the system's queue.
const MOST_CONNECTIONS: usize = 1000;

/// How long a client may take for a request's head, and how long a connection may idle.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long a client may take for a request's body.
const BODY_TIME: Duration = Duration::from_secs(10);

/// Largest head of a request, in bytes.
const LARGEST_HEAD: usize = 16 * 1024;

/// How long open requests may take to end when the receiver is stopped.
const FAREWELL: Duration = Duration::from_secs(10);

/// The pause after a connection could not be accepted, for instance because there are no file descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A receiver that is bound to its port and has opened its store.
pub struct Collector {
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// Why a receiver cannot start.
#[derive(Debug)]
pub enum StartError {
    /// The port is not to be had.
    Listen(std::io::Error),
    /// The store cannot be opened.
    Store(StoreError),
}

/// What all connections share.
struct Shared {
    rules: Mutex<Rules>,
    writer: Writer,
    behind_proxy: bool,
    names: Names,
}

/// Opens the store and binds to the address.
pub fn bind(options: Options) -> Result<Collector, StartError> {
    let store = store::open(&options.store, Open::Make).map_err(StartError::Store)?;
    let listener = TcpListener::bind(options.address).map_err(StartError::Listen)?;
    let address = listener.local_addr().map_err(StartError::Listen)?;
    listener.set_nonblocking(true).map_err(StartError::Listen)?;
    let writer = Writer::start(store, options.keep).map_err(StartError::Listen)?;
    let rules = Mutex::new(Rules { origins: options.origins, buckets: options.rate.map(Buckets::new) });
    let shared = Shared { rules, writer, behind_proxy: options.behind_proxy, names: Names::default() };
    Ok(Collector { listener, address, shared: Arc::new(shared) })
}

impl Collector {
    /// Where it listens; the port is the one that the system chose if 0 was asked for.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Receives until the process is asked to stop; then answers what is under way and writes what waits.
    pub fn run(self) -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let shared = Arc::clone(&self.shared);
        runtime.block_on(accept(self.listener, self.shared))?;
        drop(runtime);
        // With the runtime went the last connection.
        if let Some(shared) = Arc::into_inner(shared) {
            shared.writer.finish();
        }
        Ok(())
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let (stop, stopped) = watch::channel(false);
    let mut signal = std::pin::pin!(asked_to_stop());
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        tokio::select! {
            () = &mut signal => break,
            (place, accepted) = next => match accepted {
                Ok((stream, peer)) => {
                    let serving = serve(stream, peer.ip(), Arc::clone(&shared), stopped.clone());
                    tokio::spawn(async move {
                        serving.await;
                        drop(place);
                    });
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop(listener);
    let _ = stop.send(true);
    let everyone = room.acquire_many(u32::try_from(MOST_CONNECTIONS).unwrap_or(u32::MAX));
    let _ = tokio::time::timeout(FAREWELL, everyone).await;
    Ok(())
}

/// Ends when the process is asked to stop: by Ctrl-C, or by whatever runs it.
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

/// Serves one connection until either side has enough.
async fn serve(stream: TcpStream, peer: IpAddr, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    // Replies are small, and nobody should wait for more of them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(respond(request, peer, &shared).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // A client that went away is no error of ours.
        _ = connection.as_mut() => {}
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn respond(request: Request<Incoming>, peer: IpAddr, shared: &Shared) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return response(refused(413, "the body is too large"), true);
    }
    let body = match tokio::time::timeout(BODY_TIME, Limited::new(body, LARGEST_BODY).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => return response(refused(413, "the body is too large or broken"), true),
        Err(_) => return response(refused(408, "the body took too long"), true),
    };
    let header = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
    let request = answer::Request {
        method: head.method.as_str(),
        path: head.uri.path(),
        sender: Sender { origin: header(header::ORIGIN), host: header(header::HOST) },
        content_type: header(header::CONTENT_TYPE).unwrap_or_default(),
        body: &body,
        address: if shared.behind_proxy { forwarded(&head.headers).unwrap_or(peer) } else { peer },
    };
    let moment = Moment { now: writer::now(), instant: Instant::now(), id: shared.names.next() };
    let judged = {
        let mut rules = shared.rules.lock().unwrap_or_else(PoisonError::into_inner);
        answer::judge(&request, &mut rules, moment)
    };
    let reply = match judged {
        Judged::Done(reply) => reply,
        Judged::Health => {
            kept(shared, Vec::new(), Reply { status: 200, body: "ok\n".into(), ..Reply::default() }).await
        }
        Judged::Keep(events, reply) => kept(shared, events, reply).await,
    };
    response(reply, false)
}

/// The reply, once the events are on disk; another one if they do not get there.
async fn kept(shared: &Shared, events: Vec<Event>, reply: Reply) -> Reply {
    let (done, outcome) = oneshot::channel();
    let done = Box::new(move |result| drop(done.send(result)));
    let unwell = |message: &str| Reply { allow: reply.allow.clone(), ..refused(503, message) };
    if shared.writer.submit(events, done).is_err() {
        return unwell("too many events are waiting to be stored");
    }
    match outcome.await {
        Ok(Ok(())) => reply,
        // What the store said is for the operator, and may tell too much to strangers.
        Ok(Err(_)) | Err(_) => unwell("the store is not available"),
    }
}

fn refused(status: u16, message: &str) -> Reply {
    Reply { status, body: format!("{message}\n"), ..Reply::default() }
}

/// The address that the nearest proxy saw: the last in the list, since all others can be made up.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

fn response(reply: Reply, close: bool) -> Response<Full<Bytes>> {
    let Reply { status, location, allow, body } = reply;
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &str| {
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

/// Names for events that bring none: unlike each other, and unlike those of other receivers.
#[derive(Default)]
struct Names {
    keys: [RandomState; 2],
    count: AtomicU64,
}

impl Names {
    fn next(&self) -> Id {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let [first, second] = &self.keys;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&first.hash_one(count).to_be_bytes());
        bytes[8..].copy_from_slice(&second.hash_one(count).to_be_bytes());
        // Version 4, variant 10 (RFC 9562, section 5.4).
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Id(bytes)
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
