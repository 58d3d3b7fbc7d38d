//! Reports files in the site's theme folder that are not used, or that do not replace the file that they are meant to.
//! A typo in the name of a folder or template overrides nothing and causes no other error, which makes it hard to find.
//! The same goes for the number of a script or style, which the default theme may have changed or dropped.
//!
//! New templates are fine if another template names them, and so are new styles, scripts, icons and files. Files that
//! the configuration names (a font, a logo) and documents about the theme (`README.md`, `LICENSE`) are ignored.

use std::collections::BTreeSet;

use super::{FOLDERS, Theme, ThemeLayer};
use crate::codes;
use crate::config::{Brand, Config, Font};
use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;
use crate::source::Spanned;
use crate::suggest::nearest;

/// Templates that pages use if they exist. A site can add those that the default theme lacks.
const PAGE_TEMPLATES: [&str; 16] = [
    "404.html",
    "all.html",
    "article.html",
    "category.html",
    "contact.html",
    "faq.html",
    "form.html",
    "guide.html",
    "home.html",
    "label.html",
    "labels.html",
    "search.html",
    "thanks.html",
    "troubleshooting.html",
    "video.html",
    "whats-new.html",
];

/// The extension that files need in some folders to be used. Other folders use all files.
const EXTENSIONS: [(&str, &str); 10] = [
    ("styles", ".css"),
    ("styles-pages", ".css"),
    ("styles-search", ".css"),
    ("scripts", ".js"),
    ("modules", ".js"),
    ("scripts-inline", ".js"),
    ("scripts-search", ".js"),
    ("scripts-worker", ".js"),
    ("icons", ".svg"),
    ("i18n", ".toml"),
];

/// Reports the files of the site's theme folder that are not used.
#[must_use]
pub fn unknown_files(theme: &Theme, config: &Config) -> Vec<Diagnostic> {
    let named: BTreeSet<&ProjectPath> = named_by(&config.brand).collect();
    let own = theme.files.iter().filter(|(_, file)| file.origin == ThemeLayer::Site);
    own.filter_map(|(path, _)| {
        let project_path = ProjectPath::new(&format!("{}/{path}", config.theme));
        if theme.originals.contains_key(path) || named.contains(&project_path) {
            return None;
        }
        if let Some(known) = same_but_for_number(theme, path) {
            let message = format!("theme file `{path}` is used in addition to `{known}`, and does not replace it");
            let diagnostic = Diagnostic::file(codes::THEME_OTHER_NUMBER, message, project_path);
            let help = format!("rename it to `{known}` to replace that file, or give it another name to add it");
            return Some(diagnostic.help(help));
        }
        let reason = unused_reason(theme, path)?;
        let diagnostic = Diagnostic::file(
            codes::THEME_UNKNOWN_FILE,
            format!("theme file `{path}` is not used: {}", reason.why),
            project_path,
        );
        Some(match reason.suggestion {
            Some(path) => diagnostic.did_you_mean(Some(path)),
            None => diagnostic.help(reason.help),
        })
    })
    .collect()
}

/// The default theme's file that differs from the new file at `path` only in the number before its name.
fn same_but_for_number<'t>(theme: &'t Theme, path: &str) -> Option<&'t str> {
    let (folder, name) = path.split_once('/')?;
    let bare = without_number(name)?;
    let is_same = |known: &&str| {
        let known = known.strip_prefix(folder).and_then(|known| known.strip_prefix('/'));
        known.is_some_and(|known| without_number(known).unwrap_or(known) == bare)
    };
    let defaults = theme.files.keys().filter(|known| theme.original(known).is_some());
    defaults.map(String::as_str).find(is_same)
}

/// `box.js` for `30-box.js`; `None` for a name without a number.
fn without_number(name: &str) -> Option<&str> {
    let (number, rest) = name.split_once('-')?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
}

/// The files that the configuration names, wherever they are.
fn named_by(brand: &Brand) -> impl Iterator<Item = &ProjectPath> {
    let font = match &brand.font {
        Font::File(path) => Some(path),
        Font::Theme | Font::System => None,
    };
    let pictures = [&brand.logo, &brand.logo_dark, &brand.favicon, &brand.social_image];
    pictures.into_iter().flatten().chain(font).map(|Spanned { value, .. }| value)
}

/// Why a file is not used, and what to do about it.
struct UnusedReason {
    why: String,
    help: String,
    suggestion: Option<String>,
}

/// Why the site's own file at `path`, which overrides no other, is not used; `None` if it is used.
fn unused_reason(theme: &Theme, path: &str) -> Option<UnusedReason> {
    let Some((folder, name)) = path.split_once('/') else {
        return (!tells_about_the_theme(path)).then(|| outside(theme, path, path));
    };
    if !FOLDERS.contains(&folder) {
        return Some(outside(theme, path, name));
    }
    if let Some((_, extension)) = EXTENSIONS.iter().find(|(known, _)| *known == folder)
        && !name.ends_with(extension)
    {
        return (!tells_about_the_theme(name)).then(|| UnusedReason {
            why: format!("`{folder}/` takes `{extension}` files"),
            help: format!("rename it to end in `{extension}`, or move it out of the theme folder"),
            suggestion: None,
        });
    }
    (folder == "templates").then(|| unnamed_template(theme, name)).flatten()
}

/// The reason for a file outside the theme's folders.
fn outside(theme: &Theme, path: &str, name: &str) -> UnusedReason {
    let misspelt_folder =
        path.split_once('/').and_then(|(folder, name)| Some(format!("{}/{name}", nearest(folder, FOLDERS)?)));
    let misplaced = || {
        let tail = format!("/{name}");
        theme.files.keys().find(|known| theme.original(known).is_some() && known.ends_with(&tail))
    };
    UnusedReason {
        why: "it is not in any of the theme's folders".to_owned(),
        help: format!("move it to one of `{}`", FOLDERS.map(|folder| format!("{folder}/")).join("`, `")),
        suggestion: misspelt_folder.or_else(|| misplaced().cloned()),
    }
}

/// The reason for a new template that no other one names and whose name is similar to a known one.
fn unnamed_template(theme: &Theme, name: &str) -> Option<UnusedReason> {
    let quoted = [format!("\"{name}\""), format!("'{name}'")];
    let named = || theme.folder("templates").any(|(_, file)| quoted.iter().any(|quoted| file.text().contains(quoted)));
    if PAGE_TEMPLATES.contains(&name) || named() {
        return None;
    }
    let defaults = theme.template_names().filter(|name| theme.original(&format!("templates/{name}")).is_some());
    let known: BTreeSet<&str> = defaults.chain(PAGE_TEMPLATES).collect();
    let near = nearest(name, known.iter().copied())?;
    Some(UnusedReason {
        why: "no template includes or extends it".to_owned(),
        help: String::new(),
        suggestion: Some(format!("templates/{near}")),
    })
}

/// Whether a file documents the theme.
fn tells_about_the_theme(name: &str) -> bool {
    let upper = name.rsplit_once('/').map_or(name, |(_, name)| name).to_uppercase();
    ["README", "LICENSE", "LICENCE", "CHANGELOG", "."].iter().any(|prefix| upper.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};
    use crate::theme::fixture;

    const DEFAULTS: [(&str, &str); 4] = [
        ("templates/article.html", "{% include \"parts/contact.html\" %}"),
        ("templates/parts/contact.html", ""),
        ("styles/10-base.css", ""),
        ("scripts-search/box.js", ""),
    ];

    #[track_caller]
    fn check(path: &str, expected: Option<&str>) {
        let theme = fixture::theme(&mut Sources::default(), &DEFAULTS, &[(path, ""), ("templates/article.html", "")]);
        let found = unknown_files(&theme, &Config::default());
        let found = found.first().map(|diagnostic| diagnostic.help.join("; "));
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn additions_are_welcome() {
        for path in
            ["styles/90-mine.css", "icons/solar.svg", "files/a/b.png", "templates/promo-banner.html", "i18n/sv.toml"]
        {
            check(path, None);
        }
        check("templates/faq.html", None);
        check("README.md", None);
        check("icons/LICENSE", None);
    }

    #[test]
    fn a_typo_in_a_template_name_is_found() {
        check("templates/artcle.html", Some("did you mean `templates/article.html`?"));
        check("templates/parts/contacts.html", Some("did you mean `templates/parts/contact.html`?"));
        check("templates/whatsnew.html", Some("did you mean `templates/whats-new.html`?"));
    }

    #[test]
    fn a_file_with_another_number_is_found() {
        let help = |known| format!("rename it to `{known}` to replace that file, or give it another name to add it");
        check("scripts-search/30-box.js", Some(&help("scripts-search/box.js")));
        check("styles/20-base.css", Some(&help("styles/10-base.css")));
        check("scripts/30-box.js", None);
        check("styles/base.css", None);
        check("scripts-search/boxes.js", None);
    }

    #[test]
    fn a_file_in_no_known_folder_is_found() {
        check("template/extra.html", Some("did you mean `templates/extra.html`?"));
        check("article.html", Some("did you mean `templates/article.html`?"));
        check("css/contact.html", Some("did you mean `templates/parts/contact.html`?"));
        check(
            "layouts/x.html",
            Some(
                "move it to one of `templates/`, `styles/`, `styles-pages/`, `styles-search/`, `scripts/`, `modules/`, `scripts-inline/`, `scripts-search/`, `scripts-worker/`, `files/`, `icons/`, `i18n/`",
            ),
        );
    }

    #[test]
    fn a_file_of_another_type_is_found() {
        check("styles/mine.scss", Some("rename it to end in `.css`, or move it out of the theme folder"));
    }

    #[test]
    fn a_template_that_another_names_is_used() {
        let site = [("templates/articles.html", ""), ("templates/home.html", "{% include 'articles.html' %}")];
        let theme = fixture::theme(&mut Sources::default(), &DEFAULTS, &site);
        assert_eq!(unknown_files(&theme, &Config::default()), []);
    }

    #[test]
    fn what_the_configuration_names_is_used() {
        let mut sources = Sources::default();
        let theme = fixture::theme(&mut sources, &DEFAULTS, &[("brand.woff2", "")]);
        let id = sources.add(ProjectPath::new("answerbook.toml"), "");
        let mut config = Config::default();
        config.brand.font =
            Font::File(Spanned { value: ProjectPath::new("theme/brand.woff2"), span: Span::new(id, 0..0) });
        assert_eq!(unknown_files(&theme, &config), []);
        assert_eq!(unknown_files(&theme, &Config::default()).len(), 1);
    }
}
