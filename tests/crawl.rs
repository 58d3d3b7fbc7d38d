//! Follows every link of built sites, and compares what leads nowhere with the diagnostics, in both directions: what is
//! dead was reported, and what was reported is dead.
//!
//! The sites are the example site, the documentation, and every fixture in `tests/diagnostics/`. More folders can be
//! given in the environment variable `CRAWL`, separated by `:`.

mod support;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use answerbook::config::ContactForm;
use answerbook::diagnostic::Place;
use answerbook::html::{Tag, TagKind, Token, address, tokens};
use answerbook::links::spelling::join_address;
use answerbook::output::FileSource;
use answerbook::path::{OutPath, decode};
use answerbook::render::Page;
use rayon::prelude::*;
use support::built::BuiltSite;
use support::fixture::Fixture;

/// Attributes that hold one address.
const ADDRESSES: &[&str] = &["action", "background", "data", "formaction", "href", "poster", "src", "xlink:href"];

/// Codes of diagnostics that say that a link is dead.
const DEAD: &[&str] = &[
    "image/missing",
    "link/hidden-page",
    "link/missing-anchor",
    "link/missing-file",
    "link/missing-page",
    "link/outside",
    "link/unknown-scheme",
];

/// Codes of other diagnostics about addresses that browsers cannot follow.
const NOT_FOLLOWED: &[&str] = &["link/invalid", "link/unsafe", "variable/unknown"];

#[test]
fn dead_links_of_our_own_sites_are_reported() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["example-site", "docs"] {
        assert_eq!(faults(&BuiltSite::read(&root.join(folder))), [""; 0], "{folder}");
    }
}

#[test]
fn dead_links_of_every_fixture_are_reported() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let files: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a fixture").path()).collect();
    assert!(files.len() > 60, "the fixtures are there");
    let faults: Vec<String> = files
        .par_iter()
        .flat_map_iter(|file| {
            let fixture = Fixture::parse(&fs::read_to_string(file).expect("a text").replace("\r\n", "\n"));
            let folder = tempfile::tempdir().expect("a temporary folder");
            if fixture.fits_this_system() {
                fixture.write(folder.path());
            }
            let name = file.file_name().expect("a file").to_string_lossy().into_owned();
            faults(&BuiltSite::read(folder.path())).into_iter().map(move |fault| format!("{name}: {fault}"))
        })
        .collect();
    assert_eq!(faults, [""; 0]);
}

#[test]
fn dead_links_of_more_folders_are_reported() {
    let folders = std::env::var("CRAWL").unwrap_or_default();
    for folder in folders.split(':').filter(|folder| !folder.is_empty()) {
        let faults = faults(&BuiltSite::read(Path::new(folder)));
        assert!(faults.is_empty(), "{folder}: {}\n{}", faults.len(), faults.join("\n"));
    }
}

#[test]
fn the_crawler_finds_what_is_wrong() {
    let text = "# A\n\n[x](nope.md) [y](#gone) ![z](z.png)\n";
    let mut site = BuiltSite::of(&[("content/a.md", text)]);
    assert_eq!(faults(&site), [""; 0]);
    let reported = std::mem::take(&mut site.diagnostics);
    assert_eq!(faults(&site).len(), 3);
    let mut whole = BuiltSite::of(&[
        ("content/a.md", &format!("{text}\n## Gone\n")),
        ("content/nope.md", "# No\n"),
        ("content/z.png", "x"),
    ]);
    assert_eq!(faults(&whole), [""; 0]);
    whole.diagnostics = reported;
    assert_eq!(faults(&whole).len(), 3);
}

/// A dead link: the page, and the address as written in its HTML.
type DeadLink = (String, String);

/// Dead links that no diagnostic reports, and diagnostics about links that are not dead.
fn faults(site: &BuiltSite) -> Vec<String> {
    let dead = dead_links(site);
    let mut targets: BTreeSet<String> = BTreeSet::new();
    let mut shown: BTreeMap<String, &'static str> = BTreeMap::new();
    for diagnostic in &site.diagnostics {
        let code = diagnostic.code.0;
        if !matches!(diagnostic.place, Place::Span(_)) || !(DEAD.contains(&code) || NOT_FOLLOWED.contains(&code)) {
            continue;
        }
        let written = comparable(&answerbook::html::decode(&site.shown(diagnostic)));
        if written.is_empty() {
            continue;
        }
        targets.insert(written.clone());
        if DEAD.contains(&code) {
            shown.insert(written, code);
        }
    }
    let is_reported = |href: &str| targets.iter().any(|target| is_same(target, href));
    let mut faults: Vec<String> = dead
        .iter()
        .filter(|(_, href)| !is_reported(&comparable(href)))
        .map(|(page, href)| format!("{page}: `{href}` is dead, and not reported"))
        .collect();
    let dead: Vec<String> = dead.iter().map(|(_, href)| comparable(href)).collect();
    let is_dead = |target: &str| dead.iter().any(|href| is_same(target, href));
    faults.extend(
        shown
            .iter()
            .filter(|(target, _)| !is_dead(target))
            .map(|(target, code)| format!("`{target}` is reported ({code}), and not dead")),
    );
    faults
}

/// Whether a target that was written may have become an address: it may be a part of what the diagnostic shows, and what
/// other tools compute (`{{< param version >}}`) may be anything.
fn is_same(target: &str, href: &str) -> bool {
    let pieces = target.split("{{").map(|piece| piece.split_once("}}").map_or(piece, |(_, rest)| rest));
    let mut rest = Some(href);
    for piece in pieces {
        rest = rest.and_then(|rest| rest.find(piece).map(|at| &rest[at + piece.len()..]));
    }
    rest.is_some() || target.contains(href)
}

/// A target as it was written and as it was encoded must compare as equal; so must an address of the site and the path of
/// the file, of which only the anchor is the same.
fn comparable(target: &str) -> String {
    let decoded = decode(target.trim()).replace('\\', "").replace("&amp;", "&");
    match decoded.split_once('#') {
        Some((_, anchor)) if !anchor.is_empty() => format!("#{anchor}"),
        _ => decoded,
    }
}

/// Every dead link of a site, once for each page and address.
fn dead_links(site: &BuiltSite) -> BTreeSet<DeadLink> {
    let pages: Vec<(&OutPath, String)> = site
        .output
        .files
        .par_iter()
        .filter(|(path, _)| answerbook::path::media_type(path.as_str()).starts_with("text/html"))
        // A file that is copied is not ours to check.
        .filter(|(_, source)| !matches!(source, FileSource::Copy(_)))
        // A template that fails is reported, and has no links.
        .filter_map(|(path, _)| Some((path, site.output.render(path)?.ok()?)))
        .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
        .collect();
    let read: HashMap<&OutPath, Vec<Tag>> = pages.par_iter().map(|(path, html)| (*path, tags(html))).collect();
    let ids: HashMap<&OutPath, BTreeSet<&str>> = read.par_iter().map(|(path, tags)| (*path, ids(tags))).collect();
    let follow = |(path, tags): (&&OutPath, &Vec<Tag>)| -> Vec<DeadLink> {
        let address = format!("/{}", path.as_str().strip_suffix("index.html").unwrap_or(path.as_str()));
        let is_dead = |target: &String| !leads_somewhere(site, &ids, path, &address, target);
        let found: BTreeSet<String> = tags.iter().flat_map(addresses).filter(is_dead).collect();
        found.into_iter().map(|target| (address.clone(), target)).collect()
    };
    read.par_iter().flat_map_iter(follow).collect()
}

fn tags(html: &str) -> Vec<Tag> {
    let tags = tokens(html, false).into_iter().filter_map(|token| match token {
        Token::Tag(tag) if tag.kind != TagKind::End => Some(tag),
        _ => None,
    });
    tags.collect()
}

fn ids(tags: &[Tag]) -> BTreeSet<&str> {
    let names = tags.iter().filter(|tag| tag.name == "a").filter_map(|tag| tag.attribute("name"));
    tags.iter().filter_map(|tag| tag.attribute("id")).chain(names).collect()
}

/// The addresses of a tag.
fn addresses(tag: &Tag) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in tag.attributes.iter().filter(|attribute| !attribute.value.trim().is_empty()) {
        match attribute.name.as_str() {
            "srcset" | "imagesrcset" => {
                let pictures = attribute.value.split(", ").filter_map(|picture| picture.split_whitespace().next());
                found.extend(pictures.map(|url| url.trim_end_matches(',').to_owned()));
            }
            // Values of `<data>` and parts of `<svg>` are no addresses.
            "data" if tag.name != "object" => {}
            name if ADDRESSES.contains(&name) => found.push(attribute.value.clone()),
            "content" if tag.attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) => {
                found.extend(attribute.value.split_once("url=").map(|(_, url)| url.to_owned()));
            }
            _ => {}
        }
    }
    found
}

/// Whether an address on a page leads to a file of the site and to an element that exists, or to another site.
fn leads_somewhere(
    site: &BuiltSite,
    ids: &HashMap<&OutPath, BTreeSet<&str>>,
    page: &OutPath,
    address: &str,
    target: &str,
) -> bool {
    let project = &site.output.renderer.project;
    let (base, elsewhere) = (&project.config.base_url, &project.config.links.elsewhere);
    let local = base.origin.as_deref().and_then(|origin| {
        let rest = target.strip_prefix(origin)?.strip_prefix(base.path.as_str())?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    });
    let target = match local {
        Some(rest) => rest,
        None if target.starts_with("//") => return true,
        None if address::scheme(target).is_some()
            || target.split_once(':').is_some_and(|(drive, _)| drive.len() == 1) =>
        {
            return address::is_known(target) || elsewhere.iter().any(|prefix| address::is_at_scheme(target, prefix));
        }
        None if target.starts_with('/') => match target.strip_prefix(base.path.as_str()) {
            Some(rest) if rest.starts_with('/') => rest,
            Some("") => "/",
            _ => return elsewhere.iter().any(|prefix| target.starts_with(prefix.as_str())),
        },
        None => target,
    };
    // Another system answers at the endpoints of feedback and of the contact form.
    let mut forms = project.config.editions().filter_map(|edition| match &project.config.contact_in(edition).form {
        Some(ContactForm::Endpoint(url)) => Some(url),
        _ => None,
    });
    let is_endpoint = project.config.feedback_endpoint() == Some(target) || forms.any(|url| url == target);
    if is_endpoint || elsewhere.iter().any(|prefix| target.starts_with(prefix.as_str())) {
        return true;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = path.split('?').next().unwrap_or_default();
    let file = match path {
        "" => page.clone(),
        path => {
            let joined =
                if path.starts_with('/') { path.to_owned() } else { join_address(address, path).as_str().to_owned() };
            let joined = decode(&joined);
            OutPath::new(&if joined.ends_with('/') { format!("{joined}index.html") } else { joined })
        }
    };
    if !site.output.contains(&file) {
        return false;
    }
    let anchor = decode(anchor);
    let is_page = ids.contains_key(&file);
    let is_redirect = matches!(site.output.files.get(&file), Some(FileSource::Page(Page::Redirect(_))));
    let is_known = || ids.get(&file).is_some_and(|ids| ids.contains(anchor.as_str()));
    anchor.is_empty() || !is_page || is_redirect || anchor.starts_with(":~:") || anchor == "top" || is_known()
}
