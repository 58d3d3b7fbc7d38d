//! The client against a local server that answers each connection from a list.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::*;

/// Answers one connection with each response, and returns the heads of the requests.
fn server(responses: Vec<String>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let heads = std::thread::spawn(move || {
        let answer = |response: String| {
            let (mut stream, _) = listener.accept().expect("a connection");
            let lines = BufReader::new(stream.try_clone().expect("a second handle")).lines();
            let lines = lines.map(|line| line.expect("a line")).take_while(|line| !line.is_empty());
            let head = lines.collect::<Vec<_>>().join("\n");
            stream.write_all(response.as_bytes()).expect("the client reads");
            head
        };
        responses.into_iter().map(answer).collect()
    });
    (address, heads)
}

fn response(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len())
}

fn quick() -> ClientSettings {
    ClientSettings { pause: Duration::from_millis(1), ..ClientSettings::default() }
}

#[test]
fn a_failure_that_passes_is_asked_again() {
    let (address, heads) = server(vec![
        response("503 Busy", "", ""),
        response("429 Slow down", "Retry-After: 0\r\n", ""),
        response("200 OK", "X-Page: 2\r\n", "done"),
    ]);
    let found = HttpClient::new(quick()).get(&address, Some("Bearer secret")).expect("a response");
    assert_eq!((found.status, found.body.as_slice(), found.header("x-page")), (200, b"done".as_slice(), Some("2")));
    let heads = heads.join().expect("the server ends");
    assert_eq!(heads.len(), 3);
    for head in heads {
        let head = head.to_lowercase();
        assert!(head.contains("user-agent: answerbook/") && head.contains("authorization: bearer secret"), "{head}");
    }
}

#[test]
fn a_wait_that_is_too_long_ends_the_attempts() {
    let (address, heads) = server(vec![response("429 Slow down", "Retry-After: 86400\r\n", "later")]);
    let found = HttpClient::new(quick()).get(&address, None).expect("a response");
    assert_eq!(found.status, 429);
    assert_eq!(heads.join().expect("the server ends").len(), 1);
}

#[test]
fn a_lasting_failure_is_asked_once() {
    let (address, heads) = server(vec![response("404 Gone", "", "no")]);
    assert_eq!(HttpClient::new(quick()).get(&address, None).expect("a response").status, 404);
    assert_eq!(heads.join().expect("the server ends").len(), 1);
}

#[test]
fn credentials_stay_with_their_host() {
    let (other, others_heads) = server(vec![response("200 OK", "", "moved")]);
    // `localhost` and `127.0.0.1` are different hosts.
    let other = other.replace("127.0.0.1", "localhost");
    let (address, heads) = server(vec![response("302 Found", &format!("Location: {other}/x\r\n"), "")]);
    let found = HttpClient::new(quick()).get(&address, Some("Bearer secret")).expect("a response");
    assert_eq!((found.body.as_slice(), found.url), (b"moved".as_slice(), format!("{other}/x")));
    assert!(heads.join().expect("the server ends")[0].contains("secret"));
    assert!(!others_heads.join().expect("the server ends")[0].contains("secret"));
}

#[test]
fn a_long_response_is_refused() {
    let (address, heads) = server(vec![response("200 OK", "", "0123456789")]);
    let client = HttpClient::new(ClientSettings { max_body: 4, attempts: 1, ..quick() });
    assert_eq!(client.get(&address, None).expect_err("a failure"), HttpFailure::TooLong);
    heads.join().expect("the server ends");
}

#[test]
fn private_hosts_are_refused() {
    let client = HttpClient::new(ClientSettings { only_public_hosts: true, ..quick() });
    for address in ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/"] {
        let failure = client.get(address, None).expect_err("a failure");
        assert_eq!(failure.to_string(), "the host is not on the public internet", "{address}");
    }
}

#[test]
fn only_web_addresses_are_asked() {
    let client = HttpClient::new(quick());
    for address in ["file:///etc/passwd", "ftp://a.example/", "/relative", "http://", "no address"] {
        assert!(matches!(client.get(address, None), Err(HttpFailure::BadAddress(_))), "{address}");
    }
}

#[test]
fn requests_to_a_host_are_apart() {
    let (address, heads) = server(vec![response("200 OK", "", ""), response("200 OK", "", "")]);
    let pause = Duration::from_millis(60);
    let client = HttpClient::new(ClientSettings { pause, ..quick() });
    client.get(&address, None).expect("a response");
    let between = Instant::now();
    client.head(&address).expect("a response");
    assert!(between.elapsed() >= pause / 2, "{:?}", between.elapsed());
    heads.join().expect("the server ends");
}
