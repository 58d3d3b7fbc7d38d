//! The JSON Schema published with the documentation is the one that the program prints, and its lists of names match
//! those in the code.
//!
//! To accept a changed schema, run `SNAPSHOTS=overwrite cargo test --test schema` and review the diff.

use answerbook::config::{self, KINDS};
use answerbook::content::ArticleKind;
use answerbook::events;
use snapbox::{assert_data_eq, file};

#[test]
fn the_shipped_schema_is_the_printed_one() {
    assert_data_eq!(config::json_schema(), file!["../docs/static/answerbook.schema.json"].raw());
}

#[test]
fn the_shipped_schema_of_events_is_the_one_that_lines_are_read_by() {
    assert_data_eq!(events::json_schema(), file!["../docs/static/events.schema.json"].raw());
}

#[test]
fn the_configuration_knows_every_article_kind() {
    assert_eq!(KINDS, ArticleKind::ALL.map(ArticleKind::name));
}
