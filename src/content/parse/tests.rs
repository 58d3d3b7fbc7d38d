//! Tests the keys of articles, which of them are indexes, and the kinds that folders set.

use super::*;
use crate::source::Sources;

#[track_caller]
fn check(content: &str, path: &str, others: &[&str], expected: (&str, bool)) {
    let id = Sources::default().add(ProjectPath::new(""), "");
    let articles = others.iter().map(|path| (ProjectPath::new(path), id)).collect();
    let path = ProjectPath::new(path);
    let below = path.strip(&ProjectPath::new(content)).expect("a path below the folder");
    let (key, is_index) = place(&path, below, &articles);
    assert_eq!((key.as_str(), is_index), expected);
}

#[test]
fn keys_are_paths_without_endings() {
    check("content", "content/billing/refunds.md", &[], ("billing/refunds", false));
    check("", "a.mdx", &[], ("a", false));
    check("content", "content/Größe & co.md", &[], ("Größe & co", false));
    check("content", "content/v3.5.md", &[], ("v3.5", false));
}

#[test]
fn indexes_stand_for_their_folder() {
    check("content", "content/billing/index.md", &[], ("billing", true));
    check("content", "content/_index.md", &[], ("", true));
    check("", "docs/README.md", &[], ("docs", true));
    check("", "docs/README.md", &["docs/index.md"], ("docs/README", false));
}

#[test]
fn the_longest_folder_gives_the_kind() {
    let kinds = [("help", "guide"), ("help/faq", "faq")].map(|(folder, kind)| (folder.into(), kind.into()));
    let config = Config { kinds: kinds.into(), ..Config::default() };
    let kind = |key: &str| configured_kind(&config, &ArticleKey::new(key));
    assert_eq!(kind("help/faq/a"), Some(ArticleKind::Faq));
    assert_eq!(kind("help/faqs"), Some(ArticleKind::Guide));
    assert_eq!(kind("helping"), None);
}
