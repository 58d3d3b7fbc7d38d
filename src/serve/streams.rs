//! Open pages, each listening for news of builds by a stream of server-sent events (HTML Living Standard, 9.2).
//!
//! Each stream has a thread and a queue of its own, so a browser that stopped reading holds up nobody. A page tells its
//! address and the version it shows; after a build each address that is open somewhere is rendered once, and the stream
//! hears whether its page is another one now.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::path::Address;
use crate::serve::state::{PreviewState, ShownBuild};

/// News that may wait for one slow reader; one that lags further behind is let go, and asks again.
const QUEUE: usize = 64;

/// How often a silent stream is written to: a reader that is closed is noticed at once, one whose network is gone only so.
const PING: Duration = Duration::from_secs(15);

/// A stream needs no more than a line of text at a time.
const STACK: usize = 128 * 1024;

/// All open streams.
#[derive(Debug)]
pub struct EventStreams {
    open: Mutex<Vec<EventStream>>,
    limit: usize,
}

/// A page that wants to hear news.
pub struct StreamListener {
    /// Its address.
    pub page: Address,
    /// What it shows; empty where it does not know.
    pub version: String,
    /// The connection that it listens on.
    pub peer: SocketAddr,
    /// That connection.
    pub writer: Box<dyn Write + Send>,
}

#[derive(Debug)]
struct EventStream {
    peer: SocketAddr,
    page: Address,
    /// What the page shows, or will show once it has heard the latest news.
    version: String,
    /// The build that it heard of last.
    build: u64,
    queue: SyncSender<Arc<str>>,
}

/// What pages are told after each build.
#[derive(Debug, Clone, Serialize)]
struct BuildMessage<'a> {
    build: String,
    /// Addresses of open pages that differ from what was shown.
    changed: &'a [String],
    /// Addresses of files that pages may use and that hold something else now.
    files: &'a [String],
    errors: usize,
    warnings: usize,
}

impl EventStreams {
    /// None, and at most `limit` at once.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { open: Mutex::default(), limit }
    }

    /// Whether there are as many as there may be.
    pub fn is_full(&self) -> bool {
        self.lock().len() >= self.limit
    }

    /// Ends the stream of a connection, if it is one.
    pub fn close(&self, peer: SocketAddr) {
        self.lock().retain(|stream| stream.peer != peer);
    }

    /// Starts a stream to a page that shows `version`.
    pub fn open(self: &Arc<Self>, state: &PreviewState, session: &str, listener: StreamListener) {
        let StreamListener { page, version, peer, writer } = listener;
        let (queue, message) = sync_channel(QUEUE);
        // Nobody is told of a build meanwhile: the stream hears of all that come after the one that it begins with.
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
        // Without a thread the queue is dropped, and the browser asks again.
        let _ = std::thread::Builder::new().stack_size(STACK).spawn(writing);
    }

    /// Tells every stream of a build.
    pub fn tell(&self, state: &PreviewState, session: &str, showing: &ShownBuild, files: &[String]) {
        let pages: BTreeSet<Address> = self.lock().iter().map(|stream| stream.page.clone()).collect();
        let version = |page: Address| state.version(showing, &page).map(|version| (page, version));
        let versions: BTreeMap<Address, String> = pages.into_iter().filter_map(version).collect();
        let mut open = self.lock();
        open.retain_mut(|stream| {
            // One that began with this build has heard of it.
            if stream.build == showing.build {
                return true;
            }
            stream.build = showing.build;
            let now = versions.get(&stream.page).filter(|now| **now != stream.version);
            let changed: Vec<String> = now.iter().map(|_| stream.page.to_string()).collect();
            stream.version = now.cloned().unwrap_or_else(|| std::mem::take(&mut stream.version));
            // A queue that is full, or that nobody empties any more, is no stream.
            stream.queue.try_send(text(showing, session, &changed, files)).is_ok()
        });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<EventStream>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event as it is written.
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

/// Writes until the reader is gone or the preview ends.
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
