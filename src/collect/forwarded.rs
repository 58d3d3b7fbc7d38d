//! Reads the reader's address from `X-Forwarded-For`. The header has no standard: proxies write plain addresses,
//! addresses with ports, and IPv6 addresses in brackets. All of these are understood.

use std::net::{IpAddr, SocketAddr};

/// The address that the nearest proxy saw: the last one in all such headers. Clients can forge all others.
pub(super) fn reader<'a>(lists: impl DoubleEndedIterator<Item = &'a str>) -> Option<IpAddr> {
    let mut entries = lists.rev().flat_map(|list| list.rsplit(',')).map(str::trim);
    address(entries.find(|entry| !entry.is_empty())?)
}

/// Parses `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:443`, with or without quotes.
fn address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim_matches('"');
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    bare.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_address_is_read_however_it_is_written() {
        let check = |lists: &[&str], expected: Option<&str>| {
            let expected = expected.map(|address| address.parse::<IpAddr>().expect("an address"));
            assert_eq!(reader(lists.iter().copied()), expected, "{lists:?}");
        };
        check(&["192.0.2.1"], Some("192.0.2.1"));
        check(&["192.0.2.1:51234"], Some("192.0.2.1"));
        check(&["2001:db8::1"], Some("2001:db8::1"));
        check(&["[2001:db8::1]"], Some("2001:db8::1"));
        check(&["[2001:db8::1]:443"], Some("2001:db8::1"));
        check(&["\"[2001:db8::1]:443\""], Some("2001:db8::1"));
        check(&["made-up, 198.51.100.7 , 192.0.2.1:80"], Some("192.0.2.1"));
        check(&["192.0.2.9", "198.51.100.7, [2001:db8::2]"], Some("2001:db8::2"));
        check(&["192.0.2.1, "], Some("192.0.2.1"));
        check(&["192.0.2.1", ""], Some("192.0.2.1"));
        check(&["192.0.2.1, unknown"], None);
        check(&["[192.0.2.1"], None);
        check(&[], None);
    }
}
