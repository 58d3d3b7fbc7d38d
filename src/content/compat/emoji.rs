//! Names of emoji as other tools write them: `:heavy\\_plus\\_sign:` of GitBook and `:flag_us:` of Material and Slack.
//! Names that GitHub has are our own.

use super::DialectPass;

/// Strings, one of which occurs in every text that has any of these.
pub(super) const SIGNS: &[&str] = &["\\_", ":flag_", ":flag-"];

/// The longest name, in bytes.
const LONGEST: usize = 64;

/// Translates all of these.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let mut done = 0;
    for start in pass.outside_code(":") {
        let ahead = pass.ahead(start + 1);
        let name = ahead.find(':').filter(|end| start >= done && (1..=LONGEST).contains(end)).map(|end| &ahead[..end]);
        let Some(name) = name else { continue };
        let plain = name.replace("\\_", "_");
        if !plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte)) {
            continue;
        }
        let range = start..start + name.len() + 2;
        if let Some(flag) = flag(&plain) {
            done = range.end;
            pass.replace(range, flag);
        } else if plain != name {
            done = range.end;
            pass.replace(range, format!(":{plain}:"));
        }
    }
}

/// The flag of a country by its two letters.
fn flag(name: &str) -> Option<String> {
    let country = name.strip_prefix("flag_").or_else(|| name.strip_prefix("flag-"))?;
    let letter = |byte: u8| char::from_u32(0x1F1E6 + u32::from(byte - b'a'));
    let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_country { country.bytes().map(letter).collect() } else { None }
}
