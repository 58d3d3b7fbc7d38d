//! Measures the time from a save until the preview serves the new text, with 10,000 articles.
//!
//! Run with `cargo bench --bench serve`. `ARTICLES` sets the number of articles, `BROKEN` how many of them have a
//! broken link, and `SAVES` the number of saves. `CORPUS` is a folder of articles to use instead of generated ones.
//!
//! The time is what a browser would wait: from the start of `write()` until a response contains the new text, including
//! the quiet window.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (articles, broken, saves) = (number("ARTICLES", 10_000), number("BROKEN", 0), number("SAVES", 200));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (article, category) = match std::env::var_os("CORPUS") {
        Some(corpus) => copied(Path::new(&corpus), folder.path()),
        None => made(articles, broken, folder.path()),
    };
    let started = Instant::now();
    let preview = BenchPreview::start(folder.path());
    let home = preview.get("/");
    println!("{:<44} {:>6} ms", "start to first page", started.elapsed().as_millis());
    assert!(home.contains("</html>"), "the home page is not there");

    let page = address(&article, folder.path());
    let wanted = preview.wait(&page, "HTTP/1.1 200 ");
    println!("{:<44} {:>6} bytes", "the article's page", wanted.len());
    let text = fs::read_to_string(&article).expect("the article");
    measure(
        "an article's text",
        saves,
        |round| {
            let mark = format!("saved{round}mark");
            (article.clone(), format!("{text}\n\nA last paragraph, {mark}.\n"), page.clone(), mark)
        },
        &preview,
    );
    measure(
        "an article's title",
        saves / 4,
        |round| {
            let mark = format!("Titled{round}mark");
            (article.clone(), retitled(&text, &mark), page.clone(), mark)
        },
        &preview,
    );
    let index = fs::read_to_string(&category).unwrap_or_else(|_| "---\ntitle: A category\n---\n".to_owned());
    measure(
        "a category's title, on an article's page",
        saves / 10,
        |round| {
            let mark = format!("Category{round}mark");
            (category.clone(), retitled(&index, &mark), page.clone(), mark)
        },
        &preview,
    );
    let template = folder.path().join("theme/templates/partials/footer.html");
    fs::create_dir_all(template.parent().expect("a folder")).expect("a folder");
    let footer = include_str!("../../themes/default/templates/partials/footer.html");
    measure(
        "a template",
        saves / 10,
        |round| {
            let mark = format!("template{round}mark");
            (template.clone(), format!("{footer}<p>{mark}</p>\n"), page.clone(), mark)
        },
        &preview,
    );
}

/// Saves repeatedly, and returns the time of each save until the page shows its mark.
fn measure(
    what: &str,
    rounds: usize,
    save: impl Fn(usize) -> (PathBuf, String, String, String),
    preview: &BenchPreview,
) {
    let mut times: Vec<Duration> = Vec::new();
    for round in 0..rounds.max(1) {
        let (file, text, page, mark) = save(round);
        let started = Instant::now();
        fs::write(file, text).expect("a writable file");
        preview.wait(&page, &mark);
        times.push(started.elapsed());
        // Writers are slower than this. Rapid saves are a different measurement.
        std::thread::sleep(Duration::from_millis(60));
    }
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_millis();
    println!("{what:<44} {:>6} ms median {:>6} ms 99th percentile ({} saves)", at(50), at(99), times.len());
}

/// A running preview.
struct BenchPreview {
    child: Child,
    address: String,
}

impl BenchPreview {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_answerbook"))
            .args(["serve", "--port", "0", "--format", "short"])
            .arg(folder)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let address = lines
            .find_map(|line| {
                let line = line.ok()?;
                Some(line.split_once("http://")?.1.split('/').next()?.to_owned())
            })
            .expect("an address");
        // The output is not needed, but the program must not block on a full pipe.
        std::thread::spawn(move || lines.count());
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)
            .expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn wait(&self, path: &str, mark: &str) -> String {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let answer = self.get(path);
            if answer.contains(mark) {
                return answer;
            }
            assert!(Instant::now() < deadline, "`{mark}` does not come to {path}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for BenchPreview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Copies a corpus. Returns an article in the middle of it and the index of its category.
fn copied(corpus: &Path, to: &Path) -> (PathBuf, PathBuf) {
    let status = Command::new("cp").arg("-r").arg(corpus.join(".")).arg(to).status().expect("cp");
    assert!(status.success(), "the corpus was not copied");
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![to.join("content")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the corpus") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("_index.md") {
                files.push(path);
            }
        }
    }
    files.sort();
    let article = files[files.len() / 2].clone();
    let category = article.parent().expect("a folder").join("_index.md");
    (article, category)
}

/// Generates a corpus of articles of about 300 words.
fn made(articles: usize, broken: usize, to: &Path) -> (PathBuf, PathBuf) {
    for number in 0..articles {
        let file = to.join(format!("content/category-{}/article-{number}.md", number % 40));
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        let other = (number + 40) % articles;
        let mut text = format!("---\ntitle: Article number {number}\ntags: [tag-{}]\n---\n\n", number % 30);
        for part in 0..6 {
            let _ = write!(
                text,
                "## Part {part} of {number}\n\nSelect **Save**, word{} word{} word{}, ",
                number % 997,
                number % 499 + part,
                number % 211
            );
            let _ = write!(
                text,
                "{}and see [the other](article-{other}.md).\n\n",
                "then open the settings of your account ".repeat(5)
            );
            text.push_str("1. Open it.\n2. Close it.\n\n```bash\ncurl -s https://api.example.com/ # again\n```\n\n");
        }
        if number < broken {
            let _ = writeln!(text, "See [what is missing](artcle-{other}x.md).");
        }
        fs::write(file, text).expect("an article");
    }
    let middle = articles / 2;
    let folder = to.join(format!("content/category-{}", middle % 40));
    fs::write(folder.join("_index.md"), "---\ntitle: The category\n---\n").expect("an index");
    (folder.join(format!("article-{middle}.md")), folder.join("_index.md"))
}

fn retitled(text: &str, title: &str) -> String {
    let lines =
        text.lines().map(|line| if line.starts_with("title:") { format!("title: {title}") } else { line.to_owned() });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn address(article: &Path, root: &Path) -> String {
    let text = fs::read_to_string(article).expect("the article");
    if let Some(permalink) = text.lines().find_map(|line| line.strip_prefix("permalink:")) {
        return permalink.trim().to_owned();
    }
    let path = article.strip_prefix(root.join("content")).expect("below it").with_extension("");
    format!("/{}/", path.to_string_lossy().to_lowercase())
}
