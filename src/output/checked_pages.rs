//! Renders pages to find problems that appear only while rendering, and discards them.
//!
//! A template of the site can fail on any page, so all of them are rendered. The default theme's templates can fail
//! only on pages that are too large for the limits on templates. Without templates of the site, it is enough to render
//! the pages that list something, long articles, and one article of each kind in each folder, because the others in the
//! folder have the same navigation.

use std::collections::BTreeSet;
use std::mem::discriminant;

use foldhash::HashSet;
use rayon::prelude::*;

use super::Output;
use crate::diagnostic::Diagnostic;
use crate::render::Page;
use crate::site::ArticleId;
use crate::theme::ThemeLayer;

/// Length from which an article is long, in bytes of HTML: a hundredth of what a page may have.
const LONG: usize = 1 << 19;

impl Output {
    /// Renders the pages on which a template could fail, and reports those that do.
    #[must_use]
    pub fn check_pages(&self) -> Vec<Diagnostic> {
        let has_templates =
            self.renderer.project.theme.folder("templates").any(|(_, file)| file.origin == ThemeLayer::Site);
        if has_templates { self.render_all() } else { self.failures(&self.samples()) }
    }

    /// Renders every page.
    #[must_use]
    pub fn render_all(&self) -> Vec<Diagnostic> {
        self.failures(&self.pages().collect::<Vec<_>>())
    }

    fn failures(&self, pages: &[&Page]) -> Vec<Diagnostic> {
        self.renderer.site.related.prepare();
        pages.par_iter().filter_map(|page| self.renderer.render(page).err()).map(|diagnostic| *diagnostic).collect()
    }

    /// The pages that the default theme could fail on.
    fn samples(&self) -> Vec<&Page> {
        let site = &self.renderer.site;
        let mut folders = BTreeSet::new();
        let mut kinds = HashSet::default();
        let mut is_sample = |page: &Page| match page {
            Page::Article(id) => {
                let article = &site[*id];
                let folder = &site.folder_of(*id).key;
                folders.insert((article.edition, folder, article.meta.kind.name())) || self.is_long(*id)
            }
            Page::Redirect(_) | Page::Gone(_) => kinds.insert((discriminant(page), page.edition(site))),
            _ => true,
        };
        self.pages().filter(|page| is_sample(page)).collect()
    }

    /// Whether an article is long, with its front matter.
    fn is_long(&self, id: ArticleId) -> bool {
        let article = &self.renderer.site[id];
        article.body.document.html_length() > LONG || self.renderer.project.sources[article.source].text.len() > LONG
    }
}
