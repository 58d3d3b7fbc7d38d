//! Joins ES modules that import each other into one module.
//!
//! Each file comes after those that it imports, otherwise in order of names. Imports between the files are removed, and
//! so are comments and indentation. The top-level names of all files must therefore differ. Other imports stay.
//!
//! `build.rs` shares this file: it joins the default theme's scripts in the same way before it minifies them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Joins the modules of a folder, given by name.
#[must_use]
pub(super) fn join(modules: &BTreeMap<String, String>) -> String {
    let modules = all_without_comments(modules);
    let names = in_order_of_imports(&modules);
    names.into_iter().map(|name| without_imports(&modules[name], &modules)).collect()
}

/// Joins the scripts that all pages load, given by name. Scripts that are not modules get their own scope.
#[must_use]
pub(super) fn join_scripts(scripts: &BTreeMap<String, String>) -> String {
    let is_module = |text: &str| text.lines().any(|line| line.starts_with("export ")) || !imports(text).is_empty();
    let scripts = all_without_comments(scripts);
    let joined = in_order_of_imports(&scripts).into_iter().map(|name| match &scripts[name] {
        text if is_module(text) => without_imports(text, &scripts),
        text => format!("{{\n{}\n}}\n", text.trim()),
    });
    joined.collect()
}

fn all_without_comments(modules: &BTreeMap<String, String>) -> BTreeMap<&str, String> {
    modules.iter().map(|(name, text)| (name.as_str(), strip_comments(text))).collect()
}

/// The names of modules in the order in which a browser would run them: depth first, with each module visited once,
/// even in an import cycle.
fn in_order_of_imports<'m>(modules: &BTreeMap<&'m str, String>) -> Vec<&'m str> {
    fn visit<'m>(
        name: &str,
        modules: &BTreeMap<&'m str, String>,
        seen: &mut BTreeSet<&'m str>,
        order: &mut Vec<&'m str>,
    ) {
        let Some((name, text)) = modules.get_key_value(name).filter(|(name, _)| seen.insert(name)) else { return };
        for import in imports(text) {
            visit(import.file, modules, seen, order);
        }
        order.push(name);
    }
    let (mut seen, mut order) = (BTreeSet::new(), Vec::new());
    for name in modules.keys() {
        visit(name, modules, &mut seen, &mut order);
    }
    order
}

/// Removes comments and indentation from a module. A module with a multi-line template literal is kept as it is,
/// because the literal may contain text that looks like either.
#[must_use]
pub(super) fn strip_comments(module: &str) -> String {
    let is_code = |line: &&str| !["*", "/*", "//"].iter().any(|start| line.trim_start().starts_with(start));
    if module.lines().filter(is_code).any(|line| line.matches('`').count() % 2 == 1) {
        return format!("{}\n", module.trim_end());
    }
    let mut lines = module.lines();
    let mut stripped = String::with_capacity(module.len());
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if trimmed.starts_with("/*") && (trimmed.ends_with("*/") || !trimmed.contains("*/")) {
            if !trimmed.ends_with("*/") {
                lines.by_ref().find(|line| line.trim_end().ends_with("*/"));
            }
        } else if !trimmed.is_empty() && !trimmed.starts_with("//") {
            stripped.push_str(&without_types(trimmed));
            stripped.push('\n');
        }
    }
    stripped
}

/// Removes the imports of `others` from a module.
fn without_imports(module: &str, others: &BTreeMap<&str, String>) -> String {
    let mut rest = String::with_capacity(module.len());
    let mut end = 0;
    for import in imports(module).into_iter().filter(|import| others.contains_key(import.file)) {
        rest.push_str(&module[end..import.range.start]);
        end = import.range.end;
    }
    rest + &module[end..]
}

/// An `import` statement.
struct Import<'m> {
    /// Its range, up to the next statement.
    range: Range<usize>,
    /// The imported file in the same folder; empty for anything else.
    file: &'m str,
}

/// The `import` statements of a module without indentation. Each starts a line or follows another one.
fn imports(module: &str) -> Vec<Import<'_>> {
    let mut imports = Vec::new();
    let mut start = 0;
    while start < module.len() {
        if let Some((length, file)) = import(&module[start..]) {
            imports.push(Import { range: start..start + length, file });
            start += length;
        } else {
            start += module[start..].find('\n').map_or(module.len() - start, |line| line + 1);
        }
    }
    imports
}

/// The length of the `import` statement at the start of a text, and the file that it imports. The semicolon is
/// optional. A dynamic import is not a statement.
fn import(text: &str) -> Option<(usize, &str)> {
    const QUOTES: [char; 2] = ['"', '\''];
    let is_name = |c: char| c.is_alphanumeric() || c.is_whitespace() || "{},*$_".contains(c);
    let clause =
        text.strip_prefix("import").filter(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))?;
    let (names, _) = clause.split_once(QUOTES)?;
    let names_something = names.trim_end().ends_with("from") && names.chars().all(is_name);
    if !names_something && !names.trim().is_empty() {
        return None;
    }
    let (specifier, rest) = clause[names.len() + 1..].split_once(QUOTES)?;
    let rest = rest.trim_start_matches([' ', '\t', '\r']);
    let rest = rest.strip_prefix(';').unwrap_or(rest).trim_start_matches([' ', '\t', '\r']);
    let rest = rest.strip_prefix('\n').unwrap_or(rest);
    Some((text.len() - rest.len(), specifier.strip_prefix("./").unwrap_or_default()))
}

/// Removes type comments from a line.
fn without_types(line: &str) -> String {
    let mut parts = line.split("/** ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |line, part| line + part.split_once("*/ ").map_or(part, |(_, code)| code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[track_caller]
    fn check(module: &str, expected: &str) {
        let others = [("a.js", ""), ("b.js", ""), ("it.js", module)];
        assert_eq!(join(&folder(&others)).trim_start(), expected);
    }

    #[track_caller]
    fn check_order(files: &[(&str, &str)], expected: &[&str]) {
        let files = folder(files);
        assert_eq!(in_order_of_imports(&all_without_comments(&files)), expected);
    }

    #[test]
    fn imports_comments_and_indentation_go() {
        check(
            "/** Says. */\nimport { a } from './a.js';\n\nexport const b = () => {\n  // Why.\n  a(); // x\n};\n",
            "export const b = () => {\na(); // x\n};\n",
        );
        check("import {\n  a,\n} from './a.js';\n/**\n * @param {string} b\n */\nconst c = 1;", "const c = 1;\n");
        check("import './a.js';\nimport('./b.js');", "import('./b.js');\n");
        check("const f = /** @type {any} */ (1);\n/** @type {any} */ (f).g();", "const f = (1);\n(f).g();\n");
    }

    #[test]
    fn what_follows_an_import_stays() {
        check("import { a } from './a.js'\nconst c = 1;\nconst d = 2;", "const c = 1;\nconst d = 2;\n");
        check("import {\n  a,\n} from \"./a.js\"\nf();", "f();\n");
        check("import { a } from './a.js'; import { b } from './b.js'; f();", "f();\n");
        check("import{a}from'./a.js';f()", "f()\n");
    }

    #[test]
    fn what_is_no_import_of_the_folder_stays() {
        let check = |module: &str| check(module, &format!("{module}\n"));
        check("import { c } from './elsewhere.js';");
        check("import { c } from '../a.js';");
        check("important = './a.js';");
        check("import(\n'./a.js'\n);");
        check("f(import.meta.url, './a.js');");
    }

    #[test]
    fn a_module_comes_after_what_it_imports() {
        check_order(&[("a.js", "f();"), ("b.js", ""), ("c.js", "")], &["a.js", "b.js", "c.js"]);
        let chain = [("a.js", "import './c.js'"), ("b.js", ""), ("c.js", "import './d.js'"), ("d.js", "")];
        check_order(&chain, &["d.js", "c.js", "a.js", "b.js"]);
        let circle = [("a.js", "import './b.js';"), ("b.js", "import './a.js';")];
        check_order(&circle, &["b.js", "a.js"]);
        assert_eq!(
            join(&folder(&[("a.js", "import { b } from './b.js'\nb();"), ("b.js", "const b = 1;")])),
            "const b = 1;\nb();\n"
        );
    }

    #[test]
    fn plain_scripts_have_scopes_and_modules_share_theirs() {
        let scripts = [
            ("1.js", "const a = 1;"),
            ("2.js", "import { c } from './3.js';\nexport const b = c();"),
            ("3.js", "export const c = f;"),
            ("4.js", "const a = 2;"),
        ];
        let expected = "{\nconst a = 1;\n}\nexport const c = f;\nexport const b = c();\n{\nconst a = 2;\n}\n";
        assert_eq!(join_scripts(&folder(&scripts)), expected);
    }

    #[test]
    fn texts_over_several_lines_stay() {
        check("const a = `\n  // b\n`;", "const a = `\n  // b\n`;\n");
    }
}
