//! Recognizes pages of video hosts and derives the addresses of their players.

use crate::content::sanitize::Trust;
use crate::html::address;
use crate::path;

/// A video on a video host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoEmbed {
    /// The host's name, such as `YouTube`.
    pub host: String,
    /// The video's page, which works without JavaScript.
    pub href: String,
    /// The player's address, without cookies if the host offers that; empty if there is no player.
    pub player: String,
}

/// The video at an address of a known host.
#[must_use]
pub fn embed(url: &str) -> Option<VideoEmbed> {
    let rest = url.strip_prefix("https:").or_else(|| url.strip_prefix("http:")).unwrap_or(url).strip_prefix("//")?;
    let (host, address) = rest.split_once('/')?;
    let (place, query) = address.split_once('?').unwrap_or((address, ""));
    let place = place.split('#').next().unwrap_or_default().trim_end_matches('/');
    let host = host.to_ascii_lowercase();
    match host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(&host) {
        "youtube.com" | "youtube-nocookie.com" => {
            let mut segments = place.split('/');
            let id = match (segments.next()?, segments.next()) {
                ("watch", None) => parameter(query, "v")?,
                ("embed" | "shorts" | "live" | "v", Some(id)) => id.to_owned(),
                _ => return None,
            };
            youtube(&id, query)
        }
        "youtu.be" => youtube(place, query),
        "vimeo.com" => vimeo(place.strip_prefix("video/").unwrap_or(place)),
        "player.vimeo.com" => vimeo(place.strip_prefix("video/")?),
        "loom.com" => loom(place.strip_prefix("share/").or_else(|| place.strip_prefix("embed/"))?),
        "fast.wistia.net" | "fast.wistia.com" => wistia(place.strip_prefix("embed/iframe/")?, url),
        host if host.ends_with(".wistia.com") => wistia(place.strip_prefix("medias/")?, url),
        "share.vidyard.com" => vidyard(place.strip_prefix("watch/")?),
        "play.vidyard.com" => vidyard(place.trim_end_matches(".html")),
        "dailymotion.com" => dailymotion(place.strip_prefix("embed/").unwrap_or(place).strip_prefix("video/")?),
        "geo.dailymotion.com" => dailymotion(&parameter(query, "video")?),
        "dai.ly" => dailymotion(place),
        _ => None,
    }
}

/// Whether a text can be a video's id: letters, digits and hyphens.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn found(id: &str, host: &str, page: &str, player: &str) -> Option<VideoEmbed> {
    is_id(id).then(|| VideoEmbed {
        host: host.to_owned(),
        href: page.replace("{id}", id),
        player: player.replace("{id}", id),
    })
}

fn loom(id: &str) -> Option<VideoEmbed> {
    found(id, "Loom", "https://www.loom.com/share/{id}", "https://www.loom.com/embed/{id}")
}

/// The page of a video has the name of an account in its address, so it stays as it is written.
fn wistia(id: &str, url: &str) -> Option<VideoEmbed> {
    let page = url.split(['?', '#']).next().unwrap_or(url);
    found(id, "Wistia", page, "https://fast.wistia.net/embed/iframe/{id}?doNotTrack=true")
}

fn vidyard(id: &str) -> Option<VideoEmbed> {
    found(id, "Vidyard", "https://share.vidyard.com/watch/{id}", "https://play.vidyard.com/{id}")
}

fn dailymotion(id: &str) -> Option<VideoEmbed> {
    let page = "https://www.dailymotion.com/video/{id}";
    found(id, "Dailymotion", page, "https://geo.dailymotion.com/player.html?video={id}")
}

/// The video at any address. The page of an unknown host serves as its player if the writer is trusted. An address
/// without a host has no player, because there a page of this site would run with the site's own rights.
#[must_use]
pub fn any(url: &str, trust: Trust) -> VideoEmbed {
    embed(url).unwrap_or_else(|| {
        let is_player = trust == Trust::Trusted && address::origin(url).is_some();
        let host = url.split("://").nth(1).unwrap_or_default().split('/').next().unwrap_or_default();
        let player = if is_player { url.to_owned() } else { String::new() };
        VideoEmbed { host: host.trim_start_matches("www.").to_owned(), href: url.to_owned(), player }
    })
}

fn youtube(id: &str, query: &str) -> Option<VideoEmbed> {
    if !is_id(id) {
        return None;
    }
    let start = parameter(query, "t").or_else(|| parameter(query, "start")).and_then(|time| seconds(&time));
    let from = start.map_or(String::new(), |start| format!("?start={start}"));
    let at = start.map_or(String::new(), |start| format!("&t={start}s"));
    Some(VideoEmbed {
        host: "YouTube".into(),
        href: format!("https://www.youtube.com/watch?v={id}{at}"),
        player: format!("https://www.youtube-nocookie.com/embed/{id}{from}"),
    })
}

fn vimeo(id: &str) -> Option<VideoEmbed> {
    let id = id.split('/').next()?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| VideoEmbed {
        host: "Vimeo".into(),
        href: format!("https://vimeo.com/{id}"),
        player: format!("https://player.vimeo.com/video/{id}?dnt=1"),
    })
}

fn parameter(query: &str, name: &str) -> Option<String> {
    query
        .split(['&', '#'])
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| path::decode(value))
}

/// The seconds of `90`, `90s` and `1m30s`.
fn seconds(time: &str) -> Option<u32> {
    let mut total = 0_u32;
    let mut number = 0_u32;
    for byte in time.bytes() {
        match byte {
            b'0'..=b'9' => number = number.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            b'h' => total = total.checked_add(std::mem::take(&mut number).checked_mul(3600)?)?,
            b'm' => total = total.checked_add(std::mem::take(&mut number).checked_mul(60)?)?,
            b's' => total = total.checked_add(std::mem::take(&mut number))?,
            _ => return None,
        }
    }
    total.checked_add(number)
}

#[cfg(test)]
mod tests {
    use super::{Trust, any, embed};

    #[track_caller]
    fn check(url: &str, expected: Option<(&str, &str)>) {
        let embed = embed(url);
        assert_eq!(embed.as_ref().map(|embed| (embed.href.as_str(), embed.player.as_str())), expected);
    }

    #[test]
    fn every_address_of_a_recording_is_known() {
        let page = "https://www.youtube.com/watch?v=aB-9_x";
        let player = "https://www.youtube-nocookie.com/embed/aB-9_x";
        check("https://www.youtube.com/watch?v=aB-9_x", Some((page, player)));
        check("https://www.youtube.com/watch?list=1&v=aB-9_x", Some((page, player)));
        check("https://youtu.be/aB-9_x?si=tracking", Some((page, player)));
        check("http://m.youtube.com/shorts/aB-9_x", Some((page, player)));
        check("https://www.youtube.com/embed/aB-9_x", Some((page, player)));
        check("https://vimeo.com/123?x=1", Some(("https://vimeo.com/123", "https://player.vimeo.com/video/123?dnt=1")));
    }

    #[test]
    fn hosts_of_companies_are_known() {
        let loom = ("https://www.loom.com/share/a1", "https://www.loom.com/embed/a1");
        check("https://www.loom.com/share/a1?sid=2", Some(loom));
        check("https://www.loom.com/embed/a1", Some(loom));
        let page = "https://acme.wistia.com/medias/a1";
        let player = "https://fast.wistia.net/embed/iframe/a1?doNotTrack=true";
        check("https://acme.wistia.com/medias/a1?x=1", Some((page, player)));
        check("https://fast.wistia.net/embed/iframe/a1", Some(("https://fast.wistia.net/embed/iframe/a1", player)));
        let vidyard = ("https://share.vidyard.com/watch/a_1", "https://play.vidyard.com/a_1");
        check("https://share.vidyard.com/watch/a_1?", Some(vidyard));
        check("https://play.vidyard.com/a_1.html", Some(vidyard));
        let page = "https://www.dailymotion.com/video/x1";
        let player = "https://geo.dailymotion.com/player.html?video=x1";
        for url in ["https://www.dailymotion.com/video/x1", "https://dai.ly/x1", player] {
            check(url, Some((page, player)));
        }
        check("https://www.loom.com/looms/videos", None);
        check("https://acme.wistia.com/projects/a1", None);
    }

    #[test]
    fn a_start_time_is_kept() {
        let page = "https://www.youtube.com/watch?v=a&t=90s";
        check("https://youtu.be/a?t=1m30s", Some((page, "https://www.youtube-nocookie.com/embed/a?start=90")));
    }

    #[test]
    fn only_trusted_writers_choose_players() {
        let check = |url: &str, trust: Trust, expected: &str| assert_eq!(any(url, trust).player, expected, "{url}");
        check("https://films.example/1", Trust::Trusted, "https://films.example/1");
        check("https://films.example/1", Trust::Untrusted, "");
        check("https://vimeo.com/1", Trust::Untrusted, "https://player.vimeo.com/video/1?dnt=1");
        check("/p/page.html", Trust::Trusted, "");
        check("page.html", Trust::Trusted, "");
        check("mailto:a@b", Trust::Trusted, "");
    }

    #[test]
    fn other_addresses_are_no_recordings() {
        check("https://www.youtube.com/@channel", None);
        check("https://example.com/watch?v=a", None);
        check("https://youtu.be/a\"onclick", None);
        check("tour.mp4", None);
    }
}
