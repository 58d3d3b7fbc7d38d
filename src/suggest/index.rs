//! Finds similar names for many words among many names. A lookup takes about the same time however many names there
//! are.
//!
//! Similar names share sequences of letters. The index lists, for each sequence of two or three letters, the names that
//! contain it. A lookup reads the shortest lists for its word, up to a limit, and measures the distance to the names
//! that share the most sequences. With few names it compares all of them, like [`nearest`](super::nearest).

use super::{Letters, MAX_WORD_CHARACTERS, Search};

/// With at most this many names, a lookup compares all of them. More would cost more than reading the lists, so that
/// the time would grow with the number of names up to here.
const MAX_COMPARED: usize = MAX_MEASURED;

/// Maximum number of list entries that one lookup reads.
const MAX_ENTRIES_READ: usize = 1_024;

/// Maximum number of names that one lookup compares.
const MAX_MEASURED: usize = 64;

/// Marks the start and the end of a name in its sequences.
const EDGE: char = '\u{1}';

/// An index of names. A name is identified by its index in the original list.
#[derive(Debug, Default)]
pub struct Index {
    names: Vec<Name>,
    /// Each sequence with each name that contains it, sorted; empty if all names are compared.
    entries: Vec<(u64, u32)>,
}

/// An index that returns the names themselves.
#[derive(Debug)]
pub struct Candidates<'a> {
    names: Vec<&'a str>,
    index: Index,
}

#[derive(Debug)]
struct Name {
    is_long: bool,
    folded: Box<str>,
    letters: Letters,
}

impl Index {
    /// Creates an index of these names.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<Name> = names.into_iter().map(Name::new).collect();
        let mut entries = Vec::new();
        if names.len() > MAX_COMPARED {
            for (number, name) in (0_u32..).zip(&names).filter(|(_, name)| !name.is_long) {
                entries.extend(sequences(&name.folded).map(|sequence| (sequence, number)));
            }
            entries.sort_unstable();
            entries.dedup();
        }
        Self { names, entries }
    }

    /// The index of the name that is most similar to `word`, if one is similar enough. A name that differs only in case
    /// is the most similar. The first of several equally similar ones wins.
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<usize> {
        if word.chars().nth(MAX_WORD_CHARACTERS).is_some() {
            return None;
        }
        let mut search = Search::new(word);
        if self.entries.is_empty() {
            (0..self.names.len()).for_each(|number| self.measure(&mut search, number));
        } else {
            self.likely(&search).into_iter().for_each(|number| self.measure(&mut search, number));
        }
        search.best()
    }

    fn measure(&self, search: &mut Search<usize>, number: usize) {
        let name = &self.names[number];
        if !name.is_long {
            search.offer(number, &name.folded, &name.letters);
        }
    }

    /// The names that share the most sequences with a word, in the order of the list.
    fn likely(&self, search: &Search<usize>) -> Vec<usize> {
        let mut lists: Vec<&[(u64, u32)]> = sequences(&search.folded).map(|sequence| self.list(sequence)).collect();
        lists.sort_by_key(|list| (list.len(), list.first().copied()));
        lists.dedup_by_key(|list| list.first().copied());
        let mut read: Vec<u32> = Vec::new();
        for list in lists {
            let left = MAX_ENTRIES_READ - read.len();
            read.extend(list.iter().take(left).map(|(_, number)| *number));
        }
        read.sort_unstable();
        let difference = |number: u32| search.letters.count.abs_diff(self.names[number as usize].letters.count);
        let shared = read.chunk_by(|a, b| a == b);
        let mut likely: Vec<(usize, usize, u32)> =
            shared.map(|same| (usize::MAX - same.len(), difference(same[0]), same[0])).collect();
        likely.sort_unstable();
        let most = likely.into_iter().take(MAX_MEASURED);
        let mut likely: Vec<usize> = most.map(|(_, _, number)| number as usize).collect();
        likely.sort_unstable();
        likely
    }

    fn list(&self, sequence: u64) -> &[(u64, u32)] {
        let start = self.entries.partition_point(|(other, _)| *other < sequence);
        let length = self.entries[start..].partition_point(|(other, _)| *other == sequence);
        &self.entries[start..start + length]
    }
}

impl<'a> Candidates<'a> {
    /// Creates an index of these names.
    pub fn new(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        Self { index: Index::new(names.iter().copied()), names }
    }

    /// The name that is most similar to `word`, by the rules of [`Index::nearest`].
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<&'a str> {
        self.index.nearest(word).map(|place| self.names[place])
    }
}

impl Name {
    fn new(name: &str) -> Self {
        // Long names are never suggested, so their letters are not needed.
        let is_long = name.chars().nth(MAX_WORD_CHARACTERS).is_some();
        let folded = if is_long { String::new() } else { name.to_lowercase() };
        Self { is_long, letters: Letters::of(&folded), folded: folded.into() }
    }
}

/// The sequences of two and three letters in a word, including its marked edges. Each letter takes 21 of 64 bits.
fn sequences(word: &str) -> impl Iterator<Item = u64> {
    let mut last = [0, u64::from(u32::from(EDGE))];
    let letters = word.chars().chain([EDGE]);
    letters.flat_map(move |letter| {
        let letter = u64::from(u32::from(letter));
        let pair = last[1] << 21 | letter;
        let triple = (last[0] != 0).then_some(last[0] << 42 | pair);
        last = [last[1], letter];
        [Some(pair), triple].into_iter().flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::nearest;

    /// Ten thousand names like those in help centers.
    fn names() -> Vec<String> {
        let words = ["refund", "invoice", "account", "password", "delivery", "export", "billing", "device", "report"];
        let name = |number: usize| match number % 3 {
            0 => format!("article-{number}"),
            1 => format!("{}-{}-{}", words[number % 9], words[number / 9 % 9], number % 1_000),
            _ => format!("how-to-{}-{}", words[number / 3 % 9], number),
        };
        (0..10_000).map(name).collect()
    }

    /// A word with one mistake in it.
    fn misspelt(word: &str, number: usize) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let at = number * 7 % (letters.len() - 1);
        match number % 4 {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, 'x'),
            2 => letters.swap(at, at + 1),
            _ => letters[at] = 'q',
        }
        letters.into_iter().collect()
    }

    #[test]
    fn what_is_found_is_as_near_as_what_a_comparison_with_all_finds() {
        let names = names();
        let index = Index::new(names.iter().map(String::as_str));
        for (number, name) in names.iter().enumerate().step_by(97) {
            let word = misspelt(name, number / 97);
            let distance = |found: &str| strsim::osa_distance(&word, found);
            let found = index.nearest(&word).map(|found| names[found].as_str()).filter(|found| *found != word);
            let wanted = nearest(&word, names.iter().map(String::as_str).filter(|other| **other != word));
            let is_name = names.contains(&word);
            assert!(is_name || found.map(distance) == wanted.map(distance), "{word}: {found:?}, not {wanted:?}");
        }
    }

    #[test]
    fn few_names_are_compared() {
        let names = names();
        let index = Index::new(names.iter().map(String::as_str));
        for word in ["article-x", "artcle-4711", "how-to-account-12", "e", "zzzz"] {
            assert!(index.likely(&Search::new(word)).len() <= MAX_MEASURED);
        }
    }

    #[test]
    fn letter_case_is_no_difference() {
        let names = names();
        let index = Index::new(names.iter().map(String::as_str));
        assert_eq!(index.nearest("ARTICLE-9000"), Some(9_000));
        assert_eq!(index.nearest("nothing like it at all"), None);
        assert_eq!(index.nearest(""), None);
    }

    #[test]
    fn long_words_are_near_nothing() {
        let long = "a".repeat(MAX_WORD_CHARACTERS + 1);
        assert_eq!(Index::new([long.as_str()]).nearest(&long[1..]), None);
        assert_eq!(Index::new([&long[1..]]).nearest(&long), None);
        assert_eq!(Index::new([&long[1..]]).nearest(&long[2..]), Some(0));
    }
}
