//! Tests of editions.

use super::*;

fn trees() -> Trees {
    let tree = |folder: &str, version, locale| Tree {
        folder: ProjectPath::new(folder),
        edition: EditionId { version: VersionId(version), locale: LocaleId(locale) },
    };
    let locales = ["en", "fr", "pt-BR"].map(Locale::of);
    Trees::new(vec![tree("content", 0, 0), tree("content/fr", 0, 1), tree("content/old", 1, 0)], &locales)
}

#[test]
fn the_nearest_folder_tells_the_edition() {
    let check = |path: &str, expected: Option<(u16, u16, &str)>| {
        let path = ProjectPath::new(path);
        let trees = trees();
        let placed = trees.place(&path);
        let placed = placed.as_ref().map(|placed| (placed.edition.version.0, placed.edition.locale.0, &*placed.below));
        assert_eq!(placed, expected, "{path}");
    };
    check("content/a/b.md", Some((0, 0, "a/b.md")));
    check("content/fr/a.md", Some((0, 1, "a.md")));
    check("content/free/a.md", Some((0, 0, "free/a.md")));
    check("content/old/a.md", Some((1, 0, "a.md")));
    check("content/old/a.fr.md", Some((1, 1, "a.md")));
    check("content/a._fr.md", Some((0, 1, "a.md")));
    check("content/a._en.md", Some((0, 0, "a.md")));
    check("content/_index.pt_br.md", Some((0, 2, "_index.md")));
    check("content/fr.md", Some((0, 0, "fr.md")));
    check("content/v2.4.md", Some((0, 0, "v2.4.md")));
    check("snippets/a.md", None);
}
