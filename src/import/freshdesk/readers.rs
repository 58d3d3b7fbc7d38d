//! Who may read a folder of Freshdesk and its articles.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{FreshdeskAnswers, levels_of};
use crate::import::json::{self, Object};
use crate::import::model::SourceRestriction;
use crate::import::visibility::{self, unknown_readers};

impl FreshdeskAnswers<'_> {
    /// Why folders are not for everybody, by id.
    pub(super) fn restrictions(&self) -> BTreeMap<String, SourceRestriction> {
        let mut found = BTreeMap::new();
        for ((id, _), object) in &self.categories {
            if let Some(doubt) = category_doubt(object) {
                found.insert(id.clone(), unknown_readers(format!("its category: {doubt}")));
            }
        }
        for ((id, _), (object, _)) in &self.folders {
            let Some(doubt) = folder_doubt(object) else { continue };
            let name = json::filled(object, "name").unwrap_or_default();
            let visibility = json::number(object, "visibility");
            let (readers, words) = match visibility {
                Some(2) => ("signed-in users", "for signed-in users"),
                Some(3) => ("agents", "for agents"),
                Some(4) => ("companies", "for some companies"),
                Some(5) => ("bots", "for bots"),
                Some(6) => ("contact segments", "for some segments of contacts"),
                Some(7) => ("company segments", "for some segments of companies"),
                _ => {
                    found.insert(id.clone(), unknown_readers(format!("the folder “{name}”: {doubt}")));
                    continue;
                }
            };
            let number = visibility.map(|number| format!(" ({number})")).unwrap_or_default();
            found
                .insert(id.clone(), SourceRestriction::new(readers, format!("the folder “{name}” is {words}{number}")));
        }
        found
    }

    pub(super) fn restriction(
        &self,
        article: &Object,
        restrictions: &BTreeMap<String, SourceRestriction>,
    ) -> Option<SourceRestriction> {
        let Some(folder) = json::filled(article, "folder_id") else {
            return Some(unknown_readers("its `folder_id` is no id, so nobody knows who may read it"));
        };
        let mut next = vec![folder];
        next.extend(levels_of(article, "folder"));
        let mut categories = levels_of(article, "category");
        categories.extend(json::text(article, "category_id"));
        let mut seen: Vec<String> = Vec::new();
        while let Some(id) = next.pop() {
            if seen.contains(&id) {
                continue;
            }
            if let Some(restriction) = restrictions.get(&id) {
                return Some(restriction.clone());
            }
            let mut copies = self.folders.iter().filter(|((other, _), _)| *other == id).peekable();
            if copies.peek().is_none() {
                return Some(unknown_readers(format!(
                    "its folder {id} is not in the export, so nobody knows who may read it"
                )));
            }
            for (_, (object, outer)) in copies {
                let parent = json::filled(object, "parent_folder_id");
                let doubt = visibility::doubt_if_present(object, "parent_folder_id", &Value::Null);
                if let Some(doubt) = doubt.filter(|_| parent.is_none()) {
                    return Some(unknown_readers(format!("its folder {id}: {doubt}")));
                }
                next.extend(parent);
                next.extend(levels_of(object, "folder"));
                categories.extend(levels_of(object, "category"));
                categories.extend(json::text(object, "category_id").or_else(|| outer.clone()));
            }
            seen.push(id);
        }
        categories.iter().find_map(|id| restrictions.get(id)).cloned()
    }
}

/// Why a folder is not for everybody: `visibility` is 1, and no companies are named.
pub(super) fn folder_doubt(object: &Object) -> Option<String> {
    let companies = object.get("company_ids").filter(|companies| !companies.is_null());
    let no_companies = Value::Array(Vec::new());
    visibility::doubt(object, "visibility", &1.into())
        .or_else(|| companies.and_then(|_| visibility::doubt(object, "company_ids", &no_companies)))
}

/// Why a category is not for everybody: accounts with several portals name those that show it.
pub(super) fn category_doubt(object: &Object) -> Option<String> {
    let is_shown = |portals: &Value| portals.as_array().is_some_and(|portals| !portals.is_empty());
    visibility::doubt_if_present(object, "visible_in_portals", &Value::Null)
        .filter(|_| !object.get("visible_in_portals").is_some_and(is_shown))
}
