//! A cache that several threads share.
//!
//! A value must depend only on its key. Then it makes no difference which thread computed it, or whether it was cached
//! at all.

use std::borrow::Borrow;
use std::convert::Infallible;
use std::fmt;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

use foldhash::HashMap;

/// Cached values by key.
pub struct SharedCache<K, V> {
    known: RwLock<HashMap<K, V>>,
    /// Maximum number of values. Values beyond it are computed each time.
    most: usize,
}

/// Hides the contents: a digest of a value that contains a cache must not change when the cache fills.
impl<K, V> fmt::Debug for SharedCache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedCache").finish_non_exhaustive()
    }
}

impl<K: Hash + Eq, V: Clone> SharedCache<K, V> {
    /// Creates a cache for at most this many values.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { known: RwLock::default(), most }
    }

    /// The value of a key. Computes it with `make` if it is not cached.
    pub fn of<Q>(&self, key: &Q, make: impl FnOnce(&Q) -> V) -> V
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        let Ok(value) = self.try_of(key, || Ok::<V, Infallible>(make(key)));
        value
    }

    /// The value of a key, if it is cached.
    pub fn get<Q>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.known.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Adds a value, unless the cache is full.
    pub fn keep(&self, key: K, value: &V) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < self.most {
            known.insert(key, value.clone());
        }
    }

    /// Like [`Self::of`], but `make` may fail. Failures are not cached.
    pub fn try_of<Q, E>(&self, key: &Q, make: impl FnOnce() -> Result<V, E>) -> Result<V, E>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        if let Some(value) = self.get(key) {
            return Ok(value);
        }
        // The lock is not held here, because `make` may use the cache too.
        let value = make()?;
        self.keep(key.to_owned(), &value);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_made_once_up_to_the_limit() {
        let kept = SharedCache::new(1);
        let check = |key: &str, made, expected: u8| assert_eq!(kept.of(key, |_| made), expected);
        check("a", 1, 1);
        check("a", 2, 1);
        check("b", 3, 3);
        check("b", 4, 4);
    }

    #[test]
    fn a_failure_is_not_kept() {
        let kept: SharedCache<String, u8> = SharedCache::new(1);
        assert_eq!(kept.try_of("a", || Err("no")), Err("no"));
        assert_eq!(kept.of("a", |_| 1), 1);
    }

    #[test]
    fn what_is_kept_does_not_show() {
        let kept = SharedCache::new(2);
        let before = format!("{kept:?}");
        kept.of("a", |text: &str| text.len());
        assert_eq!(format!("{kept:?}"), before);
    }
}
