//! Collects labels, which are tags with their own page.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::path::{Address, slug, storable};
use crate::site::{ArticleId, EditionArticles};

/// A label and its articles. Labels that differ only in case or punctuation are the same.
#[derive(Debug, Clone)]
pub struct Label {
    /// As written in the first article that has it.
    pub title: String,
    /// The address of its page.
    pub address: Address,
    /// The articles, in order of titles.
    pub articles: Vec<ArticleId>,
}

/// Collects the labels of all listed articles, by address segment.
#[must_use]
pub fn gather(members: &EditionArticles<'_>, parent: &Address) -> BTreeMap<String, Label> {
    let mut labels: BTreeMap<String, Label> = BTreeMap::new();
    // Cached, because thousands of articles share a few labels.
    let mut segments: HashMap<&str, String> = HashMap::new();
    for (id, article) in members.iter().filter(|(_, article)| !article.meta.unlisted) {
        for title in &article.meta.labels {
            let segment = segments.entry(title).or_insert_with(|| segment(title));
            if !labels.contains_key(segment) {
                let address = Address::new(&format!("{parent}{segment}/"));
                labels.insert(segment.clone(), Label { title: title.trim().to_owned(), address, articles: Vec::new() });
            }
            let Some(label) = labels.get_mut(segment) else { continue };
            if label.articles.last() != Some(&id) {
                label.articles.push(id);
            }
        }
    }
    let titles: Vec<String> = members.articles().iter().map(|article| article.meta.title.to_lowercase()).collect();
    for label in labels.values_mut() {
        label.articles.sort_by_key(|id| &titles[members.place(*id)]);
    }
    labels
}

/// The address segment of a label.
#[must_use]
pub fn segment(title: &str) -> String {
    let segment = slug(&spoken(title));
    // A label of punctuation only, such as `?!`, has an empty slug but still needs a page.
    match segment.as_str() {
        "" => blake3::hash(title.as_bytes()).to_hex()[..8].to_owned(),
        // This is the file of the list of labels.
        "index.html" => "index-html".to_owned(),
        segment => storable(segment),
    }
}

/// A title with the symbols at the end of its words spelled out, because `C`, `C++` and `C#` are different things.
fn spoken(title: &str) -> Cow<'_, str> {
    if !title.contains(['+', '#']) {
        return Cow::Borrowed(title);
    }
    let word = |word: &str| {
        let stem = word.trim_end_matches(['+', '#']);
        let signs = if stem.is_empty() { "" } else { &word[stem.len()..] };
        let name = match signs.as_bytes() {
            [] => return word.to_owned(),
            [b'#', ..] => "sharp",
            _ => "plus",
        };
        format!("{stem}{}", format!("-{name}").repeat(signs.len()))
    };
    title.split(' ').map(word).collect::<Vec<_>>().join(" ").into()
}

#[cfg(test)]
mod tests {
    use super::segment;

    #[test]
    fn labels_of_different_names_have_different_addresses() {
        let check = |title: &str, expected: &str| assert_eq!(segment(title), expected);
        check("C", "c");
        check("C++", "c-plus-plus");
        check("C#", "c-sharp");
        check("A+", "a-plus");
        check("C++ and C#", "c-plus-plus-and-c-sharp");
        // Not the end of a word.
        check("Q+A", "q-a");
        check("#1", "1");
        check("Set up", "set-up");
    }
}
