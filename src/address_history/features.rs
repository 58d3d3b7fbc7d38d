//! Compares texts by what they have in common: their words and pairs of words, each weighted by how few pages have it.
//! So a kept sentence counts, and a phrase that every page has does not.

use std::collections::HashMap;

/// The words and pairs of words of a text, as sorted hashes without duplicates.
pub(super) type Features = Vec<u32>;

/// Features of this many words are enough to tell texts apart. Shorter texts need other evidence.
pub(super) const FEW_FEATURES: usize = 12;

/// The features of several lines.
pub(super) fn features<'t>(lines: impl IntoIterator<Item = &'t str>) -> Features {
    let mut features = Vec::new();
    for line in lines {
        let mut last: Option<u32> = None;
        for word in words(line) {
            let hash = hash(&word);
            features.push(hash);
            features.extend(last.map(|last| last.rotate_left(13) ^ hash.wrapping_mul(0x9E37_79B1)));
            last = Some(hash);
        }
    }
    features.sort_unstable();
    features.dedup();
    features
}

/// The words of a text in lower case. In scripts without blanks, each character is one.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.chars() {
        let stands_alone =
            matches!(u32::from(letter), 0x2E80..=0xA4CF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x2_0000..);
        if letter.is_alphanumeric() && !stands_alone {
            word.extend(letter.to_lowercase());
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if stands_alone {
            words.push(letter.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// FNV-1a, 32 bits: the same in every run, as hashes are kept from run to run.
fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// How many pages have each feature.
#[derive(Debug, Clone, Default)]
pub(super) struct FeatureWeights {
    pages_with: HashMap<u32, u32, foldhash::fast::FixedState>,
    pages: u32,
}

impl FeatureWeights {
    pub fn add(&mut self, features: &[u32]) {
        self.pages += 1;
        for feature in features {
            *self.pages_with.entry(*feature).or_default() += 1;
        }
    }

    pub fn remove(&mut self, features: &[u32]) {
        self.pages = self.pages.saturating_sub(1);
        for feature in features {
            if let Some(count) = self.pages_with.get_mut(feature) {
                *count = count.saturating_sub(1);
            }
        }
    }

    #[allow(clippy::cast_precision_loss)] // numbers of pages are small
    fn weight(&self, feature: u32) -> f32 {
        let pages_with = self.pages_with.get(&feature).copied().unwrap_or_default().max(1);
        (1.0 + (self.pages + 1) as f32 / pages_with as f32).ln() - 0.65
    }

    pub fn total_weight(&self, features: &[u32]) -> f32 {
        features.iter().map(|feature| self.weight(*feature)).sum()
    }

    pub fn shared(&self, a: &[u32], b: &[u32]) -> f32 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += self.weight(*left);
                    i += 1;
                    j += 1;
                }
            }
        }
        sum
    }

    /// How similar two texts are.
    pub fn compare(&self, a: &[u32], b: &[u32]) -> TextSimilarity {
        let shared = self.shared(a, b);
        let (left, right) = (self.total_weight(a), self.total_weight(b));
        let share = |of: f32| if of > 0.0 { shared / of } else { 0.0 };
        TextSimilarity { both: share(f32::midpoint(left, right)), of_first: share(left), of_second: share(right) }
    }
}

/// Shares of texts that two of them have in common, from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct TextSimilarity {
    /// Of both together (the Sørensen–Dice coefficient).
    pub both: f32,
    /// Of the first text.
    pub of_first: f32,
    /// Of the second text.
    pub of_second: f32,
}

/// How similar two titles are, from 0 to 1: the share of words that they have in common.
#[allow(clippy::cast_precision_loss)] // titles have few words
pub(super) fn compare_titles(a: &str, b: &str) -> f32 {
    let (mut left, mut right) = (words(a), words(b));
    left.sort_unstable();
    left.dedup();
    right.sort_unstable();
    right.dedup();
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    let shared = left.iter().filter(|word| right.binary_search(word).is_ok()).count();
    2.0 * shared as f32 / (left.len() + right.len()) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_script_are_found() {
        assert_eq!(words("Größe, 5 MB: 日本!"), ["größe", "5", "mb", "日", "本"]);
    }

    #[test]
    fn what_every_page_has_counts_little() {
        let mut weights = FeatureWeights::default();
        let page = |own: &str| features([own, "write to our support team if this does not help"]);
        for own in ["alpha beta gamma delta", "epsilon zeta eta theta", "iota kappa lambda mu", "nu xi omikron pi"] {
            weights.add(&page(own));
        }
        let other = weights.compare(&page("alpha beta gamma delta"), &page("nu xi omikron pi"));
        let same = weights.compare(&page("alpha beta gamma delta"), &features(["alpha beta gamma delta"]));
        assert!(other.both < 0.3, "{other:?}");
        assert!(same.both > 0.7 && same.of_second > 0.99, "{same:?}");
    }

    #[test]
    fn titles_are_compared_by_words() {
        assert!((compare_titles("Cancel an order", "Cancel your order") - 2.0 / 3.0).abs() < 0.01);
        assert!(compare_titles("Refunds", "Invoices") < 0.01);
    }
}
