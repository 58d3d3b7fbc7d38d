//! Fills `site.contact`: the ways to reach a person, and the contact form.

use std::fmt::Write as _;

use crate::config::{ContactConfig, ContactForm, ContactVisibility};
use crate::render::{Renderer, view};
use crate::site::Edition;

/// Fills `site.contact`; `None` if no contact channel is configured.
#[must_use]
pub fn view(renderer: &Renderer, edition: &Edition) -> Option<view::ContactView> {
    let contact = renderer.project.config.contact_in(edition.id);
    let (form, form_kind) = match &contact.form {
        None => (None, ""),
        Some(ContactForm::Endpoint(url)) => (Some(url.clone()), "endpoint"),
        // Netlify finds forms in pages, and responds with the page that the form posts to.
        Some(ContactForm::Netlify) => (Some(renderer.href(&edition.system.thanks)), "netlify"),
        Some(ContactForm::Email(email)) => (Some(format!("mailto:{email}")), "email"),
    };
    let digits = |phone: &String| phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>();
    contact.any().then(|| view::ContactView {
        form,
        form_kind,
        email: contact.email.clone(),
        phone: contact.phone.clone(),
        phone_href: contact.phone.as_ref().map(|phone| format!("tel:{}", digits(phone))),
        chat: contact.chat.clone(),
        hours: contact.hours.clone(),
        hours_lines: contact.hours.split(", ").filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        open: open(contact),
        time_zone: contact.time_zone.clone().unwrap_or_default(),
        mode: match contact.mode {
            ContactVisibility::Always => "always",
            ContactVisibility::AfterSearch => "after-search",
            ContactVisibility::AfterAnswer => "after-answer",
        },
        promise: contact.promise.clone(),
        topics: contact.topics.clone(),
        fields: contact.fields.clone(),
        names: contact.names.clone(),
        return_href: contact.return_to.as_ref().map(|url| renderer.written_href(edition.id, &url.value)),
    })
}

/// The opening times for scripts; empty without a time zone.
fn open(contact: &ContactConfig) -> String {
    let mut text = String::new();
    for time in contact.open.iter().filter(|_| contact.time_zone.is_some()) {
        let _ = write!(text, "{}{} {} {}", if text.is_empty() { "" } else { ";" }, time.day, time.start, time.end);
    }
    text
}
