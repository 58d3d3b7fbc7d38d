//! `answerbook publish`: sends a built site to where readers get it. Checks that the site may be published, takes the
//! locks, and reports. The work itself is done in [`crate::publish`].

mod checks;
mod purge;
mod report;
mod target;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use jiff::Timestamp;

use super::project::{OUT, today};
use super::terminal::{self, Completion, Failure, ProgressLine};
use crate::load::{self, LoadOptions, Loaded};
use crate::publish::{
    self, BuiltFolder, CacheAges, ContentSource, FileStore, KeptContents, LockError, LockHolder, PublishError,
    PublishPlan, PublishSettings, SiteFiles, TargetState,
};
use target::LocalClaim;

/// Send a built site to a folder or a bucket, so that readers never see half of it
///
/// Only what changed is sent. A publish that was interrupted is continued by the next one.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // each is a separate flag
pub(super) struct PublishArguments {
    /// Folder, `s3://BUCKET/PATH`, `gs://BUCKET/PATH` or `az://CONTAINER/PATH` [default: `target` in `[publish]`]
    target: Option<String>,
    /// Folder of the help center
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Folder that `build` wrote [default: `public` in DIR]
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
    /// Print what would be sent and removed, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Bring back what was published before
    #[arg(long, conflicts_with_all = ["out", "folder_only"])]
    rollback: bool,
    /// Publish the folder without its project, such as the artifact of another job
    #[arg(long)]
    folder_only: bool,
    /// Days that files stay after the site no longer needs them [default: `grace` in `[publish]`]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(0..=365))]
    grace: Option<u16>,
    /// Command that gets the addresses that changed, one per line [default: `purge_command` in `[publish]`]
    #[arg(long, value_name = "COMMAND")]
    purge_command: Option<String>,
    /// Publish although addresses are lost that are public now
    #[arg(long)]
    allow_lost_addresses: bool,
    /// Publish a site that has errors, is out of date or loses addresses, and replace files that no publish wrote
    #[arg(long)]
    force: bool,
    /// Publish to a bucket that cannot keep two publishes apart; make sure that there is only one
    #[arg(long)]
    no_lock: bool,
}

const EXAMPLES: &str = "\
Examples:
  answerbook publish /srv/www/help             the site in `public`, to a folder
  answerbook publish /srv/www/help --dry-run   what would be sent, and what removed
  answerbook publish s3://acme-help/docs       to a bucket, with credentials from the environment
  answerbook publish                           to the `target` in `[publish]`
  answerbook publish --rollback                bring back what was published before";

/// The length of a day, for `--grace`.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn run(arguments: &PublishArguments) -> Result<Completion, Failure> {
    let started = Instant::now();
    let out = arguments.out.clone().unwrap_or_else(|| {
        let dir = &arguments.dir;
        dir.strip_prefix(".").unwrap_or(dir).join(OUT)
    });
    let project = project(arguments, &out)?;
    let config = project.as_ref().map(|loaded| loaded.project.config.publish.clone()).unwrap_or_default();
    let target = arguments.target.as_ref().or(config.target.as_ref()).ok_or_else(|| {
        let hint = "name it, as in `answerbook publish /srv/www/help` or `answerbook publish s3://acme-help`, or set `target` below `[publish]`";
        Failure::new("there is no target to publish to", hint)
    })?;
    let store = target::open(target, &out)?;
    let claim = LocalClaim::take(&out)?;
    let built = if arguments.rollback { None } else { Some(checks::built_folder(&out, arguments.force)?) };
    let loaded = project.zip(built.as_ref());
    let site = loaded.map(|(loaded, built)| checks::current_site(loaded, built, arguments.force)).transpose()?;
    let now = Timestamp::now();
    let mut lock = None;
    if !arguments.dry_run {
        if !arguments.no_lock {
            lock = Some(take_lock(&*store, &claim, now)?);
        }
        store.prepare().map_err(|error| failure(&error))?;
    }
    let publication = Publication { arguments, config: &config, store: &*store, started };
    let done = publication.publish(built.as_ref(), site.as_ref(), lock.as_mut());
    // As long as a lock of this folder may be at the target, its token lets the next publish take it.
    let released = match lock {
        Some(lock) if !matches!(done, Err(PublishEnd::Overtaken)) => lock.release(&*store).map(|()| true),
        lock => Ok(lock.is_some()),
    };
    if matches!(released, Ok(true)) {
        claim.release();
    }
    match done {
        Ok(completion) => released.map(|_| completion).map_err(|error| failure(&error)),
        Err(PublishEnd::Failure(failure)) => Err(failure),
        Err(PublishEnd::Overtaken) => {
            let hint = "see what is published now; the manifest is theirs, and the next publish continues from it";
            Err(Failure::new("another publish took over the target, and this one stopped", hint))
        }
    }
}

/// The project, unless only its built folder is published. Going back needs none.
fn project(arguments: &PublishArguments, out: &Path) -> Result<Option<Loaded>, Failure> {
    if arguments.folder_only {
        return Ok(None);
    }
    let manifest = crate::output::manifest::BuildManifest::read(out).unwrap_or_default();
    let options = LoadOptions {
        date: today()?,
        drafts: manifest.drafts,
        edition: manifest.edition,
        base_url: None,
        out: Some(out.to_owned()),
    };
    match load::load(&arguments.dir, &options) {
        Ok(loaded) => Ok(Some(loaded)),
        Err(_) if arguments.rollback && arguments.target.is_some() => Ok(None),
        Err(error) => {
            let hint = format!("{}; to publish a folder without its project, use `--folder-only`", error.hint());
            Err(Failure::new(error.to_string(), hint))
        }
    }
}

fn take_lock(store: &dyn FileStore, claim: &LocalClaim, now: Timestamp) -> Result<publish::PublishLock, Failure> {
    let host = whoami::hostname().unwrap_or_else(|_| "an unknown computer".to_owned());
    let holder = LockHolder::new(host, now);
    claim.note(&holder.token);
    publish::take(store, holder, &claim.earlier).map_err(|error| match error {
        LockError::Held(other) => {
            let minutes = publish::STALE_AFTER.as_secs() / 60;
            let hint = format!(
                "wait until it ends; if it was killed, its lock can be taken {minutes} minutes after its last sign"
            );
            Failure::new(format!("another publish to `{}` is running: {other}", store.name()), hint)
        }
        LockError::Lost => {
            Failure::new(format!("another publish to `{}` started first", store.name()), "wait until it ends")
        }
        LockError::NotHonoured => {
            let message =
                format!("`{}` ignores conditions of writes, so it cannot keep two publishes apart", store.name());
            Failure::new(message, "make sure that only one publish runs at a time, and use `--no-lock`")
        }
        LockError::Store(error) => failure(&error),
    })
}

fn failure(error: &publish::FileStoreError) -> Failure {
    Failure::new(error.to_string(), error.hint())
}

/// How a publish ends early.
enum PublishEnd {
    /// Somebody else publishes now.
    Overtaken,
    /// It could not be done.
    Failure(Failure),
}

impl From<Failure> for PublishEnd {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// What to publish, and to where.
struct Publication<'a> {
    arguments: &'a PublishArguments,
    config: &'a crate::config::PublishConfig,
    store: &'a dyn FileStore,
    started: Instant,
}

impl Publication<'_> {
    fn publish(
        &self,
        built: Option<&BuiltFolder>,
        site: Option<&crate::output::Output>,
        lock: Option<&mut publish::PublishLock>,
    ) -> Result<Completion, PublishEnd> {
        let state = TargetState::read(self.store).map_err(|error| failure(&error))?;
        let kept = KeptContents(self.store);
        let (plan, source): (_, &dyn ContentSource) = match built {
            Some(built) => {
                let is_allowed = self.arguments.force || self.arguments.allow_lost_addresses;
                if !is_allowed && checks::loses_addresses(&state, built, site, &self.arguments.dir)? {
                    return Ok(Completion::Problems);
                }
                (publish::plan(&state, built.site.clone(), Timestamp::now()), built)
            }
            None => (self.plan_of_earlier(&state, &kept)?, &kept),
        };
        if let Some(foreign) = plan.foreign.as_ref().filter(|_| !self.arguments.force) {
            let name = self.store.name();
            let message = format!("`{name}` contains files that no publish wrote, such as `{foreign}`");
            let hint = "publish to an empty place, or replace those files with `--force`";
            return Err(Failure::new(message, hint).into());
        }
        if self.arguments.dry_run {
            report::print_plan(&plan, &state, self.grace())?;
            return Ok(Completion::Fine);
        }
        self.send((plan, &state), source, lock)
    }

    /// The plan that brings back what was published before; or what is published, if a later publish has not ended.
    fn plan_of_earlier(&self, state: &TargetState, kept: &KeptContents<'_>) -> Result<PublishPlan, Failure> {
        let nothing = || {
            let hint = "publish an earlier state of the project instead";
            Failure::new(format!("`{}` has no earlier state to bring back", self.store.name()), hint)
        };
        let live = state.live.as_ref().ok_or_else(nothing)?;
        let previous = live.previous.as_ref().map(|previous| &previous.site);
        let earlier: Option<&SiteFiles> = if state.is_interrupted() { Some(&live.site) } else { previous };
        let site = earlier.ok_or_else(nothing)?.clone();
        let plan = publish::plan(state, site, Timestamp::now());
        match kept.missing(&plan, state) {
            None => Ok(plan),
            Some(path) => {
                let message = format!("the earlier content of `{path}` is no longer at `{}`", self.store.name());
                Err(Failure::new(message, "publish an earlier state of the project instead"))
            }
        }
    }

    fn send(
        &self,
        (plan, state): (PublishPlan, &TargetState),
        source: &dyn ContentSource,
        lock: Option<&mut publish::PublishLock>,
    ) -> Result<Completion, PublishEnd> {
        let base = plan.next.site.build.base_url.clone();
        let progress = ProgressLine::start();
        let show = |sent| progress.draw(|| report::progress(sent, self.started.elapsed()));
        let command = self.arguments.purge_command.as_ref().or(self.config.purge_command.as_ref());
        let purge = |paths: &[String]| command.map_or(Ok(()), |command| purge::run(command, &base, paths));
        let settings = PublishSettings {
            grace: self.grace(),
            ages: CacheAges { pages: self.config.page_age, assets: self.config.asset_age },
            workers: target::WORKERS,
            renew_after: publish::RENEW_AFTER,
            clock: &Timestamp::now,
            progress: &show,
            purge: &purge,
        };
        let done = publish::run(self.store, source, (plan, state), lock, &settings);
        progress.end();
        let summary = done.map_err(|error| match error {
            PublishError::Overtaken => PublishEnd::Overtaken,
            PublishError::Store(error) => failure(&error).into(),
            error @ PublishError::Content { .. } => {
                Failure::new(error.to_string(), "build again, then publish; the next publish continues this one").into()
            }
        })?;
        let name = self.store.name();
        terminal::print_status(report::summary(&summary, self.started.elapsed(), &name));
        match summary.purge_failure {
            None => Ok(Completion::Fine),
            Some(reason) => {
                let hint = "the site is published; publish again to purge the same addresses again";
                Err(Failure::new(format!("the purge command failed: {reason}"), hint).into())
            }
        }
    }

    fn grace(&self) -> Duration {
        DAY * self.arguments.grace.map_or(self.config.grace, u32::from)
    }
}
