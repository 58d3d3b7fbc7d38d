//! Names for places that stay the same when lines move, so that services recognize a problem in the next run.

use std::collections::BTreeMap;

use super::{DiagnosticGroup, DiagnosticLocation};

/// Length of a fingerprint in hexadecimal digits.
const DIGITS: usize = 32;

/// Makes fingerprints of code, path and message; equal places are numbered.
#[derive(Default)]
pub(super) struct Fingerprints {
    counts: BTreeMap<(String, String, String), usize>,
}

impl Fingerprints {
    /// The fingerprint of the next place.
    pub fn next(&mut self, group: &DiagnosticGroup, place: &DiagnosticLocation) -> String {
        let diagnostic = &group.diagnostic;
        let key = (diagnostic.code.0.to_owned(), place.path.as_str().to_owned(), diagnostic.message.clone());
        let text = format!("{}\0{}\0{}", key.0, key.1, key.2);
        let number = self.counts.entry(key).and_modify(|count| *count += 1).or_default();
        blake3::hash(format!("{text}\0{number}").as_bytes()).to_hex()[..DIGITS].to_owned()
    }
}
