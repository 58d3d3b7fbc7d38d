//! Bundles the theme's styles, scripts and files into the assets that pages load. All are in one folder, under names
//! that contain a hash of the content.
//!
//! Steps: publish `files/` under fingerprinted names; join `styles/` in order of their names, point each `url(…)` at
//! its published file, and add the font and the brand color; join `scripts/` in order of their imports and publish the
//! result with `modules/`; hash the inline script for the pages' content security policy. The default theme's scripts
//! are minified when the program is built. The site's own scripts and all styles only lose comments and indentation.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::css::strip_comments;
use super::fingerprint::fingerprinted;
use super::palette::{Palette, palette};
use super::{Theme, ThemeFile, ThemeLayer};
use super::{linked, modules};
use crate::codes;
use crate::config::{Brand, Font};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::path::{Address, OutPath, ProjectPath, decode, encode};
use crate::source::Span;
use crate::suggest::nearest;

/// The output's folder of assets. Its files can be cached forever, because changed files get new names.
pub const FOLDER: &str = "_assets";

/// The style that loads the theme's own font. It is left out if the configuration chooses another font.
pub const FONT_STYLE: &str = "02-font.css";

/// The module that all pages load: the theme's joined `scripts/`.
const SCRIPT: &str = "script";

/// The theme's favicon.
const FAVICON: &str = "favicon.svg";

/// The default theme's brand color, which its favicon uses.
const THEME_BRAND: &str = "#0B6354";

/// The family name of a site's own font in the style sheet.
const SITE_FONT: &str = "Site";

/// The assets of a site.
#[derive(Debug, Clone)]
pub struct AssetSet {
    /// The files to write.
    pub files: BTreeMap<OutPath, Arc<[u8]>>,
    /// The style sheet that all pages load.
    pub style: Address,
    /// The style sheets that only some pages contain, by name without `.css`.
    pub page_styles: BTreeMap<String, InlineStyle>,
    /// The script, an ES module.
    pub script: Address,
    /// What a page loads when a reader starts a search.
    pub search: SearchAssets,
    /// The ES modules that only some pages load, by name without `.js`.
    pub modules: BTreeMap<String, Address>,
    /// The font that pages should preload.
    pub font: Option<Address>,
    /// The favicon.
    pub favicon: Address,
    /// The media type of the favicon, such as `image/svg+xml`.
    pub favicon_type: &'static str,
    /// The inline script of each page, which runs before the first paint.
    pub boot_script: String,
    /// The hash of the inline script as a source expression of the content security policy: `sha256-…`, without quotes.
    pub boot_hash: String,
}

/// A style sheet within pages.
#[derive(Debug, Clone)]
pub struct InlineStyle {
    /// The sheet, safe to print into a `<style>` element.
    pub css: String,
    /// Its hash as a source expression of the content security policy, without quotes.
    pub hash: String,
}

/// What a page loads when a reader starts a search.
#[derive(Debug, Clone)]
pub struct SearchAssets {
    /// The style sheet for search.
    pub style: Address,
    /// The search box and the search page, as an ES module.
    pub script: Address,
    /// The search engine, as an ES module for a worker.
    pub worker: Address,
}

/// Bundles the theme's assets with the brand's color and font. `font` is the content of the file that [`Font::File`]
/// names.
#[must_use]
pub fn bundle(theme: &Theme, brand: &Brand, font: Option<Arc<[u8]>>) -> Outcome<AssetSet> {
    let mut diagnostics = Vec::new();
    let mut files = BTreeMap::new();
    let palette = brand.color.as_ref().map(|color| palette(color.value));
    let names = publish_files(theme, palette.as_ref(), &mut files);

    let (mut sheet, mut preload) = styles(theme, &names, &brand.font, &mut diagnostics);
    let page_styles = page_styles(theme, &names, &mut diagnostics);
    if let (Font::File(path), Some(bytes)) = (&brand.font, font) {
        let name = publish(&mut files, path.value.name(), bytes);
        sheet += &font_rules(&name, &path.value);
        preload = Some(asset(&name));
    }
    if let (Some(palette), Some(color)) = (palette, &brand.color) {
        sheet += &palette.css;
        diagnostics.extend(palette.adjusted.then(|| pale_colour(&palette, color.span.clone())));
    }

    let style = publish(&mut files, "style.css", sheet.into_bytes().into());
    let mut modules = publish_modules(theme, &mut files);
    let script = modules.remove(SCRIPT).expect("the script is one of the modules");
    let boot_script = boot_script(theme);
    let search = search(theme, &mut files);
    let (favicon, favicon_type) = favicon(&names);
    let value = AssetSet {
        files,
        style: asset(&style),
        page_styles,
        script,
        search,
        modules,
        font: preload,
        favicon,
        favicon_type,
        boot_hash: inline_hash(&boot_script),
        boot_script,
    };
    Outcome { value, diagnostics }
}

/// Publishes the assets of search.
fn search(theme: &Theme, files: &mut BTreeMap<OutPath, Arc<[u8]>>) -> SearchAssets {
    let sheet: String = theme
        .files_of_type("styles-search", ".css")
        .map(|(_, file)| strip_comments(&file.text(), |_, _| None))
        .collect();
    let script = joined(theme, "scripts-search");
    let worker = joined(theme, "scripts-worker");
    SearchAssets {
        style: asset(&publish(files, "search.css", sheet.into_bytes().into())),
        script: asset(&publish(files, "search.js", script.into_bytes().into())),
        worker: asset(&publish(files, "search-worker.js", worker.into_bytes().into())),
    }
}

/// Joins the modules of a folder.
fn joined(theme: &Theme, folder: &str) -> String {
    let shortened = theme.shortened(&format!("{folder}.js")).map(str::to_owned);
    shortened.unwrap_or_else(|| modules::join(&texts(theme, folder)))
}

/// The hash of an inline script or style as a source expression of the content security policy, without quotes.
#[must_use]
pub fn inline_hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// The address of an asset.
fn asset(name: &str) -> Address {
    Address::new(&format!("{FOLDER}/{name}"))
}

/// Adds a file to the assets and returns its name in [`FOLDER`].
fn publish(files: &mut BTreeMap<OutPath, Arc<[u8]>>, name: &str, bytes: Arc<[u8]>) -> String {
    let name = fingerprinted(name, &bytes);
    files.insert(asset(&name).out_path(), bytes);
    name
}

/// Publishes the theme's `files/` and returns the published name of each. Licenses keep their names, so that people can
/// find them.
fn publish_files(
    theme: &Theme,
    palette: Option<&Palette>,
    files: &mut BTreeMap<OutPath, Arc<[u8]>>,
) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (name, file) in theme.folder("files") {
        let published = match (name, palette) {
            (name, _) if name.to_uppercase().contains("LICENSE") => {
                files.insert(asset(name).out_path(), file.bytes.clone());
                name.to_owned()
            }
            (FAVICON, Some(palette)) if file.origin == ThemeLayer::Default => {
                publish(files, name, file.text().replace(THEME_BRAND, &palette.shown).into_bytes().into())
            }
            _ => publish(files, name, file.bytes.clone()),
        };
        names.insert(name.to_owned(), published);
    }
    names
}

/// Publishes the theme's `modules/` and [`SCRIPT`], and returns the address of each by its name without `.js`.
fn publish_modules(theme: &Theme, files: &mut BTreeMap<OutPath, Arc<[u8]>>) -> BTreeMap<String, Address> {
    let module = |(name, file): (&str, &ThemeFile)| {
        let shortened = theme.shortened(&format!("modules/{name}")).map(str::to_owned);
        (name.to_owned(), shortened.unwrap_or_else(|| modules::strip_comments(&file.text())))
    };
    let modules = theme.files_of_type("modules", ".js").map(module);
    let script = theme.shortened("scripts.js").map(str::to_owned);
    let script = script.unwrap_or_else(|| modules::join_scripts(&texts(theme, "scripts")));
    let script = (format!("{SCRIPT}.js"), script);
    let linked = linked::link(modules.chain([script]).collect()).into_iter().map(|module| {
        files.insert(asset(&module.published).out_path(), module.text.into_bytes().into());
        (module.name.trim_end_matches(".js").to_owned(), asset(&module.published))
    });
    linked.collect()
}

/// Joins the theme's styles into one sheet. Also returns the font that it loads.
fn styles(
    theme: &Theme,
    names: &BTreeMap<String, String>,
    font: &Font,
    diagnostics: &mut Vec<Diagnostic>,
) -> (String, Option<Address>) {
    let mut sheet = String::new();
    let mut preload = None;
    let left_out = |name: &str| *font != Font::Theme && name == FONT_STYLE;
    for (style, file) in theme.files_of_type("styles", ".css").filter(|(name, _)| !left_out(name)) {
        let (text, loaded) = published_style(file, names, diagnostics);
        sheet += &text;
        if style == FONT_STYLE {
            preload = loaded.first().map(|name| asset(&decode(name)));
        }
    }
    (sheet, preload)
}

/// The theme's `styles-pages/` by their names without `.css`. They are so small that a request of their own would take
/// longer. They cannot use files of the theme.
fn page_styles(
    theme: &Theme,
    names: &BTreeMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, InlineStyle> {
    let mut styles = BTreeMap::new();
    for (name, file) in theme.files_of_type("styles-pages", ".css") {
        let (text, _) = published_style(file, names, diagnostics);
        let css = text.trim_end().replace("</", "<\\/");
        let hash = inline_hash(&css);
        styles.insert(name.trim_end_matches(".css").to_owned(), InlineStyle { css, hash });
    }
    styles
}

/// A style as it is published, and the published names of the files that it loads, in order.
fn published_style(
    file: &ThemeFile,
    names: &BTreeMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (String, Vec<String>) {
    let mut loaded = Vec::new();
    let text = strip_comments(&file.text(), |url, range| match resolve(url, names) {
        UrlTarget::File(name) => {
            loaded.push(name.clone());
            Some(name)
        }
        UrlTarget::Elsewhere => None,
        UrlTarget::Missing(name) => {
            diagnostics.extend(missing_file(&name, file, range, names));
            None
        }
    });
    (text, loaded)
}

/// The target of a `url(…)` in a style.
enum UrlTarget {
    /// A file of the theme, by its published name.
    File(String),
    /// Another host, the same document, or inline data.
    Elsewhere,
    /// A file that the theme does not contain.
    Missing(String),
}

/// Resolves `url`: the name of a file in `files/`, either bare or relative to the folder of the style.
fn resolve(url: &str, names: &BTreeMap<String, String>) -> UrlTarget {
    let (path, suffix) = url.find(['?', '#']).map_or((url, ""), |end| url.split_at(end));
    let has_scheme = path.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
    if path.is_empty() || path.starts_with('/') || has_scheme {
        return UrlTarget::Elsewhere;
    }
    let name = decode(path.strip_prefix("../files/").unwrap_or(path).trim_start_matches("./"));
    match names.get(&name) {
        Some(published) => UrlTarget::File(format!("{}{suffix}", encode(published))),
        None => UrlTarget::Missing(name),
    }
}

/// Reports a `url(…)` in the site's own style whose file does not exist.
fn missing_file(
    name: &str,
    file: &ThemeFile,
    range: Range<usize>,
    names: &BTreeMap<String, String>,
) -> Option<Diagnostic> {
    let message = format!("the theme has no file `files/{name}`");
    let diagnostic = Diagnostic::at(codes::LINK_MISSING_FILE, message, Span::new(file.source?, range));
    Some(match nearest(name, names.keys().map(String::as_str)) {
        Some(name) => diagnostic.did_you_mean(Some(name)),
        None => diagnostic.help("put the file in the theme's `files/` folder"),
    })
}

/// The rules that load the site's own font and put it before the theme's fallback fonts.
fn font_rules(name: &str, path: &ProjectPath) -> String {
    let format = match path.extension().as_str() {
        "woff" => "woff",
        "ttf" => "truetype",
        "otf" => "opentype",
        _ => "woff2",
    };
    let name = encode(name);
    format!(
        "@font-face{{font-family:\"{SITE_FONT}\";src:url(\"{name}\") format(\"{format}\");font-weight:100 900;font-display:swap}}\n\
         @layer tokens{{:root{{--font:\"{SITE_FONT}\",ui-sans-serif,system-ui,sans-serif}}}}\n"
    )
}

/// Warns that the brand color was replaced by a darker one.
fn pale_colour(palette: &Palette, span: Span) -> Diagnostic {
    let message = format!("the brand color is too pale for text, so light pages use `{}`", palette.shown);
    let help = format!("choose a darker color, such as `{}`", palette.shown);
    Diagnostic::at(codes::THEME_CONTRAST, message, span).help(help)
}

/// The inline script, escaped so that it cannot close its `<script>` element.
fn boot_script(theme: &Theme) -> String {
    let scripts = texts(theme, "scripts-inline");
    scripts.values().map(|script| script.trim()).collect::<Vec<_>>().join("\n").replace("</script", "<\\/script")
}

/// The texts of the scripts in a folder, by name.
fn texts(theme: &Theme, folder: &str) -> BTreeMap<String, String> {
    theme.files_of_type(folder, ".js").map(|(name, file)| (name.to_owned(), file.text().into_owned())).collect()
}

/// The theme's favicon, `files/favicon.*`, and its media type. Without one, the address that browsers request by
/// default.
fn favicon(names: &BTreeMap<String, String>) -> (Address, &'static str) {
    const TYPES: [(&str, &str); 3] =
        [(FAVICON, "image/svg+xml"), ("favicon.png", "image/png"), ("favicon.ico", "image/x-icon")];
    let mut found = TYPES.iter().filter_map(|(name, media_type)| Some((asset(names.get(*name)?), *media_type)));
    found.next().unwrap_or_else(|| (Address::new("favicon.ico"), "image/x-icon"))
}

#[cfg(test)]
mod tests;
