//! Responds to a request: checks that it is allowed, then looks for one of the preview's own addresses, then for a file
//! of the site.

use std::fmt::Write as _;
use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use tiny_http::{Method, Request};

use crate::beneath;
use crate::extras;
use crate::output::FileSource;
use crate::path::{Address, BaseUrl, OutPath, ProjectPath, media_type};
use crate::serve::allowed_hosts::AllowedHosts;
use crate::serve::events;
use crate::serve::http::{Reply, ReplyBody, RequestHeaders, address, header, is_repeated, parameter, send};
use crate::serve::live::{self, OWN};
use crate::serve::state::{FileResult, RenderedFile, ShownBuild};
use crate::serve::streams::StreamListener;
use crate::serve::{PreviewEvent, ServerState, suggestions};

/// The browser must revalidate each time; the response for unchanged content is short.
const ASK: &str = "no-cache";

/// Fingerprinted files never change, because new content gets a new name.
const KEEP: &str = "public, max-age=31536000, immutable";

/// Responds to a request from the connection `peer`.
///
/// # Errors
///
/// If the response cannot be written.
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
                (shared.on_event)(PreviewEvent::Event(event));
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

/// The response for a request that is refused, or `None` if the request is allowed.
fn refusal(hosts: &AllowedHosts, request: &Request) -> Option<Reply> {
    let Some(host) = header(request, "Host") else {
        return Some(Reply::text("400 Bad Request", "a request must have exactly one host\n"));
    };
    if !hosts.allow(host) {
        let shown: String = host.chars().filter(char::is_ascii_graphic).take(100).collect();
        let text = format!("`{shown}` is not an allowed host name; allow it with `--allow-host NAME`\n");
        return Some(Reply::text("403 Forbidden", text));
    }
    // `header` treats a repeated header as missing, which would bypass the checks below.
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

/// Opens an event stream.
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
    // If the client disconnected earlier, the stream was not open yet and could not be closed.
    if !shared.passed.is_open(peer) {
        shared.streams.close(peer);
    }
    Ok(())
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

/// The response during the first build: pages that list articles, and the files for displaying them.
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

/// The file at an address, or `None` if there is none.
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
            (shared.on_event)(PreviewEvent::Failed(diagnostic.clone()));
            match last_good {
                Some(rendered) => file_response(&path, &rendered, "200 OK", ""),
                None => live::failed(&diagnostic),
            }
        }
        FileResult::Unreadable(error) => Reply::text("500 Internal Server Error", format!("{error}\n")),
    })
}

/// The response with a file of the output. Pages get the preview's script, and `extra` HTML at the end of their text.
fn file_response(path: &OutPath, rendered: &Arc<RenderedFile>, status: &'static str, extra: &str) -> Reply {
    let media_type = media_type(path.as_str());
    let is_page = media_type.starts_with("text/html");
    let rendered = if is_page { Arc::new(live::with_script(rendered, extra)) } else { Arc::clone(rendered) };
    let is_fingerprinted = path.as_str().starts_with("_assets/");
    Reply {
        status,
        media_type,
        // `extra` depends on the address, so the version does not identify the content.
        etag: extra.is_empty().then(|| format!("\"{}\"", rendered.version)),
        body: ReplyBody::Rendered(rendered),
        cache: if is_fingerprinted { KEEP } else { ASK },
        head: String::new(),
    }
}

/// The response with a copied file, which is read while it is sent. The path is checked again, because it may lead out
/// of the project since the build.
fn copied(root: &Path, source: &ProjectPath, path: &OutPath) -> Reply {
    let gone = || Reply::text("404 Not Found", "the file is gone\n");
    let Ok(real) = root.join(source.as_str()).canonicalize() else { return gone() };
    if !real.starts_with(root) {
        return gone();
    }
    let below = real.strip_prefix(root).ok().and_then(Path::to_str);
    // What was a file a moment ago can be a link now.
    let opened = below.map_or_else(|| File::open(&real), |below| beneath::open(root, below));
    let Ok((metadata, file)) = opened.and_then(|file| Ok((file.metadata()?, file))) else { return gone() };
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

/// A redirect to another address of the site. The address is encoded, so it cannot break out of the header.
fn to(base: &BaseUrl, address: &Address, query: &str) -> Reply {
    let separator = if query.is_empty() { "" } else { "?" };
    let query: String = query.chars().filter(char::is_ascii_graphic).collect();
    let location = format!("{}{separator}{query}", base.href(address));
    // Two slashes at the start would make it an address on another host.
    let location = format!("/{}", location.trim_start_matches('/'));
    Reply::text("308 Permanent Redirect", "").with("Location", &location)
}

/// The site's page for missing addresses, with suggestions of similar ones.
fn missing(shared: &ServerState, showing: &ShownBuild, address: &Address) -> Reply {
    let base = &showing.site.output.renderer.project.config.base_url;
    let mut list = String::new();
    for near in suggestions::similar_pages(&showing.site.output, address) {
        let href = base.href(&near);
        let _ = write!(list, "<li><a class=\"row\" href=\"{href}\">{}</a></li>", crate::extras::xml(near.as_str()));
    }
    let extra = if list.is_empty() {
        String::new()
    } else {
        format!(
            "<div class=\"wrap\"><nav class=\"column middle band\" aria-labelledby=\"ab-near\">\
             <h2 id=\"ab-near\">Did you mean</h2><ul class=\"rows\">{list}</ul></nav></div>"
        )
    };
    let path = Address::new("/404.html").out_path();
    match shared.state.serve(&showing.site, &path) {
        Some(FileResult::Rendered(rendered) | FileResult::Failed(_, Some(rendered))) => {
            file_response(&path, &rendered, "404 Not Found", &extra)
        }
        _ => Reply::text("404 Not Found", "there is no such page\n"),
    }
}
