//! `tiny_http`: turns what [`connections`](super::connections) passes on into requests, and gives each a thread, so that a
//! response that is slow to make holds up nobody else.
//!
//! Its thread ends when the process runs out of files or threads. Nobody else holds its port, which is then closed: so the
//! next request finds out.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use tiny_http::Server;

use crate::serve::{ServerState, reply};

/// A `tiny_http` that runs until this is dropped.
pub struct Parser {
    server: Arc<Server>,
    address: SocketAddr,
}

impl Parser {
    /// Its loopback port.
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

/// Starts to answer requests on a loopback port.
pub fn start(shared: &Arc<ServerState>) -> io::Result<Parser> {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = socket.local_addr()?;
    let server = Arc::new(Server::from_listener(socket, None).map_err(io::Error::other)?);
    let (shared, requests) = (Arc::clone(shared), Arc::clone(&server));
    let answer = move || {
        while let Ok(request) = requests.recv() {
            // Other programs on this machine can reach the port, too. They get no answer.
            let Some(peer) = request.remote_addr().copied().filter(|peer| shared.passed.knows(*peer)) else { continue };
            let shared = Arc::clone(&shared);
            // A client that went away is no error of ours. Without a thread, `tiny_http` answers 500.
            let _ = std::thread::Builder::new().spawn(move || drop(reply::answer(&shared, request, peer)));
        }
    };
    std::thread::Builder::new().name("requests".into()).spawn(answer)?;
    Ok(Parser { server, address })
}
