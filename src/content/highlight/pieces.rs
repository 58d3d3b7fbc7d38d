//! Builds HTML from pieces of code, each with its class.

use std::fmt::Write as _;

use crate::html::escape_text as escape;

/// The HTML so far. Adjacent pieces of one class are merged.
pub(super) struct ColouredHtml {
    html: String,
    class: &'static str,
}

impl ColouredHtml {
    /// An empty one with capacity for `code`.
    pub fn of(code: &str) -> Self {
        Self { html: String::with_capacity(code.len() * 2), class: "" }
    }

    /// Adds text; an empty class means plain text. A token of several lines is split at the end of each line.
    pub fn push(&mut self, text: &str, class: &'static str) {
        for line in text.split_inclusive('\n') {
            self.push_line(line, class);
        }
    }

    /// Returns the HTML.
    pub fn finish(mut self) -> String {
        self.close();
        self.html
    }

    fn push_line(&mut self, text: &str, class: &'static str) {
        let (text, line_end) = text.strip_suffix('\n').map_or((text, ""), |text| (text, "\n"));
        // Blanks have no color, so they join the piece before them.
        let (blanks, text) = text.split_at(text.len() - text.trim_start().len());
        self.html.push_str(blanks);
        if !text.is_empty() {
            if class != self.class {
                self.close();
                if !class.is_empty() {
                    // Writing to a string cannot fail.
                    let _ = write!(self.html, "<span class=\"t-{class}\">");
                    self.class = class;
                }
            }
            escape(text, &mut self.html);
        }
        if !line_end.is_empty() {
            self.close();
            self.html.push('\n');
        }
    }

    fn close(&mut self) {
        if !std::mem::take(&mut self.class).is_empty() {
            self.html.push_str("</span>");
        }
    }
}
