//! Settings of `answerbook publish`. They change nothing in the site itself.

use super::given::{number, value};
use super::raw;

/// Where and how a site is published.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublishConfig {
    /// The target as written; it is checked when it is used.
    pub target: Option<String>,
    /// Days that files stay after the site no longer needs them.
    pub grace: u32,
    /// Seconds that browsers and CDNs may keep pages.
    pub page_age: u32,
    /// Seconds that they may keep files whose names change with their content.
    pub asset_age: u32,
    /// A command that gets the addresses that changed.
    pub purge_command: Option<String>,
}

impl Default for PublishConfig {
    fn default() -> Self {
        Self { target: None, grace: 7, page_age: 60, asset_age: 31_536_000, purge_command: None }
    }
}

/// The settings of `[publish]`.
pub(super) fn publish(raw: raw::PublishTable) -> PublishConfig {
    let default = PublishConfig::default();
    PublishConfig {
        target: value(raw.target),
        grace: number(raw.grace, default.grace),
        page_age: number(raw.page_age, default.page_age),
        asset_age: number(raw.asset_age, default.asset_age),
        purge_command: value(raw.purge_command),
    }
}
