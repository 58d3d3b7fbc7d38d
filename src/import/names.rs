//! Names of files, and the parts of addresses.

use crate::path;

/// Maximum length of a name in letters: long enough for a title, short enough for every file system.
const MAX_NAME: usize = 80;

/// The name of a file or folder for a title. `id` is used if the title has no letters. Names that would mean
/// something else to Answerbook are avoided: `index`, a leading number (an order), a leading underscore, a locale.
#[must_use]
pub fn file_name(title: &str, id: &str, locales: &[String]) -> String {
    let visible: String = title.chars().filter(|letter| !is_mark(*letter)).collect();
    let slug = path::slug(&visible).replace('.', "-");
    let mut parts = String::new();
    for part in slug.split('-').filter(|part| !part.is_empty()) {
        if parts.chars().count() + part.chars().count() >= MAX_NAME && !parts.is_empty() {
            break;
        }
        if !parts.is_empty() {
            parts.push('-');
        }
        parts.extend(part.chars().take(MAX_NAME));
    }
    let name = parts.trim_matches('_').to_owned();
    let is_locale = locales.iter().any(|locale| locale.eq_ignore_ascii_case(&name.replace('_', "-")));
    let is_reserved = matches!(name.as_str(), "index" | "readme" | "summary") || is_locale;
    let id = path::slug(id).replace('.', "-");
    match () {
        () if name.is_empty() => format!("article-{id}").trim_end_matches('-').to_owned(),
        () if is_reserved => format!("{name}-{id}").trim_end_matches('-').to_owned(),
        // `10-tips` would be the tenth article, and its name `tips`.
        () if path::numbered(&name).is_some() || name.chars().all(|letter| letter.is_ascii_digit()) => {
            format!("no-{name}")
        }
        () => name,
    }
}

/// Marks that choose how an emoji looks, join letters or have no width. They would stay in an address unseen.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ad}' | '\u{20e3}')
}

/// The name of an attachment, safe on every system: no folders, no control characters, not hidden.
#[must_use]
pub fn attachment_name(name: &str, bytes: &[u8]) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().replace('+', "-");
    let name: String = name
        .chars()
        .filter(|letter| !letter.is_control() && !is_mark(*letter) && !"<>:\"|?*#%{}`[]()^".contains(*letter))
        .collect();
    let name = name.trim().trim_start_matches(['.', '_']).trim_end_matches('.').to_owned();
    let (stem, extension) =
        name.rsplit_once('.').filter(|(_, extension)| is_extension(extension)).unwrap_or((&name, ""));
    let stem: String = stem.chars().take(MAX_NAME).collect();
    let stem = if stem.trim().is_empty() { "file" } else { stem.trim() };
    let extension = if extension.is_empty() { sniffed_extension(bytes) } else { extension };
    // A Markdown file next to an article would be an article.
    let extension = if extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown") {
        "txt"
    } else {
        extension
    };
    if extension.is_empty() { stem.to_owned() } else { format!("{stem}.{extension}") }
}

fn is_extension(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// The usual extension of a file's type, by its first bytes.
fn sniffed_extension(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpg",
        [b'G', b'I', b'F', b'8', ..] => "gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "webp",
        [b'%', b'P', b'D', b'F', ..] => "pdf",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "mp4",
        [b'P', b'K', 3, 4, ..] => "zip",
        _ if bytes.starts_with(b"<svg")
            || bytes.starts_with(b"<?xml") && bytes.windows(4).take(1000).any(|part| part == b"<svg") =>
        {
            "svg"
        }
        _ => "",
    }
}

/// The host of an address, in lower case, without a port.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    let rest = url
        .split_once("//")
        .filter(|(scheme, _)| matches!(scheme.to_ascii_lowercase().as_str(), "http:" | "https:" | ""))?
        .1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    (!host.is_empty()).then_some(host)
}

/// The path of an address, without host, query and fragment. An address without a host is a path already.
#[must_use]
pub fn path_of(url: &str) -> Option<String> {
    let rest = match url.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            rest.find('/').map_or("/", |at| &rest[at..])
        }
        _ => url,
    };
    let path = rest.split(['?', '#']).next()?;
    path.starts_with('/').then(|| path.to_owned())
}

/// Whether a path has an extension, in any letter case.
#[must_use]
pub fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| own.eq_ignore_ascii_case(extension))
}

/// An order of ids that does not depend on their number of digits.
#[must_use]
pub fn id_order(id: &str) -> (bool, u128, String) {
    match id.parse::<u128>() {
        Ok(number) => (false, number, String::new()),
        Err(_) => (true, 0, id.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names() {
        let check =
            |title: &str, expected: &str| assert_eq!(file_name(title, "7", &["de".into()]), expected, "{title}");
        check("What's in the box?", "what-s-in-the-box");
        check("Summer tips ☀️", "summer-tips");
        check("Version 2.4", "version-2-4");
        check("10 tips", "no-10-tips");
        check("404", "no-404");
        check("Index", "index-7");
        check("DE", "de-7");
        check("…", "article-7");
        check("__x", "x");
        assert!(file_name(&"word ".repeat(60), "7", &[]).len() <= MAX_NAME);
    }

    #[test]
    fn attachments_have_safe_names() {
        let check = |name: &str, expected: &str| assert_eq!(attachment_name(name, b"GIF89a"), expected, "{name}");
        check("../../etc/passwd.png", "passwd.png");
        check("..\\x.pdf", "x.pdf");
        check("first+label.png", "first-label.png");
        check("a<b>.txt", "ab.txt");
        check(".htaccess", "htaccess.gif");
        check("7001", "7001.gif");
        check("notes.md", "notes.txt");
        check("", "file.gif");
    }

    #[test]
    fn addresses_have_parts() {
        assert_eq!(host_of("HTTPS://Help.Acme.example:443/a"), Some("help.acme.example".into()));
        assert_eq!(host_of("//cdn.example/x"), Some("cdn.example".into()));
        assert_eq!(host_of("/a//b"), None);
        assert_eq!(path_of("https://a.example/b/c?d#e"), Some("/b/c".into()));
        assert_eq!(path_of("https://a.example"), Some("/".into()));
        assert_eq!(path_of("mailto:a@b"), None);
    }
}
