//! The preview's connections. `tiny_http` 0.12 parses requests and writes responses, but it reads heads of any length for any
//! time, keeps a thread for each silent connection, and stops to accept for good when files or threads run out. So it never
//! meets a browser: it listens on a loopback port of its own ([`listener`]), and this module stands between.
//!
//! 1. A connection is accepted or refused ([`crate::accept`]).
//! 2. One request is read whole, within the [limits](crate::limits).
//! 3. It is passed on to `tiny_http` as it came, and the response is passed back, a piece at a time. A client that reads
//!    nothing for too long is closed.
//! 4. The connection is closed: one connection, one request.
//!
//! While a response is under way the client is listened to, so that an event stream ends as soon as its page is closed.
//! Where `tiny_http`'s port is closed because its thread ended, the next request starts it again.
//!
//! One thread does all this, without a thread for any client.

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

/// Files that a connection takes: the client's, both ends of the one to `tiny_http`, and the copy that it makes of its own.
const FILES_EACH: u64 = 4;

/// Time to reach a loopback port of this process.
const CONNECT_TIME: Duration = Duration::from_secs(2);

/// Bytes of a response that wait for the client, beside what the system keeps for it. More would not be faster.
const RECEIVE_BUFFER: u32 = 256 * 1024;

/// How many connections the preview has at once.
#[must_use]
pub fn limit() -> usize {
    crate::limits::connections(accept::open_files(), FILES_EACH)
}

/// The connections to `tiny_http` that are open, by this end's address, and whether their clients are still there.
#[derive(Debug, Default)]
pub struct Passed(Mutex<HashMap<SocketAddr, bool>>);

impl Passed {
    /// Whether requests come from here.
    pub fn knows(&self, peer: SocketAddr) -> bool {
        self.lock().contains_key(&peer)
    }

    /// Whether the client may still listen.
    pub fn is_open(&self, peer: SocketAddr) -> bool {
        self.lock().get(&peer).copied().unwrap_or(false)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<SocketAddr, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a connection out when it ends, in whatever way.
struct Registered<'a> {
    shared: &'a ServerState,
    peer: SocketAddr,
}

impl<'a> Registered<'a> {
    fn new(shared: &'a ServerState, peer: SocketAddr) -> Self {
        shared.passed.lock().insert(peer, true);
        Self { shared, peer }
    }

    /// The client sends nothing any more: it may wait for its response, but reads no event stream.
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

/// What all connections share.
struct Shared {
    shared: Arc<ServerState>,
    parser: Mutex<Parser>,
}

/// Connections are served until this is dropped.
#[derive(Debug)]
pub struct Stop(#[expect(dead_code, reason = "what counts is when it is dropped")] oneshot::Sender<()>);

/// What ends [`run`], and what it waits for.
#[must_use]
pub fn stop() -> (Stop, oneshot::Receiver<()>) {
    let (sender, receiver) = oneshot::channel();
    (Stop(sender), receiver)
}

/// Answers requests until [`Stop`] is dropped.
pub fn run(shared: &Arc<ServerState>, socket: TcpListener, stop: oneshot::Receiver<()>) -> io::Result<()> {
    let parser = Mutex::new(listener::start(shared)?);
    let shared = Arc::new(Shared { shared: Arc::clone(shared), parser });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let stopped = async { drop(stop.await) };
    // With the runtime, all connections are closed.
    runtime.block_on(accept::accept(socket, limit(), stopped, |client, _| serve(client, Arc::clone(&shared))))?;
    Ok(())
}

/// Serves one connection.
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
    /// The client went away.
    Gone,
    /// It is not answered.
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

/// Reads one request, and nothing of the next.
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

/// Passes a request to `tiny_http` and its response to the client. A response that did not begin can still be refused.
async fn pass_on(client: &mut TcpStream, request: &[u8], shared: &Shared) -> Result<(), ConnectionRefusal> {
    let mut parser = connect(shared).await.ok_or(BUSY)?;
    let Ok(peer) = parser.local_addr() else { return Err(BUSY) };
    let registered = Registered::new(&shared.shared, peer);
    let sending = async {
        parser.write_all(request).await?;
        // The end of the request: `tiny_http` need not wait for another one.
        parser.shutdown().await
    };
    if !matches!(timeout(WRITE_TIME, sending).await, Ok(Ok(()))) {
        return Err(BUSY);
    }
    if relay(&mut parser, client, &registered).await > 0 { Ok(()) } else { Err(BUSY) }
}

/// Passes the response on until it ends or the client is gone. Returns its length; at least 1 if the client is gone.
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
                // A second request is not answered: each response announces that the connection ends with it.
                Ok(read) if ignored + read <= MAX_BODY => ignored += read,
                Ok(_) | Err(_) => return written + 1,
            }
        }
    }
    let _ = to_client.shutdown().await;
    written
}

/// A connection to `tiny_http`, which is started again where nobody listens any more.
async fn connect(shared: &Shared) -> Option<TcpStream> {
    for _ in 0..2 {
        let address = shared.parser.lock().unwrap_or_else(PoisonError::into_inner).address();
        let socket = TcpSocket::new_v4().ok()?;
        // A response to a client that reads slowly waits in `tiny_http`, and not in the system's memory.
        let _ = socket.set_recv_buffer_size(RECEIVE_BUFFER);
        match timeout(CONNECT_TIME, socket.connect(address)).await.ok()? {
            // A port that nobody listens on may connect to itself.
            Ok(stream) if stream.local_addr().ok()? != address => return Some(stream),
            Err(error) if error.kind() != io::ErrorKind::ConnectionRefused => return None,
            Ok(_) | Err(_) => {}
        }
        let mut parser = shared.parser.lock().unwrap_or_else(PoisonError::into_inner);
        // Another request may have started it meanwhile.
        if parser.address() == address {
            *parser = listener::start(&shared.shared).ok()?;
        }
    }
    None
}
