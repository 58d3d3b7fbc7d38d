//! Any body that readers send either comes out of every store unchanged and can be read again, or is refused.

#![cfg(unix)]

#[path = "support/receiver.rs"]
mod receiver;

use std::collections::BTreeMap;

use answerbook::collect::StoreLocation;
use answerbook::collect::store::{self, OpenMode};
use answerbook::events::{Clock, Event, EventId, Millis, parse};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use receiver::{RunningReceiver, TestStores, post};
use serde_json::{Value, json};

/// 22 November 2026, 8:00 UTC.
const NOW: Millis = 1_795_334_400_000;

/// Number of random bodies; more than half of them are refused.
const BODIES: u64 = 6000;

/// A text with a length near a limit, which ends with something that scrubbing lengthens, that controls terminals, or
/// that is invisible.
fn text(limit: usize) -> impl Strategy<Value = String> {
    let length = prop_oneof![0..4_usize, limit.saturating_sub(40)..limit + 2];
    let end = prop::sample::select(vec![
        "5551234",
        " a@b.c",
        "a@b.c,",
        "12345 67.c",
        "@",
        "é",
        "🙂",
        "\n",
        "\r\n",
        "\t",
        "\"",
        "\\",
        "<b>",
        "' OR 1=1 --",
        "\u{200c}",
        "\u{ad}",
        "\u{301}",
        "\u{fffe}",
        "",
    ]);
    let hostile = prop::sample::select(vec![
        "\0",
        "\u{1b}[2J",
        "\u{7f}",
        "\u{85}",
        "\u{9b}",
        "\u{202e}",
        "\u{2066}",
        "\u{2028}",
        "\u{200b}",
        "\u{feff}",
        "\u{e0041}",
    ]);
    let hostile = prop::option::weighted(0.04, hostile);
    let ends = prop::collection::vec(end, 0..4);
    (length, prop::sample::select(vec!["x", "é", "日"]), ends, hostile).prop_map(|(length, letter, ends, hostile)| {
        let ends = ends.concat() + hostile.unwrap_or_default();
        letter.repeat(length.saturating_sub(ends.chars().count() / 2)) + &ends
    })
}

/// The fields that any event may have and those of its kind, each of them optional.
fn body() -> impl Strategy<Value = Value> {
    let maybe = |name: &'static str, value: BoxedStrategy<Value>| {
        prop::option::weighted(0.6, value).prop_map(move |value| value.map(|value| (name, value))).boxed()
    };
    let name = |limit| text(limit).prop_map(Value::from).boxed();
    let choice = |names: &'static [&'static str]| prop::sample::select(names).prop_map(Value::from).boxed();
    let id = || any::<[u8; 16]>().prop_map(|bytes| json!(EventId(bytes).to_string())).boxed();
    let number = |most: u32| (0..=most).prop_map(Value::from).boxed();
    let shared = [
        maybe(
            "at",
            (NOW - 40 * 86_400_000..NOW + 600_000)
                .prop_map(|at| json!(jiff::Timestamp::from_millisecond(at).expect("a time").to_string()))
                .boxed(),
        ),
        maybe("visit", id()),
        maybe("page", name(500)),
        maybe("article", name(200)),
        maybe("article_id", name(100)),
        maybe("version", name(100)),
        maybe("locale", name(35)),
        maybe("hash", "[0-9a-f]{16}".prop_map(Value::from).boxed()),
    ]
    .to_vec();
    let search = vec![
        name(200).prop_map(|query| Some(("query", query))).boxed(),
        number(9).prop_map(|hits| Some(("hits", hits))).boxed(),
        maybe("opened", name(500)),
        maybe("rank", number(10_001)),
    ];
    let feedback = vec![
        any::<bool>().prop_map(|yes| Some(("helpful", json!(yes)))).boxed(),
        maybe("answer", id()),
        maybe("reason", choice(&["wrong", "unsolved", "unclear", "broken", "other"])),
        name(1000).prop_map(|text| Some(("comment", text))).boxed(),
    ];
    let contact = vec![
        choice(&["shown", "opened", "solved", "sent"]).prop_map(|step| Some(("step", step))).boxed(),
        maybe("shown", number(101)),
        maybe("opened", name(500)),
        maybe("rank", number(4)),
        maybe("channel", choice(&["form", "email", "phone", "chat"])),
    ];
    let of = move |kind: &'static str, own: Vec<BoxedStrategy<Option<(&'static str, Value)>>>| {
        [shared.clone(), own].concat().prop_map(move |fields| {
            let fields = fields.into_iter().flatten().map(|(name, value)| (name.to_owned(), value));
            let mut body: serde_json::Map<String, Value> = fields.collect();
            body.extend([("v".to_owned(), json!(1)), ("event".to_owned(), json!(kind))]);
            Value::Object(body)
        })
    };
    prop_oneof![of("view", vec![]), of("search", search), of("feedback", feedback), of("contact", contact)]
}

/// Bodies that are accepted, by the id of the resulting event.
fn accepted() -> BTreeMap<EventId, Event> {
    let (mut runner, strategy) = (TestRunner::deterministic(), body());
    let bodies = (0..BODIES).map(|number| {
        let mut body = strategy.new_tree(&mut runner).expect("a body").current();
        body["id"] = json!(EventId(u128::from(number).to_be_bytes()).to_string());
        body.to_string()
    });
    let events = bodies.filter_map(|body| parse(&body, Clock::Arrived(NOW)).ok());
    events.map(|event| (event.id, event)).collect()
}

#[test]
fn what_is_accepted_comes_back_out_of_every_store() {
    let accepted = accepted();
    assert!(accepted.len() > 1000, "{} of {BODIES} bodies are events", accepted.len());
    let events: Vec<Event> = accepted.values().cloned().collect();
    for location in TestStores::all("random") {
        let mut store = store::open(&StoreLocation::parse(&location.location), OpenMode::Make).expect("a store");
        store.keep(&events).expect("a store that keeps");
        let mut read = BTreeMap::new();
        let left_out =
            store.read(Millis::MIN, &mut |event| drop(read.insert(event.id, event))).expect("a store that is read");
        assert_eq!((left_out, read.len()), (0, accepted.len()));
        assert!(read == accepted);

        let lines = location.lines();
        let exported =
            lines.iter().map(|line| parse(line, Clock::Kept).unwrap_or_else(|refusal| panic!("{refusal}: {line}")));
        assert!(exported.map(|event| (event.id, event)).collect::<BTreeMap<_, _>>() == accepted);
        let report = location.report(&[]);
        assert_eq!((&report["events"], &report["left_out"]), (&json!(accepted.len()), &json!(0)));

        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), lines.join("\n")).expect("a writable file");
        let mut read = BTreeMap::new();
        let refused = store::read_lines(file.path(), Millis::MIN, &mut |event| drop(read.insert(event.id, event)));
        assert_eq!(refused.expect("a file that is read"), 0);
        assert!(read == accepted);
    }
}

#[test]
fn a_row_that_is_not_an_event_hides_no_other() {
    for store in TestStores::all("damaged") {
        let receiver = RunningReceiver::start(&store, &[]);
        let id = |number: u32| format!("00000000-0000-4000-8000-{number:012x}");
        let long = format!("{} 555 123 4567", "x".repeat(985));
        for number in 0..5 {
            let fields = format!(r#""event":"feedback","helpful":true,"version":"2","comment":"{long}""#);
            assert_eq!(post(&receiver.address, &format!(r#"{{"v":1,"id":"{}",{fields}}}"#, id(number))), Some(204));
        }
        receiver.stop();
        store.update(&id(0), "detail = '{'");
        store.update(&id(1), "version = '2\nerror: forged'");
        store.update(&id(2), "kind = 9");
        store.update(&id(3), "at = 9223372036854775807");
        assert_eq!(store.ids(), [id(4)]);
        let report = store.report(&[]);
        assert_eq!((&report["events"], &report["left_out"]), (&json!(1), &json!(4)));
        let text = store.printed_report();
        assert!(text.contains("ignored 4 invalid lines or rows\n"), "{text}");
    }
}
