//! Compares the documentation with the code: every diagnostic, template value, configuration key and front-matter key
//! in the code is documented, and the documentation has no others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use answerbook::codes;
use answerbook::content::keys::{self, KeyMeaning};
use serde_json::Value;

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

/// The back-ticked words of a line, in order.
fn code_spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The first code span in each table row of a page, grouped by heading.
fn first_cells(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut cells: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut heading = String::new();
    for line in page.lines() {
        if let Some(text) = line.strip_prefix("##") {
            text.trim_start_matches('#').split(" {#").next().unwrap_or_default().trim().clone_into(&mut heading);
        }
        if let Some(name) = line.strip_prefix("| `").and_then(|cell| cell.split('`').next()) {
            cells.entry(heading.clone()).or_default().insert(name.to_owned());
        }
    }
    cells
}

#[test]
fn every_diagnostic_has_an_entry_with_its_severity() {
    let mut documented: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    for entry in std::fs::read_dir(path("docs/content/diagnostics")).expect("the pages of diagnostics") {
        let page = std::fs::read_to_string(entry.expect("a page").path()).expect("a text");
        let mut lines = page.lines();
        while let Some(line) = lines.next() {
            let Some(heading) = line.strip_prefix("### ") else { continue };
            let code = heading.split(' ').next().unwrap_or_default().to_owned();
            let text = lines.find(|line| !line.is_empty()).unwrap_or_default();
            if !heading.ends_with(&format!("{{#{}}}", code.replace('/', "-"))) {
                faults.push(format!("`{code}` has no anchor of its own"));
            }
            if documented.insert(code.clone(), text.to_owned()).is_some() {
                faults.push(format!("`{code}` has two entries"));
            }
        }
    }
    for (code, severity, _) in codes::ALL {
        let expected = format!("**{}.**", capitalised(severity.name()));
        match documented.remove(code.0) {
            None => faults.push(format!("`{}` has no entry", code.0)),
            Some(text) if !text.starts_with(&expected) => {
                faults.push(format!("`{}` does not start with {expected}", code.0));
            }
            Some(_) => {}
        }
    }
    faults.extend(documented.keys().map(|code| format!("`{code}` is no diagnostic")));
    assert_none(&faults, "docs/content/diagnostics");
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

#[test]
fn every_template_value_is_documented() {
    let cells = first_cells(&read("docs/content/templates.md"));
    let mut faults = Vec::new();
    for (name, fields) in
        structs(&["mod", "article", "lists"].map(|file| read(&format!("src/render/view/{file}.rs"))).concat())
    {
        let documented = cells.get(&name).cloned().unwrap_or_default();
        faults.extend(fields.difference(&documented).map(|field| format!("`{name}.{field}` is not documented")));
        faults.extend(documented.difference(&fields).map(|field| format!("`{name}.{field}` does not exist")));
    }
    assert_none(&faults, "docs/content/templates.md");
}

/// The public fields of each struct in a source file, by the name that templates use for the struct.
fn structs(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut structs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = None;
    let mut renamed = None;
    for line in source.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("pub struct ") {
            // `SiteView` is documented as `Site`.
            let name = rest.trim_end_matches(" {").trim_end_matches("View").to_owned();
            structs.insert(name.clone(), BTreeSet::new());
            current = Some(name);
        } else if line == "}" {
            current = None;
        } else if let Some(rest) = line.strip_prefix("#[serde(rename = \"") {
            renamed = rest.split('"').next().map(str::to_owned);
        } else if let (Some(name), Some(rest)) = (&current, line.strip_prefix("pub ")) {
            let field = rest.split(':').next().unwrap_or_default().to_owned();
            structs.entry(name.clone()).or_default().insert(renamed.take().unwrap_or(field));
        }
    }
    assert!(structs.len() > 20, "the structs were not found");
    structs
}

#[test]
fn every_configuration_key_is_documented() {
    let schema: Value = serde_json::from_str(&read("docs/static/answerbook.schema.json")).expect("a valid schema");
    let page = read("docs/content/configuration.md");
    let cells = first_cells(&page);
    let mut faults = Vec::new();
    for (key, value) in properties(&schema) {
        let table = [format!("`[{key}]`"), format!("`[[{key}]]`")]
            .into_iter()
            .find(|name| page.contains(&format!("## {name}")));
        // Tables have their own headings; other keys have rows.
        let is_row = cells.get("Top level").is_some_and(|rows| rows.contains(key));
        if table.is_none() && !is_row {
            faults.push(format!("`{key}` is not documented"));
        }
        let known: BTreeSet<String> =
            properties(value).chain(properties(&value["items"])).map(|(key, _)| key.clone()).collect();
        let documented = table.and_then(|table| cells.get(&table)).cloned().unwrap_or_default();
        faults.extend(known.difference(&documented).map(|inner| format!("`{key}.{inner}` is not documented")));
        faults.extend(documented.difference(&known).map(|inner| format!("`{key}.{inner}` does not exist")));
    }
    assert_none(&faults, "docs/content/configuration.md");
}

/// The cells of a page's table rows, with the heading above them.
fn rows(page: &str) -> Vec<(String, Vec<String>)> {
    let mut rows = Vec::new();
    let mut heading = String::new();
    for line in page.lines() {
        if let Some(text) = line.strip_prefix("##") {
            text.trim_start_matches('#').split(" {#").next().unwrap_or_default().trim().clone_into(&mut heading);
        }
        if let Some(cells) = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")) {
            rows.push((heading.clone(), cells.split(" | ").map(|cell| cell.trim().to_owned()).collect()));
        }
    }
    rows
}

#[test]
fn every_default_of_the_configuration_is_the_documented_one() {
    let schema: Value = serde_json::from_str(&read("docs/static/answerbook.schema.json")).expect("a valid schema");
    let table = |heading: &str| -> Value {
        let keys = heading.trim_matches(['`', '[', ']']);
        let keys = keys.split('.').filter(|key| *key != "Top level");
        keys.fold(schema.clone(), |at, key| at["properties"][key].clone())
    };
    let mut faults = Vec::new();
    let mut count = 0;
    for (heading, cells) in rows(&read("docs/content/configuration.md")) {
        let [key, _, documented, _] = &cells[..] else { continue };
        let (table, key) = (table(&heading), key.trim_matches('`'));
        let table = if table["type"] == "array" { table["items"].clone() } else { table };
        let Some(declared) = table["properties"].get(key) else { continue };
        let is_required = table["required"].as_array().is_some_and(|keys| keys.iter().any(|name| name == key));
        if is_required != documented.starts_with("required") {
            faults.push(format!("{heading} `{key}`: {}", if is_required { "is required" } else { "is not required" }));
        }
        // A list of tables is empty by default, which the page need not state.
        if let Some(default) = declared.get("default").filter(|_| declared["items"]["type"] != "object") {
            count += 1;
            let expected = format!("`{default}`");
            // If the default is an empty text, the page may describe it in words.
            let is_stated = default == "" && !documented.starts_with('`');
            if *documented != expected && !is_stated && declared["type"] != "object" {
                faults.push(format!("{heading} `{key}`: the default is {expected}, not {documented}"));
            }
        }
    }
    assert!(count > 15, "the defaults were not found");
    assert_none(&faults, "docs/content/configuration.md");
}

/// All pages of the documentation, by path.
fn pages() -> BTreeMap<PathBuf, String> {
    let mut folders = vec![path("docs/content")];
    let mut pages = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the documentation") {
            let page = entry.expect("an entry").path();
            if page.is_dir() {
                folders.push(page);
            } else {
                let text = std::fs::read_to_string(&page).expect("a page");
                pages.insert(page, text);
            }
        }
    }
    pages
}

#[test]
fn every_code_that_a_page_names_exists() {
    let families: BTreeSet<&str> = codes::ALL.iter().filter_map(|(code, ..)| code.0.split('/').next()).collect();
    let known: BTreeSet<&str> = codes::ALL.iter().map(|(code, ..)| code.0).collect();
    let looks_like_one = |text: &&str| {
        text.split_once('/').is_some_and(|(family, name)| {
            families.contains(family) && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
        })
    };
    let mut faults = Vec::new();
    for (page, text) in pages() {
        let spans = text.split(['`', '"', '[', ']', ' ', '\n', ',']).filter(looks_like_one);
        let strange = spans.filter(|code| !known.contains(code) && !code.ends_with('/'));
        faults.extend(strange.map(|code| format!("{}: there is no diagnostic `{code}`", page.display())));
    }
    assert_none(&faults, "codes in the documentation");
}

#[test]
fn templates_blocks_and_functions_are_documented_as_they_are() {
    let page = read("docs/content/templates.md");
    let mut faults = Vec::new();
    let mut blocks = BTreeSet::new();
    for entry in std::fs::read_dir(path("themes/default/templates")).expect("the theme's templates") {
        let template = entry.expect("a template").path();
        let Some(name) = template
            .file_name()
            .and_then(|name| name.to_str())
            .filter(|_| template.extension() == Some("html".as_ref()))
        else {
            continue;
        };
        let text = std::fs::read_to_string(&template).expect("a template");
        let named = text.split("{% block ").skip(1).filter_map(|rest| rest.split(' ').next());
        blocks.extend(named.map(str::to_owned));
        // Every page extends this one.
        if name != "base.html" && !page.lines().any(|line| line.starts_with('|') && line.contains(&format!("`{name}`")))
        {
            faults.push(format!("`{name}` has no row"));
        }
    }
    let documented = first_cells(&page).remove("Blocks").unwrap_or_default();
    faults
        .extend(blocks.symmetric_difference(&documented).map(|name| format!("the block `{name}` is only on one side")));
    let code = read("src/render/env.rs");
    let functions = code.split("add_function(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let (_, listed) = page.split_once("\n## Functions\n").expect("the functions");
    let listed = listed.split("\n## ").next().unwrap_or_default();
    let listed: BTreeSet<&str> =
        listed.lines().filter_map(|line| line.strip_prefix("### ")?.split(' ').next()).collect();
    let functions: BTreeSet<&str> = functions.collect();
    faults.extend(
        functions.symmetric_difference(&listed).map(|name| format!("the function `{name}` is only on one side")),
    );
    for (page, text) in pages() {
        let named = text.split("{% block ").skip(1).filter_map(|rest| rest.split(' ').next());
        let strange = named.filter(|name| !blocks.contains(*name));
        faults.extend(strange.map(|name| format!("{}: there is no block `{name}`", page.display())));
    }
    assert_none(&faults, "docs/content/templates.md");
}

/// A site that overrides a block of `base.html` must see it on every page.
#[test]
fn templates_keep_the_blocks_of_all_pages() {
    let base = read("themes/default/templates/base.html");
    let shared = base.split("{% block ").skip(1).filter_map(|rest| rest.split(' ').next());
    let shared: Vec<&str> = shared.filter(|name| *name != "main").collect();
    assert!(shared.contains(&"banner"), "{shared:?}");
    let mut faults = Vec::new();
    for entry in std::fs::read_dir(path("themes/default/templates")).expect("the templates") {
        let template = entry.expect("a template").path();
        let is_base = template.ends_with("base.html");
        let text =
            if template.is_file() && !is_base { std::fs::read_to_string(&template).expect("a text") } else { continue };
        for (name, own) in
            shared.iter().filter_map(|name| Some((name, text.split_once(&format!("{{% block {name} %}}"))?.1)))
        {
            if !own.split("{% endblock %}").next().unwrap_or_default().contains("{{ super() }}") {
                faults.push(format!("{}: the block `{name}` replaces that of `base.html`", template.display()));
            }
        }
    }
    assert_none(&faults, "themes/default/templates");
}

#[test]
fn environment_variables_tokens_and_event_fields_exist() {
    let mut faults = Vec::new();
    let code: String = ["serve", "project", "reporting"].map(|file| read(&format!("src/cli/{file}.rs"))).concat();
    let documented = first_cells(&read("docs/content/cli.md")).remove("Environment").unwrap_or_default();
    // A dependency reads the variables for colors.
    let strange = documented.iter().filter(|name| !name.contains("COLOR") && !code.contains(&format!("\"{name}\"")));
    faults.extend(strange.map(|name| format!("nothing reads `{name}`")));
    let asked = code.split("env::var(\"").skip(1).filter_map(|rest| rest.split('"').next());
    faults.extend(asked.filter(|name| !documented.contains(*name)).map(|name| format!("`{name}` is not documented")));
    let styles = read("themes/default/styles/01-tokens.css");
    for (_, cells) in rows(&read("docs/content/theming/styles.md")) {
        let tokens = code_spans(&cells[0]).filter(|name| name.starts_with("--"));
        let strange = tokens.filter(|name| !styles.contains(&format!("{name}:")));
        faults.extend(strange.map(|name| format!("there is no token `{name}`")));
    }
    let schema: Value = serde_json::from_str(&read("docs/static/events.schema.json")).expect("a valid schema");
    let stated = read("docs/content/listening/events.md") + &read("docs/content/listening/contact.md");
    let missing = names(&schema)
        .into_iter()
        .filter(|name| !stated.contains(&format!("`{name}`")) && !stated.contains(&format!("\"{name}\"")));
    faults.extend(missing.map(|name| format!("the field `{name}` of events is not documented")));
    assert_none(&faults, "docs/content");
}

/// The names of all properties in a schema.
fn names(schema: &Value) -> BTreeSet<String> {
    let own = properties(schema).map(|(name, _)| name.clone());
    let inner = match schema {
        Value::Object(map) => map.values().flat_map(names).collect::<Vec<_>>(),
        Value::Array(items) => items.iter().flat_map(names).collect(),
        _ => Vec::new(),
    };
    own.chain(inner).collect()
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

#[test]
fn every_front_matter_key_is_documented() {
    let page = read("docs/content/authoring/front-matter.md");
    let (own, foreign) = page.split_once("\n## Keys of other tools").expect("the table of other tools' keys");
    let documented: BTreeSet<String> = first_cells(own).into_values().flatten().collect();
    let known: BTreeSet<String> = keys::OWN.iter().map(|key| (*key).to_owned()).collect();
    let mut faults: Vec<String> =
        known.difference(&documented).map(|key| format!("`{key}` is not documented")).collect();
    faults.extend(documented.difference(&known).map(|key| format!("`{key}` does not exist")));
    let rows = foreign.lines().filter(|line| line.starts_with("| `"));
    let strange = rows.flat_map(code_spans).filter(|key| keys::meaning(key) == KeyMeaning::Unknown);
    faults.extend(strange.map(|key| format!("`{key}` is not understood")));
    assert_none(&faults, "docs/content/authoring/front-matter.md");
}

#[test]
fn every_icon_is_listed() {
    let page = read("docs/content/theming/overrides.md");
    let icons = std::fs::read_dir(path("themes/default/icons")).expect("the theme's icons");
    let names = icons.map(|icon| icon.expect("an icon").file_name().to_string_lossy().into_owned());
    let names = names.filter_map(|name| name.strip_suffix(".svg").map(str::to_owned));
    let missing =
        names.filter(|name| !page.contains(&format!("`{name}`"))).map(|name| format!("`{name}` is not listed"));
    assert_none(&missing.collect::<Vec<_>>(), "docs/content/theming/overrides.md");
}

#[test]
fn every_page_introduces_itself_and_leads_on() {
    let mut faults = Vec::new();
    for (page, text) in pages() {
        let is_index = page.ends_with("index.md");
        let is_top = page.parent() == Some(&path("docs/content"));
        let wanted: &[&str] =
            if is_index && !is_top { &["title:", "description:", "icon:"] } else { &["title:", "description:"] };
        let missing = wanted.iter().filter(|key| !text.lines().any(|line| line.starts_with(**key)));
        faults.extend(missing.map(|key| format!("{} has no `{key}`", page.display())));
        // An index lists its articles, and an FAQ links onward from each answer.
        if !is_index && !text.contains("\n## Next\n") && !text.contains("\ntype: faq\n") {
            faults.push(format!("{} has no next step", page.display()));
        }
    }
    assert_none(&faults, "docs/content");
}
