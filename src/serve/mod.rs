//! The preview: the same pipeline as a build, in a loop of wait, load, build and publish.
//!
//! - [`watcher`] waits for changes; [`crate::load`] then scans the folder and reads what changed.
//! - [`session`] runs the loop. It treats all changes alike: it builds the whole project, with a cache that reuses
//!   earlier results whose inputs are the same.
//! - [`state`] holds the last good site and its rendered pages. [`problems`] describes what is wrong with the project.
//! - [`connections`] accepts connections within the limits, [`listener`] parses their requests, and [`reply`] responds,
//!   with the help of [`http`], [`allowed_hosts`], [`suggestions`] and [`events`].
//! - [`streams`] notifies open pages of each build. [`live`] adds the preview's script to pages.
//!
//! Nothing outside the site can be reached: a request is looked up among the paths of the site and never becomes a path
//! on disk. This module prints nothing; it reports to its caller through [`PreviewEvent`].

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
use crate::site::SiteSize;
use crate::source::Sources;

use allowed_hosts::AllowedHosts;
use connections::Passed;
use problems::{Editor, PreviewProblems};
use state::PreviewState;
use streams::EventStreams;

pub use session::{Preview, PreviewSettings};

/// An event while the preview runs.
#[derive(Debug)]
pub enum PreviewEvent {
    /// The project was built.
    Built(FinishedBuild),
    /// The project could not be read: the message, and help.
    Unreadable(String, String),
    /// A requested page could not be rendered.
    Failed(Box<Diagnostic>),
    /// A reader's action on a page, described on one line.
    Event(String),
    /// The preview works with limitations: the reason.
    Degraded(String),
}

/// The result of a build.
#[derive(Debug)]
pub struct FinishedBuild {
    /// The changed files, sorted; all files in the first build.
    pub changed: Vec<ProjectPath>,
    /// The addresses of the changed articles.
    pub addresses: Vec<String>,
    /// The time from the start of loading until the site was shown.
    pub took: Duration,
    /// The problems of the project.
    pub report: Report,
    /// The texts that the report refers to.
    pub sources: Sources,
    /// Whether an older site is still shown, because this one has errors that affect the whole site.
    pub is_held_back: bool,
    /// How much the site has.
    pub size: SiteSize,
}

/// The state shared by all threads of a preview.
pub struct ServerState {
    /// The sites and pages to show.
    pub state: Arc<PreviewState>,
    /// The open event streams.
    pub streams: Arc<EventStreams>,
    /// The open connections to `tiny_http`.
    pub passed: Passed,
    /// The allowed host names.
    pub hosts: AllowedHosts,
    /// How to open files in the writer's editor.
    pub editor: Editor,
    /// An identifier that differs for every run.
    pub session: String,
    /// Receives the events of the preview.
    pub on_event: Box<dyn Fn(PreviewEvent) + Send + Sync>,
    /// The address that the preview listens on.
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
