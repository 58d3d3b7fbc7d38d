//! `answerbook import --from`: an API that answers as its vendor documents, on a local server.

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use support::TestFolder;

/// Status, headers and body.
type Answer = (u16, &'static str, Vec<u8>);

/// A server that answers paths, and remembers the heads of requests.
struct Server {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each path with a status, headers and a body; `{base}` in a body is the server's address. A path that was
    /// asked before gets the next answer of its list, the last one again and again.
    fn start(answers: BTreeMap<&'static str, Vec<Answer>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (base, seen) = (address.clone(), Arc::clone(&heads));
        std::thread::spawn(move || {
            let mut asked: BTreeMap<String, usize> = BTreeMap::new();
            for stream in listener.incoming() {
                let mut stream: TcpStream = stream.expect("a connection");
                let lines = BufReader::new(stream.try_clone().expect("a second handle")).lines();
                let lines = lines.map_while(Result::ok).take_while(|line| !line.is_empty());
                let head = lines.collect::<Vec<_>>().join("\n");
                let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
                seen.lock().expect("no panic").push(head);
                let count = asked.entry(path.clone()).or_insert(0);
                let (status, headers, body) = match answers.get(path.as_str()) {
                    Some(list) => list[(*count).min(list.len() - 1)].clone(),
                    None => (404, "", b"{}".to_vec()),
                };
                *count += 1;
                let body = match String::from_utf8(body.clone()) {
                    Ok(text) => text.replace("{base}", &base).into_bytes(),
                    Err(_) => body,
                };
                let head = format!(
                    "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
                    body.len()
                );
                // A client that is gone is no failure of the server.
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
            }
        });
        Self { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("no panic").clone()
    }
}

fn ok(value: &Value) -> Answer {
    (200, "Content-Type: application/json\r\n", value.to_string().into_bytes())
}

fn article(id: u64, title: &str, body: &str) -> Value {
    json!({ "id": id, "section_id": 2, "title": title, "body": body, "locale": "en-us", "draft": false, "user_segment_id": null,
            "html_url": format!("https://help.kettle.example/hc/en-us/articles/{id}-x") })
}

#[test]
fn zendesk_is_fetched_politely() {
    let first = article(1, "One", "<p><img src=\"{base}/hc/article_attachments/9\" alt=\"Lid\"></p>");
    let answers = BTreeMap::from([
        ("/api/v2/help_center/locales.json", vec![ok(&json!({ "locales": ["en-us"], "default_locale": "en-us" }))]),
        (
            "/api/v2/help_center/categories.json?include=translations&page[size]=100",
            vec![ok(
                &json!({ "categories": [{ "id": 1, "name": "All", "position": 1, "locale": "en-us" }], "next_page": null }),
            )],
        ),
        (
            "/api/v2/help_center/sections.json?include=translations&page[size]=100",
            vec![ok(
                &json!({ "sections": [{ "id": 2, "category_id": 1, "name": "Some", "position": 1, "locale": "en-us" }], "next_page": null }),
            )],
        ),
        (
            "/api/v2/help_center/articles.json?include=translations,users&page[size]=100",
            vec![
                (429, "Retry-After: 0\r\n", b"slow down".to_vec()),
                ok(
                    &json!({ "articles": [first], "meta": { "has_more": true }, "links": { "next": "{base}/api/v2/help_center/articles.json?page[after]=b" } }),
                ),
            ],
        ),
        (
            "/api/v2/help_center/articles.json?page[after]=b",
            vec![ok(
                &json!({ "articles": [article(2, "Two", "<p>two</p>")], "meta": { "has_more": false }, "links": { "next": "" } }),
            )],
        ),
        ("/hc/article_attachments/9", vec![(200, "Content-Type: image/gif\r\n", b"GIF89a\xff".to_vec())]),
    ]);
    let server = Server::start(answers);
    let folder = TestFolder::new()
        .env("KETTLE_TOKEN", "me@kettle.example/token:s3cret")
        .run(&format!("import zendesk --from {} --token-env KETTLE_TOKEN --fetch-pictures -o help", server.address))
        .output();
    let printed = String::from_utf8_lossy(&folder.stderr).into_owned();
    assert!(printed.contains("imported 2 articles: 2 public"), "{printed}");
    assert!(!printed.contains("s3cret"), "{printed}");
    let heads = server.heads();
    // `me@kettle.example/token:s3cret` in base64.
    let authorization = "basic bwvaa2v0dgxllmv4yw1wbguvdg9rzw46cznjcmv0";
    assert!(heads.iter().all(|head| head.to_lowercase().contains(authorization)), "{heads:?}");
    assert_eq!(heads.iter().filter(|head| head.contains("articles.json?include")).count(), 2);
    assert!(heads.iter().any(|head| head.contains("/hc/article_attachments/9")));
}

#[test]
fn an_export_that_is_fetched_is_one_that_was_saved() {
    let page = json!([{ "id": 100, "folder_id": 10, "title": "Brakes", "description": "<p>Pull.</p>", "status": 2 }]);
    let answers = BTreeMap::from([
        ("/api/v2/settings/helpdesk", vec![ok(&json!({ "primary_language": "en", "supported_languages": [] }))]),
        (
            "/api/v2/solutions/categories?per_page=100",
            vec![ok(&json!([{ "id": 1, "name": "Bikes", "visible_in_portals": [] }]))],
        ),
        (
            "/api/v2/solutions/categories/1/folders?per_page=100",
            vec![ok(&json!([{ "id": 10, "name": "Riding", "visibility": 1 }]))],
        ),
        (
            "/api/v2/solutions/folders/10/articles?per_page=100",
            vec![(
                200,
                "Link: </api/v2/solutions/folders/10/articles?page=2>; rel=\"next\"\r\n",
                page.to_string().into_bytes(),
            )],
        ),
        (
            "/api/v2/solutions/folders/10/articles?page=2",
            vec![ok(
                &json!([{ "id": 101, "folder_id": 10, "title": "Bell", "description": "<p>Ring.</p>", "status": 2 }]),
            )],
        ),
        ("/api/v2/solutions/folders/10/subfolders?per_page=100", vec![ok(&json!([]))]),
    ]);
    let server = Server::start(answers);
    let folder = TestFolder::new()
        .env("KEY", "abc")
        .run(&format!("import freshdesk --from {} --token-env KEY -o help", server.address))
        .check();
    assert!(folder.read("help/content/bikes/riding/brakes.md").ends_with("\nPull.\n"));
    assert!(folder.read("help/content/bikes/riding/bell.md").ends_with("\nRing.\n"));
}

#[test]
fn the_token_stays_with_its_host() {
    let other = Server::start(BTreeMap::new());
    let next = other.address.replace("127.0.0.1", "localhost");
    let answers = BTreeMap::from([(
        "/help_center/help_centers?per_page=50",
        vec![ok(&json!({ "data": [], "pages": { "next": format!("{next}/steal") } }))],
    )]);
    let server = Server::start(answers);
    let output = TestFolder::new()
        .env("TOKEN", "s3cret")
        .run(&format!("import intercom --from {} --token-env TOKEN -o help", server.address))
        .code(2)
        .output();
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(printed.contains("the API names an address of another host") && !printed.contains("s3cret"), "{printed}");
    assert!(other.heads().is_empty());
}

#[test]
fn a_token_that_is_missing_or_refused_is_an_error() {
    let folder = TestFolder::new()
        .run("import zendesk --from http://127.0.0.1:9 --token-env NOT_SET_HERE -o help")
        .code(2)
        .check();
    let answers = BTreeMap::from([("/api/v2/help_center/locales.json", vec![(401, "", b"{}".to_vec())])]);
    let server = Server::start(answers);
    let output = folder
        .env("TOKEN", "s3cret")
        .run(&format!("import zendesk --from {} --token-env TOKEN -o help", server.address))
        .code(2)
        .output();
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(printed.contains("does not accept the token") && !printed.contains("s3cret"), "{printed}");
}
