//! Which of comrak's extensions each dialect switches on.

use comrak::Options;

use super::Dialect;
use crate::config;

/// The specification alone, or GitHub's extensions.
pub(super) fn plain(dialect: Dialect) -> Options<'static> {
    let mut options = Options::default();
    if dialect != Dialect::CommonMark {
        options.extension.strikethrough = true;
        options.extension.table = true;
        options.extension.autolink = true;
        options.extension.tasklist = true;
    }
    options
}

/// Answerbook's dialect. Math stays off: no page could show it, and comrak reads unclosed math in quadratic time.
pub(super) fn answerbook_options(config: &config::MarkdownConfig) -> Options<'static> {
    let mut options = plain(Dialect::Answerbook);
    options.extension.footnotes = true;
    options.extension.description_lists = true;
    options.extension.alerts = true;
    options.extension.block_directive = true;
    options.extension.header_attributes = true;
    options.extension.fenced_code_attributes = true;
    options.extension.inline_code_attributes = true;
    options.extension.link_attributes = true;
    options.extension.shortcodes = config.emoji;
    options.parse.smart = config.smart;
    options.parse.relaxed_tasklist_matching = false;
    // `\{{ name }}` must be told from `{{ name }}` after parsing.
    options.parse.escaped_char_spans = false;
    options
}
