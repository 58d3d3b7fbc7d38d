//! Shared parts of pages: `shared(name, …)` renders a template once for all pages of an edition that pass the same
//! values. A [`NamedValue`] is compared by its name.
//!
//! Such a template sees only `site` and the values that are passed to it, so the result is always the same. It is
//! stored with the `site` value, which is new in every build: a preview never shows parts from before a change. Parts
//! that do not read `site` are shared by all versions.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use minijinja::value::{DynObject, Enumerator, Kwargs, Object, ValueKind};
use minijinja::{Error, ErrorKind, State, Value};

use super::errors::ErrorHint;
use super::named::{NamedValue, filled};
use crate::shared_cache::SharedCache;

/// The maximum number of parts per edition. It limits memory if a template gets different values on each page.
const MAX_KEPT: usize = 500;

/// The initial capacity for the name of a part, in bytes, which is enough for nearly all of them.
const USUAL_NAME: usize = 512;

/// The maximum number of parts per language for all editions. Most are lines of lists, one for each of thousands of
/// articles.
const MAX_KEPT_IN_COMMON: usize = 1 << 14;

/// Parts that do not read `site`, shared by the editions of one language.
#[derive(Debug, Clone)]
pub struct CommonParts(pub(super) Arc<SharedCache<String, Value>>);

impl Default for CommonParts {
    /// Creates an empty cache.
    fn default() -> Self {
        Self(Arc::new(SharedCache::new(MAX_KEPT_IN_COMMON)))
    }
}

/// The value of `site`, with the parts that were rendered with it.
#[derive(Debug)]
pub struct SharedSite {
    site: Value,
    parts: Arc<SharedCache<String, Value>>,
    common: CommonParts,
    /// Whether a template read `site`.
    is_asked: AtomicBool,
}

impl SharedSite {
    /// Creates `site` without its own parts. `common` holds the parts shared by the editions of its language.
    #[must_use]
    pub fn value(site: Value, common: CommonParts) -> Value {
        let parts = Arc::new(SharedCache::new(MAX_KEPT));
        Value::from_object(Self { site, parts, common, is_asked: AtomicBool::new(false) })
    }

    fn own(&self) -> Option<&DynObject> {
        self.is_asked.store(true, Ordering::Relaxed);
        self.site.as_object()
    }

    /// The part with this name. `draw` renders it with the given `site`, which records whether it is read.
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

/// The template function `shared`. `outer` holds the names of the shared templates that are being rendered, outermost
/// first, to detect recursion.
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

/// The passed values, by the names under which the template sees them.
fn given(values: &Kwargs) -> Result<BTreeMap<String, Value>, Error> {
    values.args().map(|name| Ok((name.to_owned(), values.peek(name)?))).collect()
}

/// The passed [`NamedValue`]s, by the names under which the template sees them.
fn named(values: &Kwargs) -> Vec<(&str, Arc<NamedValue>)> {
    let named = |given| Some((given, values.peek::<&Value>(given).ok()?.downcast_object()?));
    values.args().filter_map(named).collect()
}

/// A name that identifies a part: its template and all values.
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
        // NUL separates the entries, because no text contains it.
        part.extend(["\0", name, safe, " ", kind, " ", &text]);
    }
    Ok(part)
}
