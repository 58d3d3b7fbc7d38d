//! Texts with a format, and what is wrong with one.

use serde_json::{Value as Json, json};

/// A text with a format.
pub(super) trait FromText: Sized {
    /// What is expected, in a few words.
    const EXPECTED: &'static str;

    /// Parses the text.
    fn parse(text: &str) -> Result<Self, TextProblem>;

    /// The accepted texts as JSON Schema, with a pattern if one can express them all.
    fn schema() -> Json {
        json!({ "type": "string" })
    }
}

/// Why a text is invalid.
pub(super) struct TextProblem {
    /// The complete message.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
}

impl TextProblem {
    /// A problem without an obvious fix.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// A text that is empty. The message will name its key.
    pub fn empty() -> Self {
        Self::new("")
    }

    /// Adds the text that was probably meant.
    pub fn did_you_mean(mut self, suggestion: Option<impl AsRef<str>>) -> Self {
        self.help = suggestion.map(|text| format!("did you mean `{}`?", text.as_ref()));
        self
    }
}
