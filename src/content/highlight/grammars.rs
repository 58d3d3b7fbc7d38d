//! Highlights code with the grammars of `two-face`, which cover many languages.
//!
//! Compiling a grammar's expressions when they are first needed can take 100 ms or more.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::MAX_LINE_BYTES;
use super::pieces::ColouredHtml;

/// Names that writers use for a language, and the names that the grammars use.
const ALIASES: &[(&str, &str)] = &[
    ("bat", "batch file"),
    ("cmd", "batch file"),
    ("console", "bash"),
    ("csharp", "c#"),
    ("docker", "dockerfile"),
    ("env", "dotenv"),
    ("golang", "go"),
    ("hcl", "terraform"),
    ("http", "http request and response"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsx", "tsx"),
    ("mdx", "markdown"),
    ("mysql", "sql"),
    ("node", "javascript"),
    ("objc", "objective-c"),
    ("plsql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("properties", "java properties"),
    ("py3", "python"),
    ("sh-session", "bash"),
    ("shell", "bash"),
    ("shell-session", "bash"),
    ("shellscript", "bash"),
    ("terminal", "bash"),
    ("vue", "vue component"),
    ("xhtml", "html"),
    ("yml", "yaml"),
];

/// Scope prefixes and their classes; the longest match wins. An empty class means plain text.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("string", "s"),
    ("punctuation.definition.string", "s"),
    ("constant", "n"),
    ("constant.character.escape", "s"),
    ("keyword", "k"),
    ("keyword.operator", "o"),
    ("storage", "k"),
    ("storage.type", "k"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("meta.function-call.identifier", "f"),
    ("entity.name.type", "t"),
    ("entity.name.class", "t"),
    ("entity.name.struct", "t"),
    ("entity.name.tag", "k"),
    ("entity.name.section", "k"),
    ("entity.other.inherited-class", "t"),
    ("entity.other.attribute-name", "a"),
    ("support.type", "t"),
    ("support.type.property-name", "a"),
    ("support.class", "t"),
    ("support.constant", "n"),
    ("variable.parameter", "v"),
    ("variable.language", "k"),
    ("variable.other.readwrite", "v"),
    ("variable.other.member", "a"),
    ("punctuation.definition.comment", "c"),
    ("punctuation.definition.variable", "v"),
    ("punctuation.definition.inserted", "i"),
    ("punctuation.definition.deleted", "d"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("markup.heading", "k"),
    ("markup.raw", "s"),
    ("meta.diff.header", "c"),
];

/// The grammars, unpacked on first use. They are constant, so all builds share them.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

static SELECTORS: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    let mut selectors: Vec<(Scope, &'static str)> =
        CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect();
    selectors.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    selectors
});

/// Finds the grammar of a language by its name, an alias or a file extension.
pub(super) fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == language).map_or(language, |(_, name)| name);
    SYNTAXES.find_syntax_by_token(name)
}

/// `None` if the grammar fails. The code is then shown without highlighting.
pub(super) fn colour(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut html = ColouredHtml::of(code);
    for line in code.split_inclusive('\n') {
        if line.len() > MAX_LINE_BYTES {
            html.push(line, "");
            continue;
        }
        let mut done = 0;
        for (at, operation) in state.parse_line(line, &SYNTAXES).ok()? {
            if at > done {
                html.push(line.get(done..at)?, class(&stack));
                done = at;
            }
            stack.apply(&operation).ok()?;
        }
        html.push(line.get(done..)?, class(&stack));
    }
    Some(html.finish())
}

/// The class of the innermost scope that has one.
fn class(stack: &ScopeStack) -> &'static str {
    let find =
        |scope: &Scope| SELECTORS.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.scopes.iter().rev().find_map(find).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, code: &str, expected: &str) {
        let syntax = syntax(language).expect("a language that two-face knows");
        assert_eq!(colour(syntax, code).as_deref(), Some(expected));
    }

    #[test]
    fn tokens_get_one_of_a_few_classes() {
        check("lua", "x = 1\n", "x <span class=\"t-o\">= </span><span class=\"t-n\">1</span>\n");
    }

    #[test]
    fn a_token_ends_with_its_line() {
        check("js", "/* a\nb */\n", "<span class=\"t-c\">/* a</span>\n<span class=\"t-c\">b */</span>\n");
    }

    #[test]
    fn every_alias_leads_to_a_grammar() {
        let lost: Vec<&str> = ALIASES.iter().map(|(alias, _)| *alias).filter(|alias| syntax(alias).is_none()).collect();
        assert_eq!(lost, [""; 0]);
    }

    /// `SNAPSHOTS=overwrite cargo test --lib notices` writes the file again.
    #[test]
    fn notices_hold_the_licence_of_every_grammar() {
        let mut notices = String::from(
            "# Notices\n\nAnswerbook is published under the [MIT license](../LICENSE). It contains work of others under their \
             own licenses:\n\n- **Figtree**, the font of the default theme (`themes/default/files/figtree.woff2`): Copyright \
             2022 The Figtree Project Authors, SIL Open Font License 1.1. The license is in \
             `themes/default/files/figtree-LICENSE.txt`. Sites publish it next to the font.\n- **Grammars** of \
             [two-face](https://crates.io/crates/two-face), which highlight code. The licenses that require a notice are \
             below.\n- **Related words** of search (`src/search/related/en.bin`), made from the work of others. The notices \
             are in `src/search/related/NOTICES.md`.\n\nThe icons and the favicon of the default theme are part of Answerbook and have its license.\n\n## \
             Licenses of the grammars\n\n",
        );
        let licences = two_face::acknowledgement::listing();
        for licence in licences.for_syntaxes().iter().filter(|licence| licence.needs_acknowledgement()) {
            licence.write_md(&mut notices);
        }
        let notices = notices.replace("\r\n", "\n");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/NOTICES.md");
        if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
            std::fs::write(path, &notices).expect("a writable file");
        }
        assert!(std::fs::read_to_string(path).is_ok_and(|text| text == notices), "`{path}` is not up to date");
    }
}
