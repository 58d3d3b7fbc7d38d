//! Values that a text defines with Liquid, and shows later: `{% capture x %}…{% endcapture %}` and
//! `{% assign x = "…" %}`, then `{{ x }}` or `{{ x | markdownify }}`.
//!
//! This pass only moves text, so that the next one translates the markup in it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::DialectPass;
use super::liquid;
use super::tags::{self, MarkupTag};

/// A value, and the end of its definition.
struct ValueDefinition<'t> {
    name: &'t str,
    value: &'t str,
    /// The tags that define it, and what is between them.
    range: Range<usize>,
    /// Where its text is, if there is one.
    captured: Option<Range<usize>>,
}

/// A place that shows a value.
struct ShownValue {
    range: Range<usize>,
    /// Index of the definition.
    definition: usize,
}

/// Moves each value to where it is shown. A capture that is shown nowhere stays for the next pass.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let found = liquid::tags_of(pass);
    let definitions = definitions(pass, &found);
    if definitions.is_empty() {
        return;
    }
    let raw = liquid::raw_ranges(&found);
    let in_raw = |at: usize| raw.get(raw.partition_point(|range| range.end <= at)).is_some_and(|it| it.contains(&at));
    let by_name = by_name(&definitions);
    let starts = pass.outside_code("{{").into_iter().filter(|start| !in_raw(*start));
    let outputs: Vec<ShownValue> = starts.filter_map(|start| output(pass, &definitions, &by_name, start)).collect();
    let mut uses: BTreeMap<usize, Vec<&Range<usize>>> = BTreeMap::new();
    for output in &outputs {
        uses.entry(output.definition).or_default().push(&output.range);
    }
    for (index, uses) in uses {
        let definition = &definitions[index];
        match (&definition.captured, uses.as_slice()) {
            (Some(text), [shown]) if pass.text[definition.range.end..shown.start].trim().is_empty() => {
                // Blank lines let the parser read Markdown after a tag.
                pass.replace(definition.range.start..text.start, "\n");
                pass.replace(text.end..shown.end, "\n");
            }
            (Some(_), _) => pass.replace(definition.range.clone(), ""),
            (None, _) => {}
        }
    }
    for output in outputs {
        let value = definitions[output.definition].value.trim();
        let is_block = pass.is_alone(&output.range) && value.contains('\n');
        let value = if is_block { format!("\n{value}\n") } else { value.to_owned() };
        pass.replace(output.range, value);
    }
}

fn definitions<'t>(pass: &DialectPass<'t>, found: &[MarkupTag]) -> Vec<ValueDefinition<'t>> {
    let text: &'t str = pass.text;
    let mut definitions = Vec::new();
    for (open, close) in tags::pairs(found) {
        if found[open].name == "capture"
            && let Some(name) = liquid::inner(&text[found[open].range.clone()]).split_whitespace().nth(1)
        {
            let captured = found[open].range.end..found[close].range.start;
            let range = found[open].range.start..found[close].range.end;
            definitions.push(ValueDefinition { name, value: &text[captured.clone()], range, captured: Some(captured) });
        }
    }
    for tag in found.iter().filter(|tag| tag.name == "assign") {
        let statement = liquid::inner(&text[tag.range.clone()]).trim_start_matches("assign");
        let Some((name, value)) = statement.split_once('=') else { continue };
        let value = value.trim();
        let literal = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
        let literal = literal.or_else(|| value.parse::<f64>().is_ok().then_some(value));
        if let Some(value) = literal.filter(|value| !value.contains(['"', '\''])) {
            definitions.push(ValueDefinition { name: name.trim(), value, range: tag.range.clone(), captured: None });
        }
    }
    definitions.sort_by_key(|definition| definition.range.end);
    definitions
}

/// The indexes of the definitions of each name, in order.
fn by_name<'t>(definitions: &[ValueDefinition<'t>]) -> BTreeMap<&'t str, Vec<usize>> {
    let mut names: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, definition) in definitions.iter().enumerate() {
        names.entry(definition.name).or_default().push(index);
    }
    names
}

/// The output at `start` if it shows a value that was defined before.
fn output(
    pass: &DialectPass<'_>,
    definitions: &[ValueDefinition<'_>],
    by_name: &BTreeMap<&str, Vec<usize>>,
    start: usize,
) -> Option<ShownValue> {
    let end = start + pass.ahead(start).find("}}")? + 2;
    let expression = pass.text[start + 2..end - 2].trim_matches(['-', ' ', '\t']);
    let (name, filters) = expression.split_once('|').map_or((expression, ""), |(name, filters)| (name.trim(), filters));
    let is_plain = matches!(filters.trim(), "" | "markdownify" | "strip" | "strip_newlines" | "escape");
    let indexes = by_name.get(name)?;
    let before = indexes.partition_point(|index| definitions[*index].range.end <= start);
    let definition = indexes[..before].last().copied()?;
    is_plain.then_some(ShownValue { range: start..end, definition })
}
