//! "Did you mean": the nearest of some known names. For many words among many names, see [`Index`].

mod index;

pub use index::{Candidates, Index};

/// How many edits per character of the longer word still count as a typing mistake.
const MAX_DISTANCE_RATIO: f64 = 0.4;

/// Longer words are near nothing: measuring takes the product of two lengths, and nobody types names of that length.
const MAX_WORD_CHARACTERS: usize = 255;

/// The candidate nearest to `word` by Damerau–Levenshtein distance, case folded, if one is near enough.
/// The first of several equally near ones wins.
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

/// A word, and the nearest of what was offered for it so far.
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

    /// Takes a name if it is near enough, and nearer than all before it.
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

/// How often each letter occurs, roughly: tells cheaply that two words are far apart, which is what most words are.
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

    /// A distance that the words have at least: an edit takes away one letter, adds one, or does both.
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
