//! Checks the paths of a site before any file is written: each must be a valid file path, and no two may conflict.
//! [`crate::site::route`] has already resolved conflicts between pages. What remains are copied files, redirects, and
//! addresses below those of a version or locale.

use std::collections::BTreeMap;

use crate::addresses::AnchoredAddress;
use crate::codes;
use crate::diagnostic::{Diagnostic, Outcome, Place};
use crate::output::FileSource;
use crate::path::{Address, Occupied, OutPath, ProjectPath, decode};
use crate::render::site::SEARCH_FOLDER;
use crate::render::{Page, Renderer};
use crate::site::{self, RedirectTarget};
use crate::source::Span;

/// Reports and leaves out files that cannot be written. In a conflict, the writer's own files win over generated ones.
pub(super) fn without_conflicts(
    renderer: &Renderer,
    mut files: BTreeMap<OutPath, FileSource>,
) -> Outcome<BTreeMap<OutPath, FileSource>> {
    let mut occupied = Occupied::default();
    let search = OutPath::new(&format!("{SEARCH_FOLDER}/index"));
    occupied.take(&search, &search);
    let mut refused = Vec::new();
    let mut diagnostics = Vec::new();
    for rank in 0..RANKS {
        for (path, source) in files.iter().filter(|(_, source)| rank_of(source) == rank) {
            if let Some(fault) = path.fault() {
                let message = format!("the file `{}` cannot be stored: {fault}", shown(path));
                let diagnostic = report(renderer, source, codes::SITE_UNWRITABLE_ADDRESS, message);
                diagnostics.push(diagnostic.help("rename it, or write another address"));
                refused.push(path.clone());
                continue;
            }
            let Some(other) = occupied.owner(path) else {
                occupied.take(path, path);
                continue;
            };
            if other.folded() == path.folded() {
                if !is_same_redirect(renderer, source, files.get(other)) {
                    diagnostics.push(case_clash(renderer, path, source, other));
                }
                continue;
            }
            let message = format!("`{}` cannot be a file while `{}` is one", shown(path), shown(other));
            let diagnostic = report(renderer, source, codes::SITE_DUPLICATE_ADDRESS, message);
            diagnostics.push(diagnostic.help("rename one of the two, or write another address"));
            refused.push(path.clone());
        }
    }
    for path in refused {
        files.remove(&path);
    }
    Outcome { value: files, diagnostics }
}

/// Whether a path is that of a page other than a redirect.
pub(super) fn has_page(files: &BTreeMap<OutPath, FileSource>, path: &OutPath) -> bool {
    files.get(path).is_some_and(|source| matches!(source, FileSource::Page(_)) && rank_of(source) == 1)
}

/// The diagnostic for a linked file whose published path would replace a page.
pub(super) fn in_place_of_a_page(path: &ProjectPath, address: &Address) -> Diagnostic {
    let message = format!("the file would replace the page `{}` and was not published", site::route::shown(address));
    Diagnostic::file(codes::SITE_DUPLICATE_ADDRESS, message, path.clone()).help("rename the file, or move the page")
}

/// Reports redirects whose address a page or a copied file has, which then has no redirect.
pub(super) fn lost_redirects<'a>(
    renderer: &'a Renderer,
    files: &'a BTreeMap<OutPath, FileSource>,
) -> impl Iterator<Item = Diagnostic> + 'a {
    renderer.site.redirects.iter().filter_map(|(from, to)| {
        let owner = match files.get(&from.out_path())? {
            FileSource::Page(Page::Redirect(_)) => return None,
            FileSource::Copy(path) => format!("the file `{path}`"),
            FileSource::Page(_) | FileSource::Bytes(_) | FileSource::Extra(_) => "another page".to_owned(),
        };
        let message = format!("`{}` already leads to {owner}", site::route::shown(from));
        let place = redirect_span(renderer, from, to).map_or(Place::Project, Place::Span);
        let diagnostic = Diagnostic::new(codes::SITE_ALIAS_TAKEN, message, place);
        Some(diagnostic.help("remove this entry, or rename what is there"))
    })
}

/// The diagnostic for two paths that differ only in letter case.
fn case_clash(renderer: &Renderer, path: &OutPath, source: &FileSource, other: &OutPath) -> Diagnostic {
    let FileSource::Page(Page::Redirect(from)) = source else {
        let message = format!("the files `{}` and `{}` differ only in letter case", shown(other), shown(path));
        return report(renderer, source, codes::SITE_CASE_CLASH, message).help("rename one of the two");
    };
    let address = format!("/{}", shown(other).trim_end_matches("index.html"));
    let message =
        format!("the old address `{}` differs from `{address}` only in letter case", site::route::shown(from));
    let span = renderer.site.redirects.get(from).and_then(|to| redirect_span(renderer, from, to));
    Diagnostic::new(codes::SITE_CASE_CLASH, message, span.map_or(Place::Project, Place::Span))
        .help("remove one of the two, because many computers store both in the same file")
}

/// The entry that asks for a redirect.
fn redirect_span(renderer: &Renderer, from: &Address, to: &RedirectTarget) -> Option<Span> {
    let is_it = |written: &str| from.as_str().ends_with(Address::new(&decode(written)).as_str());
    match to {
        RedirectTarget::Article(id) => {
            let meta = &renderer.site[*id].meta;
            let alias = meta.aliases.iter().find(|alias| is_it(&alias.value));
            let own = alias.or(meta.id.as_ref()).map(|entry| entry.span.clone());
            entry_span(renderer, from).or(own)
        }
        RedirectTarget::Written(_) => {
            let redirects = &renderer.project.config.redirects;
            let found = redirects.iter().find(|redirect| is_it(redirect.from.value.as_str()));
            found.map(|found| found.from.span.clone()).or_else(|| entry_span(renderer, from))
        }
        RedirectTarget::Moved(_) => entry_span(renderer, from),
    }
}

/// The entry of `addresses.toml` for a page.
fn entry_span(renderer: &Renderer, from: &Address) -> Option<Span> {
    let entry = renderer.project.addresses.entries.get(&AnchoredAddress::page(from.clone()))?;
    Some(entry.span.clone())
}

/// The number of ranks.
const RANKS: usize = 3;

/// Which file keeps a path: the writer's own files first, then pages, then redirects.
fn rank_of(source: &FileSource) -> usize {
    match source {
        FileSource::Copy(_) => 0,
        FileSource::Page(Page::Redirect(_) | Page::Gone(_)) => 2,
        FileSource::Page(_) | FileSource::Bytes(_) | FileSource::Extra(_) => 1,
    }
}

/// Whether both redirect to the same address, as is typical of `/Old/` and `/old/`.
fn is_same_redirect(renderer: &Renderer, one: &FileSource, other: Option<&FileSource>) -> bool {
    match (one, other) {
        (FileSource::Page(Page::Redirect(one)), Some(FileSource::Page(Page::Redirect(other)))) => {
            renderer.redirect_href(one) == renderer.redirect_href(other)
        }
        _ => false,
    }
}

fn report(renderer: &Renderer, source: &FileSource, code: codes::Code, message: String) -> Diagnostic {
    let site = &renderer.site;
    let place = match source {
        FileSource::Copy(path) => Place::File(path.clone()),
        FileSource::Page(Page::Article(id)) => Place::File(site[*id].path.clone()),
        FileSource::Page(Page::Redirect(from)) => match site.redirects.get(from) {
            Some(RedirectTarget::Article(id)) => Place::File(site[*id].path.clone()),
            Some(RedirectTarget::Written(url)) => Place::Span(url.span.clone()),
            Some(RedirectTarget::Moved(_)) => entry_span(renderer, from).map_or(Place::Project, Place::Span),
            None => Place::Project,
        },
        FileSource::Page(Page::Gone(address)) => entry_span(renderer, address).map_or(Place::Project, Place::Span),
        FileSource::Page(_) | FileSource::Bytes(_) | FileSource::Extra(_) => Place::Project,
    };
    Diagnostic::new(code, message, place)
}

/// A path for a message, on one line and shortened.
fn shown(path: &OutPath) -> String {
    const LONGEST: usize = 60;
    let text: String = path.as_str().chars().map(|letter| if letter.is_control() { '?' } else { letter }).collect();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
