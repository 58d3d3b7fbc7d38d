//! How values are written into HTML.
//!
//! minijinja's own escaping turns `/` into `&#x2f;` as well, which no HTML parser needs and which made pages 8 % larger;
//! and it writes `True` and `None` where HTML wants `true` and nothing.

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, Output, State, Value, escape_formatter};

/// Writes a value as text or as the value of a quoted attribute; safe HTML goes through as it is.
pub(super) fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if !matches!(state.auto_escape(), AutoEscape::Html) {
        return escape_formatter(out, state, value);
    }
    match (value.as_str(), value.kind()) {
        (Some(text), _) if value.is_safe() => out.write_str(text)?,
        (Some(text), _) => escape(out, text)?,
        (None, ValueKind::Undefined | ValueKind::None) => {}
        (None, ValueKind::Bool) => out.write_str(if value.is_true() { "true" } else { "false" })?,
        (None, ValueKind::Number) => write!(out, "{value}")?,
        (None, _) => escape(out, &value.to_string())?,
    }
    Ok(())
}

/// Writes a text with the five characters escaped that could end text or a quoted attribute.
fn escape(out: &mut Output<'_>, text: &str) -> std::fmt::Result {
    let mut written = 0;
    for (offset, byte) in text.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.write_str(&text[written..offset])?;
        out.write_str(reference)?;
        written = offset + 1;
    }
    out.write_str(&text[written..])
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
