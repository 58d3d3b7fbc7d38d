//! Reads `SUMMARY.md` of mdBook and GitBook: a list of links that orders the articles. The file itself is not an
//! article.

use std::collections::BTreeMap;

use crate::path::{self, ProjectPath};

/// The positions of articles in a summary; `None` if the file is something else.
#[must_use]
pub fn read(file: &ProjectPath, text: &str) -> Option<BTreeMap<ProjectPath, i64>> {
    if file.name() != "SUMMARY.md" {
        return None;
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if !lines.all(|line| line.starts_with(['#', '*', '-', '+', '[', '<']) || line.starts_with(char::is_numeric)) {
        return None;
    }
    let folder = file.parent();
    let targets = text.lines().filter_map(|line| {
        let (_, rest) = line.split_once("](")?;
        let target = rest.split([')', '#', '>', '"']).next()?.trim().trim_start_matches('<');
        (!target.is_empty() && !target.contains("://")).then(|| folder.join(&path::decode(target)))?
    });
    let mut places = BTreeMap::new();
    for (place, target) in (1..).zip(targets) {
        places.entry(target).or_insert(place);
    }
    (!places.is_empty()).then_some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_links_is_an_order() {
        let check = |text: &str, expected: Option<&[(&str, i64)]>| {
            let found = read(&ProjectPath::new("src/SUMMARY.md"), text);
            let expected = expected.map(|places| {
                places.iter().map(|(target, place)| (ProjectPath::new(target), *place)).collect::<BTreeMap<_, _>>()
            });
            assert_eq!(found, expected, "{text}");
        };
        check(
            "# Summary\n\n[Intro](intro.md)\n\n- [B](./b.md)\n  - [A](a%20a.md#x)\n- [Draft]()\n",
            Some(&[("src/intro.md", 1), ("src/b.md", 2), ("src/a a.md", 3)]),
        );
        check("# Summary\n\nIt went well, see [B](b.md).\n", None);
        check("# Summary\n", None);
    }
}
