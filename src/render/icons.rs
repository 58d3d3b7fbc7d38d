//! Reports icons that the theme does not have. Pages show a folder icon in place of them.

use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::project::Project;
use crate::site::Site;
use crate::source::Spanned;
use crate::suggest;

/// Reports each place that names a missing icon: quick tasks, and the categories of public index articles.
pub(super) fn missing(project: &Project, site: &Site) -> Vec<Diagnostic> {
    let config = &project.config;
    let translated = config.locales.iter().filter_map(|locale| locale.overrides.quick_tasks.as_ref());
    let tasks = config.quick_tasks.iter().chain(translated.flatten()).filter_map(|task| task.icon.as_ref());
    let indexes = site.articles.iter().filter(|article| article.is_index);
    let categories = indexes.filter_map(|article| article.meta.icon.as_ref());
    let unknown = |icon: &&Spanned<String>| !project.theme.has_icon(&icon.value);
    tasks.chain(categories).filter(unknown).map(|icon| diagnostic(project, icon)).collect()
}

fn diagnostic(project: &Project, icon: &Spanned<String>) -> Diagnostic {
    let name = &icon.value;
    let message = format!("the theme has no icon `{name}`");
    Diagnostic::at(codes::THEME_MISSING_ICON, message, icon.span.clone())
        .did_you_mean(suggest::nearest(name, project.theme.icon_names()))
        .help(format!("add the icon as `{}/icons/{name}.svg`", project.config.theme))
}
