//! Runs the preview's loop: wait, load, build, publish.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::civil::Date;

use crate::accept;
use crate::diagnostic::Diagnostic;
use crate::load::{self, LoadCache, LoadOptions, Loaded};
use crate::output::Output;
use crate::path::{Address, ProjectPath};
use crate::pipeline::{self, BuildCache};
use crate::report::{self, ReportRules};
use crate::serve::allowed_hosts::AllowedHosts;
use crate::serve::connections::{self, Passed};
use crate::serve::problems::{Editor, PreviewProblems, affects_the_site};
use crate::serve::state::PreviewState;
use crate::serve::streams::EventStreams;
use crate::serve::watcher::{FollowResult, StopHandle, WakeReason, WatchMode, Watcher};
use crate::serve::{FinishedBuild, PreviewEvent, ServerState};

/// The time before a folder that could not be read is tried again.
const RETRY: Duration = Duration::from_millis(500);

/// The time without hints after which a partial scan is followed by a full one.
const IDLE: Duration = Duration::from_millis(200);

/// The maximum time during which only partial scans are made.
const MAX_PARTIAL_SCANS: Duration = Duration::from_secs(2);

/// How often an idle preview checks for a new day, which publishes and expires articles.
const NEW_DAY: Duration = Duration::from_secs(60);

/// The first port to try if none is given.
const FIRST_PORT: u16 = 4000;

/// The number of ports to try after the first one.
const MORE_PORTS: u16 = 20;

/// The settings of a preview.
pub struct PreviewSettings {
    /// The project's folder.
    pub root: PathBuf,
    /// Returns the options for a load. Called before each load, because the date changes.
    pub options: Box<dyn Fn() -> LoadOptions + Send>,
    /// Whether warnings count as errors.
    pub deny_warnings: bool,
    /// The address to listen on.
    pub host: IpAddr,
    /// The port, or `None` for the first free one from 4000 on.
    pub port: Option<u16>,
    /// Additional host names that the preview answers to.
    pub hosts: AllowedHosts,
    /// How changes are detected.
    pub mode: WatchMode,
    /// How to open files in the writer's editor.
    pub editor: Editor,
    /// Receives the events of the preview.
    pub on_event: Box<dyn Fn(PreviewEvent) + Send + Sync>,
}

/// A running preview, which stops when it is dropped.
pub struct Preview {
    shared: Arc<ServerState>,
    stop_listening: Option<connections::Stop>,
    stopper: StopHandle,
    building: Option<JoinHandle<()>>,
    listening: Option<JoinHandle<()>>,
}

impl Preview {
    /// Binds the port, then starts the threads that build and serve. Requests wait for the first build.
    ///
    /// # Errors
    ///
    /// If the port cannot be bound, or a thread cannot be started.
    pub fn start(settings: PreviewSettings) -> std::io::Result<Self> {
        let socket = bind(settings.host, settings.port)?;
        let address = socket.local_addr()?;
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let (watcher, reason) = Watcher::new(settings.mode);
        let shared = Arc::new(ServerState {
            state: Arc::new(PreviewState::default()),
            streams: Arc::new(EventStreams::new(crate::limits::streams(connections::limit()))),
            passed: Passed::default(),
            hosts: settings.hosts,
            editor: settings.editor,
            session: format!("{:x}", started.as_nanos()),
            on_event: settings.on_event,
            address,
        });
        if let Some(reason) = reason {
            (shared.on_event)(PreviewEvent::Degraded(reason));
        }
        let stopper = watcher.stopper();
        let session = PreviewLoop {
            shared: Arc::clone(&shared),
            root: settings.root,
            options: settings.options,
            deny_warnings: settings.deny_warnings,
            memory: LoadCache::default(),
            cache: BuildCache::of_preview(),
            last: None,
            has_good: false,
        };
        let building = std::thread::Builder::new().name("build".into()).spawn(move || session.run(watcher))?;
        let (stop_listening, stop) = connections::stop();
        let for_listener = Arc::clone(&shared);
        let listening = std::thread::Builder::new().name("connections".into()).spawn(move || {
            if let Err(error) = connections::run(&for_listener, socket, stop) {
                (for_listener.on_event)(PreviewEvent::Degraded(format!(
                    "the preview cannot be reached any more: {error}"
                )));
            }
        })?;
        Ok(Self {
            shared,
            stop_listening: Some(stop_listening),
            stopper,
            building: Some(building),
            listening: Some(listening),
        })
    }

    /// The address that the preview listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// Waits until there is something to show, then returns the base path of the site.
    #[must_use]
    pub fn base_path(&self) -> String {
        let state = &self.shared.state;
        state.listing_site().unwrap_or_else(|| state.now().site).output.renderer.project.config.base_url.path.clone()
    }

    /// The shared state of the preview, for callers other than browsers.
    #[must_use]
    pub fn shared(&self) -> &Arc<ServerState> {
        &self.shared
    }

    /// Waits until the preview ends.
    pub fn wait(mut self) {
        for thread in [self.building.take(), self.listening.take()].into_iter().flatten() {
            let _ = thread.join();
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        drop(self.stop_listening.take());
        self.stopper.stop();
        if let Some(building) = self.building.take() {
            let _ = building.join();
        }
    }
}

/// Binds the given port, or the first free one. If all are in use, the system chooses one.
fn bind(host: IpAddr, port: Option<u16>) -> std::io::Result<TcpListener> {
    if let Some(port) = port {
        return accept::listen(SocketAddr::new(host, port));
    }
    let mut ports = FIRST_PORT..=FIRST_PORT + MORE_PORTS;
    loop {
        match accept::listen(SocketAddr::new(host, ports.next().unwrap_or(0))) {
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
            bound => return bound,
        }
    }
}

struct PreviewLoop {
    shared: Arc<ServerState>,
    root: PathBuf,
    options: Box<dyn Fn() -> LoadOptions + Send>,
    deny_warnings: bool,
    memory: LoadCache,
    cache: BuildCache,
    /// The inputs of the last build other than files, or `None` if the next build must not be skipped.
    last: Option<BuildConditions>,
    /// Whether a site without site-wide errors has been shown.
    has_good: bool,
}

/// The inputs of a build other than files.
#[derive(Debug, Clone, PartialEq)]
struct BuildConditions {
    date: Date,
    diagnostics: Vec<Diagnostic>,
    history: BTreeMap<ProjectPath, Date>,
    /// The id of each version, and its commit if it is read from git.
    commits: Vec<(String, Option<String>)>,
}

impl PreviewLoop {
    fn run(mut self, mut watcher: Watcher) {
        let mut hints = None;
        // The start of the current series of partial scans.
        let mut partial_since: Option<Instant> = None;
        loop {
            let started = Instant::now();
            let options = (self.options)();
            let is_overdue = partial_since.is_some_and(|since| since.elapsed() > MAX_PARTIAL_SCANS);
            let hints_now = hints.as_deref().filter(|_| !is_overdue);
            let at_most = match load::reload(&self.root, &options, &mut self.memory, hints_now) {
                Ok(loaded) => {
                    partial_since = loaded.is_partial_scan.then(|| partial_since.unwrap_or(started));
                    let followed = loaded.folders.as_ref().map(|folders| watcher.follow(folders));
                    if let Some(FollowResult::Refused(why)) = followed {
                        (self.shared.on_event)(PreviewEvent::Degraded(why));
                    }
                    let at_most = if loaded.is_partial_scan { IDLE } else { NEW_DAY };
                    self.build_or_report(loaded, started);
                    at_most
                }
                Err(error) => {
                    self.fail(&error);
                    RETRY
                }
            };
            hints = match watcher.wait(Some(at_most)) {
                WakeReason::Look(hints) => hints,
                WakeReason::End => return,
            };
        }
    }

    /// Builds and publishes. A panic must not end the preview, so it is reported and all caches are cleared; the next
    /// save then starts a build from scratch.
    fn build_or_report(&mut self, loaded: Loaded, started: Instant) {
        if catch_unwind(AssertUnwindSafe(|| self.build(loaded, started))).is_err() {
            (self.memory, self.cache, self.last) = (LoadCache::default(), BuildCache::of_preview(), None);
            let (message, help) = ("the preview failed to build this", "save again, or restart the preview");
            self.publish(None, PreviewProblems::failure(message.to_owned(), help.to_owned()), &[]);
            (self.shared.on_event)(PreviewEvent::Unreadable(message.to_owned(), help.to_owned()));
        }
    }

    /// Builds and publishes, unless nothing changed.
    fn build(&mut self, loaded: Loaded, started: Instant) {
        let Loaded { project, mut diagnostics, changed, .. } = loaded;
        let conditions = BuildConditions {
            date: project.date,
            diagnostics: diagnostics.clone(),
            history: project.history.clone(),
            commits: project.config.versions.iter().map(|it| (it.id.clone(), it.commit.clone())).collect(),
        };
        if changed.is_empty() && self.last.as_ref() == Some(&conditions) {
            return;
        }
        self.last = Some(conditions);
        let project = Arc::new(project);
        if self.shared.state.is_empty() {
            self.shared.state.open(pipeline::listing_build(Arc::clone(&project)));
        }
        let output = Arc::new(pipeline::rebuild(Arc::clone(&project), &self.cache).unpack(&mut diagnostics));
        let rules = ReportRules::new(&project.config.diagnostics, self.deny_warnings);
        let report = report::collect(diagnostics, &project.sources, &rules);
        let affects_site = report.groups.iter().any(|group| affects_the_site(&group.diagnostic, &project.sources));
        let problems = PreviewProblems::new(&report, &project.sources, &project.root, &self.shared.editor);
        let is_held_back = affects_site && self.has_good;
        self.has_good |= !affects_site;
        let (files, addresses) = (files(&output, &changed), articles(&output, &changed));
        let size = output.renderer.site.size();
        self.publish((!is_held_back).then(|| Arc::clone(&output)), problems, &files);
        let sources = project.sources.clone();
        let took = started.elapsed();
        (self.shared.on_event)(PreviewEvent::Built(FinishedBuild {
            changed,
            addresses,
            took,
            report,
            sources,
            is_held_back,
            size,
        }));
        // Prepared now, so that the next requested article does not have to wait for it.
        output.renderer.site.related.prepare();
    }

    /// Reports that the folder cannot be read. The site stays visible.
    fn fail(&mut self, error: &load::LoadError) {
        let (message, help) = (error.to_string(), error.hint());
        let is_known = self.last.is_none();
        // The next successful load must lead to a build.
        self.last = None;
        if !is_known {
            self.publish(None, PreviewProblems::failure(message.clone(), help.clone()), &[]);
            (self.shared.on_event)(PreviewEvent::Unreadable(message, help));
        }
    }

    fn publish(&self, output: Option<Arc<Output>>, problems: PreviewProblems, files: &[String]) {
        let ServerState { state, streams, session, .. } = &*self.shared;
        if let Some(showing) = state.show(output, problems) {
            streams.notify(state, session, &showing, files);
        }
    }
}

/// The addresses of changed files that are copied.
fn files(output: &Output, changed: &[ProjectPath]) -> Vec<String> {
    let renderer = &output.renderer;
    let statics = &renderer.project.config.static_files;
    let address = |path: &ProjectPath| {
        let published = renderer.hrefs.published.get(path).cloned();
        published.or_else(|| path.strip(statics).map(Address::new))
    };
    changed.iter().filter_map(address).map(|address| renderer.href(&address)).collect()
}

/// The addresses of changed articles.
fn articles(output: &Output, changed: &[ProjectPath]) -> Vec<String> {
    let site = &output.renderer.site;
    changed.iter().filter_map(|path| site.by_path.get(path)).map(|id| output.renderer.href(site.address(*id))).collect()
}
