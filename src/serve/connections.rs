//! Accepts the preview's connections and forwards them to `tiny_http`.
//!
//! `tiny_http` 0.12 parses requests and writes responses. But it accepts heads of any length, waits for them without a
//! time limit, uses a thread for each idle connection, and stops accepting forever when files or threads run out. So
//! browsers never connect to it directly. It listens on a private loopback port ([`listener`]), and this module
//! forwards requests to it:
//!
//! 1. A connection is accepted or refused ([`crate::accept`]).
//! 2. One request is read completely, within the [limits](crate::limits).
//! 3. The request is forwarded to `tiny_http` unchanged, and the response is returned piece by piece. A client that
//!    reads nothing for too long is disconnected.
//! 4. The connection is closed after one request.
//!
//! During a response, the client's side is watched, so that an event stream ends as soon as its page is closed. If
//! `tiny_http` stopped and its port is closed, the next request restarts it.
//!
//! A single thread serves all connections.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::ServerState;
use super::listener::{self, Parser};
use super::request_head::{self, SLOW_BODY, SLOW_HEAD};
use crate::accept::{self, BUSY, ConnectionRefusal};
use crate::limits::{BODY_TIME, HEAD_TIME, MAX_BODY, PIECE, WRITE_TIME};

/// Open files per connection: the client's socket, both ends of the connection to `tiny_http`, and the copy that
/// `tiny_http` makes of its end.
const FILES_EACH: u64 = 4;

/// The maximum time to connect to a loopback port of this process.
const CONNECT_TIME: Duration = Duration::from_secs(2);

/// The receive buffer for a response that waits for its client, in bytes. A larger one would not be faster.
const RECEIVE_BUFFER: u32 = 256 * 1024;

/// The maximum number of simultaneous connections.
#[must_use]
pub fn limit() -> usize {
    crate::limits::connections(accept::open_files(), FILES_EACH)
}

/// The open connections to `tiny_http`, by the address of this module's end, and whether the client is still connected.
#[derive(Debug, Default)]
pub struct Passed(Mutex<HashMap<SocketAddr, bool>>);

impl Passed {
    /// Whether a peer of `tiny_http` is a connection of this module.
    pub fn knows(&self, peer: SocketAddr) -> bool {
        self.lock().contains_key(&peer)
    }

    /// Whether the client is still connected.
    pub fn is_open(&self, peer: SocketAddr) -> bool {
        self.lock().get(&peer).copied().unwrap_or(false)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<SocketAddr, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An entry in [`Passed`], which is removed when the connection ends for any reason.
struct Registered<'a> {
    shared: &'a ServerState,
    peer: SocketAddr,
}

impl<'a> Registered<'a> {
    fn new(shared: &'a ServerState, peer: SocketAddr) -> Self {
        shared.passed.lock().insert(peer, true);
        Self { shared, peer }
    }

    /// Notes that the client sends no more data. It may still wait for its response, but it no longer reads an event
    /// stream.
    fn client_closed(&self) {
        self.shared.passed.lock().insert(self.peer, false);
        self.shared.streams.close(self.peer);
    }
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        self.shared.passed.lock().remove(&self.peer);
        self.shared.streams.close(self.peer);
    }
}

/// The state shared by all connections.
struct Shared {
    shared: Arc<ServerState>,
    parser: Mutex<Parser>,
}

/// Stops [`run`] when it is dropped.
#[derive(Debug)]
pub struct Stop(#[expect(dead_code, reason = "what counts is when it is dropped")] oneshot::Sender<()>);

/// A handle that stops [`run`], and the receiver that [`run`] waits on.
#[must_use]
pub fn stop() -> (Stop, oneshot::Receiver<()>) {
    let (sender, receiver) = oneshot::channel();
    (Stop(sender), receiver)
}

/// Serves requests until [`Stop`] is dropped.
///
/// # Errors
///
/// If `tiny_http` or the runtime cannot be started, or accepting connections fails.
pub fn run(shared: &Arc<ServerState>, socket: TcpListener, stop: oneshot::Receiver<()>) -> io::Result<()> {
    let parser = Mutex::new(listener::start(shared)?);
    serve_all(&Arc::new(Shared { shared: Arc::clone(shared), parser }), socket, stop)
}

fn serve_all(shared: &Arc<Shared>, socket: TcpListener, stop: oneshot::Receiver<()>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let stopped = async { drop(stop.await) };
    // Dropping the runtime closes all connections.
    runtime.block_on(accept::accept(socket, limit(), stopped, |client, _| serve(client, Arc::clone(shared))))?;
    Ok(())
}

async fn serve(mut client: TcpStream, shared: Arc<Shared>) {
    let _ = client.set_nodelay(true);
    let refusal = match read(&mut client).await {
        Ok(request) => pass_on(&mut client, &request, &shared).await,
        Err(Unread::Refused(refusal)) => Err(refusal),
        Err(Unread::Gone) => Ok(()),
    };
    if let Err(refusal) = refusal {
        accept::refuse(client, refusal).await;
    }
}

/// Why a request was not read.
enum Unread {
    /// The client disconnected.
    Gone,
    /// The request is refused.
    Refused(ConnectionRefusal),
}

impl From<io::Error> for Unread {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

impl From<ConnectionRefusal> for Unread {
    fn from(refusal: ConnectionRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Reads one request. Bytes after it are dropped.
async fn read(client: &mut TcpStream) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    let head = async {
        loop {
            if let Some(head) = request_head::read(&bytes)? {
                return Ok::<_, Unread>(head);
            }
            read_some(client, &mut bytes).await?;
        }
    };
    let head = timeout(HEAD_TIME, head).await.unwrap_or(Err(SLOW_HEAD.into()))?;
    let length = head.length + head.body;
    if head.waits && bytes.len() < length {
        client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
    }
    let body = async {
        while bytes.len() < length {
            read_some(client, &mut bytes).await?;
        }
        Ok::<_, Unread>(())
    };
    timeout(BODY_TIME, body).await.unwrap_or(Err(SLOW_BODY.into()))?;
    bytes.truncate(length);
    Ok(bytes)
}

async fn read_some(client: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<(), Unread> {
    let mut piece = [0; 4096];
    match client.read(&mut piece).await? {
        0 => Err(Unread::Gone),
        read => {
            bytes.extend_from_slice(&piece[..read]);
            Ok(())
        }
    }
}

/// Forwards a request to `tiny_http` and its response to the client. Returns a refusal only if no response was started.
async fn pass_on(client: &mut TcpStream, request: &[u8], shared: &Shared) -> Result<(), ConnectionRefusal> {
    let mut parser = connect(shared).await.ok_or(BUSY)?;
    let Ok(peer) = parser.local_addr() else { return Err(BUSY) };
    let registered = Registered::new(&shared.shared, peer);
    let sending = async {
        parser.write_all(request).await?;
        // Marks the end of the request, so that `tiny_http` does not wait for another one.
        parser.shutdown().await
    };
    if !matches!(timeout(WRITE_TIME, sending).await, Ok(Ok(()))) {
        return Err(BUSY);
    }
    if relay(&mut parser, client, &registered).await > 0 { Ok(()) } else { Err(BUSY) }
}

/// Forwards the response until it ends or the client disconnects. Returns the number of bytes written; if the client
/// disconnected, the result is at least 1.
async fn relay(parser: &mut TcpStream, client: &mut TcpStream, registered: &Registered<'_>) -> u64 {
    let (mut from_client, mut to_client) = client.split();
    let (mut piece, mut unasked) = (vec![0; PIECE], [0; 512]);
    let (mut written, mut ignored, mut is_listening) = (0, 0, true);
    loop {
        tokio::select! {
            read = parser.read(&mut piece) => {
                let Ok(read @ 1..) = read else { break };
                match timeout(WRITE_TIME, to_client.write_all(&piece[..read])).await {
                    Ok(Ok(())) => written += read as u64,
                    Ok(Err(_)) | Err(_) => return written + 1,
                }
            }
            read = from_client.read(&mut unasked), if is_listening => match read {
                Ok(0) => {
                    is_listening = false;
                    registered.client_closed();
                }
                // Further data is ignored: a second request gets no response, because each response announces that the
                // connection closes.
                Ok(read) if ignored + read <= MAX_BODY => ignored += read,
                Ok(_) | Err(_) => return written + 1,
            }
        }
    }
    let _ = to_client.shutdown().await;
    written
}

/// Connects to `tiny_http`, restarting it if it stopped.
async fn connect(shared: &Shared) -> Option<TcpStream> {
    for _ in 0..2 {
        let address = shared.parser.lock().unwrap_or_else(PoisonError::into_inner).address();
        let socket = TcpSocket::new_v4().ok()?;
        // A response for a slow client should wait in `tiny_http`, not in the system's buffers.
        let _ = socket.set_recv_buffer_size(RECEIVE_BUFFER);
        match timeout(CONNECT_TIME, socket.connect(address)).await.ok()? {
            // TCP can connect a socket to itself if nothing listens on the port.
            Ok(stream) if stream.local_addr().ok()? != address => return Some(stream),
            Err(error) if error.kind() != io::ErrorKind::ConnectionRefused => return None,
            Ok(_) | Err(_) => {}
        }
        let mut parser = shared.parser.lock().unwrap_or_else(PoisonError::into_inner);
        // Another request may have restarted it in the meantime.
        if parser.address() == address {
            *parser = listener::start(&shared.shared).ok()?;
        }
    }
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{Ipv4Addr, Shutdown};
    use std::os::fd::OwnedFd;
    use std::time::Instant;

    use super::*;
    use crate::serve::allowed_hosts::AllowedHosts;
    use crate::serve::problems::Editor;
    use crate::serve::state::PreviewState;
    use crate::serve::streams::EventStreams;

    fn port() -> TcpListener {
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port")
    }

    /// The status line for a host that is not allowed: `tiny_http` has to be there, but no site.
    fn ask(address: SocketAddr) -> String {
        let mut client = std::net::TcpStream::connect(address).expect("a connection");
        client.write_all(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").expect("a request");
        let mut response = String::new();
        client.read_to_string(&mut response).expect("a response");
        response.lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_parser_whose_thread_ended_is_started_again() {
        let socket = port();
        let address = socket.local_addr().expect("an address");
        let state = Arc::new(ServerState {
            state: Arc::new(PreviewState::default()),
            streams: Arc::new(EventStreams::new(1)),
            passed: Passed::default(),
            hosts: AllowedHosts::default(),
            editor: Editor(String::new()),
            session: String::new(),
            on_event: Box::new(|_| {}),
            address,
        });
        let inner = port();
        let copy = inner.try_clone().expect("a second handle");
        let parser = listener::answer(&state, inner).expect("a parser");
        let first = parser.address();
        let shared = Arc::new(Shared { shared: state, parser: Mutex::new(parser) });
        let (stop, stopped) = stop();
        let serving = {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || serve_all(&shared, socket, stopped))
        };
        let current = || shared.parser.lock().expect("no thread that panicked").address();
        assert_eq!(ask(address), "HTTP/1.1 403 Forbidden");
        assert_eq!(current(), first);
        // Nothing can be accepted on it any more, as where the process has no more files: the thread ends.
        std::net::TcpStream::from(OwnedFd::from(copy)).shutdown(Shutdown::Both).expect("a socket");
        let deadline = Instant::now() + CONNECT_TIME;
        while ask(address) != "HTTP/1.1 403 Forbidden" {
            assert!(Instant::now() < deadline, "no request is answered any more");
        }
        assert_ne!(current(), first);
        drop(stop);
        serving.join().expect("no panic").expect("an orderly end");
    }
}
