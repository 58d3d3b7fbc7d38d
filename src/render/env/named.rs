//! Values that are identified by a name. Values of the same name differ only in their addresses, such as the links of a
//! switcher on two pages, or the card of an article in two versions.
//!
//! Templates read such a value like any other. In `shared`, it is identified by its name. The part is rendered with a
//! marker in place of each address, and each page then replaces the markers with its own addresses.

use std::fmt;
use std::sync::{Arc, OnceLock};

use minijinja::value::{DynObject, Enumerator, Object, ObjectRepr, Serde};
use minijinja::{Error, ErrorKind, Value};
use serde::Serialize;

/// Encloses a marker. Articles never contain this character.
const MARK: char = '\0';

/// Creates the value from its addresses, in order.
type ValueConstructor = Box<dyn Fn(&[String]) -> Value + Send + Sync>;

/// A value that is identified by its name.
pub struct NamedValue {
    name: String,
    repr: ObjectRepr,
    /// Percent-encoded, so that HTML escaping does not change them.
    hrefs: Vec<String>,
    make: ValueConstructor,
    /// The value for templates, created on first use.
    value: OnceLock<Value>,
}

impl NamedValue {
    /// A list that `make` creates from `hrefs`. It must not be empty.
    #[must_use]
    pub fn list<T: Serialize>(
        name: String,
        hrefs: Vec<String>,
        make: impl Fn(&[String]) -> Vec<T> + Send + Sync + 'static,
    ) -> Value {
        Self::value(name, ObjectRepr::Seq, hrefs, Box::new(move |hrefs| Value::from(Serde(&make(hrefs)))))
    }

    /// A table that `make` creates from `href`.
    #[must_use]
    pub fn table<T: Serialize>(
        name: String,
        href: String,
        make: impl Fn(String) -> T + Send + Sync + 'static,
    ) -> Value {
        let make = move |hrefs: &[String]| Value::from(Serde(&make(hrefs.concat())));
        Self::value(name, ObjectRepr::Map, vec![href], Box::new(make))
    }

    fn value(name: String, repr: ObjectRepr, hrefs: Vec<String>, make: ValueConstructor) -> Value {
        Value::from_object(Self { name, repr, hrefs, make, value: OnceLock::new() })
    }

    /// The name of the value.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The value with markers in place of addresses. `given` distinguishes its markers from those of other values.
    pub(super) fn marked(&self, given: &str) -> Value {
        let marks: Vec<_> = (0..self.hrefs.len()).map(|number| format!("{MARK}{given} {number}{MARK}")).collect();
        (self.make)(&marks)
    }

    fn own(&self) -> Option<&DynObject> {
        self.value.get_or_init(|| (self.make)(&self.hrefs)).as_object()
    }
}

impl fmt::Debug for NamedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamedValue").field("name", &self.name).field("hrefs", &self.hrefs).finish_non_exhaustive()
    }
}

impl Object for NamedValue {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        self.repr
    }

    /// Always true, because empty lists have no name. Every page tests its values, and this avoids creating them.
    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.own()?.get_value(key)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.own()?.get_value_by_str(key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.own().map_or(Enumerator::NonEnumerable, DynObject::enumerate)
    }
}

/// Replaces the markers in a part with the addresses of `named`, which contains each value with the name under which it
/// was passed.
pub(super) fn filled(part: &Value, named: &[(&str, Arc<NamedValue>)]) -> Result<String, Error> {
    let part = part.as_str().unwrap_or_default();
    let length: usize = named.iter().flat_map(|(_, named)| &named.hrefs).map(String::len).sum();
    let mut out = String::with_capacity(part.len() + length);
    let cut = || Error::new(ErrorKind::InvalidOperation, "a shared template changed an address");
    let mut ends = memchr::memchr_iter(MARK as u8, part.as_bytes());
    let mut rest = 0;
    while let Some(start) = ends.next() {
        let end = ends.next().ok_or_else(cut)?;
        let href = part[start + 1..end].rsplit_once(' ').and_then(|(name, number)| {
            let (_, named) = named.iter().find(|(given, _)| *given == name)?;
            named.hrefs.get(number.parse::<usize>().ok()?)
        });
        out.push_str(&part[rest..start]);
        out.push_str(href.ok_or_else(cut)?);
        rest = end + 1;
    }
    out.push_str(&part[rest..]);
    Ok(out)
}
