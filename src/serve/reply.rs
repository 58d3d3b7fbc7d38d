//! One request → one answer: who may ask, then the preview's own addresses, then the site's.

use std::fmt::Write as _;
use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use tiny_http::{Method, Request};

use crate::extras;
use crate::output::FileSource;
use crate::path::{Address, BaseUrl, OutPath, ProjectPath, decode, media_type};
use crate::serve::allowed_hosts::AllowedHosts;
use crate::serve::events;
use crate::serve::http::{Reply, ReplyBody, RequestHeaders, header, is_repeated, send};
use crate::serve::live::{self, OWN};
use crate::serve::state::{FileResult, RenderedFile, ShownBuild};
use crate::serve::streams::StreamListener;
use crate::serve::{PreviewEvent, ServerState, suggestions};

/// Must be asked for each time; unchanged content is then one short answer.
const ASK: &str = "no-cache";

/// Fingerprinted: another content has another name.
const KEEP: &str = "public, max-age=31536000, immutable";

/// Answers a request that came on the connection `peer`.
pub fn answer(shared: &Arc<ServerState>, request: Request, peer: SocketAddr) -> std::io::Result<()> {
    let headers = RequestHeaders::of(&request);
    if let Some(refusal) = refusal(&shared.hosts, &request) {
        return send(request, &headers, refusal);
    }
    let url = request.url().to_owned();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let is_read = matches!(request.method(), Method::Get | Method::Head);
    match (path.strip_prefix(OWN), request.method()) {
        (Some("events"), Method::Get) => listen(shared, request, peer, query),
        (Some(name), _) if is_read => {
            let reply = live::own(shared, name, query);
            send(request, &headers, reply)
        }
        (_, Method::Post) => {
            let (event, reply) = events::receive(&shared.state.now(), request, path);
            if let Some(event) = event {
                (shared.tell)(PreviewEvent::Event(event));
            }
            reply
        }
        _ if is_read => {
            let reply = find(shared, path, query);
            send(request, &headers, reply)
        }
        _ => send(
            request,
            &headers,
            Reply::text("405 Method Not Allowed", "only GET, HEAD and POST are supported\n")
                .with("Allow", "GET, HEAD, POST"),
        ),
    }
}

/// Why a request is not answered, if it is not.
fn refusal(hosts: &AllowedHosts, request: &Request) -> Option<Reply> {
    let Some(host) = header(request, "Host") else {
        return Some(Reply::text("400 Bad Request", "a request must have exactly one host\n"));
    };
    if !hosts.allow(host) {
        let shown: String = host.chars().filter(char::is_ascii_graphic).take(100).collect();
        let text = format!("`{shown}` is not an allowed host name; allow it with `--allow-host NAME`\n");
        return Some(Reply::text("403 Forbidden", text));
    }
    // A header that is given twice would count as missing.
    if ["Origin", "Sec-Fetch-Site", "Sec-Fetch-Mode"].iter().any(|name| is_repeated(request, name)) {
        return Some(Reply::text("400 Bad Request", "a request names where it comes from once\n"));
    }
    let from_elsewhere = header(request, "Origin").is_some_and(|origin| !AllowedHosts::is_same(origin, host));
    let cross_site = header(request, "Sec-Fetch-Site").is_some_and(|site| site == "cross-site");
    let is_navigation = header(request, "Sec-Fetch-Mode") == Some("navigate") && *request.method() != Method::Post;
    if from_elsewhere || cross_site && !is_navigation {
        return Some(Reply::text("403 Forbidden", "requests from other sites are not allowed\n"));
    }
    (!request.url().starts_with('/')).then(|| Reply::text("400 Bad Request", "an address starts with `/`\n"))
}

/// Begins a stream of news.
fn listen(shared: &Arc<ServerState>, request: Request, peer: SocketAddr, query: &str) -> std::io::Result<()> {
    let page = parameter(query, "page").unwrap_or_default();
    let version = parameter(query, "version").unwrap_or_default();
    let showing = shared.state.now();
    let Some(address) = address(&showing.site.output.renderer.project.config.base_url, &page) else {
        return send(
            request,
            &RequestHeaders::default(),
            Reply::text("400 Bad Request", "`page` is not an address of this site\n"),
        );
    };
    if shared.streams.is_full() {
        let busy = Reply::text("503 Service Unavailable", "too many pages are open\n").with("Retry-After", "5");
        return send(request, &RequestHeaders::default(), busy);
    }
    let listener = StreamListener { page: address, version, peer, writer: request.into_writer() };
    shared.streams.open(&shared.state, &shared.session, listener);
    // A client that went away before has been reported already, to nobody.
    if !shared.passed.is_open(peer) {
        shared.streams.close(peer);
    }
    Ok(())
}

/// A value of a query, decoded.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))?.1;
    Some(decode(&value.replace('+', " ")))
}

/// The place on the site that a path names; `None` for paths below another base path, and for those that no site has.
pub(super) fn address(base: &BaseUrl, path: &str) -> Option<Address> {
    let below = path.strip_prefix(&base.path).filter(|rest| rest.starts_with('/'))?;
    let decoded = decode(below);
    let is_strange = decoded.contains(['\0', '\\']) || decoded.split('/').any(|segment| segment == "..");
    (!is_strange).then(|| Address::new(&decoded))
}

fn find(shared: &ServerState, path: &str, query: &str) -> Reply {
    if let Some(reply) = early(shared, path) {
        return reply;
    }
    let showing = shared.state.now();
    let base = &showing.site.output.renderer.project.config.base_url;
    let Some(address) = address(base, path) else {
        let is_above = path == "/" || path.trim_end_matches('/') == base.path;
        return if is_above {
            to(base, &Address::new("/"), query)
        } else {
            missing(shared, &showing, &Address::new("/"))
        };
    };
    if let Some(reply) = page(shared, &showing, &address) {
        return reply;
    }
    let with_slash = Address::new(&format!("{address}/"));
    if showing.site.output.files.contains_key(&with_slash.out_path()) {
        to(base, &with_slash, query)
    } else {
        missing(shared, &showing, &address)
    }
}

/// What can be shown before the first build is done: lists of articles, and what these are drawn with.
fn early(shared: &ServerState, path: &str) -> Option<Reply> {
    let site = shared.state.listing_site()?;
    let path = address(&site.output.renderer.project.config.base_url, path)?.out_path();
    match site.output.files.get(&path)? {
        FileSource::Page(page) if page.is_list(&site.output.renderer.site) => {}
        FileSource::Bytes(_) => {}
        FileSource::Page(_) | FileSource::Copy(_) | FileSource::Extra(_) => return None,
    }
    match shared.state.serve(&site, &path)? {
        FileResult::Rendered(rendered) => Some(file_response(&path, &rendered, "200 OK", "")),
        FileResult::Failed(..) | FileResult::Unreadable(_) => None,
    }
}

/// The file at an address, if there is one.
fn page(shared: &ServerState, showing: &ShownBuild, address: &Address) -> Option<Reply> {
    let path = address.out_path();
    let output = &showing.site.output;
    if let Some(FileSource::Copy(source)) = output.files.get(&path) {
        let reply = copied(&output.renderer.project.root, source, &path);
        let is_sandboxed = extras::hosts::is_sandboxed(&output.renderer.project.config, source);
        return Some(if is_sandboxed { reply.with("Content-Security-Policy", extras::hosts::SANDBOX) } else { reply });
    }
    Some(match shared.state.serve(&showing.site, &path)? {
        FileResult::Rendered(rendered) => file_response(&path, &rendered, "200 OK", ""),
        FileResult::Failed(diagnostic, last_good) => {
            (shared.tell)(PreviewEvent::Failed(diagnostic.clone()));
            match last_good {
                Some(rendered) => file_response(&path, &rendered, "200 OK", ""),
                None => live::failed(&diagnostic),
            }
        }
        FileResult::Unreadable(error) => Reply::text("500 Internal Server Error", format!("{error}\n")),
    })
}

/// A file of the output, with the preview's script if it is a page, and `extra` HTML at the end of its text.
fn file_response(path: &OutPath, rendered: &Arc<RenderedFile>, status: &'static str, extra: &str) -> Reply {
    let media_type = media_type(path.as_str());
    let is_page = media_type.starts_with("text/html");
    let rendered = if is_page { Arc::new(live::with_script(rendered, extra)) } else { Arc::clone(rendered) };
    let is_fingerprinted = path.as_str().starts_with("_assets/");
    Reply {
        status,
        media_type,
        // What is added depends on the address, which the version does not tell.
        etag: extra.is_empty().then(|| format!("\"{}\"", rendered.version)),
        body: ReplyBody::Rendered(rendered),
        cache: if is_fingerprinted { KEEP } else { ASK },
        head: String::new(),
    }
}

/// A file of the project, which is read while it is sent. It was inside the project when the site was built; it still is
/// when it is opened, or it is not sent.
fn copied(root: &Path, source: &ProjectPath, path: &OutPath) -> Reply {
    let gone = || Reply::text("404 Not Found", "the file is gone\n");
    let Ok(real) = root.join(source.as_str()).canonicalize() else { return gone() };
    if !real.starts_with(root) {
        return gone();
    }
    let opened = File::open(&real).and_then(|file| Ok((file.metadata()?, file)));
    let Ok((metadata, file)) = opened else { return gone() };
    if !metadata.is_file() {
        return gone();
    }
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    Reply {
        status: "200 OK",
        media_type: media_type(path.as_str()),
        etag: Some(format!("\"{:x}-{:x}\"", metadata.len(), modified.as_nanos())),
        body: ReplyBody::File(file, metadata.len()),
        cache: if path.as_str().starts_with("_assets/") { KEEP } else { ASK },
        head: String::new(),
    }
}

/// Sends the reader to another address of the site. It is encoded, so that nothing in it can end the header.
fn to(base: &BaseUrl, address: &Address, query: &str) -> Reply {
    let separator = if query.is_empty() { "" } else { "?" };
    let query: String = query.chars().filter(char::is_ascii_graphic).collect();
    let location = format!("{}{separator}{query}", base.href(address));
    // Two slashes at the start would lead to another host.
    let location = format!("/{}", location.trim_start_matches('/'));
    Reply::text("308 Permanent Redirect", "").with("Location", &location)
}

/// The site's page for wrong addresses, with the addresses that were likely meant.
fn missing(shared: &ServerState, showing: &ShownBuild, address: &Address) -> Reply {
    let base = &showing.site.output.renderer.project.config.base_url;
    let mut list = String::new();
    for near in suggestions::similar_pages(&showing.site.output, address) {
        let href = base.href(&near);
        let _ = write!(list, "<li><a href=\"{href}\">{}</a></li>", crate::extras::xml(near.as_str()));
    }
    let extra = if list.is_empty() {
        String::new()
    } else {
        format!("<nav class=\"prose\" aria-label=\"Near addresses\"><p>Did you mean</p><ul>{list}</ul></nav>")
    };
    let path = Address::new("/404.html").out_path();
    match shared.state.serve(&showing.site, &path) {
        Some(FileResult::Rendered(rendered) | FileResult::Failed(_, Some(rendered))) => {
            file_response(&path, &rendered, "404 Not Found", &extra)
        }
        _ => Reply::text("404 Not Found", "there is no such page\n"),
    }
}
