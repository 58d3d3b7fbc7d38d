//! The files of articles: their editions, their keys, and what folders hand down to them.

use std::collections::BTreeMap;

use crate::config::TreePlace;
use crate::content::EditionId;
use crate::content::front_matter::{self, FrontMatterData, FrontMatterTable, FrontMatterValue};
use crate::path::{ArticleKey, ProjectPath};
use crate::project::Project;
use crate::source::SourceId;

/// An article's file and its edition.
pub(super) struct ArticleFile<'p> {
    pub path: &'p ProjectPath,
    pub source: SourceId,
    pub placed: TreePlace<'p>,
    /// Whether this is the first file with its text. All spans refer to that one.
    pub is_first: bool,
}

impl<'p> ArticleFile<'p> {
    pub fn new(project: &'p Project, path: &'p ProjectPath, source: SourceId) -> Option<Self> {
        let is_first = project.sources[source].path == *path;
        Some(Self { path, source, placed: project.trees.place(path)?, is_first })
    }

    pub fn name(&self) -> (EditionId, SourceId) {
        (self.placed.edition, self.source)
    }
}

/// An article's key within its edition, and whether it is the index of its folder. `below` is its path relative to the
/// edition's folder. A `README` is the index if there is no file named `index`.
#[must_use]
pub fn place(path: &ProjectPath, below: &str, articles: &BTreeMap<ProjectPath, SourceId>) -> (ArticleKey, bool) {
    let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_index = is_index(path, stem, articles);
    let key = match (is_index, folder) {
        (true, folder) => folder.to_owned(),
        (false, "") => stem.to_owned(),
        (false, folder) => format!("{folder}/{stem}"),
    };
    (ArticleKey::new(&key), is_index)
}

pub(super) fn is_index(path: &ProjectPath, stem: &str, articles: &BTreeMap<ProjectPath, SourceId>) -> bool {
    match stem {
        "index" | "_index" | "index.html" => true,
        stem if stem.eq_ignore_ascii_case("readme") => {
            let folder = path.parent();
            let taken = |name: &str| folder.join(name).is_some_and(|path| articles.contains_key(&path));
            !["index.md", "_index.md", "index.mdx", "index.markdown"].into_iter().any(taken)
        }
        _ => false,
    }
}

/// Hugo's `cascade`: values that an index sets for everything in its folder, by folder. Used only for `param`. Values
/// with a `_target` apply to some of the files only and are ignored.
pub(super) fn cascades(project: &Project) -> BTreeMap<ProjectPath, Vec<FrontMatterTable>> {
    let mut cascades = BTreeMap::new();
    for (path, &id) in project.articles.iter().filter(|(path, _)| matches!(path.stem(), "_index" | "index")) {
        let text = &project.sources[id].text;
        let head = front_matter::split(text).head.map_or("", |(_, range)| &text[range]);
        if !head.contains("cascade") {
            continue;
        }
        let table = front_matter::read(id, text).value.table;
        let tables: Vec<FrontMatterTable> = match table.value("cascade").map(|value| &value.data) {
            Some(FrontMatterData::Table(table)) => vec![table.clone()],
            Some(FrontMatterData::List(values)) => values.iter().filter_map(FrontMatterValue::table).cloned().collect(),
            _ => continue,
        };
        let for_all = |table: &FrontMatterTable| table.value("_target").or_else(|| table.value("target")).is_none();
        cascades.insert(path.parent(), tables.into_iter().filter(for_all).collect());
    }
    cascades
}
