//! Names of files that change with their contents, so that browsers can keep the files forever.

/// Inserts the first 8 hex digits of the content's BLAKE3 hash before the extension of `name`: `style.1a2b3c4d.css`.
#[must_use]
pub fn fingerprinted(name: &str, content: &[u8]) -> String {
    let hash = fingerprint(content);
    let folder = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[folder..].rfind('.').filter(|dot| *dot > 0) {
        Some(dot) => format!("{}.{hash}{}", &name[..folder + dot], &name[folder + dot..]),
        None => format!("{name}.{hash}"),
    }
}

/// The first 8 hex digits of the content's BLAKE3 hash.
#[must_use]
pub fn fingerprint(content: &[u8]) -> String {
    const DIGITS: usize = 8;
    blake3::hash(content).to_hex()[..DIGITS].to_owned()
}
