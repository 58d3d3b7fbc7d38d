//! Video hosts: from the address that people share to the player frame that the page loads after a click.

/// A recording on another host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    /// The host's name as readers know it.
    pub host: String,
    /// The page on the host, which works without JavaScript.
    pub page: String,
    /// The address of the player frame, the most private one that the host offers.
    pub embed: String,
}

/// The player for an address of YouTube or Vimeo; `None` for any other one.
#[must_use]
pub fn known(url: &str) -> Option<Player> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("www.").or_else(|| rest.strip_prefix("m.")).unwrap_or(rest);
    let (host, path) = rest.split_once('/')?;
    match host {
        "youtube.com" | "youtube-nocookie.com" => youtube(path.strip_prefix("watch?").map_or_else(
            || ["embed/", "shorts/", "live/"].iter().find_map(|prefix| path.strip_prefix(prefix)),
            |query| query.split('&').find_map(|pair| pair.strip_prefix("v=")),
        )?),
        "youtu.be" => youtube(path),
        "vimeo.com" | "player.vimeo.com" => vimeo(path.strip_prefix("video/").unwrap_or(path)),
        _ => None,
    }
}

/// The player for any address: an unknown host is shown in a frame as it is.
#[must_use]
pub fn any(url: &str) -> Player {
    known(url).unwrap_or_else(|| {
        let host = url.split("://").nth(1).unwrap_or(url).split('/').next().unwrap_or_default();
        Player { host: host.trim_start_matches("www.").to_owned(), page: url.to_owned(), embed: url.to_owned() }
    })
}

fn youtube(id: &str) -> Option<Player> {
    let id = id_of(id, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))?;
    Some(Player {
        host: "YouTube".into(),
        page: format!("https://www.youtube.com/watch?v={id}"),
        embed: format!("https://www.youtube-nocookie.com/embed/{id}"),
    })
}

fn vimeo(id: &str) -> Option<Player> {
    let id = id_of(id, |c| c.is_ascii_digit())?;
    Some(Player {
        host: "Vimeo".into(),
        page: format!("https://vimeo.com/{id}"),
        embed: format!("https://player.vimeo.com/video/{id}?dnt=1"),
    })
}

fn id_of(text: &str, allowed: impl Fn(char) -> bool) -> Option<&str> {
    let id = text.split(['?', '&', '/', '#']).next()?;
    (!id.is_empty() && id.chars().all(allowed)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_addresses_become_private_players() {
        let check = |url: &str, embed: Option<&str>| assert_eq!(known(url).map(|p| p.embed).as_deref(), embed);
        check(
            "https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=3",
            Some("https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"),
        );
        check("https://youtu.be/aqz-KE-bpKQ?si=1", Some("https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"));
        check("https://vimeo.com/76979871", Some("https://player.vimeo.com/video/76979871?dnt=1"));
        check("https://vimeo.com/about", None);
        check("https://example.com/watch?v=1", None);
        check("https://www.youtube.com/watch?v=\"><script>", None);
    }
}
