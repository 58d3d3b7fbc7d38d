//! Tests the rules for hosts: what is written is read back as a server reads it. `host_servers.rs` asks real servers.

mod support;

use answerbook::extras::hosts::rules::{HostRedirect, HostRules, RedirectUrl};
use answerbook::extras::hosts::{apache, nginx, s3, vercel};
use proptest::prelude::*;
use serde_json::Value as Json;
use support::built::BuiltSite;
use support::host_site::{LOCALE, OLD, site};

/// Letters that mean something to a server, next to some that do not.
const NASTY: &[&str] = &[
    "a", "B7", "-", " ", "\"", "'", "\\", "\\\\", "$", "${HOME}", "$1", "%", "%1", "%20", "{", "}", ";", "#", "?", "*",
    ":", ":id", "(", ")", "[", "]", "+", "|", "^", ".", ".html", "ö", "日", "😀", "&", "~", ",", "=", "<", ">", "`",
    "@", "!", "%{ENV:X}", "$uri",
];

fn path() -> impl Strategy<Value = String> {
    let segment = prop::collection::vec(prop::sample::select(NASTY), 1..6).prop_map(|parts| parts.concat());
    let address = (prop::collection::vec(segment, 1..3), any::<bool>()).prop_map(|(segments, is_page)| {
        let address = format!("/{}{}", segments.join("/"), if is_page { "/" } else { "" });
        answerbook::path::Address::new(&address).as_str().to_owned()
    });
    address.prop_filter("not the home page", |address| address != "/")
}

fn target() -> impl Strategy<Value = String> {
    (path(), prop::option::of(path()), prop::option::of(path()), any::<bool>()).prop_map(
        |(path, query, anchor, is_web)| {
            let encode = answerbook::path::encode;
            let host = if is_web { "https://other.example:8080" } else { "" };
            let query = query.map_or(String::new(), |query| format!("?q={}", encode(&query)));
            let anchor = anchor.map_or(String::new(), |anchor| format!("#{}", encode(&anchor)));
            format!("{host}{}{query}{anchor}", encode(&path))
        },
    )
}

fn rules() -> impl Strategy<Value = HostRules> {
    let redirects = prop::collection::btree_map(path(), target(), 1..5);
    (redirects, prop::collection::btree_set(path(), 0..3), prop::sample::select(vec!["", "/help", "/a $b"])).prop_map(
        |(redirects, gone, base)| HostRules {
            redirects: redirects
                .into_iter()
                .map(|(from, to)| HostRedirect {
                    from: format!("{base}{from}"),
                    file: format!("{base}{from}index.html").trim_start_matches('/').to_owned(),
                    to: RedirectUrl::new(&to),
                })
                .collect(),
            gone: gone.into_iter().map(|from| format!("{base}{from}")).collect(),
            not_found: vec![(format!("{base}/"), format!("{base}/404.html"))],
            base: base.to_owned(),
            ..HostRules::default()
        },
    )
}

/// Splits a configuration of nginx into words: in quotes, a backslash escapes a quote and a backslash. Words also end at
/// `{`, `}` and `;`.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut is_quoted, mut is_open) = (Vec::new(), String::new(), false, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if matches!(letters.peek(), Some('\\' | '"')) => word.extend(letters.next()),
            '"' => {
                is_quoted = !is_quoted;
                is_open = true;
            }
            letter if is_quoted || !(letter.is_whitespace() || "{};".contains(letter)) => word.push(letter),
            letter => {
                if is_open || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                is_open = false;
                if !letter.is_whitespace() {
                    words.push(letter.to_string());
                }
            }
        }
    }
    assert!(!is_quoted, "a quote stays open:\n{text}");
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// The text that a regular expression of ours matches.
fn matched(pattern: &str) -> String {
    let inner = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')).expect("a whole address");
    let mut text = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('x') => {
                    let code: String = letters.by_ref().take(2).collect();
                    text.push(char::from(u8::from_str_radix(&code, 16).expect("two digits")));
                }
                other => text.extend(other),
            },
            '[' => {
                assert_eq!(letters.by_ref().take(2).collect::<String>(), "$]");
                text.push('$');
            }
            letter => {
                assert!(!"$^.*+?()|{}]".contains(letter), "`{letter}` is not escaped in `{pattern}`");
                text.push(letter);
            }
        }
    }
    text
}

fn from_nginx(text: &str) -> (Vec<(String, String)>, Vec<String>) {
    let words = words(text);
    let (mut redirects, mut gone) = (Vec::new(), Vec::new());
    for at in 0..words.len() {
        if words[at] == "location" && words[at + 1] == "=" {
            assert_eq!(words[at + 3], "{");
            match &*words[at + 4] {
                "return" => {
                    let to = words[at + 6].replacen("$is_args$args", "", 1);
                    assert!(!to.contains('$'), "nginx would read a variable in `{to}`");
                    redirects.push((words[at + 2].clone(), to));
                }
                _ => gone.push(words[at + 2].clone()),
            }
        }
    }
    (redirects, gone)
}

fn from_apache(base: &str, text: &str) -> (Vec<(String, String)>, Vec<String>) {
    let (mut redirects, mut gone) = (Vec::new(), Vec::new());
    for line in text.lines().filter(|line| line.starts_with("RewriteRule")) {
        // `mod_rewrite` ends a value at the next quote.
        let words: Vec<&str> = line.split('"').collect();
        let from = format!("{base}/{}", matched(words[1]));
        if words[2] == " - [G,L]" {
            gone.push(from);
            continue;
        }
        let mut to = String::new();
        assert_eq!(words[4], " [R=301,L,NE]", "{line}");
        let mut letters = words[3].replacen("?%{QUERY_STRING}#", "#", 1).chars().collect::<Vec<_>>().into_iter();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => to.extend(letters.next()),
                letter => {
                    assert!(!"%$".contains(letter), "`{letter}` is not escaped in `{line}`");
                    to.push(letter);
                }
            }
        }
        redirects.push((from, to));
    }
    redirects.dedup();
    (redirects, gone)
}

fn unescaped_source(source: &str) -> String {
    let mut text = String::new();
    let mut letters = source.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next()),
            letter => {
                assert!(!"*+?:(){}".contains(letter), "`{letter}` is a placeholder in `{source}`");
                text.push(letter);
            }
        }
    }
    answerbook::path::decode(&text)
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).expect("JSON")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever an old address and its target contain, a server reads the same two.
    #[test]
    fn rules_are_read_as_they_were_meant(rules in rules()) {
        let expected: Vec<_> = rules.redirects.iter().map(|rule| (rule.from.clone(), rule.to.text())).collect();
        prop_assert_eq!(from_nginx(&nginx::text(&rules)), (expected.clone(), rules.gone.clone()));

        let without_question: Vec<_> = expected.iter().filter(|(from, _)| !from.contains('?')).cloned().collect();
        prop_assert_eq!(from_apache(&rules.base, &apache::text(&rules)), (without_question, rules.gone.clone()));

        let file = json(&s3::text(&rules));
        let found: Vec<_> = file["redirects"].as_array().expect("a list").iter().map(|rule| (rule["Key"].as_str().expect("a text").to_owned(), rule["WebsiteRedirectLocation"].as_str().expect("a text").to_owned())).collect();
        prop_assert_eq!(found, rules.redirects.iter().map(|rule| (rule.file.clone(), rule.to.text())).collect::<Vec<_>>());

        let file = json(&vercel::text(&rules));
        for rule in file["redirects"].as_array().expect("a list") {
            let found = (unescaped_source(rule["source"].as_str().expect("a text")), rule["destination"].as_str().expect("a text").to_owned());
            prop_assert!(expected.contains(&found), "{:?}", found);
            prop_assert!(!found.1.trim_start_matches("https://").contains(':'));
        }
    }

    /// A target has no letter that a header or a configuration could not hold.
    #[test]
    fn targets_are_plain(target in target()) {
        let text = RedirectUrl::new(&target).text();
        prop_assert!(text.is_ascii() && !text.contains(|letter: char| letter.is_control() || " \"$<>\\^`{|}".contains(letter)), "{}", text);
    }
}

#[test]
fn each_host_has_its_file() {
    let built = site(LOCALE);
    for path in ["_nginx.conf", ".htaccess", "_s3.json", "vercel.json"] {
        let text = built.text(path);
        assert!(
            !text.contains("/split/") && !text.contains("split/index.html"),
            "`{path}` carries anchors to the wrong page:\n{text}"
        );
    }
    built
        .has("_nginx.conf", "location = \"/old/\" { return 301 \"/new/$is_args$args\"; }\n")
        .has("_nginx.conf", "location = \"/beta/\" { error_page 410 @answerbook_gone; return 410; }\n")
        .has(".htaccess", "RewriteRule \"^old/$\" \"/new/\" [R=301,L,NE]\n")
        .has(".htaccess", "RewriteRule \"^beta/$\" - [G,L]\n")
        .has("_s3.json", "\"Key\": \"old/index.html\"")
        .has("vercel.json", "\"source\": \"/old/\"");
    let below = site("base_url = \"https://acme.example/help/\"\n");
    below
        .has("_nginx.conf", "location = \"/help/old/\" { return 301 \"/help/new/$is_args$args\"; }\n")
        .has(".htaccess", "RewriteRule \"^old/$\" \"/help/new/\" [R=301,L,NE]\n")
        .has("_s3.json", "\"Key\": \"help/old/index.html\"")
        .has("vercel.json", "\"source\": \"/help/old/\"");
}

#[test]
fn without_hosts_there_are_no_files_of_theirs() {
    let built = BuiltSite::of(&[("addresses.toml", OLD), ("content/new.md", "# New\n")]);
    let paths: Vec<_> = built.output.paths().map(|path| path.as_str().to_owned()).collect();
    assert!(!paths.iter().any(|path| path.contains("nginx") || path.contains("htaccess") || path == "vercel.json"));
}

#[test]
fn unknown_hosts_are_reported() {
    let help = |host: &str| {
        let configuration = format!("hosts = [\"{host}\"]\n");
        let built = BuiltSite::of(&[("answerbook.toml", &configuration), ("content/new.md", "# New\n\nText.\n")]);
        assert_eq!(built.problems(), [format!("config/value: {host}")]);
        built.help("config/value").concat()
    };
    assert_eq!(help("ngnix"), "did you mean `nginx`?");
    assert_eq!(help("httpd"), "did you mean `apache`?");
    assert_eq!(help("netlify"), "remove it: `_redirects` and `_headers`, which this host reads, are always written");
}
