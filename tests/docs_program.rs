//! Compares the documentation with the program as users run it: commands, flags and defaults with the program's help;
//! command lines and configuration files in examples with what the program accepts; and each answer in the FAQ with the
//! tests that prove it.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use answerbook::config;
use answerbook::path::ProjectPath;
use answerbook::source::Sources;
use support::TestFolder;

/// The tests that prove each answer in the FAQ: the file, and the name of the test in it.
const ANSWERS: &[(&str, &[(&str, &str)])] = &[
    ("What does it cost?", &[("tests/packages.rs", "every_package_keeps_the_rules")]),
    ("Do I need to know how to code?", &[("tests/command_line.rs", "a_folder_without_configuration_is_a_project_too")]),
    ("Can I use the Markdown I have?", &[("tests/command_line.rs", "a_folder_without_configuration_is_a_project_too")]),
    (
        "Is there a search?",
        &[
            ("tests/search.rs", "the_example_site"),
            ("tests/browser/run.mjs", "\"/\" leads to the search field, and Enter to results that can be shared"),
            ("tests/browser/run.mjs", "without JavaScript: search lists all articles"),
        ],
    ),
    (
        "Does `serve` reload when I save?",
        &[
            ("tests/browser/preview.mjs", "an edit shows in place: the page is not loaded again"),
            ("tests/serve_saves.rs", "ten_ways_to_save_are_seen"),
        ],
    ),
    (
        "Can I have several versions or languages?",
        &[
            ("tests/versions.rs", "readers_keep_the_page_across_folders"),
            ("tests/versions.rs", "readers_keep_the_page_across_tags"),
            ("tests/editions.rs", "a_locale_has_its_own_tree_and_falls_back_to_the_original"),
            ("tests/editions.rs", "a_files_name_can_tell_its_locale"),
        ],
    ),
    (
        "Where do accounts, tickets and orders live?",
        &[("tests/browser/listening.mjs", "an end point for the form alone gets the same fields")],
    ),
    (
        "What do pages store or load from other sites?",
        &[
            ("tests/browser/run.mjs", "a recording of another host is asked for only after a click"),
            ("tests/browser/run.mjs", "recent searches are kept only after an action, and can be cleared"),
            ("tests/browser/run.mjs", "light and dark can be chosen, and the choice stays"),
            ("tests/browser/listening.mjs", "services of web analytics are told in their own words"),
        ],
    ),
    (
        "Do pages work without JavaScript?",
        &[("tests/browser/run.mjs", "without JavaScript: search lists all articles")],
    ),
    ("How many articles can it handle?", &[("tests/output.rs", "a_second_build_writes_nothing")]),
    ("Can I change how it looks?", &[("tests/theme.rs", "templates_compile")]),
    ("Can several people write at once?", &[("tests/output.rs", "every_link_of_the_example_leads_somewhere")]),
];

/// A flag that every command has, so the pages do not list it.
const HELP: &str = "--help";

/// Words that look like flags of the program but are flags of other programs, or markup.
const OTHER_FLAGS: [&str; 5] = ["--rev", "--8<--", "---", "--measure", "--before"];

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn read(below: &str) -> String {
    std::fs::read_to_string(path(below)).unwrap_or_else(|error| panic!("`{below}`: {error}"))
}

#[track_caller]
fn assert_none(faults: &[String], rule: &str) {
    assert!(faults.is_empty(), "{rule}:\n{}", faults.join("\n"));
}

/// All pages of the documentation, and the README, by path.
fn pages() -> BTreeMap<String, String> {
    let mut pages = BTreeMap::from([("README.md".to_owned(), read("README.md"))]);
    let mut folders = vec!["docs/content".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(path(&folder)).expect("a folder of the documentation") {
            let entry = entry.expect("an entry");
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(name);
            } else {
                let page = read(&name);
                pages.insert(name, page);
            }
        }
    }
    pages
}

/// A flag as the program's help or a page describes it.
#[derive(Debug, Default, PartialEq)]
struct Flag {
    /// `-p, --port PORT`.
    spelling: String,
    /// The value used without the flag, if it can be typed.
    default: String,
    /// The complete description.
    text: String,
}

/// The program's help for a command: its subcommands and flags.
#[derive(Default)]
struct Help {
    commands: Vec<String>,
    flags: BTreeMap<String, Flag>,
    /// The values that the help lists for a flag.
    values: BTreeMap<String, Vec<String>>,
}

fn help(command: &str) -> Help {
    let output = TestFolder::new().run(&format!("{command} --help")).output();
    let text = String::from_utf8(output.stdout).expect("help is text");
    let mut help = Help::default();
    // The part of the help and the flag that the current line belongs to.
    let (mut part, mut flag) = (String::new(), String::new());
    for line in text.lines() {
        if line.ends_with(':') && !line.starts_with(' ') {
            line.trim_end_matches(':').clone_into(&mut part);
        }
        let word = line.trim_start();
        if part == "Commands" && line.starts_with("  ") && !line.starts_with("   ") {
            help.commands.extend(word.split(' ').next().filter(|name| *name != "help").map(str::to_owned));
        }
        if part != "Options" {
            continue;
        }
        if let Some(name) = long_name(word).filter(|_| word.starts_with('-')) {
            let spelling = word.split("  ").next().unwrap_or_default().replace(['<', '>'], "");
            flag = name;
            help.flags.insert(flag.clone(), Flag { spelling, ..Flag::default() });
        }
        if let Some(default) = word.strip_prefix("[default: ").and_then(|rest| rest.strip_suffix(']')) {
            default.clone_into(&mut help.flags.entry(flag.clone()).or_default().default);
        }
        let listed = word.strip_prefix("[possible values: ").and_then(|rest| rest.strip_suffix(']'));
        let described = word.strip_prefix("- ").and_then(|rest| rest.split_once(':')).map(|(value, _)| value);
        help.values.entry(flag.clone()).or_default().extend(listed.unwrap_or_default().split(", ").map(str::to_owned));
        help.values.entry(flag.clone()).or_default().extend(described.map(str::to_owned));
    }
    help.flags.remove(HELP);
    help
}

/// `--port`, in `-p, --port <PORT>`.
fn long_name(text: &str) -> Option<String> {
    let name = &text[text.find("--")?..];
    let end = name.find(|letter: char| !letter.is_ascii_lowercase() && letter != '-').unwrap_or(name.len());
    Some(name[..end].to_owned()).filter(|name| name.len() > 2)
}

/// Every command of the program, such as `versions cut`, with its help.
fn commands() -> BTreeMap<String, Help> {
    let mut commands = BTreeMap::new();
    let mut open: Vec<String> = help("").commands;
    while let Some(command) = open.pop() {
        let found = help(&command);
        open.extend(found.commands.iter().map(|name| format!("{command} {name}")));
        commands.insert(command, found);
    }
    assert!(commands.len() > 10, "the commands were not found");
    commands
}

/// The flags in the tables of each section of the command-line page, by section title.
fn documented(page: &str) -> BTreeMap<String, BTreeMap<String, Flag>> {
    let mut sections: BTreeMap<String, BTreeMap<String, Flag>> = BTreeMap::new();
    let mut title = String::new();
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            heading.split(" {#").next().unwrap_or_default().clone_into(&mut title);
            sections.entry(title.clone()).or_default();
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let ["", first, default, text, ""] = cells[..]
            && let Some(name) = long_name(first).filter(|_| first.starts_with("`-"))
        {
            let default = default.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).unwrap_or_default();
            let (spelling, default) = (first.replace('`', ""), default.to_owned());
            let text = line.to_owned() + text;
            sections.entry(title.clone()).or_default().insert(name, Flag { spelling, default, text });
        }
    }
    sections
}

/// The section with flags shared by several commands.
const COMMON: &str = "Flags of build, check and serve";

#[test]
fn commands_and_flags_are_documented_as_they_are() {
    let page = read("docs/content/cli.md");
    let sections = documented(&page);
    let mut faults = Vec::new();
    let commands = commands();
    for (command, help) in &commands {
        let Some(own) = sections.get(command) else {
            faults.push(format!("`{command}` has no section"));
            continue;
        };
        let common = ["build", "check", "serve"].contains(&command.as_str()).then(|| &sections[COMMON]);
        let reported: BTreeMap<&String, &Flag> = own.iter().chain(common.into_iter().flatten()).collect();
        for (name, flag) in &help.flags {
            let Some(found) = reported.get(name) else {
                faults.push(format!("`{command} {name}` is not documented"));
                continue;
            };
            if found.spelling != flag.spelling {
                faults.push(format!("`{command}`: `{}` is documented as `{}`", flag.spelling, found.spelling));
            }
            if !flag.default.is_empty() && found.default != flag.default && !flag.default.contains(' ') {
                faults.push(format!("`{command} {name}`: the default is `{}`, not `{}`", flag.default, found.default));
            }
            let values = help.values.get(name).into_iter().flatten().filter(|value| !value.is_empty());
            let missing = values.filter(|value| !found.text.contains(&format!("`{value}`")));
            let is_kind = name == "--kind";
            faults.extend(missing.filter(|_| !is_kind).map(|value| format!("`{command} {name}` lacks `{value}`")));
        }
        let gone = reported.keys().filter(|name| !help.flags.contains_key(**name));
        faults.extend(gone.map(|name| format!("`{command} {name}` does not exist")));
    }
    assert_none(&faults, "docs/content/cli.md");
}

/// `answerbook …` in a page's code: fenced blocks and inline code.
fn command_lines(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let spans: Vec<&str> = if fenced {
            vec![line.trim().trim_start_matches("$ ")]
        } else {
            line.split('`').skip(1).step_by(2).collect()
        };
        let commands = spans.into_iter().filter_map(|span| span.strip_prefix("answerbook "));
        found.extend(commands.map(|command| command.split([';', '|', '#', '>']).next().unwrap_or_default().to_owned()));
    }
    found
}

#[test]
fn examples_name_commands_and_flags_that_exist() {
    let commands = commands();
    let mut faults = Vec::new();
    for (name, page) in pages() {
        for line in command_lines(&page) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let is_word = |word: &&str| word.chars().all(|letter| letter.is_ascii_lowercase());
            let Some(first) = words.first().filter(|word| is_word(word) && **word != "help") else { continue };
            let longer = words.get(1).map(|second| format!("{first} {second}"));
            let known = longer.filter(|longer| commands.contains_key(longer)).unwrap_or_else(|| (*first).to_owned());
            let Some(help) = commands.get(&known) else {
                faults.push(format!("{name}: there is no command `{known}`"));
                continue;
            };
            let flags = words.iter().filter(|word| word.starts_with("--")).filter_map(|word| long_name(word));
            let strange = flags.filter(|flag| !help.flags.contains_key(flag));
            faults.extend(strange.map(|flag| format!("{name}: `{known}` has no `{flag}`")));
        }
        // CSS custom properties look like flags.
        let spans = page.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
        let flags = spans.filter(|span| span.starts_with("--") && !name.ends_with("styles.md"));
        let is_known = |flag: &String| commands.values().any(|help| help.flags.contains_key(flag));
        let own = flags.filter(|span| !OTHER_FLAGS.iter().any(|other| span.starts_with(other)));
        let strange = own.filter_map(long_name).filter(|flag| !is_known(flag));
        faults.extend(strange.map(|flag| format!("{name}: no command has `{flag}`")));
    }
    assert_none(&faults, "commands in the documentation");
}

#[test]
fn example_configurations_are_accepted() {
    let mut count = 0;
    let mut faults = Vec::new();
    for (name, page) in pages() {
        for block in page.split("```toml title=\"answerbook.toml\"").skip(1) {
            let text = block.split_once('\n').and_then(|(_, rest)| rest.split("```").next()).unwrap_or_default();
            let text = text.lines().map(|line| line.trim_start().to_owned() + "\n").collect::<String>();
            let source = Sources::default().add(ProjectPath::new("answerbook.toml"), text.as_str());
            let problems = config::parse(source, &text).diagnostics;
            faults.extend(problems.iter().map(|problem| format!("{name}: {}\n{text}", problem.message)));
            count += 1;
        }
    }
    assert!(count > 30, "the examples were not found");
    assert_none(&faults, "configurations in the documentation");
}

#[test]
fn every_answer_has_a_test_that_shows_it() {
    let page = read("docs/content/faq.md");
    let asked: BTreeSet<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let shown: BTreeSet<&str> = ANSWERS.iter().map(|(question, _)| *question).collect();
    let mut faults: Vec<String> =
        asked.symmetric_difference(&shown).map(|it| format!("only on one side: {it}")).collect();
    for (question, tests) in ANSWERS {
        for (file, test) in *tests {
            let (code, quoted) = (read(file), test.replace('"', "\\\""));
            let found = code.contains(&format!("fn {test}(")) || code.contains(test) || code.contains(&quoted);
            if !found {
                faults.push(format!("{question}: there is no test `{test}` in {file}"));
            }
        }
    }
    assert_none(&faults, "docs/content/faq.md");
}
