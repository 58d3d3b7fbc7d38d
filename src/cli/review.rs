//! `answerbook review`: lists the articles that are due for a review, by owner, with the answers of readers if there
//! are events. Formatting is in `text`, recording reviews in `done`. [`crate::site::freshness`] decides what is due.

mod done;
mod text;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::project;
use super::reporting::ListFormat;
use super::terminal::{self, Completion, Failure};
use super::{check, insights, reporting};
use crate::events::Millis;
use crate::insights::{EventFilter, EventTally, Share, catalog, report};
use crate::path::ProjectPath;
use crate::render::Renderer;
use crate::site::{ArticleId, DueReview, freshness};

/// List articles that are due for a review
///
/// An article is due when `review_every` has passed since its last review, or since its last change if it was never
/// reviewed. The exit code is 1 if an article is due.
#[derive(Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(super) struct ReviewArguments {
    #[command(subcommand)]
    what: Option<ReviewVerb>,
    /// Folder of the help center
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Only articles of this owner
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Show how readers voted on each article: a store of `answerbook collect` or a file of events; may be repeated
    #[arg(long, value_name = "STORE")]
    events: Vec<String>,
    /// Include the articles of an edition, as `[access.editions]` defines it, such as `internal`
    #[arg(long, value_name = "NAME")]
    edition: Option<String>,
    /// List what is due on this day [default: today in UTC, or `SOURCE_DATE_EPOCH`]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// How to print the list
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
}

const EXAMPLES: &str = "\
Examples:
  answerbook review                             all articles that are due, by owner
  answerbook review --owner Billing --events events.sqlite
                                                those of one owner, with readers' votes
  answerbook review --date 2027-01-01           what will be due in the new year
  answerbook review done content/billing/refunds.md --by Ada
                                                record a review of today";

#[derive(Subcommand)]
enum ReviewVerb {
    Done(done::DoneArguments),
}

/// An article that is due for a review.
struct ReviewTask<'s> {
    path: &'s ProjectPath,
    title: &'s str,
    owner: Option<&'s str>,
    reviewed: Option<Date>,
    reviewed_by: Option<&'s str>,
    updated: Option<Date>,
    due: &'s DueReview,
    /// The answers to "Was this page helpful?"; `None` without events.
    helpfulness: Option<Share>,
}

/// Lists what is due, or records reviews.
pub(super) fn run(arguments: &ReviewArguments) -> Result<Completion, Failure> {
    if let Some(ReviewVerb::Done(arguments)) = &arguments.what {
        return done::run(arguments);
    }
    let date = arguments.date.map_or_else(project::today, Ok)?;
    let renderer = project::renderer(&arguments.dir, date, arguments.edition.clone())?;
    let site = &renderer.site;
    let owned = match &arguments.owner {
        Some(owner) => Some(reporting::files_of_owner(owner, check::owned_files(site))?),
        None => None,
    };
    let votes = votes(&renderer, &arguments.events)?;
    let due = site.reviews.iter().filter(|(id, _)| freshness::is_editable(&renderer.project, site, **id));
    let mut tasks: Vec<ReviewTask<'_>> = due
        .filter(|(id, _)| owned.as_ref().is_none_or(|owned| owned.contains(&site[**id].path)))
        .map(|(id, due)| task(&renderer, *id, due, votes.as_ref()))
        .collect();
    tasks.sort_by_key(|task| (task.due.since, task.path));
    let printed = match arguments.format {
        ListFormat::Text => text::page(&by_owner(&tasks), date),
        ListFormat::Json => tasks.iter().map(text::object).collect(),
    };
    terminal::print(&printed)?;
    Ok(if tasks.is_empty() { Completion::Fine } else { Completion::Problems })
}

fn task<'s>(
    renderer: &'s Renderer,
    id: ArticleId,
    due: &'s DueReview,
    votes: Option<&HashMap<String, Share>>,
) -> ReviewTask<'s> {
    let article = &renderer.site[id];
    let meta = &article.meta;
    ReviewTask {
        path: &article.path,
        title: &meta.title,
        owner: meta.owner.as_deref(),
        reviewed: meta.reviewed,
        reviewed_by: meta.reviewed_by.as_deref(),
        updated: meta.updated,
        due,
        helpfulness: votes.map(|votes| votes.get(article.path.as_str()).copied().unwrap_or_default()),
    }
}

/// The tasks of each owner, in order of names; those without an owner come last.
fn by_owner<'t, 's>(tasks: &'t [ReviewTask<'s>]) -> Vec<(Option<&'s str>, Vec<&'t ReviewTask<'s>>)> {
    let mut owners: BTreeMap<(bool, Option<&str>), Vec<&ReviewTask<'_>>> = BTreeMap::new();
    for task in tasks {
        owners.entry((task.owner.is_none(), task.owner)).or_default().push(task);
    }
    owners.into_iter().map(|((_, owner), tasks)| (owner, tasks)).collect()
}

/// The answers of readers by the article's path, for the current wording; `None` without stores.
fn votes(renderer: &Renderer, stores: &[String]) -> Result<Option<HashMap<String, Share>>, Failure> {
    if stores.is_empty() {
        return Ok(None);
    }
    let catalog = catalog(renderer);
    let mut tally = EventTally::new(EventFilter::default());
    tally.reserve(&catalog);
    for store in stores {
        insights::read(store, Millis::MIN, &mut tally)?;
    }
    let articles = report(&tally, &catalog).articles;
    Ok(Some(articles.into_iter().map(|article| (article.path, article.helpfulness)).collect()))
}
