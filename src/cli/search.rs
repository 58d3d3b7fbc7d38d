//! `answerbook search`: searches the site's index in the same way as a reader's browser. Builds the index in memory,
//! runs the queries, and prints the results. The search engine is in [`crate::search`].

mod answers;
mod explanation;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use answers::AnsweringPassage;
use explanation::ArticleWeights;

use super::project::OUT;
use super::terminal::{self, Completion, Failure};
use crate::config::Config;
use crate::content::{ArticleKind, EditionId, LocaleId, VersionId};
use crate::load;
use crate::path::OutPath;
use crate::pipeline;
use crate::printable::{self, line};
use crate::render::site;
use crate::report::plural;
use crate::search::POINTER;
use crate::search::query::{Hit, QueryOptions, SearchIndex, SearchResults};

/// Search the index as readers do
///
/// Builds the index in memory and ranks results like the search box on the site. The exit code is 1 if nothing is
/// found, or with `--answers`, if no passage answers.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // each is a separate flag
pub(super) struct SearchArguments {
    /// What to search for; `-` reads one query per line from standard input
    query: String,
    /// Folder of the help center
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Maximum number of results per query
    #[arg(short, long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=200))]
    limit: u16,
    /// Only the category with this title
    #[arg(long, value_name = "TITLE")]
    category: Option<String>,
    /// Only articles of this kind
    #[arg(long, value_name = "KIND", value_parser = ArticleKind::ALL.map(ArticleKind::name))]
    kind: Option<String>,
    /// Search this locale
    #[arg(long, value_name = "CODE")]
    locale: Option<String>,
    /// Search this version
    #[arg(long, value_name = "ID")]
    in_version: Option<String>,
    /// Include drafts and articles that are not public yet
    #[arg(long)]
    drafts: bool,
    /// Show why each result has its rank
    #[arg(long)]
    explain: bool,
    /// Show only the passages that answer, as above the results on the site
    #[arg(long, conflicts_with = "explain")]
    answers: bool,
    /// Print one JSON object per query, with scores
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  answerbook search \"reset password\"              the help center in this folder
  answerbook search \"pasword\" help --limit 3      another one; typos are fine
  answerbook search \"mot de passe\" --locale fr    what readers of the French pages find
  answerbook search \"refund\" --explain           why the results have this order
  answerbook search \"reset password\" --answers  the passages that answer
  answerbook search - --json < queries.txt        many queries, for your own tests";

pub(super) fn run(arguments: &SearchArguments) -> Result<Completion, Failure> {
    let options = load::LoadOptions {
        date: super::project::today()?,
        drafts: arguments.drafts,
        edition: None,
        base_url: None,
        out: Some(arguments.dir.join(OUT)),
    };
    let loaded = load::load(&arguments.dir, &options).map_err(|error| Failure::new(error.to_string(), error.hint()))?;
    let edition = edition(&loaded.project.config, arguments)?;
    let output = pipeline::build(Arc::new(loaded.project)).value;
    let folder = site::search_folder(&output.renderer, edition);
    let files = output.search();
    if !files.contains_key(&OutPath::new(&format!("{folder}/{POINTER}"))) {
        let hint = "turn search on in `answerbook.toml`: `[search]` with `enabled = true`";
        return Err(Failure::new("the help center has no search index", hint));
    }
    let index = SearchIndex::open(&folder, |path| Some(files.get(path)?.to_vec())).ok_or_else(broken)?;
    let options = QueryOptions {
        limit: usize::from(arguments.limit).max(if arguments.answers { answers::MAX_PASSAGES } else { 0 }),
        category: arguments.category.clone(),
        kind: arguments.kind.clone(),
        explain: arguments.explain,
    };
    let weights = |hit: &Hit| explanation::weights(&output.renderer, edition, hit);
    let mut found = false;
    for query in queries(&arguments.query)? {
        let answer = index.search(&query, &options).ok_or_else(broken)?;
        let passages = arguments.answers.then(|| answers::passages(&output.renderer, edition, &answer));
        found |= passages.as_ref().map_or(answer.total > 0, |passages| !passages.is_empty());
        terminal::print(&match (arguments.json, &passages) {
            (true, _) => object(&query, &answer, passages.as_deref()),
            (false, Some(passages)) => answers::text(&query, passages),
            (false, None) => page(&query, &answer, &weights),
        })?;
    }
    Ok(if found { Completion::Fine } else { Completion::Problems })
}

/// The edition to search.
fn edition(config: &Config, arguments: &SearchArguments) -> Result<EditionId, Failure> {
    let locales = config.locales.iter().map(|locale| locale.code.as_str());
    let versions = config.versions.iter().map(|version| version.id.as_str());
    let locale = place("locale", arguments.locale.as_deref(), locales)?;
    let version = place("version", arguments.in_version.as_deref(), versions)?;
    Ok(EditionId { version: VersionId(version), locale: LocaleId(locale) })
}

/// The index of the requested name; 0 if none was requested.
fn place<'n>(what: &str, requested: Option<&str>, names: impl Iterator<Item = &'n str>) -> Result<u16, Failure> {
    let Some(requested) = requested else { return Ok(0) };
    let names: Vec<&str> = names.collect();
    let found = (0..).zip(&names).find(|(_, name)| name.eq_ignore_ascii_case(requested));
    found.map(|(place, _)| place).ok_or_else(|| {
        let hint = match names.as_slice() {
            [] | [""] => format!("remove the flag: the configuration declares no {what}"),
            names => format!("it has `{}`", names.join("`, `")),
        };
        Failure::new(format!("the help center has no {what} `{requested}`"), hint)
    })
}

/// An index that was just built and cannot be read is a bug in this program.
fn broken() -> Failure {
    Failure::new("the search index cannot be read", "this is a bug: please report it with the query")
}

fn queries(query: &str) -> Result<Vec<String>, Failure> {
    if query != "-" {
        return Ok(vec![query.to_owned()]);
    }
    let text = std::io::read_to_string(std::io::stdin())
        .map_err(|error| Failure::new(format!("cannot read standard input: {error}"), "check that it is UTF-8"))?;
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

/// The results for people.
fn page(query: &str, answer: &SearchResults, weights: &dyn Fn(&Hit) -> ArticleWeights) -> String {
    let more = if answer.is_lower_bound { "at least " } else { "" };
    let mut text = format!("{more}{} for “{}”\n", plural(answer.total, "article"), line(query));
    if answer.is_doubted {
        text.push_str("nothing fits well; these come closest\n");
    }
    if let Some(corrected) = &answer.corrected {
        let _ = writeln!(text, "searched for “{}”", line(corrected));
    }
    if !answer.near.is_empty() {
        let _ = writeln!(text, "did you mean: {}", line(&answer.near.join(", ")));
    }
    if let Some((version, _)) = &answer.elsewhere {
        let _ = writeln!(text, "found in {} instead", line(version));
    }
    for (number, hit) in (1..).zip(&answer.hits) {
        let heading = if hit.heading.is_empty() { String::new() } else { format!(" › {}", hit.heading) };
        let title = format!("{}{heading}", hit.title);
        let _ = writeln!(text, "\n{number}. {}\n   {}\n   {}", line(&title), line(&hit.href), line(&hit.excerpt));
        if let Some(explanation) = answer.explanations.get(number - 1) {
            explanation::write(&mut text, hit, explanation, &weights(hit));
        }
    }
    text
}

/// The results for programs.
fn object(query: &str, answer: &SearchResults, passages: Option<&[AnsweringPassage]>) -> String {
    let hit = |(number, hit): (usize, &Hit)| {
        let mut object = json!({
            "title": hit.title, "href": hit.href, "heading": hit.heading, "excerpt": hit.excerpt,
            "category": hit.category, "kind": hit.kind, "score": hit.score, "is_answer": hit.is_answer,
        });
        if let Some(explanation) = answer.explanations.get(number) {
            object["explanation"] = explanation::object(explanation);
        }
        object
    };
    let hits: Vec<_> = answer.hits.iter().enumerate().map(hit).collect();
    let mut object = json!({
        "query": query, "total": answer.total, "is_lower_bound": answer.is_lower_bound,
        "is_doubted": answer.is_doubted,
        "corrected": answer.corrected, "near": answer.near, "categories": answer.categories, "kinds": answer.kinds,
        "elsewhere": answer.elsewhere.as_ref().map(|(version, href)| json!({ "version": version, "href": href })),
        "hits": hits,
    });
    if let Some(passages) = passages {
        object["passages"] = answers::object(passages);
    }
    format!("{}\n", printable::json(&object.to_string()))
}
