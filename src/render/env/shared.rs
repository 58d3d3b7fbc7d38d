//! Parts that many pages have in common: `shared(name, …)` draws a template once for all pages of an edition that give
//! it the same values. Values of the same name count as the same ([`NamedValue`]).
//!
//! Such a template sees `site`, the values that it is given, and nothing else of the page, so that drawing it again
//! would draw the same. What was drawn stays with the `site` that it was drawn from, which every build makes again: a
//! preview never shows what an edit has left behind. What asked nothing of `site` is the same in all versions.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use minijinja::value::{DynObject, Enumerator, Kwargs, Object, ValueKind};
use minijinja::{Error, ErrorKind, State, Value};

use super::errors::ErrorHint;
use super::named::{NamedValue, filled};
use crate::shared_cache::SharedCache;

/// So many parts are kept for an edition. A template that is given something else on each page fills this, not the
/// memory.
const MAX_KEPT: usize = 500;

/// Nearly all names of parts have fewer bytes.
const USUAL_NAME: usize = 512;

/// So many parts are kept for all editions in a language: lines of lists, which thousands of articles have each.
const MAX_KEPT_IN_COMMON: usize = 1 << 14;

/// Parts that asked nothing of `site`, for the editions in one language.
#[derive(Debug, Clone)]
pub struct CommonParts(pub(super) Arc<SharedCache<String, Value>>);

impl Default for CommonParts {
    /// Nothing drawn yet.
    fn default() -> Self {
        Self(Arc::new(SharedCache::new(MAX_KEPT_IN_COMMON)))
    }
}

/// The value `site` with the parts that were drawn from it.
#[derive(Debug)]
pub struct SharedSite {
    site: Value,
    parts: Arc<SharedCache<String, Value>>,
    common: CommonParts,
    /// Whether anything was asked of it.
    is_asked: AtomicBool,
}

impl SharedSite {
    /// `site`, with nothing drawn yet but what the editions in its language have in common.
    #[must_use]
    pub fn value(site: Value, common: CommonParts) -> Value {
        let parts = Arc::new(SharedCache::new(MAX_KEPT));
        Value::from_object(Self { site, parts, common, is_asked: AtomicBool::new(false) })
    }

    fn own(&self) -> Option<&DynObject> {
        self.is_asked.store(true, Ordering::Relaxed);
        self.site.as_object()
    }

    /// The part of this name. `draw` draws it for the site that it is given.
    fn part(&self, name: &str, draw: impl FnOnce(Value) -> Result<Value, Error>) -> Result<Value, Error> {
        if let Some(part) = self.common.0.get(name) {
            return Ok(part);
        }
        if let Some(part) = self.parts.get(name) {
            self.own();
            return Ok(part);
        }
        let (parts, common) = (Arc::clone(&self.parts), self.common.clone());
        let site = Arc::new(Self { site: self.site.clone(), parts, common, is_asked: AtomicBool::new(false) });
        let part = draw(Value::from_dyn_object(Arc::clone(&site)))?;
        if site.is_asked.load(Ordering::Relaxed) {
            self.own();
            self.parts.keep(name.to_owned(), &part);
        } else {
            self.common.0.keep(name.to_owned(), &part);
        }
        Ok(part)
    }
}

impl Object for SharedSite {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.own()?.get_value_by_str(key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.own().map_or(Enumerator::NonEnumerable, DynObject::enumerate)
    }
}

/// The template function `shared` in a template that is drawn for the templates of these names, outermost first.
pub(super) fn function(
    outer: Vec<String>,
) -> impl Fn(&State<'_, '_>, &str, Kwargs) -> Result<Value, Error> + Send + Sync + 'static {
    move |state, name, values| {
        let part = part_name(name, &values)?;
        let named = named(&values);
        let site = state.lookup("site").unwrap_or_default();
        let draw = |site| {
            if outer.iter().any(|outer| outer == name) {
                let detail = format!("the shared template `{name}` is part of itself");
                return Err(Error::new(ErrorKind::InvalidOperation, detail));
            }
            let outer = outer.iter().cloned().chain([name.to_owned()]).collect();
            let mut values = given(&values)?;
            values.extend(named.iter().map(|(name, named)| ((*name).to_owned(), named.marked(name))));
            values.insert("shared".to_owned(), Value::from_function(function(outer)));
            values.insert("site".to_owned(), site);
            let drawn = super::limits::render(&state.get_template(name)?, Value::from_object(values));
            drawn.map(Value::from_safe_string).map_err(|error| {
                let detail = format!("error in the shared template `{name}`");
                Error::new(ErrorKind::BadInclude, detail).with_source(error)
            })
        };
        let part = match site.downcast_object_ref::<SharedSite>() {
            Some(shared) => shared.part(&part, draw),
            None => draw(site.clone()),
        }?;
        if named.is_empty() { Ok(part) } else { filled(&part, &named).map(Value::from_safe_string) }
    }
}

/// The values by the names under which the template sees them.
fn given(values: &Kwargs) -> Result<BTreeMap<String, Value>, Error> {
    values.args().map(|name| Ok((name.to_owned(), values.peek(name)?))).collect()
}

/// Those values that have a name of their own, by the names under which they are given.
fn named(values: &Kwargs) -> Vec<(&str, Arc<NamedValue>)> {
    let named = |given| Some((given, values.peek::<&Value>(given).ok()?.downcast_object()?));
    values.args().filter_map(named).collect()
}

/// What tells a part from all others: the template and its values.
fn part_name(template: &str, values: &Kwargs) -> Result<String, Error> {
    let mut part = String::with_capacity(USUAL_NAME);
    part.push_str(template);
    for name in values.args() {
        let value: &Value = values.peek(name)?;
        let (kind, text) = match (value.downcast_object_ref::<NamedValue>(), value.kind()) {
            (Some(named), _) => ("named", Cow::Borrowed(named.name())),
            (None, ValueKind::String) => ("text", Cow::Borrowed(value.as_str().unwrap_or_default())),
            (None, ValueKind::Undefined) => ("undefined", Cow::Borrowed("")),
            (None, ValueKind::None) => ("none", Cow::Borrowed("")),
            (None, ValueKind::Bool) => ("bool", Cow::Owned(value.to_string())),
            (None, ValueKind::Number) => ("number", Cow::Owned(value.to_string())),
            (None, kind) => {
                let error = Error::new(
                    ErrorKind::InvalidOperation,
                    format!("`shared` cannot pass `{name}`, which is {kind}, to `{template}`"),
                );
                return Err(error.with_source(ErrorHint("pass texts, numbers, or true and false".to_owned())));
            }
        };
        let safe = if value.is_safe() { " safe" } else { "" };
        // NUL keeps what follows from being taken for a part of a text, which has none.
        part.extend(["\0", name, safe, " ", kind, " ", &text]);
    }
    Ok(part)
}
