//! `import-report.md`: what an import changed, kept as HTML or left out, and why. The same export gives the same report.

use std::fmt::Write as _;

use super::layout::{self, Layout};
use super::model::{HelpCenter, SourceArticle};
use super::page::one_line;
use super::{ImportCounts, ImportOptions};
use crate::report::plural;

/// The name of the file.
pub const REPORT_FILE: &str = "import-report.md";

/// What the report says.
#[derive(Debug)]
pub struct ImportReport<'c> {
    center: &'c HelpCenter,
    layout: &'c Layout,
    /// Remarks about the help center.
    pub remarks: Vec<String>,
    /// Articles that not everybody can read: title, id, reason, file.
    pub hidden: Vec<(String, String, String, Option<String>)>,
    /// Remarks about articles: title, file or id, remarks.
    pub articles: Vec<(String, String, Vec<String>)>,
    without_restricted: bool,
}

impl<'c> ImportReport<'c> {
    /// An empty report.
    #[must_use]
    pub fn new(center: &'c HelpCenter, layout: &'c Layout, options: &ImportOptions) -> Self {
        Self {
            center,
            layout,
            remarks: center.remarks.clone(),
            hidden: Vec::new(),
            articles: Vec::new(),
            without_restricted: options.without_restricted,
        }
    }

    /// How many remarks there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.remarks.len()
            + self.hidden.len()
            + self.articles.iter().map(|(_, _, remarks)| remarks.len()).sum::<usize>()
    }

    /// The report as Markdown.
    #[must_use]
    pub fn text(&self, counts: &ImportCounts, redirects: usize) -> String {
        let mut out = format!("# Import from {}\n\n", self.center.vendor);
        let languages: Vec<&str> = self.layout.tags.values().map(String::as_str).collect();
        line(
            &mut out,
            &format!(
                "- Read: {}, {} with translations. Languages: {}.",
                plural(counts.articles, "article"),
                plural(counts.articles + counts.translations, "text"),
                languages.join(", ")
            ),
        );
        let restricted = if self.without_restricted { "left out" } else { "written with `access`" };
        line(
            &mut out,
            &format!(
                "- Public: {}. Drafts: {}. Not for everybody: {} ({restricted}).",
                counts.public, counts.drafts, counts.restricted
            ),
        );
        line(&mut out, &format!("- Old addresses: {redirects} in articles and in `addresses.toml`."));
        let pictures = "- Files that the export lacks stay at their old place, and are listed below.";
        line(&mut out, pictures);
        if !self.remarks.is_empty() {
            out.push_str("\n## The help center\n\n");
            for remark in &self.remarks {
                line(&mut out, &format!("- {}", one_line(remark)));
            }
        }
        if !self.hidden.is_empty() {
            out.push_str("\n## Not public\n\n| Article | Id | Why | File |\n|-|-|-|-|\n");
            for (title, id, reason, file) in &self.hidden {
                let file = file.as_ref().map_or_else(|| "not written".to_owned(), |file| format!("`{file}`"));
                line(&mut out, &format!("| {} | {id} | {} | {file} |", cell(title), cell(reason)));
            }
        }
        let voted: Vec<&SourceArticle> =
            self.center.articles.iter().filter(|article| article.votes.up + article.votes.down > 0).collect();
        if !voted.is_empty() {
            out.push_str("\n## Votes\n\nAlso in `import-votes.jsonl`, for `answerbook insights`.\n\n| Article | Helpful | Not helpful |\n|-|-:|-:|\n");
            for article in voted.into_iter().filter(|article| article.restricted.is_none()) {
                let title = layout::title(article, &self.layout.default);
                line(&mut out, &format!("| {} | {} | {} |", cell(&title), article.votes.up, article.votes.down));
            }
        }
        if !self.articles.is_empty() {
            out.push_str("\n## Article by article\n");
            for (title, file, remarks) in &self.articles {
                let _ = write!(out, "\n### {}\n\n`{file}`\n\n", one_line(title));
                for remark in remarks {
                    line(&mut out, &format!("- {}", one_line(remark)));
                }
            }
        }
        out
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn cell(text: &str) -> String {
    one_line(text).replace('|', "\\|")
}
