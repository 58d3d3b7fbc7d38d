//! Values that the file may leave out.

use std::collections::BTreeMap;

use super::raw::SpannedList;
use super::read::{BoundedNumber, OrderedTable};
use crate::source::Spanned;

/// The value, or its default.
pub(super) fn value_or<T: Into<U>, U>(given: Option<Spanned<T>>, default: U) -> U {
    given.map_or(default, |given| given.value.into())
}

/// The value, if there is one.
pub(super) fn value<T: Into<U>, U>(given: Option<Spanned<T>>) -> Option<U> {
    given.map(|given| given.value.into())
}

/// The value with its place, if there is one.
pub(super) fn spanned<T: Into<U>, U>(given: Option<Spanned<T>>) -> Option<Spanned<U>> {
    given.map(|given| Spanned { value: given.value.into(), span: given.span })
}

/// The table, or an empty one.
pub(super) fn table<T: Default>(given: Option<Spanned<T>>) -> T {
    given.map(|given| given.value).unwrap_or_default()
}

/// The elements that `convert` accepts.
pub(super) fn list<T, U>(given: Option<Spanned<SpannedList<T>>>, convert: impl FnMut(T) -> Option<U>) -> Vec<U> {
    let elements = given.map(|given| given.value).unwrap_or_default();
    elements.into_iter().map(|element| element.value).filter_map(convert).collect()
}

/// A list of texts.
pub(super) fn texts<T: Into<String>>(given: Option<Spanned<SpannedList<T>>>) -> Vec<String> {
    list(given, |text| Some(text.into()))
}

/// Texts without their places.
pub(super) fn plain<T: Into<String>>(texts: SpannedList<T>) -> Vec<String> {
    texts.into_iter().map(|text| text.value.into()).collect()
}

/// A table whose keys are chosen by the writer.
pub(super) fn entries<K, V, N: Ord, M>(
    given: Option<Spanned<OrderedTable<K, V>>>,
    name: impl Fn(K) -> N,
    meaning: impl Fn(V) -> M,
) -> BTreeMap<N, M> {
    let entries = given.map(|given| given.value.0).unwrap_or_default();
    entries.into_iter().map(|(key, value)| (name(key.value), meaning(value.value))).collect()
}

/// The number, or its default.
pub(super) fn number<const MIN: u32, const MAX: u32>(
    given: Option<Spanned<BoundedNumber<MIN, MAX>>>,
    default: u32,
) -> u32 {
    given.map_or(default, |given| given.value.0)
}

/// The number as a count, or its default.
pub(super) fn count<const MIN: u32, const MAX: u32>(
    given: Option<Spanned<BoundedNumber<MIN, MAX>>>,
    default: usize,
) -> usize {
    given.map_or(default, |given| given.value.0 as usize)
}
