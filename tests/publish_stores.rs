//! `answerbook publish` to buckets: what is sent with which headers, what a store must be able to do, what is said if it
//! cannot, and that a publish that is killed at any moment leaves a whole site.
#![cfg(feature = "publish")]

mod support;

use std::collections::BTreeMap;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use support::TestFolder;
use support::store_double::{Dialect, DoubleObject, Fault, SECRET, StoreDouble};

/// The lock of the target.
const LOCK: &str = "docs/.answerbook/lock.json";

/// Starts the program with the credentials of the store in its environment.
fn start(test: &TestFolder, store: &StoreDouble, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_answerbook"));
    command.args(arguments).current_dir(test.path("")).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.envs(store.environment()).spawn().expect("a process")
}

/// What a command prints, which must not contain a secret.
#[track_caller]
fn end(child: Child, code: i32) -> String {
    let Output { status, stderr, stdout } = child.wait_with_output().expect("an end");
    let message = String::from_utf8_lossy(&stderr).into_owned() + &String::from_utf8_lossy(&stdout);
    assert!(!message.contains(SECRET), "a secret was printed: {message}");
    assert_eq!(status.code(), Some(code), "{message}");
    message
}

#[track_caller]
fn publish(test: &TestFolder, store: &StoreDouble, arguments: &[&str], code: i32) -> String {
    let target = store.target();
    let all: Vec<&str> = ["publish", &target].iter().chain(arguments).copied().collect();
    end(start(test, store, &all), code)
}

/// A help center with several articles, built.
fn help_center(articles: usize) -> TestFolder {
    let mut test = TestFolder::new().file("content/index.md", "# Home\n").file("content/prices list ü+.pdf", "%PDF");
    for number in 0..articles {
        test = test.file(&format!("content/a{number}.md"), format!("# Article {number}\n\nText.\n"));
    }
    test.run("build").check()
}

/// The site at the store, by path.
fn site(store: &StoreDouble) -> BTreeMap<String, DoubleObject> {
    let state = store.state();
    let below = state.objects.iter().filter_map(|(key, object)| Some((key.strip_prefix("docs/")?, object)));
    let own = |path: &str| path.starts_with(".answerbook/");
    below.filter(|(path, _)| !own(path)).map(|(path, object)| (path.to_owned(), object.clone())).collect()
}

fn bytes(store: &StoreDouble) -> BTreeMap<String, Vec<u8>> {
    site(store).into_iter().map(|(path, object)| (path, object.bytes)).collect()
}

fn built(test: &TestFolder, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = test.contents(folder);
    // Answerbook's own files: the manifest, and the note of a publish that has not ended.
    files.retain(|path, _| path != "answerbook-manifest.json" && path != ".answerbook-publish");
    files
}

/// The site at the store is exactly this one.
#[track_caller]
fn assert_is(store: &StoreDouble, built: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(bytes(store).keys().collect::<Vec<_>>(), built.keys().collect::<Vec<_>>());
    assert_holds(store, built);
}

/// Files of an earlier site may still be there.
#[track_caller]
fn assert_holds(store: &StoreDouble, built: &BTreeMap<String, Vec<u8>>) {
    let site = bytes(store);
    let missing: Vec<&String> = built.keys().filter(|path| site.get(*path) != built.get(*path)).collect();
    assert!(missing.is_empty(), "{:?}: {missing:?}", store.dialect);
}

/// The requests that wrote since the last call, in order.
fn writes(store: &StoreDouble) -> Vec<String> {
    std::mem::take(&mut store.state().writes)
}

#[test]
fn files_have_their_headers_and_only_what_changed_is_sent() {
    for dialect in Dialect::ALL {
        let (test, store) = (help_center(120), StoreDouble::start(dialect));
        publish(&test, &store, &["--dry-run"], 0);
        assert!(writes(&store).is_empty(), "a dry run writes nothing");
        publish(&test, &store, &[], 0);
        assert_is(&store, &built(&test, "public"));
        assert_headers_and_order(&store);

        let before = writes(&store).len();
        let test = test.file("content/a7.md", "# Article 7\n\nAnother text.\n").run("build").check();
        publish(&test, &store, &[], 0);
        assert_holds(&store, &built(&test, "public"));
        let sent: Vec<String> = writes(&store).into_iter().filter(|write| !write.contains("/.answerbook/")).collect();
        assert!(sent.iter().any(|write| write == "PUT docs/a7/index.html"), "{sent:?}");
        assert!(!sent.iter().any(|write| write.contains("a8/") || write.contains(".css")), "{sent:?}");
        assert!(sent.len() * 5 < before, "{sent:?}");

        publish(&test, &store, &[], 0);
        let sent: Vec<String> = writes(&store).into_iter().filter(|write| !write.contains(LOCK)).collect();
        assert!(sent.is_empty(), "{sent:?}");
        publish(&test, &store, &["--rollback"], 0);
        let page = site(&store).remove("a7/index.html").expect("a page");
        assert!(!String::from_utf8_lossy(&page.bytes).contains("Another text"), "the page before is back");
        assert_eq!(page.cache_control, "public, max-age=60");
        publish(&test, &store, &["--grace", "0"], 0);
        assert_is(&store, &built(&test, "public"));
        let own: Vec<String> =
            store.state().objects.keys().filter(|key| key.contains("/.answerbook/")).cloned().collect();
        assert_eq!(own, [LOCK, "docs/.answerbook/manifest.json"]);
    }
}

/// The headers of the objects after the first publish, and the order of its requests.
#[track_caller]
fn assert_headers_and_order(store: &StoreDouble) {
    let objects = site(store);
    let headers = |path: &str| (objects[path].content_type.as_str(), objects[path].cache_control.as_str());
    assert_eq!(headers("a7/index.html"), ("text/html; charset=utf-8", "public, max-age=60"));
    let style = objects.keys().find(|path| path.starts_with("_assets/style.")).expect("a style sheet");
    assert_eq!(headers(style), ("text/css; charset=utf-8", "public, max-age=31536000, immutable"));
    let state = store.state();
    assert_eq!(state.objects["docs/.answerbook/manifest.json"].cache_control, "no-store");
    let is_plain = |value: &String| value.contains(SECRET) && store.dialect != Dialect::Google;
    assert!(!state.authorizations.is_empty() && !state.authorizations.iter().any(is_plain), "requests are signed");

    let sent: Vec<&str> = state.writes.iter().map(|write| write.strip_prefix("PUT docs/").unwrap_or(write)).collect();
    let last = |end: &str| sent.iter().rposition(|key| key.ends_with(end)).unwrap_or_else(|| panic!("{end}"));
    let first_page = sent.iter().position(|key| key.ends_with("index.html")).expect("a page");
    let last_page = last("index.html");
    let index = sent.iter().rposition(|key| key.contains("/en/m/")).expect("an index");
    assert!(last(style) < first_page && index < first_page && last("en/index.json") < first_page, "{sent:#?}");
    assert!(last_page < last("manifest.json if absent"), "{sent:#?}");
    assert_eq!(sent[0], ".answerbook/lock.json if absent");
    assert_eq!(sent.last(), Some(&".answerbook/lock.json if unchanged"));
}

#[test]
fn a_store_that_forgets_conditions_is_refused() {
    for dialect in Dialect::ALL {
        let (test, store) = (help_center(1), StoreDouble::start(dialect));
        store.state().fault = Fault::ForgetsConditions;
        let refused = publish(&test, &store, &[], 2);
        assert!(refused.contains("ignores conditions of writes") && refused.contains("--no-lock"), "{refused}");
        assert!(site(&store).is_empty());
        publish(&test, &store, &["--no-lock"], 0);
        assert_is(&store, &built(&test, "public"));
    }
}

#[test]
fn what_goes_wrong_is_shown_with_a_way_out_and_without_secrets() {
    let test = help_center(1);
    for dialect in Dialect::ALL {
        let store = StoreDouble::start(dialect);
        let other = format!("{}://other/docs", dialect.scheme());
        let message = end(start(&test, &store, &["publish", &other]), 2);
        assert!(message.contains("The bucket does not exist\n") && message.contains("check the name"), "{message}");
        let message = end(start(&test, &store, &["publish", &other, "--dry-run"]), 2);
        assert!(message.contains("The bucket does not exist\n"), "{message}");

        store.state().fault = Fault::Denies;
        let message = publish(&test, &store, &[], 2);
        assert!(message.contains("denied: …") && message.contains("check the credentials"), "{message}");
        store.state().fault = Fault::Redirects;
        let message = publish(&test, &store, &[], 2);
        assert!(message.contains("check the region and the address"), "{message}");

        let started = Instant::now();
        let mut gone = store;
        gone.endpoint = "http://127.0.0.1:9".into();
        let message = publish(&test, &gone, &[], 2);
        assert!(message.contains("check the address and the network"), "{message}");
        assert!(started.elapsed() < Duration::from_secs(40), "it gives up in time");
    }
}

#[test]
fn addresses_and_credentials_are_checked_first() {
    let test = help_center(1);
    let check = |target: &str, variables: &[(&str, &str)], expected: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_answerbook"));
        for (name, _) in std::env::vars_os() {
            if ["AWS_", "AZURE_", "GOOGLE_"].iter().any(|start| name.to_string_lossy().starts_with(start)) {
                command.env_remove(name);
            }
        }
        command.args(["publish", target]).envs(variables.iter().copied()).current_dir(test.path(""));
        let output = command.output().expect("a process");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), message.as_str()), (Some(2), expected), "{target}");
    };
    let address = |target: &str, scheme: &str| {
        format!(
            "error: `{target}` is not the address of a bucket\n  help: write it as in `{scheme}://acme-help/docs`\n"
        )
    };
    for target in ["s3://", "s3://key:secret@help", "s3://help//docs", "s3://help/../docs"] {
        check(target, &[], &address(target, "s3"));
    }
    let none = |target: &str, variables: &str| {
        format!(
            "error: there are no credentials for `{target}` in the environment\n  help: set {variables}; the page `publish` of the manual lists other ways\n"
        )
    };
    let s3 = none("s3://help", "`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`");
    check("s3://help", &[], &s3);
    check("s3://help", &[("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "")], &s3);
    check("gs://help", &[], &none("gs://help", "`GOOGLE_APPLICATION_CREDENTIALS`"));
    let azure = none("az://help", "`AZURE_STORAGE_ACCOUNT` and `AZURE_STORAGE_KEY`");
    check("az://help", &[("AZURE_STORAGE_KEY", SECRET)], &azure);
}

#[test]
fn a_busy_store_and_lost_answers_are_survived() {
    for (dialect, fault) in
        [(Dialect::S3, Fault::IsBusy(7)), (Dialect::S3, Fault::BreaksOff(5)), (Dialect::Google, Fault::BreaksOff(4))]
    {
        let (test, store) = (help_center(3), StoreDouble::start(dialect));
        store.state().fault = fault;
        publish(&test, &store, &[], 0);
        assert_is(&store, &built(&test, "public"));
    }
}

#[test]
fn a_lock_is_respected_until_its_holder_gives_no_sign() {
    let (test, store) = (help_center(1), StoreDouble::start(Dialect::S3));
    publish(&test, &store, &[], 0);
    let renew = |ago: i64| {
        let renewed = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(ago);
        let lock = format!(
            r#"{{"holder":{{"token":"t","host":"elsewhere","process":7,"since":"2026-01-01T00:00:00Z","renewed":"{renewed:.0}","renewals":1}}}}"#
        );
        let mut state = store.state();
        state.objects.get_mut(LOCK).expect("a lock").bytes = lock.into_bytes();
        state.writes.clear();
    };
    renew(9);
    let held = publish(&test, &store, &[], 2);
    let expected = "another publish to `s3://help/docs` is running: process 7 on elsewhere, since 2026-01-01T00:00:00Z";
    assert!(held.contains(expected), "{held}");
    assert!(writes(&store).is_empty());
    renew(11);
    publish(&test, &store, &[], 0);
    let taken = writes(&store);
    assert_eq!(taken[0], format!("PUT {LOCK} if unchanged"), "it is taken only if nobody else took it");
}

#[test]
fn of_several_at_once_one_wins_each_time() {
    let (test, store) = (help_center(30), StoreDouble::start(Dialect::S3));
    let target = store.target();
    let folders = ["one", "two", "three"];
    for folder in folders {
        for (path, bytes) in test.contents("public") {
            let copy = test.path(&format!("{folder}/{path}"));
            std::fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
            std::fs::write(copy, bytes).expect("a file");
        }
    }
    let start_one = |out| start(&test, &store, &["publish", &target, "--folder-only", "--out", out]);
    let children: Vec<Child> = folders.into_iter().map(start_one).collect();
    let mut won = 0;
    for output in children.into_iter().map(|child| child.wait_with_output().expect("an end")) {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        won += usize::from(output.status.success());
        let is_explained = message.contains("another publish to `s3://help/docs`");
        assert!(output.status.success() || output.status.code() == Some(2) && is_explained, "{message}");
    }
    assert!(won >= 1);
    assert_is(&store, &built(&test, "public"));
}

/// What a reader would miss at this moment.
fn missing(store: &StoreDouble) -> Option<String> {
    let site = site(store);
    for (path, object) in site.iter().filter(|(path, _)| path.ends_with("index.html")) {
        let html = String::from_utf8_lossy(&object.bytes);
        for asset in html.split(['"', '\'', '(', ')', ' ']).filter_map(|part| part.strip_prefix("/_assets/")) {
            if !site.contains_key(&format!("_assets/{asset}")) {
                return Some(format!("{path} needs {asset}"));
            }
        }
        let Some(pointer) = site.get("_search/latest/en/index.json") else { return Some(format!("{path}: no search")) };
        let pointer: serde_json::Value = serde_json::from_slice(&pointer.bytes).expect("JSON");
        let index = format!("_search/latest/en/{}", pointer["index"].as_str().expect("the manifest of the index"));
        if !site.contains_key(&index) {
            return Some(format!("{path}: no {index}"));
        }
    }
    None
}

/// Two states of a help center that differ in their texts, styles and search indexes: `one` and `two`, built.
fn two_states(articles: usize) -> TestFolder {
    let mut test = TestFolder::new();
    for (name, color) in [("one", "#107050"), ("two", "#503070")] {
        let settings = format!("title = \"{name}\"\n[brand]\ncolor = \"{color}\"\n");
        test = test
            .file(&format!("{name}/answerbook.toml"), settings)
            .file(&format!("{name}/content/index.md"), "# Home\n");
        for number in 0..articles {
            test = test.file(&format!("{name}/content/a{number}.md"), format!("# Article {number}\n\n{name}.\n"));
        }
        test = test.run(&format!("build {name}")).check();
    }
    test
}

#[test]
fn a_killed_publish_is_continued_and_readers_never_notice() {
    let (test, store) = (two_states(40), StoreDouble::start(Dialect::S3));
    let (target, is_done) = (store.target(), AtomicBool::new(false));
    let all_writes = {
        let elsewhere = StoreDouble::start(Dialect::S3);
        publish(&test, &elsewhere, &["one"], 0);
        writes(&elsewhere).len()
    };
    // The lock of the other state that was killed is taken over only after its time.
    let forget_lock = || drop(store.state().objects.remove(LOCK));
    let mut kills = 0;
    let (looks, faults) = std::thread::scope(|scope| {
        let crawler = scope.spawn(|| {
            let (mut looks, mut faults) = (0, Vec::new());
            while !is_done.load(Ordering::Relaxed) {
                looks += 1;
                faults.extend(missing(&store));
            }
            (looks, faults)
        });
        for round in 0..20 {
            let name = if round % 2 == 0 { "one" } else { "two" };
            forget_lock();
            writes(&store);
            let mut child = start(&test, &store, &["publish", &target, name]);
            // Any moment of a publish. Its writes tell the moment: machines differ too much in their speed.
            let moment = all_writes * (round * 7 % 20) / 20;
            let is_over = loop {
                let is_over = child.try_wait().expect("a process").is_some();
                if is_over || store.state().writes.len() >= moment {
                    break is_over;
                }
                std::thread::yield_now();
            };
            kills += usize::from(!is_over);
            let _ = child.kill();
            let _ = child.wait();
            if round % 5 == 4 {
                publish(&test, &store, &[name], 0);
                assert_holds(&store, &built(&test, &format!("{name}/public")));
            }
        }
        is_done.store(true, Ordering::Relaxed);
        crawler.join().expect("a crawler")
    });
    assert!(kills > 3 && looks > 20, "{kills} kills, {looks} looks");
    assert!(faults.is_empty(), "{faults:#?}");
    forget_lock();
    publish(&test, &store, &["two", "--grace", "0"], 0);
    assert_is(&store, &built(&test, "two/public"));
}
