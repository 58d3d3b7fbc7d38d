//! "Did you mean": finds the known name that is most similar to a word. [`nearest`] compares all names; [`Index`] is
//! for many words and many names.

mod index;

pub use index::{Candidates, Index};

/// Maximum number of edits per character of the longer word.
const MAX_DISTANCE_RATIO: f64 = 0.4;

/// Longer words are never similar: comparing takes the product of both lengths, and nobody types names that long.
const MAX_WORD_CHARACTERS: usize = 255;

/// The candidate that is most similar to `word` by Damerau–Levenshtein distance, ignoring case; `None` if no candidate
/// is similar enough. The first of several equally similar ones wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let is_long = |word: &str| word.chars().nth(MAX_WORD_CHARACTERS).is_some();
    if is_long(word) {
        return None;
    }
    let mut search = Search::new(word);
    for candidate in candidates.into_iter().filter(|candidate| *candidate != word && !is_long(candidate)) {
        let folded = candidate.to_lowercase();
        search.offer(candidate, &folded, &Letters::of(&folded));
    }
    search.best()
}

/// A word, and the most similar candidate so far.
struct Search<T> {
    folded: String,
    letters: Letters,
    best: Option<(usize, T)>,
}

impl<T> Search<T> {
    fn new(word: &str) -> Self {
        let folded = word.to_lowercase();
        Self { letters: Letters::of(&folded), folded, best: None }
    }

    /// Keeps a name if it is similar enough, and more similar than all names before it.
    fn offer(&mut self, name: T, folded: &str, letters: &Letters) {
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let allowed = (self.letters.count.max(letters.count) as f64 * MAX_DISTANCE_RATIO).floor() as usize;
        let limit = match self.best {
            Some((0, _)) => return,
            Some((distance, _)) => allowed.min(distance - 1),
            None => allowed,
        };
        if self.letters.least_distance(letters) <= limit {
            let distance = strsim::osa_distance(&self.folded, folded);
            if distance <= limit {
                self.best = Some((distance, name));
            }
        }
    }

    fn best(self) -> Option<T> {
        self.best.map(|(_, name)| name)
    }
}

/// Approximate letter counts: a quick test that rules out most pairs of words.
#[derive(Debug)]
struct Letters {
    count: usize,
    buckets: [u8; 32],
}

impl Letters {
    fn of(word: &str) -> Self {
        let mut letters = Self { count: 0, buckets: [0; 32] };
        for character in word.chars() {
            letters.count += 1;
            let bucket = &mut letters.buckets[character as usize % 32];
            *bucket = bucket.saturating_add(1);
        }
        letters
    }

    /// A lower bound of the distance: one edit removes a letter, adds a letter, or does both.
    fn least_distance(&self, other: &Self) -> usize {
        let (mut missing, mut added) = (0, 0);
        for (a, b) in self.buckets.iter().zip(&other.buckets) {
            missing += usize::from(a.saturating_sub(*b));
            added += usize::from(b.saturating_sub(*a));
        }
        missing.max(added).max(self.count.abs_diff(other.count))
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[track_caller]
    fn check(word: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(nearest(word, candidates.iter().copied()), expected);
    }

    #[test]
    fn the_nearest_name_is_offered() {
        check("descripton", &["title", "description", "order"], Some("description"));
        check("Title", &["title"], Some("title"));
    }

    #[test]
    fn a_distant_name_is_not() {
        check("banana", &["title", "order"], None);
        check("", &["title"], None);
    }
}
