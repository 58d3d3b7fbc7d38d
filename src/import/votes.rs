//! Answers to *Was this page helpful?* as events, so that `answerbook insights` begins with them.

use super::layout::Layout;
use super::model::HelpCenter;

/// One line of JSON for each vote. Nothing in them tells who voted; their ids are made from the article's.
#[must_use]
pub fn events(center: &HelpCenter, layout: &Layout) -> String {
    let mut lines = String::new();
    for article in center.articles.iter().filter(|article| article.restricted.is_none()) {
        let (Some(file), Some(text)) = (layout.files.get(&article.id), article.texts.get(&layout.default)) else {
            continue;
        };
        let answers = std::iter::repeat_n(true, as_count(article.votes.up))
            .chain(std::iter::repeat_n(false, as_count(article.votes.down)));
        for (number, helpful) in answers.enumerate() {
            let mut event = serde_json::json!({
                "v": 1,
                "id": uuid(&format!("{} {} {number}", center.vendor, article.id)),
                "event": "feedback",
                "article": file,
                "locale": layout.tags.get(&layout.default),
                "helpful": helpful,
            });
            if let Some(date) = text.updated {
                event["at"] = format!("{date}T00:00:00.000Z").into();
            }
            lines.push_str(&event.to_string());
            lines.push('\n');
        }
    }
    lines
}

fn as_count(votes: u64) -> usize {
    /// Far more than articles have, so that a wrong number does not fill the disk.
    const MAX_VOTES: u64 = 100_000;
    usize::try_from(votes.min(MAX_VOTES)).unwrap_or(0)
}

/// A UUID that is always the same for a name, with the bits of version 8 (RFC 9562).
fn uuid(name: &str) -> String {
    let mut hash = *blake3::hash(name.as_bytes()).as_bytes();
    hash[6] = hash[6] & 0x0f | 0x80;
    hash[8] = hash[8] & 0x3f | 0x80;
    let hex = blake3::Hash::from_bytes(hash).to_hex();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32])
}
