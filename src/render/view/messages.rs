//! The variables for contact and notices.

use serde::Serialize;

use crate::config::{ContactField, ContactNames};

/// Contact channels.
#[derive(Debug, Clone, Serialize)]
pub struct ContactView {
    /// Where the contact form is posted; `None` hides the form.
    pub form: Option<String>,
    /// `endpoint`, `netlify` or `email`; empty without a form.
    pub form_kind: &'static str,
    /// The email address.
    pub email: Option<String>,
    /// The phone number, as shown.
    pub phone: Option<String>,
    /// The phone number for `tel:`, including the scheme.
    pub phone_href: Option<String>,
    /// The address of a chat.
    pub chat: Option<String>,
    /// The opening hours; may be empty.
    pub hours: String,
    /// The opening hours in parts that should not break.
    pub hours_lines: Vec<String>,
    /// When the team answers, for scripts: `DAY START END` in minutes, separated by semicolons; may be empty.
    pub open: String,
    /// The IANA name of the time zone of the hours; may be empty.
    pub time_zone: String,
    /// When to show the contact channels: `always`, `after-search` or `after-answer`.
    pub mode: &'static str,
    /// What to expect, such as a response time; may be empty.
    pub promise: String,
    /// Topics to choose from in the form.
    pub topics: Vec<String>,
    /// More fields of the form.
    pub fields: Vec<ContactField>,
    /// The names of the form's own fields: `subject`, `message`, `email`, `topic`, `page`, `from`, `history` and
    /// `return_to`.
    pub names: ContactNames,
    /// The page after the form; `None` for the receiver's own.
    pub return_href: Option<String>,
}

/// A configured notice.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeView {
    /// Identifies the text: 8 hex digits.
    pub id: String,
    /// `incident`, `change` or `news`.
    pub kind: &'static str,
    /// Inline HTML.
    pub html: String,
    /// The first day on which it is shown, such as `2026-11-20`.
    pub from: Option<String>,
    /// The last day on which it is shown.
    pub until: Option<String>,
    /// Whether readers can dismiss it.
    pub is_dismissible: bool,
    /// Whether it is shown on the day of the build.
    pub is_started: bool,
}
