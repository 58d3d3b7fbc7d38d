//! Tests the receiver as a process when its clients or its store misbehave: it answers, it recovers, and it stops when
//! asked.

#![cfg(unix)]

#[path = "support/receiver.rs"]
mod receiver;

use std::io::{ErrorKind, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use receiver::{Hanging, RunningReceiver, TestStores, event, post, talk};

/// Longer than any time limit, on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(40);

/// Held by a test that uses PostgreSQL, because [`Hanging`] stops it for all of them.
static DATABASE: Mutex<()> = Mutex::new(());

fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

fn health(receiver: &RunningReceiver) -> String {
    let answer = talk(&receiver.address, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + TIMEOUT;
    while !is_so() {
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_client_that_reads_nothing_is_closed() {
    let store = TestStores::sqlite("write");
    let receiver = RunningReceiver::start(&store, &[]);
    let mut client = TcpStream::connect(&receiver.address).expect("a connection");
    client.set_write_timeout(Some(TIMEOUT)).expect("a socket");
    let requests = b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100);
    let start = Instant::now();
    let error = loop {
        if let Err(error) = client.write_all(&requests) {
            break error;
        }
        assert!(start.elapsed() < 3 * TIMEOUT, "responses are kept for ever");
    };
    assert!(matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset), "{error}");
    assert_eq!(post(&receiver.address, &event(&id(1))), Some(204));
}

/// Lets this process, and those that it starts, open as many files as it may.
#[cfg(target_os = "linux")]
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).expect("a limit that is allowed");
}

#[test]
#[cfg(target_os = "linux")]
fn as_many_clients_as_there_may_be_that_read_nothing_are_closed() {
    raise_file_limit();
    let store = TestStores::sqlite("unread");
    let receiver = RunningReceiver::start(&store, &[]);
    let connect = |_| {
        let client = TcpStream::connect(&receiver.address).expect("a connection");
        client.set_nonblocking(true).expect("a socket");
        client
    };
    let mut clients: Vec<TcpStream> = (0..answerbook::limits::MAX_CONNECTIONS).map(connect).collect();
    let requests = b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100);
    let start = Instant::now();
    while !clients.is_empty() {
        clients.retain_mut(|client| match client.write(&requests) {
            Ok(_) => true,
            Err(error) => error.kind() == ErrorKind::WouldBlock,
        });
        assert!(start.elapsed() < 2 * TIMEOUT, "{} clients are still served", clients.len());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(post(&receiver.address, &event(&id(1))), Some(204));
    assert_eq!(health(&receiver), "200");
    let peak = receiver.peak_memory();
    assert!(peak < 150_000, "{peak} KB");
}

#[test]
fn too_many_connections_are_refused_until_some_are_closed() {
    let store = TestStores::sqlite("many");
    let receiver = RunningReceiver::start_after("ulimit -n 100", &store, &[]);
    let held: Vec<TcpStream> = (0..200).map(|_| TcpStream::connect(&receiver.address).expect("a connection")).collect();
    wait_until("the refusal", || matches!(post(&receiver.address, &event(&id(1))), Some(503) | None));
    // They send nothing, so the receiver closes them by itself.
    wait_until("the recovery", || post(&receiver.address, &event(&id(2))) == Some(204));
    drop(held);
    assert_eq!(health(&receiver), "200");
}

#[test]
fn headers_that_are_given_twice_do_not_count_as_missing() {
    let store = TestStores::sqlite("twice");
    let receiver = RunningReceiver::start(&store, &["--origin", "https://help.example.com"]);
    let send = |headers: &str| {
        let body = event(&id(1));
        let length = body.len();
        let request = format!(
            "POST /events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n"
        );
        talk(&receiver.address, &[request.as_bytes(), body.as_bytes()].concat())
    };
    let (own, other) = ("Origin: https://help.example.com\r\n", "Origin: https://evil.example\r\n");
    for headers in [format!("{own}{other}"), format!("{other}{other}"), "Origin: https://\u{e4}.example\r\n".to_owned()]
    {
        let answer = send(&headers);
        assert!(answer.starts_with("HTTP/1.1 400"), "{headers}: {answer}");
    }
    assert!(send(own).starts_with("HTTP/1.1 204"));
}

#[test]
fn with_a_full_disk_it_is_not_healthy() {
    let store = TestStores::sqlite("full");
    // Files cannot grow beyond 200 KB. The signal that reports this is ignored, so that writing fails.
    let receiver = RunningReceiver::start_after("trap '' XFSZ; ulimit -f 400", &store, &[]);
    assert_eq!(health(&receiver), "200");
    let comment = "x".repeat(400);
    let mut number = 0;
    wait_until("the full disk", || {
        let lines = (0..100).map(|_| {
            number += 1;
            format!(r#"{{"v":1,"id":"{}","event":"feedback","helpful":true,"comment":"{comment}"}}"#, id(number))
        });
        post(&receiver.address, &lines.collect::<Vec<_>>().join("\n")) == Some(503)
    });
    // There may still be space for a single event.
    wait_until("the end of health", || health(&receiver) == "503");
    assert_eq!(post(&receiver.address, &event(&id(1_000_000))), Some(503));
    assert!(receiver.stop().contains("events cannot be stored"));
}

#[test]
fn with_a_damaged_store_it_is_not_healthy() {
    let store = TestStores::sqlite("damaged");
    let receiver = RunningReceiver::start(&store, &[]);
    assert_eq!(health(&receiver), "200");
    rusqlite::Connection::open(&store.location).expect("a store").execute_batch("DROP TABLE event").expect("damage");
    assert_eq!(health(&receiver), "503");
    assert_eq!(post(&receiver.address, &event(&id(1))), Some(503));
}

/// Runs a receiver that does not start; what it printed.
#[track_caller]
fn refused_start(before: &str, store: &TestStores) -> String {
    let output = std::process::Command::new("sh")
        .args(["-c", &format!("{before} \"$0\" collect --port 0 --store \"$1\"")])
        .args([env!("CARGO_BIN_EXE_answerbook"), &store.location])
        .output()
        .expect("a run");
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn with_a_read_only_file_it_does_not_start() {
    let store = TestStores::sqlite("readonly");
    let receiver = RunningReceiver::start(&store, &[]);
    assert_eq!(post(&receiver.address, &event(&id(1))), Some(204));
    receiver.stop();
    let path = Path::new(&store.location);
    // Root may write whatever the permissions say, unless it gives that up.
    let is_root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(path).expect("a file")) == 0;
    let before = if is_root { "setpriv --bounding-set -dac_override" } else { "" };
    let allow = |path: &Path, mode| {
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).expect("permissions");
    };
    allow(path, 0o444);
    let printed = refused_start(before, &store);
    assert!(printed.contains("read-only") || printed.contains("readonly"), "{printed}");
    // What is in it can be read all the same.
    assert_eq!(store.ids(), [id(1)]);
    allow(path, 0o644);
    let folder = path.parent().expect("a folder");
    allow(folder, 0o555);
    let printed = refused_start(before, &store);
    allow(folder, 0o755);
    assert!(printed.contains("cannot open"), "{printed}");
    let receiver = RunningReceiver::start(&store, &[]);
    assert_eq!(health(&receiver), "200");
}

#[test]
fn with_a_read_only_database_it_is_not_healthy_and_does_not_start() {
    let _alone = DATABASE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(store) = TestStores::postgres("readonly") else { return };
    let receiver = RunningReceiver::start(&store, &[]);
    assert_eq!(post(&receiver.address, &event(&id(1))), Some(204));
    store.sql("ALTER DATABASE readonly SET default_transaction_read_only = on");
    // A setting of a database applies to new connections only.
    store.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'readonly'",
    );
    wait_until("the end of health", || health(&receiver) == "503");
    assert_eq!(post(&receiver.address, &event(&id(2))), Some(503));
    assert!(refused_start("", &store).contains("read-only"));
    assert_eq!(store.ids(), [id(1)]);
    store.sql("BEGIN READ WRITE; ALTER DATABASE readonly RESET default_transaction_read_only; COMMIT");
    wait_until("the recovery", || post(&receiver.address, &event(&id(3))) == Some(204));
    assert_eq!(health(&receiver), "200");
}

#[test]
fn a_deleted_file_is_noticed_before_anything_is_acknowledged() {
    let store = TestStores::sqlite("deleted");
    let receiver = RunningReceiver::start(&store, &[]);
    assert_eq!(post(&receiver.address, &event(&id(1))), Some(204));
    for number in 2..5 {
        for end in ["", "-wal", "-shm"] {
            // Some of them may not exist.
            let _ = std::fs::remove_file(format!("{}{end}", store.location));
        }
        assert_eq!(post(&receiver.address, &event(&id(number))), Some(204));
        assert_eq!(store.ids(), [id(number)]);
    }
    // The running receiver keeps the files that it has open, even when they are moved.
    let moved = format!("{}.old", store.location);
    std::fs::rename(&store.location, &moved).expect("a move");
    assert_eq!(post(&receiver.address, &event(&id(5))), Some(204));
    assert_eq!(store.ids(), [id(5)]);
    std::fs::remove_dir_all(Path::new(&store.location).parent().expect("a folder")).expect("a removal");
    assert_eq!(post(&receiver.address, &event(&id(6))), Some(503));
    assert_eq!(health(&receiver), "503");
    assert!(receiver.stop().contains("was deleted or replaced"));
}

#[test]
fn a_database_that_hangs_holds_up_neither_answers_nor_the_end() {
    let _alone = DATABASE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(store) = TestStores::postgres("hanging") else { return };
    let receiver = RunningReceiver::start(&store, &[]);
    assert_eq!(post(&receiver.address, &event(&id(1))), Some(204));
    let hanging = Hanging::start();
    let start = Instant::now();
    assert_eq!(post(&receiver.address, &event(&id(2))), Some(503));
    assert_eq!(health(&receiver), "503");
    assert!(start.elapsed() < TIMEOUT, "it took {:?}", start.elapsed());
    drop(hanging);
    wait_until("the recovery", || post(&receiver.address, &event(&id(3))) == Some(204));
    assert!(store.ids().contains(&id(3)));
    let hanging = Hanging::start();
    let address = receiver.address.clone();
    let waiting = std::thread::spawn(move || post(&address, &event(&id(4))));
    let start = Instant::now();
    receiver.stop();
    assert!(start.elapsed() < Duration::from_secs(15), "the end took {:?}", start.elapsed());
    assert_ne!(waiting.join().expect("a client"), Some(204));
    drop(hanging);
}

#[test]
fn a_database_that_says_nothing_ends_the_start() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let location = format!("postgres://x@{}/x", silent.local_addr().expect("an address"));
    let start = Instant::now();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_answerbook"))
        .args(["collect", "--port", "0", "--store", &location])
        .output()
        .expect("a run");
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(printed.contains("does not answer"), "{printed}");
    assert!(start.elapsed() < TIMEOUT);
}
