//! Tests the preview as a process with clients that use too many resources: others do not wait, and it recovers by
//! itself.

#![cfg(unix)]

#[path = "support/process.rs"]
mod process;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use answerbook::limits;
use process::{Process, status};

/// Longer than a page takes on a busy machine, shorter than any time limit.
const PROMPT: Duration = Duration::from_secs(5);

/// More than the system buffers between two sockets.
const LARGE: usize = 32 * 1024 * 1024;

/// More than the system buffers of a response in the preview's socket and the client's: 180 KB on Linux, by default 4 MB.
const MAX_BUFFERED: usize = 512 * 1024;

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in [("content/index.md", "# Home\n"), ("content/a.md", "# A\n\nText.\n")] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a path below the folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    std::fs::create_dir_all(folder.path().join("static")).expect("a folder");
    std::fs::write(folder.path().join("static/large.bin"), vec![7; LARGE]).expect("a file");
    folder
}

#[track_caller]
fn assert_prompt(preview: &Process) {
    let start = Instant::now();
    assert_eq!(preview.status("/a/"), 200);
    assert!(start.elapsed() < PROMPT, "a page took {:?}", start.elapsed());
}

#[test]
fn it_recovers_when_it_had_no_more_files() {
    let folder = project();
    let preview = Process::start(folder.path(), "ulimit -n 64");
    preview.wait_for("/a/");
    for _ in 0..2 {
        let held: Vec<TcpStream> = (0..150).map(|_| preview.connect()).collect();
        // Connections above the limit are refused or closed; the others are closed after ten seconds without a request.
        let refused = held.into_iter().map(status).filter(|status| matches!(status, 0 | 408 | 503)).count();
        assert_eq!(refused, 150);
        preview.wait_for("/a/");
    }
    // Complete requests use the most file descriptors.
    let asking: Vec<TcpStream> =
        (0..150).map(|_| preview.send("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")).collect();
    drop(asking);
    preview.wait_for("/a/");
    assert_prompt(&preview);
}

#[test]
fn closed_streams_are_noticed_at_once() {
    let folder = project();
    let preview = Process::start(folder.path(), "true");
    preview.wait_for("/a/");
    for _ in 0..3 {
        let listen = |_| {
            let mut stream = preview.send("GET /_answerbook/events?page=/a/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            let mut start = [0; 12];
            stream.read_exact(&mut start).map(|()| (start, stream))
        };
        let open: Vec<_> = (0..300).filter_map(|number| listen(number).ok()).collect();
        let accepted = open.iter().filter(|(start, _)| start == b"HTTP/1.1 200").count();
        assert!((20..=256).contains(&accepted), "{accepted} streams");
        assert!(open.len() == 300 && open.iter().any(|(start, _)| start == b"HTTP/1.1 503"), "the number is bounded");
        drop(open);
    }
    let start = Instant::now();
    while listen_status(&preview) != "HTTP/1.1 200" {
        assert!(start.elapsed() < PROMPT, "closed streams count as open");
    }
}

fn listen_status(preview: &Process) -> String {
    let mut stream = preview.send("GET /_answerbook/events?page=/a/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let mut start = [0; 12];
    stream.read_exact(&mut start).expect("a response");
    String::from_utf8_lossy(&start).into_owned()
}

#[test]
fn slow_clients_are_closed_and_hold_up_nobody() {
    let folder = project();
    let preview = Process::start(folder.path(), "true");
    preview.wait_for("/a/");
    let readers: Vec<TcpStream> =
        (0..40).map(|_| preview.send("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")).collect();
    // The machine itself is busy until the system's buffers are full.
    preview.wait_for("/a/");
    preview.wait_for("/a/");
    for _ in 0..20 {
        assert_prompt(&preview);
    }
    let bodies: Vec<TcpStream> = (0..100)
        .map(|_| preview.send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\nhelpful="))
        .collect();
    for _ in 0..20 {
        assert_prompt(&preview);
    }
    assert!(bodies.into_iter().map(status).all(|status| status == 408));
    for mut reader in readers {
        wait_until_closed(&mut reader);
        let mut response = Vec::new();
        let _ = reader.read_to_end(&mut response);
        assert!(response.len() < MAX_BUFFERED, "{} bytes were buffered for a client that read nothing", response.len());
    }
    assert_prompt(&preview);
}

/// Waits until the other side no longer accepts bytes. What it sent before can still be read.
fn wait_until_closed(stream: &mut TcpStream) {
    let deadline = Instant::now() + 3 * limits::WRITE_TIME;
    while stream.write_all(b"\n").is_ok() {
        assert!(Instant::now() < deadline, "a client that reads nothing stays connected");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_too_large_is_refused_at_once_and_costs_no_memory() {
    let folder = project();
    let preview = Process::start(folder.path(), "true");
    preview.wait_for("/a/");
    let before = preview.peak_memory();
    let flood = |start: &str| {
        let mut stream = preview.send(start);
        let mut sent = 0;
        let mut response = [0; 12];
        stream.set_nonblocking(true).expect("a socket");
        let deadline = Instant::now() + PROMPT;
        while stream.peek(&mut response).is_err() && sent < 100_000_000 && Instant::now() < deadline {
            sent += stream.write(&[b'x'; 16 * 1024]).unwrap_or(0);
        }
        stream.set_nonblocking(false).expect("a socket");
        status(stream)
    };
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                assert_eq!(flood("GET /"), 414);
                assert_eq!(flood("GET / HTTP/1.1\r\nX: "), 431);
            });
        }
    });
    let announced = |head: &str| status(preview.send(&format!("POST /x HTTP/1.1\r\nHost: localhost\r\n{head}\r\n")));
    let start = Instant::now();
    assert_eq!(announced("Content-Length: 99999999999\r\n"), 413);
    assert_eq!(announced("Content-Length: 65537\r\nExpect: 100-continue\r\n"), 413);
    assert_eq!(announced("Content-Length: 1\r\nContent-Length: 2\r\n"), 400);
    assert_eq!(announced("Transfer-Encoding: chunked\r\n"), 411);
    assert!(start.elapsed() < PROMPT, "a refused connection stays open for {:?}", start.elapsed());
    let grown = preview.peak_memory() - before;
    assert!(grown < 30_000, "{grown} KB more at its peak");
    assert_prompt(&preview);
}
