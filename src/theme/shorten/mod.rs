//! Minifies JavaScript: removes comments and white space, and shortens the names of variables.
//!
//! It reads tokens rather than parsing the grammar, which is enough to tell variables from properties and to find their
//! scopes. Scripts must be modules, or must not share variables with other scripts. Only `build.rs` uses it: a parser
//! of the full language would add 44 crates to the build.

mod names;
mod tokens;

use names::ScriptNames;
use tokens::{ScriptToken, TokenKind, tokenize};

/// Minifies a module. Exported names stay the same.
///
/// # Errors
///
/// A name that the module declares more than once at its top level, as modules do that were joined and use the same name.
/// The two would be renamed as if they were one variable, and no browser runs such a module.
pub fn shorten(module: &str) -> Result<String, String> {
    let tokens = tokenize(module);
    let script = ScriptNames::new(&tokens);
    if let Some(name) = script.repeated() {
        return Err(name.to_owned());
    }
    let names = script.short_names();
    let mut out = String::with_capacity(module.len() / 2);
    let mut before = None;
    for (at, token) in tokens.iter().enumerate() {
        if script.is_superfluous(at) {
            continue;
        }
        if let Some(before) = before.replace(*token) {
            out.push_str(separator(before, *token));
        }
        if let Some(name) = names.get(&at) {
            if script.is_shorthand(at) {
                out.push_str(token.text);
                out.push(':');
            }
            out.push_str(name);
        } else {
            out.push_str(token.text);
        }
    }
    out.push('\n');
    Ok(out)
}

/// The separator that is needed between two tokens.
fn separator(before: ScriptToken<'_>, after: ScriptToken<'_>) -> &'static str {
    let is_word = |token: ScriptToken<'_>| matches!(token.kind, TokenKind::Name | TokenKind::Number);
    let ends = |signs: &[&str]| before.kind == TokenKind::Sign && signs.contains(&before.text);
    let begins = |signs: &[&str]| after.kind == TokenKind::Sign && signs.contains(&after.text);
    // A line break may end a statement, unless a sign shows that the statement continues.
    let may_end = before.kind != TokenKind::Sign || ends(&[")", "]", "}", "++", "--"]);
    let may_begin =
        after.kind != TokenKind::Sign || begins(&["(", "[", "{", "+", "-", "++", "--", "/", "!", "~", "#", "..."]);
    if after.is_first_of_line && may_end && may_begin && !before.text.ends_with("${") {
        return "\n";
    }
    let would_join = is_word(before) && is_word(after)
        || before.kind == TokenKind::Sign
            && after.kind == TokenKind::Sign
            && matches!((before.text, &after.text[..1]), ("+", "+") | ("-", "-"))
        || before.kind == TokenKind::Number && after.text == "."
        || before.kind == TokenKind::Literal && before.text.starts_with('/') && is_word(after)
        || before.text == "/" && after.text.starts_with('/');
    if would_join { " " } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(module: &str, expected: &str) {
        assert_eq!(shorten(module), Ok(format!("{expected}\n")));
    }

    #[test]
    fn comments_blanks_and_superfluous_signs_go() {
        check("/** Says. */\nf( 1 ,  2 ); // x\n/* y */ g()\nh();", "f(1,2);g()\nh();");
        check("f([1, 2,], { a: 1, });", "f([1,2],{a:1});");
        check("if (x) { f(); }\nfor (;;);", "if(x){f()}\nfor(;;);");
        check("while (x) { for (;;); }", "while(x){for(;;);}");
        check("a + +b; c - -d; e + ++i; typeof x; return /a b/ in y;", "a+ +b;c- -d;e+ ++i;typeof x;return/a b/ in y;");
    }

    #[test]
    fn variables_become_letters_and_properties_stay() {
        check("const word = 1;\nf(word.word, { word: word });", "const e=1;f(e.word,{word:e});");
        check("const word = 1;\nf({ word });", "const e=1;f({word:e});");
        check(
            "const { word, other: last = 2, ...rest } = x;\nf(word, last, rest);",
            "const{word:e,other:t=2,...a}=x;f(e,t,a);",
        );
        check("const { word = 2 } = x;\nf(word);", "const{word:e=2}=x;f(e);");
        check("const o = { word(a) { return a; } };\no.word();", "const e={word(t){return t}};e.word();");
        check(
            "class Box { #size = 1; kept = 2;\n add(size) { this.#size += size; } }",
            "class t{#size=1;kept=2;add(e){this.#size+=e}}",
        );
    }

    #[test]
    fn what_others_know_stays() {
        check(
            "export const word = 1;\nexport function f(a) { return word + a; }",
            "export const word=1;export function f(e){return word+e}",
        );
        check(
            "import { word } from './x.js';\nconst a = word;\nexport { a };",
            "import{word}from'./x.js';const a=word;export{a};",
        );
        check("const one = (document) => document.body;\nf(document);", "const t=e=>e.body;f(document);");
    }

    #[test]
    fn a_name_is_never_given_twice_where_both_are_known() {
        check("const a = 1;\nconst f = (b) => a + b;\nconst g = (c) => c;", "const e=1;const a=t=>e+t;const o=t=>t;");
        check("let e = t;\nfor (const x of e) { f(x); }", "let e=t;for(const a of e){f(a)}");
    }

    #[test]
    fn a_name_that_two_joined_modules_declare_is_refused() {
        let check = |module: &str, expected: &str| assert_eq!(shorten(module), Err(expected.to_owned()), "{module}");
        check("const LIMIT = 1;\nf(LIMIT);\nconst LIMIT = 2;\ng(LIMIT);", "LIMIT");
        check("export const limit = 1;\nlet limit = 2;", "limit");
        check("function read() {}\nexport function read() {}", "read");
        check("const { a, b: [c] } = x;\nconst c = 1;", "c");
        check("class Box {}\nlet a = 1, Box = 2;", "Box");
        check("import { cut as trim } from './x.js';\nconst trim = 1;", "trim");
        check("import cut from './x.js';\nconst cut = 1;", "cut");
    }

    #[test]
    fn names_in_scopes_of_their_own_may_be_the_same() {
        check("{ const word = 1; f(word); }\n{ const word = 2; g(word); }", "{const e=1;f(e)}\n{const e=2;g(e)}");
        check("const f = (word) => word;\nconst g = (word) => word;", "const t=e=>e;const a=e=>e;");
        check(
            "import { a as word } from './x.js';\nexport { b as word };",
            "import{a as word}from'./x.js';export{b as word};",
        );
    }

    #[test]
    fn texts_and_expressions_are_left_alone() {
        check(
            "const word = 1;\nf(`word ${word} {word} ${`${word}`}`, 'word', /word[/\\]]/g);",
            "const e=1;f(`word ${e} {word} ${`${e}`}`,'word',/word[/\\]]/g);",
        );
        check("const a = 6;\nf(a / 2 / 3, (a) / 2);", "const e=6;f(e/2/3,(e)/2);");
    }
}
