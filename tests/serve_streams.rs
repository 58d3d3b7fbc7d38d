//! Open pages hear of every build, however many they are and whoever else is slow.

mod support;

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use support::preview::Served;

/// The description of `a` does not follow its text, which other pages would show.
const A: &str = "---\ntitle: A\ndescription: The first letter.\n---\n";

const FILES: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n"),
    ("content/a.md", "---\ntitle: A\ndescription: The first letter.\n---\nfirst\n"),
    ("content/b.md", "# B\n\nAnother text.\n"),
];

/// The data of the events of a stream.
fn events(served: &Served, page: &str) -> impl Iterator<Item = serde_json::Value> + use<> {
    let data = served.listen(page).filter_map(|line| line.strip_prefix("data: ").map(str::to_owned));
    data.map(|data| serde_json::from_str(&data).expect("JSON"))
}

#[test]
fn only_pages_that_changed_are_told_so() {
    let served = Served::new(FILES);
    let (mut a, mut b) = (events(&served, "/a/"), events(&served, "/b/"));
    let first = a.next().expect("an event");
    assert_eq!(first["changed"], serde_json::json!(["/a/"]), "the page's version was not the present one");
    b.next().expect("an event");
    served.write("content/a.md", &format!("{A}second\n"));
    assert_eq!(a.next().expect("an event")["changed"], serde_json::json!(["/a/"]));
    assert_eq!(b.next().expect("an event")["changed"], serde_json::json!([]));
    served.write("static/own.css", "p { color: red }\n");
    assert_eq!(a.next().expect("an event")["files"], serde_json::json!(["/own.css"]));
}

#[test]
fn fifty_streams_hear_of_two_hundred_saves_beside_slow_clients() {
    const STREAMS: usize = 50;
    const SAVES: usize = 200;
    let served = Served::new(FILES);
    served.wait_for("/a/", "first");
    // Clients that ask and never read, and clients that never ask.
    let mut slow: Vec<_> = (0..5).map(|_| served.connect()).collect();
    for client in &mut slow {
        write!(client, "GET /_answerbook/events?page=/a/&version=x HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    }
    let builds = Arc::new(AtomicUsize::new(0));
    let (sender, ended) = mpsc::channel();
    for _ in 0..STREAMS {
        let (events, sender, builds) = (events(&served, "/a/"), sender.clone(), Arc::clone(&builds));
        std::thread::spawn(move || {
            let number = |event: &serde_json::Value| -> usize {
                let build = event["build"].as_str().expect("a build");
                build.rsplit('.').next().and_then(|number| number.parse().ok()).expect("a number")
            };
            let mut last = None;
            for event in events {
                let build = number(&event);
                assert!(last.is_none_or(|last| build == last + 1), "a build was not told: {last:?} {build}");
                last = Some(build);
                let goal = builds.load(Ordering::Acquire);
                if goal > 0 && build >= goal {
                    sender.send(()).expect("a listener");
                    return;
                }
            }
        });
    }
    for save in 0..SAVES {
        served.write("content/a.md", &format!("# A\n\nsave-{save}-end\n"));
        std::thread::sleep(Duration::from_millis(5));
    }
    served.wait_for("/a/", &format!("save-{}-end", SAVES - 1));
    // One more build, whose number is known to be the last.
    let now = served.preview.room().stage.now().build;
    builds.store(usize::try_from(now).expect("a small number") + 1, Ordering::Release);
    served.write("content/a.md", "# A\n\nthe-very-last\n");
    for stream in 0..STREAMS {
        ended.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("stream {stream} did not hear the end"));
    }
    drop(slow);
}

#[test]
fn the_number_of_streams_is_bounded() {
    let served = Served::new(FILES);
    served.wait_for("/a/", "first");
    let listen = |_| {
        let mut lines = served.listen("/a/");
        assert_eq!(lines.next().as_deref(), Some("HTTP/1.1 200 OK"));
        lines
    };
    let open: Vec<_> = (0..256).map(listen).collect();
    served.wait_until("as many streams as there may be", || served.preview.room().streams.is_full());
    assert_eq!(served.get("/_answerbook/events?page=/a/&version=x").status, 503);
    assert_eq!(served.get("/a/").status, 200, "pages are still served");
    drop(open);
}
