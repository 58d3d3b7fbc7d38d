//! Charts as inline SVG. They use the text's colors, so that they work in light and dark mode, and have names and
//! descriptions for screen readers. Every number is also in a table.

use std::fmt::Write as _;

use super::figures::Share;
use crate::html::escape_in_any_quotes;
use crate::printable;

/// Width of a chart, in SVG units.
const WIDTH: f64 = 720.0;

/// Height of columns without their labels.
const HEIGHT: f64 = 160.0;

/// Height of a bar including its gap.
const BAR: f64 = 26.0;

/// Where bars start, to the right of their names.
const NAMES: f64 = 260.0;

/// A text as HTML. Characters that change the text's direction or are invisible are replaced, because comments are
/// untrusted.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let _ = escape_in_any_quotes(&printable::lines(text), &mut html);
    html
}

/// One column per value, in order of time.
pub(super) fn columns(id: &str, title: &str, values: &[(String, f64)]) -> String {
    let highest = values.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let (Some((first, _)), Some((last, _))) = (values.first(), values.last()) else { return String::new() };
    let description = format!("{} values from {first} to {last}, the highest is {highest:.0}.", values.len());
    let mut svg = open(id, title, &description, HEIGHT + 24.0);
    let step = WIDTH / count(values.len());
    for (place, (name, value)) in values.iter().enumerate() {
        let height = if highest > 0.0 { value / highest * (HEIGHT - 16.0) } else { 0.0 };
        let (x, y, width) = (count(place) * step, HEIGHT - height, (step - 2.0).max(1.0));
        let _ = write!(
            svg,
            "<rect class=\"mark\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"><title>{}: {value:.0}</title></rect>",
            escaped(name)
        );
    }
    let below = HEIGHT + 18.0;
    let _ = write!(
        svg,
        "<path class=\"axis\" d=\"M0 {HEIGHT}H{WIDTH}\"/><text x=\"0\" y=\"{below}\">{}</text>\
         <text x=\"{WIDTH}\" y=\"{below}\" text-anchor=\"end\">{}</text><text x=\"0\" y=\"12\">{highest:.0}</text></svg></figure>",
        escaped(first),
        escaped(last)
    );
    svg
}

/// One bar per share, with its interval as a line.
pub(super) fn bars(id: &str, title: &str, shares: &[(String, Share)]) -> String {
    if shares.is_empty() {
        return String::new();
    }
    let description = "Bars show shares from 0 to 100 percent, lines their 95 percent intervals.";
    let mut svg = open(id, title, description, count(shares.len()) * BAR + 4.0);
    let scale = WIDTH - NAMES - 60.0;
    for (place, (name, share)) in shares.iter().enumerate() {
        let y = count(place) * BAR;
        let (value, (low, high)) = (share.value().unwrap_or_default(), share.interval());
        let at = |share: f64| NAMES + share * scale;
        let _ = write!(
            svg,
            "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\
             <rect class=\"mark\" x=\"{NAMES}\" y=\"{:.1}\" width=\"{:.1}\" height=\"14\"/>\
             <path class=\"interval\" d=\"M{:.1} {:.1}H{:.1}\"/><text x=\"{WIDTH}\" y=\"{:.1}\" text-anchor=\"end\">{:.0} %</text>",
            NAMES - 10.0,
            y + 15.0,
            escaped(&short(name)),
            y + 4.0,
            value * scale,
            at(low),
            y + 11.0,
            at(high),
            y + 15.0,
            value * 100.0
        );
    }
    svg + "</svg></figure>"
}

fn open(id: &str, title: &str, description: &str, height: f64) -> String {
    // On phones the chart keeps its size and scrolls, because smaller labels would be unreadable.
    format!(
        "<figure class=\"scroll\" tabindex=\"0\" aria-labelledby=\"{id}-title\"><figcaption id=\"{id}-title\">{}</figcaption>\
         <svg role=\"img\" viewBox=\"0 0 {WIDTH} {height}\" aria-labelledby=\"{id}-title {id}-text\"><desc id=\"{id}-text\">{}</desc>",
        escaped(title),
        escaped(description)
    )
}

/// A name, cut to fit to the left of its bar.
fn short(name: &str) -> String {
    const LONGEST: usize = 34;
    if name.chars().count() <= LONGEST {
        name.to_owned()
    } else {
        name.chars().take(LONGEST - 1).chain(['…']).collect()
    }
}

/// A count as a coordinate.
#[allow(clippy::cast_precision_loss)] // charts have some hundred marks
fn count(count: usize) -> f64 {
    count as f64
}
