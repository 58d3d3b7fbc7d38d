//! Accepts connections within the [limits](crate::limits), for the preview and the receiver. Limits what the system
//! buffers for each, counts the open ones, refuses those above the limit, and keeps running when the system has no file
//! descriptors left. What happens on a connection is up to the servers.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::limits::{MAX_REFUSALS, REFUSAL_TIME};

/// The pause after an error, for example if there are no file descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A response that ends a connection before its request is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionRefusal {
    /// Status code and phrase.
    pub status: &'static str,
    /// The reason, as the body of the response.
    pub message: &'static str,
}

/// There are too many connections.
pub const BUSY: ConnectionRefusal =
    ConnectionRefusal { status: "503 Service Unavailable", message: "too many connections; try again" };

/// The open connections.
pub struct Connections {
    places: Arc<Semaphore>,
    limit: usize,
}

impl Connections {
    /// Waits until all connections are closed, or until `time` has passed.
    pub async fn closed(self, time: Duration) {
        let all = u32::try_from(self.limit).unwrap_or(u32::MAX);
        let _ = timeout(time, self.places.acquire_many(all)).await;
    }
}

/// Listens on an address. Every connection that is accepted on it has system buffers of
/// [`SOCKET_BUFFER`](crate::limits::SOCKET_BUFFER) bytes, except on Windows.
///
/// # Errors
///
/// If the address is invalid or in use.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    // Accepted connections inherit these sizes.
    #[cfg(unix)]
    {
        rustix::net::sockopt::set_socket_recv_buffer_size(&listener, crate::limits::SOCKET_BUFFER)?;
        rustix::net::sockopt::set_socket_send_buffer_size(&listener, crate::limits::SOCKET_BUFFER)?;
    }
    Ok(listener)
}

/// Accepts up to `limit` connections at once and passes each to `serve`, until `stop` completes.
pub async fn accept<F>(
    listener: TcpListener,
    limit: usize,
    stop: impl Future<Output = ()>,
    serve: impl Fn(TcpStream, SocketAddr) -> F,
) -> io::Result<Connections>
where
    F: Future<Output = ()> + Send + 'static,
{
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let places = Arc::new(Semaphore::new(limit));
    let refusals = Arc::new(Semaphore::new(MAX_REFUSALS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => return Ok(Connections { places, limit }),
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, peer)) = accepted else {
            sleep(ACCEPT_PAUSE).await;
            continue;
        };
        if let Ok(permit) = Arc::clone(&places).try_acquire_owned() {
            let serving = serve(stream, peer);
            tokio::spawn(async move {
                serving.await;
                drop(permit);
            });
        } else if let Ok(permit) = Arc::clone(&refusals).try_acquire_owned() {
            tokio::spawn(async move {
                refuse(stream, BUSY).await;
                drop(permit);
            });
        }
    }
}

/// Sends a refusal and closes the connection.
///
/// Before closing, it briefly reads what the client is still sending: closing a socket with unread data resets the
/// connection, and the client would lose the response.
pub async fn refuse(mut stream: TcpStream, ConnectionRefusal { status, message }: ConnectionRefusal) {
    let retry = if status.starts_with("503") { "Retry-After: 1\r\n" } else { "" };
    let response = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n\
         Cache-Control: no-store\r\n{retry}Connection: close\r\nContent-Length: {}\r\n\r\n{message}\n",
        message.len() + 1
    );
    let send = async {
        stream.write_all(response.as_bytes()).await?;
        stream.shutdown().await?;
        let mut unread = [0; 4096];
        while stream.read(&mut unread).await? > 0 {}
        io::Result::Ok(())
    };
    let _ = timeout(REFUSAL_TIME, send).await;
}

/// Maximum number of files that the process may have open; `None` for no limit.
#[cfg(unix)]
#[must_use]
pub fn open_files() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current
}

/// Maximum number of files that the process may have open; `None` for no limit.
#[cfg(not(unix))]
#[must_use]
pub fn open_files() -> Option<u64> {
    None
}
