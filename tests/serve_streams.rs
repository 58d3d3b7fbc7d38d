//! All open pages are notified of every build, even if there are many and some are slow.

mod support;

use support::preview::RunningPreview;

/// The description of `a` is independent of its text. Otherwise other pages would show a change to the text.
const A: &str = "---\ntitle: A\ndescription: The first letter.\n---\n";

const FILES: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n"),
    ("content/a.md", "---\ntitle: A\ndescription: The first letter.\n---\nfirst\n"),
    ("content/b.md", "# B\n\nAnother text.\n"),
];

#[test]
fn only_pages_that_changed_are_notified() {
    let served = RunningPreview::new(FILES);
    let (mut a, mut b) = (served.events("/a/"), served.events("/b/"));
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
fn the_number_of_streams_is_bounded() {
    let served = RunningPreview::new(FILES);
    served.wait_for("/a/", "first");
    let listen = |_| {
        let mut lines = served.listen("/a/");
        assert_eq!(lines.next().as_deref(), Some("HTTP/1.1 200 OK"));
        lines
    };
    let open: Vec<_> = (0..256).map(listen).collect();
    served.wait_until("as many streams as there may be", || served.preview.shared().streams.is_full());
    assert_eq!(served.get("/_answerbook/events?page=/a/&version=x").status, 503);
    assert_eq!(served.get("/a/").status, 200, "pages are still served");
    drop(open);
}
