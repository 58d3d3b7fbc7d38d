//! Reads single files: text is decoded, images are measured from their header, and other files are only sized.

use std::io::BufReader;
use std::io::Read;
use std::string::FromUtf8Error;
use std::sync::Arc;

use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;
use crate::project::ProjectFile;
use crate::source::{SourceId, Span};

use super::file_stamp::FileStamp;
use super::repository::MAX_OBJECT_BYTES;
use super::walk::{Area, FoundFile};

/// The maximum size of a Markdown file, in bytes, on disk or in git. The longest articles of real help centers are
/// below 1 MB.
const MAX_MARKDOWN_BYTES: u64 = 8 * 1024 * 1024;

/// How many bytes of a file are checked to tell text from binary data.
const BINARY_PROBE: usize = 8 * 1024;

/// How many bytes of an SVG are searched for its dimensions. Editors can write long comments and DTDs before the root
/// element.
const SVG_PROBE: usize = 16 * 1024;

/// Extensions of files whose output name contains a hash: images, video, audio and fonts.
const FINGERPRINTED: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "ico", "mp4", "webm", "ogv", "mov", "m4v", "mp3", "ogg",
    "wav", "vtt", "woff", "woff2", "ttf", "otf",
];

/// Extensions of pictures.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "ico"];

/// How many bytes of a picture without a size are read to tell why.
const PICTURE_PROBE: u64 = 64;

/// Extensions of theme files that are read as text.
const THEME_TEXTS: &[&str] = &["html", "xml", "txt", "css", "js", "toml", "svg", "json"];

/// The contents of a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FileContents {
    Text(DecodedText),
    Bytes(Arc<[u8]>),
    File(ProjectFile),
    Problem(Diagnostic),
}

/// A decoded text, with its first invalid byte if there is one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DecodedText {
    pub text: Arc<str>,
    pub bad_byte: Option<BadByte>,
}

/// A byte that is not valid UTF-8.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BadByte {
    /// The position of its replacement character in the decoded text, in bytes.
    offset: usize,
    byte: u8,
}

impl BadByte {
    pub(super) fn report(self, source: SourceId) -> Diagnostic {
        let span = Span::new(source, self.offset..self.offset + char::REPLACEMENT_CHARACTER.len_utf8());
        Diagnostic::at(codes::FILE_NOT_UTF8, "the file is not valid UTF-8", span)
            .label(format!("byte 0x{:02X}", self.byte))
            .help("save the file as UTF-8; from Windows-1252: `iconv -f WINDOWS-1252 -t UTF-8`")
    }
}

/// Reads a file according to its area and type.
pub(super) fn contents(found: &FoundFile, stamp: &FileStamp) -> FileContents {
    let unreadable = |error: std::io::Error| {
        let message = format!("`{}` could not be read: {error}", found.path);
        FileContents::Problem(
            Diagnostic::file(codes::FILE_UNREADABLE, message, found.path.clone()).help("check the file's permissions"),
        )
    };
    match found.area {
        _ if found.is_markdown() => markdown(found, stamp).unwrap_or_else(unreadable),
        Area::Theme => theme_file(found).unwrap_or_else(unreadable),
        _ => file(found, stamp).map_or_else(unreadable, FileContents::File),
    }
}

fn markdown(found: &FoundFile, stamp: &FileStamp) -> std::io::Result<FileContents> {
    if stamp.size() > MAX_MARKDOWN_BYTES {
        return Ok(too_large_article(&found.path));
    }
    Ok(text_of(&found.path, found.read()?))
}

fn too_large_article(path: &ProjectPath) -> FileContents {
    let limit = MAX_MARKDOWN_BYTES / 1024 / 1024;
    let message = format!("the file is larger than {limit} MB, the limit for a Markdown file");
    let diagnostic = Diagnostic::file(codes::FILE_TOO_LARGE, message, path.clone());
    FileContents::Problem(diagnostic.help("split it into several articles"))
}

/// The problem with a git object that is too large to read.
pub(super) fn too_large_object(path: &ProjectPath) -> FileContents {
    let limit = MAX_OBJECT_BYTES / 1024 / 1024;
    let message = format!("the file is larger than {limit} MB, the limit for a file of a version in git");
    let diagnostic = Diagnostic::file(codes::FILE_TOO_LARGE, message, path.clone());
    FileContents::Problem(diagnostic.help("host large files elsewhere, and link to them"))
}

/// The contents of a Markdown file with these bytes.
pub(super) fn text_of(path: &ProjectPath, bytes: Vec<u8>) -> FileContents {
    if bytes.len() as u64 > MAX_MARKDOWN_BYTES {
        return too_large_article(path);
    }
    if utf16(&bytes).is_none() && bytes[..bytes.len().min(BINARY_PROBE)].contains(&0) {
        let message = "the file has a Markdown extension but contains binary data";
        let diagnostic = Diagnostic::file(codes::FILE_BINARY, message, path.clone());
        return FileContents::Problem(diagnostic.help("give it the correct extension, or remove it"));
    }
    FileContents::Text(decode(bytes))
}

/// The properties of a file with these bytes that is stored in git as the object `id`. Every such file is named after
/// its contents, so versions share identical files.
pub(super) fn file_of(path: &ProjectPath, bytes: &[u8], id: &str) -> FileContents {
    let dimensions = match path.extension().as_str() {
        "svg" => svg_dimensions(&String::from_utf8_lossy(&bytes[..bytes.len().min(SVG_PROBE)])),
        _ => imagesize::blob_size(bytes)
            .ok()
            .and_then(|size| Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))),
    };
    let fingerprint = Some(blake3::hash(bytes).to_hex()[..16].to_owned());
    FileContents::File(ProjectFile { size: bytes.len() as u64, dimensions, fingerprint, object: Some(id.into()) })
}

fn theme_file(found: &FoundFile) -> std::io::Result<FileContents> {
    let bytes = found.read()?;
    if THEME_TEXTS.contains(&found.path.extension().as_str()) {
        return Ok(FileContents::Text(decode(bytes)));
    }
    Ok(FileContents::Bytes(bytes.into()))
}

/// Decodes bytes as text: removes a byte-order mark, decodes UTF-16 if the mark says so, and replaces invalid bytes
/// with U+FFFD. Line breaks become `\n`, so a Windows checkout or an old editor gives the same site and the same hashes.
pub(super) fn decode(bytes: Vec<u8>) -> DecodedText {
    let (text, bad_byte) = match utf16(&bytes) {
        Some(text) => (text, None),
        None => String::from_utf8(bytes).map_or_else(lossy, |text| (text, None)),
    };
    let mark = text.len() - without_mark(&text).len();
    let bad_byte = bad_byte.map(|bad| {
        let before = &text[mark.min(bad.offset)..bad.offset];
        BadByte { offset: before.len() - before.matches("\r\n").count(), ..bad }
    });
    let text = without_mark(&text);
    let has_returns = text.contains('\r');
    let text = if has_returns { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() };
    DecodedText { text, bad_byte }
}

/// The text with its invalid bytes replaced, and the first of those bytes.
fn lossy(error: FromUtf8Error) -> (String, Option<BadByte>) {
    let offset = error.utf8_error().valid_up_to();
    let bytes = error.into_bytes();
    let bad_byte = BadByte { offset, byte: bytes[offset] };
    (String::from_utf8_lossy(&bytes).into_owned(), Some(bad_byte))
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The text of bytes that start with a UTF-16 byte-order mark, or `None` for other bytes.
fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

fn file(found: &FoundFile, stamp: &FileStamp) -> std::io::Result<ProjectFile> {
    let extension = found.path.extension();
    let dimensions = match extension.as_str() {
        "svg" => svg_size(found)?,
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "ico" => {
            let size = imagesize::reader_size(BufReader::new(found.open()?)).ok();
            size.and_then(|size| Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?)))
        }
        _ => None,
    };
    let fingerprint = if FINGERPRINTED.contains(&extension.as_str()) {
        Some(fingerprint(found)?)
    } else {
        // Opened as a check: a file that cannot be copied should be reported before any output is written.
        found.open().map(|_| None)?
    };
    Ok(ProjectFile { size: stamp.size(), dimensions, fingerprint, object: None })
}

/// Reports a picture without a size if it is certain that browsers cannot show it: an empty file, a pointer of Git LFS
/// whose picture was not fetched, or a page that was saved under a picture's name.
pub(super) fn not_a_picture(found: &FoundFile, file: &ProjectFile) -> Option<Diagnostic> {
    let path = &found.path;
    if !PICTURES.contains(&path.extension().as_str()) {
        return None;
    }
    let mut head = Vec::new();
    found.open().and_then(|file| file.take(PICTURE_PROBE).read_to_end(&mut head)).ok()?;
    let head = String::from_utf8_lossy(&head).trim_start().to_ascii_lowercase();
    let (what, help) = if file.size == 0 {
        ("is empty", "export the picture again")
    } else if head.starts_with("version https://git-lfs.github.com/") {
        ("is a pointer of Git LFS instead of the picture", "fetch the picture with `git lfs pull`")
    } else if head.starts_with("<!doctype html") || head.starts_with("<html") {
        ("is a web page instead of a picture", "download the picture again")
    } else {
        return None;
    };
    let message = format!("`{path}` {what}");
    Some(Diagnostic::file(codes::FILE_NOT_A_PICTURE, message, path.clone()).help(help))
}

fn fingerprint(found: &FoundFile) -> std::io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(found.open()?)?;
    Ok(hasher.finalize().to_hex()[..16].to_owned())
}

fn svg_size(found: &FoundFile) -> std::io::Result<Option<(u32, u32)>> {
    let mut head = Vec::new();
    found.open()?.take(SVG_PROBE as u64).read_to_end(&mut head)?;
    Ok(svg_dimensions(&String::from_utf8_lossy(&head)))
}

/// The width and height of an SVG's root element in pixels, otherwise those of its `viewBox`.
fn svg_dimensions(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = &text[start..];
    let tag = &tag[..tag.find('>')?];
    let pixels = |name: &str| {
        let value = attribute(tag, name)?;
        let value = value.trim().trim_end_matches("px");
        value.parse::<f64>().ok().filter(|pixels| pixels.is_finite() && *pixels >= 1.0)
    };
    let size = pixels("width").zip(pixels("height")).or_else(|| {
        let numbers: Vec<f64> =
            attribute(tag, "viewBox")?.split([' ', ',']).filter_map(|number| number.trim().parse().ok()).collect();
        match numbers.as_slice() {
            [_, _, width, height] if *width >= 1.0 && *height >= 1.0 => Some((*width, *height)),
            _ => None,
        }
    })?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` saturates, and both are at least 1
    Some((size.0.round() as u32, size.1.round() as u32))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before = rest[..at].chars().next_back();
        let after = rest[at + name.len()..].trim_start();
        rest = &rest[at + name.len()..];
        if !before.is_some_and(char::is_whitespace) {
            continue;
        }
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else { continue };
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        return value[1..].split(quote).next();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_decoded() {
        let check = |bytes: &[u8], text: &str, bad: Option<usize>| {
            let decoded = decode(bytes.to_vec());
            assert_eq!((&*decoded.text, decoded.bad_byte.map(|bad| bad.offset)), (text, bad));
        };
        check(b"\xEF\xBB\xBFhi", "hi", None);
        check(b"\xFF\xFEh\0i\0", "hi", None);
        check(b"\xFE\xFF\0h\0i", "hi", None);
        check(b"caf\xE9 au lait", "caf\u{fffd} au lait", Some(3));
        check(b"\xEF\xBB\xBFcaf\xE9", "caf\u{fffd}", Some(3));
        check(b"a\r\nb\rc\r\r\n\r\n", "a\nb\nc\n\n\n", None);
        check(b"---\rtitle: A\r---\rb\xE9", "---\ntitle: A\n---\nb\u{fffd}", Some(18));
        check(b"\xEF\xBB\xBFa\r\nb\r\n\xE9", "a\nb\n\u{fffd}", Some(4));
    }

    #[test]
    fn svg_sizes_are_read() {
        let check = |svg: &str, expected: Option<(u32, u32)>| assert_eq!(svg_dimensions(svg), expected);
        check("<?xml?><svg width=\"20px\" height='10'>", Some((20, 10)));
        check("<svg viewBox=\"0 0 24 12.4\" width=\"100%\">", Some((24, 12)));
        check("<svg stroke-width=\"2\" height=\"3\">", None);
        check("<html>", None);
    }
}
