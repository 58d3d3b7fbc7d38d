//! A digest of a project: projects with the same digest give the same site and the same diagnostics.
//!
//! Files that are only copied count with what [`ProjectFile`](super::ProjectFile) knows of them. The content of those
//! without a fingerprint is compared by [`crate::output::build_record`].

use std::hash::{Hash, Hasher};

use rayon::prelude::*;

use super::Project;
use crate::source::Source;

/// The digest, in hexadecimal digits. It holds for one program: another one may have other types.
#[must_use]
pub fn digest(project: &Project) -> String {
    // Each field is named here, so that nobody adds one without deciding whether it counts.
    let Project {
        // The same folder at another place gives the same site.
        root: _,
        config,
        addresses,
        trees,
        date,
        drafts,
        edition,
        noindex,
        sources,
        articles,
        snippets,
        files,
        theme,
        font,
        folders,
        places,
        history,
        search_tests,
        terms,
        product_texts,
        watched,
    } = project;
    let texts: Vec<&Source> = sources.iter().map(|(_, source)| source).collect();
    let texts = texts.into_par_iter().map(|source| (&source.path, *blake3::hash(source.text.as_bytes()).as_bytes()));
    let texts: Vec<_> = texts.collect();
    let mut digest = DigestHasher::default();
    (config, addresses, trees, date, drafts, edition, noindex).hash(&mut digest);
    (texts, articles, snippets, files, theme, font).hash(&mut digest);
    (folders, places, history, search_tests, terms, product_texts, watched).hash(&mut digest);
    digest.0.finalize().to_hex().to_string()
}

/// Collects everything that is hashed in a digest which nobody can bring about for other data.
#[derive(Default)]
struct DigestHasher(blake3::Hasher);

impl Hasher for DigestHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The start of the digest. Nothing uses it, because it is too short.
    fn finish(&self) -> u64 {
        self.0.finalize().as_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}
