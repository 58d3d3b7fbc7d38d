//! The default theme is complete: its templates compile, and every text and icon that they use exists.

// Snapbox writes its snapshots as raw strings with hashes.
#![allow(clippy::needless_raw_string_hashes)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use answerbook::render::env::environment;
use answerbook::theme::texts::UiTexts;
use answerbook::theme::{Theme, ThemeOverrides};
use icu_plurals::{PluralRuleType, PluralRules};
use snapbox::str;
use support::TestFolder;

/// The languages of the default theme.
const LANGUAGES: [&str; 16] =
    ["ar", "de", "en", "es", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "zh", "zh-Hant"];

/// The plural forms of all numbers up to this one must exist. A form used only from a million on, as in French, falls
/// back to `other`.
const MAX_COUNTED: usize = 10_000;

fn theme() -> Theme {
    Theme::layered(ThemeOverrides::new())
}

/// The first arguments of all calls of `function` in the templates, if they are literals.
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

/// A language's own file.
fn table(theme: &Theme, language: &str) -> toml::Table {
    let file = theme.file(&format!("i18n/{language}.toml")).expect("the language has a file");
    file.text().parse().expect("the file is TOML")
}

fn keys(theme: &Theme, language: &str) -> BTreeSet<String> {
    table(theme, language).keys().cloned().collect()
}

/// The texts of a key, by plural form; a text without forms is `other`.
fn forms(value: &toml::Value) -> BTreeMap<&str, &str> {
    match value {
        toml::Value::String(text) => BTreeMap::from([("other", text.as_str())]),
        toml::Value::Table(table) => {
            table.iter().map(|(form, text)| (form.as_str(), text.as_str().expect("a form is a text"))).collect()
        }
        other => panic!("neither a text nor plural forms: {other}"),
    }
}

/// The `{names}` in a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

/// The plural forms that a language needs to count up to [`MAX_COUNTED`].
fn needed_forms(language: &str) -> BTreeSet<String> {
    let locale: icu_locale_core::Locale = language.parse().expect("a language tag");
    let rules = PluralRules::try_new((&locale).into(), PluralRuleType::Cardinal.into()).expect("CLDR has rules");
    (0..=MAX_COUNTED).map(|count| format!("{:?}", rules.category_for(count)).to_lowercase()).collect()
}

#[test]
fn templates_compile() {
    let theme = theme();
    let texts = UiTexts::load(&theme, "en");
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

#[test]
fn no_language_is_left_out() {
    let theme = theme();
    let files: BTreeSet<_> = theme.folder("i18n").map(|(name, _)| name.trim_end_matches(".toml").to_owned()).collect();
    assert_eq!(files, LANGUAGES.map(str::to_owned).into());
}

#[test]
fn languages_keep_placeholders() {
    let theme = theme();
    let english = table(&theme, "en");
    for language in LANGUAGES {
        for (key, value) in table(&theme, language) {
            let expected = placeholders(forms(&english[&key])["other"]);
            for (form, text) in forms(&value) {
                let mut found = placeholders(text);
                // One and two may be written as words, and zero may be a text without a number.
                if matches!(form, "zero" | "one" | "two") && expected.contains("count") {
                    found.insert("count");
                }
                assert_eq!(found, expected, "{language}: `{key}`, {form}");
            }
        }
    }
}

#[test]
fn languages_have_the_plural_forms_that_they_need() {
    let theme = theme();
    let english = table(&theme, "en");
    for language in LANGUAGES {
        let mut needed = needed_forms(language);
        needed.insert("other".into());
        for (key, value) in table(&theme, language).iter().filter(|(key, _)| english[*key].is_table()) {
            let found: BTreeSet<String> = forms(value).into_keys().map(str::to_owned).collect();
            assert_eq!(found, needed, "{language}: `{key}`");
        }
    }
}

#[test]
fn a_form_without_its_number_stands_for_one_number_alone() {
    // `one` also includes 21 in Russian, so the text has to show the number.
    for language in LANGUAGES {
        let texts = UiTexts::load(&theme(), language).value;
        for count in 0..200 {
            let text = texts.plural("articles", count, &[]);
            let same = (0..200).find(|other| *other != count && texts.plural("articles", *other, &[]) == text);
            assert_eq!(same, None, "{language}: {count} reads `{text}`");
        }
    }
}

#[test]
fn a_file_of_the_theme_is_copied_once() {
    let folder = TestFolder::new().file("answerbook.toml", "theme = \"look\"\n");
    let folder = folder.run("theme eject footer.html").code(2).stderr(str![[r#"
error: the theme has no file `footer.html`
  help: did you mean `templates/partials/footer.html`?

"#]]);
    let folder = folder.check().run("theme eject templates/partials/footer.html").check();
    assert!(folder.path("look/templates/partials/footer.html").is_file());
    let folder = folder.run("theme eject templates/partials/footer.html").code(2).check();
    let folder = folder.run("theme list templates/partials/fo").stdout(str![[r#"
templates/partials/fold.html
templates/partials/footer.html  overridden

"#]]);
    folder.check().run("theme list nothing").code(2).check();
}
