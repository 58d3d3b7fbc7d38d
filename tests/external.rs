//! Tests `check --external` against a local server.

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use support::TestFolder;

/// A server that answers each path with a response, and remembers the requests.
struct LocalServer {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
    answers: Arc<Mutex<BTreeMap<String, &'static str>>>,
}

impl LocalServer {
    fn start(answers: &[(&str, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let answers = answers.iter().map(|(request, answer)| ((*request).to_owned(), *answer)).collect();
        let answers = Arc::new(Mutex::new(answers));
        let (seen, known) = (Arc::clone(&requests), Arc::clone(&answers));
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let lines = BufReader::new(stream.try_clone().expect("a second handle")).lines();
                let lines: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                let request = lines.first().map_or("", String::as_str).trim_end_matches(" HTTP/1.1").to_owned();
                seen.lock().expect("a lock").push(request.clone());
                let known: &BTreeMap<String, &'static str> = &known.lock().expect("a lock");
                let answer = known.get(&request).copied().unwrap_or("404 Not Found");
                let head = format!("HTTP/1.1 {answer}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                let _ = stream.write_all(head.as_bytes());
            }
        });
        Self { address, requests, answers }
    }

    /// The requests since the last call, sorted.
    fn requests(&self) -> Vec<String> {
        let mut requests = std::mem::take(&mut *self.requests.lock().expect("a lock"));
        requests.sort();
        requests
    }
}

const ANSWERS: [(&str, &str); 6] = [
    ("HEAD /there", "200 OK"),
    ("HEAD /only-get", "405 Method Not Allowed"),
    ("GET /only-get", "200 OK"),
    ("HEAD /guarded", "403 Forbidden"),
    ("GET /guarded", "403 Forbidden"),
    ("HEAD /old", "301 Moved Permanently\r\nLocation: /there"),
];

#[test]
fn servers_are_asked_by_head_and_then_by_get() {
    let server = LocalServer::start(&ANSWERS);
    let address = &server.address;
    let text = format!(
        "# A\n\n[a]({address}/there#x) [b]({address}/there#y) [c]({address}/only-get) [d]({address}/guarded)\n\n\
         [e]({address}/gone) [f]({address}/old) ![g]({address}/there)\n"
    );
    let host = address.strip_prefix("http://").expect("a scheme");
    TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example/\"\n")
        .file("content/a.md", text)
        .run("check --external --private-hosts --format short")
        .code(1)
        .stdout(format!(
            "content/a.md:5:5: error[external/broken] `{address}/gone` does not exist: the server answers with status 404\n\
             content/a.md:5:{}: note[external/redirect] `{address}/old` has moved\n\
             content/a.md:5:{}: note[external/picture] a picture is stored at `{host}`, not in this project\n",
            address.len() + 16,
            2 * address.len() + 27
        ))
        .check();
    let requests = server.requests();
    assert_eq!(requests.iter().filter(|request| *request == "HEAD /there").count(), 2, "{requests:?}");
    assert!(requests.contains(&"GET /only-get".to_owned()) && requests.contains(&"GET /gone".to_owned()));
}

#[test]
fn with_a_file_of_answers_only_new_links_are_asked_about() {
    let server = LocalServer::start(&ANSWERS);
    let address = &server.address;
    let check = "check --external --private-hosts --external-cache links.json --format short";
    let folder = TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example/\"\n")
        .file("content/a.md", format!("# A\n\n[a]({address}/there)\n"))
        .run(&format!("{check} --date 2026-11-01"))
        .check();
    assert_eq!(server.requests(), ["HEAD /there"]);
    let line = format!("{{\"url\":\"{address}/there\",\"good\":\"2026-11-01\"}}");
    let folder = folder.holds("links.json", format!("{{\"version\": 1, \"links\": [\n{line}\n]}}\n"));
    // The page dies. A pull request that adds another dead link fails for that one alone, and again.
    server.answers.lock().expect("a lock").clear();
    let broken = |path: &str| {
        format!("error[external/broken] `{address}/{path}` does not exist: the server answers with status 404")
    };
    let mut folder = folder.file("content/b.md", format!("# B\n\n[b]({address}/new)\n"));
    for _ in 0..2 {
        folder = folder.run(check).code(1).stdout(format!("content/b.md:3:5: {}\n", broken("new"))).check();
        assert_eq!(server.requests(), ["GET /new", "HEAD /new"]);
    }
    // A schedule asks about all, and reports what died since.
    let folder = folder
        .without("content/b.md")
        .run(&format!("{check} --recheck"))
        .code(1)
        .stdout(format!("content/a.md:3:5: {}; it worked on 2026-11-01\n", broken("there")))
        .check();
    // By then it is known, and does not concern the next pull request.
    folder.run(check).stdout("").check();
}

#[test]
fn hosts_of_private_networks_are_not_asked() {
    let server = LocalServer::start(&ANSWERS);
    TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example/\"\n")
        .file("content/a.md", format!("# A\n\n[a]({}/there)\n", server.address))
        .run("check --external --format short")
        .check();
    assert_eq!(server.requests(), Vec::<String>::new());
}
