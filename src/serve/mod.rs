//! The preview: shows a built site on this machine, each page cooked when it is asked for.
//!
//! [`serve`] answers requests from an [`Output`] in memory. Nothing outside the site can be reached, because a request
//! is looked up among the site's paths and never becomes a path on disk.

pub mod reply;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use tiny_http::Server;

use crate::output::Output;

/// Requests are cooked by this many threads; a slow reader holds up one of them.
const WORKERS: usize = 8;

/// A preview that is bound to its port and answers until it is dropped.
pub struct Preview {
    server: Arc<Server>,
    workers: Vec<std::thread::JoinHandle<()>>,
    address: SocketAddr,
}

/// Binds to `address` and starts to answer.
pub fn serve(output: &Arc<Output>, address: SocketAddr) -> std::io::Result<Preview> {
    let listener = TcpListener::bind(address)?;
    let address = listener.local_addr()?;
    let server = Arc::new(Server::from_listener(listener, None).map_err(std::io::Error::other)?);
    let workers = (0..WORKERS).map(|_| {
        let (server, output) = (Arc::clone(&server), Arc::clone(output));
        std::thread::spawn(move || {
            while let Ok(request) = server.recv() {
                // A reader who went away is no error of ours.
                let _ = reply::answer(&output, request);
            }
        })
    });
    let workers = workers.collect();
    Ok(Preview { server, workers, address })
}

impl Preview {
    /// Where it listens; the port is the one that the system chose if 0 was asked for.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the preview ends.
    pub fn wait(mut self) {
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        for _ in 0..WORKERS {
            self.server.unblock();
        }
    }
}
