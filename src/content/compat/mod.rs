//! Translates markup of other tools to Answerbook's dialect.
//!
//! Answerbook understands markup of Hugo, Jekyll, Docusaurus, `DocFX`, MkDocs, `MyST`, GitBook, Obsidian and Starlight
//! if it has an equivalent. It removes the rest and reports it once per cause. Code stays unchanged, except for what those tools
//! replace in code themselves (Hugo's `param` and escapes). All changes are edits of the text, so that every span still
//! leads to the source.
//!
//! Each dialect is one pass over the text, which is skipped if none of its marks occur. `myst` and `indented` (MkDocs) run
//! first, because their fences and indented bodies would look like code to the others. A pass that creates a block
//! writes markers; `blocks` turns them into `:::` fences at the end, when the depth of nesting is known.

mod arguments;
mod attribute_lists;
mod badges;
mod blanks;
mod blocks;
mod books;
mod captures;
mod code;
mod code_marks;
mod docfx;
mod emoji;
mod fences;
mod gitbook;
mod html_blocks;
mod hugo;
mod indented;
mod liquid;
mod marks;
mod mdx;
mod myst;
mod obsidian;
mod slash_blocks;
mod tables;
mod tags;
mod targets;
#[cfg(test)]
mod tests;
mod zola;

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use super::cache::DependencyRecorder;
use super::front_matter::{FrontMatterTable, FrontMatterValue};
use super::mapped_text::{MappedText, TextEdit};
use crate::codes;
use crate::diagnostic::{Code as DiagnosticCode, Diagnostic, Outcome};
use crate::path::ProjectPath;
use crate::project::ProjectFile;
use crate::source::{SourceId, ceiling};

use code::CodeRanges;
pub use myst::labels::Labels;
pub use targets::Names;

/// Maximum length of a piece of markup, in bytes. A longer match starts at a stray sign.
const MAX_REACH: usize = 2048;

/// What markup of other tools can refer to.
#[derive(Debug, Clone, Copy)]
pub struct CompatContext<'c> {
    /// The file that contains the text.
    pub path: &'c ProjectPath,
    /// The folder of articles.
    pub content: &'c ProjectPath,
    /// The file's front matter, then values inherited from its folders, nearest first. `param` and `page.x` read them.
    pub front_matter: &'c [&'c FrontMatterTable],
    /// The site's title.
    pub site_title: &'c str,
    /// The site's variables.
    pub variables: &'c BTreeMap<String, String>,
    /// The articles, which `ref` looks up by name.
    pub articles: &'c BTreeMap<ProjectPath, SourceId>,
    /// The articles and files by the last part of their names.
    pub names: &'c Names,
    /// The labels and titles of the articles.
    pub labels: &'c Labels<'c>,
    /// The files other than articles.
    pub files: &'c BTreeMap<ProjectPath, ProjectFile>,
    /// The snippets and partials, which includes look up by path.
    pub snippets: &'c BTreeMap<String, SourceId>,
    /// The folder of snippets.
    pub snippet_folder: &'c ProjectPath,
    /// Records what was looked up.
    pub recorder: &'c DependencyRecorder,
}

impl<'c> CompatContext<'c> {
    /// The articles. Records that they were looked up.
    fn articles(&self) -> &'c BTreeMap<ProjectPath, SourceId> {
        self.recorder.article_names();
        self.articles
    }

    /// The files other than articles. Records that they were looked up.
    fn files(&self) -> &'c BTreeMap<ProjectPath, ProjectFile> {
        self.recorder.article_names();
        self.files
    }

    /// The snippets. Records that they were looked up.
    fn snippets(&self) -> &'c BTreeMap<String, SourceId> {
        self.recorder.snippet_names();
        self.snippets
    }
}

/// Translates a text.
#[must_use]
pub fn translate<'t>(text: MappedText<'t>, context: &CompatContext<'_>) -> Outcome<MappedText<'t>> {
    let mdx = mdx::is_mdx(&text.text, context.path);
    let params = Params::default();
    let mut steps = SharedPasses { context, params: &params, mdx, diagnostics: Vec::new(), shape: None };
    let mut step = |text, signs: &[&str], run: fn(&mut DialectPass<'_>)| steps.step(text, signs, run);
    let text = step(text, myst::SIGNS, myst::run);
    let text = step(text, myst::roles::SIGNS, myst::roles::run);
    let text = indented::translate(text, &mut step);
    let text = step(text, &["///"], slash_blocks::run);
    let text = if mdx { step(text, &["    ", "\t"], mdx::indentation::run) } else { text };
    let text = step(text, code_marks::SIGNS, code_marks::run);
    let text = step(text, &["{{<", "{{%"], hugo::run);
    let text = step(text, &[") }}", ")}}", ") %}", ")%}", "*/}}", "*/%}", "*/ }}", "*/ %}"], zola::run);
    let text = step(
        text,
        &["{{#", "@include:", "<<< ", "code-group", "[[", "[toc]", "[TOC]", "$frontmatter", "v-pre", "@[code"],
        books::run,
    );
    let text = step(text, gitbook::SIGNS, gitbook::run);
    let text = step(text, &["{% capture", "{%- capture", "{% assign", "{%- assign"], captures::run);
    let text = step(text, &["{%", "{{"], liquid::run);
    let text = step(text, &[badges::SIGN], badges::run);
    let text = if mdx {
        step(text, &[""], mdx::run)
    } else {
        step(text, &["{/*", "@site/", "](@", "](~", "={", "/>", "pathname://"], mdx::outside_mdx)
    };
    let text = step(text, &["[!", ":::", "xref:", "](#tab/"], docfx::run);
    let text = step(text, &["[[", "%%", "|", " ^", "\n^"], obsidian::run);
    let text = step(text, emoji::SIGNS, emoji::run);
    let text = step(text, &["{"], attribute_lists::run);
    let text = step(text, &["++", "==", "{--", "{~~", "{>>", "*[", ":::", "^", "~"], marks::run);
    let text = step(text, &["|\n"], tables::run);
    let text = step(text, &["<"], html_blocks::run);
    let text = step(text, &[":::"], fences::run);
    let text = step(text, &["\0"], blocks::resolve);
    let signs: &[&str] = if blanks::may_occur(&text.text) { &["](", "]: "] } else { &[] };
    let text = step(text, signs, blanks::run);
    Outcome { value: text, diagnostics: steps.diagnostics }
}

/// State that all passes over one text share.
struct SharedPasses<'c> {
    context: &'c CompatContext<'c>,
    params: &'c Params,
    mdx: bool,
    diagnostics: Vec<Diagnostic>,
    /// The layout of the text after the last pass, kept because most passes change nothing.
    shape: Option<Arc<TextLayout>>,
}

/// Positions of lines and code in a text.
struct TextLayout {
    code: CodeRanges,
    /// Whether the text is MDX.
    is_mdx: bool,
    /// Offsets of the line starts.
    lines: Vec<usize>,
}

/// The values of names in the file's front matter and in what it inherits from its folders. Created on first use.
#[derive(Default)]
struct Params {
    own: OnceCell<HashMap<String, String>>,
    inherited: OnceCell<HashMap<String, String>>,
}

/// One pass of one dialect over a text.
struct DialectPass<'p> {
    text: &'p str,
    mapped: &'p MappedText<'p>,
    shape: Arc<TextLayout>,
    context: &'p CompatContext<'p>,
    params: &'p Params,
    edits: Vec<TextEdit>,
    diagnostics: &'p mut Vec<Diagnostic>,
}

impl SharedPasses<'_> {
    /// Runs one dialect over a text that contains one of its marks.
    fn step<'t>(&mut self, mapped: MappedText<'t>, signs: &[&str], run: fn(&mut DialectPass<'_>)) -> MappedText<'t> {
        if !signs.iter().any(|sign| memmem::find(mapped.text.as_bytes(), sign.as_bytes()).is_some()) {
            return mapped;
        }
        let text = &mapped.text;
        let shape = self.shape.get_or_insert_with(|| Arc::new(TextLayout::of(text, self.mdx))).clone();
        let (context, params, diagnostics) = (self.context, self.params, &mut self.diagnostics);
        let mut pass = DialectPass { text, mapped: &mapped, shape, context, params, edits: Vec::new(), diagnostics };
        run(&mut pass);
        let mut edits = pass.edits;
        if edits.is_empty() {
            return mapped;
        }
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        // Removing a range also removes the edits inside it.
        let mut end = 0;
        edits.retain(|edit| {
            let keep = edit.range.start >= end;
            end = end.max(if keep { edit.range.end } else { end });
            keep
        });
        self.shape = None;
        mapped.edit(&edits)
    }
}

impl TextLayout {
    fn of(text: &str, mdx: bool) -> Self {
        let lines = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        Self { code: CodeRanges::find(text, !mdx), is_mdx: mdx, lines }
    }
}

/// The texts of tables and of their tables `params`, by key in lower case. The first table takes precedence.
fn params(tables: &[&FrontMatterTable]) -> HashMap<String, String> {
    let mut params = HashMap::new();
    for table in tables {
        let nested = table.value("params").and_then(FrontMatterValue::table);
        for table in [Some(*table), nested].into_iter().flatten() {
            let mut keys = HashSet::new();
            for entry in &table.0 {
                let key = entry.key.to_ascii_lowercase();
                if keys.insert(key.clone())
                    && let Some(text) = entry.value.text()
                {
                    params.entry(key).or_insert_with(|| text.to_owned());
                }
            }
        }
    }
    params
}

impl DialectPass<'_> {
    fn replace(&mut self, range: Range<usize>, replacement: impl Into<String>) {
        self.edits.push(TextEdit { range, replacement: replacement.into() });
    }

    fn report(&mut self, code: DiagnosticCode, range: Range<usize>, message: String, help: &str) {
        let diagnostic = Diagnostic::at(code, message, self.mapped.span(range));
        self.diagnostics.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    /// Reports markup that has no equivalent here and was removed.
    fn left_out(&mut self, range: Range<usize>, what: &str) {
        let message = format!("{what} of another tool has no equivalent here and was left out");
        self.report(codes::FOREIGN_MARKUP, range, message, "remove it, or write it in Markdown or HTML");
    }

    /// Whether the lines of `range` contain nothing else.
    fn is_alone(&self, range: &Range<usize>) -> bool {
        let (start, end) = (self.line(range.start).start, self.line(range.end).end);
        self.text[start..range.start].trim().is_empty() && self.text[range.end..end].trim().is_empty()
    }

    /// Removes `range`. Next to HTML, a line that would become blank is removed as a whole: a blank line ends an HTML
    /// block and turns indented lines after it into code.
    fn remove(&mut self, range: Range<usize>) {
        let start = self.line(range.start).start;
        let end = self.line(range.end).end;
        let is_tag = |line: Range<usize>| self.text[line].trim_start().starts_with(['<', '{']);
        let between_tags =
            || start > 0 && end < self.text.len() && is_tag(self.line(start - 1)) && is_tag(self.line(end + 1));
        if self.is_alone(&range) && between_tags() {
            self.replace(start..end + 1, "");
        } else {
            self.replace(range, "");
        }
    }

    /// The value of a name in the front matter or its table `params`, or else in the values inherited from folders.
    fn param(&self, name: &str) -> Option<String> {
        let name = name.to_ascii_lowercase();
        let (own, inherited) = self.context.front_matter.split_first()?;
        let own = self.params.own.get_or_init(|| params(&[own]));
        let found = own.get(&name).or_else(|| {
            self.context.recorder.inherited();
            self.params.inherited.get_or_init(|| params(inherited)).get(&name)
        });
        found.cloned()
    }

    /// The range of the line that contains `offset`, without its line end.
    fn line(&self, offset: usize) -> Range<usize> {
        let next = self.shape.lines.partition_point(|&start| start <= offset);
        let end = self.shape.lines.get(next).map_or(self.text.len(), |&start| start - 1);
        self.shape.lines[next - 1]..end
    }

    /// The text after `offset` on its line, up to [`MAX_REACH`] bytes. Without the limit, many marks on one very long
    /// line would take quadratic time.
    fn ahead(&self, offset: usize) -> &str {
        let line = self.line(offset).end;
        self.text.get(offset..line.min(ceiling(self.text, offset + MAX_REACH))).unwrap_or_default()
    }

    /// Occurrences of `sign` outside code.
    fn outside_code(&self, sign: &'static str) -> Vec<usize> {
        let found = memmem::find_iter(self.text.as_bytes(), sign.as_bytes());
        found.filter(|&at| !self.shape.code.holds(at)).collect()
    }

    /// Replaces `range` by a snippet or partial, or reports that it does not exist.
    fn include(&mut self, range: Range<usize>, target: &str) {
        let name = targets::snippet(self.context, target);
        if name.is_none() {
            let message = match self.context.path.parent().join(target) {
                Some(path) if self.context.articles().contains_key(&path) => {
                    format!("`{target}` is an article, which cannot be included in another one")
                }
                _ => format!("there is no file `{target}` to include"),
            };
            let nearest = targets::nearest_snippet(self.context, target);
            let diagnostic = Diagnostic::at(codes::SNIPPET_MISSING, message, self.mapped.span(range.clone()));
            self.diagnostics.push(diagnostic.did_you_mean(nearest));
        }
        self.replace(range, name.map_or(String::new(), |name| format!("{{{{> {name} }}}}")));
    }
}
