//! Tests the receiver as a process: what it accepts, what it refuses, and what remains after a crash.
//!
//! Every test runs on SQLite and on a PostgreSQL cluster that the tests start (from Debian's package). Without
//! PostgreSQL the tests fail, unless the environment skips it.

#![cfg(unix)]

#[path = "support/receiver.rs"]
mod receiver;

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

use receiver::{RunningReceiver, TestStores, event, post, talk};

/// How many times the receiver is killed.
const KILLS: u32 = 50;

#[test]
fn what_was_acknowledged_outlives_fifty_kills() {
    for store in TestStores::all("kill") {
        let mut acknowledged = Vec::new();
        let mut number = 0_u64;
        for round in 0..KILLS {
            let mut receiver = RunningReceiver::start(&store, &[]);
            let killer = receiver.kill_after(Duration::from_millis(20 + u64::from(round * 37 % 90)));
            let mut unanswered = None;
            while unanswered.is_none() {
                number += 1;
                let id = format!("00000000-0000-4000-8000-{number:012x}");
                match post(&receiver.address, &event(&id)) {
                    Some(204) => acknowledged.push(id),
                    Some(status) => panic!("status {status}"),
                    None => unanswered = Some(id),
                }
            }
            killer.join().expect("a killed receiver");
            // A page would retry with the same id.
            let receiver = RunningReceiver::start(&store, &[]);
            let id = unanswered.expect("the last event");
            assert_eq!(post(&receiver.address, &event(&id)), Some(204));
            acknowledged.push(id);
        }
        let mut kept = store.ids();
        kept.sort();
        acknowledged.sort();
        assert_eq!(kept, acknowledged, "{} events were acknowledged, each once", acknowledged.len());
    }
}

#[test]
fn hostile_requests_are_refused_or_kept_inert() {
    for store in TestStores::all("hostile") {
        let receiver = RunningReceiver::start(&store, &["--origin", "https://help.example.com"]);
        let address = &receiver.address;
        let check = |name: &str, request: &[u8], expected: &str| {
            let answer = talk(address, request);
            assert!(answer.starts_with(expected), "{name}: {answer}");
        };
        let raw = |headers: &str, body: &[u8]| {
            let mut request = format!(
                "POST /events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
                body.len()
            );
            request.truncate(request.len());
            [request.as_bytes(), body].concat()
        };
        let id = |number: u32| format!("00000000-0000-4000-8000-{number:012x}");
        check("huge", &raw("", &vec![b'x'; 200_000]), "HTTP/1.1 413");
        check(
            "said to be huge",
            b"POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
            "HTTP/1.1 413",
        );
        check("deep", &raw("", "[".repeat(60_000).as_bytes()), "HTTP/1.1 400");
        let deep = format!("{{\"v\":1,\"page\":{}", "{\"a\":".repeat(2_000));
        check("deep in a field", &raw("", deep.as_bytes()), "HTTP/1.1 400");
        check("wrong type", &raw("", br#"{"v":"1","id":7,"event":[]}"#), "HTTP/1.1 400");
        check("not UTF-8", &raw("", b"\xff\xfe\x00"), "HTTP/1.1 400");
        check("wrong origin", &raw("Origin: https://evil.example\r\n", event(&id(1)).as_bytes()), "HTTP/1.1 403");
        check("no origin at all", &raw("Origin: null\r\n", event(&id(1)).as_bytes()), "HTTP/1.1 403");
        check("no HTTP", b"\x16\x03\x01\x02\x00\x01\r\n\r\n", "HTTP/1.1 400");
        check(
            "a long head",
            format!("GET /healthz HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(100_000)).as_bytes(),
            "HTTP/1.1 431",
        );
        let comment = r#""><script>alert(1)</script>'); DROP TABLE event; -- \u202e"#;
        let feedback = format!(
            r#"{{"v":1,"id":"{}","event":"feedback","helpful":false,"comment":{}}}"#,
            id(2),
            serde_json::Value::from(comment)
        );
        check("SQL and HTML", &raw("Origin: https://help.example.com\r\n", feedback.as_bytes()), "HTTP/1.1 204");
        check("all is well", b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200");
        drop(receiver);
        let lines = store.lines();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains(&serde_json::Value::from(comment).to_string()), "{}", lines[0]);
        assert!(!lines[0].contains("127.0.0.1"));
    }
}

#[test]
fn a_stop_is_orderly_and_old_events_go() {
    for store in TestStores::all("stop") {
        let receiver = RunningReceiver::start(&store, &["--keep", "400d"]);
        let old = r#"{"v":1,"id":"00000000-0000-4000-8000-0000000000aa","event":"view","at":"2026-11-01T00:00:00Z"}"#;
        assert_eq!(post(&receiver.address, old), Some(204));
        assert_eq!(post(&receiver.address, &event("00000000-0000-4000-8000-0000000000bb")), Some(204));
        assert_eq!(post(&receiver.address, &event("00000000-0000-4000-8000-0000000000bb")), Some(204));
        assert!(receiver.stop().contains("all received events are stored"));
        assert_eq!(store.ids().len(), 2);
        store.age("00000000-0000-4000-8000-0000000000aa");
        // Without events in between, nothing distinguishes a new store from one whose clock has jumped.
        let receiver = RunningReceiver::start(&store, &["--keep", "400d"]);
        assert_eq!(post(&receiver.address, &event("00000000-0000-4000-8000-0000000000cc")), Some(204));
        let log = receiver.stop();
        assert!(log.contains("warning: old events are not removed: the clock is far ahead"), "{log}");
        assert_eq!(store.ids().len(), 3);
        let receiver = RunningReceiver::start(&store, &["--keep", "400d", "--trust-clock"]);
        assert_eq!(post(&receiver.address, &event("00000000-0000-4000-8000-0000000000cc")), Some(204));
        assert!(receiver.stop().contains("all received events are stored"));
        let left = ["bb", "cc"].map(|end| format!("00000000-0000-4000-8000-0000000000{end}"));
        let mut kept = store.ids();
        kept.sort();
        assert_eq!(kept, left);
    }
}

#[test]
fn the_report_is_the_same_from_every_store() {
    for store in TestStores::all("report") {
        let receiver = RunningReceiver::start(&store, &[]);
        let start = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(1);
        // A visit that arrives all at once, with its ids in reverse order of time.
        let line = |second: i64, rest: &str| {
            let at = start + jiff::SignedDuration::from_secs(second);
            let id = format!("00000000-0000-4000-8000-{:012x}", 100 - second);
            let visit = "00000000-0000-4000-9000-000000000001";
            format!(r#"{{"v":1,"id":"{id}","at":"{at}","visit":"{visit}","locale":"en",{rest}}}"#)
        };
        let lines = [
            line(1, r#""event":"view","article":"first""#),
            line(2, r#""event":"search","query":"quit","hits":0"#),
            line(3, r#""event":"search","query":"cancel","hits":1,"opened":"/last/","rank":1"#),
            line(4, r#""event":"view","article":"last""#),
            line(5, r#""event":"feedback","article":"last","helpful":false,"reason":"unclear""#),
            line(6, r#""event":"contact","step":"sent","channel":"form""#),
        ];
        assert_eq!(post(&receiver.address, &lines.join("\n")), Some(204));
        assert!(receiver.stop().contains("all received events are stored"));
        let report = store.report(&[]);
        assert_eq!((&report["events"], &report["visits"]), (&6.into(), &1.into()));
        assert_eq!(report["todo"]["requested"][0]["key"], "last", "{report:#}");
        assert_eq!(report["todo"]["missing"][0]["synonyms"][0], serde_json::json!(["quit", "cancel"]));
        assert_eq!(report["search"]["success"]["denominator"], 2);
        assert_eq!(store.report(&["--since", "2999-01-01"])["events"], 0);
    }
}

#[test]
fn slow_clients_are_sent_away() {
    let stores = TestStores::all("slow");
    std::thread::scope(|scope| {
        for store in &stores {
            scope.spawn(|| send_slow_clients_away(store));
        }
    });
}

fn send_slow_clients_away(store: &TestStores) {
    let receiver = RunningReceiver::start(store, &[]);
    let slow = std::thread::scope(|scope| {
        let head = scope.spawn(|| talk(&receiver.address, b"POST /events HTTP/1.1\r\nHost: x\r\n"));
        let body = scope
            .spawn(|| talk(&receiver.address, b"POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"));
        [head, body].map(|client| client.join().expect("a client"))
    });
    assert!(slow[0].is_empty() || slow[0].starts_with("HTTP/1.1 408"), "{}", slow[0]);
    assert!(slow[1].starts_with("HTTP/1.1 408"), "{}", slow[1]);
    assert_eq!(post(&receiver.address, &event("00000000-0000-4000-8000-000000000001")), Some(204));
}

#[test]
fn an_address_that_sends_too_much_waits_and_other_origins_may_not_read() {
    for store in TestStores::all("limits") {
        let options = ["--rate", "2", "--behind-proxy", "--origin", "https://help.example.com"];
        let receiver = RunningReceiver::start(&store, &options);
        let send = |method: &str, number: u32, reader: &str, origin: &str| {
            let body = event(&format!("00000000-0000-4000-8000-{number:012x}"));
            let request = format!(
                "{method} /events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: made-up, {reader}\r\n\
                 Origin: {origin}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            talk(&receiver.address, request.as_bytes()).to_lowercase()
        };
        let (own, other) = ("https://help.example.com", "https://evil.example");
        let allowed = "access-control-allow-origin: https://help.example.com\r\n";
        let answer = send("POST", 1, "192.0.2.1", own);
        assert!(answer.starts_with("http/1.1 204") && answer.contains(allowed), "{answer}");
        let answer = send("OPTIONS", 2, "192.0.2.1", own);
        assert!(answer.starts_with("http/1.1 204") && answer.contains(allowed), "{answer}");
        for method in ["POST", "OPTIONS"] {
            let answer = send(method, 3, "192.0.2.1", other);
            assert!(answer.starts_with("http/1.1 403") && !answer.contains("access-control"), "{answer}");
        }
        assert!(send("POST", 4, "192.0.2.1", own).starts_with("http/1.1 204"));
        let answer = send("POST", 5, "192.0.2.1", own);
        assert!(answer.starts_with("http/1.1 429") && answer.contains("retry-after: 60\r\n"), "{answer}");
        assert!(send("POST", 6, "192.0.2.2", own).starts_with("http/1.1 204"), "another reader waits too");
        assert_eq!(store.ids().len(), 3);
    }
}

/// Maximum memory of the receiver under any load, in KB. A debug build needs about 30 MB without clients.
const MAX_MEMORY: u64 = 150_000;

#[test]
#[cfg(target_os = "linux")]
fn memory_is_bounded_whatever_is_sent() {
    for store in TestStores::all("memory") {
        let receiver = RunningReceiver::start(&store, &[]);
        let comment = "x".repeat(400);
        let line = |number: u64| {
            let id = format!("00000000-0000-4000-8000-{number:012x}");
            format!(r#"{{"v":1,"id":"{id}","event":"feedback","helpful":true,"comment":"{comment}"}}"#)
        };
        let most_of_a_body =
            format!("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 65000\r\n\r\n{}", "x".repeat(60_000));
        let stalled: Vec<TcpStream> = (0..300)
            .map(|_| {
                let mut client = TcpStream::connect(&receiver.address).expect("a connection");
                client.write_all(most_of_a_body.as_bytes()).expect("most of a body");
                client
            })
            .collect();
        std::thread::scope(|scope| {
            for client in 0..4_u64 {
                let (receiver, line) = (&receiver, &line);
                scope.spawn(move || {
                    for request in 0..40 {
                        let lines: Vec<String> = (0..100).map(|n| line(client << 32 | request << 16 | n)).collect();
                        assert_eq!(post(&receiver.address, &lines.join("\n")), Some(204));
                    }
                });
            }
        });
        drop(stalled);
        let peak = receiver.peak_memory();
        assert!(peak < MAX_MEMORY, "{peak} KB at its peak");
        assert_eq!(store.ids().len(), 16_000);
    }
}
