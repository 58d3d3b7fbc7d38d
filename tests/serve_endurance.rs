//! Tests a preview that runs all day: many open pages, slow clients, and many saves. It has its own process, because it
//! measures the memory of the process.

mod support;

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use support::preview::RunningPreview;

const FILES: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n"),
    ("content/a.md", "---\ntitle: A\ndescription: The first letter.\n---\nfirst\n"),
    ("content/b.md", "# B\n\nAnother text.\n"),
];

/// Tolerance for the allocator, in kilobytes. If the site of each save were kept, growth would be three times as much.
const GROWTH: u64 = 2 * 1024;

/// The memory of this process in kilobytes. Only Linux reports it in a file; on other systems the test covers only the
/// streams.
fn memory() -> Option<u64> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells the state of a process");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line for its memory");
    Some(resident.trim().trim_end_matches(" kB").parse().expect("a number of kilobytes"))
}

#[test]
fn fifty_streams_hear_of_two_hundred_saves_beside_slow_clients() {
    const STREAMS: usize = 50;
    const SAVES: usize = 200;
    let served = RunningPreview::new(FILES);
    served.wait_for("/a/", "first");
    // Clients that send a request and never read, and clients that never send one.
    let mut slow: Vec<_> = (0..5).map(|_| served.connect()).collect();
    for client in &mut slow {
        write!(client, "GET /_answerbook/events?page=/a/&version=x HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    }
    let builds = Arc::new(AtomicUsize::new(0));
    let (sender, ended) = mpsc::channel();
    for _ in 0..STREAMS {
        let (events, sender, builds) = (served.events("/a/"), sender.clone(), Arc::clone(&builds));
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
    let save = |saves: std::ops::Range<usize>| {
        for save in saves {
            served.write("content/a.md", &format!("# A\n\nsave-{save}-end\n"));
            served.wait_for("/a/", &format!("save-{save}-end"));
        }
        memory()
    };
    let before = save(0..SAVES / 2);
    let after = save(SAVES / 2..SAVES);
    if let (Some(before), Some(after)) = (before, after) {
        assert!(before > 0 && after < before + GROWTH, "{before} kB became {after} kB");
    }
    // One more build, whose number is known to be the last.
    let now = served.preview.shared().state.now().build;
    builds.store(usize::try_from(now).expect("a small number") + 1, Ordering::Release);
    served.write("content/a.md", "# A\n\nthe-very-last\n");
    for stream in 0..STREAMS {
        ended.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("stream {stream} did not hear the end"));
    }
    drop(slow);
}
