//! What is public: one rule for all vendors.
//!
//! A thing is public only if the export says so in the form that the vendor documents. What is missing although the vendor
//! always sends it, has another type, or cannot be read is restricted (or a draft), and the report says why. Of two copies
//! of a thing, the one that changed last counts; if that is unknown, the one that fewer readers may see.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::json::Object;
use super::model::SourceRestriction;

/// Why a key does not have the documented value for everybody; `None` if it does.
pub(super) fn doubt(object: &Object, key: &str, public: &Value) -> Option<String> {
    /// Longer values are cut in the report.
    const MAX_SHOWN: usize = 40;
    match object.get(key) {
        Some(value) if value == public => None,
        Some(value) => {
            let shown: String = value.to_string().chars().take(MAX_SHOWN).collect();
            Some(format!("`{key}` is `{}`, which does not say that it is for everybody", shown.replace('`', "'")))
        }
        None => Some(format!("`{key}` is missing, so nobody knows who may read it")),
    }
}

/// Like [`doubt`], for a key that the vendor leaves out where it does not apply.
pub(super) fn doubt_if_present(object: &Object, key: &str, public: &Value) -> Option<String> {
    object.contains_key(key).then(|| doubt(object, key, public)).flatten()
}

/// A restriction to readers that the export does not name.
pub(super) fn unknown_readers(reason: impl Into<String>) -> SourceRestriction {
    SourceRestriction::new("unknown readers", reason)
}

/// Keeps the copy of an object that counts.
pub(super) fn keep<'v, K: Ord>(
    known: &mut BTreeMap<K, &'v Object>,
    key: K,
    object: &'v Object,
    changed: impl Fn(&Object) -> Option<Timestamp>,
    is_public: impl Fn(&Object) -> bool,
) {
    let is_kept = known.get(&key).is_some_and(|earlier| match (changed(earlier), changed(object)) {
        (Some(first), Some(second)) if first != second => first > second,
        _ => is_public(object) && !is_public(earlier),
    });
    if !is_kept {
        known.insert(key, object);
    }
}
