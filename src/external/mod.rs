//! Checks links to other sites.
//!
//! Steps: [`collect`] lists the addresses of other sites with the places of their links; [`mod@ask`] asks the servers;
//! [`report`] turns answers into diagnostics. A [`AnswerCache`] keeps the last answers in a file, so that only new links
//! are asked about. Only [`mod@ask`] uses the network, and only if the user wants it: a build never does.

pub mod ask;
pub mod cache;

use std::collections::{BTreeMap, HashSet};

use crate::codes;
use crate::diagnostic::{Certainty, Diagnostic, Fix};
use crate::html::address;
use crate::output::Output;
use crate::source::Span;

pub use ask::ask;
pub use cache::AnswerCache;

/// What a server said about an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExternalAnswer {
    /// The page is there, at another address if it was redirected.
    There {
        /// Where the page is now.
        moved_to: Option<String>,
    },
    /// The page or its host does not exist. Contains the reason.
    Gone(String),
    /// Nobody knows: the server did not answer, or answered with its own error. Contains the reason.
    Unknown(String),
}

/// The links of a site to other sites.
#[derive(Debug, Clone, Default)]
pub struct ExternalLinks {
    /// The places of each address, without fragments.
    pub links: BTreeMap<String, Vec<Span>>,
    /// The places of pictures on other hosts, by host.
    pub pictures: BTreeMap<String, Vec<Span>>,
}

/// Lists the links of all articles and of the configuration that lead to other sites.
#[must_use]
pub fn collect(output: &Output) -> ExternalLinks {
    let renderer = &output.renderer;
    let (site, config) = (&renderer.site, &renderer.project.config);
    let own = config.base_url.origin.as_deref();
    let mut found = ExternalLinks::default();
    let mut add = |target: &str, span: &Span, is_picture: bool| {
        let target = target.trim();
        let Some(origin) = address::origin(target).filter(|origin| Some(origin.as_str()) != own) else { return };
        let full = if target.starts_with("//") { format!("https:{target}") } else { target.to_owned() };
        let url = full.split('#').next().unwrap_or_default().to_owned();
        found.links.entry(url).or_default().push(span.clone());
        if is_picture {
            let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host).to_owned();
            found.pictures.entry(host).or_default().push(span.clone());
        }
    };
    for id in site.ids().filter(|id| !site.is_fallback(*id)) {
        let article = &site[id];
        for link in &article.body.elsewhere {
            add(&link.target, &link.span, link.is_picture);
        }
        let form = article.meta.form.iter();
        let video = article.meta.video.iter().flat_map(|video| [Some(&video.url), video.poster.as_ref()]).flatten();
        form.chain(video).for_each(|target| add(&target.value, &target.span, false));
    }
    for edition in site.editions.keys() {
        config.written_in(*edition).into_iter().for_each(|target| add(&target.value, &target.span, false));
        let lines = renderer.hrefs.footers.get(edition).into_iter();
        let lines = lines.chain(renderer.hrefs.notices.get(edition).into_iter().flatten());
        lines.flat_map(|line| &line.body.elsewhere).for_each(|link| add(&link.target, &link.span, false));
    }
    // Texts of versions in git cannot be changed.
    let sources = &renderer.project.sources;
    for spans in found.links.values_mut().chain(found.pictures.values_mut()) {
        spans.retain(|span| !sources[span.source].path.as_str().contains(":/"));
        // Editions show the same texts.
        let mut known = HashSet::new();
        spans.retain(|span| known.insert(span.clone()));
    }
    found.links.retain(|_, spans| !spans.is_empty());
    found.pictures.retain(|_, spans| !spans.is_empty());
    found
}

/// The problems of links with these answers. Links without an answer are not reported. `last_good` is the date when an
/// address worked last, for messages.
#[must_use]
pub fn report(
    links: &ExternalLinks,
    answers: &BTreeMap<String, ExternalAnswer>,
    last_good: &dyn Fn(&str) -> Option<String>,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (url, spans) in &links.links {
        let since = last_good(url).map_or(String::new(), |date| format!("; it worked on {date}"));
        let of_span = |span: &Span| match answers.get(url)? {
            ExternalAnswer::There { moved_to: None } => None,
            ExternalAnswer::There { moved_to: Some(to) } => {
                let diagnostic = Diagnostic::at(codes::EXTERNAL_REDIRECT, format!("`{url}` has moved"), span.clone());
                let fix = Fix { span: span.clone(), replacement: to.clone(), certainty: Certainty::Possible };
                Some(diagnostic.did_you_mean(Some(to)).fix(Some(fix)))
            }
            ExternalAnswer::Gone(reason) => {
                let message = format!("`{url}` does not exist: {reason}{since}");
                let help = "remove the link, or link to where the page is now";
                Some(Diagnostic::at(codes::EXTERNAL_BROKEN, message, span.clone()).help(help))
            }
            ExternalAnswer::Unknown(reason) => {
                let message = format!("`{url}` could not be checked: {reason}{since}");
                let help = "open the link in a browser, or check again later";
                Some(Diagnostic::at(codes::EXTERNAL_UNREACHABLE, message, span.clone()).help(help))
            }
        };
        diagnostics.extend(spans.iter().filter_map(of_span));
    }
    for (host, spans) in &links.pictures {
        let message = format!("a picture is stored at `{host}`, not in this project");
        let help = "copy the picture into the project, since that host may remove it";
        let of_span = |span: &Span| Diagnostic::at(codes::EXTERNAL_PICTURE, message.clone(), span.clone()).help(help);
        diagnostics.extend(spans.iter().map(of_span));
    }
    diagnostics
}
