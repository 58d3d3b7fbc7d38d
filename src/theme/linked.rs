//! Links the theme's ES modules: they import each other under fingerprinted names.
//!
//! A module imports another as `./name.js`, statically or dynamically. Its fingerprint depends on those of its imports,
//! so imported modules are published first. Modules in an import cycle keep their plain names, which work without
//! rewriting.

use std::collections::BTreeMap;

use super::fingerprint::fingerprinted;

/// A module that is ready to be published.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LinkedModule {
    /// The name in the theme, such as `events.js`.
    pub name: String,
    /// The name on the site, such as `events.1a2b3c4d.js`.
    pub published: String,
    /// The text, with imports of published names.
    pub text: String,
}

/// Gives every module its published name, and rewrites imports.
pub(super) fn link(mut waiting: BTreeMap<String, String>) -> Vec<LinkedModule> {
    let mut linked: Vec<LinkedModule> = Vec::new();
    while !waiting.is_empty() {
        let (ready, rest): (BTreeMap<_, _>, BTreeMap<_, _>) =
            waiting.clone().into_iter().partition(|(_, text)| waiting.keys().all(|other| !imports(text, other)));
        if ready.is_empty() {
            linked.extend(rest.into_iter().map(|(name, text)| LinkedModule { published: name.clone(), text, name }));
            break;
        }
        for (name, text) in ready {
            let text = linked.iter().fold(text, |text, module| renamed(&text, &module.name, &module.published));
            linked.push(LinkedModule { published: fingerprinted(&name, text.as_bytes()), name, text });
        }
        waiting = rest;
    }
    linked
}

/// The ways in which a module can name another one. A dynamic import can use a template literal.
fn spellings(name: &str) -> [String; 3] {
    ["'", "\"", "`"].map(|quote| format!("{quote}./{name}{quote}"))
}

fn imports(text: &str, name: &str) -> bool {
    spellings(name).iter().any(|spelling| text.contains(spelling))
}

fn renamed(text: &str, name: &str, published: &str) -> String {
    let pairs = spellings(name).into_iter().zip(spellings(published));
    pairs.fold(text.to_owned(), |text, (old, new)| text.replace(&old, &new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(modules: &[(&str, &str)]) -> Vec<(String, String)> {
        let texts = modules.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        link(texts).into_iter().map(|module| (module.published, module.text)).collect()
    }

    #[test]
    fn imports_follow_the_fingerprints() {
        for quote in ["'", "\"", "`"] {
            let modules = published(&[("a.js", &format!("import({quote}./b.js{quote})")), ("b.js", "1")]);
            assert_eq!(modules[1].1, format!("import({quote}./{}{quote})", modules[0].0));
        }
        let before = published(&[("a.js", "import { b } from './b.js';"), ("b.js", "1")]);
        let after = published(&[("a.js", "import { b } from './b.js';"), ("b.js", "2")]);
        assert_eq!(before[0].1, "1");
        assert_eq!(before[1].1, format!("import {{ b }} from './{}';", before[0].0));
        assert_ne!((&before[0].0, &before[1].0), (&after[0].0, &after[1].0));
    }

    #[test]
    fn modules_in_a_circle_keep_their_names() {
        let modules = published(&[("a.js", "import(\"./b.js\")"), ("b.js", "import './a.js'"), ("c.js", "")]);
        let names: Vec<_> = modules.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[1..], ["a.js", "b.js"]);
        assert_eq!(modules[1].1, "import(\"./b.js\")");
    }
}
