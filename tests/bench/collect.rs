//! Loads a receiver like many readers would, and measures how long they wait.
//!
//! `cargo bench --bench collect -- [--clients 50] [--rate 2000] [--seconds 60] [--store STORE]` starts the receiver
//! named by `--program`, by default the one built with the benchmark. Each client sends single events over a kept-alive
//! connection at its own pace. At the end the benchmark counts the stored events.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct BenchOptions {
    clients: u32,
    rate: u32,
    seconds: u32,
    store: String,
    program: String,
}

fn options() -> BenchOptions {
    let folder = std::env::temp_dir().join(format!("answerbook-bench-{}.sqlite", std::process::id()));
    let mut options = BenchOptions {
        clients: 50,
        rate: 2000,
        seconds: 60,
        store: folder.to_string_lossy().into_owned(),
        program: env!("CARGO_BIN_EXE_answerbook").into(),
    };
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(name) = arguments.next() {
        let value = arguments.next().unwrap_or_else(|| panic!("`{name}` needs a value"));
        match name.as_str() {
            "--clients" => options.clients = value.parse().expect("a number"),
            "--rate" => options.rate = value.parse().expect("a number"),
            "--seconds" => options.seconds = value.parse().expect("a number"),
            "--store" => options.store = value,
            "--program" => options.program = value,
            _ => panic!("`{name}` is unknown"),
        }
    }
    options
}

fn receiver(options: &BenchOptions) -> (Child, String) {
    let mut child = Command::new(&options.program)
        .args(["collect", "--port", "0", "--rate", "0", "--store", &options.store])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the receiver starts");
    let mut reported = String::new();
    let stderr = child.stderr.take().expect("a pipe");
    let mut stderr = BufReader::new(stderr);
    stderr.read_line(&mut reported).expect("a line");
    let address = reported.split("http://").nth(1).and_then(|rest| rest.split('/').next());
    (child, address.unwrap_or_else(|| panic!("the receiver said: {reported}")).to_owned())
}

/// Sends events at a steady pace and returns the duration of each request.
fn client(address: &str, number: u32, options: &BenchOptions) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("a socket");
    let pace = Duration::from_secs(1) * options.clients / options.rate;
    let count = options.rate * options.seconds / options.clients;
    let start = Instant::now() + pace * number / options.clients;
    let mut times = Vec::with_capacity(count as usize);
    let mut buffer = [0; 4096];
    for event in 0..count {
        let due = start + pace * event;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let body = format!(
            r#"{{"v":1,"id":"{number:08x}-0000-4000-8000-{event:012x}","event":"view","visit":"{number:08x}-0000-4000-8000-000000000000","page":"/billing/refunds/","article":"billing/refunds","locale":"en","hash":"00112233445566ff"}}"#
        );
        let request = format!(
            "POST /events HTTP/1.1\r\nHost: {address}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let sent = Instant::now();
        stream.write_all(request.as_bytes()).expect("the receiver reads");
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let read = stream.read(&mut buffer).expect("the receiver answers");
            assert!(read > 0, "the receiver hung up");
            answer.extend_from_slice(&buffer[..read]);
        }
        assert!(answer.starts_with(b"HTTP/1.1 204"), "{}", String::from_utf8_lossy(&answer));
        times.push(sent.elapsed());
    }
    times
}

/// The peak resident memory of a process, in MB.
fn peak(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

fn main() {
    let options = options();
    let (mut child, address) = receiver(&options);
    let start = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..options.clients)
            .map(|number| {
                let (address, options) = (&address, &options);
                scope.spawn(move || client(address, number, options))
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().expect("a client")).collect()
    });
    let elapsed = start.elapsed().as_secs_f64();
    let memory = peak(child.id());
    child.kill().expect("the receiver ends");
    child.wait().expect("the receiver ends");
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    let exported = Command::new(&options.program).args(["collect", "--export", "--store", &options.store]).output();
    let kept = String::from_utf8(exported.expect("an export").stdout).expect("lines of text").lines().count();
    let pace = f64::from(u32::try_from(times.len()).expect("a small number")) / elapsed;
    println!("{} events acknowledged in {elapsed:.1} s: {pace:.0} a second", times.len());
    println!("p50 {:?}  p95 {:?}  p99 {:?}  max {:?}", at(50), at(95), at(99), at(100));
    println!("kept after kill -9: {kept}, lost: {}", times.len().saturating_sub(kept));
    println!("peak memory: {:.1} MB", memory.unwrap_or(f64::NAN));
    assert_eq!(kept, times.len(), "events were lost");
}
