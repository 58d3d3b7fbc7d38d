//! Tests what the preview answers and what it refuses.

mod support;

use std::fs;
use std::io::Write as _;

use support::preview::RunningPreview;

const FILES: &[(&str, &str)] = &[
    ("answerbook.toml", "[feedback]\nendpoint = \"/api/feedback\"\n"),
    ("content/index.md", "# Home\n\nWelcome.\n"),
    ("content/billing/_index.md", "# Billing\n"),
    ("content/billing/refunds.md", "# Refunds\n\nA text about [files](form.pdf).\n"),
    ("content/billing/form.pdf", "0123456789"),
    ("content/billing/draft.md", "---\ntitle: Draft\nunlisted: true\n---\nText.\n"),
    ("static/data.json", "{}"),
    ("static/.well-known/x", "known"),
];

#[test]
fn pages_are_answered_as_common_hosts_do() {
    let served = RunningPreview::new(FILES);
    let check = |path: &str, status: u16, media_type: &str| {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("content-type").unwrap_or_default()), (status, media_type), "{path}");
    };
    let html = "text/html; charset=utf-8";
    check("/", 200, html);
    check("/index.html", 200, html);
    check("/billing/refunds/", 200, html);
    check("/billing/refunds/index.html", 200, html);
    check("/billing/form.pdf", 200, "application/pdf");
    check("/data.json", 200, "application/json");
    check("/.well-known/x", 200, "application/octet-stream");
    check("/robots.txt", 200, "text/plain; charset=utf-8");
    check("/nowhere/", 404, html);
    check("/_answerbook/nothing", 404, "text/plain; charset=utf-8");
    let redirect = served.get("/billing/refunds?a=1");
    assert_eq!((redirect.status, redirect.header("location")), (308, Some("/billing/refunds/?a=1")));
    let near = served.get("/billing/refund/");
    assert!(near.text().contains("href=\"/billing/refunds/\">/billing/refunds/</a>"), "near addresses are listed");
}

#[test]
fn attachments_run_no_scripts() {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let served = RunningPreview::new(&[
        ("content/a.md", "# A\n\n[C](c.html) [D](d.pdf) [G](g.XML) [H](h.rss)\n"),
        ("content/g.XML", drawing),
        ("content/h.rss", "<a/>"),
        ("static/b.svg", drawing),
        ("content/c.html", "<script>alert(1)</script>"),
        ("content/d.pdf", "x"),
        ("static/e.xml", "<a/>"),
        ("static/f.html", "<p>ours"),
    ]);
    let check = |path: &str, policy: Option<&str>| {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("content-security-policy")), (200, policy), "{path}");
    };
    let sandbox = Some("script-src 'none'; sandbox");
    check("/b.svg", sandbox);
    check("/c.html", sandbox);
    check("/e.xml", sandbox);
    check("/g.XML", sandbox);
    check("/h.rss", sandbox);
    check("/d.pdf", None);
    check("/f.html", None);
    let headers = served.get("/_headers").text();
    for path in ["/*.svg", "/*.xml", "/*.xhtml", "/*.rss", "/c.html", "/g.XML"] {
        let rule = format!("\n{path}\n  Content-Security-Policy: script-src 'none'; sandbox\n");
        assert!(headers.contains(&rule), "{path} in {headers}");
    }
    assert!(!headers.contains("/f.html"), "{headers}");
}

#[test]
fn a_heading_in_any_script_is_answered() {
    let served = RunningPreview::new(&[(
        "content/a.md",
        "# A\n\n<h2>\n\nПривет, мир!\n\n</h2>\n\n<h2>\n\nHello — world\n\n</h2>\n",
    )]);
    let page = served.get("/a/");
    assert!(page.text().contains("<h2 id=\"привет-мир\">"), "{}", page.text());
}

#[test]
fn a_base_path_is_honoured() {
    let served = RunningPreview::new(&[("answerbook.toml", "base_url = \"/help/\"\n"), ("content/a.md", "# A\n")]);
    assert_eq!(served.get("/help/a/").status, 200);
    assert_eq!(served.get("/a/").status, 404);
    assert_eq!(served.get("/").header("location"), Some("/help/"));
    assert_eq!(served.get("/help").header("location"), Some("/help/"));
    assert_eq!(served.get("/helpful/").status, 404);
}

#[test]
fn unchanged_pages_are_not_sent_again() {
    let served = RunningPreview::new(FILES);
    let etag = served.get("/billing/refunds/").header("etag").expect("a tag").to_owned();
    let again = served.ask("GET", "/billing/refunds/", &format!("If-None-Match: {etag}\r\n"));
    assert_eq!((again.status, again.body.len()), (304, 0));
    served.write("content/billing/refunds.md", "# Refunds\n\nAnother text.\n");
    served.wait_for("/billing/refunds/", "Another text.");
    assert_eq!(served.ask("GET", "/billing/refunds/", &format!("If-None-Match: {etag}\r\n")).status, 200);
}

#[test]
fn parts_of_files_can_be_asked_for() {
    let served = RunningPreview::new(FILES);
    let part = served.ask("GET", "/billing/form.pdf", "Range: bytes=2-4\r\n");
    assert_eq!((part.status, part.text().as_str(), part.header("content-range")), (206, "234", Some("bytes 2-4/10")));
    assert_eq!(served.ask("GET", "/billing/form.pdf", "Range: bytes=-3\r\n").text(), "789");
    assert_eq!(served.ask("GET", "/billing/form.pdf", "Range: bytes=10-\r\n").status, 416);
    let other = served.ask("GET", "/billing/form.pdf", "Range: bytes=2-4\r\nIf-Range: \"old\"\r\n");
    assert_eq!((other.status, other.text().as_str()), (200, "0123456789"));
    let head = served.ask("HEAD", "/billing/form.pdf", "");
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, Some("10"), 0));
}

#[test]
fn texts_are_compressed_for_those_who_ask() {
    let served = RunningPreview::new(FILES);
    let plain = served.get("/billing/refunds/");
    let packed = served.ask("GET", "/billing/refunds/", "Accept-Encoding: gzip, br\r\n");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&packed.body[..]), &mut text).expect("gzip");
    assert_eq!(text, plain.text());
    assert!(packed.body.len() < plain.body.len());
}

#[test]
fn only_names_of_this_machine_are_answered() {
    let served = RunningPreview::new(FILES);
    for path in ["/", "/_answerbook/events?page=/", "/_answerbook/state?page=/"] {
        assert_eq!(served.ask("GET", path, "Host: evil.example\r\n").status, 403, "{path}");
    }
    for host in ["localhost:4000", "help.test", "[::1]:1", "10.0.0.7"] {
        assert_eq!(served.ask("GET", "/", &format!("Host: {host}\r\n")).status, 200, "{host}");
    }
    assert_eq!(served.ask("GET", "/", "Host: localhost\r\nHost: evil.example\r\n").status, 400);
    assert_eq!(served.raw("GET / HTTP/1.0\r\n\r\n").status, 400);
    let host = "Host: localhost\r\n";
    for path in ["/_answerbook/events?page=/", "/_answerbook/state?page=/"] {
        assert_eq!(served.ask("GET", path, &format!("{host}Origin: https://evil.example\r\n")).status, 403);
        assert_eq!(served.ask("GET", path, &format!("{host}Sec-Fetch-Site: cross-site\r\n")).status, 403);
    }
    let answer = served.get("/");
    assert!(!answer.head.contains("access-control"), "no other origin is let in");
}

#[test]
fn an_origin_that_is_given_twice_is_refused() {
    let served = RunningPreview::new(FILES);
    let host = served.preview.address();
    let ask = |request: &str, origins: &[&str]| {
        let origins = origins.iter().map(|origin| format!("Origin: {origin}\r\n")).collect::<Vec<_>>().concat();
        served.raw(&format!(
            "{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{origins}Content-Length: 0\r\n\r\n"
        ))
    };
    let (own, other) = (format!("http://{host}"), "https://evil.example");
    for request in ["GET /", "GET /_answerbook/state?page=/", "GET /_answerbook/events?page=/", "POST /api/feedback"] {
        for origins in [[&own, other], [other, &own], [other, other], [&own, &own]] {
            assert_eq!(ask(request, &origins).status, 400, "{request} from {origins:?}");
        }
        assert_eq!(ask(request, &[other]).status, 403, "{request}");
    }
    assert_eq!(ask("GET /", &[&own]).status, 200);
    assert_eq!(ask("GET /_answerbook/state?page=/", &[&own]).status, 200);
}

#[test]
fn no_address_leads_out_of_the_site() {
    let served = RunningPreview::new(FILES);
    let outside = tempfile::tempdir().expect("a temporary folder");
    fs::write(outside.path().join("secret.txt"), "SECRET").expect("a file");
    fs::write(served.path("secret.txt"), "SECRET").expect("a file");
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/billing/..%2f..%2fsecret.txt",
        "/billing/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/%00/secret.txt",
        "/billing/form.pdf%00.html",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/secret.txt",
        "/answerbook.toml",
        "/content/index.md",
        "/%ff%fe",
        "/%",
    ] {
        let answer = served.get(path);
        assert!(!answer.text().contains("SECRET") && matches!(answer.status, 404 | 400), "{path}: {}", answer.status);
    }
    for path in ["http://localhost/", "*", "billing/"] {
        assert!(matches!(served.ask("GET", path, "").status, 400 | 404), "{path}");
    }
    assert_eq!(served.get("//evil.example/billing").header("location"), None);
}

#[cfg(unix)]
#[test]
fn a_file_that_became_a_link_out_of_the_project_is_not_sent() {
    let served = RunningPreview::new(FILES);
    let outside = tempfile::tempdir().expect("a temporary folder");
    fs::write(outside.path().join("secret.txt"), "SECRET").expect("a file");
    assert_eq!(served.get("/billing/form.pdf").text(), "0123456789");
    fs::remove_file(served.path("content/billing/form.pdf")).expect("a removal");
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), served.path("content/billing/form.pdf"))
        .expect("a link");
    for _ in 0..20 {
        assert!(!served.get("/billing/form.pdf").text().contains("SECRET"));
    }
}

#[test]
fn what_readers_do_is_taken_and_printed() {
    let (sender, heard) = std::sync::mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let on_event = move |news| {
        if let answerbook::serve::PreviewEvent::Event(event) = news {
            sender.lock().expect("a lock").send(event).expect("a listener");
        }
    };
    let served = RunningPreview::with(FILES, answerbook::serve::watcher::WatchMode::Watch, Box::new(on_event));
    let send = |head: &str, body: &str| {
        let host = served.preview.address();
        served.raw(&format!(
            "POST /api/feedback HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n{head}\r\n{body}",
            body.len()
        ))
    };
    assert_eq!(send("", "helpful=yes&article=billing%2Frefunds").status, 204);
    assert_eq!(heard.recv().expect("an event"), "feedback helpful=yes article=billing/refunds");
    let page = send("Sec-Fetch-Mode: navigate\r\n", "helpful=no");
    assert_eq!((page.status, page.header("location")), (303, Some("/thanks/")));
    assert_eq!(send("Origin: https://evil.example\r\n", "helpful=no").status, 403);
    assert_eq!(send("", &format!("x={}", "y".repeat(100_000))).status, 413);
    assert_eq!(served.ask("PUT", "/", "").status, 405);
}

#[test]
fn errors_are_reported_and_the_last_good_site_stays() {
    let served = RunningPreview::new(FILES);
    served.wait_for("/billing/refunds/", "A text about");
    served.write("theme/templates/article.html", "<p>\n{% bad <b>");
    served.wait_until("the error", || served.state("/billing/refunds/")["errors"] == 1);
    let problem = &served.state("/billing/refunds/")["problems"][0];
    assert_eq!(problem["place"], "theme/templates/article.html:2:4");
    assert_eq!(problem["line"], "{% bad <b>");
    let href = problem["href"].as_str().expect("a link");
    assert!(href.starts_with("edit:/") && href.ends_with("/theme/templates/article.html:2:4"), "{href}");
    served.wait_for("/billing/refunds/", "A text about");
    served.write("answerbook.toml", "title = \"");
    served.wait_until("both errors", || served.state("/billing/refunds/")["errors"].as_u64() >= Some(1));
    served.wait_for("/billing/refunds/", "A text about");
    fs::remove_file(served.path("theme/templates/article.html")).expect("a removal");
    served.write("answerbook.toml", "title = \"Mended\"\n");
    served.wait_until("the end of all errors", || served.state("/billing/refunds/")["errors"] == 0);
    served.wait_for("/billing/refunds/", "Mended");
    // A template that fails only when it is rendered leaves the page unchanged.
    served.write("theme/templates/article.html", "{{ article.nothing.at_all }}");
    served.wait_until("the error", || served.state("/billing/refunds/")["errors"] == 1);
    served.wait_for("/billing/refunds/", "A text about");
}

#[test]
fn a_writer_hears_why_an_article_is_in_no_list() {
    let served = RunningPreview::new(FILES);
    let notes = served.state("/billing/draft/")["notes"].to_string();
    assert!(notes.contains("unlisted"), "{notes}");
}

#[test]
fn silent_and_slow_clients_hold_up_nobody() {
    let served = RunningPreview::new(FILES);
    let silent: Vec<_> = (0..40).map(|_| served.connect()).collect();
    let mut halves: Vec<_> = (0..40).map(|_| served.connect()).collect();
    for half in &mut halves {
        half.write_all(b"GET / HTTP/1.1\r\nHost: local").expect("half a request");
    }
    for _ in 0..20 {
        assert_eq!(served.get("/billing/refunds/").status, 200);
    }
    drop((silent, halves));
}
