//! Tests what is restricted: it is nowhere in what is built for everybody, and where it belongs otherwise.

mod support;

use std::path::Path;

use support::{TestFolder, folder};

/// A word of the restricted article, its title, its address, its picture and its label.
const SECRETS: [&str; 5] = ["Quokka", "Wombat", "numbat", "bilby", "dunnart"];

fn site() -> TestFolder {
    TestFolder::new()
        .file(
            "answerbook.toml",
            "base_url = \"https://help.example/\"\n[access.editions]\ninternal = [\"internal\"]\n[access.folders]\n\"team\" = \"internal\"\n",
        )
        .file("content/index.md", "---\ntitle: Home\n---\nWelcome.\n")
        .file("content/pay.md", "---\ntitle: Pay\nlabels: [money]\n---\nPay with a card.\n")
        .file(
            "content/numbat.md",
            "---\ntitle: Wombat\nid: numbat\nvisibility: internal\nlabels: [dunnart, money]\naliases: [/old-numbat/]\n---\nA Quokka pays. See [pay](pay.md).\n\n![](bilby.svg)\n",
        )
        .file("content/bilby.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"1\"/>")
        .file("content/team/lunch.md", "---\ntitle: Wombat lunch\n---\nA Quokka eats.\n")
}

/// The files below a folder that mention a word in their name or text.
fn mentions(below: &Path, word: &str) -> Vec<String> {
    let has = |path: &String| {
        let bytes = std::fs::read(below.join(path)).expect("a file");
        path.contains(word) || bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    };
    folder::files(below).into_iter().filter(has).collect()
}

#[test]
fn what_is_restricted_is_nowhere_in_the_public_edition() {
    let test = site().run("build").check();
    for word in SECRETS {
        assert_eq!(mentions(&test.path("public"), word), [""; 0], "{word}");
    }
    assert!(!mentions(&test.path("public"), "Pay").is_empty());
}

#[test]
fn an_edition_has_a_folder_of_its_own() {
    let test = site().run("build --edition internal").check();
    for page in ["numbat", "team/lunch", "pay", "old-numbat"] {
        assert!(test.path(&format!("public-internal/{page}/index.html")).is_file(), "{page}");
    }
    assert!(!test.path("public").exists());
    // The other edition's folder is not read as content.
    let test = test.run("build").check();
    assert_eq!(mentions(&test.path("public"), "Quokka"), [""; 0]);
}

#[test]
fn no_edition_replaces_another_one() {
    let test = site().run("build --edition internal -o out").check();
    let output = test.run("build -o out").code(2).output();
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(printed.contains("`out` contains the edition `internal`, which this one would replace"), "{printed}");
}

#[test]
fn a_restriction_that_nobody_explained_leaves_the_article_out() {
    let test = site().file("content/secret.md", "---\ntitle: Platypus\nprivate: true\n---\nText\n");
    let test = test.run("build").code(1).check();
    assert_eq!(mentions(&test.path("public"), "Platypus"), [""; 0]);
}

#[test]
fn translations_and_folders_follow_their_originals() {
    let config = "base_url = \"https://help.example/\"\n[access]\nleft_out = [\"internal\", \"private\"]\n[[locale]]\ncode = \"fr\"\n";
    let test = TestFolder::new()
        .file("answerbook.toml", config)
        .file("content/index.md", "---\ntitle: Home\n---\nWelcome.\n")
        .file("content/fr/index.md", "---\ntitle: Accueil\n---\nBienvenue.\n")
        .file("content/plan.md", "---\ntitle: Plan\naccess: internal\n---\nText\n")
        .file("content/fr/plan.md", "---\ntitle: Platypus\n---\nTexte\n")
        .file("content/team/_index.md", "---\ntitle: Team\nprivate: true\n---\n")
        .file("content/team/a/b.md", "---\ntitle: Platypus\n---\nText\n")
        .file("content/team/open.md", "---\ntitle: Echidna\naccess: public\n---\nText\n")
        .file("content/hugo/_index.md", "---\ntitle: Hugo\ncascade:\n  private: true\n---\n")
        .file("content/hugo/c.md", "---\ntitle: Platypus\n---\nText\n")
        .run("build")
        .check();
    assert_eq!(mentions(&test.path("public"), "Platypus"), [""; 0]);
    assert!(test.path("public/team/open/index.html").is_file());
}
