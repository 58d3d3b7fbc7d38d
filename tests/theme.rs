//! The default theme is whole: its templates compile, and every text and icon that they name is there.

use std::collections::BTreeSet;
use std::sync::Arc;

use answerbook::render::env::environment;
use answerbook::theme::texts::Texts;
use answerbook::theme::{Overrides, Theme};

/// The names of the default theme's languages.
const LANGUAGES: [&str; 4] = ["de", "en", "es", "fr"];

fn theme() -> Theme {
    Theme::layered(Overrides::new())
}

/// The first arguments of all calls of `function` in the templates, where they are written out.
fn arguments(theme: &Theme, function: &str) -> BTreeSet<String> {
    let call = format!("{function}(\"");
    let mut found = BTreeSet::new();
    for name in theme.template_names() {
        let text = theme.template(name).expect("a listed template is there").text().into_owned();
        for (start, _) in text.match_indices(&call) {
            let is_whole_name = !text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let rest = &text[start + call.len()..];
            let (argument, after) = rest.split_once('"').expect("a string ends");
            if is_whole_name && after.starts_with([',', ')']) {
                found.insert(argument.to_owned());
            }
        }
    }
    found
}

/// The keys of a language's own file.
fn keys(theme: &Theme, language: &str) -> BTreeSet<String> {
    let file = theme.file(&format!("i18n/{language}.toml")).expect("the language has a file");
    let table: toml::Table = file.text().parse().expect("the file is TOML");
    table.keys().cloned().collect()
}

#[test]
fn templates_compile() {
    let theme = theme();
    let texts = Texts::load(&theme, "en");
    assert!(texts.diagnostics.is_empty());
    let env = environment(&theme, Arc::new(texts.value));
    let failures: Vec<_> = theme.template_names().filter_map(|name| env.get_template(name).err()).collect();
    assert!(failures.is_empty(), "{failures:?}");
}

#[test]
fn templates_name_texts_that_exist() {
    let theme = theme();
    let used: BTreeSet<_> = &arguments(&theme, "t") | &arguments(&theme, "plurals");
    let missing: Vec<_> = used.difference(&keys(&theme, "en")).cloned().collect();
    assert!(used.len() > 50 && missing.is_empty(), "{missing:?}");
}

#[test]
fn templates_name_icons_that_exist() {
    let theme = theme();
    let used = arguments(&theme, "icon");
    let missing: Vec<_> = used.iter().filter(|name| !theme.has_icon(name)).collect();
    assert!(used.len() > 5 && missing.is_empty(), "{missing:?}");
}

#[test]
fn languages_are_complete() {
    let theme = theme();
    let english = keys(&theme, "en");
    for language in LANGUAGES {
        let difference: Vec<_> = english.symmetric_difference(&keys(&theme, language)).cloned().collect();
        assert!(difference.is_empty(), "{language}: {difference:?}");
    }
}
