//! What a target says about itself: the manifest of what is published, the one before, and what will be removed; and
//! the journal of a publish that has not ended.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::output::manifest::BuildManifest;

/// The version of both formats.
pub(super) const FORMAT: u32 = 1;

/// A file of the site, as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedFile {
    /// The first 16 bytes of the content's BLAKE3 hash, in hexadecimal digits.
    pub hash: String,
    /// Its size in bytes.
    pub size: u64,
}

/// The files of a site and what its build says about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteFiles {
    /// Every file by its path.
    pub files: BTreeMap<String, PublishedFile>,
    /// The manifest of the build, without its files.
    pub build: BuildManifest,
}

/// The manifest of a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedSite {
    /// The version of the format.
    pub format: u32,
    /// When it was published.
    #[serde(with = "seconds")]
    pub published: Timestamp,
    /// What is published.
    #[serde(flatten)]
    pub site: SiteFiles,
    /// Files that are not part of the site any more, and may still be there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub leaving: BTreeMap<String, LeavingFile>,
    /// What was published before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousSite>,
}

/// A file that is not part of the site any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingFile {
    /// Its content.
    #[serde(flatten)]
    pub file: PublishedFile,
    /// Since when it is not part of the site.
    #[serde(with = "seconds")]
    pub since: Timestamp,
}

/// What was published before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousSite {
    /// When it was published.
    #[serde(with = "seconds")]
    pub published: Timestamp,
    /// When it was replaced.
    #[serde(with = "seconds")]
    pub replaced: Timestamp,
    /// What was published.
    #[serde(flatten)]
    pub site: SiteFiles,
}

/// The files that a publish which has not ended may have replaced. Without an entry, a file is what the manifest says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishJournal {
    /// The version of the format.
    pub format: u32,
    /// The files by their paths.
    pub files: BTreeMap<String, JournalEntry>,
}

/// A file that is being replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Its new content.
    #[serde(flatten)]
    pub file: PublishedFile,
    /// Whether it is known to be there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sent: bool,
}

impl PublishedSite {
    /// Reads a manifest, or returns what is wrong with it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let site: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if site.format == FORMAT { Ok(site) } else { Err(format!("its format is {}, not {FORMAT}", site.format)) }
    }
}

impl PublishJournal {
    /// Reads a journal, or returns what is wrong with it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let journal: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if journal.format == FORMAT {
            Ok(journal)
        } else {
            Err(format!("its format is {}, not {FORMAT}", journal.format))
        }
    }
}

/// A value as a file.
pub(super) fn file<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("maps with texts as keys are always JSON");
    bytes.push(b'\n');
    bytes
}

/// Times as texts, in whole seconds.
pub(super) mod seconds {
    use jiff::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    pub fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{time:.0}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
