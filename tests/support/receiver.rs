//! Runs receivers of events as processes, and the stores that they write to.

// Each test file uses only part of this.
#![allow(dead_code)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use tempfile::TempDir;

/// How long a test waits for an answer: longer than the receiver's own time limits.
const TIMEOUT: Duration = Duration::from_secs(30);

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_answerbook"))
}

/// A view with this id.
pub fn event(id: &str) -> String {
    format!(r#"{{"v":1,"id":"{id}","event":"view","page":"/a/"}}"#)
}

/// Sends one body and returns the status, or `None` if the receiver closed the connection.
pub fn post(address: &str, body: &str) -> Option<u16> {
    let request = format!(
        "POST /events HTTP/1.1\r\nHost: {address}\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    talk(address, request.as_bytes()).split(' ').nth(1)?.parse().ok()
}

/// Sends these bytes, and reads until the receiver closes the connection.
pub fn talk(address: &str, request: &[u8]) -> String {
    let Ok(mut stream) = TcpStream::connect(address) else { return String::new() };
    stream.set_read_timeout(Some(TIMEOUT)).expect("a socket");
    // The receiver may close the connection before everything is sent.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut buffer) {
        answer.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// The environment variable that skips PostgreSQL, for systems that do not have it.
const WITHOUT_POSTGRES: &str = "ANSWERBOOK_TESTS_WITHOUT_POSTGRES";

/// A store for events during a test.
pub struct TestStores {
    /// The value for `--store`.
    pub location: String,
    _folder: Option<TempDir>,
}

impl TestStores {
    /// A new SQLite store, and a new database in the tests' PostgreSQL. If PostgreSQL is not installed, the test fails,
    /// unless the environment skips it on purpose.
    #[track_caller]
    pub fn all(name: &str) -> Vec<Self> {
        std::iter::once(Self::sqlite(name)).chain(Self::postgres(name)).collect()
    }

    /// A new SQLite store.
    pub fn sqlite(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let location = folder.path().join(format!("{name}.sqlite")).to_string_lossy().into_owned();
        Self { location, _folder: Some(folder) }
    }

    /// A new database in the tests' PostgreSQL, unless the environment skips it.
    #[track_caller]
    pub fn postgres(name: &str) -> Option<Self> {
        if std::env::var_os(WITHOUT_POSTGRES).is_some() {
            return None;
        }
        let cluster = PostgresCluster::running();
        cluster.sql("postgres", &format!("CREATE DATABASE {name}"));
        Some(Self { location: format!("postgres://answerbook@127.0.0.1:{}/{name}", cluster.port), _folder: None })
    }

    pub fn is_sqlite(&self) -> bool {
        !self.location.starts_with("postgres:")
    }

    /// All events as lines.
    pub fn lines(&self) -> Vec<String> {
        let output = program().args(["collect", "--export", "--store", &self.location]).output().expect("an export");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("lines of text").lines().map(str::to_owned).collect()
    }

    /// The report on its events, as JSON.
    pub fn report(&self, arguments: &[&str]) -> serde_json::Value {
        let output = program().args(["insights", &self.location, "--json"]).args(arguments).output().expect("a report");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// The report on its events as text for people.
    pub fn printed_report(&self) -> String {
        let output = program().args(["insights", &self.location]).output().expect("a report");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The ids of all events.
    pub fn ids(&self) -> Vec<String> {
        let id = |line: &String| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["id"].clone();
        self.lines().iter().map(|line| id(line).as_str().expect("an id").to_owned()).collect()
    }

    /// Makes an event older than any receiver keeps it.
    pub fn age(&self, id: &str) {
        self.update(id, "at = 1000");
    }

    /// Changes an event's row directly in the database.
    pub fn update(&self, id: &str, change: &str) {
        let bytes = id.replace('-', "");
        if self.is_sqlite() {
            let connection = rusqlite::Connection::open(&self.location).expect("a store");
            let update = format!("UPDATE event SET {change} WHERE id = x'{bytes}'");
            assert_eq!(connection.execute(&update, []).expect("an update"), 1);
        } else {
            self.sql(&format!("UPDATE event SET {change} WHERE id = '\\x{bytes}'"));
        }
    }

    /// Runs a statement in a PostgreSQL store.
    pub fn sql(&self, sql: &str) {
        PostgresCluster::running().sql(self.location.rsplit('/').next().expect("a database"), sql);
    }
}

/// Makes the tests' PostgreSQL hang until this value is dropped.
pub struct Hanging;

impl Hanging {
    pub fn start() -> Self {
        PostgresCluster::running().signal("-STOP");
        Self
    }
}

impl Drop for Hanging {
    fn drop(&mut self) {
        PostgresCluster::running().signal("-CONT");
    }
}

/// A PostgreSQL cluster in a temporary folder, which stops when the tests end.
struct PostgresCluster {
    port: u16,
    bin: PathBuf,
    folder: PathBuf,
}

impl PostgresCluster {
    /// The cluster of this test run, started on first use.
    fn running() -> &'static Self {
        static CLUSTER: OnceLock<PostgresCluster> = OnceLock::new();
        CLUSTER.get_or_init(Self::start)
    }

    fn start() -> Self {
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
        let bins = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
        let bin = bins.filter(|bin| bin.join("initdb").exists()).max().unwrap_or_else(|| {
            panic!("PostgreSQL is not installed: `tests/run.sh` installs it, and {WITHOUT_POSTGRES}=1 leaves it out")
        });
        let folder = tempfile::Builder::new().prefix("answerbook-pg-").tempdir().expect("a temporary folder").keep();
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        // A second process waits until this one exits for any reason, and then stops the cluster.
        let script = format!(
            "set -e; {1}/initdb -D {0}/data -U answerbook -A trust >/dev/null; \
             {1}/pg_ctl -D {0}/data -l {0}/log -o '-p {port} -k {0} -c listen_addresses=127.0.0.1' start >/dev/null; \
             nohup sh -c 'tail --pid={2} -f /dev/null; {1}/pg_ctl -D {0}/data stop -m immediate; rm -rf {0}' \
             >/dev/null 2>&1 &",
            folder.display(),
            bin.display(),
            std::process::id()
        );
        run_unprivileged(&script, &folder);
        let cluster = Self { port, bin, folder };
        // `pg_ctl start` returns once the cluster answers.
        cluster.sql("postgres", "SELECT 1");
        cluster
    }

    /// The processes of the cluster: the server, and its children.
    fn processes(&self) -> Vec<String> {
        let file = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).expect("a running cluster");
        let first = file.lines().next().expect("a process").trim().to_owned();
        let children = Command::new("ps").args(["-o", "pid=", "--ppid", &first]).output().expect("ps").stdout;
        let children = String::from_utf8(children).expect("numbers");
        std::iter::once(first).chain(children.split_whitespace().map(str::to_owned)).collect()
    }

    /// Sends a signal to all processes of the cluster.
    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").arg(signal).args(self.processes()).status().expect("kill").success());
    }

    fn psql(&self, database: &str, sql: &str) -> Command {
        let mut command = Command::new(self.bin.join("psql"));
        command.args([
            "-q",
            "-h",
            "127.0.0.1",
            "-U",
            "answerbook",
            "-p",
            &self.port.to_string(),
            "-d",
            database,
            "-c",
            sql,
        ]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn sql(&self, database: &str, sql: &str) {
        assert!(self.psql(database, sql).status().expect("psql").success(), "{sql}");
    }
}

/// Runs a script as an unprivileged user. PostgreSQL refuses to run as root; its package adds a user for it.
fn run_unprivileged(script: &str, folder: &Path) {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let mut command = Command::new(if is_root { "runuser" } else { "sh" });
    if is_root {
        assert!(Command::new("chown").arg("postgres").arg(folder).status().expect("chown").success());
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let status = command.args(["-c", script]).current_dir("/").status().expect("a shell");
    assert!(status.success(), "PostgreSQL could not be set up; see {}", folder.join("log").display());
}

/// A running receiver; it is killed when it is dropped.
pub struct RunningReceiver {
    /// Host and port.
    pub address: String,
    child: Mutex<Child>,
    stderr: Option<BufReader<ChildStderr>>,
    /// What it printed on start.
    log: String,
}

impl RunningReceiver {
    /// Starts a receiver on a free port.
    #[track_caller]
    pub fn start(store: &TestStores, arguments: &[&str]) -> Self {
        Self::start_after("true", store, arguments)
    }

    /// Starts a receiver on a free port, after a shell command.
    #[track_caller]
    pub fn start_after(before: &str, store: &TestStores, arguments: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{before}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_answerbook")]);
        command.args(["collect", "--port", "0", "--store", &store.location]).args(arguments);
        if !arguments.contains(&"--rate") {
            command.args(["--rate", "0"]);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the receiver starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut log = String::new();
        // A warning may come first.
        while !log.contains("http://") && stderr.read_line(&mut log).expect("a line") > 0 {}
        let address = log.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("the receiver printed: {log}")).to_owned();
        Self { address, child: Mutex::new(child), stderr: Some(stderr), log }
    }

    /// Kills it (`SIGKILL`) after this time.
    pub fn kill_after(&mut self, time: Duration) -> JoinHandle<()> {
        let process = self.child.lock().expect("a process").id().to_string();
        std::thread::spawn(move || {
            std::thread::sleep(time);
            assert!(Command::new("kill").args(["-9", &process]).status().expect("kill").success());
        })
    }

    /// The process's peak memory, in KB.
    #[cfg(target_os = "linux")]
    pub fn peak_memory(&self) -> u64 {
        let process = self.child.lock().expect("a process").id();
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a status");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        peak.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Stops it (`SIGTERM`) and returns everything that it printed.
    pub fn stop(mut self) -> String {
        let process = self.child.lock().expect("a process").id().to_string();
        assert!(Command::new("kill").args(["-TERM", &process]).status().expect("kill").success());
        let mut log = std::mem::take(&mut self.log);
        let mut stderr = self.stderr.take().expect("a pipe");
        stderr.read_to_string(&mut log).expect("text");
        log
    }
}

impl Drop for RunningReceiver {
    fn drop(&mut self) {
        let child = self.child.get_mut().expect("a process");
        // It may have exited already.
        let _ = child.kill();
        let _ = child.wait();
    }
}
