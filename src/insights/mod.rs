//! `answerbook insights`: what events say about a help center, and what to do about it.
//!
//! Events stream through [`EventTally::add`], which counts; [`report()`] turns the counts into figures, and, with the project's
//! [`Catalog`] at hand, into things to do. A [`InsightsReport`] is data: [`text()`] prints it for terminals, [`html()`] as a page, serde
//! as JSON; [`propose()`] makes a patch of it. Each share shows its numerator, its denominator and a 95 % interval.
//!
//! What the figures mean, with their formulas and sources, stands in `docs/content/listening/insights.md`. Nothing here reads
//! a file or a clock.

mod catalog;
mod chart;
mod conclude;
mod figures;
mod html;
mod propose;
mod queries;
mod report;
mod tally;
#[cfg(test)]
mod tests;
mod text;
mod visits;
mod words;

pub use catalog::{Catalog, CatalogArticle, catalog};
pub use conclude::report;
pub use figures::Share;
pub use html::html;
pub use propose::propose;
pub use report::{
    ArticleFigures, CommentFigures, DayFigures, EditionFigures, InsightsReport, MissingTopic, ReasonFigures,
    SearchFigures, Todo, UnreadArticle,
};
pub use tally::{EventFilter, EventTally};
pub use text::{left_out, text};
