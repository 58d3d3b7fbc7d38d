//! Runs `tiny_http` on a private port. It parses the requests that [`connections`](super::connections) forwards, and
//! each request gets its own thread, so a slow response delays no other.
//!
//! The thread of `tiny_http` ends when the process runs out of files or threads, which also closes its port. The next
//! request notices the closed port and restarts it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use tiny_http::Server;

use crate::serve::{ServerState, reply};

/// A `tiny_http` server that runs until it is dropped.
pub struct Parser {
    server: Arc<Server>,
    address: SocketAddr,
}

impl Parser {
    /// The loopback address of the server.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Parser {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

/// Starts serving requests on a loopback port.
///
/// # Errors
///
/// If no port or thread is available.
pub fn start(shared: &Arc<ServerState>) -> io::Result<Parser> {
    answer(shared, TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?)
}

/// Starts to answer requests on a port.
pub(super) fn answer(shared: &Arc<ServerState>, socket: TcpListener) -> io::Result<Parser> {
    let address = socket.local_addr()?;
    let server = Arc::new(Server::from_listener(socket, None).map_err(io::Error::other)?);
    let (shared, requests) = (Arc::clone(shared), Arc::clone(&server));
    let answer = move || {
        while let Ok(request) = requests.recv() {
            // Requests of other programs on this machine get no response.
            let Some(peer) = request.remote_addr().copied().filter(|peer| shared.passed.knows(*peer)) else { continue };
            let shared = Arc::clone(&shared);
            // Failing to answer a client that disconnected is not an error. If no thread can be started, `tiny_http`
            // responds with status 500.
            let _ = std::thread::Builder::new().spawn(move || drop(reply::answer(&shared, request, peer)));
        }
    };
    std::thread::Builder::new().name("requests".into()).spawn(answer)?;
    Ok(Parser { server, address })
}
