//! ES modules that import each other → one module. The files of a folder are joined in the order of their names, which
//! is therefore the order in which they depend on each other; their `import` lines go, and so do comments and
//! indentation. So their top-level names have to differ, and nothing but files of the folder can be imported; what is
//! imported by a call, when it is needed, stays.
//!
//! `build.rs` shares this file: it joins the default theme's scripts in the same way before it shortens them.

/// Joins modules in the order in which they come.
#[must_use]
pub(super) fn join<'t, T: AsRef<str> + 't>(modules: impl IntoIterator<Item = T>) -> String {
    modules.into_iter().map(|module| without_imports(&lean(module.as_ref()))).collect()
}

/// Joins what all pages load: modules, and plain scripts, each of which gets a scope of its own.
#[must_use]
pub(super) fn join_scripts(scripts: impl IntoIterator<Item = String>) -> String {
    let is_module = |text: &str| text.lines().any(|line| line.starts_with("import ") || line.starts_with("export "));
    let joined = scripts.into_iter().map(|text| match lean(&text) {
        text if is_module(&text) => without_imports(&text),
        text => format!("{{\n{}\n}}\n", text.trim()),
    });
    joined.collect()
}

/// A module without its comments and its indentation. A text over several lines may hold what looks like either, so a
/// module that has one keeps its lines.
#[must_use]
pub(super) fn lean(module: &str) -> String {
    let is_code = |line: &&str| !["*", "/*", "//"].iter().any(|start| line.trim_start().starts_with(start));
    if module.lines().filter(is_code).any(|line| line.matches('`').count() % 2 == 1) {
        return format!("{}\n", module.trim_end());
    }
    let mut lines = module.lines();
    let mut lean = String::with_capacity(module.len());
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if trimmed.starts_with("/*") && (trimmed.ends_with("*/") || !trimmed.contains("*/")) {
            if !trimmed.ends_with("*/") {
                lines.by_ref().find(|line| line.trim_end().ends_with("*/"));
            }
        } else if !trimmed.is_empty() && !trimmed.starts_with("//") {
            lean.push_str(&without_types(trimmed));
            lean.push('\n');
        }
    }
    lean
}

/// A module without its `import` statements.
fn without_imports(module: &str) -> String {
    let mut lines = module.lines();
    let mut rest = String::with_capacity(module.len());
    while let Some(line) = lines.next() {
        if line.starts_with("import ") {
            skip_to(line, &mut lines, ';');
        } else {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    rest
}

/// A line without the types that stand in it as comments.
fn without_types(line: &str) -> String {
    let mut parts = line.split("/** ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |line, part| line + part.split_once("*/ ").map_or(part, |(_, code)| code))
}

/// Skips a statement that may go over several lines.
fn skip_to<'l>(line: &str, lines: &mut impl Iterator<Item = &'l str>, end: char) {
    if !line.trim_end().ends_with(end) {
        lines.find(|line| line.trim_end().ends_with(end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(module: &str, expected: &str) {
        assert_eq!(join([module]), expected);
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
    fn plain_scripts_have_scopes_and_modules_share_theirs() {
        let scripts = ["const a = 1;", "import { c } from './c.js';\nexport const b = c();", "const a = 2;"];
        let expected = "{\nconst a = 1;\n}\nexport const b = c();\n{\nconst a = 2;\n}\n";
        assert_eq!(join_scripts(scripts.map(str::to_owned)), expected);
    }

    #[test]
    fn texts_over_several_lines_stay() {
        check("const a = `\n  // b\n`;", "const a = `\n  // b\n`;\n");
    }
}
