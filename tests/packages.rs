//! Applies the rules of `.cargo/deny.toml` to our dependencies: allowed licences and sources, and banned packages.
//!
//! It reads `cargo metadata`. A CI workflow also runs cargo-deny itself, which takes several hundred packages to build.

use std::process::Command;

use toml::Table;

#[test]
fn every_package_keeps_the_rules() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    assert!(packages.len() > 100, "only {} packages were listed", packages.len());
    let rules = Rules::read();
    let faults: Vec<String> = packages.iter().filter_map(|package| rules.fault(package, packages)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_rule_can_be_broken() {
    let check = |name: &str, licence: &str, source: &str, expected: Option<&str>| {
        let package = serde_json::json!({ "name": name, "license": licence, "source": source });
        assert_eq!(Rules::read().fault(&package, &[]).as_deref(), expected);
    };
    let crates_io = "registry+https://github.com/rust-lang/crates.io-index";
    check("a", "MIT", crates_io, None);
    check("a", "GPL-3.0", crates_io, Some("`a` is licensed `GPL-3.0`"));
    check("a", "MIT", "git+https://a.example", Some("`a` comes from Some(\"git+https://a.example\")"));
    check("openssl-sys", "MIT", crates_io, Some("`openssl-sys` is banned"));
    let depends = |name: &str| serde_json::json!({ "name": name, "dependencies": [{ "name": "chrono" }] });
    let chrono = serde_json::json!({ "name": "chrono", "license": "MIT", "source": crates_io });
    assert_eq!(Rules::read().fault(&chrono, &[depends("object_store")]), None);
    let others = [depends("object_store"), depends("a")];
    assert_eq!(Rules::read().fault(&chrono, &others).as_deref(), Some("`chrono` is banned"));
}

/// A package that only some others may use.
struct Ban {
    package: String,
    wrappers: Vec<String>,
}

/// The rules in `.cargo/deny.toml`.
struct Rules {
    licences: Vec<String>,
    bans: Vec<Ban>,
    sources: Vec<String>,
}

impl Ban {
    /// Whether some packages depend on the banned one, and all of them may.
    fn is_wrapped(&self, packages: &[serde_json::Value]) -> bool {
        let depends = |package: &&serde_json::Value| {
            let dependencies = package["dependencies"].as_array().into_iter().flatten();
            dependencies.into_iter().any(|dependency| {
                let is_used = dependency["kind"].is_null() && dependency["optional"] != true;
                is_used && dependency["name"] == self.package.as_str()
            })
        };
        let mut dependents = packages.iter().filter(depends).filter_map(|package| package["name"].as_str()).peekable();
        dependents.peek().is_some() && dependents.all(|name| self.wrappers.iter().any(|wrapper| wrapper == name))
    }
}

impl Rules {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/.cargo/deny.toml");
        let rules: Table = std::fs::read_to_string(path).expect("the rules are there").parse().expect("they are TOML");
        let list = |table: &str, key: &str| rules[table][key].as_array().expect("a list").clone();
        let text = |value: &toml::Value| value.as_str().expect("a text").to_owned();
        let ban = |ban: &toml::Value| {
            let wrappers = ban.get("wrappers").and_then(toml::Value::as_array);
            let wrappers = wrappers.map_or(Vec::new(), |wrappers| wrappers.iter().map(text).collect());
            Ban { package: text(&ban["crate"]), wrappers }
        };
        Self {
            licences: list("licenses", "allow").iter().map(text).collect(),
            bans: list("bans", "deny").iter().map(ban).collect(),
            sources: list("sources", "allow-registry").iter().map(text).collect(),
        }
    }

    /// What is wrong with a package, which some of `others` may depend on.
    fn fault(&self, package: &serde_json::Value, others: &[serde_json::Value]) -> Option<String> {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or_default();
        let source = package["source"].as_str();
        if !self.allow(licence) {
            return Some(format!("`{name}` is licensed `{licence}`"));
        }
        if self.bans.iter().any(|ban| ban.package == name && !ban.is_wrapped(others)) {
            return Some(format!("`{name}` is banned"));
        }
        let is_ours = name == env!("CARGO_PKG_NAME");
        let registry = source.and_then(|source| source.strip_prefix("registry+"));
        (!is_ours && !registry.is_some_and(|registry| self.sources.iter().any(|allowed| allowed == registry)))
            .then(|| format!("`{name}` comes from {source:?}"))
    }

    /// Whether an SPDX expression leaves an allowed choice: one in every part joined by `AND`. (Older packages write
    /// `/` for `OR`.)
    fn allow(&self, expression: &str) -> bool {
        let is_allowed = |licence: &str| self.licences.iter().any(|allowed| allowed == licence.trim());
        let expression = expression.replace('/', " OR ");
        expression.split(" AND ").all(|part| part.trim_matches(['(', ')', ' ']).split(" OR ").any(is_allowed))
    }
}

#[test]
fn expressions_are_read() {
    let rules = Rules::read();
    assert!(rules.allow("(MIT OR GPL-3.0) AND Unicode-3.0"));
    assert!(rules.allow("MIT/Apache-2.0"));
    assert!(!rules.allow("MIT AND GPL-3.0"));
    assert!(!rules.allow(""));
}
