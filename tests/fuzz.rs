//! Random and damaged inputs for everything that reads untrusted data. Each target runs on the same hundred inputs, or
//! as many as it reads in two seconds; `FUZZ_SECONDS` asks for new ones, and `FUZZ_SEED` repeats one:
//!
//! ```text
//! FUZZ_SECONDS=600 cargo test --test fuzz -- --nocapture --test-threads 1
//! ```
//!
//! Nothing may panic, take long, swallow a page, or be stored and then not be read again.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use answerbook::collect::StoreLocation;
use answerbook::collect::store::{self, OpenMode, Store};
use answerbook::content::EditionId;
use answerbook::events::{self, Clock, Event};
use answerbook::insights::{self, Catalog, EventTally};
use answerbook::load::{self, LoadCache, LoadOptions};
use answerbook::output::Output;
use answerbook::path::OutPath;
use answerbook::pipeline::{self, BuildCache};
use answerbook::render::site;
use answerbook::search::query::{QueryOptions, SearchIndex};
use jiff::civil::date;
use support::random::{Random, fuzz};
use support::tree::{Element, Page};

/// Parts of Markdown and HTML, whole and cut off.
#[rustfmt::skip]
const MARKUP: &[&str] = &[
    "\n", "\n\n", " ", "  ", "    ", "\t", "\r\n", "> ", "- ", "* ", "1. ", "# ", "## ", "### ", "*", "**", "_", "`",
    "```", "```js\n", "~~~", "|", "|-|\n", "---\n", "===\n", ":::", ":::note\n", ":::tabs\n", ":::tab A\n",
    ":::steps\n", "[", "]", "(", ")", "![", "](", "[a](b.md)", "[^1]", "[^1]: ", "[a]: b\n", "{", "}", "{#a}",
    "{.b c=d}", "{{ a }}", "{{> s }}", "{{", "}}", "{%", "%}", "{{<", ">}}", "<", ">", "</", "/>", "<!--", "-->",
    "<![CDATA[", "<?", "&", "&lt;", "&#x0;", "\"", "'", "=", "\\", "<p>", "</p>", "<div>", "</div>", "<b>", "</b>",
    "<a href=x>", "</a>", "<h2>", "</h2>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<details>",
    "<summary>", "</details>", "<svg>", "</svg>", "<math>", "<mi>", "</math>", "<style>", "</style>", "<script>",
    "</script>", "<textarea>", "</textarea>", "<title>", "<select>", "<option>", "</select>", "<form>", "</form>",
    "<button>", "<iframe>", "<noscript>", "</noscript>", "<template>", "</template>", "<plaintext>", "<xmp>",
    "<img src=x", "<br>", "<hr>", "<caption>", "<col>", "<frameset>", "<body>", "<html>", "<head>", "<base href=x>",
    "<nobr>", "<object>", "<foreignObject>", "<desc>", "<annotation-xml>", "<mglyph>", "<ruby>", "<rt>", "<dl><dt>",
    "<dd>", "<input>", "<image>", " onclick=x", " class=\"tabs\"", " id=a", "é", "ß", "İ", "\u{301}", "\u{200d}",
    "\u{202e}", "\u{feff}", "漢字", "😀", "word ", "http://a.example", "www.a.example", "a@b.example", "==", "^", "~",
    ":smile:", "- [ ] ", ": ", "> [!NOTE]\n", "import a\n", "```{note}\n", ":::{tab-item} A\n", ":::{list-table}\n",
    "* - ", ":a: b\n", "{ref}`", "{kbd}`a`", "(a)=\n", "[](b.md)",
];

/// Keys and values of front matter, in both formats.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "title", "description", "type", "id", "slug", "permalink", "aliases", "order", "labels", "related", "reviewed",
    "updated", "publish", "expires", "draft", "video", "toc", "lang", "translated_from", "unlisted", "form_url", "hide",
    "tags", "a.b", "\"", ": ", "=", " = ", "\n", "\n  ", "\n- ", "\n  - ", "[", "]", "{", "}", ", ", "'", "#", "&a",
    "*a", "!!str ", "|\n  ", ">-\n ", "true", "false", "null", "~", "0", "-1", "1e999", "0x1f", "2026-11-22",
    "2026-13-45", "99999999999999999999", ".inf", "faq", "guide", "video", "form", "https://a.example/", "/a/", "../..",
    "\\u0000", "\t", "é", "\u{85}", "\u{2028}", "\"\"\"", "'''", "?", "[[a]]\n", "[a]\n", "---\n", "+++\n", "...\n",
    "%YAML 1.2\n",
];

fn options() -> LoadOptions {
    LoadOptions { date: date(2026, 11, 22), drafts: false, edition: None, base_url: None, out: None }
}

/// A project whose articles change, built as in the preview.
struct Project {
    folder: tempfile::TempDir,
    load: LoadCache,
    build: BuildCache,
}

impl Project {
    fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let project = Self { folder, load: LoadCache::default(), build: BuildCache::of_preview() };
        project.write("answerbook.toml", config);
        project.write("content/b.md", "# B\n\nSee [a](a.md).\n");
        project.write("snippets/s.md", "A *snippet*.\n");
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn build(&mut self) -> Output {
        let loaded = load::reload(self.folder.path(), &options(), &mut self.load, None).expect("a readable folder");
        pipeline::rebuild(Arc::new(loaded.project), &self.build).value
    }

    /// The page of `content/a.md`, which is shown under this address; `None` if it was refused.
    fn page(&mut self, text: &str) -> Option<String> {
        self.write("content/a.md", text);
        let output = self.build();
        let path = OutPath::new("a/index.html");
        let bytes = output.render(&path)?.expect("a page renders");
        Some(String::from_utf8(bytes.into_owned()).expect("pages are UTF-8"))
    }
}

fn markup(random: &mut Random) -> String {
    if random.one_in(3) {
        let pages = ["markdown.md", "links-and-pictures.md", "front-matter.md"];
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/authoring").join(random.pick(&pages));
        let text = fs::read_to_string(page).expect("a page of the documentation");
        let body = text.splitn(3, "---\n").nth(2).expect("front matter");
        return random.damaged(body);
    }
    random.join(MARKUP, 40)
}

#[test]
fn markdown() {
    let mut projects = [true, false].map(|raw_html| Project::new(&format!("[markdown]\nraw_html = {raw_html}\n")));
    let head = "---\ntitle: A\ndescription: A\ntoc: false\n---\n\n";
    let plain = projects.each_mut().map(|project| project.page(&format!("{head}Text.\n")).expect("a plain page"));
    let plain = plain.map(|plain| Page::parse(&plain).around());
    fuzz("markdown", |random| {
        let text = markup(random);
        let body = format!("{head}{text}");
        for ((project, plain), is_trusted) in projects.iter_mut().zip(&plain).zip([true, false]) {
            let Some(page) = project.page(&body) else { continue };
            let page = Page::parse(&page);
            let around = page.around();
            let other = around.iter().zip(plain).find(|(page, plain)| page != plain);
            assert!(around == *plain, "{other:?} in {body:?}");
            let hostile: Vec<Element> = page.text().into_iter().filter(is_hostile).collect();
            assert!(is_trusted || hostile.is_empty(), "{hostile:?} in {body:?}");
        }
    });
}

/// Whether an element is not of the kinds that untrusted writers may use.
fn is_hostile(element: &Element) -> bool {
    let is_attribute = |(name, _): &(String, String)| name.starts_with("on") || name == "style" || name == "srcdoc";
    let is_ours = element.name == "input" && element.attribute("type") == Some("checkbox");
    let is_name = matches!(
        element.name.as_str(),
        "base" | "button" | "embed" | "form" | "iframe" | "link" | "meta" | "object" | "script" | "style" | "template"
    );
    let is_foreign = element.name.starts_with("foreign:");
    element.attributes.iter().any(is_attribute) || is_name || is_foreign || element.name == "input" && !is_ours
}

#[test]
fn front_matter() {
    let mut project = Project::new("");
    fuzz("front_matter", |random| {
        let fence = random.pick(&["---", "+++"]);
        let head = if random.one_in(2) {
            let line = |random: &mut Random| format!("{}: {}\n", random.pick(HEADS), random.join(HEADS, 3));
            let lines: Vec<String> = (0..=random.below(6)).map(|_| line(random)).collect();
            lines.concat()
        } else {
            random.join(HEADS, 30)
        };
        project.write("content/a.md", &format!("{fence}\n{head}\n{fence}\n\nText.\n"));
        let output = project.build();
        assert!(output.render_all().is_empty(), "{head:?}");
    });
}

#[test]
fn configuration() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/example-site/answerbook.toml");
    let examples = [fs::read_to_string(example).expect("a configuration"), documented()];
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("content")).expect("a folder");
    fs::write(folder.path().join("content/a.md"), "# A\n\nText.\n").expect("an article");
    fuzz("configuration", |random| {
        let mut text = examples[random.below(examples.len())].clone();
        if random.one_in(2) {
            let lines: Vec<&str> = text.lines().collect();
            let chosen: Vec<&str> = (0..random.below(30)).map(|_| lines[random.below(lines.len())]).collect();
            text = chosen.join("\n");
        }
        text = random.damaged(&text);
        fs::write(folder.path().join("answerbook.toml"), &text).expect("a file");
        let Ok(loaded) = load::load(folder.path(), &options()) else { return };
        let output = pipeline::build(Arc::new(loaded.project)).value;
        let problems = output.render_all();
        assert!(problems.is_empty(), "{problems:?} in {text}");
    });
}

/// All examples of configuration in the documentation.
fn documented() -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/content/configuration.md");
    let page = fs::read_to_string(page).expect("a page of the documentation");
    page.split("```toml")
        .skip(1)
        .filter_map(|part| Some(part.split_once('\n')?.1.split("```").next()?.to_owned()))
        .collect()
}

/// A line of an event, mostly valid.
fn line(random: &mut Random) -> String {
    let texts = [
        "a",
        "é",
        "\\u0000",
        "\\u202e",
        "a@b.example",
        "+49 170 1234567",
        "\\n",
        "\\\\",
        "/a/",
        "1.0",
        "en",
        "😀",
        "__proto__",
    ];
    let text = |random: &mut Random| random.join(&texts, 60);
    let uuid = |random: &mut Random| format!("{:08x}-0000-4000-8000-{:012x}", random.below(9), random.next() >> 16);
    let kind = random.pick(&["view", "search", "feedback", "contact"]);
    let id = uuid(random);
    let at = random.pick(&[
        "2026-11-20T08:00:00Z",
        "2026-11-21T23:59:59.999+14:00",
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "x",
    ]);
    let mut line = format!("{{\"v\":1,\"id\":\"{id}\",\"event\":\"{kind}\",\"at\":\"{at}\"");
    for name in ["page", "article", "version", "locale"] {
        if random.one_in(3) {
            line = format!("{line},\"{name}\":\"{}\"", text(random));
        }
    }
    let rest = match kind {
        "search" => format!(",\"query\":\"{}\",\"hits\":{}", text(random), random.below(3)),
        "feedback" => format!(",\"helpful\":{},\"comment\":\"{}\"", random.one_in(2), text(random)),
        "contact" => ",\"step\":\"solved\"".to_owned(),
        _ => String::new(),
    };
    line + &rest + "}"
}

fn tally_of(store: &mut dyn Store) -> Result<(usize, usize), store::StoreError> {
    let mut tally = EventTally::default();
    let mut count = 0;
    let left_out = store.read(i64::MIN, &mut |event| {
        count += 1;
        tally.add(event);
    })?;
    let report = insights::report(&tally, &Catalog::default());
    let _ = (insights::text(&report), insights::html(&report, "Help"), serde_json::to_string(&report));
    let _ = insights::propose(&report.todo.missing, None, &|_| "content".into(), &|_| false);
    Ok((count, left_out))
}

#[test]
fn event_bodies() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut inputs = 0_u64;
    fuzz("event_bodies", |random| {
        let lines: Vec<String> = (0..=random.below(40)).map(|_| line(random)).collect();
        let lines = lines.into_iter().map(|line| if random.one_in(3) { random.damaged(&line) } else { line });
        let accepted: Vec<Event> =
            lines.filter_map(|line| events::parse(&line, Clock::Arrived(1_795_000_000_000)).ok()).collect();
        for event in &accepted {
            assert_eq!(events::parse(&event.line(), Clock::Kept).as_ref(), Ok(event), "{}", event.line());
        }
        inputs += 1;
        let location = StoreLocation::Sqlite(folder.path().join(format!("{inputs}.sqlite")));
        let mut store = store::open(&location, OpenMode::Make).expect("a new store");
        store.keep(&accepted).expect("a writable store");
        let mut ids: Vec<_> = accepted.iter().map(|event| event.id.0).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(tally_of(&mut *store).expect("a readable store"), (ids.len(), 0));
        drop(store);
        let _ = fs::remove_file(folder.path().join(format!("{inputs}.sqlite")));
    });
}

#[test]
fn damaged_stores() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sound = folder.path().join("sound.sqlite");
    let mut random = Random::new(1);
    let events: Vec<Event> =
        (0..400).filter_map(|_| events::parse(&line(&mut random), Clock::Arrived(1_795_000_000_000)).ok()).collect();
    let mut store = store::open(&StoreLocation::Sqlite(sound.clone()), OpenMode::Make).expect("a new store");
    store.keep(&events).expect("a writable store");
    drop(store);
    let sound = fs::read(sound).expect("the store");
    let lines: String = events.iter().map(|event| event.line() + "\n").collect();
    fuzz("damaged_stores", |random| {
        let path = folder.path().join("damaged");
        for name in ["damaged", "damaged-wal", "damaged-shm", "damaged-journal"] {
            let _ = fs::remove_file(folder.path().join(name));
        }
        let is_sqlite = random.one_in(2);
        let mut bytes = if is_sqlite { sound.clone() } else { lines.clone().into_bytes() };
        random.damage(&mut bytes);
        fs::write(&path, bytes).expect("a file");
        if !is_sqlite {
            let _ = store::read_lines(&path, i64::MIN, &mut |event| assert!(event.line().len() < 40_000));
            return;
        }
        for mode in [OpenMode::Existing, OpenMode::Make] {
            let Ok(mut store) = store::open(&StoreLocation::Sqlite(path.clone()), mode) else { continue };
            let _ = tally_of(&mut *store);
            let _ = store.check();
            let _ = store.keep(&events[..10]);
            let _ = store.has_events(0, i64::MAX);
            let _ = store.remove_before(1_790_000_000_000);
        }
    });
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// A project with a version in git, and all files of its repository.
fn versioned(script: &str) -> (tempfile::TempDir, Vec<(PathBuf, Vec<u8>)>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    let config = "[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n";
    fs::create_dir_all(root.join("content/c")).expect("a folder");
    fs::write(root.join("answerbook.toml"), config).expect("a file");
    for name in ["a", "b", "c/d", "c/e"] {
        fs::write(root.join(format!("content/{name}.md")), format!("# {name}\n\nText.\n")).expect("a file");
    }
    support::fixture::git(root, script);
    let sound = files(&root.join(".git")).into_iter().map(|path| (path.clone(), fs::read(path).expect("a file")));
    let sound = sound.collect();
    (folder, sound)
}

#[test]
fn git_objects() {
    let commit = "git init -q; git add .; git commit -qm a; git tag v1; echo more >> content/a.md; git commit -qam b";
    let projects = [versioned(commit), versioned(&format!("{commit}; git gc -q"))];
    fuzz("git_objects", |random| {
        let (folder, sound) = &projects[random.below(projects.len())];
        let (path, bytes) = &sound[random.below(sound.len())];
        let mut damaged = bytes.clone();
        random.damage(&mut damaged);
        // Git makes its objects read-only.
        fs::remove_file(path).expect("a file");
        fs::write(path, damaged).expect("a file");
        if let Ok(loaded) = load::load(folder.path(), &options()) {
            let _ = pipeline::build(Arc::new(loaded.project)).value.render_all();
        }
        fs::write(path, bytes).expect("a file");
    });
}

#[test]
fn search_index() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    let project = load::load(&example, &options()).expect("the example").project;
    let output = pipeline::build(Arc::new(project)).value;
    let folder = site::search_folder(&output.renderer, EditionId::default());
    fuzz("search_index", |random| {
        let every = 1 + random.below(8);
        let seed = random.next();
        let get = |path: &OutPath| {
            let mut bytes = output.search().get(path)?.to_vec();
            // The same file is always damaged in the same way.
            let mut random =
                Random::new(path.as_str().bytes().fold(seed, |sum, byte| sum.rotate_left(5) ^ u64::from(byte)));
            if random.one_in(every) {
                match answerbook::search::bytes::unpack(&bytes).filter(|_| random.one_in(2)) {
                    Some(mut inner) => {
                        random.damage(&mut inner);
                        bytes = answerbook::search::bytes::pack(&inner);
                    }
                    None => random.damage(&mut bytes),
                }
            }
            Some(bytes)
        };
        let Some(index) = SearchIndex::open(&folder, get) else { return };
        for query in ["bill", "reset pasword", "thermostat wifi not connecting", "b", "é", "zzzz"] {
            let _ = index.search(query, &QueryOptions::default());
        }
    });
}
