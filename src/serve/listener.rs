//! Takes requests and gives each a thread, so that a reader who is slow holds up nobody else.
//!
//! `tiny_http` 0.12 stops to accept connections when the process runs out of file descriptors or threads, and does not
//! say so. The port itself is kept open here: the preview asks itself now and then, and sets a new server on the port
//! where it gets no answer.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tiny_http::Server;

use crate::serve::http::{Reply, Wishes, send};
use crate::serve::live::OWN;
use crate::serve::{Room, reply};

/// Requests that may be answered at once. Beyond it, a request is told to come again.
const MOST_AT_ONCE: usize = 128;

/// How long nothing may be heard before the preview asks itself.
const SILENCE: Duration = Duration::from_secs(5);

/// How long an answer to itself may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// After a failure to accept, what is short now may be free again after this long.
const RECOVERY: Duration = Duration::from_millis(200);

/// Answers requests until `ended` is set.
pub fn listen(room: &Arc<Room>, listener: &TcpListener, ended: &AtomicBool) -> std::io::Result<()> {
    let answering = Arc::new(AtomicUsize::new(0));
    while !ended.load(Ordering::Relaxed) {
        let server = Server::from_listener(listener.try_clone()?, None).map_err(std::io::Error::other)?;
        accept(room, &server, &answering, ended);
        if !ended.load(Ordering::Relaxed) {
            std::thread::sleep(RECOVERY);
        }
    }
    Ok(())
}

/// Takes requests for as long as the server works.
fn accept(room: &Arc<Room>, server: &Server, answering: &Arc<AtomicUsize>, ended: &AtomicBool) {
    while !ended.load(Ordering::Relaxed) {
        let request = match server.recv_timeout(SILENCE) {
            Ok(Some(request)) => request,
            Ok(None) => {
                // The probe's own request ends the silence, unless nobody accepts it.
                probe(room.address);
                match server.recv_timeout(PATIENCE) {
                    Ok(Some(request)) => request,
                    Ok(None) | Err(_) => return,
                }
            }
            Err(_) => return,
        };
        if answering.fetch_add(1, Ordering::AcqRel) >= MOST_AT_ONCE {
            answering.fetch_sub(1, Ordering::AcqRel);
            let busy = Reply::text("503 Service Unavailable", "too many requests at once\n").with("Retry-After", "1");
            let _ = send(request, &Wishes::default(), busy);
            continue;
        }
        let (room, counter) = (Arc::clone(room), Arc::clone(answering));
        let answer = move || {
            // A reader who went away is no error of ours.
            let _ = reply::answer(&room, request);
            counter.fetch_sub(1, Ordering::AcqRel);
        };
        if std::thread::Builder::new().spawn(answer).is_err() {
            answering.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

/// Sends a request to the preview itself.
fn probe(address: SocketAddr) {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    // Whether it arrives is what the caller is about to see.
    let _ = TcpStream::connect_timeout(&SocketAddr::new(ip, address.port()), PATIENCE).and_then(|mut stream| {
        stream.set_write_timeout(Some(PATIENCE))?;
        write!(stream, "HEAD {OWN}alive HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        // The answer is read by nobody: it is enough that the request was taken.
        std::thread::spawn(move || {
            let _ = stream.set_read_timeout(Some(PATIENCE));
            let _ = stream.read(&mut [0; 64]);
        });
        std::io::Result::Ok(())
    });
}
