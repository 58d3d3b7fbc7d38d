//! Finds the Markdown files that other articles include, so that they can be read as snippets.
//!
//! mdBook, `VitePress`, `DocFX`, MDX and Obsidian include any file, by a path or, in Obsidian, by a name. Nothing is replaced
//! here: `compat` does that, once the snippets are known.

use std::collections::{BTreeMap, BTreeSet};

use crate::path::{self, ProjectPath};

/// What includes a file, and what ends its path.
const FORMS: &[(&str, &str)] = &[
    ("{{#include ", "}}"),
    ("<!--@include:", "-->"),
    ("[!include", ")"),
    ("[!INCLUDE", ")"),
    ("![[", "]]"),
    (" from \"", "\""),
    (" from '", "'"),
];

/// Maximum length of the names in an import, in bytes.
const MAX_CLAUSE: usize = 400;

/// Extensions of Markdown files.
const MARKDOWN: &[&str] = &["md", "markdown", "mdx"];

/// Whether a text may include other files.
#[must_use]
pub fn may_include(text: &str) -> bool {
    FORMS.iter().any(|(sign, _)| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some())
}

/// The articles that other articles include. `texts` are those articles that [may include](may_include) some.
#[must_use]
pub fn included<'t, T>(
    texts: impl Iterator<Item = (&'t ProjectPath, &'t str)>,
    articles: &BTreeMap<ProjectPath, T>,
) -> BTreeSet<ProjectPath> {
    let mut found = BTreeSet::new();
    let mut by_name: Option<BTreeMap<String, Vec<&ProjectPath>>> = None;
    for (path, text) in texts {
        for (sign, target) in targets(text) {
            let target = path::decode(target).replace("\\_", "_");
            let endings = ["", ".md"].iter();
            let from_root = target.strip_prefix("@site/").or_else(|| target.strip_prefix('/'));
            let folder = path.parent();
            let above = |folder: &ProjectPath| (!folder.as_str().is_empty()).then(|| folder.parent());
            // The root of another tool's project may be any folder around the file.
            let folders: Vec<ProjectPath> = match from_root {
                Some(_) => std::iter::successors(Some(folder), above).collect(),
                None => vec![folder],
            };
            let name = from_root.unwrap_or(&target);
            let mut near = endings
                .flat_map(|ending| folders.iter().filter_map(move |folder| folder.join(&format!("{name}{ending}"))));
            if let Some(near) = near.find(|near| articles.contains_key(near)) {
                found.insert(near);
            } else if sign == "![[" {
                let names = by_name.get_or_insert_with(|| names(articles.keys()));
                let name = target.rsplit('/').next().unwrap_or_default();
                let name = name.strip_suffix(".md").unwrap_or(name).to_lowercase();
                found.extend(names.get(&name).into_iter().flatten().map(|path| (*path).clone()));
            }
        }
    }
    found
}

fn names<'p>(paths: impl Iterator<Item = &'p ProjectPath>) -> BTreeMap<String, Vec<&'p ProjectPath>> {
    let mut names: BTreeMap<String, Vec<&ProjectPath>> = BTreeMap::new();
    for path in paths {
        names.entry(path.stem().to_lowercase()).or_default().push(path);
    }
    names
}

/// The targets of a text's includes, each with the sign before it.
fn targets(text: &str) -> impl Iterator<Item = (&'static str, &str)> {
    FORMS.iter().flat_map(move |(sign, end)| {
        text.match_indices(sign).filter_map(move |(at, _)| {
            let line = text[at + sign.len()..].lines().next()?;
            let inner = &line[..line.find(end)?];
            let is_import = sign.starts_with(" from ");
            if is_import && !follows_import(&text.as_bytes()[at.saturating_sub(MAX_CLAUSE)..at]) {
                return None;
            }
            let target = if sign.starts_with("[!") { inner.split_once("](")?.1 } else { inner };
            let target = target.split(['|', '#', '{', '"']).next()?.trim();
            // mdBook names lines and anchors after a colon.
            let target = target.split_once(':').map_or(target, |(target, _)| target);
            let extension = ProjectPath::new(target).extension();
            let is_markdown = MARKDOWN.contains(&extension.as_str()) || *sign == "![[" && extension.is_empty();
            (!target.is_empty() && is_markdown).then_some((*sign, target))
        })
    })
}

/// Whether a text ends with the start of an import: `import A`.
fn follows_import(before: &[u8]) -> bool {
    let line = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    before[line..].starts_with(b"import ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_found() {
        let check = |text: &str, expected: &[&str]| {
            let paths = ["guide/a.md", "guide/part.md", "notes/My Note.md", "b.md"];
            let articles: BTreeMap<ProjectPath, u8> = paths.iter().map(|path| (ProjectPath::new(path), 0)).collect();
            let found = included([(&ProjectPath::new("guide/a.md"), text)].into_iter(), &articles);
            assert_eq!(found.iter().map(ProjectPath::as_str).collect::<Vec<_>>(), expected, "{text}");
            assert!(expected.is_empty() || may_include(text));
        };
        check("{{#include part.md}} {{#include ../b.md:2:3}}", &["b.md", "guide/part.md"]);
        check("<!--@include: ./part.md{1,2}-->", &["guide/part.md"]);
        check("[!include[X](part.md)] [!INCLUDE [x](../b.md)]", &["b.md", "guide/part.md"]);
        check("![[my note#Heading|x]] ![[part]] ![[pic.png]]", &["guide/part.md", "notes/My Note.md"]);
        check("import A, { B } from './part.md'\nimport C from \"/b.md\";", &["b.md", "guide/part.md"]);
        check("import X from \"@site/guide/part.md\"\ntext from \"./part.md\"", &["guide/part.md"]);
        check("[[part]] {{#include gone.md}} ![x](part.md)", &[]);
    }
}
