//! Generates a year of events of a busy help center and measures the cost of a report.
//!
//! `cargo bench --bench insights -- [--events 10000000] [--store events.sqlite | --lines events.jsonl] [--program PATH]`
//! writes the events if the file does not exist (in the way the receiver would, so this takes a while), then runs
//! `answerbook insights` on it and prints time and peak memory. The same options generate the same events.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use answerbook::collect::StoreLocation;
use answerbook::collect::store::{self, OpenMode};
use answerbook::events::{
    ContactChannel, ContactEvent, Event, EventId, EventPage, EventPayload, FeedbackEvent, FeedbackReason, SearchEvent,
    Wording,
};

/// 1 November 2025, in milliseconds.
const START: i64 = 1_761_955_200_000;

/// A year, in milliseconds.
const YEAR: i64 = 365 * 24 * 60 * 60 * 1000;

/// xorshift64* (S. Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.next() % u64::from(end)).expect("less than `end`")
    }

    fn id(&mut self) -> EventId {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.next().to_be_bytes());
        bytes[8..].copy_from_slice(&self.next().to_be_bytes());
        EventId(bytes)
    }
}

/// Visits of four events on average: mostly views; one event in six is a search, one in ten an answer, one in fifty a
/// contact request.
struct VisitGenerator {
    random: Random,
    visit: EventId,
    number: i64,
    total: i64,
}

impl VisitGenerator {
    fn event(&mut self) -> Event {
        let random = &mut self.random;
        if random.below(4) == 0 {
            self.visit = random.id();
        }
        // Most readers read the same few articles.
        let article = random.below(1000) * random.below(1000) / 1000;
        let locale = ["en", "en", "en", "de", "fr"][random.below(5) as usize];
        let place = EventPage {
            page: format!("/topic-{}/article-{article}/", article % 20),
            article: format!("topic-{}/article-{article}", article % 20),
            article_id: String::new(),
            version: String::new(),
            locale: locale.into(),
            hash: Some(Wording(u64::from(article * 7 + u32::from(self.number > self.total / 2)))),
        };
        let payload = match random.below(100) {
            0..70 => EventPayload::View,
            70..87 => {
                let hits = if random.below(10) == 0 { 0 } else { 5 };
                let rank = (hits > 0 && random.below(2) == 0).then(|| 1 + random.below(5));
                let query = format!("word{} word{}", random.below(300), random.below(300));
                EventPayload::Search(SearchEvent { query, hits, opened: rank.map(|_| "/a/".into()), rank })
            }
            87..97 => {
                let helpful = random.below(100) < 60 + article % 40;
                let reason = (!helpful).then(|| FeedbackReason::ALL[random.below(5) as usize]);
                EventPayload::Feedback(FeedbackEvent {
                    helpful,
                    answer: Some(random.id()),
                    reason,
                    comment: String::new(),
                })
            }
            97 => EventPayload::Contact(ContactEvent::Shown(3)),
            98 => EventPayload::Contact(ContactEvent::Opened("/a/".into(), 1)),
            _ => EventPayload::Contact(ContactEvent::Sent(ContactChannel::Form)),
        };
        self.number += 1;
        let at = START + YEAR / self.total * self.number;
        Event { id: random.id(), at, visit: Some(self.visit), place: place.into(), payload }
    }
}

fn make(path: &Path, is_lines: bool, total: i64) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let visit = random.id();
    let mut story = VisitGenerator { random, visit, number: 0, total };
    if is_lines {
        let mut file = BufWriter::new(std::fs::File::create(path).expect("a file"));
        (0..total).for_each(|_| writeln!(file, "{}", story.event().line()).expect("room on the disk"));
        return;
    }
    let mut database = store::open(&StoreLocation::Sqlite(path.into()), OpenMode::Make).expect("a store");
    for start in (0..total).step_by(100_000) {
        let events: Vec<Event> = (start..total.min(start + 100_000)).map(|_| story.event()).collect();
        database.keep(&events).expect("room on the disk");
    }
}

fn main() {
    let mut total = 10_000_000;
    let (mut path, mut is_lines) = (PathBuf::from("target/bench-events.sqlite"), false);
    let mut program = env!("CARGO_BIN_EXE_answerbook").to_owned();
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(name) = arguments.next() {
        let value = arguments.next().unwrap_or_else(|| panic!("`{name}` needs a value"));
        match name.as_str() {
            "--events" => total = value.parse().expect("a number"),
            "--store" => path = value.into(),
            "--lines" => (path, is_lines) = (value.into(), true),
            "--program" => program = value,
            _ => panic!("`{name}` is unknown"),
        }
    }
    if !path.exists() {
        make(&path, is_lines, total);
    }
    let started = Instant::now();
    let mut child = Command::new(program)
        .arg("insights")
        .arg(&path)
        .args(["--project", "/nonexistent", "--json"])
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut peak = 0.0_f64;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a process") {
            break status;
        }
        if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
            let line =
                status.lines().find(|line| line.starts_with("VmHWM:")).and_then(|line| line.split_whitespace().nth(1));
            peak = line
                .and_then(|kilobytes| kilobytes.parse().ok())
                .map_or(peak, |kilobytes: f64| peak.max(kilobytes / 1024.0));
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    let took = started.elapsed().as_secs_f64();
    println!("{}: {took:.1} s, {peak:.0} MB at most", path.display());
    assert!(status.success());
}
