//! HTML that grows from pieces of code, each with its class.

use std::fmt::Write as _;

use crate::html::escape_text as escape;

/// HTML that grows, neighbours of one class merged.
pub(super) struct ColouredHtml {
    html: String,
    class: &'static str,
}

impl ColouredHtml {
    /// Nothing yet, with room for `code`.
    pub fn of(code: &str) -> Self {
        Self { html: String::with_capacity(code.len() * 2), class: "" }
    }

    /// Adds text; an empty class is plain. A token of several lines is cut at each line's end.
    pub fn push(&mut self, text: &str, class: &'static str) {
        for line in text.split_inclusive('\n') {
            self.push_line(line, class);
        }
    }

    /// The HTML.
    pub fn finish(mut self) -> String {
        self.close();
        self.html
    }

    fn push_line(&mut self, text: &str, class: &'static str) {
        let (text, line_end) = text.strip_suffix('\n').map_or((text, ""), |text| (text, "\n"));
        // Blanks have no colour: they join whatever stands before them.
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
