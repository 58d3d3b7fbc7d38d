//! How values are written into HTML.
//!
//! minijinja's own escaping turns `/` into `&#x2f;` as well, which no HTML parser needs and which made pages 8 % larger;
//! and it writes `True` and `None` where HTML wants `true` and nothing.

use std::fmt;

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, Output, State, Value, escape_formatter};

/// Writes a value as text or as the value of a quoted attribute; safe HTML goes through as it is.
pub(super) fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if !matches!(state.auto_escape(), AutoEscape::Html) {
        return escape_formatter(out, state, value);
    }
    match (value.as_str(), value.kind()) {
        (Some(text), _) => {
            super::limits::check_value(text)?;
            if value.is_safe() { out.write_str(text)? } else { escape(out, text)? }
        }
        (None, ValueKind::Undefined | ValueKind::None) => {}
        (None, ValueKind::Bool) => out.write_str(if value.is_true() { "true" } else { "false" })?,
        (None, ValueKind::Number) => write!(out, "{value}")?,
        (None, _) => escape(out, &value.to_string())?,
    }
    Ok(())
}

/// A text that is escaped already, for those that many pages write.
#[must_use]
pub fn escaped(text: &str) -> Value {
    let mut out = String::with_capacity(text.len());
    let _ = escape(&mut out, text);
    Value::from_safe_string(out)
}

/// Writes a text with the five characters escaped that could end text or a quoted attribute.
fn escape(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some(place) = rest.bytes().position(|byte| IS_SPECIAL[usize::from(byte)]) {
        out.write_str(&rest[..place])?;
        out.write_str(match rest.as_bytes()[place] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[place + 1..];
    }
    out.write_str(rest)
}

/// The five, by their bytes.
const IS_SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut bytes: &[u8] = b"&<>\"'";
    while let [byte, rest @ ..] = bytes {
        special[*byte as usize] = true;
        bytes = rest;
    }
    special
};

#[cfg(test)]
mod tests {
    use minijinja::{Environment, context};

    #[track_caller]
    fn check(template: &str, expected: &str) {
        let mut env = Environment::new();
        env.set_formatter(super::write);
        let values =
            context! { text => "<a href=\"/x/\">Tom & 'Jo'</a> é", list => ["<"], none => (), yes => true, count => 3 };
        let found = env.render_named_str("a.html", template, values).expect("the template of the test is valid");
        assert_eq!(found, expected);
    }

    #[test]
    fn texts_are_escaped_and_addresses_stay_readable() {
        check("{{ text }}", "&lt;a href=&quot;/x/&quot;&gt;Tom &amp; &#39;Jo&#39;&lt;/a&gt; é");
        check("{{ list }}", "[&#39;&lt;&#39;]");
    }

    #[test]
    fn safe_html_goes_through() {
        check("{{ text|safe }}", "<a href=\"/x/\">Tom & 'Jo'</a> é");
        check("{% set block %}<b>{{ text[:1] }}</b>{% endset %}{{ block }}", "<b>&lt;</b>");
    }

    #[test]
    fn other_values_are_written_as_html_wants_them() {
        check("{{ none }}|{{ yes }}|{{ count }}|{{ 1.5 }}", "|true|3|1.5");
    }
}
