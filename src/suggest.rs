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

/// Shorter words have too many neighbors to know which one was meant.
const MIN_TYPO_CHARACTERS: usize = 5;

/// Whether `word` is almost certainly `name` with a typo: they differ in nothing but letter case and separators, or in
/// one letter that is added, left out, wrong or swapped. Numbers and first letters must be the same, since `page-2` is
/// not `page-3`, and `unable` is not `enable`. A letter at the end makes another form of the word, such as a plural,
/// which may be the name of something else.
#[must_use]
pub fn is_typo(word: &str, name: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let (word, name): (String, String) = (plain(word), plain(name));
    if word.is_empty() || word == name {
        return !word.is_empty();
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    word.len().abs_diff(name.len()) <= char::MAX.len_utf8()
        && !word.starts_with(&name)
        && !name.starts_with(&word)
        && word.chars().count().min(name.chars().count()) >= MIN_TYPO_CHARACTERS
        && word.chars().next() == name.chars().next()
        && digits(&word) == digits(&name)
        && strsim::osa_distance(&word, &name) == 1
}

/// Whether `name` is the only one of `names` that `word` can be a typo of.
pub fn is_only_typo<'n>(word: &str, name: &str, names: impl IntoIterator<Item = &'n str>) -> bool {
    is_typo(word, name) && names.into_iter().all(|other| other == name || !is_typo(word, other))
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
    use super::{is_only_typo, is_typo, nearest};

    #[test]
    fn a_typo_is_one_letter_of_a_name_that_has_enough_of_them() {
        let check = |word: &str, name: &str, expected: bool| assert_eq!(is_typo(word, name), expected, "{word} {name}");
        for (word, name) in [("titel", "title"), ("descripton", "description"), ("Foo_bar", "foo-bar"), ("a b", "a-b")]
        {
            check(word, name, true);
        }
        for (word, name) in [
            ("page-2", "page-3"),
            ("unable", "enable"),
            ("tag", "tags"),
            ("refund", "refunds"),
            ("import", "export"),
            ("", "-"),
            ("v1-0", "v1"),
        ] {
            check(word, name, false);
        }
    }

    #[test]
    fn a_word_that_can_be_two_names_is_neither() {
        assert!(is_only_typo("setings", "settings", ["settings", "sitemap"]));
        assert!(!is_only_typo("setings", "settings", ["settings", "seatings"]));
    }

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
