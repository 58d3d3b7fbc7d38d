//! `answerbook search`: asks the search index as a reader's browser does.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::project::OUT;
use super::terminal::{self, End, Failure};
use crate::content::{EditionId, Kind};
use crate::load;
use crate::path::OutPath;
use crate::pipeline;
use crate::render::site;
use crate::report::plural;
use crate::search::query::{Answer, Hit, Index, Options};

/// Ask the search index, as readers do
///
/// Builds the index in memory and ranks like the search box on the site. Exit code 1 if nothing is found.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// What to search for; `-` reads one query a line from standard input
    query: String,
    /// Folder of the help center
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Most results of a query
    #[arg(short, long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=200))]
    limit: u16,
    /// Only the category of this title
    #[arg(long, value_name = "TITLE")]
    category: Option<String>,
    /// Only this kind of article
    #[arg(long, value_name = "KIND", value_parser = Kind::ALL.map(Kind::name))]
    kind: Option<String>,
    /// Include drafts and articles that are not public yet
    #[arg(long)]
    drafts: bool,
    /// Print one JSON object a query, with scores
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  answerbook search \"reset password\"              the help center here
  answerbook search \"pasword\" help --limit 3      another one; slips are forgiven
  answerbook search - --json < queries.txt        many queries, for a test of your own";

/// Searches, and prints what is found.
pub(super) fn run(arguments: &Arguments) -> Result<End, Failure> {
    let options = load::Options {
        date: super::project::today()?,
        drafts: arguments.drafts,
        base_url: None,
        out: Some(arguments.dir.join(OUT)),
    };
    let loaded = load::load(&arguments.dir, &options).map_err(|error| Failure::new(error.to_string(), error.hint()))?;
    let output = pipeline::build(Arc::new(loaded.project)).value;
    let folder = site::search_folder(&output.kitchen, EditionId::default());
    let files = output.search();
    let get = |name: &str| files.get(&OutPath::new(&format!("{folder}/{name}"))).map(|bytes| bytes.to_vec());
    let index = Index::open(get).ok_or_else(broken)?;
    let options =
        Options { limit: arguments.limit.into(), category: arguments.category.clone(), kind: arguments.kind.clone() };
    let mut found = false;
    for query in queries(&arguments.query)? {
        let answer = index.search(&query, &options).ok_or_else(broken)?;
        found |= answer.total > 0;
        terminal::print(&if arguments.json { object(&query, &answer) } else { page(&query, &answer) })?;
    }
    Ok(if found { End::Fine } else { End::Problems })
}

/// An index that was built a moment ago and cannot be read is a mistake of this program.
fn broken() -> Failure {
    Failure::new("the search index cannot be read", "this is a bug: please report it with the query")
}

fn queries(query: &str) -> Result<Vec<String>, Failure> {
    if query != "-" {
        return Ok(vec![query.to_owned()]);
    }
    let text = std::io::read_to_string(std::io::stdin())
        .map_err(|error| Failure::new(format!("cannot read standard input: {error}"), "give it as UTF-8"))?;
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

/// What people read.
fn page(query: &str, answer: &Answer) -> String {
    let more = if answer.is_lower_bound { "at least " } else { "" };
    let mut text = format!("{more}{} for “{query}”\n", plural(answer.total, "article"));
    if let Some(corrected) = &answer.corrected {
        let _ = writeln!(text, "as “{corrected}”");
    }
    if !answer.near.is_empty() {
        let _ = writeln!(text, "near: {}", answer.near.join(", "));
    }
    for (number, hit) in (1..).zip(&answer.hits) {
        let heading = if hit.heading.is_empty() { String::new() } else { format!(" › {}", hit.heading) };
        let _ = writeln!(text, "\n{number}. {}{heading}\n   {}\n   {}", hit.title, hit.href, hit.excerpt);
    }
    text
}

/// What programs read.
fn object(query: &str, answer: &Answer) -> String {
    let hit = |hit: &Hit| {
        json!({
            "title": hit.title, "href": hit.href, "heading": hit.heading, "excerpt": hit.excerpt,
            "category": hit.category, "kind": hit.kind, "score": hit.score,
        })
    };
    let hits: Vec<_> = answer.hits.iter().map(hit).collect();
    let object = json!({
        "query": query, "total": answer.total, "is_lower_bound": answer.is_lower_bound,
        "corrected": answer.corrected, "near": answer.near, "categories": answer.categories, "kinds": answer.kinds,
        "hits": hits,
    });
    format!("{object}\n")
}
