//! Configures the template engine. This is the only module that sets up minijinja.
//!
//! Each environment serves one language. It finds templates in the layered [`Theme`], escapes HTML, and stops runaway
//! templates. In addition to minijinja's own filters and functions, templates can use four functions:
//!
//! - `t(key, count=…, name=…)`: the UI text for `key`, in its plural form for `count`, with its placeholders filled;
//! - `plurals(key)`: all plural forms of a UI text by CLDR category, for scripts that count;
//! - `icon(name, size=20)`: the SVG of an icon, hidden from screen readers; `folder` if the theme has no such icon;
//! - `shared(name, …)`: a template that is rendered once for all pages of an edition that pass the same values.
//!
//! [`template_error`] turns errors in templates into diagnostics. This module renders no pages.

mod errors;
mod escape;
mod icons;
mod limits;
mod named;
mod shared;

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;
use minijinja::value::Kwargs;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

pub use errors::{check_templates, template_error};
pub use escape::escaped;
pub use limits::render;
pub use named::NamedValue;
pub use shared::{CommonParts, SharedSite};

use crate::suggest::nearest;
use crate::theme::texts::UiTexts;
use crate::theme::{ORIGINAL_PREFIX, Theme};
use errors::ErrorHint;
use icons::ThemeIcons;

/// The maximum number of instructions per page. A list of 10,000 articles needs about a million, and an endless loop is
/// stopped within a second.
const FUEL: u64 = 10_000_000;

/// Creates the template engine for the theme's templates, with the UI texts of one language.
#[must_use]
pub fn environment(theme: &Theme, texts: Arc<UiTexts>) -> Environment<'static> {
    let mut env = Environment::new();
    // Undefined values can be tested but not printed: a misspelled name is an error, but a missing field is not.
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    // Without it, errors contain their line, but not their position in it.
    env.set_debug(true);
    env.set_fuel(Some(FUEL));
    env.set_auto_reload(false);
    env.set_formatter(escape::write);

    let templates = templates(theme);
    env.set_loader(move |name| match templates.get(name) {
        Some(text) if limits::excess(text).is_some() => {
            Err(Error::new(ErrorKind::InvalidOperation, format!("the template `{name}` is too complex")))
        }
        text => Ok(text.cloned()),
    });
    let forms = Arc::clone(&texts);
    env.add_function("plurals", move |key: &str| Value::from_pairs(forms.forms(key)));
    // Most texts have no placeholders, so their values are created once.
    let plain: HashMap<String, Value> = texts.keys().map(|key| (key.to_owned(), Value::from(texts.get(key)))).collect();
    env.add_function("t", move |key: &str, values: Kwargs| match plain.get(key) {
        Some(plain) if values.args().next().is_none() => Ok(plain.clone()),
        _ => text(&texts, key, &values).map(Value::from),
    });
    env.add_function("shared", shared::function(Vec::new()));
    let icons = ThemeIcons::new(theme);
    env.add_function("icon", move |name: Option<&str>, options: Kwargs| {
        let size: Option<u32> = options.get("size")?;
        options.assert_all_used()?;
        Ok::<Value, Error>(Value::from_safe_string(icons.draw(name.unwrap_or_default(), size)))
    });
    env
}

/// All templates, by the names that other templates use for them.
fn templates(theme: &Theme) -> BTreeMap<String, String> {
    let mut templates = BTreeMap::new();
    for name in theme.template_names() {
        let original = format!("{ORIGINAL_PREFIX}{name}");
        for name in [name.to_owned(), original] {
            if let Some(file) = theme.template(&name) {
                templates.insert(name, file.text().into_owned());
            }
        }
    }
    templates
}

/// The template function `t`: the UI text for `key`.
fn text(texts: &UiTexts, key: &str, values: &Kwargs) -> Result<String, Error> {
    if !texts.has(key) {
        let error = Error::new(ErrorKind::InvalidOperation, format!("there is no UI text `{key}`"));
        return Err(match nearest(key, texts.keys()) {
            Some(name) => error.with_source(ErrorHint(format!("did you mean `{name}`?"))),
            None => error.with_source(ErrorHint(format!("add `{key}` to `i18n/en.toml` in the theme folder"))),
        });
    }
    let count: Option<usize> = values.peek("count")?;
    let mut filled = Vec::new();
    for name in values.args().filter(|name| *name != "count") {
        let value: Value = values.peek(name)?;
        if value.is_undefined() {
            let detail = format!("the value `{name}` for the UI text `{key}` is undefined");
            return Err(Error::new(ErrorKind::UndefinedError, detail));
        }
        filled.push((name, value.to_string()));
    }
    let filled: Vec<(&str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Ok(match count {
        Some(count) => texts.plural(key, count, &filled),
        None => texts.format(key, &filled),
    })
}

#[cfg(test)]
mod tests;
