//! Plans the output: from a renderer to the map of paths to [`FileSource`]s.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::content::EditionId;
use crate::diagnostic::Outcome;
use crate::extras::{self, Extra};
use crate::output::{FileSource, conflicts};
use crate::path::{Address, OutPath, ProjectPath};
use crate::render::{self, Page, Renderer};
use crate::site::{Edition, RedirectTarget};

/// Every file of a site, by its path.
pub type PlannedFiles = Arc<BTreeMap<OutPath, FileSource>>;

/// The last plan. The default is an empty cache.
#[derive(Debug, Default)]
pub struct PlanCache(Mutex<Option<(PlanInputs, Outcome<PlannedFiles>)>>);

/// Everything that a plan depends on.
#[derive(Debug)]
struct PlanInputs {
    editions: Arc<BTreeMap<EditionId, Edition>>,
    addresses: Arc<Vec<Address>>,
    redirects: Arc<BTreeMap<Address, RedirectTarget>>,
    gone: Vec<Address>,
    latest: Option<String>,
    /// The editions with their own contact page.
    with_contact_page: BTreeSet<EditionId>,
    extras: Vec<(OutPath, Extra)>,
    assets: BTreeMap<OutPath, Arc<[u8]>>,
    published: BTreeMap<ProjectPath, Address>,
    /// Each static file, with its path in the output.
    statics: Vec<(OutPath, ProjectPath)>,
}

/// Plans every file of the site. If several files claim a path, static files win over pages, and pages over
/// generated texts. Files that cannot be written, or whose path conflicts with another, are reported and left out.
#[must_use]
pub fn files(renderer: &Renderer, cache: &PlanCache) -> Outcome<PlannedFiles> {
    let inputs = plan_inputs(renderer);
    let mut known = cache.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, files)) = known.as_ref().filter(|(known, _)| known.are_same(&inputs)) {
        return files.clone();
    }
    let mut diagnostics = Vec::new();
    let planned = plan(renderer, &inputs).unpack(&mut diagnostics);
    let value = Arc::new(conflicts::without_conflicts(renderer, planned).unpack(&mut diagnostics));
    let files = Outcome { value, diagnostics };
    *known = Some((inputs, files.clone()));
    files
}

fn plan_inputs(renderer: &Renderer) -> PlanInputs {
    let (project, site) = (&renderer.project, &renderer.site);
    let has_contact_page = |edition: &EditionId| project.config.has_contact_page(*edition);
    let statics = project.files.keys().filter_map(|path| Some((path.strip(&project.config.static_files)?, path)));
    PlanInputs {
        editions: Arc::clone(&site.editions),
        addresses: Arc::clone(&site.addresses),
        redirects: Arc::clone(&site.redirects),
        gone: site.old_addresses.gone.keys().cloned().collect(),
        latest: project.config.latest_prefix(),
        with_contact_page: project.config.editions().filter(has_contact_page).collect(),
        extras: extras::files(renderer),
        assets: renderer.assets.files.clone(),
        published: renderer.hrefs.published.clone(),
        statics: statics.map(|(name, path)| (OutPath::new(name), path.clone())).collect(),
    }
}

impl PlanInputs {
    fn are_same(&self, other: &Self) -> bool {
        // An unchanged site shares these parts with the one before, so comparing pointers is enough.
        Arc::ptr_eq(&self.editions, &other.editions)
            && Arc::ptr_eq(&self.addresses, &other.addresses)
            && Arc::ptr_eq(&self.redirects, &other.redirects)
            && (&self.with_contact_page, &self.latest, &self.extras, &self.gone)
                == (&other.with_contact_page, &other.latest, &other.extras, &other.gone)
            && self.assets == other.assets
            && self.published == other.published
            && self.statics == other.statics
    }
}

fn plan(renderer: &Renderer, inputs: &PlanInputs) -> Outcome<BTreeMap<OutPath, FileSource>> {
    let extras = inputs.extras.iter().map(|(path, extra)| (path.clone(), FileSource::Extra(*extra)));
    let mut files: BTreeMap<OutPath, FileSource> = extras.collect();
    let assets = inputs.assets.iter();
    files.extend(assets.map(|(path, bytes)| (path.clone(), FileSource::Bytes(Arc::clone(bytes)))));
    for (path, page) in render::pages(&renderer.site, inputs.latest.as_deref(), &inputs.with_contact_page) {
        // An old address takes nothing from the files of this build.
        let is_old = matches!(page, Page::Redirect(_) | Page::Gone(_));
        if !is_old || !files.contains_key(&path) {
            files.insert(path, FileSource::Page(page));
        }
    }
    let mut diagnostics = Vec::new();
    for (path, address) in &inputs.published {
        let out_path = address.out_path();
        if conflicts::has_page(&files, &out_path) {
            diagnostics.push(conflicts::in_place_of_a_page(path, address));
        } else {
            files.insert(out_path, FileSource::Copy(path.clone()));
        }
    }
    files.extend(inputs.statics.iter().map(|(name, path)| (name.clone(), FileSource::Copy(path.clone()))));
    diagnostics.extend(conflicts::lost_redirects(renderer, &files));
    Outcome { value: files, diagnostics }
}
