//! A site that is built in memory from a few files, with its diagnostics.

use std::path::Path;
use std::sync::Arc;

use answerbook::diagnostic::{Diagnostic, Place};
use answerbook::load::{self, LoadOptions};
use answerbook::output::Output;
use answerbook::path::OutPath;
use answerbook::pipeline;
use jiff::civil::date;

/// A site with its diagnostics.
pub struct BuiltSite {
    pub output: Output,
    pub diagnostics: Vec<Diagnostic>,
    /// Holds the files that the site copies.
    pub folder: Option<tempfile::TempDir>,
}

impl BuiltSite {
    /// Builds a project with these files.
    #[track_caller]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a path below the folder")).expect("a writable folder");
            std::fs::write(path, text).expect("a writable file");
        }
        let path = folder.path().to_owned();
        Self { folder: Some(folder), ..Self::read(&path) }
    }

    /// Builds the project in a folder.
    #[track_caller]
    pub fn read(folder: &Path) -> Self {
        let options = LoadOptions { date: date(2026, 11, 22), drafts: false, edition: None, base_url: None, out: None };
        let loaded = load::load(folder, &options).expect("a readable project");
        let mut diagnostics = loaded.diagnostics;
        let output = pipeline::build(Arc::new(loaded.project)).unpack(&mut diagnostics);
        Self { output, diagnostics, folder: None }
    }

    /// The text of a file of the site.
    #[track_caller]
    pub fn text(&self, path: &str) -> String {
        let bytes = self.output.render(&OutPath::new(path)).unwrap_or_else(|| panic!("the site has no `{path}`"));
        String::from_utf8(bytes.unwrap_or_else(|error| panic!("`{path}`: {error:?}")).into_owned()).expect("a text")
    }

    /// What the writer typed at the place of a diagnostic; the path for one that is about a whole file.
    pub fn shown(&self, diagnostic: &Diagnostic) -> String {
        match &diagnostic.place {
            Place::Span(span) => {
                let text = &self.output.renderer.project.sources[span.source].text;
                text[span.range.clone()].to_owned()
            }
            Place::File(path) => path.to_string(),
            Place::Project => String::new(),
        }
    }

    /// `code: what was typed` of each diagnostic, in order, without the note on a missing `base_url`.
    pub fn problems(&self) -> Vec<String> {
        let mut problems: Vec<String> = self
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code != answerbook::codes::CONFIG_NO_BASE_URL)
            .map(|diagnostic| format!("{}: {}", diagnostic.code.0, self.shown(diagnostic)))
            .collect();
        problems.sort();
        problems
    }

    /// The help of each diagnostic with this code.
    pub fn help(&self, code: &str) -> Vec<String> {
        let of_code = self.diagnostics.iter().filter(|diagnostic| diagnostic.code.0 == code);
        of_code.flat_map(|diagnostic| diagnostic.help.iter().map(ToString::to_string)).collect()
    }

    /// Expects exactly these problems.
    #[track_caller]
    pub fn reports(self, expected: &[&str]) -> Self {
        assert_eq!(self.problems(), expected);
        self
    }

    /// Expects this part in a file of the site.
    #[track_caller]
    pub fn has(self, path: &str, part: &str) -> Self {
        let text = self.text(path);
        let article = text.split("<h1>").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap_or(&text);
        assert!(text.contains(part), "`{path}` lacks `{part}`:\n{article}");
        self
    }

    /// Expects that no file of the site has this part.
    #[track_caller]
    pub fn lacks_everywhere(self, part: &str) -> Self {
        for path in self.output.paths() {
            let bytes = self.output.render(path).expect("a path of the site").expect("a readable file");
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(part), "`{}` has `{part}`", path.as_str());
        }
        self
    }
}
