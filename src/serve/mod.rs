//! The preview: the same pipeline as a build, in a loop of wait, load, build, publish.
//!
//! - [`watcher`] ends the waiting; [`crate::load`] then looks at the whole folder and reads what changed.
//! - [`session`] is the loop. There is no branch for kinds of changes: the project is built again, from a cache that knows
//!   earlier results by what they were made from.
//! - [`state`] holds what is shown: the last good site, and the pages that were asked for. [`problems`] says what is wrong.
//! - [`connections`] accepts connections within the limits, [`listener`] makes requests of what they send, [`reply`] answers them ([`http`], [`allowed_hosts`], [`suggestions`], [`events`]), [`streams`] tells open
//!   pages of each build, [`live`] is the preview's own part of a page.
//!
//! Nothing outside the site can be reached, because a request is looked up among the site's paths and never becomes a
//! path on disk. Nothing is printed here: what a writer should hear is [`PreviewEvent`].

pub mod allowed_hosts;
pub mod connections;
pub mod events;
pub mod http;
pub mod listener;
pub mod live;
pub mod problems;
pub mod reply;
pub mod request_head;
pub mod session;
pub mod state;
pub mod streams;
pub mod suggestions;
pub mod watcher;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;
use crate::report::Report;
use crate::source::Sources;

use allowed_hosts::AllowedHosts;
use connections::Passed;
use problems::{Editor, PreviewProblems};
use state::PreviewState;
use streams::EventStreams;

pub use session::{Preview, PreviewSettings};

/// What happens while a preview runs.
#[derive(Debug)]
pub enum PreviewEvent {
    /// The folder was built.
    Built(FinishedBuild),
    /// The folder could not be read; why, and the way out.
    Unreadable(String, String),
    /// A page that was asked for could not be rendered.
    Failed(Box<Diagnostic>),
    /// A reader did something on a page.
    Event(String),
    /// The preview works, but not as well as it could.
    Degraded(String),
}

/// One build.
#[derive(Debug)]
pub struct FinishedBuild {
    /// The files that changed, sorted; all of them in the first build.
    pub changed: Vec<ProjectPath>,
    /// The addresses of the articles among them.
    pub addresses: Vec<String>,
    /// From the end of the quiet window until the site was shown.
    pub took: Duration,
    /// What is wrong.
    pub report: Report,
    /// The texts that the report points into.
    pub sources: Sources,
    /// Whether an older site is still shown, because this one has faults that spoil it.
    pub is_held_back: bool,
    /// Number of public articles.
    pub articles: usize,
}

/// What all threads of a preview share.
pub struct ServerState {
    /// What is shown.
    pub state: Arc<PreviewState>,
    /// Who listens.
    pub streams: Arc<EventStreams>,
    /// The requests that are under way.
    pub passed: Passed,
    /// Who may ask.
    pub hosts: AllowedHosts,
    /// How files are opened.
    pub editor: Editor,
    /// Differs from run to run.
    pub session: String,
    /// Hears the news.
    pub tell: Box<dyn Fn(PreviewEvent) + Send + Sync>,
    /// Where it listens.
    pub address: SocketAddr,
}

impl std::fmt::Debug for ServerState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerState")
            .field("address", &self.address)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
