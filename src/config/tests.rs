//! Tests of reading the configuration, and of its diagnostics.

use super::*;
use crate::diagnostic::Severity;
use crate::report::{self, DiagnosticLocation};
use crate::source::Sources;

fn read(text: &str) -> (Config, Vec<String>) {
    let mut sources = Sources::default();
    let source = sources.add(ProjectPath::new("answerbook.toml"), text);
    let outcome = parse(source, text);
    let report = report::collect(outcome.diagnostics, &sources, &report::ReportRules::default());
    let lines = report.groups.iter().map(|group| {
        let DiagnosticLocation { range: Some((start, end)), .. } = group.occurrences[0] else {
            return "no place".into();
        };
        let diagnostic = &group.diagnostic;
        let help = diagnostic.help.iter().fold(String::new(), |all, help| all + "; " + help);
        let place = format!("{}:{}-{}", start.line, start.column, end.column);
        format!("{place} {}: {}{help}", diagnostic.code.0, diagnostic.message)
    });
    (outcome.value, lines.collect())
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (_, found) = read(text);
    assert_eq!(found, expected, "in {text}");
}

#[test]
fn an_empty_file_is_the_default() {
    let (config, problems) = read("");
    assert_eq!(config, Config::default());
    assert!(problems.is_empty());
}

#[test]
fn every_problem_is_reported_at_once() {
    check(
        "titel = 1\nbase_url = \"help.example.com\"\n[brand]\ncolor = \"red\"\n[articles]\noutline_depth = 9\n",
        &[
            "1:1-6 config/unknown-key: unknown key `titel`; did you mean `title`?",
            "2:13-29 config/value: `help.example.com` is neither an `https://` address nor a path that starts with `/`; \
             did you mean `https://help.example.com`?",
            "4:10-13 config/value: `red` is not a color",
            "6:17-18 config/value: `articles.outline_depth` must be a whole number from 2 to 6, found `9`",
        ],
    );
}

#[test]
fn broken_toml_is_all_that_is_reported() {
    let (config, problems) = read("title = \"A\"\nlead = ]\n[brand\ncolor = \"#000\"\n");
    assert_eq!(config.title, "A");
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().all(|problem| problem.contains("config/syntax")), "{problems:?}");
}

#[test]
fn keys_are_led_to_where_they_belong() {
    let check = |text: &str, expected: &str| check(text, &[expected]);
    check(
        "color = \"#000\"",
        "1:1-6 config/unknown-key: unknown key `color`; did you mean `brand.color`, below `[brand]`?",
    );
    check(
        "[brand]\nbase_url = \"/\"",
        "2:1-9 config/unknown-key: unknown key `base_url` in `brand`; move `base_url` to the top of the file, above \
         the first `[table]`",
    );
    check("site_name = \"A\"", "1:1-10 config/unknown-key: unknown key `site_name`; did you mean `title`?");
    check("baseURL = \"/\"", "1:1-8 config/unknown-key: unknown key `baseURL`; did you mean `base_url`?");
    check(
        "[feedback]\nstars = 5",
        "2:1-6 config/unknown-key: unknown key `stars` in `feedback`; use one of `enabled`, `endpoint`",
    );
}

#[test]
fn wrong_types_come_with_the_right_form() {
    let check = |text: &str, expected: &str| check(text, &[expected]);
    check(
        "title = 7",
        "1:9-10 config/type: `title` must be a text that is not empty, found a whole number; put it in quotes: `\"7\"`",
    );
    check(
        "[home]\npopular = \"6\"",
        "2:12-13 config/type: `home.popular` must be a whole number from 0 to 50, found a text; remove the quotes: `6`",
    );
    check(
        "[header]\ntitle = \"A\"",
        "1:1-9 config/type: `header` must be a list of tables, found a table; write `[[header]]`, with two brackets, above \
         each entry",
    );
    check(
        "ignore = \"drafts/**\"",
        "1:11-20 config/type: `ignore` must be a list of texts, found a text; put it in brackets: `[\"drafts/**\"]`",
    );
    check(
        "edit = \"https://example.com\"",
        "1:9-28 config/type: `edit` must be a table, found a text; write it as a table that starts with `[edit]`",
    );
    check(
        "[markdown]\nsmart = \"true\"",
        "2:10-14 config/type: `markdown.smart` must be `true` or `false`, found a text; remove the quotes: `true`",
    );
}

#[test]
fn required_keys_are_missed() {
    check("[[header]]\ntitle = \"A\"\n", &["1:1-11 config/missing-key: `header` has no `url`; add `url = \"…\"`"]);
}

#[test]
fn links_have_a_scheme_or_start_with_a_slash() {
    let check = |url: &str, expected: &str| {
        let (_, found) = read(&format!("[contact]\nchat = \"{url}\""));
        let found = found.first().map_or("", |line| line.split_once("config/value: ").map_or(line, |(_, rest)| rest));
        assert_eq!(found, expected, "in {url}");
    };
    for good in ["https://a.example", "mailto:a@b.example", "tel:+49", "/a/", "account/reset.md#pin"] {
        check(good, "");
    }
    check("www.a.example/x", "`www.a.example/x` has no scheme; did you mean `https://www.a.example/x`?");
    check("a/b", "`a/b` has no scheme; did you mean `/a/b`?");
    check("//a.example", "`//a.example` has no scheme; did you mean `https://a.example`?");
    check("help@a.example", "`help@a.example` has no scheme; did you mean `mailto:help@a.example`?");
    check("javascript:alert(1)", "`javascript:alert(1)` has the scheme `javascript`, which is not allowed here");
    check("https:///x", "`https:///x` has no host");
    check("/a b", "`/a b` is not a valid address; did you mean `/a%20b`?");
}

#[test]
fn names_are_known_or_nearly() {
    let check = |text: &str, expected: &str| {
        let (_, found) = read(text);
        let found = found.first().map_or("", |line| line.split_once("config/value: ").map_or(line, |(_, rest)| rest));
        assert_eq!(found, expected, "in {text}");
    };
    check("language = \"pt-br\"", "");
    check("language = \"en_US\"", "`en_US` is not a language tag; did you mean `en-US`?");
    check("language = \"english\"", "`english` is not a language tag; did you mean `en`?");
    check("[diagnostics]\n\"image/no-alt\" = \"off\"", "");
    check("[diagnostics]\nno-alt = \"off\"", "there is no diagnostic `no-alt`; did you mean `image/no-alt`?");
    check("[diagnostics]\n\"image/no-alt\" = \"ignore\"", "`ignore` is not a severity; did you mean `off`?");
    check("[kinds]\nfaq = \"fqa\"", "`fqa` is not an article kind; did you mean `faq`?");
    check("[brand]\ncolor = \"0B6354\"", "`0B6354` is not a color; did you mean `#0B6354`?");
    check(
        "[brand]\nfont = \"Inter.ttf\"",
        "`Inter.ttf` has a file type that does not work here; use a file that ends in `.woff2`",
    );
    check(
        "[variables]\n\"the product\" = \"x\"",
        "`the product` cannot be the name of a variable; did you mean `the_product`?",
    );
    check("[brand]\nlogo = 'C:\\logo.png'", "`C:\\logo.png` is not a path in the project");
    check("theme = 'my\\theme'", "`my\\theme` is not written with `/`; did you mean `my/theme`?");
    check("content = \"../docs\"", "`../docs` leads outside of the project");
    check("[contact]\nemail = \"mailto:a@b.c\"", "`mailto:a@b.c` is not an email address; did you mean `a@b.c`?");
    check(
        "[edit]\nurl = \"https://a.example/edit/\"",
        "`https://a.example/edit/` has no place for the file's path; did you mean `https://a.example/edit/{path}`?",
    );
}

#[test]
fn redirects_lead_somewhere_new() {
    check(
        "[redirects]\n\"/a/\" = \"/b/\"\n\"/b/\" = \"/a/\"\n\"/c/\" = \"/d/\"\n\"/c//\" = \"/e/\"\nold = \"/x/\"\n",
        &[
            "2:10-13 config/value: the redirect from `/a/` leads back to itself",
            "3:10-13 config/value: the redirect from `/b/` leads back to itself",
            "5:2-6 config/value: `/c/` is redirected twice",
            "6:1-4 config/value: `old` is not an address on this site; did you mean `/old`?",
        ],
    );
}

#[test]
fn values_reach_the_configuration() {
    let text = r##"
        content = "."
        [brand]
        color = "#0b6"
        font = "theme/my.woff2"
        [[quick_task]]
        title = "Reset"
        url = "https://a.example"
        keywords = ["pin"]
        [variables]
        year = 2026
        price = 1.50
        [redirects]
        "/alt/gr%C3%B6%C3%9Fe/" = "/new/"
        [diagnostics]
        "image/no-alt" = "error"
        "site/stale" = "off"
        [diagnostics_by_path."content/new/**"]
        "image/no-alt" = "off"
        [diagnostics_by_path."content/archive/**"]
        "link/missing-page" = "note"
    "##;
    let (config, problems) = read(text);
    assert_eq!(problems, [""; 0]);
    assert_eq!((config.content.as_str(), config.content_is_default), ("", false));
    assert_eq!(config.brand.color.map(|color| color.value), Some([0, 0xbb, 0x66]));
    assert!(matches!(config.brand.font, Font::File(path) if path.value.as_str() == "theme/my.woff2"));
    assert_eq!(config.quick_tasks[0].keywords, ["pin"]);
    assert_eq!((config.variables["year"].as_str(), config.variables["price"].as_str()), ("2026", "1.50"));
    assert_eq!(config.redirects[0].from.value.as_str(), "/alt/größe/");
    assert_eq!(config.diagnostics.by_code["image/no-alt"], Some(Severity::Error));
    assert_eq!(config.diagnostics.by_code["site/stale"], None);
    let by_path: Vec<_> = config.diagnostics.by_path.iter().map(|(pattern, _)| pattern.as_str()).collect();
    assert_eq!(by_path, ["content/new/**", "content/archive/**"]);
    assert_eq!(config.diagnostics.by_path[1].1["link/missing-page"], Some(Severity::Note));
}

#[test]
fn missing_files_are_looked_for_nearby() {
    let (config, _) = read("static = \"assets\"\n[brand]\nlogo = \"logo.png\"\nfavicon = \"icon.svg\"\n");
    let exists = |path: &ProjectPath| path.as_str() == "assets/logo.png";
    let found = check_files(&config, &exists);
    let found: Vec<_> =
        found.iter().map(|diagnostic| (diagnostic.message.as_str(), diagnostic.help.as_slice())).collect();
    let help = ["did you mean `assets/logo.png`?".to_owned()];
    assert_eq!(found[0], ("the file `logo.png` does not exist", help.as_slice()));
    assert_eq!(
        found[1],
        ("the file `icon.svg` does not exist", ["put the file there, or remove the key".to_owned()].as_slice())
    );
    assert_eq!(found[2].0, "the folder `assets` does not exist");
}

/// The defaults in the schema are those of an empty file.
#[test]
fn the_schema_tells_the_true_defaults() {
    let schema: serde_json::Value = serde_json::from_str(&json_schema()).expect("JSON");
    let properties = |schema: &serde_json::Value| schema["properties"].as_object().cloned().unwrap_or_default();
    let keys = |schema: &serde_json::Value| -> String {
        let defaults =
            properties(schema).into_iter().filter_map(|(key, schema)| Some((key, schema.get("default")?.clone())));
        defaults.fold(String::new(), |all, (key, value)| format!("{all}{key} = {value}\n"))
    };
    let tables = properties(&schema).into_iter().filter(|(_, schema)| schema.get("properties").is_some());
    let tables = tables.map(|(name, schema)| (name, keys(&schema))).filter(|(_, keys)| !keys.is_empty());
    let text = tables.fold(keys(&schema), |all, (name, keys)| format!("{all}[{name}]\n{keys}"));
    let (config, problems) = read(&text);
    assert_eq!(problems, [""; 0], "in {text}");
    let folders = config.folders.clone();
    assert_eq!(config, Config { content_is_default: false, folders, ..Config::default() });
}
