//! A store of objects in memory that speaks the language of S3, Google Cloud Storage (its XML interface) or Azure: puts
//! with and without conditions, copies, reads, lists in pages, removals. Each request is atomic. It notes what it is
//! asked, and can misbehave as real stores and networks do.

// Each test file uses only part of this.
#![allow(dead_code)]

mod dialect;
mod http;

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use dialect::{Answer, Task};
use http::DoubleRequest;

pub use dialect::Dialect;

/// The name of the bucket. There is no other one.
pub const BUCKET: &str = "help";

/// A secret that must be neither sent nor printed. It is valid for Azure, which decodes its keys.
pub const SECRET: &str = "YS12ZXJ5LXNlY3JldC1hY2Nlc3Mta2V5";

/// An object with its headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubleObject {
    pub bytes: Vec<u8>,
    pub content_type: String,
    pub cache_control: String,
    /// Differs for each state of the object.
    generation: u64,
}

impl DoubleObject {
    /// As `ETag` has it.
    fn tag(&self) -> String {
        format!("\"{:x}\"", self.generation)
    }
}

/// How a store misbehaves.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    #[default]
    None,
    /// It writes although a condition does not hold.
    ForgetsConditions,
    /// It refuses everything, and repeats the request in its message.
    Denies,
    /// It sends requests elsewhere, as for a bucket in another region.
    Redirects,
    /// One request of so many is too much for it.
    IsBusy(usize),
    /// It breaks the connection off after one request of so many, which it has carried out.
    BreaksOff(usize),
}

/// What a store holds, and what it was asked.
#[derive(Debug, Default)]
pub struct DoubleState {
    /// The objects by key.
    pub objects: BTreeMap<String, DoubleObject>,
    /// The requests that wrote: method, key and condition, in order.
    pub writes: Vec<String>,
    /// The `Authorization` headers that were sent.
    pub authorizations: Vec<String>,
    pub fault: Fault,
    requests: usize,
    generations: u64,
}

/// A store on a port of this computer, until the process ends.
#[derive(Clone)]
pub struct StoreDouble {
    pub dialect: Dialect,
    pub endpoint: String,
    state: Arc<Mutex<DoubleState>>,
}

impl StoreDouble {
    pub fn start(dialect: Dialect) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let double = Self { dialect, endpoint, state: Arc::default() };
        let server = double.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                std::thread::spawn(move || server.serve(stream));
            }
        });
        double
    }

    pub fn state(&self) -> MutexGuard<'_, DoubleState> {
        self.state.lock().expect("no panic")
    }

    /// The address below which the tests publish.
    pub fn target(&self) -> String {
        format!("{}://{BUCKET}/docs", self.dialect.scheme())
    }

    /// The variables with which the program reaches it.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        self.dialect.environment(&self.endpoint)
    }

    /// Answers the requests of a connection, one after the other.
    fn serve(&self, stream: TcpStream) -> Option<()> {
        let (mut reader, mut writer) = http::halves(stream)?;
        loop {
            let request = http::read(&mut reader)?;
            let answer = self.answer(&request)?;
            http::write(&mut writer, &request, &answer)?;
        }
    }

    /// The answer to a request, or `None` for none.
    fn answer(&self, request: &DoubleRequest) -> Option<Answer> {
        let mut state = self.state();
        state.requests += 1;
        state.authorizations.extend(request.headers.get("authorization").cloned());
        let is_due = |each: usize| state.requests.is_multiple_of(each);
        match state.fault {
            Fault::Denies => {
                let what = format!("denied: {SECRET}, {:?}", request.headers);
                return Some(Answer::error(403, "AccessDenied", &what));
            }
            Fault::Redirects => return Some(Answer { status: 301, ..Answer::default() }),
            Fault::IsBusy(each) if is_due(each) => return Some(Answer::error(503, "SlowDown", "slow down")),
            _ => {}
        }
        let is_broken_off = matches!(state.fault, Fault::BreaksOff(each) if is_due(each));
        let answer = match self.dialect.task(request) {
            Some(task) => state.act(self.dialect, request, task),
            None => Answer::error(404, "NoSuchBucket", "The bucket does not exist."),
        };
        Some(answer).filter(|_| !is_broken_off)
    }
}

impl DoubleState {
    fn act(&mut self, dialect: Dialect, request: &DoubleRequest, task: Task) -> Answer {
        let missing = || Answer::error(404, "NoSuchKey", "The key does not exist.");
        match task {
            Task::List => dialect.list(&self.objects, request),
            Task::Get(key) => self.objects.get(&key).map_or_else(missing, |object| dialect.object(object)),
            Task::Put(key) => {
                let condition = dialect.condition(request);
                let found = self.objects.get(&key);
                let holds = condition.is_none_or(|condition| condition.holds(dialect, found));
                if !holds && self.fault != Fault::ForgetsConditions {
                    return dialect.refusal(found.is_some());
                }
                let mut object = match dialect.copied(request) {
                    None => dialect.new_object(request),
                    Some(source) => match self.objects.get(&source) {
                        Some(object) => object.clone(),
                        None => return missing(),
                    },
                };
                self.generations += 1;
                object.generation = self.generations;
                let answer = dialect.written(&object);
                self.writes.push(format!("PUT {key}{}", condition.map_or("", |condition| condition.name())));
                self.objects.insert(key, object);
                answer
            }
            Task::Delete(keys) => {
                let was_there = keys.iter().map(|key| self.objects.remove(key).is_some()).collect();
                self.writes.extend(keys.iter().map(|key| format!("DELETE {key}")));
                dialect.removed(request, was_there)
            }
        }
    }
}
