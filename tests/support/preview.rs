//! Runs a preview in the test's own process, with a client that sends exactly the given bytes.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use answerbook::load::LoadOptions;
use answerbook::serve::allowed_hosts::AllowedHosts;
use answerbook::serve::problems::Editor;
use answerbook::serve::watcher::WatchMode;
use answerbook::serve::{Preview, PreviewEvent, PreviewSettings};

/// Longer than any build of a small project, on a busy machine and unoptimized.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A project in a temporary folder, and its preview.
pub struct RunningPreview {
    pub folder: tempfile::TempDir,
    pub preview: Preview,
}

/// A response, with its head in lower case.
#[derive(Debug)]
pub struct HttpAnswer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl RunningPreview {
    /// Starts a preview of these files that watches for changes.
    #[track_caller]
    pub fn new(files: &[(&str, &str)]) -> Self {
        Self::with(files, WatchMode::Watch, Box::new(|_| {}))
    }

    #[track_caller]
    pub fn with(files: &[(&str, &str)], mode: WatchMode, on_event: Box<dyn Fn(PreviewEvent) + Send + Sync>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, text) in files {
            write(&folder.path().join(path), text);
        }
        let options = || LoadOptions {
            date: jiff::civil::date(2026, 11, 22),
            drafts: false,
            edition: None,
            base_url: None,
            out: None,
        };
        let settings = PreviewSettings {
            root: folder.path().to_owned(),
            options: Box::new(options),
            deny_warnings: false,
            host: [127, 0, 0, 1].into(),
            port: Some(0),
            hosts: AllowedHosts(vec!["help.test".into()]),
            mode,
            editor: Editor("edit:{path}:{line}:{column}".into()),
            on_event,
        };
        Self { preview: Preview::start(settings).expect("a free port"), folder }
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    #[track_caller]
    pub fn write(&self, path: &str, text: &str) {
        write(&self.path(path), text);
    }

    /// The data of the events in a stream.
    pub fn events(&self, page: &str) -> impl Iterator<Item = serde_json::Value> + use<> {
        let data = self.listen(page).filter_map(|line| line.strip_prefix("data: ").map(str::to_owned));
        data.map(|data| serde_json::from_str(&data).expect("JSON"))
    }

    /// A connection to the preview.
    #[track_caller]
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.preview.address()).expect("a connection");
        stream.set_read_timeout(Some(TIMEOUT)).expect("a socket");
        stream
    }

    /// Sends these bytes, and reads until the preview closes the connection.
    #[track_caller]
    pub fn raw(&self, request: &str) -> HttpAnswer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("a request");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        HttpAnswer { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// Sends a request with more header lines.
    #[track_caller]
    pub fn ask(&self, method: &str, path: &str, head: &str) -> HttpAnswer {
        let host = if head.contains("Host:") { String::new() } else { format!("Host: {}\r\n", self.preview.address()) };
        self.raw(&format!("{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{head}\r\n"))
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> HttpAnswer {
        self.ask("GET", path, "")
    }

    /// Waits until an address shows a text.
    #[track_caller]
    pub fn wait_for(&self, path: &str, mark: &str) {
        self.wait_until(&format!("`{mark}` at {path}"), || self.get(path).text().contains(mark));
    }

    /// Waits until an address answers with a status.
    #[track_caller]
    pub fn wait_for_status(&self, path: &str, status: u16) {
        self.wait_until(&format!("{status} at {path}"), || self.get(path).status == status);
    }

    #[allow(clippy::unused_self)] // reads like the other methods
    #[track_caller]
    pub fn wait_until(&self, what: &str, is_so: impl Fn() -> bool) {
        let deadline = Instant::now() + TIMEOUT;
        while !is_so() {
            assert!(Instant::now() < deadline, "{what} did not come");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The problems that the preview reports on a page.
    #[track_caller]
    pub fn state(&self, page: &str) -> serde_json::Value {
        let answer = self.get(&format!("/_answerbook/state?page={page}"));
        serde_json::from_slice(&answer.body).expect("JSON")
    }

    /// Opens a stream of events and returns its lines.
    #[track_caller]
    pub fn listen(&self, page: &str) -> impl Iterator<Item = String> + use<> {
        let mut stream = self.connect();
        let host = self.preview.address();
        write!(stream, "GET /_answerbook/events?page={page}&version=x HTTP/1.1\r\nHost: {host}\r\n\r\n")
            .expect("a request");
        BufReader::new(stream).lines().map_while(Result::ok)
    }
}

impl HttpAnswer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

#[track_caller]
fn write(path: &std::path::Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a path below the folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}
