//! "Did you mean": the nearest of some known names.

/// How many edits per character of the longer word still count as a slip of the pen.
const MAX_DISTANCE_RATIO: f64 = 0.4;

/// The candidate nearest to `word` by Damerau–Levenshtein distance, case folded, if one is near enough.
/// The first of several equally near ones wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    let letters = Letters::of(&folded);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates.into_iter().filter(|candidate| *candidate != word) {
        let lower = candidate.to_lowercase();
        let other = Letters::of(&lower);
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let allowed = (letters.count.max(other.count) as f64 * MAX_DISTANCE_RATIO).floor() as usize;
        let limit = best.map_or(allowed, |(distance, _)| allowed.min(distance.saturating_sub(1)));
        if letters.least_distance(&other) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&folded, &lower);
        if distance <= limit && best.is_none_or(|(nearest, _)| distance < nearest) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How often each letter occurs, roughly: tells cheaply that two words are far apart, which is what most words are.
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
