//! Runs a preview as a separate process, with limits set by a shell.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than any limit of the preview.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A running preview; it is killed when it is dropped.
pub struct Process {
    /// Host and port.
    pub address: String,
    child: Child,
    // Closing this would break the preview's output.
    _stderr: BufReader<ChildStderr>,
}

impl Process {
    /// Serves a folder, after the shell command `limits`.
    #[track_caller]
    pub fn start(folder: &Path, limits: &str) -> Self {
        let script = format!("{limits}; exec \"$0\" serve \"$1\" --port 0");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_answerbook")]).arg(folder);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("a shell");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut printed = String::new();
        while !printed.contains("serving at") {
            assert!(stderr.read_line(&mut printed).expect("text") > 0, "the preview did not start: {printed}");
        }
        let address = printed.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
        Self { address: address.to_owned(), child, _stderr: stderr }
    }

    /// A connection.
    #[track_caller]
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(TIMEOUT)).expect("a socket");
        stream
    }

    /// A connection that has sent these bytes.
    #[track_caller]
    pub fn send(&self, request: &str) -> TcpStream {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("a request");
        stream
    }

    /// The status of an address; 0 if there is no answer.
    pub fn status(&self, path: &str) -> u16 {
        let Ok(mut stream) = TcpStream::connect(&self.address) else { return 0 };
        stream.set_read_timeout(Some(TIMEOUT)).expect("a socket");
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        if stream.write_all(request.as_bytes()).is_err() {
            return 0;
        }
        status(stream)
    }

    /// Waits until an address answers with 200.
    #[track_caller]
    pub fn wait_for(&self, path: &str) {
        let deadline = Instant::now() + TIMEOUT;
        while self.status(path) != 200 {
            assert!(Instant::now() < deadline, "{path} is not answered any more");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The process's peak memory, in KB.
    #[cfg(target_os = "linux")]
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a status");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        peak.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The status of a response, which is read to its end; 0 if there is none.
pub fn status(mut stream: TcpStream) -> u16 {
    let mut response = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        response.extend_from_slice(&piece[..read]);
    }
    let response = String::from_utf8_lossy(&response);
    response.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}
