//! Digests of what articles depend on besides their own text.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::content::cache::{DependencyDigests, Digest, digest};
use crate::content::compat::Labels;
use crate::content::markdown::Snippet;
use crate::project::Project;

/// A digest of the settings that all articles share.
pub(super) fn shared(project: &Project, own_hosts: &[String]) -> Digest {
    let Config { title, content, snippets, markdown, variables, kinds, locales, .. } = &project.config;
    let languages: Vec<&str> = locales.iter().map(|locale| &*locale.code).collect();
    digest(&(
        title,
        content,
        snippets,
        markdown,
        variables,
        kinds,
        languages,
        own_hosts,
        &project.trees,
        &project.terms,
        &project.product_texts,
    ))
}

/// Digests of what articles look up in other files.
pub(super) fn digests<'p>(
    project: &Project,
    labels: &'p Labels<'p>,
    snippets: &BTreeMap<String, Snippet<'_>>,
) -> DependencyDigests<'p> {
    let mut article_names = blake3::Hasher::new();
    for path in project.articles.keys().chain(project.files.keys()) {
        article_names.update(path.as_str().as_bytes()).update(&[0]);
    }
    DependencyDigests {
        article_names: article_names.finalize(),
        labels,
        snippet_names: digest(&project.snippets.keys().collect::<Vec<_>>()),
        snippets: snippets.iter().map(|(name, snippet)| (name.clone(), digest(snippet))).collect(),
    }
}
