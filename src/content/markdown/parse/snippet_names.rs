//! Finds snippets by the names in calls.

use unicode_normalization::UnicodeNormalization as _;

use crate::content::markdown::context::{MarkdownContext, Snippet};

/// The snippet that a call names, in the article's language if there is one, with its own name.
pub(super) fn find_snippet<'c>(context: &MarkdownContext<'c>, name: &str) -> Option<(&'c String, &'c Snippet<'c>)> {
    let look_up = |name: String| {
        context.recorder.snippet(&name);
        context.snippets.get_key_value(&name)
    };
    let name = name.strip_suffix(".md").unwrap_or(name);
    translations(name, context.spellings).find_map(|name| {
        let found = look_up(name.clone()).or_else(|| look_up(format!("{name}.md")));
        // The name of a file may be in Unicode's composed or decomposed form, whatever was typed here.
        let other_forms = || look_up(name.nfc().collect()).or_else(|| look_up(name.nfd().collect()));
        found.or_else(|| if name.is_ascii() { None } else { other_forms() })
    })
}

/// The possible names of a snippet: first for the article's language, then without a language, then for the default
/// language. The patterns are the same as for articles.
fn translations<'n>(name: &'n str, spellings: [&'n [String]; 2]) -> impl Iterator<Item = String> + use<'n> {
    let named = move |spelling: &String| {
        [format!("{spelling}/{name}"), format!("{name}.{spelling}"), format!("{name}._{spelling}")]
    };
    let [own, default] = spellings.map(|spellings| spellings.iter().flat_map(named));
    own.chain([name.to_owned()]).chain(default)
}
