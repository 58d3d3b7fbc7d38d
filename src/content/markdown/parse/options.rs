//! The comrak extensions that each dialect uses.

use comrak::Options;

use crate::config;
use crate::content::markdown::context::Dialect;

/// The options for `CommonMark`, or for GitHub's extensions.
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

/// The options for Answerbook's dialect. Math stays off, because pages cannot show it, and comrak takes quadratic time
/// for unclosed math.
pub(super) fn answerbook_options(config: &config::MarkdownConfig) -> Options<'static> {
    let mut options = plain(Dialect::Answerbook);
    options.extension.footnotes = true;
    options.extension.description_lists = true;
    options.extension.ofm_callouts = true;
    options.extension.block_directive = true;
    options.extension.header_attributes = true;
    options.extension.fenced_code_attributes = true;
    options.extension.inline_code_attributes = true;
    options.extension.link_attributes = true;
    // Otherwise, `**「x」**で` would show its marks: Chinese, Japanese and Korean have no blanks between words.
    options.extension.cjk_friendly_emphasis = true;
    options.extension.shortcodes = config.emoji;
    options.parse.smart = config.smart;
    options.parse.relaxed_tasklist_matching = false;
    // Otherwise, `\{{ name }}` would look like `{{ name }}` after parsing.
    options.parse.escaped_char_spans = false;
    options
}
