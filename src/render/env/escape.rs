//! Writes values into HTML.
//!
//! minijinja's own escaping also turns `/` into `&#x2f;`, which HTML parsers do not need and which made pages 8 %
//! larger. It also writes `True` and `None` where HTML needs `true` and an empty text.

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, Output, State, Value, escape_formatter};

use crate::html::escape_in_any_quotes;

/// Writes a value as text or as a quoted attribute value. Safe HTML is not escaped.
pub(super) fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if !matches!(state.auto_escape(), AutoEscape::Html) {
        return escape_formatter(out, state, value);
    }
    match (value.as_str(), value.kind()) {
        (Some(text), _) => {
            super::limits::check_value(text)?;
            if value.is_safe() { out.write_str(text)? } else { escape_in_any_quotes(text, out)? }
        }
        (None, ValueKind::Undefined | ValueKind::None) => {}
        (None, ValueKind::Bool) => out.write_str(if value.is_true() { "true" } else { "false" })?,
        (None, ValueKind::Number) => write!(out, "{value}")?,
        (None, _) => escape_in_any_quotes(&value.to_string(), out)?,
    }
    Ok(())
}

/// Escapes a text in advance, for texts that many pages contain.
#[must_use]
pub fn escaped(text: &str) -> Value {
    let mut out = String::with_capacity(text.len());
    let _ = escape_in_any_quotes(text, &mut out);
    Value::from_safe_string(out)
}

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
