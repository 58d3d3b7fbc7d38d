//! Parts that many pages have in common: `shared(name, …)` draws a template once for all pages of an edition that give
//! it the same values.
//!
//! Such a template sees `site`, the values that it is given, and nothing else of the page, so that drawing it again
//! would draw the same. What was drawn stays with the `site` that it was drawn from, which every build makes anew: a
//! preview never shows what an edit has left behind.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use minijinja::value::{DynObject, Enumerator, Kwargs, Object, ValueKind};
use minijinja::{Error, ErrorKind, State, Value};

use super::errors::Hint;
use crate::kept::Kept;

/// So many parts are kept for an edition. A template that is given something else on each page fills this, not the
/// memory.
const MOST_KEPT: usize = 500;

/// The value `site` with the parts that were drawn from it.
#[derive(Debug)]
pub struct SharedSite {
    site: Value,
    parts: Kept<String, Value>,
}

impl SharedSite {
    /// `site`, with nothing drawn yet.
    #[must_use]
    pub fn value(site: Value) -> Value {
        Value::from_object(Self { site, parts: Kept::new(MOST_KEPT) })
    }
}

impl Object for SharedSite {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.site.as_object()?.get_value_by_str(key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.site.as_object().map_or(Enumerator::NonEnumerable, DynObject::enumerate)
    }
}

/// The template function `shared` in a template that is drawn for the templates of these names, outermost first.
pub(super) fn function(
    outer: Vec<String>,
) -> impl Fn(&State<'_, '_>, &str, Kwargs) -> Result<Value, Error> + Send + Sync + 'static {
    move |state, name, values| {
        let mut values = given(&values)?;
        let part = part_name(name, &values)?;
        let site = state.lookup("site").unwrap_or_default();
        let draw = || {
            if outer.iter().any(|outer| outer == name) {
                let detail = format!("the shared template `{name}` is part of itself");
                return Err(Error::new(ErrorKind::InvalidOperation, detail));
            }
            let outer = outer.iter().cloned().chain([name.to_owned()]).collect();
            values.insert("shared".to_owned(), Value::from_function(function(outer)));
            values.insert("site".to_owned(), site.clone());
            let drawn = state.get_template(name)?.render(Value::from_object(values));
            drawn.map(Value::from_safe_string).map_err(|error| {
                let detail = format!("error in the shared template `{name}`");
                Error::new(ErrorKind::BadInclude, detail).with_source(error)
            })
        };
        match site.downcast_object_ref::<SharedSite>() {
            Some(site) => site.parts.try_of(part.as_str(), draw),
            None => draw(),
        }
    }
}

/// The values by the names under which the template sees them.
fn given(values: &Kwargs) -> Result<BTreeMap<String, Value>, Error> {
    values.args().map(|name| Ok((name.to_owned(), values.peek(name)?))).collect()
}

/// What tells a part from all others: the template and its values.
fn part_name(template: &str, values: &BTreeMap<String, Value>) -> Result<String, Error> {
    let mut part = template.to_owned();
    for (name, value) in values {
        let kind = value.kind();
        if !matches!(
            kind,
            ValueKind::Undefined | ValueKind::None | ValueKind::Bool | ValueKind::Number | ValueKind::String
        ) {
            let error = Error::new(
                ErrorKind::InvalidOperation,
                format!("`shared` cannot give `{name}`, which is {kind}, to `{template}`"),
            );
            return Err(error.with_source(Hint("give it texts, numbers, or true and false".to_owned())));
        }
        let safe = if value.is_safe() { "safe " } else { "" };
        let text = value.to_string();
        // The length keeps what follows from being taken for a part of it.
        let _ = write!(part, " {name}={safe}{kind}:{}:{text}", text.len());
    }
    Ok(part)
}
