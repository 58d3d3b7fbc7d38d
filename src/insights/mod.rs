//! `answerbook insights`: what events say about a help center, and what to do about it.
//!
//! [`EventTally::add`] counts events one by one. [`report()`] turns the counts into figures and, together with the
//! project's [`Catalog`], into to-do lists. An [`InsightsReport`] is data: [`text()`] formats it for terminals,
//! [`html()`] as a page, serde as JSON, and [`propose()`] makes a patch from it. Each share includes its numerator,
//! denominator and 95 % interval.
//!
//! `docs/content/listening/insights.md` explains the figures with their formulas and sources. Nothing here reads a file
//! or a clock.

mod catalog;
mod chart;
mod conclude;
mod figures;
mod html;
mod lost;
mod patch;
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
pub use lost::{LostAddress, PresentAddresses, propose_addresses};
pub use propose::propose;
pub use report::{
    ArticleFigures, CommentFigures, DayFigures, EditionFigures, InsightsReport, MissingTopic, ReasonFigures,
    SearchFigures, Todo, UnreadArticle,
};
pub use tally::{EventFilter, EventTally};
pub use text::{left_out, text};
