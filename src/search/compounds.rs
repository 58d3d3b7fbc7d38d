//! Finds the known words in compounds, in languages that write them as one word: `Vertrag` in `Mietvertrag` and
//! `Vertragsbedingungen`. There is no dictionary: a part is a word that occurs by itself in some article.

use super::count_words::FastMap;

/// Minimum length of a part that is a known word, and of the rest, in characters. Shorter words are in too many others.
const SHORTEST_PART: usize = 4;
const SHORTEST_REST: usize = 4;

/// What may be between two parts.
const LINKS: [&str; 6] = ["", "s", "n", "en", "es", "er"];

/// Beginnings of words that are not compounds with what follows.
const PREFIXES: [&str; 8] = ["unter", "uber", "hinter", "wider", "wieder", "onder", "over", "under"];

/// For each word that consists of known words, by its index, the stems of these. The words are folded, each with the
/// index of its stem.
pub(super) fn parts(words: &[(String, u32)]) -> FastMap<u32, Vec<u32>> {
    let is_part = |word: &str| word.chars().count() >= SHORTEST_PART && word.chars().all(char::is_alphabetic);
    let known: FastMap<&str, u32> =
        words.iter().filter(|(word, _)| is_part(word)).map(|(word, stem)| (word.as_str(), *stem)).collect();
    let mut parts = FastMap::default();
    for ((word, own), place) in words.iter().zip(0..) {
        if word.chars().count() < SHORTEST_PART + SHORTEST_REST || !word.chars().all(char::is_alphabetic) {
            continue;
        }
        let mut found: Vec<u32> = Vec::new();
        for (at, _) in word.char_indices().skip(SHORTEST_REST) {
            let (head, tail) = word.split_at(at);
            if tail.chars().count() < SHORTEST_REST {
                break;
            }
            let linked = LINKS.iter().filter_map(|link| known.get(head.strip_suffix(link)?));
            let rest = known.get(tail).filter(|_| !PREFIXES.contains(&head));
            found.extend(linked.chain(rest).filter(|stem| *stem != own));
        }
        found.sort_unstable();
        found.dedup();
        if !found.is_empty() {
            parts.insert(place, found);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_words() {
        let words = ["arten", "mietvertrag", "unternehmen", "nehmen", "vertrag", "vertrage", "vertragsarten"];
        let words: Vec<(String, u32)> = words.into_iter().map(str::to_owned).zip(0..).collect();
        let mut parts: Vec<_> = parts(&words).into_iter().collect();
        parts.sort();
        assert_eq!(parts, [(1, vec![4]), (6, vec![0, 4])]);
    }
}
