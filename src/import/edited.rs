//! Edited files whose source is no longer public: their front matter keeps them out of builds, and every other byte stays.

use std::fs;
use std::path::Path;

use crate::content::front_matter::{self, FrontMatterData, FrontMatterValue, edit};

/// What was done with a file of an earlier import whose source is no longer public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestrictedFile {
    /// It was edited: the edits are kept, and its front matter keeps it out of builds.
    Marked,
    /// Nobody had edited it, and restricted files were to be left out.
    Removed,
    /// Its front matter cannot be changed: it is as public as before.
    StillPublic,
}

/// What front matter says about who may read a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Visibility {
    /// The values of `access`.
    pub access: Vec<String>,
    /// Whether it is a draft.
    pub draft: bool,
}

impl Visibility {
    /// Reads the front matter of a file.
    pub fn of(text: &str) -> Self {
        let table = front_matter::table(text);
        let access = match table.value("access").map(|access| &access.data) {
            Some(FrontMatterData::List(values)) => values.iter().filter_map(FrontMatterValue::text).collect(),
            Some(FrontMatterData::Text { text, .. }) => vec![text.as_str()],
            _ => Vec::new(),
        };
        let access = access.into_iter().filter(|value| !value.trim().is_empty()).map(str::to_owned).collect();
        Self { access, draft: table.value("draft").and_then(FrontMatterValue::text) == Some("true") }
    }
}

/// Restricts an edited file as its source is. `None` if the source is public.
pub(super) fn restrict(place: &Path, existing: &[u8], wanted: &Visibility) -> Result<Option<RestrictedFile>, String> {
    if *wanted == Visibility::default() {
        return Ok(None);
    }
    let Some(edited) = std::str::from_utf8(existing).ok().and_then(|text| restricted(text, wanted)) else {
        return Ok(Some(RestrictedFile::StillPublic));
    };
    if edited.as_bytes() != existing {
        fs::write(place, edited).map_err(|error| format!("cannot write `{}`: {error}", place.display()))?;
    }
    Ok(Some(RestrictedFile::Marked))
}

/// A text that is not public where its source is not. A writer's own `access` stays.
fn restricted(text: &str, wanted: &Visibility) -> Option<String> {
    let mut edited = text.to_owned();
    let known = Visibility::of(text);
    if !wanted.access.is_empty() && known.access.is_empty() {
        edited = edit::set_list(&edited, "access", &wanted.access)?;
    }
    if wanted.draft && !known.draft {
        edited = edit::set_plain(&edited, "draft", "true")?;
    }
    Some(edited)
}
