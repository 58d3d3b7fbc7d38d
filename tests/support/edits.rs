//! Random edits of a small project.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

/// The project before the edits: links, anchors, snippets, variables, labels, redirects, kinds.
pub const PROJECT: &[(&str, &str)] = &[
    (
        "answerbook.toml",
        "title = \"Help\"\nbase_url = \"https://help.example.com/\"\n[variables]\nproduct = \"Dial\"\n[redirects]\n\"/old/\" = \"/billing/pay/\"\n",
    ),
    ("content/index.md", "---\ntitle: Home\n---\nWelcome to {{ product }}.\n"),
    ("content/billing/_index.md", "---\ntitle: Billing\norder: 2\n---\n"),
    (
        "content/billing/pay.md",
        "---\ntitle: Pay\nlabels: [money]\n---\nPay with a card. See [refunds](refund.md#how) and [set up](../start/setup.md).\n\n## When\n\n{{> note }}\n",
    ),
    (
        "content/billing/refund.md",
        "---\ntitle: Refund\nlabels: [money, back]\naliases: [/money-back/]\n---\nYour refund and your card.\n\n## How\n\nAsk. ![A picture](card.svg)\n",
    ),
    ("content/billing/card.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"/>"),
    (
        "content/start/setup.md",
        "---\ntitle: Set up\ntype: guide\nid: setup\n---\n1. Open {{ product }}.\n2. [Pay](/billing/pay/#when).\n",
    ),
    (
        "content/start/questions.md",
        "---\ntitle: Questions\ntype: faq\n---\n## Can I pay?\n\nYes, by card.\n\n## Why?\n\n{{> note }}\n",
    ),
    ("old/billing/pay.md", "---\ntitle: Pay\n---\nPay in cash.\n"),
    ("old/billing/refund.md", "---\ntitle: Refund\n---\nAsk.\n"),
    ("snippets/note.md", "A refund takes *three* days.\n"),
    ("static/robots-extra.txt", "x"),
];

/// One edit by a writer, an editor or git.
#[derive(Debug, Clone)]
pub enum ProjectEdit {
    Write(usize, String),
    /// Writes a temporary file and renames it over the original, as most editors do.
    SaveAtomically(usize, String),
    Rename(usize, usize),
    RenameFolder(usize, usize),
    Remove(usize),
}

const FILES: &[&str] = &[
    "content/billing/pay.md",
    "content/billing/refund.md",
    "content/billing/_index.md",
    "content/start/setup.md",
    "content/start/questions.md",
    "content/start/new.md",
    "content/other/deep/page.md",
    "content/index.md",
    "content/README.md",
    "content/_part.md",
    "content/de/billing/pay.md",
    "content/fr/start/setup.md",
    "old/billing/pay.md",
    "old/billing/refund.md",
    "old/start/new.md",
    "snippets/note.md",
    "snippets/other.md",
    "theme/templates/article.html",
    "theme/styles/50-own.css",
    "theme/i18n/en.toml",
    "answerbook.toml",
    "content/billing/card.svg",
    "static/robots-extra.txt",
];

const FOLDERS: &[&str] = &[
    "content/billing",
    "content/start",
    "content/moved",
    "content/start/inner",
    "content/de",
    "old",
    "snippets",
    "parts",
];

fn texts() -> impl Strategy<Value = String> {
    let article = (
        prop::sample::select(vec!["Pay", "Refund", "A new title", "Zebra 10", "Zebra 9", ""]),
        prop::sample::select(vec![
            "",
            "draft: true\n",
            "order: 1\n",
            "labels: [money, new]\n",
            "aliases: [/old/, /gone/]\n",
            "slug: elsewhere\n",
            "id: setup\n",
            "unlisted: true\n",
            "publish: 2030-01-01\n",
            "related: [billing/pay]\n",
            "unknown: 1\n",
            "title: [\n",
        ]),
        prop::collection::vec(
            prop::sample::select(vec![
                "Plain words about a card and a refund.",
                "See [pay](/billing/pay/#when) or [gone](../gone.md).",
                "## When\n\nNow.",
                "## How\n\n{{> note }}",
                "{{> other }}",
                "{{> missing }}",
                "{{ product }} and {{ unknown }}",
                "![A picture](card.svg)",
                "{{< ref \"refund\" >}}",
                "[up](_index.md) and [help](/)",
                "```bash\nls # list\n```",
            ]),
            0..4,
        ),
    );
    let article = article.prop_map(|(title, head, body)| {
        let title = if title.is_empty() { String::new() } else { format!("title: {title}\n") };
        format!("---\n{title}{head}---\n{}\n", body.join("\n\n"))
    });
    let other = prop::sample::select(vec![
        "{% extends \"default/article.html\" %}",
        "<main>{{ article.title }} {{ site.title }}</main>",
        "{% broken",
        "{{ missing.value.deep }}",
        "main { color: red }",
        "title = \"Other help\"\nbase_url = \"https://other.example/docs/\"\n",
        "title = \"Help\"\n[variables]\nproduct = \"Link\"\n[articles]\nrelated = 1\n",
        "title = \"Help\"\n[[locale]]\ncode = \"en\"\n[[locale]]\ncode = \"de\"\n[[locale]]\ncode = \"fr\"\n",
        "title = \"Help\"\n[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"dir:old\"\n[[locale]]\ncode = \"en\"\n[[locale]]\ncode = \"de\"\n",
        "title = 3\n",
        "title = \"",
        "search = \"Find\"\n",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"10\"/>",
        "",
    ]);
    prop_oneof![3 => article, 2 => other.prop_map(str::to_owned)]
}

pub fn edits() -> impl Strategy<Value = Vec<ProjectEdit>> {
    let file = || 0..FILES.len();
    let folder = || 0..FOLDERS.len();
    let edit = prop_oneof![
        5 => (file(), texts()).prop_map(|(file, text)| ProjectEdit::Write(file, text)),
        3 => (file(), texts()).prop_map(|(file, text)| ProjectEdit::SaveAtomically(file, text)),
        2 => (file(), file()).prop_map(|(from, to)| ProjectEdit::Rename(from, to)),
        1 => (folder(), folder()).prop_map(|(from, to)| ProjectEdit::RenameFolder(from, to)),
        1 => file().prop_map(ProjectEdit::Remove),
    ];
    prop::collection::vec(edit, 1..9)
}

/// Edits that change how much the versions have in common.
pub fn edits_of_versions() -> impl Strategy<Value = Vec<ProjectEdit>> {
    let is_in_both =
        |file: &usize| ["/pay.md", "/refund.md", "/new.md"].iter().any(|name| FILES[*file].ends_with(name));
    let files: Vec<usize> = (0..FILES.len()).filter(is_in_both).collect();
    let text = |(title, text): (&str, &str)| format!("---\ntitle: {title}\n---\n{text}\n");
    let texts = (prop::sample::select(vec!["Pay", "Refund"]), prop::sample::select(vec!["By card.", "## How\n\nAsk."]));
    let edit =
        (prop::sample::select(files), texts.prop_map(text)).prop_map(|(file, text)| ProjectEdit::Write(file, text));
    prop::collection::vec(edit, 4..16)
}

/// The paths for which the system would report a change.
pub fn touched(root: &Path, edit: &ProjectEdit) -> Vec<PathBuf> {
    match edit {
        ProjectEdit::Write(file, _) | ProjectEdit::Remove(file) => vec![root.join(FILES[*file])],
        ProjectEdit::SaveAtomically(file, _) => {
            let path = root.join(FILES[*file]);
            vec![path.with_extension("save~"), path]
        }
        ProjectEdit::Rename(from, to) => vec![root.join(FILES[*from]), root.join(FILES[*to])],
        ProjectEdit::RenameFolder(from, to) => vec![root.join(FOLDERS[*from]), root.join(FOLDERS[*to])],
    }
}

/// Applies an edit. Impossible edits, such as renaming a missing file, do nothing.
pub fn apply(root: &Path, edit: &ProjectEdit) {
    let write = |path: &Path, text: &str| {
        let _ = fs::create_dir_all(path.parent().expect("a path below the root"));
        let _ = fs::write(path, text);
    };
    match edit {
        ProjectEdit::Write(file, text) => write(&root.join(FILES[*file]), text),
        ProjectEdit::SaveAtomically(file, text) => {
            let path = root.join(FILES[*file]);
            let beside = path.with_extension("save~");
            write(&beside, text);
            let _ = fs::rename(beside, path);
        }
        ProjectEdit::Rename(from, to) => {
            let to = root.join(FILES[*to]);
            let _ = fs::create_dir_all(to.parent().expect("a path below the root"));
            let _ = fs::rename(root.join(FILES[*from]), to);
        }
        ProjectEdit::RenameFolder(from, to) => {
            let _ = fs::rename(root.join(FOLDERS[*from]), root.join(FOLDERS[*to]));
        }
        ProjectEdit::Remove(file) => drop(fs::remove_file(root.join(FILES[*file]))),
    }
}
