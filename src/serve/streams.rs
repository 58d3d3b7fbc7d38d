//! Notifies open pages of builds through server-sent events (HTML Living Standard, 9.2).
//!
//! Each stream has its own thread and queue, so a browser that stops reading delays no other. A page sends its address
//! and the version that it shows. After a build, each open address is rendered once, and each stream learns whether its
//! page changed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::path::Address;
use crate::serve::state::{PreviewState, ShownBuild};

/// The maximum number of waiting messages. A slower client is disconnected and connects again.
const QUEUE: usize = 64;

/// How often an idle stream is written to. A closed page is noticed at once, but a lost network only by a failed write.
const PING: Duration = Duration::from_secs(15);

/// The stack size of a stream's thread, in bytes. It only writes lines of text.
const STACK: usize = 128 * 1024;

/// The open streams.
#[derive(Debug)]
pub struct EventStreams {
    open: Mutex<Vec<EventStream>>,
    limit: usize,
}

/// A page that wants to be notified.
pub struct StreamListener {
    /// The address of the page.
    pub page: Address,
    /// The version that the page shows; empty if unknown.
    pub version: String,
    /// The client's address, which identifies the connection.
    pub peer: SocketAddr,
    /// Writes to the client.
    pub writer: Box<dyn Write + Send>,
}

#[derive(Debug)]
struct EventStream {
    peer: SocketAddr,
    page: Address,
    /// The version that the page shows, or will show after the latest message.
    version: String,
    /// The last build in a message to this page.
    build: u64,
    queue: SyncSender<Arc<str>>,
}

/// The message to pages after a build.
#[derive(Debug, Clone, Serialize)]
struct BuildMessage<'a> {
    build: String,
    /// The addresses of open pages that changed.
    changed: &'a [String],
    /// The addresses of changed files that pages may use.
    files: &'a [String],
    errors: usize,
    warnings: usize,
}

impl EventStreams {
    /// Starts with no streams and allows at most `limit`.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { open: Mutex::default(), limit }
    }

    /// Whether the maximum number of streams is open.
    pub fn is_full(&self) -> bool {
        self.lock().len() >= self.limit
    }

    /// Closes the stream of a connection, if there is one.
    pub fn close(&self, peer: SocketAddr) {
        self.lock().retain(|stream| stream.peer != peer);
    }

    /// Opens a stream to a page that shows `version`.
    pub fn open(self: &Arc<Self>, state: &PreviewState, session: &str, listener: StreamListener) {
        let StreamListener { page, version, peer, writer } = listener;
        let (queue, message) = sync_channel(QUEUE);
        // The lock is held until the stream is added, so it misses no build after the one in its first message.
        let mut open = self.lock();
        let showing = state.now();
        let current = state.version(&showing, &page).unwrap_or_default();
        let changed = if current == version { Vec::new() } else { vec![page.to_string()] };
        open.push(EventStream { peer, page, version: current, build: showing.build, queue });
        drop(open);
        let first = text(&showing, session, &changed, &[]);
        let streams = Arc::clone(self);
        let writing = move || {
            write(writer, &first, &message);
            streams.close(peer);
        };
        // If no thread can be started, the queue is dropped, and the browser connects again.
        let _ = std::thread::Builder::new().stack_size(STACK).spawn(writing);
    }

    /// Notifies every stream of a build.
    pub fn notify(&self, state: &PreviewState, session: &str, showing: &ShownBuild, files: &[String]) {
        let pages: BTreeSet<Address> = self.lock().iter().map(|stream| stream.page.clone()).collect();
        let version = |page: Address| state.version(showing, &page).map(|version| (page, version));
        let versions: BTreeMap<Address, String> = pages.into_iter().filter_map(version).collect();
        let mut open = self.lock();
        open.retain_mut(|stream| {
            // Streams opened during this build have been notified by their first message.
            if stream.build == showing.build {
                return true;
            }
            stream.build = showing.build;
            let now = versions.get(&stream.page).filter(|now| **now != stream.version);
            let changed: Vec<String> = now.iter().map(|_| stream.page.to_string()).collect();
            stream.version = now.cloned().unwrap_or_else(|| std::mem::take(&mut stream.version));
            // A stream with a full or closed queue is removed.
            stream.queue.try_send(text(showing, session, &changed, files)).is_ok()
        });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<EventStream>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The text of a server-sent event.
fn text(showing: &ShownBuild, session: &str, changed: &[String], files: &[String]) -> Arc<str> {
    let problems = &showing.problems;
    let message = BuildMessage {
        build: format!("{session}.{}", showing.build),
        changed,
        files,
        errors: problems.errors,
        warnings: problems.warnings,
    };
    let json = serde_json::to_string(&message).expect("a struct of texts and numbers is always JSON");
    format!("event: build\ndata: {json}\n\n").into()
}

/// Writes messages until the client disconnects or the preview ends.
fn write(mut writer: Box<dyn Write + Send>, first: &str, message: &Receiver<Arc<str>>) {
    const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\
                        X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
    let mut send = |text: &str| writer.write_all(text.as_bytes()).and_then(|()| writer.flush()).is_ok();
    if !send(HEAD) || !send("retry: 500\n\n") || !send(first) {
        return;
    }
    loop {
        let is_sent = match message.recv_timeout(PING) {
            Ok(event) => send(&event),
            Err(RecvTimeoutError::Timeout) => send(": still here\n\n"),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if !is_sent {
            return;
        }
    }
}
