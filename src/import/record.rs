//! What an import wrote: `import-record.json` in the project folder. It is small, and belongs into version control.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The name of the file.
pub const RECORD_FILE: &str = "import-record.json";

/// What an import wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// The source, such as `zendesk`.
    pub source: String,
    /// The files of articles by id, so that they keep their addresses when titles change.
    pub articles: BTreeMap<String, String>,
    /// The hash of each file as it was written.
    pub files: BTreeMap<String, String>,
}

impl ImportRecord {
    /// Reads a record.
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// The record as text.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and maps of texts are JSON") + "\n"
    }
}

/// The hash of a file's content: half of BLAKE3's digits tell files apart.
#[must_use]
pub fn content_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}
